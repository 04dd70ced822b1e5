"""Two spellings of one company give one key; two companies do not."""

from __future__ import annotations

import pytest

from screener.names import legal_form, name_key

SAME = [
    ("Exxon Mobil Corp", "EXXON MOBIL CORPORATION"),
    ("AMAZON COM INC", "Amazon.com, Inc."),
    ("BANK AMERICA CORP", "BANK OF AMERICA CORP /DE/"),
    ("UNION PAC CORP", "UNION PACIFIC CORP"),
    ("INTERNATIONAL BUSINESS MACHS", "INTERNATIONAL BUSINESS MACHINES CORP"),
    ("BERKSHIRE HATHAWAY INC DEL", "BERKSHIRE HATHAWAY INC"),
    ("AT&T INC", "AT & T Inc."),
    ("US BANCORP DEL", "US BANCORP \\DE\\"),
    ("Williams Cos Inc/The", "WILLIAMS COMPANIES, INC."),
    ("Deutsche Bank AG/New York NY", "DEUTSCHE BANK AKTIENGESELLSCHAFT"),
    ("Vodafone Group PLC", "VODAFONE GROUP PUBLIC LTD CO"),
    ("ACCENTURE PLC IRELAND", "Accenture plc"),
    ("LOWE'S COS INC", "LOWES COMPANIES INC"),
    ("Société Générale SA", "SOCIETE GENERALE"),
]

DIFFERENT = [
    ("T-MOBILE USA INC", "T-Mobile US, Inc."),
    ("BERKSHIRE HATHAWAY FINANCE CORP", "BERKSHIRE HATHAWAY INC"),
    ("FIRST BANK", "BANK FIRST CORP"),
    ("Dell International LLC / EMC Corp", "Dell Technologies Inc."),
    ("CITY HOLDING CO", "CITY HOLDINGS CO"),
    ("CaixaBank/ADR", "CaixaBank SA"),  # a programme of depositary receipts is a registrant of its own
    ("Citibank,N.A./ADR", "Citibank NA"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_company_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_companies_have_two_keys(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Simon Property Group L.P.", "LP"),
        ("ENTERGY LOUISIANA, LLC", "LLC"),
        ("ZIONS BANCORPORATION, NATIONAL ASSOCIATION /UT/", "NA"),
        ("Vodafone Group PUBLIC LTD CO", "PLC"),
        ("Banco Santander, S.A.", "SA"),
        ("Deutsche Bank AG/New York NY", "AG"),
        ("BERKSHIRE HATHAWAY INC DEL", "Inc"),
        ("WELLS FARGO & COMPANY/MN", "Co"),
        ("Public Storage", "none"),
    ],
)
def test_the_legal_form_that_the_key_drops_is_known(name, form):
    assert legal_form(name) == form


def test_a_legal_form_cut_off_at_28_characters_is_no_part_of_the_key():
    """The SEC's 13(f) list cuts names at 28 characters; the last may be a space, so 27 are seen too."""
    assert len("SUMITOMO MITSUI FINL GROUP I") == 28
    assert len("ENTERPRISE PRODS PARTNERS L") == 27

    assert name_key("SUMITOMO MITSUI FINL GROUP I") == "SUMITOMO MITSUI FINANCIAL GROUP"
    assert name_key("ENTERPRISE PRODS PARTNERS L") == name_key("ENTERPRISE PRODUCTS PARTNERS L.P.")


def test_a_number_after_a_whole_legal_form_stays_in_the_key():
    assert len("RANGE CAP ACQUISITION CORP I") == 28

    assert name_key("RANGE CAP ACQUISITION CORP I") != name_key("Range Capital Acquisition Corp")


@pytest.mark.parametrize("nothing", ["", "  ", "The", "&"])
def test_a_name_that_identifies_nothing_has_an_empty_key(nothing):
    assert name_key(nothing) == ""


def test_a_name_that_is_only_a_legal_form_keeps_it():
    assert name_key("Limited") == "LIMITED"
