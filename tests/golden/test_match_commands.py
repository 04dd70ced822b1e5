"""A person settles what no look-up can: export, fill in, import; the answer holds until a fact changes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import review_workbooks
from commands import CommandHere

from screener.engine import read_step
from screener.identify.review import questions
from screener.workspace import new_workspace

PORTFOLIO = """\
name = "Desk"
state = "IL"

[[input]]
name = "custodian"
path = "inputs/{as_of}/*.csv"
account = "A"
[input.columns]
cusip = "CUSIP"
issuer_name = "Issuer"
asset_class = "Class"
market_value = "Value"
"""
QUARTERS = {
    "2024-12-31": "12345QAA9,DEERE FUNDING XX,corporate_debt,100.00\n12345QAB7,NOBODY KNOWS,corporate_debt,20.00\n",
    "2025-03-31": "12345QAB7,NOBODY KNOWS,corporate_debt,20.00\n12345QAA9,Deere Funding XX Inc,corporate_debt,110.00\n",
    "2025-06-30": "12345QAA9,ZENITH FUNDING,corporate_debt,120.00\n",
}
"""Constructed bonds; the second quarter spells the name otherwise, in the third it is another name."""
DEERE = "0000315189"
"""Deere & Co in the SEC's file."""
BOOK = "reports/review/desk-2024-12-31.xlsx"


