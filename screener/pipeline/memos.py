"""Memos and records of a portfolio's decisions, written where nothing that is read can be written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener import report
from screener.errors import InputError, join_problems
from screener.pipeline.prudence import measure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from screener.tables.prudence import Record


def write_memos(
    root: Path,
    portfolio_id: str,
    only: str | None = None,
    *,
    out: Path | None = None,
    draft: bool = False,
    replace: bool = False,
) -> tuple[Sequence[Record], Sequence[Path]]:
    """Write the prudence memo and the decision record of a portfolio's decisions.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``.
    only : str, optional
        One decision: the name of its file in ``eti/``; all of them by default.
    out : Path, optional
        Folder to write to; ``reports/memos/<portfolio>`` by default.
    draft : bool
        Write memos of refused records too, marked as drafts; no record.
    replace : bool
        Write over records that are there and say something else.

    Returns
    -------
    records : sequence of Record
    paths : sequence of Path
        Files written.

    Raises
    ------
    InputError
        A record is incomplete or later than its decision, or the folder is one of files that are read; every reason,
        and nothing is written.
    """
    if out:
        _refuse_where_files_are_read(root, out)
    records = measure(root, portfolio_id, only).records
    refused = [f"{one.decision_id}: {reason}" for one in records for reason in one.refusals]
    if refused and not draft:
        raise InputError(
            join_problems(refused, "no record of the decision, and no memo:"),
            where=f"portfolios/{portfolio_id}/eti",
            hint="complete the file, or ask for a draft: a memo that is marked as one, and no record",
        )
    folder = out or root / "reports" / "memos" / portfolio_id
    return records, report.write_memos(folder, records, replace=replace)


def _refuse_where_files_are_read(root: Path, out: Path) -> None:
    """Refuse a folder of files that are read: delivered ones, decisions, and runs whose every file is accounted for."""
    folder, portfolios, runs = (path.resolve() for path in (out, root / "portfolios", root / "reports" / "runs"))
    inside = folder.relative_to(portfolios).parts if folder.is_relative_to(portfolios) else ()
    if inside[1:2] in {("inputs",), ("eti",)} or folder.is_relative_to(runs):
        raise InputError(
            f"{out} is a folder of files that are read, and nothing is written there",
            where="out",
            hint="name another folder, or none for reports/memos/PORTFOLIO",
        )
