"""A run's folder is complete or absent, and its name follows from its content."""

from __future__ import annotations

import json

import pytest

from screener.errors import IntegrityError
from screener.workspace import Manifest, find_root, manifests, new_workspace, sha256_of
from screener.workspace import write_run as write_and_record


def write_run(root, manifest, write, record=lambda sha256: None):
    """Write a run that nobody keeps a record of, unless a test says otherwise."""
    return write_and_record(root, manifest, write, record)


def a_manifest(**changes):
    content = {
        "portfolio": "p",
        "as_of": "2024-12-31",
        "state": "IL",
        "known_at": "2024-12-31",
        "home": "Illinois",
        "base_currency": "USD",
        "inputs": {"a.csv": "1"},
        "settings": {},
        "rulebooks": {},
        "datasets": {},
        "code": "c",
        "libraries": {},
    }
    return Manifest(**{**content, **changes})


def test_the_run_id_follows_from_the_content_and_not_from_the_outputs():
    """The same inputs give the same id; another input gives another."""
    assert a_manifest().run_id == a_manifest(outputs={"report.html": "x"}).run_id
    assert a_manifest().run_id != a_manifest(inputs={"a.csv": "2"}).run_id


def test_the_manifest_holds_the_hash_of_every_output(tmp_path):
    """sha256("hello") is the published 2cf24dba…9824."""
    folder = write_run(tmp_path, a_manifest(), lambda part: (part / "report.html").write_text("hello"))

    written = json.loads((folder / "manifest.json").read_text())
    assert written["outputs"] == {"report.html": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}
    assert folder == tmp_path / "reports" / "runs" / "p" / "2024-12-31" / written["run_id"]


def test_a_run_that_fails_half_way_leaves_nothing(tmp_path):
    """There is no half run, and no temporary folder either."""

    def fail(part):
        (part / "report.html").write_text("half")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        write_run(tmp_path, a_manifest(), fail)

    assert list((tmp_path / "reports" / "runs" / "p" / "2024-12-31").iterdir()) == []


def test_a_run_that_cannot_be_recorded_is_not_there(tmp_path):
    """The ledger refuses, or cannot be reached: nothing was written, as the message says."""

    def refuse(sha256):
        raise IntegrityError("another run has that id")

    with pytest.raises(IntegrityError, match="another run has that id"):
        write_run(tmp_path, a_manifest(), lambda part: (part / "a").write_text("1"), refuse)

    assert manifests(tmp_path) == {}


def test_what_is_recorded_is_the_hash_of_the_manifest_on_disk(tmp_path):
    """The run's entry and its folder can be held against each other."""
    told = []
    folder = write_run(tmp_path, a_manifest(), lambda part: (part / "a").write_text("1"), told.append)

    assert told == [sha256_of(folder / "manifest.json")]
    assert manifests(tmp_path) == {folder.name: told[0]}


def test_the_same_run_again_is_left_as_it_is(tmp_path):
    """Idempotent: one folder, nothing rewritten."""
    first = write_run(tmp_path, a_manifest(), lambda part: (part / "a").write_text("1"))
    before = (first / "a").stat().st_mtime_ns
    second = write_run(tmp_path, a_manifest(), lambda part: (part / "a").write_text("1"))

    assert first == second
    assert (second / "a").stat().st_mtime_ns == before


def test_an_edited_run_is_noticed(tmp_path):
    """Someone changed a figure on disk: the run is refused, not silently replaced."""
    folder = write_run(tmp_path, a_manifest(), lambda part: (part / "a").write_text("1"))
    (folder / "a").write_text("2")

    with pytest.raises(IntegrityError, match="1 of its files differ from what the same inputs give: a"):
        write_run(tmp_path, a_manifest(), lambda part: (part / "a").write_text("1"))


def test_a_new_workspace_is_a_root_with_the_example_portfolios(tmp_path):
    """`screener new` makes a folder that `screener run` recognises."""
    portfolios = new_workspace(tmp_path / "fund")

    assert portfolios == ["illinois-demo", "kentucky-munis", "look-through-demo"]
    assert find_root(tmp_path / "fund" / "portfolios") == tmp_path / "fund"


def test_a_file_that_only_mentions_the_marker_is_no_root(tmp_path):
    """The TOML is parsed: a comment is no table."""
    (tmp_path / "pyproject.toml").write_text("# [tool.screener]\n")
    (tmp_path / "inner").mkdir()

    from screener.workspace import is_root

    assert not is_root(tmp_path)
