"""The files of funds pass the same door as the portfolio's own, and are no holdings themselves. All are constructed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from screener.errors import InputError, IntegrityError
from screener.workspace import sha256_of

COLUMNS = {"cusip": "CUSIP", "market_value": "Value"}
OWN = "CUSIP,Value\n99POOL123,1000.00\n"
HELD = "CUSIP,Value\n037833100,600.00\n92826C839,400.00\n"
NPORT = """<?xml version="1.0" encoding="UTF-8"?>
<edgarSubmission xmlns="http://www.sec.gov/edgar/nport"><formData>
<genInfo><regName>Example Trust</regName><seriesName>{name}</seriesName><repPdDate>2024-09-30</repPdDate></genInfo>
<fundInfo><totAssets>2100.00</totAssets><netAssets>{net}</netAssets></fundInfo>
<invstOrSecs><invstOrSec><name>Apple Inc.</name><title>Apple Inc.</title><cusip>037833100</cusip>
<balance>1</balance><units>NS</units><curCd>USD</curCd><valUSD>1500.00</valUSD><assetCat>EC</assetCat>
<issuerCat>CORP</issuerCat><invCountry>US</invCountry></invstOrSec></invstOrSecs>
</formData></edgarSubmission>
"""


@pytest.fixture
def pool(desk):
    """Return a function: content of the fund's file and keys → what the door makes of a portfolio that holds it."""

    def run(content=HELD, name="pool.csv", columns=COLUMNS, **keys):
        desk.lay("own.csv", OWN).declare("own.csv", COLUMNS)
        desk.lay(name, content)
        look_through(desk, name, columns, **keys)
        return desk.run()

    return run


@pytest.fixture
def pools(desk):
    """Return a function: contents and keys of the files of several funds → their rows, of one run of the door."""

    def run(*declared):
        desk.lay("own.csv", OWN).declare("own.csv", COLUMNS)
        for number, (content, keys) in enumerate(declared):
            desk.lay(f"pool{number}.csv", content)
            look_through(desk, f"pool{number}.csv", **{"fund": f"ticker:POOL{number}", **keys})
        result = desk.run()
        funds = {fund["source_file"]: fund for fund in result.funds.funds.to_pylist()}
        assert len(funds) == len(declared)
        return result, [funds[file] for file in sorted(funds)]

    return run


def look_through(desk, name, columns=COLUMNS, **keys):
    """Add a look-through for a file in the folder of the date."""
    keys = {"fund": "cusip:99POOL123", "path": f"inputs/{{as_of}}/{name}", "as_of": date(2024, 11, 30), **keys}
    lines = [f"{key} = {_toml(value)}" for key, value in keys.items() if value is not None]
    if columns:
        lines += ["[look_through.columns]", *(f"{ours} = {_toml(theirs)}" for ours, theirs in columns.items())]
    desk.tables.append("[[look_through]]\n" + "\n".join(lines) + "\n")


def _toml(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value).lower() if isinstance(value, int | date) else f"'{value}'"


def only(table):
    """Return the only row of a table."""
    (row,) = table.to_pylist()
    return row


def test_the_lines_of_a_fund_are_read_beside_the_holdings_and_not_among_them(pool, desk, codes):
    """One holding of 1,000.00; two lines of the fund; no file is left unread."""
    result = pool()
    fund = only(result.funds.funds)

    assert result.holdings["market_value"].to_pylist() == [Decimal("1000.00")]
    assert result.funds.lines["market_value"].to_pylist() == [Decimal("600.00"), Decimal("400.00")]
    assert result.funds.lines["account"].to_pylist() == ["cusip:99POOL123"] * 2
    assert (fund["net_assets"], fund["net_assets_basis"]) == (Decimal("1000.00"), "sum of the lines")
    assert (fund["as_of"], fund["age_days"], fund["max_age_days"]) == (date(2024, 11, 30), 31, 100)
    assert fund["declared"] == "portfolios/test/portfolio.toml:13"
    assert codes(result) == []


def test_the_hash_of_a_funds_file_is_handed_on(pool, desk):
    """Two runs on different lists of one fund must differ in their manifest."""
    result = pool()

    assert [(file.path, file.sha256, file.rows) for file in result.funds.files] == [
        ("inputs/2024-12-31/pool.csv", sha256_of(desk.inputs / "pool.csv"), 2)
    ]


def test_a_portfolio_without_look_throughs_has_empty_tables(desk):
    desk.lay("own.csv", OWN).declare("own.csv", COLUMNS)
    funds = desk.run().funds

    assert (funds.funds.num_rows, funds.identifiers.num_rows, funds.lines.num_rows) == (0, 0, 0)


