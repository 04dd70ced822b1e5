"""Small multiples: one panel a measure over the quarters, the best estimate as a line in the band of its range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.report.charts.picture import (
    BAND,
    INK,
    LETTER,
    RULE,
    SOFT,
    UP,
    WIDTH,
    Picture,
    draw,
    hatch,
    marks,
    money,
    round_amount,
    still,
)  # fmt: skip
from screener.report.figures import ZERO
from screener.report.formats import known_date, percent, share_of, short
from screener.report.terms import CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screener.report.history import Quarter, Trend

TITLES = {
    "in_state_manufacturing": CHANGED["in_state_manufacturing"],
    "in_state": CHANGED["in_state"],
    "direct_instruments": "Community development, direct instruments",
    "counties_of_need": "Community development, counties that meet any definition",
    "market_value": "Net holdings",
}
"""Measure that is drawn → its printed name, in printed order."""

FEWEST = 2
"""Quarters that make a trend."""

_HEIGHT = 170
_LEFT = 76
"""Room for the amounts beside the lines."""
_RIGHT = WIDTH - 8
_LAST = WIDTH - 4 * LETTER
"""Middle of the last date: it stays inside."""
_TORN = 12
"""Height of the hatching where a band goes on beyond the picture."""
_TALLER = 4
"""How many times the largest best estimate the highest upper end may be; beyond it the band runs out of the picture."""
_DATES = 4
"""Most dates named under a panel: as many as fit on a phone."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure over the quarters: its picture, and the figures it is drawn from."""

    picture: Picture
    quarters: tuple[Quarter, ...]


def panels(trends: Iterable[Trend], currency: str) -> tuple[Panel, ...]:
    """Return a picture of each measure that is known in two quarters at least (operations basis), and of what is held.

    Parameters
    ----------
    trends : iterable of Trend
    currency : str
        Of the amounts.
    """
    drawn = {trend.measure: trend.quarters for trend in trends if trend.basis == "operations"}
    if drawn:
        held = next(iter(drawn.values()))
        drawn["market_value"] = tuple(
            replace(one, low=one.market_value, best=one.market_value, high=one.market_value) for one in held
        )
    found = (_panel(measure, drawn[measure], currency) for measure in TITLES if measure in drawn)
    return tuple(panel for panel in found if panel)


def _panel(measure: str, quarters: Sequence[Quarter], currency: str) -> Panel | None:
    """Return the picture of one measure; null where fewer than two quarters have a best estimate."""
    known = [one for one in quarters if one.best is not None]
    if len(known) < FEWEST:
        return None
    bottom, top = _span(quarters)
    highest = max(one.high for one in quarters)
    beyond = highest if highest > top else None
    shows = finding(known, currency)
    if beyond is not None:
        shows += f" The band runs out of the picture at the top: the high end is up to {short(beyond)}."
    name = f"trend-{measure.replace('_', '-')}"
    return Panel(draw(_chart(quarters, bottom, top, beyond), name, TITLES[measure], shows), tuple(quarters))


def finding(known: Sequence[Quarter], currency: str) -> str:
    """Return how a measure went from the first quarter with a best estimate to the last."""
    first, last = known[0], known[-1]
    before, after = first.best or ZERO, last.best or ZERO
    share = share_of(abs(after - before), before) if after >= 0 else None
    by = f", {'up' if after > before else 'down'} {percent(share)}" if share else ""
    ends = f" Its range is {short(last.low)} to {short(last.high)}." if last.low != last.high else ""
    return f"From {money(before, currency)} on {_day(first)} to {short(after)} on {_day(last)}{by}.{ends}"


def _day(point: Quarter) -> str:
    return known_date(point.as_of, "day")


