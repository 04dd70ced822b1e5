"""JupyterLab as ``make lab`` starts it, in a real Chromium: the first notebook run and saved, no other host asked."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from screener.workspace import new_workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
SETTINGS = """name = "Three lines"
state = "IL"
rulebooks = ["advanced-manufacturing"]

[[input]]
name = "lines"
path = "inputs/{as_of}/lines.csv"
account = "Equity"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace as ``screener new`` makes it, but for the demonstration: three lines stand in for its 2,320.

    What the notebooks make of all of them is tried without a browser, which is quicker. The first notebook also says
    whose Python runs it.
    """
    new_workspace(tmp_path / "fund")
    portfolio = tmp_path / "fund" / "portfolios" / "illinois-demo"
    shutil.rmtree(portfolio)
    lines = portfolio / "inputs" / "2024-12-31" / "lines.csv"
    lines.parent.mkdir(parents=True)
    lines.write_text(
        "security_name,ticker,asset_class,market_value\n"
        "CATERPILLAR INC,CAT,equity,600.00\nABBOTT,ABT,equity,400.00\nUNHEARD OF LTD,,equity,100.00\n",
        encoding="utf-8",
    )
    (portfolio / "portfolio.toml").write_text(SETTINGS, encoding="utf-8")
    notebook = tmp_path / "fund" / "notebooks" / "01_first_screen.py"
    first, cells, rest = notebook.read_text(encoding="utf-8").partition("# %%\nimport screener\n")
    notebook.write_text(f"{first}# %%\nimport sys\n\nsys.prefix\n\n{cells}{rest}", encoding="utf-8")
    return tmp_path / "fund"


@pytest.fixture
def address(workspace: Path, tmp_path: Path) -> Iterator[str]:
    """Return the address, token and all, that a running lab prints; no file of a home is read or written."""
    asked = "--no-browser --allow-root --port 0"
    make = ["make", "--silent", "--dry-run", "--assume-old=.venv/.stamps/notebooks", "lab", f"LAB_ARGS={asked}"]
    recipe = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    program, *arguments = shlex.split(recipe.splitlines()[-1])
    assert program == ".venv/bin/jupyter"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home")}
    lab = subprocess.Popen(
        [Path(sys.executable).parent / "jupyter", *arguments],
        cwd=workspace, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert lab.stderr is not None
    said = []
    for line in lab.stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\w+", line):
            yield found[0]
            break
    else:
        pytest.fail("".join(said))
    os.killpg(lab.pid, signal.SIGTERM)
    lab.communicate(timeout=20)


def test_the_first_notebook_opens_by_a_click_runs_and_is_saved_without_a_pop_up_or_another_host(
    browser: Any, address: str, workspace: Path
) -> None:
    """The kernel is this environment's Python; it screens, draws its chart, no cell fails, saving leaves the .py."""
    notebook = workspace / "notebooks" / "01_first_screen.py"
    before = notebook.read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda opened: asked.append(opened.url))

    page.goto(address)
    page.get_by_role("listitem", name=re.compile(notebook.name)).dblclick()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    cells.last.locator(".jp-OutputArea-output table").wait_for(timeout=120_000)
    page.keyboard.press("Control+s")
    page.get_by_role("listitem", name=re.compile("01_first_screen.ipynb")).wait_for()

    saved = json.loads(notebook.with_suffix(".ipynb").read_text(encoding="utf-8"))
    first = next(cell for cell in saved["cells"] if cell["cell_type"] == "code")
    assert first["outputs"][0]["data"]["text/plain"] == [repr(sys.prefix)]
    chart = page.locator(".jp-OutputArea-output").locator("img, svg").last
    assert chart.bounding_box()["height"] > 100  # points: two bars, their words and an axis
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    assert [url for url in asked if "/lab/api/news" in url or "/lab/api/update" in url] == []
    assert len(list(workspace.glob("reports/runs/illinois-demo/2024-12-31/*/report.html"))) == 1
    assert notebook.read_text(encoding="utf-8") == before
    page.close()
