"""Is this an ETI, asked from Python: series on their own, or the decisions of a portfolio; memos of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from screener.api.checks import TEXTS, checks_html, checks_of, criteria_of, figures_of
from screener.api.given import day_of, listed
from screener.api.rows import Text, frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from screener.eti import Trial
    from screener.tables.prudence import Record


@dataclass(frozen=True, repr=False, eq=False)
class PrudenceTest:
    """What return series show of a candidate beside its alternatives, under one text.

    Examples
    --------
    >>> trial = ws.eti.test("fund.csv", ["index.csv"], unit="percent", margin=0.0025)
    >>> trial
    Not shown: the returns show neither what IB 2015-01 asks for nor the contrary.
    ETI-01  pass: ...
    ETI-02  watch: ...
    """

    trial: Trial
    """All of it as plain data."""

    @property
    def outcome(self) -> str:
        """Pass, watch, fail, insufficient_data or not_applicable.

        Examples
        --------
        >>> trial.outcome
        'watch'
        """
        return self.trial.outcome

    @property
    def checks(self) -> pd.DataFrame:
        """One row per check of returns: outcome, what was found, and the figure that decides, per period.

        Examples
        --------
        >>> trial.checks[["check", "outcome"]].values.tolist()[:2]
        [['ETI-01', 'pass'], ['ETI-02', 'watch']]
        """
        return checks_of(self.trial.checks)

    @property
    def figures(self) -> pd.DataFrame:
        """One row per check × alternative × estimator × hypothesis: every estimate with its error.

        Examples
        --------
        >>> trial.figures["estimator"].dropna().unique().tolist()
        ['iid', 'hac', 'hac_prewhitened', 'bootstrap', 'percentile', 'jkm']
        """
        return figures_of(self.trial.checks)

    @property
    def criteria(self) -> pd.DataFrame:
        """One row per criterion of the text that returns can show: outcome and review.

        Examples
        --------
        >>> trial.criteria[["text", "rulebook_id", "criterion_id"]].values.tolist()
        [['IB 2015-01', 'dol-eti', 'dol-15a']]
        """
        return criteria_of((self.trial.answer.text, self.trial.answer.answers))

    def _repr_html_(self) -> str | None:
        """Return the checks as a notebook shows them; None where Great Tables is not installed."""
        return checks_html(self.trial.says, self.checks)

    def __repr__(self) -> str:
        return "\n".join([self.trial.says, *(f"{one.id}  {one.outcome}: {one.says}" for one in self.trial.checks)])


@dataclass(frozen=True, repr=False, eq=False)
class EtiDecision:
    """A decision on an economically targeted investment, measured and judged by the law of its own day.

    Examples
    --------
    >>> decision = ws.eti.decide("illinois-demo", "afl-cio-hit")[0]
    >>> decision.name
    'afl-cio-hit'
    """

    record: Record
    """The decision record as plain data: what was asked, measured and found."""

    @property
    def name(self) -> str:
        """Name of its file in ``eti/``.

        Examples
        --------
        >>> ws.eti.decide("illinois-demo", "afl-cio-hit")[0].name
        'afl-cio-hit'
        """
        return self.record.decision_id

    @property
    def outcome(self) -> str:
        """Its outcome under the text that was adopted, else the one in force on its day.

        Examples
        --------
        >>> decision = ws.eti.decide("illinois-demo", "afl-cio-hit")[0]
        >>> decision.outcome in {"pass", "watch", "fail", "insufficient_data"}
        True
        """
        return self.record.outcome

    @property
    def conclusion(self) -> Text:
        """What was found, in plain sentences, then what is not known.

        Examples
        --------
        >>> ws.eti.decide("illinois-demo", "afl-cio-hit")[0].conclusion.splitlines()[0]
        'Not shown. The data show neither what IB 2015-01 asks for nor the contrary.'
        """
        return Text("\n".join([*self.record.conclusion, *self.record.unknown, *self.record.refusals]))

    @property
    def checks(self) -> pd.DataFrame:
        """One row per check, of fourteen: outcome, what was found, and the figure that decides, per period.

        Examples
        --------
        >>> len(ws.eti.decide("illinois-demo", "afl-cio-hit")[0].checks)
        14
        """
        return checks_of(self.record.checks)

    @property
    def figures(self) -> pd.DataFrame:
        """One row per check × alternative × estimator × hypothesis: every estimate with its error.

        Examples
        --------
        >>> ws.eti.decide("illinois-demo", "afl-cio-hit")[0].figures["hypothesis"].unique().tolist()[0]
        'worse by the margin or more'
        """
        return figures_of(self.record.checks)

    @property
    def texts(self) -> pd.DataFrame:
        """The decision under each text of the law: one row per ``text``, in the order of their dates.

        Examples
        --------
        >>> ws.eti.decide("illinois-demo", "afl-cio-hit")[0].texts["text"].to_list()
        ['IB 94-1', 'IB 2008-01', 'IB 2015-01', 'FAB 2018-01', '404a-1 (2020)', '404a-1 (2022)']
        """
        return frame_of(
            (
                {name: getattr(one, name) for name in TEXTS} | {"because": " ".join(one.because)}
                for one in self.record.answers
            ),
            TEXTS,
        )

    @property
    def criteria(self) -> pd.DataFrame:
        """One row per ``text`` and criterion: outcome, and whether the criterion was confirmed against its source.

        Examples
        --------
        >>> ws.eti.decide("illinois-demo", "afl-cio-hit")[0].criteria["outcome"].value_counts().to_dict()
        {'watch': 9, 'pass': 5, 'insufficient_data': 4, 'fail': 1}
        """
        return criteria_of(*((one.text, one.answers) for one in self.record.answers))

    def _repr_html_(self) -> str | None:
        """Return the conclusion and the checks as a notebook shows them; None where Great Tables is not installed."""
        return checks_html(" ".join([f"{self.record.title}.", *self.record.conclusion]), self.checks)

    def __repr__(self) -> str:
        return f"<EtiDecision {self.name}: {self.record.title}, decided {self.record.decision_date}: {self.outcome}>"


class Eti:
    """May an investment be called economically targeted? The prudence test, and its record.

    Examples
    --------
    >>> [decision.name for decision in ws.eti.decide("illinois-demo")]
    ['afl-cio-hit', 'prairie-growth-fund']
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return f"<Eti of {self._root.name}: test, decide, memo>"

    def test(
        self,
        candidate: Path | str,
        alternatives: Sequence[Path | str] | Path,
        *,
        vintage: str | None = None,
        decision_date: date | str | None = None,
        sleeve: Literal["listed_bonds", "listed_equity", "private"] = "listed_bonds",
        margin: Decimal | float | None = None,
        risk_free: Path | str | None = None,
        month: str = "month",
        column: str = "return",
        kind: Literal["returns", "prices"] = "returns",
        unit: Literal["fraction", "percent"] = "fraction",
        frequency: Literal["monthly", "daily", "quarterly"] = "monthly",
        seed: int = 20_080_101,
        draws: int = 5_000,
    ) -> PrudenceTest:
        """Test return series on their own: is the candidate no worse than every alternative.

        What returns cannot show (liquidity, fees, caps, process, record) is taken as in order and listed as not
        measured.

        Parameters
        ----------
        candidate : path
            Its net returns: CSV, XLSX or Parquet.
        alternatives : sequence of paths
            The same of each alternative.
        vintage : str, optional
            Text to judge by, such as ``"404a-1 (2022)"``; IB 2015-01 by default.
        decision_date : date or str, optional
            Judge by the text in force on this day, and by returns up to it.
        sleeve : str
            Part of the policy portfolio; it decides the margin of return.
        margin : number, optional
            Return a year that may be given up, as a fraction.
        risk_free : path, optional
            Risk-free returns, taken off before Sharpe ratios.
        month, column : str
            Columns of the dates, and of the returns or prices, in every file.
        kind, unit, frequency : str
            What the column holds, of every file.
        seed, draws : int
            Of each bootstrap: the same seed, the same numbers.

        Raises
        ------
        InputError
            A file cannot be used (every fault of every file), or what is asked contradicts itself.

        Examples
        --------
        >>> ws.eti.test("fund.csv", ["index.csv"], unit="percent", margin=0.0025).outcome
        'watch'
        """
        from screener.eti import run_trial  # noqa: PLC0415  slow to import
        from screener.workspace import SeriesSpec  # noqa: PLC0415

        def source(path: Path | str) -> tuple[Path, SeriesSpec]:
            shape: dict[str, Any] = {"kind": kind, "unit": unit if kind == "returns" else None, "frequency": frequency}
            return Path(path), SeriesSpec(file=str(path), month=month, column=column, net_of_fees=True, **shape)

        return PrudenceTest(
            run_trial(
                self._root / "criteria",
                source(candidate),
                [source(path) for path in listed(alternatives)],
                risk_free=source(risk_free) if risk_free else None,
                vintage=vintage,
                day=day_of(decision_date, "decision_date"),
                sleeve=sleeve,
                margin=None if margin is None else Decimal(str(margin)),
                seed=seed,
                draws=draws,
            )
        )

    def decide(self, portfolio: str, decision: str | None = None) -> tuple[EtiDecision, ...]:
        """Return a portfolio's decisions, measured and judged, in the order of their dates.

        Parameters
        ----------
        portfolio : str
            Folder under ``portfolios/``.
        decision : str, optional
            Name of a file in its ``eti/``; all of them by default.

        Raises
        ------
        ScreenerError
            There is no such decision, or a file cannot be used; every fault.

        Examples
        --------
        >>> ws.eti.decide("illinois-demo", "afl-cio-hit")[0].record.decision_date.year
        2019
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        return tuple(map(EtiDecision, pipeline.measure_decisions(self._root, portfolio, decision).records))

    def memo(
        self,
        portfolio: str,
        decision: str | None = None,
        *,
        out: Path | str | None = None,
        draft: bool = False,
        replace: bool = False,
    ) -> tuple[Path, ...]:
        """Write the prudence memo and the decision record of a portfolio's decisions, and return the files.

        Parameters
        ----------
        portfolio : str
            Folder under ``portfolios/``.
        decision : str, optional
            Name of a file in its ``eti/``; all of them by default.
        out : path, optional
            Folder to write to; ``reports/memos/<portfolio>`` by default.
        draft : bool
            Write memos of refused records too, marked as drafts; no record.
        replace : bool
            Write over records that are there and say something else.

        Raises
        ------
        InputError
            A record is incomplete or later than its decision; every reason, and nothing is written.

        Examples
        --------
        >>> ws.eti.memo("illinois-demo", "afl-cio-hit", out="board-file")  # doctest: +SKIP
        """
        from screener.pipeline.memos import write_memos  # noqa: PLC0415  slow to import

        folder = Path(out) if out is not None else None
        _, paths = write_memos(self._root, portfolio, decision, out=folder, draft=draft, replace=replace)
        return tuple(paths)
