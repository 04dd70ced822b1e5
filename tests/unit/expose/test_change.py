"""Why a figure changed: each cause worked by hand on one line of one issuer."""

from __future__ import annotations

from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from quarters import Quarter, compare, moved

from screener.errors import IntegrityError
from screener.expose.change import explain
from screener.tables import EXPOSURES

ILLINOIS = ("in_state", "operations")


def quarter(*, place="17031", match="acme", decided_by="rule"):
    """An issuer all of whose staff is in one county, and another in Kentucky."""
    world = Quarter().match("S", match, decided_by).match("K", "blue")
    world.issuer("acme", naics="331110", total_employment=100).site("acme", place, "331110", 100, tier="1")
    return world.issuer("blue", naics="331110", total_employment=100).site("blue", "21067", "331110", 100, tier="1")


def best(causes):
    """Best estimates of the causes that changed anything."""
    return {cause: ends[1] for cause, ends in moved(causes).items()}


def test_trades_are_valued_at_the_earlier_price_and_prices_on_the_later_quantity():
    """100 at 10.00 become 150 at 12.00: 50 × 10 = 500 bought, 150 × 2 = 300 by the price; 1,000 + 500 + 300 = 1,800."""
    before, after = quarter().line("S", 100, "10").tables(), quarter().line("S", 150, "12").tables()

    split = compare(before, after)

    assert split[ILLINOIS]["before"] == (1000, 1000, 1000)
    assert best(split[ILLINOIS]) == {"trades": 500, "prices": 300}
    assert best(split["market_value", "both"]) == {"trades": 500, "prices": 300}


def test_the_exchange_rate_is_what_is_left_of_the_value():
    """100 × 10.00 EUR at 1.10 = 1,100; 12.00 at 1.20 = 1,440: prices 100 × 2 × 1.10 = 220, currency 1,200 × 0.10."""
    before = quarter().line("S", 100, "10", currency="EUR", rate="1.1").tables()
    after = quarter().line("S", 100, "12", currency="EUR", rate="1.2").tables()

    assert best(compare(before, after)[ILLINOIS]) == {"prices": 220, "currency": 120}


def test_without_a_quantity_nobody_says_whether_it_was_a_trade_or_a_price():
    """A line of 1,000 delivered without a quantity becomes 1,300."""
    before, after = quarter().line("S", None, value=1000).tables(), quarter().line("S", None, value=1300).tables()

    assert best(compare(before, after)[ILLINOIS]) == {"value_without_quantity": 300}


def test_what_is_new_was_bought_and_what_is_gone_was_sold():
    """S (Illinois) was sold for K (Kentucky)."""
    split = compare(quarter().line("S", 100, "10").tables(), quarter().line("K", 100, "10").tables())

    assert best(split[ILLINOIS]) == {"trades": -1000}
    assert moved(split["market_value", "both"]) == {}


def test_a_line_without_an_identifier_goes_by_its_name():
    """It stands on line 7 of one delivery and on line 9 of the next; 100 at 10.00 become 100 at 11.00."""
    before, after = quarter().match("line:a.csv:7", "acme"), quarter().match("line:b.csv:9", "acme")
    before.names["line:a.csv:7"] = after.names["line:b.csv:9"] = "ACME WORKS"

    split = compare(before.line("line:a.csv:7", 100, "10").tables(), after.line("line:b.csv:9", 100, "11").tables())

    assert best(split[ILLINOIS]) == {"prices": 100}


def test_a_line_that_turns_short_was_sold_and_its_range_swaps():
    """Half the staff of acme is counted: 1,000 long is 500 to 1,000; 1,000 short is −1,000 to −500."""

    def half():
        world = Quarter().match("S", "acme").issuer("acme", total_employment=100)
        return world.site("acme", "17031", "331110", 50, tier="1")

    split = compare(half().line("S", 100, "10").tables(), half().line("S", -100, "10").tables())

    assert split[ILLINOIS]["before"] == (500, 1000, 1000)
    assert moved(split[ILLINOIS]) == {"trades": (-1500, -2000, -1500)}


