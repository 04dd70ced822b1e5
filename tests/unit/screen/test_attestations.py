"""What only the fund can say: files read with every fault, and the word that counts on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from judging import DAY, HEADER, RULEBOOK, a_list, a_rulebook, a_world, attest, judged

from screener.errors import InputError
from screener.rulebook import Regime
from screener.rulebook.lists import Member

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
    found = judged(engine, books, subject, Regime(world.get("as_of", DAY)), lists or {}).to_pylist()
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


def test_the_newest_word_counts_by_whichever_name_the_issuer_is_called(books, tmp_path: Path) -> None:
    """Shown of 2023 under its CIK, only claimed of 2024 under its id: the claim is the word."""
    said = attest(
        tmp_path, books, "issuer,66740,stand,shown,2023-12-31,a", "issuer,cik:0000066740,stand,claimed,2024-06-30,b"
    )

    assert outcomes(books, "issuer", said)["is-shown cik:0000066740"] == "fail"


def test_what_was_taken_back_has_no_age_either(books, tmp_path: Path) -> None:
    """Evidence shown, then withdrawn: nothing may be said of how old it is."""
    shown, withdrawn = "issuer,66740,stand,shown,2023-12-31,a", "issuer,66740,stand,,2024-06-30,b"
    said = attest(tmp_path, books, shown, withdrawn)
    engine = a_world({"issuer": []}, attestations=said.table, issuers=ISSUERS)
    [row] = engine.fetch("_attested").to_pylist()

    assert (row["text"], row["age"]) == (None, None)


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
            "no rulebook asks for a fact 'polici' of subject plan; did you mean 'policy'?",
            "policy is yes or no; found 'maybe'",
            "column 'value': covered is a number, such as 1250 or 0.95; found '75%'; write 75 percent as 0.75",
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


def test_a_number_beyond_what_a_double_holds_is_refused(books, tmp_path: Path) -> None:
    """Four hundred digits would be taken for infinity, and every bound on it would hold or fail by that."""
    [found] = faults(books, tmp_path, f"plan,,covered,{'9' * 400},2024-01-31,a")[1:]

    assert "column 'value': covered is a number" in found


def test_two_words_of_one_day_are_refused(books, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"facts\.csv:3: policy of this subject and day stands in .*csv:2 already"):
        attest(tmp_path, books, "plan,,policy,yes,2024-01-31,a", "plan,demo,policy,no,2024-01-31,b")


def test_what_was_known_before_the_day_it_describes_is_refused(books, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2024-01-30 is before 2024-01-31"):
        attest(tmp_path, books, "plan,,policy,yes,2024-01-31,a,2024-01-30", header=f"{HEADER},published")


def faults(books, folder: Path, *lines: str, header: str = HEADER) -> list[str]:
    """Return the faults that reading one file of attestations raises, one a line, without the folder."""
    with pytest.raises(InputError) as caught:
        attest(folder, books, *lines, header=header)
    return [line.strip().removeprefix("attestations/facts.csv:") for line in caught.value.message.splitlines()]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Plan,,policy,yes,2024-01-31,a", "subject"),
        ("issuer,3M,stand,shown,2024-01-31,a", "subject_id"),
        ("plan,,polici,yes,2024-01-31,a", "fact"),
        ("plan,,policy,maybe,2024-01-31,a", "value"),
        ("plan,,policy,yes,2024-1-31,a", "as_of"),
        ("plan,,policy,yes,2024-01-31,", "document"),
    ],
)
def test_a_fault_names_the_column_it_is_in_and_draws_no_other(books, tmp_path: Path, line: str, column: str) -> None:
    """One slip is one fault: of a subject that there is none of, neither name nor fact nor value is judged."""
    count, fault = faults(books, tmp_path, line)

    assert count == "1 fault in the portfolio's attestations"
    assert fault.startswith(f"2: column {column!r}: ")


def test_a_fact_of_another_subject_is_said_to_be_one(books, tmp_path: Path) -> None:
    """Nothing is spelt wrongly, so no spelling is suggested."""
    _, fault = faults(books, tmp_path, "plan,,stand,shown,2024-01-31,a")

    assert "no rulebook asks for a fact 'stand' of subject plan; it is one of subject issuer" in fault


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "candidate,fund-1,return_gap,0.4,2024-01-31,a",
            "return_gap of a candidate is not attested here; the run finds it itself; it comes of a decision file",
        ),
        (
            "plan,,record_lead,3,2024-01-31,a",
            "record_lead of a plan is not attested here; the run finds it itself; it comes of a decision file",
        ),
        (
            "plan,,market_value,3,2024-01-31,a",
            "market_value of a plan is not attested here; the run finds it itself; drop",
        ),
    ],
)
def test_what_the_run_finds_itself_is_not_attested(books, tmp_path: Path, line: str, said: str) -> None:
    """A figure of a candidate is worked out from its decision file; an attested one beside it would be ignored."""
    [fault] = faults(books, tmp_path, line)[1:]

    assert said in fault


def test_a_line_with_a_fault_is_not_the_first_of_two_and_faults_stand_in_order(books, tmp_path: Path) -> None:
    """Line 2 has no document, and line 3 says it whole; line 5 says what line 4 says; line 6 has a fault again."""
    found = faults(
        books,
        tmp_path,
        "plan,,policy,yes,2024-01-31,",
        "plan,,policy,yes,2024-01-31,a",
        "plan,,covered,0.5,2024-01-31,a",
        "plan,,covered,0.6,2024-01-31,a",
        "plan,,policy,maybe,2023-01-31,a",
    )

    assert [fault.split(": ")[0] for fault in found[1:]] == ["2", "5", "6"]


def test_an_issuer_id_that_a_run_prints_is_taken_with_its_spaces(books, tmp_path: Path) -> None:
    said = attest(tmp_path, books, "issuer,government:US-KY:WARREN CNTY,stand,shown,2024-01-31,a")

    assert said.table["subject_id"].to_pylist() == ["government:US-KY:WARREN CNTY"]


def test_a_state_by_its_name_would_be_a_partnership(books, tmp_path: Path) -> None:
    _, fault = faults(books, tmp_path, "place,Kentucky,led,yes,2024-01-31,a")

    assert fault == ("2: column 'subject_id': 'Kentucky' would be a partnership of this name; write KY for the state")


RANGES = TEXT.replace(
    '  covered: {subject: plan, type: number, unit: "1", meaning: share that it covers}',
    """\
  covered: {subject: plan, type: number, unit: "1", least: 0, most: 1, meaning: share that it covers}
  sleeves: {subject: plan, type: number, unit: sleeves, least: 0, whole: true, meaning: sleeves it names}
  part: {subject: plan, type: number, unit: percent, least: 0, most: 100, meaning: part it names}
  lead: {subject: plan, type: number, unit: days, most: 30, meaning: days before}""",
).replace("policy and covered > 0.5", "policy and covered > 0.5 and sleeves > 1 and part > 1 and lead < 9")


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("covered", "62", "covered is a share from 0 to 1; found '62'; write 62 percent as 0.62"),
        ("covered", "62 %", "covered is a share from 0 to 1; found '62 %'; write 62 percent as 0.62"),
        ("covered", "100%", "covered is a share from 0 to 1; found '100%'; write 100 percent as 1"),
        ("covered", "1.001", "covered is a share from 0 to 1; found '1.001'; write 1.001 percent as 0.01001"),
        ("covered", "620", "covered is a share from 0 to 1; found '620'"),
        ("covered", "-0.1", "covered is a share from 0 to 1; found '-0.1'"),
        ("sleeves", "-3", "sleeves is a whole number of 0 or more (unit sleeves); found '-3'"),
        ("sleeves", "2.5", "sleeves is a whole number of 0 or more (unit sleeves); found '2.5'"),
        ("part", "90%", "part is a number from 0 to 100 (unit percent); found '90%'; write 90, without the sign"),
        ("part", "101", "part is a number from 0 to 100 (unit percent); found '101'"),
        ("lead", "31", "lead is a number of 30 or less (unit days); found '31'"),
    ],
)
def test_a_number_that_a_fact_cannot_have_is_refused(tmp_path: Path, fact: str, value: str, said: str) -> None:
    """A coverage of 6,200 percent, less than no sleeve, half a sleeve: each passes or fails for a slip of the pen."""
    books = a_rulebook(tmp_path / "criteria", RANGES)
    _, fault = faults(books, tmp_path, f"plan,,{fact},{value},2024-01-31,a")

    assert fault == f"2: column 'value': {said}"


@pytest.mark.parametrize(
    ("fact", "value", "number"),
    [
        ("covered", "0", 0.0),
        ("covered", "1", 1.0),
        ("sleeves", "1,250", 1250.0),
        ("part", "100", 100.0),
        ("lead", "-5", -5.0),
    ],
)
def test_both_ends_of_a_range_are_in_it(tmp_path: Path, fact: str, value: str, number: float) -> None:
    books = a_rulebook(tmp_path / "criteria", RANGES)
    said = attest(tmp_path, books, f'plan,,{fact},"{value}",2024-01-31,a')

    assert said.table["value"].to_pylist() == [number]


def test_a_file_of_semicolons_is_one_fault_that_says_so(books, tmp_path: Path) -> None:
    """Six headings are missing from such a file, and none of them is what is wrong."""
    found = faults(books, tmp_path, "plan;;policy;yes;2024-01-31;a", header=HEADER.replace(",", ";"))

    assert found[1:] == ["1: the cells are separated by semicolons; save it as CSV with commas between them"]


@pytest.mark.parametrize("line", ["place,*,led,yes,2024-01-31,a", "manager,*,ask,yes,2024-01-31,a"])
def test_the_sign_for_everybody_is_nobodys_name(books, tmp_path: Path, line: str) -> None:
    """A subject called * would be taken for all of its kind."""
    with pytest.raises(InputError, match="stands for every subject of a kind and is the name of none"):
        attest(tmp_path, books, line)
