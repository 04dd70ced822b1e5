"""``portfolios/<id>/eti/<decision>.toml``: an investment proposed as economically targeted, and its record.

Only what nothing can be computed without is required here. What the applied text wants on record besides may be left
out while the file is filled in: `screener.eti.record` names it, and refuses the record until it is there. A line that
is left out is unknown. Shares and rates are fractions as text ("0.0025" is 0.25 percent), fees are basis points.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictInt, ValidationInfo, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from screener.errors import nearest
from screener.tables.vocabulary import DOL_VINTAGES
from screener.workspace.inputs import Strict
from screener.workspace.reasons import Benefit, Collateral, Factor, Items2020, Process
from screener.workspace.values import (
    Count,
    Currency,
    Day,
    Exact,
    FileName,
    Flag,
    NotNegative,
    Positive,
    Rate,
    Rating,
    Share,
    Text,
    Year,
)

DEFAULT_SEED = 20_080_101
"""Of the draws, where the file names none: any number serves, as long as it stays."""


class SeriesSpec(Strict):
    """A column of a file that holds returns, or prices to make returns of."""

    file: FileName
    """Beside the decision file, or elsewhere in the portfolio's folder."""
    month: Text = "month"
    """Heading of the column of dates."""
    column: Text = "return"
    """Heading of the column of returns or prices."""
    kind: Literal["returns", "prices"] = "returns"
    """Whether the column holds returns, or prices or index values to make returns of."""
    unit: Literal["percent", "fraction"] | None = None
    """Of returns; prices have none."""
    frequency: Literal["daily", "monthly", "quarterly"] = "monthly"
    """How often the column has a row."""
    sheet: Text | None = None
    """Sheet of a workbook; the first by default."""
    net_of_fees: Flag | None = None
    """Whether all fees are taken off already."""

    @model_validator(mode="after")
    def _has_a_unit(self) -> SeriesSpec:
        if self.kind == "returns" and self.unit is None:
            raise ValueError('returns need a unit: "percent" (1.25 is 1.25 %) or "fraction" (0.0125 is 1.25 %)')
        if self.kind == "prices" and self.unit is not None:
            raise ValueError("prices have no unit; remove the line")
        return self


class Assumptions(Strict):
    """What is expected of an investment, where documented assumptions are compared instead of a history."""

    expected_return: Rate
    """A year, net of all fees."""
    volatility: Annotated[Exact, Field(gt=0, lt=2)]
    """Standard deviation of a year's return."""
    source: Text
    """Document that the assumptions are from."""
    as_of: Day
    """The day that the source is of."""


class Fees(Strict):
    """What an investment costs in a year, in basis points of the money in it."""

    management_bp: NotNegative | None = None
    """Fee of the manager."""
    performance_bp: NotNegative | None = None
    """Fee on performance, or carried interest, at the expected return."""
    carry: Text | None = None
    """Terms of carried interest, in words: rate, hurdle, catch-up, clawback."""
    other_bp: NotNegative | None = None
    """What else it costs: custody, administration, audit."""
    offsets_bp: NotNegative | None = None
    """What is paid back or set off."""
    total_bp: NotNegative | None = None
    """All of them together."""
    source: Text | None = None
    """Document that the fees are from."""
    as_of: Day | None = None
    """The day that the source is of."""


class CashFlows(Strict):
    """The dated cash flows of a private fund, net of all fees, and its values."""

    file: FileName
    """With the columns date, contribution, distribution, nav; one row a date."""
    source: Text | None = None
    """Document that the cash flows are from."""


class Investment(Strict):
    """What the candidate and its alternatives say of themselves alike."""

    name: Text
    """What it is called; each has a name of its own."""
    why: Text | None = None
    """Why it is proposed; of an alternative, why it was chosen to compare with."""
    sub_class: Text | None = None
    """Sub-class of assets, such as "US investment-grade bonds"; alike where the words are the same."""
    strategy: Text | None = None
    """Of a private fund, such as "growth capital"."""
    region_class: Text | None = None
    """Class of regions that a private fund invests in, such as "one US state"."""
    vintage_year: Year | None = None
    """Year in which a private fund began to invest."""
    duration_years: NotNegative | None = None
    """Duration of bonds, in years."""
    rating: Rating | None = None
    """Credit rating of bonds, on the usual scale of 22 steps."""
    leverage: Text | None = None
    """What it borrows, or that it does not."""
    days_to_cash: Count | None = None
    """Days from the order to sell until all of it is money."""
    redemption: Text | None = None
    """On which terms it can be redeemed or sold."""
    position_value: Positive | None = None
    """Value of what would be held, in the decision's currency; the decision's amount where absent."""
    daily_volume: Positive | None = None
    """Value traded on an average day, in the decision's currency, of what is listed."""
    fees: Fees | None = None
    """What it costs in a year."""
    returns: SeriesSpec | None = None
    """Column of a file that holds its returns, or prices to make returns of."""
    assumptions: Assumptions | None = None
    """What is expected of it, where assumptions are compared instead of a history."""
    cash_flows: CashFlows | None = None
    """Dated cash flows of a private fund, and its values."""


