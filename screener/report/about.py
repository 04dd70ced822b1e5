"""What a report says about its run and no table holds: names, dates, files delivered, the law and the rules applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from screener.report.law import ProfileInfo, TextInfo, status_of
from screener.rulebook import level_of
from screener.rulebook.effective import use_of

if TYPE_CHECKING:
    from datetime import date

    from screener.rulebook import Regime, Rulebook
    from screener.workspace import DeliveredFile


@dataclass(frozen=True, slots=True)
class CriterionInfo:
    """One criterion in words: what it asks of which subject, on whose authority, and what it is on the date.

    Parameters
    ----------
    judges : str
        Kind of thing it judges: a subject, or the level of a place.
    kind : str
        test or measure.
    describes : bool
        Whether to watch or fail says what the subject is, and is no reproach.
    is_judged : bool
        Whether it is in force for the plan on the date and applies to anything at all.
    status : str
        Why it is or is not, in words.
    use : str
        What its outcome may be used for, see `screener.tables.COLLATERAL_USES`.
    """

    id: str
    title: str
    meaning: str
    subject: str
    source: str
    review_status: str
    judges: str
    kind: str = "test"
    describes: bool = False
    is_judged: bool = True
    status: str = ""
    use: str = "decision"


@dataclass(frozen=True, slots=True)
class FactInfo:
    """A fact that a rulebook asks the fund for: of which subject, and how its values are read."""

    subject: str
    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class RulebookInfo:
    """One rulebook, its criteria in the order they are printed, and the facts that it asks the fund for."""

    id: str
    title: str
    criteria: tuple[CriterionInfo, ...] = ()
    facts: tuple[FactInfo, ...] = ()

    @classmethod
    def of(cls, rulebook: Rulebook, regime: Regime) -> Self:
        """Return a rulebook in words, as the law stands that the run is judged under."""
        criteria = []
        for criterion in rulebook.criteria:
            is_judged, status = status_of(rulebook, criterion, regime)
            criteria.append(
                CriterionInfo(
                    id=criterion.id,
                    title=criterion.title,
                    meaning=" ".join(criterion.meaning.split()),
                    subject=criterion.subject,
                    source=rulebook.sources[criterion.source].citation,
                    review_status=criterion.review.status,
                    judges=level_of(criterion) or criterion.subject,
                    kind=criterion.kind,
                    describes=criterion.describes,
                    is_judged=is_judged,
                    status=status,
                    use=use_of(criterion, regime),
                )
            )
        facts = (
            FactInfo(fact.subject, name, fact.type, fact.unit, " ".join(fact.meaning.split()))
            for name, fact in rulebook.facts.items()
        )
        return cls(rulebook.id, rulebook.title, tuple(criteria), tuple(facts))


@dataclass(frozen=True, slots=True)
class About:
    """What a report says about its run and no table holds.

    Parameters
    ----------
    portfolio_id, portfolio_name, label : str
        Folder, name, and what the portfolio is in a sentence.
    state, state_name : str
        What "in-state" means in this run: two letters, and the name.
    as_of, decision_date, known_at : date
        Date the run describes; date whose rules apply; day by which its evidence was known.
    run_id, base_currency, version : str
        Run, ISO 4217 code, version of the program.
    inputs : tuple of DeliveredFile
    rulebooks : tuple of RulebookInfo
    profile : ProfileInfo, optional
        Jurisdiction profile that the portfolio names.
    adopted_text : str, optional
        Department of Labor text that the plan follows, by its own choice or by the law of its place.
    texts : tuple of TextInfo
        Dated texts of the rulebooks.
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
    known_at: date
    run_id: str
    base_currency: str
    version: str
    inputs: tuple[DeliveredFile, ...] = field(default=())
    rulebooks: tuple[RulebookInfo, ...] = field(default=())
    profile: ProfileInfo | None = None
    adopted_text: str | None = None
    texts: tuple[TextInfo, ...] = field(default=())
    ledger_head: str | None = None

    @property
    def texts_in_force(self) -> tuple[TextInfo, ...]:
        """The dated texts in force on the decision date, the binding one first."""
        return tuple(sorted((text for text in self.texts if text.is_in_force), key=lambda text: text.role))
