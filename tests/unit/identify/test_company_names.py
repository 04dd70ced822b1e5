"""Names lead to a company by themselves, by an alias with its dates, by a former name, or by an Exhibit 21."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from screener.identify.registers import names as registers

APPLE, VALERO, SIMON = "0000320193", "0001035002", "0001063761"


@pytest.fixture
def with_aliases(monkeypatch):
    """Return a function that puts aliases on file: (alias key, cik, relation, from, to, share)."""

    def use(*rows):
        names = ("name_key", "cik", "relation", "effective_from", "effective_to", "share")
        table = [{**dict(zip(names, row, strict=False)), "why": "a person knew."} for row in rows]
        monkeypatch.setattr(registers, "aliases", lambda: pa.Table.from_pylist(table, schema=registers.ALIASES))

    return use


def names(result):
    """Return name key → (cik, tier) of what is not a registrant's own name."""
    rows = result.rows("company_names")
    return {row["name_key"]: (row["cik"], row["match_tier"]) for row in rows if row["match_tier"] != "name"}


def test_a_subsidiary_leads_to_its_one_parent(identified, holding, with_aliases):
    """Two parents list the second name, the third parent is no registrant, and the last is one word."""
    with_aliases()
    listed = [
        ("Diamond Shamrock Refining LLC", VALERO, "VALERO ENERGY CORP/TX", 2024),
        ("Joint Terminals LLC", VALERO, "VALERO ENERGY CORP/TX", 2024),
        ("Joint Terminals LLC", SIMON, "SIMON PROPERTY GROUP INC", 2024),
        ("Gone Company Plants LLC", "0009999999", "GONE CO", 2024),
        ("Braeburn Inc", APPLE, "Apple Inc.", 2024),
    ]
    owners = [name for name, *_ in listed]
    result = identified(holding(), registers={"subsidiaries": listed, "owners": owners})

    assert names(result) == {"DIAMOND SHAMROCK REFINING": (VALERO, "subsidiary")}


def test_a_name_that_could_be_anyones_is_no_subsidiary(identified, holding, with_aliases):
    """One word and a general one, or a few letters: a company unknown to the parent may bear it too."""
    with_aliases()
    anyones = ["Empire Acquisition LLC", "FR&S Inc", "Harbor Ventures LLC"]
    listed = [(name, VALERO, "VALERO ENERGY CORP/TX", 2024) for name in anyones]

    assert names(identified(holding(), registers={"subsidiaries": listed, "owners": anyones})) == {}


@pytest.mark.parametrize(
    ("as_of", "year", "holds"),
    [
        (date(2024, 12, 31), 2026, False),  # the filing comes after the run's date
        (date(2026, 11, 30), 2026, True),
        (date(2026, 11, 30), 2024, False),  # the list of April 2024 still shows it as an issuer of its own
    ],
)
def test_what_a_list_shows_as_an_issuer_is_a_subsidiary_only_from_a_later_filing_on(
    identified, holding, with_aliases, as_of, year, holds
):
    with_aliases()
    registers = {
        "listed": [("848574109", "SPIRIT AEROSYSTEMS HLDGS INC", "COM CL A", "2024Q1")],
        "subsidiaries": [("Spirit AeroSystems Holdings, Inc.", VALERO, "VALERO ENERGY CORP/TX", year)],
        "owners": ["SPIRIT AEROSYSTEMS HOLDINGS INC"],
    }
    result = identified(holding(), registers=registers, as_of=as_of)

    assert names(result) == ({"SPIRIT AEROSYSTEMS HOLDINGS": (VALERO, "subsidiary")} if holds else {})


def test_of_two_filings_the_first_counts_and_its_facts_stay_together(identified, holding, with_aliases):
    with_aliases()
    listed = [("Premcor Refining Inc", VALERO, parent, year) for parent, year in (("A VALERO", 2024), ("VALERO", 2023))]
    result = identified(holding(), registers={"subsidiaries": listed, "owners": ["PREMCOR REFINING"]})
    (row,) = [row for row in result.rows("company_names") if row["match_tier"] == "subsidiary"]

    assert (row["seen_in_year"], row["evidence"]) == (2023, "subsidiary of VALERO by its Exhibit 21 of 2023")


def test_a_link_first_seen_after_the_runs_date_says_so_scores_less_and_is_found(identified, holding, with_aliases):
    """Visa is held, and has two facilities by a filing of 2026; the bond is another parent's by one of 2026."""
    with_aliases()
    later = [
        ("Simon Finance LLC", SIMON, "SIMON PROPERTY GROUP INC", 2026),
        ("Payment Plants LLC", "0001403161", "VISA INC.", 2026),
    ]
    lines = [
        holding(issuer_name="Simon Finance LLC", asset_class="corporate_debt"),
        holding(ticker="V", market_value=Decimal("30.00")),
    ]
    registers = {"subsidiaries": later, "owners": ["PAYMENT PLANTS LLC", "PAYMENT PLANTS LLC"]}
    result = identified(*lines, registers=registers)
    match = next(row for row in result.rows("matches") if row["match_tier"] == "subsidiary")
    found = result.found("subsidiary-link-later")

    assert match["score"] == 0.9
    assert "first seen in an Exhibit 21 of 2026, after the run's date" in match["evidence"]
    # a run sorts its findings; the stage does not
    found = sorted(found, key=lambda finding: finding.message)
    assert sorted((finding.rows, finding.market_value) for finding in found) == [
        (1, Decimal("30.00")),
        (1, Decimal("100.00")),
    ]
    assert found[0].message.startswith("1 line of debt was given to the borrower's parent by a filing")
    assert found[1].message.startswith("2 facilities in EPA's register were given to a parent, an issuer of 1 line,")


