"""Loaders of the SEC's own forms: the official list as text, EDGAR's JSON, Exhibit 21; and GLEIF's golden copy."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from screener.enrich.loaders import LOADERS
from screener.errors import InputError

DATA = Path(__file__).parents[2] / "data" / "enrich"


def load(name: str, *files: str) -> list[dict[str, Any]]:
    return LOADERS[name]([DATA / file for file in files])


def test_the_official_list_is_read_from_its_text_file() -> None:
    """Fixed width; options (CALL, PUT) have pseudo-CUSIPs and are left out."""
    rows = {row["cusip"]: row for row in load("sec_13f_list", "13flist2024q1.txt")}

    assert set(rows) == {"037833100", "B38564108", "G00350101", "G06984101"}
    assert rows["037833100"] == {
        "cusip": "037833100",
        "issuer_name": "APPLE INC",
        "issuer_description": "COM",
        "status": None,
        "name_key": "APPLE",
    }
    assert rows["G06984101"]["issuer_description"] == "UNIT 01/27/2027"


def test_the_official_list_says_what_joined_and_what_left() -> None:
    """Lobo EV Technologies was added and Aurora Technology's unit deleted in the first quarter of 2024."""
    rows = {row["cusip"]: row["status"] for row in load("sec_13f_list", "13flist2024q1.txt")}

    assert rows == {"037833100": None, "B38564108": None, "G00350101": "ADDED", "G06984101": "DELETED"}


def test_both_forms_of_the_official_list_agree() -> None:
    """Apple and Euronav stand in the text and in the table."""
    text = {row["cusip"]: row for row in load("sec_13f_list", "13flist2024q1.txt")}

    assert all(text[row["cusip"]] == row for row in load("sec_13f_list", "sec_13f_list_2024Q1.csv"))


def test_a_file_that_is_no_official_list_is_refused() -> None:
    """No line has the text file's form, and no table the columns."""
    with pytest.raises(InputError, match="column 'issuer_name'"):
        load("sec_13f_list", "sec_cik_sic.csv")


def test_edgar_states_industry_and_business_address() -> None:
    """Tesla: SIC 3711. The file was retrieved before the move to Texas."""
    assert load("sec_cik_sic", "CIK0001318605.json") == [
        {"cik": "0001318605", "sic": "3711", "city": "PALO ALTO", "state": "CA", "zip": "94304"}
    ]


def test_edgars_files_are_read_from_their_zip_file(tmp_path: Path) -> None:
    """submissions.zip: a company may have further files, which state no company; one abroad is in no state."""
    abroad = json.loads((DATA / "CIK0001318605.json").read_text())
    abroad |= {"cik": "1", "sic": "100"}
    abroad["addresses"]["business"] |= {"stateOrCountry": "X0", "zipCode": "EC1A 1BB", "city": "LONDON"}
    archive = tmp_path / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(DATA / "CIK0001318605.json", "CIK0001318605.json")
        file.writestr("CIK0001318605-submissions-001.json", '{"accessionNumber": []}')
        file.writestr("CIK0000000001.json", json.dumps(abroad))
        file.writestr("CIK0000000002.json", json.dumps({**abroad, "cik": "2", "sic": ""}))

    rows = LOADERS["sec_cik_sic"]([archive])

    assert [row["cik"] for row in rows] == ["0001318605", "0000000001"]
    assert (rows[1]["sic"], rows[1]["state"], rows[1]["zip"]) == ("0100", None, None)


def test_a_subsidiary_leads_to_its_parent() -> None:
    """David J. Joseph is in the Exhibit 21 of Nucor (CIK 73309) for 2025, filed in 2026."""
    rows = {row["name_key"]: row for row in load("sec_subsidiaries", "sec_exhibit21.csv")}

    assert rows["DAVID J JOSEPH"]["parent_cik"] == "0000073309"
    assert rows["DAVID J JOSEPH"]["source_year"] == 2026


def test_fragments_and_names_of_one_word_lead_nowhere(tmp_path: Path) -> None:
    """Of "0 01 umi" and "0 03 5 v", debris of a scan, and of "Kwikset" alone no company may follow."""
    file = tmp_path / "subsidiaries.csv"
    file.write_text("normalized_name,parent_cik,parent_name,source_year\nkwikset,109177,Spectrum Brands,2024\n")
    keys = [row["name_key"] for row in load("sec_subsidiaries", "sec_exhibit21.csv")]

    assert not {"0 01 UMI", "0 03 5 V"} & set(keys)
    assert LOADERS["sec_subsidiaries"]([file]) == []


def test_spellings_of_one_name_are_one_row_of_the_latest_year(tmp_path: Path) -> None:
    """Corp and Corporation have one key."""
    file = tmp_path / "subsidiaries.csv"
    file.write_text(
        "normalized_name,parent_cik,parent_name,source_year\n"
        "blue river steel corp,7,Old Name Inc,2019\nblue river steel corporation,7,New Name Inc,2024\n"
        "blue river steel,8,Other Inc,2020\n"
    )

    rows = LOADERS["sec_subsidiaries"]([file])

    assert [(row["parent_cik"], row["parent_name"], row["source_year"]) for row in rows] == [
        ("0000000007", "New Name Inc", 2024),
        ("0000000008", "Other Inc", 2020),
    ]


def test_the_golden_copy_is_read_from_its_zip_file(tmp_path: Path) -> None:
    """The foundation hands out a ZIP file of one CSV file."""
    archive = tmp_path / "20251031-0800-gleif-goldencopy-lei2-golden-copy.csv.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(DATA / "gleif_golden_copy.csv", "20251031-0800-gleif-goldencopy-lei2-golden-copy.csv")

    assert LOADERS["gleif_names"]([archive]) == load("gleif_names", "gleif_golden_copy.csv")
