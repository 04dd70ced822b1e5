"""Answers to what if as an analyst sees them: tables in a notebook, charts, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from screener import whatif
from screener.api.scenario import Scenario, Sensitivity
from screener.api.supposed import change_of
from screener.errors import InputError, NotFoundError
from screener.tables import COVERAGE, DECISIONS, EXPOSURES

MONEY = pa.decimal128(20, 2)


def decided(subject: str, one: str, outcome: str, criterion: str = "coal-1") -> dict[str, Any]:
    return {
        "rulebook_id": "coal", "criterion_id": criterion, "subject": subject, "subject_id": one,
        "outcome": outcome, "evidence": "{}", "parameters": "{}", "use": "decision", "describes": False,
    }  # fmt: skip


def screened(best: int, decisions: list[dict[str, Any]]) -> SimpleNamespace:
    """Return a screen of USD 1,000 of which so much is in-state, between nothing and all."""
    row = {
        "measure": "in_state", "basis": "operations", "grouping": "home", "group": "home", "side": "long",
        "location_tier": "1", "low": Decimal(0), "best": Decimal(best), "high": Decimal(1000),
    }  # fmt: skip
    measure = SimpleNamespace(id="coal-2", kind="measure", expressions={"measure": "1"})
    question = SimpleNamespace(
        portfolio=SimpleNamespace(base_currency="USD", id="fund"),
        rulebooks=[SimpleNamespace(id="coal", criteria=[measure])],
        as_of="2024-12-31",
    )
    tables = {
        "holdings": pa.table({"asset_class": ["equity"], "market_value": pa.array([Decimal(1000)], MONEY)}),
        "positions": pa.table({"market_value": pa.array([Decimal(1000)], MONEY)}),
        "exposures": EXPOSURES.of([row]),
        "coverage": COVERAGE.empty(),
        "decisions": DECISIONS.of(decisions),
    }
    return SimpleNamespace(question=question, tables=tables, remade=())


def scenario(best: int = 700) -> Scenario:
    """Return a question by which 400 becomes another best estimate, and one of two holdings is gone."""
    base = screened(
        400,
        [
            decided("holding", "a:1", "fail"),
            decided("holding", "a:2", "pass"),
            decided("holding", "a:2", "insufficient_data", "coal-2"),
        ],
    )
    after = screened(best, [decided("holding", "a:2", "watch"), decided("holding", "a:2", "pass", "coal-2")])
    session: Any = SimpleNamespace(base=base, ask=lambda _: after)
    return Scenario(session, whatif.Change())


def test_a_notebook_shows_what_moves() -> None:
    """400 becomes 700, up 300; a holding gone is one sentence; to pass a measure that asks nothing is measured."""
    html = scenario()._repr_html_()

    assert html is not None
    assert '<span title="400.00">400</span>' in html
    assert "+300" in html
    assert "1 holding no longer held: its 1 decision falls away." in html
    assert "pass → watch" in html
    assert "insufficient data → measured" in html


def test_figures_stand_beside_each_other() -> None:
    """The chart says both sides in words; a basis by which nothing moves is refused."""
    chart = scenario().chart().to_dict()

    assert chart["description"] == (
        "What if, by operations: in state, as it is: USD 400, from 0 to 1.0 thousand; "
        "in state, what if: USD 700, from 0 to 1.0 thousand"
    )
    with pytest.raises(InputError, match="no figure by headquarters moves"):
        scenario().chart(basis="headquarters")
    with pytest.raises(InputError, match="no figure by operations moves"):
        scenario(best=400).chart()


def test_outcomes_in_short_are_a_frame() -> None:
    """One subject gone with one decision; two outcomes that are others."""
    short = scenario().outcomes_in_short

    assert list(short["change"]) == ["subject gone", "outcome", "outcome"]
    assert list(short["decisions"]) == [1, 1, 1]


def swept() -> Sensitivity:
    """Return two values: in-state falls from 400 to 100, headquarters stays, one subject more fails."""
    ends = {"low": Decimal(0), "high": Decimal(1000), "share": None, "coverage": None}
    figures = [
        {"value": value, "figure": figure, "basis": basis, **ends, "best": Decimal(best)}
        for value, figure, basis, best in (
            (0.5, "in_state", "operations", 400),
            (0.5, "in_state_manufacturing", "operations", 50),
            (0.5, "in_state", "headquarters", 70),
            (1.0, "in_state", "operations", 100),
            (1.0, "in_state_manufacturing", "operations", 40),
            (1.0, "in_state", "headquarters", 70),
        )
    ]
    outcomes = [
        {"value": value, "rulebook_id": "coal", "criterion_id": "coal-1", "outcome": outcome, "subjects": subjects}
        for value, outcome, subjects in ((0.5, "fail", 3), (0.5, "pass", 9), (1.0, "fail", 4), (1.0, "pass", 8))
    ]
    value = pa.field("value", pa.float64())
    return Sensitivity(
        "coal.share",
        "Most coal",
        "percent",
        Decimal("0.5"),
        "USD",
        pa.Table.from_pylist(figures, schema=pa.schema([value, *whatif.FIGURES])),
        pa.Table.from_pylist(outcomes, schema=pa.schema([value, *whatif.OUTCOMES])),
    )


def test_a_sweep_draws_the_figure_that_moves_most_and_the_outcomes() -> None:
    """In-state moves by 300 and manufacturing by 10: in-state is drawn, with fails and passes of the one criterion."""
    chart = swept().chart().to_dict()
    axes = [part["layer"][-1]["encoding"]["y"] for part in chart["vconcat"][1:]]

    assert chart["description"] == "In state, by operations: 2 values; the rulebook has 0.5"
    assert sorted(axis["title"] for axis in axes) == ["coal-1: fail", "coal-1: pass"]
    # each step is drawn at the later value: where between the two it is, is not known
    assert chart["vconcat"][0]["layer"][0]["mark"]["interpolate"] == "step-after"
    assert "Most coal, percent (coal.share)" in str(chart)


def test_a_figure_can_be_chosen() -> None:
    """By its name, and a wrong one says the nearest; one that stays says so."""
    assert swept().chart("in_state_manufacturing").to_dict()["title"] == "In state manufacturing, by operations"
    assert "does not change" in swept().chart("in_state", basis="headquarters").to_dict()["title"]
    with pytest.raises(NotFoundError, match="did you mean 'in_state'"):
        swept().chart("in_stat")


def test_a_sweep_is_a_table_with_a_column_for_each_value() -> None:
    """Figures that stay are left out; the counts of outcomes stand below."""
    html = swept()._repr_html_()

    assert html is not None
    assert "in state, by operations, USD" in html
    assert "in state, by headquarters" not in html
    assert "coal/coal-1: fail" in html


def test_purchases_are_read_as_their_columns() -> None:
    """Money becomes cents, whatever number it was written as; what is no column or no amount is said at once."""
    said: dict[str, Any] = {
        "sell": (), "swap": None, "price": None, "parameters": None, "rulebooks": None, "state": None, "facts": None,
    }  # fmt: skip
    change = change_of(add=[{"ticker": "CAT", "asset_class": "equity", "market_value": 5e6}], **said)

    assert change.trades.add[0]["market_value"] == Decimal("5000000.00")
    with pytest.raises(InputError, match="did you mean 'ticker'") as fault:
        change_of(add=[{"ticket": "CAT"}, {"market_value": "much"}], **said)
    assert "purchase 2: market_value: 'much' is no amount in cents" in str(fault.value)
