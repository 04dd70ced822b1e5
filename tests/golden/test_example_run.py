"""The example portfolios end to end. The expected totals are those of the filings' own cover pages and statements."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from commands import workspace_of
from lxml import html
from markupsafe import escape
from python_calamine import load_workbook

from screener.tables import OUTCOMES, TABLES

OUTPUTS = {
    "about.json",
    "findings.csv",
    "manifest.json",
    "quarantine.csv",
    "report.html",
    "report.pdf",
    "report.xlsx",
    "sql",
    "tables",
}


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _table(run, name):
    return pq.read_table(Path(run["folder"]) / "tables" / f"{name}.parquet")


def test_every_line_and_every_cent_of_four_accounts_is_accounted_for(illinois):
    """77 + 1,685 + 55 + 503 lines; 194,611,845 (cover page) + 376,129,711.56 + 40,455,026.70 + 503,000,000.00."""
    assert illinois["rows"] == {"delivered": 2320, "screened": 2320, "quarantined": 0}
    assert illinois["market_value"] == {
        "delivered": "1114196583.26",
        "screened": "1114196583.26",
        "quarantined": "0.00",
    }


def test_an_in_state_municipal_fund_is_in_its_state_to_the_cent(kentucky):
    """All 55 bonds are of Kentucky issuers: low = best = high on both bases, manufacturing 0."""
    whole = {"low": "40455026.70", "best": "40455026.70", "high": "40455026.70"}
    none = {"low": "0.00", "best": "0.00", "high": "0.00"}

    assert kentucky["exposure"] == {
        "state": "KY",
        "home": "Kentucky",
        "in_state": {"operations": whole, "headquarters": whole},
        "in_state_manufacturing": {"operations": none, "headquarters": none},
    }


def test_a_fund_of_state_bonds_leaves_the_plan_criterion_undecided(kentucky):
    """Its money is in no known county, so community development is not measured: neither zero nor a pass."""
    assert kentucky["outcomes"]["nine-steps"]["s8c"]["insufficient_data"] == 1


def test_the_best_estimates_of_all_places_add_up_to_the_portfolio(illinois):
    """On both measures and both bases, exactly; the upper ends are no sum and are not asked."""
    rows = _table(illinois, "exposures").to_pylist()

    for measure in ("in_state", "in_state_manufacturing"):
        for basis in ("operations", "headquarters"):
            total = sum(
                row["best"]
                for row in rows
                if (row["measure"], row["basis"], row["grouping"]) == (measure, basis, "state")
            )
            assert total == Decimal("1114196583.26")


def test_exposures_are_there_for_every_state_at_once(illinois):
    """Fifty states and the District, whichever state was asked for."""
    import us

    rows = _table(illinois, "exposures").to_pylist()
    groups = {row["group"] for row in rows if (row["measure"], row["grouping"]) == ("in_state", "state")}

    assert {state.abbr for state in us.states.STATES} | {"DC"} <= groups


def test_every_subject_has_one_outcome_of_five_under_every_criterion(illinois):
    """Outcomes partition the subjects: 2,320 holdings, one plan."""
    decisions = {
        criterion: counts for rulebook in illinois["outcomes"].values() for criterion, counts in rulebook.items()
    }

    assert all(set(counts) == {*OUTCOMES, "measured"} for counts in decisions.values())
    assert sum(decisions["pri1-h1"].values()) == 2320
    assert sum(decisions["s8c"].values()) == 1
    assert sum(decisions["mfg-31"].values()) == _table(illinois, "issuers").num_rows
    assert sum(decisions["cd-ppov"].values()) == _table(illinois, "places").num_rows


def test_persistent_poverty_counties_are_as_many_as_published(illinois):
    """USDA ERS, 2015 edition: 353 persistent-poverty counties."""
    assert illinois["outcomes"]["community-development"]["cd-ppov"]["pass"] == 353


def test_coverage_is_a_share_of_value_as_text(illinois):
    """Six figures between 0 and 1."""
    names = {"identified", "headquarters", "operations", "industry", "data", "decided"}

    assert set(illinois["coverage"]) == names
    assert all(0 <= Decimal(share) <= 1 for share in illinois["coverage"].values())


def test_old_filings_and_young_reference_data_are_both_shown(illinois):
    """The fund filings of 2022 and 2023 are stale at 2024-12-31; some reference data are younger than that date."""
    findings = _rows(Path(illinois["folder"]) / "findings.csv")
    page = (Path(illinois["folder"]) / "report.html").read_text(encoding="utf-8")
    stale = {row["where"] for row in findings if row["code"] == "stale-input"}

    assert len(stale) == 2
    assert illinois["findings"]["vintage-after-date"] >= 1
    assert all(str(escape(row["message"])) in page for row in findings if row["code"] == "stale-input")
    assert "no vintage published by 2024-12-31 is held" in page


def test_a_run_holds_every_file_and_a_hash_of_each(illinois):
    """The manifest names every output; every table is there and keeps its declared columns."""
    folder = Path(illinois["folder"])
    manifest = json.loads((folder / "manifest.json").read_text())
    tables = {path.stem for path in (folder / "tables").iterdir()}

    assert {path.name for path in folder.iterdir()} == {*OUTPUTS, "memos"}
    assert set(manifest["outputs"]) == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - {"manifest.json"}
    assert manifest["run_id"] == illinois["run_id"] == folder.name
    assert tables == set(TABLES)
    assert all(pq.read_schema(folder / "tables" / f"{name}.parquet").names == TABLES[name].names for name in TABLES)


def test_each_decision_has_a_memo_and_a_record_that_the_report_leads_to(illinois):
    """Two decision files are in the example: one memo and one record of each, and no link leads nowhere."""
    folder = Path(illinois["folder"])
    decisions = {path.stem for path in (workspace_of(illinois) / "portfolios/illinois-demo/eti").glob("*.toml")}
    page = html.fromstring((folder / "report.html").read_text(encoding="utf-8"))
    links = {link for link in page.xpath("//@href") if not link.startswith("#")}

    assert decisions == {"afl-cio-hit", "prairie-growth-fund"}
    assert {path.name for path in (folder / "memos").iterdir()} == {
        f"{name}.{kind}" for name in decisions for kind in ("html", "json", "pdf")
    }
    assert links == {f"memos/{name}.html" for name in decisions}
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(page.xpath("//@id"))


def test_the_workbook_has_a_row_for_each_check_of_each_decision(illinois):
    """ETI-01 to ETI-14, whether or not a check could be judged, for two decisions: 28 rows under one line of heads."""
    sheet = load_workbook(Path(illinois["folder"]) / "report.xlsx").get_sheet_by_name("Prudence").to_python()
    heads = next(n for n, row in enumerate(sheet) if "check" in row)
    checks = Counter(row[sheet[heads].index("check")] for row in sheet[heads + 1 :])

    assert checks == {f"ETI-{number:02}": 2 for number in range(1, 15)}


def test_what_a_decision_rests_on_is_among_the_inputs(illinois):
    """The decision files and every file that they name, each with its hash; so another series is another run."""
    home = workspace_of(illinois) / "portfolios/illinois-demo"
    inputs = json.loads((Path(illinois["folder"]) / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    kept = {f"eti/{path.name}": path for path in (home / "eti").iterdir() if path.suffix in (".toml", ".csv")}

    assert {name: sha for name, sha in inputs.items() if name.startswith("eti/")} == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept.items()
    }


def test_a_portfolio_without_decisions_has_no_memos(kentucky):
    """Nothing was proposed: no folder, no section of the report, no row."""
    folder = Path(kentucky["folder"])

    assert {path.name for path in folder.iterdir()} == OUTPUTS
    assert 'id="prudence"' not in (folder / "report.html").read_text(encoding="utf-8")
    assert [_table(kentucky, name).num_rows for name in ("eti_figures", "eti_answers")] == [0, 0]


def test_the_sql_is_kept_in_the_order_it_ran(illinois):
    """Auditors read what was executed, headed by what it makes."""
    names = sorted(path.name for path in (Path(illinois["folder"]) / "sql").iterdir())

    assert [int(name.split("_")[0]) for name in names] == list(range(1, len(names) + 1))
    assert names.index(next(n for n in names if n.endswith("_footprint.sql"))) < names.index(
        next(n for n in names if n.endswith("_exposures.sql"))
    )


def test_the_report_asks_nothing_of_any_server(illinois):
    """Self-contained: no script, no style, picture or font from elsewhere; links to sources are links only."""
    page = (Path(illinois["folder"]) / "report.html").read_text(encoding="utf-8")

    assert "<script" not in page
    assert re.findall(r'(?:src|srcset)\s*=|<link[^>]+href|@import|url\(\s*["\']?http', page) == []


@pytest.mark.parametrize("folder", ["illinois", "kentucky"])
def test_no_figure_of_a_run_is_a_path_of_this_machine(folder, request):
    """A run can be published: it names files relative to the portfolio."""
    run = request.getfixturevalue(folder)
    texts = [path for path in Path(run["folder"]).rglob("*") if path.suffix in (".html", ".csv", ".json", ".sql")]

    assert [path.name for path in texts if str(workspace_of(run)) in path.read_text(encoding="utf-8")] == []
