"""A constructed world: reference data of four counties, five issuers, one line of 1,000 in each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import enrich, expose
from screener.engine import open_engine
from screener.enrich import REGISTER, Copy, Selection
from screener.enrich.own import company_figures
from screener.enrich.own.sites import SCHEMA
from screener.enrich.register import Vintage
from screener.rulebook import Regime
from screener.tables import TABLES

if TYPE_CHECKING:
    from screener.engine import Engine

AS_OF = date(2024, 12, 31)
STEEL, TOOLS, BANK, COUNTY, PARIS = (
    "cik:0000000001",
    "cik:0000000002",
    "cik:0000000003",
    "government:US-KY:BOONE",
    "government:FR",
)


def world() -> dict[str, list[dict[str, Any]]]:
    """Return reference data of four counties in two states and the companies below."""
    return {
        "counties": [
            {"county_fips": "17031", "name": "Cook County", "state": "IL", "state_fips": "17", "geography": "county"},
            {
                "county_fips": "17099",
                "name": "LaSalle County",
                "state": "IL",
                "state_fips": "17",
                "geography": "county",
            },
            {"county_fips": "21015", "name": "Boone County", "state": "KY", "state_fips": "21", "geography": "county"},
            {
                "county_fips": "09190",
                "name": "Region",
                "state": "CT",
                "state_fips": "09",
                "geography": "planning region",
            },
        ],
        "ers_counties": [{"county_fips": "17031", "persistent_poverty": False, "poverty_rate": 13.0}],
        "zip_to_county": [
            {"zip": "60601", "county_fips": "17031"},
            {"zip": "61301", "county_fips": "17031"},
            {"zip": "61301", "county_fips": "17099"},
        ],
        "sec_company_tickers": [
            {"cik": "0000000001", "ticker": "STL", "exchange": "NYSE", "name_key": "STEEL WORKS"},
            {"cik": "0000000001", "ticker": "STL-PA", "exchange": "NYSE", "name_key": "STEEL WORKS"},
            {"cik": "0000000002", "ticker": "TOOL", "exchange": "OTC", "name_key": "TOOLS"},
            {"cik": "0000000003", "ticker": "BNK", "exchange": "NYSE", "name_key": "RIVER BANK"},
        ],
        "opportunity_zones": [
            {"tract": "17031010100", "county_fips": "17031"},
            {"tract": "17031010200", "county_fips": "17031"},
        ],
        "sec_cik_sic": [{"cik": "0000000001", "sic": "3312"}, {"cik": "0000000003", "sic": "6020"}],
        "sic_to_naics": [{"sic": "3312", "naics": "33111"}, {"sic": "602", "naics": "522"}],
        "listed_headquarters": [
            {"ticker": "STL", "name_key": "STEEL WORKS", "city": "Chicago", "state": "IL", "zip": "60601"},
            {"ticker": "TOOL", "name_key": "TOOLS", "city": "Ottawa", "state": "IL", "zip": "61301"},
            {"ticker": "BNK", "name_key": "BROKEN BICYCLES", "city": "Chicago", "state": "IL", "zip": "60601"},
        ],
        "large_company_headquarters": [
            {"cik": "0000000001", "headquarters": "Florence, Kentucky", "state": "KY", "is_foreign": False},
            {"cik": "0000000003", "headquarters": "Zurich, Switzerland", "is_foreign": True},
        ],
        "ghgrp_facilities": [
            facility("1", parent_key="STEEL WORKS", place="17031", naics="331110"),
            facility(
                "2", parent_key="STEEL WORKS", place="17099", naics="331110", zip_agrees=False, coordinates_agree=False
            ),
            facility("3", parent_key="STEEL WORKS", place="21015", naics="331110"),
            facility("4", parent_key="STEEL WORKS", place="17031", naics="221112"),
            facility("5", parent_key="STEEL WORKS", place="17031", naics="331110", ownership_share=0.49),
            facility("6", parent_key="STEEL WORKS", place="unknown", naics="424690", kind="supplier"),
            facility("7", parent_key="TOOLS", place="17031", naics="332216"),
        ],
        "ghgrp_emissions": [
            emitted("1", 100.25),
            emitted("1", 10.5, segment="Gathering & Boosting"),
            emitted("2", 50.0),
            emitted("5", 1000.0),
        ],
        "cbp_establishments": [
            {"county_fips": "17031", "naics4": "3311", "employment": 800, "establishments": 5},
            {"county_fips": "17043", "naics4": "3311", "employment": 100, "establishments": 5},
            # Rounded to no employees by the publisher: it says nothing, and must pull no average down.
            {"county_fips": "17001", "naics4": "3311", "employment": 0, "establishments": 90},
            {"county_fips": "17031", "naics4": "5415", "employment": 900, "establishments": 300},
            {"county_fips": "39035", "naics4": "3311", "employment": 600, "establishments": 10},
        ],
    }


def facility(number: str, **changes: Any) -> dict[str, Any]:
    """Return a wholly owned site in an agreed county, with changes."""
    plain = {
        "facility_id": number,
        "name": f"Plant {number}",
        "kind": "site",
        "ownership_share": 1.0,
        "zip_agrees": True,
    }
    return {**plain, "parent_name": changes["parent_key"], **changes}


def emitted(number: str, tonnes: float | None, **changes: Any) -> dict[str, Any]:
    """Return what a facility emitted in 2023, with changes."""
    return {"facility_id": number, "segment": "Direct Point Emitters", "year": 2023, "emissions": tonnes, **changes}


def company_name(key: str, cik: str, **changes: Any) -> dict[str, Any]:
    """Return a name that leads to a company listed on an exchange, with changes."""
    plain = {"match_tier": "name", "is_exchange_listed": True, "score": 1.0, "datasets": "sec_company_tickers"}
    return {"name_key": key, "cik": cik, "company_name": key, "evidence": "test", **plain, **changes}


NAMES = (
    company_name("STEEL WORKS", "0000000001"),
    company_name("TOOLS", "0000000002", is_exchange_listed=False),
    company_name("RIVER BANK", "0000000003"),
)
NAME_COLUMNS = pa.schema(
    {name: pa.string() for name in ("name_key", "cik", "company_name", "match_tier", "evidence", "datasets")}
    | {"is_exchange_listed": pa.bool_(), "score": pa.float64(), "share": pa.decimal128(13, 12)}
)


def a_selection(as_of: date) -> Selection:
    """Return the shipped vintages, and one of every other dataset, published the day before."""
    selection = enrich.select(as_of)
    made = Vintage(vintage="test", published=date(2024, 12, 30), retrieved=date(2024, 12, 30), rows=0, sha256="")
    others = {
        n: Copy(d, made, Path("none"), is_shipped=False) for n, d in REGISTER.items() if n not in selection.chosen
    }
    return Selection(as_of, selection.held, {**others, **selection.chosen})


def an_engine(engine: Engine | None = None, /, **changes: list[dict[str, Any]]) -> Engine:
    """Return an engine with the constructed reference data, names and sites of the user's own, some of it changed."""
    engine = engine or open_engine()
    rows = {**world(), **changes}
    engine.load("company_names", pa.Table.from_pylist(rows.get("company_names", list(NAMES)), NAME_COLUMNS))
    own = [{"published": row["as_of"], **row} for row in rows.get("user_establishments", [])]
    engine.load("user_establishments", pa.Table.from_pylist(own, SCHEMA))
    figures = pa.Table.from_pylist(rows.get("user_company_figures", []), company_figures.SCHEMA)
    engine.load("user_company_figures", figures)
    for name, dataset in REGISTER.items():
        engine.load(f"ref_{name}", pa.Table.from_pylist(rows.get(name, []), schema=dataset.arrow_schema))
    vintaged = REGISTER["naics"].arrow_schema.append(pa.field("vintage", pa.string()))
    engine.load("ref_naics_history", pa.Table.from_pylist(rows.get("naics_history", []), schema=vintaged))
    return engine


