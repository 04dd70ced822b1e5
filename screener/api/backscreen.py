"""Back-screens as an analyst works with them: frames with a block of rows per date, a chart, and what nobody knew."""

from __future__ import annotations

from contextlib import nullcontext
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING

from screener import backscreen
from screener.api.display import figures_table
from screener.api.display.timeline import timeline
from screener.api.frames import as_frame
from screener.api.given import day_of, listed_if
from screener.api.progress import default
from screener.errors import InputError, NotFoundError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import altair as alt
    import pandas as pd
    import pyarrow as pa

    from screener.pipeline import Progress


class BackScreen:
    """A portfolio screened on many dates, each by the rules in force and the facts known on that date.

    Nothing of it is on disk or in the ledger. What has no date is as it is today: ``portfolio.toml`` and the program.

    Parameters
    ----------
    answers : screener.backscreen.Answers
        What the dates came to.

    Examples
    --------
    >>> back = ws.back_screen("private-plan", "2014-12-31", every="year", holdings="first")  # doctest: +SKIP
    >>> back  # doctest: +SKIP
    <BackScreen of private-plan: 10 dates, 2014-12-31 to 2023-12-31>
    """

    def __init__(self, answers: backscreen.Answers) -> None:
        self._answers = answers

    @property
    def summary(self) -> pd.DataFrame:
        """One row per ``date``: what was held, in-state manufacturing by operations, and how subjects were judged.

        ``delivery``, the date of the holdings; ``market_value``, ``low``, ``best``, ``high`` in base currency, exact;
        ``share`` of the net market value; ``identified`` and ``industry``, the parts of the money (0–1) whose issuer
        and whose industry are known; a count of subjects for each outcome (``measured``: passed by a measure that asks
        nothing; ``described``: watch or fail by a criterion that is no reproach); ``unknown_datasets``, how many are in
        `unknown_then`; ``error``, ``warning`` and ``info``, how many `findings` of each severity.

        Examples
        --------
        >>> back.summary["delivery"].astype(str).unique().tolist()  # year ends from 2014 # doctest: +SKIP
        ['2015-12-31', '2023-12-31']
        """
        return as_frame(self._answers.summary)

    @property
    def figures(self) -> pd.DataFrame:
        """The main figures, one row per ``date`` × ``figure`` × ``basis``; columns as of `Run.figures`.

        A figure that cannot be computed on a date (no list of counties was published by then) has no row there.

        Examples
        --------
        >>> placed = back.figures[back.figures["figure"] == "in_state"]  # doctest: +SKIP
        >>> placed["date"].min().year  # no list of counties was published before # doctest: +SKIP
        2023
        """
        return as_frame(self._answers.figures)

    @property
    def outcomes(self) -> pd.DataFrame:
        """One row per ``date`` × ``rulebook_id`` × ``criterion_id`` × ``outcome``: the number of ``subjects``.

        Examples
        --------
        >>> sorted(set(back.outcomes["outcome"]))  # doctest: +SKIP
        ['insufficient_data', 'not_applicable', 'watch']
        """
        return as_frame(self._answers.outcomes)

    @property
    def changes(self) -> pd.DataFrame:
        """Outcomes that are others than on the date before: one row per ``date`` × criterion × subject.

        ``outcome_before``, ``outcome_after``; ``cause``: *rules* (the criterion came into or went out of force, or a
        parameter has another value), *facts* (what is known of the subject), *rules and facts*, or *other* (another
        criterion or a list);
        ``because``, the names and both values; ``is_new_delivery``, whether other holdings were screened. A line that
        was bought or sold in between has no row.

        Examples
        --------
        >>> back.changes[["criterion_id", "outcome_after", "because"]].iloc[0].to_list()  # doctest: +SKIP
        ['dol-18b', 'insufficient_data', 'came into force']
        """
        return as_frame(self._answers.changes)

    @property
    def findings(self) -> pd.DataFrame:
        """What a person should know about the data and the rules of each date: one row per ``date`` × finding.

        Columns as of `Run.findings`: ``code``, ``severity`` (error, warning or info), ``message``, ``where``,
        ``column``, ``value``, ``hint``, ``rows`` and ``market_value``. A finding about the delivered file stands under
        every date on which that file was screened.

        Examples
        --------
        >>> found = back.findings.query("severity == 'warning'")  # doctest: +SKIP
        >>> found[["code", "where"]].iloc[-1].to_list()  # doctest: +SKIP
        ['site-not-used', 'establishments/letter.csv:2']
        """
        return as_frame(self._answers.findings)

    @property
    def inputs(self) -> pd.DataFrame:
        """What each date was made of: one row per ``date`` × ``kind`` × ``name``, with what was ``used``.

        Kinds: delivery (file → SHA-256), decisions, settings and own file (→ SHA-256: what decides how the portfolio is
        read, and its evidence, as a run's manifest lists them), rulebook, text (dated texts in force), parameter, list,
        dataset (→ vintage). ``dated``: the day that the file describes, or from which the text, value, list or vintage
        counts; an own file has none, because each of its lines has its own.
        Of a dataset that dates each of its rows, rows from after the date are not read, whatever its vintage.

        Examples
        --------
        >>> texts = back.inputs[back.inputs["kind"] == "text"]  # doctest: +SKIP
        >>> texts[["name", "used"]].iloc[0].to_list()  # doctest: +SKIP
        ['dol-eti/ib-2008-01', 'binding']
        """
        return as_frame(self._answers.inputs)

    @property
    def unknown_then(self) -> pd.DataFrame:
        """Datasets of which no vintage published by then is held: one row per ``date`` × ``dataset``.

        ``title``, ``vintage`` and ``published`` of the first that is held; ``is_used``: false where it was left out, so
        that what it would say is unknown. ``screener data update`` adds older vintages.

        Examples
        --------
        >>> unknown = back.unknown_then.set_index("dataset")  # doctest: +SKIP
        >>> str(unknown.loc["counties", "published"].max())  # doctest: +SKIP
        '2023-07-21'
        """
        return as_frame(self._answers.unknown_then)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before a figure is read, a sentence each; empty where nothing was amiss.

        Examples
        --------
        >>> back.notes[0].partition(":")[0]  # doctest: +SKIP
        '2014-12-31'
        """
        return self._answers.notes

    @property
    def tables(self) -> dict[str, pa.Table]:
        """The frames as Arrow tables, by name.

        Examples
        --------
        >>> list(back.tables)  # doctest: +SKIP
        ['summary', 'figures', 'outcomes', 'changes', 'findings', 'inputs', 'unknown_then']
        """
        return self._answers.tables

    def chart(self, figure: str = "in_state_manufacturing", basis: str = "operations") -> alt.LayerChart:
        """Return a figure over the dates, with its range and the days on which another binding text came into force.

        Parameters
        ----------
        figure, basis : str
            As in `figures`; the market value and coverage have no basis: ``""``. Coverage is drawn as a share.

        Raises
        ------
        NotFoundError
            No date has such a figure.
        InputError
            Altair is not installed.

        Examples
        --------
        >>> back.chart("in_state").title  # doctest: +SKIP
        'private-plan: in state, by operations'
        """
        rows = self._answers.figures.to_pylist()
        found = {row["date"]: row for row in rows if (row["figure"], row["basis"]) == (figure, basis)}
        if not found:
            known = list(dict.fromkeys(f"{row['figure']}, {row['basis']}".removesuffix(", ") for row in rows))
            asked = f"{figure}, {basis}".removesuffix(", ")
            raise NotFoundError(
                f"no date has the figure {asked!r}{nearest(asked, known)}", hint=f"one of: {'; '.join(known)}"
            )
        days = [day.day for day in self._answers.days]
        texts = {
            row["dated"]: row["name"].partition("/")[2]
            for row in self._answers.inputs.to_pylist()
            if row["kind"] == "text" and row["used"].startswith("binding") and days[0] < row["dated"] <= days[-1]
        }
        unknown = dict.fromkeys(("low", "best", "high"))
        title = f"{self._answers.plan.portfolio}: {figure.replace('_', ' ')}" + (f", by {basis}" if basis else "")
        is_share = figure.startswith("coverage: ")
        if is_share:
            found = {day: dict.fromkeys(unknown, row["coverage"]) for day, row in found.items()}
        shown = [{"date": day, **found.get(day, unknown)} for day in days]
        return timeline(shown, texts, title, currency=None if is_share else self._answers.currency)

    def __repr__(self) -> str:
        days = self._answers.days
        return f"<BackScreen of {self._answers.plan.portfolio}: {len(days)} dates, {days[0].day} to {days[-1].day}>"

    def _repr_html_(self) -> str | None:
        """Return in-state manufacturing by date, and what to know; None where Great Tables is not installed."""
        if find_spec("great_tables") is None:
            return None
        rows = [
            {"name": f"{row['date']}, holdings of {row['delivery']}", **row}
            for row in self._answers.summary.to_pylist()
        ]
        caption = f"{repr(self)[1:-1]}: in-state manufacturing by operations"
        table = figures_table(rows, caption, currency=self._answers.currency).as_raw_html()
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"{table}<ul>{notes}</ul>" if notes else str(table)


def back_screen(
    root: Path,
    portfolio: str,
    start: date | str,
    end: date | str | None = None,
    *,
    every: backscreen.Every = "quarter",
    state: str | None = None,
    rulebooks: Sequence[str] | None = None,
    holdings: backscreen.Before = "refuse",
    strict_vintage: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> BackScreen:
    """Screen a portfolio of a workspace on many dates; see `Workspace.back_screen`."""
    first = day_of(start, "start")
    if first is None:
        raise InputError("a first day is meant", where="start", hint='give one, such as "2023-12-31"')
    plan = backscreen.plan(
        root,
        portfolio,
        first,
        day_of(end, "end"),
        every=every,
        state=state,
        rulebooks=listed_if(rulebooks),
        holdings=holdings,
        strict_vintage=strict_vintage,
    )
    with nullcontext(progress) if progress else default(plan.stages) as told:
        return BackScreen(backscreen.answer(plan, told, workers=workers))
