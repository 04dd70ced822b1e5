"""Terms of a purchase beside its alternatives: liquidity, fees, horizon; and what it does to the plan's funding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from screener.errors import InputError, join_problems
from screener.eti.effect import Effect, fixed, less, percent
from screener.tables.prudence import Figure, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTICIPATION = Decimal("0.20")
"""Part of a day's trading that one seller can take without moving the price."""
SALE_DAYS = 30
"""Days of trading for which the saleable share is stated."""
HUNDREDTH = Decimal("0.01")
"""Basis points by which stated parts and a stated total of fees may differ."""


@dataclass(frozen=True, slots=True)
class Liquidity:
    """How fast one investment turns into cash."""

    name: str
    days_to_cash: Decimal | None = None
    """From notice to cash, by its terms."""
    amount: Decimal | None = None
    """Value of what would be held."""
    daily_volume: Decimal | None = None
    """Average value traded a day, in the currency of the amount."""


@dataclass(frozen=True, slots=True)
class Fees:
    """What one investment costs in a year, in basis points; null is unknown, 0 is none."""

    name: str
    management: Decimal | None = None
    performance: Decimal | None = None
    """Performance fee or carried interest at the expected return."""
    other: Decimal | None = None
    offsets: Decimal | None = None
    """What is paid back or set off; given as a positive number."""
    total: Decimal | None = None
    """Where the parts are not all known, or to check them."""
    carry: str = ""
    """Terms of carried interest in words: rate, hurdle, catch-up."""

    @property
    def sum_of_parts(self) -> Decimal | None:
        """The four parts together; null where one is unknown."""
        offsets = None if self.offsets is None else -self.offsets
        parts = (self.management, self.performance, self.other, offsets)
        known = [part for part in parts if part is not None]
        return sum(known, Decimal(0)) if len(known) == len(parts) else None

    @property
    def cost(self) -> Decimal | None:
        """The stated total, else the parts together."""
        return self.sum_of_parts if self.total is None else self.total


@dataclass(frozen=True, slots=True)
class Horizon:
    """For how long it is held, and for how long the policy looks ahead, in years."""

    holding_term: Decimal | None = None
    policy_horizon: Decimal | None = None
    same_horizon: bool | None = None
    """The alternatives were compared over the same horizon."""


@dataclass(frozen=True, slots=True)
class Funding:
    """Projected yearly return of the plan without and with the purchase, and what its funding assumes; fractions."""

    projected_before: Decimal | None = None
    projected_after: Decimal | None = None
    assumed: Decimal | None = None


def _gaps(
    statistic: str, own: Decimal | None, others: dict[str, Decimal | None]
) -> tuple[Decimal | None, tuple[Figure, ...]]:
    """Return the widest gap to an alternative, unknown where one is, and a figure for each."""
    gaps = {name: less(own, other) for name, other in others.items()}
    figures = tuple(
        Figure(statistic, "exact", name, note="not computed: one side is unknown")
        if gap is None
        else Figure(statistic, "exact", name, float(gap))
        for name, gap in gaps.items()
    )
    known = [gap for gap in gaps.values() if gap is not None]
    return (max(known) if known and len(known) == len(gaps) else None), figures


def liquidity(
    candidate: Liquidity,
    alternatives: Sequence[Liquidity],
    liquid_assets_after: Decimal | None,
    net_outflow: Decimal | None,
) -> Effect:
    """Return days to cash against each alternative, what could be sold in `SALE_DAYS`, and cover of the net outflow.

    The saleable share is days × 20 percent of the average daily volume over the amount, at most all of it.
    """
    gap, figures = _gaps("days_to_cash_gap", candidate.days_to_cash, {a.name: a.days_to_cash for a in alternatives})
    rows = [
        Statement(
            f"Days to cash, against {other.name}",
            fixed(candidate.days_to_cash, places=0),
            fixed(other.days_to_cash, places=0),
            fixed(less(candidate.days_to_cash, other.days_to_cash), places=0, sign=True),
        )
        for other in alternatives
    ]
    sides = (candidate, *alternatives)
    # how much of it could be sold says nothing more where its terms do, and none is traded by the day
    if any(side.daily_volume or side.days_to_cash is None for side in sides):
        rows += [_saleable(side, is_own=side is candidate) for side in sides]
    cover = "no net outflow to cover" if net_outflow is not None and net_outflow <= 0 else ""
    if net_outflow is not None and net_outflow > 0 and liquid_assets_after is not None:
        cover = f"covered {fixed(liquid_assets_after / net_outflow)} times"
    rows += [
        Statement("Liquid assets after the purchase", "", fixed(liquid_assets_after), "", cover),
        Statement("Net outflow of the next 12 months", "", fixed(net_outflow), ""),
    ]
    facts = {"days_to_cash_gap": gap, "liquid_assets_after": liquid_assets_after, "net_outflow": net_outflow}
    return Effect(tuple(rows), facts, figures)


