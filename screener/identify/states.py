"""The state of a public body, read from its name.

Names of municipal issuers come in the style of the municipal bond market: place, then state, then purpose
("WARREN CNTY KY", "KANSAS CITY MO WTR"). A state's full name or abbreviation is a token; two different states, or a
word that may be no state at all, leave the state unknown: a wrong state would put money where it is not.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import us

from screener.names import word_map, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator


class Token(NamedTuple):
    """A state found in a name: two letters, the words that say so, and where they stand (words start to end)."""

    state: str
    text: str
    start: int
    end: int


_STATES = [*us.states.STATES_AND_TERRITORIES, us.states.DC]
_FULL = {tuple(state.name.upper().split()): state.abbr for state in _STATES} | {
    ("DISTRICT", "COLUMBIA"): "DC",
    ("DIST", "OF", "COLUMBIA"): "DC",
    ("DIST", "COLUMBIA"): "DC",
    ("N", "CAROLINA"): "NC",
    ("S", "CAROLINA"): "SC",
    ("W", "VIRGINIA"): "WV",
    ("W", "VA"): "WV",
    ("N", "MEX"): "NM",
    ("N", "DAK"): "ND",
    ("S", "DAK"): "SD",
}
_POSTAL = {state.abbr: state.abbr for state in _STATES}
_TRADITIONAL = word_map(
    "ALA AL, ARIZ AZ, ARK AR, CALIF CA, COLO CO, CONN CT, DEL DE, FLA FL, ILL IL, IND IN, KANS KS, MASS MA, MICH MI, "
    "MINN MN, MISS MS, MONT MT, NEB NE, NEBR NE, NEV NV, OKLA OK, ORE OR, PENN PA, TENN TN, TEX TX, WASH WA, WIS WI, "
    "WYO WY"
)
_ABBREVIATIONS = _POSTAL | _TRADITIONAL

_ORDINARY_WORDS = word_set(
    "OR IN ME OK HI PA LA DE MA AL CO ID MT CT NE SD MD MS MP GU AS VI PR DEL IND MISS MASS WASH"
)
"""Abbreviations that are also words ("Health or", "La", "Co", "Mt"): believed only where a state would stand."""
_COUNTY = word_set("CNTY CNTYS COUNTY COUNTIES PARISH TWP BORO")
_PURPOSE = word_set(
    "ARPT AUTH BLDG CMNTY COLLEGE COMMN CTFS DEV ECON ED EDL ELEC FACS FIN GAS GEN GO HEALTH HIGHER HOSP HSG INDL "
    "INDPT LEASE MET MUN MUNI OBLIG PARK POLLUTN PORT PUB PWR REDEV REF REGL REV REVENUE SALES SAN SANTN SCH SCHS "
    "SEWER SOLID SPL ST STATE STUDENT SWR TAX TOB TPK TRAN TRANS TRANSN TRANSPRTN TURNPIKE UNI UNIV UTIL UTILS WASTE "
    "WTR"
)
"""What follows the state in a municipal name: the purpose of the body or of the debt."""
_PLACE_WORDS = _COUNTY | word_set("BEACH CITY FALLS HEIGHTS KEYS LAKE MILLS RIVER SPRINGS VALLEY")
_OF_A_PLACE = word_set("BOROUGH CITY COUNTY TOWN TOWNSHIP VILLAGE")


def state_in_name(name: str) -> tuple[str, str] | None:
    """Return the state that a public body's name says it is in, and the words that say so.

    Parameters
    ----------
    name : str
        Name of the issuer as delivered.

    Returns
    -------
    tuple of (str, str) or None
        Two-letter state and the words; None where no state or more than one is named.

    Examples
    --------
    >>> state_in_name("WASHINGTON CNTY KY")
    ('KY', 'KY')
    >>> state_in_name("Commonwealth of Pennsylvania")
    ('PA', 'PENNSYLVANIA')
    >>> state_in_name("PORT AUTH OF NEW YORK & NEW JERSEY") is None
    True
    """
    found = states_in_name(name)
    return (found[0].state, found[0].text) if len({token.state for token in found}) == 1 else None


def states_in_name(name: str) -> list[Token]:
    """Return every state that a public body's name says, as `state_in_name` reads it."""
    words = _words(name)
    full = list(_full_names(words))
    inside = {position for token in full for position in range(token.start, token.end)}
    short = [token for token in _abbreviations(words, is_upper=name.isupper()) if token.start not in inside]
    return [token for token in full if not _is_place_name(token, words, short)] + short


