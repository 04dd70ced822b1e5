"""Matching as people see it: measured, asked about in a workbook, and decided in the ledger."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener import pipeline
from screener.errors import InputError
from screener.identify.review import (
    UNHELD,
    Measured,
    check_answers,
    make_review,
    read_review,
    write_review,
)
from screener.identify.review import measure as measure_matches
from screener.ledger import MatchDecision, canonical, default_url, open_ledger, person

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date, datetime
    from pathlib import Path

    from screener.identify.review import Settled
    from screener.pipeline import Progress

STAGES = (*pipeline.STAGES[:3], "Writing the workbook")
"""What a person reads while a workbook is made; bringing one back goes through all but the last."""


@dataclass(frozen=True)
class Exported:
    """A workbook that asks: where it is, how many questions are about securities and owners, and what is decided."""

    file: Path
    securities: int
    owners: int
    owners_left: int
    """Owners to be asked about when these are decided."""
    owners_unheld: int
    """Owners left out, because no company that their names are like is held."""
    decided: int


@dataclass(frozen=True)
class Imported:
    """What came back: each answer in a line; decisions recorded, decisions on record already, questions left open."""

    answers: tuple[str, ...]
    recorded: int
    repeated: int
    blank: int


def export(
    root: Path,
    portfolio_id: str,
    *,
    progress: Progress,
    as_of: date | None = None,
    out: Path | None = None,
    all_owners: bool = False,
) -> Exported:
    """Write a workbook that asks a person whose securities and facilities are.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``.
    progress : Progress
        Told what is being done.
    as_of : date, optional
        Date of the holdings; the newest by default.
    out : Path, optional
        File to write, an ``.xlsx``; ``reports/review/<portfolio>-<date>.xlsx`` in the workspace by default.
    all_owners : bool
        Ask about owners of facilities too that none of the companies held can be, for all that their names say.

    Raises
    ------
    InputError
        The file is there already and is another one: it may hold answers. Or its name is no workbook's.
    """
    if out and out.suffix.casefold() != ".xlsx":
        raise InputError(
            f"{str(out)!r}: the questions are written as a workbook, and this name is of another kind of file",
            where="out",
            hint=f"name it {out.with_suffix('.xlsx').name}",
        )
    with pipeline.identified(root, portfolio_id, progress=progress, as_of=as_of) as job:
        review = make_review(job.engine, all_owners=all_owners)
    progress.stage(STAGES[-1])
    day, portfolio = job.question.as_of, job.question.portfolio
    file = out or root / "reports" / "review" / f"{portfolio.id}-{day}.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        write_review(part, review, portfolio_id=portfolio.id, portfolio_name=portfolio.name, as_of=day)
        if file.exists() and file.read_bytes() != part.read_bytes():
            raise InputError(
                "this workbook is there already and may hold decisions",
                where=str(file),
                hint="import it first and then move it away, or write to another file",
            )
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return Exported(
        file,
        len(review.securities),
        len(review.owners),
        review.owners_left,
        review.owners_unheld,
        len(review.decided),
    )


def import_decisions(
    root: Path, file: Path, *, progress: Progress, by: str | None = None, at: datetime | None = None
) -> Imported:
    """Record the decisions that a workbook brings back, all or none.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    file : Path
        Workbook of `export`, filled in.
    progress : Progress
        Told what is being done.
    by : str, optional
        Who decided; see `screener.ledger.person` for the default.
    at : datetime, optional
        When, with its time zone; now by default.

    Raises
    ------
    InputError
        Answers cannot be used; every one is named, and nothing was recorded.
    """
    answers = read_review(file)
    with pipeline.identified(root, answers.portfolio_id, progress=progress, as_of=answers.as_of) as job:
        settled = check_answers(file, answers, job.engine)
    by = by or person()
    decisions = [
        MatchDecision(
            subject=decision.subject,
            issuer_id=decision.issuer_id,
            reason=decision.reason,
            facts=canonical(decision.facts),
            portfolio=answers.portfolio_id,
            withdrawn=decision.withdrawn,
        )
        for answer in settled
        for decision in answer.decisions
    ]
    with open_ledger(default_url(root)) as ledger:
        recorded = {decision.subject for decision in ledger.decide(decisions, recorded_by=by, recorded_at=at)}
    lines = tuple(_line(answer, recorded, by) for answer in settled)
    return Imported(lines, len(recorded), len(decisions) - len(recorded), answers.blank)


def _line(answer: Settled, recorded: Container[str], by: str) -> str:
    """Return what an answer says and what became of it, for the person who gave it."""
    count, first = len(answer.decisions), answer.decisions[0]
    about = "1 security" if count == 1 else f"{count:,} securities"
    if first.subject.startswith("parent:"):
        about = "owner of facilities"
    line = f"{answer.name} ({about}) → {answer.chosen}"
    if not any(decision.subject in recorded for decision in answer.decisions):
        return f"{line}: recorded before"
    others = sorted({decision.stands for decision in answer.decisions if decision.stands and decision.stands[0] != by})
    if others:
        before = " and ".join(f"{name} decided on {day}" for name, day in others)
        return f"{line}: the same as {before}; recorded again under {by}"
    return line


def measure(
    root: Path, portfolio_id: str, *, progress: Progress, oracle: Path | None = None, labels: Path | None = None
) -> Measured:
    """Return how well the securities of a portfolio, and the facilities of all owners, are matched.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``; its newest holdings are measured.
    progress : Progress
        Told what is being done.
    oracle : Path, optional
        CSV that knows the ticker or the CIK of CUSIPs.
    labels : Path, optional
        CSV of facility owners labelled by hand.
    """
    with pipeline.identified(root, portfolio_id, progress=progress) as job:
        return measure_matches(job.engine, oracle=oracle, labels=labels)


__all__ = ["STAGES", "UNHELD", "Exported", "Imported", "export", "import_decisions", "measure"]
