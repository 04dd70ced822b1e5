"""A small run made by hand: every kind of line, two bases, and totals that can be checked on paper.

Amounts are in thousands where `k()` is used. Issuers and what they are worth (net):

    A  Prairie Machine Works   12,000 long, -1,000 short   plants 60 % Cook IL, 40 % Lake IN; modelled, so low is 0
    B  Lakeshore Foods         10,500 (share, bond, call)  counted: 50 % Cook IL, 30 % Milwaukee WI; 20 % unlocated
    C  Great River Bank         6,000                      head office only, St. Louis MO
    D  Halsted Holdings         3,000                      head office only, Illinois; industry unknown
    E  Rhine Chemie             4,000                      abroad
    no place 11,000,000.50 long, -250,000.75 short; unknown 22,000,000.25; Illinois municipal 6,000;
    municipal of no known state 500; sovereign 2,000

    net 75,750,000.00   long 77,000,000.75   short -1,250,000.75   gross 78,250,001.50
"""

from __future__ import annotations

import runpy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from screener.report import About, CriterionInfo, EarlierRun, FactInfo, ProfileInfo, RulebookInfo, TextInfo
from screener.report.law import Cap, Report
from screener.tables import TABLES
from screener.workspace import DeliveredFile

PARTS = str(Path(__file__).with_name("example_parts.py"))
"""The home region by part, and what the holdings finance."""

AS_OF = date(2024, 12, 31)
MANAGER = "Example Asset Management"
BONDS_AS_OF = date(2024, 9, 30)
EQUITY = "inputs/2024-12-31/custodian-equity.csv"
BONDS = "inputs/2024-12-31/bond-manager.xml"
MUNIS = "inputs/2024-12-31/in-state-munis.xlsx"


def k(thousands: str | int) -> Decimal:
    """Return thousands as money."""
    return Decimal(thousands) * 1000


LINES_TEXT = """\
E  8 Prairie Machine Works Inc|PMWX|equity|10000000|cik:A|cik:A
E  9 Prairie Machine Works Inc|PMWX|equity|2000000|cik:A|cik:A
E 10 Prairie Machine Works Inc (short)|PMWX|equity|-1000000|cik:A|cik:A
E 11 Lakeshore Foods Co|LKSF|equity|8000000|cik:B|cik:B
E 12 Lakeshore Foods Co Call 2025-06|LKSF|option|500000|cik:B|cik:B
E 13 Great River Bank Corp|GRBC|equity|5000000|cik:C|cik:C
E 14 Halsted Holdings|HLST|equity|3000000|cik:D|cik:D
E 15 Rhine Chemie AG ADR|RHCY|equity|4000000|cik:E|cik:E
E 16 Broad Market Index Fund|BMIF|fund|20000000|unknown|
E 17 Mystery Partners LP||private|1500000.25|unknown|
E 18 Delisted Example Corp||equity||unknown|
E 19 Target Date Fund 2030|TD30|fund|100000|unknown|
E 20 Target Date Fund 2035|TD35|fund|100000|unknown|
E 21 Target Date Fund 2040|TD40|fund|100000|unknown|
E 22 Target Date Fund 2045|TD45|fund|100000|unknown|
E 23 Target Date Fund 2050|TD50|fund|100000|unknown|
B  1 US Treasury 4.25% 2034||treasury|6000000|no_place|
B  2 FNMA pool 3% 2050||agency_mbs|4000000|no_place|
B  3 Cash||cash|1000000.50|no_place|
B  4 EUR/USD forward||fx_derivative|-250000.75|no_place|
B  5 Lakeshore Foods 5% 2030||corporate_debt|2000000|cik:B|cik:B
B  6 Great River Bank 6% 2031||corporate_debt|1000000|cik:C|cik:C
B  7 Kingdom of Norway 2029||sovereign_debt|2000000|foreign|
M  3 Chicago IL GO 5% 2040||municipal_debt|3000000|state:IL|government:IL:1
M  4 Cook Cnty IL GO 4% 2035||municipal_debt|2000000|state:IL|government:IL:2
M  5 Peoria IL Wtr Rev 2033||municipal_debt|1000000|state:IL|government:IL:3
M  6 Midstates Power Agency||municipal_debt|500000|state:unknown|"""
"""File, line, name, ticker, asset class, market value (empty: unpriced), footprint, issuer."""

