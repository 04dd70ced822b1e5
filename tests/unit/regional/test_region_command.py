"""`screener region` through the command line, in a workspace with one small run made by hand."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from screener.cli import main
from screener.cli.region import FACT_WORDS, LIMIT_WORDS
from screener.ledger import Run, default_url, open_ledger
from screener.pipeline.made import newest_run
from screener.regional import scope
from screener.rulebook import load_rulebooks
from screener.tables import TABLES
from screener.workspace import new_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.pipeline.made import RecordedRun

DAY = "2024-12-31"
WORKS = "cik:0000000001"
PLACES = [
    {"place": "17143", "place_name": "Peoria County", "state": "IL", "state_fips": "17"},
    {"place": "39035", "place_name": "Cuyahoga County", "state": "OH", "state_fips": "39"},
]


def a_run(write_run: Callable[..., RecordedRun], root: Path, run_id: str, as_of: str) -> None:
    """Write the tables of a run that holds 1,000.00 of one issuer, half of it in Peoria County, and record it."""
    position = {"position_id": "p", "account": "main", "path": "", "security_id": "s", "issuer_id": WORKS, "lines": 1}
    money = {"footprint_id": WORKS, "side": "long", "market_value": Decimal("1000.00"), "unpriced_lines": 0}
    cell = {"footprint_id": WORKS, "basis": "operations", "industry": "333", "naics4": "3331", "advanced": "yes"}
    rest = {"sprint_sector": "none", "unlocated": Decimal("0.6"), "location_tier": "1"}
    site = {"issuer_id": WORKS, "establishment_name": "Plant One", "kind": "plant", "employment": Decimal(250)}
    counted = {"employment_basis": "counted", "location_tier": "1", "dataset": "own", "source_row": "1"}
    known = {"data_quality_score": 2, "published": date(2024, 1, 1)}
    rows = {
        "positions": [{**position, **money}],
        "footprint": [
            {**cell, **rest, "place": place, "low": Decimal("0.2"), "best": Decimal("0.5")}
            for place in ("17143", "39035")
        ],
        "issuers": [{"issuer_id": WORKS, "issuer_name": "Steel Works", "kind": "company"}],
        "places": PLACES,
        "establishments": [
            {**site, **known, **counted, "establishment_id": place, "place": place} for place in ("17143", "39035")
        ]
        + [
            {**site, **known, **counted, "establishment_id": "listed", "place": "17143"}
            | {"establishment_name": "Plant Two", "employment_basis": "modelled:county", "location_tier": "3"}
        ],
    }
    made = write_run(root, {name: TABLES[name].of(content) for name, content in rows.items()}, run_id, as_of)
    entry = Run(
        run_id=run_id,
        portfolio=made.portfolio,
        as_of=as_of,
        state="KY",
        manifest_sha256=made.manifest_sha256,
        market_value_cents=100_000,
        lines=1,
    )
    with open_ledger(default_url(root)) as ledger:
        ledger.record_run(entry, recorded_by="tester")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, write_run: Callable[..., RecordedRun]) -> Path:
    """A workspace with three runs of one portfolio: an earlier date, and two of the same."""
    root = tmp_path_factory.mktemp("region") / "w"
    new_workspace(root)
    for run_id, as_of in (("bbb", DAY), ("aaa", DAY), ("ccc", "2024-09-30")):
        a_run(write_run, root, run_id, as_of)
    return root


def test_the_newest_run_is_of_the_latest_date_and_of_those_the_one_recorded_last(workspace: Path) -> None:
    """Of one date aaa was recorded after bbb; ccc is of an earlier quarter, and alone by its end."""
    assert newest_run(workspace, "kentucky-munis", None).folder.name == "aaa"
    assert newest_run(workspace, "kentucky-munis", date(2024, 11, 1)).folder.name == "ccc"
    assert newest_run(workspace, "kentucky-munis", date(2024, 1, 1)) is None
    assert newest_run(workspace, "illinois-demo", None) is None


def test_a_county_with_its_holdings_as_json(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 1,000.00 a fifth is certainly in Peoria County, half of it likely, 20 % + 60 % possible.

    BLS counted 100,318 jobs of all industries and owners there at the end of 2016 (its cell 17143, 0, 10),
    and published a location quotient of 1.62 for health care (17143, 5, 62).
    """
    monkeypatch.chdir(workspace)
    with pytest.raises(SystemExit) as ended:
        main(["region", "17143", "--portfolio", "kentucky-munis", "--json"])
    view = json.loads(capsys.readouterr().out)

    assert ended.value.code == 0
    assert view["region"] == {"kind": "county", "code": "17143", "name": "Peoria County, IL", "counties": ["17143"]}
    assert view["as_of"] == DAY
    assert {row["region_employment"] for row in view["industries"]} == {100318}
    (health,) = [row for row in view["industries"] if row["naics"] == "62"]
    assert round(health["location_quotient"], 2) == 1.62
    assert "strong_cluster" not in health  # a whole sector is at most specialised
    assert health["specialised"] in {"yes", "no"}
    assert view["holdings"]["money"]["all industries"] == {"low": "200.00", "best": "500.00", "high": "800.00"}
    assert [(site["establishment_name"], site["place"], site["used_for"]) for site in view["holdings"]["sites"]] == [
        ("Plant One", "17143", "operations"),
        ("Plant Two", "17143", "nothing"),  # modelled, where people are counted
    ]
    assert [row["criterion_id"] for row in view["designations"]] == ["cd-eda", "cd-ppov", "cd-hub-cty"]
    assert {row["dataset"]: row["vintage"] for row in view["sources"]}["qcew_counties"] == "2016Q4"


