"""The conclusion of a decision: the answer, why, what a benefit may do, and what nobody knows."""

from __future__ import annotations

import pytest

from screener.eti.comparison import Beside, Comparison, Margins
from screener.eti.verdict import conclusion_of, trial_says, unknown_of
from screener.tables.prudence import STANDINGS, Alignment, Check, CriterionAnswer, TextAnswer


def check(number, outcome, says="It says so."):
    """Return a check."""
    return Check(f"ETI-{number:02d}", f"Title {number}", outcome, says)


def answer(text, outcome, benefits="may_not_count", review="verified", because=()):
    """Return the answer under a text."""
    one = CriterionAnswer("dol-eti/dol-x", "candidate", "x", outcome, review, {}, {})
    return TextAnswer(
        text=text,
        title=text,
        citation="cited",
        direction="not_worse",
        is_adopted=text == "IB 2015-01",
        is_in_force=True,
        is_enforced=True,
        outcome=outcome,
        benefits=benefits,
        says=f"Why {text}.",
        because=because,
        note="",
        answers=(one,),
    )


def concluded(outcome, *checks, own=None, in_force=None, standing="adopted", answers=(), better=None):
    """Return the conclusion as one text."""
    own = own or answer("IB 2015-01", outcome)
    return " ".join(
        conclusion_of(
            outcome,
            own,
            in_force or own,
            standing=standing,
            checks=checks,
            answers=answers or (own,),
            dominated_by=better or {},
        )
    )


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        ("pass", "Yes. What IB 2015-01 asks for is shown."),
        ("watch", "Not shown. The data show neither what IB 2015-01 asks for nor the contrary."),
        ("fail", "No. The data or the record show what IB 2015-01 does not let pass."),
        ("insufficient_data", "No answer. Too little is known"),
        ("not_applicable", "IB 2015-01 asks nothing"),
    ],
)
def test_the_answer_comes_first(outcome, begins):
    """The question is the title of the memo; the first sentence answers it."""
    assert concluded(outcome).startswith(begins)


@pytest.mark.parametrize("standing", ["comparison", "unknown"])
def test_where_no_text_is_known_to_apply_that_comes_first(standing):
    """Neither yes nor no is said of the decision: only what a text would answer, were it asked."""
    said = concluded("not_applicable", own=answer("IB 2015-01", "pass"), standing=standing)
    told = STANDINGS[standing]

    assert said.startswith(f"{told[0].upper()}{told[1:]}. Under IB 2015-01 the answer would be: yes.")


def test_without_any_text_that_is_said():
    """Before 1994, and adopted none."""
    [said] = conclusion_of("not_applicable", None, None, standing="comparison", checks=(), answers=(), dominated_by={})

    assert said == "No text of the Department of Labor was in force on the day, and none was adopted."


def test_a_pass_without_a_benefit_is_no_yes_to_the_name():
    """It was chosen on its economics: whether it may be called economically targeted is not asked."""
    said = concluded("pass", own=answer("IB 2015-01", "pass", "not_asked"))

    assert said.startswith("It was chosen on its economics alone")
    assert "is not asked" in said
    assert "Yes" not in said


def test_why_follows_and_then_what_the_returns_show():
    """In the order of reasoning: what is shown against it, the mean, the alternatives that are better, and how."""
    own = answer("IB 2015-01", "fail", because=("a cap is broken", "the data show more volatility"))
    said = concluded("fail", check(2, "watch", "The mean says."), own=own, better={"the index": "it was calmer"})
    told = (
        "No.",
        "A cap is broken; the data show more volatility.",
        "The mean says.",
        "By the estimates the index is better on both counts: it was calmer.",
    )

    assert [said.index(one) for one in told] == sorted(said.index(one) for one in told)


def test_no_comparable_alternative_is_said():
    """Then no tie can be shown, whatever the figures."""
    sentence = "No alternative is shown to be comparable, so that no tie can be shown."

    assert sentence in concluded("insufficient_data", check(1, "insufficient_data"))
    assert sentence not in concluded("insufficient_data", check(1, "watch"))


@pytest.mark.parametrize(
    ("benefits", "sentence"),
    [
        ("may_not_count", "Until the comparison is passed no collateral benefit may count"),
        ("not_asked", "No collateral benefit was used."),
        ("may_count", "The comparison is passed. A collateral benefit may decide between the choices."),
        ("nothing_to_decide", "The comparison is passed. It is shown to return more: its economics decide"),
        ("restricted", "The comparison is passed. The law of the place lets a collateral benefit only be reported."),
        ("not_known", "The comparison is passed. No rule of the place is on file"),
    ],
)
def test_what_a_benefit_may_do_is_said_after_the_comparison(benefits, sentence):
    """Last but for the other texts."""
    said = concluded("pass", check(2, "pass", "The mean says."), own=answer("IB 2015-01", "pass", benefits))

    assert said.index("The mean says.") < said.index(sentence)


def test_the_text_in_force_is_named_where_it_answers_otherwise_than_the_one_adopted():
    """With its reason; where both answer the same nothing is said of it."""
    force = answer("404a-1 (2022)", "fail", because=("the data show deeper falls",))
    said = concluded("watch", in_force=force)

    assert "The text in force on the day, 404a-1 (2022), answers no: the data show deeper falls." in said
    assert "in force on the day" not in concluded("watch", in_force=answer("404a-1 (2022)", "watch"))


def test_other_texts_that_answer_otherwise_are_named_and_those_that_agree_are_not():
    """Two of three differ; of the one in force it was said already."""
    others = [answer("IB 2008-01", "fail"), answer("IB 2015-01", "watch"), answer("404a-1 (2022)", "watch")]

    assert "Other texts answer otherwise: IB 2008-01, no. " in concluded("watch", answers=others)
    assert "otherwise" not in concluded("watch", answers=others[1:])
    assert "otherwise" not in concluded("watch", answers=others, in_force=others[0])


def test_of_returns_alone_no_is_said_with_its_reason():
    """What a person reads first of `screener eti test`."""
    own = answer("IB 2015-01", "fail", because=("the data show more volatility", "the data show deeper falls"))

    assert trial_says("fail", own) == "No. The data show more volatility; the data show deeper falls."
    assert trial_says("watch", own) == (
        "Not shown: the returns show neither what IB 2015-01 asks for nor the contrary."
    )


def test_a_check_that_fails_is_named_even_where_the_text_does_not_turn_on_it():
    """A passed text does not hide it."""
    said = concluded("pass", check(7, "fail"))

    assert "these fail, though IB 2015-01 does not turn on them: title 7 (ETI-07)" in said


def test_what_is_not_known_is_listed():
    """Open checks, gaps, empty fields, and rules that nobody confirmed."""
    alignment = Alignment("a", "2011-04", "2018-11", 53, 39, 0, 0)
    compared = Comparison(12, (Beside("a", None, alignment, {}),), 53, Margins(0.0025, 1.1, 1.1, 0.1, 36, 60))
    said = unknown_of(
        [check(4, "insufficient_data"), check(5, "pass")],
        compared,
        ("A note.",),
        ("pool",),
        [answer("IB 2015-01", "watch", review="unverified")],
    )

    assert said[0] == "Checks without an answer: ETI-04 (Title 4)."
    assert any("They stay gaps" in one for one in said)
    assert "A note." in said
    assert "Fields of the record that are empty: pool." in said
    assert said[-1].startswith("1 of the rules that were applied are not confirmed")


def test_without_returns_nothing_is_said_of_history():
    """No gaps, no past: only that none were compared."""
    assert unknown_of([], None, (), (), []) == ("No returns were compared, so nothing is said of what history shows.",)