def test_a_fund_that_holds_other_things_is_looked_through_anew():
    """A fund of 1,000 grows to 1,200 by its price, 60 % of it in Illinois: 600 → 720; then its list says 50 %: 600."""
    before = quarter().line("F", 100, "10", parts={"S": "0.6", "K": "0.4"}).tables()
    after = quarter().line("F", 100, "12", parts={"S": "0.5", "K": "0.5"}).tables()

    assert best(compare(before, after)[ILLINOIS]) == {"prices": 120, "look_through": -120}


def test_a_fund_that_is_opened_was_in_no_known_place_before():
    """Unopened: 0 to 1,000. Opened, 60 % is certainly in Illinois and the 40 % it does not disclose may be."""
    before = quarter().line("F", 100, "10").tables()
    after = quarter().line("F", 100, "10", parts={"S": "0.6"}).tables()

    split = compare(before, after)

    assert split[ILLINOIS]["before"] == (0, 0, 1000)
    assert moved(split[ILLINOIS]) == {"look_through": (600, 600, 0)}


def test_a_match_by_rule_and_a_match_by_a_person_are_told_apart():
    """A security without an issuer, 0 to 1,000, becomes acme's: certainly in Illinois."""
    before = quarter(match=None).line("S", 100, "10").tables()

    by_rule = compare(before, quarter().line("S", 100, "10").tables())
    by_person = compare(before, quarter(decided_by="ada").line("S", 100, "10").tables())

    assert moved(by_rule[ILLINOIS]) == {"matching": (1000, 1000, 0)}
    assert moved(by_person[ILLINOIS]) == {"people": (1000, 1000, 0)}


def test_a_facility_that_a_person_gave_to_another_company_is_people():
    """Acme's plant moves to Kentucky in the data because a person said whose it is; else it were reference data."""
    before = quarter().owner("ACME WORKS", "blue").line("S", 100, "10").tables()
    after = quarter(place="21067").owner("ACME WORKS", "acme", "person").line("S", 100, "10").tables()

    assert best(compare(before, after)[ILLINOIS]) == {"people": -1000}


def test_moved_sites_are_reference_data_or_the_program_that_reads_them():
    """Acme's plant is in another state; by other data or another date, or, with the same data, another program."""
    before, after = quarter().line("S", 100, "10").tables(), quarter(place="21067").line("S", 100, "10").tables()

    def cause(**same):
        return best(compare(before, after, **same)[ILLINOIS])

    assert cause(same_data=False, same_code=True) == {"reference_data": -1000}
    assert cause(same_data=True, same_code=True) == {"reference_data": -1000}
    assert cause(same_data=False, same_code=False) == {"reference_data": -1000}
    assert cause(same_data=True, same_code=False) == {"program": -1000}


def test_what_the_earlier_program_wrote_is_the_earlier_figure():
    """It wrote 990 where this program makes 1,000 of the same tables: 10 are the program's, 200 the price's."""
    before, after = quarter().line("S", 100, "10").tables(), quarter().line("S", 100, "12").tables()
    wrote = [
        {**row, "low": row["low"] - 10, "best": row["best"] - 10}
        if (row["measure"], row["basis"], row["grouping"]) == (*ILLINOIS, "home")
        else row
        for row in before["exposures"].to_pylist()
    ]
    before = {**before, "exposures": EXPOSURES.of(wrote)}

    split = compare(before, after, same_code=False)

    assert split[ILLINOIS]["before"] == (990, 990, 1000)
    assert moved(split[ILLINOIS]) == {"prices": (200, 200, 200), "program": (10, 10, 0)}
    with pytest.raises(IntegrityError, match="the same program now makes it other by 10"):
        compare(before, after, same_code=True)


def test_what_a_later_run_wrote_must_come_out():
    """The later run says nothing of where its money is: there is no split that ends there."""
    before, after = quarter().line("S", 100, "10").tables(), quarter().line("S", 100, "12").tables()

    with pytest.raises(IntegrityError, match="of the later run: the split says 1200"):
        compare(before, {**after, "exposures": EXPOSURES.empty()}, same_code=False)


