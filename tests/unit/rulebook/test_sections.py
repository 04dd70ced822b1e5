"""Facts, lists, texts, levels and jurisdictions of a rulebook: what is wrong with them is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.errors import RulebookError
from screener.rulebook import load_rulebooks

GOOD = """\
id: sample
title: Sample
sources:
  act: {citation: The Act, checked_on: 2026-11-22}
facts:
  covered: {subject: plan, type: number, unit: "1", least: 0, most: 1, meaning: share that the policy covers}
  stand: {subject: issuer, type: text, one_of: [shown, claimed], meaning: what the evidence says}
lists:
  banned: {title: Banned companies, source: act}
texts:
  old: {title: Old rule, role: binding, source: act, in_force: {from: 2000-01-01, to: 2009-12-31}}
  new: {title: New rule, role: binding, source: act, in_force: {from: 2010-01-01}}
  aside: {title: Guidance, role: guidance, source: act, in_force: {from: 2005-06-01, to: 2011-12-31}}
"""
REVIEW = "review: {status: verified, checked_on: 2026-11-22}"
CRITERIA = f"""\
criteria:
  - id: a
    title: A
    meaning: A.
    subject: plan
    source: act
    text: new
    pass: covered > 0.5
    {REVIEW}
  - id: b
    title: B
    meaning: B.
    subject: issuer
    source: act
    in_force: {{from: 2010-01-01}}
    pass: stand = 'shown' and not on_list('banned') and age_of(stand) <= 24
    {REVIEW}
