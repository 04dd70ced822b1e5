"""What the record of a decision says of itself, as the facts that the rulebooks ask for; null is unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.eti.record import chosen_before_results, has_non_pecuniary_choice
from screener.workspace.values import RATINGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from screener.workspace.decisions import Decision
    from screener.workspace.reasons import Benefit


def plan_facts(decision: Decision, missing: tuple[str, ...], files: Mapping[str, str]) -> dict[str, Any]:
    """Return what the record says of the plan's conduct, by the names of the facts; null is unknown.

    Parameters
    ----------
    decision : Decision
    missing : tuple of str
        What `missing_fields` found.
    files : mapping
        File → SHA-256, of those that were read.
    """
    process, items = decision.process, decision.items_2020
    return {
        "missing_record_fields": len(missing),
        "inputs_hashed": all(files.get(name) for name in decision.files),
        "record_lead": _lead(decision, decision.created_at),
        "has_economic_analysis": _is_said(process.analysis),
        "analysis_lead": _lead(decision, process.analysis_on),
        "has_non_pecuniary_choice": has_non_pecuniary_choice(decision),
        # what the file does not say may stand elsewhere: unknown, and never "no"
        "states_why_insufficient": _is_said(items.why_insufficient),
        "states_comparison": _is_said(items.comparison),
        "states_consistency": _is_said(items.consistency),
        "conflicts_recorded": _is_said(process.conflicts),
        "has_independent_manager": process.has_independent_manager,
        "sponsor_directs": process.sponsor_directs,
    }


def candidate_facts(decision: Decision) -> dict[str, Any]:
    """Return what the record says of the candidate, its factors and its benefits, by the names of the facts."""
    return {
        "sleeve": decision.sleeve,
        "return_basis": decision.return_basis,
        "permitted_by_policy": decision.permitted_by_policy,
        "is_diversification_equal": decision.plan.is_diversification_equal,
        "is_liquidity_equal": decision.plan.is_liquidity_equal,
        "chosen_before_results": chosen_before_results(decision),
        **_factor_facts(decision),
        **_benefit_facts(decision),
    }


def comparator_facts(decision: Decision, nearest: int | None) -> dict[str, Any]:
    """Return how like the candidate its nearest alternative is, by the names of the facts; null is unknown.

    Parameters
    ----------
    decision : Decision
    nearest : int, optional
        Place of that alternative in the file, from 0; without one nothing is known.
    """
    names = ("is_same_sub_class", "is_same_strategy", "is_same_region", "duration_gap", "rating_gap", "vintage_gap")
    if nearest is None:
        return dict.fromkeys(names)
    one, other = decision.candidate, decision.alternative[nearest]
    return {
        "is_same_sub_class": _alike(one.sub_class, other.sub_class),
        "is_same_strategy": _alike(one.strategy, other.strategy),
        "is_same_region": _alike(one.region_class, other.region_class),
        "duration_gap": _apart(one.duration_years, other.duration_years),
        "rating_gap": _apart(_step(one.rating), _step(other.rating)),
        "vintage_gap": _apart(one.vintage_year, other.vintage_year),
    }


def _is_said(text: str | None) -> bool | None:
    return True if text else None


def _factor_facts(decision: Decision) -> dict[str, Any]:
    """Return what drove the choice; without a single factor nothing is known of any."""
    factors = decision.factor
    esg = [factor for factor in factors if factor.is_esg]
    is_known = bool(factors) and all(factor.is_esg is not None for factor in factors)
    marked = sum(factor.pecuniary is False for factor in factors)
    # A benefit that was used is a factor that is not pecuniary, whatever the list of factors says.
    used = {"none": 0, None: None}.get(decision.collateral.use, max(len(decision.benefit), 1))
    weights = [(factor.weight, factor.weight_supported) for factor in factors]
    return {
        "decision_factors": len(factors) or None,
        "untagged_factors": _count(factors, lambda factor: factor.pecuniary is None or factor.reason is None),
        "non_pecuniary_factors": marked + used if factors and used is not None else None,
        "relevant_factors": _count(factors, lambda factor: factor.channel and factor.horizon),
        "weights_reflect_assessment": _all_equal(weights),
        "esg_factors": len(esg) if is_known else None,
        "esg_factors_with_channel": sum(factor.channel is not None for factor in esg) if is_known else None,
        "esg_weight": _sum([factor.weight for factor in esg]) if is_known else None,
        "esg_weight_supported": _sum([factor.weight_supported for factor in esg]) if is_known else None,
    }


def _benefit_facts(decision: Decision) -> dict[str, Any]:
    """Return what is claimed, what of it is evidenced, and what it was used for; silence is not "no claim"."""
    use = decision.collateral.use
    is_known = bool(decision.benefit) or use == "none"
    return {
        "benefit_use": use,
        "concession_accepted": decision.collateral.concession_accepted,
        "benefit_claims": len(decision.benefit) if is_known else None,
        "evidenced_benefit_claims": sum(map(_is_evidenced, decision.benefit)) if is_known else None,
    }


def _is_evidenced(benefit: Benefit) -> bool:
    return all((benefit.measure, benefit.place, benefit.period, benefit.attribution, benefit.quality_score))


def _count(entries: Any, is_one: Any) -> int | None:
    """Return how many entries are one, null where there is no entry."""
    return sum(bool(is_one(entry)) for entry in entries) if entries else None


def _sum(values: list[Decimal | None]) -> Decimal | None:
    """Return the sum, null where a part is unknown."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _all_equal(pairs: list[tuple[Decimal | None, Decimal | None]]) -> bool | None:
    """Return whether each pair is equal: one that differs settles it, one that is unknown leaves it open."""
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        return False
    return None if not pairs or any(None in pair for pair in pairs) else True


def _alike(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one.casefold() == other.casefold()


def _step(rating: str | None) -> int | None:
    return None if rating is None else RATINGS.index(rating)


def _apart(one: Any, other: Any) -> Any:
    """Return the difference without its sign, null where one side is unknown."""
    return None if one is None or other is None else abs(one - other)


def _lead(decision: Decision, day: date | None) -> int | None:
    """Return the days from one to the decision, below zero where it was later."""
    return None if day is None else (decision.decision_date - day).days
