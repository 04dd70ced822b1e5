"""Global Legal Entity Identifier Foundation: the golden copy's columns that name an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from screener.enrich.datasets import REGISTER
from screener.enrich.loaders.rows import find_rows
from screener.names import legal_form, name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COLUMNS = ["LEI", "Entity.LegalName", "Entity.LegalAddress.Country"]


def load_names(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per LEI whose legal name has the key of a company registered with the SEC.

    The full golden copy names three million entities; only these can lead from an LEI to an issuer.
    """
    known = set(pq.read_table(REGISTER["sec_company_tickers"].path, columns=["name_key"])["name_key"].to_pylist())
    rows = []
    for row in find_rows(paths, _COLUMNS):
        name = row["Entity.LegalName"]
        key = name_key(name)
        if key in known:
            country = row["Entity.LegalAddress.Country"] or None
            keys = {"name_key": key, "legal_form": legal_form(name)}
            rows.append({"lei": row["LEI"], "legal_name": name, **keys, "country": country})
    return rows
