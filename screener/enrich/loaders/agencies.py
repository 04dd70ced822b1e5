"""USDA Economic Research Service: county indicators, commuting zones. HUD: its ZIP code to county crosswalk."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import find_rows, number, stream_rows
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_UNEMPLOYMENT = re.compile(r"UnempRate\d{4}")
_CLASSES = ["FIPStxt", "Perpov_1980_0711", "Type_2015_Manufacturing_NO"]

_ZONES = {
    "2020": {"fips": "FIPStxt", "zone": "CZ2020"},
    "2000": {"fips": "FIPS", "zone": "Commuting Zone ID, 2000"},
    "1990": {"fips": "County FIPS Code", "zone": "CZ90"},
    "1980": {"fips": "County FIPS Code", "zone": "CZ80"},
}
_CROSSWALKS = [
    {"zip": "ZIP", "fips": "COUNTY", "residential_share": "RES_RATIO"},
    {"zip": "zip", "fips": "county", "residential_share": "res_ratio"},
    {"zip": "zip", "fips": "fips"},
]
"""HUD's workbook (its headings have been in capitals and not), and the list of pairs without shares."""
RENUMBERED = {"46113": "46102", "02270": "02158"}
"""Counties renamed and renumbered in 2015: Oglala Lakota (was Shannon) and Kusilvak (was Wade Hampton)."""


def load_ers_counties(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return county indicators from the Atlas of Rural and Small-Town America (workbook, or its three CSV files)."""
    poverty = {row["FIPS"]: number(row["Poverty_Rate_ACS"]) for row in find_rows(paths, ["FIPS", "Poverty_Rate_ACS"])}
    jobs = find_rows(paths, ["FIPS", "UnempRate2021"])
    # Each release adds a year: the newest counts.
    newest = max(heading for heading in jobs[0] if _UNEMPLOYMENT.fullmatch(heading)) if jobs else ""
    jobless = {row["FIPS"]: number(row[newest]) for row in jobs}
    return [
        {
            "county_fips": row["FIPStxt"].zfill(5),
            "persistent_poverty": _flag(row["Perpov_1980_0711"]),
            "manufacturing_dependent": _flag(row["Type_2015_Manufacturing_NO"]),
            "poverty_rate": poverty.get(row["FIPStxt"].zfill(5)),
            "unemployment_rate": jobless.get(row["FIPStxt"].zfill(5)),
        }
        for row in find_rows(paths, _CLASSES)
    ]


def load_commuting_zones(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the commuting zone of each county, in every edition among the files.

    Reads ERS's file of 2020 (CSV), of 2000, and of 1980 and 1990 (workbooks). Zones of two editions are two things,
    even where they have one number.
    """
    rows: list[dict[str, Any]] = []
    missing: list[InputError] = []
    for edition, layout in _ZONES.items():
        try:
            found = {county_in_use(row["fips"]): row["zone"] for row in stream_rows(paths, layout) if row["zone"]}
        except InputError as error:
            missing.append(error)
            continue
        rows += [{"county_fips": fips, "edition": edition, "commuting_zone": zone} for fips, zone in found.items()]
    if not rows:
        raise missing[0]
    return rows


def load_zip_to_county(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return every pair of ZIP code and county; a ZIP code in several counties has several rows.

    HUD's own workbook (``ZIP_COUNTY_….xlsx``) also says what share of a ZIP code's homes lies in the county; a code
    without homes has zeros there, which say nothing. The older list of pairs has no shares.
    """
    rows = {}
    for row in stream_rows(paths, *_CROSSWALKS):
        rows[row["zip"].zfill(5), county_in_use(row["fips"])] = number(row.get("residential_share", ""))
    homes: dict[str, float] = defaultdict(float)
    for (code, _), share in rows.items():
        homes[code] += share or 0
    return [
        {"zip": code, "county_fips": fips, "residential_share": share if homes[code] else None}
        for (code, fips), share in rows.items()
    ]


def county_in_use(fips: str) -> str:
    """Return the code that a county has had since 2015.

    Examples
    --------
    >>> county_in_use("1001"), county_in_use("46113")
    ('01001', '46102')
    """
    return RENUMBERED.get(code := fips.zfill(5), code)


def _flag(text: str) -> bool | None:
    """Return the ERS code 1/0 as true/false; an empty cell is unknown."""
    return {"1": True, "0": False}.get(text)
