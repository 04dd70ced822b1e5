"""The portfolio's own list of sites: what a line may say, and every fault of every line at once."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screener.enrich.copies import shipped
from screener.enrich.own.sites import read_sites
from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "issuer,site,county_fips,state,county,zip,country,naics,employment,total_employment,as_of,source"
DATED = "issuer,site,state,total_employment,as_of,published,source"


def a_list(folder: Path, *lines: str, header: str = HEADER, name: str = "sites.csv") -> Path:
    """Write a list of sites into a portfolio's folder, and return the folder."""
    (folder / "establishments").mkdir(exist_ok=True)
    (folder / "establishments" / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    """Return the faults that reading a portfolio's lists raises, one a line."""
    with pytest.raises(InputError) as raised:
        read_sites(folder)
    return [line.strip() for line in raised.value.message.splitlines()[1:]]


def test_a_portfolio_without_a_list_has_no_sites(tmp_path: Path) -> None:
    """The folder is optional."""
    sites = read_sites(tmp_path)

    assert (sites.table.num_rows, sites.files) == (0, {})


def test_a_line_is_read_with_its_file_and_number(tmp_path: Path) -> None:
    """A header saved by Excel with a byte-order mark; numbers with thousands separators."""
    line = '66740,Maplewood,27123,,,,,339113,"9,000.5","61,500",2023-12-31,Form 10-K'
    folder = a_list(tmp_path, line, header=f"\ufeff{HEADER}")
    sites = read_sites(folder)

    assert sites.table.to_pylist() == [
        {
            "source_file": "establishments/sites.csv",
            "source_row": 2,
            "issuer": "0000066740",
            "site": "Maplewood",
            "place": "27123",
            "naics": "339113",
            "employment": Decimal("9000.500000"),
            "total_employment": 61500,
            "as_of": date(2023, 12, 31),
            "published": date(2023, 12, 31),
        }
    ]
    content = (folder / "establishments" / "sites.csv").read_bytes()
    assert sites.files == {"establishments/sites.csv": hashlib.sha256(content).hexdigest()}


def test_a_list_may_be_published_again(tmp_path: Path) -> None:
    """The same site and another total, of the same date and known later: no fault, as it would be in one list."""
    folder = a_list(
        tmp_path,
        "66740,Maplewood,MN,61500,2023-12-31,2024-02-07,Form 10-K",
        "66740,Maplewood,MN,61000,2023-12-31,2024-07-26,Form 8-K",
        header=DATED,
    )

    assert read_sites(folder).table.column("published").to_pylist() == [date(2024, 2, 7), date(2024, 7, 26)]


def test_a_site_published_before_its_day_is_refused(tmp_path: Path) -> None:
    """Nobody knows in November what is so at the end of the year."""
    folder = a_list(tmp_path, "66740,Maplewood,MN,,2023-12-31,2023-11-30,Form 10-K", header=DATED)

    assert faults(folder) == [
        "establishments/sites.csv:2: column 'published': 2023-11-30 is before 2023-12-31, the day that it describes"
    ]


def test_a_list_says_when_it_was_published_on_each_line_or_on_none(tmp_path: Path) -> None:
    """A line without would be a list of its own, which the others replace."""
    folder = a_list(
        tmp_path,
        "66740,Maplewood,MN,,2023-12-31,2024-02-07,Form 10-K",
        "66740,Decatur,AL,,2023-12-31,,Form 10-K",
        "66740,Hutchinson,MN,,2022-12-31,,Form 10-K",
        header=DATED,
    )

    (fault,) = faults(folder)
    assert fault == (
        "establishments/sites.csv:3: column 'published' is empty, and filled in establishments/sites.csv:2 of this "
        "issuer and date; fill it in on each line, or on none: lines published on one day are one list"
    )


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("17031,,,,", "17031"),
        ("17031,IL,,,US", "17031"),
        (",MO,St. Louis City,,", "29510"),
        (",CT,Hartford,,", "09003"),  # the old county: the place code
        (",,,60601,", "17031"),  # in Cook County alone
        (",,,52738,", "19"),  # in two counties of Iowa
        (",KY,,,", "21"),
        (",PR,,,PR", "72"),  # a territory is no foreign country
        (",,,,DE", "foreign"),  # Germany, not Delaware
        (",,,,US", "unknown"),
    ],
)
def test_a_place_is_read_as_finely_as_the_line_says(tmp_path: Path, cells: str, place: str) -> None:
    """By county code, county and state, ZIP code, state or country, the finest first."""
    table = read_sites(a_list(tmp_path, f"66740,Plant,{cells},,,,2023-12-31,10-K")).table

    assert table["place"].to_pylist() == [place]


