"""Rulebooks that are wrong are refused with every fault and its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from screener.errors import InputError, NotFoundError, RulebookError
from screener.rulebook import load_rulebooks
from screener.rulebook.lookup import differences

GOOD = """\
id: sample
title: Sample
sources:
  act:
    citation: The Act, section 1
    published: 2010-05-01
    checked_on: 2026-11-22
parameters:
  lowest:
    title: Lowest rate
    unit: percent
    values:
      2010-05-01: {value: 20, source: act}
criteria:
  - id: poor
    title: Poor place
    meaning: The poverty rate is at least the lowest rate.
    subject: place
    source: act
    in_force: {from: 2010-05-01}
    pass: poverty_rate >= lowest
    review: {status: verified, checked_on: 2026-11-22}
"""


def a_folder(tmp_path: Path, text: str = GOOD, name: str = "sample") -> Path:
    folder = tmp_path / "criteria"
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "rulebook.yaml").write_text(text, encoding="utf-8")
    return folder


def faults(tmp_path: Path, text: str) -> list[str]:
    """Return the lines of the message about one faulty rulebook, without its summary."""
    with pytest.raises(RulebookError) as caught:
        load_rulebooks(a_folder(tmp_path, text))
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_a_good_rulebook_keeps_what_the_file_says(tmp_path: Path) -> None:
    [rulebook] = load_rulebooks(a_folder(tmp_path))

    assert rulebook.parameters["lowest"].values[date(2010, 5, 1)].value == Decimal(20)
    assert rulebook.sources["act"].published == date(2010, 5, 1)
    assert rulebook.where("poor") == "criteria/sample/rulebook.yaml:15"


def test_every_fault_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    """One file with eleven faults of eleven kinds; the lines are counted by hand."""
    text = """\
id: sample
title: Sample
title: Again
sources:
  act:
    citation: The Act, section 1
    checked_on: 2021-13-01
parameters:
  lowest:
    title: Lowest
    unit: months
    values:
      2010-05-01: {value: 20, source: act}
criteria:
  - id: one
    title: One
    meaning: One.
    subject: place
    source: the-act
    in_force: {from: 2010-05-01}
    aplies: persistent_poverty
    pass: persistent_poverty
    review: {status: verified, checked_on: 2026-11-22}
  - id: two
    title: Two
    meaning: Two.
    subject: place
    in_force: {from: 2010-05-01}
    pass: poverty_rat >= 20
    review: {status: verified, checked_on: 2026-11-22}
  - id: three
    title: Three
    meaning: Three.
    subject: place
    source: act
    in_force: {from: 2010-05-01}
    applies: persistent_poverty = 1
    pass: poverty_rate >= lowest
    watch: coalesce(poverty_rate, 0) > 1
    review: {status: verified, checked_on: 2026-11-22}
  - id: three
    title: Three again
    meaning: Three.
    subject: place
    source: act
    in_force: {from: 2010-05-01}
    pass: persistent_poverty
    review: {status: maybe, checked_on: 2026-11-22}
