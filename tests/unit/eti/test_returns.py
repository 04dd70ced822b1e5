"""Return series as delivered: what a file says, what it does not, and what is refused with its line."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbooks import a_workbook

from screener.errors import InputError
from screener.eti.returns import Series, read_series
from screener.workspace.decisions import SeriesSpec

HIT = Path(__file__).parents[3] / "portfolios" / "illinois-demo" / "eti" / "hit-vs-aggregate-monthly.csv"


def a_file(folder: Path, *lines: str, name: str = "fund.csv") -> Path:
    """Write a CSV file and return where it is."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def a_spec(**given: object) -> SeriesSpec:
    """Return a declaration; by default of the columns month and return in fractions."""
    unit = {} if given.get("kind") == "prices" else {"unit": "fraction"}
    return SeriesSpec.model_validate({"file": "fund.csv", "net_of_fees": True, **unit, **given})


def read(path: Path, **given: object) -> Series:
    """Return the series in a file."""
    return read_series(path, a_spec(**given), name="Fund")


def weekdays(first: str, last: str) -> list[date]:
    """Return every weekday from one day to another."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = [start + timedelta(days=at) for at in range((end - start).days + 1)]
    return [day for day in days if day.weekday() < 5]


def a_daily_file(folder: Path, days: list[date], figure: str = "100") -> Path:
    """Write one figure a day, under the headings month and return."""
    return a_file(folder, "month,return", *(f"{day},{figure}" for day in days))


def test_percent_and_fractions_are_the_same_returns(tmp_path: Path) -> None:
    """1.26 declared as percent is 0.0126."""
    fraction = read(a_file(tmp_path, "month,return", "2020-01,0.0126", "2020-02,-0.005"))
    percent = read(a_file(tmp_path, "month,return", "2020-01,1.26", "2020-02,-0.5"), unit="percent")
    assert fraction.values.tolist() == percent.values.tolist() == [0.0126, -0.005]


def test_a_workbook_and_a_parquet_file_say_what_the_csv_file_says(tmp_path: Path) -> None:
    """Dates of workbook cells, typed dates and text name the same months; an empty cell is the same gap."""
    days = [date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 31)]
    returns = [0.01, None, -0.02]
    csv = a_file(tmp_path, "Month end,Net", "2020-01-31,0.01", "2020-02-29,", "2020-03-31,-0.02")
    xlsx = a_workbook(
        tmp_path / "fund.xlsx",
        Notes=[["nothing here"]],
        Net_returns=[["A fund"], [], ["Month end", "Net"], *map(list, zip(days, returns, strict=True))],
    )
    parquet = tmp_path / "fund.parquet"
    pq.write_table(pa.table({"Month end": days, "Net": returns}), parquet)
    named = {"month": "Month end", "column": "Net"}
    series = [read(csv, **named), read(xlsx, **named, sheet="Net returns"), read(parquet, **named)]
    for one in series:
        assert (one.first, one.periods) == ((2020, 1), ("2020-01", "2020-02", "2020-03"))
        np.testing.assert_array_equal(one.values, [0.01, np.nan, -0.02])
        assert one.notes == ("1 of 3 months from 2020-01 to 2020-03 have no return; they stay gaps.",)
    assert len({one.sha256 for one in series}) == 3


def test_a_month_that_is_empty_says_na_or_is_not_there_is_a_gap(tmp_path: Path) -> None:
    """Nothing is filled in, nothing is closed up; what is missing before the first and after the last is cut."""
    lines = ["2020-06,0.03", "2020-01,", "2020-02,0.01", "2020-03,NA", "2020-04,", "2020-07,n/a"]
    series = read(a_file(tmp_path, "month,return", *lines))
    np.testing.assert_array_equal(series.values, [0.01, np.nan, np.nan, np.nan, 0.03])
    assert series.periods[0] == "2020-02"
    assert series.periods[-1] == "2020-06"


def test_a_gap_in_monthly_prices_is_two_gaps_in_returns(tmp_path: Path) -> None:
    """100, 110, nothing, 121, 133.1: ten percent in February and in May, unknown in March and April."""
    lines = ["2020-01,100", "2020-02,110", "2020-04,121", "2020-05,133.1"]
    series = read(a_file(tmp_path, "month,return", *lines), kind="prices")
    assert series.first == (2020, 2)
    np.testing.assert_allclose(series.values, [0.10, np.nan, np.nan, 0.10], rtol=1e-12)
    assert "what was paid out counts only as far as the prices include it" in " ".join(series.notes)


def test_quarters_may_be_written_by_number_or_by_any_of_their_months(tmp_path: Path) -> None:
    """2020-Q1, a day in June and the third quarter's last month are three quarters in a row."""
    lines = ["2020-Q1,0.01", "2020-06-30,0.02", "2020-09,0.03", "2021Q1,0.05"]
    series = read(a_file(tmp_path, "month,return", *lines), frequency="quarterly")
    assert series.periods == ("2020-03", "2020-06", "2020-09", "2020-12", "2021-03")
    np.testing.assert_array_equal(series.values, [0.01, 0.02, 0.03, np.nan, 0.05])
    assert series.first == (2020, 3)


