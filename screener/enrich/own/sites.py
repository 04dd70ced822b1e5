"""The portfolio's own list of sites: every CSV in ``portfolios/<id>/establishments/``, checked line by line."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import us

from screener.enrich.copies import shipped
from screener.enrich.own.given import (
    FaultError,
    Given,
    Row,
    day,
    issuer_code,
    lost_zero,
    matching,
    published_early,
    read_cells,
)
from screener.workspace import read_csv_folder, refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.enrich.loaders.counties import Counties

FOLDER = "establishments"
"""Folder of a portfolio that holds the files."""
REQUIRED = ("issuer", "site", "as_of", "source")
"""Columns that every line fills in."""
PLACE_COLUMNS = ("county_fips", "state", "county", "zip")
COLUMNS = (*REQUIRED, "published", *PLACE_COLUMNS, "country", "naics", "employment", "total_employment")
"""The headings there are; those that are not required may be left out or left empty."""
_FIELDS: list[tuple[str, pa.DataType]] = [
    ("source_file", pa.string()),
    ("source_row", pa.int64()),
    ("issuer", pa.string()),
    ("site", pa.string()),
    ("place", pa.string()),
    ("naics", pa.string()),
    ("employment", pa.decimal128(18, 6)),
    ("total_employment", pa.int64()),
    ("as_of", pa.date32()),
    ("published", pa.date32()),
]
SCHEMA = pa.schema(_FIELDS)
"""Columns of ``user_establishments``: one row per line of the files."""

_PEOPLE = re.compile(r"\d{1,9}|\d{1,3}(,\d{3}){1,2}")
_HEADCOUNT = re.compile(rf"({_PEOPLE.pattern})(\.\d{{1,6}})?")
_NAICS = re.compile(r"[1-9]\d{1,5}|31-33|44-45|48-49")
_TERRITORIES = {state.abbr for state in us.states.TERRITORIES}


def read_sites(folder: Path, held: Callable[[str], Path] = shipped) -> Given:
    """Return the sites that a portfolio's own files list; none where it has no such files.

    Parameters
    ----------
    folder : Path
        The portfolio's folder.
    held : callable
        Dataset → the copy of it that the run uses, which says what counties there are; by default the
        newest that ships.

    Raises
    ------
    InputError
        A file is no CSV, or a heading, a cell or a combination of lines is wrong; every fault with its file and line.
    """
    given = read_csv_folder(folder, FOLDER, COLUMNS, REQUIRED)
    if not given.files and not given.problems:
        return Given(SCHEMA.empty_table(), {})
    from screener.enrich.loaders.counties import Counties  # noqa: PLC0415  only where a portfolio lists sites

    counties, problems = Counties(held), list(given.problems)
    rows: list[Row] = [
        {
            **_read(line.cells, line.where, counties, problems),
            "source_file": line.file,
            "source_row": line.number,
        }
        for line in given.lines
    ]
    problems += _contradictions(rows)
    if problems:
        hint = f"the columns are: {', '.join(COLUMNS)}"
        raise refusal(problems, "the portfolio's own list of sites", where=folder, hint=hint)
    known = [{**row, "published": row["published"] or row["as_of"]} for row in rows]
    return Given(pa.Table.from_pylist(known, schema=SCHEMA), given.files)


def _read(row: dict[str, str], where: str, counties: Counties, problems: list[str]) -> Row:
    """Return the typed cells of one line; what cannot be read is missing and a problem."""
    problems += [f"{where}: column {column!r} is empty" for column in REQUIRED if not row[column]]
    readers: dict[str, Callable[[], object]] = {
        "issuer": lambda: issuer_code(row["issuer"]),
        "as_of": lambda: day("as_of", row["as_of"]),
        "published": lambda: day("published", row["published"]),
        "place": lambda: _place(row, counties),
        "naics": lambda: matching(_NAICS, "naics", row["naics"], "two to six digits, or 31-33"),
        "employment": lambda: _number(_HEADCOUNT, "employment", row["employment"]),
        "total_employment": lambda: _number(_PEOPLE, "total_employment", row["total_employment"]),
    }
    read = read_cells(readers, row, where, problems)
    problems += [f"{where}: {fault}" for fault in published_early(read.get("as_of"), read.get("published"))]
    return {"site": row["site"], **read}


def _number(pattern: re.Pattern[str], column: str, text: str) -> Decimal:
    """Return a number of people."""
    return Decimal(matching(pattern, column, text, "a number of people such as 1250 or 1,250").replace(",", ""))


def _place(row: dict[str, str], counties: Counties) -> str:
    """Return where a site is: its county, else its state, abroad, or unknown where only the country is said."""
    country, state = row["country"].upper(), row["state"].upper()
    if country in _TERRITORIES:
        country, state = "US", state or country
    given = [column for column in PLACE_COLUMNS if row[column]]
    if not (country or given):
        raise FaultError("county_fips", "the line names no place; give county_fips, state and county, zip, or country")
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise FaultError("country", f"{country!r} is no country; give its two letters, ISO 3166")
    if country not in {"", "US"}:
        if given:
            raise FaultError(given[0], f"a site in {country} has no county or state of the United States")
        return "foreign"
    if state and state not in counties.state_fips:
        raise FaultError("state", f"{state!r} is no state; give its two letters")
    possible, column = _counties(row, state, counties)
    if column and (not possible or (len(possible) > 1 and column != "zip")):
        said = (
            f"; it may be {' or '.join(sorted(possible))}"
            if possible
            else lost_zero(row["county_fips"], counties.codes)
        )
        raise FaultError(column, f"{row[column]!r} is no single county of {state or 'the United States'}{said}")
    states = {code[:2] for code in possible}
    if len(states) > 1:
        raise FaultError("zip", f"{row['zip']!r} lies in several states; give the state")
    return next(iter(possible if len(possible) == 1 else states), counties.state_fips.get(state, "unknown"))


def _counties(row: dict[str, str], state: str, counties: Counties) -> tuple[set[str], str]:
    """Return the counties that a line may mean, and the column that says so, the most exact one first."""
    if row["county_fips"]:
        code = row["county_fips"]
        return {code} & counties.codes & (counties.in_state(state) if state else counties.codes), "county_fips"
    if row["county"]:
        if not state:
            raise FaultError("state", "a county is named without its state")
        return counties.by_name(row["county"], state), "county"
    if row["zip"]:
        return counties.by_zip(row["zip"], state or None), "zip"
    return set(), ""


def _contradictions(rows: list[Row]) -> list[str]:
    """Return what the lines of a list say twice, a site or two totals, and lines that may be of either of two lists.

    A list is what was published of an issuer and date on one day: a later one takes its place, whole.
    """
    sites: dict[tuple[Any, ...], str] = {}
    totals: dict[tuple[Any, ...], tuple[Decimal, str]] = {}
    dated: dict[tuple[Any, ...], tuple[bool, str]] = {}
    problems = []
    for row in rows:
        if row.get("issuer") is None or row.get("as_of") is None:
            continue
        where, about = f"{row['source_file']}:{row['source_row']}", (row["issuer"], row["as_of"])
        is_dated, owner = row.get("published") is not None, (*about, row.get("published"))
        if (other := dated.setdefault(about, (is_dated, where)))[0] != is_dated:
            filled, empty = (where, other[1]) if is_dated else (other[1], where)
            problems.append(
                f"{empty}: column 'published' is empty, and filled in {filled} of this issuer and date; fill it in on "
                "each line, or on none: lines published on one day are one list"
            )
        first = sites.setdefault((*owner, row["site"]), where)
        if first != where:
            problems.append(f"{where}: site {row['site']!r} of this issuer and date stands in {first} already")
        total = row.get("total_employment")
        if total is not None and (said := totals.setdefault(owner, (total, where)))[0] != total:
            problems.append(f"{where}: total_employment {total} differs from {said[0]} in {said[1]}")
    return problems
