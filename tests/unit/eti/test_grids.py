"""Files that are no table of a decision: refused by their size before they are unpacked, with the fix."""

import zipfile
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from workbooks import a_workbook

from screener.errors import InputError
from screener.eti import grids
from screener.eti.files import read_flows, read_levels, read_weights
from screener.eti.returns import read_series
from screener.workspace.decisions import SeriesSpec

SPEC = SeriesSpec(file="fund.csv", unit="fraction", net_of_fees=True)


def refusal(path: Path, spec: SeriesSpec = SPEC, asked_by: str = "") -> str:
    """Return what is said when a file cannot be read."""
    with pytest.raises(InputError) as raised:
        read_series(path, spec, name="Fund", asked_by=asked_by)
    return str(raised.value)


def a_file(folder: Path, *lines: str) -> Path:
    """Write a CSV file and return where it is."""
    path = folder / "fund.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def months(count: int) -> list[str]:
    """Return months from 1990 on, as YYYY-MM."""
    return [f"{1990 + at // 12}-{at % 12 + 1:02d}" for at in range(count)]


def test_a_cell_in_the_last_corner_of_a_sheet_is_named_and_not_waited_for(tmp_path: Path) -> None:
    """Two cells span a grid of 17 billion; another sheet may have what it likes."""
    path = tmp_path / "fund.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        near, far = book.add_worksheet("Near"), book.add_worksheet("Far")
        near.write_column(0, 0, ["month", "2020-01"])
        near.write_column(0, 1, ["return", 0.01])
        far.write(0, 0, "month")
        far.write(1_048_575, 16_383, 1)
    assert read_series(path, SPEC, name="Fund").values.tolist() == [0.01]
    said = refusal(path, SPEC.model_copy(update={"sheet": "Far"}))
    assert said.startswith("fund.csv: more than 100,000 rows because of cell XFD1048576")


def test_more_rows_or_columns_than_a_decision_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, and a Parquet file by what it says of itself."""
    monkeypatch.setattr(grids, "MAX_ROWS", 3)
    monkeypatch.setattr(grids, "MAX_COLUMNS", 4)
    long = ["month,return", *(f"{month},0.01" for month in months(3))]
    assert "fund.csv:4: more than 3 rows" in refusal(a_file(tmp_path, *long))
    assert "fund.csv:1: more than 4 columns" in refusal(a_file(tmp_path, "a,b,c,d,e"))
    table = tmp_path / "fund.parquet"
    pq.write_table(pa.table({"month": months(4), "return": [0.01] * 4}), table)
    assert "more than 3 rows" in refusal(table)


def test_a_large_file_and_a_workbook_that_unpacks_to_more_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a byte of them is unpacked."""
    monkeypatch.setattr(grids, "MAX_BYTES", 2000)
    assert "the file has more than 2,000 bytes" in refusal(a_file(tmp_path, "x" * 2000))
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", " " * 100_000)
    assert "the workbook unpacks to 100,000 bytes, over the limit of 2,000" in refusal(bomb)