def test_the_portfolio_s_own_list_of_sites_is_its_own_cause():
    """The sites of acme come from a file that no register of reference data names."""
    before, after = quarter().line("S", 100, "10"), quarter(place="21067").line("S", 100, "10")
    for world in (before, after):
        for site in world.sites:
            site["dataset"] = "establishments/own.csv"

    assert best(compare(before.tables(), after.tables())[ILLINOIS]) == {"own_evidence": -1000}


def test_a_county_s_standing_changes_by_its_facts_or_by_the_rule():
    """Cook County fails, then passes: with other evidence its facts moved, with the same the definition did."""
    key = ("community_development", "operations")

    def judged(outcome, evidence):
        world = quarter().line("S", 100, "10")
        for place in ("17143", "21067"):
            world.decide("place", place, "fail")
        return world.decide("place", "17031", outcome, evidence=evidence).tables()

    before = judged("fail", '{"poverty_rate":0.1}')

    assert best(compare(before, judged("pass", '{"poverty_rate":0.3}'))[key]) == {"reference_data": 1000}
    assert best(compare(before, judged("pass", '{"poverty_rate":0.1}'))[key]) == {"rules": 1000}


def test_a_definition_that_only_the_later_run_has_is_a_rule():
    """By the first definition no county passes; a second, new one, lets Cook County pass."""
    key = ("community_development", "headquarters")

    def judged(*definitions):
        world = quarter().line("S", 100, "10")
        for site in world.issuers:
            site["headquarters_place"] = "17031"
        for criterion, outcome in definitions:
            for place in ("17031", "17143", "21067"):
                world.decide("place", place, outcome, criterion=criterion)
        return world.tables()

    before, after = judged(("old", "fail")), judged(("old", "fail"), ("new", "pass"))

    assert best(compare(before, after)[key]) == {"rules": 1000}
    assert ("community_development", "operations") not in compare(judged(), after)


def test_parts_in_cents_leave_nothing_over():
    """A fund of 10.00 in three equal parts of 3.33 and 0.01 undisclosed rises to 10.01: every cent stands somewhere."""
    parts = {"S": "0.333", "K": "0.333", "T": "0.333"}
    before = quarter().match("T", "acme").line("F", 1, "10", parts=parts).tables()
    after = quarter().match("T", "acme").line("F", 1, "10.01", parts=parts).tables()

    assert best(compare(before, after)["market_value", "both"]) == {"prices": Decimal("0.01")}


UNION, PLACES = ("community_development", "operations"), ("community_development_places", "operations")


def serving(*says):
    """Acme's line of 1,000 in a county that meets no definition, and what is said of the instrument."""
    world = quarter()
    for place in ("17031", "17143", "21067"):
        world.decide("place", place, "fail")
    return (world.serve("S", *says) if says else world).line("S", 100, "10").tables()


def test_what_an_instrument_finances_changes_by_who_says_so():
    """Of 1,000 nothing, then an estimate of all by its name or a dataset, then all for certain by the fund's word."""
    named, listed = serving("name", 0, 1, 1), serving("dataset", 0, 1, 1)
    stated = serving("attested", 1, 1, 1)

    assert moved(compare(serving(), named)[UNION]) == {"matching": (0, 1000, 1000)}
    assert moved(compare(serving(), listed)[UNION]) == {"reference_data": (0, 1000, 1000)}
    assert moved(compare(serving(), listed, same_data=True, same_code=False)[UNION]) == {"program": (0, 1000, 1000)}
    assert moved(compare(named, stated)[UNION]) == {"own_evidence": (1000, 0, 0)}
    assert moved(compare(stated, listed)[UNION]) == {"own_evidence": (-1000, 0, 0)}
    assert moved(compare(named, stated)[PLACES]) == {}


def test_an_instrument_in_a_county_in_need_counts_once():
    """Half of 1,000 serves for certain; then its county meets a definition, so all of it does: 500 more, not 1,000."""

    def judged(outcome, evidence):
        world = quarter().serve("S", "attested", "0.5", "0.5", "0.5").line("S", 100, "10")
        return world.decide("place", "17031", outcome, evidence=evidence).tables()

    split = compare(judged("fail", "{}"), judged("pass", '{"rate":1}'))

    assert moved(split[UNION]) == {"reference_data": (500, 500, 500)}
    assert moved(split[PLACES]) == {"reference_data": (1000, 1000, 1000)}


