from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from screener.report import page, summarise, summary_lines, write
from screener.report.definition import Definition
from screener.report.figures import Figure, Interval
from screener.report.glossary import glossary
from screener.report.overview import overview_blocks
from screener.report.page import render_page
from screener.report.sections import SECTIONS
from screener.report.words import CONTENTS, GROUPS
from screener.tables import TABLES


@pytest.fixture(scope="session")
def text(example: Any, summary: Any) -> str:
    return render_page(summary, example.tables, example.faults)


@pytest.fixture(scope="session")
def tree(text: str) -> Any:
    return html.fromstring(text)


def test_the_page_needs_no_script_and_asks_nothing_of_any_network(text: str, tree: Any) -> None:
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //@onclick | //@style")
    assert not re.findall(r"@import|url\((?!#)", text)
    assert all(link.startswith("#") for link in tree.xpath("//@href"))


def test_every_link_leads_somewhere_and_no_id_repeats(tree: Any) -> None:
    ids = Counter(tree.xpath("//@id"))

    assert {link.removeprefix("#") for link in tree.xpath("//@href")} <= set(ids)
    assert set(ids.values()) == {1}


def test_every_table_has_a_caption_and_scoped_heads(tree: Any) -> None:
    assert all(table.xpath("./caption[normalize-space()]") for table in tree.xpath("//table"))
    assert not tree.xpath("//th[not(@scope)]")


def test_every_picture_says_its_finding_or_is_decoration(tree: Any) -> None:
    assert not tree.xpath("//svg[not(@aria-hidden='true') and not(@role='img' and string-length(@aria-label) > 10)]")


def test_headings_never_skip_a_level(tree: Any) -> None:
    levels = [int(head.tag[1]) for head in tree.xpath("//main//h2 | //main//h3 | //main//h4 | //h1")]

    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_page_one_answers_with_low_best_high_and_what_is_unknown(tree: Any) -> None:
    answer = " ".join(tree.xpath("//div[@class='answer']")[0].text_content().split())

    assert "Our best estimate is that USD 12.9 million (17.0%) is tied to manufacturing in Illinois." in answer
    assert "At least 4.2 million is proven. It could be as much as 54.4 million: a limit, not a forecast." in answer


def answer_of(tree: Any) -> str:
    return " ".join(tree.xpath("//div[@class='answer']")[0].text_content().split())


def test_page_one_says_what_is_held_net_and_gross(tree: Any) -> None:
    # Shares 32,000 long less 1,000 short, funds 20,500, municipal bonds 6,500 (thousands); 70,000 in the run before.
    assert (
        "holds USD 75.8 million net in 27 lines (78.3 million gross, 1.3 million of it short), mostly shares "
        "(31.0 million), funds (20.5 million) and municipal bonds (6.5 million). That is 5.8 million more than on "
        "December 31, 2023." in answer_of(tree)
    )


def notes_of(tree: Any) -> str:
    """Return what page one says is to be known before the figures are used."""
    return " ".join(tree.xpath("string(//article[@aria-labelledby='c5'])").split())


def decisions_of(tree: Any) -> list[str]:
    """Return what page one says needs a decision, item by item."""
    return [" ".join(item.text_content().split()) for item in tree.xpath("//article[@aria-labelledby='c4']/ol/li")]


def main_row(tree: Any, title: str) -> list[str]:
    """Return the cells of a row of page one's main table."""
    row = tree.xpath(f"//*[@aria-label='Main figures']//tr[th[starts-with(normalize-space(), '{title}')]]")[0]
    return [" ".join(cell.text_content().split()) for cell in row.xpath("td")]


def test_page_one_prints_a_measure_with_its_share_its_ends_its_change_and_its_tilt(tree: Any) -> None:
    # In thousands: before 12,000, trades +1,000, prices -100; 35 percent held less 10 percent of the benchmark.
    assert main_row(tree, "Manufacturing in Illinois") == [
        "12.9 million 17.0% of net",
        "4.2 million to 54.4 million",
        "+900.0 thousand: trades +1,000.0, prices −100.0",
        "+25.00 direction unknown",
    ]
    assert main_row(tree, "Manufacturing in Illinois, by head office alone")[:2] == [
        "21.5 million 28.4% of net",
        "21.5 million to 46.5 million",
    ]


