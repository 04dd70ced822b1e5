"""What of the figures over all accounts an edition keeps that withholds some accounts, and whether it can be undone."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from screener.report import load, summarise
from screener.report.withhold import Withhold, withhold
from screener.report.withhold.exposures import only_home
from screener.tables import EXPOSURES

BASES = ("operations", "headquarters")
ENDS = ("low", "best", "high")


def _exposures(*, measure: str = "in_state", **issuers: dict[str, tuple[int, int, int]]) -> Any:
    """Return exposures by issuer, and of the home region what they add up to; of one measure, on both bases."""
    rows = []
    for basis in BASES:
        said = {issuer: ends[basis] for issuer, ends in issuers.items()}
        groups = {("issuer", issuer): ends for issuer, ends in said.items()}
        groups["home", "home"] = tuple(map(sum, zip(*said.values(), strict=True)))  # type: ignore[assignment]
        rows += [
            {"measure": measure, "basis": basis, "grouping": grouping, "group": group, "side": "long",
             "location_tier": "5", **{end: Decimal(value) for end, value in zip(ENDS, ends, strict=True)}}
            for (grouping, group), ends in groups.items()
        ]  # fmt: skip
    return EXPOSURES.of(rows)


def _held(*issuers: str) -> list[dict[str, Any]]:
    return [
        {"side": "long", "issuer_id": one, "footprint_id": one, "market_value": Decimal(100), "lines": 1}
        for one in issuers
    ]


def _kept(exposures: Any, unseen: list[dict[str, Any]]) -> dict[str, tuple[Decimal, ...]]:
    rows = only_home(exposures, unseen).to_pylist()
    assert {row["grouping"] for row in rows} <= {"home"}
    return {row["basis"]: tuple(row[end] for end in ENDS) for row in rows}


SITES = {"operations": (10, 20, 30), "headquarters": (100, 100, 100)}
ELSEWHERE = {"operations": (1, 2, 3), "headquarters": (0, 0, 0)}


def test_a_figure_that_one_withheld_line_is_in_is_left_out() -> None:
    """A and B are withheld; both have sites at home, A alone its head office: 350 − 250 that is shown would be A's 100.

    By sites both are in each end: 11, 22, 33 of them.
    """
    shown = {"operations": (5, 5, 5), "headquarters": (250, 250, 250)}
    kept = _kept(_exposures(A=SITES, B=ELSEWHERE, C=shown), _held("A", "B"))
    assert kept == {"operations": (16, 27, 38)}


def test_a_figure_that_several_withheld_lines_are_in_stays() -> None:
    """Two lines of one company are two lines: 100 is of either, or of both."""
    shown = {"operations": (5, 5, 5), "headquarters": (250, 250, 250)}
    kept = _kept(_exposures(A=SITES, C=shown), _held("A", "A"))
    assert kept == {"operations": (15, 25, 35), "headquarters": (350, 350, 350)}


def test_a_figure_that_no_withheld_line_is_in_stays() -> None:
    """There is nothing to work out: what is left of it is zero."""
    shown = {"operations": (5, 5, 5), "headquarters": (5, 5, 5)}
    assert set(_kept(_exposures(C=shown), _held("D"))) == set(BASES)


def test_the_distance_between_two_ends_tells_no_line_either() -> None:
    """A and B are certainly at home; C may be: high − best is C's 100 alone, on either basis."""
    certain = dict.fromkeys(BASES, (70, 70, 70))
    anywhere = dict.fromkeys(BASES, (0, 0, 100))
    assert _kept(_exposures(A=certain, B=certain, C=anywhere), _held("A", "B", "C")) == {}


def test_the_difference_of_two_figures_tells_no_line_either() -> None:
    """A and B have sites and head offices at home, C its head office alone: the bases differ by C."""
    both = dict.fromkeys(BASES, (70, 70, 70))
    office = {"operations": (0, 0, 0), "headquarters": (100, 100, 100)}
    assert set(_kept(_exposures(A=both, B=both, C=office), _held("A", "B", "C"))) == {"operations"}


def test_what_a_figure_rests_on_is_not_told_apart() -> None:
    """Its weakest evidence stands for all of it, so that no part is told."""
    rows = _exposures(A=SITES).to_pylist()
    better = [{**row, "location_tier": "1"} for row in rows]
    made = only_home(EXPOSURES.of([*rows, *better]), _held("A", "A")).to_pylist()
    assert {row["basis"]: (row["location_tier"], row["best"]) for row in made} == {
        "operations": ("5", 40),
        "headquarters": ("5", 200),
    }


