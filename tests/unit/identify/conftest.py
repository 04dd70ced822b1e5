"""Holdings and small reference tables in the layout of the shipped ones; the lines are constructed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property

import pyarrow as pa
import pytest
from worlds import Replays

from screener.identify import findings, run
from screener.names import legal_form, name_key
from screener.tables import COUNT, DATE, FUND_LINES, HOLDINGS, MONEY, TEXT

TICKERS = [
    ("0000320193", "AAPL", "Apple Inc."),
    ("0001067983", "BRK-B", "BERKSHIRE HATHAWAY INC"),
    ("0001067983", "BRK-A", "BERKSHIRE HATHAWAY INC"),
    ("0001035002", "VLO", "VALERO ENERGY CORP/TX"),
    ("0000732717", "T", "AT&T INC."),
    ("0001403161", "V", "VISA INC."),
    ("0001823945", "OWL", "BLUE OWL CAPITAL INC."),
    ("0001655888", "OBDC", "Blue Owl Capital Corp"),
    ("0001222333", "GLD", "SPDR GOLD TRUST"),
    ("0000789019", "MSFT", "MICROSOFT CORP"),
    ("0001063761", "SPG", "SIMON PROPERTY GROUP INC /DE/"),
    ("0001535628", "CIXPF", "CaixaBank/ADR"),
    ("0000310522", "FNMA", "FEDERAL NATIONAL MORTGAGE ASSOCIATION FANNIE MAE"),
    ("0001026214", "FMCC", "FEDERAL HOME LOAN MORTGAGE CORP"),
]
LISTED = [
    ("037833100", "APPLE INC", "COM"),
    ("91913Y100", "VALERO ENERGY CORP", "COM"),
    ("69121K104", "BLUE OWL CAPITAL CORPORATION", "COM"),
    ("78463V107", "SPDR GOLD TR", "GOLD SHS"),
]
VINTAGES = {
    "2017Q4": date(2018, 1, 31),
    "2023Q1": date(2023, 4, 30),
    "2024Q1": date(2024, 4, 30),
}
"""Quarter of the 13(f) list → the last day of the month it was published in."""
ENTITIES = [("549300Z40J86GGSTL398", "AT&T INC.", "US")]


def a_holding(**changes):
    """Return one equity line of USD 100.00; row numbers are given by `identified`."""
    line = {
        "source_file": "h.csv",
        "account": "main",
        "asset_class": "equity",
        "asset_class_basis": "column",
        "currency": "USD",
        "market_value": Decimal("100.00"),
        "as_of": date(2024, 12, 31),
    }
    return {**line, **changes}


DECISION_COLUMNS = pa.schema(
    [(name, TEXT) for name in ("subject", "issuer_id", "reason", "facts", "recorded_by", "recorded_at", "hash")]
)
FUND_COLUMNS = {
    "fund_id": TEXT,
    "fund_name": TEXT,
    "source_file": TEXT,
    "sha256": TEXT,
    "declared": TEXT,
    "as_of": DATE,
    "age_days": COUNT,
    "max_age_days": COUNT,
    "net_assets": MONEY,
    "net_assets_basis": TEXT,
}


def a_fund(fund_id, *lines, net_assets=None, age_days=31, also=()):
    """Return a fund whose file holds some lines; its net assets are their sum where nothing else is said."""
    rows = [{**line, "source_file": f"{fund_id}.csv", "account": fund_id} for line in lines]
    known = [line["market_value"] for line in lines if line["market_value"] is not None]
    row = {
        "fund_id": fund_id,
        "fund_name": f"Fund {fund_id}",
        "source_file": f"{fund_id}.csv",
        "sha256": "0" * 64,
        "declared": f"portfolio.toml:{fund_id}",
        "as_of": date(2024, 11, 30),
        "age_days": age_days,
        "max_age_days": 100,
        "net_assets": sum(known) if net_assets is None else Decimal(net_assets),
        "net_assets_basis": "sum of the lines" if net_assets is None else "declared",
    }
    return {"row": row, "lines": rows, "known_by": [fund_id, *also]}


def load_funds(engine, funds):
    """Make funds known to an engine as the door does."""
    lines = [{"source_row": number, **line} for fund in funds for number, line in enumerate(fund["lines"], start=2)]
    known_by = [
        {"fund_id": fund["row"]["fund_id"], "scheme": scheme, "code": code.upper()}
        for fund in funds
        for scheme, _, code in (text.partition(":") for text in fund["known_by"])
    ]
    engine.load("fund_lines", FUND_LINES.of(lines))
    engine.load("funds", pa.Table.from_pylist([fund["row"] for fund in funds], pa.schema(FUND_COLUMNS)))
    names = pa.schema({"fund_id": TEXT, "scheme": TEXT, "code": TEXT})
    engine.load("fund_identifiers", pa.Table.from_pylist(known_by, names))


def load_registers(engine, *, tickers=(), listed=(), subsidiaries=(), sightings=(), owners=()):
    """Make the reference tables known to an engine: the ones above, and what a test adds.

    A ticker is (cik, ticker, name) and listed on NYSE, unless a fourth value says where; listed is (cusip, issuer_name,
    description, vintage), a subsidiary (name, parent_cik, parent_name, year), a sighting of February 2023 (ticker,
    name); of the owners of facilities there are names, one a facility.
    """
    now = _keyed(["cik", "ticker", "name", "exchange"], [(*row, "NYSE")[:4] for row in (*TICKERS, *tickers)], "name")
    engine.load("ref_sec_company_tickers", now)
    engine.load("ref_sec_company_tickers_history", _published(now, [date(2026, 10, 31)] * now.num_rows))
    rows = [*((*row, "2024Q1") for row in LISTED), *listed]
    columns = ["cusip", "issuer_name", "issuer_description", "vintage"]
    history = _keyed(columns, rows, "issuer_name").append_column("status", pa.nulls(len(rows), TEXT))
    days = [VINTAGES[row[3]] for row in rows]
    engine.load("ref_sec_13f_list_history", _published(history, days))
    engine.load("ref_gleif_names", _keyed(["lei", "legal_name", "country"], ENTITIES, "legal_name"))
    names = ["name_key", "parent_cik", "parent_name", "source_year"]
    children = [dict(zip(names, (name_key(row[0]), *row[1:]), strict=True)) for row in subsidiaries]
    schema = pa.schema([(name, COUNT if name == "source_year" else TEXT) for name in names])
    engine.load("ref_sec_subsidiaries", pa.Table.from_pylist(children, schema))
    plants = [
        {
            "facility_id": str(number),
            "name": f"Plant {number}",
            "state": "IL",
            "parent_name": name,
            "parent_key": name_key(name),
        }
        for number, name in enumerate(owners, start=1)
    ]
    columns = pa.schema([(name, TEXT) for name in ("facility_id", "name", "state", "parent_name", "parent_key")])
    engine.load("ref_ghgrp_facilities", pa.Table.from_pylist(plants, columns))
    engine.load("ref_ghgrp_emissions", pa.table({"year": [2022, 2023]}))
    engine.load("ref_large_company_headquarters", pa.table({"cik": ["0000320193"], "headquarters": ["Cupertino"]}))
    seen = [{"ticker": ticker, "name_key": name_key(name)} for ticker, name in sightings]
    older = pa.Table.from_pylist(seen, pa.schema({"ticker": TEXT, "name_key": TEXT}))
    engine.load("ref_listed_headquarters_history", _published(older, [date(2023, 2, 26)] * older.num_rows))


def _published(table, days):
    return table.append_column("published", pa.array(days, DATE))


class Identified:
    """The tables and findings that the stage makes, inside an engine, of some lines and of funds to look through."""

    def __init__(self, engine, *lines, funds=(), decisions=(), registers=None, as_of=date(2024, 12, 31)):
        self.engine = engine
        rows = [{"source_row": number, **line} for number, line in enumerate(lines, start=2)]
        self.engine.load("holdings", HOLDINGS.of(rows))
        load_funds(self.engine, funds)
        self.engine.load("match_decisions", pa.Table.from_pylist(list(decisions), DECISION_COLUMNS))
        load_registers(self.engine, **(registers or {}))
        run(self.engine, as_of, progress=lambda _: None)

    @cached_property
    def findings(self):
        """What to know of the lines."""
        return findings(self.engine)

    def rows(self, table):
        """Return a table as dictionaries."""
        return self.engine.fetch(table).to_pylist()

    def match(self):
        """Return the only match."""
        (match,) = self.rows("matches")
        return match

    def matches_of_lines(self):
        """Return the match of each line, in the order of the lines."""
        matches = {row["security_id"]: row for row in self.rows("matches")}
        lines = sorted(self.rows("security_lines"), key=lambda row: row["source_row"])
        return [matches[line["security_id"]] for line in lines]

    def position(self):
        """Return the only position."""
        (position,) = self.rows("positions")
        return position

    def found(self, code):
        """Return the findings of one code."""
        return [finding for finding in self.findings if finding.code == code]


def _keyed(columns, rows, name):
    dicts = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(
        [{**row, "name_key": name_key(row[name]), "legal_form": legal_form(row[name])} for row in dicts]
    )


@pytest.fixture(scope="session")
def record():
    """Return a function: lines → the stage run on them, to be run again on others."""
    return lambda *lines, **given: Replays(lambda engine: Identified(engine, *lines, **given))


@pytest.fixture(scope="session")
def recorded(record):
    """The stage run on one plain line; a module may have lines nearer to its own."""
    return record(a_holding())


@pytest.fixture
def identified(recorded):
    """Return a function: lines → `Identified`, which lasts as long as the test."""
    with recorded.opened() as opened:
        yield lambda *lines, **given: Identified(opened(), *lines, **given)


@pytest.fixture(scope="session")
def holding():
    """Return a function that makes one line."""
    return a_holding


@pytest.fixture
def fund():
    """Return a function that makes one fund."""
    return a_fund
