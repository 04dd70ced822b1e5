"""The closed subset: what is in it, what it becomes, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screener.rulebook.expression import ParameterValue, Scope, translate
from screener.tables import FACTS

SCOPE = Scope(
    facts={column.name: column for subject in ("holding", "place") for column in FACTS[subject].columns},
    parameters={
        "ceiling": ParameterValue("percent", Decimal("12.5")),
        "ended": ParameterValue("percent", None),
        "age": ParameterValue("months", Decimal(24)),
        "factor": ParameterValue("1", Decimal("1.5")),
    },
    outcomes={"other": "book/other"},
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
        ("poverty_rate / unemployment_rate > 1", '"poverty_rate" / nullif("unemployment_rate", 0) > 1e0'),
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
            '"poverty_rate" - ("unemployment_rate" - 1e0) > 0e0',
        ),
        (
            "coalesce(poverty_rate, unemployment_rate) > 20",
            'coalesce("poverty_rate", "unemployment_rate") > 20e0',
        ),
        ("outcome_of('other') = 'pass'", "nullif(\"book/other\", 'insufficient_data') = 'pass'"),
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
        ("on_list('sudan')", "on_list is not in the language yet"),
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
    ],
)
def test_products_and_quotients_carry_their_units(text: str) -> None:
    """A share or a bare number leaves the other's unit; percent over percent is a share."""
    assert translate(text, SCOPE).faults == []


def test_every_fault_of_an_expression_is_named() -> None:
    assert len(translate("poverty_rat > 1 and asset_class = 2 and abs(poverty_rate) > 3", SCOPE).faults) == 3


def test_an_expression_says_which_names_it_rests_on() -> None:
    expression = translate("poverty_rate > ceiling and outcome_of('other') = 'pass'", SCOPE)

    assert expression.facts == {"poverty_rate"}
    assert expression.parameters == {"ceiling"}
    assert expression.outcomes == {"other"}