@pytest.mark.parametrize("name", ["fund.xls", "fund.xlsx"])
def test_a_workbook_with_a_password_is_refused_with_the_fix(tmp_path: Path, name: str) -> None:
    """Both begin like the old format; so does an old .xls."""
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert refusal(path) == (
        "fund.csv: the workbook is protected by a password, or an old .xls\n  Try: save it as .xlsx without a password"
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """It is said so, whatever it is called."""
    folder = tmp_path / "fund.csv"
    folder.mkdir()
    assert refusal(folder) == "fund.csv: this is a folder\n  Try: name a file in it"


def test_an_error_in_a_cell_of_a_workbook_is_no_gap(tmp_path: Path) -> None:
    """#DIV/0! is not empty: the workbook meant to have a figure there."""
    path = tmp_path / "fund.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["month", "return"])
        sheet.write_row(1, 0, ["2020-01", 0.01])
        sheet.write(2, 0, "2020-02")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    assert "fund.csv:3: return '#DIV/0!' is no number" in refusal(path)


def test_a_day_of_a_parquet_file_after_the_year_9999_is_no_crash(tmp_path: Path) -> None:
    """Python knows no such day."""
    path = tmp_path / "fund.parquet"
    pq.write_table(pa.table({"month": pa.array([4_000_000], pa.int32()).cast(pa.date32()), "return": [0.1]}), path)
    assert "this is no Parquet file that can be read" in refusal(path)


def test_dates_and_amounts_that_cannot_be_are_faults_with_their_lines(tmp_path: Path) -> None:
    """A slip of the pen is no year and no number of this world."""
    said = refusal(a_file(tmp_path, "month,return", "9999-12-31,0.01", "0020-01,0.01", "2020-01,1e15", "2020-02,0.1"))
    assert "fund.csv:2: month 9999-12-31 lies outside the years 1900 to 2999; correct it" in said
    assert "fund.csv:3: month 0020-01-01 lies outside the years" in said
    assert "fund.csv:4: return '1e15' is too large; give less than 1,000,000,000,000,000" in said


def test_of_many_headings_five_are_named(tmp_path: Path) -> None:
    """The rest is counted."""
    said = refusal(a_file(tmp_path, "month,a,b,c,d,e,f", "2020-01,1,1,1,1,1,1"))
    assert "no column 'return'; the columns are month, a, b, c, d and 2 more" in said


@pytest.mark.parametrize(
    ("declared", "dates", "said"),
    [
        ("daily", months(24), "fund.csv: the dates under 'month' name no days; declare frequency = \"monthly\""),
        (
            "daily",
            [f"{month}-28" for month in months(24)],
            "fund.csv: no two dates are less than 25 days apart; if the figures are of months: frequency",
        ),
        (
            "monthly",
            [f"2020-{month:02d}-{day:02d}" for month in (1, 2) for day in range(1, 20)],
            'fund.csv: most months stand several times; if the figures are of shorter periods: frequency = "daily"',
        ),
        ("quarterly", months(24), "fund.csv: most quarters stand several times"),
    ],
)
def test_a_frequency_that_is_not_the_files_is_one_fault(
    tmp_path: Path, declared: str, dates: list[str], said: str
) -> None:
    """And not one for each line."""
    path = a_file(tmp_path, "month,return", *(f"{day},0.01" for day in dates))
    found = refusal(path, SPEC.model_copy(update={"frequency": declared}))
    assert found.startswith(said)
    assert "\n" not in found


def test_every_message_says_which_decision_asked_for_the_file(tmp_path: Path) -> None:
    """One file may serve several decisions, and several files one decision."""
    asked = " (named in p/eti/trust.toml)"
    path = a_file(tmp_path, "month,return", "2020-01,5%", "2020-02,x", "2020-03,0.1")
    assert refusal(path, asked_by="p/eti/trust.toml").startswith(f"2 faults in fund.csv{asked}\n  fund.csv:2: return")
    for read in (
        lambda: read_flows(path, "fund.csv", asked_by="p/eti/trust.toml"),
        lambda: read_weights(path, "fund.csv", asked_by="p/eti/trust.toml"),
        lambda: read_levels(
            path, SeriesSpec(file="fund.csv", kind="prices", column="level"), asked_by="p/eti/trust.toml"
        ),
    ):
        with pytest.raises(InputError) as raised:
            read()
        assert str(raised.value).startswith(f"fund.csv:1{asked}: no column ")


def test_a_time_of_day_in_a_workbook_is_of_its_day(tmp_path: Path) -> None:
    """Closing prices often carry one."""
    rows = [["month", "return"], [datetime(2020, 1, 31, 16, 0), 0.01]]  # noqa: DTZ001  workbooks know no zones
    path = a_workbook(tmp_path / "fund.xlsx", Monthly=rows)
    assert read_series(path, SPEC, name="Fund").periods == ("2020-01",)


def test_a_workbook_of_which_bytes_are_broken_is_no_crash(tmp_path: Path) -> None:
    """The archive says that it needs version 15.4 of its format, of which there is none."""
    path = a_workbook(tmp_path / "fund.xlsx", Monthly=[["month", "return"], ["2020-01", 0.01]])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 6] = 154
    path.write_bytes(data)
    assert "this is no .xlsx workbook that can be read" in refusal(path)
