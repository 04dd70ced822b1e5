"""State agencies' notices of closures and mass layoffs, as the WARN Notice Register collects them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import Row, stream_rows
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COLUMNS = {
    *("dedupe_key", "state", "employer_name", "normalized_name", "identity_source", "cik", "cik_match", "parent_cik"),
    *("naics", "naics_level", "county_fips", "notice_date", "effective_date", "employees_affected", "layoff_type"),
    *("is_temporary", "is_amendment", "first_seen"),
}
_FLAG = {"1": True, "0": False}


def load_notices(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per notice from the register's export, one file for all states or one a state.

    A company is kept only where its exact name led to it. Where the register's own source says ``override`` (a language
    model decided), the match is fuzzy or a guess by how a name begins (``listed-extension``, ``suffix``), or a name of
    one word led to a parent, the notice stays and its company is unknown, with the industry that came from it. A notice
    dated after the day on which the register first saw it has another day's date: its own is unknown.
    """
    rows = []
    for row in stream_rows(paths, {name: name for name in sorted(_COLUMNS)}):
        cik, parent_cik = _companies(row)
        is_guess = bool(row["cik"] or row["parent_cik"]) and not (cik or parent_cik)
        rows.append(
            {
                # 48 bits of the register's own hash: enough to tell notices apart and to find the row there again.
                "notice_id": row["dedupe_key"][:12],
                "state": row["state"],
                "employer_name": row["employer_name"],
                "employer_key": name_key(row["employer_name"]),
                "cik": cik,
                "parent_cik": parent_cik,
                **_industry(row, is_guess=is_guess),
                "county_fips": row["county_fips"] or None,
                "notice_date": _day(row["notice_date"]) if row["notice_date"] <= row["first_seen"] else None,
                "effective_date": _day(row["effective_date"]),
                "employees_affected": int(row["employees_affected"] or 0) or None,
                "layoff_type": row["layoff_type"],
                "is_temporary": _FLAG.get(row["is_temporary"]),
                "is_amendment": _FLAG.get(row["is_amendment"]),
            }
        )
    return rows


def _companies(row: Row) -> tuple[str | None, str | None]:
    """Return the central index keys of employer and parent, where a name led to them."""
    if row["identity_source"] == "override":
        return None, None
    cik = row["cik"] if row["cik_match"].startswith("exact") else None
    parent_cik = row["parent_cik"] if " " in row["normalized_name"] else None
    return cik.zfill(10) if cik else None, parent_cik.zfill(10) if parent_cik else None


def _industry(row: Row, *, is_guess: bool) -> dict[str, str | None]:
    """Return the industry and its level; that of the enterprise is the company's, and unknown where the company is."""
    if is_guess and row["naics_level"] == "enterprise":
        return {"naics": None, "naics_level": None}
    return {"naics": row["naics"] or None, "naics_level": row["naics_level"] or None}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
