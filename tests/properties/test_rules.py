"""What holds for any rule: five outcomes, unknown never a pass, and SQL that agrees with a second evaluator."""

from __future__ import annotations

import operator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import a_world, judged

from screener.engine import Step
from screener.errors import RulebookError
from screener.rulebook import Criterion, Regime, Rulebook, compile_criterion, load_rulebooks
from screener.rulebook.expression import Scope, translate
from screener.tables import EVERY, FACTS, OUTCOMES

DAY = Regime(date(2024, 12, 31))

QUICK = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
FLAGS = ("persistent_poverty", "manufacturing_dependent")
NUMBERS = ("poverty_rate", "unemployment_rate")
FACT_COLUMNS = {column.name: replace(column, unit="") for column in FACTS["place"].columns}
"""Without units, so that any arithmetic is allowed; units have tests of their own."""
ROWS = [
    {"subject_id": f"{number:05}", **dict(zip((*FLAGS, *NUMBERS), values, strict=True))}
    for number, values in enumerate(product((True, False, None), (True, None), (0.0, 1.0, 2.5, None), (0.0, 2.5, None)))
]
"""Places with every mix of true, false, zero, some and unknown."""

# An expression is a nested tuple: (operator, operands …), the name of a fact, or a number.
_number = st.recursive(
    st.sampled_from(NUMBERS) | st.sampled_from([0, 1, 2.5, 4]),
    lambda inner: st.tuples(st.sampled_from("+-*/"), inner, inner) | st.tuples(st.just("minus"), inner),
    max_leaves=4,
)
_comparison = st.one_of(
    st.tuples(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), _number, _number),
    st.tuples(st.sampled_from(["between", "not between"]), _number, _number, _number),
    st.tuples(st.sampled_from(["in", "not in"]), _number, _number, _number),
    st.tuples(st.sampled_from(["is null", "is not null"]), _number | st.sampled_from(FLAGS)),
)


def _conditions(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inner: st.tuples(st.sampled_from(["and", "or"]), inner, inner) | st.tuples(st.just("not"), inner),
        max_leaves=5,
    )


conditions = _conditions(_comparison | st.sampled_from(FLAGS) | st.just("coalesced") | st.sampled_from([True, False]))
ORDER = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def write(tree: Any) -> str:  # noqa: PLR0911  one line an operator
    """Return an expression as a rulebook writes it, every part in parentheses."""
    if not isinstance(tree, tuple):
        return "coalesce(persistent_poverty, manufacturing_dependent)" if tree == "coalesced" else str(tree).lower()
    sign, *parts = tree
    texts = [f"({write(part)})" for part in parts]
    if sign == "minus":
        return f"-{texts[0]}"
    if sign == "not":
        return f"not {texts[0]}"
    if sign.endswith("null"):
        return f"{texts[0]} {sign}"
    if sign.endswith("between"):
        return f"{texts[0]} {sign} {texts[1]} and {texts[2]}"
    if sign.endswith("in"):
        return f"{texts[0]} {sign} ({texts[1]}, {texts[2]})"
    return f" {sign} ".join(texts)


def think(tree: Any, facts: dict[str, Any]) -> Any:  # noqa: PLR0911  one line an operator
    """Return what an expression means, with None for unknown: Kleene's logic, written without any SQL."""
    if not isinstance(tree, tuple):
        if tree == "coalesced":
            first = facts["persistent_poverty"]
            return facts["manufacturing_dependent"] if first is None else first
        return facts[tree] if isinstance(tree, str) else tree
    sign, *parts = tree
    values = [think(part, facts) for part in parts]
    if sign.startswith("is"):
        return (values[0] is None) == (sign == "is null")
    if sign.startswith("not ") or sign == "not":
        inner = values[0] if sign == "not" else think((sign.removeprefix("not "), *parts), facts)
        return None if inner is None else not inner
    if sign == "between":
        return _all(_apply(">=", values[0], values[1]), _apply("<=", values[0], values[2]))
    if sign == "in":
        return _any(_apply("=", values[0], values[1]), _apply("=", values[0], values[2]))
    if sign in ("and", "or"):
        return (_all if sign == "and" else _any)(*values)
    if sign == "minus":
        return None if values[0] is None else -values[0]
    return _apply(sign, *values)


def _apply(sign: str, left: Any, right: Any) -> Any:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    return left / right if sign == "/" else ORDER[sign](left, right)


