"""US Department of Housing and Urban Development: projects financed by Low-Income Housing Tax Credits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.layouts import every_row, fips, known, money, point, whole
from screener.enrich.loaders.rows import Row, postal_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COLUMNS = [
    "HUD_ID",
    "PROJECT",
    "PROJ_CTY",
    "PROJ_ST",
    "PROJ_ZIP",
    "LATITUDE",
    "LONGITUDE",
    "FIPS2020",
    "ALLOCAMT",
    "N_UNITS",
    "LI_UNITS",
    "YR_PIS",
    "YR_ALLOC",
    "NONPROG",
]
_YEAR_UNKNOWN = (8888, 9999)
"""Status not confirmed; year missing."""


def load_projects(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per project from HUD's LIHTC database (``LIHTCPUB.CSV`` or the workbook of that name).

    HUD's "LIHTC database data dictionary" states the layout. Headings are upper or lower case, by release. A part of
    a 2020 tract that HUD does not know is written X.
    """
    return [_project(row) for row in every_row(paths, _COLUMNS, spelled=str.upper)]


def _project(row: Row) -> dict[str, Any]:
    """Return one project; `allocation` is the annual amount of credits in US dollars."""
    latitude, longitude = point(row["LATITUDE"], row["LONGITUDE"])
    return {
        "project_id": known(row["HUD_ID"]),
        "name": known(row["PROJECT"]),
        "city": known(row["PROJ_CTY"]),
        "state": known(row["PROJ_ST"].upper()),
        "zip": postal_code(row["PROJ_ZIP"]),
        "tract": fips(row["FIPS2020"], 11),
        "county_fips": fips(row["FIPS2020"][:-6], 5),
        "latitude": latitude,
        "longitude": longitude,
        "units": whole(row["N_UNITS"]),
        "low_income_units": whole(row["LI_UNITS"]),
        "year_placed_in_service": whole(row["YR_PIS"], *_YEAR_UNKNOWN),
        "year_allocated": whole(row["YR_ALLOC"], *_YEAR_UNKNOWN),
        "allocation": money(row["ALLOCAMT"]),
        "is_no_longer_monitored": True if row["NONPROG"] == "1" else None,
    }
