"""USDA Economic Research Service: county indicators, commuting zones. HUD: its ZIP code to county crosswalk."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import Row, find_rows, number, stream_rows
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_UNEMPLOYMENT = re.compile(r"UnempRate(\d{4})")
_PEOPLE = re.compile(r"Num(Unemployed|CivLaborforce)(\d{4})", re.IGNORECASE)
"""The Atlas writes NumCivLaborforce2021 and NumCivLaborForce2020."""
_INCOME = ["FIPS", "Poverty_Rate_ACS", "PerCapitaInc", "Median_HH_Inc_ACS"]
_CLASSES = ["FIPStxt", "Perpov_1980_0711", "Type_2015_Manufacturing_NO", "Metro2013", "UrbanInfluenceCode2013"]
_SPANS = {"unemployment_rate_24m": 2, "unemployment_rate_3y": 3, "unemployment_rate_5y": 5}
"""Rate → calendar years that it is taken over, counted back from the newest in the file."""
_OF_THE_US = ("poverty_rate", "unemployment_rate", *_SPANS, "per_capita_income", "median_household_income")
_OF_THE_STATE = ("unemployment_rate_5y", "median_household_income")
"""What a county is measured against: the same figure of the US and of its state, from the same files."""

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
    """Return county indicators from the Atlas of Rural and Small-Town America (workbook, or its four CSV files).

    Each county also has the figures of the US and of its state that published tests measure it against; they are
    those of the files' own rows (FIPS 00000, and the state's with 000 for a county).
    """
    areas: dict[str, dict[str, float | None]] = defaultdict(dict)
    for row in find_rows(paths, _INCOME):
        areas[row["FIPS"].zfill(5)] |= {
            "poverty_rate": number(row["Poverty_Rate_ACS"]),
            "per_capita_income": number(row["PerCapitaInc"]),
            "median_household_income": number(row["Median_HH_Inc_ACS"]),
        }
    for row in find_rows(paths, ["FIPS", "UnempRate2021"]):
        areas[row["FIPS"].zfill(5)] |= _unemployment(row)
    for row in find_rows(paths, ["FIPS", "PopChangeRate1020"]):
        areas[row["FIPS"].zfill(5)]["population_change"] = number(row["PopChangeRate1020"])
    return [
        {
            "county_fips": (fips := row["FIPStxt"].zfill(5)),
            "persistent_poverty": _flag(row["Perpov_1980_0711"]),
            "manufacturing_dependent": _flag(row["Type_2015_Manufacturing_NO"]),
            "is_metro": _flag(row["Metro2013"]),
            "urban_influence_code": row["UrbanInfluenceCode2013"] or None,
            **areas[fips],
            **{f"us_{name}": areas["00000"].get(name) for name in _OF_THE_US},
            **{f"state_{name}": areas[f"{fips[:2]}000"].get(name) for name in _OF_THE_STATE},
        }
        for row in find_rows(paths, _CLASSES)
    ]


def _unemployment(row: Row) -> dict[str, float | None]:
    """Return an area's rate of the newest year as published, and those over several years from people.

    Each release adds a year. A rate over several years is all their unemployed over all their labour force, as the
    Appalachian Regional Commission takes it, and unknown where a year is missing (Puerto Rico, 2020).
    """
    newest = max(int(found[1]) for heading in row if (found := _UNEMPLOYMENT.fullmatch(heading)))
    people = {
        (found[1].casefold(), int(found[2])): number(text)
        for heading, text in row.items()
        if (found := _PEOPLE.fullmatch(heading))
    }
    rates: dict[str, float | None] = {"unemployment_rate": number(row[f"UnempRate{newest}"])}
    for name, years in _SPANS.items():
        unemployed, labor_force = (
            [people.get((kind, newest - back)) for back in range(years)] for kind in ("unemployed", "civlaborforce")
        )
        rates[name] = _rate(unemployed, labor_force)
    return rates


def _rate(parts: list[float | None], wholes: list[float | None]) -> float | None:
    """Return all parts over all wholes in per cent; None where one is unknown."""
    known_parts, known_wholes = ([x for x in numbers if x is not None] for numbers in (parts, wholes))
    if len(known_parts) < len(parts) or len(known_wholes) < len(wholes) or not sum(known_wholes):
        return None
    return 100 * sum(known_parts) / sum(known_wholes)


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
