"""The exposures of the run made by hand, part by part, and what its holdings finance; amounts in thousands.

What may be in Illinois, low / best / high, and on which tier it rests (footprints: example_run.py):

    A  12,000 long   0 / 7,200 / 12,000   tier 3      -1,000 short  -1,000 / -600 / 0
    B  10,500        5,250 / 6,300 / 7,350  tier 1    of which share 8,000, bond 2,000, call 500
    C   6,000        0 / 0 / 6,000   tier 5           of which bond 1,000
    D   3,000        0 / 3,000 / 3,000   tier 5       as manufacturing 0 / 0 / 3,000
    E   4,000        0 / 0 / 4,000   tier 5
    Illinois municipal 6,000, certainly; municipal of no known state 500 and unknown 22,000.00025, perhaps
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from screener.tables import (
    APPROACHES,
    ATTRIBUTIONS,
    CHANGES,
    COMPANY_FIGURES,
    ESTABLISHMENTS,
    EXPOSURES,
    IMPACTS,
    INSTRUMENTS,
    REGIONS,
    TILTS,
)

LINES = """\
in_state operations state IL long 1 5250 6300 7350 | long 3 0 7200 12000 | short 3 -1000 -600 0
in_state operations state IL long 5 0 3000 13000 | long instrument 6000 6000 6000 | long none 0 0 REST
in_state operations state IN long 1 0 0 2100 | long 3 0 4800 12000 | short 3 -1000 -400 0
in_state operations state IN long 5 0 0 13000 | long none 0 0 REST
in_state operations state WI long 1 3150 4200 5250 | long 3 0 0 12000 | short 3 -1000 0 0
in_state operations state WI long 5 0 0 13000 | long none 0 0 REST
in_state operations state MO long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
in_state operations state MO long 5 0 6000 13000 | long none 0 0 REST
in_state operations state foreign long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
in_state operations state foreign long 5 0 4000 13000 | long instrument 2000 2000 2000 | long none 0 0 REST
in_state operations state no_place long instrument NOWHERE NOWHERE NOWHERE | short instrument OWED OWED OWED
in_state operations state unknown long none REST REST REST
in_state headquarters state IL long 5 25500 25500 25500 | short 5 -1000 -1000 -1000
in_state headquarters state IL long instrument 6000 6000 6000 | long none 0 0 REST
in_state headquarters state MO long 5 6000 6000 6000 | long none 0 0 REST
in_state headquarters state foreign long 5 4000 4000 4000 | long instrument 2000 2000 2000
in_state headquarters state no_place long instrument NOWHERE NOWHERE NOWHERE | short instrument OWED OWED OWED
in_state headquarters state unknown long none REST REST REST
in_state_manufacturing operations state IL long 1 5250 6300 7350 | long 3 0 7200 12000 | short 3 -1000 -600 0
in_state_manufacturing operations state IL long 5 0 0 13000 | long none 0 0 BLANK
in_state_manufacturing operations state IN long 1 0 0 2100 | long 3 0 4800 12000 | short 3 -1000 -400 0
in_state_manufacturing operations state IN long 5 0 0 13000 | long none 0 0 BLANK
in_state_manufacturing operations state WI long 1 3150 4200 5250 | long 3 0 0 12000 | short 3 -1000 0 0
in_state_manufacturing operations state WI long 5 0 0 13000 | long none 0 0 BLANK
in_state_manufacturing operations state MO long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
in_state_manufacturing operations state MO long 5 0 0 13000 | long none 0 0 BLANK
in_state_manufacturing operations state foreign long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
in_state_manufacturing operations state foreign long 5 0 4000 13000 | long none 0 0 BLANK
in_state_manufacturing operations state not_manufacturing long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
in_state_manufacturing operations state not_manufacturing long 5 0 6000 13000 | long none 500 500 REST
in_state_manufacturing operations state not_manufacturing long instrument 8000 8000 8000
in_state_manufacturing operations state no_place long instrument NOWHERE NOWHERE NOWHERE
in_state_manufacturing operations state no_place short instrument OWED OWED OWED
in_state_manufacturing operations state unknown long 5 3000 3000 3000 | long none BLANK BLANK BLANK
in_state_manufacturing headquarters state IL long 5 22500 22500 25500 | short 5 -1000 -1000 -1000 | long none 0 0 BLANK
in_state_manufacturing headquarters state foreign long 5 4000 4000 4000
in_state_manufacturing headquarters state not_manufacturing long 5 6000 6000 6000 | long none 500 500 500
in_state_manufacturing headquarters state not_manufacturing long instrument 8000 8000 8000
in_state_manufacturing headquarters state no_place long instrument NOWHERE NOWHERE NOWHERE
in_state_manufacturing headquarters state no_place short instrument OWED OWED OWED
in_state_manufacturing headquarters state unknown long 5 3000 3000 3000 | long none BLANK BLANK BLANK
community_development operations definition cd-ppov long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
community_development operations definition cd-ppov long 5 0 6000 13000 | long none 0 0 REST
community_development headquarters definition cd-ppov long 5 6000 6000 6000 | long none 0 0 REST"""
"""Measure, basis, grouping, group; then side, tier, low, best and high.