def a_portfolio(engine: Engine) -> Engine:
    """Load one line of 1,000.00 in each issuer, short in the bank."""
    issuers = {STEEL: "company", TOOLS: "company", BANK: "company", COUNTY: "government", PARIS: "government"}
    columns = ("issuer_id", "issuer_name", "kind", "cik", "lei")
    rows = [
        {"issuer_id": key, "issuer_name": key, "kind": kind, "cik": key[4:] if kind == "company" else None}
        for key, kind in issuers.items()
    ]
    engine.load("identified_issuers", pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in columns])))
    value = {BANK: Decimal("-1000.00")}
    shared = {"account": "main", "unpriced_lines": 0, "lines": 1, "path": "", "side": "long"}
    positions, holdings, links, matches = [], [], [], []
    for line, issuer in enumerate(issuers, start=2):
        money = value.get(issuer, Decimal("1000.00"))
        key = {"position_id": f"main||{issuer}", "security_id": issuer}
        positions.append({**shared, **key, "issuer_id": issuer, "footprint_id": issuer, "market_value": money})
        where = {"source_file": "h.csv", "source_row": line}
        kinds = {"asset_class": "equity", "asset_class_basis": "declared", "currency": "USD", "as_of": AS_OF}
        holdings.append({**where, **kinds, "account": "main", "market_value": money})
        links.append({**where, "position_id": key["position_id"]})
        chain = {"match_tier": "ticker", "evidence": "test", "score": 1.0, "decided_by": "rule"}
        matches.append({"security_id": issuer, "issuer_id": issuer, "datasets": "sec_company_tickers", **chain})
    for name, table in {
        "positions": positions,
        "benchmark_positions": [],
        "holdings": holdings,
        "holding_positions": links,
        "matches": matches,
        "votes": [],
        "vote_policy": [],
    }.items():
        engine.load(name, TABLES[name].of(table))
    engine.load("attestations", TABLES["attestations"].empty())
    return engine


def held(engine: Engine) -> list[dict[str, Any]]:
    """Return the facts about holdings, with nothing judged yet; the home state is Illinois."""
    engine.load("plan", pa.table({"subject_id": ["demo"], "state": ["IL"], "home_name": ["IL"]}))
    engine.load("definitions", expose.definitions_table([], Regime(AS_OF)))
    engine.load("home_counties", expose.home_table(()))
    engine.load("user_regions", pa.table({"region": pa.array([], pa.string()), "place": pa.array([], pa.string())}))
    for subject in ("issuer", "place"):
        engine.load(f"decisions_{subject}", TABLES["decisions"].empty())
    expose.locate(engine, progress=ignore)
    rows: list[dict[str, Any]] = engine.fetch("facts_holding").to_pylist()
    return rows


def ignore(_: str) -> None:
    """Take a progress message and do nothing."""


def one(rows: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    """Return the one row with these values."""
    (row,) = [row for row in rows if all(row[name] == value for name, value in values.items())]
    return row
