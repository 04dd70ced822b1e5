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
    with pytest.raises(screener.ScreenerError, match="no portfolio 'nobody' and no run of it"):
        workspace.latest("nobody")
    with pytest.raises(screener.ScreenerError, match="there is no run 'ffff"):
        workspace.run("ffffffffffff")
    with pytest.raises(screener.ScreenerError, match="there is no table 'x'"):
        run.arrow("x")


def test_money_as_doubles_takes_all_of_pandas(run: screener.Run):
    """What Arrow does not do with decimals of this size: a fund of which all is in-state is 1 of itself."""
    best = run.frame("exposures", exact=False).query("measure == 'in_state' and grouping == 'home'")
    sums = best.groupby("basis")["best"].sum()

    assert (sums - best.groupby("basis")["low"].sum()).to_list() == [0.0, 0.0]
    assert (sums / sums.max()).to_list() == [1.0, 1.0]
    assert (sums * 2).max() == pytest.approx(80910053.40)
    assert sums.nlargest(1).size == sums.cumsum().size - 1 == 1
    assert best["best"].describe()["max"] == pytest.approx(40455026.70)


def test_exposures_of_one_measure_basis_and_grouping(run: screener.Run):
    """All of the fund once, not once by each grouping and basis; states by name; a wrong word names the right ones."""
    assert run.exposure()["best"].sum() == Decimal("40455026.70")
    assert run.exposure(grouping="state", exact=False).query("group == 'KY'")["name"].unique() == ["Kentucky"]
    with pytest.raises(screener.ScreenerError, match=r"measure: .*'in_stat'; did you mean 'in_state'"):
        run.exposure("in_stat")
    with pytest.raises(screener.ScreenerError, match=r"(?s)in_state has no basis 'hq'.*headquarters, operations"):
        run.exposure(basis="hq")
    with pytest.raises(screener.ScreenerError, match=r"grouping: .*did you mean 'county'"):
        run.exposure(grouping="countie")
    # no county of the fund makes anything: zero is no mistake
    assert run.exposure("in_state_manufacturing", grouping="county").empty


def test_a_run_stays_as_it_was_screened(run: screener.Run):
    """A table cannot be set, and its manifest is the analyst's own copy."""
    with pytest.raises(AttributeError, match="'exposures' cannot be set"):
        run.exposures = 1
    run.manifest["state"] = "XX"
    run.manifest["rulebooks"].clear()

    assert run.state == run.manifest["state"] == "KY"
    assert run.manifest["rulebooks"]


def test_a_property_that_fails_is_not_said_to_be_missing():
    """A fault inside of a figure is the fault that a person reads."""

    class Broken(screener.Run):
        @property
        def figures(self) -> pd.DataFrame:
            return None.to_frame()

    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'to_frame'"):
        _ = Broken(Path(), Path()).figures


def test_charts_of_what_there_is_not_are_refused(run: screener.Run):
    """A chart without a bar says nothing; a wrong word names the right ones."""
    with pytest.raises(screener.ScreenerError, match="basis 'operation'; did you mean 'operations'"):
        run.chart(basis="operation")
    with pytest.raises(screener.ScreenerError, match=r"(?s)no measure 'x'.*, in_state, "):
        run.map("x")
    with pytest.raises(screener.ScreenerError, match="not computed by county"):
        run.map()


def test_names_of_the_workspace_have_a_nearest(run: screener.Run):
    """A part, a portfolio, a figure: the nearest is named, and the hint is one for Python."""
    workspace = screener.open(run.folder)

    with pytest.raises(AttributeError, match="did you mean 'criteria'"):
        _ = workspace.criterion
    with pytest.raises(screener.ScreenerError, match="did you mean 'kentucky-munis'"):
        workspace.runs("kentuky-munis")
    with pytest.raises(screener.ScreenerError, match="did you mean 'kentucky-munis'"):
        workspace.latest("kentuky-munis")
    with pytest.raises(screener.ScreenerError, match=r"(?s)of 2020-01-01 or before .*as_of='2020-01-01'"):
        workspace.latest("kentucky-munis", as_of=pd.Timestamp("2020-01-01"))
    with pytest.raises(screener.ScreenerError, match=r"(?s)mean 'in_state_manufacturing'.*'\.explained_figures'"):
        run.explain("in_state_manufactring")
    with pytest.raises(screener.ScreenerError, match=r"ws\.runs\(\) lists"):
        workspace.run("zzz")


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

    assert len(found.lines) == 55
    assert found.positions["best"].sum() == Decimal("40455026.70")


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
