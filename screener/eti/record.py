"""Whether the record of a decision is one: what the applied text wants and is empty, and why it is refused.

The fields are those of a fiduciary's decision record; which text wants which is `NEEDS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from screener.workspace.decisions import Decision


class Need(NamedTuple):
    """Fields that a record must have."""

    source: str
    """What asks for them, as a refusal says it."""
    fields: tuple[str, ...]
    """As in the decision file; of a list, the field of every entry."""
    review: Literal["seen", "unverified"] = "unverified"
    """Whether what the source asks was seen in a text about it, or is from general knowledge."""
    texts: tuple[str, ...] = ()
    """Texts that ask for them; all where empty."""
    when: Callable[[Decision], bool] = lambda decision: True
    """Decisions of which they are asked."""
    of: Callable[[Any], bool] = lambda entry: True
    """Entries of a list of which they are asked."""


class _Asked(NamedTuple):
    """A field that is empty, and what asks for it."""

    table: str
    field: str
    need: Need

    @property
    def key(self) -> str:
        """The field as a person finds it in the file."""
        return f"{self.table}.{self.field}" if self.table else self.field


def _uses_benefits(decision: Decision) -> bool:
    return decision.collateral.use in ("after", "before")


def _is_private(decision: Decision) -> bool:
    return decision.sleeve == "private"


def _could_be_bought(entry: Any) -> bool:
    """Return whether an alternative is not known to be out of reach: what one that is costs decides nothing."""
    return entry.available is not False


NEEDS = (
    Need(
        "general fiduciary duty, 29 USC 1104(a)(1)(B), 29 CFR 2550.404a-1(b)",
        (
            *("created_at", "named_on", "results_seen_on", "policy_version", "permitted_by_policy", "amount"),
            *("pool", "pool_rule", "candidate.why", "candidate.sub_class"),
            *("alternative", "alternative.why", "alternative.available", "alternative.why_rejected"),
            *("alternative.sub_class", "factor", "factor.is_esg", "factor.pecuniary", "factor.reason"),
            *("process.analysis", "process.analysis_on"),
        ),
    ),
    Need(
        "no text binds a governmental plan, 29 USC 1003(b)(1): it is judged by the one that it adopted",
        ("adopted_vintage",),
        review="seen",
    ),
    Need(
        "expected return beside that of the alternatives, net of fees: IB 94-1, 59 FR 32606, and every text since",
        ("candidate.returns.net_of_fees", "alternative.returns.net_of_fees"),
        when=lambda decision: decision.return_basis == "history" and not _is_private(decision),
        of=_could_be_bought,
    ),
    Need(
        "expected return by documented assumptions: IB 94-1, 59 FR 32606, and every text since",
        ("candidate.assumptions", "alternative.assumptions"),
        when=lambda decision: decision.return_basis == "assumptions",
        of=_could_be_bought,
    ),
    Need(
        "expected return by cash flows, an index and peers: IB 94-1, 59 FR 32606, and every text since",
        (
            *("candidate.cash_flows", "candidate.strategy", "candidate.region_class", "candidate.vintage_year"),
            *("candidate.fees.carry", "private.index", "private.peers"),
        ),
        when=lambda decision: _is_private(decision) and decision.return_basis == "history",
    ),
    Need(
        "a part of the history that is left out needs a reason, 29 USC 1104(a)(1)(B)",
        ("window.why",),
        when=lambda decision: bool(decision.window.first or decision.window.last),
    ),
    Need(
        "reasonable expenses, 29 USC 1104(a)(1)(A)(ii)",
        (
            *("candidate.fees.total_bp", "candidate.fees.source"),
            *("alternative.fees.total_bp", "alternative.fees.source"),
        ),
        of=_could_be_bought,
    ),
    Need(
        "diversification, liquidity and funding, 29 USC 1104(a)(1)(C), 29 CFR 2550.404a-1(b)",
        (
            *("plan.weights", "plan.liquid_assets_after", "plan.net_outflow"),
            *("candidate.days_to_cash", "alternative.days_to_cash"),
            *("plan.projected_return_before", "plan.projected_return_after", "plan.assumed_return"),
            *("horizon.holding_term_years", "horizon.policy_horizon_years", "horizon.same_horizon"),
        ),
    ),
    Need(
        'diversification, 29 USC 1104(a)(1)(C): the caps, or caps = "none"',
        ("plan.cap",),
        when=lambda decision: decision.plan.caps is None,
    ),
    Need(
        "a factor counts by its effect on risk or return: IB 2015-01, 80 FR 65135",
        ("factor.channel", "factor.weight"),
        review="seen",
        of=lambda factor: factor.is_esg is True,
    ),
    Need(
        "what a benefit beside the financial one was used for: IB 94-1, 59 FR 32606, and every text since",
        ("collateral.use",),
    ),
    Need(
        "what is claimed of a benefit: IB 94-1, 59 FR 32606, and every text since",
        tuple(
            f"benefit.{name}"
            for name in (
                *("measure", "value", "unit", "place", "period"),
                *("source", "attribution", "counted", "quality_score"),
            )
        ),
    ),
    Need(
        "a benefit that was used: IB 94-1, 59 FR 32606, and every text since",
        ("benefit", "collateral.concession_accepted"),
        when=_uses_benefits,
    ),
    Need(
        "general fiduciary duty, 29 USC 1104(a)(1)",
        (
            *("process.decision", "process.preparer", "process.approver"),
            *("process.votes_for", "process.votes_against", "process.votes_abstained", "process.dissent"),
        ),
    ),
    Need(
        "solely in the interest of the participants, 29 USC 1104(a)(1)(A); no self-dealing, 29 USC 1106(b)",
        ("process.has_independent_manager", "process.sponsor_directs", "process.conflicts"),
    ),
    Need(
        "solely in the interest of the participants, 29 USC 1104(a)(1)(A)",
        ("process.consistency",),
        # item C of 2020 says the same
        when=lambda decision: decision.items_2020.consistency is None,
    ),
    Need(
        "a written record, made at the time, that the alternatives are equal: IB 2008-01, 73 FR 61734",
        ("process.analysis", "process.analysis_on", "plan.is_diversification_equal", "plan.is_liquidity_equal"),
        review="seen",
        texts=("IB 2008-01",),
    ),
    Need(
        "no more weight than the effect on risk and return supports: FAB 2018-01",
        ("factor.weight_supported",),
        review="seen",
        texts=("FAB 2018-01",),
        of=lambda factor: factor.is_esg is True,
    ),
    Need(
        "which factors are pecuniary, and why: Financial Factors rule, 85 FR 72846",
        ("factor.pecuniary", "factor.reason"),
        review="seen",
        texts=("404a-1 (2020)",),
    ),
    Need(
        "item A where a factor that is not pecuniary decided: Financial Factors rule, 85 FR 72846",
        ("items_2020.why_insufficient",),
        review="seen",
        texts=("404a-1 (2020)",),
        when=lambda decision: has_non_pecuniary_choice(decision) is not False,
    ),
    Need(
        "items B and C where a factor that is not pecuniary decided: Financial Factors rule, 85 FR 72846",
        ("items_2020.comparison", "items_2020.consistency"),
        texts=("404a-1 (2020)",),
        when=lambda decision: has_non_pecuniary_choice(decision) is not False,
    ),
    Need(
        "relevant to risk and return over a horizon, and weighed by it: Prudence and Loyalty rule, 87 FR 73822",
        ("factor.channel", "factor.horizon", "factor.weight", "factor.weight_supported"),
        review="seen",
        texts=("404a-1 (2022)",),
    ),
)
"""What a record needs, and by which text; where two ask for a field, the later is the nearer to the text."""


def missing_fields(decision: Decision, vintage: str | None, *, has_text: bool = False) -> tuple[str, ...]:
    """Return the fields that the applied text wants and that are empty, each once, as a person finds them.

    Parameters
    ----------
    decision : Decision
    vintage : str, optional
        The text that is applied, as boards adopt it; without one, only what every text wants.
    has_text : bool
        Whether a text applies to the plan though the decision names none: it is binding, or the portfolio adopted one.
    """
    asked = _asked(decision, vintage)
    return tuple(key for key in asked if not (has_text and key == "adopted_vintage"))


def _asked(decision: Decision, vintage: str | None) -> dict[str, _Asked]:
    """Return every field that is empty and asked for, with what asks for it."""
    found: dict[str, _Asked] = {}
    for need in NEEDS:
        if (not need.texts or vintage in need.texts) and need.when(decision):
            for field in need.fields:
                found |= {one.key: one for one in _empty(decision, field, need)}
    return found


def _empty(decision: Decision, field: str, need: Need) -> Iterator[_Asked]:
    """Yield where nothing stands, entries of a list by their names."""
    table, _, rest = field.partition(".")
    found = getattr(decision, table)
    if not rest:
        if _is_empty(decision, table):
            yield _Asked("", table, need)
    elif isinstance(found, tuple):
        for entry in filter(need.of, found):
            if _is_empty(entry, rest):
                yield _Asked(f"{table} {getattr(entry, 'name', None) or entry.claim!r}", rest, need)
    elif _is_empty(found, rest):
        yield _Asked(table, rest, need)


def _is_empty(value: Any, path: str) -> bool:
    for name in path.split("."):
        value = None if value is None else getattr(value, name)
    return value is None or value == ()


def refusals(decision: Decision, missing: tuple[str, ...], begins: date | None, vintage: str | None) -> tuple[str, ...]:
    """Return why it is no record of the decision, in sentences; empty where it is one.

    Parameters
    ----------
    decision : Decision
    missing : tuple of str
        What `missing_fields` found.
    begins : date, optional
        First day of the text that the board adopted; without one it adopted none.
    vintage : str, optional
        The text that is applied, as for `missing_fields`.
    """
    found = []
    if missing:
        asked = _asked(decision, vintage)
        found.append(_say_missing([asked[key] for key in missing]))
    if begins and begins > decision.decision_date:
        text = decision.adopted_vintage or "that of the portfolio"
        found.append(
            f"The adopted text, {text}, did not exist on {decision.decision_date}: it begins on {begins}, and no board "
            "could have adopted it."
        )
    found += _late(decision)
    found += [
        f"The returns of {entry.name} are not net of fees (net_of_fees = false): compare what the plan would get."
        for entry in (decision.candidate, *decision.alternative)
        if entry.returns and entry.returns.net_of_fees is False
    ]
    if chosen_before_results(decision) is False:
        found.append(
            f"The alternatives were named on {decision.named_on}, and results were looked at on "
            f"{decision.results_seen_on}: nothing shows that they were chosen before the results were known."
        )
    process = decision.process
    if process.votes_for is not None and process.votes_against is not None:
        votes = f"{process.votes_for} for and {process.votes_against} against"
        has_majority = process.votes_for > process.votes_against
        if process.decision == "approved" and not has_majority:
            found.append(f"It is said to be approved, and the votes are {votes}: that is no majority.")
        if process.decision == "declined" and has_majority:
            found.append(f"It is said to be declined, and the votes are {votes}: that is a majority for it.")
    return tuple(found)


def _say_missing(missing: list[_Asked]) -> str:
    """Return one sentence: the empty fields of each table, with what asks for them."""
    tables: dict[str, dict[Need, list[str]]] = {}
    for one in missing:
        tables.setdefault(one.table or "top", {}).setdefault(one.need, []).append(one.field)
    entries = []
    for table, needs in tables.items():
        said = [
            f"{', '.join(fields)} ({need.source}{'; unverified' if need.review == 'unverified' else ''})"
            for need, fields in needs.items()
        ]
        entries.append(f"{table}: {', '.join(said)}")
    return f"{len(missing)} {'fields are' if len(missing) > 1 else 'field is'} empty: {'; '.join(entries)}."


def _late(decision: Decision) -> Iterator[str]:
    """Yield what is dated after the decision, or after the day that the record was finished."""
    decided, finished = decision.decision_date, decision.created_at
    if finished and finished > decided:
        yield (
            f"The record (created_at) is dated {finished}, after the decision of {decided}: "
            "so the board did not have it."
        )
    for what, day in _dates(decision):
        if day > decided:
            yield f"{what} is dated {day}, after the decision of {decided}: so the board did not have it."
        elif finished and day > finished:
            yield f"{what} is dated {day}, after the record was finished on {finished} (created_at): correct one."


def _dates(decision: Decision) -> list[tuple[str, date]]:
    """Return every dated thing of the record that a decision can rest on, the record itself left out."""
    parties = (decision.candidate, *decision.alternative)
    dated = [
        ("The naming of the alternatives (named_on)", decision.named_on),
        ("The first look at results (results_seen_on)", decision.results_seen_on),
        ("The economic analysis (process.analysis_on)", decision.process.analysis_on),
        *((f"The fee of {entry.name}", entry.fees.as_of) for entry in parties if entry.fees),
        *((f"What is assumed of {entry.name}", entry.assumptions.as_of) for entry in parties if entry.assumptions),
        *((f"The list of peers by {peers.statistic}", peers.as_of) for peers in decision.private.peers),
        *((f"The benefit {benefit.claim!r}", benefit.as_of) for benefit in decision.benefit),
    ]
    return [(what, day) for what, day in dated if day]


def chosen_before_results(decision: Decision) -> bool | None:
    """Return whether the alternatives were named on a day before anybody looked at results; null is unknown."""
    if decision.named_on is None or decision.results_seen_on is None:
        return None
    return decision.named_on < decision.results_seen_on


def has_non_pecuniary_choice(decision: Decision) -> bool | None:
    """Return whether a factor that is not pecuniary decided: one so marked, or a benefit; null is unknown."""
    if _uses_benefits(decision) or any(factor.pecuniary is False for factor in decision.factor):
        return True
    is_open = decision.collateral.use is None or not decision.factor
    return None if is_open or any(factor.pecuniary is None for factor in decision.factor) else False
