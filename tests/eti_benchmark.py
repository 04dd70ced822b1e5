"""How long the prudence test takes: `python tests/eti_benchmark.py`, in half a minute on two idle cores.

Each line is a process of its own, from the command to its last byte; the best of three. Series have 120 months, and
each bootstrap 5,000 draws, as by default. What is aimed at is 5 seconds with ten alternatives.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

MONTHS = [f"{2010 + at // 12}-{at % 12 + 1:02d}" for at in range(120)]
TIMES = 3


def write_series(folder: Path) -> list[str]:
    """Write a candidate and ten alternatives that share a market; return the alternatives' files."""
    market, *own = np.random.default_rng(1).normal(0.0, 0.01, (12, len(MONTHS)))
    names = ["candidate.csv", *(f"alternative-{number}.csv" for number in range(1, 11))]
    for name, returns in zip(names, own, strict=True):
        rows = [f"{month},{value:.6f}" for month, value in zip(MONTHS, 0.004 + market + 0.3 * returns, strict=True)]
        (folder / name).write_text("\n".join(["month,return", *rows, ""]), encoding="utf-8")
    return names[1:]


def seconds(folder: Path, *arguments: str) -> float:
    """Return the shortest time of several runs of a command."""
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "screener", *arguments], cwd=folder, check=True, capture_output=True, timeout=600
        )
        taken.append(perf_counter() - start)
    return min(taken)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        others = write_series(folder)
        subprocess.run([sys.executable, "-m", "screener", "new", "w"], cwd=folder, check=True, capture_output=True)
        test = ("eti", "test", "--json", "--candidate", "candidate.csv", "--alternative")
        rows = {
            "eti test, 1 alternative": seconds(folder, *test, others[0]),
            "eti test, 10 alternatives": seconds(folder, *test, *others),
            "eti memo illinois-demo, 2 decisions": seconds(folder / "w", "eti", "memo", "illinois-demo"),
        }
    lines = [f"{taken:6.2f} s  {name}" for name, taken in rows.items()]
    sys.stdout.write("\n".join([f"best of {TIMES}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", *lines, ""]))


if __name__ == "__main__":
    main()