@pytest.fixture(scope="module", autouse=True)
def _likenesses_are_kept(once):
    """Every export compares 8,000 owners of facilities with all companies; asked the same of the same, it is once.

    Kept by every name of an owner and all that is known of every company.
    """
    original = questions.owner_candidates

    def kept(engine, names):
        engine.run(read_step("screener.identify.review", "candidate_companies"))
        companies = sorted(map(str, engine.fetch("candidate_companies").to_pylist()))
        key = hashlib.sha256(json.dumps([sorted(names), companies]).encode()).hexdigest()
        return pq.read_table(once(f"likenesses-{key}", lambda file: pq.write_table(original(engine, names), file)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "owner_candidates", kept)
        yield


def _as_ann(root, checks):
    """Return what runs commands in a workspace as Ann; of a run nobody looks at the page."""

    def run(*arguments, **variables):
        return CommandHere(root, checks, page=False)(*arguments, **{"SCREENER_USER": "Ann", **variables})

    return run


def _make_desk(root, checks):
    """Make a workspace, export the questions of the first quarter, fill them in and import them; keep what was said."""
    new_workspace(root)
    folder = root / "portfolios" / "desk"
    for day, lines in QUARTERS.items():
        (folder / "inputs" / day).mkdir(parents=True)
        (folder / "inputs" / day / "a.csv").write_text(f"CUSIP,Issuer,Class,Value\n{lines}", encoding="utf-8")
    (folder / "portfolio.toml").write_text(PORTFOLIO, encoding="utf-8")

    run, book = _as_ann(root, checks), root / BOOK
    exported = run("match", "export", "desk", "--as-of", "2024-12-31")
    row = review_workbooks.question(book, "To decide", "DEERE FUNDING XX")["row"]
    review_workbooks.write(book, "To decide", row, Decision=DEERE, Your_reason="guaranteed by Deere, prospectus")
    imported = run("match", "import", str(book))
    said = [(answer.returncode, answer.stdout, answer.stderr) for answer in (exported, imported)]
    root.with_suffix(".json").write_text(json.dumps([str(book), *said]), encoding="utf-8")


@pytest.fixture(scope="module")
def desk(once, tmp_path_factory, checks, _likenesses_are_kept):
    """A workspace where the first quarter was exported, filled in and imported; runs commands as Ann."""
    made = once("desk", lambda root: _make_desk(root, checks))
    root = tmp_path_factory.mktemp("desk") / "w"
    shutil.copytree(made, root)
    run = _as_ann(root, checks)
    run.root, run.book = root, root / BOOK
    run.named, *said = json.loads(made.with_suffix(".json").read_text(encoding="utf-8"))
    run.exported, run.imported = (subprocess.CompletedProcess((), *answer) for answer in said)
    return run


def _findings(desk, day):
    """Return the run of a quarter: its findings by code."""
    answer = desk("run", "desk", "--as-of", day, "--json")
    assert answer.returncode == 0, answer.stderr
    folder = json.loads(answer.stdout)["folder"]
    with (Path(folder) / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}


def _copied(ledger, folder):
    """Return a copy of a ledger, in a folder."""
    copy = folder / ledger.name
    with sqlite3.connect(ledger) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return copy


def test_the_export_says_what_it_asks_and_where(desk):
    """Two bonds that nothing identifies; the import says what it took, records one answer and leaves the rest open.

    Nothing that is held has an issuer, so no owner of facilities is asked about.
    """
    assert desk.exported.returncode == 0, desk.exported.stderr
    assert "2 questions about securities, 0 about owners of facilities." in desk.exported.stdout
    assert "owners of facilities left out: no company that their names are like is held" in desk.exported.stdout
    assert desk.named in desk.exported.stdout
    assert desk.imported.returncode == 0, desk.imported.stderr
    assert desk.imported.stdout.splitlines() == [
        "DEERE FUNDING XX (1 security) → DEERE & CO",
        "1 decision recorded, 0 recorded before; 1 question left open.",
    ]


def test_the_same_import_again_changes_nothing(desk):
    """A clerk who is not sure whether it was done does it again."""
    again = desk("match", "import", str(desk.book))
    verified = desk("ledger", "verify")

    assert again.stdout.splitlines() == [
        "DEERE FUNDING XX (1 security) → DEERE & CO: recorded before",
        "0 decisions recorded, 1 recorded before; 1 question left open.",
    ]
    assert verified.returncode == 0, verified.stderr


def test_the_ledger_says_who_decided_what_and_why(desk):
    """One line a person reads; one object a program reads, with the facts that the person saw."""
    listed = desk("ledger", "list")
    entries = json.loads(desk("ledger", "list", "--json").stdout)
    (entry,) = [entry for entry in entries if entry["kind"] == "match-decision"]

    assert (
        f"DEERE FUNDING XX (security:cusip:12345QAA9) → DEERE & CO (cik:{DEERE}): guaranteed by Deere, prospectus"
    ) in listed.stdout
    assert (entry["recorded_by"], entry["portfolio"]) == ("Ann", "desk")
    assert json.loads(entry["facts"]) == {
        "cusip": "12345QAA9",
        "issuer_name": "DEERE & CO",
        "name": "DEERE FUNDING XX",
    }


def test_the_decision_holds_in_the_next_quarter_and_opens_again_when_the_name_is_another(desk):
    """In the second quarter only the other bond of USD 20.00 has no issuer; in the third the decided one has none."""
    second, third = _findings(desk, "2025-03-31"), _findings(desk, "2025-06-30")

    assert second["issuer-unknown"]["market_value"] == "20.00"
    assert "decision-reopened" not in second
    assert third["issuer-unknown"]["market_value"] == "120.00"
    assert "the name was 'DEERE FUNDING XX' and is now 'ZENITH FUNDING'" in third["decision-reopened"]["message"]


def test_a_workbook_that_is_filled_in_is_never_written_over(desk):
    """An export into the same file would lose the answers that are not imported yet."""
    before = desk.book.read_bytes()
    answer = desk("match", "export", "desk", "--as-of", "2024-12-31")

    assert answer.returncode == 2
    assert "this workbook is there already and may hold decisions" in answer.stderr
    assert desk.book.read_bytes() == before


def test_a_name_of_another_kind_of_file_is_refused(desk):
    """A workbook under the name of a CSV file would open in no program."""
    answer = desk("match", "export", "desk", "--out", "answers.csv")

    assert answer.returncode == 2
    assert "--out: 'answers.csv': the questions are written as a workbook" in answer.stderr
    assert "Try: name it answers.xlsx" in answer.stderr
    assert not (desk.root / "answers.csv").exists()


def test_an_answer_of_another_person_and_a_withdrawal_say_what_became_of_them(desk, tmp_path):
    """Bob gives Ann's answer again; then Ann takes it back, twice. On a copy of the ledger, for the other tests."""
    ledger = {"SCREENER_LEDGER_URL": f"sqlite:///{_copied(desk.root / 'ledger.sqlite', tmp_path)}"}
    listed = tmp_path / "decided.xlsx"
    bob = desk("match", "import", str(desk.book), "--by", "Bob", **ledger)
    desk("match", "export", "desk", "--as-of", "2024-12-31", "--out", str(listed), **ledger)
    row = review_workbooks.question(listed, "Decided", "DEERE FUNDING XX")["row"]
    review_workbooks.write(listed, "Decided", row, Decision="withdraw", Your_reason="sold")
    back, again = (desk("match", "import", str(listed), **ledger).stdout.splitlines() for _ in range(2))

    assert re.match(
        r"DEERE FUNDING XX \(1 security\) → DEERE & CO: the same as Ann decided on \d{4}-\d\d-\d\d; "
        r"recorded again under Bob\n1 decision recorded, 0 ",
        bob.stdout,
    )
    assert back[0] == "DEERE FUNDING XX (1 security) → taken back"
    assert again[0] == "DEERE FUNDING XX (1 security) → taken back: recorded before"
    assert "taken back: sold" in desk("ledger", "list", **ledger).stdout


def test_the_measure_shows_shares_of_lines_and_of_value_and_names_the_portfolio(desk):
    """One bond of USD 120.00, whose decision is open again: no line and no money has an issuer."""
    answer = desk("match", "measure", "desk", "--markdown")
    heads, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in answer.stdout.splitlines()]
    figures = {row[1]: row[2:] for row in rows}

    assert heads[2:] == ["lines", "of", "share of lines", "share of value", "95 % interval", "bar", "met or missed"]
    assert figures["with an issuer"] == ["0", "1", "0.00%", "0.00%", "", "", ""]
    assert figures["with a listed parent"][5:] == ["45.00%", "met"]
    assert "] desk: Finding issuers" in answer.stderr


