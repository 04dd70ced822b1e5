"""Which characters the type of the PDF has, and what stands for those that it lacks."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

FONTS = files("screener.report.pdf").joinpath("fonts")
NOTE = (
    "The type of this document lacks some characters of delivered names. "
    "Each of them stands as its Unicode number in brackets; the same report in HTML shows them."
)


@cache
def _lacking() -> re.Pattern[str]:
    """Return what finds a character that some font here lacks."""
    covered = FONTS.joinpath("covered.txt").read_text(encoding="utf-8").replace("\n", "")
    return re.compile(f"[^ {re.escape(covered)}]")


def shown(text: str) -> str:
    """Return a text in characters that every font of the PDF has.

    Examples
    --------
    >>> shown("Łódź 中 Bank")
    'Łódź [U+4E2D] Bank'
    """
    return _lacking().sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


__all__ = ["FONTS", "NOTE", "shown"]
