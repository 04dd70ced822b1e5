"""Names lead to a company by themselves, by an alias with its dates, by a former name, or by an Exhibit 21."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from screener.identify.registers import names as registers

APPLE, VALERO, SIMON = "0000320193", "0001035002", "0001063761"


@pytest.fixture
def with_aliases(monkeypatch):
    """Return a function that puts aliases on file: (alias key, cik, relation, from, to)."""

    def use(*rows):
        names = ("name_key", "cik", "relation", "effective_from", "effective_to")
        table = [{**dict(zip(names, row, strict=True)), "why": "a person knew."} for row in rows]
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
    result = identified(holding(), registers={"subsidiaries": listed})

    assert names(result) == {"DIAMOND SHAMROCK REFINING": (VALERO, "subsidiary")}


def test_a_registrants_own_name_is_never_anothers_subsidiary_or_alias(identified, holding, with_aliases):
    """An Exhibit 21 read by a machine may hold the name of the company's bank."""
    with_aliases(("SIMON PROPERTY GROUP", APPLE, "subsidiary", None, None))
    listed = [("Simon Property Group Inc", VALERO, "VALERO ENERGY CORP/TX", 2024)]
    result = identified(holding(), registers={"subsidiaries": listed})
    own = {row["name_key"]: row["cik"] for row in result.rows("company_names")}

    assert own["SIMON PROPERTY GROUP"] == SIMON
    assert names(result) == {}


@pytest.mark.parametrize(
    ("effective_from", "effective_to", "holds"),
    [
        (None, None, True),
        (date(2024, 12, 31), None, True),
        (date(2025, 1, 1), None, False),
        (None, date(2024, 12, 31), True),
        (None, date(2024, 12, 30), False),
    ],
)
def test_an_alias_holds_between_its_dates(identified, holding, with_aliases, effective_from, effective_to, holds):
    with_aliases(("PREMCOR REFINING", VALERO, "subsidiary", effective_from, effective_to))
    result = identified(holding(), as_of=date(2024, 12, 31))

    assert names(result) == ({"PREMCOR REFINING": (VALERO, "alias")} if holds else {})


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
    assert (link["relation"], link["effective_from"], link["effective_to"]) == ("subsidiary", date(2024, 1, 1), None)


@pytest.mark.parametrize("asset_class", ["equity", "option", "fund", "unknown"])
def test_shares_are_never_a_subsidiarys(identified, holding, with_aliases, asset_class):
    """A company whose shares are held is listed itself: an Exhibit 21 that names it is of another time, or wrong."""
    with_aliases()
    line = holding(issuer_name="Simon Finance LLC", asset_class=asset_class)
    match = identified(line, registers={"subsidiaries": SUBSIDIARY}).match()

    assert match["match_tier"] == "none"


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
    """The file that ships: no key twice, ten digits, one of four relations, a sentence that says why."""
    rows = registers.aliases().to_pylist()
    keys = [row["name_key"] for row in rows]

    assert len(set(keys)) == len(keys)
    assert {row["relation"] for row in rows} == {"former_name", "trade_name", "subsidiary", "us_arm"}
    assert all(len(row["cik"]) == 10 and row["why"].endswith(".") for row in rows)