RAND, TRANE = "0001699150", "0001466258"


@pytest.mark.parametrize(
    ("relation", "since", "owner"),
    [("former_name", date(2020, 2, 29), TRANE), ("former_name", None, RAND), ("subsidiary", date(2020, 2, 29), RAND)],
)
def test_a_dated_former_name_goes_before_a_registered_name_among_owners_alone(
    identified, holding, with_aliases, relation, since, owner
):
    """Ingersoll-Rand became Trane Technologies; another company is Ingersoll Rand Inc. now, and its shares stay its."""
    with_aliases(("INGERSOLL RAND", TRANE, relation, since, None))
    registers = {
        "tickers": [(RAND, "IR", "Ingersoll Rand Inc."), (TRANE, "TT", "Trane Technologies plc")],
        "owners": ["INGERSOLL-RAND CO"],
    }
    result = identified(holding(issuer_name="Ingersoll Rand Inc"), registers=registers)
    (row,) = result.rows("facility_owners")

    assert row["issuer_id"] == f"cik:{owner}"
    assert result.match()["issuer_id"] == f"cik:{RAND}"
    assert result.found("identifier-conflict") == []


def test_the_debt_of_a_joint_venture_is_a_companys_only_above_half(identified, holding, with_aliases):
    """The share stands beside the name, for those who count what the venture has."""
    ventures = {
        "Blue Racer Midstream": (Decimal("0.5"), "none"),
        "Red Racer Midstream": (Decimal("0.8"), "alias"),
        "Green Racer Midstream": (None, "alias"),
    }
    with_aliases(*((name.upper(), VALERO, "subsidiary", None, None, share) for name, (share, _) in ventures.items()))
    listed = [(f"{name} LLC", VALERO, "VALERO ENERGY CORP/TX", 2024) for name in ventures]
    lines = [holding(issuer_name=f"{name} LLC", asset_class="corporate_debt") for name in ventures]
    result = identified(*lines, registers={"subsidiaries": listed})
    tiers = [match["match_tier"] for match in result.matches_of_lines()]
    rows = [row for row in result.rows("company_names") if "RACER" in row["name_key"]]

    assert tiers == [tier for _, tier in ventures.values()]
    assert len(rows) == len(ventures)
    assert {row["name_key"]: row["share"] for row in rows} == {
        name.upper(): share for name, (share, _) in ventures.items()
    }


def test_an_owner_of_facilities_is_linked_from_the_first_day_of_epas_year(identified, holding, with_aliases):
    """The newest year of the register in these tests is 2023."""
    with_aliases()
    result = identified(holding(ticker="VLO"), registers={"owners": ["VALERO ENERGY CORPORATION"]})
    (link,) = result.rows("issuer_links")

    assert (link["child_id"], link["parent_id"]) == ("name:VALERO ENERGY", f"cik:{VALERO}")
    assert (link["relation"], link["effective_from"]) == ("facility_owner", date(2023, 1, 1))


def test_a_registrants_own_name_is_never_anothers_subsidiary_or_alias(identified, holding, with_aliases):
    """An Exhibit 21 read by a machine may hold the name of the company's bank."""
    with_aliases(("SIMON PROPERTY GROUP", APPLE, "subsidiary", None, None))
    listed = [("Simon Property Group Inc", VALERO, "VALERO ENERGY CORP/TX", 2024)]
    result = identified(holding(), registers={"subsidiaries": listed})
    own = {row["name_key"]: row["cik"] for row in result.rows("company_names")}

    assert own["SIMON PROPERTY GROUP"] == SIMON
    assert names(result) == {}


def test_an_alias_holds_between_its_dates(identified, holding, with_aliases):
    dates = {
        "PREMCOR REFINING": (None, None),
        "PREMCOR PIPELINE": (date(2024, 12, 31), None),
        "PREMCOR MARKETING": (date(2025, 1, 1), None),
        "PREMCOR TRADING": (None, date(2024, 12, 31)),
        "PREMCOR TERMINALS": (None, date(2024, 12, 30)),
    }
    with_aliases(*((name, VALERO, "subsidiary", *between) for name, between in dates.items()))
    result = identified(holding(), as_of=date(2024, 12, 31))
    holds = ("PREMCOR REFINING", "PREMCOR PIPELINE", "PREMCOR TRADING")

    assert names(result) == dict.fromkeys(holds, (VALERO, "alias"))


