"""Identifiers as delivered → identifiers that pass their check digit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
from stdnum import cusip, figi, isin, lei
from stdnum.gb import sedol

if TYPE_CHECKING:
    from collections.abc import Iterable

CHECKED = {"cusip": cusip, "isin": isin, "sedol": sedol, "figi": figi, "lei": lei}
"""Scheme with a check digit → the module of python-stdnum that knows it."""
SCHEMES = (*CHECKED, "ticker", "cik")

_PLACEHOLDER = re.compile(r"[0\W_]*|N/?A|NONE|NULL|UNKNOWN")
"""What filers write where there is no identifier; N-PORT asks for nine zeros, which pass the check of a CUSIP."""
_NO_TICKER = re.compile(r"[\W_]*|N/A")
"""The words above are tickers as well (NA, for one), so only what can be none is taken for none."""
_TEXT = pa.string()
_SCHEMA = pa.schema({"scheme": _TEXT, "delivered": _TEXT, "code": _TEXT}).append(pa.field("fails", pa.bool_()))


def check_code(scheme: str, delivered: str) -> str | None:
    """Return an identifier in its standard form.

    Parameters
    ----------
    scheme : str
        One of `SCHEMES`.
    delivered : str
        Text as delivered.

    Returns
    -------
    str or None
        Null where it is a placeholder or fails its check digit. Tickers are written as the SEC does (``BRK-B``), a CIK
        with ten digits; neither has a check digit.

    Examples
    --------
    >>> check_code("cusip", "037833100")
    '037833100'
    >>> check_code("cusip", "037833101"), check_code("cusip", "000000000")
    (None, None)
    >>> check_code("ticker", "BRK.B"), check_code("cik", "320193")
    ('BRK-B', '0000320193')
    """
    text = "".join(delivered.upper().split()) if scheme != "ticker" else delivered.strip().upper()
    if _is_placeholder(scheme, text):
        return None
    if scheme == "ticker":
        return re.sub(r"[./ ]+", "-", text)
    if scheme == "cik":
        return text.zfill(10) if text.isdigit() and len(text) <= 10 else None
    return text if CHECKED[scheme].is_valid(text) else None


def checked_codes(delivered: Iterable[tuple[str, str]]) -> pa.Table:
    """Return one row per distinct scheme and delivered text: the standard code, and whether it fails.

    A placeholder has no code and does not fail: nothing was claimed.
    """
    rows = [
        {"scheme": scheme, "delivered": text, "code": code, "fails": code is None and not _is_placeholder(scheme, text)}
        for scheme, text in delivered
        for code in [check_code(scheme, text)]
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _is_placeholder(scheme: str, text: str) -> bool:
    return (_NO_TICKER if scheme == "ticker" else _PLACEHOLDER).fullmatch(text.strip().upper()) is not None
