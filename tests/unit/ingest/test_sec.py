"""SEC filings: the three real ones of the demonstration portfolio, and constructed ones for what they do not show."""

from __future__ import annotations

import collections
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest

from screener.errors import InputError
from screener.ingest.classify import class_13f, class_nport

DEMO = Path(__file__).parents[3] / "portfolios" / "illinois-demo"
ACORN = "acorn-creek-13f-2024Q4.txt"
GOLDMAN = "goldman-sachs-bond-fund-nport-2023-03-31.xml"
DUPREE = "dupree-kentucky-nport-2022-12-31.xml"


def filing(desk, name, reader, **keys):
    folder = DEMO / "inputs" / "2024-12-31" if name == ACORN else DEMO / "filings"
    shutil.copy(folder / name, desk.inputs / name)
    return desk.declare(name, reader=reader, **keys).run()


def total(table):
    return pc.sum(table["market_value"]).as_py()


def test_a_complete_13f_submission_adds_up_to_its_cover(desk):
    """The cover states 77 entries and 194,611,845."""
    result = filing(desk, ACORN, "sec-13f")

    assert (result.holdings.num_rows, total(result.holdings)) == (77, Decimal("194611845.00"))
    [file] = result.inputs
    assert (file.as_of, file.control_total) == (date(2024, 12, 31), Decimal(194611845))


ACORN_FUNDS = {6, *range(20, 29), 13, 33, 39, 40, 41, 62, 63, *range(69, 75), 77}
"""Entries that are funds, labelled by hand from the filing: ETFs, a gold trust, and a business development company
whose name says "FD". Everything else is a company: shares, American depositary receipts, a partnership."""


def test_every_entry_of_a_real_13f_is_classified_as_a_person_would(desk):
    result = filing(desk, ACORN, "sec-13f")

    classes = zip(*(result.holdings[name].to_pylist() for name in ("source_row", "asset_class")), strict=True)
    assert {row for row, found in classes if found == "fund"} == ACORN_FUNDS
    assert set(result.holdings["asset_class"].to_pylist()) == {"fund", "equity"}


def test_the_basis_of_a_class_quotes_the_filing(desk):
    result = filing(desk, ACORN, "sec-13f")

    assert result.holdings["asset_class_basis"][5].as_py() == "13F title 'INTL EQT ETF'"


def test_a_real_bond_fund_is_read_with_its_shorts_and_derivatives(desk, codes):
    """1,685 lines, 376,129,711.56; 419 of them negative, −81,501,842.41; 795 without a CUSIP."""
    result = filing(desk, GOLDMAN, "sec-nport", control_total="376129711.56", rows=1685)

    table = result.holdings
    negative = table.filter(pc.less(table["market_value"], Decimal("0.00")))
    assert (table.num_rows, total(table)) == (1685, Decimal("376129711.56"))
    assert (negative.num_rows, total(negative)) == (419, Decimal("-81501842.41"))
    assert table["cusip"].null_count == 795
    assert codes(result) == ["stale-input"]


def test_the_classes_of_a_real_bond_fund_are_those_of_its_categories(desk):
    """Counted in the filing by assetCat and issuerCat.

    ABS-MBS of USGA 87 + of USGSE 174; CDOs 14 + other ABS 7 + private-label MBS 22; debt of CORP 539 + of REITs 27 +
    bank notes 2; and so on.
    """
    result = filing(desk, GOLDMAN, "sec-nport")

    assert dict(collections.Counter(result.holdings["asset_class"].to_pylist())) == {
        "agency_mbs": 261,
        "structured_debt": 43,
        "corporate_debt": 568,
        "municipal_debt": 8,
        "sovereign_debt": 23,
        "agency_debt": 4,
        "treasury": 2,
        "fx_derivative": 644,
        "rate_derivative": 120,
        "credit_derivative": 10,
        "fund": 2,
    }


def test_values_of_an_nport_are_dollars_whatever_the_currency_of_the_instrument(desk):
    result = filing(desk, GOLDMAN, "sec-nport")

    assert set(result.holdings["currency"].to_pylist()) == {"USD"}


def test_an_nport_that_starts_with_a_line_break_is_read(desk):
    result = filing(desk, DUPREE, "sec-nport", control_total="40455026.70", rows=55)

    assert (result.holdings.num_rows, total(result.holdings)) == (55, Decimal("40455026.70"))
    assert set(result.holdings["asset_class"].to_pylist()) == {"municipal_debt"}
    assert result.holdings["as_of"][0].as_py() == date(2022, 12, 31)


