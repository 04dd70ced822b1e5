from __future__ import annotations

import pytest

from screener.ingest.identifiers import clean_cik, clean_cusip, clean_name, clean_state, restore_zeros


def test_a_cusip_keeps_its_letters_and_loses_only_print_spacing():
    assert [clean_cusip(text) for text in ("00287y109", "037833 10 0", "037833-10-0", "'037833100")] == [
        "00287Y109",
        "037833100",
        "037833100",
        "037833100",
    ]


@pytest.mark.parametrize("text", ["000000000", "XXXXXXXXX", "N/A", "", "-", "xxxx"])
def test_a_placeholder_is_no_cusip(text):
    assert clean_cusip(text) is None


def test_zeros_are_restored_only_where_the_check_digit_proves_them():
    """037833100 (Apple) and 007903107 (AMD) have valid check digits; 012345678 has not: 01234567 checks to 0."""
    assert restore_zeros(["37833100", "7903107", "12345678"]) == {0: "037833100", 1: "007903107"}


def test_eight_digit_codes_without_check_digit_are_not_taken_for_codes_without_zero():
    """Most of a column of eight-digit CUSIPs fails the check when padded, so that one that passes passes by chance."""
    assert restore_zeros(["37833100", "12345678", "23456789"]) == {}


def test_a_code_with_letters_never_lost_a_zero():
    assert restore_zeros(["287Y109"]) == {}


def test_a_cik_has_ten_digits():
    assert clean_cik("66740") == "0000066740"


@pytest.mark.parametrize("text", ["894,649.14", "(894,649.14)", "-1.50", "", "N/A"])
def test_a_bare_amount_is_no_name(text):
    """In statements extracted from print, totals slip into the column of names."""
    assert clean_name(text) is None


def test_a_name_may_be_a_number_with_a_word():
    assert clean_name("3M  Co") == "3M Co"


@pytest.mark.parametrize(
    ("text", "state"), [("IL", "IL"), ("illinois", "IL"), ("US-KY", "KY"), ("DC", "DC"), ("Puerto Rico", "PR")]
)
def test_a_state_is_known_by_name_and_by_abbreviation(text, state):
    assert clean_state(text, None) == state


def test_a_province_abroad_is_no_us_state_and_no_fault():
    assert clean_state("ON", "CA") is None


def test_what_is_no_state_stays_as_delivered():
    assert clean_state("Ontario", "US") == "Ontario"
