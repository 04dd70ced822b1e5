"""Direct instruments of community development: what is known of a line, from what, and what is not."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from lxml import etree

from screener.engine import open_engine, read_step
from screener.enrich import REGISTER
from screener.enrich.own.instruments import SCHEMA
from screener.expose import instruments
from screener.names import name_key
from screener.rulebook import load_rulebooks
from screener.tables import (
    COMMUNITY_KINDS,
    INSTRUMENT_KINDS,
    LIKELY_USES,
    METRICS_TO_ASK_FOR,
    PROVEN_USES,
    TABLES,
    USES_OF_PROCEEDS,
)

ROOT = Path(__file__).parents[3]
DUPREE = ROOT / "portfolios/kentucky-munis/inputs/2024-12-31/dupree-kentucky-nport-2022-12-31.xml"
NPORT = "{http://www.sec.gov/edgar/nport}"
D = Decimal
LISC = "Local Initiatives Support Corporation"
"""A community development entity with 125 projects on the file."""
Row = dict[str, Any]


class Desk:
    """Holds securities, hears statements, and says which of them are instruments."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {
            name: [] for name in ("holding_positions", "positions", "security_lines", "securities")
        }
        self.statements: list[Row] = []
        self.datasets: dict[str, list[Row]] = {"nmtc_projects": [], "cdfi_list": []}

    def hold(
        self,
        asset_class: str,
        issuer_name: str | None = None,
        security_name: str | None = None,
        value: str = "100.00",
        within: str = "",
    ) -> Desk:
        """Hold one security; within a fund it is part of line 1, which the fund is."""
        number = len(self.rows["positions"]) + 1
        line, security = (1, f"cusip:{number}") if within else (number, f"cusip:{number}")
        position = f"A|{within}|{security}|long"
        where = {"source_file": "f.csv", "source_row": line}
        self.rows["holding_positions"].append({**where, "position_id": position, "market_value": D(value)})
        self.rows["positions"].append(
            {
                "position_id": position,
                "account": "A",
                "path": within,
                "security_id": security,
                "footprint_id": "unknown",
                "side": "short" if D(value) < 0 else "long",
                "market_value": D(value),
                "lines": 1,
                "unpriced_lines": 0,
            }
        )
        names = {"security_name": security_name, "issuer_name": issuer_name}
        self.rows["securities"].append({"security_id": security, "asset_class": asset_class, **names})
        if not within:
            line_names = {"account": "A", "security_name": security_name}
            self.rows["security_lines"].append({**where, "fund_id": None, "security_id": security, **line_names})
        return self

    def say(
        self,
        use: str,
        shares: str,
        as_of: str = "2024-06-30",
        place: str | None = None,
        published: str | None = None,
        **holding: str,
    ) -> Desk:
        """State what a holding finances: one share, or its low, best and high; known on the day it describes."""
        low, best, high = shares.split() if " " in shares else (shares,) * 3
        self.statements.append(
            {
                "source_file": "instruments/notes.csv",
                "source_row": len(self.statements) + 2,
                **holding,
                "kind": "municipal bond",
                "use_of_proceeds": use,
                "low": D(low),
                "best": D(best),
                "high": D(high),
                "evidence": "Letter p. 2",
                "place": place,
                "as_of": date.fromisoformat(as_of),
                "published": date.fromisoformat(published or as_of),
            }
        )
        return self

    def project(self, cde: str, number: str = "IL0301", state: str = "IL", year: int = 2019) -> Desk:
        """Put a project on the file of New Markets Tax Credits."""
        keyed = {"cde_name": cde, "cde_key": name_key(cde)}
        self.datasets["nmtc_projects"].append({"project_id": number, "state": state, "year": year, **keyed})
        return self

    def answer(self, published: str = "2024-06-30") -> Answer:
        """Classify all that is held, on the last day of 2024."""
        engine = open_engine()
        for name in ("holding_positions", "positions", "securities"):
            engine.load(name, TABLES[name].of(self.rows[name]))
        text = [(n, pa.string()) for n in ("source_file", "fund_id", "security_id", "account", "security_name")]
        lines = pa.schema([*text, ("source_row", pa.int64())])
        engine.load("security_lines", pa.Table.from_pylist(self.rows["security_lines"], schema=lines))
        engine.load("user_instruments", pa.Table.from_pylist(self.statements, schema=SCHEMA))
        names = sorted({row["issuer_name"] for row in self.rows["securities"] if row["issuer_name"]})
        keys = {"name": pa.array(names, pa.string()), "name_key": pa.array(map(name_key, names), pa.string())}
        engine.load("name_keys", pa.table(keys))
        for name, rows in self.datasets.items():
            engine.load(f"ref_{name}", pa.Table.from_pylist(rows, schema=REGISTER[name].arrow_schema))
        day = date(2024, 12, 31)
        known = [
            {"dataset": name, "published": date.fromisoformat(published), "run_as_of": day, "known_at": day}
            for name in self.datasets
        ]
        engine.load("vintages", pa.Table.from_pylist(known))
        engine.load("instrument_words", instruments.words_table())
        for step in ("_instrument_statements", "instruments"):
            engine.run(read_step("screener.expose", step))
        return Answer(engine)


