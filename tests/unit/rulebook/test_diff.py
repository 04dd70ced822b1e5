"""What differs between days, criteria and files is named key by key, and what is the same is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screener.errors import NotFoundError, RulebookError
from screener.rulebook import load_rulebooks
from screener.rulebook.diff import between_criteria, between_days, between_files

BOOK = """\
id: book
title: A book
sources:
  law: {citation: A law, checked_on: 2026-11-22}
facts:
  audited: {subject: plan, type: flag, meaning: the plan is audited}
parameters:
  floor:
    title: Smallest part that counts
    unit: "1"
    values:
      2010-01-01: {value: 0.5, source: law}
      2020-01-01: {value: 0.75, source: law}
texts:
  first: {title: First text, adopted_as: null, role: binding, source: law, in_force: {from: 2010-01-01, to: 2019-12-31}}
  second:
    title: Second text
    adopted_as: null
    role: binding
    source: law
    in_force: {from: 2020-01-01}
    not_enforced: {from: 2021-01-01, to: 2021-12-31, source: law, meaning: Not enforced.}
criteria:
  - id: old
    title: The old one
    meaning: The plan is audited.
    subject: plan
    source: law
    text: first
    pass: audited
    review: {status: unverified, checked_on: 2026-11-22}
  - id: new
    title: The new one
    meaning: Enough of the plan has a place.
    subject: plan
    source: law
    text: second
    pass: unallocated_share <= floor
    watch: audited
    review: {status: unverified, checked_on: 2026-11-22}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rulebooks with the one above."""
    return _written(tmp_path / "criteria", BOOK)


def _written(folder: Path, text: str) -> Path:
    (folder / "book").mkdir(parents=True)
    (folder / "book" / "rulebook.yaml").write_text(text, encoding="utf-8")
    return folder


def test_between_two_days_rules_texts_and_numbers_change(folder: Path) -> None:
    """On the last day of 2019 the first text holds and the floor is one half; in 2021 neither."""
    assert between_days(load_rulebooks(folder), date(2019, 12, 31), date(2021, 6, 30)) == [
        "book",
        "  text first (First text): in force → no longer in force",
        "  text second (Second text): not yet in force → in force, not enforced",
        "  old (The old one): in force → no longer in force",
        "  new (The new one): not yet in force → in force",
        "  floor (Smallest part that counts): 50 % → 75 %",
    ]


def test_between_two_days_of_one_text_nothing_changes(folder: Path) -> None:
    assert between_days(load_rulebooks(folder), date(2020, 1, 1), date(2020, 12, 31)) == []


def test_between_two_criteria_the_keys_that_differ_are_named(folder: Path) -> None:
    """Subject, source and review are the same and are not named; the periods are those of their texts."""
    lines = between_criteria(*load_rulebooks(folder)[0].criteria)

    assert [line.split(":")[0] for line in lines if "in_force" not in line] == [
        "changed  id",
        "changed  title",
        "changed  meaning",
        "changed  text",
        "changed  pass",
        "added    watch",
    ]
    assert "changed  in_force.from: 2010-01-01 → 2020-01-01" in lines
    assert "changed  pass: audited → unallocated_share <= floor" in lines
    assert "added    watch: audited" in lines


def test_between_two_folders_what_came_went_and_changed_is_named(folder: Path, tmp_path: Path) -> None:
    """The facts go as one section; a number is changed, a criterion dropped; a rulebook comes whole."""
    text = BOOK.replace("value: 0.75", "value: 0.8").replace("    watch: audited\n", "")
    text = text.replace("facts:\n  audited: {subject: plan, type: flag, meaning: the plan is audited}\n", "")
    start = text.index("  - id: old")
    other = _written(tmp_path / "other", text[:start] + text[text.index("  - id: new") :])
    (other / "second").mkdir()
    (other / "second" / "rulebook.yaml").write_text("id: second\ntitle: Another\n", encoding="utf-8")

    assert between_files(folder, other) == [
        "book",
        "  removed  facts.audited: the plan is audited",
        "  changed  parameters.floor.values.2020-01-01.value: 0.75 → 0.8",
        "  removed  criteria.old: The old one",
        "  removed  criteria.new.watch: audited",
        "added    second: Another",
    ]


def test_two_files_are_compared_although_their_rulebooks_have_other_names(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "draft.yaml"
    copy.write_text(BOOK.replace("id: book", "id: draft"), encoding="utf-8")

    assert between_files(folder / "book" / "rulebook.yaml", copy) == ["changed  id: book → draft"]
    assert between_files(folder, folder / "book") == []


def test_what_is_no_rulebook_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: [\n", encoding="utf-8")

    with pytest.raises(NotFoundError, match=r"there is no rulebook\.yaml in"):
        between_files(tmp_path, broken)
    with pytest.raises(RulebookError, match=r"broken\.yaml:\d: this is no YAML"):
        between_files(broken, broken)


def test_a_file_that_is_no_utf_8_names_the_line(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_bytes(b"id: book\ntitle: Soci\xe9t\xe9\n")

    with pytest.raises(RulebookError, match=r"other\.yaml:2: this is no UTF-8 text"):
        between_files(folder, other)
