"""SEC Form N-PORT: the monthly portfolio of a registered fund."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.ingest.numbers import is_null, parse_amount
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
    """Return the entries of the filing, the date they describe, and the fund's name and net assets."""
    filing = read_filing(path, file, "invstOrSec", {"repPdDate", "seriesName", "regName", "netAssets"})
    said = filing.header.get("repPdDate", "")
    names = [filing.header.get("seriesName", ""), filing.header.get("regName", "")]
    # A fund that is no series of another writes N/A for the name of its series.
    name = next((name for name in names if not is_null(name)), None)
    try:
        day = date.fromisoformat(said) if said else None
    except ValueError as error:
        raise InputError(f"repPdDate {said!r} is no calendar date", where=file) from error
    try:
        net_assets = parse_amount(filing.header.get("netAssets", ""), "USD", ".")
    except ValueError as error:
        raise InputError(f"netAssets {filing.header['netAssets']!r} {error}", where=file) from error
    return filing.entries, {"as_of": day, "fund_name": name, "net_assets": net_assets}