def _saleable(side: Liquidity, *, is_own: bool) -> Statement:
    """Return the row of what could be sold; empty where the daily volume is unknown or none."""
    text, note = "", "not computed: the daily volume or the amount is unknown"
    if side.daily_volume and side.amount:
        a_day = PARTICIPATION * side.daily_volume
        text = percent(min(Decimal(1), SALE_DAYS * a_day / side.amount))
        note = f"all of it in {(side.amount / a_day).to_integral_value(ROUND_CEILING):,f} days of trading"
    label = f"Share of {side.name} saleable in {SALE_DAYS} days at {percent(PARTICIPATION, 0)} of the daily volume"
    return Statement(label, text if is_own else "", "" if is_own else text, "", note)


def fees(candidate: Fees, alternatives: Sequence[Fees], where: str | None = None) -> Effect:
    """Return the table of fees against each alternative, and the widest gap of their totals.

    Raises
    ------
    InputError
        A stated total is not the sum of its four parts; all such at once.
    """
    problems = [
        f"{side.name}: the total is {side.total} bp, its parts come to {side.sum_of_parts} bp"
        for side in (candidate, *alternatives)
        if side.total is not None and side.sum_of_parts is not None and abs(side.total - side.sum_of_parts) > HUNDREDTH
    ]
    if problems:
        raise InputError(
            join_problems(problems, "fees do not add up: management + performance + other − offsets = total"),
            where=where,
            hint="correct a part or the total, or leave out the part that is unknown",
        )
    gap, figures = _gaps("fee_gap", candidate.cost, {a.name: a.cost for a in alternatives})
    kinds = (
        ("Management fee", "management"),
        ("Performance fee or carried interest", "performance"),
        ("Other costs", "other"),
        ("Offsets", "offsets"),
        ("All fees", "cost"),
    )
    rows = [
        Statement(
            f"{label}, against {other.name}",
            fixed(getattr(candidate, name), " bp", 1),
            fixed(getattr(other, name), " bp", 1),
            fixed(less(getattr(candidate, name), getattr(other, name)), " bp", 1, sign=True),
        )
        for other in alternatives
        for label, name in kinds
        # a part that neither side states says nothing where both state the total
        if None in {candidate.cost, other.cost} or (getattr(candidate, name), getattr(other, name)) != (None, None)
    ]
    if any(side.carry for side in (candidate, *alternatives)):
        rows += [
            Statement(f"Terms of carried interest, against {other.name}", candidate.carry, other.carry, "")
            for other in alternatives
        ]
    return Effect(tuple(rows), {"fee_gap": gap}, figures)


def horizon(given: Horizon) -> Effect:
    """Return the holding term beside the horizon of the policy."""
    told = {True: "compared over the same horizon", False: "not compared over the same horizon", None: ""}
    row = Statement(
        "Holding term, and the horizon of the policy (years)",
        fixed(given.holding_term, places=1),
        fixed(given.policy_horizon, places=1),
        fixed(less(given.holding_term, given.policy_horizon), places=1, sign=True),
        told[given.same_horizon],
    )
    facts = {
        "holding_term": given.holding_term,
        "policy_horizon": given.policy_horizon,
        "same_horizon": given.same_horizon,
    }
    return Effect((row,), facts)


def funding(given: Funding) -> Effect:
    """Return the projected return of the plan before and after, and each less what its funding assumes; in percent."""
    before, after, assumed = given.projected_before, given.projected_after, given.assumed
    margins = less(before, assumed), less(after, assumed)
    rows = (
        Statement(
            "Projected return of the plan, a year",
            percent(before),
            percent(after),
            percent(less(after, before), sign=True),
        ),
        Statement(
            f"Above the {percent(assumed)} that its funding assumes"
            if assumed is not None
            else "Above what is assumed",
            percent(margins[0], sign=True),
            percent(margins[1], sign=True),
            "",
        ),
    )
    facts = {"projected_return_before": before, "projected_return_after": after, "assumed_return": assumed}
    return Effect(rows, {name: None if value is None else value * 100 for name, value in facts.items()})
