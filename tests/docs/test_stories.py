"""Every command, session and file that a page of the documentation shows is run, and does what the page says."""

from __future__ import annotations

import os
import re

import pytest
from commands import CommandHere
from documentation import BY_SHELL, DOCS, SET_UP, Story, blocks_of, commands_of, copy_workspace
from filelock import FileLock

PAGES = sorted(page for page in DOCS.rglob("*.md") if "_reference" not in page.parts)


@pytest.fixture(scope="session")
def finished(tmp_path_factory, three_quarters, checks):
    """Return a workspace that no test changes: three quarters of illinois-demo, then kentucky-munis."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    workspace = shared / "docs-workspace"
    with FileLock(shared / "docs-workspace.lock"):
        if not workspace.exists():
            copy_workspace(three_quarters, workspace)
            assert CommandHere(workspace, checks)("run", "kentucky-munis").returncode == 0
    return workspace


@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(page)], ids=lambda page: page.stem)
def test_a_page_does_what_it_shows(page, finished, checks, tmp_path):
    """Its blocks in order, in a copy of the workspace: commands end as said and print what is shown beneath them."""
    story = Story(copy_workspace(finished, tmp_path / "w"), checks)
    for block in blocks_of(page):
        story.play(block)

    assert story.played == len(blocks_of(page))


def test_a_page_says_first_how_to_make_the_runs_that_it_asks_for():
    """In a reader's own workspace there is no run yet; here the runs are there, and nothing else would show it."""
    missing = []
    for page in PAGES:
        told = set()
        for block in blocks_of(page):
            if block.language in ("sh", "console"):
                told |= {line for line, _, _ in commands_of(block)}
            if "make demo" in told:
                told.add("screener run illinois-demo")
            asked = set(re.findall(r'(?:latest\("|screener report )(illinois-demo|kentucky-munis)', block.text))
            asked |= {"illinois-demo"} if re.search(r"\b(RUN|EARLIER)\b", block.text) else set()
            needed = {f"screener run {name}" for name in asked}
            if re.search(r'as_of="2024-09-30"|\bEARLIER\b', block.text):
                needed.add("screener run illinois-demo --as-of 2024-09-30")
            missing += [(block.where, line) for line in needed - told]
    assert missing == []


def test_pages_show_only_what_can_be_run():
    """A command that the test does not know would never be tried."""
    first_words = [
        (block.where, line.split()[0])
        for page in PAGES
        for block in blocks_of(page)
        if block.language in ("sh", "console")
        for line, _, _ in commands_of(block)
    ]
    known = SET_UP | BY_SHELL | {"screener"}

    assert [found for found in first_words if found[1] not in known and "=" not in found[1]] == []
    assert len(first_words) >= 30
