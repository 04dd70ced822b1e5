"""Debian's Chromium, opened once for every browser test of a worker, and axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

KEEP_ONE_OF_A_KIND = """
const lists = "tbody:not(:has([rowspan])), ul, ol, .doc-children";
// words of code first: entries whose code has more words of a kind are built alike
for (const list of [...document.querySelectorAll("code"), ...document.querySelectorAll(lists)]) {
  const seen = new Set();
  for (const one of [...list.children]) {
    const build = one.outerHTML.replace(/>[^<]+/g, ">").replace(/ (?!class|role|tabindex|colspan)[\\w-]+="[^"]*"/g, "");
    seen.has(build) ? one.remove() : seen.add(build);
  }
}
"""


@pytest.fixture(scope="session")
def judged() -> Callable[..., dict[str, Any]]:
    """Return a function: page → what axe finds in it; of rows, entries and words of code built alike it sees one."""
    from axe_playwright_python.sync_playwright import Axe

    def judge(page: Any, **options: Any) -> dict[str, Any]:
        page.evaluate(KEEP_ONE_OF_A_KIND)
        found: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
        return found

    return judge


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("no Chromium found; run `apt-get install chromium`, or leave these tests out with -m 'not browser'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
