"""What a report says about its run and no table holds: names, dates, files delivered, the law and the rules applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  read when a run is stored
from typing import TYPE_CHECKING, Self

from screener.report.law import ProfileInfo, TextInfo, status_of
from screener.report.words import OWN_NUMBERS
from screener.rulebook import bare_measures, level_of
from screener.rulebook.effective import use_of
from screener.rulebook.uses import age_limits, named_by, own_numbers
from screener.tables.prudence import Record  # noqa: TC001  read when a run is stored
from screener.workspace import DeliveredFile  # noqa: TC001

if TYPE_CHECKING:
    from screener.rulebook import Criterion, Regime, Rulebook


@dataclass(frozen=True, slots=True)
class CriterionInfo:
    """One criterion in words: what it asks of which subject, on whose authority, and what it is on the date.

    Parameters
    ----------
    judges : str
        Kind of thing it judges: a subject, or the level of a place.
    kind : str
        test or measure.
    is_bare : bool
        Whether it is a measure that asks nothing: a figure is neither a pass nor a fail.
    unit : str
        Unit of a measure, as `screener.tables` writes it.
    describes : bool
        Whether to watch or fail says what the subject is, and is no reproach.
    is_judged : bool
        Whether it is in force for the plan on the date and applies to anything at all.
    status : str
        Why it is or is not, in words.
    use : str
        What its outcome may be used for, see `screener.tables.COLLATERAL_USES`.
    has_own_numbers : bool
        Whether a number in it is a proposal of this project.
    facts : tuple of str
        The facts that it names.
    ages : tuple
        Fact, parameter that limits its age in months, and whether the limit may be reached.
    """

    id: str
    title: str
    meaning: str
    subject: str
    source: str
    review_status: str
    judges: str
    kind: str = "test"
    is_bare: bool = False
    unit: str = ""
    describes: bool = False
    is_judged: bool = True
    status: str = ""
    use: str = "decision"
    has_own_numbers: bool = False
    facts: tuple[str, ...] = ()
    ages: tuple[tuple[str, str, bool], ...] = ()

    @classmethod
    def of(cls, rulebook: Rulebook, criterion: Criterion, regime: Regime) -> Self:
        """Return a criterion in words, as the law stands that the run is judged under."""
        is_judged, status = status_of(rulebook, criterion, regime)
        return cls(
            id=criterion.id,
            title=criterion.title,
            meaning=" ".join(criterion.meaning.split()),
            subject=criterion.subject,
            source=rulebook.sources[criterion.source].citation,
            review_status=criterion.review.status,
            judges=level_of(criterion) or criterion.subject,
            kind=criterion.kind,
            is_bare=(rulebook.id, criterion.id) in bare_measures([rulebook]),
            unit=criterion.unit or "",
            describes=criterion.describes,
            is_judged=is_judged,
            status=status,
            use=use_of(criterion, regime),
            has_own_numbers=bool(own_numbers(rulebook, criterion)),
            facts=tuple(sorted(named_by(rulebook, criterion).facts)),
            ages=tuple(sorted((fact, *limit) for fact, limit in age_limits(criterion).items())),
        )

    @property
    def review(self) -> str:
        """How far it was confirmed against its source, in words."""
        return OWN_NUMBERS if self.review_status == "verified" and self.has_own_numbers else self.review_status


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
    """One rulebook, its criteria in the order they are printed, and the facts that it asks the fund for.

    Parameters
    ----------
    is_adoptable : bool
        Whether it consists of dated texts that a board may adopt.
    sha256 : str
        Hash of its file: the version that was applied.
    """

    id: str
    title: str
    criteria: tuple[CriterionInfo, ...] = ()
    facts: tuple[FactInfo, ...] = ()
    is_adoptable: bool = False
    sha256: str = ""

    @classmethod
    def of(cls, rulebook: Rulebook, regime: Regime) -> Self:
        """Return a rulebook in words, as the law stands that the run is judged under."""
        criteria = tuple(CriterionInfo.of(rulebook, criterion, regime) for criterion in rulebook.criteria)
        facts = (
            FactInfo(fact.subject, name, fact.type, fact.unit, " ".join(fact.meaning.split()))
            for name, fact in rulebook.facts.items()
        )
        return cls(rulebook.id, rulebook.title, criteria, tuple(facts), bool(rulebook.texts), rulebook.sha256)


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """The run that this one is compared with."""

    run_id: str
    as_of: date


@dataclass(frozen=True, slots=True)
class About:
    """What a report says about its run and no table holds.

    Parameters
    ----------
    portfolio_id, portfolio_name, label : str
        Folder, name, and what the portfolio is in a sentence.
    state, state_name : str
        Home state: two letters, and the name.
    home_name : str
        What "in-state" means in this run: the state, or which counties, in words.
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
    since : EarlierRun, optional
        The run that changes are counted from.
    benchmark : str
        What the portfolio says its benchmark is; empty where it has none, or says nothing of it.
    prudence : tuple of Record
        Records of its decisions on economically targeted investments, the oldest first.
    """

    portfolio_id: str
    portfolio_name: str
    label: str
    state: str
    state_name: str
    home_name: str
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
    since: EarlierRun | None = None
    benchmark: str = ""
    prudence: tuple[Record, ...] = ()

    @property
    def texts_in_force(self) -> tuple[TextInfo, ...]:
        """The dated texts in force on the decision date, the binding one first."""
        return tuple(sorted((text for text in self.texts if text.is_in_force), key=lambda text: text.role))

    @property
    def bare_measures(self) -> frozenset[tuple[str, str]]:
        """Rulebook and criterion of the measures that ask nothing."""
        return frozenset((book.id, item.id) for book in self.rulebooks for item in book.criteria if item.is_bare)

    @property
    def narrow_home(self) -> str:
        """That in-state is less than the state; empty where it is not."""
        if self.home_name == self.state_name:
            return ""
        return f"In-state means {self.home_name}: the home region of this report."

    @property
    def home(self) -> str:
        """What the home region is called in headings."""
        return self.state_name if self.home_name == self.state_name else "the home region"