FILES = {"E": (EQUITY, "Large companies"), "B": (BONDS, "Core bonds"), "M": (MUNIS, "In-state municipal")}


def _line(text: str) -> tuple[Any, ...]:
    name, ticker, asset_class, value, footprint, issuer = text[5:].split("|")
    file, account = FILES[text[0]]
    money = Decimal(value) if value else None
    return file, int(text[1:4]), account, name, ticker or None, asset_class, money, footprint, issuer or None


LINES = [_line(text) for text in LINES_TEXT.splitlines()]


def tables() -> dict[str, Any]:
    """Return the run's tables, each as `screener.tables` declares it."""
    rows = {
        "holdings": _holdings(),
        "quarantined": _quarantined(),
        "findings": _findings(),
        "securities": [],
        "matches": _matches(),
        "issuers": _issuers(),
        "positions": _positions(),
        "holding_positions": [
            {"source_file": line[0], "source_row": line[1], "position_id": _position_id(line), "market_value": line[6]}
            for line in LINES
        ],
        "look_throughs": [],
        "attestations": _attestations(),
        "facts_manager": [
            {"subject_id": MANAGER, "manager": MANAGER, "matched_votes": 40.0, "vote_agreement": 0.9},
            {"subject_id": "Quiet Partners", "manager": "Quiet Partners"},
        ],
        "vote_agreement": [{"manager": MANAGER, "category": "COMPENSATION", "matched_votes": 40, "agreeing_votes": 36}],
        "places": _places(),
        "footprint": _footprint(),
        "coverage": _coverage(),
        "decisions": _decisions(),
        "data_sources": _sources(),
    }
    empty = {name: table.empty() for name, table in TABLES.items()}
    made = {name: TABLES[name].of(table_rows) for name, table_rows in rows.items()}
    return empty | made | runpy.run_path(PARTS)["tables"]()


def about() -> About:
    """Return what the report says about the run."""
    return About(
        portfolio_id="example",
        portfolio_name="Example Teachers’ Fund",
        label="A portfolio constructed for tests. It belongs to no pension system.",
        state="IL",
        state_name="Illinois",
        home_name="Illinois",
        as_of=AS_OF,
        decision_date=AS_OF,
        known_at=AS_OF,
        run_id="0123456789ab",
        base_currency="USD",
        version="0.1.0",
        inputs=(
            DeliveredFile(
                "equity",
                "Large companies, as the custodian delivers them",
                EQUITY,
                "0" * 64,
                "Large companies",
                None,
                "csv",
                AS_OF,
                18,
                None,
                None,
            ),
            DeliveredFile(
                "bonds",
                "Core bonds, the manager’s own file",
                BONDS,
                "0" * 64,
                "Core bonds",
                MANAGER,
                "sec-nport",
                BONDS_AS_OF,
                7,
                Decimal("15749999.75"),
                Decimal("15749999.75"),
            ),
            DeliveredFile(
                "munis",
                "Bonds of Illinois public bodies",
                MUNIS,
                "0" * 64,
                "In-state municipal",
                None,
                "xlsx",
                AS_OF,
                4,
                Decimal("6500000.00"),
                None,
            ),
        ),
        rulebooks=_rulebooks(),
        profile=PROFILE,
        adopted_text="IB 2015-01",
        texts=TEXTS,
        since=EarlierRun("ba9876543210", date(2023, 12, 31)),
    )


