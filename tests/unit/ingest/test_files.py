"""Files as custodians deliver them: every kind is read, or refused with file and line; none changes a value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from screener.errors import InputError

STATEMENT = {
    "cusip": "CUSIP",
    "security_name": "Description",
    "quantity": "Shares",
    "market_value": "Market Value",
    "asset_class": "Asset Type",
}
CLASSES = {"Common Stock": "equity"}
STATEMENT_VALUES = [
    (5, "037833100", Decimal(1000), Decimal("250420.00")),
    (6, "594918104", Decimal(500), Decimal("210750.00")),
    (7, "007903107", Decimal(-200), Decimal("-24158.00")),
    (8, None, None, Decimal("-1500.25")),
    (9, "00287Y109", Decimal(10), None),
]


def rows(result, *names):
    return list(zip(*(result.holdings[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("name", ["statement-utf8-mark.csv", "statement-utf16.csv", "statement-utf16-no-mark.csv"])
def test_a_printed_statement_is_read_to_the_cent_in_any_encoding(desk, name):
    """250,420.00 + 210,750.00 − 24,158.00 − 1,500.25 = 435,511.75, the total the statement prints."""
    result = desk.lay(name).declare(name, STATEMENT, asset_classes=CLASSES, control_total="435511.75", rows=5).run()

    assert rows(result, "source_row", "cusip", "quantity", "market_value") == STATEMENT_VALUES
    assert result.quarantined.num_rows == 0


def test_lines_that_are_no_holdings_are_named_by_line(desk):
    result = (
        desk.lay("statement-utf8-mark.csv").declare("statement-utf8-mark.csv", STATEMENT, asset_classes=CLASSES).run()
    )

    said = [finding.message for finding in result.findings if finding.code == "lines-skipped"]
    assert said == ["7 lines are no holdings: before the table 1–2; blank 3, 10; total 11; text, no holding 12–13."]


def test_a_line_without_a_price_is_kept_and_its_value_is_unknown(desk):
    result = (
        desk.lay("statement-utf8-mark.csv").declare("statement-utf8-mark.csv", STATEMENT, asset_classes=CLASSES).run()
    )

    [unpriced] = [finding for finding in result.findings if finding.code == "unpriced"]
    assert (unpriced.where, unpriced.column) == ("inputs/2024-12-31/statement-utf8-mark.csv:9", "Market Value")


def test_an_encoding_that_had_to_be_inferred_is_reported(desk, codes):
    """Under Windows-1252 the byte E9 is é."""
    columns = {"issuer_name": "Name", "ticker": "Ticker", "market_value": "Value"}
    result = desk.lay("names-windows-1252.csv").declare("names-windows-1252.csv", columns).run()

    assert rows(result, "issuer_name") == [("Nestlé SA",), ("Crédit Agricole",)]
    assert codes(result) == ["encoding-assumed"]


def test_a_byte_without_meaning_is_refused_with_its_line(desk):
    columns = {"issuer_name": "Name", "market_value": "Value"}
    desk.lay("byte-without-meaning.csv").declare("byte-without-meaning.csv", columns)

    with pytest.raises(InputError, match=r"byte-without-meaning\.csv:3: byte 0x81 has no meaning in cp1252"):
        desk.run()


def test_page_headers_and_totals_that_do_not_foot_are_no_holdings(desk):
    """26,291.30 + 98,765.43 + 54,321.00 = 179,377.73 foots; with 9,999.99 − 894.14 it is 188,483.58, not 188,400.00."""
    columns = {"issuer_name": "Account", "quantity": "Par", "market_value": "Market Value"}
    name = "pages-that-do-not-foot.csv"
    result = desk.lay(name).declare(name, columns, asset_class="municipal_debt").run()

    assert rows(result, "source_row", "market_value") == [
        (4, Decimal("26291.30")),
        (5, Decimal("98765.43")),
        (6, Decimal("54321.00")),
        (12, Decimal("9999.99")),
        (13, Decimal("-894.14")),
    ]
    noticed = [(finding.code, finding.where.split(":")[1]) for finding in result.findings if finding.severity != "info"]
    assert noticed == [("identity-missing", "15"), ("total-or-holding", "14")]


def test_a_nameless_last_value_that_may_be_the_total_is_quarantined_and_not_dropped(desk, codes):
    """No sum tells: a line above cannot be read. Dropped, a holding would be lost; counted, a total would be added."""
    content = "ticker,market_value\nA,60\nB,forty\n,100\n"
    result = desk.lay("h.csv", content).declare("h.csv", control_total="100").run()

    assert codes(result) == ["control-total-unverified", "market-value-unreadable", "total-or-holding"]
    assert result.quarantined["market_value"].to_pylist() == [None, None]


def test_once_the_lines_above_are_corrected_a_nameless_sum_is_the_total(desk, codes):
    content = "ticker,market_value\nA,60\nB,40\n,100\n"
    result = desk.lay("h.csv", content).declare("h.csv", control_total="100").run()

    assert codes(result) == ["lines-skipped"]


def test_a_page_header_in_other_words_is_a_header_all_the_same(desk):
    """Nothing is worth "Market Value"."""
    content = "Name,Cupn,Market Value\nA Co,1,10\nSecurity,Coupon,Market Value\nB Co,2,20\n"
    columns = {"issuer_name": "Name", "market_value": "Market Value"}
    result = desk.lay("h.csv", content).declare("h.csv", columns).run()

    assert rows(result, "source_row") == [(2,), (4,)]


def test_a_quoted_cell_may_hold_line_breaks_and_the_line_is_where_it_starts(desk):
    columns = {"issuer_name": "Name", "ticker": "Ticker", "market_value": "Value"}
    result = desk.lay("quoted-line-breaks.tsv").declare("quoted-line-breaks.tsv", columns).run()

    assert rows(result, "source_row", "issuer_name") == [(2, "Alpha Holdings"), (4, 'Beta "B" Co')]
    assert [fault.source_row for fault in result.faults] == [5]


def test_lost_zeros_are_restored_and_what_a_spreadsheet_rounded_is_not(desk):
    columns = {"cusip": "CUSIP", "issuer_name": "Name", "market_value": "Value"}
    result = desk.lay("lost-zeros.csv").declare("lost-zeros.csv", columns).run()

    assert rows(result, "cusip") == [("037833100",), ("007903107",), ("594918104",)]
    assert [(f.code, f.where.split(":")[1]) for f in result.findings] == [
        ("identifier-destroyed", "5"),
        ("cusip-leading-zeros", "2"),
        ("cusip-leading-zeros", "3"),
    ]


def test_an_open_quote_is_refused_with_the_line_it_opens_on(desk):
    desk.lay("h.csv", 'Name,Value\nA,1\n"B,2\nC,3\n').declare("h.csv", {"issuer_name": "Name", "market_value": "Value"})

    with pytest.raises(InputError, match=r"h\.csv:3: the quotes of the record that starts here do not pair up"):
        desk.run()


def workbook(path):
    """Write a sheet as people do: numbers as text, dates of both kinds, an error cell, rows before the header."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.add_worksheet("Notes").write("A1", "nothing here")
        sheet = book.add_worksheet("Positions")
        sheet.write_row(1, 1, ["Cusip", "Name", "Shares", "Value", "As of"])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, [37833100, "APPLE INC", 10.5, 2629.41])
        sheet.write_datetime(2, 5, datetime(2024, 12, 30, tzinfo=UTC).replace(tzinfo=None), day)
        sheet.write_row(3, 1, ["594918104", "MICROSOFT CORP", "1,000", "421,500.00 ", "2024-12-31"])
        sheet.write_row(4, 1, ["007903107", "ADVANCED MICRO DEVICES INC", 3])
        sheet.write_formula(4, 4, "=A1/0", None, "#DIV/0!")
        sheet.write_row(5, 1, ["00287Y109", "ABBVIE INC", 7, -1000000])
    return path


