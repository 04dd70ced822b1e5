"""The rules as a person meets them: listed, said in plain English, checked, tried, compared, registered."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from commands import CommandHere

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
Review: unverified; looked at on 2026-11-22
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
  - level (county, tract, state, partnership), computed by the screen: {level}
  - strategy (shown, claimed), attested by the fund: what the evidence says of a strategy: shown, claimed
  - poor_people (percent), attested by the fund: people in poverty; of all people
  - jobless_people (percent), attested by the fund: people without work

Sources
  - law: A law, section 1. Published 2015-06. Read against the rule on 2026-11-22.
    https://example.org/law
  - proposal: Proposal of this project. Ours; nothing to read.

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
    (tmp_path / "criteria" / "book" / "README.md").write_text("# A book of rules\n", encoding="utf-8")
    readme = "# Rules\n\n<!-- register:start -->\nold\n<!-- register:end -->\n\nMore.\n"
    (tmp_path / "criteria" / "README.md").write_text(readme, encoding="utf-8")
    command = CommandHere(tmp_path)
    return lambda *arguments: command("criteria", *arguments)


@pytest.fixture
def book(workspace, tmp_path):
    """The rulebook's file."""
    return tmp_path / "criteria" / "book" / "rulebook.yaml"


def test_the_list_is_one_object_a_criterion(workspace):
    """On the day of the court's order the second criterion is enjoined; the first is in force."""
    answer = workspace("list", "--json", "--on", "2024-06-01")
    poor, barred = json.loads(answer.stdout)

    assert (poor["rulebook_id"], poor["criterion_id"], poor["subject"], poor["level"]) == (
        "book",
        "poor",
        "place",
        "county",
    )
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
    expected = PAGE.format(level=level, kind=level)

    assert workspace("show", "poor", "--on", "2024-12-31").stdout == expected
    assert workspace("show", "BOOK/POOR", "--on", "2024-12-31").stdout == expected
    assert "at least 25 percent" in workspace("show", "book/POOR", "--on", "2025-01-01").stdout


def test_a_misspelt_criterion_names_the_nearest(workspace):
    answer = workspace("show", "bared")

    assert (answer.returncode, answer.stdout) == (2, "")
    assert "there is no criterion, fact, number, list or rulebook 'bared'; did you mean 'barred'?" in answer.stderr


def test_every_name_leads_to_its_criteria(workspace):
    """The number and the attested fact are named by the criterion on poverty; the list shares its name with its own."""
    number, fact, book = (
        workspace("show", name, "--on", "2025-01-01").stdout for name in ("FLOOR", "strategy", "book")
    )

    assert number.splitlines() == [
        "book/floor: Poverty from which a county counts",
        "",
        "Its value, as of 2025-01-01",
        "  - floor: 25 percent. Poverty from which a county counts",
        "    from 2015-06-01: 20 percent (law)",
        "    from 2025-01-01: 25 percent (proposal)",
        "",
        "Criteria that name it (1)",
        "  - book/poor: A poor county",
        "",
        "Sources",
        "  - law: A law, section 1. Published 2015-06. Read against the rule on 2026-11-22.",
        "    https://example.org/law",
        "  - proposal: Proposal of this project. Ours; nothing to read.",
    ]
    assert "Describes: place (county)\nIts value: one of shown, claimed\nAttested by the fund" in fact
    assert "Criteria that name it (1)\n  - book/poor: A poor county" in fact
    assert "  - poor (county; in force): A poor county\n  - barred (issuer; enjoined): Not barred" in book
    listed = workspace("show", "book/barred").stdout
    assert listed.startswith("book/barred: Not barred\n")
    assert "\n\nbook/barred: Barred issuers\n" in listed
    assert "  - none: nobody passes or fails by it" in listed


def test_a_fact_that_the_screen_computes_says_so(workspace):
    said = "Computed by the screen\n\nCriteria that name it (1)\n  - book/poor: A poor county\n"

    assert said in workspace("show", "level").stdout


