from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.report.formats import amount, apportion, percent, share_of, short, short_parts, to_cents, with_unknown

MONEY = st.decimals(min_value=-(10**13), max_value=10**13, places=6)


@given(st.lists(MONEY, max_size=40))
def test_apportioned_parts_add_up_to_the_rounded_total(parts: list[Decimal]) -> None:
    """Architecture: printed groups are rounded by largest remainder to the printed total."""
    printed = apportion(parts)

    assert sum(printed) == round(sum(parts, Decimal(0)))


@given(st.lists(MONEY, max_size=40))
def test_no_apportioned_part_moves_by_a_whole_unit(parts: list[Decimal]) -> None:
    assert all(abs(part - printed) < 1 for part, printed in zip(parts, apportion(parts), strict=True))


def test_the_largest_remainders_are_rounded_up() -> None:
    # 10.6 + 20.3 + 30.1 = 61; floors 10 + 20 + 30 = 60; the one left over goes to .6
    assert apportion([Decimal("10.6"), Decimal("20.3"), Decimal("30.1")]) == [11, 20, 30]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("999950", "1.0 million"),
        ("900000000", "900.0 million"),
        ("30348053.12", "30.3 million"),
        ("-81501842.41", "−81.5 million"),
        ("999.99", "999.99"),
        ("-0.004", "0"),
        ("1114196583.26", "1.11 billion"),
    ],
)
def test_short_money_reads_as_one_says_it(value: str, printed: str) -> None:
    assert short(Decimal(value)) == printed


def test_spoken_parts_add_up_to_the_spoken_total() -> None:
    # 538.152 + 84.188 + 273.905 = 896.245, said as 896.2; rounded one by one they would make 896.3.
    parts = [Decimal("538152107"), Decimal("84187557"), Decimal("273904520")]

    assert short(sum(parts)) == "896.2 million"
    assert short_parts(parts) == ["538.1 million", "84.2 million", "273.9 million"]


def test_a_part_too_small_to_say_is_not_said_as_nothing() -> None:
    assert short_parts([Decimal(5_000_000), Decimal(1_000)]) == ["5.0 million", "under 0.1 million"]


def test_money_of_lines_without_a_value_is_never_printed_as_zero() -> None:
    assert with_unknown(Decimal(0), 2, 2) == "unknown"
    assert with_unknown(Decimal(750_000), 1, 2) == "750,000.00 + 1 unknown"


def test_unknown_money_is_a_word_and_never_a_zero() -> None:
    assert [amount(None), short(None), percent(None)] == ["unknown"] * 3


def test_a_rounded_away_negative_is_not_printed_as_minus_zero() -> None:
    assert str(to_cents(Decimal("-0.0004"))) == "0.00"


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        ("0.00004", "<0.1%"),
        ("-0.00004", "between −0.1% and 0%"),
        ("0.99996", ">99.9%"),
        ("0.17", "17.0%"),
        ("1", "100%"),
    ],
)
def test_something_is_never_printed_as_nothing_nor_nearly_all_as_all(share: str, printed: str) -> None:
    assert percent(Decimal(share)) == printed


def test_a_share_of_nothing_is_unknown() -> None:
    assert share_of(Decimal(5), Decimal(0)) is None