def changed_by(example: Any, *causes: int) -> str:
    """Return what page one says of a change of in-state manufacturing by causes, in thousands."""
    names = ("trades", "prices", "currency", "matching")
    common = {"measure": "in_state_manufacturing", "basis": "headquarters"}
    steps = [("before", 12_000), *zip(names, causes, strict=False)]
    rows = [
        {**common, "step": n, "cause": cause, **dict.fromkeys(("low", "best", "high"), example.k(amount))}
        for n, (cause, amount) in enumerate(steps)
    ]
    tables = {**example.tables, "changes": TABLES["changes"].of(rows)}
    tree = html.fromstring(render_page(summarise(tables, example.about), tables, []))
    return main_row(tree, "Manufacturing in Illinois, by head office alone")[2]


def test_the_two_largest_causes_of_a_change_and_all_others_add_up_as_printed(example: Any) -> None:
    """1,936 - 1,147 - 150 - 49 = 590, by head office alone too."""
    assert (
        changed_by(example, -1147, 1936, -150, -49) == "+590.0 thousand: prices +1,936.0, trades −1,147.0, other −199.0"
    )


def test_causes_that_cancel_out_make_a_change_of_nothing(example: Any) -> None:
    assert changed_by(example, 1, -1) == "0: trades +1,000, prices −1,000"


