"""Layouts that change between years, and cells that say nothing: shared by the loaders of published files."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from screener.enrich.loaders.rows import Row, number, stream_rows
from screener.errors import InputError, join_problems
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_BLANK = {"", "NA", "N/A", "NONE", "NULL", "-", "."}
"""What publishers write into a cell they leave empty."""
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def every_row(
    paths: Sequence[Path],
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    spelled: Callable[[str], str] = str,
) -> list[Row]:
    """Return the rows of every file, such as one a year, with these columns alone.

    Parameters
    ----------
    paths : sequence of Path
        Files as the publisher hands them out; each must have a table with the columns.
    columns : sequence of str
        Headings that must all be there.
    optional : sequence of str
        Headings that some years have: a row has all of them or none.
    spelled : callable, optional
        Heading as the publisher writes it → as `columns` has it.

    Raises
    ------
    InputError
        Files cannot be read or lack columns; the message lists the faults of all of them.
    """
    layout = {column: column for column in columns}
    layouts = [layout | {column: column for column in optional}, layout] if optional else [layout]
    rows: list[Row] = []
    problems = []
    for path in paths:
        try:
            rows += stream_rows([path], *layouts, spelled=spelled)
        except InputError as error:
            problems.append(error)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        summary = f"{len(problems)} of {len(paths)} files are not the publisher's:"
        raise InputError(join_problems([str(problem) for problem in problems], summary))
    return rows


def beginning(*headings: str) -> Callable[[str], str]:
    """Return a spelling for `find_rows`: a heading that begins with one of these, whatever its spaces and case, is it.

    Examples
    --------
    >>> beginning("Poverty level percent")("Poverty  Level Percent (2 decimal places), rounded")
    'Poverty level percent'
    """
    known = {_folded(heading): heading for heading in headings}

    def spelled(written: str) -> str:
        folded = _folded(written)
        return next((heading for start, heading in known.items() if folded.startswith(start)), written)

    return spelled


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def known(text: str) -> str | None:
    """Return a text, or None where the publisher left the cell empty or wrote that it is not available.

    Examples
    --------
    >>> known("Nucor Corp"), known("N/A"), known("NA")
    ('Nucor Corp', None, None)
    """
    return None if text.upper() in _BLANK else text


def key_of(name: str | None) -> str | None:
    """Return the key of a name, or None where there is no name or nothing of it identifies.

    Examples
    --------
    >>> key_of("Nucor Corp"), key_of("株式会社"), key_of(None)
    ('NUCOR', None, None)
    """
    return (name_key(name) or None) if name else None


def whole(text: str, *unknown: int) -> int | None:
    """Return a whole number of nought or more, or None where there is none or it is a code for unknown.

    Examples
    --------
    >>> whole("1998"), whole("9999", 8888, 9999), whole("12.5"), whole("-3"), whole("")
    (1998, None, None, None, None)
    """
    value = number(text)
    if value is None or value < 0 or not value.is_integer() or value in unknown:
        return None
    return int(value)


def money(text: str) -> Decimal | None:
    """Return an amount of US dollars to the cent, or None where there is none.

    Examples
    --------
    >>> money("$1,250,000"), money("."), money("NaN")
    (Decimal('1250000.00'), None, None)
    """
    try:
        value = Decimal(text.replace(",", "").replace("$", ""))
        return value.quantize(Decimal("0.01")) if value.is_finite() else None
    except InvalidOperation:
        return None


def yes(text: str) -> bool | None:
    """Return true for yes, false for no, None for anything else.

    Examples
    --------
    >>> yes("YES"), yes("n"), yes("N/A")
    (True, False, None)
    """
    return {"yes": True, "y": True, "no": False, "n": False}.get(text.casefold())


def day(text: str) -> date | None:
    """Return the date of a cell: ISO, month/day/year, or the number that Excel keeps; None where there is none.

    Examples
    --------
    >>> day("2024-03-01 01:00:00"), day("3/1/2024"), day("45352"), day("NA")
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), None)
    """
    if text.isdecimal() and 20_000 < int(text) < 80_000:
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text.partition(" ")[0], form).date()  # noqa: DTZ007  a day, no moment
        except ValueError:
            continue
    return None


def fips(text: str, digits: int) -> str | None:
    """Return a geographic code with the leading zero that a spreadsheet loses, or None where a part of it is unknown.

    Examples
    --------
    >>> fips("1001020100", 11), fips("17031XXXXXX", 11), fips("", 11)
    ('01001020100', None, None)
    """
    code = text.removesuffix(".0")
    return code.zfill(digits) if re.fullmatch(rf"\d{{{digits - 1},{digits}}}", code) else None


def naics(text: str) -> str | None:
    """Return a NAICS code of two to six digits, or None.

    Examples
    --------
    >>> naics("331110"), naics("331110.0"), naics("0")
    ('331110', '331110', None)
    """
    code = text.removesuffix(".0")
    return code if re.fullmatch(r"[1-9]\d{1,5}", code) else None


def point(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Return coordinates in degrees, both unknown where either is missing, nought or no place on Earth.

    Examples
    --------
    >>> point("41.5", "-87.3"), point("0", "0"), point("41.5", "")
    ((41.5, -87.3), (None, None), (None, None))
    """
    north, east = number(latitude), number(longitude)
    if not north or not east or abs(north) > 90 or abs(east) > 180:
        return None, None
    return north, east
