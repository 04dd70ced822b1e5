"""A figure by its name or as it is printed, and what its lines add."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from screener.engine import open_engine
from screener.errors import InputError, IntegrityError, NotFoundError
from screener.explain import names, walk
from screener.expose import CONTRIBUTION_TABLES, Asked
from screener.expose.contributions import ask, prepare

ENDS = ("low", "best", "high")


def row(figure, best, share=None):
    """Return a figure that a run lists, certain."""
    money = Decimal(best)
    return {
        "figure": figure,
        "title": figure,
        "printed": "",
        "low": money,
        "best": money,
        "high": money,
        "share": share,
    }


FIGURES = [
    row("in_state_manufacturing/operations/home/home", "58213456.12"),
    row("in_state_manufacturing/headquarters/home/home", "61000000"),
    row("in_state/operations/county/17031", "61000000"),
    row("community_development/operations/definition/any definition or instrument", "-81501842.41"),
    row("coverage/identified", "12", Decimal("0.1234")),
]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("in_state_manufacturing", 0),
        ("in_state_manufacturing/headquarters", 1),
        ("in_state/county/17031", 2),
        ("community_development", 3),
        ("coverage/identified", 4),
        ("community_development: any definition or instrument", 3),
        ("coverage: identified", 4),
        ("USD 58.2 million", 0),
        ("58,213,456.12", 0),
        ("58,213,456", 0),
        ("-81,501,842.41", 3),
        ("12.3%", 4),
    ],
)
def test_a_figure_goes_by_its_name_a_short_name_or_its_printed_number(asked, place):
    """58,213,456.12 reads 58.2 million; a share of 0.1234 reads 12.3%; what is left out is operations and home.

    The names of `Run.figures` go too.
    """
    assert names.find(asked, FIGURES, "USD") is FIGURES[place]


def test_a_number_of_two_figures_names_both():
    """61,000,000 is the head-office figure and that of Cook County: neither is chosen for the person."""
    with pytest.raises(InputError, match="2 figures") as error:
        names.find("61.0 million", FIGURES, "USD")

    assert "in_state_manufacturing/headquarters/home/home" in str(error.value)
    assert "in_state/operations/county/17031" in str(error.value)


def test_a_figure_that_is_not_there_is_not_guessed():
    """The nearest name is offered."""
    with pytest.raises(NotFoundError, match="did you mean 'coverage/identified'"):
        names.find("coverage/identifed", FIGURES, "USD")


def test_what_cannot_be_followed_is_said():
    """A line is decided in part; no sum of market values is that share."""
    with pytest.raises(InputError, match="'decided' cannot be followed"):
        names.find("coverage/decided", FIGURES, "USD")


def test_the_lines_add_up_to_every_figure(illinois):
    """Low, best and high of each figure of a run, as the sum over its lines, to the last of fourteen places."""
    tables = Path(illinois["folder"]) / "tables"
    groups = pq.read_table(tables / "exposures.parquet").group_by(list(Asked._fields), use_threads=False)
    every = groups.aggregate([(end, "sum") for end in ENDS]).to_pylist()
    # every definition, which has ways of its own; of each other grouping of each measure the first by head office and
    # the last by operations, which has patterns and fixed groups among them: each costs some 50 ms
    kinds: dict[tuple[str, ...], list[dict]] = {}
    for found in every:
        kinds.setdefault((found["measure"], found["basis"], found["grouping"]), []).append(found)
    chosen = []
    for (_, basis, grouping), found in kinds.items():
        one = found[:1] if basis == "headquarters" else found[-1:]
        chosen += found if grouping == "definition" else one
    engine = open_engine()
    try:
        prepare(engine, {name: tables / f"{name}.parquet" for name in CONTRIBUTION_TABLES})
        wrong = []
        for found in chosen:
            asked = Asked(*(found[key] for key in Asked._fields))
            ask(engine, asked)
            lines = engine.fetch("contributions")
            if [pc.sum(lines[end]).as_py() or 0 for end in ENDS] != [found[f"{end}_sum"] for end in ENDS]:
                wrong.append(asked)
    finally:
        engine.close()

    assert {found["grouping"] for found in chosen} == {found["grouping"] for found in every}
    assert wrong == []


def test_lines_that_do_not_add_up_are_refused(illinois, monkeypatch):
    """A figure that is a dollar more than its lines is no figure of theirs."""
    folder = Path(illinois["folder"])
    listed = walk._listed

    def more(made):
        return [{**found, "best": found["best"] + 1} for found in listed(made)]

    monkeypatch.setattr(walk, "_listed", more)

    with pytest.raises(IntegrityError, match="best of market_value: the lines add"):
        walk.explain(folder.parents[4], folder.name, "market_value")
