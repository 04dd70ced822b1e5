"""Lines over time, worked out as numbers: the templates draw them, and the words beside them say what they show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from screener.report.memo.printed import period_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screener.tables.prudence import Line

WIDTH, HEIGHT = 1000, 300
"""Size of the plane that lines are drawn on; it is stretched to the width of the page."""

MOST_LINES = 5
"""Lines in one picture, the candidate's among them; more could not be told apart."""

FEWEST_VALUES = 12
"""Values of a rolling difference that make a picture; fewer would be dots."""

_TICKS = 4
_YEARS = 7
"""Most years named under a picture: as many as fit on a phone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a picture, or a name under it: where it stands, in percent, and what it says."""

    at: str
    says: str
    anchor: str = "middle"
    """On which side of its place a name stands; at the edges it stays inside."""


@dataclass(frozen=True, slots=True)
class Series:
    """One drawn line, its name, and in words where it ends or how deep it fell."""

    name: str
    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines over time; a line breaks where a period is missing."""

    says: str
    series: tuple[Series, ...]
    band: str
    """Outline of the interval about the first line; empty where none is drawn."""
    levels: tuple[Mark, ...]
    years: tuple[Mark, ...]
    left_out: int
    """Lines that are not drawn."""


def plot_of(lines: Sequence[Line], title: str, per_year: int, *, are_falls: bool) -> Plot | None:
    """Return lines over time, the candidate's first; null where no value is known.

    Parameters
    ----------
    lines : sequence of Line
        The candidate's first.
    title : str
        What is drawn, for who cannot see it.
    per_year : int
        Periods in a year.
    are_falls : bool
        Values are falls from a peak, as fractions, and not levels.
    """
    drawn = [line for line in lines if _known(line)][:MOST_LINES]
    axes = _axes(drawn)
    if axes is None:
        return None
    series = tuple(
        Series(line.name, _path(line, axes, 12 // per_year), _found(line, per_year, are_falls=are_falls))
        for line in drawn
    )
    found = "; ".join(f"{one.name} {one.says}" for one in series)
    broken = " Lines break where a period is missing." if any(_breaks(line) for line in drawn) else ""
    return Plot(
        f"{title}: {found}.{broken}",
        series,
        "",
        *_marks(axes, as_percent=are_falls),
        len(lines) - len(drawn),
    )


def band_of(lines: Sequence[Line], title: str, per_year: int) -> Plot | None:
    """Return an estimate over time with the interval about it, from estimate, low and high; null of too few values."""
    axes = _axes(lines)
    if len(lines) != 3 or axes is None:
        return None
    estimate, low, high = lines
    known = _known(estimate)
    if len(known) < FEWEST_VALUES:
        return None
    ends = f"{_percent(min(known))} and {_percent(max(known))}"
    return Plot(
        f"{title}: {len(known)} values between {ends}, each with its interval.",
        (Series(estimate.name, _path(estimate, axes, 12 // per_year), f"ends at {_percent(known[-1])}"),),
        _outline(low, high, axes, 12 // per_year),
        *_marks(axes, as_percent=True),
        0,
    )


@dataclass(frozen=True, slots=True)
class _Axes:
    """The plane: first and last month, lowest and highest value."""

    first: int
    last: int
    low: float
    high: float
    step: float
    """Between two levels that are named."""

    def x(self, month: int) -> float:
        return (month - self.first) / max(self.last - self.first, 1) * WIDTH

    def y(self, value: float) -> float:
        return (self.high - value) / (self.high - self.low) * HEIGHT

    def point(self, month: int, value: float) -> str:
        return f"{self.x(month):.1f} {self.y(value):.1f}"


def _axes(lines: Sequence[Line]) -> _Axes | None:
    """Return the plane that all lines fit on, with a tick at both of its ends; null where no value is known."""
    values = [value for line in lines for value in _known(line)]
    if not values:
        return None
    months = [_month(period) for line in lines for period in line.periods]
    low, high = min(values), max(values)
    step = _step(low, high)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return _Axes(min(months), max(months), low, high if high > low else low + step, step)


def _month(period: str) -> int:
    """Return the number of a month, written YYYY-MM."""
    year, month = period.split("-")[:2]
    return int(year) * 12 + int(month) - 1


def _step(low: float, high: float) -> float:
    """Return a round distance between ticks: 1, 2 or 5 times a power of ten."""
    rough = ((high - low) or abs(high) or 1) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * size for size in (1, 2, 5, 10) if power * size >= rough * (1 - 1e-9))


def _marks(axes: _Axes, *, as_percent: bool) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Return the named levels across a picture and the named years under it."""
    step = axes.step
    scale = 100 if as_percent else 1
    digits = max(0, -math.floor(math.log10(step * scale) + 1e-9))
    levels = []
    for number in range(round((axes.high - axes.low) / step) + 1):
        value = axes.low + number * step
        text = f"{round(value * scale, digits) + 0:.{digits}f}".replace("-", "−") + ("%" if as_percent else "")
        levels.append(Mark(f"{axes.y(value) / HEIGHT * 100:.2f}%", text))
    januaries = [month for month in range(axes.first, axes.last + 1) if month % 12 == 0]
    every = max(1, math.ceil(len(januaries) / _YEARS))
    return tuple(levels), tuple(_year(axes.x(month) / WIDTH * 100, month // 12) for month in januaries[::every])


def _year(place: float, year: int) -> Mark:
    return Mark(f"{place:.2f}%", str(year), "start" if place < 4 else "end" if place > 96 else "middle")


def _runs(lines: Sequence[Line], step: int) -> list[list[tuple[Any, ...]]]:
    """Return the stretches in which no line misses a period: month and one value a line."""
    rows = zip(lines[0].periods, *(line.values for line in lines), strict=True)
    known = [(_month(period), *values) for period, *values in rows if None not in values]
    runs = [known[:1]] if known else []
    for earlier, later in pairwise(known):
        if later[0] - earlier[0] > step:
            runs.append([])
        runs[-1].append(later)
    return runs


def _path(line: Line, axes: _Axes, step: int) -> str:
    """Return a line as an SVG path; a period that stands alone is a dot."""
    runs = [[axes.point(month, value) for month, value in run] for run in _runs([line], step)]
    return "".join("M" + "L".join(points) + ("h0" if len(points) == 1 else "") for points in runs)


def _outline(low: Line, high: Line, axes: _Axes, step: int) -> str:
    """Return the area between two lines as an SVG path; a period that stands alone is an upright stroke."""
    paths = []
    for run in _runs([low, high], step):
        above = [axes.point(month, top) for month, _, top in run]
        below = [axes.point(month, bottom) for month, bottom, _ in reversed(run)]
        paths.append("M" + "L".join([*above, *below]) + "Z")
    return "".join(paths)


def _breaks(line: Line) -> bool:
    """Say whether a value is missing between two that are known."""
    known = [index for index, value in enumerate(line.values) if value is not None]
    return len(known) < known[-1] - known[0] + 1


def _found(line: Line, per_year: int, *, are_falls: bool) -> str:
    """Return where a line ends or how deep it fell, and over how much of its time."""
    known = _known(line)
    if are_falls:
        return f"deepest {'seen between gaps ' if _breaks(line) else ''}{_percent(min(known))}"
    whole = len(line.values)
    over = f" over {len(known)} of {whole} {period_name(per_year, whole)}" if _breaks(line) else ""
    return f"ends at {known[-1]:.3f}{over}"


def values_of(lines: Sequence[Line]) -> int:
    """Return the number of known values of the first line."""
    return len(_known(lines[0])) if lines else 0


def _known(line: Line) -> list[float]:
    return [value for value in line.values if value is not None]


def _percent(value: float) -> str:
    """Return a fraction beside a picture."""
    return f"{round(value * 100, 2) + 0:.2f}%".replace("-", "−")
