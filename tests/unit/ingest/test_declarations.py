"""What ``portfolio.toml`` declares: paths, columns, layouts, dates, rates, databases."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

import pytest

from screener.errors import InputError, SourceError

HOLDING = "ticker,market_value\nAAPL,100\n"


def test_a_column_that_is_nearly_there_gets_a_suggestion_with_the_line_to_edit(desk):
    desk.lay("h.csv", "CUSIP,Market Value\n037833100,1\n")
    desk.declare("h.csv", {"cusip": "CUSIP", "market_value": "Markt Value", "quantity": "Shares"})

    with pytest.raises(InputError) as error:
        desk.run()
    text = str(error.value)
    assert (
        "portfolios/test/portfolio.toml:10: column 'Markt Value' (market_value) is not in inputs/2024-12-31/h.csv; "
        "did you mean 'Market Value'?; it has 'CUSIP', 'Market Value'"
    ) in text
    assert 'Try: set columns.market_value = "Market Value"' in text
    assert "portfolio.toml:11: column 'Shares' (quantity)" in text


def test_headings_are_compared_without_case_and_outer_space(desk):
    desk.lay("h.csv", " Cusip ,MARKET  VALUE\n037833100,1\n")
    result = desk.declare("h.csv", {"cusip": "CUSIP", "market_value": "Market Value"}).run()

    assert result.holdings["cusip"].to_pylist() == ["037833100"]


def test_a_heading_that_stands_twice_is_refused(desk):
    desk.lay("h.csv", "T,Value,Value\nAAPL,1,2\n").declare("h.csv", {"ticker": "T", "market_value": "Value"})

    with pytest.raises(InputError, match="heading 'Value' twice"):
        desk.run()


def test_the_second_of_two_equal_headings_can_be_named(desk):
    desk.lay("h.csv", "T,Value,Value\nAAPL,1,2\n").declare("h.csv", {"ticker": "T", "market_value": "Value (2)"})

    assert desk.run().holdings["market_value"].to_pylist() == [Decimal(2)]


def test_unknown_columns_and_classes_are_refused_all_at_once(desk):
    desk.lay("h.csv", HOLDING)
    desk.declare("h.csv", {"tickr": "ticker", "market_value": "market_value"}, asset_class="equities")
    desk.head += '[expect]\nunique = [["acount", "cusip"]]\n'

    with pytest.raises(InputError) as error:
        desk.run()
    assert all(f"did you mean '{name}'?" in str(error.value) for name in ("ticker", "equity", "account"))


def test_every_missing_file_is_named_with_what_lies_there_instead(desk):
    desk.lay("holdings-q4.csv", HOLDING)
    desk.declare("holding-q4.csv").declare("*.xlsx", reader="xlsx")

    with pytest.raises(InputError) as error:
        desk.run()
    assert "holds holdings-q4.csv; did you mean 'holdings-q4.csv'?" in str(error.value)
    assert "there is no file inputs/2024-12-31/*.xlsx" in str(error.value)


def test_wildcards_read_every_file_in_order_of_name(desk):
    desk.lay("b.csv", HOLDING).lay("a.csv", HOLDING).lay("~$a.csv", "lock").declare("*.csv", reader="csv")

    assert [file.path for file in desk.run().inputs] == ["inputs/2024-12-31/a.csv", "inputs/2024-12-31/b.csv"]


def test_one_file_cannot_be_read_by_two_inputs(desk):
    desk.lay("a.csv", HOLDING).declare("a.csv").declare("*.csv", reader="csv")

    with pytest.raises(InputError, match=r"read by input 'a\.csv' and by input '\*\.csv'"):
        desk.run()


def test_an_absolute_path_is_refused(desk):
    desk.declare("h", path="/h.csv")

    with pytest.raises(InputError, match="is absolute"):
        desk.run()


def test_a_new_quarter_needs_nothing_but_new_files(desk):
    desk.lay("h.csv", HOLDING).declare("h.csv")
    later = desk.folder / "inputs" / "2025-03-31"
    later.mkdir()
    (later / "h.csv").write_text("ticker,market_value\nAAPL,120\n")

    assert desk.run(date(2025, 3, 31)).holdings["market_value"].to_pylist() == [Decimal(120)]


def test_a_layout_is_shared_by_accounts(desk):
    layouts = desk.root / "portfolios" / "layouts"
    layouts.mkdir()
    (layouts / "house.toml").write_text('asset_class = "equity"\n[columns]\nticker = "Sym"\nmarket_value = "MV"\n')
    desk.lay("a.csv", "Sym,MV\nAAPL,1\n").lay("b.csv", "Sym,MV\nMSFT,2\n")
    result = desk.declare("a.csv", layout="house", account="One").declare("b.csv", layout="house", account="Two").run()

    assert result.holdings["account"].to_pylist() == ["One", "Two"]


def test_a_file_without_a_date_of_its_own_takes_that_of_its_input(desk):
    desk.lay("h.csv", HOLDING).declare("h.csv")
    desk.tables[0] += "as_of = 2024-11-30\n"

    assert desk.run().holdings["as_of"].to_pylist() == [date(2024, 11, 30)]


def test_old_data_and_data_from_the_future_are_used_and_said(desk, codes):
    """2024-09-21 is 101 days before 2024-12-31: 9 + 31 + 30 + 31."""
    desk.lay("a.csv", "ticker,market_value,as_of\nA,1,2024-09-21\n").declare("a.csv")
    desk.lay("b.csv", "ticker,market_value,as_of\nB,1,2025-01-01\n").declare("b.csv")
    desk.lay("c.csv", "ticker,market_value,as_of\nC,1,2024-09-22\n").declare("c.csv")
    result = desk.run()

    assert codes(result) == ["input-after-date", "stale-input"]
    assert result.holdings.num_rows == 3


def test_foreign_currency_is_converted_at_the_declared_rate_nearest_in_date(desk):
    """100.10 EUR × 1.0355 = 103.65355 → 103.65; the rate of 30 December is nearer to 31 December than that of 24."""
    desk.head += '[[fx]]\ncurrency = "EUR"\nrate = "1.0400"\ndate = 2024-12-24\nsource = "ECB"\n'
    desk.head += '[[fx]]\ncurrency = "EUR"\nrate = "1.0355"\ndate = 2024-12-30\nsource = "ECB"\n'
    desk.lay("h.csv", "ticker,currency,market_value\nSAP,EUR,€100.10\nAAPL,USD,1\n")
    table = desk.declare("h.csv").run().holdings

    assert table["market_value"].to_pylist() == [Decimal("103.65"), Decimal("1.00")]
    assert table["local_value"].to_pylist() == [Decimal("100.10"), Decimal("1.00")]
    assert table["fx_rate"].to_pylist() == [1.0355, 1.0]


@pytest.mark.parametrize(("day", "kept"), [("2024-12-24", 1), ("2024-12-23", 0), ("2025-01-07", 1), ("2025-01-08", 0)])
def test_a_rate_more_than_a_week_away_is_refused(desk, day, kept):
    desk.head += f'[[fx]]\ncurrency = "EUR"\nrate = "1.04"\ndate = {day}\nsource = "ECB"\n'
    result = desk.lay("h.csv", "ticker,currency,market_value\nSAP,EUR,100\n").declare("h.csv").run()

    assert (result.holdings.num_rows, result.quarantined.num_rows) == (kept, 1 - kept)


def test_a_file_that_gives_both_values_keeps_both(desk):
    columns = {"ticker": "T", "currency": "Cur", "local_value": "Local", "market_value": "Base"}
    desk.lay("h.csv", "T,Cur,Local,Base\nSAP,EUR,100,104\n").declare("h.csv", columns)
    table = desk.run().holdings

    assert (table["local_value"][0].as_py(), table["market_value"][0].as_py()) == (Decimal(100), Decimal(104))


def test_a_declared_scale_applies_to_any_file(desk):
    desk.lay("h.csv", "ticker,market_value\nA,1.5\n").declare("h.csv", value_scale=1000, control_total="1500")

    assert desk.run().holdings["market_value"].to_pylist() == [Decimal(1500)]


def _database(desk):
    with sqlite3.connect(desk.folder / "books.db") as connection:
        connection.execute("create table lots (ticker text, value real, day text)")
        connection.executemany(
            "insert into lots values (?, ?, ?)",
            [("AAPL", 100.1, "2024-12-31"), ("OLD", 5, "2024-09-30"), (None, 7, "2024-12-31")],
        )
    connection.close()


QUERY = "select ticker, value as market_value from lots where day = :as_of order by rowid"


def test_a_query_is_asked_for_the_date_of_the_run(desk):
    _database(desk)
    result = desk.declare("books", path=None, url="sqlite:///books.db", query=QUERY).run()

    assert result.holdings["market_value"].to_pylist() == [Decimal("100.10")]
    assert [(f.source_file, f.source_row, f.rule) for f in result.faults] == [("sql:books", 2, "identity-missing")]


def test_the_url_of_a_database_may_come_from_the_environment(desk, monkeypatch):
    _database(desk)
    monkeypatch.setenv("BOOKS", "books.db")
    result = desk.declare("books", path=None, url="sqlite:///${BOOKS}", query=QUERY).run()

    assert result.holdings.num_rows == 1


def test_an_environment_variable_that_is_not_set_is_named(desk):
    desk.declare("books", path=None, url="sqlite:///${NOT_SET_HERE}", query=QUERY)

    with pytest.raises(InputError, match="needs the environment variable NOT_SET_HERE"):
        desk.run()


def test_a_query_that_is_refused_is_wrong_input(desk):
    """Asking again does not help: exit code 2, not 3."""
    _database(desk)
    desk.declare("books", path=None, url="sqlite:///books.db", query="select * from no_such_table")

    with pytest.raises(InputError, match="refuses the query: no such table"):
        desk.run()


def test_a_statement_that_would_write_is_refused(desk):
    _database(desk)
    desk.declare("books", path=None, url="sqlite:///books.db", query="delete from lots")

    with pytest.raises(InputError, match="readonly"):
        desk.run()


def test_a_database_that_cannot_answer_is_no_empty_answer(desk):
    (desk.folder / "books.db").write_text("no database, but long enough to be taken for one" * 20)
    desk.declare("books", path=None, url="sqlite:///books.db", query="select * from lots")

    with pytest.raises(SourceError, match="the database could not answer"):
        desk.run()


def test_a_driver_that_is_not_installed_is_named(desk):
    desk.declare("books", path=None, url="mysql+pymysql://host/db", query="select 1")

    with pytest.raises(
        InputError, match=r"(?s)the driver pymysql of the database is not installed.*pip install pymysql"
    ):
        desk.run()


def test_a_heading_that_stands_twice_in_the_answer_to_a_query_is_refused(desk):
    """Taken silently, the last of the two columns would be the market value."""
    _database(desk)
    query = "select ticker, value as market_value, 0 as market_value from lots"
    desk.declare("books", path=None, url="sqlite:///books.db", query=query)

    with pytest.raises(InputError, match="heading 'market_value' twice"):
        desk.run()


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "inputs/../../other/h.csv"])
def test_a_path_that_leaves_the_portfolio_is_refused_unread(desk, path):
    desk.declare("h", path=path, reader="csv")

    with pytest.raises(InputError, match=r"portfolio\.toml:6: path '.*' leads out of the portfolio's folder"):
        desk.run()


def test_a_link_that_leaves_the_portfolio_is_refused_unread(desk):
    (desk.root / "secret.csv").write_text(HOLDING)
    (desk.inputs / "h.csv").symlink_to(desk.root / "secret.csv")
    desk.declare("*.csv", reader="csv")

    with pytest.raises(InputError, match=r"'inputs/2024-12-31/h\.csv' leads out"):
        desk.run()


def test_a_folder_in_place_of_a_file_is_named_as_one(desk):
    (desk.inputs / "h.csv").mkdir()
    desk.declare("h.csv")

    with pytest.raises(InputError, match=r"h\.csv is a folder, not a file"):
        desk.run()


def test_a_file_that_no_input_reads_is_noticed(desk):
    desk.lay("h.csv", HOLDING).lay("holdings-b.csv", HOLDING).lay("corrections.csv", "").declare("h.csv")
    (desk.inputs / "corrections.csv").unlink()
    [finding] = desk.run().findings

    assert (finding.code, finding.where) == ("file-not-read", "inputs/2024-12-31/holdings-b.csv")
    assert "the nearest path is 'inputs/2024-12-31/h.csv'" in finding.message


def test_a_suffix_in_capitals_fits_a_wildcard(desk):
    result = desk.lay("H.CSV", HOLDING).declare("*.csv").run()

    assert result.holdings.num_rows == 1


def test_what_means_nothing_is_reported_in_the_same_order_every_time(desk):
    desk.lay("h.csv", HOLDING).declare("h.csv")
    desk.head += '[expect]\nunique = [["zeta", "acount"], ["mu"]]\n'

    with pytest.raises(InputError) as error:
        desk.run()
    assert [line.split("'")[1] for line in str(error.value).splitlines() if "is not a column" in line] == [
        "acount",
        "mu",
        "zeta",
    ]


def test_a_currency_that_is_none_is_refused_with_its_line(desk):
    desk.lay("h.csv", HOLDING).declare("h.csv", currency="EURO")

    with pytest.raises(InputError, match=r"portfolio\.toml:8: 'EURO' is no ISO 4217 currency code"):
        desk.run()


def test_an_input_that_names_no_security_is_refused(desk):
    desk.lay("h.csv", "T,Value\nAAPL,1\n").declare("h.csv", {"market_value": "Value"})

    with pytest.raises(InputError, match="does not say which column identifies or names the security"):
        desk.run()


def test_columns_for_a_filing_are_refused_with_their_line(desk):
    desk.lay("13f-in-thousands.xml").declare("13f-in-thousands.xml", {"cusip": "sedol"}, reader="sec-13f")

    with pytest.raises(InputError, match=r"portfolio\.toml:10: the columns of a filing are fixed"):
        desk.run()


def test_a_missing_database_is_not_created(desk):
    desk.declare("books", path=None, url="sqlite:///none.db", query=QUERY)

    with pytest.raises(InputError, match=r"there is no database none\.db"):
        desk.run()
    assert not (desk.folder / "none.db").exists()
