"""Lists of issuers: the newest file on or before the day counts, and a file that is wrong is refused with its line."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from screener.errors import RulebookError
from screener.rulebook import load_rulebooks, read_lists
from screener.rulebook.lists import COLUMNS, Member

RULEBOOK = """\
id: sample
title: Sample
sources:
  act: {citation: "The Act, section 1", checked_on: 2026-11-22}
lists:
  named: {title: Named issuers, source: act}
  banned: {title: Banned issuers, source: act}
criteria:
  - id: off-both
    title: On neither list
    meaning: The issuer is on neither list.
    subject: issuer
    source: act
    in_force: {status: undated}
    pass: not on_list('named') and not on_list('banned')
    review: {status: unverified, checked_on: 2026-11-22}
"""

APPLE_LEI = "HWUPKR0MPOU8FGXBT394"
"""The LEI of Apple Inc., as GLEIF publishes it; its check digits agree."""


def a_folder(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    """Return a folder of rulebooks with one rulebook of two lists, and these files under its folder ``lists``."""
    home = tmp_path / "criteria" / "sample"
    home.mkdir(parents=True)
    (home / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    for name, content in files.items():
        path = home / "lists" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return home.parent


def faults(tmp_path: Path, files: dict[str, str | bytes]) -> list[str]:
    """Return the lines of the message about faulty lists, without its summary."""
    with pytest.raises(RulebookError) as caught:
        read_lists(load_rulebooks(a_folder(tmp_path, files)), date(2024, 12, 31))
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), ["First"]),
        (date(2024, 5, 31), ["First"]),
        (date(2024, 6, 1), ["Second", "Third"]),
        (date(2030, 1, 1), ["Second", "Third"]),
    ],
)
def test_the_newest_file_on_or_before_the_day_is_in_force(tmp_path: Path, day: date, names: list[str] | None) -> None:
    """Before the first file nobody knows who is on the list, and the list is left out."""
    folder = a_folder(
        tmp_path, {"named/2024-01-01.csv": "name\nFirst\n", "named/2024-06-01.csv": "name\nSecond\nThird\n"}
    )
    held = read_lists(load_rulebooks(folder), day)

    assert [member.name for member in held["named"].members] == names if names else "named" not in held


def test_a_version_says_where_it_comes_from_and_what_it_holds(tmp_path: Path) -> None:
    content = (
        "name,cik,lei,listed_on,reason\n"
        f'"Example, Inc.",320193,{APPLE_LEI.lower()},2024-03-15,minerals\n'
        " Other Ltd ,,,,\n"
    )
    folder = a_folder(tmp_path, {"named/2024-06-01.csv": content})
    version = read_lists(load_rulebooks(folder), date(2024, 12, 31))["named"]

    assert (version.list_id, version.rulebook_id, version.dated) == ("named", "sample", date(2024, 6, 1))
    assert version.path == folder / "sample" / "lists" / "named" / "2024-06-01.csv"
    assert version.sha256 == hashlib.sha256(content.encode()).hexdigest()
    # the SEC writes a CIK with ten digits
    assert version.members == (
        Member("Example, Inc.", "0000320193", APPLE_LEI, date(2024, 3, 15), "minerals"),
        Member("Other Ltd", None, None, None, None),
    )


def test_a_file_without_members_is_a_list_with_nobody_on_it(tmp_path: Path) -> None:
    """Nobody is another answer than unknown: the list is there, and it is empty."""
    folder = a_folder(tmp_path, {"named/2024-06-01.csv": "name,cik\n"})
    held = read_lists(load_rulebooks(folder), date(2024, 12, 31))

    assert held["named"].members == ()
    assert "banned" not in held


def test_a_spreadsheets_mark_at_the_start_of_a_file_is_no_part_of_a_column(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"named/2024-06-01.csv": b"\xef\xbb\xbfname\r\nExample\r\n"})

    assert read_lists(load_rulebooks(folder), date(2024, 12, 31))["named"].members[0].name == "Example"


def test_readmes_and_hidden_files_are_no_versions(tmp_path: Path) -> None:
    """A README lies in the folder of lists, a program's own file may lie beside the versions."""
    folder = a_folder(
        tmp_path, {"README.md": "# Lists\n", "named/.DS_Store": b"\x00", "named/2024-06-01.csv": "name\nExample\n"}
    )

    assert list(read_lists(load_rulebooks(folder), date(2024, 12, 31))) == ["named"]


