"""The command line on wrong and broken input: exit codes, messages, and nothing written."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import CommandHere

from screener.workspace import new_workspace

PORTFOLIO = """\
name = "Broken"
state = "IL"

[[input]]
name = "custodian"
path = "inputs/{as_of}/*.csv"
account = "A"
TOTAL
[input.columns]
ticker = "Ticker"
security_name = "Name"
market_value = "Value"
"""
LINES = "Ticker,Name,Value\nCAT,Caterpillar,100.00\nDE,Deere,12..5\n,,3\nMMM,3M,(20.50)\n"


@pytest.fixture
def broken(tmp_path, checks):
    """A workspace with one small portfolio; returns a function that writes it and runs a command in it."""
    new_workspace(tmp_path / "w")
    folder = tmp_path / "w" / "portfolios" / "broken"

    def run(*arguments, lines=LINES, settings="", total=""):
        if not folder.exists():
            (folder / "inputs" / "2024-12-31").mkdir(parents=True)
            (folder / "inputs" / "2024-12-31" / "a.csv").write_text(lines, encoding="utf-8")
            (folder / "portfolio.toml").write_text(PORTFOLIO.replace("TOTAL", total) + settings, encoding="utf-8")
        return CommandHere(tmp_path / "w", checks, page=False)(*arguments)

    run.folder = folder
    run.runs = tmp_path / "w" / "reports" / "runs" / "broken"
    return run


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _written(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_wrong_control_total_stops_the_run_with_4_and_writes_nothing(broken):
    """The file sums to 79.50 after repair of nothing; the custodian is said to state 80.00."""
    lines = "Ticker,Name,Value\nCAT,Caterpillar,100.00\nMMM,3M,(20.50)\n"
    answer = broken("run", "broken", lines=lines, total='control_total = "80.00"')

    assert answer.returncode == 4
    assert "80.00" in answer.stderr
    assert "79.50" in answer.stderr
    assert _written(broken.runs) == []


def test_lines_that_cannot_be_used_are_set_aside_and_come_back_corrected(broken):
    """The quarantine file, filled in and saved beside the input, repairs the run; the delivered file is not touched."""
    first = broken("run", "broken")
    quarantine = next(broken.runs.rglob("quarantine.csv"))
    rows = _rows(quarantine)

    assert first.returncode == 0
    assert {(row["source_row"], row["rule"]) for row in rows} >= {
        ("3", "market-value-unreadable"),
        ("4", "identity-missing"),
    }

    for row in rows:
        row["corrected"] = {"market-value-unreadable": "12.50", "identity-missing": "PEP"}[row["rule"]]
        if row["rule"] == "identity-missing":
            row["column"] = "Ticker"
    with (broken.folder / "inputs" / "2024-12-31" / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    before = (broken.folder / "inputs" / "2024-12-31" / "a.csv").read_bytes()
    second = broken("run", "broken", "--json")

    import json

    assert json.loads(second.stdout)["rows"] == {"delivered": 4, "screened": 4, "quarantined": 0}
    assert json.loads(second.stdout)["market_value"]["screened"] == "95.00"
    assert (broken.folder / "inputs" / "2024-12-31" / "a.csv").read_bytes() == before


def test_fail_on_error_turns_a_quarantined_line_into_exit_code_1(broken):
    """Done, and what the user asked to be told of was found; the run is written."""
    answer = broken("run", "broken", "--fail-on", "error")

    assert answer.returncode == 1
    assert _written(broken.runs) != []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "brokn"], "did you mean 'broken'"),
        (["run", "broken", "--as-of", "31.12.2024"], "write it as YYYY-MM-DD"),
        (["run", "broken", "--state", "Illinoise"], "'Illinoise' is no state"),
        (["run", "broken", "--fail-on", "eror"], "did you mean 'error'"),
        (["run", "broken", "--as-of", "2025-03-31"], "inputs/2025-03-31"),
        (["run"], "Missing argument"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_use_is_2_with_the_fix_and_nothing_written(broken, arguments, expected):
    """Every message says what to do; none is a traceback."""
    answer = broken(*arguments)

    assert answer.returncode == 2
    assert expected in answer.stderr
    assert "Traceback" not in answer.stderr
    assert _written(broken.runs) == []


def test_outside_a_workspace_the_command_says_how_to_make_one(tmp_path):
    """The nearest parent with a [tool.screener] table is the workspace; there is none here."""
    answer = CommandHere(tmp_path)("run", "x")

    assert answer.returncode == 2
    assert "screener new my-fund" in answer.stderr


def test_a_workspace_is_not_made_over_existing_files(tmp_path):
    """Nothing is overwritten."""
    (tmp_path / "notes.txt").write_text("mine")
    answer = CommandHere(tmp_path)("new", str(tmp_path))

    assert answer.returncode == 2
    assert "is not an empty folder" in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.slow
def test_the_wheel_alone_makes_a_workspace_that_runs_to_the_same_bytes(tmp_path, kentucky):
    """What is installed from the wheel needs nothing of the checkout, and the same inputs give the same bytes.

    Another process, another folder, another hash seed, another time zone: the same run id and the same files.
    """
    root = Path(__file__).parents[2]
    source = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (root / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, source / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    shutil.rmtree(source)
    shutil.unpack_archive(next((tmp_path / "dist").glob("*.whl")), tmp_path / "installed", "zip")

    def screener(*arguments, folder=tmp_path):
        command = [sys.executable, "-m", "screener", *arguments]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path / "installed")}
        environment |= {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)

    made = screener("new", "fund")
    ran = screener("run", "kentucky-munis", folder=tmp_path / "fund")

    assert (made.returncode, ran.returncode) == (0, 0), made.stderr + ran.stderr
    assert "40,455,026.70" in ran.stdout
    first = Path(kentucky["folder"])
    (second,) = (tmp_path / "fund" / "reports" / "runs" / "kentucky-munis" / first.parent.name).iterdir()
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())

    assert second.name == kentucky["run_id"]
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert [file for file in files if (first / file).read_bytes() != (second / file).read_bytes()] == []
