"""Waterfalls: from the earlier figure, cause by cause, to the figure of this run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.change import CAUSES
from screener.report.charts.picture import (
    DOWN,
    INK,
    LETTER,
    RULE,
    TEXT_SIZE,
    UP,
    WIDTH,
    Picture,
    draw,
    hatch,
    marks,
    money,
    still,
)  # fmt: skip
from screener.report.figures import ZERO
from screener.report.formats import percent, share_of, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from screener.report.change import Change

_ROW = 42
_WORDS, _BAR = 20, 14
"""Of a row, the words and the bar under them."""
_CLEAR = TEXT_SIZE + 6
"""From a bar up to over its words: a line that would run through them ends there."""
_EDGE = 0.04
"""Part of the width that is left free on both sides, so that marks at the ends are whole."""


def waterfalls(changes: Iterable[Change], currency: str) -> tuple[Picture, ...]:
    """Return a picture of each measure whose best estimate some cause moved (operations basis), in printed order.

    Parameters
    ----------
    changes : iterable of Change
    currency : str
        Of the amounts.
    """
    return tuple(
        draw(fall(change), f"fall-{change.measure.replace('_', '-')}", change.label, finding(change, currency))
        for change in changes
        if change.basis == "operations" and any(added.best for _, added in change.causes)
    )


def finding(change: Change, currency: str) -> str:
    """Return what a change shows: both ends, and the cause that moved the most."""
    before, after, total = change.before.best, change.after.best, change.change.best
    cause, added = max(change.causes, key=lambda item: abs(item[1].best))
    share = share_of(abs(total), before) if after >= 0 else None
    size = short(abs(total)) + (f" ({percent(share)})" if share is not None else "")
    went = f"{'up' if total > 0 else 'down'} {size}" if total else "the causes cancel out"
    return (
        f"From {money(before, currency)} to {short(after)}: {went}. "
        f"The largest cause is {CAUSES[cause].lower()}, {_signed(added.best)}."
    )


def _signed(amount: Decimal) -> str:
    """Return an amount that is added or taken away, as one reads it."""
    return f"+{short(amount)}" if amount > 0 else short(amount)


def _rows(change: Change) -> list[dict[str, Any]]:
    """Return the rows from top to bottom: where each bar begins and ends, and its words."""
    level = change.before.best
    rows = [{"start": level, "end": level, "kind": "total", "name": "Before", "says": short(level)}]
    for cause, added in change.causes:
        if added.best:
            kind = "up" if added.best > 0 else "down"
            ends = {"start": level, "end": level + added.best}
            rows.append({**ends, "kind": kind, "name": CAUSES[cause], "says": _signed(added.best)})
            level += added.best
    return [*rows, {"start": level, "end": level, "kind": "total", "name": "This run", "says": short(level)}]


def fall(change: Change) -> dict[str, Any]:
    """Return the waterfall of one change: words over the bars, so that it is read on a phone.

    Parameters
    ----------
    change : Change
    """
    rows = _rows(change)
    levels = [row["end"] for row in rows]
    low, high = min(levels), max(levels)
    # a change that is small beside the figure would be a hair: then the scale does not begin at zero
    if high - low > max(abs(low), abs(high)) / 3:
        low, high = min(low, ZERO), max(high, ZERO)

    def across(amount: Decimal) -> float:
        return round(WIDTH * (_EDGE + (1 - 2 * _EDGE) * float((amount - low) / (high - low))), 1)

    bars = [
        {
            "x": across(min(row["start"], row["end"])),
            "x2": across(max(row["start"], row["end"])),
            "y": number * _ROW + _WORDS,
            "y2": number * _ROW + _WORDS + _BAR,
            "kind": row["kind"],
        }
        for number, row in enumerate(rows)
    ]
    following = list(zip(rows, bars, rows[1:], bars[1:], strict=False))
    joins = [{"x": across(row["end"]), "y": bar["y2"], "y2": after["y"]} for row, bar, _, after in following]
    for join, (*_, named, after) in zip(joins, following, strict=True):
        if _crosses(join["x"], named):
            join["y2"] = after["y"] - _CLEAR
    layers = [marks("rule", joins, "x y y2", color=RULE)]
    for kind, (paint, edge) in {"up": (UP, UP), "down": (hatch("down"), DOWN)}.items():
        if some := [bar for bar in bars if bar["kind"] == kind]:
            layers.append(marks("rect", some, "x y x2 y2", fill=paint, stroke=edge, strokeWidth=1))
    ends = [bar for bar in bars if bar["kind"] == "total"]
    layers.append(marks("rule", ends, "x y y2", color=INK, strokeWidth=4))
    for key, at in (("name", 0), ("says", WIDTH)):
        words = [{"x": at, "y": bar["y"] - 4, "text": row[key]} for row, bar in zip(rows, bars, strict=True)]
        style: dict[str, Any] = {"align": "right", "fontWeight": "bold"} if at else {"align": "left"}
        layers.append(marks("text", words, "x y text", baseline="alphabetic", **style))
    return still(layers, WIDTH, len(rows) * _ROW)


def _crosses(x: float, row: Mapping[str, Any]) -> bool:
    """Return whether a line at a place would run through the words of a row."""
    return x < (len(row["name"]) + 1) * LETTER or x > WIDTH - (len(row["says"]) + 1) * LETTER
