"""`screener explain`: from a figure of the example to the line of the file as delivered."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from commands import CommandHere, workspace_of


@pytest.fixture
def ask(illinois):
    """The command in the workspace of the example, with its run."""
    command = CommandHere(workspace_of(illinois))

    def explain(*arguments):
        answer = command("explain", illinois["run_id"], *arguments)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    return explain


def test_a_figure_is_followed_to_the_delivered_line(ask, illinois):
    """Abbott, 1,000,000: 10,000 of 100,000 people counted in Lake County, Illinois, 80,000 counted in all.

    By hand: low 10/100, best 10/100 + 20/100 × 10/80 = 0.125, high 10/100 + 20/100. The people stand in line 9 of
    establishments/constructed-example.csv; the row of the delivered file has the ticker and the value.
    """
    found = json.loads(ask("in_state_manufacturing", "--json"))
    [position] = [row for row in found["positions"] if row["position_id"].endswith("|ticker:ABT|long")]
    [line] = [row for row in found["lines"] if row["position_id"] == position["position_id"]]
    [place] = [row for row in found["places"] if row["footprint_id"] == position["footprint_id"]]
    sites = [
        row for row in found["evidence"] if (row["kind"], row["footprint_id"]) == ("site", position["footprint_id"])
    ]
    folder = workspace_of(illinois) / "portfolios" / "illinois-demo"

    ends = [Decimal(position[end]) for end in ("low", "best", "high")]
    assert ends == [100_000, 125_000, 300_000]
    assert (place["place_name"], place["industry"], Decimal(place["best"])) == ("Lake County", "325", Decimal("0.125"))
    assert [(row["dataset"], row["source_row"]) for row in sites] == [("establishments/constructed-example.csv", "9")]
    assert _row(folder / sites[0]["dataset"], 9)[1:3] == ["Lake County", "17097"]
    cells = _row(folder / line["source_file"], line["source_row"])
    assert (cells[0], cells[-1]) == ("ABT", "1,000,000.00")
    assert Decimal(line["market_value"]) == 1_000_000


def _row(file, number):
    """Return the cells of a line of a CSV file, counted from one."""
    [cells] = csv.reader([file.read_text(encoding="utf-8-sig").splitlines()[number - 1]])
    return cells


def test_contributions_sum_to_what_is_printed(ask):
    """Positions and lines add up to the figure; so do the rows of exposures that it is."""
    found = json.loads(ask("in_state/headquarters/county/17031", "--json"))

    for part in ("positions", "lines", "exposures"):
        for end in ("low", "best", "high"):
            assert sum(Decimal(row[end]) for row in found[part]) == Decimal(found["figure"][end])


def test_a_file_and_a_dataset_are_named_with_their_hash(ask, illinois):
    """The sources have the hashes that the run's manifest has of them."""
    manifest = json.loads((Path(illinois["folder"]) / "manifest.json").read_text(encoding="utf-8"))
    sources = {row["dataset"]: row["sha256"] for row in json.loads(ask("in_state", "--json"))["sources"]}

    assert sources["listed_headquarters"] == manifest["datasets"]["listed_headquarters 2023-02"]["sha256"]
    for name in ("establishments/constructed-example.csv", "inputs/2024-12-31/large-us-companies-equal-lines.csv"):
        assert sources[name] == manifest["inputs"][name]


def test_decisions_that_make_the_group_are_shown(ask):
    """Of an outcome, those with that outcome; of community development, those on the places."""
    outcome = json.loads(ask("outcome/exclusions/div-irn/insufficient_data", "--json"))["decisions"]
    need = json.loads(ask("community_development/definition/cd-eda", "--json"))["decisions"]

    assert {(row["criterion_id"], row["outcome"]) for row in outcome} == {("div-irn", "insufficient_data")}
    assert {(row["criterion_id"], row["subject"]) for row in need} == {("cd-eda", "place")}


def test_a_person_reads_the_walk_and_the_list(ask):
    """Short tables say how much they leave out; without a figure all are listed by name."""
    text = ask("market_value", "--limit", "2")

    assert text.startswith("Market value: USD 1.11 billion\n")
    assert "Delivered lines (2,320)" in text
    assert "… and 2,318 more" in text
    assert "in_state_manufacturing/operations/home/home" in ask()
