"""Science Based Targets initiative: companies that set or committed to targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stdnum import isin, lei

from screener.enrich.loaders.layouts import day, every_row, key_of, known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from screener.enrich.loaders.rows import Row

_COLUMNS = [
    "sbti_id",
    "company_name",
    "isin",
    "lei",
    "organization_type",
    "location",
    "sector",
    "near_term_status",
    "near_term_target_classification",
    "near_term_target_year",
    "long_term_status",
    "long_term_target_classification",
    "long_term_target_year",
    "net_zero_status",
    "net_zero_year",
    "reason_for_extension_or_removal",
    "date_updated",
]


def load_companies(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per company from the workbook "Companies taking action" of the target dashboard.

    The layout is that of the workbook's sheet "Data" in 2026. The dashboard's own number is the key: many companies
    have neither ISIN nor LEI. An ISIN or LEI whose check digits fail is unknown.
    """
    return [_company(row) for row in every_row(paths, _COLUMNS)]


def _company(row: Row) -> dict[str, Any]:
    """Return one company; statuses and classifications are in the initiative's own words."""
    return {
        "sbti_id": known(row["sbti_id"]),
        "name": row["company_name"],
        "name_key": key_of(row["company_name"]),
        "isin": isin.compact(row["isin"]) if isin.is_valid(row["isin"]) else None,
        "lei": lei.compact(row["lei"]) if lei.is_valid(row["lei"]) else None,
        "organization_type": known(row["organization_type"]),
        "country": known(row["location"]),
        "sector": known(row["sector"]),
        "near_term_status": known(row["near_term_status"]),
        "near_term_classification": known(row["near_term_target_classification"]),
        "near_term_year": _year(row["near_term_target_year"]),
        "long_term_status": known(row["long_term_status"]),
        "long_term_classification": known(row["long_term_target_classification"]),
        "long_term_year": _year(row["long_term_target_year"]),
        "net_zero_status": known(row["net_zero_status"]),
        "net_zero_year": _year(row["net_zero_year"]),
        "reason_extended_or_removed": known(row["reason_for_extension_or_removal"]),
        "date_updated": day(row["date_updated"]),
    }


def _year(text: str) -> int | None:
    """Return a target year, calendar (2030) or fiscal (FY2030); None where there is none or several."""
    match = re.fullmatch(r"(?:FY)?(20\d\d)", text)
    return int(match.group(1)) if match else None
