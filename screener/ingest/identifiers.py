"""Identifiers, codes and names as delivered → their usual written form. A wrong check digit is kept here."""

from __future__ import annotations

import re
from functools import cache

import us
from stdnum import cusip as cusip_number
from stdnum import figi, isin, lei
from stdnum.gb import sedol

from screener.ingest.numbers import bare, is_null

IDENTIFIERS = ("ticker", "cusip", "isin", "sedol", "figi", "lei", "cik")
NAMES = ("issuer_name", "security_name")

SCIENTIFIC = r"^\d(?:\.\d+)?[Ee]\+\d+$"
"""A code that a spreadsheet took for a number and rounded: its digits are gone."""

_PLACEHOLDER = re.compile(r"0+|[Xx]+|9{9}")
_SPACE = re.compile(r"[\s\u00a0\u2400-\u2421]+")
"""White space, and the pictures of control characters that a reader leaves."""


def clean_name(text: str) -> str | None:
    """Return a name with single spaces, or None where there is none; a bare amount is no name.

    Examples
    --------
    >>> clean_name(" 3M  CO "), clean_name("(894,649.14)"), clean_name("N/A")
    ('3M CO', None, None)
    """
    if is_null(text) or re.fullmatch(r"[-($]*[\d,]*\d\.\d+[)]?", text.strip()):
        return None
    return _SPACE.sub(" ", bare(text)).strip() or None


def clean_code(text: str) -> str | None:
    """Return an identifier in capitals without spaces or spreadsheet quotes, or None for a placeholder.

    Examples
    --------
    >>> clean_code(" us0378331005"), clean_code("000000000"), clean_code("XXXX")
    ('US0378331005', None, None)
    """
    tidy = bare(_SPACE.sub("", text)).upper()
    return None if is_null(tidy) or _PLACEHOLDER.fullmatch(tidy) else tidy


def clean_text(text: str) -> str | None:
    """Return text as delivered without outer spaces or a spreadsheet quote, or None."""
    return None if is_null(text) else _SPACE.sub(" ", bare(text)).strip() or None


def clean_ticker(text: str) -> str | None:
    """Return a ticker as delivered, or None. NAN in capitals is one (Nuveen New York Quality Municipal Income Fund).

    Examples
    --------
    >>> clean_ticker("NAN"), clean_ticker("nan"), clean_ticker("NaN"), clean_ticker("N/A")
    ('NAN', None, None, None)
    """
    return "NAN" if bare(text) == "NAN" else clean_text(text)


def clean_cik(text: str) -> str | None:
    """Return an SEC central index key with its ten digits, or None."""
    code = clean_code(text)
    return code.removesuffix(".0").zfill(10) if code and code.removesuffix(".0").isdigit() else code


def clean_cusip(text: str) -> str | None:
    """Return a CUSIP without the spaces and hyphens it may be printed with, or None for a placeholder."""
    code = clean_code(text)
    if not code:
        return None
    if re.fullmatch(r"\d+\.0", code):
        code = code[:-2]
    return code.replace("-", "") if len(code.replace("-", "")) == 9 else code


_CHECKED = {"cusip": cusip_number, "isin": isin, "sedol": sedol, "figi": figi, "lei": lei}


def is_proven(scheme: str, text: str) -> bool:
    """Return whether a cell is an identifier beyond doubt: its check digit is right, or it is written as a ticker is.

    Examples
    --------
    >>> is_proven("cusip", "037833100"), is_proven("cusip", "Equities"), is_proven("ticker", "BRK.B")
    (True, False, True)
    """
    if scheme == "ticker":
        return bool(re.fullmatch(r"[A-Z]{1,5}(?:[./ -][A-Z]{1,2})?", text.strip()))
    code = clean_code(text)
    return code is not None and scheme in _CHECKED and bool(_CHECKED[scheme].is_valid(code))


def restore_zeros(codes: list[str | None]) -> dict[int, str]:
    """Return position → CUSIP for those of a file's codes whose lost leading zeros can be proven.

    A spreadsheet takes an all-digit CUSIP for a number. Padding is believed only if the check digit is right, and only
    in a file where it is right for most of the short codes: one in ten eight-digit codes passes by chance.

    Examples
    --------
    >>> restore_zeros(["37833100", None, "594918104"])
    {0: '037833100'}
    """
    short = {n: code.zfill(9) for n, code in enumerate(codes) if code and re.fullmatch(r"[1-9]\d{4,7}", code)}
    proven = {n: code for n, code in short.items() if cusip_number.is_valid(code)}
    return proven if 2 * len(proven) > len(short) else {}


@cache
def known_states() -> dict[str, str]:
    """Return name, abbreviation and ``US-XX`` of each state and territory, in capitals → two letters."""
    states = [*us.states.STATES_AND_TERRITORIES, us.states.DC]
    known = {state.name.upper(): state.abbr for state in states}
    for state in states:
        known[state.abbr] = known[f"US-{state.abbr}"] = state.abbr
    return known


def clean_state(text: str, country: str | None) -> str | None:
    """Return a US state as two letters; what is none, as delivered; None for a province of another country."""
    if is_null(text) or (country not in (None, "US", "USA", "UNITED STATES")):
        return None
    tidy = _SPACE.sub(" ", text.strip())
    return known_states().get(tidy.upper(), tidy)


def clean_put_call(text: str) -> str | None:
    """Return Put or Call, what is neither as delivered, or None.

    Examples
    --------
    >>> clean_put_call("CALL"), clean_put_call("p"), clean_put_call("")
    ('Call', 'Put', None)
    """
    if is_null(text):
        return None
    word = text.strip().upper()
    return {"P": "Put", "PUT": "Put", "C": "Call", "CALL": "Call"}.get(word, text.strip())


def clean_word(text: str) -> str | None:
    """Return a short code such as a country or currency in capitals, or None."""
    return None if is_null(text) else text.strip().upper()
