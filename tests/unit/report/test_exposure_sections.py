"""Sections on community development, jobs, emissions, approaches, tilt and change: page, workbook and JSON object."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from screener.report import summarise, summary_json
from screener.report.figures import Interval
from screener.report.page import render_page
from screener.report.terms import EMISSIONS, JOBS
from screener.tables import IMPACT_FIGURES, TABLES


@pytest.fixture(scope="module")
def tree(folder: Path) -> Any:
    return html.parse(folder / "report.html").getroot()


@pytest.fixture(scope="module")
def book(folder: Path) -> Any:
    return CalamineWorkbook.from_path(folder / "report.xlsx")


def cells(tree: Any, label: str) -> dict[str, list[str]]:
    """Return the first words of each row of a printed table → its cells, without what stands under a figure."""
    rows = {}
    for row in tree.xpath(f"//*[@aria-label='{label}']//tbody/tr | //*[@aria-label='{label}']//tfoot/tr"):
        found = [" ".join("".join(cell.xpath("text() | strong/text()")).split()) for cell in row.xpath("th | td")]
        rows[found[0]] = found[1:]
    return rows


def sheet(book: Any, name: str) -> list[dict[str, Any]]:
    _, heads, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.-]", "", text.replace("−", "-")))


def test_each_part_is_the_same_figure_on_the_page_in_the_workbook_and_in_the_json_object(
    tree: Any, book: Any, summary: Any
) -> None:
    """Whole units on the page and the sheet are the cents of the JSON object, rounded so that they add up."""
    industries = summary_json(summary)["industries"]["naics3"]
    page = cells(tree, "By industry")
    of_sheet = {row["part"]: row for row in sheet(book, "Industries")}

    for code, label in (("311", "Food (NAICS 311)"), ("333", "Machinery (NAICS 333)")):
        for column, end in enumerate(("low", "best", "high")):
            exact = Decimal(industries[code]["in_state"][end])
            assert number(page[label][column]) == of_sheet[label][f"in state {end}"]
            assert abs(number(page[label][column]) - exact) <= 1


def test_money_in_no_known_county_has_an_estimate_and_no_ends(summary: Any) -> None:
    # 21,900 - 12,900
    assert summary_json(summary)["regions"]["county"]["no_county"]["in_state"] == {
        "low": None,
        "best": "9000000.00",
        "high": None,
    }


def test_community_development_is_the_same_in_all_three(tree: Any, book: Any, summary: Any) -> None:
    # C by its head office 6,000, the attested bond 2,000; at most 49,600.00025 and all the instruments, 10,500,
    # of which 500 of no known state are in both.
    row = summary_json(summary)["community_development"]["any definition or instrument"]
    title = "Any definition or instrument, counted once"
    (of_sheet,) = (
        found
        for found in sheet(book, "Community development")
        if (found["definition"], found["where"], found["basis"]) == (title, "anywhere", "operations")
    )

    assert row["anywhere"]["operations"] == {"low": "1000000.00", "best": "8000000.00", "high": "59600000.25"}
    assert cells(tree, "Definitions and direct instruments")[title][:3] == [
        "1,000,000.00",
        "8,000,000.00",
        "59,600,000.25",
    ]
    assert (of_sheet["low"], of_sheet["best"], of_sheet["high"]) == (1_000_000, 8_000_000, 59_600_000.25)


def test_a_county_is_not_said_to_be_distressed_everywhere(tree: Any) -> None:
    words = " ".join(tree.xpath("string(//section[@id='development']/p)").split())

    assert "No census tract is known" in words
    assert "A bond of a state or a mortgage pool is no community development by itself." in words


def test_direct_instruments_foot_to_the_exposure_of_direct_instruments(tree: Any, summary: Any) -> None:
    # 2,000 attested; the other 8,500 may serve it or not.
    total = cells(tree, "Direct instruments")["All direct instruments"]
    exposure = next(row for row in summary.development if row.criterion_id == "direct instruments")

    assert total[-3:] == ["2,000,000.00", "2,000,000.00", "10,500,000.00"]
    assert summary.instruments_total.serves == exposure.figures["operations"].net


def test_an_instrument_that_may_serve_and_of_which_nothing_is_said_is_unknown(tree: Any, book: Any) -> None:
    """Zero would say that it serves nothing."""
    rows = [row for row in sheet(book, "Community development") if row["definition"].startswith("Direct: agency")]

    assert cells(tree, "Direct instruments")["Agency mortgage pool"][-3:] == ["0.00", "unknown", "4,000,000.00"]
    assert [(row["low"], row["best"], row["high"]) for row in rows] == [(0, "", 4_000_000)]


def test_a_short_instrument_takes_away_between_nothing_and_all_of_it(example: Any) -> None:
    pool = next(row for row in example.tables["instruments"].to_pylist() if row["source_row"] == 2)
    short = TABLES["instruments"].of([{**pool, "market_value": Decimal(-4_000_000)}])

    (row,) = summarise({**example.tables, "instruments": short}, example.about).instruments

    assert row.serves == Interval(Decimal(-4_000_000), Decimal(0), Decimal(0))


def test_jobs_counted_and_modelled_are_two_figures_with_their_coverage(tree: Any, summary: Any) -> None:
    # 300 × 10,000 / 100,000 and 500 × 12,000 / 120,000; 10,000 and 12,000 of 35,000.
    rows = cells(tree, "Jobs and layoffs in Illinois")
    jobs = summary_json(summary)["jobs"]

    assert rows["People at work, counted"][:3] == ["30", "people", "28.6%"]
    assert rows["People at work, modelled"][:3] == ["50", "people", "34.3%"]
    assert (jobs["jobs_counted"]["value"], jobs["jobs_counted"]["covered"]) == (30.0, "10000000.00")


def test_layoffs_stand_beside_jobs(tree: Any) -> None:
    # D: 40 × 1.5
    assert cells(tree, "Jobs and layoffs in Illinois")["Jobs in notices of layoffs, 24 months"][0] == "60"
    assert "80" not in [row[0] for row in cells(tree, "Jobs and layoffs in Illinois").values()]


def test_an_issuer_of_which_more_is_held_than_it_is_worth_is_flagged(tree: Any) -> None:
    section = tree.xpath("//section[@id='jobs']")[0]

    assert section.xpath("string(.//tr[th='Halsted Holdings']//*[@class='badge warning'])") == "above the whole"
    assert "More is held than the whole enterprise value of Halsted Holdings (1.50 times)." in section.text_content()


def test_people_of_an_issuer_of_which_none_are_known_are_unknown(tree: Any) -> None:
    # A has modelled people only.
    assert cells(tree, "Issuers at work")["Prairie Machine Works Inc."][-3:] == ["unknown", "500", "no notice on file"]


def test_a_figure_that_rests_on_nothing_is_unknown_and_null(tree: Any, summary: Any, book: Any) -> None:
    label = "Weighted average carbon intensity"

    assert cells(tree, "Figures of emissions")[label][0] == "unknown"
    assert summary_json(summary)["emissions"]["weighted_average_carbon_intensity"]["value"] is None
    assert [row["value"] for row in sheet(book, "Emissions") if row["figure"] == label] == [""]


def test_every_figure_of_impact_is_printed(tree: Any, book: Any, summary: Any) -> None:
    """Under its own name, on the page, in both sheets and in the JSON object."""
    assert {**JOBS, **EMISSIONS}.keys() == IMPACT_FIGURES.keys()
    for title, part, names in (
        ("Jobs and layoffs in Illinois", "jobs", JOBS),
        ("Figures of emissions", "emissions", EMISSIONS),
    ):
        assert list(cells(tree, title)) == list(names.values())
        assert [row["figure"] for row in sheet(book, part.capitalize())] == list(names.values())
        assert summary_json(summary)[part].keys() == names.keys()


def test_facilities_alone_are_in_a_line_and_a_table_of_their_own(tree: Any) -> None:
    # A states 1,000 t and B's facilities emit 200 t; a tenth of each is held.
    figures = cells(tree, "Figures of emissions")
    stated = cells(tree, "Issuers that state their emissions")
    facilities = cells(tree, "Issuers of which facilities alone are known")

    assert {issuer: row[-3:] for issuer, row in stated.items()} == {
        "Prairie Machine Works Inc.": ["1,000", figures["Financed emissions"][0], "3"]
    }
    assert [row[-3:] for row in facilities.values()] == [["200", "20", "–"]]
    assert figures["Apart from them: large US facilities alone"][:2] == ["20", "tCO2e"]
    assert figures["Apart from them: large US facilities alone"][-2:] == ["–", "OI1479"]


def test_manufacturing_that_may_be_more_says_at_least(tree: Any, book: Any, summary: Any) -> None:
    # 450 known to manufacture, of 500 of whom some are of unknown industry; a tenth is held.
    label = "of the modelled, in manufacturing"

    assert cells(tree, "Jobs and layoffs in Illinois")[label][0] == "at least 45"
    assert [(row["value"], row["is at least"]) for row in sheet(book, "Jobs") if row["figure"] == label] == [(45, True)]
    assert summary_json(summary)["jobs"]["manufacturing_jobs_modelled"]["is_at_least"] is True


def test_a_ratio_is_per_million_of_the_portfolios_currency(example: Any, tree: Any, book: Any) -> None:
    euros = summarise(example.tables, replace(example.about, base_currency="EUR"))

    assert cells(tree, "Figures of emissions")["Carbon footprint"][1] == "tCO2e per USD million"
    assert euros.impacts.figures["carbon_intensity"].unit == "tCO2e per EUR million"
    assert {row["unit"] for row in sheet(book, "Emissions")} == {"tCO2e", "tCO2e per USD million"}


def test_layoffs_without_a_number_are_not_the_same_as_no_notice(tree: Any) -> None:
    # B has one notice that states no number; A has none.
    rows = cells(tree, "Issuers at work")

    assert sorted(row[-1] for row in rows.values()) == ["40", "no notice on file", "unknown"]


def test_emissions_say_that_they_are_no_score(tree: Any) -> None:
    assert "None of it is a PRI score" in tree.xpath("string(//section[@id='emissions'])")


def test_approaches_add_up_to_the_gross_value(tree: Any, summary: Any) -> None:
    total = cells(tree, "Approaches")["Gross market value"]

    assert total[-2] == "78,250,001.50"
    assert sum(row["market_value"] for row in summary.approaches) == summary.delivered.gross


def test_a_tilt_is_printed_in_points_with_the_caution(tree: Any) -> None:
    # 35 % less 10 %; 5 % less 70 %; 85 % less nothing.
    assert cells(tree, "Tilt against the benchmark")["Manufacturing in Illinois"][-3:] == ["−65.00", "+25.00", "+85.00"]
    assert "A tilt is a fact, neither good nor bad" in tree.xpath("string(//section[@id='places'])")


def test_causes_of_a_change_add_up_from_before_to_this_run(tree: Any) -> None:
    # 12,000 + 1,000 - 100 = 12,900; 70,000 + 5,000 + 750 = 75,750.
    rows = cells(tree, "Causes of change")

    assert rows["Before"] == ["12,000,000", "70,000,000"]
    assert rows["Trades"] == ["+1,000,000", "+5,000,000"]
    assert rows["Prices"] == ["−100,000", "+750,000"]
    assert rows["This run"] == ["12,900,000", "75,750,000"]
    assert "The earlier run is ba9876543210 of December 31, 2023." in tree.xpath("string(//section[@id='change'])")


def test_a_change_ends_at_the_figure_of_this_run(summary: Any) -> None:
    made = summary.changes[0]

    assert made.after == summary.headline["in_state_manufacturing"]["operations"].net
    assert summary_json(summary)["changes"][0]["after"]["high"] == "54350000.25"


def test_causes_that_change_nothing_are_left_out_of_the_page_and_kept_in_the_workbook(tree: Any, book: Any) -> None:
    assert "Matching" not in cells(tree, "Causes of change")
    assert [row["cause"] for row in sheet(book, "Changes")][:5] == ["before", "trades", "prices", "matching", "after"]


def test_without_an_earlier_run_the_page_says_so(example: Any) -> None:
    tables = {**example.tables, "changes": TABLES["changes"].empty()}
    tree = html.fromstring(render_page(summarise(tables, example.about), tables, []))

    assert "There is no earlier run" in tree.xpath("string(//section[@id='change'])")
    assert "Since the last run" not in tree.xpath("string(//*[@class='answer'])")


def test_page_one_has_one_line_each_on_jobs_and_change(tree: Any) -> None:
    answer = answer_of(tree)

    assert (
        "by the fund’s part of each company, about 30 existing jobs in Illinois are counted and about 50 modelled."
        in answer
    )
    assert (
        "This is known for 28.6% and 34.3% of the shares and company debt held. Nothing is said of the rest." in answer
    )
    assert "+900.0 thousand: trades +1,000.0, prices −100.0" in answer


def page_of(example: Any, about: Any = None, **tables: Any) -> Any:
    """Return the page of the example with other tables, or of another run."""
    made = {**example.tables, **tables}
    return html.fromstring(render_page(summarise(made, about or example.about), made, []))


def answer_of(tree: Any) -> str:
    """Return page one in words."""
    return " ".join(tree.xpath("string(//section[@id='brief'])").split())


def test_page_one_leaves_out_jobs_of_which_nothing_is_known(example: Any) -> None:
    rows = example.tables["impacts"].to_pylist()
    rows = [{**row, "value": None} if row["figure"] == "jobs_counted" else row for row in rows]

    answer = answer_of(page_of(example, impacts=TABLES["impacts"].of(rows)))

    assert (
        "about 50 existing jobs in Illinois are modelled. This is known for 34.3% of the shares and company debt held"
        in answer
    )
    assert "are counted" not in answer


def test_jobs_are_no_headline_where_more_than_the_whole_of_an_employer_is_held(example: Any) -> None:
    """B with its 300 people; D, of which more is held too, has nobody on file and takes no part."""
    rows = example.tables["attributions"].to_pylist()
    rows = [{**row, "is_above_whole": True} if row["issuer_id"] == "cik:B" else row for row in rows]

    answer = answer_of(page_of(example, attributions=TABLES["attributions"].of(rows)))

    assert "Jobs: not stated here; more than the whole of 1 company is held by the values on file." in answer
    assert "existing jobs" not in answer


def test_page_one_keeps_purpose_and_place_apart(tree: Any) -> None:
    """C's 6,000 by its head office alone; 2,000 attested. Their union, 8,000, is in its section only."""
    page_one = answer_of(tree)

    assert "Community developmentby what the money is for, in any state 2.0 million" in page_one
    assert "In counties of needby company sites, in any state 6.0 million" in page_one
    assert "100% of the figure is by head office alone." in page_one
    assert "8.0 million" not in page_one
    assert "counted once" not in page_one


