"""Faults, corrections, totals: what is refused, how it is repaired, and that nothing is lost."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, fields
from decimal import Decimal

import pytest

from screener import ingest
from screener.errors import InputError, IntegrityError, ScreenerError
from screener.ingest.rules import Rule

FAULTY = {
    "security_name": "Security",
    "cusip": "CUSIP",
    "quantity": "Shares",
    "market_value": "Value",
    "asset_class": "Class",
    "state": "State",
    "currency": "Currency",
    "as_of": "Date",
}
NAME = "every-fault.csv"


def faulty(desk):
    return desk.lay(NAME).declare(NAME, FAULTY)


def test_every_fault_of_every_line_is_reported_at_once(desk):
    result = faulty(desk).run()

    assert [(fault.source_row, fault.column, fault.delivered, fault.rule) for fault in result.faults] == [
        (2, "Value", "1.234,56", "market-value-unreadable"),
        (3, "Shares", "ten", "quantity-unreadable"),
        (3, "Date", "31/12/2024", "date-unreadable"),
        (3, "Class", "widgets", "asset-class-unknown"),
        (3, "Currency", "DOLLARS", "currency-unknown"),
        (3, "State", "Ontario", "state-unknown"),
        (4, "CUSIP", "", "identity-missing"),
        (5, "Currency", "EUR", "fx-rate-missing"),
        (6, "(line)", "Delta, Co,00287Y109,1,400.00,equity,IL,USD,2024-12-31", "line-malformed"),
    ]


def test_each_faulty_cell_is_a_finding_with_place_value_and_fix(desk):
    result = faulty(desk).run()

    errors = [finding for finding in result.findings if finding.severity == "error"]
    assert len(errors) == len(result.faults)
    assert all(finding.where.startswith(f"inputs/2024-12-31/{NAME}:") and finding.hint for finding in errors)


def test_only_the_line_without_fault_is_screened(desk):
    result = faulty(desk).run()

    assert result.holdings["source_row"].to_pylist() == [7]
    assert result.quarantined["source_row"].to_pylist() == [2, 3, 4, 5, 6]


def test_a_quarantined_line_keeps_its_cells_as_delivered(desk):
    result = faulty(desk).run()

    line = json.loads(result.quarantined["delivered"][0].as_py())
    assert (line["Security"], line["Value"]) == ("Alpha Co", "1.234,56")


def test_a_wrong_check_digit_is_no_fault(desk):
    """037833101 is Apple's CUSIP with a wrong check digit; a later stage sets it aside."""
    result = desk.lay("h.csv", "cusip,market_value\n037833101,1\n").declare("h.csv").run()

    assert result.holdings["cusip"].to_pylist() == ["037833101"]


def test_a_line_without_class_is_unknown_and_not_guessed(desk):
    table = desk.lay("h.csv", "ticker,market_value\nAAPL,1\n").declare("h.csv").run().holdings

    assert (table["asset_class"][0].as_py(), table["asset_class_basis"][0].as_py()) == ("unknown", "not stated")