def quarters(example: Any, *best: int | None) -> Any:
    """Return the history of direct instruments, in thousands: of the run compared with, and of this one."""
    runs = ((example.about.since.run_id, example.about.since.as_of), (example.about.run_id, example.about.as_of))
    common = {"measure": "direct_instruments", "basis": "operations", "rules": "r", "low": 0, "high": example.k(9000)}
    return TABLES["history"].of(
        [
            {
                **common,
                "run_id": run,
                "as_of": day,
                "best": None if amount is None else example.k(amount),
                "market_value": 0,
            }
            for (run, day), amount in zip(runs, best, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("best", "says"), [((1_500, 2_000), "+500.0 thousand"), ((2_000, 2_000), "none"), ((None, 2_000), "not compared")]
)
def test_direct_instruments_are_compared_with_the_quarter_before(example: Any, best: Any, says: str) -> None:
    tables = {**example.tables, "history": quarters(example, *best)}
    tree = html.fromstring(render_page(summarise(tables, example.about), tables, []))

    assert main_row(tree, "Community development")[2] == says


def test_money_in_counties_of_need_has_a_sentence_of_its_own_with_how_wide_the_definition_is(tree: Any) -> None:
    """One county of four meets the only definition; nothing of it is in Illinois."""
    assert (
        "Separately, USD 6.0 million (7.9%; in Illinois 0) is at company sites or head offices in counties of need. "
        "It says nothing of purpose. By the widest definition 1 of 4 counties are in need." in answer_of(tree)
    )


def test_what_is_valued_long_ago_stands_in_the_answer_where_it_is_a_quarter(example: Any, summary: Any) -> None:
    """20,000 of 75,750 thousand are 26.4 percent."""
    stale = tuple(replace(day, market_value=example.k(20_000)) for day in summary.earlier)
    tree = html.fromstring(render_page(replace(summary, earlier=stale), example.tables, []))

    assert "Of the net value 26.4% is of earlier dates, back to September 30, 2024." in answer_of(tree)
    assert "earlier date" not in notes_of(tree)


def test_what_is_zero_is_no_caution(example: Any, summary: Any) -> None:
    none = dict.fromkeys(summary.unknown, Decimal(0))
    funds = replace(summary.funds, rows=(), closed=example.k(20_500))
    tree = html.fromstring(render_page(replace(summary, unknown=none, funds=funds), example.tables, []))

    assert "The place is unknown" not in notes_of(tree)
    assert "None of the USD 20.5 million in funds is looked through." in notes_of(tree)


def test_key_figures_can_be_read_back_exactly(tree: Any) -> None:
    cells = "//*[@aria-label='Main figures']//tr[th[starts-with(., 'Manufacturing')]]/td//data/@value"

    best, share, low, high, *moved = map(Decimal, tree.xpath(cells))

    assert (low, best, high) == (4_250_000, 12_900_000, Decimal("54350000.25"))
    assert round(share, 4) == Decimal("0.1703")  # 12,900 of 75,750
    assert moved[:3] == [900_000, 1_000_000, -100_000]


def test_a_first_run_without_a_benchmark_says_so_once_and_has_no_empty_columns(example: Any, summary: Any) -> None:
    page_one = html.fromstring(render_page(replace(summary, changes=(), tilts=()), example.tables, []))
    table = page_one.xpath("//*[@aria-label='Main figures']")[0]

    assert "First run: there is nothing to compare with. No benchmark is on file." in " ".join(
        table.xpath("string(.//caption)").split()
    )
    assert table.xpath(".//thead//th/text()") == ["What", "Best estimate", "From low to high"]


def test_what_needs_a_decision_begins_with_errors_and_ends_with_the_approval(tree: Any) -> None:
    kinds = tree.xpath("//article[@aria-labelledby='c4']/ol/li/span[1]/text()")

    assert kinds == ["Error", "Error", "Watch", "Watch", "Set aside", "Not known", "Not signed"]
    assert decisions_of(tree)[-1].endswith("People approve it, outside this program. Until then it is a draft.")


def test_a_word_leads_to_the_glossary_the_first_time_and_every_entry_is_short(tree: Any) -> None:
    links = tree.xpath("//a[@class='term']/@href")
    entries = tree.xpath("//section[@id='glossary']//dt/@id")

    assert max(Counter(links).values()) == 1
    assert {link.removeprefix("#") for link in links} <= set(entries)
    assert entries == [f"term-{anchor}" for anchor, _ in glossary()]
    assert max(len(entry.definition.split()) for _, entry in glossary()) <= 30


def test_every_section_of_the_contents_stands_under_one_heading() -> None:
    grouped = [name for names in CONTENTS.values() for name in names]

    assert Counter(grouped) == Counter(list(SECTIONS))


def test_the_section_on_places_says_what_an_upper_end_is_made_of_and_the_parts_add_up(tree: Any) -> None:
    limit = " ".join(tree.xpath("string(//*[@id='limit'])").split()).partition("as much as ")[2]
    limit = limit.partition("This is a limit")[0]
    total, *parts = (Decimal(text) for text in re.findall(r"([\d.]+) million", limit))

    assert "13.0 million where only the head office is known" in limit
    assert sum(parts) == total


def test_page_one_says_how_much_of_an_estimate_is_placed_by_the_head_office_alone(tree: Any) -> None:
    # In Illinois 3,000 of 21,900 thousand rest on tier 5, of manufacturing nothing.
    notes = notes_of(tree)

    assert "3.0 million of all industries in Illinois (13.7%) counts only because the head office is here." in notes
    assert "of manufacturing in Illinois" not in notes


def test_page_one_says_what_is_valued_at_an_earlier_date(tree: Any) -> None:
    assert "USD 15.7 million, net (20.8%), is valued at an earlier date: September 30, 2024." in notes_of(tree)


def test_page_one_does_not_print_unreadable_values_as_zero(tree: Any) -> None:
    assert any("2 lines (USD 750,000.00 + 1 unknown) could not be used" in item for item in decisions_of(tree))


def test_a_figure_of_which_nothing_is_known_is_printed_as_unknown(example: Any, summary: Any) -> None:
    unknown = Figure(Interval(high=Decimal(50_000_000)), is_known=False)
    development = tuple(replace(row, figures=dict.fromkeys(row.figures, unknown)) for row in summary.development)
    tree = html.fromstring(render_page(replace(summary, development=development), example.tables, []))

    assert main_row(tree, "Community development")[:2] == ["unknown", "0 to 50.0 million"]
    assert not tree.xpath("//tr[th[starts-with(., 'Community development')]]//*[@class='best']")


def test_page_one_prints_a_line_for_each_rulebook_with_anything_decided(tree: Any) -> None:
    rows = tree.xpath("//*[@aria-label='Criteria in force, by rulebook']//tbody/tr")

    # In force, decided, watch, fail, unknown, unverified. Who is a manufacturer is a description and no fail.
    assert {row.xpath("string(th)"): [int(cell) for cell in row.xpath("td[@data-label]/text()")] for row in rows} == {
        "Advanced manufacturing": [1, 1, 0, 0, 0, 0],
        "Community development": [1, 1, 0, 0, 0, 0],
        "Nine steps to revitalize manufacturing communities": [2, 1, 0, 0, 1, 2],
        "Principles for Responsible Investment": [2, 2, 2, 0, 0, 2],
    }


def test_page_one_says_what_could_not_be_decided_and_what_is_not_in_force(tree: Any) -> None:
    card = " ".join(tree.xpath("string(//article[@aria-labelledby='c3'])").split())

    assert "Asking nothing here: Department of Labor guidance (no investment was proposed)." in card
    assert "Not in force here: 1 other rulebook." in card
    assert "none of it could be decided" not in card


def test_page_one_says_that_no_text_was_adopted_where_none_was(example: Any) -> None:
    """What does not apply to anybody is not what could not be decided: no text of the rulebook was adopted."""
    books = [replace(book, is_adoptable=book.id == "dol-eti") for book in example.about.rulebooks]
    about = replace(example.about, adopted_text=None, rulebooks=tuple(books))

    tree = html.fromstring(render_page(summarise(example.tables, about), example.tables, []))

    card = " ".join(tree.xpath("string(//article[@aria-labelledby='c3'])").split())
    assert "Department of Labor guidance (no Department of Labor text was adopted)." in card


def test_page_one_names_a_rulebook_of_which_nothing_could_be_decided(example: Any) -> None:
    rows = [
        {**row, "outcome": "insufficient_data"} if row["rulebook_id"] == "nine-steps" else row
        for row in example.tables["decisions"].to_pylist()
    ]
    tables = {**example.tables, "decisions": TABLES["decisions"].of(rows)}

    tree = html.fromstring(render_page(summarise(tables, example.about), tables, []))

    card = " ".join(tree.xpath("string(//article[@aria-labelledby='c3'])").split())
    assert "none of it could be decided: Nine steps to revitalize manufacturing communities (2)." in card


def test_page_one_says_what_unverified_means(tree: Any) -> None:
    card = " ".join(tree.xpath("string(//article[@aria-labelledby='c3'])").split())

    assert "Unverified: not confirmed line by line against the source." in card


def card_of_flags(example: Any, **outcomes: str) -> str:
    """Return the card of what needs a decision, of a run in which criteria come out as given."""
    rows = [
        {**row, "outcome": outcomes.get(row["criterion_id"].replace("-", "_"), row["outcome"])}
        for row in example.tables["decisions"].to_pylist()
    ]
    books = [
        replace(book, criteria=tuple(replace(item, describes=item.id == "mfg-31") for item in book.criteria))
        for book in example.about.rulebooks
    ]
    tables = {**example.tables, "decisions": TABLES["decisions"].of(rows)}
    about = replace(example.about, rulebooks=tuple(books))
    tree = html.fromstring(render_page(summarise(tables, about), tables, []))
    return " ".join(tree.xpath("string(//article[@aria-labelledby='c4'])").split())


def test_watches_and_fails_of_places_are_not_said_to_be_none(example: Any) -> None:
    """Two counties fail cd-ppov, here no description: the card and the table beside it agree."""
    card = card_of_flags(example, pri1_h1="pass", pri2_m1="pass")

    assert "No holding, issuer, manager, candidate or plan is on watch or fails." in card
    assert "1 criterion about places has a watch or a fail." in card


def test_watches_and_fails_of_places_stand_beside_those_of_holdings(example: Any) -> None:
    assert "Besides, 1 criterion about places has a watch or a fail." in card_of_flags(example)


def test_nothing_is_said_of_places_where_none_is_flagged(example: Any) -> None:
    assert "about places" not in card_of_flags(example, cd_ppov="pass")


def test_a_place_that_is_less_than_its_state_says_so_wherever_figures_begin(example: Any) -> None:
    """Eleven counties are in-state for New York City: the figures are of these, and no longer of the state."""
    about = replace(example.about, home_name="the five boroughs and six counties")
    summary = summarise(example.tables, about)
    said = "In-state means the five boroughs and six counties: the home region of this report."

    tree = html.fromstring(render_page(summary, example.tables, []))

    assert said in answer_of(tree)
    assert said in " ".join(tree.xpath("string(//section[@id='law'])").split())
    assert any(said in line for line in summary_lines(summary))
    assert ("In-state", said) in [tuple(row) for sheet in overview_blocks(summary, []) for row in sheet.rows]


def test_a_place_that_is_its_state_says_nothing_of_it(example: Any, tree: Any) -> None:
    assert example.about.narrow_home == ""
    assert "the home region of this report" not in tree.text_content()


def test_community_development_says_of_which_years_a_definition_is(example: Any) -> None:
    """USDA ERS, Rural Atlas of 2024: unemployment to 2021, so that 24 months are 2020 and 2021."""
    source = {
        **example.tables["data_sources"].to_pylist()[0],
        "dataset": "ers_counties",
        "vintage": "2015 typology; ACS 2017-21; LAUS 2017 to 2021; census 2010 and 2020",
    }
    tables = {**example.tables, "data_sources": TABLES["data_sources"].of([source])}
    facts = ("unemployment_rate_24m", "us_unemployment_rate_24m", "per_capita_income")
    books = [
        replace(book, criteria=tuple(replace(item, facts=facts) for item in book.criteria))
        for book in example.about.rulebooks
    ]
    summary = summarise(tables, replace(example.about, rulebooks=tuple(books)))

    tree = html.fromstring(render_page(summary, tables, []))

    said = "Persistent-poverty county (unemployment of 2020–21, income of 2017–21)"
    assert said in tree.xpath("string(//section[@id='development'])")


def test_a_text_stands_out_only_where_the_plan_follows_it(example: Any, tree: Any) -> None:
    lit = "//*[@aria-label='Department of Labor texts']//tr[@class='home']"
    about = replace(example.about, texts=tuple(replace(text, is_adopted=False) for text in example.about.texts))
    none = html.fromstring(render_page(summarise(example.tables, about), example.tables, []))

    assert [row.xpath("string(th/text())") for row in tree.xpath(lit)] == ["Bulletin 2015-01"]
    assert none.xpath(lit) == []


def test_principles_say_that_a_criterion_could_not_be_decided_and_not_that_nothing_is_on_file(tree: Any) -> None:
    table = " ".join(tree.xpath("string(//*[@aria-label='The six principles'])").split())

    assert "could not be decided" in table
    assert "no evidence" not in table


def test_a_verified_text_with_our_numbers_says_so_wherever_it_says_verified(example: Any) -> None:
    books = [
        replace(book, criteria=tuple(replace(item, has_own_numbers=True) for item in book.criteria))
        for book in example.about.rulebooks
    ]
    about = replace(example.about, rulebooks=tuple(books))

    tree = html.fromstring(render_page(summarise(example.tables, about), example.tables, []))

    # mfg-31 and cd-ppov are verified and in force, pri4-h1 is verified and never applies; the others are unverified.
    said = "text verified; numbers ours"
    assert len(tree.xpath(f"//section[@id='outcomes']//th/span[.='{said}']")) == 2
    assert tree.xpath(f"//section[@id='every']//tr[td='{said}']/td[1]/code/text()") == ["mfg-31", "cd-ppov", "pri4-h1"]


def test_page_one_says_by_which_law_the_criteria_judged(tree: Any) -> None:
    card = " ".join(tree.xpath("string(//article[@aria-labelledby='c3'])").split())

    assert "Judged by the law of December 31, 2024 for Illinois; Department of Labor text: IB 2015-01." in card
    assert "Benefits beside the financial one are to be weighed or reported." in card


def test_without_a_profile_benefits_are_said_to_be_reported_only(example: Any) -> None:
    about = replace(example.about, profile=None, adopted_text=None)
    tree = html.fromstring(render_page(summarise(example.tables, about), example.tables, []))

    law = " ".join(tree.xpath("string(//section[@id='law'])").split())
    assert "Reported only: without a jurisdiction profile nothing says that they may be used for more." in law
    assert "None was adopted." in law


def test_a_text_that_is_not_enforced_is_in_force_all_the_same(tree: Any) -> None:
    rows = tree.xpath("//*[@aria-label='Department of Labor texts']//tbody/tr")

    assert [row.xpath("string(td[last()])") for row in rows] == [
        "the plan follows it, though the text itself is not in force",
        "in force, not enforced by the Department of Labor",
    ]


def test_evidence_known_later_than_the_date_is_said_to_be(example: Any, tree: Any) -> None:
    about = replace(example.about, known_at=date(2025, 6, 30))
    later = html.fromstring(render_page(summarise(example.tables, about), example.tables, []))

    assert "Evidence known on" not in tree.xpath("string(//dl[@class='facts'])")
    assert "June 30, 2025" in later.xpath("string(//dl[@class='facts'])")


def test_every_criterion_is_on_one_list_with_its_outcomes_or_why_it_has_none(tree: Any) -> None:
    rows = {
        row.xpath("string(td[1]/code)"): [" ".join(cell.split()) for cell in row.xpath("td[position()>2]//text()")]
        for row in tree.xpath("//section[@id='every']//tbody/tr[td]")
    }

    assert len(rows) == 10
    # Lines: three of A pass, three of B are on watch; eight are of no issuer's kind (four without place, one abroad,
    # three municipal); the other thirteen cannot be judged.
    assert rows["pri1-h1"][:6] == ["in force", "3", "3", "0", "8", "13"]
    assert rows["oh-01"][:2] == ["only for Ohio", "Not applicable"]
    assert rows["dol-15a"][1] == "Not applicable: no investment was proposed"
    assert rows["s7-p"][1] == "Insufficient data: no partnership is attested"


def test_what_judges_nobody_is_listed_under_its_rulebook_with_the_reason(tree: Any) -> None:
    section = " ".join(tree.xpath("string(//section[@id='outcomes'])").split())

    assert "Ended October 16, 2008: Commensurate return" in section
    assert "Never applies to a holding: Principle 4" in section
    assert "Ohio (only for Ohio): Comparable in quality" in section


def test_an_outcome_that_may_only_be_reported_says_so_beside_the_criterion(tree: Any) -> None:
    row = tree.xpath("//section[@id='outcomes']//tr[th/strong='Employers lead']")[0]

    assert row.xpath("th/span[@class='badge use']/text()") == ["to be reported"]


def test_a_limit_whose_criterion_was_not_read_has_no_dead_link(tree: Any) -> None:
    rows = tree.xpath("//*[@aria-label='Reports and limits that Illinois asks for']//tbody/tr")

    assert [row.xpath("string(td[3])") for row in rows] == ["Exposure is measured", "illinois/no-such"]
    assert [row.xpath("td[3]/a/@href") for row in rows] == [["#criterion-nine-steps-s8c"], []]


def test_what_the_fund_attested_stands_with_its_document(tree: Any) -> None:
    rows = tree.xpath("//section[@id='attested']//tbody/tr")

    assert [[" ".join(cell.text_content().split()) for cell in row.xpath("td")[1:4]] for row in rows] == [
        ["0.95", "2024-06-30", "Policy of 2024"],
        ["yes", "2024-06-30", "Policy of 2024, page 3"],
    ]


def test_a_manager_without_votes_on_file_is_unknown_and_not_zero(tree: Any) -> None:
    rows = tree.xpath("//*[@aria-label='Managers']//tbody/tr")

    assert [[cell.text_content().strip() for cell in row.xpath("th|td")] for row in rows] == [
        ["Example Asset Management", "15,749,999.75", "unknown", "40", "90.0%", "Watch: Votes as the policy says."],
        ["Quiet Partners", "0.00", "unknown", "unknown", "unknown", ""],
    ]


def test_the_criteria_begin_by_saying_that_there_is_no_pri_score(tree: Any) -> None:
    assert tree.xpath("string(//h3[@id='c3']/following-sibling::p[1])").startswith("There is no PRI score")


def test_kinds_of_findings_that_page_one_leaves_out_are_counted(
    example: Any, summary: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "NOTABLE", 2)

    tree = html.fromstring(render_page(summary, example.tables, []))

    # Two errors and three warnings. On paper, where nothing can be followed, a sentence says it.
    assert "See also: 3 more kinds of finding, 2 criteria" in tree.xpath("string(//span[@class='on-paper'])")
    assert tree.xpath("//article[@aria-labelledby='c4']/ul/li[1]/a/text()") == ["3 more kinds of finding"]


def test_data_that_nothing_rests_on_are_not_named_on_page_one(example: Any) -> None:
    rows = [{**row, "market_value": 0} for row in example.tables["data_sources"].to_pylist()]
    tables = {**example.tables, "data_sources": TABLES["data_sources"].of(rows)}

    assert "Rests mainly on" not in render_page(summarise(tables, example.about), tables, [])


def test_page_one_marks_data_newer_than_the_date(tree: Any) -> None:
    assert "companies’ names and tickers (October 2026, after the date of this report)" in notes_of(tree)


def test_an_unreadable_quarantined_amount_is_unknown_in_the_table(example: Any, summary: Any) -> None:
    delivered = replace(summary.delivered, unknown_rows=2, quarantined=Decimal(0))

    tree = html.fromstring(render_page(replace(summary, delivered=delivered), example.tables, []))

    rows = tree.xpath("//*[@aria-label='Delivered, screened, quarantined']//tr[td]")
    assert [row.xpath("string(td[last()])") for row in rows][1:] == ["unknown", "at least 75,750,000.00"]


def test_a_form_is_named_as_people_know_it(tree: Any) -> None:
    assert tree.xpath("//*[@aria-label='Files delivered']//tbody/tr/td[2]/text()") == [
        "CSV",
        "Form N-PORT",
        "Excel workbook",
    ]


def test_what_has_no_range_has_a_dash(tree: Any) -> None:
    row = tree.xpath("//*[@aria-label='By state']//tr[th='Unknown']")[0]

    assert [row.xpath(f"string(td[{n}])") for n in (1, 2, 3)] == ["–", "22,500,000", "–"]


def test_an_issuer_says_what_its_place_rests_on(tree: Any) -> None:
    rows = tree.xpath("//*[@aria-label='Issuers with the most in the home region']//tbody/tr")

    assert [row.xpath("string(td[last()])") for row in rows[:4]] == [
        "facility list, jobs modelled",
        "counted jobs",
        "head office only",
        "the bond itself",
    ]


def test_the_evidence_of_a_match_is_text_that_a_keyboard_reaches(tree: Any) -> None:
    cell = tree.xpath("//section[@id='holdings']//tr[td[contains(., 'Rhine Chemie')]]/td[4]/details")[0]

    assert cell.xpath("string(summary)") == "ticker"
    assert "RHCY in the register" in cell.text_content()
    assert not tree.xpath("//@title")


def test_findings_speak_of_asset_classes_in_words(example: Any) -> None:
    rows = example.tables["findings"].to_pylist()
    rows[0]["message"] = "no issuer was found for 3 lines of corporate_debt"
    tables = {**example.tables, "findings": TABLES["findings"].of(rows)}

    assert "3 lines of corporate debt" in render_page(summarise(tables, example.about), tables, [])


def test_page_one_says_so_when_nothing_is_proven(example: Any) -> None:
    """Without counted headcounts (tier 1) and bonds, manufacturing has no proven part."""
    unproven = [
        {**row, "low": row["best"] if row["group"] in GROUPS else 0} for row in example.tables["exposures"].to_pylist()
    ]
    tables = {**example.tables, "exposures": TABLES["exposures"].of(unproven)}

    text = " ".join(html.fromstring(render_page(summarise(tables, example.about), tables, [])).text_content().split())

    assert "Counted jobs prove none of it. It could be as much as 54.4 million" in text


def test_a_figure_that_is_certain_is_printed_without_a_range(example: Any) -> None:
    certain = [{**row, "low": row["best"], "high": row["best"]} for row in example.tables["exposures"].to_pylist()]
    tables = {**example.tables, "exposures": TABLES["exposures"].of(certain)}

    text = " ".join(html.fromstring(render_page(summarise(tables, example.about), tables, [])).text_content().split())

    assert "is tied to manufacturing in Illinois. The figure has no range." in text


def test_bonds_alone_have_no_range_by_the_method_and_the_page_says_so(example: Any, summary: Any) -> None:
    """A municipal bond counts as public: its zero of manufacturing is a convention, not a count of plants."""
    tiers = replace(summary.tiers, rows=tuple(row for row in summary.tiers.rows if row.tier in ("instrument", "5")))
    bonds = replace(tiers, rows=tuple(replace(row, held=row.held * (row.tier != "5")) for row in tiers.rows))
    none = dict.fromkeys(("operations", "headquarters"), Figure())
    headline = {**summary.headline, "in_state_manufacturing": none}

    text = render_page(replace(summary, tiers=bonds, headline=headline), example.tables, [])

    assert "There is no range because the method decides it: a municipal bond counts as public." in text


def test_exact_figures_are_printed_to_the_cent(tree: Any) -> None:
    cells = [cell.text_content() for cell in tree.xpath("//*[@id='exact']//tbody/tr[1]/td")]

    assert cells == [
        "operations",
        "4,250,000.00",
        "12,900,000.00",
        "54,350,000.25",
        "17.0%",
        "13,500,000.00",
        "−600,000.00",
    ]


def test_unverified_criteria_are_marked_on_page_one(tree: Any) -> None:
    marked = tree.xpath("//section[@id='brief']//li[.//span[contains(@class, 'unverified')]]/b/a/text()")

    assert marked == ["Fresh ESG fact:", "Votes as the policy says:"]


def test_data_published_after_the_date_are_marked(tree: Any) -> None:
    rows = {
        row.xpath("string(th)").split("\n")[0]: "later" in row.text_content()
        for row in tree.xpath("//section[@id='sources']//tbody/tr")
    }

    assert sorted(rows.values()) == [False, True]


def test_every_line_is_printed_with_file_line_and_outcomes(tree: Any) -> None:
    rows = tree.xpath("//section[@id='holdings']//tbody/tr[td]")

    assert len(rows) == 27


def test_an_unpriced_line_is_unknown_and_not_zero(tree: Any) -> None:
    row = tree.xpath("//section[@id='holdings']//tr[td[contains(., 'Delisted Example')]]")[0]

    assert row.xpath("string(td[6])") == "unknown"


def test_delivered_text_cannot_become_markup(example: Any) -> None:
    rows = example.tables["holdings"].to_pylist()
    rows[0]["security_name"] = "<script>alert(1)</script>"
    tables = {**example.tables, "holdings": TABLES["holdings"].of(rows)}

    text = render_page(summarise(tables, example.about), tables, [])

    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_large_portfolio_prints_its_largest_lines_and_says_so(example: Any, summary: Any) -> None:
    tree = html.fromstring(render_page(summary, example.tables, [], Definition(lines=4)))

    assert len(tree.xpath("//section[@id='holdings']//tbody/tr[td]")) == 4
    assert "The 4 lines with the largest value of 27 screened lines" in " ".join(tree.text_content().split())


def test_the_same_run_gives_the_same_bytes(example: Any, folder: Path, tmp_path: Path) -> None:
    write(tmp_path, summarise(example.tables, example.about), example.tables, example.faults)

    files = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    assert [file for file in files if (folder / file).read_bytes() != (tmp_path / file).read_bytes()] == []
    assert Path("report.xlsx") in files


def test_a_portfolio_with_nothing_in_it_still_has_a_report(example: Any, tmp_path: Path) -> None:
    """Silence test: no lines, no data, no criteria give words, and neither a crash nor a pass."""
    tables = {name: TABLES[name].empty() for name in example.tables}

    write(tmp_path, summarise(tables, replace(example.about, inputs=(), rulebooks=())), tables, [])

    text = " ".join(html.parse(tmp_path / "report.html").getroot().text_content().split())
    assert "No line could be screened: no line was delivered" in text
    assert "No criterion was applied" in text
    assert "The fund attested nothing" in text
    assert "not computed" in text