"""

    found = faults(tmp_path, text)

    assert [line.split(":")[1] for line in found] == ["3", "7", "19", "21", "24", "29", "37", "38", "39", "41", "48"]
    assert "title is given twice; the first is on line 2" in found[0]
    assert "'2021-13-01' is no calendar date; write it as YYYY-MM-DD" in found[1]
    assert "there is no source 'the-act' in this rulebook; did you mean 'act'?" in found[2]
    assert "there is no such key; did you mean 'applies'?" in found[3]
    assert "the key 'source' is missing" in found[4]
    assert "there is no fact or parameter 'poverty_rat'; did you mean 'poverty_rate'?" in found[5]
    assert "a condition cannot be compared with a number" in found[6]
    assert "'percent' and 'months' are different units" in found[7]
    assert "coalesce takes facts only" in found[8]
    assert "three is there twice; the first is on line 31" in found[9]
    assert "one of unverified, verified is meant; found 'maybe'" in found[10]


def test_the_faults_of_all_files_are_reported_together(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD.replace("place", "palce"))
    a_folder(tmp_path, GOOD.replace("sample", "other").replace("poverty_rate", "poverty"), "other")

    with pytest.raises(RulebookError, match="2 faults") as caught:
        load_rulebooks(folder)

    assert "criteria/other/rulebook.yaml:21" in str(caught.value)
    assert "criteria/sample/rulebook.yaml:18" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("poverty_rate >=", "poverty_rat >=", 21, "no fact or parameter 'poverty_rat'; did you mean 'poverty_rate'?"),
        ("id: sample", "id: simple", 1, "the rulebook's id is 'simple' and its folder is 'sample'"),
        ("source: act}", "source: acts}", 13, "there is no source 'acts' in this rulebook; did you mean 'act'?"),
        ("{value: 20", "{value: twenty", 13, "found 'twenty'"),
        ("{value: 20", "{value: 1.0e+400", 13, "'1.0e+400' is no number, date or text that a rulebook can hold"),
        ("{value: 20", "{value: 1" + "0" * 31, 13, "is no number, date or text that a rulebook can hold"),
        ("{value: 20", "{value: 90%", 13, "found '90%'; a number has no percent sign; write 90 percent as 0.9 where"),
        ("2010-05-01: {", "2010-5-1: {", 13, "'2010-5-1' is no calendar date"),
        ("2010-05-01: {", "2012-05-01: {", 21, "poor is in force from 2010-05-01, but lowest has no value before 2012"),
        (">= lowest", ">= 20", 9, "no criterion names the parameter 'lowest'"),
        ("lowest", "poverty_rate", 9, "has the name of a fact"),
        ("{from: 2010-05-01}", "{}", 20, "either `from` is given, or a `status`"),
        ("{from: 2010-05-01}", "{from: 2010-05-01, to: 2009-01-01}", 20, "it ends on 2009-01-01, before it starts"),
        ("{from: 2010-05-01}", "{from: 2010-05-01, enjoined: 2010-04-30}", 20, "`enjoined` is 2010-04-30, before it"),
        ("{from: 2010-05-01}", "{from: 2010-05-01, uncertain: 2010-04-30}", 20, "`uncertain` is 2010-04-30, before"),
        ("{from: 2010-05-01}", "{from: 2010-05-01, precision: year}", 20, "the first day of that year"),
        ("{from: 2010-05-01}", "{from: 2010-05-01, precision: month}", 22, "is not verified; say `status: unverified`"),
        ("{from: 2010-05-01}", "{form: 2010-05-01}", 20, "there is no such key; did you mean 'from'?"),
        ("    pass: poverty_rate >= lowest\n", "", 15, "a test needs `pass`"),
        ("subject: place", "subject: place\n    kind: measure", 15, "a measure needs `value` and `unit`"),
        ("subject: place", "subject: place\n    unit: percent", 15, "`value` and `unit` belong to a measure"),
        ("citation: The", "citation: &a The", 5, "anchors"),
        ("- id: poor", "- id: Poor", 15, "found 'Poor'"),
        (
            "subject: place",
            "subject: palce",
            18,
            "one of holding, issuer, manager, plan, place, candidate is meant; found 'palce'; did",
        ),
        ("lowest rate.", "lowest rate.: x", 17, "this is no YAML"),
    ],
)
def test_a_fault_names_its_line_and_the_fix(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    [*_, last] = found = faults(tmp_path, GOOD.replace(old, new))

    assert any(text.startswith(f"criteria/sample/rulebook.yaml:{line}:") and message in text for text in found), last


def test_a_number_as_large_as_a_fact_can_be_and_an_order_on_the_first_day_stand(tmp_path: Path) -> None:
    """Thirty-one digits are the last that pass, and a court may stop a text on the very day that it begins."""
    text = GOOD.replace("{value: 20", "{value: 1" + "0" * 30)
    text = text.replace("{from: 2010-05-01}", "{from: 2010-05-01, enjoined: 2010-05-01, uncertain: 2010-05-01}")

    [rulebook] = load_rulebooks(a_folder(tmp_path, text))

    assert rulebook.parameters["lowest"].values[date(2010, 5, 1)].value == Decimal(10) ** 30
    assert rulebook.criteria[0].in_force.enjoined == date(2010, 5, 1)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text\n", "id: [\n"])
def test_a_file_that_is_no_rulebook_is_one_plain_error(tmp_path: Path, text: str) -> None:
    assert len(faults(tmp_path, text)) == 1


def test_a_file_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    assert "nested too deeply" in faults(tmp_path, "[" * 5000)[0]


def test_an_expression_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace(">= lowest", f">= lowest and {'(' * 2000}true{')' * 2000}")

    assert any("nested too deeply" in fault for fault in faults(tmp_path, text))


def test_an_entry_that_is_no_criterion_is_a_fault_on_its_line(tmp_path: Path) -> None:
    found = faults(tmp_path, GOOD + "  - 1\n  - null\n")

    assert [line.split(":")[1] for line in found] == ["23", "24"]


def test_a_file_that_is_no_utf_8_names_the_line(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "sample" / "rulebook.yaml").write_bytes(b"id: sample\ntitle: Soci\xe9t\xe9\n")

    with pytest.raises(RulebookError, match=r"sample/rulebook\.yaml:2: this is no UTF-8"):
        load_rulebooks(folder)


def test_a_parameter_that_cannot_be_read_is_not_reported_again_where_it_is_named(tmp_path: Path) -> None:
    assert len(faults(tmp_path, GOOD.replace("{value: 20", "{value: twenty"))) == 1


def test_a_number_named_in_a_broken_expression_is_not_reported_as_unused(tmp_path: Path) -> None:
    """One slip is one fault: the misspelt expression is where the number is used."""
    [found] = faults(tmp_path, GOOD.replace("poverty_rate >= lowest", "poverty_rate >= lowest and and true"))

    assert "is no expression" in found


def test_a_source_that_nobody_had_was_read_on_no_day(tmp_path: Path) -> None:
    """It is cited as general knowledge; any other says when it was read against the rule."""
    known = GOOD.replace("section 1", "section 1 (general knowledge)")
    unread = known.replace("    checked_on: 2026-11-22\n", "", 1)
    [rulebook] = load_rulebooks(a_folder(tmp_path, unread))

    assert rulebook.sources["act"].checked_on is None
    assert "general knowledge was read on no day; drop `checked_on`" in faults(tmp_path, known)[0]
    assert "say when it was read: `checked_on`" in faults(tmp_path, unread.replace(" (general knowledge)", ""))[0]


def test_outcomes_that_ask_for_each_other_are_refused_with_the_path(tmp_path: Path) -> None:
    """Two criteria that ask for each other's outcome have no order in which they could be decided."""
    again = GOOD[GOOD.index("  - id: poor") :]
    first = GOOD.replace("pass: poverty_rate >= lowest", "pass: poverty_rate >= lowest and outcome_of('b') = 'pass'")
    second = again.replace("id: poor", "id: b").replace("poverty_rate >= lowest", "outcome_of('poor') = 'pass'")

    [found] = faults(tmp_path, first + second)

    assert found == "criteria/sample/rulebook.yaml:15: outcomes go in a circle: poor asks for b asks for poor"


