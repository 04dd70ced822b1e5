"""Bureau of Labor Statistics: Quarterly Census of Employment and Wages by county."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import number, stream_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SINGLE_FILE = {
    "county_fips": "area_fips",
    "ownership": "own_code",
    "naics": "industry_code",
    "level": "agglvl_code",
    "year": "year",
    "quarter": "qtr",
    "disclosure": "disclosure_code",
    "establishments": "qtrly_estabs",
    "employment": "month3_emplvl",
    "lq_disclosure": "lq_disclosure_code",
    "lq_employment": "lq_month3_emplvl",
}
"""The quarterly single file, and the slices of the open data access."""
_BY_AREA = {**_SINGLE_FILE, "establishments": "qtrly_estabs_count"}
"""The CSV files by area, which write one heading at greater length."""

_LEVELS = {"70", "74", "75"}
"""Aggregation levels of counties: all industries and owners; sectors by owner; three-digit industries by owner."""


def load_qcew(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return employment by county: the total, private sectors, and private three-digit manufacturing industries.

    Employment is that of the quarter's third month. Where the Bureau suppresses a cell (``N``) or has none (``-``) it
    prints zeros; they are unknown here. The number of establishments is always published. The files of a year hold four
    quarters: the newest among the files is kept, whole, so that a total is of one quarter.
    """
    rows: list[dict[str, Any]] = []
    newest = (0, 0)
    for row in stream_rows(paths, _SINGLE_FILE, _BY_AREA):
        if not _is_wanted(row["level"], row["ownership"], row["naics"]):
            continue
        quarter = (int(row["year"]), int(row["quarter"]))
        if quarter < newest:
            continue
        if quarter > newest:
            newest, rows = quarter, []
        disclosed, lq_disclosed = row["disclosure"] == "", row["lq_disclosure"] == ""
        rows.append(
            {
                "county_fips": row["county_fips"].zfill(5),
                "ownership": row["ownership"],
                "naics": row["naics"],
                "year": quarter[0],
                "quarter": quarter[1],
                "disclosed": disclosed,
                "establishments": int(row["establishments"]),
                "employment": int(row["employment"]) if disclosed else None,
                "lq_disclosed": lq_disclosed,
                "lq_employment": number(row["lq_employment"]) if lq_disclosed else None,
            }
        )
    return rows


def _is_wanted(level: str, ownership: str, naics: str) -> bool:
    """Return whether a cell is kept: full files hold every owner and industry, of which the screen needs few."""
    if level == "75":
        return ownership == "5" and naics[:2] in {"31", "32", "33"}
    return level in _LEVELS and ownership == ("0" if level == "70" else "5")
