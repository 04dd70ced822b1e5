"""The calendar of the Department of Labor's texts: one binding text a day since 1994, and none before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from screener.engine import open_engine
from screener.rulebook import (
    Case,
    Criterion,
    Rulebook,
    binding_text_on,
    holds,
    is_enforced_on,
    load_rulebooks,
    run_cases,
)
from screener.tables.vocabulary import DOL_VINTAGES

CRITERIA = Path(__file__).parents[2] / "criteria"
DOL, PRUDENCE = load_rulebooks(CRITERIA, ["dol-eti", "eti-prudence"])
START, END = date(1990, 1, 1), date(2030, 12, 31)
DAYS = [START + timedelta(days=number) for number in range((END - START).days + 1)]
FIRST = date(1994, 6, 23)
"""Publication of Interpretive Bulletin 94-1, 59 FR 32606: the first text of the line."""


def test_every_day_has_one_binding_text_since_the_first_and_none_before() -> None:
    """A decision is judged by one text: two would contradict each other, and none would judge nothing in silence."""
    binding = [text.in_force for text in DOL.texts.values() if text.role == "binding"]
    wrong = [day for day in DAYS if sum(holds(period, day) for period in binding) != (day >= FIRST)]

    assert len(DAYS) == 41 * 365 + 10  # 1992, 1996 … 2028 are leap years
    assert wrong == []


def test_the_text_named_for_a_day_is_the_one_whose_period_holds() -> None:
    """`binding_text_on` answers for every day of the calendar what the periods say, and nothing before the first."""
    for day in DAYS:
        found = binding_text_on(DOL, day)
        expected = [name for name, t in DOL.texts.items() if t.role == "binding" and holds(t.in_force, day)]

        assert ([found[0]] if found else []) == expected, day


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1990, 1, 1), None),
        (date(1994, 6, 22), None),
        (date(1994, 6, 23), "ib-94-1"),  # 59 FR 32606
        (date(2008, 10, 16), "ib-94-1"),
        (date(2008, 10, 17), "ib-2008-01"),  # 73 FR 61734
        (date(2015, 10, 25), "ib-2008-01"),
        (date(2015, 10, 26), "ib-2015-01"),  # 80 FR 65135
        (date(2018, 4, 23), "ib-2015-01"),  # a field bulletin explains, it replaces nothing
        (date(2021, 1, 11), "ib-2015-01"),
        (date(2021, 1, 12), "404a-1-2020"),  # 85 FR 72846, effective 60 days after 2020-11-13
        (date(2021, 1, 15), "404a-1-2020"),  # the proxy rule, 85 FR 81658, stands beside it
        (date(2021, 3, 10), "404a-1-2020"),  # not enforced is still in force
        (date(2023, 1, 29), "404a-1-2020"),
        (date(2023, 1, 30), "404a-1-2022"),  # 87 FR 73822, effective 60 days after 2022-12-01
        (date(2030, 12, 31), "404a-1-2022"),
    ],
)
def test_the_binding_text_changes_on_the_published_days(day: date, text: str | None) -> None:
    """The days are those on which each text took effect in the Federal Register."""
    found = binding_text_on(DOL, day)

    assert (found[0] if found else None) == text


@pytest.mark.parametrize("name", ["404a-1-2020", "proxy-rule-2020"])
def test_the_rules_of_2020_carry_the_flag_on_exactly_the_days_of_the_statement(name: str) -> None:
    """The statement of 2021-03-10 covers both rules of 2020 until the rule of 2022 took effect on 2023-01-30."""
    flagged = [day for day in DAYS if not is_enforced_on(DOL.texts[name], day)]

    assert (flagged[0], flagged[-1]) == (date(2021, 3, 10), date(2023, 1, 29))
    assert len(flagged) == 297 + 365 + 29  # from 2021-03-10, all of 2022, to 2023-01-29
    assert all(holds(DOL.texts[name].in_force, day) for day in flagged)


def test_no_other_text_carries_the_flag() -> None:
    """Only the rules of 2020 were set aside by their own author."""
    assert {name for name, text in DOL.texts.items() if text.not_enforced} == {"404a-1-2020", "proxy-rule-2020"}


@pytest.mark.parametrize("name", ["404a-1-2020", "proxy-rule-2020"])
def test_the_flag_speaks_of_the_department_and_leaves_private_suits(name: str) -> None:
    """A board must not read that the rule was gone: only its author would not enforce it."""
    pause = DOL.texts[name].not_enforced

    assert pause is not None
    assert "not enforced by DOL" in pause.meaning
    assert "private suits" in pause.meaning
    assert "not in force" not in pause.meaning


def test_a_board_can_adopt_every_text_of_the_vocabulary_and_no_other() -> None:
    """A portfolio names a text by a word of `DOL_VINTAGES`; a word without a text would adopt nothing in silence."""
    assert {text.adopted_as for text in DOL.texts.values()} == set(DOL_VINTAGES)


@pytest.mark.parametrize("name", ["ib-94-1", "ib-2008-01", "ib-2015-01", "fab-2018-01", "404a-1-2020", "404a-1-2022"])
def test_a_text_is_the_one_that_the_vocabulary_cites(name: str) -> None:
    """The page of the Federal Register, or the bulletin's number, is the same in both places."""
    text = DOL.texts[name]
    cited = DOL_VINTAGES[text.adopted_as or ""].citation.split(", ")[-1]

    assert cited in DOL.sources[text.source].citation


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("IB 94-1", "not_worse"),  # 59 FR 32606: commensurate to alternatives with similar risks
        ("IB 2008-01", "equal"),  # 73 FR 61734: of equal value
        ("IB 2015-01", "not_worse"),  # 80 FR 65135: may not accept lower returns or more risk
        ("FAB 2018-01", "not_worse"),  # explains IB 2015-01
        ("404a-1 (2020)", "equal"),  # 85 FR 72846: unable to distinguish on pecuniary factors alone
        ("404a-1 (2022)", "not_worse"),  # 87 FR 73822: equally serve the financial interests; no part worse
    ],
)
def test_a_text_asks_for_no_worse_or_for_equal(name: str, direction: str) -> None:
    """The direction of the comparison is that of the text: two-sided in 2008 and 2020, one-sided elsewhere."""
    assert DOL_VINTAGES[name].direction == direction


