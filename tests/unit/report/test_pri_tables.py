from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from screener.report import load_definition, summarise
from screener.report.page import render_page
from screener.report.pri_tables import assets, evidence, managers, screening, stewardship
from screener.report.pri_words import NOT_ASKED, NOT_ON_FILE
from screener.tables import TABLES

ROOT = Path(__file__).parents[3]
MANAGER = "Example Asset Management"


def with_(example: Any, **changed: list[dict[str, Any]]) -> Any:
    """Return the summary of the example with some tables made of other rows."""
    return summarise(
        {**example.tables, **{name: TABLES[name].of(rows) for name, rows in changed.items()}}, example.about
    )


def approach(group: str, management: str, name: str, screens: str, thousands: int) -> dict[str, Any]:
    words = {"asset_group": group, "management": management, "approach": name, "screens": screens}
    return {**words, "market_value": Decimal(thousands) * 1000, "share": None}


MIXED = [
    approach("listed equity", "internal", "screening", "positive", 300),
    approach("listed equity", "internal", "screening and thematic", "not recorded", 100),
    approach("listed equity", "external", "none", "none", 200),
    approach("fixed income", "unknown", "not recorded", "not recorded", 250),
    approach("other", "external", "screening, thematic and integration", "both", 100),
    approach("other", "external", "not recorded", "not recorded", 50),
]
"""Listed equity 600, fixed income 250, other 150: 1,000 thousand."""


def column(table: Any, name: str) -> list[Any]:
    place = [head.name for head in table.heads].index(name)
    return [row[place] for row in table.rows]


def block(table: Any, managed: str, name: str) -> dict[str, Any]:
    """Return approach → the cell of a column, of what is managed in one way."""
    rows = zip(column(table, "Managed"), column(table, "Approach"), column(table, name), strict=True)
    return {approach: cell for said, approach, cell in rows if said == managed}


def test_what_is_managed_internally_comes_first_with_every_approach_as_the_framework_asks(example: Any) -> None:
    """OO 17 asks for internal money alone: 300 and 100 of the 400 of listed equity, and none of another class."""
    table = assets(with_(example, approaches=MIXED))

    assert column(table, "Managed")[:9] == ["Internal (OO 17)"] * 9
    assert list(block(table, "Internal (OO 17)", "Listed equity, USD").items()) == [
        ("Screening alone", 300_000),
        ("Thematic alone", 0),
        ("Integration alone", 0),
        ("Screening and integration", 0),
        ("Thematic and integration", 0),
        ("Screening and thematic", 100_000),
        ("All three", 0),
        ("None", 0),
        ("Not recorded", 0),
    ]
    shares = block(table, "Internal (OO 17)", "Listed equity, share")
    assert (shares["Screening alone"], shares["Screening and thematic"]) == (Decimal("0.75"), Decimal("0.25"))
    assert set(block(table, "Internal (OO 17)", "Other, USD").values()) == {0}
    assert set(block(table, "Internal (OO 17)", "Other, share").values()) == {"–"}


def test_other_money_has_the_approaches_that_it_has_and_all_adds_up_to_the_asset_class(example: Any) -> None:
    table = assets(with_(example, approaches=MIXED))

    assert block(table, "External", "Other, USD") == {"All three": 100_000, "None": 0, "Not recorded": 50_000}
    assert block(table, "External", "Listed equity, share") == {"All three": 0, "None": 1, "Not recorded": 0}
    assert table.total == ("All", "All", 600_000, "–", 250_000, "–", 150_000, "–", 1_000_000, "–")


def test_an_asset_class_of_which_nothing_is_recorded_has_no_zero(example: Any) -> None:
    """Who manages the 250 of fixed income is not on file, so nobody can say that none of it is internal."""
    table = assets(with_(example, approaches=MIXED))

    assert set(block(table, "Internal (OO 17)", "Fixed income, USD").values()) == {NOT_ON_FILE}
    assert set(block(table, "External", "Fixed income, USD").values()) == {NOT_ON_FILE}
    assert block(table, "Not on file", "Fixed income, USD") == {"Not recorded": 250_000}
    assert block(table, "Not on file", "Fixed income, share") == {"Not recorded": 1}


def test_an_approach_by_another_name_has_a_row_of_its_own_and_is_in_the_total(example: Any) -> None:
    table = assets(with_(example, approaches=[*MIXED, approach("other", "external", "impact", "none", 10)]))

    assert block(table, "External", "Other, USD")["Impact"] == 10_000
    assert table.total[-2] == 1_010_000


