"""The schemas that editors read agree with the loaders: what ships is right to both, and a slip is wrong to both."""

from __future__ import annotations

import sys
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from screener.errors import ScreenerError
from screener.report import load_definition
from screener.rulebook import load_cases, load_profiles, load_rulebooks
from screener.rulebook.parse import read_yaml_file
from screener.schemas import DIALECT, KINDS, file_schema
from screener.workspace import as_delivered, load_portfolio, new_workspace
from screener.workspace.decision_files import load_decisions

with pytest.MonkeyPatch.context() as patch:
    # without it jsonschema builds no grammar of addresses, which takes seconds; the only format of ours is the date
    patch.setitem(sys.modules, "rfc3987_syntax", None)
    from jsonschema import Draft202012Validator, FormatChecker

ROOT = Path(__file__).parents[2]
DAY = date(2024, 12, 31)


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(file_schema(kind), format_checker=FormatChecker())


def _as_editor(value: object) -> object:
    """Return data as an editor sees it: a date of TOML as its text, a decimal of YAML as a number."""
    if isinstance(value, dict):
        return {key: _as_editor(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_editor(one) for one in value]
    return value.isoformat() if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value


def _faults(kind: str, file: Path) -> list[str]:
    """Return what the schema has to say against a file."""
    raw = tomllib.loads(file.read_text(encoding="utf-8")) if KINDS[kind].is_toml else read_yaml_file(file).data
    found = _validator(kind).iter_errors(_as_editor(raw))
    return [f"{file}: {'.'.join(map(str, one.path))}: {one.message}" for one in found]


def _load_everything(root: Path) -> None:
    """Read, by their loaders, every file that the slips below are made in."""
    portfolio = as_delivered(load_portfolio(root, "illinois-demo"), DAY)
    load_decisions(portfolio.folder)
    load_definition(root, "trustee", where="test")
    load_profiles(root / "criteria" / "jurisdictions")
    for rulebook in load_rulebooks(root / "criteria", ["illinois"]):
        load_cases(rulebook)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas") / "fund"
    new_workspace(folder)
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_that_ships_is_right(kind):
    """A schema that marks a right file would teach people to ignore it."""
    files = sorted(ROOT.glob(KINDS[kind].pattern))

    assert files
    assert [fault for file in files for fault in _faults(kind, file)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema_of_the_dialect_and_knows_its_own_name(kind):
    """Draft 2020-12, with an address that is relative, so that a folder of schemas can be moved."""
    schema = file_schema(kind)

    Draft202012Validator.check_schema(schema)
    assert (schema["$schema"], schema["$id"]) == (DIALECT, f"{kind}.schema.json")


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_explained_and_no_other_is_taken(kind):
    """An editor shows a sentence for every key, and marks a key that is not there."""
    schema = file_schema(kind)
    tables = {"": schema, **schema.get("$defs", {})}
    tables = {name: table for name, table in tables.items() if "properties" in table}
    silent = [f"{name}.{key}" for name, one in tables.items() for key in one["properties"]
              if not one["properties"][key].get("description", "").endswith((".", ")"))]  # fmt: skip

    assert silent == []
    assert [name for name, table in tables.items() if table["additionalProperties"] is not False] == []


PORTFOLIO, DELIVERY = (
    "portfolios/illinois-demo/portfolio.toml",
    "portfolios/illinois-demo/inputs/2024-12-31/delivery.toml",
)
DECISION, REPORT = "portfolios/illinois-demo/eti/afl-cio-hit.toml", "reports/definitions/trustee.toml"
RULEBOOK, CASES = "criteria/illinois/rulebook.yaml", "criteria/illinois/cases.yaml"
PROFILE = "criteria/jurisdictions/illinois.yaml"

SLIPS = [
    ("portfolio", PORTFOLIO, 'state = "IL"', 'stat = "IL"'),
    ("portfolio", PORTFOLIO, 'state = "IL"', 'state = "Illinois"'),
    ("portfolio", PORTFOLIO, 'state = "IL"', 'state = "IL"\nid = "illinois-demo"'),
    ("portfolio", PORTFOLIO, 'reader = "sec-13f"', 'reader = "sec-13g"'),
    ("portfolio", PORTFOLIO, 'account = "US equity (13F)"', ""),
    ("portfolio", PORTFOLIO, 'control_total = "376129711.56"', "control_total = 376129711.56"),
    ("portfolio", PORTFOLIO, 'control_total = "376129711.56"', 'control_total = "376,129,711.56"'),
    ("portfolio", PORTFOLIO, 'compares = ["equity"]', 'compares = ["equities"]'),
    ("portfolio", PORTFOLIO, "is_governmental_plan = true", 'adopted_dol_vintage = "IB 2015-1"'),
    ("delivery", DELIVERY, "as_of = 2024-12-31", 'as_of = "31 December 2024"'),
    ("delivery", DELIVERY, "rows = 2320", "rows = -1"),
    ("decision", DECISION, 'sleeve = "', 'sleeve = "not_'),
    ("report", REPORT, 'audience = "trustee"', 'audience = "trustees"'),
    ("report", REPORT, 'audience = "trustee"', ""),
    ("report", REPORT, '"held"', '"hold"'),
    ("rulebook", RULEBOOK, "subject: plan", "subject: plans"),
    ("rulebook", RULEBOOK, "    checked_on: 2026-11-22", "    checked_at: 2026-11-22"),
    ("rulebook", RULEBOOK, "    published: 2023-07-28", "    published: 2023-7-28"),
    ("rulebook", RULEBOOK, "  screener-proposal:", "  Screener_Proposal:"),
    ("rulebook", RULEBOOK, "status: unverified", "status: unchecked"),
    ("cases", CASES, "outcome: pass", "outcome: passes"),
    ("cases", CASES, "  date: 2024-12-31", "  day: 2024-12-31"),
    ("jurisdiction", PROFILE, "state: IL", "state: ILL"),
    ("jurisdiction", PROFILE, "use: required_report", "use: required_reports"),
    ("jurisdiction", PROFILE, "  2020-01-01:", "  2020-1-1:"),
]


@pytest.mark.parametrize(("kind", "file", "right", "slip"), SLIPS)
def test_a_slip_is_wrong_to_the_editor_and_to_the_loader(workspace, kind, file, right, slip):
    """What the editor marks is what the run would refuse: one key or one word changed, and both say so."""
    path = workspace / file
    before = path.read_text(encoding="utf-8")
    assert right in before
    path.write_text(before.replace(right, slip, 1), encoding="utf-8")
    try:
        assert _faults(kind, path)
        with pytest.raises(ScreenerError):
            _load_everything(workspace)
    finally:
        path.write_text(before, encoding="utf-8")


def test_what_is_right_to_the_loader_in_several_ways_is_right_to_the_editor(workspace):
    """One fund or several, one set of columns or several, a date with quotes or without: the file may say either."""
    folder = workspace / "portfolios" / "ways"
    folder.mkdir()
    (folder / "portfolio.toml").write_text(
        """
name = "Ways"
jurisdiction = "illinois"
as_of = "2024-12-31"
expect = {market_value = 100, unique = ["account", "cusip"]}
fx = [{currency = "EUR", rate = "1.0353", date = 2024-12-31, source = "a bank"}]
input = [{name = "a", account = "A", path = "a.csv", value_scale = 1000}]
look_through = [
    {fund = "ticker:VTI", path = "vti.csv", net_assets = "5e6"},
    {fund = ["isin:US9229087690", "name: Total"], path = "b.csv"},
]
""",
        encoding="utf-8",
    )

    assert _faults("portfolio", folder / "portfolio.toml") == []
    assert load_portfolio(workspace, "ways").look_through[0].fund == ["ticker:VTI"]
