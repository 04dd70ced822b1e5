"""A column of a file → net returns by month or quarter on the calendar, as fractions. What is missing stays a gap."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from screener.eti.columns import Faults, parse_number, parse_period, read_columns
from screener.eti.daily import months_of_days
from screener.workspace.manifest import sha256_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from screener.workspace.decisions import SeriesSpec

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_EPOCH = 719_163
"""Number of 1970-01-01 in Python's count of days."""
_FEES = {None: "It is not said whether these returns are net of fees.", False: "These returns are before fees."}
TYPICAL = {"daily": 0.05, "monthly": 0.2, "quarterly": 0.5}
"""Median size of a return, as a fraction, above which the figures are percent: many times that of a stock market."""
FEWEST_TO_TELL = 12
"""Returns that it takes to refuse a file by their median."""
EXTREME = 0.5
"""A return of this size is asked about, as a fraction."""
_NO_DAY = re.compile(r"\d{4}-?(\d{2}|Q[1-4])")
DAYS_OF_MONTHS = 25
"""Dates that are never nearer to each other are no trading days."""
FEWEST_STEPS = 3
"""Steps of three months, and no other, that tell figures of quarters from months with gaps."""
TINY = 0.002
"""Percent are asked about where every return is smaller, as a fraction: treasury bills have such, in some years."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Returns by period, from the first that is known to the last."""

    name: str
    frequency: Literal["monthly", "quarterly"]
    first: tuple[int, int]
    """Year and month of the first; of a quarter its last month."""
    values: Floats
    """As fractions, one a period of the calendar; NaN is a gap."""
    file: str
    sha256: str
    notes: tuple[str, ...] = ()
    """What a reader must know of how it was read, in plain sentences."""

    @property
    def step(self) -> int:
        """Months in a period."""
        return 3 if self.frequency == "quarterly" else 1

    @property
    def start(self) -> int:
        """Number of the first period, counted from the year 0."""
        return (self.first[0] * 12 + self.first[1] - 1) // self.step

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period as YYYY-MM; a quarter by its last month."""
        return tuple(period_name(self.start + at, self.step) for at in range(len(self.values)))


def period_name(number: int, step: int) -> str:
    """Return the last month of a period as YYYY-MM.

    Examples
    --------
    >>> period_name(2024 * 12, 1), period_name(2024 * 4, 3)
    ('2024-01', '2024-03')
    """
    year, month = last_month(number, step)
    return f"{year:04d}-{month:02d}"


def last_month(number: int, step: int) -> tuple[int, int]:
    """Return year and month of the last month of a period."""
    year, month = divmod((number + 1) * step - 1, 12)
    return year, month + 1


def on_grid(series: Series, start: int, values: Floats, *notes: str) -> Series:
    """Return the series with other values from a numbered period on, less the gaps before the first and after the last.

    Parameters
    ----------
    series : Series
    start : int
        Number of the period of the first value.
    values : ndarray of shape (n_periods,)
        NaN is a gap; with nothing but gaps the series has no values.
    *notes : str
        Added to those of the series.
    """
    known = np.flatnonzero(np.isfinite(values))
    low, high = (int(known[0]), int(known[-1]) + 1) if known.size else (0, 0)
    return replace(
        series,
        first=last_month(start + low, series.step),
        values=values[low:high],
        notes=(*series.notes, *notes),
    )


def read_series(path: Path, spec: SeriesSpec, *, name: str, asked_by: str = "") -> Series:
    """Return the returns in a column of a file.

    Parameters
    ----------
    path : Path
        The file that `spec` names.
    spec : SeriesSpec
    name : str
        Whose returns they are, in messages.
    asked_by : str
        The decision file, for messages.

    Raises
    ------
    InputError
        The file cannot be read, or figures in it cannot be used; all of them, line by line.

    Notes
    -----
    An empty cell, the word NA and a period that is not there are gaps. A price makes no return where the one before it
    is missing, so that one gap in prices is two in returns. Daily figures become months: returns are compounded, and
    the last price of a month is divided by the last of the month before.
    """
    faults = Faults(spec.file, asked_by)
    figures = _read_figures(path, spec, faults)
    notes = tuple(_check_figures(figures, spec, faults))
    faults.refuse()
    numbers = np.array(sorted(figures))
    unit = 100.0 if spec.unit == "percent" else 1.0
    values = np.array([np.nan if (raw := figures[number][1]) is None else raw / unit for number in numbers.tolist()])
    frequency: Literal["monthly", "quarterly"] = "quarterly" if spec.frequency == "quarterly" else "monthly"
    empty = Series(name, frequency, (0, 1), np.array([]), spec.file, sha256_of(path), notes)
    if spec.frequency == "daily":
        start, grid, cuts = months_of_days(numbers.astype("datetime64[D]"), values, is_price=spec.kind == "prices")
        series = on_grid(empty, start, grid, *cuts)
    else:
        series = _from_periods(empty, numbers, values, is_price=spec.kind == "prices")
    if not series.values.size:
        faults.add(0, f"column {spec.column!r} makes no return of a whole {_period(frequency)}; give more of {name}")
        faults.refuse()
    largest = int(np.nanargmax(np.abs(series.values)))
    if abs(series.values[largest]) > EXTREME:
        said = f"The return of {series.periods[largest]} is {series.values[largest]:.0%}; is that right?"
        series = replace(series, notes=(*series.notes, said))
    gaps = np.isnan(series.values).sum()
    if not gaps:
        return series
    of = f"{gaps} of {len(series.values)} {_period(frequency)}s from {series.periods[0]} to {series.periods[-1]}"
    return replace(series, notes=(*series.notes, f"{of} have no return; they stay gaps."))


def _read_figures(path: Path, spec: SeriesSpec, faults: Faults) -> dict[int, tuple[int, float | None]]:
    """Return the line and figure of each day, counted from 1970, or of each period, counted from the year 0."""
    figures: dict[int, tuple[int, float | None]] = {}
    rows = read_columns(path, [spec.month, spec.column], faults, sheet=spec.sheet)
    misdeclared = _misdeclared([when for _, (when, _) in rows], spec)
    if misdeclared:  # one fault, and not one a line
        faults.add(0, misdeclared)
    for line, (when, cell) in rows:
        value = number = None
        try:
            said = parse_number(cell)
            value = None if said is None else float(said)
        except ValueError as error:
            faults.add(line, f"{spec.column} {error}")
        if misdeclared:
            continue
        try:
            number = _number(parse_period(when, spec.frequency), spec.frequency)
        except ValueError as error:
            faults.add(line, f"{spec.month} {error}")
        if number is None:
            continue
        if number in figures:
            other = "" if spec.frequency == "daily" else ', or declare frequency = "daily"'
            where = f"first on line {figures[number][0]}"
            faults.add(line, f"the {_period(spec.frequency)} of {when} stands twice, {where}; remove one{other}")
        else:
            figures[number] = line, value
    if misdeclared:
        faults.refuse()
    return figures


def _misdeclared(cells: list[Any], spec: SeriesSpec) -> str:
    """Return what is wrong where the dates are of another frequency than the declared, else nothing."""
    numbers = []
    for cell in cells:
        with suppress(ValueError):
            numbers.append(_number(parse_period(cell, spec.frequency), spec.frequency))
    if spec.frequency == "daily":
        fewer = 'frequency = "monthly", or "quarterly"'
        if 2 * sum(bool(_NO_DAY.fullmatch(str(cell).strip())) for cell in cells) > len(cells):
            return f"the dates under {spec.month!r} name no days; declare {fewer}"
        apart = np.diff(np.unique(numbers))
        if len(apart) >= FEWEST_STEPS and apart.min() >= DAYS_OF_MONTHS:
            return f"no two dates are less than {DAYS_OF_MONTHS} days apart; if the figures are of months: {fewer}"
        return ""
    if 2 * len(set(numbers)) < len(numbers):
        more = 'frequency = "daily"' if spec.frequency == "monthly" else 'frequency = "monthly", or "daily"'
        return f"most {_period(spec.frequency)}s stand several times; if the figures are of shorter periods: {more}"
    return ""


def _number(day: date, frequency: str) -> int:
    """Return the number of a day, month or quarter."""
    if frequency == "daily":
        return day.toordinal() - _EPOCH
    return (day.year * 12 + day.month - 1) // (3 if frequency == "quarterly" else 1)


def _check_figures(figures: dict[int, tuple[int, float | None]], spec: SeriesSpec, faults: Faults) -> list[str]:
    """Add what cannot be a price or a return in the declared unit; return notes on what may not be."""
    known = [(line, value) for line, value in figures.values() if value is not None]
    if not known:
        faults.add(0, f"column {spec.column!r} holds no figure; name the column of {spec.kind}")
        return []
    apart = np.diff(sorted(number for number, (_, value) in figures.items() if value is not None))
    if spec.frequency == "monthly" and len(apart) >= FEWEST_STEPS and not np.any(apart % 3):
        faults.add(0, f'no two {spec.kind} are of months in a row; if they are of quarters: frequency = "quarterly"')
    notes = [] if spec.net_of_fees else [_FEES[spec.net_of_fees]]
    return notes + (_check_prices if spec.kind == "prices" else _check_returns)(known, spec, faults)


def _check_prices(known: list[tuple[int, float]], spec: SeriesSpec, faults: Faults) -> list[str]:
    """Add what is no price."""
    for line, value in known:
        if value <= 0:
            faults.add(line, f"{spec.column} {value:g} is no price, which is above zero; correct it, or leave it empty")
    return ["Returns are made of prices: what was paid out counts only as far as the prices include it."]


def _check_returns(known: list[tuple[int, float]], spec: SeriesSpec, faults: Faults) -> list[str]:
    """Add what is no return in the declared unit; of percent that are declared fractions only that."""
    whole = 100 if spec.unit == "percent" else 1
    sizes = np.abs([value for _, value in known]) / whole
    median, most = float(np.median(sizes)), float(sizes.max())
    is_doubtful = whole == 1 and median > TYPICAL[spec.frequency]
    said = f"Half of the returns are {median:g} or more in size, which as fractions is {median:.0%}"
    if is_doubtful and len(known) >= FEWEST_TO_TELL:
        faults.add(0, f'{said}; if they are percent: unit = "percent", or divide them by 100')
        return []
    fix = 'correct it, or declare unit = "percent"' if whole == 1 else "correct it"
    for line, value in known:
        if value <= -whole:
            faults.add(line, f"{spec.column} {value:g} loses everything or more; {fix}")
    notes = [f"{said}; are they percent?"] if is_doubtful else []
    if whole == 100 and most < TINY:
        notes.append(f"No return is above {most:.2%} in size; are they fractions and not percent?")
    return notes


def _from_periods(empty: Series, numbers: Ints, values: Floats, *, is_price: bool) -> Series:
    """Return the series of figures by month or quarter."""
    grid = np.full(numbers[-1] - numbers[0] + 1, np.nan)
    grid[numbers - numbers[0]] = values
    if is_price:
        return on_grid(empty, int(numbers[0]) + 1, grid[1:] / grid[:-1] - 1)
    return on_grid(empty, int(numbers[0]), grid)


def _period(frequency: str) -> str:
    """Return the word for one period."""
    return {"daily": "day", "monthly": "month", "quarterly": "quarter"}[frequency]
