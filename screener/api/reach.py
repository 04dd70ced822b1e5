"""What would it take: the smallest change to a portfolio by which a figure reaches a share of net market value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from screener import reach as reaching
from screener import report
from screener.api.display.extra import need
from screener.api.frames import as_frame
from screener.api.scenario import Scenario
from screener.errors import InputError, join_problems
from screener.tables import EXACT_MONEY, FLAG, MONEY, NUMBER, TEXT
from screener.tables.vocabulary import DOL_VINTAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from screener.whatif import Session

NOTE = (
    "This is analysis, not advice. It leaves out costs, taxes, lot sizes, liquidity, prices that move with trades, "
    "what a mandate allows in each account, and whether purchases are prudent."
)
GATE = (
    "The limits on return and risk are in the sense of the former "
    f"{DOL_VINTAGES['IB 2015-01'].citation}, which binds no public plan: neither less return for the same risk "
    "nor more risk for the same return because of a benefit to others. The bulletin compares with available "
    "alternatives; these limits compare with the portfolio itself, by the figures given. They are no prudence test; "
    "'screener eti test' is one."
)
_TRADES: list[pa.Field[Any]] = [
    *(pa.field(name, TEXT) for name in ("position", "security", "security_name", "issuer")),
    *(pa.field(name, MONEY) for name in ("before", "after", "change")),
]
_FIGURES: list[pa.Field[Any]] = [
    pa.field("figure", TEXT),
    *(pa.field(name, EXACT_MONEY) for name in ("before", "after")),
    pa.field("unit", TEXT),
]
_LIMITS: list[pa.Field[Any]] = [
    pa.field("limit", TEXT),
    *(pa.field(name, NUMBER) for name in ("value", "bound")),
    pa.field("binds", FLAG),
    *(pa.field(name, NUMBER) for name in ("shadow_price", "without")),
    pa.field("says", TEXT),
]


@dataclass(frozen=True)
class Reach:
    """What it would take, checked by a screen of the portfolio after the trades. It is analysis, not advice.

    Examples
    --------
    >>> ford = [{"ticker": "F", "asset_class": "equity"}]
    >>> found = munis.reach("in_state_manufacturing", 0.001, end="best", candidates=ford, avoid=())
    >>> found
    <Reach: In-state manufacturing, by operations, best end: from 0.00% to 0.10% of net market value with a ...>
    """

    answer: reaching.Answer
    """The answer as it was found."""
    scenario: Scenario | None
    """The portfolio after the trades, screened; none where the share cannot be reached."""
    currency: str
    """Base currency."""

    @property
    def status(self) -> Literal["reached", "not possible"]:
        """Whether the share can be reached within the limits.

        Examples
        --------
        >>> munis.reach("in_state_manufacturing", 0.05, end="best", avoid=()).status  # bonds of governments alone
        'not possible'
        """
        return "reached" if self.answer.is_reached else "not possible"

    @property
    def largest(self) -> float:
        """The largest share of net market value that can be reached within the limits, 0–1.

        Examples
        --------
        >>> munis.reach("in_state_manufacturing", 0.05, end="best", avoid=()).largest
        0.0
        """
        return self.answer.largest

    @property
    def trades(self) -> pd.DataFrame:
        """One row per position that is traded, the largest first; none where the share cannot be reached.

        ``position`` (account, path, security, side), ``security``, ``security_name``, ``issuer`` (``<NA>`` where nobody
        knows it); ``before``, ``after`` and ``change`` in base currency, to the cent; the changes add up to zero.

        Examples
        --------
        >>> found.trades["security_name"].to_list()[1], found.trades["change"].sum()
        ('FORD MOTOR CO', Decimal('0.00'))
        """
        return as_frame(self._trades)

    @cached_property
    def _trades(self) -> pa.Table:
        """The trades: kept as Arrow, which nobody changes in place."""
        rows = [
            {
                "position": trade.asset.position,
                "security": trade.asset.security_id,
                "security_name": trade.asset.title,
                "issuer": trade.asset.issuer_name,
                "before": trade.before,
                "after": trade.before + trade.change,
                "change": trade.change,
            }
            for trade in self.answer.trades
        ]
        return pa.Table.from_pylist(rows, schema=pa.schema(_TRADES))

    @property
    def figures(self) -> pd.DataFrame:
        """The figure, turnover, tracking error, volatility and return: ``figure``, ``before``, ``after``, ``unit``.

        What is unknown is ``<NA>``, and so is all that is after trades that are not possible. Risk and return are those
        of the moments that were given, and a year's.

        Examples
        --------
        >>> after = found.figures.set_index("figure")["after"]
        >>> round(after["share, best"], 4), after["one-way turnover"] > after["share, best"]
        (Decimal('0.0010'), True)
        """
        return as_frame(self._figures)

    @cached_property
    def _figures(self) -> pa.Table:
        """The figures before and after."""
        rows = [
            {"figure": one.name, "before": _placed(one.before), "after": _placed(one.after), "unit": one.unit}
            for one in self.answer.measures
        ]
        return pa.Table.from_pylist(rows, schema=pa.schema(_FIGURES))

    @property
    def limits(self) -> pd.DataFrame:
        """One row per limit: ``limit``, ``value``, ``bound``, ``binds``, ``shadow_price``, ``without``, ``says``.

        ``value`` is what the trades come to (where it is not possible, those of the largest share), ``bound`` what they
        may come to, or how many positions the limit keeps from a trade. ``shadow_price`` is what one unit more room
        would save of the objective; ``without``, what the objective would be with this limit alone lifted, asked of
        limits that are reached. Where the share is not possible both are about the largest share. ``<NA>`` is unknown
        or not asked.

        Examples
        --------
        >>> found.limits.loc[found.limits["binds"].fillna(False), "limit"].to_list()
        ['share']
        """
        return as_frame(self._limits)

    @cached_property
    def _limits(self) -> pa.Table:
        """The limits."""
        rows = [
            {
                "limit": one.name,
                "value": one.value,
                "bound": one.bound,
                "binds": one.is_binding,
                "shadow_price": one.shadow_price,
                "without": one.without,
                "says": one.says,
            }
            for one in self.answer.limits
        ]
        return pa.Table.from_pylist(rows, schema=pa.schema(_LIMITS))

    def as_text(self, limit: int = 10) -> str:
        """Return it for a person: the answer, trades, limits that bind or are not tested, and what is left out.

        Parameters
        ----------
        limit : int
            Trades that are shown; the rest is counted.

        Examples
        --------
        >>> print(found.as_text(1))
        In-state manufacturing, by operations, best end: from 0.00% to 0.10% of net market value ...
        Trades (2), USD
          sell ...
          … and 1 more
        ...
        """
        trades = self.answer.trades
        lines = [self._headline(), ""]
        if trades:
            lines += [f"Trades ({len(trades):,}), {self.currency}"]
            lines += [f"  {_traded(trade)}" for trade in trades[:limit]]
            lines += [f"  … and {len(trades) - limit:,} more"] if len(trades) > limit else []
            lines.append("")
        lines += ["Limits", *(f"  {said}" for said in self._said()), "", NOTE, GATE]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Reach: {self._headline()}>"

    def _repr_html_(self) -> str:
        """Return the answer as a notebook shows it."""
        table = ""
        if self.answer.trades and find_spec("great_tables") is not None:
            from screener.api.display import show  # noqa: PLC0415  slow to import

            table = str(show(self.trades.drop(columns=["position"])).as_raw_html())
        limits = "".join(f"<li>{escape(said)}</li>" for said in self._said())
        return (
            f"<p><b>{escape(self._headline())}</b></p>{table}<ul>{limits}</ul>"
            f"<p><small>{escape(NOTE)} {escape(GATE)}</small></p>"
        )

    def _headline(self) -> str:
        """Return the answer in one sentence."""
        asked, answer = self.answer.asked, self.answer
        of = f"{answer.title}, {asked.end} end"
        if not answer.is_reached:
            most = f"{answer.largest:.2%} of net market value is the largest share"
            return f"{of}: {asked.share:.2%} is not possible within these limits; {most}"
        turnover = next(one.after for one in answer.measures if one.name == "one-way turnover")
        after = answer.ends[asked.end][1] / answer.net
        return (
            f"{of}: from {answer.share_before:.2%} to {after:.2%} of net market value with a one-way turnover of "
            f"{turnover:.2%} in {len(answer.trades):,} trades"
        )

    def _said(self) -> list[str]:
        """Return each limit in words, those that bind first."""
        order = sorted(self.answer.limits, key=lambda one: not one.is_binding)
        return [f"{'binds: ' if one.is_binding else ''}{one.says}{_numbers(one)}" for one in order]


def reach_of(
    session: Callable[[], Session],
    figure: str,
    share: Decimal | float,
    *,
    end: Literal["low", "best", "high"] = "low",
    objective: Literal["turnover", "tracking_error"] = "turnover",
    candidates: Sequence[Mapping[str, Any]] = (),
    frozen: Iterable[str] = (),
    asset_classes: Iterable[str] | None = None,
    max_weight: Decimal | float | None = 0.05,
    max_turnover: Decimal | float | None = None,
    max_tracking_error: float | None = None,
    max_return_loss: float | None = 0.0,
    max_added_risk: float | None = 0.0,
    avoid: Iterable[tuple[str, str] | str] | None = None,
    returns: pd.DataFrame | None = None,
    periods_a_year: int = 12,
    covariance: pd.DataFrame | None = None,
    expected_returns: Mapping[str, float] | None = None,
) -> Reach:
    """Return what it would take; see `screener.Run.reach`, whose arguments these are.

    Parameters
    ----------
    session : callable
        Gives the portfolio, screened; called once the question is known to mean something.

    Raises
    ------
    ScreenerError
        The question means nothing, or cvxpy is not installed.
    """
    need("cvxpy", "cvxpy", "questions of what it would take")
    faults: list[str] = []
    moments = _moments(faults, returns, covariance, expected_returns, periods_a_year)
    yearly = {
        "max_tracking_error": max_tracking_error,
        "max_return_loss": max_return_loss,
        "max_added_risk": max_added_risk,
    }
    asked = reaching.Asked(
        figure=figure,
        share=_number("share", share, faults),
        end=end,
        objective=objective,
        candidates=tuple(candidates),
        frozen=_texts(frozen),
        asset_classes=reaching.TRADABLE if asset_classes is None else _texts(asset_classes),
        max_weight=None if max_weight is None else _number("max_weight", max_weight, faults),
        max_turnover=None if max_turnover is None else _number("max_turnover", max_turnover, faults),
        **{name: None if value is None else float(_number(name, value, faults)) for name, value in yearly.items()},
        avoid=None if avoid is None else _criteria(avoid, faults),
        moments=moments,
    )
    if faults := [*faults, *asked.faults()]:
        raise InputError(join_problems(faults, "a question that cannot be asked:"))
    screened = session()
    answer = reaching.reach(screened, asked)
    scenario = None
    if answer.is_reached:
        scenario = Scenario(screened, answer.change)
        answer.require_kept({name: scenario.arrow(name) for name in ("positions", "exposures")})
    return Reach(answer, scenario, screened.job.question.portfolio.base_currency)


def _moments(
    faults: list[str],
    returns: pd.DataFrame | None,
    covariance: pd.DataFrame | None,
    expected: Mapping[str, float] | None,
    periods_a_year: int,
) -> reaching.Moments:
    """Return what is known of returns; what is wrong with it is added to the faults."""
    if returns is not None and covariance is not None:
        faults.append("returns, covariance: give one of the two; a covariance is taken from returns")
    moments = reaching.Moments()
    try:
        if returns is not None:
            if not returns.index.is_unique:
                faults.append("returns: a date stands twice")
            names = [str(name) for name in returns.columns]
            moments = reaching.of_returns(returns.to_numpy(dtype=float, na_value=float("nan")), names, periods_a_year)
        elif covariance is not None:
            names = [str(name) for name in covariance.columns]
            if names != [str(name) for name in covariance.index]:
                faults.append("covariance: rows and columns have other names, or another order")
            moments = reaching.of_covariance(covariance.to_numpy(dtype=float, na_value=float("nan")), names)
    except InputError as error:
        faults.append(error.message)
        moments = reaching.Moments((), reaching.NOTHING)
    try:
        return moments if expected is None else reaching.of_expected(moments, dict(expected))
    except InputError as error:
        faults.append(error.message)
        return moments


def _number(name: str, value: Any, faults: list[str]) -> Decimal:
    """Return a number as the decimal that it is written as; a text is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and not isinstance(value, str):
        return number
    faults.append(f"{name}: {value!r} is no number")
    return Decimal(0)


def _criteria(given: Iterable[tuple[str, str] | str], faults: list[str]) -> tuple[tuple[str, str], ...]:
    """Return criteria as (rulebook, criterion), given so or as ``"rulebook/criterion"``."""
    found = []
    for one in (given,) if isinstance(given, str) else given:
        parts = one.split("/") if isinstance(one, str) else one
        match parts:
            case [str(book), str(criterion)] if book and criterion:
                found.append((book, criterion))
            case _:
                faults.append(f"avoid: {one!r} is no criterion; give rulebook/criterion, such as exclusions/div-coal")
    return tuple(found)


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    """Return texts; one alone may be given as it is."""
    return (given,) if isinstance(given, str) else tuple(given)


def _placed(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-14))


def _traded(trade: reaching.Trade) -> str:
    """Return a trade as a line of text."""
    what = "buy" if trade.change > 0 else "sell all" if trade.change == -trade.before else "sell"
    return f"{what} {report.amount(abs(trade.change))} of {trade.asset.title} ({trade.asset.position})"


def _numbers(limit: reaching.Limit) -> str:
    """Return the numbers of a limit."""
    if limit.value is None or limit.bound is None or limit.name == "share":
        return ""
    return f": {limit.value:z.4%} of {limit.bound:z.4%}"
