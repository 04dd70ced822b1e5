"""Countries, and the names under which their governments borrow."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
from babel import Locale

from screener.names import legal_form, word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_COUNTRY = frozenset(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"])
"""Codes of unions, pseudo-locales and the unknown, which are no country; N-PORT's XX is not in the list either."""
_OF_A_GOVERNMENT = word_set("EMIRATE FEDERATION GOVERNMENT GOVT KINGDOM REPUBLIC SULTANATE TREASURY")


@cache
def countries() -> dict[str, str]:
    """Return ISO 3166 codes of countries with their English names."""
    territories = Locale("en").territories
    return {code: name for code, name in sorted(territories.items()) if code.isalpha() and code not in _NO_COUNTRY}


def is_national(name: str) -> bool:
    """Return whether a name is that of a country or its government; not of a company or bank that it owns.

    Examples
    --------
    >>> is_national("REPUBLIC OF PERU"), is_national("Hungary"), is_national("Korea Hydro & Nuclear Power Co Ltd")
    (True, True, False)
    """
    words = re.findall(r"\w+", name.upper())
    if "BANK" in words or legal_form(name) != "none":
        return False
    is_country = re.sub(r"^(STATE|COMMONWEALTH) OF ", "", " ".join(words)) in _plain_names()
    return is_country or not _OF_A_GOVERNMENT.isdisjoint(words)


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(" ".join(re.findall(r"\w+", name.upper())) for name in countries().values())


def table() -> pa.Table:
    """Return the countries as a table, one row per code."""
    known = countries()
    return pa.table({"country": pa.array(known, pa.string()), "country_name": pa.array(known.values(), pa.string())})


def national_names(names: Iterable[str]) -> pa.Table:
    """Return those of the names that are a country's or its government's."""
    return pa.table({"name": pa.array([name for name in names if is_national(name)], pa.string())})
