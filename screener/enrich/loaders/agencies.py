"""County indicators of the USDA Economic Research Service, and HUD's ZIP code to county crosswalk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import find_rows, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CLASSES = ["FIPStxt", "Perpov_1980_0711", "Type_2015_Manufacturing_NO"]

RENUMBERED = {"46113": "46102", "02270": "02158"}
"""Counties renamed and renumbered in 2015: Oglala Lakota (was Shannon) and Kusilvak (was Wade Hampton)."""


def load_ers_counties(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return county indicators from the Atlas of Rural and Small-Town America (workbook, or its three CSV files)."""
    poverty = {row["FIPS"]: number(row["Poverty_Rate_ACS"]) for row in find_rows(paths, ["FIPS", "Poverty_Rate_ACS"])}
    jobless = {row["FIPS"]: number(row["UnempRate2021"]) for row in find_rows(paths, ["FIPS", "UnempRate2021"])}
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


def load_zip_to_county(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return every pair of ZIP code and county; a ZIP code in several counties has several rows."""
    pairs = {
        (row["zip"].zfill(5), RENUMBERED.get(fips := row["fips"].zfill(5), fips))
        for row in find_rows(paths, ["zip", "fips"])
    }
    return [{"zip": code, "county_fips": fips} for code, fips in pairs]


def _flag(text: str) -> bool | None:
    """Return the ERS code 1/0 as true/false; an empty cell is unknown."""
    return {"1": True, "0": False}.get(text)
