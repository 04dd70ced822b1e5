"""Every notebook, run from its first cell to its last in a workspace that ``screener new`` made."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import jupytext
import pytest
from commands import workspace_of
from jupytext.config import load_jupytext_config
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


def names(path: Path) -> str:
    """Return a notebook's name."""
    return path.stem


@pytest.mark.slow
@pytest.mark.enable_socket  # a kernel listens on this machine alone
@pytest.mark.parametrize("path", NOTEBOOKS, ids=names)
def test_a_notebook_runs_to_its_end(path: Path, illinois: dict[str, Any], tmp_path: Path) -> None:
    """In less than 60 s a cell; its last output is there, and what fails is shown as the analyst would see it."""
    shutil.copytree(workspace_of(illinois), tmp_path / "w")
    notebook = jupytext.read(path)
    here = {"metadata": {"path": str(tmp_path / "w" / "notebooks")}}
    try:
        NotebookClient(notebook, timeout=60, resources=here, kernel_name="python3").execute()
    except CellExecutionError as error:
        pytest.fail(f"{path.name}: {error}", pytrace=False)
    assert [cell for cell in notebook.cells if cell.cell_type == "code"][-1].outputs


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names)
def test_a_notebook_is_short_teaches_one_thing_and_ends_with_something_to_try(path: Path) -> None:
    """A title first, at most 12 code cells, a part "Try" last; saving it unchanged in JupyterLab changes nothing."""
    notebook = jupytext.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    words = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]

    assert notebook.cells[0].source.startswith(f"# {path.stem[:2]} ")
    assert len(code) <= 12
    assert words[-1].startswith("## Try")
    settings = load_jupytext_config(path)
    assert jupytext.writes(notebook, fmt="py:percent", config=settings) == path.read_text(encoding="utf-8")
