"""The report in a real Chromium: at three widths, in print, without scripts, with the keyboard, and by axe."""

from __future__ import annotations

import re
import runpy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screener.report import RulebookInfo, summarise, write

pytestmark = pytest.mark.browser
WIDTHS = (1280, 768, 390)
EXAMPLE = Path(__file__).parents[1] / "unit" / "report" / "example_run.py"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file address of the example's report."""
    made = runpy.run_path(str(EXAMPLE))
    folder = tmp_path_factory.mktemp("run")
    tables = made["tables"]()
    write(folder, summarise(tables, made["about"]()), tables, made["faults"]())
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return Debian's Chromium; scripts of the page are never run."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("no Chromium found; run `apt-get install chromium`, or leave these tests out with -m 'not browser'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Return what opens the report at a width."""
    opened = []

    def open_at(width: int, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        opened.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_at
    for context in opened:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_fault_against_wcag_2_1_aa(open_page: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(open_page(width))

    assert [violation["id"] for violation in result.response["violations"]] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(open_page: Any, width: int) -> None:
    page = open_page(width, java_script_enabled=True)

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 970])
def test_the_contents_are_whole_where_they_stay_in_sight(open_page: Any, width: int) -> None:
    """They stand in one line of fixed height; a second line would be cut off."""
    contents = open_page(width).locator(".contents")

    assert contents.locator("ul").bounding_box()["height"] <= contents.bounding_box()["height"]


def test_the_page_asks_for_nothing_but_itself(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address, wait_until="networkidle")

    assert asked == [address]
    page.close()


def test_everything_is_there_with_scripts_off(open_page: Any) -> None:
    page = open_page(1280, java_script_enabled=False)

    assert page.locator("table").count() >= 18
    assert page.get_by_role("heading", name="Appendix: holdings").is_visible()


def test_the_first_tab_stop_leads_to_the_answer(open_page: Any) -> None:
    page = open_page(1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#brief", timeout=10_000)  # the browser follows the link after the key is up

    assert page.url.endswith("#brief")


def test_a_screen_reader_hears_the_finding_of_each_range(open_page: Any) -> None:
    page = open_page(1280)
    heard = "By known sites, else head office: best estimate USD 12.9 million, lowest 4.2 million, highest 54.4 million"

    assert page.get_by_role("img", name=heard).count() == 1


def test_table_heads_stay_in_sight_while_a_long_table_scrolls(open_page: Any) -> None:
    page = open_page(1280)
    page.evaluate("window.scrollTo(0, document.querySelector('.lines tbody:last-child').offsetParent.offsetTop + 400)")
    head = page.locator(".lines thead th").first.bounding_box()

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
    return [pages[title] for title in ("In brief", "What the criteria found", "What needs attention", "What is held")]


def test_page_one_of_the_print_is_the_answer_and_page_two_what_is_held(open_page: Any) -> None:
    assert pages_of_the_answer(open_page(1280)) == [1, 1, 1, 2]


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
    write(tmp_path, summarise(tables, replace(about, rulebooks=books)), tables, made["faults"]())
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())

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


def test_the_contents_are_left_out_of_the_print(open_page: Any) -> None:
    page = open_page(720)
    page.emulate_media(media="print")

    assert not page.locator(".contents").is_visible()
