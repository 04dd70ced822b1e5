"""The home region part by part: industries, labor markets, counties, accounts, issuers, each with its range."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screener.errors import IntegrityError
from screener.report.figures import ENDS, HOME, PLACED, ZERO, Exposures, Figure, Interval, printed_ends
from screener.report.formats import apportion, percent, share_of
from screener.report.labels import labels_of
from screener.report.terms import BREAKDOWNS, LAST_PARTS
from screener.report.words import EVIDENCE, group_label
from screener.tables import BASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    import pyarrow as pa

LARGEST = 10
"""Issuers and places that the page prints by name; the others are one line, so that the table still adds up."""

OVER_LINES = ("asset_class", "account", "manager", "issuer")
"""Groupings of whole positions: each of the three ends adds up over their groups."""
OVER_CELLS = ("naics3", "naics4", "advanced", "sprint_sector", "cluster")
"""Groupings of what is in the home region: best estimates add up over their groups."""
PARTITIONS = ("home", "state", *OVER_LINES, *OVER_CELLS)
"""Groupings whose groups are a partition: of the portfolio by state, of the home region by the others."""
_INDUSTRIES = ("naics3", "naics4")
_LONG_LISTS = ("issuer", "county", "cbsa", "commuting_zone")
_NO_COUNTY = "no_county"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the home region (operations basis).

    Parameters
    ----------
    held : Decimal, optional
        Net money in it wherever it is, in whole units; null where the grouping has no such figure.
    exact : dict
        Measure → figure.
    printed : dict
        Measure → end → amount in whole units; null where an end has no meaning.
    rests_on : str
        What its place rests on, in words.
    """

    code: str
    label: str
    held: Decimal | None = None
    exact: dict[str, Figure] = field(default_factory=dict)
    printed: dict[str, dict[str, Decimal | None]] = field(default_factory=dict)
    rests_on: str = ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts of one grouping.

    Parameters
    ----------
    measures : tuple of str
        Measures that are divided by it.
    totals : tuple of Part
        What best estimates add up to; none where the parts are no partition.
    """

    grouping: str
    measures: tuple[str, ...]
    parts: tuple[Part, ...]
    totals: tuple[Part, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether lows and highs add up too: a position is wholly in one part."""
        return self.grouping in OVER_LINES

    @property
    def named(self) -> int:
        """How many parts the page names of a long list."""
        return min(LARGEST, sum(not _last(part.code) for part in self.parts))

    @property
    def has_dash(self) -> bool:
        """Whether an end of a printed part has no meaning."""
        return any(
            part.printed[measure][end] is None for part in self.shown for measure in self.measures for end in ENDS
        )

    @property
    def shown(self) -> tuple[Part, ...]:
        """The parts as the page prints them: of a long list the largest, the others as one, and what names nothing."""
        named = [part for part in self.parts if not _last(part.code)]
        rest = named[LARGEST:]
        if self.grouping not in _LONG_LISTS or len(rest) < 2:
            return self.parts
        if not self.totals:
            return tuple(named[:LARGEST])
        printed = {measure: _as_one(rest, measure, has_ends=self.adds_up) for measure in self.measures}
        others = Part("", f"{len(rest):,} others", printed=printed, rests_on="several")
        return (*named[:LARGEST], others, *self.parts[len(named) :])


def _as_one(parts: Sequence[Part], measure: str, *, has_ends: bool) -> dict[str, Decimal | None]:
    """Return what is printed of parts taken as one: best estimates as printed, ends rounded once where they add up."""
    best = _sum(part.printed[measure]["best"] for part in parts)
    if not has_ends or best is None:
        return {"low": None, "best": best, "high": None}
    nets = [part.exact[measure].net for part in parts if measure in part.exact]
    low, high = (apportion([sum((getattr(net, end) for net in nets), ZERO)])[0] for end in ("low", "high"))
    return {"low": min(low, best), "best": best, "high": max(high, best)}


def break_down(tables: Mapping[str, pa.Table], exposures: Exposures, state: str, home: str) -> dict[str, Breakdown]:
    """Return grouping → its parts, for each grouping of the home region that was computed.

    Parameters
    ----------
    tables : mapping
        Reads `positions`, `issuers` and `regions`.
    exposures : Exposures
    state : str
        Home state, two letters: its counties add up to it.
    home : str
        Name of the home region.

    Raises
    ------
    IntegrityError
        Parts do not add up to what they are parts of, exactly.
    """
    labels = labels_of(tables)
    held = {name: _held(tables["positions"], name) for name in ("account", "manager")}
    found = {}
    for grouping in BREAKDOWNS:
        whole, name = (("state", state), group_label(state)) if grouping == "county" else (HOME, home)
        # an industry says by itself whether it is manufacturing
        measures = PLACED[:1] if grouping in _INDUSTRIES else PLACED
        groups = {
            measure: dict(exposures.groups(measure, "operations", grouping))
            for measure in measures
            if exposures.groups(measure, "operations", grouping)
        }
        if not groups:
            continue
        _check(exposures, grouping)
        totals: tuple[Part, ...] = ()
        if grouping in (*OVER_LINES, *OVER_CELLS, "county"):
            figures = {measure: exposures.figure(measure, "operations", *whole) or Figure() for measure in groups}
            totals = _totals(exposures, grouping, name, figures)
        if grouping == "county":
            for measure, listed in groups.items():
                known = _sum(figure.net.best for figure in listed.values()) or ZERO
                listed[_NO_COUNTY] = Figure(Interval(best=figures[measure].net.best - known))
        parts = _parts(exposures, grouping, groups, labels[grouping], held.get(grouping))
        found[grouping] = Breakdown(grouping, tuple(groups), parts, totals)
    return found


