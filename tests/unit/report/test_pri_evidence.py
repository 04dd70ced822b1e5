from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from screener.report import CriterionInfo, FactInfo, RulebookInfo
from screener.report.attested import attested_of
from screener.report.managers import managers_of
from screener.report.outcomes import outcomes_of
from screener.report.pri import Gap, Principle, principles_of
from screener.tables import EVERY, TABLES

FACTS = (
    FactInfo("plan", "voting_policy_public", "flag", "", "the voting policy is public"),
    FactInfo("plan", "voting_policy_escalation", "flag", "", "the policy says what follows"),
    FactInfo("plan", "ri_policy_coverage", "number", "1", "the share of assets that the policy covers"),
    FactInfo("manager", "attested_pri_signatory", "flag", "", "the fund found the manager in the directory"),
    FactInfo("issuer", "norms_record", "text", "", "the worst breach found"),
    FactInfo("issuer", "peer_level", "number", "percent", "the level that the rule asks for"),
)


def criterion(id_: str, subject: str, *, is_judged: bool = True) -> CriterionInfo:
    return CriterionInfo(
        id_, f"Criterion {id_}", "", subject, "A source", "unverified", subject, is_judged=is_judged, status="in force"
    )


def decision(id_: str, subject: str, subject_id: str, outcome: str, **evidence: Any) -> dict[str, Any]:
    return {
        "rulebook_id": "un-pri",
        "criterion_id": id_,
        "subject": subject,
        "subject_id": subject_id,
        "outcome": outcome,
        "evidence": json.dumps(evidence),
        "parameters": "{}",
        "use": "decision",
        "describes": False,
    }


def attestation(row: int, subject: str, subject_id: str, fact: str, as_of: date, value: float) -> dict[str, Any]:
    where = {"source_file": "attestations/own.csv", "source_row": row, "subject": subject, "subject_id": subject_id}
    return {**where, "fact": fact, "as_of": as_of, "published": as_of, "value": value, "document": f"Paper {row}"}


def principles(
    example: Any, criteria: list[CriterionInfo], decisions: list[dict[str, Any]], attestations: Any = ()
) -> dict[str, Principle]:
    """Return the principles of a run with these criteria, decisions and attestations, by number."""
    about = replace(example.about, rulebooks=(RulebookInfo("un-pri", "Principles", tuple(criteria), FACTS),))
    tables = {
        **example.tables,
        "decisions": TABLES["decisions"].of(decisions),
        "attestations": TABLES["attestations"].of(list(attestations)),
    }
    attested = attested_of(tables["attestations"], about)
    found = principles_of(outcomes_of(tables, about.rulebooks), tables, about, attested)
    return {row.number: row for row in found}


def of_example(example: Any, tables: Any) -> dict[str, Principle]:
    books = outcomes_of(tables, example.about.rulebooks)
    return {row.number: row for row in principles_of(books, tables, example.about, ())}


def test_a_principle_counts_criteria_decided_and_undecided_by_subject(example: Any) -> None:
    """Principle 1 is decided for some holdings, principle 2 for a manager; 4 never applies and is neither."""
    rows = of_example(example, example.tables)

    assert list(rows) == ["0", "1", "2", "3", "4", "5", "6"]
    assert (rows["1"].decided["holding"], rows["1"].undecided["holding"]) == (1, 0)
    assert (rows["2"].decided["manager"], rows["2"].undecided["manager"]) == (1, 0)
    assert sum(rows["4"].decided.values()) + sum(rows["4"].undecided.values()) == 0
    assert (rows["1"].said("holding"), rows["1"].said("plan")) == ("1 answered", "–")


def test_what_never_applies_is_said_with_why_and_has_no_answer(example: Any) -> None:
    fourth = of_example(example, example.tables)["4"]

    assert fourth.answers == ()
    assert [(item.id, item.status) for item in fourth.silent] == [("pri4-h1", "never applies to a holding")]


def test_a_criterion_that_nobody_could_be_judged_by_is_undecided(example: Any) -> None:
    rows = [
        {**row, "outcome": "insufficient_data"} if row["subject"] == "manager" else row
        for row in example.tables["decisions"].to_pylist()
    ]

    second = of_example(example, {**example.tables, "decisions": TABLES["decisions"].of(rows)})["2"]

    assert second.said("manager") == "1 open"


