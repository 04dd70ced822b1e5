"""Dates: the only place where text becomes a date. The clock is never read."""

from __future__ import annotations

import re
from datetime import date

from screener.errors import InputError

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_date(text: str, *, where: str | None = None) -> date:
    """Return the date that ISO text such as ``2024-12-31`` names.

    Raises
    ------
    InputError
        The text is not a calendar date in that form.

    Examples
    --------
    >>> parse_date("2024-12-31")
    datetime.date(2024, 12, 31)
    """
    if ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InputError(
        f"{text!r} is no calendar date", where=where, hint="write it as YYYY-MM-DD, for example 2024-12-31"
    )