def _parts(
    exposures: Exposures,
    grouping: str,
    groups: Mapping[str, Mapping[str, Figure]],
    label: Callable[[str], str],
    held: Mapping[str, Decimal] | None,
) -> tuple[Part, ...]:
    """Return the parts of one grouping in printed order."""
    codes = sorted({code for listed in groups.values() for code in listed} | (held or {}).keys())
    codes.sort(key=lambda code: (_last(code), *_rank(grouping, code, groups, held), label(code)))
    printed = {
        measure: printed_ends([listed.get(code, Figure()) for code in codes]) for measure, listed in groups.items()
    }
    amounts = printed_ends([Figure(Interval(best=held.get(code, ZERO))) for code in codes]) if held is not None else []
    for number, code in enumerate(codes):
        for column in printed.values():
            if code == _NO_COUNTY:
                column[number].update(low=None, high=None)
            elif _is_rest(grouping, code):
                column[number].update(high=None)
    return tuple(
        Part(
            code,
            label(code),
            amounts[number]["best"] if amounts else None,
            {measure: listed.get(code, Figure()) for measure, listed in groups.items()},
            {measure: column[number] for measure, column in printed.items()},
            rests_on(exposures, next(iter(groups)), grouping, code),
        )
        for number, code in enumerate(codes)
    )


def _rank(
    grouping: str, code: str, groups: Mapping[str, Mapping[str, Figure]], held: Mapping[str, Decimal] | None
) -> tuple[Decimal, ...]:
    """Return what a part is sorted by: industries by name, accounts by what they hold, others by what is at home.

    Issuers and places with manufacturing come first.
    """
    if grouping in _INDUSTRIES:
        return ()
    if held is not None:
        return (-abs(held.get(code, ZERO)),)
    nets = [listed.get(code, Figure()).net for listed in groups.values()]
    if grouping in _LONG_LISTS:
        nets.reverse()
    return (*(-abs(net.best) for net in nets), *(-net.high for net in nets))


def _is_rest(grouping: str, code: str) -> bool:
    """Return whether a part is what could not be told apart: any of what is unknown might be, so no end is known."""
    if grouping not in OVER_CELLS:
        return False
    digits = {"naics3": 3, "naics4": 4}.get(grouping, 0)
    return code in ("unknown", "31-33") or (code.isdigit() and len(code) < digits)


def _last(code: str) -> int:
    """Return 0 for what is named, and then the place of what is not, in printed order."""
    return (LAST_PARTS.index(code) + 1) if code in LAST_PARTS else 0


def _totals(exposures: Exposures, grouping: str, name: str, figures: Mapping[str, Figure]) -> tuple[Part, ...]:
    """Return what parts add up to; of industries also what manufacturing adds up to."""
    printed = {measure: printed_ends([figure])[0] for measure, figure in figures.items()}
    whole = Part("", f"In {name}", None, dict(figures), printed)
    if grouping not in _INDUSTRIES:
        return (whole,)
    made = exposures.figure("in_state_manufacturing", "operations", *HOME) or Figure()
    return whole, Part("", "of which manufacturing", None, {"in_state": made}, {"in_state": printed_ends([made])[0]})


def _check(exposures: Exposures, grouping: str) -> None:
    """Raise if the parts of a partition do not add up to the home region, to the last digit."""
    for measure in PLACED:
        for basis in BASES:
            parts = [figure.net for figure in exposures.groups(measure, basis, grouping).values()]
            home = exposures.figure(measure, basis, *HOME)
            if not parts or home is None:
                continue
            ends = ENDS if grouping in OVER_LINES else ("best",) if grouping in OVER_CELLS else ()
            for end in ends:
                total = sum((getattr(net, end) for net in parts), ZERO)
                if total != getattr(home.net, end):
                    raise IntegrityError(
                        f"exposures do not add up: {measure} by {grouping} on the {basis} basis, {end}, sums to "
                        f"{total:f}, the home region to {getattr(home.net, end):f}"
                    )


def rests_on(exposures: Exposures, measure: str, grouping: str, group: str) -> str:
    """Return what a best estimate rests on, in words, with shares where it is more than one thing."""
    sizes: dict[str, Decimal] = {}
    for tier, words in EVIDENCE.items():
        size = abs(exposures.tiers(measure, grouping, group).get(tier, Interval()).best)
        sizes[words] = sizes.get(words, ZERO) + size
    found = {words: size for words, size in sizes.items() if size}
    if len(found) < 2:
        return next(iter(found), "")
    total = sum(found.values(), ZERO)
    return "; ".join(f"{words} {percent(share_of(size, total))}" for words, size in found.items())


def _held(positions: pa.Table, key: str) -> dict[str, Decimal]:
    """Return account or manager → net money held."""
    sums = positions.group_by(key, use_threads=False).aggregate([("market_value", "sum")]).to_pylist()
    return {row[key] or "not stated": row["market_value_sum"] or ZERO for row in sums}


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of amounts, null where one of them is."""
    listed = list(amounts)
    return None if None in listed else sum((amount for amount in listed if amount is not None), ZERO)
