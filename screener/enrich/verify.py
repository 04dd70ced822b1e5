"""``screener data verify``: the copies are what the register says, and publishers' figures are met again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.enrich import register
from screener.enrich.copies import REFERENCE, copies, faults
from screener.enrich.register import REGISTER

if TYPE_CHECKING:
    from pathlib import Path


def verify(root: Path | None = None) -> list[str]:
    """Return how the copies differ from the register: one line a problem, none if all is well.

    Parameters
    ----------
    root : Path, optional
        Root of a workspace, whose own vintages are checked too.
    """
    # A shipped copy that the workspace replaced is still there, and still has to be what the register says.
    held = {copy.path: copy for name in REGISTER for copy in (*copies(name), *copies(name, root))}
    problems = [problem for copy in held.values() for problem in faults(copy)]
    folders = [register.FOLDER, *([root / REFERENCE] if root else [])]
    strangers = sorted(file.name for folder in folders for file in folder.glob("*.parquet") if file not in held)
    return problems + [f"{file}: not in the register; no run reads it, and it may be deleted" for file in strangers]