@pytest.mark.parametrize("issuer", ["66740", "0000066740", "cik:0000066740", "LUZQVYP4VS22CLWDAR65"])
def test_an_issuer_is_a_cik_a_lei_or_an_id(tmp_path: Path, issuer: str) -> None:
    """3M: the SEC's number with or without zeros, the run's own id, and the LEI."""
    (read,) = read_sites(a_list(tmp_path, f"{issuer},Plant,27123,,,,,,,,2023-12-31,10-K")).table["issuer"].to_pylist()

    assert read in {"0000066740", "cik:0000066740", "LUZQVYP4VS22CLWDAR65"}


def test_every_fault_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    """With file, line and column, what was found and what is expected."""
    a_list(
        tmp_path,
        "3M,,99999,,,,,3,many,1.5,31.12.2023,10-K",
        "66740,A,,IL,Nowhere,,,,,,2023-12-31,10-K",
        "66740,B,,MO,St. Louis,,,,,,2023-12-31,10-K",
        "66740,C,,,,,,,,,2023-12-31,10-K",
        "66740,D,27123,,,,DE,,,,2023-12-31,10-K",
    )
    a_list(tmp_path, "66740,E,27123,2023-12-31,10-K", header="issuer,site,county_fip,as_of,source", name="b.csv")
    found = faults(tmp_path)

    assert [fault.split(": ")[0] for fault in found] == [
        "establishments/b.csv:1",
        *["establishments/sites.csv:2"] * 7,
        "establishments/sites.csv:3",
        "establishments/sites.csv:4",
        "establishments/sites.csv:5",
        "establishments/sites.csv:6",
    ]
    assert "no such column 'county_fip'; did you mean 'county_fips'?" in found[0]
    columns = [fault.split("'")[1] for fault in found[1:]]
    assert columns == [
        *["site", "issuer", "as_of", "county_fips", "naics", "employment", "total_employment"],
        *["county", "county", "county_fips", "county_fips"],
    ]
    assert "may be 29189 or 29510" in found[9]


def test_one_fault_is_counted_as_one_and_faults_of_one_file_stand_in_the_order_of_its_lines(tmp_path: Path) -> None:
    """Line 3 repeats the site of line 2, line 4 names no place: the comparison of lines comes last and stands first."""
    lines = ("66740,A,27123,,,,,,,,2023-12-31,10-K", "66740,A,27053,,,,,,,,2023-12-31,10-K")
    with pytest.raises(InputError) as one:
        read_sites(a_list(tmp_path, *lines))
    found = faults(a_list(tmp_path, *lines, "66740,B,,,,,,,,,2023-12-31,10-K"))

    assert one.value.message.splitlines()[0] == "1 fault in the portfolio's own list of sites"
    assert [fault.split(": ")[0] for fault in found] == ["establishments/sites.csv:3", "establishments/sites.csv:4"]


def test_an_issuer_id_that_a_run_prints_may_hold_spaces(tmp_path: Path) -> None:
    """Issuers that are governments are called by their name."""
    sites = read_sites(a_list(tmp_path, "government:US-KY:WARREN CNTY,A,21227,,,,,,,,2023-12-31,budget"))

    assert sites.table["issuer"].to_pylist() == ["government:US-KY:WARREN CNTY"]


def test_a_planning_region_is_no_county(tmp_path: Path) -> None:
    """Connecticut's regions do not nest in its old counties, which are the place codes."""
    assert "'09110' is no single county" in faults(a_list(tmp_path, "66740,A,09110,,,,,,,,2023-12-31,10-K"))[0]


def test_a_county_in_another_state_is_a_fault(tmp_path: Path) -> None:
    """17031 is Cook County, Illinois."""
    (fault,) = faults(a_list(tmp_path, "66740,A,17031,KY,,,,,,,2023-12-31,10-K"))

    assert "'17031' is no single county of KY" in fault


