"""Owners of facilities are companies, unregistered companies or public bodies; parents are followed to the top."""

from __future__ import annotations

from datetime import date

import pytest

from screener.identify.registers.owners import is_public
from screener.identify.registers.parents import ultimate_parent

PUBLIC = [
    "CITY OF LAKELAND",
    "LOS ANGELES COUNTY SANITATION DISTRICTS",
    "MIAMI-DADE COUNTY",
    "STATE OF HAWAII",
    "TENNESSEE VALLEY AUTHORITY",
    "SALT RIVER PROJECT AGRICULTURAL IMPROVEMENT & POWER DISTRICT",
    "U.S. ARMY",
    "US GOVERNMENT",
    "IOWA STATE UNIVERSITY",
    "UNIVERSITY OF CALIFORNIA",
    "PLATTE RIVER POWER AUTHORITY",
    "LAFAYETTE PUBLIC UTILITIES",
]
NOT_PUBLIC = [
    "COLUMBIA GAS OF OHIO INC",
    "KANSAS CITY POWER & LIGHT CO",
    "ORANGE COUNTY IRON WORKS LLC",
    "OGLETHORPE POWER CORP",
    "DUKE UNIVERSITY",
    "KOCH INDUSTRIES INC",
    "METROPOLITAN EDISON CO",
]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_body_is_told_by_the_words_of_its_name(name):
    assert is_public(name)


@pytest.mark.parametrize("name", NOT_PUBLIC)
def test_a_company_is_none_whatever_place_it_names(name):
    assert not is_public(name)


def test_every_owner_has_a_kind(identified, holding):
    registers = {
        "tickers": [("0000000771", "TINY", "Petrogas Co", "OTC")],
        "owners": [
            "VALERO ENERGY CORP",
            "VALERO ENERGY CORPORATION",
            "VISA",
            "PETROGAS CO",
            "KOCH INDUSTRIES",
            "CITY OF X",
        ],
    }
    rows = identified(holding(), registers=registers).rows("facility_owners")
    owners = {row["name_key"]: (row["issuer_id"], row["kind"], row["match_tier"], row["facilities"]) for row in rows}

    assert owners == {
        "VALERO ENERGY": ("cik:0001035002", "company", "name", 2),
        "VISA": ("cik:0001403161", "company", "name", 1),
        # One word, and its bearer trades over the counter: it may be another company.
        "PETROGAS": ("name:PETROGAS", "unregistered", "none", 1),
        "KOCH INDUSTRIES": ("name:KOCH INDUSTRIES", "unregistered", "none", 1),
        "CITY X": ("government:US:CITY X", "government", "none", 1),
    }


def link(child, parent, effective_from=None, effective_to=None):
    """Return one row of the links."""
    return {"child_id": child, "parent_id": parent, "effective_from": effective_from, "effective_to": effective_to}


CHAIN = [
    link("plant", "firm", date(2000, 1, 1), date(2019, 12, 31)),
    link("plant", "rival", date(2020, 1, 1)),
    link("rival", "group", date(2022, 6, 1)),
]


@pytest.mark.parametrize(
    ("as_of", "top"),
    [
        (date(2010, 1, 1), "firm"),
        (date(2019, 12, 31), "firm"),
        (date(2023, 1, 1), "group"),
        (date(1999, 1, 1), "firm"),  # before any link: the earliest later one
        # The link above the rival begins later; as with vintages, the earliest later one is taken.
        (date(2021, 1, 1), "group"),
    ],
)
def test_the_ultimate_parent_is_that_of_the_date(as_of, top):
    assert ultimate_parent(CHAIN, "plant", as_of) == top


def test_an_issuer_without_a_parent_is_its_own():
    assert ultimate_parent(CHAIN, "group", date(2024, 12, 31)) == "group"


def test_a_link_that_has_ended_leads_nowhere():
    links = [link("plant", "firm", None, date(2019, 12, 31))]

    assert ultimate_parent(links, "plant", date(2024, 12, 31)) == "plant"


@pytest.mark.parametrize(
    "links",
    [
        [link("a", "b"), link("b", "c"), link("c", "a")],
        [link("a", "b"), link("b", "b")],
        [link("a", "b"), link("a", "c")],
    ],
)
def test_a_circle_or_two_parents_leave_the_top_unknown(links):
    assert ultimate_parent(links, "a", date(2024, 12, 31)) is None
