"""Daily returns or prices → returns by month; a month that is not whole has none, and a note says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Days = NDArray[np.datetime64]
    Ints = NDArray[np.int64]

FEWEST_DAYS = 15
"""A month with figures of fewer days is a gap: September 2001, when exchanges were closed for four, has 15."""
MOST_WEEKDAYS = 5
"""Weekdays in a row that may have no figure: exchanges of the United States were never closed for longer since 1933."""
EDGE_WEEKDAYS = 1
"""Weekdays that may have none where the file begins or ends: the holiday with which a month may begin or end."""
MOST_NAMED = 6
"""A note names so many months; the rest is counted."""
_YEAR_0 = 1970 * 12


def months_of_days(days: Days, values: Floats, *, is_price: bool) -> tuple[int, Floats, tuple[str, ...]]:
    """Return the number of the first month (counted from the year 0), a return for each month, and notes.

    Parameters
    ----------
    days : ndarray of shape (n_days,)
        In order, each once; at least one with a value.
    values : ndarray of shape (n_days,)
        Returns as fractions, or prices; NaN where a cell is empty.
    is_price : bool

    Notes
    -----
    Returns of a month are compounded. Of prices the last of a month is divided by the last of the month before, so that
    the first month is only the base. A day that is not in the file had no trading; one that is there without a return
    makes its month a gap, while the next price makes up for one without a price.
    """
    is_known = np.isfinite(values)
    empty_days = days[~is_known]
    days, values = days[is_known], values[is_known]
    start = int(_months(days)[0])
    month = _months(days) - start
    opening = np.flatnonzero(np.diff(month, prepend=-1))
    closing = np.append(opening[1:], len(days)) - 1
    grid = np.full(month[-1] + 1, np.nan)
    grid[month[opening]] = values[closing] if is_price else np.multiply.reduceat(1 + values, opening) - 1
    is_thin = _thin_months(days, month, is_price=is_price)
    blanks = np.empty(0, dtype=np.int64) if is_price else np.unique(_months(empty_days) - start)
    blanks = blanks[(blanks >= 0) & (blanks < len(grid))]
    cut = _cut_months(days, len(grid), is_price=is_price)
    grid[is_thin] = grid[blanks] = grid[cut] = np.nan
    if is_price:
        grid[1:] = grid[1:] / grid[:-1] - 1
        grid[0] = np.nan
    thin = [at for at in np.flatnonzero(is_thin).tolist() if at not in cut]
    notes = (
        (cut, "left out: the file has not all of its days."),
        (
            thin,
            f"no return: fewer than {FEWEST_DAYS} days, or over {MOST_WEEKDAYS} weekdays in a row without a figure.",
        ),
        (blanks.tolist(), "no return: that of a day is empty. Days without trading need no line."),
    )
    return start, grid, tuple(f"{_named(which, start)}: {said}" for which, said in notes if which)


def _months(days: Days) -> Ints:
    """Return the number of the month of each day, counted from the year 0."""
    return days.astype("datetime64[M]").astype(np.int64) + _YEAR_0


def _thin_months(days: Days, month: Ints, *, is_price: bool) -> NDArray[np.bool_]:
    """Return whether a month has too few days, or part of a run of weekdays without any."""
    is_thin = np.bincount(month) < FEWEST_DAYS
    if is_price:
        is_thin[0] = False  # only its last price is used
    one = np.timedelta64(1, "D")
    after, before = days[:-1] + one, days[1:] - one
    is_long = np.busday_count(after, days[1:]) > MOST_WEEKDAYS
    start = _months(days[:1])[0]
    for first, last in zip(after[is_long], before[is_long], strict=True):
        run = np.array([np.busday_offset(first, 0, "forward"), np.busday_offset(last, 0, "backward")])
        low, high = _months(run) - start
        is_thin[low : high + 1] = True
    return is_thin


def _cut_months(days: Days, count: int, *, is_price: bool) -> list[int]:
    """Return the first and the last month where the file does not reach their first or last weekday."""
    one = np.timedelta64(1, "D")
    first, end = days[0].astype("datetime64[M]"), days[-1].astype("datetime64[M]") + np.timedelta64(1, "M")
    before = np.busday_count(first.astype("datetime64[D]"), days[0])
    after = np.busday_count(days[-1] + one, end.astype("datetime64[D]"))
    cut = {0} if before > EDGE_WEEKDAYS and not is_price else set()
    return sorted(cut | ({count - 1} if after > EDGE_WEEKDAYS else set()))


def _named(which: list[int], start: int) -> str:
    """Return months as YYYY-MM; of many the first, and how many more."""
    names = [f"{(start + at) // 12:04d}-{(start + at) % 12 + 1:02d}" for at in which]
    more = len(names) - MOST_NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:MOST_NAMED])} and {more} more"