def test_a_filing_says_its_own_date_name_and_net_assets(pool):
    """N-PORT: repPdDate, seriesName and netAssets of fundInfo; 92 days from 30 September to 31 December."""
    result = pool(NPORT.format(name="Growth Series", net="2000.00"), "n.xml", None, reader="sec-nport", as_of=None)
    fund = only(result.funds.funds)

    assert (fund["fund_name"], fund["net_assets"], fund["net_assets_basis"]) == (
        "Growth Series",
        Decimal("2000.00"),
        "filing",
    )
    assert (fund["as_of"], fund["age_days"]) == (date(2024, 9, 30), 92)


def test_a_fund_is_called_by_its_label_or_by_the_name_it_is_known_by(pools):
    """An identifier is no name: the line that holds the fund will name it."""
    _, funds = pools((HELD, {}), (HELD, {"label": "The pool"}), (HELD, {"fund": "name:Core Pool"}))

    assert [fund["fund_name"] for fund in funds] == [None, "The pool", "Core Pool"]


def test_a_fund_that_is_no_series_is_called_by_its_registrant(pool):
    result = pool(NPORT.format(name="N/A", net="2000.00"), "n.xml", None, reader="sec-nport", as_of=None)

    assert only(result.funds.funds)["fund_name"] == "Example Trust"


def test_declared_net_assets_go_before_those_of_the_filing(pool):
    result = pool(
        NPORT.format(name="N/A", net="2000.00"), "n.xml", None, reader="sec-nport", as_of=None, net_assets="1600.00"
    )

    assert only(result.funds.funds)["net_assets"] == Decimal("1600.00")
    assert only(result.funds.funds)["net_assets_basis"] == "declared"


def test_net_assets_in_another_currency_are_converted_like_the_lines(pool, desk):
    """EUR 2,000.00 at 1.05 are USD 2,100.00."""
    desk.tables.append("[[fx]]\ncurrency = 'EUR'\nrate = '1.05'\ndate = 2024-11-29\nsource = 'test'\n")
    result = pool(currency="EUR", net_assets="2000.00")

    assert only(result.funds.funds)["net_assets"] == Decimal("2100.00")
    assert result.funds.lines["market_value"].to_pylist() == [Decimal("630.00"), Decimal("420.00")]


def test_share_classes_are_identifiers_of_one_fund(pool):
    result = pool(fund=["cusip:99POOL123", "ticker:abc"])

    assert [(row["scheme"], row["code"]) for row in result.funds.identifiers.to_pylist()] == [
        ("cusip", "99POOL123"),
        ("ticker", "ABC"),
    ]


def test_a_faulty_line_of_a_fund_is_a_finding_and_stays_out_of_the_portfolios_quarantine(pool, codes):
    """The fund's 400.00 cannot be read; the portfolio's own total is whole, and the rest of the fund says so."""
    result = pool(HELD.replace("400.00", "n.m."), net_assets="1000.00")
    (finding,) = result.findings

    assert finding.code == "market-value-unreadable"
    assert (finding.where, finding.rows, finding.market_value) == ("inputs/2024-12-31/pool.csv:3", 0, None)
    assert result.quarantined.num_rows == 0
    assert [(fault.source_file, fault.account) for fault in result.faults] == [
        ("inputs/2024-12-31/pool.csv", "cusip:99POOL123")
    ]
    assert result.funds.lines["market_value"].to_pylist() == [Decimal("600.00")]


NOT_WHOLE = [
    (
        HELD.replace("400.00", "n.m."),
        {},
        r"faulty lines \(3\); .*\n +inputs/2024-12-31/pool0\.csv:3: column 'Value': the amount 'n\.m\.'",
    ),
    (
        HELD.replace("92826C839", ""),
        {},
        r"faulty lines \(3\); .*\n +inputs/2024-12-31/pool1\.csv:3: column 'CUSIP': the line names no security",
    ),
    (HELD + "594918104,\n88160R101,\n", {}, r"unpriced lines \(4–5\)"),
    (HELD, {"rows": 3}, "2 lines where 3 are declared"),
    (HELD + "Total,1400.00\n", {}, "a total that does not foot"),
    (HELD + "594918104,250.00\n", {"skip": "594918104"}, "lines left out that may be holdings"),
]


def faults_of(caught):
    """Return what is said of each fund, in the order of their declarations."""
    head, *faults = re.split(r"\n +portfolios/test/portfolio\.toml:", str(caught.value))
    assert head == f"{len(faults)} lists of funds cannot be used"
    return faults