def correct(desk, result, answers):
    """Save quarantine.csv as corrections.csv with some cells filled in, as a clerk would."""
    columns = [field.name for field in fields(ingest.Fault)]
    with (desk.inputs / "corrections.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*columns, "by", "reason"])
        writer.writeheader()
        for fault in result.faults:
            row = asdict(fault) | {"corrected": answers.get((fault.source_row, fault.column), ""), "by": "A. Clerk"}
            writer.writerow(row)


ANSWERS = {
    (2, "Value"): "1234.56",
    (3, "Shares"): "10",
    (3, "Date"): "2024-12-31",
    (3, "Class"): "equity",
    (3, "Currency"): "USD",
    (3, "State"): "(empty)",
    (4, "CUSIP"): "037833100",
    (5, "Currency"): "USD",
    (6, "(line)"): '"Delta, Co",00287Y109,1,400.00,equity,IL,USD,2024-12-31',
}


def test_a_quarantine_filled_in_and_saved_as_corrections_clears_every_line(desk, codes):
    """1,234.56 + 100 + 200 + 300 + 400 + 500 = 2,734.56."""
    correct(desk, faulty(desk).run(), ANSWERS)
    desk.tables[0] = desk.tables[0].replace("[input.columns]", 'control_total = "2734.56"\n[input.columns]')
    result = desk.run()

    assert result.quarantined.num_rows == 0
    assert result.holdings["source_row"].to_pylist() == [2, 3, 4, 5, 6, 7]
    assert codes(result) == ["corrected"] * 9


def test_a_correction_names_itself_in_the_finding(desk):
    correct(desk, faulty(desk).run(), {(2, "Value"): "1234.56"})
    [corrected] = [finding for finding in desk.run().findings if finding.code == "corrected"]

    assert corrected.where == f"inputs/2024-12-31/{NAME}:2"
    assert corrected.message == "Replaced by '1234.56' as inputs/2024-12-31/corrections.csv:2 says (by A. Clerk)."


def test_a_correction_whose_cell_has_changed_is_not_applied(desk):
    correct(desk, faulty(desk).run(), {(2, "Value"): "1234.56"})
    path = desk.inputs / NAME
    path.write_text(path.read_text().replace('"1.234,56"', "9.99"))
    result = desk.run()

    [stale] = [finding for finding in result.findings if finding.code == "correction-stale"]
    assert "the cell now reads '9.99'" in stale.message
    assert Decimal("9.99") in result.holdings["market_value"].to_pylist()


def test_corrections_are_an_input_of_the_run_and_never_read_as_holdings(desk):
    correct(desk, faulty(desk).run(), ANSWERS)
    desk.tables[0] = desk.tables[0].replace(f"/{NAME}'", "/*.csv'").replace("account", "reader = 'csv'\naccount")
    result = desk.run()

    assert [(file.reader, file.path) for file in result.inputs] == [
        ("csv", f"inputs/2024-12-31/{NAME}"),
        ("corrections", "inputs/2024-12-31/corrections.csv"),
    ]


def test_a_wrong_control_total_stops_the_run_and_every_wrong_one_is_listed(desk):
    desk.head += '[expect]\nmarket_value = "250.00"\n'
    desk.lay("a.csv", "ticker,market_value\nA,100.00\n").declare("a.csv", control_total="100.01")
    desk.lay("b.csv", "ticker,market_value\nB,100.00\n").declare("b.csv", control_total="100.00")

    with pytest.raises(IntegrityError) as error:
        desk.run()
    assert error.value.exit_code == 4
    file = "portfolios/test/portfolio.toml"
    assert str(error.value).splitlines()[:3] == [
        "2 control totals do not agree",
        f"  {file}:10: input 'a.csv' declares USD 100.01; 1 line comes to 100.00; the difference is -0.01",
        f"  {file}: the portfolio declares USD 250.00; 2 lines add up to 200.00; the difference is -50.00",
    ]


def test_a_control_total_counts_quarantined_lines_too(desk):
    content = "ticker,state,market_value\nA,IL,60\nB,Nowhere,40\n"
    result = desk.lay("h.csv", content).declare("h.csv", control_total="100").run()

    assert (result.holdings.num_rows, result.quarantined["market_value"].to_pylist()) == (1, [Decimal(40)])


def test_a_total_that_cannot_be_checked_is_an_error_finding_and_no_pass(desk, codes):
    content = "ticker,market_value\nA,60\nB,forty\n"
    result = desk.lay("h.csv", content).declare("h.csv", control_total="100").run()

    assert codes(result) == ["control-total-unverified", "market-value-unreadable"]


def test_a_custodians_total_of_unrounded_values_agrees(desk):
    """0.004 × 3 = 0.012 → 0.01 as the custodian prints it, though each line rounds to 0.00."""
    content = "ticker,market_value\nA,0.004\nB,0.004\nC,0.004\n"
    result = desk.lay("h.csv", content).declare("h.csv", control_total="0.01").run()

    assert sum(result.holdings["market_value"].to_pylist()) == 0


def test_a_missing_line_is_noticed_by_number(desk):
    [finding] = desk.lay("h.csv", "ticker,market_value\nA,1\n").declare("h.csv", rows=2).run().findings

    assert (finding.code, finding.message) == ("row-count-mismatch", "Input 'h.csv' declares 2 lines; 1 is delivered.")


def test_repeats_of_a_declared_key_are_quarantined_and_the_first_is_kept(desk):
    desk.head += '[expect]\nunique = [["account", "cusip"]]\n'
    content = "cusip,issuer_name,market_value\n037833100,A,1\n594918104,B,2\n037833100,A,3\nN/A,C,4\nN/A,C,5\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert [(fault.source_row, fault.rule) for fault in result.faults] == [(4, "duplicate-key")]


def test_repeats_of_a_security_are_legitimate_where_no_key_is_declared(desk):
    result = desk.lay("h.csv", "cusip,market_value\n037833100,1\n037833100,2\n").declare("h.csv").run()

    assert (result.holdings.num_rows, result.findings) == (2, [])


def test_lines_that_repeat_another_in_every_cell_are_holdings_and_are_said(desk):
    """Lines 4 and 5 are line 2 again, with 3.50 each; line 3 differs in its value."""
    content = "cusip,market_value\n037833100,3.50\n037833100,1\n037833100,3.50\n037833100,3.50\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()
    (finding,) = result.findings

    assert result.holdings.num_rows == 4
    assert (finding.code, finding.severity, finding.where) == ("lines-repeated", "info", "inputs/2024-12-31/h.csv:4")
    assert (finding.rows, finding.market_value) == (2, Decimal("7.00"))


def test_a_repeat_that_is_quarantined_is_not_said_to_be_a_holding(desk, codes):
    """The portfolio's own key refuses it."""
    desk.head += '[expect]\nunique = [["account", "cusip"]]\n'
    result = desk.lay("h.csv", "cusip,market_value\n037833100,1\n037833100,1\n").declare("h.csv").run()

    assert codes(result) == ["duplicate-key"]


def test_amounts_that_are_too_large_are_faults_and_no_crash(desk):
    """The tables hold 18 digits before the point; 2e15 thousands are 19."""
    content = "ticker,quantity,market_value\nA,1,1234567890123456789012\nB,1234567890123456789012,1\n"
    desk.lay("h.csv", content).declare("h.csv")
    desk.lay("k.csv", "ticker,market_value\nC,2000000000000000\n").declare("k.csv", value_scale=1000)
    result = desk.run()

    assert [(fault.rule, fault.delivered) for fault in result.faults] == [
        ("market-value-unreadable", "1234567890123456789012"),
        ("quantity-unreadable", "1234567890123456789012"),
        ("market-value-unreadable", "2000000000000000"),
    ]
    assert all("too large" in fault.problem for fault in result.faults)


def test_a_value_that_its_exchange_rate_makes_too_large_is_a_fault(desk):
    desk.head += '[[fx]]\ncurrency = "EUR"\nrate = "1000"\ndate = 2024-12-31\nsource = "none"\n'
    desk.lay("h.csv", "ticker,currency,market_value\nA,EUR,2000000000000000\nB,EUR,5\n").declare("h.csv")
    result = desk.run()

    assert [fault.rule for fault in result.faults] == ["market-value-unreadable"]
    assert result.holdings["market_value"].to_pylist() == [Decimal(5000)]


def test_a_problem_begins_with_a_word(desk):
    """A cell that begins with a quote or a sign is guarded against spreadsheets, and would read doubled."""
    result = faulty(desk).run()

    assert [fault.problem for fault in result.faults if not fault.problem.startswith("the ")] == []
    assert result.faults[0].problem == "the amount '1.234,56' cannot be read"


def test_a_foreign_sign_is_named(desk):
    [fault] = desk.lay("h.csv", "ticker,market_value\nA,€9.00\n").declare("h.csv").run().faults

    assert fault.problem == "the amount '€9.00' is in EUR; the line is in USD"


def test_european_thousands_are_quarantined_and_not_divided_by_a_thousand(desk):
    content = 'ticker,market_value\nA,1.234\nB,12.500\nC,"1.234,56"\nD,7\n'
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.holdings["ticker"].to_pylist() == ["D"]
    assert result.faults[0].problem == "the amount '1.234' may have a decimal point or a separator of thousands"


def test_european_amounts_are_read_where_the_decimal_sign_is_declared(desk):
    """1,234 + 12,500 + 1,234.56 = 14,968.56."""
    content = 'ticker,market_value\nA,1.234\nB,12.500\nC,"1.234,56"\nTotal,"14.968,56"\n'
    result = desk.lay("h.csv", content).declare("h.csv", decimal=",", control_total="14968.56").run()

    assert result.holdings.num_rows == 3


def test_a_dash_for_one_of_two_values_leaves_the_control_total_verifiable(desk, codes):
    columns = {"ticker": "T", "local_value": "Local", "market_value": "Base"}
    desk.lay("h.csv", "T,Local,Base\nA,100,100\nB,-,5\n").declare("h.csv", columns, control_total="100")

    assert codes(desk.run()) == []


def test_an_unknown_word_is_one_finding_and_a_fault_a_line(desk):
    content = "ticker,asset_class,market_value\nA,Widgets,1\nB,Widgets,2\nC,Gadgets,4\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert len(result.faults) == 3
    assert [(finding.value, finding.rows, finding.market_value) for finding in result.findings] == [
        ("Widgets", 2, Decimal(3)),
        ("Gadgets", 1, Decimal(4)),
    ]


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("Common Stock", "equity"),
        ("Exchange-Traded Fund", "fund"),
        ("U.S. TREASURY", "treasury"),
        ("Municipal Bonds", "municipal_debt"),
        ("CMO", "structured_debt"),
        ("Cash & Equivalents", "cash"),
        ("FX Forward", "fx_derivative"),
    ],
)
def test_usual_words_for_asset_classes_need_no_map(desk, word, ours):
    result = desk.lay("h.csv", f"ticker,asset_class,market_value\nA,{word},1\n").declare("h.csv").run()

    assert result.holdings["asset_class"].to_pylist() == [ours]


