"""Securities and Exchange Commission: company tickers, the official 13(f) list, and each company's SIC code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import find_rows
from screener.names import legal_form, name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def load_company_tickers(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per ticker from ``company_tickers_exchange.json`` (or the same table as CSV)."""
    return [
        {
            "cik": row["cik"].zfill(10),
            "ticker": row["ticker"].upper(),
            "exchange": row["exchange"] or None,
            "name": row["name"],
            "name_key": name_key(row["name"]),
            "legal_form": legal_form(row["name"]),
        }
        for row in find_rows(paths, ["cik", "name", "ticker", "exchange"])
        if row["ticker"]
    ]


def load_13f_list(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per security of the official list, read as a table.

    Listed options stand in it under pseudo-CUSIPs that fail the check digit; they are left out.
    """
    return [
        {
            "cusip": row["cusip"],
            "issuer_name": row["issuer_name"],
            "issuer_description": row["issuer_description"] or None,
            "name_key": name_key(row["issuer_name"]),
        }
        for row in find_rows(paths, ["cusip", "issuer_name", "issuer_description"])
        if row["issuer_description"] not in {"CALL", "PUT"}
    ]


def load_cik_sic(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per company whose SIC code EDGAR states."""
    return [
        {"cik": row["cik"].zfill(10), "sic": row["sic"].zfill(4)}
        for row in find_rows(paths, ["cik", "sic"])
        if row["sic"]
    ]
