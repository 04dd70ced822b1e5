"""EPA Greenhouse Gas Reporting Program: who owns which facility, where it is, and what it emitted."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

import python_calamine
import us

from screener.enrich.copies import shipped
from screener.enrich.loaders.counties import Counties
from screener.enrich.loaders.rows import find_rows, number, postal_code, stream_rows
from screener.errors import InputError
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from screener.enrich.loaders.rows import Row

_PARENT = [
    "GHGRP FACILITY ID",
    "REPORTING YEAR",
    "FACILITY NAME",
    "FACILITY STATE",
    "FACILITY ZIP",
    "FACILITY COUNTY",
    "PARENT COMPANY NAME",
    "PARENT CO. PERCENT OWNERSHIP",
    "FACILITY NAICS CODE",
]
_SEGMENTS = {
    "Direct Point Emitters": "site",
    "LDC - Direct Emissions": "state",
    "Transmission Pipelines": "state",
    "Onshore Oil & Gas Prod.": "basin",
    "Gathering & Boosting": "basin",
    "SF6 from Elec. Equip.": "network",
}
"""Sheets of direct emissions → what one of their facilities is. Only a site stands at its address: the others report
the address of an office for a state's pipes, a basin's wells or a utility's network."""

_TOTAL = re.compile(r"(?:(20\d\d) )?Total reported ")
"""Heading of emissions: of the year in a yearly workbook's title or, in the file of all years, of a year it names."""
_TITLE = re.compile(r"Greenhouse Gas Reporting Program for (20\d\d)\b")


class Segment(NamedTuple):
    """One row of a sheet of direct emissions in one year: a facility, or its part in one state."""

    facility_id: str
    sheet: str
    year: int
    state: str | None
    longitude: float | None
    latitude: float | None
    emissions: float | None