class Answer:
    """The instruments found, and the findings."""

    def __init__(self, engine: Any) -> None:
        self.rows = engine.fetch("instruments").to_pylist()
        self.findings = instruments.findings(engine)

    @property
    def only(self) -> tuple[str, str, str]:
        """Kind, use of proceeds and basis of the one instrument there is."""
        (row,) = self.rows
        return row["kind"], row["use_of_proceeds"], row["basis"]

    @property
    def shares(self) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Low, best and high of each instrument."""
        return [(row["low"], row["best"], row["high"]) for row in self.rows]


@pytest.fixture
def desk() -> Desk:
    """An empty desk."""
    return Desk()


@pytest.mark.parametrize(
    ("asset_class", "issuer", "kind"),
    [
        ("municipal_debt", "ILLINOIS ST", "municipal bond"),
        ("agency_mbs", "Government National Mortgage Association", "agency mortgage pool"),
    ],
)
def test_a_kind_alone_may_serve_community_development_and_nothing_says_so(
    desk: Desk, asset_class: str, issuer: str, kind: str
) -> None:
    """A state's bond, or a pool of mortgages, is not community development by itself: 0 / 0 / 1."""
    answer = desk.hold(asset_class, issuer).answer()

    assert answer.only == (kind, "unknown", "kind")
    assert answer.shares == [(0, 0, 1)]


@pytest.mark.parametrize(
    ("asset_class", "issuer"),
    [
        ("treasury", "United States Treasury"),
        ("equity", "Housing Authority Homes Inc"),
        ("corporate_debt", "SBA Communications Corp"),
        ("structured_debt", "SBA Tower Trust"),
        ("credit_derivative", "Green Bonds Index"),
        ("agency_mbs", "Freddie Mac - STACR"),  # the credit risk of a pool, not the pool
        ("agency_mbs", "Connecticut Avenue Securities Trust 2018-R07"),
        ("corporate_debt", "Sustainability-Linked Bond Co"),  # tied to a target, not to a use
    ],
)
def test_what_finances_by_no_use_of_proceeds_is_no_instrument(desk: Desk, asset_class: str, issuer: str) -> None:
    """SBA Communications runs towers; its bonds are not the Small Business Administration's."""
    assert desk.hold(asset_class, issuer).answer().rows == []


