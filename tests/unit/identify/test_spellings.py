"""A name in another spelling leads to one registered name, or to none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.identify.registers.spellings import Name, Register
from screener.names import is_cut, legal_form, name_key

REGISTER = [
    "Walt Disney Co",
    "H&R BLOCK INC",
    "RYDER SYSTEM INC",
    "GENERAL MILLS INC",
    "PULTEGROUP INC/MI/",
    "KRATOS DEFENSE & SECURITY SOLUTIONS, INC.",
    "CANADIAN IMPERIAL BANK OF COMMERCE /CAN/",
    "SPDR DOW JONES INDUSTRIAL AVERAGE ETF TRUST",
    "INVESCO QQQ TRUST, SERIES 1",
    "Bitwise Bitcoin ETF",
    "TORONTO DOMINION BANK",
    "BANK OF MONTREAL /CAN/",
    "PEOPLES BANCORP INC.",
    "PIMCO Income Strategy Fund",
    "PIMCO Income Strategy Fund II",
    "Churchill Capital Corp IX/Cayman",
    "Spring Valley Acquisition Corp. III",
    "MORGAN STANLEY EMERGING MARKETS DEBT FUND INC",
    "Morgan Stanley Emerging Markets Domestic Debt Fund, Inc.",
    "Morningstar, Inc.",
]
KEYS = [name_key(name) for name in REGISTER]

SPELLINGS = [
    # Names as the SEC's 13(f) list writes them.
    ("DISNEY WALT CO", "Walt Disney Co", "words in another order"),
    ("BLOCK H & R INC", "H&R BLOCK INC", "words in another order"),
    ("RYDER SYS INC", "RYDER SYSTEM INC", "words abbreviated or cut short"),
    ("GENERAL MLS INC", "GENERAL MILLS INC", "words abbreviated or cut short"),
    ("PULTE GROUP INC", "PULTEGROUP INC/MI/", "other spaces"),
    ("KRATOS DEFENSE & SEC SOLUTIO", "KRATOS DEFENSE & SECURITY SOLUTIONS, INC.", "words abbreviated or cut short"),
    ("CANADIAN IMPERIAL BANK OF CO", "CANADIAN IMPERIAL BANK OF COMMERCE /CAN/", "words abbreviated or cut short"),
    ("SPDR DOW JONES INDL AVERAGE", "SPDR DOW JONES INDUSTRIAL AVERAGE ETF TRUST", "words abbreviated or cut short"),
    ("INVESCO QQQ TR", "INVESCO QQQ TRUST, SERIES 1", "without the words for a fund"),
    ("BITWISE BITCOIN ETF TR", "Bitwise Bitcoin ETF", "without the words for a fund"),
    ("TORONTO DOMINION BK ONT", "TORONTO DOMINION BANK", "followed by a place"),
    ("BANK MONTREAL QUE", "BANK OF MONTREAL /CAN/", "followed by a place"),
]

NEITHER = [
    "MORGAN STANLEY EMERGING MKTS",  # cut at 28 characters: two registered names go on from there
    "PIMCO INCOME STRATEGY FUND I",  # cut: the second or a third
    "SPRING VY ACQUISITION CORP I",  # cut: the first, the second or the third
    "CHURCHILL CAPITAL CORP VII",  # a sister that is not registered
    "PEOPLES BANCORP N C INC",  # the place stands before the legal form and is part of the name
    "MONTREAL",  # one word
    "DISNEY STORES CO",
    "KRATOS DEFENSE",  # not as long as names may be: nothing was cut
    "RYDER TRUCK SYSTEM INC",
]


def spelled(name, keys):
    """Return what a register of keys makes of a name."""
    return Register(keys).spelled(Name(name_key(name), legal_form(name) != "none", is_cut(name)))


@pytest.mark.parametrize(("name", "registered", "difference"), SPELLINGS)
def test_another_spelling_leads_to_the_registered_name(name, registered, difference):
    assert spelled(name, KEYS) == (name_key(registered), difference)


@pytest.mark.parametrize("name", NEITHER)
def test_a_name_that_may_be_several_or_none_leads_nowhere(name):
    assert spelled(name, KEYS) is None


@pytest.mark.parametrize("name", REGISTER)
def test_a_registered_name_is_no_other_spelling(name):
    assert spelled(name, KEYS) is None


def test_two_names_in_the_register_that_fit_leave_the_name_open():
    """City Holding and City Holdings are two companies; 'HOLDG' abbreviates both."""
    assert spelled("CITY HOLDG CO", ["CITY HOLDING"]) == ("CITY HOLDING", "words abbreviated or cut short")
    assert spelled("CITY HOLDG CO", ["CITY HOLDING", "CITY HOLDINGS"]) is None


WORDS = st.lists(
    st.sampled_from(["ALPHA", "BRAVO", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL"]),
    min_size=2,
    max_size=5,
    unique=True,
)


@given(words=WORDS, data=st.data())
def test_the_order_of_words_does_not_matter_where_one_registered_name_has_them(words, data):
    other = " ".join(data.draw(st.permutations(words)))
    found = Register([" ".join(words)]).spelled(Name(other, has_form=False, is_cut=False))

    assert (found or (other,))[0] == " ".join(words)


@given(name=st.sampled_from([name for name, *_ in SPELLINGS]), data=st.data())
def test_an_unrelated_registrant_changes_nothing(name, data):
    """Unrelated: of words that begin with letters that no word of the register begins with."""
    word = st.text("QXZJ", min_size=4, max_size=8)
    other = " ".join(data.draw(st.lists(word, min_size=1, max_size=4)))

    assert spelled(name, [*KEYS, other]) == spelled(name, KEYS)
