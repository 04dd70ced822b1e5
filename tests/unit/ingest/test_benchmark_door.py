"""The list of a benchmark passes the same door as a fund's, and is no holding. All are constructed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from screener.errors import InputError
from screener.workspace import sha256_of

COLUMNS = {"cusip": "CUSIP", "market_value": "Weight"}
LIST = "CUSIP,Weight\n037833100,60.00\n92826C839,40.00\n"
OWN = "CUSIP,Weight\n037833100,1000.00\n"


@pytest.fixture
def index(desk):
    """Return a function: content of the benchmark's list and keys → what the door makes of a portfolio beside it."""

    def run(content=LIST, name="index.csv", **keys):
        desk.lay("own.csv", OWN).declare("own.csv", COLUMNS)
        desk.lay(name, content)
        declared = {"path": f"inputs/{{as_of}}/{name}", "as_of": date(2024, 11, 30), **keys}
        lines = [
            f"{key} = {value}" if isinstance(value, int | date) else f"{key} = '{value}'"
            for key, value in declared.items()
            if value is not None
        ]
        lines += ["[benchmark.columns]", *(f"{ours} = '{theirs}'" for ours, theirs in COLUMNS.items())]
        desk.tables.append("[benchmark]\n" + "\n".join(lines) + "\n")
        return desk.run()

    return run


def test_the_lines_of_a_benchmark_are_read_beside_the_holdings_and_not_among_them(index, desk, codes):
    """One holding; two lines of 60 and 40, whole because they are all; the file's hash goes to the manifest."""
    result = index()
    (row,) = result.funds.funds.to_pylist()

    assert result.holdings["market_value"].to_pylist() == [Decimal("1000.00")]
    assert result.funds.lines["account"].to_pylist() == ["benchmark"] * 2
    assert (row["fund_id"], row["net_assets"], row["net_assets_basis"]) == (
        "benchmark",
        Decimal("100.00"),
        "sum of the lines",
    )
    assert result.funds.identifiers.num_rows == 0
    assert [(file.path, file.sha256) for file in result.funds.files] == [
        ("inputs/2024-12-31/index.csv", sha256_of(desk.inputs / "index.csv"))
    ]
    assert codes(result) == []


def test_weights_of_many_digits_keep_them_with_a_scale(index):
    """0.0123 % and 99.9877 % as ten-thousandths of a percent: 123.00 and 999,877.00 of 1,000,000.00."""
    result = index("CUSIP,Weight\n037833100,0.0123\n92826C839,99.9877\n", value_scale="10000")

    assert result.funds.lines["market_value"].to_pylist() == [Decimal("123.00"), Decimal("999877.00")]


def test_an_old_benchmark_is_a_finding(index):
    """31 days at the run's date of 31 December 2024, where 30 are allowed."""
    (finding,) = (found for found in index(max_age_days=30).findings if found.code == "benchmark-stale")

    assert "the list of 2024-11-30, 31 days before the run's date; more than 30" in finding.message
    assert finding.where == "inputs/2024-12-31/index.csv"


def test_a_benchmark_that_does_not_say_its_day_is_refused(index):
    """A run's date is never taken for it."""
    with pytest.raises(InputError) as raised:
        index(as_of=None)

    assert raised.value.message == (
        "the benchmark: inputs/2024-12-31/index.csv does not say which day it describes, so its age is unknown"
    )


def test_a_list_with_a_faulty_line_is_not_taken_for_the_whole(index):
    """The other lines would get its weight; with net assets given it is part of what is not listed."""
    faulty = LIST + "594918104,ten\n"
    with pytest.raises(InputError) as raised:
        index(faulty)

    assert "the benchmark: inputs/2024-12-31/index.csv has faulty lines (4)" in raised.value.message


def test_a_missing_file_is_said_in_the_words_of_the_benchmark(index):
    """Beside what lies there instead."""
    with pytest.raises(InputError) as raised:
        index(path="inputs/{as_of}/indx.csv")

    assert "the benchmark: there is no file inputs/2024-12-31/indx.csv" in raised.value.message


def test_a_file_that_an_input_reads_is_not_the_benchmarks_as_well(index):
    """A copy is wanted, for a line belongs to one of them."""
    with pytest.raises(InputError) as raised:
        index(path="inputs/{as_of}/own.csv")

    assert "is read by input 'own.csv' and by the benchmark" in raised.value.message
    assert raised.value.hint == "give the benchmark a copy of the file, such as benchmark/<name>"