WORKBOOK = {"cusip": "Cusip", "issuer_name": "Name", "quantity": "Shares", "market_value": "Value", "as_of": "As of"}


def test_a_workbook_gives_its_numbers_exactly_and_its_rows_as_the_sheet_counts_them(desk):
    workbook(desk.inputs / "w.xlsx")
    result = desk.declare("w.xlsx", WORKBOOK, sheet="Positions").run()

    assert rows(result, "source_row", "cusip", "quantity", "market_value", "as_of") == [
        (3, "037833100", Decimal("10.5"), Decimal("2629.41"), date(2024, 12, 30)),
        (4, "594918104", Decimal(1000), Decimal("421500.00"), date(2024, 12, 31)),
        (6, "00287Y109", Decimal(7), Decimal(-1000000), date(2024, 12, 31)),
    ]


def test_an_error_in_a_cell_is_a_fault_and_not_an_empty_cell(desk):
    """A spreadsheet reader gives ``#DIV/0!`` as empty; taken so, the line would pass as unpriced."""
    workbook(desk.inputs / "w.xlsx")
    result = desk.declare("w.xlsx", WORKBOOK, sheet="Positions").run()

    assert [(fault.source_row, fault.column, fault.delivered) for fault in result.faults] == [(5, "Value", "#DIV/0!")]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(desk):
    workbook(desk.inputs / "w.xlsx")
    desk.declare("w.xlsx", WORKBOOK, sheet="Position")

    with pytest.raises(InputError, match=r"no sheet 'Position'; it has Notes, Positions; did you mean 'Positions'\?"):
        desk.run()