STEPS, PRI = "Nine steps to revitalize manufacturing communities", "Principles for Responsible Investment"
RULEBOOKS = f"""\
advanced-manufacturing|Advanced manufacturing|mfg-31|Manufacturer|issuer|issuer|verified|in force since 2022|decision
community-development|Community development|cd-ppov|Persistent-poverty county|place|county|verified|in force|decision
dol-eti|Department of Labor guidance|dol-15a|Not dominated|candidate|candidate|unverified|in force: the plan follows \
IB 2015-01|decision
dol-eti|Department of Labor guidance|dol-94a|Commensurate return|candidate|candidate|unverified|-ended October 16, \
2008|decision
nine-steps|{STEPS}|s8c|Exposure is measured|plan|plan|unverified|in force|decision
nine-steps|{STEPS}|s7-p|Employers lead|place|partnership|unverified|in force|required_report
ohio|Ohio|oh-01|Comparable in quality|holding|holding|unverified|-only for Ohio|required_report
un-pri|{PRI}|pri1-h1|Fresh ESG fact|holding|holding|unverified|in force|decision
un-pri|{PRI}|pri2-m1|Votes as the policy says|manager|manager|unverified|in force|decision
un-pri|{PRI}|pri4-h1|Principle 4|holding|holding|verified|-never applies to a holding|decision"""
"""Rulebook, title, criterion, title, subject, what it judges, review, status (- in front: judges nobody), use."""

PROFILE = ProfileInfo(
    id="illinois",
    title="Illinois",
    about="Benefits are to be reported.",
    in_state="anywhere in Illinois",
    in_state_source="An act of 2019",
    counties=0,
    use="required_report",
    use_since=date(2020, 1, 1),
    use_meaning="Benefits to workers and communities are reported.",
    use_source="An act of 2019",
    adopted_text=None,
    reports=(Report("Yearly description", "each June", date(2024, 1, 1), "nine-steps/s8c", "An act of 2023"),),
    caps=(Cap("At most 5 percent", "illinois/no-such", "An act of 2018"),),
    review_status="unverified",
)

TEXTS = (
    TextInfo("Bulletin 2015-01", "binding", "80 FR 1", "from 2015 to 2021", False, True, True, ""),
    TextInfo("Rule of 2020", "binding", "85 FR 2", "from 2021 to 2023", True, False, False, "2021 to 2023"),
)
"""The first is not in force and adopted; the second is in force and not enforced. A real day has them otherwise."""

FACTS = (
    FactInfo("plan", "ri_policy_coverage", "number", "1", "share of assets that the policy covers"),
    FactInfo("plan", "ri_staff_named", "flag", "", "staff are named"),
)


def _rulebooks() -> tuple[RulebookInfo, ...]:
    books: dict[tuple[str, str], list[CriterionInfo]] = {}
    for line in RULEBOOKS.splitlines():
        book_id, book, criterion_id, title, subject, judges, review, status, use = line.split("|")
        criterion = CriterionInfo(
            id=criterion_id,
            title=title,
            meaning=f"A {subject} meets it by the text of the source.",
            subject=subject,
            source=SOURCES.get(criterion_id, "The rulebook's own source"),
            review_status=review,
            judges=judges,
            describes=criterion_id in ("mfg-31", "cd-ppov"),
            is_judged=not status.startswith("-"),
            status=status.removeprefix("-"),
            use=use,
        )
        books.setdefault((book_id, book), []).append(criterion)
    return tuple(RulebookInfo(*names, tuple(criteria), FACTS) for names, criteria in books.items())


SOURCES = {"mfg-31": "US Census Bureau, NAICS 2022", "cd-ppov": "USDA ERS, 2015 edition"}

ATTESTATIONS = """\
2|ri_policy_coverage|2023-12-31|2024-02-01|0.5||Policy of 2023
3|ri_policy_coverage|2024-06-30|2024-07-15|0.95||Policy of 2024
4|ri_staff_named|2024-06-30|2024-07-15|1||Policy of 2024, page 3
5|ri_staff_named|2025-06-30|2025-07-15|0||Policy of 2025"""
"""Line, fact, day described, day known, value, text, document: of the plan."""


