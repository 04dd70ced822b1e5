"""Two compilations of company headquarters, neither by a public body: say so wherever they are used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import us

from screener.enrich.loaders.rows import find_rows, postal_code
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def load_listed(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return city, state and ZIP code by ticker of companies listed and seated in the United States.

    The name's key is kept because tickers are recycled: a ticker alone does not prove the company.
    """
    return [
        {
            "ticker": row["ticker"].upper(),
            "name_key": name_key(row["long_name"]),
            "city": row["city"] or None,
            "state": row["state"] or None,
            "zip": postal_code(row["zipcode"]),
        }
        for row in find_rows(paths, ["ticker", "long_name", "city", "state", "zipcode"])
    ]


def load_large_companies(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the seat of large US companies by CIK: text, state, and whether it is abroad."""
    rows = {}
    for row in find_rows(paths, ["CIK", "Headquarters Location"]):
        text, state, is_foreign = read_seat(row["Headquarters Location"])
        cik = row["CIK"].zfill(10)
        rows[cik] = {"cik": cik, "headquarters": text, "state": state, "is_foreign": is_foreign}
    return list(rows.values())


def read_seat(text: str) -> tuple[str | None, str | None, bool | None]:
    """Return a seat without its footnote marks, its state (two letters), and whether it is abroad.

    Two seats in different states leave the state unknown; "none" leaves everything unknown.

    Examples
    --------
    >>> read_seat("West Falls Church, Virginia[2]")
    ('West Falls Church, Virginia', 'VA', False)
    >>> read_seat("Dublin, Ireland")
    ('Dublin, Ireland', None, True)
    >>> read_seat("Chicago, Illinois; Pittsburgh, Pennsylvania")
    ('Chicago, Illinois; Pittsburgh, Pennsylvania', None, False)
    >>> read_seat("none")
    (None, None, None)
    """
    clean = re.sub(r"\[[^\]]*\]", "", text).strip()
    if clean.casefold() in {"", "none"}:
        return None, None, None
    regions = [seat.rpartition(",")[2].strip() for seat in clean.split(";")]
    states = {found.abbr if (found := us.states.lookup(_spelled(region), field="name")) else None for region in regions}
    if states == {None}:
        return clean, None, True
    return clean, states.pop() if len(states) == 1 else None, False


def _spelled(region: str) -> str:
    """Return the capital's district the way the list of states spells it."""
    return "District of Columbia" if region.replace(" ", "") == "D.C." else region
