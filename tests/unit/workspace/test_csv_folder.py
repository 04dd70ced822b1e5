"""Files that a person keeps by hand: what is no CSV is said with its line, and nothing of it is swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.workspace import read_csv_folder

HEADER = "name,note\n"


def problems(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a.csv").write_text(text, encoding="utf-8")
    return read_csv_folder(tmp_path, "kept", ("name", "note"), ("name",)).problems


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'{HEADER}One,a\nTwo,"b\nThree,c\nFour,d\n', 3),
        (f'{HEADER}One,"a" b\nTwo,c\n', 2),
        (f"{HEADER}One,{'a' * 131_073}\n", 2),
        ('name,"note\nOne,a\n', 1),
    ],
)
def test_what_is_no_csv_is_a_problem_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """A quotation mark left open would take every line after it for one cell; Python's limit of a cell is 131,072."""
    [problem] = problems(tmp_path, text)

    assert problem.startswith(f"kept/a.csv:{line}: this is no CSV: ")


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a.csv").write_text(f'{HEADER}One,"a, ""b""\nc"\nTwo,d\n', encoding="utf-8")

    given = read_csv_folder(tmp_path, "kept", ("name", "note"), ("name",))

    assert [(line.number, line.cells["note"]) for line in given.lines] == [(2, 'a, "b"\nc'), (4, "d")]
    assert given.problems == []
