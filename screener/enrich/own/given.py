"""What one of a portfolio's own folders says, and the cells that several of them have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from stdnum import lei

from screener.dates import parse_date
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    import pyarrow as pa

Row = dict[str, Any]

_is_lei: Callable[[str], bool] = lei.is_valid


class Given(NamedTuple):
    """What the files of a folder say, as a table, and which files they are."""

    table: pa.Table
    """One row per line of the files, or per figure of a line."""
    files: dict[str, str]
    """File relative to the portfolio's folder → SHA-256."""


class FaultError(Exception):
    """A cell that cannot be used: its column, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(f"column {column!r}: {why}")


def read_cells(
    readers: Mapping[str, Callable[[], object]], cells: Mapping[str, str], where: str, problems: list[str]
) -> Row:
    """Return the typed cells of one line: null where a cell is empty, missing where it cannot be read.

    Parameters
    ----------
    readers : mapping of str to callable
        Column → what reads it; one that is no heading of the file is always read.
    cells : mapping of str to str
        Heading → text.
    where : str
        The line, as ``file:line``.
    problems : list of str
        What is wrong is added here.
    """
    read: Row = {}
    for column, read_cell in readers.items():
        try:
            read[column] = read_cell() if cells.get(column, "not a heading") else None
        except FaultError as fault:
            problems.append(f"{where}: {fault}")
    return read


def issuer_code(text: str) -> str:
    """Return an issuer as the run knows it: a CIK in ten digits, a LEI, or an issuer id."""
    if text.isdecimal() and len(text) <= 10:
        return text.zfill(10)
    if _is_lei(text):
        return text.upper()
    if re.fullmatch(r"[a-z]+:\S.*", text):
        return text
    expected = "a CIK, a LEI with valid check digits, or an issuer id such as cik:0000066740"
    raise FaultError("issuer", f"{text!r} is not what was expected: {expected}")


def lost_zero(code: str, known: Collection[str]) -> str:
    """Return a question to add to a refusal where a spreadsheet took a county's five digits for a number.

    Examples
    --------
    >>> lost_zero("1001", {"01001"}), lost_zero("1002", {"01001"})
    ('; a leading zero was lost: 01001?', '')
    """
    return f"; a leading zero was lost: {code.zfill(5)}?" if code.zfill(5) in known else ""


def day(column: str, text: str) -> date:
    """Return the day that a cell names."""
    try:
        return parse_date(text)
    except InputError as error:
        raise FaultError(column, f"{error.message}; write YYYY-MM-DD") from error


def published_early(as_of: date | None, published: date | None) -> list[str]:
    """Return what is wrong where something was published before the day that it describes.

    Examples
    --------
    >>> from datetime import date
    >>> published_early(date(2024, 12, 31), date(2024, 2, 1))
    ["column 'published': 2024-02-01 is before 2024-12-31, the day that it describes"]
    >>> published_early(date(2024, 12, 31), None)
    []
    """
    if as_of and published and published < as_of:
        return [f"column 'published': {published} is before {as_of}, the day that it describes"]
    return []


def matching(pattern: re.Pattern[str], column: str, text: str, expected: str) -> str:
    """Return a text that has the form expected."""
    if not pattern.fullmatch(text):
        raise FaultError(column, f"{text!r} is not of the form expected: {expected}")
    return text
