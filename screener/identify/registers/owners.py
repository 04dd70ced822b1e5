"""Owners of facilities that are public bodies, told by the words of their names: the one table of rules."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import us

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATES = "|".join(sorted((re.escape(state.name.upper()) for state in us.states.STATES), key=len, reverse=True))
RULES = {
    "a place and what it is": rf"\b(?:CITY|TOWN|TOWNSHIP|VILLAGE|BOROUGH|COUNTY|MUNICIPALITY|PARISH|STATE|"
    rf"COMMONWEALTH|{_STATES}) "
    r"(?:OF|GOVERNMENT|DEPARTMENT|DEPT|DIVISION|BOARD|PUBLIC|UTILITIES|SOLID WASTE|SANITATION)\b",
    "a county or city by its last words": r"\b(?:COUNTY|CITY|TOWN|BOROUGH|PARISH|MUNICIPALITY)$",
    "a public authority": r"\b(?:AUTHORITY|COMMISSION|MUNICIPAL|METROPOLITAN"
    r"|PUBLIC (?:POWER|UTILITY|UTILITIES|WORKS|SERVICE (?:BOARD|DISTRICT))"
    r"|(?:GAS|POWER|UTILITY|UTILITIES|WATER|SANITATION|SANITARY|IRRIGATION|WASTE|MANAGEMENT|SERVICES?) DISTRICT"
    r"|UTILIT(?:Y|IES) (?:BOARD|COMMISSION|DEPARTMENT))\b",
    "the federal government": r"^(?:THE )?(?:US|UNITED STATES|U S) "
    r"(?:ARMY|NAVY|AIR FORCE|MARINE CORPS|GOVERNMENT|DEPARTMENT|DEPT|DOD|DOE|BUREAU|POSTAL)\b|^FEDERAL GOVERNMENT\b",
    "a state's university": rf"\b(?:STATE UNIVERSITY|UNIVERSITY (?:OF )?(?:{_STATES}))\b",
}
"""What the words say → the words. A city's or state's company, cooperative or bank is none of them."""
_COMPANY = re.compile(r"\b(?:INC|LLC|LP|CORP|CORPORATION|CO|COMPANY|LTD|HOLDINGS?|PARTNERS|COOPERATIVE|ASSOCIATES)$")
_RULE = re.compile("|".join(f"(?:{rule})" for rule in RULES.values()))


@cache
def is_public(name: str) -> bool:
    """Return whether a name is that of a public body: a government, an authority, a state's university.

    Examples
    --------
    >>> is_public("CITY OF LAKELAND"), is_public("TENNESSEE VALLEY AUTHORITY"), is_public("US ARMY")
    (True, True, True)
    >>> is_public("COLUMBIA GAS OF OHIO INC"), is_public("KANSAS CITY POWER & LIGHT CO")
    (False, False)
    """
    words = " ".join(re.sub(r"[^A-Z0-9 ]+", " ", name.upper().replace(".", "").replace("'", "")).split())
    return _COMPANY.search(words) is None and _RULE.search(words) is not None


def public_names(names: Iterable[str]) -> list[str]:
    """Return those of the names that are public bodies', sorted."""
    return sorted({name for name in names if is_public(name)})
