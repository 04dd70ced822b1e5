"""The review workbook: what is asked, how it is answered, and that no wrong answer is recorded."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import review_workbooks
import xlsxwriter
from stdnum import cusip

from screener.errors import InputError
from screener.identify.review.answers import check_answers
from screener.identify.review.book import read_review, write_review
from screener.identify.review.questions import make_review

DAY = date(2024, 12, 31)
REGISTERS = {
    "tickers": [("0000999001", "WDGT", "Widget Works Inc"), ("0000999002", "WGT", "Widgets Workshop Corp")],
    "owners": ["FAMILY FOUNDRY INC", "FAMILY FOUNDRY INC", "WIDGET WORKS USA LLC", "APPLE INC", "CITY OF SPRINGFIELD"],
}
"""Constructed registrants, and the owners of five facilities."""


LINES = (
    {"cusip": "037833100", "issuer_name": "APPLE INC", "market_value": Decimal("900.00")},
    {"ticker": "NONE1", "issuer_name": "WIDGET WRKS", "market_value": Decimal("50.00")},
    {"cusip": "12345QAA9", "asset_class": "corporate_debt", "issuer_name": "=WW FUNDING"},
)
"""Two doubts and one match."""


@pytest.fixture(scope="module")
def recorded(record, holding):
    """The lines that most workbooks ask about."""
    return record(*(holding(**line) for line in LINES), registers=REGISTERS)


@pytest.fixture
def world(identified, holding):
    """Return a function: lines → `Identified`; by default those above."""

    def make(*lines, decisions=()):
        return identified(*(lines or [holding(**line) for line in LINES]), decisions=decisions, registers=REGISTERS)

    return make


@pytest.fixture
def book(world, tmp_path):
    """Return a function: world → the workbook that asks about it."""

    def make(asked=None, name="review.xlsx"):
        file = tmp_path / name
        review = make_review((asked or world()).engine, all_owners=True)
        write_review(file, review, portfolio_id="demo", portfolio_name="Demo & Co", as_of=DAY)
        return file

    return make


def answer(file, sheet, name, decision, reason="known to the desk"):
    """Fill in the yellow cells of the question whose name begins so."""
    row = review_workbooks.question(file, sheet, name)["row"]
    review_workbooks.write(file, sheet, row, Decision=decision, Your_reason=reason)


def decided(file, asked):
    """Return the decisions of a filled-in workbook."""
    return [each for answer in check_answers(file, read_review(file), asked.engine) for each in answer.decisions]


def test_what_is_in_doubt_is_asked_largest_first_and_what_is_sure_is_not(world):
    """Apple is found by its CUSIP; a bond of USD 100.00 and shares of USD 50.00 are not."""
    review = make_review(world().engine)

    assert [(q.title, q.market_value) for q in review.securities] == [
        ("=WW FUNDING", Decimal("100.00")),
        ("WIDGET WRKS", Decimal("50.00")),
    ]


def test_no_issuer_is_asked_for_where_none_speaks_for_the_line(world, holding):
    """A fund is known by what it holds, a municipal bond by its state, a swap by its underlying."""
    classes = ("fund", "municipal_debt", "swap", "cash", "treasury")
    lines = [holding(asset_class=name, issuer_name="SOME SPONSOR") for name in classes]

    assert make_review(world(*lines).engine).securities == []


def test_a_line_without_a_price_is_asked_last_and_its_value_is_unknown(world, holding):
    """Unknown is not zero: the largest of all may be among them."""
    lines = [
        holding(asset_class="private", issuer_name="UNPRICED VENTURE", market_value=None),
        holding(asset_class="private", issuer_name="SMALL VENTURE", market_value=Decimal("0.01")),
    ]
    review = make_review(world(*lines).engine)

    assert [(q.title, q.market_value) for q in review.securities] == [
        ("SMALL VENTURE", Decimal("0.01")),
        ("UNPRICED VENTURE", None),
    ]


def test_candidates_are_the_likeliest_companies_with_what_speaks_for_them(world):
    """'WIDGET WRKS' is closer to Widget Works than to Widgets Workshop."""
    (question,) = [q for q in make_review(world().engine).securities if q.title == "WIDGET WRKS"]

    assert [c.issuer_id for c in question.candidates][:2] == ["cik:0000999001", "cik:0000999002"]
    assert "like WIDGET WORKS" in question.candidates[0].evidence


def test_a_conflict_offers_both_companies_and_says_which_is_used(world, holding):
    """The CUSIP is Apple's and the name AT&T's; both chains are answers to choose from."""
    line = holding(cusip="037833100", issuer_name="AT&T INC")
    (question,) = make_review(world(line).engine).securities

    assert [c.issuer_id for c in question.candidates] == ["cik:0000320193", "cik:0000732717"]
    assert question.candidates[0].evidence.startswith("used now: CUSIP 037833100")
    assert question.why.startswith("two look-ups disagree, and the first is used: CUSIP 037833100")


def test_one_answer_serves_all_securities_of_one_name(world, holding, book):
    """Two bonds of one borrower, USD 100.00 and 40.00: one question of USD 140.00, two decisions."""
    bonds = [
        holding(cusip="12345QAA9", asset_class="corporate_debt", issuer_name="WW FUNDING"),
        holding(
            cusip="12345QAB7", asset_class="corporate_debt", issuer_name="WW Funding LLC", market_value=Decimal("40.00")
        ),
    ]
    asked = world(*bonds)
    file = book(asked)
    answer(file, "To decide", "WW FUNDING", "999001")

    assert [(q.market_value, q.lines) for q in make_review(asked.engine).securities] == [(Decimal("140.00"), 2)]
    assert [(d.subject, d.issuer_id) for d in decided(file, asked)] == [
        ("security:cusip:12345QAA9", "cik:0000999001"),
        ("security:cusip:12345QAB7", "cik:0000999001"),
    ]


def test_owners_of_facilities_that_no_name_leads_to_are_asked_the_most_facilities_first(world):
    """The foundry has two facilities, the widget maker's subsidiary one; Apple and a city are known by their names."""
    review = make_review(world().engine, all_owners=True)

    assert [(q.title, q.lines) for q in review.owners] == [("FAMILY FOUNDRY INC", 2), ("WIDGET WORKS USA LLC", 1)]
    assert review.owners[0].details == "such as Plant 1 (IL)"
    assert (review.owners_left, review.owners_unheld) == (0, 0)