def test_an_area_for_people_says_what_is_withheld_what_is_a_convention_and_how_to_see_holdings(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Peoria's area has five counties; a portfolio without a run is told how to make one."""
    monkeypatch.chdir(workspace)
    arguments = ["--as-of", DAY, "--portfolio", "illinois-demo", "--industry", "484", "--champions", "100"]
    with pytest.raises(SystemExit) as ended:
        main(["region", "Peoria, IL", *arguments])
    printed = capsys.readouterr().out

    assert ended.value.code == 0
    assert "5 counties: Marshall County, IL; Peoria County, IL" in printed
    assert "≥ " in printed
    assert "A strong cluster is a convention of this\nproject" in printed
    assert "in December 2016, one month, not seasonally adjusted, 8 years before the date." in printed
    assert "Unemployment (LAUS 2021): " in printed
    assert "Poverty (ACS 2017-21): " in printed
    assert "(USDA, 2015 typology)" in printed
    assert "Opportunity Zone tracts (list of 2018-12-14)" in printed
    assert "illinois-demo has no run on disk by 2024-12-31. Make one: screener run illinois-demo" in printed
    assert "  Geography: just right" in printed
    assert "  Industry: too narrow" in printed
    assert "  Champions: rather big" in printed
    assert "  Membership: not known" in printed
    assert "notices on file: IL (newest 2024-12-20)" in printed
    assert "jobs stated in notices" in printed
    assert "at least" not in printed.split("Layoffs")[1].split("Holdings")[0]
    assert "cbsa:" not in printed


def test_a_state_whose_notices_have_no_date_has_notices_on_file(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Georgia has 4,152 notices in the register's copy of August 2026, and not one of them a date."""
    monkeypatch.chdir(workspace)
    with pytest.raises(SystemExit):
        main(["region", "GA", "--as-of", DAY])

    assert "GA: 4,152 notices on file, none with a date: unknown, not zero" in capsys.readouterr().out


def test_a_county_of_an_area_not_on_file_is_no_market_of_its_own(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fairfield County is in an area drawn by planning regions: its people are known, and no cluster is."""
    monkeypatch.chdir(workspace)
    with pytest.raises(SystemExit):
        main(["region", "09001", "--as-of", DAY, "--json"])
    view = json.loads(capsys.readouterr().out)

    assert {row["region_employment"] for row in view["industries"]} == {426274}  # BLS, cell 09001, 0, 10
    assert {row.get("strong_cluster") or row["specialised"] for row in view["industries"]} == {"unknown"}
    assert view["standing"]["counties_of_unknown_area"] == 1
    assert view["scope"][0]["facts"]["matches_labor_market"] is None


def test_scope_lines_are_plain_words(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The share is a percentage, facts are no program names, and a site that only stands on a list is said to."""
    monkeypatch.chdir(workspace)
    with pytest.raises(SystemExit):
        main(["region", "17143", "--portfolio", "kentucky-munis", "--champions", "12"])
    printed = capsys.readouterr().out

    assert "Champions: enough; the document aims for 25 to 30" in printed
    assert "champions: 12. By the rule too small up to 2, enough from 10" in printed
    assert " % of a state's jobs (of several states the highest); smaller than a county: no;" in printed
    assert "_" not in printed.split("Scope of an industry")[1]
    [line] = [line for line in printed.splitlines() if "Plant Two" in line]
    assert line.endswith("listed, not used to place money")


def test_every_fact_and_parameter_of_a_scope_test_has_words(workspace: Path) -> None:
    """What the rulebook asks, and its limits, are read by people."""
    [rulebook] = load_rulebooks(workspace / "criteria", [scope.RULEBOOK])
    tests = scope.scope_tests(rulebook).criteria
    named = set(re.findall(r"[a-z_]+", " ".join(str(getattr(one, key)) for one in tests for key in ("pass_", "watch"))))

    assert {fact for facts, _ in scope.ASKED.values() for fact in facts} == set(FACT_WORDS)
    assert named & set(rulebook.parameters) == set(LIMIT_WORDS)


def test_a_run_that_is_not_what_was_written_is_refused_with_the_command(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The newest run lost one table and had another changed: both are named at once."""
    root = tmp_path / "w"
    shutil.copytree(workspace, root)
    tables = root / "reports" / "runs" / "kentucky-munis" / DAY / "aaa" / "tables"
    (tables / "footprint.parquet").unlink()
    shutil.copy(tables / "issuers.parquet", tables / "positions.parquet")
    monkeypatch.chdir(root)
    with pytest.raises(SystemExit) as ended:
        main(["region", "17143", "--portfolio", "kentucky-munis"])
    said = capsys.readouterr()

    assert (ended.value.code, said.out) == (4, "")
    assert f"{DAY}/aaa: this run is damaged:" in said.err
    assert "tables/footprint.parquet is missing" in said.err
    assert "tables/positions.parquet is not what the run wrote" in said.err
    assert "make it again: screener run kentucky-munis --as-of 2024-12-31" in said.err


def test_two_slips_are_told_apart(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that may be two regions is a wrong use, and nothing is printed as a result."""
    monkeypatch.chdir(workspace)
    with pytest.raises(SystemExit) as ended:
        main(["region", "Peoria", "--as-of", DAY])
    said = capsys.readouterr()

    assert (ended.value.code, said.out) == (2, "")
    assert "'Peoria' may be any of 2 regions" in said.err