def test_the_first_sheet_has_no_union_of_purpose_and_place(book: Any) -> None:
    first = [row[0] for row in book.get_sheet_by_name("Summary").to_python()]

    assert "Community development: Direct instruments" in first
    assert not [name for name in first if "definition or instrument" in name]


def test_direct_instruments_stand_before_money_in_counties(tree: Any) -> None:
    section = tree.xpath("//section[@id='development']")[0]

    assert section.xpath("string(h2)") == "Direct instruments, and money in counties of need"
    assert section.xpath(".//table/../@aria-label") == ["Direct instruments", "Definitions and direct instruments"]
    assert section.xpath("string((.//*[@aria-label='Definitions and direct instruments']//tbody//th)[1])") == (
        "Direct instruments"
    )


def test_instruments_of_which_nothing_is_said_are_unknown_on_page_one(example: Any) -> None:
    """10,500 may serve community development and nobody says that any does: not zero."""
    rows = example.tables["exposures"].to_pylist()
    zero = {"low": Decimal(0), "best": Decimal(0)}
    rows = [{**row, **zero} if row["group"] == "direct instruments" else row for row in rows]

    made = summarise({**example.tables, "exposures": TABLES["exposures"].of(rows)}, example.about)

    assert made.direct is not None
    assert made.direct.figures["operations"].best is None
    assert summary_json(made)["community_development"]["direct instruments"]["anywhere"]["operations"] == {
        "low": "0.00",
        "best": None,
        "high": "10500000.00",
    }


