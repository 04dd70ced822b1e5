"""EPA Toxics Release Inventory: where a facility is, what it makes and who owns it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from screener.enrich.copies import shipped
from screener.enrich.loaders.counties import Counties
from screener.enrich.loaders.layouts import every_row, key_of, known, naics, point, whole
from screener.enrich.loaders.rows import Row, postal_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_COLUMNS = [
    "YEAR",
    "TRIFD",
    "FACILITY NAME",
    "COUNTY",
    "ST",
    "ZIP",
    "LATITUDE",
    "LONGITUDE",
    "PARENT CO NAME",
    "PRIMARY NAICS",
]
_STANDARD_PARENT = "STANDARD PARENT CO NAME"


def load_facilities(paths: Sequence[Path], held: Callable[[str], Path] = shipped) -> list[dict[str, Any]]:
    """Return one row per facility and year from TRI basic data files, which have one a facility and chemical.

    The layout is that of EPA's documentation of the basic data files: headings are numbered (``4. FACILITY NAME``), and
    the numbers change between years, so that only the words are compared. The standardised parent name, which some
    files lack, is preferred to the one on the form. `held` says where the copy of another dataset lies.
    """
    counties = Counties(held)
    first: dict[tuple[str, str], Row] = {}
    for row in every_row(paths, _COLUMNS, optional=[_STANDARD_PARENT], spelled=_words):
        first.setdefault((row["TRIFD"], row["YEAR"]), row)
    return [_facility(row, counties) for row in first.values()]


def _words(heading: str) -> str:
    """Return a heading without its number: ``17. STANDARD PARENT CO NAME``."""
    return re.sub(r"^\d+\.\s+", "", heading).upper()


def _facility(row: Row, counties: Counties) -> dict[str, Any]:
    """Return one facility; its county is the named one, else that of a ZIP code that lies in one county."""
    state, code = row["ST"].upper(), postal_code(row["ZIP"])
    named, zipped = counties.by_name(row["COUNTY"], state), counties.by_zip(code, state)
    possible = (named & zipped or named) if known(row["COUNTY"]) else zipped
    latitude, longitude = point(row["LATITUDE"], row["LONGITUDE"])
    parent = known(row.get(_STANDARD_PARENT, "")) or known(row["PARENT CO NAME"])
    return {
        "facility_id": known(row["TRIFD"]),
        "year": whole(row["YEAR"]),
        "name": known(row["FACILITY NAME"]),
        "state": known(state),
        "county_fips": next(iter(possible)) if len(possible) == 1 else None,
        "zip": code,
        "parent_name": parent,
        "parent_key": key_of(parent),
        "naics": naics(row["PRIMARY NAICS"]),
        "latitude": latitude,
        "longitude": longitude,
    }
