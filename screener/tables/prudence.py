"""What the prudence test of one decision finds: figures, checks, answers under each text, and the record of it all.

Plain values that the stage `eti` makes, `pipeline` judges and `report` prints; `Record.as_json` is the decision record.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date  # noqa: TC003  part of the model
from decimal import Decimal  # noqa: TC003  part of the model
from typing import Any

OUTCOME_ORDER = ("fail", "insufficient_data", "watch", "pass", "not_applicable")
"""Outcomes, the one that decides for several first: what fails whatever is missing fails."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One estimate against one alternative, with what is known of its error; null is not computed, never zero.

    Figures are per period of the series (a month, or a quarter), never scaled to a year.
    """

    statistic: str
    """Key of `STATISTICS`."""
    estimator: str
    """How the error was found: key of `ESTIMATORS`."""
    alternative: str | None
    """Name of the alternative; null where none is compared with."""
    estimate: float | None = None
    standard_error: float | None = None
    low: float | None = None
    """Lower bound, one-sided at 95 percent."""
    high: float | None = None
    """Upper bound, one-sided at 95 percent."""
    shown_low: float | None = None
    """Lower bound, one-sided at 95 percent over all alternatives together (Bonferroni)."""
    shown_high: float | None = None
    """Upper bound, one-sided at 95 percent over all alternatives together (Bonferroni)."""
    p_value: float | None = None
    """Of the hypothesis named by `hypothesis`."""
    hypothesis: str = ""
    """What a small p-value speaks against: "no difference", "worse by the margin or more", …"""
    n: int = 0
    """Periods in which both sides have a return."""
    margin: float | None = None
    minimum_detectable_difference: float | None = None
    """Distance between estimate and bound: the smallest difference that so many periods show with an even chance."""
    note: str = ""
    """What a reader must know of it: block length, bandwidth, why it is not computed."""


@dataclass(frozen=True, slots=True)
class Check:
    """One of the fourteen checks, with the figure that decides and all others."""

    id: str
    """ETI-01 … ETI-14."""
    title: str
    outcome: str
    """Of the criterion of the same number in the rulebook eti-prudence."""
    says: str
    """One or two plain sentences: what was found, and what it does not show."""
    figure: Figure | None = None
    """The one against the alternative that it compares worst with; null where the check is no comparison of numbers."""
    figures: tuple[Figure, ...] = ()
    """Every alternative and every estimator."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the criterion was judged by, by name; null is unknown."""
    unit: str = ""
    years_needed: float | None = None
    """Years of history with which it would pass in 80 of 100 cases if there is no difference at all."""
    power: float | None = None
    """Share of cases in which it would pass if there is no difference at all."""
    review: str = ""
    """verified or unverified: whether the criterion was confirmed against its source."""