def load_emissions(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return direct emissions by facility, sheet and year from EPA's data summary, in tonnes CO2 equivalent.

    Either form will do: the workbook of one year, or ``ghgp_data_by_year`` with a column a year. A pipeline has one
    row a state; they are summed, and a sum with an unknown part is unknown.
    """
    parts: dict[tuple[str, str, int], list[float | None]] = defaultdict(list)
    for segment in read_segments(paths):
        parts[(segment.facility_id, segment.sheet, segment.year)].append(segment.emissions)
    return [
        {"facility_id": facility_id, "segment": sheet, "year": year, "emissions": _sum(values)}
        for (facility_id, sheet, year), values in parts.items()
    ]


def _sum(values: list[float | None]) -> float | None:
    """Return the exactly rounded sum, whatever the order, or None where a part is unknown."""
    known = [value for value in values if value is not None]
    return fsum(known) if len(known) == len(values) else None


def read_segments(paths: Sequence[Path]) -> list[Segment]:
    """Return every row and year of every sheet of direct emissions of a data summary workbook."""
    return [
        segment
        for sheet in _SEGMENTS
        for row in find_rows(paths, ["Facility Id", "Facility Name", "Primary NAICS Code"], sheet=sheet)
        for segment in _years(row, sheet, tuple(paths))
    ]


def _years(row: Row, sheet: str, paths: tuple[Path, ...]) -> Iterator[Segment]:
    """Yield a row of a sheet once a year; in the file of all years an empty cell is a year without a report."""
    state = row.get("State where Emissions Occur", "")
    found = us.states.lookup(state, field="abbr" if len(state) == 2 else "name") if state else None
    where = [number(row.get(name) or row.get(f"Reported {name}", "")) for name in ("Longitude", "Latitude")]
    for heading, value in row.items():
        if (match := _TOTAL.match(heading)) and (value or not match.group(1)):
            year = int(match.group(1) or _title_year(paths))
            abbr = found.abbr if found else None
            yield Segment(_code(row["Facility Id"]), sheet, year, abbr, where[0], where[1], number(value))


@lru_cache(maxsize=1)
def _title_year(paths: tuple[Path, ...]) -> str:
    """Return the year that the title of a yearly workbook names."""
    for path in paths:
        if path.suffix == ".xlsx":
            title = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(nrows=3)
            if match := _TITLE.search(" ".join(str(cell) for line in title for cell in line)):
                return match.group(1)
    raise InputError(
        "the reporting year is missing: no title reads 'Greenhouse Gas Reporting Program for YEAR'",
        where=", ".join(map(str, paths)),
        hint="give EPA's workbook unedited, or the file of all years, ghgp_data_by_year",
    )


def load_facilities(paths: Sequence[Path], held: Callable[[str], Path] = shipped) -> list[dict[str, Any]]:
    """Return one row per facility and parent company from EPA's parent-company file and data summary workbook.

    The parent-company workbook has a sheet a year: the rows of the newest year that the summary describes are read.
    `county_fips` is where the address lies: by the county's name, else by a ZIP code that lies in one county, else by
    the coordinates, if they are in the state and in one of the counties of an ambiguous name or ZIP code. A name that
    is no county of the state is not overruled: then only the state is certain.
    `zip_agrees` and `coordinates_agree` say whether the two others could be in the county used, or named; null where
    there is nothing to compare.
    `place` is where the facility itself is, as far as the program says: the county of a site, or its state where the
    coordinates contradict a county known by ZIP code alone; the state of a pipeline or distribution system; unknown
    for a basin, a network, or a supplier without emissions of its own.
    `held` says where the copy of another dataset lies.
    """
    counties = Counties(held)
    segments: dict[str, list[Segment]] = defaultdict(list)
    summary = read_segments(paths)
    year = max((segment.year for segment in summary), default=None)
    for segment in summary:
        if segment.year == year:
            segments[segment.facility_id].append(segment)
    rows = []
    for row in _parents(paths, year):
        facility_id = _code(row["GHGRP FACILITY ID"])
        own = segments[facility_id]
        share = number(row["PARENT CO. PERCENT OWNERSHIP"])
        located = _locate(row, own, counties)
        kind, place = _place(own, located.pop("address"), counties)
        rows.append(
            {
                **located,
                "facility_id": facility_id,
                "name": row["FACILITY NAME"],
                "kind": kind,
                "place": place,
                "parent_name": row["PARENT COMPANY NAME"],
                "parent_key": name_key(row["PARENT COMPANY NAME"]),
                "ownership_share": None if share is None else share / 100,
                "naics": _code(row["FACILITY NAICS CODE"]) or None,
            }
        )
    return rows


def _parents(paths: Sequence[Path], year: int | None) -> list[Row]:
    """Return the rows of the parent-company file for a reporting year, on any sheet; without an id it is no row."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in stream_rows(paths, {column: column for column in _PARENT}):
        if row["GHGRP FACILITY ID"]:
            rows[_code(row["REPORTING YEAR"])].append(row)
    if str(year) not in rows:
        found = ", ".join(sorted(rows)) or "none"
        raise InputError(
            f"the parent-company file has no rows of {year}, the year of the data summary; its years are: {found}",
            where=", ".join(map(str, paths)),
            hint="give EPA's parent-company file and data summary of the same reporting year",
        )
    return rows[str(year)]


def _locate(row: Row, segments: list[Segment], counties: Counties) -> dict[str, Any]:
    """Return the county of a facility's address by each of the three ways, the one used, and the address's place."""
    name, state, code = row["FACILITY COUNTY"], row["FACILITY STATE"], postal_code(row["FACILITY ZIP"])
    named, zipped = counties.by_name(name, state), counties.by_zip(code, state)
    longitude, latitude = next(
        ((s.longitude, s.latitude) for s in segments if s.longitude is not None and s.latitude is not None),
        (None, None),
    )
    mapped = counties.by_point(longitude, latitude) if longitude is not None and latitude is not None else None
    possible = (named & zipped or named) if name else zipped
    basis = "name" if len(named) == 1 else "zip"
    if mapped and len(possible) != 1 and (mapped in possible or not (name or possible)):
        possible, basis = {mapped} if mapped[:2] == counties.state_fips.get(state) else possible, "coordinates"
    fips = next(iter(possible)) if len(possible) == 1 else None
    in_state = counties.state_fips.get(state) if code else None
    agrees = None
    if fips and longitude is not None and latitude is not None and basis != "coordinates":
        agrees = counties.is_near(longitude, latitude, fips)
    return {
        "state": state,
        "zip": code,
        "county_fips": fips,
        "county_basis": basis if fips else None,
        "zip_agrees": bool(named & zipped) if name and (zipped or not named) else None,
        "longitude": longitude,
        "latitude": latitude,
        "coordinate_county_fips": mapped,
        "coordinates_agree": agrees,
        # Several unmanned stations give their one office's ZIP code: what the coordinates contradict proves no county.
        "address": in_state if basis == "zip" and agrees is False else fips or in_state,
    }


def _code(text: str) -> str:
    """Return a code that a spreadsheet exported as a decimal number (1000001.0) as the code."""
    return text.removesuffix(".0")


def _place(segments: list[Segment], address: str | None, counties: Counties) -> tuple[str, str]:
    """Return what a facility is and its place code; one that is on several sheets is a site if any says so.

    A site with neither county nor ZIP code, such as a platform in federal waters, is in no state for certain.
    """
    kinds = {_SEGMENTS[segment.sheet] for segment in segments}
    kind = next((kind for kind in dict.fromkeys(_SEGMENTS.values()) if kind in kinds), "supplier")
    if kind == "site":
        return kind, address or "unknown"
    states = {segment.state for segment in segments} if kind == "state" else set()
    return kind, counties.state_fips.get(states.pop() or "", "unknown") if len(states) == 1 else "unknown"
