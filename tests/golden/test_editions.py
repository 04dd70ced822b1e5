"""``screener report``: a finished run printed again, from its folder alone, by another definition."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lxml.html
import pytest
from commands import CommandHere, workspace_of


@pytest.fixture(scope="module")
def command(kentucky):
    return CommandHere(workspace_of(kentucky))


@pytest.fixture
def again(kentucky, tmp_path):
    """Return what prints the run of the Kentucky example, or a copy of it, into a folder; PDF and workbook if whole."""

    def print_it(*more, run=None, whole=False):
        out = tmp_path / "out"
        command = CommandHere(workspace_of(kentucky), whole=whole)
        answer = command("report", "kentucky-munis", "--run", str(run or kentucky["folder"]), "--out", str(out), *more)
        return out, answer

    return print_it


def test_a_run_printed_again_by_its_own_definition_is_the_same_bytes(again, kentucky):
    """Page, PDF, workbook, findings, quarantine and every table are those of the run, byte by byte."""
    out, answer = again(whole=True)
    assert answer.returncode == 0, answer.stderr
    run = Path(kentucky["folder"])
    files = sorted(path.relative_to(run) for path in run.rglob("*") if path.is_file())
    same = [file for file in files if file.parts[0] != "sql" and file.name not in ("about.json", "manifest.json")]
    assert [str(file) for file in same if (out / file).read_bytes() != (run / file).read_bytes()] == []
    assert len(same) > 50


def test_another_definition_changes_sections_and_order_and_says_for_whom_it_is(again):
    """The treasury's edition has what is to be chased right after page one, and every one of the 55 lines."""
    out, answer = again("--definition", "treasury")
    assert answer.returncode == 0, answer.stderr
    page = lxml.html.document_fromstring((out / "report.html").read_text(encoding="utf-8"))
    assert [section.get("id") for section in page.findall(".//main/section")][:3] == ["brief", "exceptions", "findings"]
    assert "for treasury staff" in page.find(".//header").text_content()
    assert len(page.xpath("//section[@id='holdings']//td[contains(@class, 'value')]")) == 55


def test_an_edition_says_of_what_run_it_is_and_replaces_only_an_edition(again, kentucky):
    """edition.json names the run; printing twice is one edition; a folder of something else is never written over."""
    out, _ = again()
    assert json.loads((out / "edition.json").read_text(encoding="utf-8"))["run_id"] == Path(kentucky["folder"]).name
    _, answer = again("--definition", "treasury")
    assert answer.returncode == 0
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    _, refused = again()
    assert refused.returncode == 2
    assert "these files are not of the edition, and making it again would remove them" in refused.stderr
    assert "notes.txt" in refused.stderr
    shutil.rmtree(out)
    out.mkdir()
    (out / "thesis.txt").write_text("mine", encoding="utf-8")
    _, refused = again()
    assert "it is no edition that was made here" in refused.stderr
    assert [path.name for path in out.parent.rglob("*")] == ["out", "thesis.txt"]


def test_a_run_that_is_not_what_was_written_is_not_printed(again, kentucky, tmp_path):
    """A byte changed in a table, in about.json or in the manifest: refused, named, and nothing is written."""
    for name, said in (
        ("tables/holdings.parquet", "tables/holdings.parquet is not what the run wrote"),
        ("about.json", "about.json is not what the run wrote"),
        ("manifest.json", "its manifest is not what the run wrote"),
    ):
        copy = tmp_path / name.replace("/", "-") / Path(kentucky["folder"]).name
        shutil.copytree(kentucky["folder"], copy)
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(content[:-2] + b"  ")
        out, answer = again(run=copy)
        assert answer.returncode == 4, (name, answer.stderr)
        assert said in answer.stderr
        assert not out.exists()


def test_wrong_names_are_told_with_near_ones(command, kentucky):
    """A definition, a run and a portfolio that are not there, and a run of another portfolio."""
    assert "did you mean 'treasury'?" in command("report", "kentucky-munis", "--definition", "tresury").stderr
    assert "there is no run 'zzzz'" in command("report", "kentucky-munis", "--run", "zzzz").stderr
    assert "there is no run of illinois-demo on disk" in command("report", "illinois-demo").stderr
    other = command("report", "illinois-demo", "--run", kentucky["folder"])
    assert "is one of kentucky-munis, not of illinois-demo" in other.stderr
