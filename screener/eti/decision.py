"""A decision file → the decision record: figures, checks, the answer under every text, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from screener import __version__
from screener.engine import open_engine
from screener.eti.align import cut
from screener.eti.checks import Findings, checks_of
from screener.eti.comparison import Comparison, compare
from screener.eti.facts import dominated_by, facts_of, nearest_of
from screener.eti.judge import CHECKS, combine, judge, margins_on, text_on, under_every_text, with_comparator
from screener.eti.lines import lines_of
from screener.eti.purchase import available, effects_of, series_of
from screener.eti.record import missing_fields, refusals
from screener.eti.record_facts import candidate_facts, comparator_facts, plan_facts
from screener.eti.returns import read_series
from screener.eti.verdict import conclusion_of, unknown_of
from screener.rulebook import Regime, begins
from screener.tables.prudence import Record
from screener.tables.vocabulary import DOL_VINTAGES
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from screener.eti.comparison import Margins
    from screener.eti.effect import Effect
    from screener.eti.purchase import Returns
    from screener.eti.returns import Series
    from screener.rulebook import Rulebook
    from screener.tables.prudence import CriterionAnswer, Figure, TextAnswer
    from screener.workspace import Decision

TABLES = ("fees", "liquidity", "diversification", "risk", "horizon", "funding", "private")
"""Tables of a record, in the order of the memo."""


@dataclass(frozen=True)
class Plan:
    """What a decision must know of the plan that takes it."""

    portfolio: str
    name: str
    is_governmental: bool | None
    adopted: str | None
    """Text that the board adopted, where the decision names none."""
    home_state: str | None
    jurisdiction: str | None
    collateral_use: str | None
    """What collateral benefits may be used for there on the decision date, see `screener.tables.COLLATERAL_USES`; null
    where no rule is on file."""
    benefit_law: str
    """The same in a sentence, with its source; or that no rule is on file."""


@dataclass(frozen=True)
class Decided:
    """A decision, measured and judged."""

    record: Record
    regime: Regime
    """The law that it was taken under."""
    answers: tuple[CriterionAnswer, ...]
    """Every criterion about a candidate, of every rulebook, under that law."""
    candidate: dict[str, Any]
    plan: dict[str, Any]
    """Fact → value, of the candidate and of the plan."""


def decide(decision: Decision, plan: Plan, rulebooks: Sequence[Rulebook]) -> Decided:
    """Return the record of a decision, whether it is complete or refused.

    Parameters
    ----------
    decision : Decision
    plan : Plan
    rulebooks : sequence of Rulebook
        `judge.CHECKS` and `judge.TEXTS` among them.

    Raises
    ------
    InputError
        A file that the decision names cannot be used.
    """
    day = decision.decision_date
    adopted = decision.adopted_vintage or plan.adopted
    standing, applied = _standing(rulebooks, plan, adopted, day)
    margins = margins_on(rulebooks, decision.sleeve, day)
    compared = _compared(decision, margins)
    comparison = compared.comparison
    effects = effects_of(decision, plan.home_state)
    missing = missing_fields(decision, applied, has_text=standing != "unknown")
    files = {name: sha256_of(decision.named(name)) for name in (decision.path.name, *decision.files)}
    is_equal = applied is not None and DOL_VINTAGES[applied].direction == "equal"
    law: dict[str, Any] = {"is_governmental_plan": plan.is_governmental, "adopted_dol_vintage": adopted}
    of_candidate = _candidate_facts(decision, comparison, effects, margins) | law | {"asks_equality": is_equal}
    of_plan = {name: value for part in effects.values() for name, value in part.facts.items()}
    of_plan |= plan_facts(decision, missing, files) | law | {"has_eti_candidate": True}
    regime = Regime(day, adopted, plan.jurisdiction, plan.collateral_use or "report_only")
    judged = _judged(rulebooks, of_candidate, of_plan, regime, plan.collateral_use)
    asked = [one for one in (*judged.candidate, *judged.plan) if one.criterion.startswith(f"{CHECKS}/")]
    checks = checks_of(asked, Findings(comparison, is_equal, effects, missing))
    by_text = {one.text: one for one in judged.texts}
    own, in_force = by_text.get(applied or ""), by_text.get(text_on(rulebooks, day) or "")
    chosen = by_text.get(adopted or "")
    if standing == "binding" and own and chosen and combine([own.outcome, chosen.outcome]) != own.outcome:
        standing, own = "adopted", chosen  # both are asked, and the one that the board adopted decides
    outcome = _outcome(standing, own, plan, of_candidate)
    better = dominated_by(comparison) if comparison else {}
    record = Record(
        **_said(decision, plan),
        periods_per_year=comparison.periods_per_year if comparison else 12,
        has_gaps=bool(comparison and comparison.has_gaps),
        alignments=tuple(one.alignment for one in comparison.beside) if comparison else (),
        checks=checks,
        dominated_by=tuple(better),
        tables={name: effects[name].rows for name in TABLES if name in effects},
        lines=lines_of(compared.series, comparison) if comparison else {},
        answers=judged.texts,
        outcome=outcome,
        judged_by=own.text if own else "",
        standing=standing,
        for_comparison=compared.for_comparison,
        conclusion=conclusion_of(
            outcome, own, in_force, standing=standing, checks=checks, answers=judged.texts, dominated_by=better
        ),
        unknown=unknown_of(checks, comparison, compared.notes, missing, judged.texts),
        missing=missing,
        refusals=refusals(decision, missing, begins(rulebooks, adopted) if adopted else None, applied),
        files=files,
    )
    facts = of_candidate | {"has_valid_comparator": judged.has_valid_comparator}
    return Decided(record, regime, judged.candidate, facts, of_plan)


def _said(decision: Decision, plan: Plan) -> dict[str, Any]:
    """Return the fields of the record that the decision file and the plan say themselves."""
    return {
        "decision_id": decision.id,
        "title": decision.title,
        "label": decision.label or "",
        "portfolio": plan.portfolio,
        "plan_name": plan.name,
        "decision_date": decision.decision_date,
        "created_at": decision.created_at,
        "adopted_vintage": decision.adopted_vintage or plan.adopted,
        "policy_version": decision.policy_version,
        "sleeve": decision.sleeve,
        "amount": decision.amount,
        "currency": decision.currency,
        "seed": decision.seed,
        "draws": decision.draws,
        "decision": decision.model_dump(mode="json", exclude={"path", "id"}),
        "benefit_law": plan.benefit_law,
        "board": decision.process.decision,
        "software": f"screener {__version__}",
    }


def _standing(rulebooks: Sequence[Rulebook], plan: Plan, adopted: str | None, day: date) -> tuple[str, str | None]:
    """Return why a text applies, a key of `STANDINGS`, and which; null where none was in force and none was adopted."""
    in_force = text_on(rulebooks, day)
    if plan.is_governmental is False and in_force:
        return "binding", in_force
    if adopted:
        return "adopted", adopted
    return ("unknown" if plan.is_governmental is None else "comparison"), in_force


def _outcome(standing: str, own: TextAnswer | None, plan: Plan, facts: dict[str, Any]) -> str:
    """Return the outcome of a decision: that of its text, so far as a text applies and the law of the place lets it."""
    if own is None or standing == "comparison":
        return "not_applicable"
    if standing == "unknown":
        return "insufficient_data"
    outcomes = [own.outcome]
    if plan.collateral_use == "report_only" and facts.get("benefit_use") in {"after", "before"}:
        outcomes.append("watch")  # the law of the place does not let decide the benefit that the record used
    return combine(outcomes)


class _Judged(NamedTuple):
    """What the rulebooks answer."""

    candidate: tuple[CriterionAnswer, ...]
    plan: tuple[CriterionAnswer, ...]
    texts: tuple[TextAnswer, ...]
    has_valid_comparator: bool


def _judged(
    rulebooks: Sequence[Rulebook],
    candidate: dict[str, Any],
    plan: dict[str, Any],
    regime: Regime,
    collateral_use: str | None,
) -> _Judged:
    """Return the answers on the candidate, those on the plan, and the decision under every text."""
    engine = open_engine()
    try:
        facts = with_comparator(engine, rulebooks, candidate, regime)
        return _Judged(
            tuple(judge(engine, rulebooks, "candidate", facts, regime)),
            tuple(judge(engine, rulebooks, "plan", plan, regime)),
            under_every_text(engine, rulebooks, facts, plan, regime, collateral_use=collateral_use),
            bool(facts["has_valid_comparator"]),
        )
    finally:
        engine.close()


class _Compared(NamedTuple):
    """The comparison of returns; null where there are none to compare."""

    comparison: Comparison | None = None
    series: tuple[Series, ...] = ()
    """The candidate's first."""
    notes: tuple[str, ...] = ()
    """What to know of the candidate's."""
    for_comparison: tuple[Figure, ...] = ()
    """Against alternatives that could not be bought."""


