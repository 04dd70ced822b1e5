"""Faults, corrections, totals: what is refused, how it is repaired, and that nothing is lost."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, fields
from decimal import Decimal

import pytest

from screener import ingest
from screener.errors import IntegrityError, ScreenerError
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
    result = desk.lay("h.csv", "cusip,market_value\n037833100,1\n037833100,1\n").declare("h.csv").run()

    assert result.holdings.num_rows == 2


def test_the_same_files_give_the_same_result(desk):
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


def test_a_check_that_cannot_be_carried_out_is_no_pass(checks):
    import pyarrow as pa

    rule = Rule("x", "a", "ExpectColumnValuesToMatchRegex", {"regex": "("})
    with pytest.raises(ScreenerError, match="a check could not be carried out: ExpectColumnValuesToMatchRegex on a"):
        checks.failures(pa.table({"a": ["1"]}), [rule])