def test_two_lots_of_which_the_fund_says_different_things_keep_their_cents():
    """300.01 serves and 700.02 does not; both rise by a tenth; then the fund says it of neither."""

    def lots(price, first):
        world = quarter()
        for place in ("17031", "17143", "21067"):
            world.decide("place", place, "fail")
        world.serve("S", "attested", first, first, first).line("S", 30001, price)
        return world.serve("S", "attested", 0, 0, 0).line("S", 70002, price).tables()

    split = compare(lots("0.01", 1), lots("0.011", 0))

    assert split[UNION]["before"] == (Decimal("300.01"),) * 3
    assert best(split[UNION]) == {"prices": Decimal("30.00"), "own_evidence": Decimal("-330.01")}


def test_lines_that_cannot_be_paired_are_no_trades():
    """Two nameless lines without an identifier, numbered in their files: 1,000 gone and 1,300 new, or one."""
    before = quarter().match("line:a.csv:7", "acme").line("line:a.csv:7", 100, "10").tables()
    after = quarter().match("line:b.csv:9", "acme").line("line:b.csv:9", 100, "13").tables()
    chance = quarter().match("line:a.csv:7", "acme").line("line:a.csv:7", 130, "10").tables()

    assert best(compare(before, after)[ILLINOIS]) == {"value_without_quantity": 300}
    assert best(compare(before, chance)[ILLINOIS]) == {"value_without_quantity": 300}


def test_a_line_that_was_worth_nothing_has_no_ratio_of_prices():
    """100 at 0.00 EUR become 100 at 5.00: at one rate it is the price; at two nobody can say which part of the 600."""

    def worth(price, rate):
        return quarter().line("S", 100, price, currency="EUR", rate=rate).tables()

    assert best(compare(worth("0", "1.2"), worth("5", "1.2"))[ILLINOIS]) == {"prices": 600}
    assert best(compare(worth("0", "1.1"), worth("5", "1.2"))[ILLINOIS]) == {"value_without_quantity": 600}


def test_the_sql_says_which_run_it_reads(tmp_path):
    """Steps over each run have names and texts of their own; and files give what tables give."""
    before, after = quarter().line("S", 100, "10").tables(), quarter().line("S", 100, "12").tables()
    for name, table in before.items():
        pq.write_table(table, tmp_path / name)
    files = {name: tmp_path / name for name in before}

    changes, steps = explain(files, after, same_data=True, same_code=True)
    texts = {step.table: step.sql for step in steps}

    assert len(texts) == len(set(texts.values())) == len(steps)
    assert "FROM before_positions AS p" in texts["before_line_positions"]
    assert "FROM after_positions AS p" in texts["after_line_positions"]
    assert changes.equals(explain(before, after, same_data=True, same_code=True)[0])


def test_classes_of_one_fund_have_prices_of_their_own():
    """Class A: 10 units at 5,000 become 12 at 5,500: trades 2 × 5,000, prices 12 × 500; class B is as it was."""

    def of(units, price):
        funds = quarter()
        funds.names = {"A": "Pool A", "B": "Pool B"}
        funds.line("A", units, price, parts={"S": "1"}, fund="pool")
        return funds.line("B", 20, "1250", parts={"S": "1"}, fund="pool").tables()

    causes = moved(compare(of(10, "5000"), of(12, "5500"))["market_value", "both"])

    assert {cause: ends[1] for cause, ends in causes.items()} == {"trades": 10_000, "prices": 6_000}


def test_a_fund_of_two_classes_that_is_opened_is_a_look_through_and_no_trade():
    """Both classes were held before, closed: what they hold is new, and nobody traded."""

    def held(parts):
        funds = quarter()
        funds.names = {"A": "Pool A", "B": "Pool B"}
        funds.line("A", 10, "5000", parts=parts, fund="pool")
        return funds.line("B", 20, "1250", parts=parts, fund="pool").tables()

    causes = moved(compare(held(None), held({"S": "1"}))["in_state", "operations"])

    assert set(causes) == {"look_through"}
