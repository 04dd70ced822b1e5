"""Loaders of employment by county (BLS) and of notices of layoffs (state agencies)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screener.enrich.loaders import LOADERS

DATA = Path(__file__).parents[2] / "data" / "enrich"
BOTH = pytest.mark.parametrize("file", ["qcew_by_area_2016q4.csv", "qcew_singlefile_2016q4.csv"])


def qcew(file: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["county_fips"], row["naics"]): row for row in LOADERS["qcew_counties"]([DATA / file])}


def notices() -> dict[str, dict[str, Any]]:
    return {row["employer_name"].split()[0]: row for row in LOADERS["warn_notices"]([DATA / "warn_notices.csv"])}


@BOTH
def test_a_disclosed_cell_has_employment_of_the_third_month_and_its_location_quotient(file: str) -> None:
    """Autauga County, Alabama, December 2016: 1,518 in 33 plants, location quotient 1.62, as BLS prints them."""
    assert qcew(file)["01001", "31-33"] == {
        "county_fips": "01001",
        "ownership": "5",
        "naics": "31-33",
        "year": 2016,
        "quarter": 4,
        "disclosed": True,
        "establishments": 33,
        "employment": 1518,
        "lq_disclosed": True,
        "lq_employment": 1.62,
    }


@BOTH
def test_a_suppressed_cell_is_unknown_not_zero(file: str) -> None:
    """Food in Autauga County: one plant, code N, zeros printed."""
    cell = qcew(file)["01001", "311"]

    assert (cell["disclosed"], cell["employment"], cell["lq_employment"]) == (False, None, None)
    assert cell["establishments"] == 1


@BOTH
def test_a_cell_the_bureau_has_no_figure_for_is_unknown(file: str) -> None:
    """Furniture in Henry County, Alabama: code "-"."""
    assert qcew(file)["01067", "337"]["employment"] is None


def test_a_full_file_gives_counties_and_the_levels_kept() -> None:
    """No nation, no state, no government, no four-digit industry, no three-digit industry but manufacturing."""
    assert set(qcew("qcew_singlefile_2016q4.csv")) == set(qcew("qcew_by_area_2016q4.csv"))


def test_of_several_quarters_the_newest_is_kept_whole(tmp_path: Path) -> None:
    """A year's file has four: the cell that only the third has is left out, and no total is of two quarters."""
    header, *cells = (DATA / "qcew_singlefile_2016q4.csv").read_text(encoding="utf-8").splitlines()
    names = [name.strip('"') for name in header.split(",")]
    at_quarter, at_area = names.index("qtr"), names.index("area_fips")

    def moved(line: str, quarter: str, area: str | None = None) -> str:
        values = line.split(",")
        values[at_quarter], values[at_area] = quarter, area or values[at_area]
        return ",".join(values)

    older = [moved(line, "3") for line in cells] + [moved(line, "3", "17031") for line in cells]
    for number, lines in enumerate(([*older, *cells], [*cells, *older])):
        file = tmp_path / f"{number}.csv"
        file.write_text("\n".join([header, *lines]), encoding="utf-8")
        rows = LOADERS["qcew_counties"]([file])

        assert {(row["year"], row["quarter"]) for row in rows} == {(2016, 4)}
        assert {(row["county_fips"], row["naics"]) for row in rows} == set(qcew("qcew_singlefile_2016q4.csv"))


def test_a_notice_is_typed_and_keeps_its_company() -> None:
    """McCormick's notice in Illinois of 1992-01-13 for 56 people: CIK 63754 by its exact name."""
    assert notices()["MCCORMICK"] == {
        "notice_id": "ab8c0ecf39d5",
        "state": "IL",
        "employer_name": "MCCORMICK & COMPANY, INC.",
        "employer_key": "MCCORMICK",
        "cik": "0000063754",
        "parent_cik": None,
        "naics": "311942",
        "naics_level": "establishment",
        "county_fips": "17031",
        "notice_date": date(1992, 1, 13),
        "effective_date": None,
        "employees_affected": 56,
        "layoff_type": "unknown",
        "is_temporary": None,
        "is_amendment": False,
    }


@pytest.mark.parametrize(
    "employer",
    [
        "RUSSELL",  # identity_source override: decided by a language model
        "United",  # United Parcel Services, matched fuzzily
        "PILLOWTEX",  # a parent by a name of one word
        "GILDAN",  # the listed company whose name begins so
        "Sound",  # a name with a word cut off
    ],
)
def test_a_company_that_its_exact_name_did_not_lead_to_is_unknown_and_the_notice_stays(employer: str) -> None:
    """A likely company is no evidence."""
    row = notices()[employer]

    assert (row["cik"], row["parent_cik"]) == (None, None)
    assert row["employees_affected"] is not None


def test_an_industry_of_a_guessed_company_is_unknown_and_one_of_the_notice_stays() -> None:
    """Russell's 31 is of the company that a language model chose; Centerra's 54 is the establishment's own."""
    assert (notices()["RUSSELL"]["naics"], notices()["RUSSELL"]["naics_level"]) == (None, None)
    assert notices()["Centerra"]["cik"] is None
    assert (notices()["Centerra"]["naics"], notices()["Centerra"]["naics_level"]) == ("54", "establishment")


def test_a_date_after_the_register_saw_the_notice_is_not_its_own() -> None:
    """Akebono Brake's, of Kentucky: seen on 2026-07-26 and dated 2026-12-31, for a layoff of October 2025."""
    notice = notices()["Akebono"]

    assert (notice["notice_date"], notice["effective_date"]) == (None, date(2025, 10, 3))


def test_a_subsidiary_of_two_words_keeps_its_parent() -> None:
    """Hostess Brands, of J. M. Smucker (CIK 91419)."""
    assert notices()["Hostess"]["parent_cik"] == "0000091419"


def test_a_notice_without_a_date_or_of_nobody_leaves_it_unknown() -> None:
    """Battelle's has no notice date; Northwest Airlines' says 0 people, which no notice is for."""
    assert notices()["Battelle"]["notice_date"] is None
    assert notices()["Northwest"]["employees_affected"] is None


def test_an_amendment_and_a_temporary_layoff_are_flagged() -> None:
    """Summed beside the notice it amends, an amendment would count people twice."""
    assert notices()["Bed"]["is_amendment"] is True
    assert notices()["Alsco"]["is_temporary"] is True