def _attestations() -> list[dict[str, Any]]:
    rows = []
    for line in ATTESTATIONS.splitlines():
        row, fact, as_of, published, value, text, document = line.split("|")
        rows.append(
            {
                "source_file": "attestations/plan.csv",
                "source_row": int(row),
                "subject": "plan",
                "subject_id": "example",
                "fact": fact,
                "as_of": date.fromisoformat(as_of),
                "published": date.fromisoformat(published),
                "value": float(value),
                "text": text or None,
                "document": document,
            }
        )
    return rows


FAULTS = """\
24|Market Value|n.a.-see note|market-value-unreadable|a market value is a number|write the amount, such as 1,234.56
24|State|XX|state-unknown|XX is no US state or territory|write the two-letter state
25|Currency|=cmd' /C calc'!A0|currency-unknown|no ISO 4217 code|write the code, such as USD"""


def faults() -> list[dict[str, Any]]:
    """Return the faulty cells of the quarantined lines."""
    names = ("source_row", "column", "delivered", "rule", "problem", "fix")
    common = {"source_file": EQUITY, "account": "Large companies", "corrected": "", "line": '{"Ticker": "ZZZZ"}'}
    return [
        {**common, **dict(zip(names, [int(row), *cells], strict=True))}
        for row, *cells in (line.split("|") for line in FAULTS.splitlines())
    ]


def _security_id(line: tuple[Any, ...]) -> str:
    return f"line:{line[0]}:{line[1]}"


def _position_id(line: tuple[Any, ...]) -> str:
    return f"{line[2]}||{_security_id(line)}|{'short' if (line[6] or 0) < 0 else 'long'}"


def _holdings() -> list[dict[str, Any]]:
    return [
        {
            "source_file": file,
            "source_row": row,
            "account": account,
            "issuer_name": name,
            "security_name": name,
            "ticker": ticker,
            "asset_class": asset_class,
            "asset_class_basis": "constructed",
            "currency": "USD",
            "local_value": value,
            "fx_rate": 1.0,
            "market_value": value,
            "quantity": Decimal("100.00000000"),
            "as_of": BONDS_AS_OF if file == BONDS else AS_OF,
        }
        for file, row, account, name, ticker, asset_class, value, _, _ in LINES
    ]


def _quarantined() -> list[dict[str, Any]]:
    common = {"source_file": EQUITY, "account": "Large companies", "delivered": "{}"}
    return [
        {**common, "source_row": 24, "market_value": None, "faults": "market-value-unreadable state-unknown"},
        {**common, "source_row": 25, "market_value": k(750), "faults": "currency-unknown"},
    ]


def _positions() -> list[dict[str, Any]]:
    return [
        {
            "position_id": _position_id(line),
            "account": line[2],
            "path": "",
            "manager": MANAGER if line[0] == BONDS else None,
            "security_id": _security_id(line),
            "issuer_id": line[8],
            "footprint_id": line[7],
            "side": "short" if (line[6] or 0) < 0 else "long",
            "market_value": line[6] or Decimal(0),
            "lines": 1,
            "unpriced_lines": int(line[6] is None),
        }
        for line in LINES
    ]


def _matches() -> list[dict[str, Any]]:
    return [
        {
            "security_id": _security_id(line),
            "issuer_id": line[8],
            "match_tier": "none"
            if line[8] is None
            else "government"
            if line[5] == "municipal_debt"
            else "ticker"
            if line[4]
            else "name",
            "evidence": "no issuer found" if line[8] is None else f"{line[4] or line[3]} in the register → {line[8]}",
            "decided_by": "rule",
        }
        for line in LINES
    ]


