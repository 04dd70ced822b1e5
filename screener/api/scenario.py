"""What a screen would come to with something changed, and over a range of a parameter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import pipeline, whatif
from screener.api import display
from screener.api.frames import Tables, as_frame
from screener.api.given import basis_of
from screener.dates import parse_date
from screener.errors import InputError, NotFoundError, join_problems, nearest
from screener.rulebook import value_on
from screener.tables import NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import altair as alt
    import pandas as pd

    from screener.pipeline import Job


class Scenario(Tables):
    """The answer to a question of what if. Every table is an attribute, as of a `Run`; nothing is on disk.

    Parameters
    ----------
    session : Session
        The portfolio as it is.
    change : Change
        What is supposed to be other.

    Examples
    --------
    Here ``munis`` is ``ws.latest("kentucky-munis")``.

    >>> scenario = munis.what_if(state="IN")
    >>> scenario
    <Scenario of kentucky-munis as of 2024-12-31: state IN>
    """

    def __init__(self, session: whatif.Session, change: whatif.Change) -> None:
        self._base = session.base
        self._change = change
        self._made = session.ask(change)

    @property
    def change(self) -> whatif.Change:
        """What was supposed to be other.

        Examples
        --------
        >>> scenario.change.state
        'IN'
        """
        return self._change

    @property
    def remade(self) -> tuple[str, ...]:
        """Tables that had to be made again, in order.

        Examples
        --------
        >>> "exposures" in scenario.remade, "holdings" in scenario.remade
        (True, False)
        """
        return self._made.remade

    @property
    def figures(self) -> pd.DataFrame:
        """The main figures after the change, one row per ``figure`` and ``basis``; columns as of `Run.figures`.

        Examples
        --------
        >>> scenario.figures.set_index(["figure", "basis"]).loc[("in_state", "operations"), "best"] == 0
        True
        """
        return as_frame(whatif.figures(self._made.tables))

    @property
    def comparison(self) -> pd.DataFrame:
        """The main figures before and after, one row per ``figure`` and ``basis``.

        Of ``low``, ``best``, ``high`` (base currency, exact), ``share`` (of net market value) and ``coverage`` (0–1):
        ``_before``, ``_after`` and ``_change``; ``<NA>`` where one of the two is unknown.

        Examples
        --------
        >>> moves = scenario.comparison
        >>> moves.loc[moves["best_change"] != 0, ["figure", "basis"]].values.tolist()
        [['in_state', 'headquarters'], ['in_state', 'operations']]
        """
        return as_frame(self._compared)

    @cached_property
    def _compared(self) -> pa.Table:
        return whatif.compared(self._base.tables, self._made.tables)

    @property
    def outcomes(self) -> pd.DataFrame:
        """Decisions whose outcome is another: ``rulebook_id``, ``criterion_id``, ``subject``, ``subject_id``.

        ``outcome_before`` and ``outcome_after`` are ``<NA>`` where the subject was not judged.

        Examples
        --------
        >>> scenario.outcomes["subject"].unique().tolist()
        ['place']
        """
        return as_frame(whatif.outcomes_changed(self._base.tables, self._made.tables))

    @property
    def outcomes_in_short(self) -> pd.DataFrame:
        """The same in short: ``change``, ``rulebook_id``, ``criterion_id``, ``subject``, ``subjects``, ``decisions``.

        What is gone or new counts once (``subject gone``, ``subject new``, ``rulebook gone``), however many decisions
        are on it; the other rows (``outcome``) are by criterion, ``outcome_before`` and ``outcome_after``.

        Examples
        --------
        >>> scenario.outcomes_in_short[["change", "subjects", "decisions"]].values.tolist()
        [['subject gone', 1, 16], ['subject new', 1, 16]]
        """
        return as_frame(self._grouped)

    @cached_property
    def _grouped(self) -> pa.Table:
        return whatif.outcomes_grouped(self._base, self._made)

    def chart(self, *, basis: str = "operations") -> alt.LayerChart:
        """Return the figures that move, as they are and what if: a bar from low to high, a tick at the best estimate.

        Parameters
        ----------
        basis : str
            ``"operations"`` or ``"headquarters"``.

        Raises
        ------
        InputError
            There is no such basis, no figure by it moves, or Altair is not installed.

        Examples
        --------
        >>> scenario.chart()
        alt.LayerChart(...)
        """
        rows = [
            {"name": row["figure"].replace("_", " "), **row}
            for row in self._compared.to_pylist()
            if row["basis"] == basis_of(basis) and any(row[f"{end}_change"] for end in ("low", "best", "high"))
        ]
        if not rows:
            raise InputError(f"no figure by {basis} moves", hint="'.outcomes_in_short' has the outcomes that change")
        return display.beside(rows, f"What if, by {basis}", currency=self._currency)

    @property
    def _currency(self) -> str:
        return str(self._made.question.portfolio.base_currency)

    def _repr_html_(self) -> str | None:
        """Return what moves as a notebook shows it; None where Great Tables is not installed."""
        if find_spec("great_tables") is None:
            return None
        moves, short = self._compared, self._grouped.to_pylist()
        changed = [row for row in short if row["change"] == "outcome"]
        parts = [display.moves_table(moves, "What if", currency=self._currency).as_raw_html()]
        said = (*self._cash, *whatif.in_words(short))
        parts += [f"<p>{escape(sentence[0].upper() + sentence[1:])}.</p>" for sentence in said]
        parts += [display.outcomes_table(changed).as_raw_html()] if changed else ["<p>No outcome changes.</p>"]
        return "\n".join(parts)

    def __repr__(self) -> str:
        asked = self._made.question
        said = "; ".join([self._change.in_words(), *self._cash])
        return f"<Scenario of {asked.portfolio.id} as of {asked.as_of}: {said}>"

    @cached_property
    def _cash(self) -> list[str]:
        """What to know of the cash, as sentences."""
        below = whatif.overdrawn(self._base.tables, self._made.tables)
        return [f"cash is {self._currency} {below:,.2f} below zero: more is bought than there is cash"] if below else []

    def _arrow(self, name: str) -> pa.Table:
        return self._made.tables[name]

    def _names(self) -> tuple[str, ...]:
        return tuple(self._made.tables)


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity:
    """What a screen comes to at each value of a parameter.

    Examples
    --------
    Here ``munis`` is ``ws.latest("kentucky-munis")``.

    >>> swept = munis.sensitivity("eda_unemployment_gap", [0.5, 2])
    >>> swept
    <Sensitivity to community-development.eda_unemployment_gap over 2 values: ...>
    """

    parameter: str
    """``rulebook.parameter``."""
    title: str
    """What the rulebook calls it."""
    unit: str
    """``"1"`` of a share or ratio."""
    now: Decimal | None
    """The value that the rulebook has on the date of the screen; null where it has none."""
    currency: str
    figures_table: pa.Table
    outcomes_table: pa.Table

    @property
    def figures(self) -> pd.DataFrame:
        """One row per ``value`` × ``figure`` × ``basis``: low, best, high, share and coverage, as of `Run.figures`.

        Examples
        --------
        >>> swept.figures.pivot(index=["figure", "basis"], columns="value", values="best").columns.to_list()
        [0.5, 2.0]
        """
        return as_frame(self.figures_table)

    @property
    def outcomes(self) -> pd.DataFrame:
        """One row per ``value`` × criterion × ``outcome`` whose number of ``subjects`` changes with the value.

        Examples
        --------
        >>> swept.outcomes[["value", "criterion_id", "outcome"]].values.tolist()
        [[0.5, 'cd-eda', 'fail'], [2.0, 'cd-eda', 'fail'], [0.5, 'cd-eda', 'pass'], [2.0, 'cd-eda', 'pass']]
        """
        return as_frame(self.outcomes_table)

    def chart(self, figure: str | None = None, *, basis: str = "operations") -> alt.VConcatChart:
        """Return a figure over the values, low, best and high, and under it the counts of the outcomes that change.

        Parameters
        ----------
        figure : str, optional
            One of `figures`; by default the one that the parameter moves most.
        basis : str
            ``"operations"`` or ``"headquarters"``.

        Raises
        ------
        NotFoundError
            There is no such figure.
        InputError
            There is no such basis, or Altair is not installed.

        Examples
        --------
        >>> swept.chart()
        alt.VConcatChart(...)
        """
        money: dict[str, list[dict[str, Any]]] = {}
        for row in self.figures_table.to_pylist():
            if row["basis"] == basis_of(basis):
                money.setdefault(row["figure"], []).append(row)
        if figure is not None and figure not in money:
            close = nearest(figure, list(money))
            raise NotFoundError(f"there is no figure {figure!r} by {basis}{close}", hint=f"one of {', '.join(money)}")
        name = figure or max(money, key=lambda one: _spread(money[one]))
        criteria = self.outcomes_table["criterion_id"].unique().to_pylist()
        counts: dict[float, Counter[str]] = {row["value"]: Counter() for row in money[name]}
        for row in self.outcomes_table.to_pylist():
            counts[row["value"]][row["outcome"]] += row["subjects"]
        moving = sorted({outcome for count in counts.values() for outcome in count})
        rows = [{**row, **{outcome: counts[row["value"]][outcome] for outcome in moving}} for row in money[name]]
        still = "" if any(_spread(money[name])) else ": does not change"
        return display.sweep(
            rows,
            f"{name.replace('_', ' ').capitalize()}, by {basis}{still}",
            currency=self.currency,
            axis=self._axis,
            now=None if self.now is None else float(self.now),
            judged=str(criteria[0]) if len(criteria) == 1 else f"{len(criteria)} criteria",
        )

    def __repr__(self) -> str:
        values = len(set(self.figures_table["value"].to_pylist()))
        moved = len(set(self.outcomes_table["criterion_id"].to_pylist()))
        change = "1 criterion change" if moved == 1 else f"{moved} criteria change"
        return f"<Sensitivity to {self.parameter} over {values} values: outcomes of {change}>"

    def _repr_html_(self) -> str | None:
        """Return what moves with the value as a notebook shows it; None where Great Tables is not installed."""
        if find_spec("great_tables") is None:
            return None
        table = display.sweep_table(self.figures_table, self.outcomes_table, self._axis, currency=self.currency)
        return str(table.as_raw_html())

    @property
    def _axis(self) -> str:
        """What the values are of."""
        unit = "" if self.unit == "1" else f", {self.unit}"
        return f"{self.title}{unit} ({self.parameter})"


def _spread(rows: list[dict[str, Any]]) -> tuple[Decimal, Decimal]:
    """Return how far a figure moves: its best estimate, then its ends."""
    best, low, high = (
        [row[end] for row in rows if row[end] is not None] or [Decimal(0)] for end in ("best", "low", "high")
    )
    return max(best) - min(best), max(low) - min(low) + max(high) - min(high)


def swept(session: whatif.Session, parameter: str, values: Sequence[Decimal]) -> Sensitivity:
    """Ask the screen at each value of a parameter."""
    question = session.job.question
    book, own = whatif.find_parameter(question.rulebooks, parameter)
    declared = book.parameters[own]
    rows: list[dict[str, Any]] = []
    counts: list[dict[str, Any]] = []
    for value in values:
        made = session.ask(whatif.Change(parameters={parameter: value}))
        at = {"value": float(value)}
        rows += [{**at, **row} for row in whatif.figures(made.tables).to_pylist()]
        counts += [{**at, **row} for row in whatif.outcomes(made.tables, made.question.rulebooks).to_pylist()]
    asked = {row["value"] for row in counts}
    seen: dict[tuple[str, ...], dict[float, int]] = {}
    for row in counts:
        key = (row["rulebook_id"], row["criterion_id"], row["outcome"])
        seen.setdefault(key, {})[row["value"]] = row["subjects"]
    moving = [
        {"value": value, **dict(zip(whatif.OUTCOMES.names, (*key, found.get(value, 0)), strict=True))}
        for key, found in sorted(seen.items())
        for value in sorted(asked)
        if len(set(found.values())) > 1 or len(found) < len(asked)
    ]
    first = pa.field("value", NUMBER)
    return Sensitivity(
        f"{book.id}.{own}",
        declared.title,
        declared.unit,
        value_on(declared, question.as_of),
        question.portfolio.base_currency,
        pa.Table.from_pylist(rows, schema=pa.schema([first, *whatif.FIGURES])),
        pa.Table.from_pylist(moving, schema=pa.schema([first, *whatif.OUTCOMES])),
    )


def session_of(root: Path, folder: Path, manifest: Mapping[str, Any]) -> whatif.Session:
    """Return the session of a run that is on disk, if its inputs are what they were; they are compared once, now.

    Raises
    ------
    InputError
        They are not.
    """

    def check(job: Job) -> None:
        if changed := pipeline.changed_since(job, manifest):
            raise InputError(
                join_problems(changed, "what this run was made of has changed since:"),
                where=str(folder),
                hint=f"screen again: ws.screen({manifest['portfolio']!r})",
            )

    return whatif.open_session(
        root,
        str(manifest["portfolio"]),
        as_of=parse_date(str(manifest["as_of"])),
        state=str(manifest["state"]),
        known_at=pipeline.known_at_of(manifest),
        rulebooks=list(manifest["rulebooks"]),
        check=check,
    )
