"""What only the fund can say: files read with every fault, and the word that counts on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from judging import DAY, HEADER, RULEBOOK, a_list, a_rulebook, a_world, attest

from screener.errors import InputError
from screener.rulebook import Regime
from screener.rulebook.lists import Member
from screener.screen import run

TEXT = (
    RULEBOOK
    + """\
facts:
  policy: {subject: plan, type: flag, meaning: a policy is on file}
  covered: {subject: plan, type: number, unit: "1", meaning: share that it covers}
  stand: {subject: issuer, type: text, one_of: [shown, claimed], meaning: what the evidence says}
  rated: {subject: holding, type: number, unit: "1", meaning: a rating}
  ask: {subject: manager, type: flag, meaning: it was asked}
  led: {subject: place, type: flag, meaning: employers lead it}
parameters:
  fresh: {title: Oldest evidence, unit: months, values: {2010-01-01: {value: 24, source: act}}}
  window: {title: Window, unit: days, values: {2010-01-01: {value: 90, source: act}}}
lists:
  banned: {title: Banned companies, source: act}
criteria:
"""
    + "".join(
        f"""\
  - id: {name}
    title: T
    meaning: M.
    subject: {subject}
    source: act
    in_force: {{from: 2010-01-01}}
    pass: {rule}
    review: {{status: verified, checked_on: 2026-11-22}}
{more}"""
        for name, subject, rule, more in (
            ("has-policy", "plan", "policy and covered > 0.5", ""),
            ("is-shown", "issuer", "stand = 'shown' and age_of(stand) <= fresh", ""),
            ("is-rated", "holding", "rated >= 0.5", ""),
            ("was-asked", "manager", "ask", ""),
            ("is-led", "place", "led", "    level: partnership\n"),
            (
                "not-banned",
                "issuer",
                "not on_list('banned')",
                "    watch: on_list('banned') and listed_for('banned') <= window\n",
            ),
        )
    )
)
ISSUERS = [
    {"issuer_id": "cik:0000066740", "issuer_name": "3M CO", "kind": "company", "cik": "0000066740"},
    {"issuer_id": "cik:0000018230", "issuer_name": "CATERPILLAR INC", "kind": "company", "cik": "0000018230"},
]


@pytest.fixture
def books(tmp_path: Path):
    return a_rulebook(tmp_path / "criteria", TEXT)


def outcomes(books, subject, said=None, lists=None, **world) -> dict[str, str]:
    facts = {
        "plan": [{"subject_id": "demo"}],
        "issuer": [{"subject_id": row["issuer_id"], "kind": "company"} for row in ISSUERS],
        "holding": [{"subject_id": f"h.csv:{n}", "asset_class": "equity"} for n in (2, 3)],
        "manager": [{"subject_id": "North Capital"}],
    }
    table = said.table if said else None
    engine = a_world(facts, attestations=table, lists=lists, issuers=ISSUERS, **world)
    found = run(engine, books, subject, Regime(world.get("as_of", DAY)), lists or {}).to_pylist()
    return {f"{row['criterion_id']} {row['subject_id']}": row["outcome"] for row in found}


def test_what_is_attested_of_each_kind_of_subject_is_judged(books, tmp_path: Path) -> None:
    """Issuers by CIK without its zeros, a security on each of its lines, a manager in any case of letters."""
    said = attest(
        tmp_path,
        books,
        "plan,,policy,yes,2024-03-31,policy.pdf p. 1",
        "plan,demo,covered,0.75,2024-03-31,policy.pdf p. 2",
        "issuer,66740,stand,shown,2023-12-31,letter",
        "holding,cusip:2,rated,0.4,2024-12-31,note",
        "manager,north capital,ask,no,2024-12-31,questionnaire",
        "place,Valley Metalworkers,led,true,2024-12-31,minutes",
    )

    assert outcomes(books, "plan", said) == {"has-policy demo": "pass"}
    assert outcomes(books, "holding", said) == {"is-rated h.csv:2": "fail", "is-rated h.csv:3": "insufficient_data"}
    assert outcomes(books, "manager", said) == {"was-asked North Capital": "fail"}
    assert outcomes(books, "place", said) == {"is-led Valley Metalworkers": "pass"}
    found = outcomes(books, "issuer", said)
    assert found["is-shown cik:0000066740"] == "pass"
    assert found["is-shown cik:0000018230"] == "insufficient_data"


def test_with_nothing_attested_nothing_fails(books) -> None:
    """Absent is *insufficient data*, never fail."""
    for subject in ("plan", "issuer", "holding", "manager", "place"):
        assert set(outcomes(books, subject).values()) == {"insufficient_data"}, subject


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        ("2024-12-31", "2024-12-31", "pass"),
        ("2024-12-31", "2024-06-29", "insufficient_data"),
        ("2024-12-31", "2025-03-15", "fail"),
        ("2024-03-30", "2025-03-15", "insufficient_data"),
    ],
)
def test_evidence_counts_as_it_was_known(books, tmp_path: Path, as_of: str, known_at: str, expected: str) -> None:
    """Said on 2024-06-30 about 2024-03-31, and corrected on 2025-03-15; nothing describes the day before."""
    said = attest(
        tmp_path,
        books,
        "plan,,policy,yes,2024-03-31,2024-06-30,policy.pdf",
        "plan,,covered,0.75,2024-03-31,2024-06-30,policy.pdf",
        "plan,,covered,0.25,2024-03-31,2025-03-15,correction.pdf",
        header="subject,subject_id,fact,value,as_of,published,document",
    )
    days = {"as_of": date.fromisoformat(as_of), "known_at": date.fromisoformat(known_at)}

    assert outcomes(books, "plan", said, **days) == {"has-policy demo": expected}


def test_an_empty_value_takes_back_what_was_said(books, tmp_path: Path) -> None:
    said = attest(
        tmp_path, books, "manager,North Capital,ask,yes,2024-01-31,a", "manager,North Capital,ask,,2024-06-30,b"
    )

    assert outcomes(books, "manager", said) == {"was-asked North Capital": "insufficient_data"}


@pytest.mark.parametrize(("day", "expected"), [("2022-12-31", "pass"), ("2022-12-30", "pass"), ("2022-11-30", "fail")])
def test_the_age_of_evidence_is_counted_in_whole_months(books, tmp_path: Path, day: str, expected: str) -> None:
    """At 2024-12-31, 2022-12-31 is 24 months old, and so is the day before; 2022-11-30 is 25 months."""
    said = attest(tmp_path, books, f"issuer,66740,stand,shown,{day},letter")

    assert outcomes(books, "issuer", said)["is-shown cik:0000066740"] == expected


def member(name: str, listed_on: date | None = None, **codes: str) -> Member:
    return Member(name=name, cik=codes.get("cik"), lei=codes.get("lei"), listed_on=listed_on, reason=None)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (member("Caterpillar, Incorporated", date(2020, 1, 1)), "fail"),
        (member("Anything at all", date(2020, 1, 1), cik="0000018230"), "fail"),
        (member("Caterpillar Inc", date(2024, 10, 2)), "watch"),
        (member("Caterpillar Inc", date(2024, 10, 1)), "fail"),
        (member("Caterpillar Inc", cik="0000000001"), "pass"),
        (member("Komatsu", date(2020, 1, 1)), "pass"),
        (member("Caterpillar Inc", date(2020, 1, 1), lei="549300H5D2LQZ0J1S123"), "fail"),
    ],
)
def test_an_issuer_is_listed_by_its_codes_else_by_its_name(books, entry: Member, expected: str) -> None:
    """From 2024-10-02 to 2024-12-31 are 90 days, the window; an entry with another company's CIK is another company."""
    assert outcomes(books, "issuer", lists=a_list("banned", entry))["not-banned cik:0000018230"] == expected


