"""The committed example: three quarters of the demonstration portfolio, one after another in a new workspace.

``python tests/example.py`` (`make example`) writes the last of them to reports/examples/, with pictures for the README.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from commands import Command

from screener.workspace import new_workspace

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "reports" / "examples" / "illinois-demo-2024-12-31"
QUARTERS = ("2024-06-30", "2024-09-30", "2024-12-31")
KEPT = (
    "report.html",
    "report.pdf",
    "report.xlsx",
    "about.json",
    "manifest.json",
    "findings.csv",
    "quarantine.csv",
    "memos",
)
"""What is committed of the run, beside its tables as Parquet: the tables as CSV and the SQL are left out."""


def make_run(workspace: Path, run_with: Callable[[Path, str], Command] = lambda folder, _: Command(folder)) -> Path:
    """Screen the quarters in a new workspace and return the folder of the last run."""
    new_workspace(workspace)
    for quarter in QUARTERS:
        answer = run_with(workspace, quarter).json("illinois-demo", "--as-of", quarter)
    return Path(answer["folder"])


def keep(run: Path, folder: Path) -> None:
    """Copy what is committed of a run."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tables").mkdir(parents=True)
    for name in KEPT:
        copy = shutil.copytree if (run / name).is_dir() else shutil.copyfile
        copy(run / name, folder / name)
    for table in sorted((run / "tables").glob("*.parquet")):
        shutil.copyfile(table, folder / "tables" / table.name)


def take_pictures(folder: Path) -> None:
    """Take the README's pictures: page one on a wide screen and on a phone, the map, and page one on paper."""
    import pypdfium2
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, width, height in (("screen", 1280, 1500), ("phone", 390, 844)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto((folder / "report.html").as_uri())
            page.screenshot(path=folder.parent / f"{name}.png")
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto((folder / "report.html").as_uri())
        page.locator("#counties figure").first.screenshot(path=folder.parent / "map.png")
        browser.close()
    first = pypdfium2.PdfDocument(folder / "report.pdf")[0]
    first.render(scale=1.6).to_pil().save(folder.parent / "paper.png", optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        keep(make_run(Path(temporary) / "workspace"), EXAMPLE)
    take_pictures(EXAMPLE)
    sys.stdout.write(f"Wrote {EXAMPLE.relative_to(ROOT)}\n")