BLANK is what nothing is known of; REST adds the municipal bond of no known state: both might be in any state.
"""

PARTS = """\
both account Large_companies    long 1 4250 5100 5950 | long 3 0 7200 12000 | short 3 -1000 -600 0
in_state account Large_companies long 5 0 3000 12000 | long none 0 0 BLANK
made account Large_companies    long 5 0 0 12000 | long none 0 0 BLANK
both account Core_bonds         long 1 1000 1200 1400 | long 5 0 0 1000
in_state account In-state_municipal long instrument 6000 6000 6000 | long none 0 0 500
both manager Example_Asset_Management long 1 1000 1200 1400 | long 5 0 0 1000
both manager not_stated         long 1 4250 5100 5950 | long 3 0 7200 12000 | short 3 -1000 -600 0
in_state manager not_stated     long 5 0 3000 12000 | long none 0 0 REST | long instrument 6000 6000 6000
made manager not_stated         long 5 0 0 12000 | long none 0 0 BLANK
both asset_class equity         long 1 4000 4800 5600 | long 3 0 7200 12000 | short 3 -1000 -600 0
in_state asset_class equity     long 5 0 3000 12000
made asset_class equity         long 5 0 0 12000
both asset_class option         long 1 250 300 350
both asset_class corporate_debt long 1 1000 1200 1400 | long 5 0 0 1000
both asset_class fund           long none 0 0 20500
both asset_class private        long none 0 0 1500.00025
in_state asset_class municipal_debt long instrument 6000 6000 6000 | long none 0 0 500
both issuer cik:A               long 3 0 7200 12000 | short 3 -1000 -600 0
both issuer cik:B               long 1 5250 6300 7350
both issuer cik:C               long 5 0 0 6000
in_state issuer cik:D           long 5 0 3000 3000
made issuer cik:D               long 5 0 0 3000
both issuer cik:E               long 5 0 0 4000
in_state issuer government:IL:1 long instrument 3000 3000 3000
in_state issuer government:IL:2 long instrument 2000 2000 2000
in_state issuer government:IL:3 long instrument 1000 1000 1000
in_state issuer state:unknown   long none 0 0 500
both issuer unknown             long none 0 0 BLANK
both naics3 333                 long 1 0 0 2100 | long 3 0 7200 12000 | short 3 -1000 -600 0 | long 5 0 0 13000
both naics3 333                 long none 0 0 BLANK
both naics3 311                 long 1 5250 6300 7350 | long 3 0 0 12000 | short 3 -1000 0 0 | long 5 0 0 13000
both naics3 311                 long none 0 0 BLANK
in_state naics3 other           long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0 | long 5 0 0 13000
in_state naics3 other           long instrument 6000 6000 6000 | long none 0 0 REST
in_state naics3 unknown         long 5 3000 3000 3000
both advanced yes               long 1 0 0 2100 | long 3 0 7200 12000 | short 3 -1000 -600 0 | long 5 0 0 13000
both advanced yes               long none 0 0 BLANK
both advanced no                long 1 5250 6300 7350 | long 3 0 0 12000 | short 3 -1000 0 0 | long 5 0 0 13000
made advanced no                long none 0 0 BLANK
in_state advanced no            long instrument 6000 6000 6000 | long none 0 0 REST
in_state advanced unknown       long 5 3000 3000 3000
made cluster cbsa:16980/333     long 1 0 0 2100 | long 3 0 7200 12000 | short 3 -1000 -600 0 | long 5 0 0 13000
made cluster cbsa:16980/333     long none 0 0 BLANK
made cluster none               long 1 5250 6300 7350 | long 3 0 0 12000 | short 3 -1000 0 0 | long 5 0 0 13000
made cluster none               long none 0 0 BLANK
both county 17031               long 1 5250 6300 7350 | long 3 0 7200 12000 | short 3 -1000 -600 0 | long 5 0 0 13000
made county 17031               long none 0 0 BLANK
in_state county 17031           long instrument 0 0 6000 | long none 0 0 REST
both cbsa 16980                 long 1 5250 6300 7350 | long 3 0 12000 12000 | short 3 -1000 -1000 0 | long 5 0 0 13000
both cbsa 16980                 long none 0 0 BLANK
made outcome advanced-manufacturing/mfg-31:_pass long 1 5250 6300 7350 | long 3 0 7200 12000 | short 3 -1000 -600 0
made outcome advanced-manufacturing/mfg-31:_watch long 5 0 0 4000
made outcome advanced-manufacturing/mfg-31:_fail long 5 0 0 6000
made outcome advanced-manufacturing/mfg-31:_insufficient_data long 5 0 0 3000
made outcome advanced-manufacturing/mfg-31:_not_judged long none 0 0 BLANK"""
"""Operations basis: measure (made is in-state manufacturing, both that and all industries), grouping, group, cells."""

AT_HOME = """\
in_state_community_development operations definition cd-ppov long 1 0 0 2100 | long 3 0 0 12000 | short 3 -1000 0 0
in_state_community_development operations definition cd-ppov long 5 0 0 13000 | long none 0 0 REST
in_state_community_development operations definition cd-ppov long instrument 0 0 6000
in_state_community_development headquarters definition cd-ppov long none 0 0 REST | long instrument 0 0 6000"""

DIRECT = """\
community_development operations definition direct_instruments    long instrument 2000 2000 10000 | long none 0 0 500
community_development headquarters definition direct_instruments  long instrument 2000 2000 10000 | long none 0 0 500
community_development operations definition any_definition_or_instrument long 1 0 0 2100 | long 3 0 0 12000
community_development operations definition any_definition_or_instrument short 3 -1000 0 0 | long 5 0 6000 13000
community_development operations definition any_definition_or_instrument long instrument 2000 2000 10000
community_development operations definition any_definition_or_instrument long none 0 0 REST
community_development headquarters definition any_definition_or_instrument long 5 6000 6000 6000 | long none 0 0 REST
community_development headquarters definition any_definition_or_instrument long instrument 2000 2000 10000
in_state_community_development operations definition direct_instruments long instrument 2000 2000 6000
in_state_community_development operations definition direct_instruments long none 0 0 500
in_state_community_development headquarters definition direct_instruments long instrument 2000 2000 6000
in_state_community_development headquarters definition direct_instruments long none 0 0 500"""

ODD = {"NOWHERE": "11000.0005", "OWED": "-250.00075", "BLANK": "22000.00025", "REST": "22500.00025"}
WORDS = {"made": ("in_state_manufacturing",), "both": ("in_state", "in_state_manufacturing")}


def k(thousands: str | int) -> Decimal:
    """Return thousands as money."""
    return Decimal(thousands) * 1000


def tables() -> dict[str, Any]:
    """Return the tables of this part of the run."""
    rows: dict[Any, list[dict[str, Any]]] = {
        EXPOSURES: exposures(),
        REGIONS: [
            {"grouping": "home", "group": "home", "name": "Illinois", "place": "17031"},
            {"grouping": "county", "group": "17031", "name": "Cook County, IL", "place": "17031"},
            {"grouping": "cbsa", "group": "16980", "name": "Chicago area", "place": "17031"},
        ],
        ATTRIBUTIONS: _attributions(),
        IMPACTS: _impacts(),
        ESTABLISHMENTS: _sites(),
        COMPANY_FIGURES: _company_figures(),
        INSTRUMENTS: _instruments(),
        APPROACHES: _approaches(),
        TILTS: _tilts(),
        CHANGES: _changes(),
    }
    return {table.name: table.of(found) for table, found in rows.items()}


def exposures(*more: str) -> list[dict[str, Any]]:
    """Return the exposures; `more` are lines as in LINES."""
    lines = [*LINES.splitlines(), *AT_HOME.splitlines(), *DIRECT.splitlines(), *more]
    # the home region is Illinois
    lines += [line.replace(" state IL ", " home home ") for line in LINES.splitlines() if " state IL " in line]
    for line in PARTS.splitlines():
        word, rest = line.split(maxsplit=1)
        lines += [f"{measure} operations {rest}" for measure in WORDS.get(word, (word,))]
    names = ("measure", "basis", "grouping", "group", "side", "location_tier")
    rows = []
    for line in lines:
        measure, basis, grouping, group, cells = line.split(maxsplit=4)
        for side, tier, *ends in (cell.split() for cell in cells.split("|")):
            low, best, high = (k(ODD.get(end, end)) for end in ends)
            key = zip(names, (measure, basis, grouping, _words(grouping, group), side, tier), strict=True)
            rows.append({**dict(key), "low": low, "best": best, "high": high})
    return rows


def _words(grouping: str, group: str) -> str:
    """Return a group with its spaces."""
    if group.startswith("advanced-manufacturing/"):
        return group.replace(":_not_judged", ": not judged").replace(":_", ": ")
    spaced = grouping in ("account", "manager") or group in ("direct_instruments", "any_definition_or_instrument")
    return group.replace("_", " ") if spaced else group


def _attributions() -> list[dict[str, Any]]:
    # A: 12,000 of 120,000; B: 8,000 + 2,000 of 100,000 (the call is out); D: 3,000 of 2,000; C and E: value unknown.
    known: dict[str, Any] = {"enterprise_value_basis": "evic", "enterprise_value_as_of": date(2023, 12, 31)}
    return [
        {
            **known,
            "issuer_id": "cik:A",
            "market_value": k(12000),
            "enterprise_value": k(120000),
            "attribution_factor": 0.1,
            "is_above_whole": False,
            "modelled_jobs": 500.0,
            "modelled_manufacturing_jobs": 450.0,
            "is_manufacturing_at_least": True,
            "layoff_notices": 0,
            "jobs_score": 3.0,
            "revenue": k(50000),
            "emissions": 1000.0,
            "emissions_basis": "stated",
            "emissions_score": 3.0,
        },
        {
            **known,
            "issuer_id": "cik:B",
            "market_value": k(10000),
            "enterprise_value": k(100000),
            "attribution_factor": 0.1,
            "is_above_whole": False,
            "counted_jobs": 300.0,
            "counted_manufacturing_jobs": 300.0,
            "is_manufacturing_at_least": False,
            "jobs_score": 1.0,
            "layoff_notices": 1,
            "emissions": 200.0,
            "emissions_basis": "facilities only",
        },
        {"issuer_id": "cik:C", "market_value": k(6000), "layoff_notices": 0},
        {
            **known,
            "issuer_id": "cik:D",
            "market_value": k(3000),
            "enterprise_value": k(2000),
            "attribution_factor": 1.5,
            "is_above_whole": True,
            "layoff_notices": 2,
            "layoff_jobs": 40.0,
        },
        {"issuer_id": "cik:E", "market_value": k(4000), "layoff_notices": 0},
    ]


def _sites() -> list[dict[str, Any]]:
    """Return a site of B in the portfolio's own file, and one of A in a register."""
    shared: dict[str, Any] = {"kind": "plant", "place": "17031", "employment_basis": "counted", "location_tier": "1"}
    return [
        {
            **shared,
            "issuer_id": issuer,
            "establishment_id": f"{dataset}:1",
            "establishment_name": "Works",
            "data_quality_score": 2,
            "dataset": dataset,
            "published": date(2024, 3, 31),
            "source_row": "1",
        }
        for issuer, dataset in (("cik:B", "establishments/answers.csv"), ("cik:A", "ghgrp_facilities"))
    ]