def test_an_unknown_rulebook_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"there is no rulebook 'sampel'.*did you mean 'sample'"):
        load_rulebooks(a_folder(tmp_path), ["sampel"])


def test_a_folder_without_a_rulebook_is_a_fault(tmp_path: Path) -> None:
    """A file called rulebook.yml would otherwise judge nothing, and nobody would notice."""
    folder = a_folder(tmp_path)
    (folder / "other").mkdir()
    (folder / "other" / "rulebook.yml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(RulebookError, match=r"criteria/other: there is no rulebook\.yaml in this folder"):
        load_rulebooks(folder)


def test_only_the_rulebooks_asked_for_are_read_and_in_that_order(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    a_folder(tmp_path, GOOD.replace("sample", "other").replace("id: poor", "id: rich"), "other")
    a_folder(tmp_path, "broken: [", "broken")

    assert [rulebook.id for rulebook in load_rulebooks(folder, ["sample", "other", "sample"])] == ["sample", "other"]


def test_drafts_keep_the_order_in_which_they_are_asked_for(tmp_path: Path) -> None:
    """Names do not go before paths; a draft stands where its name was first said, and in its place."""
    folder = a_folder(tmp_path)
    draft = a_folder(tmp_path / "drafts", GOOD.replace("sample", "other").replace("id: poor", "id: rich"), "other")
    mine = a_folder(tmp_path / "drafts", GOOD)

    found = load_rulebooks(folder, [draft / "other", "sample"])
    both = load_rulebooks(folder, ["sample", draft / "other", mine / "sample" / "rulebook.yaml", "sample"])

    assert [book.id for book in found] == ["other", "sample"]
    assert [(book.id, book.is_draft) for book in both] == [("sample", True), ("other", True)]


def test_two_drafts_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which is meant is not guessed; the same draft said twice is one."""
    folder = a_folder(tmp_path)
    one, other = (a_folder(tmp_path / name) / "sample" for name in ("a", "b"))

    assert len(load_rulebooks(folder, [one, one])) == 1
    with pytest.raises(InputError) as fault:
        load_rulebooks(folder, [one, other])
    assert f"{one / 'rulebook.yaml'} and {other / 'rulebook.yaml'}" in str(fault.value)


def test_a_path_is_looked_for_in_the_workspace_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook runs in a folder of its own; what is not there is named with both places."""
    folder = a_folder(tmp_path)
    a_folder(tmp_path / "drafts", GOOD.replace("sample", "other").replace("id: poor", "id: rich"), "other")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")

    assert [book.id for book in load_rulebooks(folder, ["drafts/criteria/other"])] == ["other"]
    assert differences(folder, "criteria/sample", "criteria/sample") == []
    with pytest.raises(NotFoundError) as fault:
        load_rulebooks(folder, ["drafts/none"])
    places = [str(tmp_path / part / "drafts" / "none" / "rulebook.yaml") for part in ("notebooks", ".")]
    assert " or ".join(places) in str(fault.value)


def test_the_hash_of_a_rulebook_is_the_hash_of_its_file(tmp_path: Path) -> None:
    """A remark changes it too: the hash says which text was used, not what it means."""
    folder = a_folder(tmp_path)
    before = load_rulebooks(folder)[0].sha256
    a_folder(tmp_path, GOOD + "# a remark\n")

    assert load_rulebooks(folder)[0].sha256 != before
    assert len(before) == 64


def test_yaml_does_not_read_no_as_false(tmp_path: Path) -> None:
    """In YAML 1.1 the title ``NO`` would be false, and Norway would vanish."""
    [rulebook] = load_rulebooks(a_folder(tmp_path, GOOD.replace("title: Sample", "title: NO")))

    assert rulebook.title == "NO"
