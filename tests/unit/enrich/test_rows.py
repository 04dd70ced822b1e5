"""Reading the publishers' files: headers under preambles, missing columns, encodings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from screener.enrich.loaders.rows import find_rows
from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_above_the_header_are_skipped(tmp_path: Path) -> None:
    """Publishers put titles and notes above the header."""
    file = tmp_path / "table.csv"
    file.write_text("Summary data,,\nas of 2024-08-16,,\nid,name\n1,a\n\n2,b\n")

    assert find_rows([file], ["id", "name"]) == [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}]


def test_the_file_that_has_the_columns_is_found_among_several(tmp_path: Path) -> None:
    """A user names the files in any order."""
    (tmp_path / "a.csv").write_text("zip,fips\n60601,17031\n")
    (tmp_path / "b.csv").write_text("cik,sic\n1800,2834\n")

    assert find_rows([tmp_path / "a.csv", tmp_path / "b.csv"], ["cik", "sic"]) == [{"cik": "1800", "sic": "2834"}]


def test_missing_columns_are_all_named_with_the_nearest_heading(tmp_path: Path) -> None:
    """Every fault at once, with file and suggestion."""
    file = tmp_path / "table.csv"
    file.write_text("id,nam,other\n1,a,b\n")

    with pytest.raises(InputError) as caught:
        find_rows([file], ["id", "name", "state"])

    assert str(file) in str(caught.value)
    assert "column 'name'; did you mean 'nam'?" in str(caught.value)
    assert "column 'state'" in str(caught.value)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    """The command line prints it without a traceback."""
    with pytest.raises(InputError, match=r"absent\.csv: this file cannot be read"):
        find_rows([tmp_path / "absent.csv"], ["id"])


def test_a_workbook_that_is_no_workbook_is_an_input_error(tmp_path: Path) -> None:
    """A web page saved under a workbook's name is refused."""
    file = tmp_path / "table.xlsx"
    file.write_text("<html>")

    with pytest.raises(InputError, match="cannot be read"):
        find_rows([file], ["id"])


def test_the_windows_code_page_of_older_files_is_read(tmp_path: Path) -> None:
    """0xF1 is ñ in cp1252 and no UTF-8."""
    file = tmp_path / "table.csv"
    file.write_bytes(b"name\nDo\xf1a Ana\n")

    assert find_rows([file], ["name"]) == [{"name": "Doña Ana"}]
