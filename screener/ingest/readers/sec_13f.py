"""SEC Form 13F: the information table, bare or with its cover in a complete submission."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.ingest.numbers import parse_amount
from screener.ingest.readers.xml import read_filing

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

COLUMNS = {
    "issuer_name": "nameOfIssuer",
    "security_name": "titleOfClass",
    "cusip": "cusip",
    "figi": "figi",
    "market_value": "value",
    "quantity": "shrsOrPrnAmt/sshPrnamt",
    "quantity_type": "shrsOrPrnAmt/sshPrnamtType",
    "put_call": "putCall",
}
"""Our column → the element of the information table."""

_FILED = re.compile(r"(?:<FILING-DATE>|FILED AS OF DATE:\s*)(\d{4})(\d{2})(\d{2})")
_PERIOD = re.compile(r"(?:<PERIOD>|CONFORMED PERIOD OF REPORT:\s*)(\d{4})(\d{2})(\d{2})")
_HEADER = {"periodOfReport", "reportCalendarOrQuarter", "tableEntryTotal", "tableValueTotal"}


def read_13f(path: Path, file: str) -> tuple[list[dict[str, str]], dict[str, object]]:
    """Return the entries of the table, and what the cover says: period, filing day, number of entries, total value."""
    filing = read_filing(path, file, "infoTable", _HEADER)
    period = filing.header.get("periodOfReport") or filing.header.get("reportCalendarOrQuarter") or ""
    said = re.fullmatch(r"(\d{2})-(\d{2})-(\d{4})", period)
    try:
        as_of = date(int(said[3]), int(said[1]), int(said[2])) if said else _day(_PERIOD, filing.wrapper)
    except ValueError as error:
        raise InputError(f"the period {period!r} is no calendar date", where=file) from error
    entries = filing.header.get("tableEntryTotal", "")
    facts: dict[str, object] = {
        "as_of": as_of,
        "filed": _day(_FILED, filing.wrapper),
        "declared_rows": int(entries) if re.fullmatch(r"[0-9]{1,9}", entries) else None,
        "declared_value": _total(filing.header.get("tableValueTotal", "")),
    }
    return filing.entries, facts


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    found = pattern.search(text)
    return date(*map(int, found.groups())) if found else None


def _total(text: str) -> Decimal | None:
    try:
        return parse_amount(text)
    except ValueError:
        return None
