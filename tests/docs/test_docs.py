"""The documentation as a reader has it: complete, whole, and of nobody else's host."""

from __future__ import annotations

import os
import re
from functools import cache
from urllib.parse import unquote, urlsplit

import lxml.html
import pyarrow.parquet as pq
import pytest
import typer
from documentation import DOCS, ROOT, built_site

import screener
from screener.cli import app
from screener.enrich.register import REGISTER
from screener.findings import CODES
from screener.report.glossary import GLOSSARY
from screener.rulebook import load_rulebooks
from screener.rulebook.uses import review_of
from screener.schemas import KINDS
from screener.tables import TABLES

LOADS = ("src", "data", "poster", "srcset", "background")
"""Attributes whose address a browser fetches by itself."""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the folder of the site; a build with one warning fails here, with what was said."""
    base = tmp_path_factory.getbasetemp()
    return built_site(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def page(site):
    """Return what opens a page of the site, parsed."""

    @cache
    def opened(name):
        return lxml.html.parse(str(site / name)).getroot()

    return opened


@pytest.fixture(scope="session")
def every_page(site, page):
    """Return name → page of the whole site."""
    names = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return {name: page(name) for name in names}


def ids(root):
    """Return every anchor of a page."""
    return {element.get("id") for element in root.iter() if element.get("id")}


def section(root, anchor):
    """Return the text from the heading of an anchor to the next heading of its level."""
    [heading] = root.xpath(f"//*[@id='{anchor}']")
    texts = [heading.text_content()]
    for element in heading.itersiblings():
        if element.tag == heading.tag:
            break
        texts.append(element.text_content())
    return " ".join(texts)


def test_every_page_of_prose_is_in_the_navigation(every_page):
    """A page that no menu names is found by nobody; MkDocs puts the whole menu on the home page."""
    links = every_page["index.html"].xpath("//a[contains(@class, 'md-nav__link') or contains(@class, 'md-tabs__link')]")
    menu = {link.get("href") for link in links}
    prose = {file.relative_to(DOCS).with_suffix(".html").as_posix() for file in DOCS.rglob("*.md")}

    assert prose - {"index.html"} - menu == set()


def test_every_command_and_option_has_its_entry(page):
    """From the tree of commands that the program itself runs."""
    root, missing = page("reference/commands.html"), []
    for name, command in typer.main.get_command(app).commands.items():
        below = getattr(command, "commands", {name: command})
        for inner, one in below.items():
            anchor = name if below == {name: command} else f"{name}-{inner}"
            text = section(root, anchor) if anchor in ids(root) else ""
            given = [option for param in one.params for option in param.opts if option.startswith("--")]
            missing += [f"{anchor} {option}" for option in ["", *given] if not text or option not in text]
    assert missing == []


def test_every_public_name_of_python_has_its_entry(page):
    """With each public method and property of the classes."""
    anchors = ids(page("reference/python.html"))
    names = [f"screener.{name}" for name in screener.__all__]
    for kind in (screener.Workspace, screener.Run):
        names += [f"screener.{kind.__name__}.{name}" for name in vars(kind) if not name.startswith("_")]

    assert [name for name in names if name not in anchors] == []


def test_every_table_has_its_entry_with_each_column(page):
    root = page("reference/tables.html")
    shown = {name: section(root, name) for name in TABLES}

    assert [
        f"{name}.{column.name}"
        for name, table in TABLES.items()
        for column in table.columns
        if column.name not in shown[name] or column.meaning not in " ".join(shown[name].split())
    ] == []


def test_every_criterion_has_its_entry_and_says_how_far_it_is_confirmed(page):
    """The mark beside the rule is the program's own word: what is unverified is seen to be so."""
    wrong = []
    for book in load_rulebooks(ROOT / "criteria"):
        root = page(f"reference/criteria/{book.id}.html")
        for criterion in book.criteria:
            said = section(root, criterion.id)
            mark = root.xpath(f"//h2[@id='{criterion.id}']/following::*[contains(@class, 'badge')][1]")[0]
            if mark.text_content() != review_of(book, criterion) or book.sources[criterion.source].citation not in said:
                wrong.append(f"{book.id}/{criterion.id}")
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("datasets", list(REGISTER)),
        ("files", list(KINDS)),
        ("findings", list(CODES)),
        ("glossary", list(GLOSSARY)),
    ],
)
def test_every_entry_of_a_register_has_its_anchor(page, name, entries):
    """Datasets with their licence among them."""
    root = page(f"reference/{name}.html")

    assert [entry for entry in entries if entry not in ids(root)] == []
    if name == "datasets":
        assert [entry for entry in entries if REGISTER[entry].licence not in section(root, entry)] == []


def test_no_page_fetches_anything_from_another_host(site, every_page):
    """Of pages and style sheets; a link that a person follows is no fetch."""
    fetched = []
    for name, root in every_page.items():
        for element in root.iter(lxml.etree.Element):
            rel = element.get("rel", "") if element.tag == "link" else ""
            loads = [element.get(key) for key in LOADS] + [element.get("href") if rel and rel != "canonical" else None]
            fetched += [(name, address) for address in loads if address and urlsplit(address).netloc]
    for sheet in site.rglob("*.css"):
        found = re.findall(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\s)\"']+)", sheet.read_text(encoding="utf-8"))
        fetched += [(sheet.name, address) for address in found]
    assert fetched == []


def test_trustees_read_the_figures_of_the_example_report_that_they_open(page):
    """The page shows them by hand; the run is the one whose report the site has."""
    [run] = (ROOT / "reports" / "examples").glob("illinois-demo-*")
    shown = page("tutorials/trustee.html").text_content()
    shares = pq.read_table(run / "tables" / "coverage.parquet", columns=["share"])["share"].to_pylist()
    parts = pq.read_table(
        run / "tables" / "exposures.parquet",
        columns=["low", "best", "high"],
        filters=[("measure", "=", "in_state_manufacturing"), ("basis", "=", "operations"), ("grouping", "=", "home")],
    )
    ends = [sum(column.to_pylist()) for column in parts.columns]

    assert [f"{share:.1%}" for share in shares if f"{share:.1%}" not in shown] == []
    assert [f"{end:,.0f}" for end in ends if f"{end:,.0f}" not in shown] == []


def test_every_link_within_the_site_leads_somewhere(site, every_page):
    """Generated links too, of which the builder knows nothing: the page is there, and the anchor on it.

    But for the page that a web server shows in place of one that is gone: its links begin at the server's root.
    """
    dead, known = [], {name: ids(root) | {"__skip"} for name, root in every_page.items()}
    for name, root in every_page.items():
        for link in root.iter("a") if name != "404.html" else ():
            address = urlsplit(link.get("href") or "")
            if address.scheme or address.netloc:
                continue
            file = (site / name).parent / unquote(address.path) if address.path else site / name
            target = os.path.relpath(file.resolve(), site.resolve())
            anchors = known.get(target)
            if not file.is_file() or (address.fragment and anchors and unquote(address.fragment) not in anchors):
                dead.append((name, link.get("href")))
    assert dead == []
