"""The report in a real Chromium: at three widths, in print, without scripts, with the keyboard, and by axe."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screener.report import RulebookInfo, summarise
from screener.report.figures import Interval
from screener.report.page import render_page
from screener.tables import TABLES

pytestmark = pytest.mark.browser
WIDTHS = (1280, 768, 390)
AXE: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations", "incomplete"],
}
EXAMPLE = Path(__file__).parents[1] / "unit" / "report" / "example_run.py"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file address of the example's report."""
    made = runpy.run_path(str(EXAMPLE))
    file = tmp_path_factory.mktemp("run") / "report.html"
    tables = made["tables"]()
    file.write_text(render_page(summarise(tables, made["about"]()), tables, made["faults"]()), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Return what shows the report at a width, at its top: one page for all tests that press no key from its start."""
    page = browser.new_page()
    page.goto(address)

    def open_at(width: int) -> Any:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("window.scrollTo(0, 0)")
        return page

    yield open_at
    page.close()


@pytest.fixture
def open_new(browser: Any, address: str) -> Iterator[Any]:
    """Return what opens the report at a width anew: nothing has the focus yet."""
    opened = []

    def open_at(width: int, **options: Any) -> Any:
        opened.append(browser.new_page(viewport={"width": width, "height": 900}, **options))
        opened[-1].goto(address)
        return opened[-1]

    yield open_at
    for page in opened:
        page.close()


@pytest.mark.parametrize("width", [390])  # the committed example is judged at three widths
def test_axe_finds_no_fault_against_wcag_2_1_aa(open_new: Any, judged: Any, width: int) -> None:
    found = judged(open_new(width), **AXE)

    assert [violation["id"] for violation in found["violations"]] == []
    undecided = [node for rule in found["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]]
    assert [node["html"] for node in undecided if not is_out_of_axe_s_reach(node)] == []


def is_out_of_axe_s_reach(node: dict[str, Any]) -> bool:
    """Return whether axe cannot tell the background: of text in a drawing, and of a head over several rows.

    A drawing is an image with an alternative text and its figures beside it; both its text and such a head have the
    colours of others of their kind, which are judged.
    """
    return "<text" in node["html"] or "rowspan" in node["html"] or 'rowspan="' in str(node["target"])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(open_page: Any, width: int) -> None:
    page = open_page(width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_page_reflows_at_four_hundred_percent(open_page: Any) -> None:
    """WCAG 2.1, 1.4.10: 1280 pixels at 400 % are 320."""
    page = open_page(320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [1280, 900])
def test_the_contents_are_whole_in_the_page_where_there_is_room(open_page: Any, width: int) -> None:
    contents = open_page(width).locator("nav.contents")

    assert contents.get_by_role("link", name="Holdings").is_visible()
    assert not contents.locator("summary").is_visible()


def test_the_contents_are_a_menu_that_opens_with_the_keyboard_on_a_phone(open_new: Any) -> None:
    page = open_new(390, java_script_enabled=False)
    contents = page.locator("nav.contents")
    hidden = contents.get_by_role("link", name="Holdings").is_visible()
    page.keyboard.press("Tab")  # the skip link
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert not hidden
    assert contents.get_by_role("link", name="Holdings").is_visible()


def test_the_way_back_to_the_contents_stays_in_sight(open_page: Any) -> None:
    page = open_page(1280)
    page.evaluate("window.scrollTo(0, 4000)")

    assert page.get_by_role("navigation", name="Where you are").bounding_box()["y"] == 0


def test_the_page_asks_for_nothing_but_itself(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address, wait_until="networkidle")

    assert asked == [address]
    page.close()


def test_everything_is_there_with_scripts_off(open_new: Any) -> None:
    page = open_new(1280, java_script_enabled=False)

    assert page.locator("table").count() >= 18
    assert page.get_by_role("heading", name="Appendix: holdings").is_visible()


def test_the_first_tab_stop_leads_to_the_answer(open_new: Any) -> None:
    page = open_new(1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#brief", timeout=10_000)  # the browser follows the link after the key is up

    assert page.url.endswith("#brief")


def test_a_screen_reader_hears_the_finding_of_each_range(open_page: Any) -> None:
    page = open_page(1280)
    heard = (
        "Manufacturing in Illinois, by known sites, else head office: best estimate USD 12.9 million, "
        "lowest 4.2 million, highest 54.4 million"
    )

    assert page.get_by_role("img", name=heard).count() == 1


def test_table_heads_stay_in_sight_while_a_long_table_scrolls(open_page: Any) -> None:
    page = open_page(1280)
    page.evaluate(
        "window.scrollTo(0, document.querySelector('#holdings .lines tbody:last-child').offsetParent.offsetTop + 400)"
    )
    head = page.locator("#holdings .lines thead th").first.bounding_box()

    assert 0 < head["y"] < 60


def test_the_evidence_of_a_match_opens_with_the_keyboard(open_page: Any) -> None:
    page = open_page(1280)
    summary = page.locator(".lines summary").first
    summary.focus()
    page.keyboard.press("Enter")

    assert page.locator(".lines details").first.evaluate("element => element.open")


def test_the_name_of_a_row_stays_in_sight_on_a_phone(open_page: Any) -> None:
    page = open_page(390)
    region = page.get_by_role("region", name="By state")
    region.evaluate("element => { element.scrollLeft = 300 }")

    name = region.get_by_role("rowheader", name="Illinois").bounding_box()
    assert name["x"] == region.bounding_box()["x"]


def test_a_criterion_takes_the_whole_width_of_a_phone(open_page: Any) -> None:
    """Its words stand above its counts, which keep their names; an answer that nobody has is left out."""
    page = open_page(390)
    table = page.get_by_role("region", name="Principles for Responsible Investment")
    row = table.locator("tbody tr").first
    words, first = row.locator("th").bounding_box(), row.locator("td", has_text="3").first.bounding_box()

    assert words["width"] > 340
    assert first["y"] >= words["y"] + words["height"]
    assert table.locator("thead").bounding_box()["height"] <= 1
    # pri1-h1: pass 3, watch 3, fail 0
    assert [row.locator(f"td[data-label={label}]").is_visible() for label in ("Pass", "Watch", "Fail")] == [
        True,
        True,
        False,
    ]


def test_a_criterion_is_a_row_of_a_table_on_a_wide_screen(open_page: Any) -> None:
    row = open_page(1280).get_by_role("region", name="Principles for Responsible Investment").locator("tbody tr").first

    assert row.locator("td[data-label=Fail]").is_visible()
    assert row.locator("td[data-label=Pass]").bounding_box()["y"] == row.locator("th").bounding_box()["y"]


def pages_of_headings(page: Any) -> dict[str, int]:
    """Return heading → page of the printed report, from the outline of the PDF."""
    printed = page.pdf(prefer_css_page_size=True, tagged=True, outline=True).decode("latin-1")
    # Chromium writes pages in ascending order of their objects.
    numbers = sorted(int(number) for number in re.findall(r"(\d+) 0 obj\s*<</Type /Page\s", printed))
    outline = re.findall(r"/Title \(([^)]*)\)\s*/Dest \[(\d+) 0 R", printed)
    return {title: numbers.index(int(number)) + 1 for title, number in outline}


def pages_of_the_answer(page: Any) -> list[int]:
    """Return the pages of the first and last headings of page one, and of what comes next."""
    pages = pages_of_headings(page)
    return [
        pages[title] for title in ("In brief", "What the criteria found", "Before you use the figures", "What is held")
    ]


def test_page_one_of_the_print_is_the_answer_and_page_two_what_is_held(open_page: Any) -> None:
    assert pages_of_the_answer(open_page(1280)) == [1, 1, 1, 2]


def test_page_one_of_a_full_run_with_a_history_fits_one_sheet_in_print(browser: Any, tmp_path: Path) -> None:
    """All four measures changed, eight rulebooks of long names, two old decisions; nothing is in quarantine."""
    made = runpy.run_path(str(EXAMPLE))
    tables, about = made["tables"](), made["about"]()
    first = summarise(tables, about).changes[0]
    amounts = zip(("trades", "prices", "program"), (-1_147_000, 1_936_000, -199_000), strict=True)
    causes = tuple((cause, Interval(*[Decimal(amount)] * 3)) for cause, amount in amounts)
    measures = ("in_state_manufacturing", "in_state", "community_development_places")
    changes = [
        replace(first, measure=measure, basis=basis, causes=causes)
        for measure in measures
        for basis in ("operations", "headquarters")
    ]
    changes.append(replace(first, measure="market_value", basis="both", causes=causes))
    record = runpy.run_path(str(EXAMPLE.with_name("example_record.py")))["record"]()
    old = [replace(record, decision_id=name, decision_date=date(2019, 1, 31)) for name in ("one", "two")]
    book = next(book for book in about.rulebooks if book.id == "un-pri")
    books = [replace(book, title=f"Guidance on economically targeted investments of year {n}") for n in range(4)]
    full = replace(
        about,
        label="Real public filings, one constructed account, and files of its own: benchmark, sites, instruments.",
        rulebooks=(*about.rulebooks, *(replace(one, id=f"un-pri-{n}") for n, one in enumerate(books))),
        prudence=tuple(old),
        benchmark="Constructed: 60 large US companies with weights of 3, 2 and 1 percent.",
    )
    rows = tables["decisions"].to_pylist()
    rows += [
        {**row, "rulebook_id": f"un-pri-{n}"}
        for row in rows
        if row["rulebook_id"] == "un-pri"
        for n in range(len(books))
    ]
    tables["decisions"] = TABLES["decisions"].of(rows)
    tables["quarantined"] = TABLES["quarantined"].empty()
    warnings = [row for row in tables["findings"].to_pylist() if row["severity"] == "warning"]
    tables["findings"] = TABLES["findings"].of(warnings)
    summary = replace(summarise(tables, full), changes=tuple(changes))
    file = tmp_path / "report.html"
    file.write_text(render_page(summary, tables, []), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())

    assert page.locator(".mini-table tbody tr").count() == 8
    assert pages_of_the_answer(page) == [1, 1, 1, 2]
    page.close()


def test_a_rulebook_begins_in_print_where_the_one_before_it_ends(browser: Any, tmp_path: Path) -> None:
    """Six rulebooks, each of well over half a page: kept whole, each would stand on a page of its own."""
    made = runpy.run_path(str(EXAMPLE))
    tables, about = made["tables"](), made["about"]()
    one = replace(about.rulebooks[-1].criteria[0], meaning="It asks one thing and then another. " * 5)
    titles = [f"Rulebook {number}" for number in range(6)]
    books = tuple(
        RulebookInfo(title.lower().replace(" ", "-"), title, tuple(replace(one, id=f"c-{n}") for n in range(11)))
        for title in titles
    )
    file = tmp_path / "report.html"
    file.write_text(render_page(summarise(tables, replace(about, rulebooks=books)), tables, []), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())

    pages = pages_of_headings(page)

    assert pages[titles[-1]] - pages[titles[0]] < len(titles) - 1
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("portfolio", ["illinois", "kentucky"])
def test_page_one_of_an_example_portfolio_fits_one_sheet(
    browser: Any, request: pytest.FixtureRequest, portfolio: str
) -> None:
    run = request.getfixturevalue(portfolio)
    page = browser.new_page()
    page.goto((Path(run["folder"]) / "report.html").as_uri())

    assert pages_of_the_answer(page) == [1, 1, 1, 2]
    page.close()


def test_the_contents_are_left_out_of_the_print(open_new: Any) -> None:
    page = open_new(720)
    page.emulate_media(media="print")

    assert not page.locator("nav").locator("visible=true").count()
