"""How long twelve quarters take with one process and with two: ``python tests/backscreen_benchmark.py``."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path

from screener import backscreen, whatif
from screener.workspace import new_workspace


def main() -> None:
    """Print the seconds of each, and whether every table is the same."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        new_workspace(workspace)
        days = date(2022, 3, 31), date(2024, 12, 31)
        plan = backscreen.plan(workspace, "illinois-demo", *days, holdings="first")
        found = []
        for workers in (1, 2):
            start = time.perf_counter()
            found.append(backscreen.answer(plan, whatif.Silent(), workers=workers))
            print(f"{len(plan.held)} quarters, {workers} process(es): {time.perf_counter() - start:.1f} s")  # noqa: T201
        one, two = found
        start = time.perf_counter()
        same = all(getattr(one, name).equals(getattr(two, name)) for name in backscreen.NAMES)
        print(f"every table the same: {same}; {one.changes.num_rows:,} changes: {time.perf_counter() - start:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