def _company_figures() -> list[dict[str, Any]]:
    """Return A's enterprise value, used, and one that is not."""
    shared: dict[str, Any] = {
        "source_file": "company_figures/our.csv",
        "figure": "enterprise_value",
        "issuer_id": "cik:A",
    }
    shared |= {"as_of": date(2023, 12, 31), "published": date(2024, 2, 28), "is_old": False, "basis": "evic"}
    return [
        {**shared, "source_row": 2, "value": k(120000), "source": "10-K of 2023, p. 4", "standing": "used"},
        {**shared, "source_row": 3, "value": k(1), "source": "A superseded letter", "standing": "superseded"},
    ]


IMPACTS_TEXT = """\
jobs_counted|30|people|10000|1|1|OI8869
jobs_modelled|50|people|12000|1|3|OI8869
manufacturing_jobs_counted|30|people|10000|1|1|OI8869
manufacturing_jobs_modelled|at least 45|people|12000|1|3|OI8869
layoff_jobs|60|jobs|3000|1||
financed_emissions|100|tCO2e|12000|1|3|OI1479
financed_facility_emissions|20|tCO2e|10000|1||OI1479
carbon_footprint|8.333333333333334|tCO2e per million of base currency|12000|1|3|
carbon_intensity|20|tCO2e per million of base currency|12000|1|3|
weighted_average_carbon_intensity||tCO2e per million of base currency|0|0||"""
"""Figure, value, unit, covered, issuers, score, IRIS+. 300 × 0.1; 500 × 0.1 and 450 × 0.1; 40 × 1.5; 1,000 × 0.1 and,
of facilities alone, 200 × 0.1; 100 ÷ 12; 100 ÷ (50 × 0.1).

The average is left unknown to show what that looks like.
"""