def test_owners_are_asked_about_only_where_a_company_like_them_is_held(world, holding):
    """Widget Works is like one of the two owners that no name leads to: held, that one is asked; not held, neither."""
    held = world(holding(ticker="WDGT", issuer_name="Widget Works Inc"))
    review, other = make_review(held.engine), make_review(world().engine)

    assert ([q.title for q in review.owners], review.owners_unheld) == (["WIDGET WORKS USA LLC"], 1)
    assert (other.owners, other.owners_unheld) == ([], 2)


def test_an_owner_that_is_open_again_is_asked_about_whatever_is_held_the_earlier_company_first(world):
    """Ann's company had another name when she chose it for the foundry."""
    facts = {"name": "FAMILY FOUNDRY INC", "issuer_name": "Gadgets Workshop Corp"}
    stale = {**SHOP, "subject": "parent:FAMILY FOUNDRY", "facts": json.dumps(facts)}
    (question,) = make_review(world(decisions=[stale]).engine).owners

    assert question.why.startswith("open again, because the company cik:0000999002 was 'Gadgets Workshop Corp'")
    assert (question.candidates[0].name, question.candidates[0].evidence) == (
        "Widgets Workshop Corp",
        "as decided by Bob on 2025-01-10: their annual report",
    )


def test_answers_come_back_with_what_the_person_saw(world, book):
    """A candidate's number, typed as a number; 'None' in any case; a CIK without its zeros."""
    asked = world()
    file = book(asked)
    answer(file, "To decide", "WIDGET WRKS", 1)
    answer(file, "To decide", "=WW FUNDING", " None ", "a trust of its own")
    answer(file, "Facility owners", "WIDGET WORKS USA", "999001")
    answers = {d.subject: d for d in decided(file, asked)}

    # NONE1 is no exchange's ticker, but it is what the line says, and no other identifier is there.
    shares = answers["security:ticker:NONE1"]
    assert (shares.issuer_id, shares.reason) == ("cik:0000999001", "known to the desk")
    assert shares.facts == {"name": "WIDGET WRKS", "ticker": "NONE1", "issuer_name": "Widget Works Inc"}
    bond = answers["security:cusip:12345QAA9"]
    assert (bond.issuer_id, bond.reason) == (None, "a trust of its own")
    assert bond.facts == {"name": "=WW FUNDING", "cusip": "12345QAA9"}
    assert answers["parent:WIDGET WORKS USA"].facts == {
        "name": "WIDGET WORKS USA LLC",
        "issuer_name": "Widget Works Inc",
    }
    assert read_review(file).blank == 1  # the foundry