def test_facts_are_listed_with_who_says_them_and_who_asks(workspace):
    """Of a place, the rulebook asks for one computed fact and declares three; of issuers it asks for none."""
    lines = workspace("facts", "--subject", "place", "--rulebook", "book").stdout.splitlines()
    cells = [re.split(r" {2,}", line) for line in lines[1:5]]

    assert [(row[0], row[1], row[3], row[4]) for row in cells] == [
        ("level", "place (county)", "screen", "poor"),
        ("strategy", "place (county)", "fund", "poor"),
        ("poor_people", "place (county)", "fund", "poor"),
        ("jobless_people", "place (county)", "fund", "poor"),
    ]
    assert lines[-1].startswith("4 facts.")
    assert (
        workspace("facts", "--subject", "issuer", "--rulebook", "book").stdout.splitlines()[-1].startswith("0 facts.")
    )
    assert "there is no subject 'plase'; did you mean 'place'?" in workspace("facts", "--subject", "plase").stderr


def test_the_file_to_fill_in_has_a_line_for_each_fact_of_the_fund(workspace, tmp_path):
    """Filled in, it is a file that a portfolio reads; a fact that the screen computes has no line in it."""
    from datetime import date

    from screener.rulebook import load_rulebooks
    from screener.screen import read_attestations

    text, said = workspace("facts", "--csv").stdout, "what the evidence says of a strategy: shown, claimed"

    assert text.splitlines() == [
        "subject,subject_id,fact,value,as_of,document,note",
        f'place,,strategy,,,,"one of shown, claimed; of a place (county): {said}"',
        "place,,poor_people,,,,percent; of a place (county): people in poverty; of all people",
        "place,,jobless_people,,,,percent; of a place (county): people without work",
    ]
    filled = text.replace("place,,poor_people,,,,", "place,21189,poor_people,22.5,2024-06-30,A survey,")
    heading, *lines = filled.splitlines(keepends=True)
    file = tmp_path / "portfolios" / "mine" / "attestations" / "facts.csv"
    file.parent.mkdir(parents=True)
    file.write_text(heading + "".join(line for line in lines if "21189" in line), encoding="utf-8")
    [row] = read_attestations(file.parents[1], load_rulebooks(tmp_path / "criteria")).table.to_pylist()

    assert (row["subject_id"], row["fact"], row["as_of"]) == ("21189", "poor_people", date(2024, 6, 30))


def test_a_sound_folder_has_no_fault(workspace):
    answer = workspace("lint")

    assert (answer.returncode, answer.stdout) == (0, "1 rulebook, 2 criteria, no fault\n")


def test_a_criterion_without_a_case_and_a_rulebook_without_a_readme_are_faults(workspace, book):
    """A rule that nobody tried looks as sound as one that was; without the file, that is the one fault."""
    (book.parent / "README.md").unlink()
    book.with_name("cases.yaml").write_text(CASES.partition("- name: not on")[0], encoding="utf-8")
    untried = workspace("lint")
    book.with_name("cases.yaml").unlink()
    without = workspace("lint")

    assert (untried.returncode, without.returncode) == (2, 2)
    assert "criteria/book/README.md: the file is missing; it says what the rulebook covers" in untried.stdout
    assert "criteria/book/rulebook.yaml:35: no case in cases.yaml tries barred; add one" in untried.stdout
    assert "criteria/book/cases.yaml: the file is missing" in without.stdout
    assert "tries" not in without.stdout


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


def test_a_measure_that_comes_to_something_else_says_to_what(workspace, book):
    """Half of 19 percent is 9.5, and the case says 10."""
    measure = (
        BOOK[BOOK.index("  - id: barred") :].replace("barred", "half").replace("subject: issuer", "subject: place")
    )
    measure = measure.replace(
        "pass: not on_list('half')", "kind: measure\n    unit: percent\n    value: poor_people / 2"
    )
    case = "- {name: half, criterion: half, date: 2024-05-31, facts: {poor_people: 19}, outcome: pass, value: 10}\n"
    book.write_text(BOOK + measure, encoding="utf-8")
    book.with_name("cases.yaml").write_text(CASES + case, encoding="utf-8")

    assert "half: expected pass with 10.0, found pass with 9.5 (poor_people: 19)" in workspace("test").stdout


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
    reviews, book = "verified | text verified; numbers ours | unverified", "[`book`](book/README.md) A book of rules"

    assert [stale.returncode, written.returncode, again.returncode] == [1, 0, 0]
    assert readme.read_text(encoding="utf-8").splitlines() == [
        "# Rules",
        "",
        "<!-- register:start -->",
        f"| rulebook | judges | in force | criteria | worked cases | {reviews} | last looked at |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
        f"| {book} | place 1, issuer 1 | everywhere | 2 | 2 | 1 | 0 | 1 | 2026-11-22 |",
        "| **all** |  |  | **2** | **2** | **1** | **0** | **1** | 2026-11-22 |",
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