CORRECTIONS = "source_file,source_row,column,delivered,corrected\n"


@pytest.mark.parametrize("number", ["²", "1" * 5000, "-1", "two"])
def test_a_source_row_that_is_no_number_is_refused_with_its_line(desk, number):
    faulty(desk).lay("corrections.csv", f"{CORRECTIONS}inputs/2024-12-31/{NAME},{number},Value,1,2\n")

    with pytest.raises(InputError, match=r"corrections\.csv:2: source_row '.*' is no line number"):
        desk.run()


def test_an_empty_correction_of_a_whole_line_is_not_applied(desk, codes):
    line = "Delta, Co,00287Y109,1,400.00,equity,IL,USD,2024-12-31"
    faulty(desk).lay("corrections.csv", f'{CORRECTIONS}inputs/2024-12-31/{NAME},6,(line),"{line}",(empty)\n')

    assert "correction-stale" in codes(desk.run())


def test_corrections_saved_with_semicolons_are_read(desk, codes):
    """A spreadsheet in much of Europe saves CSV so."""
    row = f"inputs/2024-12-31/{NAME};2;Value;1.234,56;1234.56\n"
    faulty(desk).lay("corrections.csv", CORRECTIONS.replace(",", ";") + row)

    assert "corrected" in codes(desk.run())


