"""The Python interface: what the command line does, with data frames out."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from commands import workspace_of

import screener
from screener import ingest
from screener.tables import TABLES


@pytest.fixture(scope="module")
def run(kentucky: dict) -> screener.Run:
    """The newest run of a portfolio of bonds."""
    return screener.open(workspace_of(kentucky)).latest("kentucky-munis")


def test_importing_imports_nothing_heavy():
    """`import screener` is at once: what takes a second comes when it is asked for."""
    heavy = ("pandas", "pyarrow", "duckdb", "polars", "altair", "screener.api", "pydantic")
    code = f"import sys, screener\nprint([name for name in {heavy} if name in sys.modules], screener.__version__)"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.split()[0] == "[]"


def test_a_run_is_the_one_that_the_command_made(run: screener.Run, kentucky: dict):
    """The newest run on disk, by its own manifest."""
    assert str(run.folder) == kentucky["folder"]
    assert run.id == Path(kentucky["folder"]).name
    assert (run.portfolio, str(run.as_of), run.state) == ("kentucky-munis", "2024-12-31", "KY")
    assert run.report_file.is_file()


def test_every_table_is_a_frame_of_exact_types(run: screener.Run):
    """Each table of the register is an attribute: money decimal, unknown <NA>, columns as declared."""
    assert [name for name in TABLES if list(getattr(run, name).columns) != TABLES[name].names] == []
    assert run.holdings["market_value"].dtype == pd.ArrowDtype(TABLES["holdings"].schema.field("market_value").type)
    # Form N-PORT of the fund, 55 bonds: the sum of their values as the filing states it
    assert run.holdings["market_value"].sum() == Decimal("40455026.70")


def test_frames_of_other_libraries_hold_the_same(run: screener.Run):
    """Arrow, Polars and DuckDB see the rows that lie in the run's file."""
    file = run.folder / "tables" / "exposures.parquet"
    rows = pq.read_metadata(file).num_rows

    connection = run.duckdb()

    assert run.arrow("exposures").num_rows == rows
    assert isinstance(run.polars("exposures"), pl.DataFrame)
    assert run.polars("exposures").height == rows
    assert isinstance(connection, duckdb.DuckDBPyConnection)
    assert connection.sql("SELECT count(*) FROM exposures").fetchall() == [(rows,)]
    assert run.polars("exposures")["best"].sum() == connection.sql("SELECT sum(best) FROM exposures").fetchall()[0][0]


def test_a_changed_frame_changes_no_run(run: screener.Run):
    """A frame is the analyst's own: what is done to it is done to nothing else."""
    frame = run.holdings
    frame["market_value"] = None

    assert run.holdings["market_value"].notna().any()


def test_the_figures_are_those_of_the_command(run: screener.Run, kentucky: dict):
    """Every bond of the fund is of Kentucky: all of the market value is in-state, at both ends."""
    figures = run.figures.set_index(["figure", "basis"])
    row = figures.loc["in_state", "operations"]

    assert {row["low"], row["best"], row["high"]} == {Decimal("40455026.70")}
    assert row["share"] == 1.0


def test_a_wrong_name_says_the_nearest(run: screener.Run):
    """A table, a run, a portfolio: what is not there is said in words."""
    workspace = screener.open(run.folder)

    with pytest.raises(AttributeError, match="did you mean 'exposures'"):
        _ = run.expsures
    with pytest.raises(screener.ScreenerError, match="no run of nobody"):
        workspace.latest("nobody")
    with pytest.raises(screener.ScreenerError, match="there is no run 'ffff"):
        workspace.run("ffffffffffff")
    with pytest.raises(screener.ScreenerError, match="there is no table 'x'"):
        run.arrow("x")


def test_a_damaged_table_is_refused(run: screener.Run, tmp_path: Path):
    """A file that is not what the run wrote is no data."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(run.folder, copy)
    (copy / "tables" / "coverage.parquet").write_bytes(b"")

    with pytest.raises(screener.ScreenerError, match="not what the run wrote"):
        _ = screener.Run(tmp_path, copy).coverage


def test_what_is_documented(run: screener.Run):
    """Every public name of the interface has a docstring, and every table says its grain and its columns."""
    silent = [
        f"{kind.__name__}.{name}"
        for kind in (screener.Workspace, screener.Run, screener.Scenario, screener.Sensitivity, screener.Comparison)
        for name in dir(kind)
        if not name.startswith("_") and name not in TABLES and not getattr(getattr(kind, name), "__doc__", None)
    ]

    assert silent == []
    assert list(run.tables["table"]) == list(TABLES)
    assert run.columns("exposures")["meaning"].str.len().min() > 0


def test_a_figure_is_followed_to_its_lines(run: screener.Run):
    """All of the fund is in Kentucky: its 55 delivered lines make the figure, as the command says."""
    found = run.explain("in_state")

    assert len(found.lines.to_pylist()) == 55
    assert sum(found.positions["best"].to_pylist()) == Decimal("40455026.70")


def test_what_if_from_a_run(run: screener.Run, checks: ingest.Checks, monkeypatch: pytest.MonkeyPatch):
    """Home is Ohio: none of Kentucky's bonds is in-state, and the comparison says what that changes."""
    monkeypatch.setattr(ingest, "start_checks", lambda: nullcontext(checks))

    scenario = run.what_if(state="OH")
    comparison = scenario.comparison.set_index(["figure", "basis"])
    swept = run.sensitivity("un-pri.fresh_age", [6, 24])

    assert comparison.loc[("in_state", "operations"), "best_change"] == Decimal("-40455026.70")
    assert len(scenario.outcomes) > 0
    assert sorted(set(swept.figures["value"])) == [6.0, 24.0]
    assert len(scenario.holdings) == len(run.holdings)


def test_what_if_is_refused_where_the_inputs_are_others(
    kentucky: dict, checks: ingest.Checks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A question is about the run: where a rulebook was edited since, it is said which."""
    import shutil

    monkeypatch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
    shutil.copytree(workspace_of(kentucky), tmp_path / "ws")
    file = tmp_path / "ws/criteria/un-pri/rulebook.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")

    with pytest.raises(screener.ScreenerError, match=r"un-pri \(rulebook\) is not what it was"):
        screener.open(tmp_path / "ws").latest("kentucky-munis").what_if(state="OH")
