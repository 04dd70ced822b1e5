"""How long a question of what if takes on 10,000 lines: ``python tests/whatif_benchmark.py``.

The lines are those of the report's benchmark.
"""

from __future__ import annotations

import tempfile
import time
from decimal import Decimal
from pathlib import Path

from report_benchmark import write_lines

from screener import whatif
from screener.workspace import new_workspace

SIZE = 10_000
QUESTIONS = {
    "a threshold": whatif.Change(parameters={"un-pri.fresh_age": Decimal(6)}),
    "a definition": whatif.Change(parameters={"community-development.cra_poverty": Decimal(15)}),
    "another state": whatif.Change(state="KY"),
    "a fact": whatif.Change(facts={("place", "21111", "persistent_poverty"): True}),
    "a price": whatif.Change(trades=whatif.Trades(price={"AAPL": Decimal("-0.2")})),
    "a sale of an issuer": whatif.Change(trades=whatif.Trades(sell={"AAPL": Decimal(1)})),
    "a sale of half an issuer": whatif.Change(trades=whatif.Trades(sell={"MMM": Decimal("0.5")})),
    "a purchase": whatif.Change(
        trades=whatif.Trades(add=[{"ticker": "CAT", "asset_class": "equity", "market_value": Decimal(5_000_000)}])
    ),
}


def main() -> None:
    """Print the seconds of the first screen, and of each question with its figures and outcomes (best, worst of 3)."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        new_workspace(workspace)
        write_lines(workspace, SIZE)
        start = time.perf_counter()
        session = whatif.open_session(workspace, f"lines-{SIZE}")
        print(f"{SIZE:,} lines: first screen, in memory {time.perf_counter() - start:.2f} s")  # noqa: T201
        for name, change in QUESTIONS.items():
            seconds = []
            for _ in range(3):
                start = time.perf_counter()
                made = session.ask(change)
                whatif.compared(session.base.tables, made.tables)
                whatif.outcomes_grouped(session.base, made)
                seconds.append(time.perf_counter() - start)
            print(f"  {name}: {min(seconds):.2f} to {max(seconds):.2f} s, {len(made.remade)} tables made again")  # noqa: T201


if __name__ == "__main__":
    main()