def test_a_list_that_is_not_held_lets_nobody_pass(books) -> None:
    assert outcomes(books, "issuer")["not-banned cik:0000018230"] == "insufficient_data"


def test_on_a_list_that_is_held_and_empty_nobody_stands(books) -> None:
    assert outcomes(books, "issuer", lists=a_list("banned"))["not-banned cik:0000018230"] == "pass"


def test_every_fault_of_every_line_is_said_at_once(books, tmp_path: Path) -> None:
    """Eight lines, eight faults, each with its line, what was expected and the nearest name."""
    with pytest.raises(InputError) as caught:
        attest(
            tmp_path,
            books,
            "plan,,polici,yes,2024-01-31,a",
            "plan,,policy,maybe,2024-01-31,a",
            "plan,,covered,75%,2024-01-31,a",
            "issuer,66740,stand,shwon,2024-01-31,a",
            "issuer,3M,stand,shown,2024-01-31,a",
            "plan,,policy,yes,31.1.2024,a",
            "plan,,policy,yes,2024-02-29,",
            "place,ZZ,led,yes,2024-01-31,a",
        )
    text = str(caught.value)

    for line, said in enumerate(
        (
            "no rulebook asks for a fact 'polici' of a plan; did you mean 'policy'?",
            "policy is yes or no; found 'maybe'",
            "covered is a number (unit 1), such as 1250 or 0.95; found '75%'",
            "stand is one of shown, claimed; found 'shwon'; did you mean 'shown'?",
            "'3M' is no CIK, LEI or issuer id",
            "column 'as_of'",
            "column 'document': the cell is empty",
            "'ZZ' is no state",
        ),
        start=2,
    ):
        [found] = [row for row in text.splitlines() if f"facts.csv:{line}:" in row]
        assert said in found


def test_two_words_of_one_day_are_refused(books, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"facts\.csv:3: policy of this subject and day stands in .*csv:2 already"):
        attest(tmp_path, books, "plan,,policy,yes,2024-01-31,a", "plan,demo,policy,no,2024-01-31,b")


def test_what_was_known_before_the_day_it_describes_is_refused(books, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2024-01-30 is before 2024-01-31"):
        attest(tmp_path, books, "plan,,policy,yes,2024-01-31,a,2024-01-30", header=f"{HEADER},published")


def test_lines_that_say_nothing_in_a_run_are_a_finding(books, tmp_path: Path) -> None:
    """An issuer that is not held, and a word of after the run's day."""
    said = attest(
        tmp_path,
        books,
        "plan,,policy,yes,2024-01-31,a",
        "issuer,1,stand,shown,2024-01-31,a",
        "plan,,covered,0.6,2025-01-31,a",
    )
    [finding] = a_world({"plan": [{"subject_id": "demo"}]}, attestations=said.table).unused

    assert (finding.code, finding.where) == ("attestation-not-used", "attestations/facts.csv:3")
    assert finding.message.startswith("2 lines of the file")
    assert finding.market_value in (None, Decimal(0))