def test_lists_that_are_not_whole_are_refused_without_net_assets_all_at_once(pools):
    """The other lines would get the share of what is missing: of 600.00 and 400.00, Apple would be the whole fund."""
    with pytest.raises(InputError) as caught:
        pools(*((content, keys) for content, keys, _ in NOT_WHOLE))

    for number, (fault, (_, _, said)) in enumerate(zip(faults_of(caught), NOT_WHOLE, strict=True)):
        assert re.match(rf"\d+: look_through 'ticker:POOL{number}'", fault)
        assert re.search(said, fault)
        assert 'set net_assets = "…"' in fault
    assert faults_of(caught)[0].startswith("13: ")


def test_a_list_that_is_not_whole_serves_where_net_assets_are_given(pools):
    _, funds = pools(*((content, {"net_assets": "1000.00", **keys}) for content, keys, _ in NOT_WHOLE))

    assert [fund["net_assets"] for fund in funds] == [Decimal("1000.00")] * len(NOT_WHOLE)


BIG = "CUSIP,Value\n037833100,600000.00\n92826C839,350000.00\n"
HEDGED = "CUSIP,Value\n037833100,1000000000.00\n92826C839,-999999999.99\n"
UNITS = [
    # 950,000 ÷ 1,000 = 950, so 95,000 %: net assets in thousands, the list in dollars
    (BIG, {"net_assets": "1000.00"}, r"come to 95,000\.00% of its net assets of 1,000\.00 \(declared\)"),
    # 950,000 ÷ 950,000,000 = 0.1 %: the list in thousands, net assets in dollars
    (BIG, {"net_assets": "950000000.00"}, r"come to 0\.10% of its net assets"),
    # 1,000,000,000.00 − 999,999,999.99 = 0.01; gross 1,999,999,999.99 ÷ 0.01
    (HEDGED, {}, r"net assets of 0\.01 \(sum of the lines\), shorts counted as positive to 19,999,999,999,900\.00%"),
    # 950,000 ÷ 450,000 = 211.1 %: net assets of one share class alone
    (BIG, {"net_assets": "450000.00"}, r"come to 211\.11% of its net assets"),
]


def test_lists_in_another_unit_than_net_assets_are_refused(pools):
    with pytest.raises(InputError) as caught:
        pools(*((content, keys) for content, keys, _ in UNITS))

    for number, (fault, (_, _, said)) in enumerate(zip(faults_of(caught), UNITS, strict=True)):
        assert f"look_through 'ticker:POOL{number}'" in fault
        assert re.search(said, fault)
        assert "are net_assets and the list in one unit? see value_scale" in fault


def test_a_fund_declared_levered_may_list_any_part_of_its_net_assets(pools):
    result, _ = pools(*((content, {"levered": True, **keys}) for content, keys, _ in UNITS))
    accounts = result.funds.lines["account"].to_pylist()

    assert sorted(accounts) == sorted([f"ticker:POOL{number}" for number in range(len(UNITS))] * 2)


def test_a_fund_with_debts_or_a_short_list_is_no_error(pools):
    """950,000 are 103.9 %, 200 % and 1 % of these: a loan, as much again borrowed, the largest holdings alone."""
    amounts = ["914340.00", "475000.00", "95000000.00"]
    _, funds = pools(*((BIG, {"net_assets": net_assets}) for net_assets in amounts))

    assert [fund["net_assets"] for fund in funds] == [Decimal(net_assets) for net_assets in amounts]


def test_a_correction_on_file_repairs_a_line_of_a_fund(pool, desk, codes):
    """The same file of corrections serves both."""
    desk.lay(
        "corrections.csv",
        "source_file,source_row,column,delivered,corrected\ninputs/2024-12-31/pool.csv,3,Value,n.m.,400.00\n",
    )
    result = pool(HELD.replace("400.00", "n.m."))

    assert codes(result) == ["corrected"]
    assert only(result.funds.funds)["net_assets"] == Decimal("1000.00")


def test_unpriced_lines_of_a_fund_are_one_finding(pool):
    result = pool(HELD + "594918104,\n594918104,\n", net_assets="2000.00")
    (finding,) = result.findings

    assert (finding.code, finding.where) == ("unpriced", "inputs/2024-12-31/pool.csv:4")
    assert finding.message.startswith("2 lines of the fund have no market value")


def test_a_fund_dated_after_the_run_is_a_finding(pool, codes):
    result = pool(as_of=date(2025, 1, 31))

    assert codes(result) == ["input-after-date"]
    assert result.findings[0].hint == "check its as_of in portfolio.toml, and the run's date"


