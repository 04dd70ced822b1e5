"""What the shell offers when Tab is pressed: names of the workspace's own files, read from folders alone.

Nothing but the standard library is imported: a shell asks at every Tab, and waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMAS = ("portfolio", "delivery", "layout", "decision", "rulebook", "cases", "jurisdiction", "report")
"""Names in `screener.schemas.KINDS`, which takes a second to import."""


def portfolio_names(incomplete: str) -> list[str]:
    """Return the portfolios whose names begin so."""
    return _begin(incomplete, (file.parent.name for file in _found("portfolios/*/portfolio.toml")))


def rulebook_names(incomplete: str) -> list[str]:
    """Return the rulebooks whose names begin so."""
    return _begin(incomplete, (file.parent.name for file in _found("criteria/*/rulebook.yaml")))


def definition_names(incomplete: str) -> list[str]:
    """Return the report definitions whose names begin so."""
    return _begin(incomplete, (file.stem for file in _found("reports/definitions/*.toml")))


def schema_names(incomplete: str) -> list[str]:
    """Return the schemas whose names begin so."""
    return _begin(incomplete, SCHEMAS)


def _begin(incomplete: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(incomplete))


def _found(pattern: str) -> list[Path]:
    """Return the files that match in the nearest folder above that looks like a workspace, or none."""
    here = Path.cwd()
    found = (sorted(folder.glob(pattern)) for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file())
    return next((files for files in found if files), [])
