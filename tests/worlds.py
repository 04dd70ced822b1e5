"""A tiny world to expose: two states, three counties, issuers and positions added by each test; and worlds replayed."""

from __future__ import annotations

import weakref
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from types import SimpleNamespace

import pyarrow as pa

from screener import expose
from screener.engine import Recorder, Step, open_engine, read_step
from screener.enrich import REGISTER
from screener.enrich.copies import copies, shipped
from screener.enrich.own.approaches import SCHEMA as APPROACHES
from screener.enrich.own.instruments import SCHEMA
from screener.enrich.own.regions import SCHEMA as REGIONS_SCHEMA
from screener.expose.instruments import words_table
from screener.rulebook import Regime
from screener.rulebook.model import InForce
from screener.tables import ETI_PLAN, INSTRUMENTS, REGIONAL_INDUSTRIES, TABLES

PLACES = [
    {"place": "17031", "place_name": "Cook County", "state": "IL", "state_fips": "17"},
    {"place": "17143", "place_name": "Peoria County", "state": "IL", "state_fips": "17"},
    {"place": "21067", "place_name": "Fayette County", "state": "KY", "state_fips": "21"},
]


class Replays:
    """One calculation for many tests: made once, and made again only where a test changes what it rests on.

    That an engine of `opened` then holds what a fresh one would is proved in unit/engine and unit/whatif.
    """

    def __init__(self, calculate):
        self._calculate, self._recorded, self._free = calculate, [], []

    @contextmanager
    def opened(self):
        """Yield a function that opens an engine to calculate over; each of them lasts until the block ends."""
        with ExitStack() as stack:
            bases = self._bases()
            yield lambda: stack.enter_context(next(bases).again())

    def lent(self, owner):
        """Return an engine to calculate over; it lasts as long as its owner is there."""
        base = self._free.pop() if self._free else self._base()
        stack = ExitStack()
        engine = stack.enter_context(base.again())

        def give_back():
            stack.close()
            self._free.append(base)

        weakref.finalize(owner, give_back).atexit = False
        return engine

    def _bases(self):
        """Yield recordings of which none is open twice in one block; two blocks are never open at once."""
        yield from list(self._recorded)
        while True:
            self._recorded.append(self._base())
            yield self._recorded[-1]

    def _base(self):
        """Return a new recording."""
        base = Recorder()
        self._calculate(base)
        return base


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
        """Return the figures; each is calculated when it is asked for, and rests on a replay of an empty world."""
        return Exposed(lambda engine: self._expose(engine, state, home, decision))

    def _expose(self, engine, state, home, decision):
        """Run the stage."""
        self._load(engine)
        engine.load("definitions", expose.definitions_table([self._rulebook()], Regime(date(2024, 12, 31))))
        plan = SimpleNamespace(is_governmental_plan=True)
        engine.load("plan", expose.plan_table(SimpleNamespace(id="test", plan=plan), state, None))
        engine.load("home_counties", expose.home_table(home))
        engine.load("eti_plan", ETI_PLAN.of([decision] if decision else []))
        for name in expose.LOCATE:
            step = read_step("screener.expose", name)
            # what is asked of a line's data stays as the test says it
            engine.run(Step("located", step.sql) if name == "facts_holding" else step)
        engine.load("instrument_words", words_table())
        for name in expose.ADD_UP:
            if name == "instruments" and self.said_of_instruments().num_rows:
                engine.load(name, self.said_of_instruments())
            else:
                engine.run(read_step("screener.expose", name))

    def said_of_instruments(self):
        """Return what lines finance by their use of proceeds, as the table `instruments`."""
        return INSTRUMENTS.of([_instrument(*row) for row in self.instruments])

    def _load(self, engine):
        """Load what the test said, and what it says nothing of, empty."""
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
            "facts_candidate": [],
        }
        for name, content in rows.items():
            engine.load(name, TABLES[name].of(content))
        read_lists(engine)
        codes = {(site["naics"], site["dataset"]) for site in self.sites if site["kind"] != "headquarters"}
        codes |= {(issuer["naics"], issuer["naics_dataset"]) for issuer in self.issuers if issuer.get("naics")}
        engine.load("industries", industries(frozenset(codes)))
        for subject in ("holding", "issuer", "place"):
            engine.load(f"decisions_{subject}", TABLES["decisions"].of(getattr(self, f"{subject}_decisions")))
        regions = [{"region": name, "place": place} for name, place in self.regions]
        engine.load("user_regions", pa.Table.from_pylist(regions, REGIONS_SCHEMA))
        engine.load("regional_industries", REGIONAL_INDUSTRIES.of(self.industries))
        day = {"as_of": [date(2024, 11, 30)], "run_as_of": [date(2024, 12, 31)]}
        engine.load("_known_observations", pa.table({"subject_id": ["-"], **day}))
        without_instruments(engine)
        engine.load("benchmark_classes", pa.table({"asset_class": pa.array([], pa.string())}))
        engine.load("user_approaches", APPROACHES.empty_table())

    def _rulebook(self):
        """Return a rulebook whose criteria are those that places were decided by."""
        return SimpleNamespace(
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


EMPTY = Replays(lambda engine: World()._expose(engine, "IL", (), None))


class Exposed:
    """Figures of a run of the stage; its engine lasts as long as it does."""

    def __init__(self, calculate):
        self.engine = EMPTY.lent(self)
        calculate(self.engine)

    @cached_property
    def holding(self):
        """What is known of each line by then."""
        return self.engine.fetch("located", TABLES["facts_holding"]).to_pylist()

    @cached_property
    def footprint(self):
        """Where each issuer is."""
        return self.engine.fetch("footprint").to_pylist()

    @cached_property
    def exposures(self):
        """Money by place."""
        return self.engine.fetch("exposures").to_pylist()

    @cached_property
    def coverage(self):
        """Figure → how much of the value it rests on."""
        return {row["figure"]: row for row in self.engine.fetch("coverage").to_pylist()}

    @cached_property
    def plan(self):
        """What is known of the plan."""
        return self.engine.fetch("facts_plan").to_pylist()[0]

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