@pytest.mark.parametrize(
    ("asset_class", "name", "kind", "use", "best"),
    [
        ("municipal_debt", "KENTUCKY HSG CORP REV", "municipal bond", "affordable housing", 1),
        ("municipal_debt", "CHICAGO ILL MULTI-FAMILY HSG REV", "municipal bond", "affordable housing", 1),
        ("municipal_debt", "UNIV ILL STUDENT HSG DEV", "municipal bond", "education", 0),
        ("municipal_debt", "ILLINOIS ST SINGLE FAMILY MTG", "municipal bond", "other", 0),
        ("municipal_debt", "PIKE CNTY KY SCH DIST FIN CORP", "municipal bond", "education", 0),
        ("municipal_debt", "WARREN CNTY HOSP", "municipal bond", "health", 0),
        ("municipal_debt", "CHICAGO ILL GO BDS", "municipal bond", "general purpose", 0),
        ("agency_debt", "Small Business Administration", "SBA loan", "small business", 1),
        ("agency_mbs", "SBA POOL 510123", "SBA loan", "small business", 1),
        ("private", "North Fund IV LIHTC", "low-income housing tax credit", "affordable housing", 1),
        ("private", "Delta NMTC Note", "new markets tax credit", "unknown", 1),
        ("corporate_debt", "Power Co Green Bonds 2030", "labeled bond", "unknown", 0),
        ("cash", "LINKED DEPOSIT FIRST BANK", "linked deposit", "unknown", 0),
    ],
)
def test_words_of_a_name_are_an_estimate_and_only_strict_ones_say_community_development(
    desk: Desk, asset_class: str, name: str, kind: str, use: str, best: int
) -> None:
    """Low stays 0: a name proves nothing. A school or a hospital says what for, not for whom."""
    answer = desk.hold(asset_class, None, name).answer()

    assert answer.only == (kind, use, "name")
    assert answer.shares == [(0, best, 1)]


def test_a_word_is_found_whole_or_not_at_all(desk: Desk) -> None:
    """SCHUYLER is no SCH, and GOSHEN no GO."""
    assert desk.hold("municipal_debt", "SCHUYLER CNTY", "GOSHEN IN").answer().only[2] == "kind"


def test_what_the_fund_attests_is_certain(desk: Desk) -> None:
    """Low = best = high = the share: 0.4 of the bond, by its official statement."""
    answer = desk.hold("municipal_debt", "ILLINOIS ST").say("other", "0.4", holding="cusip:1").answer()

    assert answer.only == ("municipal bond", "other", "attested")
    assert answer.shares == [(D("0.4"),) * 3]
    assert answer.rows[0]["evidence"] == "Letter p. 2"


def test_the_place_is_what_is_attested_and_else_unknown(desk: Desk) -> None:
    """A bond of the state may finance in one county, and only a document says so."""
    desk.hold("municipal_debt", "ILLINOIS ST").hold("municipal_debt", "ILLINOIS ST")
    answer = desk.say("other", "0.4", place="17031", holding="cusip:1").answer()

    assert [row["place"] for row in answer.rows] == ["17031", None]


def test_an_attested_zero_is_certain_too_and_overrules_a_name(desk: Desk) -> None:
    """Luxury flats of a housing authority: the fund knows better than the words."""
    answer = desk.hold("municipal_debt", "X HSG AUTH").say("other", "0", holding="cusip:1").answer()

    assert answer.shares == [(0, 0, 0)]


def test_a_use_that_serves_everybody_leaves_the_part_unknown(desk: Desk) -> None:
    """Attested to be for schools, with no share: 0 / 0 / 1, not 0 and not all."""
    answer = desk.hold("municipal_debt", "ILLINOIS ST").say("education", "0 0 1", holding="cusip:1").answer()

    assert answer.only[1:] == ("education", "attested")
    assert answer.shares == [(0, 0, 1)]


def test_an_attested_use_that_is_no_proof_stays_an_estimate(desk: Desk) -> None:
    """A facility for the community, whose users nobody states."""
    answer = desk.hold("municipal_debt", "X").say("community facilities", "0 1 1", holding="cusip:1").answer()

    assert answer.shares == [(0, 1, 1)]


@pytest.mark.parametrize(
    "holding", [{"holding": "f.csv:1"}, {"holding": "cusip:1"}, {"account": "a", "security_name": "harbor note"}]
)
def test_a_holding_is_known_by_line_code_or_account_and_name(desk: Desk, holding: dict[str, str]) -> None:
    """Any kind of security may be attested, whatever its asset class; capitals do not matter."""
    answer = desk.hold("cash", None, "Harbor Note").say("small business", "1", **holding).answer()

    assert answer.shares == [(1, 1, 1)]
    assert answer.findings == []


