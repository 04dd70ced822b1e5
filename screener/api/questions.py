"""What a run can be asked: what if, over a range, and what it would take. Nothing is written."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from screener.api.frames import Tables
from screener.api.given import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    import pandas as pd

    from screener.api.reach import Reach
    from screener.api.scenario import Scenario, Sensitivity
    from screener.whatif import Session


class Questions(Tables):
    """A run that is asked questions of its portfolio as it could be.

    Examples
    --------
    Here ``munis`` is ``ws.latest("kentucky-munis")``.

    >>> figures = munis.what_if(state="IN").figures.set_index(["figure", "basis"])
    >>> figures.loc[("in_state", "operations"), "best"] == 0
    True
    """

    _root: Path
    _folder: Path

    @property
    @abstractmethod
    def manifest(self) -> Mapping[str, Any]:
        """What the run was made of."""

    @cached_property
    def session(self) -> Session:
        """The portfolio of the run screened again in memory: what `what_if` asks. Made once, in some seconds.

        Raises
        ------
        InputError
            The portfolio, its rules or the program have changed since the run. They are looked at once, when the first
            question is asked; what changes later is not seen.

        Examples
        --------
        >>> munis.session.base.tables["holdings"].num_rows
        55
        """
        from screener.api.scenario import session_of  # noqa: PLC0415  slow to import

        return session_of(self._root, self._folder, self.manifest)

    def what_if(
        self,
        *,
        sell: Mapping[str, Decimal | float] | Iterable[str] = (),
        add: Sequence[Mapping[str, Any]] | Mapping[str, Any] = (),
        swap: Mapping[str, Mapping[str, Any]] | None = None,
        price: Mapping[str, Decimal | float] | None = None,
        parameters: Mapping[str, Decimal | float] | None = None,
        rulebooks: Sequence[str | Path] | None = None,
        add_rulebook: str | Path | None = None,
        state: str | None = None,
        facts: Mapping[tuple[str, str, str] | str, float | str | bool | None] | None = None,
    ) -> Scenario:
        """Return what the screen would come to with something changed. Nothing is written, and the run stays as it is.

        Parameters
        ----------
        sell : mapping or iterable of str
            Lines → the part of them that is sold, 0 to 1; all of them where only names are given. Lines are named by
            ticker, CUSIP, ISIN, SEDOL, FIGI, ``security_id``, ``file:line``, or all at once ``account:NAME`` or
            ``asset_class:NAME``. What a sale brings is cash.
        add : sequence of mappings
            Purchases (or one mapping), paid from cash: ``market_value`` in base currency, ``asset_class``, and a code
            or a name, as columns of the table `holdings`.
        swap : mapping
            Lines → what is bought for the same money, as in `add`, without a value.
        price : mapping
            Lines → change of price: ``-0.2`` is a fifth less.
        parameters : mapping
            ``rulebook.parameter`` → its value on every date.
        rulebooks : sequence of str or path
            Judge by these, and by those of the jurisdiction, instead: names, or paths of drafts kept elsewhere.
        add_rulebook : str or path
            Judge by this one too; a draft takes the place of the one of its name.
        state : str
            Home state, two letters.
        facts : mapping
            ``(kind of subject, subject, fact)``, or ``"place/21111/persistent_poverty"``, → what it is supposed to be;
            None is unknown. Also attested ones, named as in an attestation file.

        Raises
        ------
        ScreenerError
            The change names what is not there; every fault at once.

        Examples
        --------
        >>> munis.what_if(state="IN")
        <Scenario of kentucky-munis as of 2024-12-31: state IN>
        """
        from screener.api.scenario import Scenario  # noqa: PLC0415  slow to import
        from screener.api.supposed import change_of  # noqa: PLC0415

        change = change_of(
            sell=sell,
            add=add,
            swap=swap,
            price=price,
            parameters=parameters,
            rulebooks=rulebooks,
            add_rulebook=add_rulebook,
            state=state,
            facts=facts,
        )
        return Scenario(self.session, change)

    def sensitivity(self, parameter: str, values: Iterable[Decimal | float] | float) -> Sensitivity:
        """Return what the screen would come to at each value of a parameter.

        Parameters
        ----------
        parameter : str
            ``rulebook.parameter``, or ``parameter`` where one rulebook alone has it.
        values : iterable of numbers
            In the parameter's unit; asked in ascending order, each once.

        Raises
        ------
        NotFoundError
            No rulebook of the run has the parameter.
        InputError
            There is no value, or one is no number.

        Examples
        --------
        >>> munis.sensitivity("eda_unemployment_gap", [0.5, 2])
        <Sensitivity to community-development.eda_unemployment_gap over 2 values: ...>
        """
        from screener.api.scenario import swept  # noqa: PLC0415  slow to import

        asked = numbers(values, "values")
        return swept(self.session, parameter, asked)

    def reach(
        self,
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
        """Return the smallest change by which a figure reaches a share of net market value, within limits.

        It is analysis, not advice: costs, taxes, lot sizes, liquidity and mandates are left out. Nothing is written.

        Parameters
        ----------
        figure : str
            Such as ``"in_state_manufacturing"``, or ``"in_state/operations/county/17031"``, as `explain` names it.
        share : number
            Share of net market value to reach, 0–1.
        end : {"low", "best", "high"}
            End of the figure's range that has to reach it; by the lower end what is unknown never helps.
        objective : {"turnover", "tracking_error"}
            What is to be smallest: one-way turnover, or the yearly tracking error against the portfolio as it is.
        candidates : sequence of mappings
            What may be bought beside what is held: as `add` of `what_if`, without ``market_value``.
        frozen : iterable of str
            Lines that are not traded, named as in `what_if`.
        asset_classes : iterable of str
            Those that are traded; by default no cash, derivatives, private or structured holdings.
        max_weight : number
            Share of net market value that one security is bought up to; None: no limit.
        max_turnover : number
            Largest one-way turnover, as a share of net market value.
        max_tracking_error : float
            Largest yearly tracking error; needs `returns` or `covariance`.
        max_return_loss : float
            By how much the expected yearly return may fall; held where `expected_returns` are given.
        max_added_risk : float
            By how much the yearly volatility may rise; held where `returns` or a `covariance` are given.
        avoid : iterable of (rulebook, criterion), or of "rulebook/criterion"
            Nothing is bought that fails one of them, or of which it is unknown. None: all of rulebook ``exclusions``.
        returns : DataFrame
            One row a period, one column a ``security_id`` or ticker, as fractions. The covariance is shrunk after
            Ledoit and Wolf (2004). What has no return in some period is not traded.
        periods_a_year : int
            Of `returns`: 12 are months.
        covariance : DataFrame
            Yearly, instead of `returns`: rows and columns are ``security_id`` or ticker.
        expected_returns : mapping
            ``security_id`` or ticker → expected yearly return. What has none is not traded.

        Raises
        ------
        ScreenerError
            The question means nothing or names what is not there, cvxpy is not installed, or a screen of the portfolio
            after the trades is not what was promised.

        Examples
        --------
        >>> ford = [{"ticker": "F", "asset_class": "equity"}]
        >>> found = munis.reach("in_state_manufacturing", 0.001, end="best", candidates=ford, avoid=())
        >>> found.status, len(found.trades)
        ('reached', 2)
        """
        from screener.api.reach import reach_of  # noqa: PLC0415  slow to import

        return reach_of(
            lambda: self.session,
            figure,
            share,
            end=end,
            objective=objective,
            candidates=candidates,
            frozen=frozen,
            asset_classes=asset_classes,
            max_weight=max_weight,
            max_turnover=max_turnover,
            max_tracking_error=max_tracking_error,
            max_return_loss=max_return_loss,
            max_added_risk=max_added_risk,
            avoid=avoid,
            returns=returns,
            periods_a_year=periods_a_year,
            covariance=covariance,
            expected_returns=expected_returns,
        )
