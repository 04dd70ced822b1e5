"""Regions of a portfolio's own: what a line may say, and every fault of every line at once. All are constructed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from screener.enrich.own.regions import read_regions
from screener.enrich.own.sites import read_sites
from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "region,county_fips,state,county,source"


def a_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a file of regions into a portfolio's folder, and return the folder."""
    (folder / "regions").mkdir()
    (folder / "regions" / "r.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    """Return the faults that reading a portfolio's regions raises, one a line."""
    with pytest.raises(InputError) as raised:
        read_regions(folder)
    return [line.strip() for line in raised.value.message.splitlines()[1:]]


def test_a_region_is_counties_by_code_or_name_and_whole_states(tmp_path: Path) -> None:
    """Rock Island by its code, Scott by its name, and the three counties of Delaware; the hash goes to the manifest."""
    folder = a_file(tmp_path, "Quad,17161,,,", "Quad,,IA,Scott,", "Coast,,DE,,", "Coast,17161,,,")
    given = read_regions(folder)

    assert [(row["region"], row["place"]) for row in given.table.to_pylist()] == [
        ("Coast", "10001"),
        ("Coast", "10003"),
        ("Coast", "10005"),
        ("Coast", "17161"),  # of two regions
        ("Quad", "17161"),
        ("Quad", "19163"),
    ]
    assert given.files == {"regions/r.csv": hashlib.sha256((folder / "regions" / "r.csv").read_bytes()).hexdigest()}


def test_a_county_that_stands_twice_in_a_region_is_refused(tmp_path: Path) -> None:
    """By its code and by its name; and beside the state that contains it, whichever comes first."""
    lines = ["Quad,17161,,,", "Quad,,IL,Rock Island,", "Plains,19163,,,", "Plains,,IA,,"]

    assert faults(a_file(tmp_path, *lines)) == [
        "regions/r.csv:3: a county of this line stands in region 'Quad' by regions/r.csv:2 already",
        (
            "regions/r.csv:5: a county of this line stands in region 'Plains' by regions/r.csv:4 already; "
            "regions/r.csv:5 has no county, so all of its state's are meant"
        ),
    ]


def test_a_code_that_lost_its_leading_zero_is_refused_with_the_code_that_may_be_meant(tmp_path: Path) -> None:
    """Autauga County, Alabama, is 01001; 1002 is no county with a zero either."""
    assert faults(a_file(tmp_path, "South,1001,,,", "South,1002,,,")) == [
        "regions/r.csv:2: column 'county_fips': '1001' is no county; a leading zero was lost: 01001?",
        "regions/r.csv:3: column 'county_fips': '1002' is no county; give its five digits",
    ]


def test_a_site_with_such_a_code_is_refused_in_the_same_words(tmp_path: Path) -> None:
    """The same spreadsheet, another folder."""
    (tmp_path / "establishments").mkdir()
    lines = "issuer,site,county_fips,as_of,source\n66740,Plant,1001,2023-12-31,Report\n"
    (tmp_path / "establishments" / "s.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(InputError, match=r"'1001' is no single county .*; a leading zero was lost: 01001\?"):
        read_sites(tmp_path)


def test_a_heading_date_is_the_as_of_where_there_is_one(tmp_path: Path) -> None:
    """Of sites it is as_of; a region has no date, and state is not offered for it."""
    (tmp_path / "establishments").mkdir()
    (tmp_path / "establishments" / "s.csv").write_text("issuer,site,date,source\n", encoding="utf-8")
    with pytest.raises(InputError, match="no such column 'date'; did you mean 'as_of'"):
        read_sites(tmp_path)

    assert faults(a_file(tmp_path, header="region,date")) == ["regions/r.csv:1: no such column 'date'"]
