from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from screener.report.attested import attested_of
from screener.report.outcomes import outcomes_of
from screener.report.pri import managers_of, principles_of
from screener.tables import TABLES


def test_a_principle_counts_criteria_decided_and_undecided_by_subject(example: Any) -> None:
    """Principle 1 is decided for some holdings, principle 2 for a manager; 4 never applies and is neither."""
    rows = {row.number: row for row in principles_of(outcomes_of(example.tables, example.about.rulebooks))}

    assert list(rows) == ["1", "2", "3", "4", "5", "6"]
    assert (rows["1"].decided["holding"], rows["1"].undecided["holding"]) == (1, 0)
    assert (rows["2"].decided["manager"], rows["2"].undecided["manager"]) == (1, 0)
    assert sum(rows["4"].decided.values()) + sum(rows["4"].undecided.values()) == 0


def test_a_criterion_that_nobody_could_be_judged_by_is_undecided(example: Any) -> None:
    rows = [
        {**row, "outcome": "insufficient_data"} if row["subject"] == "manager" else row
        for row in example.tables["decisions"].to_pylist()
    ]
    tables = {**example.tables, "decisions": TABLES["decisions"].of(rows)}

    second = principles_of(outcomes_of(tables, example.about.rulebooks))[1]

    assert (second.decided["manager"], second.undecided["manager"]) == (0, 1)


def test_principles_of_a_run_without_their_rulebook_are_not_printed(example: Any) -> None:
    books = [book for book in outcomes_of(example.tables, example.about.rulebooks) if book.id != "un-pri"]

    assert principles_of(books) == ()


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

    rows = managers_of(tables, outcomes_of(example.tables, example.about.rulebooks))

    assert [row.signatory for row in rows] == [said, ""]