def test_daily_returns_are_compounded_to_months(tmp_path: Path) -> None:
    """One percent on each of the 23 weekdays of January 2020 is 1.01^23 - 1 = 25.716 percent."""
    series = read(a_daily_file(tmp_path, weekdays("2020-01-01", "2020-02-28"), "0.01"), frequency="daily")
    assert series.frequency == "monthly"
    assert series.periods == ("2020-01", "2020-02")
    np.testing.assert_allclose(series.values, [0.2571630, 1.01**20 - 1], rtol=1e-6)


def test_a_month_of_daily_prices_runs_from_the_last_price_of_the_month_before(tmp_path: Path) -> None:
    """The base may be the only price of its month: 100 on 31 January, 102 at the end of February, 96.9 in March."""
    prices = {"2020-01-31": 100.0, "2020-02-28": 102.0, "2020-03-31": 96.9}
    lines = [f"{day},{prices.get(day.isoformat(), 50)}" for day in weekdays("2020-01-31", "2020-03-31")]
    series = read(a_file(tmp_path, "month,return", *lines), kind="prices", frequency="daily")
    assert series.periods == ("2020-02", "2020-03")
    np.testing.assert_allclose(series.values, [0.02, -0.05], rtol=1e-12)


def test_a_month_that_the_file_cuts_off_is_left_out_and_named(tmp_path: Path) -> None:
    """A file from 6 January to 26 March 2020 has February whole, and nothing else."""
    path = a_daily_file(tmp_path, weekdays("2020-01-06", "2020-03-26"), "0.001")
    series = read(path, frequency="daily")
    assert series.periods == ("2020-02",)
    assert series.notes == ("2020-01, 2020-03: left out: the file has not all of its days.",)


def test_a_holiday_at_the_edge_of_the_file_cuts_no_month_off(tmp_path: Path) -> None:
    """New Year's Day 2020 and Good Friday of 30 March 2018 fall on the edges of their months."""
    january = read(a_daily_file(tmp_path, weekdays("2020-01-02", "2020-01-31"), "0.001"), frequency="daily")
    march = read(a_daily_file(tmp_path, weekdays("2018-03-01", "2018-03-29"), "0.001"), frequency="daily")
    assert (january.periods, march.periods) == (("2020-01",), ("2018-03",))


@pytest.mark.parametrize(
    ("without", "kind", "known"),
    [
        # six weekdays in a row, 9 to 16 March: the month's return is not known
        (weekdays("2020-03-09", "2020-03-16"), "returns", ["2020-02", "2020-04", "2020-05"]),
        # five are taken for holidays
        (weekdays("2020-03-09", "2020-03-13"), "returns", ["2020-02", "2020-03", "2020-04", "2020-05"]),
        # twelve of the 22 days are left, never five in a row missing
        (weekdays("2020-03-02", "2020-03-31")[::2], "returns", ["2020-02", "2020-04", "2020-05"]),
        # seven over the end of March: neither month is whole
        (weekdays("2020-03-27", "2020-04-06"), "returns", ["2020-02", "2020-05"]),
        # prices: April has no base, so that two returns are lost; February is only the base of March
        (weekdays("2020-03-09", "2020-03-16"), "prices", ["2020-05"]),
        (weekdays("2020-03-01", "2020-03-31"), "returns", ["2020-02", "2020-04", "2020-05"]),
    ],
)
def test_a_month_with_too_few_days_is_a_gap(tmp_path: Path, without: list[date], kind: str, known: list[str]) -> None:
    """Fewer than 15 days, or more than five weekdays in a row without a figure, make no month."""
    days = [day for day in weekdays("2020-02-03", "2020-05-29") if day not in without]
    figure = "0.001" if kind == "returns" else "100"
    series = read(a_daily_file(tmp_path, days, figure), frequency="daily", kind=kind)
    found = [period for period, value in zip(series.periods, series.values, strict=True) if np.isfinite(value)]
    assert found == known
    assert any("2020-03" in note and "fewer than 15 days" in note for note in series.notes) == ("2020-03" not in known)


