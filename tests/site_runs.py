"""Runs on disk for the site: the hand-made example of the report as quarters, and a run that kept nothing to print."""

from __future__ import annotations

import hashlib
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import rfc8785

from screener import report
from screener.ledger import Run, default_url, open_ledger
from screener.report.stored import about_json
from screener.workspace import sha256_of

EXAMPLE = Path(__file__).parent / "unit" / "report" / "example_run.py"
PAGE = (
    "<!doctype html><html lang='en'><title>A report</title><style>h1 { color: rgb(0, 0, 255) }</style><h1>Report</h1>"
)


class Runs:
    """A workspace and what makes runs in it.

    Parameters
    ----------
    root : Path
        An empty folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "pyproject.toml").write_text("[tool.screener]\n", encoding="utf-8")
        made = runpy.run_path(str(EXAMPLE))
        self.tables, self.about, self.faults = made["tables"](), made["about"](), made["faults"]()

    def make(
        self,
        portfolio: str,
        as_of: str,
        *,
        printable: bool = True,
        recorded: bool = True,
        page: str = PAGE,
        **says: Any,
    ) -> Path:
        """Write a run, record it, and return its folder; one that is not printable kept its report alone."""
        content = {
            "portfolio": portfolio,
            "as_of": as_of,
            "known_at": as_of,
            "state": "IL",
            "home": "Illinois",
            "base_currency": "USD",
            **says,
        }
        run_id = hashlib.sha256(rfc8785.dumps(content)).hexdigest()[:12]
        folder = self.root / "reports" / "runs" / portfolio / as_of / run_id
        (folder / "tables").mkdir(parents=True)
        (folder / "report.html").write_text(page, encoding="utf-8")
        if printable:
            day = date.fromisoformat(as_of)
            about = replace(self.about, portfolio_id=portfolio, as_of=day, known_at=day, run_id=run_id)
            (folder / report.ABOUT).write_bytes(about_json(about))
            for name, table in self.tables.items():
                pq.write_table(table, folder / "tables" / f"{name}.parquet")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        outputs = {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
        (folder / "manifest.json").write_bytes(rfc8785.dumps({**content, "run_id": run_id, "outputs": outputs}))
        if recorded:
            self._record(portfolio, as_of, run_id, content["state"], sha256_of(folder / "manifest.json"))
        return folder

    def _record(self, portfolio: str, as_of: str, run_id: str, state: str, sha256: str) -> None:
        """Enter a run in the ledger."""
        entry = Run(
            run_id=run_id,
            portfolio=portfolio,
            as_of=as_of,
            state=state,
            manifest_sha256=sha256,
            market_value_cents=0,
            lines=0,
        )
        with open_ledger(default_url(self.root)) as ledger:
            ledger.record_run(entry, recorded_by="test")
