"""A tiny world to expose: two states, three counties, issuers and positions added by each test."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import pyarrow as pa

from screener import expose
from screener.engine import open_engine, read_step
from screener.enrich import REGISTER
from screener.enrich.copies import copies, shipped
from screener.enrich.own.approaches import SCHEMA as APPROACHES
from screener.enrich.own.instruments import SCHEMA
from screener.enrich.own.regions import SCHEMA as REGIONS_SCHEMA
from screener.rulebook import Regime
from screener.rulebook.model import InForce
from screener.tables import ETI_PLAN, INSTRUMENTS, REGIONAL_INDUSTRIES, TABLES

PLACES = [
    {"place": "17031", "place_name": "Cook County", "state": "IL", "state_fips": "17"},
    {"place": "17143", "place_name": "Peoria County", "state": "IL", "state_fips": "17"},
    {"place": "21067", "place_name": "Fayette County", "state": "KY", "state_fips": "21"},
]


def without_instruments(engine):
    """Load what the step `instruments` reads beside positions, empty: no position has a name."""
    engine.load("user_instruments", SCHEMA.empty_table())
    text = ("security_id", "source_file", "account", "security_name", "fund_id")
    lines = pa.schema([*((name, pa.string()) for name in text), ("source_row", pa.int64())])
    engine.load("security_lines", lines.empty_table())
    engine.load("securities", TABLES["securities"].empty())
    engine.load("name_keys", pa.schema([("name", pa.string()), ("name_key", pa.string())]).empty_table())
    for name in ("nmtc_projects", "cdfi_list"):
        engine.load(f"ref_{name}", REGISTER[name].arrow_schema.empty_table())
    days = {name: pa.array([], pa.date32()) for name in ("run_as_of", "known_at", "published")}
    engine.load("vintages", pa.table({"dataset": pa.array([], pa.string()), **days}))


def read_lists(engine):
    """Load the lists that say what an industry is."""
    for name in ("naics", "advanced_industries", "sprint_sectors"):
        engine.load_parquet(f"ref_{name}", shipped(name))


@cache
def industries(codes):
    """Return the table `industries` of codes and their datasets, as stage enrich makes it of the lists that ship."""
    engine = open_engine()
    read_lists(engine)
    editions = [(copy.path, {"vintage": copy.vintage.vintage}) for copy in copies("naics")]
    engine.load_parquets("ref_naics_history", editions)
    given = [{"naics": code, "naics_dataset": dataset} for code, dataset in codes]
    columns = pa.schema([("naics", pa.string()), ("naics_dataset", pa.string())])
    engine.load("issuers", pa.Table.from_pylist(given, columns))
    engine.load("establishments", TABLES["establishments"].empty())
    engine.run(read_step("screener.enrich", "industries"))
    return engine.fetch("industries")


class World:
    """Collects rows, runs the stage, and answers with figures."""

    def __init__(self):
        self.issuers, self.sites, self.positions, self.holdings, self.links = [], [], [], [], []
        self.holding_decisions, self.issuer_decisions, self.place_decisions = [], [], []
        self.regions, self.industries, self.instruments = [], [], []
        self.aged = set()

    def issuer(self, issuer_id, **facts):
        plain = {"issuer_name": issuer_id, "kind": "company", "naics_dataset": facts.get("naics") and "sec_cik_sic"}
        self.issuers.append({"issuer_id": issuer_id, **plain, **facts})
        return self

    def site(self, issuer_id, place, naics=None, employment=None, tier="3", score=4):
        self.sites.append(
            {
                "issuer_id": issuer_id,
                "establishment_id": f"site-{len(self.sites)}",
                "kind": "as reported",
                "place": place,
                "naics": naics,
                "employment": None if employment is None else Decimal(str(employment)),
                "employment_basis": "none" if employment is None else "counted",
                "location_tier": tier,
                "data_quality_score": score,
                "published": date(2024, 12, 31),
                "dataset": "test",
                "source_row": str(len(self.sites)),
            }
        )
        return self

    def hold(self, value, issuer_id=None, footprint_id=None, account="A", instrument=None):
        """Hold a line; one that finances by its use of proceeds has its low, best and high, and its attested place."""
        row = len(self.positions) + 1
        if instrument:
            self.instruments.append((row, *instrument))
        side = "short" if value is not None and Decimal(str(value)) < 0 else "long"
        self.holdings.append(
            {
                "source_file": "f",
                "source_row": row,
                "account": "A",
                "asset_class": "equity",
                "asset_class_basis": "test",
                "currency": "USD",
                "market_value": None if value is None else Decimal(str(value)),
                "as_of": date(2024, 12, 31),
            }
        )
        self.links.append(
            {
                "source_file": "f",
                "source_row": row,
                "position_id": f"p{row}",
                "market_value": None if value is None else Decimal(str(value)),
            }
        )
        self.positions.append(
            {
                "position_id": f"p{row}",
                "account": account,
                "path": "",
                "security_id": f"s{row}",
                "issuer_id": issuer_id,
                "footprint_id": footprint_id or issuer_id or "unknown",
                "side": side,
                "market_value": Decimal(str(value or 0)),
                "lines": 1,
                "unpriced_lines": int(value is None),
            }
        )
        return self

    def decide(self, subject, subject_id, outcome, rulebook="community-development", criterion="cd-test", **more):
        getattr(self, f"{subject}_decisions").append(
            {
                "rulebook_id": rulebook,
                "criterion_id": criterion,
                "subject": subject,
                "subject_id": subject_id,
                "outcome": outcome,
                "evidence": "{}",
                "parameters": "{}",
                "use": "decision",
                "describes": False,
                **more,
            }
        )
        return self

    def run(self, state="IL", home=(), decision=None):
        engine = open_engine()
        facts = [
            {
                "subject_id": f"f:{line['source_row']}",
                "asset_class": "equity",
                "esg_datum_age": 1.0 if line["source_row"] in self.aged else None,
            }
            for line in self.holdings
        ]
        rows = {
            "issuers": self.issuers,
            "establishments": self.sites,
            "positions": self.positions,
            "benchmark_positions": [],
            "holdings": self.holdings,
            "holding_positions": self.links,
            "places": PLACES,
            "facts_holding": facts,
        }
        for name, content in rows.items():
            engine.load(name, TABLES[name].of(content))
        read_lists(engine)
        codes = {(site["naics"], site["dataset"]) for site in self.sites if site["kind"] != "headquarters"}
        codes |= {(issuer["naics"], issuer["naics_dataset"]) for issuer in self.issuers if issuer.get("naics")}
        engine.load("industries", industries(frozenset(codes)))
        for subject in ("holding", "issuer", "place"):
            engine.load(f"decisions_{subject}", TABLES["decisions"].of(getattr(self, f"{subject}_decisions")))
        rulebook = SimpleNamespace(
            id="community-development",
            criteria=[
                SimpleNamespace(
                    id=name,
                    subject="place",
                    kind="test",
                    level="county",
                    jurisdictions={},
                    text=None,
                    in_force=InForce(status="undated"),
                )
                for name in sorted({row["criterion_id"] for row in self.place_decisions})
            ],
            jurisdictions={},
        )
        engine.load("definitions", expose.definitions_table([rulebook], Regime(date(2024, 12, 31))))
        plan = SimpleNamespace(is_governmental_plan=True)
        engine.load("plan", expose.plan_table(SimpleNamespace(id="test", plan=plan), state, None))
        engine.load("home_counties", expose.home_table(home))
        regions = [{"region": name, "place": place} for name, place in self.regions]
        engine.load("user_regions", pa.Table.from_pylist(regions, REGIONS_SCHEMA))
        engine.load("regional_industries", REGIONAL_INDUSTRIES.of(self.industries))
        engine.load("facts_candidate", TABLES["facts_candidate"].empty())
        engine.load("eti_plan", ETI_PLAN.of([decision] if decision else []))
        day = {"as_of": [date(2024, 11, 30)], "run_as_of": [date(2024, 12, 31)]}
        engine.load("_known_observations", pa.table({"subject_id": ["-"], **day}))
        without_instruments(engine)
        engine.load("benchmark_classes", pa.table({"asset_class": pa.array([], pa.string())}))
        engine.load("user_approaches", APPROACHES.empty_table())
        expose.locate(engine, progress=lambda _: None)
        located = engine.fetch("facts_holding").to_pylist()
        engine.load("facts_holding", TABLES["facts_holding"].of(facts))
        expose.add_up(engine, progress=lambda _: None)
        if self.instruments:
            engine.load("instruments", INSTRUMENTS.of([_instrument(*row) for row in self.instruments]))
            for step in ("_instrument_shares", "_by_instrument", "exposures"):
                engine.run(read_step("screener.expose", step))
        return Exposed(engine, located)


def _instrument(row, low, best, high, place=None):
    """Return a row of the table `instruments`."""
    return {
        "source_file": "f",
        "source_row": row,
        "position_id": f"p{row}",
        "kind": "municipal bond",
        "use_of_proceeds": "other",
        "basis": "attested",
        "evidence": "test",
        "place": place,
        "low": Decimal(str(low)),
        "best": Decimal(str(best)),
        "high": Decimal(str(high)),
    }


class Exposed:
    """Figures of a run of the stage."""

    def __init__(self, engine, holding):
        self.engine = engine
        self.holding = holding
        self.footprint = engine.fetch("footprint").to_pylist()
        self.exposures = engine.fetch("exposures").to_pylist()
        self.coverage = {row["figure"]: row for row in engine.fetch("coverage").to_pylist()}
        self.plan = engine.fetch("facts_plan").to_pylist()[0]

    def figure(self, measure, group, basis="operations", grouping=None, sides=("long", "short")):
        """Return (low, best, high) as the report prints it: summed over sides and tiers."""
        grouping = grouping or ("definition" if "community" in measure else "state")
        key = (measure, basis, grouping, group)
        rows = [
            r
            for r in self.exposures
            if (r["measure"], r["basis"], r["grouping"], r["group"]) == key and r["side"] in sides
        ]
        return tuple(sum((r[end] for r in rows), Decimal(0)) for end in ("low", "best", "high"))

    def cells(self, footprint_id, basis="operations"):
        """Return (low, best) by place and industry."""
        shares = {}
        for r in self.footprint:
            if r["footprint_id"] == footprint_id and r["basis"] == basis:
                low, best = shares.get((r["place"], r["industry"]), (0, 0))
                shares[r["place"], r["industry"]] = (low + r["low"], best + r["best"])
        return shares
