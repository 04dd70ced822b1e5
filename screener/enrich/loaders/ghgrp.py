"""EPA Greenhouse Gas Reporting Program: who owns which facility, where it is, and what it emitted."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow.parquet as pq
import us

from screener.enrich.datasets import REGISTER
from screener.enrich.loaders.rows import find_rows, number, postal_code
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PARENT = [
    "GHGRP FACILITY ID",
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

_SUFFIX = re.compile(r" (COUNTY|PARISH|BOROUGH|CENSUS AREA|CITY AND BOROUGH|MUNICIPALITY|MUNICIPIO|CITY)$")


class Segment(NamedTuple):
    """One row of a sheet of direct emissions: a facility, or its part in one state."""

    facility_id: str
    sheet: str
    state: str | None
    emissions: float | None


def load_emissions(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return direct emissions by facility and sheet from EPA's data summary workbook, in tonnes CO2 equivalent.

    A pipeline has one row a state; they are summed, and a sum with an unknown part is unknown.
    """
    parts: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for segment in read_segments(paths):
        parts[(segment.facility_id, segment.sheet)].append(segment.emissions)
    return [
        {"facility_id": facility_id, "segment": sheet, "emissions": _sum(values)}
        for (facility_id, sheet), values in parts.items()
    ]


def _sum(values: list[float | None]) -> float | None:
    """Return the exactly rounded sum, whatever the order, or None where a part is unknown."""
    known = [value for value in values if value is not None]
    return fsum(known) if len(known) == len(values) else None


def read_segments(paths: Sequence[Path]) -> list[Segment]:
    """Return every row of every sheet of direct emissions of the data summary workbook."""
    segments = []
    for sheet in _SEGMENTS:
        for row in find_rows(paths, ["Facility Id", "Facility Name", "Primary NAICS Code"], sheet=sheet):
            total = next(value for heading, value in row.items() if heading.startswith("Total reported"))
            state = row.get("State where Emissions Occur", "")
            found = us.states.lookup(state, field="abbr" if len(state) == 2 else "name") if state else None
            segments.append(Segment(_code(row["Facility Id"]), sheet, found.abbr if found else None, number(total)))
    return segments


def load_facilities(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per facility and parent company from EPA's parent-company file and data summary workbook.

    `county_fips` is where the address lies: by the county's name, else by a ZIP code that lies in one county. A
    name that is no county of the state is not overruled by a ZIP code: then only the state is certain.
    `place` is where the facility itself is, as far as the program says: the county of a site, the state of a pipeline
    or distribution system, unknown for a basin, a network, or a supplier without emissions of its own.
    """
    counties = Counties()
    segments: dict[str, list[Segment]] = defaultdict(list)
    for segment in read_segments(paths):
        segments[segment.facility_id].append(segment)
    rows = []
    for row in find_rows(paths, _PARENT):
        state, code = row["FACILITY STATE"], postal_code(row["FACILITY ZIP"])
        facility_id = _code(row["GHGRP FACILITY ID"])
        name = row["FACILITY COUNTY"]
        named, zipped = counties.by_name(name, state), counties.by_zip(code, state)
        possible = (named & zipped or named) if name else zipped
        fips = next(iter(possible)) if len(possible) == 1 else None
        address = fips or (counties.state_fips.get(state) if code else None)
        kind, place = _place(segments[facility_id], address, counties)
        share = number(row["PARENT CO. PERCENT OWNERSHIP"])
        rows.append(
            {
                "facility_id": facility_id,
                "name": row["FACILITY NAME"],
                "kind": kind,
                "state": state,
                "zip": code,
                "county_fips": fips,
                "county_basis": None if fips is None else "name" if len(named) == 1 else "zip",
                "zip_agrees": bool(named & zipped) if name and (zipped or not named) else None,
                "place": place,
                "parent_name": row["PARENT COMPANY NAME"],
                "parent_key": name_key(row["PARENT COMPANY NAME"]),
                "ownership_share": None if share is None else share / 100,
                "naics": _code(row["FACILITY NAICS CODE"]) or None,
            }
        )
    return rows


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


class Counties:
    """The shipped counties and ZIP codes, to find a county by name or by ZIP code. Old Connecticut counties only."""

    def __init__(self) -> None:
        shipped = pq.read_table(REGISTER["counties"].path).to_pylist()
        rows = [row for row in shipped if row["geography"] == "county"]
        self.state_fips: dict[str, str] = {row["state"]: row["state_fips"] for row in rows}
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            full = _county_key(row["name"])
            # A short name may mean a county or an independent city (St. Louis, Baltimore): then it means neither.
            for key in {full, _SUFFIX.sub("", full)}:
                self._by_name[(row["state"], key.replace(" ", ""))].add(row["county_fips"])
        self._by_zip: dict[str, set[str]] = defaultdict(set)
        for row in pq.read_table(REGISTER["zip_to_county"].path).to_pylist():
            self._by_zip[row["zip"]].add(row["county_fips"])

    def by_name(self, name: str, state: str) -> set[str]:
        """Return the counties a name may mean in a state, with or without the word "County"; none if there is none."""
        full = _county_key(name)
        found = [self._by_name.get((state, key.replace(" ", "")), set()) for key in (full, _SUFFIX.sub("", full))]
        return next((counties for counties in found if len(counties) == 1), found[0] or found[1])

    def by_zip(self, code: str | None, state: str) -> set[str]:
        """Return the counties of that state that a ZIP code lies in."""
        fips = self.state_fips.get(state, "")
        return {county for county in self._by_zip.get(code or "", set()) if county[:2] == fips}


def _county_key(name: str) -> str:
    """Return a county's name without accents and punctuation, "Saint" written out."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    text = re.sub(r"[^A-Z ]", "", text.replace("-", " "))
    return re.sub(r"\bST\b", "SAINT", re.sub(r"\bSTE\b", "SAINTE", " ".join(text.split())))