def test_every_wrong_answer_is_named_at_once_with_sheet_and_row(world, book):
    """Eight faults of seven rows; rows 1 and 2 of a sheet are its note and its headings."""
    asked = world()
    file = book(asked)
    rows = {row["Name"]: row["row"] for row in review_workbooks.rows(file, "To decide")}
    bond, shares, candidate = rows["=WW FUNDING"], rows["WIDGET WRKS"], rows["WIDGET WRKS"] + 1
    review_workbooks.write(file, "To decide", bond, Decision="77", Your_reason="")
    review_workbooks.write(file, "To decide", shares, Decision="", Your_reason="looks like it")
    review_workbooks.write(file, "Facility owners", 3, Decision="12345", Your_reason="their report")
    answer(file, "Facility owners", "WIDGET WORKS USA", "maybe")
    _add_cells(file, candidate)
    with pytest.raises(InputError) as raised:
        decided(file, asked)

    message = str(raised.value)
    for fault in (
        f"sheet 'To decide', row {bond}: there is no company number 77",
        f"sheet 'To decide', row {bond}: the decision has no reason",
        f"sheet 'To decide', row {shares}: a reason is given and no decision",
        f"sheet 'To decide', row {candidate}: this row asks nothing",
        "sheet 'Facility owners', row 3: CIK 0000012345 is not in the SEC's list of companies",
        "'maybe' is no decision; write the number of a company",
    ):
        assert fault in message
    assert message.startswith(f"{file}: nothing was recorded")


def _add_cells(file, row):
    """Write a decision beside a candidate, where no cell is meant to be filled in."""
    part = "xl/worksheets/sheet2.xml"
    with zipfile.ZipFile(file) as archive:
        contents = {entry: archive.read(entry) for entry in archive.namelist()}
    text = contents[part].decode()
    start = text.index("</row>", text.index(f'<row r="{row}"'))
    cell = f'<c r="I{row}" t="inlineStr"><is><t>1</t></is></c>'
    contents[part] = (text[:start] + cell + text[start:]).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for entry, content in contents.items():
            archive.writestr(entry, content)


def test_a_key_that_was_edited_is_refused(world, book):
    """The hidden cell says what was asked; a slip of the hand must not turn the answer to another question."""
    asked = world()
    file = book(asked)
    answer(file, "To decide", "WIDGET WRKS", 1)
    row = review_workbooks.question(file, "To decide", "WIDGET WRKS")
    review_workbooks.write(file, "To decide", row["row"], Key=str(row["Key"]).replace("NONE1", "NONE2"))

    with pytest.raises(InputError, match="the row and its hidden key do not belong together"):
        decided(file, asked)


def test_keys_that_changed_places_are_refused(world, book):
    """A sort of some columns carries the hidden keys to other rows: both answers would be another company's."""
    asked = world()
    file = book(asked)
    rows = [review_workbooks.question(file, "To decide", name) for name in ("=WW FUNDING", "WIDGET WRKS")]
    for row, other in zip(rows, rows[::-1], strict=True):
        cells = {"Decision": "none", "Your_reason": "known", "Key": other["Key"]}
        review_workbooks.write(file, "To decide", row["row"], **cells)
    with pytest.raises(InputError) as raised:
        decided(file, asked)

    for row in rows:
        fault = f"sheet 'To decide', row {row['row']}: the row and its hidden key do not belong together"
        assert fault in str(raised.value)


@pytest.mark.parametrize(
    ("below", "cells"),
    [(0, {"Name": "WIDGET WORKS"}), (0, {"No.": 7}), (1, {"What_it_is": "CIK 0000320193"}), (1, {"Choice": 2})],
)
def test_a_row_that_reads_otherwise_than_it_was_written_is_refused(world, book, below, cells):
    """The name, the number of the row, and the companies below it are what the person went by."""
    asked = world()
    file = book(asked)
    answer(file, "To decide", "WIDGET WRKS", 1)
    row = review_workbooks.question(file, "To decide", "WIDGET WRKS")["row"]
    review_workbooks.write(file, "To decide", row + below, **cells)

    with pytest.raises(InputError, match=f"row {row}: the row and its hidden key do not belong together"):
        decided(file, asked)


def test_one_answer_serves_sixty_securities_with_long_names(world, holding, book):
    """60 bonds whose names have 600 characters: the facts alone are longer than a cell, 60 × 600 = 36,000 > 32,767."""
    name = "WIDGET " + "X" * 593
    numbers = [f"12345Q{number:02d}" for number in range(60)]
    bonds = [
        holding(cusip=number + cusip.calc_check_digit(number), asset_class="corporate_debt", issuer_name=name)
        for number in numbers
    ]
    asked = world(*bonds)
    file = book(asked)
    answer(file, "To decide", "WIDGET", "999001")

    assert len(decided(file, asked)) == 60


