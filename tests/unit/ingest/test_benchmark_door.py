"""The list of a benchmark passes the same door as a fund's, and is no holding. All are constructed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from screener.errors import InputError, IntegrityError
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


def test_weights_that_are_fractions_keep_every_digit(index, codes):
    """0.0512345 and 0.9487655 are seven places: times 100,000 they are whole cents, and sum to 100,000.00 of 1."""
    result = index("CUSIP,Weight\n037833100,0.0512345\n92826C839,0.9487655\n", control_total="1.00")
    (row,) = result.funds.funds.to_pylist()
    (file,) = result.funds.files

    assert result.funds.lines["market_value"].to_pylist() == [Decimal("5123.45"), Decimal("94876.55")]
    assert result.funds.lines["local_value"].to_pylist() == [Decimal("5123.45"), Decimal("94876.55")]
    assert row["net_assets"] == Decimal("100000.00")
    assert file.market_value == Decimal("1.00")  # as the publisher's own total has it
    assert codes(result) == []


def test_declared_net_assets_are_scaled_with_the_weights(index):
    """0.25 of 1.00 in four places, 0.2500: two are enough; 0.0625 needs four, so 1.00 is 100.00 and 93.75 is left."""
    result = index("CUSIP,Weight\n037833100,0.0625\n", net_assets="1.00")
    (row,) = result.funds.funds.to_pylist()

    assert (result.funds.lines["market_value"].to_pylist(), row["net_assets"]) == ([Decimal("6.25")], Decimal("100.00"))


def test_weights_of_more_digits_than_the_tables_hold_are_cut_at_their_end(index):
    """A quotient of a spreadsheet, in twenty places: of a sum of 1 the first seventeen are kept."""
    result = index("CUSIP,Weight\n037833100,0.00012345678901234567\n92826C839,0.99987654321098765433\n")
    first, second = result.funds.lines["market_value"].to_pylist()
    (row,) = result.funds.funds.to_pylist()

    assert (first, second) == (Decimal("123456789012.35"), Decimal("999876543210987.65"))
    assert row["net_assets"] == first + second


def test_the_sum_of_weights_that_are_cut_is_that_of_what_is_kept(index):
    """Three thirds in twenty places: the list is the whole benchmark, and nothing of it is called unlisted."""
    third = "0.33333333333333333333"
    result = index(f"CUSIP,Weight\n037833100,{third}\n92826C839,{third}\n594918104,{third}\n")
    (row,) = result.funds.funds.to_pylist()

    assert row["net_assets"] == 3 * Decimal("3333333333333333.33")


def test_values_in_another_currency_keep_the_digits_of_the_rate(index, desk):
    """1.23 euros at 1.0389 are 1.277847 dollars, and 2.46 are twice as much: no cent is lost between them."""
    desk.tables.append("[[fx]]\ncurrency = 'EUR'\nrate = '1.0389'\ndate = 2024-11-30\nsource = 'constructed'\n")
    result = index("CUSIP,Weight\n037833100,1.23\n92826C839,2.46\n", currency="EUR")

    assert result.funds.lines["market_value"].to_pylist() == [Decimal("12778.47"), Decimal("25556.94")]


def test_a_wrong_total_of_weights_is_said_as_delivered(index):
    """0.0512345 + 0.9487655 are 1, and 1.10 are declared."""
    with pytest.raises(IntegrityError, match=r"declares USD 1\.10; 2 lines add up to 1\.0000000"):
        index("CUSIP,Weight\n037833100,0.0512345\n92826C839,0.9487655\n", control_total="1.10")


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