@dataclass(frozen=True, slots=True)
class CriterionAnswer:
    """One criterion of a text, judged for the decision."""

    criterion: str
    subject: str
    title: str
    outcome: str
    review: str
    """verified or unverified."""
    evidence: dict[str, Any]
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """The decision under one text: its outcome, and whether a collateral benefit may count."""

    text: str
    """As boards adopt it: IB 94-1, …"""
    title: str
    citation: str
    direction: str
    """not_worse or equal."""
    is_adopted: bool
    is_in_force: bool
    """On the decision date."""
    is_enforced: bool
    outcome: str
    benefits: str
    """What collateral benefits may do under it: key of `BENEFITS`."""
    says: str
    because: tuple[str, ...]
    """What is shown against it, in plain words; empty where nothing is."""
    note: str
    """How the text stood on the day: ended, not yet there, not enforced; empty where it was simply in force."""
    answers: tuple[CriterionAnswer, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Months (or quarters) in which candidate and alternative both have a return."""

    name: str
    """The alternative."""
    first: str | None
    """First period in common, YYYY-MM."""
    last: str | None
    n: int
    gaps: int
    """Periods between the first and the last that one side lacks; they stay gaps."""
    only_candidate: int
    only_alternative: int
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as one object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One series for the charts: value by period, null where there is a gap."""

    name: str
    periods: tuple[str, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the tables of fees, liquidity, diversification, horizon and funding."""

    label: str
    before: str
    """Candidate, or before the purchase; printed text, empty where unknown."""
    after: str
    """Alternative, or after the purchase."""
    difference: str
    note: str = ""


@dataclass(frozen=True)
class Record:
    """The decision record: everything that was asked, measured and found."""

    decision_id: str
    title: str
    label: str
    """What it is, where it is not a real decision of a real board."""
    portfolio: str
    plan_name: str
    decision_date: date
    created_at: date | None
    adopted_vintage: str | None
    policy_version: str | None
    sleeve: str
    amount: Decimal | None
    currency: str
    periods_per_year: int
    has_gaps: bool
    """Some alignment has gaps: nothing is stated per year."""
    seed: int
    draws: int
    decision: dict[str, Any]
    """The decision file as it was read: candidate, alternatives and why, factors, benefits, items, process."""
    alignments: tuple[Alignment, ...]
    checks: tuple[Check, ...]
    dominated_by: tuple[str, ...]
    """Alternatives that are better on both counts, by the rule of IB 2015-01."""
    tables: dict[str, tuple[Statement, ...]]
    """fees, liquidity, diversification, risk, horizon, funding, private → its rows."""
    lines: dict[str, tuple[Line, ...]]
    """cumulative, rolling (estimate, low, high), drawdown → its series, the candidate first."""
    answers: tuple[TextAnswer, ...]
    outcome: str
    """Under the text that was adopted, else the one in force."""
    judged_by: str
    """That text; empty where none was in force."""
    standing: str
    """Why that text: key of `STANDINGS`."""
    benefit_law: str
    """What the law of the place says of collateral benefits on the day, with its source; or that nothing is on file."""
    board: str | None
    """What the board decided: approved, declined or deferred; null where the record does not say."""
    for_comparison: tuple[Figure, ...]
    """Figures against alternatives that could not be bought: printed, never judged by."""
    conclusion: tuple[str, ...]
    """In plain sentences."""
    unknown: tuple[str, ...]
    """What is not known, in plain sentences."""
    missing: tuple[str, ...]
    """Fields that the applied text needs and that are empty; the record is refused while there are any."""
    refusals: tuple[str, ...]
    """Why it is no record: fields missing, written after the decision. Empty where it is one."""
    files: dict[str, str]
    """File → SHA-256."""
    software: str

    def as_json(self) -> dict[str, Any]:
        """Return it as one object; dates and decimals are left to be written as text."""
        return asdict(self)


STATISTICS = {
    "mean_difference": "mean net return less that of the alternative",
    "volatility_ratio": "volatility divided by that of the alternative",
    "sharpe_difference": "Sharpe ratio less that of the alternative",
    "drawdown_ratio": "deepest fall divided by that of the alternative",
    "cvar_ratio": "mean of the worst 5 percent of returns divided by that of the alternative",
    "downside_ratio": "downside deviation divided by that of the alternative",
    "fee_gap": "cost of all fees in a year less that of the alternative, basis points",
    "days_to_cash_gap": "days to cash less those of the alternative",
    "ks_pme": "public market equivalent after Kaplan and Schoar",
    "direct_alpha": "yearly return above the index, from its cash flows",
    "net_irr": "internal rate of return, net of all fees",
    "tvpi": "total value over paid-in capital",
    "hhi_change": "change in the Herfindahl index of the portfolio",
    "plan_volatility_change": "change in the volatility of the portfolio",
    "marginal_risk": "part of the portfolio's volatility that comes from the candidate",
}
"""Statistic → what it is."""

ESTIMATORS = {
    "sample": "no error is estimated",
    "iid": "as if returns were independent and normal; printed to compare, never judged by",
    "hac": "Parzen kernel, bandwidth after Andrews",
    "hac_prewhitened": "Parzen kernel after prewhitening by a first-order autoregression",
    "jkm": "Jobson and Korkie, corrected by Memmel; independent normal returns; never judged by",
    "bootstrap": "studentised circular block bootstrap",
    "percentile": "circular block bootstrap, percentiles",
    "exact": "arithmetic on stated figures",
}
"""Estimator → how the error was found."""

BENEFITS = {
    "may_count": "a collateral benefit may decide between the choices",
    "may_not_count": "a collateral benefit may not count",
    "nothing_to_decide": "it is shown to return more: its economics decide, and a benefit has nothing to decide",
    "restricted": "the law of the place lets a collateral benefit only be reported",
    "not_known": "no rule of the place is on file: whether a collateral benefit may decide is for counsel to say",
    "not_asked": "no collateral benefit was used",
}
"""What collateral benefits may do → in words."""

STANDINGS = {
    "adopted": "the board adopted it",
    "binding": "it was in force, and may bind a plan that is not governmental",
    "comparison": "no text applies: the plan is governmental and adopted none; shown for comparison only",
    "unknown": "whether any text applies is not known: the portfolio does not say whether the plan is governmental",
}
"""Why a decision is judged by a text → in words."""
