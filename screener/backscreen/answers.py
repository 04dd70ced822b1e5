"""The answers of a back-screen as tables: each with a block of rows per date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener import whatif
from screener.backscreen.flips import flips
from screener.findings import Severity
from screener.rulebook import answer_of
from screener.tables import COUNT, DATE, EVERY, EXACT_MONEY, FLAG, NUMBER, SHARE, TEXT
from screener.tables import FINDINGS as OF_A_RUN
from screener.tables import OUTCOMES as KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from screener.backscreen.day import Day
    from screener.backscreen.plan import Plan

_DATE: list[pa.Field[Any]] = [pa.field("date", DATE)]
FIGURES = pa.schema([*_DATE, *whatif.FIGURES])
OUTCOMES = pa.schema([*_DATE, *whatif.OUTCOMES])
FINDINGS = pa.schema([*_DATE, *OF_A_RUN.schema])
_CHANGES: list[pa.Field[Any]] = [
    *(pa.field(name, DATE) for name in ("date_before", "date")),
    *(pa.field(name, TEXT) for name in ("rulebook_id", "criterion_id", "subject", "subject_id")),
    *(pa.field(name, TEXT) for name in ("outcome_before", "outcome_after", "cause", "because")),
    pa.field("is_new_delivery", FLAG),
]
_ANSWERS = (*KINDS, "measured", "described")
_SEVERITIES = tuple(severity.value for severity in Severity)
_INPUTS: list[pa.Field[Any]] = [*_DATE, *(pa.field(name, TEXT) for name in ("kind", "name", "used"))]
_UNKNOWN: list[pa.Field[Any]] = [*_DATE, *(pa.field(name, TEXT) for name in ("dataset", "title", "vintage"))]
_SUMMARY: list[pa.Field[Any]] = [
    *(pa.field(name, DATE) for name in ("date", "delivery")),
    *(pa.field(name, EXACT_MONEY) for name in ("market_value", "low", "best", "high")),
    pa.field("share", NUMBER),
    *(pa.field(name, SHARE) for name in ("identified", "industry")),
    *(pa.field(name, COUNT) for name in (*_ANSWERS, "unknown_datasets", *_SEVERITIES)),
]
CHANGES, SUMMARY = pa.schema(_CHANGES), pa.schema(_SUMMARY)
INPUTS = pa.schema([*_INPUTS, pa.field("dated", DATE)])
UNKNOWN_THEN = pa.schema([*_UNKNOWN, pa.field("published", DATE), pa.field("is_used", FLAG)])

NAMES = ("summary", "figures", "outcomes", "changes", "findings", "inputs", "unknown_then")
"""The tables of `Answers`."""
MAIN = ("in_state_manufacturing", "operations")
"""Figure and basis that stand in the summary."""


@dataclass(frozen=True)
class Answers:
    """What a back-screen came to."""

    plan: Plan
    days: Sequence[Day]
    """In the order of their dates."""

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Every table by its name, one of `NAMES`."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def currency(self) -> str:
        """The portfolio's base currency."""
        return self.days[0].currency

    @cached_property
    def figures(self) -> pa.Table:
        """The main figures, `FIGURES`: one row per date × figure × basis."""
        return _stacked(FIGURES, ((day, day.figures.to_pylist()) for day in self.days))

    @cached_property
    def outcomes(self) -> pa.Table:
        """`OUTCOMES`: one row per date × criterion × outcome."""
        return _stacked(OUTCOMES, ((day, day.outcomes.to_pylist()) for day in self.days))

    @cached_property
    def changes(self) -> pa.Table:
        """`CHANGES`: one row per outcome that is another than on the date before."""
        rows = [row for before, after in pairwise(self.days) for row in flips(before, after)]
        return pa.Table.from_pylist(rows, schema=CHANGES)

    @cached_property
    def findings(self) -> pa.Table:
        """`FINDINGS`: one row per date × finding of its screen."""
        return _stacked(FINDINGS, ((day, day.findings.to_pylist()) for day in self.days))

    @cached_property
    def inputs(self) -> pa.Table:
        """`INPUTS`: one row per date × what was used."""
        return _stacked(INPUTS, ((day, day.inputs) for day in self.days))

    @cached_property
    def unknown_then(self) -> pa.Table:
        """`UNKNOWN_THEN`: one row per date × dataset of which no vintage was published by then."""
        return _stacked(UNKNOWN_THEN, ((day, day.unknown) for day in self.days))

    @cached_property
    def summary(self) -> pa.Table:
        """`SUMMARY`: one row per date."""
        return pa.Table.from_pylist([_summarised(day) for day in self.days], schema=SUMMARY)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What to know before a figure is read: dates on which something else was held, and data nobody had."""
        delivered, data = self.plan.newest_delivery, self.plan.newest_data
        about = {
            f"the holdings are those of {self.days[0].delivery}, the first delivery, under the rules and facts of "
            "these dates: a study of that book, not what was held": [d.day for d in self.days if d.day < d.delivery],
            f"nothing was delivered after {delivered}: its holdings are screened, and what was bought or sold since "
            "is missing": [d.day for d in self.days if d.day > delivered],
            f"no reference data published after {data} are held: what became known since is missing, and is not listed "
            "as unknown": [d.day for d in self.days if d.day > data],
        }
        dates: dict[tuple[str, str, bool], list[str]] = {}
        for day in self.days:
            for row in day.unknown:
                key = row["title"], str(row["published"]), row["is_used"]
                dates.setdefault(key, []).append(str(day.day))
        return (
            *(f"{', '.join(map(str, days))}: {text}" for text, days in about.items() if days),
            *(_said(*key, days, len(self.days)) for key, days in dates.items()),
        )


def _said(title: str, published: str, is_used: bool, days: list[str], asked: int) -> str:  # noqa: FBT001  of a row
    """Return what was done about a dataset on the dates on which nobody knew it."""
    on = "every date" if len(days) == asked else ", ".join(days)
    done = "Not known then, and used all the same" if is_used else "Unknown then"
    return f"{done}, on {on}: {title} (the first vintage held is of {published})"


def _stacked(schema: pa.Schema, parts: Iterable[tuple[Day, Iterable[dict[str, Any]]]]) -> pa.Table:
    """Return the rows of each date, with the date."""
    return pa.Table.from_pylist([{"date": day.day, **row} for day, rows in parts for row in rows], schema=schema)


def _summarised(day: Day) -> dict[str, Any]:
    """Return one date in one row."""
    figures = {(row["figure"], row["basis"]): row for row in day.figures.to_pylist()}
    main = figures.get(MAIN, {})
    counts: Counter[str] = Counter()
    names = ["rulebook_id", "criterion_id", "outcome", "describes"]
    judged = day.decisions.filter(pc.field("subject_id") != EVERY).group_by(names).aggregate([([], "count_all")])
    for row in judged.to_pylist():
        is_bare = (row["rulebook_id"], row["criterion_id"]) in day.bare
        counts[answer_of(row["outcome"], is_bare=is_bare, describes=row["describes"])] += row["count_all"]
    severities = Counter(day.findings["severity"].to_pylist())
    return {
        "date": day.day,
        "delivery": day.delivery,
        "market_value": figures["market_value", ""]["best"],
        **{end: main.get(end) for end in ("low", "best", "high", "share")},
        **{name: figures[f"coverage: {name}", ""]["coverage"] for name in ("identified", "industry")},
        **{kind: counts[kind] for kind in _ANSWERS},
        "unknown_datasets": len(day.unknown),
        **{severity: severities[severity] for severity in _SEVERITIES},
    }