def test_a_name_too_long_to_ask_about_stops_the_export(world, holding, book):
    """A line without an identifier goes by its name, which must fit into the key; a key cut short is no key."""
    with pytest.raises(InputError, match="a name is too long to ask about"):
        book(world(holding(asset_class="private", issuer_name="X" * 33_000)))


LEI = "5493003STKEZ2S0RNU91"
"""Kraft Heinz Foods Co's; it stands here for a company that is in no register."""


def test_a_company_known_by_its_lei_is_offered_as_itself_and_none_would_take_it_away(world, holding, book):
    """Does another company stand behind it? No: choice 1. The word none would say that nobody knows the company."""
    asked = world(holding(cusip="12345QAA9", lei=LEI, asset_class="corporate_debt", issuer_name="WIDGET WORKS FUNDING"))
    file = book(asked)
    row = review_workbooks.question(file, "To decide", "WIDGET WORKS FUNDING")["row"]
    first = next(each for each in review_workbooks.rows(file, "To decide") if each["row"] == row + 1)
    answer(file, "To decide", "WIDGET WORKS FUNDING", "none")
    with pytest.raises(InputError) as raised:
        decided(file, asked)

    assert first["Name"] == "WIDGET WORKS FUNDING: this company itself; no SEC registrant stands behind it"
    assert (
        f"row {row}: none would take away WIDGET WORKS FUNDING, the company that the LEI names; write 1, which means: "
        "this company itself; no SEC registrant stands behind it"
    ) in str(raised.value)
    for said in (1, f"LEI {LEI}"):
        answer(file, "To decide", "WIDGET WORKS FUNDING", said)
        assert [each.issuer_id for each in decided(file, asked)] == [f"lei:{LEI}"]


def test_an_answer_about_what_is_not_held_or_has_changed_is_refused(world, holding, book):
    """The same workbook against another delivery: one security is gone, the other is called otherwise."""
    file = book()
    answer(file, "To decide", "WIDGET WRKS", 1)
    answer(file, "To decide", "=WW FUNDING", "none")
    later = world(holding(cusip="12345QAA9", asset_class="corporate_debt", issuer_name="ZENITH FUNDING"))
    with pytest.raises(InputError) as raised:
        decided(file, later)

    assert "security:ticker:NONE1 is neither in the portfolio nor an owner of facilities" in str(raised.value)
    assert "what is known of this has changed since the workbook was written" in str(raised.value)


def a_decision(issuer_id, *, by="Ann", mark="a", **facts):
    """Return a decision in force about the shares that the ticker NONE1 is written for."""
    return {
        "subject": "security:ticker:NONE1",
        "issuer_id": issuer_id,
        "reason": "their annual report",
        "facts": json.dumps({"name": "WIDGET WRKS", "ticker": "NONE1", **facts}),
        "recorded_by": by,
        "recorded_at": "2025-01-10T09:30:00Z",
        "hash": mark * 64,
    }


WORKS = a_decision("cik:0000999001", issuer_name="Widget Works Inc")
SHOP = a_decision("cik:0000999002", by="Bob", mark="b", issuer_name="Widgets Workshop Corp")


def test_what_is_decided_is_not_asked_but_listed_and_can_be_taken_back(world, book):
    """The sheet 'Decided' is where a person changes a decision."""
    asked = world(decisions=[WORKS])
    file = book(asked)
    answer(file, "Decided", "WIDGET WRKS", "Withdraw", "sold in 2023")
    (row,) = review_workbooks.rows(file, "Decided")
    (back,) = decided(file, asked)

    assert "WIDGET WRKS" not in [q.title for q in make_review(asked.engine).securities]
    assert row["What is decided"] == (
        "Widget Works Inc (cik:0000999001); decided by Ann on 2025-01-10: their annual report"
    )
    assert (back.subject, back.issuer_id, back.withdrawn) == ("security:ticker:NONE1", None, True)


def test_an_answer_to_what_another_person_decided_meanwhile_is_refused(world, book):
    """Ann's workbook was written before Bob decided; the same answer as Bob's would be no contradiction."""
    file = book()
    answer(file, "To decide", "WIDGET WRKS", "999001")
    with pytest.raises(InputError, match="Bob decided otherwise on 2025-01-10, after the workbook was written"):
        decided(file, world(decisions=[SHOP]))

    assert [d.issuer_id for d in decided(file, world(decisions=[WORKS]))] == ["cik:0000999001"]


