"""Two quarters of a small portfolio, screened by the real command, and why their figures differ."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from commands import Command, CommandHere

from screener.workspace import new_workspace

PORTFOLIO = """
name = "Two quarters, constructed"
state = "IL"
rulebooks = ["community-development"]

[[input]]
name = "statement"
path = "inputs/{as_of}/statement.csv"
account = "Core"

[input.columns]
security_name = "Security"
ticker = "Ticker"
asset_class = "Type"
quantity = "Units"
market_value = "Value"

[input.asset_classes]
Stock = "equity"
Cash = "cash"
"""
STATEMENTS = {
    "2024-12-31": "Security,Ticker,Type,Units,Value\nDEERE & CO,DE,Stock,100,40000.00\nCASH,,Cash,,1000.00\n",
    "2025-03-31": "Security,Ticker,Type,Units,Value\nDEERE & CO,DE,Stock,110,49500.00\nCASH,,Cash,,1500.00\n",
}
# 60 of 100 people in Rock Island County, Illinois, then 50; the others in Polk County, Iowa.
SITES = """issuer,site,source,as_of,county_fips,naics,employment,total_employment
0000315189,Harvester works,letter 1,2024-11-30,17161,333111,60,100
0000315189,Ankeny works,letter 1,2024-11-30,19153,333111,40,100
0000315189,Harvester works,letter 2,2025-02-28,17161,333111,50,100
0000315189,Ankeny works,letter 2,2025-02-28,19153,333111,50,100
"""


class Quarters:
    """The runs of a workspace that no other test changes."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.first = command.json("fund", "--as-of", "2024-12-31")
        self.second = command.json("fund", "--as-of", "2025-03-31")
        self.restated = command.json("fund", "--as-of", "2025-03-31", "--known-at", "2025-01-15", "--since", "none")

    def compare(self, before: str, after: str) -> dict:
        """Return what `screener compare --json` prints, as measure and basis → cause → best estimate."""
        answer = self.command("compare", before, after, "--json")
        assert answer.returncode == 0, answer.stderr
        found: dict = {}
        for row in json.loads(answer.stdout)["changes"]:
            found.setdefault((row["measure"], row["basis"]), {})[row["cause"]] = Decimal(row["best"])
        return {key: {cause: best for cause, best in causes.items() if best} for key, causes in found.items()}


def manifest(run):
    """Return the manifest of a run."""
    return json.loads((Path(run["folder"]) / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def quarters(tmp_path_factory, checks):
    """Two quarters, and the second as it was known in the middle."""
    root = tmp_path_factory.mktemp("quarters") / "w"
    new_workspace(root)
    folder = root / "portfolios" / "fund"
    for day, text in STATEMENTS.items():
        (folder / "inputs" / day).mkdir(parents=True)
        (folder / "inputs" / day / "statement.csv").write_text(text, encoding="utf-8")
    (folder / "establishments").mkdir()
    (folder / "establishments" / "letters.csv").write_text(SITES, encoding="utf-8")
    (folder / "portfolio.toml").write_text(PORTFOLIO, encoding="utf-8")
    return Quarters(CommandHere(root, checks, page=False))


def test_a_change_is_split_by_cause(quarters):
    """24,000 = 60 % of 40,000; 10 × 400 bought and 110 × 50 by the price, 60 % of it; then 50 % of 49,500: −4,950."""
    split = quarters.compare(quarters.first["run_id"], quarters.second["run_id"])

    assert split["in_state", "operations"] == {
        "before": 24000, "trades": 2400, "prices": 3300, "own_evidence": -4950, "after": 24750,
    }  # fmt: skip
    assert split["market_value", "both"] == {
        "before": 41000, "trades": 4000, "prices": 5500, "value_without_quantity": 500, "after": 51000,
    }  # fmt: skip


def test_a_quarter_can_be_restated_as_it_was_known_then(quarters):
    """In the middle of January the letter of February was not written: 60 % of 49,500 = 29,700, not 24,750."""
    split = quarters.compare(quarters.restated["run_id"], quarters.second["run_id"])

    assert split["in_state", "operations"] == {"before": 29700, "own_evidence": -4950, "after": 24750}
    assert split["market_value", "both"] == {"before": 51000, "after": 51000}


def test_a_run_looks_back_to_the_last_quarter_by_itself(quarters):
    """Its manifest names the earlier run; the first run has none to look back to, and `none` was said for the third."""
    first, second = manifest(quarters.first), manifest(quarters.second)

    assert second["since"]["run_id"] == first["run_id"]
    assert first["since"] is None
    assert manifest(quarters.restated)["since"] is None


def test_a_comparison_prints_causes_and_inputs(quarters):
    """A person reads what the causes add and which files were others; runs go by the beginning of their ids."""
    first, second = quarters.first["run_id"], quarters.second["run_id"]
    answer = quarters.command("compare", first[:8], second[:8])

    assert answer.returncode == 0, answer.stderr
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert any(line.startswith("own evidence -4,950.00 -4,950.00 -4,950.00 the portfolio's own") for line in lines)
    assert any(line.startswith("inputs inputs/2025-03-31/statement.csv – ") for line in lines)


def test_what_cannot_be_compared_is_said(quarters):
    """Another home state, a run that is not there, and a run whose table someone changed."""
    other = quarters.command.json("fund", "--as-of", "2024-12-31", "--state", "IA")
    table = Path(other["folder"]) / "tables" / "holdings.parquet"

    states = quarters.command("compare", quarters.first["run_id"], other["run_id"])
    missing = quarters.command("compare", "zzzz", quarters.first["run_id"])
    table.write_bytes(table.read_bytes() + b"x")
    changed = quarters.command("compare", other["folder"], other["folder"])

    assert (states.returncode, missing.returncode, changed.returncode) == (2, 2, 4)
    assert "the home state of the earlier one is IL, of the later one IA" in states.stderr
    assert "there is no run 'zzzz'" in missing.stderr
    assert "holdings.parquet: table holdings is not what the run wrote" in changed.stderr
