"""`screener what-if`: a question from the shell, answered in words or as one object, and nothing written."""

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
    workspace: Path = tmp_path_factory.mktemp("what-if") / "workspace"
    new_workspace(workspace)
    return CommandHere(workspace, checks)


def test_another_home_takes_every_bond_of_kentucky_out_of_state(command: CommandHere):
    """The 55 bonds of the filing, USD 40,455,026.70, are all Kentucky's: none is Ohio's, and no run is made."""
    answer = command("what-if", "kentucky-munis", "--state", "OH", "--json")
    figures = {(row["figure"], row["basis"]): row for row in json.loads(answer.stdout)["figures"]}

    assert answer.returncode == 0, answer.stderr
    assert float(figures["in_state", "operations"]["best_before"]) == 40_455_026.70
    assert float(figures["in_state", "operations"]["best_after"]) == 0
    assert not list((command.folder / "reports").rglob("manifest.json"))


def test_what_is_no_number_is_said_before_anything_is_read(command: CommandHere):
    """Every pair that is none, with an example of one."""
    answer = command("what-if", "kentucky-munis", "--price", "X=nan", "--price", "Y", "--price", "Z=a")

    assert answer.returncode == 2
    assert "--price: no NAME=NUMBER: X=nan, Y, Z=a" in answer.stderr
    assert "Try: for example --price NAME=0.2" in answer.stderr