def test_an_alias_goes_before_an_exhibit_21(identified, holding, with_aliases):
    with_aliases(("PREMCOR REFINING", APPLE, "subsidiary", None, None))
    listed = [("Premcor Refining Inc", VALERO, "VALERO ENERGY CORP/TX", 2024)]
    result = identified(holding(), registers={"subsidiaries": listed})

    assert names(result) == {"PREMCOR REFINING": (APPLE, "alias")}


def test_a_former_name_is_known_by_the_issuer_number(identified, holding, with_aliases):
    """037833 is Apple's issuer number; the list of 2017 has it under another name in this test."""
    with_aliases()
    listed = [("037833100", "APPLE COMPUTER INC", "COM", "2017Q4")]
    result = identified(holding(), registers={"listed": listed})

    assert names(result) == {"APPLE COMPUTER": (APPLE, "alias")}


def test_a_decided_owner_goes_before_every_rule(identified, holding, with_aliases):
    with_aliases(("PREMCOR REFINING", VALERO, "subsidiary", None, None))
    said = {
        "subject": "parent:PREMCOR REFINING",
        "reason": "sold",
        "facts": '{"name": "PREMCOR REFINING INC"}',
        "recorded_by": "ann",
        "recorded_at": "2024-12-01T00:00:00Z",
        "hash": "0",
    }
    result = identified(holding(), decisions=[said])

    assert names(result) == {}


NUMBERS = ("First", "Second", "Third", "Fourth", "Fifth")
SUBSIDIARY = [("Simon Finance LLC", SIMON, "SIMON PROPERTY GROUP INC", 2024)]


def test_a_bond_of_a_subsidiary_leads_to_the_parent_and_the_link_is_kept(identified, holding, with_aliases):
    """The line's LEI is the subsidiary's (any valid one), so it is not the parent's."""
    with_aliases()
    line = holding(issuer_name="Simon Finance LLC", asset_class="corporate_debt", lei="7LTWFZYICNSX8D621K86")
    result = identified(line, registers={"subsidiaries": SUBSIDIARY})
    match = result.match()
    (issuer,) = result.rows("identified_issuers")
    (link,) = result.rows("issuer_links")

    assert (match["match_tier"], match["issuer_id"], match["score"]) == ("subsidiary", f"cik:{SIMON}", 0.95)
    assert match["evidence"] == (
        "issuer's name 'Simon Finance LLC' → subsidiary of SIMON PROPERTY GROUP INC by its Exhibit 21 of 2024 → "
        "SIMON PROPERTY GROUP INC /DE/, CIK 0001063761"
    )
    assert match["datasets"] == "sec_subsidiaries sec_company_tickers"
    assert issuer["lei"] is None
    assert (link["child_id"], link["parent_id"], link["ultimate_parent_id"]) == (
        "name:SIMON FINANCE",
        f"cik:{SIMON}",
        f"cik:{SIMON}",
    )
    # In which year a filing names it, not since when: nobody knows that.
    assert (link["relation"], link["seen_in_year"], link["effective_from"]) == ("subsidiary", 2024, None)


def test_shares_are_never_a_subsidiarys(identified, holding, with_aliases):
    """A company whose shares are held is listed itself: an Exhibit 21 that names it is of another time, or wrong.

    The bond beside them shows that the list is read.
    """
    with_aliases()
    classes = ("equity", "option", "fund", "unknown", "corporate_debt")
    listed = [
        (f"Simon {name} Finance LLC", SIMON, "SIMON PROPERTY GROUP INC", 2024) for name in NUMBERS[: len(classes)]
    ]
    lines = [holding(issuer_name=child, asset_class=kind) for (child, *_), kind in zip(listed, classes, strict=True)]
    matches = identified(*lines, registers={"subsidiaries": listed}).matches_of_lines()

    assert [match["match_tier"] for match in matches] == ["none"] * 4 + ["subsidiary"]


def test_an_alias_serves_shares_too(identified, holding, with_aliases):
    with_aliases(("APPLE COMPUTER", APPLE, "former_name", None, None))
    match = identified(holding(issuer_name="Apple Computer Inc")).match()

    assert (match["match_tier"], match["issuer_id"]) == ("alias", f"cik:{APPLE}")


def test_a_stronger_chain_is_not_contradicted_by_a_parent(identified, holding, with_aliases):
    with_aliases()
    line = holding(cusip="91913YAE0", issuer_name="Simon Finance LLC", asset_class="corporate_debt")
    result = identified(line, registers={"subsidiaries": SUBSIDIARY})

    assert result.match()["issuer_id"] == f"cik:{VALERO}"
    assert result.found("identifier-conflict") == []


def test_every_alias_on_file_is_dated_and_said_in_full():
    """The file that ships: ten digits, one of four relations, a sentence that says why, a share of a part alone."""
    rows = registers.aliases().to_pylist()

    assert {row["relation"] for row in rows} == {"former_name", "trade_name", "subsidiary", "us_arm"}
    assert all(row["share"] is None or 0 < row["share"] < 1 for row in rows)
    assert all(len(row["cik"]) == 10 and row["why"].endswith(".") for row in rows)