def _span(points: Sequence[Quarter]) -> tuple[Decimal, Decimal]:
    """Return the least and greatest amount of a picture: zero is in it, and what can be seen beside the estimates."""
    bests = [point.best for point in points if point.best is not None]
    largest = max(*bests, ZERO, key=abs)
    room = abs(largest) * _TALLER or max(point.high for point in points)
    bottom = max(min([ZERO, *(point.low for point in points)]), -room)
    highest = max(point.high for point in points)
    top = highest if highest <= room else max(*bests, ZERO) * 2
    return bottom, top if top > bottom else bottom + 1


def ticks(bottom: Decimal, top: Decimal) -> list[Decimal]:
    """Return round amounts in a span, three to six of them.

    Examples
    --------
    >>> [str(tick) for tick in ticks(Decimal(0), Decimal(63))]
    ['0', '20', '40', '60']
    """
    rough = (top - bottom) / 4
    unit = Decimal(10) ** rough.adjusted()
    step = next(unit * size for size in (1, 2, 5, 10) if unit * size >= rough)
    first = -(-bottom // step)
    return [step * number for number in range(int(first), int(top // step) + 1)]


def _chart(points: Sequence[Quarter], bottom: Decimal, top: Decimal, beyond: Decimal | None) -> dict[str, Any]:
    """Return the panel of one measure; `beyond` is the highest upper end, where the picture does not reach it."""
    first = points[0].as_of.toordinal()
    days = points[-1].as_of.toordinal() - first

    def down(amount: Decimal) -> float:
        return round(float(_HEIGHT * (top - amount) / (top - bottom)), 1)

    def across(point: Quarter) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (point.as_of.toordinal() - first) / days, 1)

    levels = [{"x": 0, "y": down(tick), "text": round_amount(tick)} for tick in ticks(bottom, top)]
    band = [
        {"x": across(point), "y": down(max(point.low, bottom)), "y2": down(min(point.high, top))} for point in points
    ]
    # a line breaks where a figure is not known
    best = [
        {"x": across(point), "y": down(point.best), "detail": sum(before.best is None for before in points[:number])}
        for number, point in enumerate(points)
        if point.best is not None
    ]
    every = -(-len(points) // _DATES)
    # counted back from the last, which is the run's own
    dates = [{"x": min(across(point), _LAST), "text": f"{point.as_of:%b %Y}"} for point in points[::-1][::every]]
    layers = [
        marks("rule", levels, "y", color=RULE, strokeWidth=0.7),
        marks("area", band, "x y y2", color=BAND, opacity=0.6),
        *_edges(band, beyond),
        marks("line", best, "x y detail", color=UP, strokeWidth=2.5),
        marks("point", best, "x y", color=INK, filled=True, opacity=1, size=36),
        marks("text", levels, "x y text", align="left", baseline="bottom", dy=-2, color=SOFT),
    ]
    if breaks := [{"x": across(point)} for point in points if point.is_new_method]:
        layers.append(marks("rule", breaks, "x", color=SOFT, strokeDash=[4, 3], y=0, y2=_HEIGHT))
    layers.append(marks("text", dates, "x text", y=_HEIGHT + 16, color=SOFT))
    return still(layers, WIDTH, _HEIGHT, top=18, bottom=24)


def _edges(band: Sequence[Mapping[str, float]], beyond: Decimal | None) -> list[dict[str, Any]]:
    """Return the edges of a band; where its top is out of the picture it is torn off, and words say how high."""
    lower = [{"x": point["x"], "y": point["y"], "detail": "low"} for point in band]
    upper = [{"x": point["x"], "y": point["y2"], "detail": "high"} for point in band]
    seen = lower if beyond is not None else [*lower, *upper]
    edges = [marks("line", seen, "x y detail", color=UP, strokeWidth=1)]
    if beyond is not None:
        torn = [{"x": point["x"], "y": point["y2"], "y2": max(point["y2"], _TORN)} for point in band]
        words = [{"x": _RIGHT, "y": -5, "text": f"high: up to {short(beyond)}"}]
        edges.append(marks("area", torn, "x y y2", color=hatch("beyond")))
        edges.append(marks("text", words, "x y text", align="right", baseline="alphabetic", color=SOFT))
    return edges
