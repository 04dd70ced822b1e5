from __future__ import annotations

from dataclasses import replace
from typing import Any

from screener.report.lines import largest, read_lines
from screener.report.outcomes import outcomes_of
from screener.tables import TABLES


def test_a_criterion_on_holdings_counts_lines_and_their_gross_money(example: Any) -> None:
    book = outcomes_of(example.tables, example.about.rulebooks)[-1]
    item = book.criteria[0]

    # Pass: the three lines of A, 10,000 + 2,000 + |-1,000|. Watch: the three lines of B, 8,000 + 500 + 2,000.
    assert (item.counts["pass"], item.money["pass"]) == (3, example.k(13_000))
    assert (item.counts["watch"], item.money["watch"]) == (3, example.k(10_500))


def test_a_criterion_on_issuers_counts_issuers_and_the_money_in_them(example: Any) -> None:
    item = outcomes_of(example.tables, example.about.rulebooks)[0].criteria[0]

    # A 13,000 gross and B 10,500 are manufacturers; Illinois municipalities hold 6,000 and are not judged.
    assert (item.counts["pass"], item.money["pass"]) == (2, example.k(23_500))
    assert item.money["not_applicable"] == example.k(6_000)


def test_places_and_plans_hold_no_money(example: Any) -> None:
    books = outcomes_of(example.tables, example.about.rulebooks)

    assert [books[1].criteria[0].money, books[2].criteria[0].money] == [None, None]


def test_a_criterion_that_no_rulebook_describes_is_printed_and_unverified(example: Any) -> None:
    books = outcomes_of(example.tables, example.about.rulebooks[1:])

    assert (books[-1].id, books[-1].criteria[0].is_verified) == ("advanced-manufacturing", False)


def test_a_criterion_without_decisions_counts_zero_of_each_outcome(example: Any) -> None:
    criterion = replace(example.about.rulebooks[0].criteria[0], id="other")
    book = replace(example.about.rulebooks[0], criteria=(criterion,))

    assert sum(outcomes_of(example.tables, [book])[0].criteria[0].counts.values()) == 0


def outcomes_by_id(example: Any) -> dict[str, Any]:
    books = outcomes_of(example.tables, example.about.rulebooks)
    return {item.criterion.id: item for book in books for item in book.criteria}


def test_an_answer_for_all_is_counted_as_no_subject(example: Any) -> None:
    item = outcomes_by_id(example)["s7-p"]

    assert (item.total, item.every, item.why) == (0, "insufficient_data", "no partnership is attested")


def test_a_criterion_that_is_not_in_force_says_why_and_not_that_nobody_is_on_file(example: Any) -> None:
    assert outcomes_by_id(example)["dol-94a"].why == "ended October 16, 2008"
    assert outcomes_by_id(example)["mfg-31"].why == ""


def test_a_description_has_no_watches_and_fails_to_count(example: Any) -> None:
    """One issuer is on watch and one fails to be a manufacturer: that is what they are."""
    item = outcomes_by_id(example)["mfg-31"]

    assert (item.counts["watch"], item.counts["fail"], item.flagged) == (1, 1, 0)
    assert replace(item, criterion=replace(item.criterion, describes=False)).flagged == 2


def test_reasons_for_judging_nobody_are_grouped(example: Any) -> None:
    book = next(book for book in outcomes_of(example.tables, example.about.rulebooks) if book.id == "dol-eti")

    assert [(why, [c.id for c in criteria]) for why, criteria in book.left_out] == [
        ("ended October 16, 2008", ["dol-94a"])
    ]


def test_a_line_says_how_many_criteria_could_not_be_decided_when_they_are_many(example: Any) -> None:
    line = "inputs/2024-12-31/custodian-equity.csv:8"
    row = {**example.tables["decisions"].to_pylist()[0], "subject": "holding", "subject_id": line}
    more = [{**row, "criterion_id": f"c-{n}", "outcome": "insufficient_data"} for n in range(4)]
    decisions = TABLES["decisions"].of([*example.tables["decisions"].to_pylist(), *more])

    lines = read_lines({**example.tables, "decisions": decisions}, example.about, 100)

    assert [line.outcomes for line in lines if "4 criteria" in line.outcomes] == [
        "Insufficient data: 4 criteria; Pass: mfg-31, pri1-h1"
    ]


def test_a_line_names_its_own_outcomes_and_its_issuers_worst_first(example: Any) -> None:
    lines = {line.name: line for line in read_lines(example.tables, example.about, 100)}

    assert lines["Great River Bank Corp"].outcomes == "Fail: mfg-31; Insufficient data: pri1-h1"
    assert lines["Cash"].outcomes == "None applies"


def test_a_line_does_not_call_a_description_a_fail(example: Any) -> None:
    """The bank is no manufacturer: where the criterion only describes, nothing failed. A description met is named."""
    rows = [{**row, "describes": row["criterion_id"] == "mfg-31"} for row in example.tables["decisions"].to_pylist()]
    tables = {**example.tables, "decisions": TABLES["decisions"].of(rows)}

    lines = {line.name: line for line in read_lines(tables, example.about, 100)}

    assert lines["Great River Bank Corp"].outcomes == "Insufficient data: pri1-h1"
    assert lines["Rhine Chemie AG ADR"].outcomes == "Insufficient data: pri1-h1"
    assert lines["Prairie Machine Works Inc"].outcomes == "Pass: mfg-31, pri1-h1"


def test_a_line_says_where_its_head_office_is_or_why_there_is_none(example: Any) -> None:
    lines = {line.name: line.headquarters for line in read_lines(example.tables, example.about, 100)}

    assert lines["Lakeshore Foods Co"] == "IL"
    assert lines["Rhine Chemie AG ADR"] == "abroad"
    assert lines["Cash"] == "no place"
    assert lines["Broad Market Index Fund"] == "unknown"
    assert lines["Midstates Power Agency"] == "unknown"


def test_a_title_that_names_no_company_is_printed_with_its_issuer(example: Any) -> None:
    """A 13F writes “COM” for common stock."""
    line = read_lines(example.tables, example.about, 100)[0]

    assert (
        replace(line, holding={**line.holding, "issuer_name": "ABBVIE INC", "security_name": "COM"}).name
        == "ABBVIE INC, COM"
    )
    assert (
        replace(line, holding={**line.holding, "issuer_name": "AbbVie", "security_name": "AbbVie 4% 2030"}).name
        == "AbbVie 4% 2030"
    )


def test_the_largest_lines_are_kept_in_the_order_of_the_files(example: Any) -> None:
    kept = largest(example.tables["holdings"], 3)

    # 20,000 the index fund; 10,000 and 8,000 equity; an unpriced line is never among the largest
    assert kept["source_row"].to_pylist() == [8, 11, 16]