def _impacts() -> list[dict[str, Any]]:
    rows = []
    for line in IMPACTS_TEXT.splitlines():
        figure, value, unit, covered, issuers, score, iris = line.split("|")
        rows.append(
            {
                "figure": figure,
                "value": float(value.removeprefix("at least ")) if value else None,
                "is_at_least": value.startswith("at least"),
                "unit": unit,
                "covered": k(covered),
                "total": k(35000),
                "issuers": int(issuers),
                "mean_data_quality_score": float(score) if score else None,
                "iris_metric": iris or None,
            }
        )
    return rows


INSTRUMENTS_TEXT = """\
3|municipal bond|general purpose|name|3000|0|0|1
4|municipal bond|affordable housing|attested|2000|1|1|1
5|municipal bond|infrastructure|name|1000|0|0|1
6|municipal bond|unknown|kind|500|0|0|1
2|agency mortgage pool|unknown|kind|4000|0|0|1"""
"""Line, kind, use, known from, market value; low, best, high as shares."""


def _instruments() -> list[dict[str, Any]]:
    rows = []
    for line in INSTRUMENTS_TEXT.splitlines():
        row, kind, use, basis, value, *shares = line.split("|")
        rows.append(
            {
                "source_file": "munis" if kind == "municipal bond" else "bonds",
                "source_row": int(row),
                "position_id": f"{kind} {row}",
                "kind": kind,
                "use_of_proceeds": use,
                "basis": basis,
                "evidence": "the example",
                "market_value": k(value),
                **dict(zip(("low", "best", "high"), map(Decimal, shares), strict=True)),
            }
        )
    return rows