def test_a_parquet_file_is_numbered_from_one_and_decimals_stay_exact(desk):
    table = pa.table(
        {
            "ticker": ["AAPL", None],
            "issuer_name": ["Apple", "No Ticker Co"],
            "market_value": pa.array([Decimal("90071992547409931.23"), None], pa.decimal128(20, 2)),
        }
    )
    pq.write_table(table, desk.inputs / "p.parquet")
    result = desk.declare("p.parquet").run()

    assert rows(result, "source_row", "ticker", "market_value") == [
        (1, "AAPL", Decimal("90071992547409931.23")),
        (2, None, None),
    ]


def test_a_heading_that_stands_twice_in_a_parquet_file_is_refused(desk):
    table = pa.table([["AAPL"], [1], [2]], names=["ticker", "market_value", "market_value"])
    pq.write_table(table, desk.inputs / "p.parquet")
    desk.declare("p.parquet")

    with pytest.raises(InputError, match="heading 'market_value' twice"):
        desk.run()


def test_a_stray_cell_in_the_last_corner_is_named_and_no_grid_is_made_for_it(desk):
    """16,384 columns of 1,048,576 rows: 17 billion cells, 549 GB."""
    with xlsxwriter.Workbook(str(desk.inputs / "w.xlsx")) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["ticker", "market_value"])
        sheet.write("XFD1048576", "x")
    desk.declare("w.xlsx")

    with pytest.raises(InputError, match="1,048,576 rows and 16,384 columns because of cell XFD1048576"):
        desk.run()


def test_cells_that_are_only_formatted_do_no_harm(desk):
    with xlsxwriter.Workbook(str(desk.inputs / "w.xlsx")) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["ticker", "market_value"])
        sheet.write_row(1, 0, ["AAPL", 1])
        sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))

    assert desk.declare("w.xlsx").run().holdings.num_rows == 1


def sheets(path, **tables):
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


TABLE = [["ticker", "market_value"], ["AAPL", 1]]


def test_a_second_sheet_with_the_same_headings_is_not_left_unread(desk):
    sheets(desk.inputs / "w.xlsx", Equity=TABLE, Bonds=TABLE)
    desk.declare("w.xlsx")

    with pytest.raises(InputError, match=r"more than one sheet with the declared headings: Equity, Bonds"):
        desk.run()


def test_a_table_on_another_sheet_than_the_first_is_pointed_out(desk):
    sheets(desk.inputs / "w.xlsx", Cover=[["Dear client"]], Positions=TABLE)
    desk.declare("w.xlsx")

    with pytest.raises(InputError, match=r"(?s)another sheet than the first.*: Positions.*sheet = \"Positions\""):
        desk.run()


