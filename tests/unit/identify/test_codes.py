"""Identifiers pass their check digit, or are not used; the standards' own examples."""

from __future__ import annotations

import pytest

from screener.identify.codes import check_code, checked_codes

VALID = [
    ("cusip", "037833100"),  # Apple, the example of CUSIP Global Services
    ("cusip", "G0403H108"),  # CINS: the G says United Kingdom; Aon plc
    ("isin", "US0378331005"),
    ("isin", "XS2131567138"),
    ("sedol", "0263494"),  # BAE Systems
    ("figi", "BBG000B9XRY4"),  # Apple, the example of OpenFIGI
    ("lei", "HWUPKR0MPOU8FGXBT394"),  # Apple
]


@pytest.mark.parametrize(("scheme", "code"), VALID)
def test_a_valid_identifier_is_kept(scheme, code):
    assert check_code(scheme, code) == code


@pytest.mark.parametrize(("scheme", "code"), VALID)
def test_an_identifier_with_another_last_digit_is_refused(scheme, code):
    """Every one of these schemes ends in a check digit, so changing it must fail."""
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)

    assert check_code(scheme, wrong) is None


@pytest.mark.parametrize("text", ["000000000", "N/A", "n/a", "", "-", "None", "0"])
def test_a_placeholder_claims_nothing_and_so_does_not_fail(text):
    """N-PORT asks for nine zeros where there is no CUSIP, and nine zeros pass the check of a CUSIP."""
    row = checked_codes([("cusip", text)]).to_pylist()[0]

    assert (row["code"], row["fails"]) == (None, False)


def test_a_failing_identifier_says_so():
    assert checked_codes([("cusip", "037833101")]).to_pylist()[0]["fails"] is True


@pytest.mark.parametrize("delivered", [" 037833100 ", "037833100", "0378 33100"])
def test_spaces_in_an_identifier_are_not_part_of_it(delivered):
    assert check_code("cusip", delivered) == "037833100"


@pytest.mark.parametrize("delivered", ["BRK.B", "BRK/B", "brk b", "BRK-B"])
def test_a_share_class_is_written_as_the_sec_writes_it(delivered):
    assert check_code("ticker", delivered) == "BRK-B"


def test_a_cik_is_written_with_ten_digits():
    assert check_code("cik", "320193") == "0000320193"


def test_text_that_is_no_cik_is_refused():
    assert check_code("cik", "AAPL") is None