def _all(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _any(left: bool | None, right: bool | None) -> bool | None:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def judge(applies: bool | None, sufficient: bool | None, passes: bool | None, watch: bool | None) -> str:
    """Return the outcome by the steps of criteria/README.md."""
    if applies is None:
        return "insufficient_data"
    if applies is False:
        return "not_applicable"
    if sufficient is not True:
        return "insufficient_data"
    if passes is True:
        return "pass"
    if watch is True:
        return "watch"
    return "insufficient_data" if passes is None or watch is None else "fail"


def a_rulebook(**expressions: str) -> Rulebook:
    criterion = Criterion.model_validate(
        {
            "id": "c",
            "title": "C",
            "meaning": "C.",
            "subject": "place",
            "source": "s",
            "in_force": {"status": "undated"},
            "review": {"status": "verified", "checked_on": "2026-11-22"},
            **expressions,
        }
    )
    empty: MappingProxyType[str, Any] = MappingProxyType({})
    return Rulebook("book", "Book", "", empty, empty, (criterion,), Path("rulebook.yaml"), "", {"c": 1})


@pytest.fixture(autouse=True)
def _without_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a rulebook, too, add anything to anything: its units have tests of their own."""
    bare = replace(FACTS["place"], columns=tuple(replace(column, unit="") for column in FACTS["place"].columns))
    monkeypatch.setitem(FACTS, "place", bare)


@pytest.fixture(scope="module")
def engine():
    engine = a_world({"place": [{**row, "level": "county"} for row in ROWS]})
    yield engine
    engine.close()


def outcomes(engine: Any, rulebook: Rulebook) -> list[str]:
    found = {row["subject_id"]: row["outcome"] for row in judged(engine, [rulebook], "place", DAY).to_pylist()}
    return [found.get(row["subject_id"]) or found[EVERY] for row in ROWS]


@QUICK
@given(conditions)
def test_a_condition_means_in_sql_what_it_means_by_kleenes_rules(engine: Any, tree: Any) -> None:
    """The SQL is compared with an evaluator that shares no code with it, on every mix of known and unknown."""
    expression = translate(write(tree), Scope(FACT_COLUMNS, {}, {}))
    engine.run(Step("answers", f"SELECT subject_id, {expression.sql} AS answer FROM facts_place"))
    answers = {row["subject_id"]: row["answer"] for row in engine.fetch("answers").to_pylist()}

    assert expression.faults == []
    assert answers == {row["subject_id"]: think(tree, row) for row in ROWS}


@QUICK
@given(conditions, conditions, conditions, conditions)
def test_the_outcome_follows_the_order_of_evaluation(
    engine: Any, applies: Any, sufficient: Any, passes: Any, watch: Any
) -> None:
    trees = {"applies": applies, "sufficient": sufficient, "pass": passes, "watch": watch}
    rulebook = a_rulebook(**{key: write(tree) for key, tree in trees.items()})
    found = outcomes(engine, rulebook)

    assert set(found) <= set(OUTCOMES)
    assert found == [judge(*(think(tree, row) for tree in trees.values())) for row in ROWS]


_fact_comparison = st.tuples(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.sampled_from(NUMBERS), _number)


@QUICK
@given(_conditions(_fact_comparison | st.sampled_from(FLAGS)))
def test_where_nothing_is_known_nothing_passes_unless_the_rule_asks_about_the_unknown(engine: Any, tree: Any) -> None:
    """Without `is null` and constants no rule can turn an absence of data into an answer."""
    found = outcomes(engine, a_rulebook(**{"pass": write(tree)}))
    blank = next(n for n, row in enumerate(ROWS) if all(row[fact] is None for fact in (*FLAGS, *NUMBERS)))

    assert found[blank] == "insufficient_data"


@QUICK
@given(conditions)
def test_the_same_rule_is_the_same_sql(tree: Any) -> None:
    first, second = (a_rulebook(**{"pass": write(tree)}) for _ in range(2))

    assert compile_criterion(first.criteria[0], first, DAY) == compile_criterion(second.criteria[0], second, DAY)


CRITERIA = Path(__file__).parents[2] / "criteria"
SHIPPED = (CRITERIA / "un-pri" / "rulebook.yaml").read_text(encoding="utf-8").splitlines()


@QUICK
@given(st.integers(0, len(SHIPPED) - 1), st.sampled_from(["", "[]", "{}", "3", "true", "~", "- x", "a: b", "'", "\t"]))
def test_a_damaged_rulebook_is_read_or_refused_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, number: int, damage: str
) -> None:
    """One line replaced by something else, at its indentation."""
    line = SHIPPED[number]
    key, colon, _ = line.partition(":")
    damaged = f"{key}: {damage}" if colon else damage
    folder = tmp_path_factory.mktemp("criteria")
    (folder / "un-pri").mkdir()
    text = "\n".join([*SHIPPED[:number], damaged, *SHIPPED[number + 1 :]])
    (folder / "un-pri" / "rulebook.yaml").write_text(text, encoding="utf-8")

    assert _read(folder) in (["un-pri"], "refused")


def _read(folder: Path) -> list[str] | str:
    try:
        return [rulebook.id for rulebook in load_rulebooks(folder)]
    except RulebookError:
        return "refused"