"""
GOOD += CRITERIA
PARAMETER = 'parameters: {{{}: {{title: T, unit: "1", values: {{2010-01-01: {{value: 1, source: act}}}}}}}}\n'
ASIDE = "in_force: {from: 2005-06-01, to: 2011-12-31}"
WHY = "source: act, meaning: Paused."


def load(tmp_path: Path, **texts: str):
    folder = tmp_path / "criteria"
    for name, text in texts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "rulebook.yaml").write_text(text, encoding="utf-8")
    return load_rulebooks(folder)


def test_a_rulebook_declares_what_the_fund_attests_its_lists_and_its_texts(tmp_path: Path) -> None:
    [book] = load(tmp_path, sample=GOOD)

    assert book.facts["covered"].unit == "1"
    assert list(book.lists) == ["banned"]
    # a criterion of a text has the text's period
    assert str(book.criteria[0].in_force.from_) == "2010-01-01"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('unit: "1", ', "", 6, "facts.covered: a number needs a `unit`"),
        ("least: 0, most: 1", "least: 1, most: 0.5", 6, "`least` is 1, above `most`, which is 0.5"),
        (
            "one_of: [shown, claimed]",
            "one_of: [shown, claimed], whole: true",
            7,
            "only a number has `least`, `most` or",
        ),
        ("one_of: [shown, claimed]", "one_of: [shown, claimed], least: 0", 7, "only a number has `least`, `most` or"),
        ("one_of: [shown, claimed], ", "", 7, "facts.stand: a text needs `one_of`"),
        ("covered: {subject: plan", "covered: {subject: plann", 6, "did you mean 'plan'?"),
        ("  covered:", "  market_value:", 6, "market_value of a plan is computed by the screen"),
        ("stand = 'shown'", "stand = 'shwon'", 29, "did you mean 'shown'?"),
        ("on_list('banned')", "on_list('baned')", 29, "did you mean 'banned'?"),
        ("age_of(stand)", "age_of(naics_sector)", 29, "naics_sector"),
        ("age_of(stand)", "age_of(covered)", 29, "there is no attested fact 'covered' for this subject"),
        (
            "covered > 0.5",
            "covered > 0.5 and not on_list('banned')",
            21,
            "there is no list of issuers 'banned' for this",
        ),
        ("covered > 0.5", "covered > 0.5 and adopted_dol_vintage = 'IB 2015-1'", 21, "did you mean 'IB 2015-01'?"),
        ("stand = 'shown'", "stand = 'shown' and kind = 'goverment'", 29, "did you mean 'government'?"),
        ("lists:\n", f"{PARAMETER.format('covered')}lists:\n", 8, "the parameter 'covered' has the name of a fact"),
        ("lists:\n", f"{PARAMETER.format('stand')}lists:\n", 8, "the parameter 'stand' has the name of a fact"),
        (ASIDE, f"{ASIDE}, not_enforced: {{from: 2006-02-01, to: 2006-01-31, {WHY}}}", 13, "it ends on 2006-01-31, be"),
        (ASIDE, f"{ASIDE}, not_enforced: {{from: 2005-05-31, to: 2006-01-31, {WHY}}}", 13, "lies outside the time it"),
        (ASIDE, f"{ASIDE}, not_enforced: {{from: 2011-02-01, to: 2012-01-01, {WHY}}}", 13, "lies outside the time it"),
        ("from: 2010-01-01}}\n  aside", "from: 2010-01-01, precision: year}}\n  aside", 22, "is not verified; say"),
        ("text: new", "text: nwe", 20, "there is no text 'nwe' in this rulebook; did you mean 'new'?"),
        ("    text: new\n", "", 15, "either `in_force` is given, or the `text` whose period it shares"),
        ("text: new", "text: new\n    in_force: {from: 2010-01-01}", 15, "either `in_force` is given, or the `text`"),
        ("to: 2009-12-31", "to: 2009-12-30", 12, "old ends on 2009-12-30, and new begins on 2010-01-01"),
        ("to: 2009-12-31", "to: 2010-01-01", 12, "the first is to end on 2009-12-31"),
        (", to: 2009-12-31", "", 12, "old has no end, and new begins on 2010-01-01"),
        ("subject: issuer\n", "subject: issuer\n    level: state\n", 23, "only a place has a level"),
        ("subject: issuer\n", "subject: issuer\n    jurisdictions: [ohoi]\n", 27, "no jurisdiction profile 'ohoi'"),
        ("covered > 0.5", "market_value > 0.5", 6, "no criterion names the fact 'covered'"),
        (" and not on_list('banned')", "", 9, "no criterion names the list 'banned'"),
        (
            "lists:\n  banned: {title: Banned companies, source: act}",
            "lists:\n  banned: {title: B, source: atc}",
            9,
            "'act'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(RulebookError) as caught:
        load(tmp_path, sample=GOOD.replace(old, new, 1))
    found = str(caught.value).splitlines()

    assert any(row.strip().startswith(f"criteria/sample/rulebook.yaml:{line}:") and message in row for row in found), (
        found
    )


def test_a_pause_may_last_as_long_as_its_text(tmp_path: Path) -> None:
    paused = GOOD.replace(ASIDE, f"{ASIDE}, not_enforced: {{from: 2005-06-01, to: 2011-12-31, {WHY}}}")

    [book] = load(tmp_path, sample=paused)

    assert str(book.texts["aside"].not_enforced.to) == "2011-12-31"


def test_a_name_used_in_one_section_does_not_excuse_it_in_another(tmp_path: Path) -> None:
    """The list `banned` is asked; a parameter of that name would be left over all the same."""
    with pytest.raises(RulebookError, match=r"rulebook\.yaml:8: no criterion names the parameter 'banned'"):
        load(tmp_path, sample=GOOD.replace("lists:\n", f"{PARAMETER.format('banned')}lists:\n"))


def test_the_words_of_one_subjects_fact_do_not_bind_another_subjects(tmp_path: Path) -> None:
    """A fact `state` of an issuer in this rulebook says nothing of the computed `state` of a place."""
    other = GOOD.replace("stand", "state") + CRITERIA.partition("\n")[2].partition("  - id: b")[0].replace(
        "id: a", "id: c"
    ).replace("subject: plan", "subject: place").replace("covered > 0.5", "state = 'OH'")

    [book] = load(tmp_path, sample=other)

    assert [criterion.id for criterion in book.criteria] == ["a", "b", "c"]


def test_a_fact_that_two_rulebooks_ask_for_has_one_meaning(tmp_path: Path) -> None:
    """The same share in percent in another rulebook would make one attestation mean two things."""
    other = GOOD.replace("id: sample", "id: other").replace("id: a", "id: c").replace("id: b", "id: d")
    other = other.replace("banned", "barred")
    assert len(load(tmp_path, sample=GOOD, other=other)) == 2

    with pytest.raises(RulebookError, match=r"sample/rulebook\.yaml:6: covered of a plan is otherwise in other"):
        load(tmp_path, other=other.replace('unit: "1"', "unit: percent"))
    with pytest.raises(RulebookError, match="write type, unit, words and range alike"):
        load(tmp_path, other=other.replace("most: 1,", "most: 2,"))


def test_criteria_and_lists_have_names_of_their_own_over_all_rulebooks(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        load(tmp_path, sample=GOOD, other=GOOD.replace("id: sample", "id: other"))

    for name in ("a criterion 'a'", "a criterion 'b'", "a list 'banned'"):
        assert f"there is {name} in other too" in str(caught.value)