def test_faults_are_named_and_nothing_is_recorded(desk):
    """One good answer and one without a reason: neither is recorded."""
    file = desk.root / "again.xlsx"
    desk("match", "export", "desk", "--as-of", "2025-06-30", "--out", str(file), "--owners")
    row = review_workbooks.question(file, "To decide", "ZENITH FUNDING")["row"]
    review_workbooks.write(file, "To decide", row, Decision="none", Your_reason="a trust")
    review_workbooks.write(file, "Facility owners", 3, Decision="none")
    entries = desk("ledger", "list").stdout
    answer = desk("match", "import", str(file))

    assert answer.returncode == 2
    assert "sheet 'Facility owners', row 3: the decision has no reason" in answer.stderr
    assert desk("ledger", "list").stdout == entries


def test_a_ledger_that_someone_edited_is_found_out(desk, tmp_path):
    """The database refuses changes; whoever takes that away still leaves a trace. On a copy, for the other tests."""
    copy = _copied(desk.root / "ledger.sqlite", tmp_path)
    with sqlite3.connect(copy) as target:
        triggers = target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            target.execute(f'DROP TRIGGER "{name}"')
        target.execute("UPDATE match_decisions SET reason = 'because' WHERE sequence = 1")
    target.close()
    answer = desk("ledger", "verify", SCREENER_LEDGER_URL=f"sqlite:///{copy}")

    assert answer.returncode == 4
    assert "entry 1 (match-decision) was changed" in answer.stderr
