"""Columns of a CSV, XLSX or Parquet file → cells with the line each stands on; every fault of a file at once."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.dates import parse_date
from screener.errors import InputError, join_problems, nearest
from screener.eti.grids import read_grid
from screener.workspace.values import LARGEST, YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from screener.eti.grids import Row

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,2})?")
_NOTHING = {"", "na", "n/a", "nan"}
"""What a cell says that says nothing; "nan" is how data frames write an empty number."""
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
MOST_NAMED = 5
"""A message names so many of the headings that there are; the rest is counted."""
_PERIOD_FORMS = {"daily": "2024-12-31", "monthly": "2024-12 or 2024-12-31", "quarterly": "2024-Q4 or 2024-12"}


class Faults:
    """Collects what is wrong with one file, so that a person sees all of it at once.

    Parameters
    ----------
    file : str
        The file as messages call it.
    asked_by : str
        The decision file that names it, if one does.
    """

    def __init__(self, file: str, asked_by: str = "") -> None:
        self.file = file
        self._asked_by = f" (named in {asked_by})" if asked_by else ""
        self._found: list[tuple[int, str]] = []

    def where(self, line: int = 0) -> str:
        """Return where a line of the file is, or the file; and who asked for it."""
        return f"{self.file}:{line}{self._asked_by}" if line else f"{self.file}{self._asked_by}"

    def add(self, line: int, said: str) -> None:
        """Keep one fault: its line, 0 where it is about the whole file, and a sentence with the fix."""
        self._found.append((line, said))

    def refuse(self) -> None:
        """Raise what was collected, if anything.

        Raises
        ------
        InputError
            There is a fault.
        """
        in_order = sorted(self._found, key=lambda fault: fault[0])
        if len(in_order) == 1:
            raise InputError(in_order[0][1], where=self.where(in_order[0][0]))
        if in_order:
            problems = [f"{self.file}:{line}: {said}" if line else f"{self.file}: {said}" for line, said in in_order]
            raise InputError(join_problems(problems, f"{len(in_order)} faults in {self.where()}"))


def read_columns(path: Path, headings: Sequence[str], faults: Faults, *, sheet: str | None = None) -> list[Row]:
    """Return the cells under some headings, line by line; lines in which all of these are empty are left out.

    Parameters
    ----------
    path : Path
        A file ending in .csv, .xlsx or .parquet.
    headings : sequence of str
        The columns wanted. Their line is the first that holds them all.
    faults : Faults
        Lines with more cells than the header are added here.
    sheet : str, optional
        Sheet of a workbook; the first by default.

    Raises
    ------
    InputError
        The file cannot be read, or lacks a column.
    """
    grid = [row for row in read_grid(path, faults.where, sheet) if any(map(_is_filled, row[1]))]
    if not grid:
        raise InputError("the file is empty", where=faults.where(), hint="have it sent again")
    start = next((at for at, (_, cells) in enumerate(grid) if set(headings) <= set(_trimmed(cells))), None)
    if start is None:
        raise _no_header(headings, grid[0], faults)
    header = _trimmed(grid[start][1])
    places = [header.index(heading) for heading in headings]
    for heading in headings:
        if header.count(heading) > 1:
            faults.add(grid[start][0], f"column {heading!r} stands {header.count(heading)} times; rename all but one")
    rows = []
    for line, cells in grid[start + 1 :]:
        if any(map(_is_filled, cells[len(header) :])):
            faults.add(
                line, "more cells than headings; write decimals with a point, and put text with commas in quotes"
            )
        else:
            padded = [*cells, *[""] * (len(header) - len(cells))]
            wanted = [padded[place] for place in places]
            rows += [(line, wanted)] if any(map(_is_filled, wanted)) else []
    return rows


def parse_number(cell: Any) -> Decimal | None:
    """Return the number in a cell as it is written; None where it is empty or says NA.

    Raises
    ------
    ValueError
        It is none, or could be two; its message quotes the cell and says how to write it.

    Examples
    --------
    >>> parse_number("-0.26"), parse_number(" NA "), parse_number(1.5)
    (Decimal('-0.26'), None, Decimal('1.5'))
    >>> parse_number("1,25")
    Traceback (most recent call last):
    ValueError: '1,25' has a comma; write decimals with a point and no other sign between digits
    """
    text = "" if cell is None else str(cell).strip().replace("\u2212", "-")
    if text.casefold() in _NOTHING:
        return None
    if _NUMBER.fullmatch(text):
        number = Decimal(text)
        if abs(number) < LARGEST:
            return number
        raise ValueError(f"{text[:40]!r} is too large; give less than {LARGEST:,f}")
    if text.endswith("%"):
        raise ValueError(f"{text!r} has a percent sign; write it as a fraction, or bare where the unit is percent")
    if "," in text:
        raise ValueError(f"{text!r} has a comma; write decimals with a point and no other sign between digits")
    raise ValueError(f"{text!r} is no number; write it such as -1.25, or leave the cell empty if it is not known")


def parse_period(cell: Any, frequency: str) -> date:
    """Return a day in the period that a cell names.

    Parameters
    ----------
    cell : str or date
        Text in ISO form, or the date of a workbook's cell.
    frequency : str
        ``daily``, ``monthly`` or ``quarterly``: what the cell may leave out.

    Raises
    ------
    ValueError
        The cell names none.

    Examples
    --------
    >>> parse_period("2024-12", "monthly"), parse_period("2024-Q4", "quarterly")
    (datetime.date(2024, 12, 1), datetime.date(2024, 12, 1))
    """
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
    else:
        day = _parse_day("" if cell is None else str(cell).strip(), frequency)
    if day.year not in YEARS:
        raise ValueError(f"{day} lies outside the years {YEARS[0]} to {YEARS[-1]}; correct it")
    return day


def _parse_day(text: str, frequency: str) -> date:
    """Return a day in the period that a text names."""
    quarter = _QUARTER.fullmatch(text) if frequency == "quarterly" else None
    try:
        if quarter:
            return date(int(quarter[1]), 3 * int(quarter[2]), 1)
        return parse_date(f"{text}-01" if len(text) == len("2024-12") and frequency != "daily" else text)
    except ValueError:
        said = f"{text!r} is no date" if text else "is empty"
        raise ValueError(f"{said}; write it such as {_PERIOD_FORMS[frequency]}") from None


def _is_filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


def _trimmed(cells: Sequence[Any]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _no_header(headings: Sequence[str], first: Row, faults: Faults) -> InputError:
    """Return the error for columns that no line holds together; the first line is taken for the header."""
    known = [cell for cell in _trimmed(first[1]) if cell]
    missing = [f"no column {name!r}{nearest(name, known)}" for name in headings if name not in known]
    sign = {";": "semicolons", "\t": "tabs"}
    separated = next((word for mark, word in sign.items() if len(known) == 1 and mark in known[0]), None)
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return InputError(
        f"{'; '.join(missing)}; the columns are {', '.join(known[:MOST_NAMED])}{more}",
        where=faults.where(first[0]),
        hint=f"the cells are separated by {separated}; save it with commas" if separated else None,
    )
