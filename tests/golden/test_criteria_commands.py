"""The rules as a person meets them: listed, said in plain English, checked, tried, compared, registered."""

from __future__ import annotations

import json
import shutil

import pytest
from commands import Command

from screener.workspace import new_workspace

BOOK = """\
id: book
title: A book of rules
sources:
  law: {citation: "A law, section 1", url: "https://example.org/law", published: 2015-06-01, precision: month,
        checked_on: 2026-11-22}
  proposal: {citation: Proposal of this project, checked_on: 2026-11-22}
facts:
  strategy:
    subject: place
    type: text
    one_of: [shown, claimed]
    meaning: "what the evidence says of a strategy: shown, claimed"
  poor_people: {subject: place, type: number, unit: percent, meaning: people in poverty; of all people}
  jobless_people: {subject: place, type: number, unit: percent, meaning: people without work}
parameters:
  floor:
    title: Poverty from which a county counts
    unit: percent
    values:
      2015-06-01: {value: 20, source: law}
      2025-01-01: {value: 25, source: proposal}
lists:
  barred: {title: Barred issuers, source: law}
criteria:
  - id: poor
    title: A poor county
    meaning: At least a fifth of the people are poor.
    subject: place
    source: law
    in_force: {from: 2015-06-01, precision: month}
    applies: level = 'county'
    pass: poor_people >= floor and (strategy = 'shown' or jobless_people > 2 * 4)
    watch: poor_people > 10 and age_of(strategy) <= 24
    review: {status: unverified, checked_on: 2026-11-22}
  - id: barred
    title: Not barred
    meaning: The issuer is not on the list.
    subject: issuer
    source: law
    in_force: {from: 2020-01-01, enjoined: 2024-06-01}
    pass: not on_list('barred')
    review: {status: verified, checked_on: 2026-11-21}
"""
CASES = """\
- name: exactly a fifth, and a strategy
  criterion: poor
  date: 2024-12-31
  facts: {level: county, poor_people: 20, strategy: shown}
  outcome: pass
- name: not on the list
  criterion: barred
  date: 2024-05-31
  facts: {on_list(barred): false}
  outcome: pass
"""
PAGE = """\
book/poor: A poor county

At least a fifth of the people are poor.

In force: from 2015-06 (known to the month)
On 2024-12-31: in force
Review: unverified, looked at on 2026-11-22
Written in: criteria/book/rulebook.yaml:25

How each county is judged; the first answer counts
  1. Not in force on the decision date: not applicable.
  2. It applies where
       {kind} is “county”
     Where it does not: not applicable. Where that is not known: insufficient data.
  3. Pass where
       all of these:
       - people in poverty is at least 20 percent (Poverty from which a county counts)
       - what the evidence says of a strategy is “shown”, or people without work is more than 2 times 4
  4. Watch where
       all of these:
       - people in poverty is more than 10 percent
       - the age of the evidence on “what the evidence says of a strategy” is at most 24 months
  5. Where it is not known whether pass or watch holds: insufficient data.
  6. Otherwise: fail.

Numbers, as of 2024-12-31
  - floor: 20 percent. Poverty from which a county counts
    from 2015-06-01: 20 percent (law)
    from 2025-01-01: 25 percent (proposal)

Facts it rests on
  - level, computed by the screen: {level}
  - strategy (shown, claimed), attested by the fund: what the evidence says of a strategy: shown, claimed
  - poor_people (percent), attested by the fund: people in poverty; of all people
  - jobless_people (percent), attested by the fund: people without work

Sources
  - law: A law, section 1. Published 2015-06. Read against the rule on 2026-11-22.
    https://example.org/law
  - proposal: Proposal of this project. Read against the rule on 2026-11-22.

Worked cases (1)
  - exactly a fifth, and a strategy: 2024-12-31, pass
"""