def test_the_newest_statement_by_the_runs_date_counts_and_the_others_are_a_finding(desk: Desk) -> None:
    """0.2 of June 2024 counts; 0.9 of 2023 is followed, 0.7 of 2025 is not yet known, and one is about nothing held."""
    desk.hold("municipal_debt", "ILLINOIS ST").say("other", "0.9", "2023-06-30", holding="cusip:1")
    desk.say("other", "0.2", holding="cusip:1").say("other", "0.7", "2025-06-30", holding="cusip:1")
    answer = desk.say("other", "1", holding="cusip:999").answer()

    assert answer.shares == [(D("0.2"),) * 3]
    (finding,) = answer.findings
    assert (finding.code, finding.rows, finding.where) == ("instrument-not-used", 3, "instruments/notes.csv:2")
    reasons = "1 about nothing that is held, 1 of a date after the run's or known later, 1 followed by a newer one"
    assert reasons in finding.message


def test_of_one_day_the_newest_statement_known_by_the_runs_date_counts(desk: Desk) -> None:
    """Of June: 0.2 then, 0.3 since September; 0.4, published in January 2025, nobody knew at the end of 2024."""
    desk.hold("municipal_debt", "ILLINOIS ST").say("other", "0.2", holding="cusip:1")
    desk.say("other", "0.4", published="2025-01-31", holding="cusip:1")
    answer = desk.say("other", "0.3", published="2024-09-30", holding="cusip:1").answer()

    assert answer.shares == [(D("0.3"),) * 3]
    (finding,) = answer.findings
    assert "1 of a date after the run's or known later, 1 followed by a newer one" in finding.message


def test_what_a_fund_holds_is_found_through_it_and_once(desk: Desk) -> None:
    """A fund of 300 holds bonds of 100 and 50: what is said of one bond is nearer than what is said of the fund."""
    desk.hold("fund", None, "Bond fund", "150.00")
    desk.hold("municipal_debt", "ILLINOIS ST", None, "100.00", within="cusip:1")
    desk.hold("equity", "Maker Inc", None, "50.00", within="cusip:1")
    answer = desk.say("affordable housing", "1", holding="cusip:2").say("other", "0.5", holding="cusip:1").answer()

    assert {row["position_id"]: (row["market_value"], row["best"]) for row in answer.rows} == {
        "A||cusip:1|long": (150, D("0.5")),
        "A|cusip:1|cusip:2|long": (100, 1),
        "A|cusip:1|cusip:3|long": (50, D("0.5")),
    }


def test_debt_of_a_community_development_entity_is_an_estimate_with_its_projects(desk: Desk) -> None:
    """LISC has projects on the file; that this note financed them is not proved: 0 / 1 / 1."""
    desk.project(LISC).project(LISC, "WI0203", "WI", 2004)
    answer = desk.hold("corporate_debt", "LOCAL INITIATIVES SUPPORT CORP").answer()

    assert answer.only == ("new markets tax credit", "unknown", "dataset")
    assert answer.shares == [(0, 1, 1)]
    assert answer.rows[0]["evidence"] == (
        "nmtc_projects: 2 projects of its community development entity, 2004 to 2019, the first listed IL0301 (IL)"
    )


def test_a_certified_institution_comes_before_its_tax_credits(desk: Desk) -> None:
    """A note of one finances its lending, of which tax credits are a part."""
    desk.project(LISC)
    key = {"name_key": "LOCAL INITIATIVES SUPPORT", "name": "LISC", "certificate": "091CE000001"}
    desk.datasets["cdfi_list"].append(key)
    answer = desk.hold("corporate_debt", "LOCAL INITIATIVES SUPPORT CORP").answer()

    assert answer.only[0] == "CDFI note"
    assert answer.rows[0]["evidence"] == "cdfi_list: certificate 091CE000001"


