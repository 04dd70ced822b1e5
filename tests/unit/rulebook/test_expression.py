"""The closed subset: what is in it, what it becomes, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screener.engine import Step, open_engine
from screener.rulebook.expression import ParameterValue, Scope, translate
from screener.tables import FACTS, NUMBER, TEXT, Column

SCOPE = Scope(
    facts={column.name: column for subject in ("holding", "place") for column in FACTS[subject].columns}
    | {
        "nf_1a": Column("nf_1a", TEXT, "what the evidence says", one_of=("shown", "claimed")),
        "nf_1b": Column("nf_1b", TEXT, "the same of 1b"),
    }
    | {"vacancy_rate": Column("vacancy_rate", NUMBER, "vacant homes", "percent")},
    parameters={
        "ceiling": ParameterValue("percent", Decimal("12.5")),
        "ended": ParameterValue("percent", None),
        "age": ParameterValue("months", Decimal(24)),
        "factor": ParameterValue("1", Decimal("1.5")),
        "gap": ParameterValue("percentage points", Decimal(1)),
    },
    outcomes={"other": "book/other"},
    attested=frozenset({"nf_1a", "vacancy_rate"}),
    lists=frozenset({"il-restricted"}),
)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("persistent_poverty", '"persistent_poverty"'),
        ("poverty_rate < ceiling", '"poverty_rate" < 12.5e0 /* ceiling */'),
        ("poverty_rate < ended", '"poverty_rate" < CAST(NULL AS DOUBLE) /* ended */'),
        ("poverty_rate is not null", '"poverty_rate" IS NOT NULL'),
        ("asset_class not in ('cash', 'fund')", "\"asset_class\" NOT IN ('cash', 'fund')"),
        ("poverty_rate not between 1 and 2", '"poverty_rate" NOT BETWEEN 1e0 AND 2e0'),
        ("poverty_rate / unemployment_rate > 1", 'round("poverty_rate" / nullif("unemployment_rate", 0), 9) > 1e0'),
        ("headquarters_state = 'O''Brien'", "\"headquarters_state\" = 'O''Brien'"),
        ("true", "TRUE"),
        (
            "not (persistent_poverty or manufacturing_dependent)",
            'NOT ("persistent_poverty" OR "manufacturing_dependent")',
        ),
        (
            "persistent_poverty and (manufacturing_dependent or poverty_rate > 1)",
            '"persistent_poverty" AND ("manufacturing_dependent" OR "poverty_rate" > 1e0)',
        ),
        (
            "poverty_rate - (unemployment_rate - 1) > 0",
            'round("poverty_rate" - ("unemployment_rate" - 1e0), 9) > 0e0',
        ),
        (
            "coalesce(poverty_rate, unemployment_rate) > 20",
            'coalesce("poverty_rate", "unemployment_rate") > 20e0',
        ),
        ("outcome_of('other') = 'pass'", "nullif(\"book/other\", 'insufficient_data') = 'pass'"),
        ("nf_1a = 'shown' and age_of(nf_1a) <= age", '"nf_1a" = \'shown\' AND "age_of(nf_1a)" <= 24e0 /* age */'),
        ("not on_list('il-restricted')", 'NOT "on_list(il-restricted)"'),
        ("listed_for('il-restricted') > 90", '"listed_for(il-restricted)" > 90e0'),
    ],
)
def test_what_is_in_the_language_becomes_plain_sql(text: str, sql: str) -> None:
    expression = translate(text, SCOPE)

    assert (expression.faults, expression.sql) == ([], sql)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("poverty_rate like 'x'", "is not in the language of criteria"),
        ("case when persistent_poverty then true end", "is not in the language"),
        ("poverty_rate in (select 1)", "is not in the language"),
        ("select 1", "is not in the language"),
        ("abs(poverty_rate) > 1", "is not in the language"),
        ("poverty_rate % 2 = 1", "is not in the language"),
        ("persistent_poverty is true", "is not in the language"),
        ("poverty_rate = null", "is not in the language"),
        ("poverty_rate is distinct from 1", "is not in the language"),
        ("current_date = poverty_rate", "is not in the language"),
        ("facts.poverty_rate > 1", "is not in the language"),
        ("persistent_poverty; drop table facts", "one expression is meant"),
        ("persistent_poverty, true", "is no expression"),
        ("poverty_rate >", "is no expression"),
        ("headquarters_state = 'IL", "is no expression"),
        ("", "one expression is meant"),
        ("poverty_rate", "a condition (true, false or unknown) is meant; 'poverty_rate' is a number"),
        ("poverty_rate and persistent_poverty", "a condition is meant; 'poverty_rate' is a number"),
        ("asset_class = 1", "a text cannot be compared with a number"),
        ("poverty_rate in (1, 'two')", "a number cannot be compared with a text"),
        ("asset_class > 'cash'", "only numbers have an order"),
        ("asset_class between headquarters_state and headquarters_state", "only numbers have an order"),
        ("poverty_rate + asset_class > 1", "a number is meant; 'asset_class' is a text"),
        ("asset_class in ('cash', 'tresury')", "\"asset_class\" is never 'tresury'; did you mean 'treasury'?"),
        ("poverty_rate > age", "'percent' and 'months' are different units"),
        ("poverty_rate + age > 1", "'percent' and 'months' are different units"),
        ("poverty_rate < 1e400", "no number a fact could reach"),
        ("coalesce(poverty_rate, 0) > 1", "coalesce takes facts only"),
        ("ifnull(poverty_rate, 0) > 1", "coalesce takes facts only"),
        ("coalesce(poverty_rate, ceiling) > 1", "coalesce takes facts only"),
        ("coalesce(poverty_rate, esg_datum_age) > 1", "'percent' and 'months' are different units"),
        ("outcome_of('othr') = 'pass'", "there is no criterion 'othr' for the same subject in this rulebook; did you"),
        ("outcome_of('other') = 'passed'", "is never 'passed'; did you mean 'pass'?"),
        ("outcome_of('other') = 'insufficient_data'", "is never 'insufficient_data'"),
        ("outcome_of(other) = 'pass'", "is not in the language"),
        (
            "on_list('il-restrictd')",
            "there is no list of issuers 'il-restrictd' for this subject in this rulebook; did you mean 'il-res",
        ),
        ("listed_for('sudan') > 90", "there is no list of issuers 'sudan' for this subject"),
        ("on_list(sudan)", "is not in the language"),
        ("on_list('il-restricted', 'sudan')", "is not in the language"),
        ("listed_for('il-restricted') > age", "'days' and 'months' are different units"),
        ("age_of(nf_1) > age", "there is no attested fact 'nf_1' for this subject; did you mean 'nf_1a'?"),
        ("age_of(poverty_rate) > age", "'poverty_rate' is computed"),
        ("age_of('nf_1a') > age", "is not in the language"),
        ("age_of(facts.nf_1a) > age", "is not in the language"),
        ("age_of(nf_1a) > ceiling", "'months' and 'percent' are different units"),
        ("nf_1a = 'shwn'", "\"nf_1a\" is never 'shwn'; did you mean 'shown'?"),
        ("coalesce(nf_1a, asset_class) = 'cach'", "is never 'cach'; did you mean 'cash'?"),
        ("poverty_rate + unemployment_rate > 20", "two percentages have no sum"),
        ("poverty_rate - unemployment_rate > ceiling", "'percentage points' and 'percent' are different units"),
        ("gap - poverty_rate > 1", "'percentage points' and 'percent' are different units"),
        ("poverty_rate > gap", "'percent' and 'percentage points' are different units"),
        ("poverty_rate > factor", "'percent' and 'share of 1' are different units"),
        ("age > factor", "'months' and 'share of 1' are different units"),
        ("poverty_rate == ceiling", "'==' is not in the language of criteria; write '='"),
        ("poverty_rate != ceiling", "'!=' is not in the language of criteria; write '<>'"),
        ("poverty_rate isnull", "'isnull' is not in the language of criteria; write 'is null'"),
        ("poverty_rate notnull", "'notnull' is not in the language of criteria; write 'is not null'"),
        ("ifnull(nf_1a, nf_1b) = 'shown'", "'ifnull' is not in the language of criteria; write 'coalesce'"),
        ("poverty_rate between symmetric 3 and 1", "'symmetric' is not in the language of criteria"),
        ("persistent_poverty;", "';' is not in the language of criteria"),
        ("persistent_poverty -- and more", "a remark is no part of an expression; write it after #"),
        (
            '"persistent_poverty"',
            'a name stands without quotes, and a text in single quotes; found "persistent_poverty"',
        ),
        ("asset_class = cash", "there is no fact or parameter 'cash'; a text stands in single quotes: 'cash'"),
        ('asset_class = "cash"', "there is no fact or parameter 'cash'; a text stands in single quotes: 'cash'"),
        ("poverty_rate >= 90%", "write 90 percent as 0.9 where the unit is a share of 1, as 90 where it is percent"),
        ("poverty_rate >= 0.5 %", "write 0.5 percent as 0.005 where the unit is a share of 1, as 0.5 where"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_a_reason(text: str, message: str) -> None:
    [fault] = translate(text, SCOPE).faults

    assert message in fault


@pytest.mark.parametrize(
    "text",
    [
        "poverty_rate > unemployment_rate * factor",
        "poverty_rate / unemployment_rate > factor",
        "poverty_rate > unemployment_rate * 1.5",
        "esg_datum_age <= age",
        "esg_datum_age / age < 1",
        "unemployment_rate >= poverty_rate + gap",
        "unemployment_rate >= gap + poverty_rate",
        "unemployment_rate - gap >= poverty_rate",
        "unemployment_rate - poverty_rate >= gap + gap - gap",
        "unemployment_rate - poverty_rate >= gap * factor",
        "coalesce(nf_1a, nf_1b) = 'anything'",
    ],
)
def test_arithmetic_carries_its_units(text: str) -> None:
    """A share or a bare number leaves the other's unit; percent over percent is a share, less percent is points."""
    assert translate(text, SCOPE).faults == []