def _compared(decision: Decision, margins: Margins) -> _Compared:
    """Return the comparison with every alternative that could be bought and has returns."""
    if decision.return_basis != "history":
        return _Compared()
    given = {one.name: series_of(decision, one) for one in (decision.candidate, *decision.alternative)}
    candidate = given[decision.candidate.name]
    others = [made for one in available(decision) if (made := given[one.name])]
    barred = [made for one in decision.alternative if one.available is False and (made := given[one.name])]
    if candidate is None or not others:
        return _Compared()
    risk_free = None
    if decision.risk_free:
        read = read_series(
            decision.named(decision.risk_free.file),
            decision.risk_free,
            name=decision.risk_free.column,
            asked_by=str(decision.path),
        )
        risk_free = cut(read, until=decision.decision_date)

    def beside(alternatives: Sequence[Returns]) -> Comparison:
        everyone = (candidate, *alternatives)
        return compare(
            candidate.risk,
            [one.risk for one in alternatives],
            margins,
            risk_free=risk_free,
            reported={one.risk.name: one.reported for one in everyone if one.reported is not one.risk},
            draws=decision.draws,
            seed=decision.seed,
        )

    unavailable = beside(barred).beside if barred else ()
    figures = tuple(one.gate(name) for one in unavailable for name in ("mean_difference", "volatility_ratio"))
    everyone = (candidate, *others)
    return _Compared(beside(others), tuple(one.risk for one in everyone), candidate.risk.notes, figures)