def test_what_the_portfolio_expects_of_its_own_lines_is_not_asked_of_a_fund(pool, desk, codes):
    """One line worth 1,000.00 is expected, and no CUSIP twice; the fund has three lines, two of one CUSIP."""
    desk.head += '[expect]\nrows = 1\nmarket_value = "1000.00"\nunique = ["cusip"]\n'

    assert codes(pool(HELD + "037833100,1.00\n")) == []


def test_a_wrong_control_total_of_a_fund_stops_the_run(pool):
    with pytest.raises(IntegrityError, match=r"look_through 'cusip:99POOL123' declares USD 999\.00"):
        pool(control_total="999.00")


def test_the_age_a_fund_is_allowed_is_its_own_or_the_portfolios(pool, desk):
    desk.head += "[expect]\nmax_age_days = 40\n"
    desk.lay("other.csv", HELD)
    look_through(desk, "other.csv", fund="ticker:OTHER", max_age_days=365)
    ages = {row["fund_id"]: row["max_age_days"] for row in pool().funds.funds.to_pylist()}

    assert ages == {"cusip:99POOL123": 40, "ticker:OTHER": 365}


def test_a_list_without_a_date_is_refused(pool):
    """The age of a look-through is shown; the run's date is never taken for it."""
    with pytest.raises(InputError, match=r"portfolio\.toml:13: .*does not say which day it describes") as caught:
        pool(as_of=None)

    assert "set as_of = YYYY-MM-DD" in str(caught.value)


@pytest.mark.parametrize("net_assets", [None, "100.00"])
def test_cells_of_a_list_that_cannot_be_read_are_said_before_its_sum(pool, net_assets):
    """Both lines with their faults and fixes, and not that 0.00 was found, whether net assets are given or not."""
    with pytest.raises(InputError) as caught:
        pool("CUSIP;Value\n037833100;60,00\n92826C839;40%\n", net_assets=net_assets)

    said = str(caught.value)
    assert "inputs/2024-12-31/pool.csv:2: column 'Value': the amount '60,00' cannot be read" in said
    assert "inputs/2024-12-31/pool.csv:3: column 'Value': the amount '40%' has a percent sign; remove it" in said
    assert 'set decimal = ","' in said
    assert "net assets are 0.00" not in said


def test_dates_of_lines_give_the_age_of_the_oldest(pool):
    dated = "CUSIP,Value,Date\n037833100,6.00,2024-11-30\n92826C839,4.00,2024-10-31\n"
    result = pool(dated, columns={**COLUMNS, "as_of": "Date"}, as_of=None)

    assert (only(result.funds.funds)["as_of"], only(result.funds.funds)["age_days"]) == (date(2024, 10, 31), 61)


def test_net_assets_of_nothing_are_refused(pool):
    """Lines of +600.00 and −600.00 sum to zero: a line's part of them means nothing."""
    with pytest.raises(InputError, match=r"its net assets are 0\.00 \(sum of the lines\)"):
        pool("CUSIP,Value\n037833100,600.00\n92826C839,-600.00\n")


def test_all_faults_of_declarations_are_said_at_once_with_their_lines(desk):
    """A file that is not there, one without a suffix that says how to read it, and two files for one fund."""
    desk.lay("own.csv", OWN).declare("own.csv", COLUMNS)
    desk.lay("q3.csv", HELD).lay("q4.csv", HELD).lay("list.doc", HELD)
    look_through(desk, "nowhere.csv", fund="ticker:A")
    look_through(desk, "list.doc", fund="ticker:B")
    look_through(desk, "q*.csv", fund="ticker:C")
    with pytest.raises(InputError) as caught:
        desk.run()

    message = str(caught.value)
    assert "look_through 'ticker:A': there is no file inputs/2024-12-31/nowhere.csv" in message
    assert "look_through 'ticker:B': the suffix of list.doc does not say how to read it" in message
    assert "look_through 'ticker:C' is read from one file; path names q3.csv, q4.csv" in message
    assert "portfolio.toml:14: " in message


def test_a_missing_heading_of_a_fund_is_named_with_its_line(pool):
    with pytest.raises(InputError, match=r"portfolio\.toml:18: column 'Worth' \(market_value\) is not in .*pool\.csv"):
        pool(columns={"cusip": "CUSIP", "market_value": "Worth"})


def test_a_file_is_not_both_a_holding_and_a_fund(desk):
    """Its lines would count twice."""
    desk.lay("own.csv", OWN).declare("own.csv", COLUMNS)
    look_through(desk, "own.csv")

    with pytest.raises(
        InputError, match=r"is read by input 'own\.csv' and by look_through 'cusip:99POOL123'"
    ) as caught:
        desk.run()

    assert "put a fund's list where no input's path matches, such as inputs/<date>/funds/" in str(caught.value)