def test_the_same_files_give_the_same_result(desk, bare_checks):
    """The checks among what is done twice: they are asked anew."""
    desk.checks = bare_checks
    first, second = faulty(desk).run(), desk.run()

    assert first.holdings.equals(second.holdings)
    assert first.quarantined.equals(second.quarantined)
    assert (first.findings, first.inputs, first.faults) == (second.findings, second.inputs, second.faults)


def test_a_checking_process_that_dies_stops_the_run(desk):
    desk.lay("h.csv", "ticker,market_value\nA,1\n").declare("h.csv")
    with ingest.start_checks() as dying:
        dying._process.kill()
        desk.checks = dying
        with pytest.raises(ScreenerError, match=r"the process that checks the delivered lines ended: exit code -9"):
            desk.run()


def test_a_check_that_cannot_be_carried_out_is_no_pass(bare_checks):
    import pyarrow as pa

    rule = Rule("x", "a", "ExpectColumnValuesToMatchRegex", {"regex": "("})
    with pytest.raises(ScreenerError, match="a check could not be carried out: ExpectColumnValuesToMatchRegex on a"):
        bare_checks.failures(pa.table({"a": ["1"]}), [rule])


def test_a_correction_with_a_cell_too_many_is_refused(desk):
    """One unquoted delimiter shifts all after it: the fix's own words would land in the corrected column."""
    heading = "source_file,source_row,column,delivered,corrected\n"
    line = "inputs/2024-12-31/h.csv,2,cusip,3.78E+08,rounded; its digits,037833100\n"
    desk.lay("h.csv", "ticker,market_value\nAAPL,10\n").lay("corrections.csv", heading + line)

    with pytest.raises(InputError, match=r"corrections\.csv:2: the line has 6 cells, the header 5"):
        desk.declare("h.csv").run()


def test_a_folder_in_place_of_the_corrections_is_said(desk):
    """Ignoring it would ignore what a person decided."""
    desk.lay("h.csv", "ticker,market_value\nAAPL,10\n")
    (desk.inputs / "corrections.csv").mkdir()

    with pytest.raises(InputError, match="this is a folder"):
        desk.declare("h.csv").run()
