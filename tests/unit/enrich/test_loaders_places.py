"""Loaders of industries, tracts, ZIP codes and commuting zones."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screener.enrich.loaders import LOADERS
from screener.errors import InputError

DATA = Path(__file__).parents[2] / "data" / "enrich"


def load(name: str, *files: str) -> list[dict[str, Any]]:
    return LOADERS[name]([DATA / file for file in files])


def test_codes_of_1987_keep_their_leading_zero() -> None:
    """Wheat is 0111 in division A, agriculture; the manual of 1987."""
    wheat, butter, _ = load("sic", "sic_classification.csv")

    assert wheat == {"sic": "0111", "title": "Wheat", "division": "A"}
    assert (butter["sic"], butter["division"]) == ("2021", "D")


def test_industries_of_2017_lose_the_mark_of_three_countries() -> None:
    """The workbook of descriptions prints a raised T after titles; Software Publishers has none."""
    titles = {row["code"]: row["title"] for row in load("naics", "naics_2017_descriptions.xlsx")}

    assert titles == {
        "31-33": "Manufacturing",
        "3112": "Grain and Oilseed Milling",
        "311221": "Wet Corn Milling",
        "322110": "Pulp Mills",
        "511210": "Software Publishers",
    }


def test_industries_of_2022_are_read_from_the_list_of_codes() -> None:
    """Its first row is empty."""
    titles = {row["code"]: row["title"] for row in load("naics", "naics_2022_codes.csv")}

    assert titles["513210"] == "Software Publishers"
    assert len(titles) == 5


def test_the_concordance_pairs_codes_that_share_an_industry() -> None:
    """Gold and silver ore mining became one industry in 2022; software publishers moved; a note is no pair."""
    rows = load("naics_concordance", "2022_to_2017_NAICS.xlsx")

    assert {(row["naics_2017"], row["naics_2022"]) for row in rows} == {
        ("212221", "212220"),
        ("212222", "212220"),
        ("322110", "322110"),
        ("511210", "513210"),
    }
    assert {row["basis"] for row in rows} == {"concordance"}


def test_without_the_concordance_only_equal_industries_are_paired() -> None:
    """Pulp mills alone: wet corn milling changed its title, software its code, and 3112 is no industry."""
    assert load("naics_concordance", "naics_2017_descriptions.xlsx", "naics_2022_codes.csv") == [
        {"naics_2017": "322110", "naics_2022": "322110", "basis": "same code and title"}
    ]


def test_one_edition_is_no_concordance() -> None:
    """The message names the concordance's columns."""
    with pytest.raises(InputError, match="column '2022 NAICS Code'"):
        load("naics_concordance", "naics_2022_codes.csv")


def test_a_designated_tract_lies_in_its_county() -> None:
    """The list as the CDFI Fund published it: six lines of notes, a heading with a line break."""
    rows = {row["tract"]: row for row in load("opportunity_zones", "qoz_designated_2018-12-14.csv")}

    assert set(rows) == {"01001020700", "01003010400", "09001020100", "72001956300"}
    assert rows["01003010400"] == {
        "tract": "01003010400",
        "county_fips": "01003",
        "state": "AL",
        "tract_type": "Non-LIC Contiguous",
        "acs_period": "2011-2015",
    }


def test_a_project_has_its_money_to_the_cent_and_its_tract() -> None:
    """AK0003 of the public data release: three notes of 977,000, 1,161,506 and 2,923,000 make 5,061,506."""
    (row,) = [row for row in load("nmtc_projects", "nmtc_excerpt.xlsx") if row["project_id"] == "AK0003"]

    assert row["amount"] == Decimal("977000") + Decimal("1161506") + Decimal("2923000")
    assert row == {
        "project_id": "AK0003",
        "tract": "02020000602",
        "county_fips": "02020",
        "state": "AK",
        "city": "Anchorage",
        "zip": "99508",
        "cde_name": "HEDC New Markets, Inc",
        "cde_key": "HEDC NEW MARKETS",
        "purpose": "Real Estate – Construction/Permanent/Acquisition w/o Rehab – Commercial",
        "qalicb_type": "NRE",
        "year": 2006,
        "amount": Decimal("5061506.00"),
        "project_cost": Decimal("8694457.00"),
        "is_metro": True,
    }


def test_a_project_of_several_purposes_names_them_all() -> None:
    """AK0015 has notes for business and for real estate."""
    (row,) = [row for row in load("nmtc_projects", "nmtc_excerpt.xlsx") if row["project_id"] == "AK0015"]

    assert row["purpose"] == (
        "Business Financing; Real Estate – Construction/Permanent/Acquisition w/o Rehab – Commercial"
    )


def test_a_zip_code_that_is_a_dot_is_unknown() -> None:
    """CO0144, as released."""
    (row,) = [row for row in load("nmtc_projects", "nmtc_excerpt.xlsx") if row["project_id"] == "CO0144"]

    assert (row["zip"], row["is_metro"]) == (None, False)


def test_huds_workbook_has_the_share_of_homes() -> None:
    """A ZIP code in two counties has the share of each; one without homes has none to state."""
    rows = {(row["zip"], row["county_fips"]): row for row in load("zip_to_county", "ZIP_COUNTY_032024.xlsx")}

    assert rows["00601", "72001"]["residential_share"] == 0.75
    assert rows["00601", "72113"]["residential_share"] == 0.25
    assert rows["20505", "11001"]["residential_share"] is None


def test_the_list_of_pairs_has_no_shares() -> None:
    """Absent is unknown: not an equal split."""
    assert {row["residential_share"] for row in load("zip_to_county", "zip_to_county.csv")} == {None}


def test_commuting_zones_of_two_editions_are_kept_apart() -> None:
    """Zone 60 of 2020 and zone 57 of 2000 are two zones; Shannon County has its new number."""
    rows = load("commuting_zones", "2020-commuting-zones.csv", "2000-commuting-zones.xlsx")

    assert {(row["county_fips"], row["edition"]): row["commuting_zone"] for row in rows} == {
        ("01001", "2020"): "60",
        ("01001", "2000"): "57",
        ("46102", "2000"): "300",
    }


def test_a_file_without_zones_names_the_columns_of_the_newest_edition() -> None:
    """Every fault at once."""
    with pytest.raises(InputError, match="column 'CZ2020'"):
        load("commuting_zones", "zip_to_county.csv")
