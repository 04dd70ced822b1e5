"""CDFI Fund of the US Treasury: tracts eligible for New Markets Tax Credits, and certified institutions."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import us

from screener.enrich.loaders.layouts import beginning, day, every_row, fips, key_of, known, yes
from screener.enrich.loaders.rows import number, postal_code, stream_rows
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TRACT = "2020 Census Tract Number FIPS code. GEOID"
_METRO = "OMB Metro/Non-metro Designation"
_QUALIFIES = "Does Census Tract Qualify For NMTC Low-Income Community"
_POVERTY = "Census Tract Poverty Rate %"
_INCOME = "Census Tract Percent of Benchmarked Median Family Income"
_JOBLESS = "Census Tract Unemployment Rate"
_RATIO = "Census Tract Unemployment to National Unemployment Ratio"
_LOSS = "High migration nonmetro county"
_MIGRATION = "High migration"
_spelled = beginning(_TRACT, _METRO, _QUALIFIES, _POVERTY, _INCOME, _JOBLESS, _RATIO, _LOSS, _MIGRATION)


def load_eligible_tracts(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per 2020 tract from the Fund's workbooks "NMTC 2016-2020 ACS Low-Income Community".

    The workbooks' sheet of notes states the layout: the states' and, where it is given too, the island areas'. A
    tract qualifies on poverty or income, or because its county loses people: the editions until 2024 list the latter
    on a sheet of their own, those since 2025 in a column.
    """
    migrating: set[str | None] = set()
    with suppress(InputError):  # absent from the editions that have the column
        listed = stream_rows(paths, {"tract": _TRACT, "loss": _LOSS}, spelled=_spelled)
        migrating = {fips(row["tract"], 11) for row in listed}
    rows = []
    columns = [_TRACT, _METRO, _QUALIFIES, _POVERTY, _INCOME, _JOBLESS, _RATIO]
    for row in every_row(paths, columns, optional=[_MIGRATION], spelled=_spelled):
        tract = fips(row[_TRACT], 11)
        loses_people = tract in migrating or yes(row.get(_MIGRATION, "")) is True
        state = us.states.lookup(tract[:2], field="fips") if tract else None
        rows.append(
            {
                "tract": tract,
                "county_fips": tract[:5] if tract else None,
                "state": state.abbr if state else None,
                "is_metro": {"metro": True, "non-metro": False}.get(row[_METRO].casefold()),
                "is_low_income_community": loses_people or yes(row[_QUALIFIES]),
                "poverty_rate": _percent(row[_POVERTY]),
                "median_family_income_ratio": _share(row[_INCOME]),
                "unemployment_rate": _percent(row[_JOBLESS]),
                "unemployment_ratio": number(row[_RATIO]),
            }
        )
    return rows


def _percent(text: str) -> float | None:
    """Return a rate in per cent; the island areas' workbook writes the sign, the states' does not."""
    return number(text.removesuffix("%"))


def _share(text: str) -> float | None:
    """Return a ratio: the states' workbook holds 0.838 under a heading that says per cent, the islands' ``83.8%``."""
    value = number(text.removesuffix("%"))
    return value / 100 if value is not None and text.endswith("%") else value


_CERTIFIED = [
    "Organization Name",
    "Cert Control Num",
    "Date Certified",
    "Financial Institution Type",
    "Native CDFI (Y/N)",
    "City",
    "State",
    "Zipcode",
]


def load_certified(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per institution from the Fund's workbook "List of Currently Certified CDFIs".

    The layout is that of the sheet "List of Certified CDFIs" of 2026: a title and counts, then the header.
    """
    return [
        {
            "certificate": known(row["Cert Control Num"]),
            "name": row["Organization Name"],
            "name_key": key_of(row["Organization Name"]),
            "institution_type": known(row["Financial Institution Type"]),
            "certified": day(row["Date Certified"]),
            "is_native": yes(row["Native CDFI (Y/N)"]),
            "city": known(row["City"]),
            "state": known(row["State"].upper()),
            "zip": postal_code(row["Zipcode"]),
            "rssd_id": known(row.get("RSSD ID", "")),
        }
        for row in every_row(paths, _CERTIFIED, optional=["RSSD ID"])
        if row["Organization Name"]
    ]
