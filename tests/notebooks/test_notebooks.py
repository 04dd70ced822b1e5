"""Every notebook, run from its first cell to its last in a workspace that ``screener new`` made, in this process."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import jupytext
import pandas as pd
import pytest
from documentation import copy_workspace
from IPython.core.formatters import DisplayFormatter
from jupytext.config import load_jupytext_config

from screener import ingest, whatif
from screener.api import scenario

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def workspace(three_quarters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which the last three quarters are screened already."""
    return copy_workspace(three_quarters, tmp_path_factory.mktemp("notebooks") / "fund")


@pytest.fixture(scope="module")
def asked() -> Callable[..., whatif.Session]:
    """Return what opens a run for questions: each run once, since no question changes what it is asked of."""
    opened: dict[Path, whatif.Session] = {}
    open_one = scenario.session_of

    def session_of(root: Path, folder: Path, manifest: dict[str, Any]) -> whatif.Session:
        if folder not in opened:
            opened[folder] = open_one(root, folder, manifest)
        return opened[folder]

    return session_of


@pytest.fixture
def quickly(
    checks: ingest.Checks, asked: Callable[..., whatif.Session], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Screen without a process of its own for the checks; what a notebook sets is set back."""
    monkeypatch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
    monkeypatch.setattr(scenario, "session_of", asked)
    with pd.option_context("display.max_colwidth", 50):
        yield


@each_notebook
@pytest.mark.slow
@pytest.mark.usefixtures("quickly")
def test_a_notebook_runs_to_its_end_shows_a_chart_and_leaves_the_workspace_as_it_was(
    path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its last cell shows something, a table and a chart (SVG) are among the rest; what is new lies in ``reports/``."""
    monkeypatch.chdir(workspace / "notebooks")
    before = _files(workspace)

    shown = _run(path)

    assert shown[-1]
    assert capsys.readouterr().err == ""
    assert any("<table" in one.get("text/html", "") for one in shown)
    assert any("image/svg+xml" in one for one in shown)
    assert _files(workspace) == before


@each_notebook
def test_a_notebook_is_short_teaches_one_thing_and_ends_with_something_to_try(path: Path) -> None:
    """Its number and title first, at most 25 cells, "Try it yourself" last; saved in JupyterLab it stays as it is."""
    notebook = jupytext.read(path)
    words = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]

    assert re.match(rf"# {path.stem[:2]} \w", notebook.cells[0].source)
    assert len(notebook.cells) <= 25
    assert words[-1].startswith("## Try it yourself")
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    settings = load_jupytext_config(path)
    assert jupytext.writes(notebook, fmt="py:percent", config=settings) == path.read_text(encoding="utf-8")


def test_the_readme_lists_every_notebook_in_order() -> None:
    """And no other; a workspace that ``screener new`` makes holds the same."""
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| \[`(\w+\.py)`\]", text, re.MULTILINE) == [path.name for path in NOTEBOOKS]
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{number:02}" for number in range(1, 8)]


def _run(path: Path) -> list[dict[str, str]]:
    """Run the cells of a notebook one after another, and return what each shows, by its kind."""
    names: dict[str, Any] = {"__name__": "__main__"}
    show, shown = DisplayFormatter(), []
    cells = [cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code"]
    for number, source in enumerate(cells, start=1):
        where, tree = f"{path.name}, code cell {number}", ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, where, "exec"), names)  # noqa: S102  a notebook of this project
        value = eval(compile(ast.Expression(last.value), where, "eval"), names) if last else None  # noqa: S307
        shown.append({} if value is None else show.format(value)[0])
    return shown


def _files(workspace: Path) -> dict[str, str]:
    """Return the hash of each file outside ``reports/``, where runs and their ledger lie."""
    found = (path for path in workspace.rglob("*") if path.relative_to(workspace).parts[0] != "reports")
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found if path.is_file()}