def test_every_fault_of_an_expression_is_named() -> None:
    assert len(translate("poverty_rat > 1 and asset_class = 2 and abs(poverty_rate) > 3", SCOPE).faults) == 3


def test_an_expression_says_which_names_it_rests_on() -> None:
    expression = translate("poverty_rate > ceiling and outcome_of('other') = 'pass'", SCOPE)

    assert expression.facts == {"poverty_rate"}
    assert expression.parameters == {"ceiling"}
    assert expression.outcomes == {"other"}


def test_an_expression_says_which_ages_and_lists_it_rests_on() -> None:
    expression = translate("age_of(nf_1a) > 1 or on_list('il-restricted') and nf_1b = 'shown'", SCOPE)

    assert expression.facts == {"nf_1a", "nf_1b"}
    assert expression.ages == {"nf_1a"}
    assert expression.lists == {"il-restricted"}


def test_a_calculated_bound_is_met_as_on_paper() -> None:
    """1.5 × 5.4 is 8.1; in binary it is a hair more, and a county of 8.1 would miss the bound."""
    engine = open_engine()
    expression = translate("poverty_rate >= unemployment_rate * 1.5", SCOPE)
    facts = "SELECT 8.1e0 AS poverty_rate, 5.4e0 AS unemployment_rate"
    engine.run(Step("answer", f"SELECT {expression.sql} AS met FROM ({facts}) AS facts"))

    assert engine.fetch("answer").to_pylist() == [{"met": True}]
