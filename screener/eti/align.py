"""Series on one calendar: pairs of returns, what they have in common, and lines to draw. Gaps are never closed up."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from screener.eti.returns import Series, on_grid, period_name
from screener.tables.prudence import Alignment, Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

QUARTERLY = "Monthly returns were compounded to quarters."
NO_RISK_FREE = "No risk-free return is given: Sharpe ratios are of whole returns, not of what exceeds it."


def to_quarters(series: Series) -> Series:
    """Return the series by quarter; a quarter that lacks a month is a gap.

    Parameters
    ----------
    series : Series
        By quarter already: it is returned as it is.
    """
    if series.step == 3:
        return series
    before = series.start % 3
    after = -(before + len(series.values)) % 3
    months = np.pad(series.values, (before, after), constant_values=np.nan).reshape(-1, 3)
    quarters = replace(series, frequency="quarterly")
    return on_grid(quarters, series.start // 3, np.prod(1 + months, axis=1) - 1, QUARTERLY)


def in_step(series: Sequence[Series]) -> list[Series]:
    """Return the series by month, or all of them by quarter where one is."""
    return [to_quarters(one) for one in series] if any(one.step == 3 for one in series) else list(series)


def cut(series: Series, *, window: tuple[date | None, date | None] | None = None, until: date | None = None) -> Series:
    """Return the part of a series that a decision may rest on.

    Parameters
    ----------
    series : Series
    window : (date or None, date or None), optional
        A day in the first period and one in the last that count; None is open.
    until : date, optional
        Day of the decision: a period that had not ended by then was not known, and a note says that it was left out.
    """
    start, stop = series.start, series.start + len(series.values)
    low, high = window or (None, None)
    if low:
        start = max(start, (low.year * 12 + low.month - 1) // series.step)
    if high:
        stop = min(stop, (high.year * 12 + high.month - 1) // series.step + 1)
    notes = []
    if until:
        day = until + timedelta(days=1)
        unended = (day.year * 12 + day.month - 1) // series.step
        if unended < stop:
            stop = unended
            notes.append(
                f"Returns that were not complete on {until.isoformat()}, the day of the decision, are left out."
            )
    kept = series.values[start - series.start : max(stop, start) - series.start]
    return on_grid(series, start, kept, *notes)


def align(candidate: Series, alternative: Series) -> tuple[Floats, Alignment]:
    """Return the returns of two series, period by period, and what they have in common.

    Parameters
    ----------
    candidate, alternative : Series
        A monthly one is compounded to quarters where the other is quarterly.

    Returns
    -------
    pairs : ndarray of shape (n_periods, 2)
        Every period of the calendar from the first in common to the last; NaN where one side has no return.
    alignment : Alignment
    """
    both = in_step([candidate, alternative])
    start, grid = stack(both)
    has = np.isfinite(grid)
    common = np.flatnonzero(has.all(axis=1))
    first, end = (int(common[0]), int(common[-1]) + 1) if common.size else (0, 0)
    step = both[0].step
    notes = list(both[1].notes)
    if both[0] is not candidate and QUARTERLY not in notes:
        notes.append(QUARTERLY)
    if not common.size:
        notes.append(f"{candidate.name} and {alternative.name} have no period in common.")
    found = Alignment(
        name=alternative.name,
        first=period_name(start + first, step) if common.size else None,
        last=period_name(start + end - 1, step) if common.size else None,
        n=int(common.size),
        gaps=end - first - int(common.size),
        only_candidate=int((has[:, 0] & ~has[:, 1]).sum()),
        only_alternative=int((has[:, 1] & ~has[:, 0]).sum()),
        note=" ".join(notes),
    )
    return grid[first:end], found


def stack(series: Sequence[Series]) -> tuple[int, Floats]:
    """Return the number of the first period of any series, and every period of the calendar from there on.

    Parameters
    ----------
    series : sequence of Series
        All by month, or all by quarter.

    Returns
    -------
    start : int
    grid : ndarray of shape (n_periods, n_series)
        NaN where a series has no return.
    """
    filled = [one for one in series if one.values.size]
    start = min((one.start for one in filled), default=0)
    stop = max((one.start + len(one.values) for one in filled), default=0)
    grid = np.full((stop - start, len(series)), np.nan)
    for column, one in enumerate(series):
        if one.values.size:
            grid[one.start - start : one.start - start + len(one.values), column] = one.values
    return start, grid


def count_common_months(series: Sequence[Series]) -> int:
    """Return the number of months in which every series has a return; a quarter is three."""
    same = in_step(series)
    return int(np.isfinite(stack(same)[1]).all(axis=1).sum()) * same[0].step


def subtract(series: Series, risk_free: Series) -> Series:
    """Return what a series earned above the risk-free return; a period that either lacks is a gap."""
    both = in_step([series, risk_free])
    start, grid = stack(both)
    lost = int((np.isfinite(grid[:, 0]) & np.isnan(grid[:, 1])).sum())
    notes = [f"{risk_free.name} lacks {lost} of its periods; they count in no Sharpe ratio."] if lost else []
    return on_grid(both[0], start, grid[:, 0] - grid[:, 1], *notes)


def draw_growth(series: Sequence[Series]) -> tuple[Line, ...]:
    """Return what one unit of money became in each series, over the periods that all have in common.

    Parameters
    ----------
    series : sequence of Series

    Notes
    -----
    What happened in a gap is not known: the line breaks there and goes on from the level before it, so that it shows
    the growth of the periods known, not of all.
    """
    start, grid, known, step = _common(series)
    grid[known] = np.cumprod(1 + grid[known], axis=0)
    return _lines(series, start, grid, step)


def draw_falls(series: Sequence[Series]) -> tuple[Line, ...]:
    """Return how far each series is below its highest level so far, as a fraction: 0 at a peak, -0.2 a fifth below it.

    Parameters
    ----------
    series : sequence of Series

    Notes
    -----
    Over the periods that all have in common. The level beyond a gap is not known, so that each run of returns starts
    from a peak of its own.
    """
    start, grid, known, step = _common(series)
    for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        level = np.cumprod(1 + grid[run], axis=0)
        grid[run] = level / np.maximum(np.maximum.accumulate(level, axis=0), 1) - 1
    return _lines(series, start, grid, step)


def _common(series: Sequence[Series]) -> tuple[int, Floats, Ints, int]:
    """Return the first period in common, the returns of all from there to the last, the rows known, and the step."""
    same = in_step(series)
    start, grid = stack(same)
    known = np.flatnonzero(np.isfinite(grid).all(axis=1))
    first, end = (int(known[0]), int(known[-1]) + 1) if known.size else (0, 0)
    kept = np.full((end - first, len(series)), np.nan)
    kept[known - first] = grid[known]
    return start + first, kept, known - first, same[0].step


def _lines(series: Sequence[Series], start: int, grid: Floats, step: int) -> tuple[Line, ...]:
    """Return each column as a line; what is no number is null."""
    periods = tuple(period_name(start + at, step) for at in range(len(grid)))
    return tuple(
        Line(one.name, periods, tuple(value if math.isfinite(value) else None for value in column.tolist()))
        for one, column in zip(series, grid.T, strict=True)
    )