def test_a_site_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    """Of one issuer and date, in whatever file; of another date it is another statement."""
    a_list(tmp_path, "66740,A,27123,,,,,,,,2022-12-31,10-K", "66740,A,27123,,,,,,,,2023-12-31,10-K", name="a.csv")
    found = faults(a_list(tmp_path, "0000066740,A,27053,,,,,,,,2023-12-31,10-K", name="b.csv"))

    assert found == [
        "establishments/b.csv:2: site 'A' of this issuer and date stands in establishments/a.csv:3 already"
    ]


def test_two_totals_of_one_issuer_are_a_fault(tmp_path: Path) -> None:
    """Nobody knows which is meant."""
    lines = ("66740,A,27123,,,,,,,1000,2023-12-31,10-K", "66740,B,27053,,,,,,,1001,2023-12-31,10-K")

    assert faults(a_list(tmp_path, *lines)) == [
        "establishments/sites.csv:3: total_employment 1001 differs from 1000 in establishments/sites.csv:2"
    ]


def test_a_cell_too_many_is_a_fault(tmp_path: Path) -> None:
    """A comma that is not quoted moves every cell after it."""
    (fault,) = faults(a_list(tmp_path, "66740,Maplewood, MN,27123,,,,,,,,2023-12-31,10-K"))

    assert fault.startswith("establishments/sites.csv:2: more cells than the header has columns")


def test_a_file_that_is_no_utf8_text_is_a_fault(tmp_path: Path) -> None:
    """What Excel saves as plain CSV under Windows."""
    (tmp_path / "establishments").mkdir()
    (tmp_path / "establishments" / "sites.csv").write_bytes(f"{HEADER}\n66740,Málaga".encode("cp1252"))

    assert "this is no UTF-8 text" in faults(tmp_path)[0]


@pytest.mark.parametrize("name", ["sites.xlsx", "sites.txt", "old"])
def test_anything_but_a_csv_file_is_refused(tmp_path: Path, name: str) -> None:
    """A workbook that nobody reads would be a list that nobody counts; beside a list that is right, too."""
    folder = a_list(tmp_path, "66740,A,27123,,,,,,,,2023-12-31,10-K")
    path = folder / "establishments" / name
    path.write_bytes(b"PK") if path.suffix else path.mkdir()

    assert faults(folder) == [
        f"establishments/{name}: only CSV files are read here; save it as CSV, or move it elsewhere"
    ]


def test_a_workbook_alone_is_refused(tmp_path: Path) -> None:
    """Without any CSV file beside it."""
    (tmp_path / "establishments").mkdir()
    (tmp_path / "establishments" / "sites.xlsx").write_bytes(b"PK")

    assert "save it as CSV" in faults(tmp_path)[0]


def test_a_readme_and_hidden_files_are_no_lists(tmp_path: Path) -> None:
    """Nor is an empty folder a fault; the ending may be in capitals."""
    folder = a_list(tmp_path, "66740,A,27123,,,,,,,,2023-12-31,10-K", name="SITES.CSV")
    for name in ("README.md", ".DS_Store"):
        (folder / "establishments" / name).write_text("notes", encoding="utf-8")

    assert list(read_sites(folder).files) == ["establishments/SITES.CSV"]


def test_a_line_after_a_cell_of_two_lines_has_its_own_number(tmp_path: Path) -> None:
    """Lines 2 and 3 are one record; the next begins in line 4, and one of three lines in line 5."""
    rest = "27123,,,,,,,,2023-12-31,10-K"
    table = read_sites(
        a_list(tmp_path, f'66740,"Plant\nSouth",{rest}', f"66740,B,{rest}", f'66740,"C\n\nEast",{rest}')
    ).table

    assert table["source_row"].to_pylist() == [2, 4, 5]


def test_the_counties_are_those_of_the_run(tmp_path: Path) -> None:
    """A crosswalk of the run's date in which 60601 lies in a second county: then the state alone is certain."""
    zips = {"zip": ["60601", "60601"], "county_fips": ["17031", "17043"], "residential_share": [0.5, 0.5]}
    pq.write_table(pa.table(zips), tmp_path / "zips.parquet")
    folder = a_list(tmp_path, "66740,Office,,,,60601,,,,,2023-12-31,Form 10-K")

    sites = read_sites(folder, lambda name: tmp_path / "zips.parquet" if name == "zip_to_county" else shipped(name))

    assert sites.table["place"].to_pylist() == ["17"]
    assert read_sites(folder).table["place"].to_pylist() == ["17031"]