def test_gross_and_net_are_reconciled_where_both_are_printed(summary: Any) -> None:
    """The example's 78,250,001.50 gross has shorts of 1,250,000.75: 75,750,000.00 net."""
    said = "Gross USD 78,250,001.50 less twice the shorts, USD 1,250,000.75, is net USD 75,750,000.00."

    assert said in assets(summary).note
    assert said in managers(summary).note


def test_the_total_of_assets_is_the_gross_value_of_the_portfolio(summary: Any) -> None:
    """The example's gross market value is 78,250,001.50."""
    assert assets(summary).total[-2] == screening(summary).total[2] == Decimal("78250001.50")


def test_screening_says_who_manages_each_class_and_by_which_screens(example: Any) -> None:
    """Of 400 managed by the plan 300 have a positive screen, 100 a screen of which nobody says the kind.

    All of the 400 is screened, so that OO 17.1 has the same shares; of 200 nothing is; of 150 only 100, by both kinds.
    """
    table = screening(with_(example, approaches=MIXED))

    assert [row[:4] for row in table.rows] == [
        ("Listed equity", "Internal", 400_000, Decimal(400) / 600),
        ("Listed equity", "External", 200_000, Decimal(200) / 600),
        ("Fixed income", "Not on file", 250_000, 1),
        ("Other", "External", 150_000, 1),
    ]
    assert table.rows[0][4:] == (Decimal("0.75"), 0, 0, Decimal("0.25"), 0, 0, Decimal("0.75"), 0, 0, Decimal("0.25"))
    assert table.rows[1][4:] == (0, 0, 0, 0, 1, 0, *["–"] * 4)
    assert table.rows[2][4:] == (*[NOT_ON_FILE] * 5, 1, *[NOT_ON_FILE] * 4)
    assert table.rows[3][10:] == (0, 0, 1, 0)
    assert table.total == (
        "All", "All", 1_000_000, 1, Decimal("0.3"), 0, Decimal("0.1"), Decimal("0.1"), Decimal("0.2"), Decimal("0.3"),
        Decimal("0.6"), 0, Decimal("0.2"), Decimal("0.2"),
    )  # fmt: skip


def test_managers_and_the_money_that_names_none_add_up_to_the_portfolio(summary: Any) -> None:
    """Example Asset Management runs the bonds, 15,749,999.75 net of 75,750,000.00; Quiet Partners nothing."""
    table = managers(summary)

    assert column(table, "Manager") == [MANAGER, "Quiet Partners", "No manager named"]
    assert column(table, "Market value, USD") == [Decimal("15749999.75"), 0, Decimal("60000000.25")]
    assert table.total[:3] == ("All", Decimal("75750000.00"), 1)
    assert set(table.rows[2][3:]) == {NOT_ASKED}
    assert set(table.rows[1][3:]) == {NOT_ON_FILE}


def test_what_is_attested_of_a_manager_stands_under_selection_appointment_and_monitoring(example: Any) -> None:
    facts = {"incorporation_method_shown": True, "agreement_carries_method": False, "integration_described": None}
    decisions = [
        {**row, "evidence": json.dumps({**facts, "transparency_report": "latest"})}
        if row["subject_id"] == MANAGER
        else row
        for row in example.tables["decisions"].to_pylist()
    ]

    assert managers(with_(example, decisions=decisions)).rows[0][3:] == (
        NOT_ON_FILE, "yes", "no", NOT_ON_FILE, NOT_ON_FILE, NOT_ON_FILE, "latest",
    )  # fmt: skip


VOTES = """\
1|1|A|for
1|1|B|for
2|1|A|against
3|1|A|for
3|2|A|abstain
4|1|A|withhold
5|0|A|
6|1|A|3 years"""
"""Matter, record, category, vote. Matter 1 has two categories and counts once; 3 was voted in two ways."""


def votes(filed: date) -> list[dict[str, Any]]:
    rows = []
    for line in VOTES.splitlines():
        matter, record, category, vote = line.split("|")
        where = {"source_file": "votes/form.xml", "source_row": int(matter), "record": int(record)}
        rows.append(
            {
                **where,
                "category": category,
                "manager": MANAGER,
                "filed": filed,
                "issuer_name": "Prairie Machine Works",
                "meeting_date": date(2024, 5, 1),
                "description": "A matter",
                "vote": vote or None,
            }
        )
    return rows


def test_ways_of_voting_do_not_overlap_and_add_up_to_the_matters(example: Any) -> None:
    """Six matters: one for, one against, one withheld, one split, one in other words, one without a vote."""
    table = stewardship(with_(example, votes=votes(date(2024, 8, 31))))

    assert table.rows[0][:8] == (MANAGER, 6, 1, 1, 1, 1, 1, 1)
    assert table.rows[0][8:10] == (40, Decimal("0.9"))
    assert table.rows[1] == ("Quiet Partners", *[NOT_ON_FILE] * 11)
    assert table.total[:8] == ("All with a form on file", 6, 1, 1, 1, 1, 1, 1)


