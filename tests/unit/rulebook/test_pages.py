"""The page of a criterion says what the criterion does, and no more than was confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screener.rulebook import load_rulebooks
from screener.rulebook.describe import describe
from screener.rulebook.index import facts_named
from screener.rulebook.register import register
from screener.rulebook.uses import own_numbers, review_of

BOOK = """\
id: book
title: A book
sources:
  law: {citation: A law, checked_on: 2026-11-22}
  proposal: {citation: Proposal of this project; the law gives none, checked_on: 2026-11-22}
  hearsay: {citation: A custom (general knowledge)}
facts:
  share: {subject: plan, type: number, unit: "1", least: 0, most: 1, meaning: part of the plan}
  sleeves: {subject: plan, type: number, unit: sleeves, least: 0, whole: true, meaning: sleeves of the plan}
  is_public: {subject: plan, type: flag, meaning: the policy is public}
parameters:
  floor:
    title: Smallest part
    unit: "1"
    values:
      2010-01-01: {value: null, source: law}
      2020-01-01: {value: 0.5, source: law}
      2025-01-01: {value: null, source: law}
  fewest:
    title: Fewest sleeves
    unit: sleeves
    values:
      2010-01-01: {value: 2, source: proposal}
criteria:
  - id: target
    title: A target
    meaning: At least the floor passes; below it is on watch.
    subject: plan
    source: law
    in_force: {from: 2010-01-01}
    pass: share >= floor and is_public
    watch: share < floor or not is_public
    review: {status: verified, checked_on: 2026-11-22}
  - id: counted
    title: Sleeves, counted
    meaning: How many sleeves there are; enough of them pass.
    subject: plan
    kind: measure
    source: law
    in_force: {from: 2010-01-01}
    value: sleeves
    unit: sleeves
    pass: sleeves >= fewest
    review: {status: verified, checked_on: 2026-11-22}
  - id: known
    title: Share, measured
    meaning: What the share is.
    subject: plan
    kind: measure
    source: hearsay
    in_force: {from: 2010-01-01}
    value: share
    unit: "1"
    review: {status: unverified, checked_on: 2026-11-22}
"""


@pytest.fixture
def book(tmp_path: Path):
    """The rulebook above."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "rulebook.yaml").write_text(BOOK, encoding="utf-8")
    [rulebook] = load_rulebooks(tmp_path)
    return rulebook


def page(book, name: str) -> str:
    """Return the page of a criterion at the end of 2024."""
    [criterion] = [item for item in book.criteria if item.id == name]
    return describe(book, criterion, date(2024, 12, 31), [])


def test_a_number_that_begins_later_has_none_yet_and_one_that_ended_has_ended(book) -> None:
    assert (
        "    from 2010-01-01: none yet (law)\n    from 2020-01-01: 50 % (law)\n    from 2025-01-01: ended (law)\n"
    ) in page(book, "target")


def test_where_watch_is_the_opposite_of_pass_nothing_is_left_to_fail(book) -> None:
    """Not (A and B) is not A, or not B: who does not pass is on watch, and the page must not say that anybody fails."""
    text = page(book, "target")

    assert "  3. Where it is not known whether pass holds: insufficient data.\n  4. Otherwise: watch.\n" in text
    assert "fail" not in text


def test_a_measure_that_asks_more_than_its_value_can_fail(book) -> None:
    """It is asked in the order of evaluation: the value, then pass, then what is not known, and fail at last."""
    text = page(book, "counted")

    assert [line.strip() for line in text.splitlines() if line.startswith(("  2", "  3", "  4", "  5"))] == [
        "2. What is measured, in sleeves, is",
        "3. Pass where",
        "4. Where it is not known whether pass holds: insufficient data.",
        "5. Otherwise: fail.",
    ]


def test_a_measure_that_asks_nothing_else_is_measured(book) -> None:
    text = page(book, "known")

    assert "     Where that is not known: insufficient data.\n  3. Otherwise: measured, which counts as pass.\n" in text
    assert "fail" not in text


def test_a_verified_text_does_not_verify_a_number_of_ours(book) -> None:
    """Two texts are verified; the second rests on a number whose citation says that it is a proposal."""
    target, counted, known = book.criteria

    assert [own_numbers(book, item) for item in book.criteria] == [[], ["fewest"], []]
    assert review_of(book, counted) == "text verified; numbers ours"
    assert [review_of(book, item) for item in (target, known)] == ["verified", "unverified"]
    assert "Review: text verified; numbers ours; looked at on 2026-11-22\n" in page(book, "counted")
    assert register([book], {"book": 9}).splitlines()[2].endswith("| 3 | 9 | 1 | 1 | 1 | 2026-11-22 |")


def test_a_source_is_said_to_have_been_read_only_where_it_was(book) -> None:
    assert "- law: A law. Read against the rule on 2026-11-22." in page(book, "target")
    assert "- proposal: Proposal of this project; the law gives none. Ours; nothing to read." in page(book, "counted")
    assert "- hearsay: A custom (general knowledge). Not read." in page(book, "known")


def test_what_a_fact_can_be_is_said_as_it_is_to_be_written(book) -> None:
    """A share of 62 percent is written 0.62: who fills in the file has to be told."""
    forms = {fact.name: fact.form for fact in facts_named([book]) if fact.declared}

    assert forms == {
        "share": "share from 0 to 1; 0.62 is 62 percent",
        "sleeves": "whole number of sleeves of 0 or more",
        "is_public": "yes or no",
    }
