"""Principles for Responsible Investment: who signed, as what, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.layouts import day, every_row, key_of, known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SPELLINGS = {
    "Account Name": ("signatory name", "signatory", "organisation name", "organisation"),
    "Signatory Category": ("category", "signatory type", "type of signatory"),
    "HQ Country": ("country", "headquarters country", "country of headquarters"),
    "Signature Date": ("date signed", "date of signature", "sign up date", "signed"),
}
"""Heading → other headings that exports have for it. The publisher documents none of them."""
_CATEGORIES = {
    "asset owner": "asset owner",
    "asset owners": "asset owner",
    "investment manager": "investment manager",
    "investment managers": "investment manager",
    "service provider": "service provider",
    "service providers": "service provider",
    "professional service partner": "service provider",
}
"""The three categories of the PRI; service providers were called professional service partners."""


def load_signatories(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per signatory from the workbook that the PRI's signatory directory offers for download.

    The PRI documents the three categories and no layout, so that several spellings of each heading are taken.
    """
    return [
        {
            "name": known(row["Account Name"]),
            "name_key": key_of(row["Account Name"]),
            "category": _CATEGORIES.get(row["Signatory Category"].casefold()),
            "country": known(row["HQ Country"]),
            "signed": day(row["Signature Date"]),
        }
        for row in every_row(paths, list(_SPELLINGS), spelled=_spelled)
    ]


def _spelled(written: str) -> str:
    """Return a heading as `_SPELLINGS` writes it."""
    folded = " ".join(written.split()).casefold()
    return next((name for name, others in _SPELLINGS.items() if folded in {name.casefold(), *others}), written)
