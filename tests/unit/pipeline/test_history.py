"""The figures of page one over the quarters: a chain of three runs, each of which looks back to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from screener.pipeline.earlier import MadeRun
from screener.pipeline.history import remember
from screener.report.figures import Figure, Interval
from screener.tables import HISTORY

JUNE, SEPTEMBER, DECEMBER = date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)


@dataclass(frozen=True)
class Summary:
    """What a history reads of a run's figures."""

    about: SimpleNamespace
    headline: dict
    delivered: SimpleNamespace
    coverage: tuple = ()
    direct: SimpleNamespace | None = None
    in_counties: SimpleNamespace | None = None
    history: tuple = ()


def figure(low, best, high):
    """Return a figure of long money; a best estimate of None is not known."""
    ends = Interval(Decimal(low), Decimal(best or 0), Decimal(high))
    return Figure(long=ends, is_known=best is not None)


class Chain:
    """Runs that look back to one another, on disk."""

    def __init__(self, root):
        self.root, self.last = root, None

    def run(self, run_id, as_of, in_state, *, value="100", rulebooks="one", keeps=True, **more):
        """Make the next run of the chain; return its history and its figures."""
        said = SimpleNamespace(run_id=run_id, as_of=as_of)
        coverage = (SimpleNamespace(figure="operations", share=Decimal("0.4")),)
        headline = {"in_state": {"operations": in_state}, "in_state_manufacturing": {"operations": None}}
        summary = Summary(said, headline, SimpleNamespace(screened=Decimal(value)), coverage, **more)
        manifest = SimpleNamespace(rulebooks={"un-pri": rulebooks})
        history, summary = remember(summary, self.last, manifest)
        folder = self.root / run_id
        (folder / "tables").mkdir(parents=True)
        pq.write_table(history, folder / "tables" / "history.parquet")
        self.last = MadeRun(folder, "", {"outputs": {"tables/history.parquet": ""} if keeps else {}})
        return history, summary


@pytest.fixture
def chain(tmp_path):
    return Chain(tmp_path)


def test_a_history_is_what_each_run_wrote(chain):
    """10 to 30 of 100 in June, 12 of 110 in September, unknown of 90 in December: three runs, three dates, no walk."""
    chain.run("a", JUNE, figure(10, 20, 30))
    chain.run("b", SEPTEMBER, figure(5, 12, 60), value="110")
    history, summary = chain.run("c", DECEMBER, figure(0, None, 90), value="90")

    rows = [(r["as_of"], r["run_id"], r["low"], r["best"], r["high"], r["market_value"]) for r in history.to_pylist()]
    assert rows == [
        (JUNE, "a", 10, 20, 30, 100),
        (SEPTEMBER, "b", 5, 12, 60, 110),
        (DECEMBER, "c", 0, None, 90, 90),
    ]
    [trend] = summary.history
    assert (trend.measure, trend.basis, len(trend.quarters)) == ("in_state", "operations", 3)
    # 20 of 100; 12 of 110; what is unknown has no share
    assert [quarter.share for quarter in trend.quarters] == [Decimal("0.2"), Decimal(12) / Decimal(110), None]
    assert {quarter.located for quarter in trend.quarters} == {Decimal("0.4")}


def test_earlier_rows_are_carried_on_to_the_last_digit(chain):
    """Fourteen places stay fourteen places: the rows of the first run are in the third one's table as they were."""
    first, _ = chain.run("a", JUNE, figure("0.12345678901234", "1.5", "2"))
    chain.run("b", SEPTEMBER, figure(1, 1, 1))
    third, _ = chain.run("c", DECEMBER, figure(1, 1, 1))

    assert third.slice(0, 1).equals(first)  # sorted by date


def test_a_measure_that_was_not_computed_has_no_row(chain):
    """Manufacturing was not computed and there are no instruments: unknown is no zero. Counties of need are there."""
    counties = SimpleNamespace(figures={"operations": figure(0, 7, 9), "headquarters": None})
    history, _ = chain.run("a", JUNE, figure(1, 2, 3), in_counties=counties)

    assert [(row["measure"], row["best"]) for row in history.to_pylist()] == [("counties_of_need", 7), ("in_state", 2)]


def test_other_rulebooks_are_marked_as_another_method(chain):
    """September was judged by other rulebooks than June, December by the same as September."""
    chain.run("a", JUNE, figure(1, 2, 3), rulebooks="one")
    chain.run("b", SEPTEMBER, figure(1, 2, 3), rulebooks="two")
    _, summary = chain.run("c", DECEMBER, figure(1, 2, 3), rulebooks="two")

    assert [quarter.is_new_method for quarter in summary.history[0].quarters] == [False, True, False]


def test_a_what_if_of_the_same_date_stands_in_its_place(chain):
    """A run may be compared with one of its own date: the date is in its history once, as this run has it."""
    chain.run("a", JUNE, figure(1, 2, 3))
    chain.run("b", SEPTEMBER, figure(4, 5, 6))
    history, _ = chain.run("c", SEPTEMBER, figure(7, 8, 9))

    assert [(row["run_id"], row["best"]) for row in history.to_pylist()] == [("a", 2), ("c", 8)]


def test_a_run_that_kept_no_history_begins_one(chain):
    """An earlier version of the program wrote no such table: its figure is not guessed from others."""
    chain.run("a", JUNE, figure(1, 2, 3), keeps=False)
    history, _ = chain.run("b", SEPTEMBER, figure(4, 5, 6))

    assert history["run_id"].to_pylist() == ["b"]
    assert history.schema == HISTORY.schema
