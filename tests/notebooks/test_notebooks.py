"""Every notebook, run from first cell to last in a kernel of its own, in a workspace that ``screener new`` made.

nbclient runs them, as it does inside nbmake: that one limits the time of a cell, this one that of a whole notebook.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path

import jupytext
import pytest
from documentation import copy_workspace
from jupytext.config import load_jupytext_config
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from traitlets.config import Config

from screener import ingest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
SECONDS = 60
"""How long a notebook may take, the start of its kernel included.

It is the processor's time, of the kernel and of what the kernel starts: other tests run beside, and by the clock a
busy machine would make it longer. By the clock it may be three times as long.
"""
LEFT_OUT = 10
"""Of these the seconds kept for what the kernels of this test leave out: see `STARTS_WITH` and `KEEPS_CHECKS`."""
STARTS_WITH = """
import sys

# jsonschema, which Altair loads, builds its grammar for a second, and no schema asks for it
sys.modules["rfc3987_syntax"] = None
"""
KEEPS_CHECKS = """
from hashlib import sha256
from pathlib import Path

from screener import ingest


class Kept(ingest.Checks):
    start = staticmethod(ingest.start_checks)

    def __init__(self):
        pass

    def _ask(self, payload):
        kept = Path({folder!r}, sha256(payload).hexdigest())
        if kept.exists():
            return kept.read_bytes()
        with self.start() as running:
            return running._ask(payload)

    def close(self):
        pass


ingest.start_checks = Kept
"""
"""Run before a notebook that screens in memory: what the checking process answered the tests already is kept.

The first notebook starts the process and asks it everything, as every notebook does elsewhere.
"""
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def workspace(three_quarters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which the last three quarters are screened already."""
    return copy_workspace(three_quarters, tmp_path_factory.mktemp("notebooks") / "fund")


@each_notebook
@pytest.mark.slow
def test_a_notebook_runs_in_a_minute_shows_a_chart_and_leaves_the_workspace_as_it_was(
    path: Path, workspace: Path, checks: ingest.Checks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last cell shows something, a table and a chart (SVG) are among the rest; what is new lies in ``reports/``."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))  # no file of a home is read or written
    startup = tmp_path / "profile_default" / "startup" / "first.py"
    startup.parent.mkdir(parents=True)
    kept = checks.folder  # type: ignore[attr-defined]  # a `conftest.KeptChecks`
    keeps = KEEPS_CHECKS.format(folder=str(kept)) if ".what_if(" in path.read_text(encoding="utf-8") else ""
    startup.write_text(STARTS_WITH + keeps, encoding="utf-8")
    before = _files(workspace)

    cells = _run(path, workspace / "notebooks", tmp_path)

    outputs = [output for cell in cells for output in cell.outputs]
    shown = [output.data for output in outputs if "data" in output]
    assert any("data" in output for output in cells[-1].outputs)
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert any("<table" in data.get("text/html", "") for data in shown)
    assert any("image/svg+xml" in data for data in shown)
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


def _run(path: Path, folder: Path, temporary: Path) -> list[NotebookNode]:
    """Return the code cells of a notebook with what each shows; fail where one fails, or where the time is up."""
    notebook = jupytext.read(path)
    # a kernel on sockets that are files: no port is looked for, and none can be taken meanwhile
    kernel = {"transport": "ipc", "connection_file": str(temporary / "kernel.json")}
    began, ends, fault = os.times(), time.monotonic() + 3 * SECONDS, None
    client = NotebookClient(
        notebook,
        config=Config(KernelManager=kernel),
        extra_arguments=["--colors=NoColor"],
        startup_timeout=SECONDS,
        timeout_func=lambda _: max(1, round(ends - time.monotonic())),  # what the cells before it left; 0 is no limit
    )
    try:
        client.execute(cwd=str(folder))
    except CellExecutionError as error:
        fault = str(error)
    except CellTimeoutError as error:
        fault = f"more than {3 * SECONDS} seconds by the clock, for all cells. {error}"
    over = os.times()
    took = over.children_user + over.children_system - began.children_user - began.children_system
    if not fault and not 0 < took < SECONDS - LEFT_OUT:
        expected = f"less than {SECONDS - LEFT_OUT}, for all cells"
        fault = f"took {took:.0f} seconds of the processor's time; expected {expected}"
    if fault:
        pytest.fail(f"{path.name}: {fault}", pytrace=False)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _files(workspace: Path) -> dict[str, str]:
    """Return the hash of each file outside ``reports/``, where runs and their ledger lie."""
    found = (path for path in workspace.rglob("*") if path.relative_to(workspace).parts[0] != "reports")
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found if path.is_file()}