def _issuers() -> list[dict[str, Any]]:
    companies = [
        ("cik:A", "Prairie Machine Works Inc.", "17031", "3331"),
        ("cik:B", "Lakeshore Foods Company", "17031", "3118"),
        ("cik:C", "Great River Bank Corporation", "29510", "5221"),
        ("cik:D", "Halsted Holdings", "17", None),
        ("cik:E", "Rhine Chemie AG", "foreign", "3251"),
    ]
    governments = [
        ("government:IL:1", "City of Chicago"),
        ("government:IL:2", "Cook County"),
        ("government:IL:3", "Peoria"),
    ]
    return [
        *(
            {"issuer_id": i, "issuer_name": name, "kind": "company", "headquarters_place": place, "naics": naics}
            for i, name, place, naics in companies
        ),
        *(
            {"issuer_id": i, "issuer_name": name, "kind": "government", "headquarters_place": "17"}
            for i, name in governments
        ),
    ]


def _places() -> list[dict[str, Any]]:
    counties = [
        ("17031", "Cook County", "IL"),
        ("18089", "Lake County", "IN"),
        ("29510", "St. Louis city", "MO"),
        ("55079", "Milwaukee County", "WI"),
    ]
    return [{"place": p, "place_name": name, "state": state, "state_fips": p[:2]} for p, name, state in counties]


def _footprint() -> list[dict[str, Any]]:
    # footprint, place, industry, low, best, unlocated, tier
    operations = [
        ("cik:A", "17031", "333", "0", "0.6", "1", "3"),
        ("cik:A", "18089", "333", "0", "0.4", "1", "3"),
        ("cik:B", "17031", "311", "0.5", "0.6", "0.2", "1"),
        ("cik:B", "55079", "311", "0.3", "0.4", "0.2", "1"),
        ("cik:C", "29510", "other", "0", "1", "1", "5"),
        ("cik:D", "17", "unknown", "0", "1", "1", "5"),
        ("cik:E", "foreign", "325", "0", "1", "1", "5"),
    ]
    conventions = [
        ("no_place", "no_place", "other", "1", "1", "0", "instrument"),
        ("foreign", "foreign", "other", "1", "1", "0", "instrument"),
        ("state:IL", "17", "other", "1", "1", "0", "instrument"),
        ("state:unknown", "unknown", "other", "1", "1", "0", "none"),
        ("unknown", "unknown", "unknown", "0", "1", "1", "none"),
    ]
    names = ("footprint_id", "place", "industry", "low", "best", "unlocated", "location_tier")
    return [
        {
            **dict(zip(names, row, strict=True)),
            "basis": "operations",
            "naics4": row[2],
            "advanced": "unknown",
            "sprint_sector": "unknown",
            **{n: Decimal(row[i]) for i, n in ((3, "low"), (4, "best"), (5, "unlocated"))},
        }
        for row in [*operations, *conventions]
    ]


def _coverage() -> list[dict[str, Any]]:
    total = Decimal("78250001.50")
    covered = {
        "identified": "53750001.25",
        "headquarters": "44500000.00",
        "operations": "31500000.00",
        "industry": "41500000.00",
        "data": "23500000.00",
        "decided": "34750001.25",
    }
    return [
        {
            "figure": figure,
            "covered": Decimal(amount),
            "total": total,
            "share": (Decimal(amount) / total).quantize(Decimal("1e-12")),
        }
        for figure, amount in covered.items()
    ]


DECISIONS = """\
advanced-manufacturing mfg-31 issuer cik:A pass
advanced-manufacturing mfg-31 issuer cik:B pass
advanced-manufacturing mfg-31 issuer cik:C fail
advanced-manufacturing mfg-31 issuer cik:D insufficient_data
advanced-manufacturing mfg-31 issuer cik:E watch
advanced-manufacturing mfg-31 issuer government:IL:1 not_applicable
advanced-manufacturing mfg-31 issuer government:IL:2 not_applicable
advanced-manufacturing mfg-31 issuer government:IL:3 not_applicable
community-development cd-ppov place 17031 fail
community-development cd-ppov place 18089 fail
community-development cd-ppov place 29510 pass
community-development cd-ppov place 55079 insufficient_data
dol-eti dol-15a candidate * not_applicable
dol-eti dol-94a candidate * not_applicable
nine-steps s8c plan example pass
nine-steps s7-p place * insufficient_data
ohio oh-01 holding * not_applicable
un-pri pri4-h1 holding * not_applicable"""