@pytest.mark.parametrize(
    ("asset_class", "issuer", "published"),
    [
        ("equity", "Local Initiatives Support Corp", "2024-06-30"),  # its own capital
        ("corporate_debt", "UA Inc", "2024-06-30"),  # one word proves no name
        ("corporate_debt", "Local Initiatives Support Corp", "2025-06-30"),  # not known on the run's date
    ],
)
def test_the_file_of_tax_credits_says_nothing_of(desk: Desk, asset_class: str, issuer: str, published: str) -> None:
    """Equity, a name of one word, and a day before the file was published."""
    desk.project(LISC).project("UA LLC", "OK0001")

    assert desk.hold(asset_class, issuer).answer(published).rows == []


def test_a_short_position_is_no_instrument_and_what_is_said_of_it_is_a_finding(desk: Desk) -> None:
    """Selling a pool short finances nobody, and takes no loan away."""
    desk.hold("agency_mbs", "UMBS, TBA", value="-100.00").hold("agency_mbs", "UMBS, TBA", value="60.00")
    answer = desk.say("affordable housing", "0.3", holding="cusip:1").answer()

    assert [(row["market_value"], row["basis"]) for row in answer.rows] == [(60, "kind")]
    (finding,) = answer.findings
    assert "1 about nothing that is held" in finding.message


def test_the_bonds_of_a_real_fund_by_what_their_names_say(desk: Desk) -> None:
    """Form N-PORT of a Kentucky fund, 55 bonds of USD 40,455,026.70, counted by hand from the issuers' names.

    Education: 14 of school districts' finance corporations and 4 of universities. Infrastructure: sanitation,
    power and water, rural water, Northern Kentucky water, airport board, 2 of the turnpike authority. Public buildings:
    9 of the state's property and buildings commission, Lexington's public facilities, a courthouse, a justice center,
    a judicial center, and Livingston's public properties. None is community development by its name.
    """
    tree = etree.fromstring(DUPREE.read_bytes().strip())
    for line in tree.iter(f"{NPORT}invstOrSec"):
        name, title, value = (line.findtext(NPORT + tag) for tag in ("name", "title", "valUSD"))
        desk.hold("municipal_debt", name, title, str(D(value).quantize(D("0.01"))))
    answer = desk.answer()

    assert Counter(row["use_of_proceeds"] for row in answer.rows) == {
        "education": 18,
        "infrastructure": 7,
        "public buildings": 14,
        "unknown": 16,
    }
    assert sum(row["market_value"] for row in answer.rows) == D("40455026.70")
    assert set(answer.shares) == {(0, 0, 1)}


def test_every_word_on_the_list_is_spelled_as_names_are_compared_and_names_a_kind_and_use() -> None:
    """Best is 1 only for uses and programmes that are community development by what they are."""
    text = (ROOT / "screener/expose/instrument_words.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))

    assert {line["kind"] for line in lines} <= {"", *INSTRUMENT_KINDS}
    assert {line["use_of_proceeds"] for line in lines} <= {"unknown", *USES_OF_PROCEEDS}
    assert all(line["words"] == " ".join(line["words"].upper().split()) for line in lines)
    for line in lines:
        serves = line["use_of_proceeds"] in (*PROVEN_USES, *LIKELY_USES) or line["kind"] in COMMUNITY_KINDS
        assert line["best"] == ("1" if serves else "0"), line


def test_the_metrics_to_ask_for_are_ones_that_an_impact_figure_may_be_stated_in() -> None:
    """IRIS+ 5.3 numbers housing units, the part that is affordable, people housed, and community facilities."""
    (book,) = load_rulebooks(ROOT / "criteria", ["impact-measures"])

    assert {use: list(metrics) for use, metrics in METRICS_TO_ASK_FOR.items()} == {
        "affordable housing": ["PI5965", "PD5833", "PI2640"],
        "community facilities": ["PI8007"],
    }
    known = book.facts["impact_metric"].one_of
    assert {name for metrics in METRICS_TO_ASK_FOR.values() for name in metrics} <= set(known)
    assert set(METRICS_TO_ASK_FOR) <= set(USES_OF_PROCEEDS)
