"""`screener back-screen`: many dates from the shell, what nobody knew said beside them, and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import CommandHere

from screener import ingest
from screener.workspace import new_workspace


@pytest.fixture(scope="module")
def command(checks: ingest.Checks, tmp_path_factory: pytest.TempPathFactory) -> CommandHere:
    """The command in a workspace with no run."""
    workspace: Path = tmp_path_factory.mktemp("back-screen") / "workspace"
    new_workspace(workspace)
    return CommandHere(workspace, checks)


def test_a_table_has_a_row_a_date_and_says_what_nobody_knew(command: CommandHere):
    """55 bonds of the filing, USD 40,455,026.70; the SEC's tickers are held as of 2026-10-31 alone."""
    asked = ("--from", "2024-12-31", "--rulebook", "dol-eti", "--workers", "1")
    answer = command("back-screen", "kentucky-munis", *asked)

    assert answer.returncode == 0, answer.stderr
    row = next(line for line in answer.stdout.splitlines() if line.startswith("2024-12-31"))
    assert row.split()[:3] == ["2024-12-31", "2024-12-31", "40,455,027"]
    assert "! Unknown then, on every date: Company tickers" in answer.stderr
    assert "(the first vintage held is of 2026-10-31)" in answer.stderr
    assert not list((command.folder / "reports").rglob("manifest.json"))
    assert not (command.folder / "ledger.sqlite").exists()


def test_an_earlier_date_is_a_study_of_the_first_delivery(command: CommandHere):
    """Every table in one object, money exact; the rule of 2022 took effect on 2023-01-30, 87 FR 73822."""
    asked = ("--from", "2022-12-31", "--to", "2022-12-31", "--every", "year", "--holdings", "first")
    answer = command("back-screen", "kentucky-munis", *asked, "--rulebook", "dol-eti", "--workers", "1", "--json")

    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    (row,) = found["summary"]
    assert (row["date"], row["delivery"], float(row["market_value"])) == ("2022-12-31", "2024-12-31", 40_455_026.70)
    assert "a study of that book, not what was held" in found["notes"][0]
    assert [one["name"] for one in found["inputs"] if one["kind"] == "text"] == [
        "dol-eti/404a-1-2020",
        "dol-eti/proxy-rule-2020",
    ]


def test_a_date_before_the_first_delivery_is_refused_with_the_way_out(command: CommandHere):
    """Nothing is screened that nobody held, unless it is asked for."""
    answer = command("back-screen", "kentucky-munis", "--from", "2024-06-30")

    assert answer.returncode == 2
    assert "nothing was delivered by 2024-06-30, 2024-09-30; the first delivery is of 2024-12-31" in answer.stderr
    assert "--holdings first" in answer.stderr
