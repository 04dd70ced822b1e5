"""A figure and all that it is made of, as frames and as a notebook shows it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from commands import workspace_of

from screener import explain
from screener.api.explanation import Explanation
from screener.explain import EXPLAINED


@pytest.fixture(scope="module")
def walked(kentucky: dict) -> explain.Explanation:
    """In-state money of a fund whose bonds are all of its state."""
    return explain.explain(workspace_of(kentucky), kentucky["folder"], "in_state")


def test_every_table_is_a_frame_with_declared_columns(walked: explain.Explanation) -> None:
    """Each has the columns, and the types, that are said of it."""
    found = Explanation(walked)

    assert list(found.tables["table"]) == list(EXPLAINED)
    for name, table in EXPLAINED.items():
        assert [(field.name, field.type) for field in found.arrow(name).schema] == [
            (column.name, column.type) for column in table.columns
        ], name
        assert list(found.columns(name)["column"]) == table.names


def test_what_may_not_be_unknown_never_is(walked: explain.Explanation) -> None:
    """Columns that are declared as always known have no null."""
    nulls = [
        f"{name}.{column.name}"
        for name, table in EXPLAINED.items()
        for column in table.columns
        if not column.nullable and getattr(walked, name)[column.name].null_count
    ]

    assert nulls == []


def test_its_lines_add_up_to_the_figure(walked: explain.Explanation) -> None:
    """Form N-PORT of the fund states 55 bonds, USD 40,455,026.70, all Kentucky's."""
    found = Explanation(walked)

    assert len(found.lines) == 55
    assert found.positions["best"].sum() == Decimal("40455026.70")
    assert repr(found) == "<Explanation of in_state/operations/home/home: USD 40.5 million>"


def test_a_notebook_shows_the_figure_then_the_first_rows(walked: explain.Explanation) -> None:
    """Tables without a row are left out; each says how many rows there are, and shows five."""
    html = Explanation(walked)._repr_html_()

    assert html is not None
    assert "<details open><summary>positions (" in html
    assert "<summary>lines (55)</summary>" in html
    assert "55 lines, 5 shown" in html


def test_the_first_rows_are_those_of_the_largest_positions(walked: explain.Explanation) -> None:
    """Evidence is sorted by kind; the first rows of it are about the position that adds most."""
    largest = walked.positions["footprint_id"][0].as_py()

    assert set(walked.first("evidence", 1)["footprint_id"].to_pylist()) == {largest}
    assert walked.first("lines", 2).equals(walked.lines.slice(0, 2))