# -- The attack, on the example


@pytest.fixture(scope="module")
def run(illinois: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return load(Path(illinois["folder"]))


ACCOUNTS = (
    "Core bonds (N-PORT)",
    "Large US companies, constructed",
    "Municipal bonds (N-PORT)",
    "US equity (13F)",
)


@pytest.fixture(scope="module", params=ACCOUNTS)
def attacked(request: pytest.FixtureRequest, run: Any) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Return words and tables of an edition without one account, and the run's own tables."""
    rules = Withhold.model_validate({"accounts": [{"names": [request.param], "reason": "Example"}]})
    return (*withhold(run[0], run[1], rules), run[1])


def _open_at_home(tables: dict[str, Any], shown: list[dict[str, Any]], state: str) -> dict[tuple[str, str], Decimal]:
    """Return what the lines that are shown make of the home state, from public footprints: basis and end → money."""
    home = {row["place"] for row in tables["places"].to_pylist() if row["state"] == state}
    home |= {row["state_fips"] for row in tables["places"].to_pylist() if row["state"] == state}
    shares: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in tables["footprint"].to_pylist():
        if row["place"] in home:
            for end in ("low", "best"):
                shares[row["footprint_id"], row["basis"], end] += row[end]
    return {
        (basis, end): sum((one["market_value"] * shares[one["footprint_id"], basis, end] for one in shown), Decimal(0))
        for basis in BASES
        for end in ("low", "best")
    }


def test_no_withheld_line_is_what_is_left_of_a_figure(attacked: Any) -> None:
    """Every figure printed, and every difference of two, less what the lines that are shown make, is no hidden line."""
    about, made, tables = attacked
    shown = [row for row in made["positions"].to_pylist() if row["footprint_id"] != "withheld"]
    ids = {row["position_id"] for row in shown}
    hidden = {abs(row["market_value"]) for row in tables["positions"].to_pylist() if row["position_id"] not in ids}
    known = _open_at_home(tables, shown, about.state)
    published: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in made["exposures"].to_pylist():
        if row["measure"] == "in_state":
            for end in ("low", "best"):
                published[row["basis"], end] += row[end]
    left = [total - known[key] for key, total in published.items()]
    left += [one - other for one, other in combinations(left, 2)]
    assert not {abs(amount).quantize(Decimal("0.01")) for amount in left} & (hidden - {Decimal(0)})
    assert {row["grouping"] for row in made["exposures"].to_pylist()} == {"home"}


def test_the_figure_that_gave_a_line_away_is_gone(run: Any) -> None:
    """District of Columbia by head office: 3,911,742.75 less what is shown was one withheld line's 470,083.00.

    Danaher has its head office there; no other company of that account has. No figure by state is left.
    """
    before = [row for row in run[1]["exposures"].to_pylist() if (row["grouping"], row["group"]) == ("state", "DC")]
    of_offices = [row for row in before if (row["measure"], row["basis"]) == ("in_state", "headquarters")]
    assert sum(row["best"] for row in of_offices) == Decimal("3911742.75")
    rules = Withhold.model_validate({"accounts": [{"names": ["US equity (13F)"], "reason": "Example"}]})
    _, made = withhold(*run, rules)
    assert not [row for row in made["exposures"].to_pylist() if row["group"] == "DC"]
    assert made["footprint"].num_rows == 0


def test_figures_over_all_accounts_are_gone(attacked: Any) -> None:
    """What is attributed, approached, covered or changed less what is shown could be one line: none of it is left."""
    _, made, tables = attacked
    gone = ("attributions", "impacts", "tilts", "approaches", "coverage", "footprint")
    assert all(tables[name].num_rows for name in gone)
    assert [name for name in (*gone, "changes", "history") if made[name].num_rows] == []
    assert made["data_sources"]["market_value"].null_count == made["data_sources"].num_rows
    lines = {f"{row['source_file']}:{row['source_row']}" for row in made["holdings"].to_pylist()}
    assert {row["where"] for row in made["findings"].to_pylist() if row["market_value"] is not None} <= lines


def test_what_is_left_out_is_not_printed_as_zero(attacked: Any) -> None:
    """Places, coverage and what is unknown are left out of the edition: their sections are, and no figure is zero."""
    summary = summarise(attacked[1], attacked[0])
    assert (summary.is_whole, summary.coverage, set(summary.unknown.values())) == (False, (), {None})
    whole = summarise(attacked[2], attacked[0])
    for measure, figures in summary.headline.items():
        for basis, figure in figures.items():
            assert figure is None or figure.best == whole.headline[measure][basis].best
