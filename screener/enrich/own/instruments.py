"""What the fund knows of its own instruments: every CSV in ``portfolios/<id>/instruments/``, one statement a line."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.enrich.copies import shipped
from screener.enrich.own.given import FaultError, Given, Row, day, published_early
from screener.errors import nearest
from screener.tables import COMMUNITY_KINDS, INSTRUMENT_KINDS, LIKELY_USES, PROVEN_USES, SHARE, USES_OF_PROCEEDS
from screener.workspace import read_csv_folder, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from screener.enrich.loaders.counties import Counties

FOLDER = "instruments"
"""Folder of a portfolio that holds the files."""
REQUIRED = ("kind", "use_of_proceeds", "as_of", "document")
"""Columns that every line fills in."""
COLUMNS = ("holding", "account", "security_name", *REQUIRED, "published", "qualifying_share", "programme", "place")
"""The headings there are; those that are not required may be left out or left empty."""
_FIELDS: list[tuple[str, pa.DataType]] = [
    ("source_file", pa.string()),
    ("source_row", pa.int64()),
    ("holding", pa.string()),
    ("account", pa.string()),
    ("security_name", pa.string()),
    ("kind", pa.string()),
    ("use_of_proceeds", pa.string()),
    ("low", SHARE),
    ("best", SHARE),
    ("high", SHARE),
    ("evidence", pa.string()),
    ("place", pa.string()),
    ("as_of", pa.date32()),
    ("published", pa.date32()),
]
SCHEMA = pa.schema(_FIELDS)
"""Columns of ``user_instruments``: one row per line of the files."""

_HOLDING = re.compile(r"[a-z]+:\S.*|\S.*:\d+")
_SHARE = re.compile(r"1(\.0{1,12})?|0?\.\d{1,12}|0")
_PLACE = re.compile(r"(?P<county_fips>\d{5})|((?P<county>[^,]*\S) *, *)?(?P<state>[A-Za-z]{2})")


def read_instruments(folder: Path, held: Callable[[str], Path] = shipped) -> Given:
    """Return what a portfolio's own files say of its instruments; nothing where it has no such files.

    Parameters
    ----------
    folder : Path
        The portfolio's folder.
    held : callable
        Dataset → the copy of it that the run uses, which says what counties there are.

    Raises
    ------
    InputError
        A file is no CSV, or a heading, a cell or two lines together are wrong; every fault with its file and line.
    """
    given = read_csv_folder(folder, FOLDER, COLUMNS, REQUIRED)
    problems = list(given.problems)
    readers: dict[str, Callable[[str], object]] = {
        "as_of": partial(day, "as_of"),
        "published": lambda text: day("published", text) if text else None,
    }
    if any(line.cells["place"] for line in given.lines):
        from screener.enrich.loaders.counties import Counties  # noqa: PLC0415  only where a portfolio names places

        readers["place"] = partial(_place, Counties(held))
    rows: list[Row] = []
    first: dict[tuple[Any, ...], str] = {}
    for line in given.lines:
        faults = list(_faults(line.cells))
        typed: Row = {}
        for column, read in readers.items():
            try:
                typed[column] = read(line.cells[column])
            except FaultError as fault:
                faults.append(str(fault))
        about, known = typed.get("as_of"), typed.get("published")
        faults += published_early(about, known)
        typed["published"] = known or about
        said = (*(line.cells[name] for name in ("holding", "account", "security_name")), about, known or about)
        if (before := first.setdefault(said, line.where)) != line.where:
            faults.append(f"{before} speaks of the same holding and day already")
        problems += [f"{line.where}: {fault}" for fault in faults]
        if not faults:
            rows.append({"source_file": line.file, "source_row": line.number, **typed, **_read(line.cells)})
    if problems:
        hint = f"the columns are: {', '.join(COLUMNS)}; each line is what one holding finances"
        raise refusal(problems, "what the portfolio says of its instruments", where=folder, hint=hint)
    return Given(pa.Table.from_pylist(rows, schema=SCHEMA), given.files)


def _faults(cells: dict[str, str]) -> Iterable[str]:
    """Yield what is wrong with the cells of one line, but for its day and its place."""
    for column, words in (("kind", INSTRUMENT_KINDS), ("use_of_proceeds", USES_OF_PROCEEDS)):
        if cells[column] not in words:
            expected = f"one of {', '.join(words)}{nearest(cells[column], list(words))}"
            yield f"column {column!r}: {cells[column]!r} is not what was expected: {expected}"
    named = [column for column in ("account", "security_name") if cells[column]]
    if cells["holding"] and named:
        yield "the line names its holding twice; give holding alone, or account and security_name"
    elif cells["holding"] and not _HOLDING.fullmatch(cells["holding"]):
        expected = "a security such as cusip:037833100, or file:line"
        yield f"column 'holding': {cells['holding']!r} is not what was expected: {expected}"
    elif not cells["holding"] and len(named) != 2:
        yield "the line names no holding; give holding, or account and security_name"
    if cells["qualifying_share"] and not _SHARE.fullmatch(cells["qualifying_share"]):
        expected = "a share from 0 to 1, such as 0.62 for 62 percent"
        yield f"column 'qualifying_share': {cells['qualifying_share']!r} is not what was expected: {expected}"
    if not cells["document"]:
        yield "column 'document' is empty; name the document, its date and page, or its address"


def _read(cells: dict[str, str]) -> Row:
    """Return the typed cells of a line without fault, but for its day and its place."""
    use = cells["use_of_proceeds"]
    if cells["qualifying_share"]:
        low = best = high = Decimal(cells["qualifying_share"])
    else:
        low = Decimal(use in PROVEN_USES or cells["kind"] in COMMUNITY_KINDS)
        best, high = max(low, Decimal(use in LIKELY_USES)), Decimal(1)
    return {
        **{name: cells[name] or None for name in ("holding", "account", "security_name")},
        **{name: cells[name] for name in ("kind", "use_of_proceeds")},
        "low": low,
        "best": best,
        "high": high,
        "evidence": "; ".join(filter(None, (cells["document"], cells["programme"]))),
    }


def _place(counties: Counties, text: str) -> str | None:
    """Return the county or the state that a cell names, as its FIPS code; null where it names none."""
    if not text:
        return None
    written = _PLACE.fullmatch(text)
    code, county, state = written.group("county_fips", "county", "state") if written else (None, None, None)
    if code in counties.codes:
        return code
    found: set[str] = set()
    if state and state.upper() in counties.state_fips:
        if not county:
            return counties.state_fips[state.upper()]
        found = counties.by_name(county, state.upper())
    if len(found) == 1:
        return found.pop()
    said = f"; it may be {' or '.join(sorted(found))}" if found else ""
    expected = "a state such as IL, a county's five digits such as 17031, or both names such as Cook County, IL"
    raise FaultError("place", f"{text!r} is not what was expected: {expected}{said}")
