"""The report in a real Chromium: at three widths, in print, without scripts, with the keyboard, and by axe."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screener.report import summarise, write

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


def test_the_page_asks_for_nothing_but_itself(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address, wait_until="networkidle")

    assert asked == [address]
    page.close()


def test_everything_is_there_with_scripts_off(open_page: Any) -> None:
    page = open_page(1280, java_script_enabled=False)

    assert page.locator("table").count() >= 10
    assert page.get_by_role("heading", name="Appendix: holdings").is_visible()


def test_the_first_tab_stop_leads_to_the_answer(open_page: Any) -> None:
    page = open_page(1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#brief")


def test_a_screen_reader_hears_the_finding_of_each_range(open_page: Any) -> None:
    page = open_page(1280)
    heard = "By where the issuer works: best estimate USD 12.9 million, at least 4.2 million, at most 54.4 million"

    assert page.get_by_role("img", name=heard).count() == 1


def test_table_heads_stay_in_sight_while_a_long_table_scrolls(open_page: Any) -> None:
    page = open_page(1280)
    page.evaluate("window.scrollTo(0, document.querySelector('.lines tbody:last-child').offsetParent.offsetTop + 400)")
    head = page.locator(".lines thead th").first.bounding_box()

    assert 0 < head["y"] < 60


def test_page_one_of_the_print_holds_the_answer_and_what_needs_attention(open_page: Any) -> None:
    """In print the contents are gone, tables are whole, and page one ends after the answer and its warnings."""
    page = open_page(720)
    page.emulate_media(media="print")

    assert not page.locator(".contents").is_visible()
    attention = page.locator("#c4").bounding_box()
    # Letter is 11 inches of 96 pixels, less the margins of 26 millimetres.
    assert attention["y"] < 11 * 96 - 98