def test_principles_of_a_run_without_their_rulebook_are_not_printed(example: Any) -> None:
    books = [book for book in outcomes_of(example.tables, example.about.rulebooks) if book.id != "un-pri"]

    assert principles_of(books, example.tables, example.about, ()) == ()


def test_each_of_the_six_has_its_own_words_and_the_minimum_requirements_have_none(example: Any) -> None:
    """The wording of 2006; every principle begins with We will, and the sixth with We will each."""
    rows = of_example(example, example.tables)

    assert rows["0"].wording == ""
    assert all(rows[number].wording.startswith("We will ") for number in "123456")
    assert len({rows[number].wording for number in "123456"}) == 6


def test_what_is_on_file_of_the_fund_has_its_document_and_day_and_the_rest_is_the_gap(example: Any) -> None:
    decisions = [
        decision(
            "pri2-f1", "plan", "example", "insufficient_data", voting_policy_public=True, voting_policy_escalation=None
        )
    ]
    words = [attestation(7, "plan", "example", "voting_policy_public", date(2024, 6, 30), 1)]

    (answer,) = principles(example, [criterion("pri2-f1", "plan")], decisions, words)["2"].answers

    assert [(fact.subject, fact.value, fact.source, fact.as_of) for fact in answer.on_file] == [
        ("The plan", "yes", "Paper 7", "2024-06-30")
    ]
    (gap,) = answer.gaps
    assert gap.owner.startswith("the plan")
    assert (gap.whom, gap.questions) == ("", ("whether the policy says what follows",))


def test_a_fact_that_a_decided_criterion_did_without_is_no_gap(example: Any) -> None:
    """Two parts missing decide the criterion, whatever the third is: nothing more would answer it."""
    decisions = [
        decision("pri2-f1", "plan", "example", "fail", voting_policy_public=False, voting_policy_escalation=None)
    ]

    (answer,) = principles(example, [criterion("pri2-f1", "plan")], decisions)["2"].answers

    assert answer.gaps == ()
    assert [(fact.value, fact.source, fact.as_of) for fact in answer.on_file] == [("no", "attested", "")]


def test_issuers_are_counted_together_and_those_not_spoken_of_are_left_out(example: Any) -> None:
    """Of four issuers the criterion speaks of three: on file for two, and one could not be judged."""
    decisions = [
        decision("pri1-h3", "issuer", "cik:A", "pass", norms_record="clear", kind="company"),
        decision("pri1-h3", "issuer", "cik:B", "fail", norms_record="open", kind="company"),
        decision("pri1-h3", "issuer", "cik:C", "insufficient_data", norms_record=None, kind="company"),
        decision("pri1-h3", "issuer", "cik:D", "not_applicable", norms_record=None, kind="government"),
    ]

    (answer,) = principles(example, [criterion("pri1-h3", "issuer")], decisions)["1"].answers

    assert [(fact.subject, fact.known, fact.missing, fact.value) for fact in answer.asked] == [
        ("3 issuers", 2, 1, "clear 1; open 1")
    ]


def test_figures_of_many_are_printed_from_the_lowest_to_the_highest(example: Any) -> None:
    decisions = [
        decision("pri1-h4", "issuer", f"cik:{name}", "fail", peer_level=level)
        for name, level in (("A", 60), ("B", 75.5), ("C", 75.5))
    ]

    (answer,) = principles(example, [criterion("pri1-h4", "issuer")], decisions)["1"].answers

    assert [fact.value for fact in answer.asked] == ["60 percent to 75.5 percent"]


def test_attestations_of_several_days_and_papers_are_summed_up(example: Any) -> None:
    days = {"cik:A": date(2023, 3, 1), "cik:B": date(2024, 5, 1)}
    decisions = [decision("pri1-h4", "issuer", name, "pass", peer_level=50) for name in days]
    words = [
        attestation(row, "issuer", name, "peer_level", day, 50) for row, (name, day) in enumerate(days.items(), start=2)
    ]

    (answer,) = principles(example, [criterion("pri1-h4", "issuer")], decisions, words)["1"].answers

    assert [(fact.source, fact.as_of) for fact in answer.asked] == [("Paper 2 and 1 other", "2023-03-01 to 2024-05-01")]


