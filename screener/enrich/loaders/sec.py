"""Securities and Exchange Commission: tickers, the official 13(f) list, SIC codes and addresses, Exhibit 21."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import us

from screener.enrich.loaders.rows import Row, find_rows, json_documents, postal_code, read_lines, stream_rows
from screener.names import legal_form, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_13F_TABLE = {name: name for name in ("cusip", "issuer_name", "issuer_description", "status")}
_13F_LINE = re.compile(r"([0-9A-Z*@#]{9})[* ](.{30})(.{27})(\*[AD]\*|)")
"""The text file's positions: CUSIP 1-9, ``*`` at 10 if options are listed, issuer 11-40, description 41-67, status
68-70."""
_13F_STATUS = {"*A*": "ADDED", "*D*": "DELETED"}
_SUBSIDIARY = {name: name for name in ("normalized_name", "parent_cik", "parent_name", "source_year")}


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
    """Return one row per security of the official list, from the SEC's text file or the same list as a table.

    Listed options stand in it under pseudo-CUSIPs, of which most but not all fail the check digit (308 of the 11,698 of
    the first quarter of 2024 pass it); they are left out by their description. A security that left
    the list since the last one is still in it once, with the status ``DELETED``.
    """
    return [
        {
            "cusip": row["cusip"],
            "issuer_name": row["issuer_name"],
            "issuer_description": row["issuer_description"] or None,
            "status": row["status"] or None,
            "name_key": name_key(row["issuer_name"]),
        }
        for row in _13f_rows(paths)
        if row["issuer_description"] not in {"CALL", "PUT"}
    ]


def _13f_rows(paths: Sequence[Path]) -> Iterator[Row]:
    """Yield the rows of the text file; where no line has its form, those of a table."""
    matches = [match for line in read_lines(paths) if (match := _13F_LINE.match(line.ljust(67)))]
    for match in matches:
        cusip, name, description, status = (part.strip() for part in match.groups())
        status = _13F_STATUS.get(status, "")
        yield {"cusip": cusip, "issuer_name": name, "issuer_description": description, "status": status}
    if not matches:
        yield from stream_rows(paths, _13F_TABLE)


def load_cik_sic(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per company whose SIC code EDGAR states.

    Reads EDGAR's ``CIK….json`` files, one a company or all of them in ``submissions.zip``, which also state the
    business address; or a table of codes, which does not.
    """
    companies = [_submission(document) for document in json_documents(paths) if "sic" in document]
    if not companies:
        companies = [{"cik": row["cik"].zfill(10), "sic": row["sic"]} for row in find_rows(paths, ["cik", "sic"])]
    return [{**company, "sic": company["sic"].zfill(4)} for company in companies if company["sic"]]


def _submission(document: dict[str, Any]) -> dict[str, Any]:
    """Return what EDGAR states of one company; an address abroad has a code that is no state's."""
    address = document["addresses"]["business"]
    state = us.states.lookup(address["stateOrCountry"] or "", field="abbr")
    return {
        "cik": str(document["cik"]).zfill(10),
        "sic": document["sic"],
        "city": address["city"] or None,
        "state": state.abbr if state else None,
        "zip": postal_code(address["zipCode"] or "") if state else None,
    }


def load_subsidiaries(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per subsidiary name and parent, from a collection of Exhibits 21 of annual reports.

    Exhibits are lists set for the eye: what a machine read from them holds fragments, so a name must have two words of
    two characters or more that are not all digits. Spellings of one key under one parent are one row, the latest
    year's.
    """
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in stream_rows(paths, _SUBSIDIARY):
        # The collection spells some small words with blanks ("o f"): the key of the first key is without them.
        key, cik = name_key(name_key(row["normalized_name"])), row["parent_cik"].zfill(10)
        if sum(len(word) > 1 and not word.isdigit() for word in key.split()) < 2:
            continue
        year = int(row["source_year"])
        known = latest.get((key, cik))
        if known is None or year > known["source_year"]:
            name = row["parent_name"]
            latest[key, cik] = {"name_key": key, "parent_cik": cik, "parent_name": name, "source_year": year}
    return list(latest.values())
