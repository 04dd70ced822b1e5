"""The prudence memo in a real Chromium: at three widths, in print, without scripts, and by axe."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screener.report.memo import render_memo

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).parents[1] / "unit" / "report" / "example_record.py"


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the file addresses of a memo, of a draft, and of one in which a benefit may count."""
    made = runpy.run_path(str(EXAMPLE))
    folder = tmp_path_factory.mktemp("memos")
    records = {
        "record": made["record"](),
        "draft": made["draft"](),
        "counts": made["under"]("404a-1 (2020)", "pass", "may_count"),
    }
    for name, record in records.items():
        (folder / f"{name}.html").write_text(render_memo(record), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in records}


@pytest.fixture
def open_memo(browser: Any, addresses: dict[str, str]) -> Iterator[Any]:
    """Return what opens a memo at a width; the page keeps what it asked for."""
    opened = []

    def open_at(name: str, width: int) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(addresses[name], wait_until="networkidle")
        return page

    yield open_at
    for page in opened:
        page.close()


@pytest.mark.parametrize("name", ["record", "draft", "counts"])
def test_a_memo_has_no_fault_fits_its_width_and_asks_for_nothing_but_itself(
    open_memo: Any, judged: Any, addresses: dict[str, str], name: str
) -> None:
    """By axe on a wide screen and on a phone: between the two, plots stand below one another and nothing else moves."""
    page = open_memo(name, 1280)
    assert page.asked == [addresses[name]]
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert [violation["id"] for violation in judged(page)["violations"]] == []


def test_the_contents_are_whole_where_they_stay_in_sight(open_memo: Any) -> None:
    contents = open_memo("record", 1280).locator(".contents")

    assert contents.locator("ul").bounding_box()["height"] <= contents.bounding_box()["height"]


def test_a_check_is_a_card_on_a_phone(open_memo: Any) -> None:
    """Its figures stand below one another with their names, and none is beside the page."""
    table = open_memo("record", 390).get_by_role("region", name="Economic checks")
    cells = table.locator("tbody tr").first.locator("td")
    boxes = [cells.nth(number).bounding_box() for number in range(cells.count())]

    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    assert all(box["x"] + box["width"] <= 390 for box in boxes)


def test_page_one_of_the_print_is_the_conclusion_and_the_question_begins_the_second(open_memo: Any) -> None:
    """The conclusion of a draft, with its banner, fits on one sheet; the memo of two alternatives on nine."""
    page = open_memo("draft", 1280)
    printed = page.pdf(prefer_css_page_size=True, tagged=True, outline=True).decode("latin-1")
    numbers = sorted(int(number) for number in re.findall(r"(\d+) 0 obj\s*<</Type /Page\s", printed))
    outline = re.findall(r"/Title \(([^)]*)\)\s*/Dest \[(\d+) 0 R", printed)
    pages = {title: numbers.index(int(number)) + 1 for title, number in outline}

    assert pages["1. Conclusion"] == 1
    assert pages["2. The question"] == 2
    assert len(numbers) <= 9