@pytest.fixture
def workspace(tmp_path):
    """The command in a workspace of one rulebook."""
    shutil.rmtree(tmp_path)
    new_workspace(tmp_path)
    shutil.rmtree(tmp_path / "criteria")
    (tmp_path / "criteria" / "book").mkdir(parents=True)
    (tmp_path / "criteria" / "book" / "rulebook.yaml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "criteria" / "book" / "cases.yaml").write_text(CASES, encoding="utf-8")
    readme = "# Rules\n\n<!-- register:start -->\nold\n<!-- register:end -->\n\nMore.\n"
    (tmp_path / "criteria" / "README.md").write_text(readme, encoding="utf-8")
    command = Command(tmp_path)
    return lambda *arguments: command("criteria", *arguments)


@pytest.fixture
def book(workspace, tmp_path):
    """The rulebook's file."""
    return tmp_path / "criteria" / "book" / "rulebook.yaml"


def test_the_list_is_one_object_a_criterion(workspace):
    """On the day of the court's order the second criterion is enjoined; the first is in force."""
    answer = workspace("list", "--json", "--on", "2024-06-01")
    poor, barred = json.loads(answer.stdout)

    assert (poor["rulebook"], poor["id"], poor["subject"], poor["level"]) == ("book", "poor", "place", "county")
    assert poor["in_force"] == {"from": "2015-06-01", "precision": "month"}
    assert [poor["status"], barred["status"]] == ["in force", "enjoined"]
    assert barred["review"] == {"status": "verified", "checked_on": "2026-11-21"}
    assert barred["citation"] == "A law, section 1"
    assert poor["where"] == "criteria/book/rulebook.yaml:25"


def test_the_list_for_a_person_says_the_same(workspace):
    lines = workspace("list", "--on", "2024-05-31", "--rulebook", "book").stdout.splitlines()

    assert lines[1].split("  ")[0] == "book/poor"
    assert "from 2020-01-01, enjoined from 2024-06-01 on" in lines[2]
    assert lines[-1].startswith("2 criteria.")


def test_a_criterion_is_shown_in_plain_english(workspace):
    """The page was written by hand from the rulebook above; the number of 2025 is not yet in force."""
    from screener.tables import FACTS_PLACE

    level = next(column.meaning for column in FACTS_PLACE.columns if column.name == "level")
    expected = PAGE.format(level=level, kind=level.split(":")[0])

    assert workspace("show", "poor", "--on", "2024-12-31").stdout == expected
    assert workspace("show", "BOOK/POOR", "--on", "2024-12-31").returncode == 2
    assert "at least 25 percent" in workspace("show", "book/POOR", "--on", "2025-01-01").stdout


def test_a_misspelt_criterion_names_the_nearest(workspace):
    answer = workspace("show", "bared")

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "there is no criterion 'bared'; did you mean 'barred'?" in answer.stderr


def test_a_sound_folder_has_no_fault(workspace):
    answer = workspace("lint")

    assert (answer.returncode, answer.stdout) == (0, "1 rulebook, 2 criteria, no fault\n")


def test_every_fault_of_every_file_is_named_with_its_line(workspace, book):
    """Two faults of one rulebook and two in the cases of another come out together, and nothing on standard error."""
    other = book.parent.parent / "other"
    shutil.copytree(book.parent, other)
    text = BOOK.replace("id: book", "id: other").replace("strategy", "plan_made").replace("barred", "shunned")
    text = text.replace("id: poor", "id: needy")
    (other / "rulebook.yaml").write_text(text, encoding="utf-8")
    book.write_text(BOOK.replace("poor_people >= floor", "poor_peple >= floor").replace("> 10", "> foor"))
    answer = workspace("lint")

    assert answer.returncode == 2
    assert answer.stderr == ""
    assert "criteria/book/rulebook.yaml:32: poor, pass: there is no fact or parameter 'poor_peple'" in answer.stdout
    assert "criteria/book/rulebook.yaml:33: poor, watch: there is no fact or parameter 'foor'" in answer.stdout
    assert "criteria/other/cases.yaml:2: there is no criterion 'poor'" in answer.stdout
    assert "criteria/other/cases.yaml:7: there is no criterion 'barred'" in answer.stdout


def test_a_faulty_profile_and_a_faulty_list_hide_no_fault_of_a_rulebook(workspace, book):
    """One fault each: a profile without a key it needs, a list of no day, a criterion that names nothing there is."""
    profiles, held = book.parent.parent / "jurisdictions", book.parent / "lists" / "barred"
    profiles.mkdir()
    held.mkdir(parents=True)
    (profiles / "ohio.yaml").write_text("id: ohio\n", encoding="utf-8")
    (held / "newest.csv").write_text("name\nA Company\n", encoding="utf-8")
    only_lists = workspace("lint")
    book.write_text(BOOK.replace("> 10", "> foor"), encoding="utf-8")
    answer = workspace("lint")

    assert "criteria/book/lists/barred/newest.csv:1: the file is to be called by the day" in only_lists.stdout
    assert answer.returncode == 2
    assert "criteria/jurisdictions/ohio.yaml:1: the file: the key 'title' is missing" in answer.stdout
    assert "criteria/book/rulebook.yaml:33: poor, watch: there is no fact or parameter 'foor'" in answer.stdout


def test_cases_that_hold_are_counted(workspace):
    answer = workspace("test")

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "book: 2 cases of 2 criteria\n2 cases, every one holds\n"


def test_a_case_that_does_not_hold_says_where_what_and_on_which_facts(workspace, book):
    """With the floor at 21 percent, exactly a fifth is too little, and nobody said how old the evidence is."""
    book.write_text(BOOK.replace("value: 20", "value: 21"), encoding="utf-8")
    answer = workspace("test", "--rulebook", "book")

    assert answer.returncode == 1
    assert (
        "criteria/book/cases.yaml:1: poor on 2024-12-31, exactly a fifth, and a strategy: "
        'expected pass, found insufficient_data (level: "county", poor_people: 20, strategy: "shown")'
    ) in answer.stdout
    assert answer.stdout.endswith("1 of 2 cases do not hold\n")


def test_dates_criteria_and_folders_are_compared(workspace, book, tmp_path):
    """The number changes on the first day of 2025; a draft folder has one number more; the same twice is no change."""
    draft = tmp_path / "draft"
    shutil.copytree(book.parent, draft)
    (draft / "rulebook.yaml").write_text(BOOK.replace("value: 25", "value: 30"), encoding="utf-8")

    assert workspace("diff", "2024-12-31", "2025-01-01").stdout.splitlines() == [
        "book",
        "  floor (Poverty from which a county counts): 20 percent → 25 percent",
    ]
    assert (
        workspace("diff", "criteria", "draft").stdout == "changed  parameters.floor.values.2025-01-01.value: 25 → 30\n"
    )
    assert "changed  subject: place → issuer" in workspace("diff", "poor", "book/barred").stdout
    assert workspace("diff", "poor", "poor").stdout == "No difference.\n"
    assert "are not both dates" in workspace("diff", "poor", "2025-01-01").stderr


def test_the_register_is_written_between_its_markers_and_checked(workspace, tmp_path):
    """Written once, it is up to date; what stands around it is kept."""
    readme = tmp_path / "criteria" / "README.md"
    stale, written, again = workspace("register", "--check"), workspace("register"), workspace("register", "--check")

    assert [stale.returncode, written.returncode, again.returncode] == [1, 0, 0]
    assert readme.read_text(encoding="utf-8").splitlines() == [
        "# Rules",
        "",
        "<!-- register:start -->",
        "| rulebook | judges | in force | criteria | worked cases | verified | unverified | last looked at |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | --- |",
        "| [`book`](book/README.md) A book of rules | place 1, issuer 1 | everywhere | 2 | 2 | 1 | 1 | 2026-11-22 |",
        "| **all** |  |  | **2** | **2** | **1** | **1** | 2026-11-22 |",
        "<!-- register:end -->",
        "",
        "More.",
    ]


def test_a_readme_without_the_markers_is_left_alone(workspace, tmp_path):
    readme = tmp_path / "criteria" / "README.md"
    readme.write_text("# Rules\n", encoding="utf-8")
    answer = workspace("register")

    assert answer.returncode == 2
    assert "there is no place for the register" in answer.stderr
    assert readme.read_text(encoding="utf-8") == "# Rules\n"


def test_the_rules_that_ship_are_sound_registered_and_can_all_be_said_in_words(command):
    """Every criterion has a page, and the table in criteria/README.md is the one that the command writes."""
    from datetime import date

    from screener.rulebook import load_cases, load_rulebooks
    from screener.rulebook.describe import describe

    pages = [
        describe(book, criterion, date(2024, 12, 31), cases)
        for book in load_rulebooks(command.folder / "criteria")
        for cases in [load_cases(book)]
        for criterion in book.criteria
    ]

    assert all("How each" in page and "Sources" in page for page in pages)
    assert command("criteria", "lint").returncode == 0
    assert command("criteria", "register", "--check").returncode == 0