def test_a_bare_table_in_thousands_is_recognised_by_its_prices(desk):
    """0.250, 0.421 and 0.121 a share: the median 0.25 is too low for dollars. (250 + 421 + 121 + 50 + 10) × 1,000."""
    result = desk.lay("13f-in-thousands.xml").declare("13f-in-thousands.xml", reader="sec-13f").run()

    assert total(result.holdings) == Decimal(852000)
    assert result.holdings["asset_class"].to_pylist() == ["equity", "equity", "equity", "option", "corporate_debt"]
    assert result.holdings["put_call"].to_pylist() == [None, None, None, "Put", None]


def test_prices_win_over_the_rule_in_force_with_a_warning(desk):
    result = desk.lay("13f-in-thousands.xml").declare("13f-in-thousands.xml", reader="sec-13f").run()

    [scale] = [finding for finding in result.findings if finding.code == "value-scale"]
    assert scale.severity == "warning"
    assert scale.message == (
        "Values were read as thousands of dollars: the median value a share is 0.2500 over 4 lines, too low for "
        "dollars; the period ends on 2024-12-31, for which the rule asks for dollars."
    )


def test_a_declared_scale_is_used_and_its_conflict_with_the_file_is_said(desk):
    desk.lay("13f-in-thousands.xml").declare("13f-in-thousands.xml", reader="sec-13f")
    desk.tables[0] += "value_scale = 1\n"
    result = desk.run()

    [scale] = [finding for finding in result.findings if finding.code == "value-scale"]
    assert total(result.holdings) == Decimal(852)
    assert (scale.severity, scale.message.startswith("Values were read as dollars: portfolio.toml declares 1;")) == (
        "warning",
        True,
    )


def test_filings_before_2023_are_in_thousands_where_prices_do_not_tell(desk):
    """Median USD 1 or 1,000 a share: either is possible, so that the rule on the filing day decides."""
    text = _submission(value=100, shares=100, filed="20221114", period="09-30-2022")
    result = desk.lay("f.txt", text).declare("f.txt", reader="sec-13f").run()

    assert total(result.holdings) == Decimal(100000)


def test_a_cover_that_does_not_add_up_stops_the_run(desk):
    from screener.errors import IntegrityError

    desk.lay("f.txt", _submission(value=100, shares=1, filed="20250101", period="12-31-2024", stated=101))
    desk.declare("f.txt", reader="sec-13f")

    with pytest.raises(
        IntegrityError,
        match=r"the cover of the filing declares USD 101; 1 line comes to 100\.00; the difference is -1",
    ):
        desk.run()


def _submission(*, value, shares, filed, period, stated=None):
    """Return a complete submission in EDGAR's own form, with one entry."""
    return f"""<SEC-DOCUMENT>0000000000-00-000000.txt
<SEC-HEADER>
CONFORMED PERIOD OF REPORT:\t{period[6:]}{period[:2]}{period[3:5]}
FILED AS OF DATE:\t\t{filed}
</SEC-HEADER>
<DOCUMENT><TYPE>13F-HR<TEXT><XML>
<?xml version="1.0" encoding="UTF-8"?>
<edgarSubmission xmlns="http://www.sec.gov/edgar/thirteenffiler"><headerData><filerInfo>
<periodOfReport>{period}</periodOfReport></filerInfo></headerData><formData><summaryPage>
<tableEntryTotal>1</tableEntryTotal><tableValueTotal>{value if stated is None else stated}</tableValueTotal>
</summaryPage></formData></edgarSubmission>
</XML></TEXT></DOCUMENT>
<DOCUMENT><TYPE>INFORMATION TABLE<TEXT><XML>
<informationTable xmlns="http://www.sec.gov/edgar/document/thirteenf/informationtable"><infoTable>
<nameOfIssuer>APPLE INC</nameOfIssuer><titleOfClass>COM</titleOfClass><cusip>037833100</cusip><value>{value}</value>
<shrsOrPrnAmt><sshPrnamt>{shares}</sshPrnamt><sshPrnamtType>SH</sshPrnamtType></shrsOrPrnAmt>
</infoTable></informationTable>
</XML></TEXT></DOCUMENT>
</SEC-DOCUMENT>
"""


def test_a_filing_that_breaks_off_is_refused_with_its_line(desk):
    text = (DEMO / "filings" / DUPREE).read_text(encoding="utf-8")
    desk.lay("n.xml", "\n".join(text.split("\n")[:200])).declare("n.xml", reader="sec-nport")

    with pytest.raises(InputError, match=r"n\.xml:\d+: the filing breaks off before its end"):
        desk.run()