def test_a_withdrawal_that_was_recorded_is_no_fault_when_it_comes_again(world, book):
    """The workbook shows Ann's decision; none is in force any more. A row that showed none has none to withdraw."""
    file, later = book(world(decisions=[WORKS])), world()
    answer(file, "Decided", "WIDGET WRKS", "withdraw")
    (back,) = decided(file, later)
    answer(file, "To decide", "=WW FUNDING", "withdraw")

    assert (back.subject, back.withdrawn) == ("security:ticker:NONE1", True)
    with pytest.raises(InputError, match="there is no decision to withdraw"):
        decided(file, later)


def test_a_withdrawal_takes_back_no_decision_that_was_not_shown(world, book):
    """Bob said meanwhile that there is no company; Ann's workbook shows her own decision."""
    file = book(world(decisions=[WORKS]))
    answer(file, "Decided", "WIDGET WRKS", "withdraw")

    with pytest.raises(InputError, match="Bob decided otherwise on 2025-01-10"):
        decided(file, world(decisions=[a_decision(None, by="Bob", mark="b")]))


def test_what_a_person_decided_is_no_recycled_ticker_any_more(identified, holding):
    """The ticker VLO was another company's in February 2023, by a constructed sighting; Ann says whose the line is."""
    registers = {"sightings": [("VLO", "Zenith Oil Inc.")]}
    said = {**WORKS, "subject": "security:ticker:VLO", "facts": '{"ticker": "VLO"}', "issuer_id": None}
    before, after = (identified(holding(ticker="VLO"), decisions=d, registers=registers) for d in ([], [said]))

    assert [finding.value for finding in before.found("identifier-recycled")] == ["VLO"]
    assert after.found("identifier-recycled") == []


def test_a_decision_that_is_open_again_is_asked_with_what_was_decided(world):
    """The company that Ann chose bore another name then."""
    stale = a_decision("cik:0000999001", issuer_name="Gadget Works Inc")
    review = make_review(world(decisions=[stale]).engine)
    (question,) = [q for q in review.securities if q.title == "WIDGET WRKS"]

    assert question.why == (
        "open again, because the company cik:0000999001 was 'Gadget Works Inc' and is now 'Widget Works Inc'; "
        "it was Gadget Works Inc (cik:0000999001), decided by Ann on 2025-01-10: their annual report"
    )
    assert review.decided == []
    assert (question.candidates[0].issuer_id, question.candidates[0].evidence) == (
        "cik:0000999001",
        "as decided by Ann on 2025-01-10: their annual report",
    )


def test_decisions_of_one_answer_that_are_open_again_are_asked_about_at_once(world, holding):
    """Two bonds were decided together as WW FUNDING's; the borrower is called ZENITH FUNDING now."""
    numbers = ("12345QAA9", "12345QAB7")
    said = [
        {**WORKS, "subject": f"security:cusip:{number}", "facts": json.dumps({"name": "WW FUNDING", "cusip": number})}
        for number in numbers
    ]
    bonds = [holding(cusip=number, asset_class="corporate_debt", issuer_name="ZENITH FUNDING") for number in numbers]
    (question,) = make_review(world(*bonds, decisions=said).engine).securities

    assert question.lines == 2
    assert question.why.startswith("open again, because the name was 'WW FUNDING' and is now 'ZENITH FUNDING'")


def test_the_same_questions_are_the_same_bytes(book):
    """No clock and no order of a set reaches the file."""
    assert book(name="one.xlsx").read_bytes() == book(name="two.xlsx").read_bytes()


def test_a_name_that_looks_like_a_formula_stays_text(book):
    """A delivered name must never become a formula on a person's screen."""
    file = book()
    with zipfile.ZipFile(file) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]

    assert not any(b"<f>" in sheet for sheet in sheets)
    assert review_workbooks.question(file, "To decide", "=WW FUNDING")["Lines"] == 1


def test_another_workbook_is_refused_with_what_to_give_instead(tmp_path):
    """A file that is no workbook, and a workbook of something else."""
    text = tmp_path / "notes.xlsx"
    text.write_text("not a workbook", encoding="utf-8")
    other = tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(str(other)) as workbook:
        workbook.add_worksheet("Budget").write(0, 0, "1")

    with pytest.raises(InputError, match="the workbook cannot be read"):
        read_review(text)
    with pytest.raises(InputError, match=r"no workbook of 'screener match export'.*sheet 'To decide'"):
        read_review(other)