def test_the_portfolio_s_own_sources_are_named_under_what_rests_on_them(tree: Any) -> None:
    """A's figure is from a 10-K and B's site from the fund's own file; registers and what is superseded are not."""
    jobs, emissions = (
        " ".join(tree.xpath(f"string(//section[@id='{name}'])").split()) for name in ("jobs", "emissions")
    )

    figures = "10-K of 2023, p. 4 (company_figures/our.csv)"
    assert f"Read from the portfolio’s own files: {figures}; sites in establishments/answers.csv." in jobs
    assert f"Read from the portfolio’s own files: {figures}." in emissions
    assert "A superseded letter" not in jobs


def test_the_sheets_by_issuer_have_a_source(book: Any) -> None:
    found = {row["issuer"]: row["source"] for row in sheet(book, "Jobs by issuer")}

    assert found["Prairie Machine Works Inc."] == "10-K of 2023, p. 4 (company_figures/our.csv)"
    assert found["Lakeshore Foods Company"] == "sites in establishments/answers.csv"


def test_an_attested_instrument_stands_with_its_document(tree: Any, book: Any) -> None:
    (row,) = tree.xpath("//*[@id='instruments']//tr[td[2][starts-with(., 'the fund')]]")
    on_sheet = [row["source"] for row in sheet(book, "Community development") if row["source"]]

    assert row.xpath("string(td[2]/*[@class='id'])") == "the example"
    assert on_sheet == ["the example"]


