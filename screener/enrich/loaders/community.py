"""CDFI Fund of the US Treasury: designated Opportunity Zones and New Markets Tax Credit projects."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import us

from screener.enrich.loaders.agencies import county_in_use
from screener.enrich.loaders.rows import postal_code, stream_rows
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ZONES = {"tract": "Census Tract Number", "tract_type": "Tract Type", "acs_period": "ACS Data Source"}
_PROJECTS = {
    "project_id": "Project ID",
    "tract": "2020 Census Tract",
    "metro": "Metro/Non-Metro, 2020 Census",
    "year": "Origination Year",
    "cde_name": "Community Development Entity (CDE) Name",
    "amount": "Project QLICI Amount",
    "project_cost": "Estimated Total Project Cost",
    "city": "City",
    "zip": "Zip Code",
    "qalicb_type": "QALICB Type",
}
_NOTES = {"project_id": "Project ID", "purpose": "Purpose of Investment"}


def load_opportunity_zones(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per designated tract, of the 2010 census, from the list of the CDFI Fund."""
    rows = []
    for row in stream_rows(paths, _ZONES):
        tract = row["tract"].zfill(11)
        rows.append({**row, "tract": tract, "county_fips": county_in_use(tract[:5]), "state": _state(tract)})
    return rows


def load_nmtc_projects(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per project from the public data release: its projects, and what their notes were for.

    Most projects have one purpose; several are joined in alphabetical order.
    """
    purposes: dict[str, set[str]] = defaultdict(set)
    for note in stream_rows(paths, _NOTES):
        purposes[note["project_id"]].add(note["purpose"])
    rows = []
    for row in stream_rows(paths, _PROJECTS):
        tract = row["tract"].zfill(11)
        rows.append(
            {
                "project_id": row["project_id"],
                "tract": tract,
                "county_fips": county_in_use(tract[:5]),
                "state": _state(tract),
                "city": row["city"] or None,
                "zip": postal_code(row["zip"]),
                "cde_name": row["cde_name"],
                "cde_key": name_key(row["cde_name"]),
                "purpose": "; ".join(sorted(purposes[row["project_id"]])) or None,
                "qalicb_type": row["qalicb_type"] or None,
                "year": int(row["year"]),
                "amount": _dollars(row["amount"]),
                "project_cost": _dollars(row["project_cost"]),
                "is_metro": {"metro": True, "non-metro": False}.get(row["metro"].casefold()),
            }
        )
    return rows


def _state(tract: str) -> str | None:
    """Return the two letters of the state that a census tract lies in."""
    state = us.states.lookup(tract[:2], field="fips")
    return state.abbr if state else None


def _dollars(text: str) -> Decimal | None:
    """Return an amount to the cent; the workbook keeps amounts as binary fractions."""
    return Decimal(text).quantize(Decimal("0.01")) if text else None
