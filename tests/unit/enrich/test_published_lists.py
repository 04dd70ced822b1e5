"""Loaders of which no rows ship: institutions and companies, in the layouts their publishers document.

Workbooks are written by the tests, with sheets and headings as published. Names are invented, places are real.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from workbooks import a_workbook

from screener.enrich.loaders import LOADERS
from screener.enrich.prepare import prepare


def by(column: str, rows: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Return rows by a column."""
    return {row[column]: row for row in rows}


def test_a_certified_institution_is_read_below_the_lists_title(tmp_path: Path) -> None:
    """The date is a date, or the number that Excel keeps: 36,892 is 1 January 2001."""
    header = [
        *("Organization Name", "Cert Control Num", "Date Certified", "Financial Institution Type", "RSSD ID"),
        *("Native CDFI (Y/N)", "Address", "City", "State", "Zipcode", "Organization Website"),
    ]
    rows = [
        ["List of Certified CDFIs as of a date"],
        ["Total Number of Certified Native CDFIs", 1],
        header,
        [
            "Example Loan Fund, Inc.",
            "001CE000001",
            date(2012, 3, 1),
            "Loan Fund",
            "",
            "N",
            "",
            "Newark",
            "NJ",
            7105,
        ],
        ["Example Bank", "001CE000002", 36892, "Bank or Thrift", 123456, "Y", "", "Chicago", "IL", "60601-0100"],
    ]
    file = a_workbook(tmp_path / "cdfi.xlsx", List_of_Certified_CDFIs=rows)
    fund, bank = LOADERS["cdfi_list"]([file])

    assert (fund["certified"], fund["zip"], fund["rssd_id"], fund["is_native"]) == (
        date(2012, 3, 1),
        "07105",
        None,
        False,
    )
    assert (bank["certified"], bank["zip"], bank["rssd_id"], bank["is_native"]) == (
        date(2001, 1, 1),
        "60601",
        "123456",
        True,
    )


# PRI and SBTi


def test_signatories_are_read_under_either_spelling_of_the_headings(tmp_path: Path) -> None:
    """The publisher documents none; a category that is none of the three is unknown."""
    rows = [["Example Pension Fund", "Asset Owner", "United States", "2010-06-01"], ["Example 会", "Friend", "", "NA"]]
    first = [["Account Name", "Signatory Category", "HQ Country", "Signature Date"], *rows]
    second = [["Signatory Name", "Category", "Country", "Date Signed"], *rows]
    load_signatories = LOADERS["pri_signatories"]
    found = load_signatories([a_workbook(tmp_path / "a.xlsx", Sheet1=first)])

    assert found == load_signatories([a_workbook(tmp_path / "b.xlsx", Sheet1=second)])
    assert (found[0]["category"], found[0]["signed"]) == ("asset owner", date(2010, 6, 1))
    assert (found[1]["category"], found[1]["country"], found[1]["signed"]) == (None, None, None)


_SBTI = [
    *("sbti_id", "company_name", "isin", "lei", "organization_type", "location", "region", "sector"),
    *("near_term_status", "near_term_target_classification", "near_term_target_year"),
    *("long_term_status", "long_term_target_classification", "long_term_target_year"),
    *("net_zero_status", "net_zero_year", "full_target_language", "reason_for_extension_or_removal", "date_updated"),
]
_TARGETS = [
    # US0378331005 and the LEI of Tenet Healthcare (0W9AIBT6U6ADJ2I8HK17) have right check digits.
    *(40000001.0, "Example Steel, Inc.", "US0378331005", "0W9AIBT6U6ADJ2I8HK17", "Corporate", "Canada", "", "Steel"),
    *("Targets set", "1.5°C", 2030, "Targets set", "1.5°C", "FY2050", "Committed", ""),
    *("Example Steel commits …", "", date(2025, 1, 9)),
]
_REMOVED = [
    *(40000002.0, "株式会社", "NA", "", "SME", "Japan", "Asia", "Media", "Commitment removed", "", ""),
    *("", "", "", "", "", "", "Expired commitment", date(2024, 3, 7)),
]


def test_a_company_with_targets_has_its_identifiers_and_years(tmp_path: Path) -> None:
    """FY2050 is a fiscal year; a commitment to net zero has no year yet."""
    file = a_workbook(tmp_path / "sbti.xlsx", Data=[_SBTI, _TARGETS, _REMOVED])
    company = by("sbti_id", LOADERS["sbti_companies"]([file]))["40000001"]

    assert (company["isin"], company["lei"]) == ("US0378331005", "0W9AIBT6U6ADJ2I8HK17")
    assert (company["near_term_year"], company["long_term_year"], company["net_zero_year"]) == (2030, 2050, None)
    assert company["date_updated"] == date(2025, 1, 9)


def test_a_company_without_identifiers_is_kept_under_the_dashboards_number(tmp_path: Path) -> None:
    """ISIN 'NA' is none; a name without a letter of ours has no key, rather than one that every such name shares."""
    file = a_workbook(tmp_path / "sbti.xlsx", Data=[_SBTI, _TARGETS, _REMOVED])
    table = prepare("sbti_companies", [file])

    (company,) = [row for row in table.to_pylist() if row["sbti_id"] == "40000002"]
    assert (company["isin"], company["lei"], company["name_key"]) == (None, None, None)
    assert (company["net_zero_status"], company["near_term_status"]) == (None, "Commitment removed")


def test_an_isin_whose_check_digit_fails_is_unknown(tmp_path: Path) -> None:
    """US0378331004 would be another company's or none."""
    mistyped = [*_TARGETS[:2], "US0378331004", *_TARGETS[3:]]
    file = a_workbook(tmp_path / "sbti.xlsx", Data=[_SBTI, mistyped])

    assert LOADERS["sbti_companies"]([file])[0]["isin"] is None