def test_the_tilt_says_what_the_benchmark_is(example: Any) -> None:
    tree = page_of(example, replace(example.about, benchmark="Constructed: two companies. No index."))

    caption = " ".join(tree.xpath("string(//*[@id='tilt']//caption)").split())
    assert "Benchmark: Constructed: two companies. No index. Share of net" in caption


def test_what_the_industry_is_unknown_of_has_no_upper_end(tree: Any, book: Any, summary: Any) -> None:
    """3,000 by D's head office: any of the money of unknown industry might be more of it."""
    rows = [row for row in sheet(book, "Industries") if row["part"] == "Industry unknown"]

    assert cells(tree, "By industry")["Industry unknown"][:3] == ["3,000,000", "3,000,000", "–"]
    assert [(row["in state best"], row["in state high"]) for row in rows] == [(3_000_000, "")]
    assert summary_json(summary)["industries"]["naics3"]["unknown"]["in_state"]["high"] is None


def test_manufacturing_by_outcome_adds_up_to_all_of_it(book: Any) -> None:
    rows = {row["outcome"]: row for row in sheet(book, "Outcomes by value")}

    assert set(rows) == {"Pass", "Watch", "Fail", "Insufficient data", "not judged"}
    assert sum(row["best"] for row in rows.values()) == 12_900_000
    assert sum(row["high"] for row in rows.values()) == 54_350_000.25


def test_a_home_of_counties_is_named_in_headings_as_the_home_region(example: Any) -> None:
    about = replace(example.about, home_name="two counties on the lake")
    tree = html.fromstring(render_page(summarise(example.tables, about), example.tables, []))

    rows = tree.xpath("//*[@aria-label='Main figures']//tbody//th/text()")
    assert rows[0] == "Manufacturing in the home region"


def test_a_run_without_any_of_it_says_so_and_prints_no_zero(example: Any) -> None:
    """Silence test: nothing computed and nothing recorded are words."""
    names = ("attributions", "impacts", "instruments", "approaches", "tilts", "changes")
    tables = {**example.tables, **{name: TABLES[name].empty() for name in names}}
    tree = html.fromstring(render_page(summarise(tables, example.about), tables, []))

    assert "Not computed in this run." in tree.xpath("string(//section[@id='jobs'])")
    assert "Not computed in this run." in tree.xpath("string(//section[@id='emissions'])")
    assert "Nothing is recorded." in tree.xpath("string(//section[@id='approaches'])")
    assert not tree.xpath("//*[@id='tilt'] | //*[@id='instruments']")
