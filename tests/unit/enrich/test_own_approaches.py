"""How a portfolio says its accounts are invested: what a line may say, and every fault of every line at once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from screener.enrich.own.approaches import read_approaches
from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "account,as_of,management,approaches,screens,document"
DATED = "account,as_of,published,management,approaches,document"


def a_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a file of approaches into a portfolio's folder, and return the folder."""
    (folder / "approaches").mkdir()
    (folder / "approaches" / "a.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return folder


def test_a_portfolio_without_a_file_says_nothing(tmp_path: Path) -> None:
    """The folder is optional."""
    given = read_approaches(tmp_path)

    assert (given.table.num_rows, given.files) == (0, {})


def test_a_line_is_read_with_its_file_and_number(tmp_path: Path) -> None:
    """The file's hash goes to the manifest."""
    folder = a_file(tmp_path, "Core,2024-06-30,internal,screening,negative,Policy p. 4")
    given = read_approaches(folder)

    assert given.table.to_pylist() == [
        {
            "source_file": "approaches/a.csv",
            "source_row": 2,
            "account": "Core",
            "as_of": date(2024, 6, 30),
            "published": date(2024, 6, 30),
            "management": "internal",
            "approach": "screening",
            "screens": "negative",
            "document": "Policy p. 4",
        }
    ]
    content = (folder / "approaches" / "a.csv").read_bytes()
    assert given.files == {"approaches/a.csv": hashlib.sha256(content).hexdigest()}


def test_a_line_may_have_been_published_later_and_not_before_its_day(tmp_path: Path) -> None:
    """One account and day may be said again on a later day; the day published is its own where none is given."""
    folder = a_file(
        tmp_path,
        "Core,2024-06-30,,internal,none,Policy",
        "Core,2024-06-30,2024-09-01,internal,none,Letter",
        header=DATED,
    )

    assert read_approaches(folder).table.column("published").to_pylist() == [date(2024, 6, 30), date(2024, 9, 1)]


def test_a_line_published_before_its_day_is_refused(tmp_path: Path) -> None:
    """Nobody knows in May what is so at the end of June."""
    folder = a_file(tmp_path, "Core,2024-06-30,2024-05-01,internal,none,Policy", header=DATED)

    with pytest.raises(
        InputError, match=r"a\.csv:2: column 'published': 2024-05-01 is before 2024-06-30, the day that"
    ):
        read_approaches(folder)


@pytest.mark.parametrize(
    ("cells", "approach", "screens"),
    [
        ("screening,positive", "screening", "positive"),
        ("screening,negative; positive", "screening", "both"),
        ("screening,", "screening", "not recorded"),  # screened, and nobody says how
        ("thematic;screening,negative", "screening and thematic", "negative"),
        ("integration;thematic;screening,positive", "screening, thematic and integration", "positive"),
        ("thematic; integration,", "thematic and integration", "none"),
        ("none,", "none", "none"),
    ],
)
def test_words_in_any_order_are_one_approach(tmp_path: Path, cells: str, approach: str, screens: str) -> None:
    """The eight answers of PRI's OO 17 and the three of OO 17.1, apart from what is not recorded."""
    (row,) = read_approaches(a_file(tmp_path, f"Core,2024-06-30,external,{cells},Policy")).table.to_pylist()

    assert (row["approach"], row["screens"]) == (approach, screens)


def test_every_fault_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    """Eight faults in six lines, each with what was expected."""
    folder = a_file(
        tmp_path,
        "A,2024-06-30,inside,screening,,Policy",
        "B,30 June,internal,screning,,Policy",
        "C,2024-06-30,internal,none;thematic,,Policy",
        "D,2024-06-30,internal,integration,negative,Policy",
        "D,2024-06-30,internal,integration,,Policy",
        ",2024-06-30,internal,thematic,,",
    )
    with pytest.raises(InputError) as raised:
        read_approaches(folder)
    faults = [line.strip() for line in raised.value.message.splitlines()[1:]]

    assert faults == [
        "approaches/a.csv:2: column 'management': 'inside' is not what was expected; one of internal, external",
        next(fault for fault in faults if fault.startswith("approaches/a.csv:3: column 'as_of': ")),
        (
            "approaches/a.csv:3: column 'approaches': 'screning' is not what was expected; did you mean 'screening'?; "
            "one of screening, thematic, integration, none"
        ),
        "approaches/a.csv:4: column 'approaches': 'none;thematic' says none and names some; leave one of them out",
        "approaches/a.csv:5: column 'screens': 'negative', but column 'approaches' does not name screening",
        "approaches/a.csv:6: approaches/a.csv:5 speaks of the same account and day already",
        "approaches/a.csv:7: column 'account' is empty",
        "approaches/a.csv:7: column 'document' is empty",
    ]