@pytest.mark.parametrize(("part", "rule"), [("proxy-rule-2020", "404a-1-2020"), ("404a-1-d-2022", "404a-1-2022")])
def test_a_rule_is_adopted_with_its_part_on_voting(part: str, rule: str) -> None:
    """Both stand in one section of the Code, 29 CFR 2550.404a-1, and a board adopts the section."""
    assert DOL.texts[part].adopted_as == DOL.texts[rule].adopted_as


@pytest.mark.parametrize("name", ["fab-2018-01", "proxy-rule-2020", "404a-1-d-2022"])
def test_guidance_stands_beside_the_line(name: str) -> None:
    """Field bulletins and proxy rules overlap the line, so on their first day the binding text is another one."""
    text = DOL.texts[name]
    found = binding_text_on(DOL, text.in_force.from_ or date.min)

    assert text.role == "guidance"
    assert found is not None
    assert found[0] != name


CANDIDATES = [criterion for criterion in DOL.criteria if criterion.subject == "candidate"]


@pytest.mark.parametrize("criterion", CANDIDATES, ids=lambda criterion: criterion.id)
@pytest.mark.parametrize(
    ("is_governmental", "outcome"),
    [(True, "not_applicable"), (None, "insufficient_data"), (False, "insufficient_data")],
)
def test_no_text_judges_the_candidate_of_a_governmental_plan_that_adopted_none(
    criterion: Criterion, is_governmental: bool | None, outcome: str
) -> None:
    """ERISA section 4(b)(1) leaves such plans out; others are judged, and here too little is known to decide."""
    asked = Case(
        name="nothing but the plan is known",
        criterion=criterion.id,
        date=DOL.texts[criterion.text or ""].in_force.from_,
        facts={"is_governmental_plan": is_governmental},
        outcome=outcome,
    )
    engine = open_engine()
    (answer,) = run_cases(engine, DOL, [("here", asked)])
    engine.close()

    assert answer.found == outcome


def test_every_candidate_criterion_of_the_texts_is_asked_so() -> None:
    """Thirteen rows of the fact sheet judge a candidate; one that lost its subject would slip out of the test above."""
    assert len(CANDIDATES) == 13
    assert all(criterion.text for criterion in CANDIDATES)


def _shared(one: Rulebook, other: Rulebook, part: str) -> list[str]:
    return sorted(set(getattr(one, part)) & set(getattr(other, part)))


@pytest.mark.parametrize("name", _shared(DOL, PRUDENCE, "parameters"))
def test_a_margin_is_the_same_number_in_both_rulebooks(name: str) -> None:
    """A board that changes a margin of the prudence checks would else leave the texts on the old one."""
    assert DOL.parameters[name] == PRUDENCE.parameters[name]


def test_the_ten_margins_are_in_both_rulebooks() -> None:
    """Those that a text needs to be judged; a renamed one would slip out of the comparison above."""
    assert _shared(DOL, PRUDENCE, "parameters") == [
        "days_to_cash_margin",
        "fewest_return_months",
        "fewest_tail_months",
        "funding_margin",
        "return_margin_bonds",
        "return_margin_equity",
        "return_margin_private",
        "sharpe_margin",
        "tail_limit",
        "volatility_limit",
    ]