APPROACHES_TEXT = """\
fixed income|external|screening|negative|21500|1
listed equity|internal|not recorded|not recorded|33000|1
other|unknown|none|none|23750.0015|1"""
"""Gross: shares 32,000 + 1,000; bonds 6,000 + 4,000 + 2,000 + 1,000 + 2,000 + 6,500; the rest of 78,250.0015."""


def _approaches() -> list[dict[str, Any]]:
    names = ("asset_group", "management", "approach", "screens")
    rows = []
    for line in APPROACHES_TEXT.splitlines():
        *words, value, share = line.split("|")
        rows.append({**dict(zip(names, words, strict=True)), "market_value": k(value), "share": Decimal(share)})
    return rows


TILTS_TEXT = """\
in_state|operations|0.1 0.4 0.9|0.05 0.3 0.8
in_state_manufacturing|operations|0.05 0.35 0.85|0 0.1 0.7"""


def _tilts() -> list[dict[str, Any]]:
    ends = ("low", "best", "high")
    rows = []
    for line in TILTS_TEXT.splitlines():
        measure, basis, *both = line.split("|")
        held, benchmark = ([float(end) for end in part.split()] for part in both)
        tilts = (held[0] - benchmark[2], held[1] - benchmark[1], held[2] - benchmark[0])
        cells = {"weight": held, "benchmark": benchmark, "tilt": tilts}
        named = {
            f"{part}_{end}": value for part, values in cells.items() for end, value in zip(ends, values, strict=True)
        }
        rows.append({"measure": measure, "basis": basis, "market_value": k(31000), **named})
    return rows


CHANGES_TEXT = """\
in_state_manufacturing|operations|before 4000 12000 50000|trades 250 1000 4000|prices 0 -100 350.00025|matching 0 0 0
market_value|operations|before 70000 70000 70000|trades 5000 5000 5000|prices 750 750 750|matching 0 0 0"""


def _changes() -> list[dict[str, Any]]:
    rows = []
    for line in CHANGES_TEXT.splitlines():
        measure, basis, *steps = line.split("|")
        for number, step in enumerate(steps):
            cause, *ends = step.split()
            low, best, high = map(k, ends)
            row = {"measure": measure, "basis": basis, "step": number, "cause": cause}
            rows.append({**row, "low": low, "best": best, "high": high})
    return rows
