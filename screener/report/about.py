"""What a report says about its run and no table holds: names, dates, files delivered, rulebooks applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import date

    from screener.rulebook import Rulebook
    from screener.workspace import DeliveredFile


@dataclass(frozen=True, slots=True)
class CriterionInfo:
    """One criterion in words: what it asks of which subject, and on whose authority."""

    id: str
    title: str
    meaning: str
    subject: str
    source: str
    review_status: str


@dataclass(frozen=True, slots=True)
class RulebookInfo:
    """One rulebook and its criteria, in the order they are printed."""

    id: str
    title: str
    criteria: tuple[CriterionInfo, ...] = ()

    @classmethod
    def of(cls, rulebook: Rulebook) -> Self:
        """Return a rulebook in words."""
        criteria = (
            CriterionInfo(
                id=criterion.id,
                title=criterion.title,
                meaning=criterion.meaning,
                subject=criterion.subject,
                source=rulebook.sources[criterion.source].citation,
                review_status=criterion.review.status,
            )
            for criterion in rulebook.criteria
        )
        return cls(rulebook.id, rulebook.title, tuple(criteria))


@dataclass(frozen=True, slots=True)
class About:
    """What a report says about its run and no table holds.

    Parameters
    ----------
    portfolio_id, portfolio_name, label : str
        Folder, name, and what the portfolio is in a sentence.
    state, state_name : str
        What "in-state" means in this run: two letters, and the name.
    as_of, decision_date : date
        Date the run describes; date whose rules apply.
    run_id, base_currency, version : str
        Run, ISO 4217 code, version of the program.
    inputs : tuple of DeliveredFile
    rulebooks : tuple of RulebookInfo
    ledger_head : str, optional
        Head of the people's decisions in force; null where there are none.
    """

    portfolio_id: str
    portfolio_name: str
    label: str
    state: str
    state_name: str
    as_of: date
    decision_date: date
    run_id: str
    base_currency: str
    version: str
    inputs: tuple[DeliveredFile, ...] = field(default=())
    rulebooks: tuple[RulebookInfo, ...] = field(default=())
    ledger_head: str | None = None