def _words(name: str) -> list[str]:
    """Return the words of a name, case kept, initials joined: "N.Y." and "N Y" are "NY"."""
    words = re.sub(r"[^\w&]+|_", " ", name.replace(".", "").replace("'", "")).split()
    joined: list[str] = []
    for is_letter, run in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        letters = list(run)
        joined += ["".join(letters)] if is_letter else letters
    return joined


def _full_names(words: list[str]) -> Iterator[Token]:
    """Yield the full names of states, the longest first at each word, so that West Virginia is not Virginia."""
    upper = [word.upper() for word in words]
    position = 0
    while position < len(upper):
        for length in (3, 2, 1):
            end = position + length
            state = _FULL.get(tuple(upper[position:end])) if end <= len(upper) else None
            if state:
                yield Token(state, " ".join(upper[position:end]), position, end)
                position = end - 1
                break
        position += 1


def _abbreviations(words: list[str], *, is_upper: bool) -> Iterator[Token]:
    """Yield the abbreviations of states that stand where a state would."""
    for position, word in enumerate(words):
        # In "Bank of Commerce in Ohio" only capitals can be a code; traditional abbreviations are written "Calif".
        state = _ABBREVIATIONS.get(word) or _TRADITIONAL.get(word.upper())
        if state is None:
            continue
        if word.upper() not in _ORDINARY_WORDS or (
            position > 0 and _stands_as_state(words, position, is_upper=is_upper)
        ):
            yield Token(state, word.upper(), position, position + 1)


def _stands_as_state(words: list[str], position: int, *, is_upper: bool) -> bool:
    """Return whether an abbreviation that is also a word is a state here: after a county, last, or before a purpose."""
    if position == 0:
        return False
    if not is_upper and words[position] in _POSTAL:
        return True
    word = words[position].upper()
    previous = words[position - 1].upper()
    following = [word.upper() for word in words[position + 1 : position + 3]]
    if previous in _COUNTY:
        return True
    if word == "CO" or (word == "IND" and following == ["SCH", "DIST"]):
        return False  # a company, a county; an independent school district
    if word in {"OR", "IN"} and previous in _PURPOSE:
        return False  # "HEALTH OR EDL FACS"
    joins_another = following[:1] == ["&"] and following[-1] in _ABBREVIATIONS
    return not following or following[0] in _PURPOSE or joins_another


def _is_place_name(token: Token, words: list[str], short: list[Token]) -> bool:
    """Return whether a state's full name is part of a place's name here: Kansas City, Ohio County, Indiana (Pa.)."""
    upper = [word.upper() for word in words]
    before, after = upper[: token.start], upper[token.end : token.end + 1]
    if token.state == "NY":
        return after[:1] != ["CITY"] and bool(after) and after[0] in _PLACE_WORDS
    if after and after[0] in _PLACE_WORDS:
        return True
    if before[-1:] == ["OF"] and before[-2:-1] and before[-2] in _OF_A_PLACE:
        return True
    if token.start == 0 and any(other.start == token.end and other.state != token.state for other in short):
        return True
    if token.text == "WASHINGTON":
        # A county, a city and many institutions bear the name: only the state itself and its university count.
        return not (after[:1] in (["ST"], ["STATE"]) or before[-2:] in (["STATE", "OF"], ["UNIVERSITY", "OF"]))
    return False
