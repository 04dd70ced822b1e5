"""Global Legal Entity Identifier Foundation: the golden copy's columns that name an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from screener.enrich.copies import shipped
from screener.enrich.loaders.rows import stream_rows
from screener.names import legal_form, name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_COLUMNS = {"lei": "LEI", "legal_name": "Entity.LegalName", "country": "Entity.LegalAddress.Country"}


def load_names(paths: Sequence[Path], held: Callable[[str], Path] = shipped) -> list[dict[str, Any]]:
    """Return one row per LEI whose legal name has the key of a company registered with the SEC.

    Reads the golden copy as the foundation hands it out, a ZIP file of one CSV file of three million entities and
    some 300 columns, one row at a time; only the entities kept can lead from an LEI to an issuer. `held` says where the
    copy of another dataset lies.
    """
    known = set(pq.read_table(held("sec_company_tickers"), columns=["name_key"])["name_key"].to_pylist())
    return [
        {**row, "name_key": key, "legal_form": legal_form(row["legal_name"]), "country": row["country"] or None}
        for row in stream_rows(paths, _COLUMNS)
        if (key := name_key(row["legal_name"])) in known
    ]