def _candidate_facts(
    decision: Decision, comparison: Comparison | None, effects: dict[str, Effect], margins: Margins
) -> dict[str, Any]:
    """Return everything that the rules may name of the candidate; null is unknown."""
    could = available(decision)
    ratios: dict[int, float | None] = {}
    if comparison:
        by_name = {one.name: one.gate("volatility_ratio").estimate for one in comparison.beside}
        ratios = {at: by_name.get(one.name) for at, one in enumerate(could)}
    # without returns the first that was named stands for all
    nearest = nearest_of(ratios) if comparison else 0 if could else None
    place = None if nearest is None else decision.alternative.index(could[nearest])
    facts: dict[str, Any] = {name: value for part in effects.values() for name, value in part.facts.items()}
    facts |= candidate_facts(decision) | comparator_facts(decision, place)
    facts["alternatives"] = len(could)
    before, after = facts.get("projected_return_before"), facts.get("projected_return_after")
    facts["plan_return_change"] = None if before is None or after is None else after - before
    if comparison:
        compared = {one.name for one in comparison.beside}
        at = [one.name for one in comparison.beside].index(could[nearest].name) if nearest is not None else None
        measured = facts_of(comparison, at)
        # an alternative without returns was not compared with: nothing holds for all of them
        facts |= measured if compared == {one.name for one in could} else dict.fromkeys(measured)
    elif decision.return_basis == "assumptions":
        facts |= _assumed(decision, margins)
    return facts


def _assumed(decision: Decision, margins: Margins) -> dict[str, Any]:
    """Return the facts of documented assumptions: estimates without bounds."""
    own, others = decision.candidate.assumptions, [one.assumptions for one in available(decision)]
    if own is None or not others or None in others:
        return {}
    pairs = [
        (float(own.expected_return - one.expected_return) * 100, float(own.volatility / one.volatility))
        for one in others
        if one is not None
    ]
    return {
        "return_gap": min(gap for gap, _ in pairs),
        "return_gap_greatest": max(gap for gap, _ in pairs),
        "volatility_ratio": max(ratio for _, ratio in pairs),
        "volatility_ratio_least": min(ratio for _, ratio in pairs),
        "nearest_volatility_ratio": min((ratio for _, ratio in pairs), key=lambda ratio: abs(ratio - 1)),
        # commensurate as the rulebook's margins have it, see `facts.dominated_by`
        "return_shortfall": max([0.0, *(-gap for gap, ratio in pairs if ratio >= 1 / margins.volatility)]),
        "avoidable_volatility": max([1.0, *(ratio for gap, ratio in pairs if gap <= margins.mean * 100)]),
    }
