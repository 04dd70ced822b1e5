"""Lists of industries that a rulebook speaks of, as the project restates them in `screener/enrich/lists/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import stream_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CODES = ("naics", "first_edition", "last_edition", "is_whole", "sector", "title")
_EDITIONS = {"1997", "2002", "2007", "2012", "2017", "2022"}
_FLAG = {"1": True, "0": False}


def load_advanced_industries(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per advanced industry and NAICS code that it has, or is part of, in some editions."""
    return _read(paths, (*_CODES, "industry", "basis"))


def load_sprint_sectors(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per NAICS code that this project proposes for a sector of the 2023 workforce sprint."""
    return _read(paths, _CODES)


def _read(paths: Sequence[Path], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the typed rows of a list; a year that is no edition, or another flag than 0 or 1, is refused."""
    rows: list[dict[str, Any]] = []
    for row in stream_rows(paths, {name: name for name in columns}):
        first, last = row["first_edition"], row["last_edition"]
        if not {first, last} <= _EDITIONS or first > last:
            raise ValueError(f"{row['naics']}: {first} to {last} are no editions of NAICS in order")
        rows.append({**row, "first_edition": int(first), "last_edition": int(last), "is_whole": _FLAG[row["is_whole"]]})
    return rows
