"""JupyterLab as ``make lab`` starts it, in a real Chromium: a notebook opened, run, saved, and no other host asked."""

from __future__ import annotations

import os
import re
import shlex
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
NOTEBOOK = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A notebook

# %%
import sys

import screener
from IPython.display import SVG

print("kernel", sys.prefix)

# %%
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="80" height="20"/></svg>')
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace made by ``screener new`` with one small notebook more."""
    folder = tmp_path / "fund"
    new_workspace(folder)
    (folder / "notebooks" / "small.py").write_text(NOTEBOOK, encoding="utf-8")
    return folder


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


def test_a_notebook_opens_by_a_click_runs_and_is_saved_without_a_pop_up_or_another_host(
    browser: Any, address: str, workspace: Path
) -> None:
    """The kernel is this environment's Python, the chart is drawn, and saving leaves the .py as it was."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda opened: asked.append(opened.url))

    page.goto(address)
    page.get_by_role("listitem", name=re.compile("small.py")).dblclick()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
    outputs.last.locator("img, svg").wait_for()
    page.keyboard.press("Control+s")
    page.get_by_role("listitem", name=re.compile("small.ipynb")).wait_for()

    assert outputs.first.inner_text().strip() == f"kernel {sys.prefix}"
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    assert [url for url in asked if "/lab/api/news" in url or "/lab/api/update" in url] == []
    assert (workspace / "notebooks" / "small.py").read_text(encoding="utf-8") == NOTEBOOK
    page.close()
