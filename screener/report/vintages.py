"""Of which years the facts are that counties are judged by, as a person says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPANS = {"unemployment_rate": 1, "unemployment_rate_24m": 2, "unemployment_rate_3y": 3, "unemployment_rate_5y": 5}
"""Fact about a county → years of unemployment that it covers, up to the newest in the file."""

_LAUS = re.compile(r"LAUS \d{4} to (\d{4})")
_ACS = re.compile(r"ACS (\d{4})[-–](\d\d)")
_TYPOLOGY = re.compile(r"(\d{4}) typology")


def county_years(facts: Iterable[str], vintage: str) -> str:
    """Return what a definition rests on, by the years that the vintage of the county indicators names.

    Parameters
    ----------
    facts : iterable of str
        Facts that the definition names.
    vintage : str
        What the dataset describes; a part that it does not name in the usual words is left out.

    Examples
    --------
    >>> county_years(["per_capita_income", "unemployment_rate_24m"], "2015 typology; ACS 2017-21; LAUS 2017 to 2021")
    'unemployment of 2020–21, income of 2017–21'
    """
    named = set(facts)
    said = []
    if (spans := [_SPANS[name] for name in _SPANS if name in named]) and (found := _LAUS.search(vintage)):
        said.append(f"unemployment of {_years(int(found[1]) - max(spans) + 1, int(found[1]))}")
    if any(name.endswith("_income") for name in named) and (found := _ACS.search(vintage)):
        said.append(f"income of {found[1]}–{found[2]}")
    if named & {"persistent_poverty", "manufacturing_dependent"} and (found := _TYPOLOGY.search(vintage)):
        said.append(f"{found[1]} list")
    return ", ".join(said)


def _years(first: int, last: int) -> str:
    return str(last) if first == last else f"{first}–{last % 100:02d}"