class Alternative(Investment):
    """Something else that the money could have gone to."""

    available: Flag | None = None
    """Whether the plan could have bought it; one that could not does not dominate."""
    why_rejected: Text | None = None
    """Why it was not chosen."""


class Window(Strict):
    """Which part of the history is compared; all of it where the table is absent."""

    first: Day | None = None
    """First day that is compared."""
    last: Day | None = None
    """Last day that is compared."""
    why: Text | None = None
    """Why no more of the history is compared."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Window:
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"it ends on {self.last}, before it begins on {self.first}")
        return self


class Cap(Strict):
    """The most that the policy lets one issuer, industry, state or asset class have of the portfolio."""

    kind: Literal["issuer", "industry", "state", "asset_class"]
    """What the limit is of."""
    name: Text | None = None
    """Of which one; of each where absent."""
    limit: Share
    """The most that it may have, as a share: 5 percent is "0.05"."""


class Sleeve(Strict):
    """A part of the portfolio with its returns, to say what the purchase does to the risk of the whole."""

    name: Text
    """As in the column asset_class of the file of weights."""
    returns: SeriesSpec
    """Column of a file that holds the returns of this part."""


class PlanEffect(Strict):
    """What the purchase does to the plan."""

    weights: FileName | None = None
    """File with the columns issuer, industry, state, asset_class, before, after: shares that add up to 1 each time."""
    liquid_assets_after: Exact | None = None
    """What the plan can turn into money soon, after the purchase."""
    net_outflow: Exact | None = None
    """Benefits and expenses less contributions over the next 12 months."""
    projected_return_before: Rate | None = None
    """Projected return of the whole plan a year, without the purchase."""
    projected_return_after: Rate | None = None
    """Projected return of the whole plan a year, with the purchase."""
    assumed_return: Rate | None = None
    """Return a year that the plan's actuary assumes."""
    is_diversification_equal: Flag | None = None
    """Whether candidate and alternatives were found equal for the plan's diversification."""
    is_liquidity_equal: Flag | None = None
    """Whether candidate and alternatives were found equal for the plan's liquidity."""
    cap: tuple[Cap, ...] = ()
    """Limits of the policy, one ``[[plan.cap]]`` each."""
    caps: Literal["none"] | None = None
    """That the policy has no caps."""
    sleeve: tuple[Sleeve, ...] = ()
    """Parts of the portfolio with their returns, one ``[[plan.sleeve]]`` each."""

    @model_validator(mode="after")
    def _has_caps_or_none(self) -> PlanEffect:
        if self.caps and self.cap:
            raise ValueError('caps = "none" stands beside [[plan.cap]]; remove one of them')
        return self


class Horizon(Strict):
    """For how long."""

    holding_term_years: NotNegative | None = None
    """For how many years the investment is to be held."""
    policy_horizon_years: NotNegative | None = None
    """For how many years the policy looks ahead."""
    same_horizon: Flag | None = None
    """Whether candidate and alternatives were compared over the same horizon."""


class Peers(Strict):
    """What other private funds of the same strategy, region and vintage came to, by one statistic."""

    statistic: Literal["net_irr", "tvpi"]
    """What is compared: net internal rate of return, or total value to paid-in capital."""
    source: Text
    """Who publishes it, and where it was read."""
    as_of: Day
    """The day that the figures describe."""
    vintage_year: Year
    """Year in which the funds began to invest."""
    quartiles: tuple[Exact, Exact, Exact] | None = None
    """Lower quartile, median, upper quartile; rates as fractions."""
    values: tuple[Exact, ...] = ()
    """Or one number a fund."""

    @model_validator(mode="after")
    def _say_one_thing(self) -> Peers:
        if (self.quartiles is None) == (not self.values):
            raise ValueError("give quartiles (lower, median, upper), or values (one a fund), not both or neither")
        if self.quartiles and list(self.quartiles) != sorted(self.quartiles):
            raise ValueError("the quartiles are lower, median and upper, in this order")
        return self


class Private(Strict):
    """What private funds are held against."""

    index: SeriesSpec | None = None
    """Total-return index of a public market, as prices: what the cash flows would have earned there."""
    index_name: Text | None = None
    """What the index is called."""
    peers: tuple[Peers, ...] = ()
    """What other funds came to, one ``[[private.peers]]`` a statistic."""