def test_a_submission_that_breaks_off_is_refused(desk):
    text = (DEMO / "inputs" / "2024-12-31" / ACORN).read_text(encoding="utf-8")
    desk.lay("f.txt", text[: len(text) // 2]).declare("f.txt", reader="sec-13f")

    with pytest.raises(InputError, match="the filing breaks off before its end"):
        desk.run()


@pytest.mark.parametrize("inside", ["12<!-- c -->34", "12<?pi?>34", "<![CDATA[12]]>34"])
def test_a_comment_inside_a_value_does_not_cut_it(desk, inside):
    text = _submission(value=1234, shares=1, filed="20250101", period="12-31-2024")
    desk.lay("f.txt", text.replace("<value>1234", f"<value>{inside}")).declare("f.txt", reader="sec-13f")

    assert total(desk.run().holdings) == Decimal(1234)


def test_an_element_inside_a_value_makes_it_unreadable(desk, codes):
    text = _submission(value=1234, shares=1, filed="20250101", period="12-31-2024", stated=0)
    desk.lay("f.txt", text.replace("<value>1234", "<value>12<b/>34")).declare("f.txt", reader="sec-13f")

    assert "market-value-unreadable" in codes(desk.run())


def test_a_period_that_is_no_day_is_refused(desk):
    desk.lay("f.txt", _submission(value=1, shares=1, filed="20250101", period="13-31-2024"))
    desk.declare("f.txt", reader="sec-13f")

    with pytest.raises(InputError, match="the period '13-31-2024' is no calendar date"):
        desk.run()


def test_a_filing_without_holdings_is_refused(desk):
    desk.lay("n.xml", "<edgarSubmission/>").declare("n.xml", reader="sec-nport")

    with pytest.raises(InputError, match="holds no <invstOrSec> element"):
        desk.run()


def test_a_document_type_is_refused_and_no_entity_is_read(desk):
    """An entity could expand to gigabytes, or to a file of this machine."""
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x><invstOrSec><name>&e;</name></invstOrSec></x>'
    desk.lay("n.xml", text).declare("n.xml", reader="sec-nport")

    with pytest.raises(InputError, match="declares a document type"):
        desk.run()


@pytest.mark.parametrize(
    ("issuer", "title", "expected"),
    [
        ("VANGUARD INDEX FDS", "VALUE ETF", "fund"),
        ("VANGUARD BD INDEX FD INC", "SHORT TRM BOND", "fund"),
        ("VANGUARD INTL EQUITY INDEX F", "ALLWRLD EX US", "fund"),
        ("SCHWAB STRATEGIC TR", "US SML CAP", "fund"),
        ("INVESCO QQQ TR", "UNIT SER 1", "fund"),
        ("GRAYSCALE BITCOIN TRUST", "SHS REP COM UT", "fund"),
        ("ISHARES GOLD TRUST", "ISHARES", "fund"),
        ("FEDERAL RLTY INVT TR NEW", "SH BEN INT NEW", "equity"),
        ("CAMDEN PPTY TR", "SH BEN INT", "equity"),
        ("NORTHERN TR CORP", "COM", "equity"),
        ("HSBC HLDGS PLC", "SPON ADR NEW", "equity"),
        ("STMICROELECTRONICS N V", "NY REGISTRY", "equity"),
        ("CARLYLE GROUP L P LP", "COM UTS LTD PTN", "equity"),
        ("BOEING CO", "DEP CONV PFD A", "equity"),
        ("1RT ACQUISITION CORP", "*W EXP 06/26/203", "option"),
    ],
)
def test_titles_of_shares_and_names_of_series_are_told_apart(issuer, title, expected):
    assert class_13f(issuer, title, None, "SH")[0] == expected


@pytest.mark.parametrize(
    ("asset", "issuer", "described", "derivative", "expected"),
    [
        ("EC", "CORP", "", "", "equity"),
        ("EP", "RF", "", "", "fund"),
        ("STIV", "RF", "", "", "fund"),
        ("STIV", "UST", "", "", "treasury"),
        ("STIV", "OTHER", "deposit", "", "cash"),
        ("RA", "CORP", "", "", "cash"),
        ("DBT", "OTHER", "something", "", "other"),
        ("ABS-APCP", "CORP", "", "", "structured_debt"),
        ("DE", "OTHER", "derivative", "optionSwaptionWarrantDeriv", "option"),
        ("DE", "OTHER", "derivative", "futrDeriv", "future"),
        ("DE", "OTHER", "derivative", "swapDeriv", "swap"),
        ("DCO", "OTHER", "derivative", "futrDeriv", "future"),
        ("RE", "CORP", "", "", "private"),
        ("", "", "", "", "unknown"),
    ],
)
def test_categories_of_an_nport_lead_to_one_class(asset, issuer, described, derivative, expected):
    assert class_nport(asset, issuer, described, derivative)[0] == expected
