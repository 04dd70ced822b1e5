"""A tiny world to expose: two states, three counties, issuers and positions added by each test."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pyarrow as pa

from screener import expose
from screener.engine import open_engine
from screener.rulebook import Regime
from screener.rulebook.model import InForce
from screener.tables import TABLES

PLACES = [
    {"place": "17031", "place_name": "Cook County", "state": "IL", "state_fips": "17"},
    {"place": "17143", "place_name": "Peoria County", "state": "IL", "state_fips": "17"},
    {"place": "21067", "place_name": "Fayette County", "state": "KY", "state_fips": "21"},
]


class World:
    """Collects rows, runs the stage, and answers with figures."""

    def __init__(self):
        self.issuers, self.sites, self.positions, self.holdings, self.links = [], [], [], [], []
        self.holding_decisions, self.issuer_decisions, self.place_decisions = [], [], []
        self.aged = set()

    def issuer(self, issuer_id, **facts):
        self.issuers.append({"issuer_id": issuer_id, "issuer_name": issuer_id, "kind": "company", **facts})
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

    def hold(self, value, issuer_id=None, footprint_id=None):
        row = len(self.positions) + 1
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
                "account": "A",
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

    def run(self, state="IL"):
        engine = open_engine()
        facts = [
            {
                "subject_id": f"f:{link['source_row']}",
                "asset_class": "equity",
                "esg_datum_age": 1.0 if link["source_row"] in self.aged else None,
            }
            for link in self.links
        ]
        rows = {
            "issuers": self.issuers,
            "establishments": self.sites,
            "positions": self.positions,
            "holdings": self.holdings,
            "holding_positions": self.links,
            "places": PLACES,
            "facts_holding": facts,
        }
        for name, content in rows.items():
            engine.load(name, TABLES[name].of(content))
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
        engine.load("facts_candidate", TABLES["facts_candidate"].empty())
        day = {"as_of": [date(2024, 11, 30)], "run_as_of": [date(2024, 12, 31)]}
        engine.load("_known_observations", pa.table({"subject_id": ["-"], **day}))
        expose.locate(engine, progress=lambda _: None)
        located = engine.fetch("facts_holding").to_pylist()
        engine.load("facts_holding", TABLES["facts_holding"].of(facts))
        expose.add_up(engine, progress=lambda _: None)
        return Exposed(engine, located)


class Exposed:
    """Figures of a run of the stage."""

    def __init__(self, engine, holding):
        self.holding = holding
        self.footprint = engine.fetch("footprint").to_pylist()
        self.exposures = engine.fetch("exposures").to_pylist()
        self.coverage = {row["figure"]: row for row in engine.fetch("coverage").to_pylist()}
        self.plan = engine.fetch("facts_plan").to_pylist()[0]

    def figure(self, measure, group, basis="operations"):
        """Return (low, best, high) as the report prints it: summed over sides and tiers."""
        rows = [r for r in self.exposures if (r["measure"], r["basis"], r["group"]) == (measure, basis, group)]
        return tuple(sum((r[end] for r in rows), Decimal(0)) for end in ("low", "best", "high"))

    def cells(self, footprint_id, basis="operations"):
        return {
            (r["place"], r["industry"]): (r["low"], r["best"])
            for r in self.footprint
            if r["footprint_id"] == footprint_id and r["basis"] == basis
        }
