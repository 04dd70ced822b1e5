"""Reading the publishers' files: headers under preambles, missing columns, encodings."""

from __future__ import annotations

import gzip
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from workbooks import a_workbook

from screener.enrich.loaders import rows as rows_module
from screener.enrich.loaders.rows import find_rows, json_documents, stream_rows
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


def test_the_members_of_a_zip_file_are_read_as_if_they_were_files(tmp_path: Path) -> None:
    """Agencies hand out ZIP files of one table or of one a county, in folders, beside a note."""
    archive = tmp_path / "areas.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.mkdir("areas")
        file.writestr("areas/readme.txt", "about these files")
        file.writestr("areas/01001.csv", "area,jobs\n01001,7\n")
        file.writestr("areas/01003.csv", "area,jobs\n01003,8\n")

    assert [row["area"] for row in stream_rows([archive], {"area": "area", "jobs": "jobs"})] == ["01001", "01003"]
    assert find_rows([archive], ["area"]) == [{"area": "01001", "jobs": "7"}]


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_a_text_file_of_the_census_bureau_is_set_apart_by_tabs_or_bars(tmp_path: Path, mark: str) -> None:
    """Gazetteers to 2024, and since; a comma in a name is no mark."""
    file = tmp_path / "gaz.txt"
    file.write_text(f"USPS{mark}NAME \nIL{mark}Cook, County\n")

    assert find_rows([file], ["USPS", "NAME"]) == [{"USPS": "IL", "NAME": "Cook, County"}]


@pytest.mark.parametrize("text", ["[1, 2]", '{"data": []}', '{"fields": 1, "data": []}', '{"fields": [], "data": [1]}'])
def test_a_json_document_of_another_shape_is_an_input_error(tmp_path: Path, text: str) -> None:
    """An error page of an interface is JSON too."""
    file = tmp_path / "table.json"
    file.write_text(text)

    with pytest.raises(InputError, match=r"table\.json: this file cannot be read: the JSON document is not the table"):
        find_rows([file], ["id"])


def test_a_json_document_that_is_no_object_is_an_input_error(tmp_path: Path) -> None:
    """EDGAR states one company an object."""
    file = tmp_path / "CIK0.json"
    file.write_text("[]")

    with pytest.raises(InputError, match="is not an object"):
        list(json_documents([file]))


@pytest.mark.parametrize("suffix", ["csv.gz", "zip", "json.gz"])
def test_a_file_that_unpacks_to_more_than_any_publishers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """A small file may unpack to fill the disk or the memory; the limits are lowered here to a thousand bytes."""
    monkeypatch.setattr(rows_module, "LARGEST_STREAM", 1000)
    monkeypatch.setattr(rows_module, "LARGEST_WHOLE", 1000)
    file = tmp_path / f"table.{suffix}"
    text = b"id\n" + b"1\n" * 100_000
    if suffix == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", text)
    else:
        file.write_bytes(gzip.compress(text))

    with pytest.raises(InputError, match="unpacks to more than 1,000 bytes"):
        list(stream_rows([file], {"id": "id"}))


def test_a_workbook_without_the_sheet_is_passed_over(tmp_path: Path) -> None:
    """Of two workbooks one has it, whichever comes first."""
    one, two = a_workbook(tmp_path / "1.xlsx", A=[["id"], [1]]), a_workbook(tmp_path / "2.xlsx", B=[["id"], [2]])

    assert find_rows([one, two], ["id"], sheet="B") == find_rows([two, one], ["id"], sheet="B") == [{"id": "2"}]


def test_a_gzipped_file_is_read_by_what_it_holds(tmp_path: Path) -> None:
    """table.csv.gz is CSV."""
    file = tmp_path / "table.csv.gz"
    file.write_bytes(gzip.compress(b"id\n1\n"))

    assert find_rows([file], ["id"]) == [{"id": "1"}]


def test_a_damaged_zip_file_is_an_input_error(tmp_path: Path) -> None:
    """A download that broke off."""
    file = tmp_path / "table.zip"
    file.write_bytes(b"PK\x03\x04 and no more")

    with pytest.raises(InputError, match=r"table\.zip: this file cannot be read"):
        find_rows([file], ["id"])


def test_a_heading_with_line_breaks_or_spaces_in_it_is_found(tmp_path: Path) -> None:
    """The Census Bureau writes "2022 NAICS US   Code"."""
    file = tmp_path / "table.csv"
    file.write_text('2022 NAICS US   Code,"Area\nTitle"\n11,Farms\n')

    assert find_rows([file], ["2022 NAICS US Code", "Area Title"]) == [
        {"2022 NAICS US Code": "11", "Area Title": "Farms"}
    ]


def test_the_first_layout_that_a_table_has_is_read_under_our_names(tmp_path: Path) -> None:
    """Publishers rename columns from year to year; columns not asked for are left out."""
    file = tmp_path / "table.csv"
    file.write_text("area,estabs_count,other\n01001,7,x\n")

    rows = stream_rows([file], {"county": "area", "sites": "estabs"}, {"county": "area", "sites": "estabs_count"})

    assert list(rows) == [{"county": "01001", "sites": "7"}]


def test_no_layout_at_all_names_the_missing_columns_of_the_current_one(tmp_path: Path) -> None:
    """The newest layout is the one to be told about."""
    file = tmp_path / "table.csv"
    file.write_text("area,places\n01001,7\n")

    with pytest.raises(InputError, match=r"column 'estabs'(?s:.)*Try") as caught:
        list(stream_rows([file], {"county": "area", "sites": "estabs"}, {"county": "area", "sites": "estabs_count"}))

    assert "estabs_count" not in str(caught.value)


def test_a_long_table_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    """20,000 rows of 100 columns are 20 MB of text; reading them one at a time takes less than one."""
    file = tmp_path / "wide.csv"
    with file.open("w") as text:
        text.write(",".join(f"c{i}" for i in range(100)) + "\n")
        text.writelines([f"{i}" + ",some text" * 99 + "\n" for i in range(20_000)])

    tracemalloc.start()
    count = sum(1 for _ in stream_rows([file], {"id": "c0", "last": "c99"}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 20_000
    assert peak < 1_000_000