def test_sheets_that_were_not_read_are_listed(desk):
    sheets(desk.inputs / "w.xlsx", Positions=TABLE, Notes=[["Dear client"]])
    [finding] = desk.declare("w.xlsx").run().findings

    assert (finding.code, finding.message) == (
        "sheets-not-read",
        "Only the sheet 'Positions' was read, not 'Notes'; no such table is there.",
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("h.csv", b"", r"h\.csv: the file is empty \(0 bytes\)"),
        ("w.xlsx", b"", r"w\.xlsx: the file is empty \(0 bytes\)"),
        ("w.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "protected by a password, or an old .xls"),
        ("w.xlsx", b"PK\x03\x04 broken off", "no complete .xlsx"),
        ("h.csv", b"PK\x03\x04\x14\x00", "no text but a workbook"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_in_plain_words(desk, name, content, said):
    desk.lay(name, content).declare(name)

    with pytest.raises(InputError, match=said):
        desk.run()


def test_a_long_cell_is_read_and_not_taken_for_an_open_quote(desk):
    """Python's reader gives up at 131,072 characters and says nothing of quotes."""
    note = "x" * 200_000
    content = f'ticker,note,market_value\nAAPL,"{note}",1\nMSFT,,2\n'
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.holdings.num_rows == 2


def test_an_open_quote_in_a_long_file_is_found_where_it_opens(desk):
    lines = "".join(f"T{n},1\n" for n in range(30_000))
    desk.lay("h.csv", 'ticker,market_value\n"A,1\n' + lines).declare("h.csv")

    with pytest.raises(InputError, match=r"h\.csv:2: the quotes of the record that starts here do not pair up"):
        desk.run()


def test_control_characters_reach_no_table(desk):
    content = "ticker,issuer_name,market_value\nAAPL,AP\x00PLE\x07 INC,1\x002\nMSFT,MICRO\x1bSOFT,2\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert rows(result, "issuer_name") == [("MICRO SOFT",)]
    [fault] = result.faults
    assert (fault.delivered, fault.line) == ("1␀2", "AAPL,AP␀PLE␇ INC,1␀2")


def test_a_formula_that_keeps_zeros_is_unwrapped(desk):
    result = desk.lay("h.csv", 'cusip,market_value\n="037833100",1\n').declare("h.csv").run()

    assert rows(result, "cusip") == [("037833100",)]


def test_a_file_that_is_no_workbook_or_parquet_is_refused_by_name(desk):
    desk.lay("w.xlsx", "not a workbook").declare("w.xlsx", WORKBOOK)
    desk.lay("p.parquet", "not parquet").declare("p.parquet")

    with pytest.raises(InputError, match=r"(?s)2 inputs.*w\.xlsx: this is no workbook.*p\.parquet: this is no Parquet"):
        desk.run()


def test_an_empty_file_does_not_pass_unnoticed(desk, codes):
    result = desk.lay("h.csv", "ticker,market_value\n").declare("h.csv").run()

    assert codes(result) == ["input-empty"]


def test_a_company_called_total_is_a_holding(desk):
    content = "ticker,issuer_name,market_value\nTTE,TOTAL SE,100\nAAPL,APPLE INC,50\nTotal,,150\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert rows(result, "issuer_name") == [("TOTAL SE",), ("APPLE INC",)]


def test_a_value_without_any_name_among_holdings_is_quarantined_and_not_taken_for_a_total(desk):
    content = "ticker,issuer_name,market_value\nAAPL,APPLE INC,100\n,,70\nMSFT,MICROSOFT CORP,50\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert result.quarantined["faults"].to_pylist() == ["identity-missing"]
    assert result.quarantined["market_value"].to_pylist() == [Decimal(70)]


def test_rules_of_the_layout_decide_what_ends_the_table_and_what_is_skipped(desk):
    content = "ticker,market_value\nAAPL,1\nMemo line,2\nMSFT,3\nEND OF DATA,\nGOOG,4\n"
    result = desk.lay("h.csv", content).declare("h.csv", skip="^Memo", end_at="^END").run()

    assert rows(result, "ticker") == [("AAPL",), ("MSFT",)]
    assert result.findings[-1].message == "3 lines are no holdings: matches skip 3; after end_at 5–6."


def test_a_declared_header_row_is_used(desk):
    content = "ticker,market_value\nold,1\nticker,market_value\nAAPL,2\n"
    result = desk.lay("h.csv", content).declare("h.csv", header_row=3).run()

    assert rows(result, "ticker") == [("AAPL",)]


def test_fractions_of_a_cent_are_rounded_to_even_and_counted(desk):
    """0.125 → 0.12 and 0.135 → 0.14: −0.005 + 0.005 = 0; 1.001 → 1.00 is −0.001; trailing zeros are no fraction."""
    content = "ticker,market_value\nA,0.125\nB,0.135\nC,1.001\nD,5.50000000\n"
    result = desk.lay("h.csv", content).declare("h.csv").run()

    assert [v for (v,) in rows(result, "market_value")] == [Decimal(t) for t in ("0.12", "0.14", "1.00", "5.50")]
    [rounded] = result.findings
    assert (rounded.code, rounded.rows) == ("value-rounded", 3)
    assert rounded.message == "3 values were rounded half-even to the cent; in all -0.001."
