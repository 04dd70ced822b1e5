"""A step is made again where a table that it reads changed, and a name that only looks like one makes nothing again."""

from __future__ import annotations

import pyarrow as pa
import pytest

from screener.engine import Recorder, Step

BEFORE, AFTER = pa.table({"x": [1, 2]}), pa.table({"x": [1, 3]})

STEPS = {
    "its own query": ("WITH changed AS (SELECT x FROM kept) SELECT x FROM changed", False),
    "a query within": ("SELECT x FROM (WITH changed AS (SELECT x FROM kept) SELECT x FROM changed) AS q", False),
    "FROM": ("SELECT x FROM changed", True),
    "a query of the table's name": ("WITH changed AS (SELECT x FROM changed) SELECT x FROM changed", True),
    "a comma": ("SELECT k.x FROM kept AS k, changed AS c WHERE c.x = k.x", True),
    "a condition": ("SELECT x FROM kept WHERE x IN (SELECT x FROM changed)", True),
    "a group of the column's name": ("SELECT min(x) AS x FROM changed GROUP BY x", True),
    "both": ("SELECT min(x) AS x FROM (SELECT x AS y FROM kept) AS k, Changed WHERE x = y GROUP BY x", True),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_made_again_where_it_reads_what_changed(name: str) -> None:
    """`changed` holds 1 and 2, then 1 and 3: made again or not, the step says what a fresh engine says."""
    sql, reads = STEPS[name]
    base = Recorder()
    base.load("kept", BEFORE)
    base.load("changed", BEFORE)
    base.run(Step("made", sql))
    fresh = Recorder()
    fresh.load("kept", BEFORE)
    fresh.load("changed", AFTER)
    fresh.run(Step("made", sql))

    with base.again() as engine:
        engine.load("kept", BEFORE)
        engine.load("changed", AFTER)
        engine.run(Step("made", sql))

        assert engine.fetch("made").sort_by("x").equals(fresh.fetch("made").sort_by("x"))
        assert (engine.remade == ("made",)) is reads


def test_what_comes_out_as_it_was_is_not_fetched_anew() -> None:
    """Both tables hold a 1: the step is made again, and the table that the first screen handed out serves."""
    step = Step("made", "SELECT count(*) AS ones FROM changed WHERE x = 1")
    base = Recorder()
    base.load("changed", BEFORE)
    base.run(step)
    first = base.fetch("made")

    with base.again() as engine:
        engine.load("changed", AFTER)
        engine.run(step)

        assert engine.fetch("made") is first
        assert engine.remade == ("made",)


def test_a_table_that_nobody_asks_for_is_not_made_again() -> None:
    """Of two steps that read what changed, the one that is fetched is made; the other is not."""
    base = Recorder()
    base.load("changed", BEFORE)
    base.run(Step("asked", "SELECT max(x) AS x FROM changed"))
    base.run(Step("unasked", "SELECT min(x) AS x FROM changed"))

    with base.again() as engine:
        engine.load("changed", AFTER)
        engine.run(Step("asked", "SELECT max(x) AS x FROM changed"))
        engine.run(Step("unasked", "SELECT min(x) AS x FROM changed"))

        assert engine.fetch("asked")["x"].to_pylist() == [3]
        assert engine.remade == ("asked",)