OF_LINES = {"cik:A": "pass", "cik:B": "watch", **dict.fromkeys(("no_place", "foreign", "state:IL"), "not_applicable")}
"""Outcome of pri1-h1 on a line, by its footprint; insufficient data where it is not listed."""


def _decisions() -> list[dict[str, Any]]:
    names = ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome")
    found = [line.split() for line in DECISIONS.splitlines()]
    for line in LINES:
        outcome = OF_LINES.get(line[7], "insufficient_data")
        found.append(["un-pri", "pri1-h1", "holding", f"{line[0]}:{line[1]}", outcome])
    found.append(["un-pri", "pri2-m1", "manager", MANAGER, "watch"])
    common = {"evidence": "{}", "parameters": "{}", "use": "decision", "describes": False}
    return [{**dict(zip(names, row, strict=True)), **common} for row in found]


FINDINGS = """\
error|market-value-unreadable|‘n.a.-see note’ is no number.|E:24|write the amount, such as 1,234.56|1|
error|currency-unknown|=cmd' /C calc'!A0 is no ISO 4217 code.|E:25|write the code, such as USD|1|750000
warning|fund-not-looked-through|Six pooled funds are not looked through.||deliver the funds’ own holdings|6|20500000
warning|stale-input|The bond manager’s file describes 2024-09-30.|B|ask for a newer file|7|16250000
warning|unpriced|One line has no market value; its value is unknown, not zero.|E:18|ask the custodian for a price|1|
info|rule-unverified|pri1-h1 rests on a source that was not confirmed.|criteria/un-pri/rulebook.yaml||0|
info|rule-unverified|s8c rests on a source that was not confirmed.|criteria/nine-steps/rulebook.yaml||0|"""


def _findings() -> list[dict[str, Any]]:
    names = ("severity", "code", "message", "where", "hint", "rows", "market_value")
    rows: list[dict[str, Any]] = [dict(zip(names, line.split("|"), strict=True)) for line in FINDINGS.splitlines()]
    for row in rows:
        row["where"] = row["where"].replace("E:", f"{EQUITY}:") if row["where"] != "B" else BONDS
        row["rows"] = int(row["rows"])
        row["market_value"] = Decimal(row["market_value"]) if row["market_value"] else None
    return rows


def _sources() -> list[dict[str, Any]]:
    tickers = {
        "dataset": "sec_company_tickers",
        "title": "Companies, tickers and exchanges",
        "publisher": "US Securities and Exchange Commission",
        "address": "https://www.sec.gov/files/company_tickers_exchange.json",
        "vintage": "2026-10",
        "published": date(2026, 10, 1),
        "rows": 10_000,
        "traps": "A ticker is recycled: this file knows the tickers of its own day only.",
        "market_value": k(38_000),
    }
    facilities = {
        "dataset": "ghgrp_facilities",
        "title": "Greenhouse Gas Reporting Program facilities",
        "publisher": "US Environmental Protection Agency",
        "address": "https://www.epa.gov/ghgreporting",
        "vintage": "2023",
        "published": date(2024, 10, 1),
        "rows": 8_106,
        "traps": "Large emitters only: small plants are missing.",
        "market_value": k(13_000),
    }
    shared = {"licence": "US government work", "sha256": "0" * 64, "retrieved": date(2026, 11, 22), "attribution": ""}
    return [{**row, **shared} for row in (tickers, facilities)]
