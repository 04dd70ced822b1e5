"""The documentation in a real Chromium, from a disk: nothing is asked of another host, and search works there too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documentation import built_site

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
PAGES = ("index.html", "reference/criteria/community-development.html", "reference/python.html")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site."""
    base = tmp_path_factory.getbasetemp()
    return built_site(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture
def open_page(browser: Any, site: Path) -> Iterator[Any]:
    """Return what opens a page of the site; the page keeps what it complained of and what it asked for."""
    opened = []

    def open_at(name: str, width: int = 1280) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{site.as_uri()}/{name}", wait_until="load")
        return page

    yield open_at
    for page in opened:
        page.close()


@pytest.mark.parametrize(
    ("name", "width"), [(PAGES[0], 1280), (PAGES[0], 390), (PAGES[1], 1280), (PAGES[1], 390), (PAGES[2], 390)]
)
def test_axe_finds_no_serious_fault_and_no_page_scrolls_sideways(
    open_page: Any, judged: Any, name: str, width: int
) -> None:
    page = open_page(name, width)
    is_as_wide = page.evaluate("document.documentElement.scrollWidth") == width
    found = judged(page)["violations"]

    assert is_as_wide
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_and_complains_of_nothing(open_page: Any, name: str) -> None:
    page = open_page(name)

    assert [url for url in page.asked if not url.startswith(("file:", "data:", "about:", "blob:"))] == []
    assert page.complaints == []


def test_of_a_session_the_copy_button_copies_what_was_typed(open_page: Any) -> None:
    """Neither the prompt nor the output, which no shell takes."""
    page = open_page("tutorials/auditor.html")
    button = page.locator(".language-console .md-code__button").first

    assert button.get_attribute("data-clipboard-text") == "screener explain RUN in_state_manufacturing --limit 3"


def test_a_table_keeps_the_headings_that_it_has(open_page: Any) -> None:
    """Only a row of headings without a word is left out, as above the facts of a criterion."""
    hidden = "[...document.querySelectorAll('thead')].filter(one => getComputedStyle(one).display == 'none')"
    hidden += ".map(one => one.textContent.trim())"

    assert open_page("tutorials/trustee.html").evaluate(hidden) == []
    assert set(open_page("reference/datasets.html").evaluate(hidden)) == {""}


def test_search_finds_a_criterion_from_a_disk(open_page: Any) -> None:
    """Without a web server, where a browser starts no worker: the page brings its own way."""
    page = open_page("index.html")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("persistent-poverty county")
    found = page.locator(".md-search-result__item a").first
    found.wait_for(timeout=20_000)

    assert "criteria/community-development.html" in page.locator(".md-search-result__list").inner_html()
    assert page.complaints == []