class Decision(Strict):
    """One decision, as its file says."""

    title: Text
    """What was decided on, in a few words."""
    label: Text | None = None
    """What it is, where it is not a real decision of a real board."""
    decision_date: Day
    """The day of the decision, whose law it is judged by."""
    created_at: Day | None = None
    """The day that this record was finished."""
    named_on: Day | None = None
    """The day that candidate and alternatives were named."""
    results_seen_on: Day | None = None
    """The first day that anybody looked at results of the comparison."""
    adopted_vintage: str | None = None
    """Text of the Department of Labor that the board adopted."""
    policy_version: Text | None = None
    """Version of the investment policy that it was made under."""
    permitted_by_policy: Flag | None = None
    """Whether that policy permits the investment."""
    sleeve: Literal["listed_bonds", "listed_equity", "private"]
    """Kind of investment, which says by which margins it is compared."""
    amount: Positive | None = None
    """How much was proposed."""
    currency: Currency = "USD"
    """Currency of all amounts, three letters."""
    return_basis: Literal["history", "assumptions"] = "history"
    """Whether a history is compared, or documented assumptions."""
    pool: Text | None = None
    """From what the alternatives were chosen."""
    pool_rule: Text | None = None
    """By which rule."""
    seed: Count = DEFAULT_SEED
    """Of the random draws: any number serves, as long as it stays."""
    draws: StrictInt = Field(default=5_000, ge=500, le=100_000)
    """How many random draws are made."""
    window: Window = Window()
    """Which part of the history is compared."""
    risk_free: SeriesSpec | None = None
    """Column of a file that holds the returns of what has no risk."""
    candidate: Investment
    """What is proposed."""
    alternative: tuple[Alternative, ...] = ()
    """What else the money could have gone to, one ``[[alternative]]`` each."""
    plan: PlanEffect = PlanEffect()
    """What the purchase does to the plan."""
    horizon: Horizon = Horizon()
    """For how long it is to be held."""
    private: Private = Private()
    """What private funds are held against."""
    factor: tuple[Factor, ...] = ()
    """What spoke for the choice in the economic analysis, one ``[[factor]]`` each."""
    benefit: tuple[Benefit, ...] = ()
    """Claims of a benefit beside the financial one, one ``[[benefit]]`` each."""
    collateral: Collateral = Collateral()
    """What the benefits were used for."""
    items_2020: Items2020 = Items2020()
    """The three items that the rule of 2020 wants."""
    process: Process = Process()
    """Who decided, and how."""

    id: SkipJsonSchema[str]
    """The file's name without its ending."""
    path: SkipJsonSchema[Path]
    """The file itself; those it names are beside it."""

    @field_validator("adopted_vintage")
    @classmethod
    def _is_vintage(cls, value: str | None) -> str | None:
        if value is not None and value not in DOL_VINTAGES:
            known = list(DOL_VINTAGES)
            raise ValueError(f"{value!r} is no text that is known{nearest(value, known)}; one of {', '.join(known)}")
        return value

    @field_validator("factor")
    @classmethod
    def _weigh_no_more_than_all(cls, value: tuple[Factor, ...]) -> tuple[Factor, ...]:
        total = sum((factor.weight or Decimal(0) for factor in value), Decimal(0))
        if total > 1:
            raise ValueError(f"the weights add up to {total}; they are shares of one decision, so to no more than 1")
        return value

    @field_validator("alternative")
    @classmethod
    def _have_names_of_their_own(cls, value: tuple[Alternative, ...], info: ValidationInfo) -> tuple[Alternative, ...]:
        candidate = info.data.get("candidate")
        taken = {candidate.name.casefold(): "the candidate"} if candidate else {}
        for place, entry in enumerate(value):
            other = taken.setdefault(entry.name.casefold(), f"alternative {place + 1}")
            if other != f"alternative {place + 1}":
                said = f"{other} is called so already; candidate and alternatives each need a name of their own"
                raise PydanticCustomError("name_taken", "{said}", {"said": said, "at": (place, "name")})
        return value

    def named(self, file: str) -> Path:
        """Return where a file that the decision names lies."""
        return self.path.parent / file

    @property
    def parties(self) -> tuple[tuple[tuple[str | int, ...], Investment], ...]:
        """The candidate and its alternatives, each with its key path."""
        others = [(("alternative", place), entry) for place, entry in enumerate(self.alternative)]
        return ((("candidate",), self.candidate), *others)

    @property
    def mentions(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Every file that it names, with the key path of where, in the order in which the record is read."""
        specs = [
            (("risk_free",), self.risk_free),
            (("private", "index"), self.private.index),
            *((("plan", "sleeve", place, "returns"), one.returns) for place, one in enumerate(self.plan.sleeve)),
            *(((*path, "returns"), entry.returns) for path, entry in self.parties),
            *(((*path, "cash_flows"), entry.cash_flows) for path, entry in self.parties),
        ]
        found = [((*path, "file"), spec.file) for path, spec in specs if spec]
        return (*found, *([(("plan", "weights"), self.plan.weights)] if self.plan.weights else []))

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it names, each once, in the order in which the record is read."""
        return tuple(dict.fromkeys(name for _, name in self.mentions))