def test_every_fault_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    """Six files with a fault each, of kinds that stop a file; lines are counted by hand."""
    place, day = "criteria/sample/lists/named", "2024-13-01"
    assert faults(
        tmp_path,
        {
            "named/2024-13-01.csv": "name\nExample\n",
            "named/2024-02-01.csv": "nmae,cik\nExample,1\n",
            "named/2024-03-01.csv": b"name\nExample\nCaf\xe9\n",
            "named/2024-04-01.csv": "name,cik\nExample\n",
            "named/2024-05-01.csv": "",
            "nemed/2024-01-01.csv": "name\nExample\n",
        },
    ) == [
        f"{place}/2024-02-01.csv:1: the column name is missing; found nmae, cik",
        f"{place}/2024-02-01.csv:1: there is no column 'nmae'; did you mean 'name'?; {', '.join(COLUMNS)} are meant",
        f"{place}/2024-03-01.csv:3: this is no UTF-8 text; save it as CSV UTF-8",
        f"{place}/2024-04-01.csv:2: 2 fields are meant, as in the first line",
        f"{place}/2024-05-01.csv:1: the column name is missing; found no columns",
        f"{place}/{day}.csv:1: the file is to be called by the day of the list, as 2026-07-01.csv; found '{day}.csv'",
        "criteria/sample/lists/nemed: the rulebook declares no list of this name; did you mean 'named'?",
    ]


def test_every_fault_of_a_line_is_reported(tmp_path: Path) -> None:
    """Eight lines, seven of them wrong; the list is of 2024-06-01."""
    found = faults(
        tmp_path,
        {
            "named/2024-06-01.csv": (
                "name,cik,lei,listed_on,reason\n"
                "Good,320193,,2024-06-01,\n"
                ",,,,\n"
                "Badly numbered,32-0193,,,\n"
                f"Mistyped,,{APPLE_LEI[:-1]}5,,\n"
                "Undated,,,soon,\n"
                "Of tomorrow,,,2024-06-02,\n"
                "Good again,0000320193,,,\n"
                "undated,,,,\n"
            )
        },
    )

    place = "criteria/sample/lists/named/2024-06-01.csv"
    assert found == [
        f"{place}:3: the name is empty",
        f"{place}:4: a CIK has up to ten digits; found '32-0193'",
        f"{place}:5: 'HWUPKR0MPOU8FGXBT395' is no LEI: its check digits do not agree",
        f"{place}:6: listed_on is a day such as 2026-07-01; found 'soon'",
        f"{place}:7: listed_on is 2024-06-02, after the list itself, which is of 2024-06-01",
        f"{place}:8: Good again is there twice, by its CIK; the first is on line 2",
        f"{place}:9: undated is there twice, by its name; the first is on line 6",
    ]


@pytest.mark.parametrize(
    ("name", "called"), [("2024-06-01", "2024-06-01"), ("June", "the day of the list, as 2026-07-01")]
)
def test_a_workbook_is_one_fault_that_says_what_to_save(tmp_path: Path, name: str, called: str) -> None:
    """Name, bytes and columns are all wrong for one reason: these are the first bytes of a workbook, a ZIP file."""
    [fault] = faults(tmp_path, {f"named/{name}.xlsx": b"PK\x03\x04\xe9"})

    assert fault.startswith(f"criteria/sample/lists/named/{name}.xlsx:1: only CSV files are read here; ")
    assert f"save it as CSV UTF-8, called {called}.csv, or" in fault


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_signs_between_the_cells_are_one_fault_that_names_them(tmp_path: Path, sign: str, word: str) -> None:
    """The column name is not missing; nobody saw it."""
    [fault] = faults(tmp_path, {"named/2024-06-01.csv": f"name{sign}cik\nExample{sign}1\n"})

    assert fault.endswith(
        f"named/2024-06-01.csv:1: the cells are separated by {word}; save it as CSV with commas between them"
    )


def test_a_fault_in_a_file_that_is_not_in_force_is_a_fault_all_the_same(tmp_path: Path) -> None:
    """A version of next year is found wrong today, not on the day it is needed."""
    found = faults(tmp_path, {"named/2024-06-01.csv": "name\nExample\n", "named/2025-06-01.csv": "title\nExample\n"})

    assert [line.split(":")[0] for line in found] == ["criteria/sample/lists/named/2025-06-01.csv"] * 2


def test_a_quotation_mark_that_is_not_closed_is_no_csv(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, {"named/2024-06-01.csv": 'name\n"Example\n'})

    assert fault.startswith("criteria/sample/lists/named/2024-06-01.csv:2: this is no CSV: ")