def test_what_the_run_works_out_is_of_its_own_day(example: Any) -> None:
    """A location score is on a scale of 1 to 5: the scale is no unit."""
    decisions = [
        decision("pri1-h5", "holding", "file:1", "fail", location_score=2.5, asset_class="equity"),
        decision("pri1-h5", "holding", "file:2", "fail", location_score=4.0, asset_class="equity"),
    ]

    (answer,) = principles(example, [criterion("pri1-h5", "holding")], decisions)["1"].answers

    assert [(fact.subject, fact.value, fact.as_of) for fact in answer.asked] == [
        ("2 holdings", "2.5 to 4", "2024-12-31")
    ]


def test_not_to_be_on_a_list_is_no_gap_but_a_look_up_that_nobody_made_is(example: Any) -> None:
    decisions = [
        decision(
            "pri4-m1",
            "manager",
            "Quiet Partners",
            "insufficient_data",
            is_pri_signatory=None,
            attested_pri_signatory=None,
        )
    ]

    (answer,) = principles(example, [criterion("pri4-m1", "manager")], decisions)["4"].answers

    assert answer.gaps == (
        Gap(
            "PRI’s public directory of signatories",
            "Quiet Partners",
            ("whether the fund found the manager in the directory",),
        ),
    )


def test_a_gap_names_just_the_subjects_that_lack_it(example: Any) -> None:
    """Both of two issuers lack the record, one the level of the rule: two gaps, and no count for the other's."""
    decisions = [
        decision("pri1-h4", "issuer", "cik:A", "insufficient_data", norms_record=None, peer_level=50),
        decision("pri1-h4", "issuer", "cik:B", "insufficient_data", norms_record=None, peer_level=None),
    ]

    (answer,) = principles(example, [criterion("pri1-h4", "issuer")], decisions)["1"].answers

    assert [(gap.whom, gap.questions) for gap in answer.gaps] == [
        ("2 issuers", ("the worst breach found",)),
        ("1 issuer", ("the level that the rule asks for",)),
    ]


def test_one_answer_for_everybody_is_open_without_a_fact(example: Any) -> None:
    """No manager is on file: nothing can be said of any, and no fact would be missing of one."""
    decisions = [decision("pri5-m1", "manager", EVERY, "insufficient_data")]

    fifth = principles(example, [criterion("pri5-m1", "manager")], decisions)["5"]

    assert fifth.said("manager") == "1 open"
    assert (fifth.answers[0].asked, fifth.answers[0].gaps, fifth.answers[0].is_open) == ((), (), True)


def test_the_newest_word_that_was_known_counts(example: Any) -> None:
    """Line 2 is replaced by line 3; line 5 describes a day after the run's."""
    assert [(row.fact, row.value, row.where) for row in attested_of(example.tables["attestations"], example.about)] == [
        ("ri_policy_coverage", "0.95", "attestations/plan.csv:3"),
        ("ri_staff_named", "yes", "attestations/plan.csv:4"),
    ]


def test_what_was_not_known_yet_does_not_count(example: Any) -> None:
    about = replace(example.about, known_at=example.about.as_of.replace(month=3))

    assert [row.where for row in attested_of(example.tables["attestations"], about)] == ["attestations/plan.csv:2"]


def test_a_fact_that_was_taken_back_has_no_value(example: Any) -> None:
    rows = [{**row, "value": None} for row in example.tables["attestations"].to_pylist()]

    assert {row.value for row in attested_of(TABLES["attestations"].of(rows), example.about)} == {""}


@pytest.mark.parametrize(
    ("listed", "attested", "said"),
    [
        (None, None, ""),
        (True, None, "yes, listed"),
        (None, True, "yes, attested"),
        (None, False, "no, attested"),
        (True, False, "no, attested"),
    ],
)
def test_a_manager_is_a_signatory_by_the_list_or_by_the_word_of_the_fund(
    example: Any, listed: bool | None, attested: bool | None, said: str
) -> None:
    """The criterion asks coalesce(attested_pri_signatory, is_pri_signatory), and the column says the same."""
    decisions, facts = example.tables["decisions"].to_pylist(), example.tables["facts_manager"].to_pylist()
    evidence = json.dumps({"is_pri_signatory": listed, "attested_pri_signatory": attested})
    tables = {
        **example.tables,
        "decisions": TABLES["decisions"].of(
            [{**row, "evidence": evidence} if row["subject"] == "manager" else row for row in decisions]
        ),
        "facts_manager": TABLES["facts_manager"].of([{**facts[0], "is_pri_signatory": listed}, *facts[1:]]),
    }

    rows = managers_of(tables, outcomes_of(example.tables, example.about.rulebooks), example.about.known_at)

    assert [row.signatory for row in rows] == [said, ""]
