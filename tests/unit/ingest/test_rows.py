"""Totals, headings and notes told from holdings: nothing is dropped on a guess, and nothing is counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

FUNDS = {"security_name": "Fund", "market_value": "MV"}


def names(result):
    return result.holdings["security_name"].to_pylist()


def test_a_line_that_may_be_a_total_or_a_holding_is_neither_held_nor_dropped(desk, codes):
    """200 is no sum of lines above it: 30 and 60 + 30 = 90."""
    doubtful = {
        "1.csv": "Total Stock Market Index Fund",
        "2.csv": "Total Return Bond Fund",
        "3.csv": "Net Total Return Trust",
        "4.csv": "TOTAL SA",
        "5.csv": "Total International Stock",
        "6.csv": "Domestic Equity Total",
    }
    for file, name in doubtful.items():
        desk.lay(file, f"Fund,MV\nGrowth Fund,60\nIncome Fund,30\n{name},200\n").declare(file, FUNDS)
    result = desk.run()
    faults = {fault.source_file.rpartition("/")[2]: fault for fault in result.faults}

    assert names(result) == ["Growth Fund", "Income Fund"] * len(doubtful)
    assert codes(result) == ["total-or-holding"] * len(doubtful)
    assert len(result.faults) == len(doubtful)
    for file, name in doubtful.items():
        assert faults[file].source_row == 4
        assert faults[file].problem.startswith(f"the line '{name}' may be a total or a holding")
        assert "skip" in faults[file].fix
        assert "keep" in faults[file].fix


def test_a_total_that_repeats_the_line_above_proves_nothing(desk, codes):
    """One line may well be worth what the line above it is: a sum of one line is no proof."""
    content = "T,Fund,MV\nAAPL,APPLE,100\n,TOTAL RETURN BOND FUND,100\n"
    result = desk.lay("h.csv", content).declare("h.csv", {"ticker": "T", **FUNDS}).run()

    assert codes(result) == ["total-or-holding"]


def test_a_labelled_total_is_a_total_if_it_is_the_sum_of_two_lines_or_more(desk, codes):
    """60 + 30 = 90; 5 + 7 = 12; 90 + 12 = 102."""
    content = (
        "Fund,MV\nGrowth Fund,60\nIncome Fund,30\nTotal Equity,90\nBond Fund,5\nLoan Fund,7\nFixed Income Total,12\n"
        "Total of both sections,102\n"
    )
    result = desk.lay("h.csv", content).declare("h.csv", FUNDS, control_total="102").run()

    assert names(result) == ["Growth Fund", "Income Fund", "Bond Fund", "Loan Fund"]
    assert codes(result) == ["lines-skipped"]


def test_a_bare_label_is_a_total_even_where_it_does_not_foot(desk, codes):
    labels = ["Total", "TOTAL:", "Grand total", "Sub-Total", "Total market value", "Total Market Value (USD)", "Totals"]
    for number, label in enumerate(labels):
        desk.lay(f"{number}.csv", f"Fund,MV\nGrowth Fund,60\n{label},61\n").declare(f"{number}.csv", FUNDS)
    result = desk.run()

    assert names(result) == ["Growth Fund"] * len(labels)
    assert codes(result) == ["lines-skipped"] * len(labels) + ["total-unfooted"] * len(labels)


def test_a_total_that_does_not_foot_is_quoted(desk):
    result = desk.lay("h.csv", 'Fund,MV\nGrowth Fund,60\nGrand total,"1,061"\n').declare("h.csv", FUNDS).run()

    [finding] = [finding for finding in result.findings if finding.code == "total-unfooted"]
    assert "'Grand total' states a total of 1,061" in finding.message


def test_keep_makes_a_holding_of_what_looks_like_a_total(desk, codes):
    content = "Fund,MV\nGrowth Fund,60\nTotal Return Bond Fund,300\nTotal,360\n"
    result = desk.lay("h.csv", content).declare("h.csv", FUNDS, keep="^Total Return", control_total="360").run()

    assert names(result) == ["Growth Fund", "Total Return Bond Fund"]
    assert codes(result) == ["lines-skipped"]


def test_skip_makes_a_total_of_what_may_be_a_holding(desk, codes):
    content = "Fund,MV\nGrowth Fund,60\nTotal Other,61\n"
    result = desk.lay("h.csv", content).declare("h.csv", FUNDS, skip="^Total Other$").run()

    assert codes(result) == ["lines-skipped"]


def test_a_doubtful_line_can_be_kept_by_a_correction(desk, codes):
    desk.lay("h.csv", "Fund,MV\nGrowth Fund,60\nTOTAL SA,200\n").declare("h.csv", FUNDS).run()
    head = "source_file,source_row,column,delivered,corrected\n"
    desk.lay("corrections.csv", head + 'inputs/2024-12-31/h.csv,3,(line),"TOTAL SA,200","TOTAL SA,200"\n')
    result = desk.run()

    assert names(result) == ["Growth Fund", "TOTAL SA"]
    assert codes(result) == ["corrected"]


def test_a_doubtful_line_makes_a_control_total_unverified_and_not_wrong(desk, codes):
    """Whether 200 belongs to the sum is not known, so the run goes on and says so."""
    content = "Fund,MV\nGrowth Fund,60\nTOTAL SA,200\n"
    result = desk.lay("h.csv", content).declare("h.csv", FUNDS, control_total="260").run()

    assert codes(result) == ["control-total-unverified", "total-or-holding"]
    assert result.quarantined["market_value"].to_pylist() == [None]


@pytest.mark.parametrize("null", ["n/a", "-", "#N/A", "#REF!"])
def test_an_unpriced_line_after_a_blank_one_does_not_vanish(desk, null):
    content = f"Fund,MV,Note\nGrowth Fund,60,\n,,\nPrivate Equity LP III,{null},unpriced\n"
    result = desk.lay("h.csv", content).declare("h.csv", FUNDS).run()

    assert result.holdings.num_rows + result.quarantined.num_rows == 2


def test_a_rule_that_leaves_out_holdings_is_an_error(desk, codes):
    """``end_at`` meant for totals ends the table at TotalEnergies; 70 + 50 = 120."""
    content = "ticker,security_name,market_value\nAAPL,APPLE,10\nTTE,TOTAL SE ADR,70\nMSFT,MICROSOFT,50\n"
    result = desk.lay("h.csv", content).declare("h.csv", end_at="^(Total|TOTAL)").run()

    [finding] = [finding for finding in result.findings if finding.code == "skipped-holding"]
    assert (finding.severity, finding.rows) == ("error", 2)
    assert "a value, 120.00 in all" in finding.message
    assert "3–4" in finding.message


def test_the_heading_of_a_section_is_no_unpriced_holding(desk, codes):
    content = "cusip,issuer_name,quantity,market_value\nEquities,,,\n037833100,APPLE,1,5\nBonds,,,\n594918104,B,1,6\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.holdings.num_rows == 2
    assert [finding.message for finding in result.findings] == [
        "2 lines are no holdings: heading of a section 2, 4.",
    ]


def test_the_ticker_nan_is_a_ticker(desk):
    """Nuveen New York Quality Municipal Income Fund trades as NAN; data frames write "nan" for nothing."""
    content = "ticker,issuer_name,market_value\nNAN,Nuveen NY,5\nnan,No ticker,6\nNaN,No ticker,7\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.holdings["ticker"].to_pylist() == ["NAN", None, None]


def test_a_line_with_the_ticker_nan_and_nothing_else_is_held(desk):
    result = desk.lay("h.csv", "ticker,market_value\nNAN,5\n").declare("h.csv").run()

    assert result.holdings["market_value"].to_pylist() == [Decimal(5)]


def test_an_unpriced_line_proves_no_total(desk, codes):
    """APPLE 100 and an unpriced MSFT above "TOTAL RETURN BOND FUND 100": one priced line is no proof of a sum."""
    content = (
        "ticker,security_name,market_value\nAAPL,APPLE,100\nMSFT,MSFT,-\n,TOTAL RETURN BOND FUND,100\nTSLA,TSLA,7\n"
    )
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert "total-or-holding" in codes(result)
    assert result.quarantined.num_rows == 1


def test_a_named_line_with_an_unreadable_amount_at_the_end_is_no_footnote(desk, codes):
    """After a blank line, `CASH EUR "1.234,56"` and `MARGIN ACCOUNT 5.00CR` are lines with a fault, not text."""
    content = 'ticker,security_name,market_value\nAAPL,APPLE,100\n\n,CASH EUR,"1.234,56"\n,MARGIN ACCOUNT,5.00CR\n'
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.quarantined["source_row"].to_pylist() == [4, 5]
    assert "market-value-unreadable" in codes(result)


def test_funds_below_a_fund_taken_for_the_end_are_noticed(desk, codes):
    """``end_at`` stops at a fund; with names alone the rest of the table still looks like holdings: 500 + 200."""
    content = "security_name,market_value\nApple,100\nTotal Stock Market Index Fund,500\nMicrosoft,200\nTotal,800\n"
    result = desk.lay("h.csv", content).declare("h.csv", end_at="^Total").run()

    [finding] = [finding for finding in result.findings if finding.code == "skipped-holding"]
    assert "700.00 in all" in finding.message


def test_fund_shares_with_three_decimals_are_quantities(desk):
    """123.456 shares beside a plain value is no doubt about thousands."""
    content = "ticker,market_value,quantity\nAAPL,100.00,123.456\nMSFT,200.00,45.678\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.quarantined.num_rows == 0
