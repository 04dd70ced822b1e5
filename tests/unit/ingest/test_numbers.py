from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from screener.ingest.numbers import may_be_thousands, parse_amount, parse_day, to_cents


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1,234,567.80", "1234567.80"),
        ("$1,234.56", "1234.56"),
        ("(1,234.56)", "-1234.56"),
        ("$(1,234.56)", "-1234.56"),
        ("($ 1,234.56)", "-1234.56"),
        ("1,234.56-", "-1234.56"),
        ("-1234", "-1234"),
        ("\u2212 5", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("  7 ", "7"),
        ("'0012", "12"),
        ("USD 10", "10"),
        ("10 USD", "10"),
        ("794207.15000000", "794207.15"),
        ("0", "0"),
    ],
)
def test_amounts_in_the_forms_custodians_use_are_read_exactly(text, amount):
    assert parse_amount(text, "USD") == Decimal(amount)


@pytest.mark.parametrize("text", ["", " ", "-", "--", "–", "N/A", "#N/A", "none", "NULL", "nan"])
def test_what_custodians_write_for_nothing_is_nothing_and_not_zero(text):
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56",
        "1,23",
        "0,123",
        "12,34,567",
        "1 234",
        "(-5)",
        "-5-",
        "--5",
        "(5",
        "5)",
        "1.2E+05",
        "5%",
        "abc",
        "1..2",
        "#REF!",
        ".",
    ],
)
def test_what_could_mean_two_amounts_or_none_is_refused(text):
    with pytest.raises(ValueError, match=r"cannot be read|contradicts|has a percent sign; remove it"):
        parse_amount(text, "USD")


@pytest.mark.parametrize(
    ("text", "currency"), [("€5", "USD"), ("5 EUR", "USD"), ("US$5", "CAD"), ("$5", "EUR"), ("£1", "JPY")]
)
def test_a_sign_of_another_currency_is_refused(text, currency):
    with pytest.raises(ValueError, match=rf"is in .*; the line is in {currency}"):
        parse_amount(text, currency)


@pytest.mark.parametrize(
    ("text", "currency"), [("€5", "EUR"), ("$5", "CAD"), ("¥5", "JPY"), ("£5", "GBP"), ("US$5", "USD")]
)
def test_a_sign_of_the_lines_own_currency_is_read(text, currency):
    assert parse_amount(text, currency) == 5


def test_a_decimal_comma_is_read_where_it_is_declared():
    assert [parse_amount(text, None, ",") for text in ("1.234,56", "1000,50", "(12)", "1.234")] == [
        Decimal("1234.56"),
        Decimal("1000.50"),
        Decimal(-12),
        Decimal(1234),
    ]


@pytest.mark.parametrize("text", ["1,234.56", "12.50"])
def test_a_decimal_point_is_refused_where_a_comma_is_declared(text):
    with pytest.raises(ValueError, match="cannot be read"):
        parse_amount(text, None, ",")


@pytest.mark.parametrize(
    ("column", "doubtful"),
    [
        (["1.234", "1.234,56"], {"1.234"}),
        (["1.234", "12.500", "300"], {"1.234", "12.500"}),
        (["1.234", "1.5"], set()),
        (["1.234", "0.500"], set()),
        (["1.234", "1234.567"], set()),
        (["1.234", "1,234.567"], set()),
        (["1.234"], set()),
    ],
)
def test_dots_are_doubtful_where_the_column_writes_as_europe_does(column, doubtful):
    """One value proves a decimal point: two decimals, a leading zero, four digits before it, a comma for thousands."""
    assert may_be_thousands(column, typed=False) == doubtful


def test_numbers_of_a_workbook_are_not_doubted_for_their_three_decimals():
    assert may_be_thousands(["1.234", "12.125"], typed=True) == set()


def test_an_amount_that_no_table_holds_is_refused():
    with pytest.raises(ValueError, match="is too large: more than 18 digits"):
        parse_amount("1234567890123456789012")


def test_halves_of_a_cent_go_to_the_even_cent():
    assert [to_cents(Decimal(text)) for text in ("0.005", "0.015", "-0.025")] == [
        Decimal("0.00"),
        Decimal("0.02"),
        Decimal("-0.02"),
    ]


def test_a_day_in_iso_form_needs_no_declaration():
    assert parse_day("2024-12-31") == parse_day("2024-12-31 00:00:00") == date(2024, 12, 31)


def test_a_spreadsheets_serial_day_is_read_only_where_declared():
    """Serial 45657 is 2024-12-31: 45658 is 2025-01-01 in every spreadsheet."""
    assert parse_day("45657", "excel") == date(2024, 12, 31)
    with pytest.raises(ValueError, match="isoformat"):
        parse_day("45657")


def test_a_day_that_could_be_two_is_refused_unless_its_form_is_declared():
    assert parse_day("01/02/2024", "%m/%d/%Y") == date(2024, 1, 2)
    with pytest.raises(ValueError, match="isoformat"):
        parse_day("01/02/2024")


def test_a_day_that_no_calendar_has_is_refused():
    with pytest.raises(ValueError, match=r"day|isoformat"):
        parse_day("2024-02-30")
