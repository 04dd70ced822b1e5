"""How long a report takes and how large it is, for 500 and 10,000 holdings: ``python tests/report_benchmark.py``.

The lines are the demonstration's list of large companies, delivered as often as it takes. The screen is not timed: the
report is printed from the finished run's folder, in a process of its own for each definition. First all of it as a run
does it, with nothing loaded or compiled yet; then its parts one after another.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from commands import Command

from screener import report
from screener.report.files import write_tables
from screener.report.page import render_page
from screener.report.pdf import render_pdf
from screener.report.workbook import write_workbook
from screener.workspace import new_workspace

SIZES = (500, 10_000)
DEFINITIONS = ("trustee", "treasury")
PORTFOLIO = """\
name = "Benchmark portfolio"
state = "IL"
[[input]]
name = "lines"
path = "inputs/{as_of}/lines.csv"
account = "Large companies"
asset_class = "equity"
columns = { ticker = "Ticker", market_value = "Value" }
"""


def write_lines(workspace: Path, size: int) -> None:
    """Write a portfolio of so many lines."""
    source = next((workspace / "portfolios/illinois-demo/inputs/2024-12-31").glob("large-us-companies*.csv"))
    with source.open(encoding="utf-8-sig", newline="") as stream:
        tickers = [row[0] for row in csv.reader(stream) if len(row) == 4 and row[1] == "Common Stock"]
    folder = workspace / "portfolios" / f"lines-{size}"
    (folder / "inputs/2024-12-31").mkdir(parents=True)
    (folder / "portfolio.toml").write_text(PORTFOLIO, encoding="utf-8")
    with (folder / "inputs/2024-12-31/lines.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Ticker", "Value"])
        writer.writerows([tickers[number % len(tickers)], f"{1_000_000 + number}.00"] for number in range(size))


def _timed(make: Callable[[], object]) -> float:
    """Return the seconds that something took."""
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def _measure(run: Path, definition: report.Definition) -> None:
    """Print the seconds and bytes of one report, and of its parts."""
    about, tables = report.load(run)
    faults = tables["faults"].to_pylist()
    out = Path(tempfile.mkdtemp(dir=run.parent))
    whole = _timed(lambda: report.write_edition(out, report.summarise(tables, about), tables, faults, definition))
    sizes = {name: (out / f"report.{name}").stat().st_size / 1e6 for name in ("html", "pdf", "xlsx")}
    sizes["tables"] = sum(file.stat().st_size for file in (out / "tables").iterdir()) / 1e6
    summary = report.summarise(tables, about)
    page = render_page(summary, tables, faults, definition)
    parts = {
        "figures": lambda: report.summarise(tables, about),
        "page": lambda: render_page(summary, tables, faults, definition),
        "PDF": lambda: render_pdf(page, title="Benchmark", author="Benchmark", as_of=about.as_of),
        "workbook": lambda: write_workbook(out / "report.xlsx", summary, tables, faults),
        "tables": lambda: write_tables(out / "tables", tables),
    }
    seconds = ", ".join(f"{name} {_timed(make):.2f}" for name, make in parts.items())
    megabytes = ", ".join(f"{name} {value:.1f}" for name, value in sizes.items())
    print(  # noqa: T201
        f"{tables['holdings'].num_rows:>6,} lines, {definition.id}: {whole:.2f} s in all; by itself {seconds}; "
        f"MB: {megabytes}"
    )
    shutil.rmtree(out)


def main() -> None:
    """Screen portfolios of each size and print what their reports take."""
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Path(temporary) / "workspace"
        new_workspace(workspace)
        for size in SIZES:
            write_lines(workspace, size)
            run = Command(workspace).json(f"lines-{size}")["folder"]
            for name in DEFINITIONS:
                subprocess.run([sys.executable, __file__, run, str(workspace), name], check=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        _measure(Path(sys.argv[1]), report.load_definition(Path(sys.argv[2]), sys.argv[3], where="here"))
    else:
        main()
