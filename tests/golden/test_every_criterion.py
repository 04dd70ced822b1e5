"""All 161 criteria on the example portfolios: none silently missing, each with an answer of five."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from commands import CommandHere

from screener.tables import EVERY, OUTCOMES

CATALOGUE = [
    (row["id"], row["subject"])
    for row in csv.DictReader(
        (Path(__file__).parents[1] / "data/criteria/catalogue.csv").read_text(encoding="utf-8").splitlines()
    )
]


@pytest.fixture(scope="module")
def asked(command) -> CommandHere:
    """The command in the workspace of this session; of its runs nobody looks at the page."""
    return CommandHere(command.folder, command.checks, page=False)


def decisions(run) -> list[dict]:
    return pq.read_table(Path(run["folder"]) / "tables" / "decisions.parquet").to_pylist()


@pytest.mark.parametrize("portfolio", ["illinois", "kentucky"])
def test_every_criterion_has_an_answer_on_every_portfolio(portfolio, request) -> None:
    """161 rows, criterion × outcome; the sum over outcomes is never zero."""
    found = decisions(request.getfixturevalue(portfolio))
    table = Counter((row["criterion_id"], row["subject"]) for row in found)

    assert len(CATALOGUE) == 161
    assert set(table) == set(CATALOGUE)
    assert {row["outcome"] for row in found} == set(OUTCOMES)


def test_what_belongs_to_another_state_is_one_line_that_does_not_apply(illinois, kentucky) -> None:
    """Ohio's criterion applies to neither; Illinois's five are asked of the Illinois portfolio alone."""
    for run in (illinois, kentucky):
        assert [(r["subject_id"], r["outcome"]) for r in decisions(run) if r["rulebook_id"] == "ohio"] == [
            (EVERY, "not_applicable")
        ]
    asked = {
        r["criterion_id"] for r in decisions(illinois) if r["rulebook_id"] == "illinois" and r["subject_id"] != EVERY
    }
    elsewhere = [(r["subject_id"], r["outcome"]) for r in decisions(kentucky) if r["rulebook_id"] == "illinois"]

    assert asked == {"il-01", "il-02", "il-03", "il-04", "il-05"}
    assert elsewhere == [(EVERY, "not_applicable")] * 5


def test_what_the_constructed_attestations_say_is_judged(illinois) -> None:
    """portfolios/illinois-demo/attestations: three parts of the minimum requirements; a claim; two champions."""
    found = {(r["criterion_id"], r["subject_id"]): r["outcome"] for r in decisions(illinois)}
    partnership = "Example metalworking partnership"

    assert found["pri0-f1", "illinois-demo"] == "pass"
    assert found["pri4-m1", "Goldman Sachs Asset Management"] == "pass"
    assert found["pri4-m1", "Acorn Creek Capital LLC"] == "insufficient_data"
    assert found["s9", "IL"] == "fail"
    assert (found["nf-1a", partnership], found["nf-1b", partnership]) == ("pass", "watch")
    assert found["nf-1c", partnership] == "insufficient_data"
    assert found["scope-champ", partnership] == "fail"


def test_where_nobody_attests_anything_nothing_fails_for_it(kentucky) -> None:
    """No partnership, no candidate: one line each, undecided and not applicable."""
    found = decisions(kentucky)

    assert {r["outcome"] for r in found if r["criterion_id"].startswith("nf-")} == {"insufficient_data"}
    assert {(r["subject_id"], r["outcome"]) for r in found if r["subject"] == "candidate"} == {
        (EVERY, "not_applicable")
    }
    assert "fail" not in {r["outcome"] for r in found if r["subject"] in ("plan", "manager")}


def test_principles_4_to_6_say_nothing_of_a_holding(illinois) -> None:
    """The principles address the industry and the signatory's own reports, never an issuer."""
    found = [
        r
        for r in decisions(illinois)
        if r["subject"] == "holding" and r["criterion_id"][:4] in ("pri4", "pri5", "pri6")
    ]

    assert {(r["subject_id"], r["outcome"]) for r in found} == {(EVERY, "not_applicable")}


def test_no_holding_passes_because_its_state_has_a_programme(illinois) -> None:
    """Nothing that is judged of a state or a partnership is evidence of a decision on a holding or an issuer."""
    place_facts = {
        fact
        for row in decisions(illinois)
        if row["subject"] == "place" and row["rulebook_id"] in ("nine-steps", "industry-partnerships")
        for fact in json.loads(row["evidence"])
    }
    other_facts = {
        fact
        for row in decisions(illinois)
        if row["subject"] in ("holding", "issuer") and row["subject_id"] != EVERY
        for fact in json.loads(row["evidence"])
    }

    assert place_facts & other_facts == set()


def test_evidence_counts_as_it_was_known_on_another_day(asked, illinois) -> None:
    """Emissions for 2023 were published by 2024-10-31: known at the end of the year, not in June of it."""
    folder = asked.folder / "portfolios" / "early"
    shutil.copytree(folder.with_name("illinois-demo"), folder, ignore=shutil.ignore_patterns("eti"))
    text = (folder / "portfolio.toml").read_text(encoding="utf-8")
    (folder / "portfolio.toml").write_text(f'rulebooks = ["un-pri"]\n{text}', encoding="utf-8")
    early = asked.json("early", "--known-at", "2024-06-30")

    assert illinois["outcomes"]["un-pri"]["pri1-h1"]["pass"] > early["outcomes"]["un-pri"]["pri1-h1"]["pass"]
    assert json.loads((Path(early["folder"]) / "manifest.json").read_text())["known_at"] == "2024-06-30"


@pytest.mark.parametrize(
    ("jurisdiction", "use", "state", "in_state"),
    [
        ("illinois", "required_report", "IL", "0.00"),
        ("ohio", "candidate", "KY", "40455026.70"),
        ("florida", "report_only", "KY", "40455026.70"),
    ],
)
def test_the_same_holding_may_be_used_as_its_jurisdiction_allows(
    asked, jurisdiction: str, use: str, state: str, in_state: str
) -> None:
    """The same bonds: to be reported in Illinois, a candidate in Ohio, only reported in Florida.

    --state asks the same holdings another question: all bonds are of Kentucky, none of Illinois.
    """
    source = asked.folder / "portfolios" / "kentucky-munis"
    folder = asked.folder / "portfolios" / f"munis-{jurisdiction}"
    if not folder.exists():
        (folder / "inputs").mkdir(parents=True)
        for file in (source / "inputs").rglob("*"):
            target = folder / file.relative_to(source)
            if file.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        text = (source / "portfolio.toml").read_text(encoding="utf-8")
        (folder / "portfolio.toml").write_text(
            text.replace('state = "KY"\n', f'state = "KY"\njurisdiction = "{jurisdiction}"\n', 1), encoding="utf-8"
        )
    run = asked.json(folder.name, "--state", state)
    found = [r for r in decisions(run) if r["criterion_id"] == "exp-inst"]

    assert len(found) == 55
    assert {(r["outcome"], r["use"]) for r in found} == {("pass", use)}
    assert run["exposure"]["state"] == state
    assert run["exposure"]["in_state"]["operations"] == dict.fromkeys(("low", "best", "high"), in_state)
