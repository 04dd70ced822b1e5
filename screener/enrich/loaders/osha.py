"""Occupational Safety and Health Administration: Form 300A summaries of the Injury Tracking Application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.copies import shipped
from screener.enrich.loaders.counties import Counties
from screener.enrich.loaders.layouts import every_row, key_of, known, naics, whole
from screener.enrich.loaders.rows import Row, number, postal_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_COLUMNS = [
    "id",
    "company_name",
    "establishment_name",
    "establishment_id",
    "city",
    "state",
    "zip_code",
    "naics_code",
    "annual_average_employees",
    "total_hours_worked",
    "year_filing_for",
]
_HOURS_A_YEAR = 8760
"""365 days of 24 hours: nobody works more."""


def load_300a(paths: Sequence[Path], held: Callable[[str], Path] = shipped) -> list[dict[str, Any]]:
    """Return one row per establishment and year from OSHA's summary files, several years at once if several are given.

    The layout is that of OSHA's "ITA summary data dictionary" (Establishment-Specific Injury and Illness Data). The
    files of 2016 to 2022 and those since 2023 have the same headings in another order; later ones add ``naics_year``.
    An amended filing is a second row: the one with the largest ``id``, the last submitted, counts. `held` says where
    the copy of another dataset lies.
    """
    counties = Counties(held)
    latest: dict[tuple[str, str], Row] = {}
    for row in every_row(paths, _COLUMNS, spelled=str.casefold):
        key = (row["establishment_id"], row["year_filing_for"])
        if key not in latest or (whole(row["id"]) or 0) > (whole(latest[key]["id"]) or 0):
            latest[key] = row
    return [_establishment(row, counties) for row in latest.values()]


def _establishment(row: Row, counties: Counties) -> dict[str, Any]:
    """Return one filing; its county is known where its ZIP code lies in one county of its state."""
    state, code, company = row["state"].upper(), postal_code(row["zip_code"]), known(row["company_name"])
    zipped = counties.by_zip(code, state)
    return {
        "establishment_id": known(row["establishment_id"]),
        "year": whole(row["year_filing_for"]),
        "company_name": company,
        "company_key": key_of(company),
        "establishment_name": known(row["establishment_name"]),
        "city": known(row["city"]),
        "state": known(state),
        "zip": code,
        "county_fips": next(iter(zipped)) if len(zipped) == 1 else None,
        "naics": naics(row["naics_code"]),
        "employment": _employment(number(row["annual_average_employees"]), number(row["total_hours_worked"])),
        "hours_worked": number(row["total_hours_worked"]),
    }


def _employment(people: float | None, hours: float | None) -> float | None:
    """Return the annual average of employees, or None where there is none or their hours are impossible."""
    if not people or people < 1 or not hours or hours <= 0 or hours / people > _HOURS_A_YEAR:
        return None
    return people
