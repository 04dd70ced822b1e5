"""SEC Form N-PORT: the monthly portfolio of a registered fund."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.ingest.readers.xml import read_filing

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "issuer_name": "name",
    "security_name": "title",
    "ticker": "identifiers/ticker/@value",
    "cusip": "cusip",
    "isin": "identifiers/isin/@value",
    "lei": "lei",
    "market_value": "valUSD",
    "quantity": "balance",
    "quantity_type": "units",
    "country": "invCountry",
    "put_call": "derivativeInfo/optionSwaptionWarrantDeriv/putOrCall",
}
"""Our column → the path in an entry. Values are in US dollars whatever the currency of the instrument."""


def read_nport(path: Path, file: str) -> tuple[list[dict[str, str]], dict[str, object]]:
    """Return the entries of the filing, and the date they describe."""
    filing = read_filing(path, file, "invstOrSec", {"repPdDate"})
    said = filing.header.get("repPdDate", "")
    try:
        return filing.entries, {"as_of": date.fromisoformat(said) if said else None}
    except ValueError as error:
        raise InputError(f"repPdDate {said!r} is no calendar date", where=file) from error