def test_votes_that_were_filed_after_the_run_knew_anything_do_not_count(example: Any) -> None:
    table = stewardship(with_(example, votes=votes(date(2025, 8, 31))))

    assert table.rows[0][1:8] == (NOT_ON_FILE,) * 7
    assert table.total[1:8] == (NOT_ON_FILE,) * 7


def test_an_engagement_log_without_an_entry_is_zero_lines_and_no_log_is_not_on_file(example: Any) -> None:
    """Two lines of the bonds are in the log: a dialogue on one, nothing on the other."""
    holdings = [
        {**row, "manager": MANAGER if row["account"] == "Core bonds" else None}
        for row in example.tables["holdings"].to_pylist()
    ]
    bonds = [row for row in holdings if row["manager"]][:2]
    entry = {"rulebook_id": "un-pri", "criterion_id": "pri2-h1", "subject": "holding", "outcome": "pass"}
    other = {"parameters": "{}", "use": "decision", "describes": False}
    rows = example.tables["decisions"].to_pylist()
    found = []
    for words in (("dialogue", "none"), ("none", "none"), (None, None)):
        log = [
            {
                **entry,
                **other,
                "subject_id": f"{line['source_file']}:{line['source_row']}",
                "evidence": json.dumps({"engagement": word}),
            }
            for line, word in zip(bonds, words, strict=True)
        ]
        found.append(
            column(stewardship(with_(example, holdings=holdings, decisions=[*rows, *log])), "Lines with an engagement")[
                0
            ]
        )

    assert found == [1, 0, NOT_ON_FILE]


def test_no_table_has_an_empty_cell_or_a_row_of_another_width(summary: Any) -> None:
    for table in summary.pri.values():
        for row in (*table.rows, table.total or table.rows[0]):
            assert len(row) == len(table.heads)
            assert all(text.strip() for text, _, _ in table.printed(row))


def test_the_exact_figure_stands_beside_the_printed_one(example: Any) -> None:
    table = assets(with_(example, approaches=MIXED))

    assert table.printed(table.rows[0])[1:4] == [
        ("Screening alone", "", ""),
        ("300,000.00", "300000.00", "n"),
        ("75.0%", "0.75", "n"),
    ]


@pytest.fixture(scope="module")
def page(example: Any, summary: Any) -> Any:
    """Return the PRI edition of the example, as its definition says."""
    definition = load_definition(ROOT, "pri", where="here")
    return html.fromstring(render_page(summary, example.tables, example.faults, definition))


def test_tables_of_the_edition_can_be_pasted(page: Any, summary: Any) -> None:
    """One row of headings, as many cells in every row as headings, and no cell over two."""
    tables = [table for name in summary.pri for table in page.get_element_by_id(name).iter("table")]

    assert len(tables) == len(summary.pri)
    for table in tables:
        assert len(table.xpath("thead/tr")) == 1
        assert {len(row) for row in table.iter("tr")} == {len(table.xpath("thead/tr/th"))}
        assert table.xpath(".//@colspan | .//@rowspan") == []


def test_printed_money_adds_up_to_the_printed_total(page: Any) -> None:
    """Read back from the page: the columns of money, and their last row."""
    for name, columns in (("pri_assets", (3, 5, 7)), ("pri_screening", (3,)), ("pri_managers", (2,))):
        (table,) = page.get_element_by_id(name).iter("table")
        for place in columns:
            parts = [Decimal(text) for text in table.xpath(f"tbody/tr/*[{place}]/data/@value")]
            (total,) = table.xpath(f"tfoot/tr/*[{place}]/data/@value")
            assert parts
            assert sum(parts) == Decimal(total)


def test_the_edition_says_that_there_is_no_score_and_prints_each_principle(page: Any) -> None:
    text = " ".join(page.get_element_by_id("principles").text_content().split())

    assert "There is no PRI score" in text
    assert "A holding has no PRI status" in text
    assert [page.get_element_by_id(f"principle-{number}").tag for number in range(7)] == ["h3"] * 7


def test_every_criterion_of_a_principle_is_in_the_evidence(summary: Any) -> None:
    assert [row[:2] for row in evidence(summary).rows] == [("1", "Fresh ESG fact"), ("2", "Votes as the policy says")]


def test_every_table_has_a_name_that_a_workbook_takes(summary: Any) -> None:
    assert all(len(table.title) <= 31 for table in summary.pri.values())
