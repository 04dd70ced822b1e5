"""``screener data verify``: the copies are what the register says, and publishers' figures are met again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich import register
from screener.enrich.catalogue import catalogue, consistency
from screener.enrich.copies import REFERENCE, copies, faults
from screener.enrich.register import REGISTER
from screener.errors import IntegrityError, join_problems

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def verified(as_of: date, root: Path | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the copies held, each as the register says, and the publishers' own figures that were met again.

    Parameters
    ----------
    as_of : date
        Figures of the newest vintage published by then are worked out again.
    root : Path, optional
        Root of a workspace, whose own vintages are checked too.

    Returns
    -------
    copies : list of dict
        Every vintage held: ``dataset`` and what `screener.enrich.catalogue.catalogue` says of it.
    agreed : list of str
        A sentence for each figure.

    Raises
    ------
    IntegrityError
        A copy differs from the register, or a figure from the published one; every difference at once.
    """
    if problems := verify(root):
        raise IntegrityError(
            join_problems(problems, "copies differ from the register:"),
            hint="install the screener again, or fetch the workspace's own with 'screener data update'",
        )
    problems, agreed = consistency(as_of, root)
    if problems:
        raise IntegrityError(join_problems(problems, "figures differ from those published:"))
    held = [{"dataset": entry["dataset"], **copy} for entry in catalogue(root) for copy in entry["vintages"]]
    return held, agreed


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
