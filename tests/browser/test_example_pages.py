"""The committed example in a real Chromium: report and memo at three widths, by axe, asking nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from example import EXAMPLE

pytestmark = pytest.mark.browser
PAGES = (("report.html", 1280), ("report.html", 390), ("memos/afl-cio-hit.html", 390))
AXE: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations", "incomplete"],
}


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """Return what opens a page of the example at a width; requests and refusals of its policy are kept with it."""
    contexts = []

    def open_at(name: str, width: int, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.refused = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda said: page.refused.append(said.text))
        page.goto((EXAMPLE / name).as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("name", "width"), PAGES)
def test_a_page_of_the_example_has_no_fault_fits_its_width_and_asks_nobody(
    open_page: Any, judged: Any, name: str, width: int
) -> None:
    """WCAG 2.1 A and AA by axe: no violation, and no contrast left undecided but what was reviewed."""
    page = open_page(name, width)
    assert page.asked == [page.url]
    assert page.refused == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # rows that are scrolled out of sight have no background to measure: the list of counties is opened first
    page.evaluate("for (const list of document.querySelectorAll('.tall')) list.style.maxHeight = 'none'")
    found = judged(page, **AXE)
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found["violations"]] == []
    contrast = [node for rule in found["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]]
    assert [node["html"][:200] for node in contrast if not is_reviewed(node)] == []


def test_the_report_fits_a_tablet(open_page: Any) -> None:
    """At 768 the colours are those of the wide page, and the tables scroll as on a phone: no colour is of its own."""
    page = open_page("report.html", 768)
    assert page.asked == [page.url]
    assert page.refused == []
    assert page.evaluate("document.documentElement.scrollWidth") == 768


def is_reviewed(node: dict[str, Any]) -> bool:
    """Return whether axe leaves open what was looked at: words in drawings, spanning heads, cells of one character.

    Each has the colours of others of its kind that axe does judge; a unit test has the contrast of words in drawings.
    Words that the cell around them is said to cover lie in it: where a pixel is cut in two, axe meets the cell first.
    """
    said = node["any"][0] if node["any"] else {"data": {}, "relatedNodes": []}
    kind, around = said["data"].get("messageKey"), [other["target"][0] for other in said["relatedNodes"]]
    lies_in_it = kind == "elmPartiallyObscured" and all(node["target"][0].startswith(f"{one} > ") for one in around)
    return "<text" in node["html"] or "rowspan" in str(node) or kind == "shortTextContent" or lies_in_it


def test_the_keyboard_reaches_what_scrolls_and_the_contents_lead_to_every_section(open_page: Any) -> None:
    """Scripts are off: the first Tab is the skip link, what scrolls can be focused, and every link has a target."""
    page = open_page("report.html", 1280, java_script_enabled=False)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the answer"
    assert page.locator(".scroll:not([tabindex='0'])").count() == 0
    links = [link.get_attribute("href") for link in page.locator("nav.contents .on-wide a").all()]
    assert len(links) >= 20
    assert [link for link in links if page.locator(f"section{link}").count() != 1] == []
