"""The site in a real Chromium, over HTTP with the headers that it asks for, and from a disk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from site_runs import Runs

from screener.pipeline import build_site
from screener.report import summarise
from screener.report.page import render_page

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


class Server(SimpleHTTPRequestHandler):
    """A web server that does as the site's `_headers` says and shows its 404 page."""

    def __init__(self, *request: Any, directory: str) -> None:
        self.site = Path(directory)
        super().__init__(*request, directory=directory)

    def end_headers(self) -> None:
        for line in (self.site / "_headers").read_text(encoding="utf-8").splitlines()[1:]:
            name, value = line.strip().split(": ", 1)
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, *_: Any) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((self.site / "404.html").read_bytes())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two quarters with the report of the example, and of an older run of another portfolio."""
    runs = Runs(tmp_path_factory.mktemp("workspace"))
    report = render_page(summarise(runs.tables, runs.about), runs.tables, runs.faults)
    runs.make("fund", "2024-09-30", page=report)
    runs.make("fund", "2024-12-31", page=report)
    runs.make("munis", "2023-06-30", printable=False, state="KY", home="Kentucky")
    build_site(runs.root, runs.root / "site")
    return runs.root / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Return the address of the site on a web server of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Return what opens a page of the site; it keeps what it complained of, and what it asked for until then."""
    opened = []

    def open_at(name: str = "", width: int = 1280, start: str = address, until: str = "load", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        opened.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(start + name, wait_until=until)
        return page

    yield open_at
    for context in opened:
        context.close()


def name_of(site: Path, kind: str) -> str:
    """Return the address of a page of the site below its start."""
    newest = next((site / "portfolios" / "fund" / "2024-12-31").iterdir())
    run = newest.relative_to(site).as_posix()
    return {
        "index": "index.html",
        "portfolio": "portfolios/fund/index.html",
        "run": f"{run}/index.html",
        "report": f"{run}/files/report.html",
        "verify": "verify.html",
        "missing": "portfolios/fund/missing.html",
    }[kind]


PAGES = ("index", "portfolio", "run", "verify")


def shown(page: Any) -> list[str]:
    """Return the portfolio and quarter of every run in the table that is in sight."""
    rows = page.locator("#all tbody tr:visible")
    return [f"{row.get_attribute('data-portfolio')} {row.get_attribute('data-quarter')}" for row in rows.all()]


def faults_of(page: Any, judged: Any) -> list[tuple[int, str]]:
    """Return what is wrong with a page on a wide screen and on a phone: faults by axe, and scrolling sideways."""
    faults = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        faults += [(width, "scrolls sideways")] * (page.evaluate("document.documentElement.scrollWidth") != width)
        faults += [(width, violation["id"]) for violation in judged(page)["violations"]]
    return faults


@pytest.mark.parametrize("kind", [*PAGES, "report"])
def test_a_page_keeps_to_the_policy_and_asks_nobody_else(
    open_page: Any, judged: Any, site: Path, address: str, kind: str
) -> None:
    """The report among them, with its own style: nothing is blocked under the headers, and no cookie is set.

    Axe finds no fault in the others, and none scrolls sideways; the report's own tests say it of the report.
    """
    page = open_page(name_of(site, kind), until="networkidle")

    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith((address, "data:"))] == []
    assert page.context.cookies() == []
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    assert kind == "report" or faults_of(page, judged) == []


def test_an_address_that_is_gone_has_a_page_in_the_look_of_the_site(open_page: Any, judged: Any, site: Path) -> None:
    """Its style is its own, because no relative address of a style sheet would do everywhere, and is not blocked."""
    page = open_page(name_of(site, "missing"))

    assert page.get_by_role("heading", level=1).inner_text() == "No such page"
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "640px"
    assert faults_of(page, judged) == []


def test_search_narrows_the_runs_and_says_how_many_are_left(open_page: Any) -> None:
    page = open_page()
    words = page.get_by_role("searchbox", name="Search")

    assert shown(page) == ["fund 2024 Q4", "fund 2024 Q3", "munis 2023 Q2"]
    words.fill("september")
    assert shown(page) == ["fund 2024 Q3"]
    assert page.get_by_role("status").inner_text() == "1 of 3 runs shown"
    words.fill("nine steps 2024")
    assert shown(page) == ["fund 2024 Q4", "fund 2024 Q3"]
    words.fill("community illinois 2024-no-such")
    assert shown(page) == []
    assert page.get_by_role("status").inner_text() == "No run fits; there are 3"


def test_choices_narrow_the_runs_together_and_clear_shows_all(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Portfolio", exact=True).select_option(label="Example Teachers’ Fund")
    page.get_by_label("Quarter").select_option("2024 Q3")
    both = shown(page)
    page.get_by_label("Home state").select_option("KY")
    none = shown(page)
    page.get_by_role("button", name="Clear").click()

    assert (both, none) == (["fund 2024 Q3"], [])
    assert len(shown(page)) == 3
    assert page.evaluate("document.activeElement.id") == "words"


def test_the_keyboard_alone_reaches_the_search_and_opens_what_it_found(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "words":
            break
    page.keyboard.type("kentucky")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('tbody') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/portfolios/munis/index.html", timeout=10_000)

    assert page.get_by_role("heading", level=1).inner_text() == "munis"


def test_everything_is_there_with_scripts_off(open_page: Any) -> None:
    """Only the search, which could do nothing, is not."""
    page = open_page(java_script_enabled=False)

    assert not page.locator("#find").is_visible()
    assert page.locator("#all tbody tr:visible").count() == 3
    assert page.get_by_role("heading", name="Portfolios").is_visible()


def test_the_site_works_from_a_disk(open_page: Any, site: Path) -> None:
    page = open_page("index.html", start=site.as_uri() + "/")
    page.get_by_role("searchbox", name="Search").fill("kentucky")
    found = shown(page)
    page.get_by_role("link", name="How to verify").click()
    page.wait_for_url("**/verify.html", timeout=10_000)

    assert found == ["munis 2023 Q2"]
    assert page.complaints == []
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_a_screen_reader_hears_the_range_of_each_quarter(open_page: Any, site: Path) -> None:
    page = open_page(name_of(site, "portfolio"))
    heard = (
        "Manufacturing in Illinois, 2024 Q3: best estimate USD 12.9 million, lowest 4.2 million, highest 54.4 million"
    )

    assert page.get_by_role("img", name=heard).count() == 1