def test_a_day_whose_return_is_empty_makes_its_month_a_gap(tmp_path: Path) -> None:
    """A missing return is not zero; a missing price is made up for by the next."""
    days = weekdays("2020-02-03", "2020-04-30")
    lines = [f"{day},{'' if day == date(2020, 3, 12) else 0.001}" for day in days]
    series = read(a_file(tmp_path, "month,return", *lines), frequency="daily")
    assert np.isnan(series.values).tolist() == [False, True, False]
    assert "2020-03: no return: that of a day is empty. Days without trading need no line." in series.notes
    prices = [line.replace("0.001", "100") for line in lines]
    assert read(a_file(tmp_path, "month,return", *prices), frequency="daily", kind="prices").values.tolist() == [0, 0]


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Each with its line and how to write it; nothing is read."""
    lines = [
        "month,return",
        "2020-01,5 %",
        "2020-02,1,25",
        '2020-03,"1,25"',
        "2020-13,0.01",
        "03/31/2020,0.01",
        ",0.01",
        "2020-04,(0.5)",
        "2020-05,0.01",
        "2020-05-29,0.01",
        "2020-06,-1.5",
    ]
    with pytest.raises(InputError) as raised:
        read(a_file(tmp_path, *lines))
    one_day = 'first on line 9; remove one, or declare frequency = "daily"'
    assert str(raised.value).splitlines() == [
        "9 faults in fund.csv",
        "  fund.csv:2: return '5 %' has a percent sign; write it as a fraction, or bare where the unit is percent",
        "  fund.csv:3: more cells than headings; write decimals with a point, and put text with commas in quotes",
        "  fund.csv:4: return '1,25' has a comma; write decimals with a point and no other sign between digits",
        "  fund.csv:5: month '2020-13' is no date; write it such as 2024-12 or 2024-12-31",
        "  fund.csv:6: month '03/31/2020' is no date; write it such as 2024-12 or 2024-12-31",
        "  fund.csv:7: month is empty; write it such as 2024-12 or 2024-12-31",
        "  fund.csv:8: return '(0.5)' is no number; write it such as -1.25, or leave the cell empty if it is not known",
        f"  fund.csv:10: the month of 2020-05-29 stands twice, {one_day}",
        '  fund.csv:11: return -1.5 loses everything or more; correct it, or declare unit = "percent"',
    ]


def test_one_fault_is_one_sentence_with_its_line(tmp_path: Path) -> None:
    """No summary of one."""
    with pytest.raises(InputError) as raised:
        read(a_file(tmp_path, "month,return", "2020-01,100", "2020-02,0"), kind="prices")
    assert str(raised.value) == ("fund.csv:3: return 0 is no price, which is above zero; correct it, or leave it empty")


def test_percent_declared_fractions_are_refused_in_one_sentence(tmp_path: Path) -> None:
    """The real returns of a bond fund in percent: sorted by size the 27th of the 53 is 0.57."""
    with pytest.raises(InputError) as raised:
        read(HIT, month="month_end", column="hit_net_pct")
    assert str(raised.value) == (
        "fund.csv: Half of the returns are 0.57 or more in size, which as fractions is 57%; "
        'if they are percent: unit = "percent", or divide them by 100'
    )


def test_fractions_declared_percent_are_asked_about(tmp_path: Path) -> None:
    """Bills have returns so small, so that it is a note and no refusal."""
    lines = ["2020-01,0.012", "2020-02,-0.034", "2020-03,0.05"]
    series = read(a_file(tmp_path, "month,return", *lines), unit="percent")
    assert series.notes == ("No return is above 0.05% in size; are they fractions and not percent?",)


def test_few_returns_that_look_like_percent_are_asked_about(tmp_path: Path) -> None:
    """Of three returns nobody can say; the largest is named."""
    series = read(a_file(tmp_path, "month,return", "2020-01,0.3", "2020-02,-0.25", "2020-03,0.61"))
    assert series.notes == (
        "Half of the returns are 0.3 or more in size, which as fractions is 30%; are they percent?",
        "The return of 2020-03 is 61%; is that right?",
    )


def test_returns_of_quarters_declared_monthly_are_refused(tmp_path: Path) -> None:
    """Four figures three months apart are not months with gaps between them."""
    path = a_file(tmp_path, "month,return", "2020-03,0.01", "2020-06,0.02", "2020-09,0.01", "2020-12,0.02")
    with pytest.raises(InputError, match=r'no two returns are of months in a row; .* frequency = "quarterly"'):
        read(path)
    assert read(path, frequency="quarterly").values.tolist() == [0.01, 0.02, 0.01, 0.02]


@pytest.mark.parametrize(
    ("net_of_fees", "note"),
    [
        (None, "It is not said whether these returns are net of fees."),
        (False, "These returns are before fees."),
    ],
)
def test_returns_not_said_to_be_net_carry_a_note(tmp_path: Path, net_of_fees: bool | None, note: str) -> None:
    """The test is of net returns: what is not known to be net says so."""
    assert read(a_file(tmp_path, "month,return", "2020-01,0.01"), net_of_fees=net_of_fees).notes == (note,)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["month,returns", "2020-01,1"],
            "fund.csv:1: no column 'return'; did you mean 'returns'?; the columns are month",
        ),
        (["month;return", "2020-01;1"], "the cells are separated by semicolons; save it with commas"),
        (["month,return,return", "2020-01,1,2"], "fund.csv:1: column 'return' stands 2 times; rename all but one"),
        (["month,return"], "fund.csv: column 'return' holds no figure; name the column of returns"),
        (["month,return", "2020-01,NA"], "fund.csv: column 'return' holds no figure; name the column of returns"),
        ([""], "fund.csv: the file is empty\n  Try: have it sent again"),
        (["month,return", '2020-01,"0.1'], "fund.csv:2: this is no CSV: unexpected end of data"),
    ],
)
def test_a_file_without_such_a_column_says_what_it_has(tmp_path: Path, lines: list[str], said: str) -> None:
    """A wrong heading gets the nearest one; a file without figures is not zero returns."""
    with pytest.raises(InputError) as raised:
        read(a_file(tmp_path, *lines))
    assert said in str(raised.value)


def test_one_price_makes_no_return(tmp_path: Path) -> None:
    """It is refused, not zero."""
    with pytest.raises(InputError, match=r"fund.csv: column 'return' makes no return of a whole month"):
        read(a_file(tmp_path, "month,return", "2020-01,100"), kind="prices")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fund.txt", "a file ending in .txt is not read"),
        ("fund.xlsx", "this is no .xlsx workbook that can be read"),
        ("fund.parquet", "this is no Parquet file that can be read"),
    ],
)
def test_a_file_of_another_format_is_refused(tmp_path: Path, name: str, said: str) -> None:
    """Text with the suffix of a workbook or of a Parquet file, and a suffix that is not known."""
    with pytest.raises(InputError, match=said):
        read(a_file(tmp_path, "month,return", "2020-01,0.1", name=name), file=name)


def test_a_file_that_is_not_there_and_a_sheet_that_is_not_there_are_said_so(tmp_path: Path) -> None:
    """The nearest sheet is suggested; a byte that is no UTF-8 is named as such."""
    with pytest.raises(InputError, match=r"fund.csv: the file cannot be opened: No such file"):
        read(tmp_path / "fund.csv")
    book = a_workbook(tmp_path / "fund.xlsx", Monthly=[["month", "return"]])
    with pytest.raises(InputError, match=r"no sheet 'Montly'; it has Monthly; did you mean 'Monthly'\?"):
        read(book, sheet="Montly")
    (tmp_path / "latin.csv").write_bytes(b"month,return,Fonds \xe9\n")
    with pytest.raises(InputError, match="no UTF-8 text"):
        read(tmp_path / "latin.csv")


def test_the_housing_trust_has_53_months_and_39_gaps() -> None:
    """SEC filings of the AFL-CIO Housing Investment Trust, 2011-04 to 2018-11: counted in the file by hand."""
    series = read(HIT, month="month_end", column="hit_net_pct", unit="percent")
    assert (series.periods[0], series.periods[-1], len(series.values)) == ("2011-04", "2018-11", 92)
    assert int(np.isfinite(series.values).sum()) == 53
    assert series.notes == ("39 of 92 months from 2011-04 to 2018-11 have no return; they stay gaps.",)
