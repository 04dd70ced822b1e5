"""Fuzzy candidates are for a person: few, the likeliest first, with what speaks for each; never a match."""

from __future__ import annotations

import pytest

from screener.identify.review.candidates import candidates, owner_candidates

MANY = ("Pharmaceuticals", "Electricity", "Refrigeration", "Locomotives")


def shown(table, subject):
    """Return the candidates of a subject as (rank, company, score)."""
    (column,) = {"security_id", "name"} & set(table.column_names)
    return [(row["rank"], row["company_name"], row["score"]) for row in table.to_pylist() if row[column] == subject]


def test_an_unmatched_name_has_the_company_it_misspells_as_its_first_candidate(identified, holding):
    """VALLERO ENERGY against VALERO ENERGY: one letter too many, 2 × 13 ÷ (14 + 13) = 0.96."""
    result = identified(holding(issuer_name="Vallero Energy", cusip="594918104"))
    table = candidates(result.engine)

    assert result.match()["match_tier"] == "none"
    assert shown(table, "cusip:594918104")[0] == (1, "VALERO ENERGY CORP/TX", 0.96)
    assert table["evidence"][0].as_py() == "issuer's name: 96 % like VALERO ENERGY"


def test_a_security_beyond_doubt_has_none(identified, holding):
    assert candidates(identified(holding(ticker="AAPL")).engine).num_rows == 0


def test_the_companies_of_two_look_ups_that_disagree_come_first(identified, holding):
    result = identified(holding(ticker="AAPL", cusip="91913Y100", issuer_name="Microsoft Corporatio"))
    found = shown(candidates(result.engine), "cusip:91913Y100")

    assert [company for _, company, score in found if score == 1.0] == ["Apple Inc.", "VALERO ENERGY CORP/TX"]


@pytest.mark.parametrize(
    ("name", "company"), [("Visa Intl Finance LLC", "VISA INC."), ("SPDR Ireland Cap", "SPDR GOLD TRUST")]
)
def test_a_company_whose_name_begins_with_the_same_rare_word_comes_first(identified, holding, name, company):
    """A borrower is often called after its parent: however unlike the rest of the names, one word tells it."""
    result = identified(holding(issuer_name=name, asset_class="corporate_debt", cusip="12345QAA9"))
    table = candidates(result.engine)

    assert shown(table, "cusip:12345QAA9")[0][1] == company
    assert f"which begins with {company.split()[0]} too" in table["evidence"][0].as_py()


def test_a_first_word_of_many_companies_tells_none_of_them(identified, holding):
    """Four registrants begin with Union; the names are otherwise unlike."""
    registers = {"tickers": [(f"000099900{n}", f"UN{n}", f"Union {word} Inc") for n, word in enumerate(MANY)]}
    result = identified(holding(issuer_name="Union Zq", asset_class="private"), registers=registers)

    assert candidates(result.engine).num_rows == 0


def test_companies_that_share_a_name_are_both_candidates(identified, holding):
    result = identified(holding(issuer_name="Blue Owl Capital", cusip="09581B103"))
    found = shown(candidates(result.engine), "cusip:09581B103")

    assert {company for _, company, score in found if score == 1.0} == {
        "BLUE OWL CAPITAL INC.",
        "Blue Owl Capital Corp",
    }


def test_there_are_no_more_than_asked_and_the_same_every_time(identified, holding):
    """Two registrants share the name, so that there is a second one to leave out."""
    engine = identified(holding(issuer_name="Blue Owl Capital", cusip="09581B103")).engine
    one, both, again = (candidates(engine, limit=limit) for limit in (1, 2, 2))

    assert (one["rank"].to_pylist(), both["rank"].to_pylist()) == ([1], [1, 2])
    assert both.equals(again)


def test_the_name_of_a_counterparty_is_not_asked_about(identified, holding):
    result = identified(holding(issuer_name="Vallero Energy", asset_class="swap"))

    assert candidates(result.engine).num_rows == 0


def test_an_owner_has_candidates_whatever_the_order_of_its_words(identified, holding):
    found = owner_candidates(identified(holding()).engine, ["ENERGY VALERO INC"])

    assert shown(found, "ENERGY VALERO INC")[0] == (1, "VALERO ENERGY CORP/TX", 1.0)
