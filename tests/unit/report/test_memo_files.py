"""The files of decisions: complete or not at all, and a record on file is never lost by accident."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from screener.errors import InputError
from screener.report import write_memos

if TYPE_CHECKING:
    from screener.tables.prudence import Record


@pytest.fixture(scope="module")
def record() -> Record:
    """Return the record made by hand in example_record.py."""
    made: dict[str, Any] = runpy.run_path(str(Path(__file__).with_name("example_record.py")))
    found: Record = made["record"]()
    return replace(found, refusals=())


def names(folder: Path) -> list[str]:
    """Return what lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_the_same_record_is_written_again_without_a_word(record: Record, tmp_path: Path) -> None:
    """A memo and a record, and nothing beside them; the second time the same bytes."""
    paths = write_memos(tmp_path / "memos", [record])
    before = [path.read_bytes() for path in paths]

    assert write_memos(tmp_path / "memos", [record]) == paths
    assert [path.read_bytes() for path in paths] == before
    assert names(tmp_path / "memos") == ["housing-trust.html", "housing-trust.json", "housing-trust.pdf"]


def test_a_record_that_says_something_else_is_written_over_only_when_told(record: Record, tmp_path: Path) -> None:
    """The message names the file and the way out; until then both files stay, those of other decisions too."""
    write_memos(tmp_path, [record])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    changed, new = replace(record, seed=record.seed + 1), replace(record, decision_id="another")

    with pytest.raises(InputError, match=r"housing-trust\.json: this record is there") as refused:
        write_memos(tmp_path, [new, changed])
    assert "--replace" in str(refused.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

    write_memos(tmp_path, [new, changed], replace=True)
    assert json.loads((tmp_path / "housing-trust.json").read_text(encoding="utf-8"))["seed"] == record.seed + 1
    assert len(names(tmp_path)) == 6


@pytest.mark.parametrize("is_told", [False, True])
def test_a_draft_never_takes_the_place_of_a_records_memo(record: Record, tmp_path: Path, is_told: bool) -> None:
    """A memo of one state of the decision beside the record of another would be neither; it goes to another folder."""
    write_memos(tmp_path / "board", [record])
    before = [path.read_bytes() for path in sorted((tmp_path / "board").iterdir())]
    draft = replace(record, refusals=("The field preparer is empty.",))

    with pytest.raises(InputError, match="a draft would take the place of its memo") as refused:
        write_memos(tmp_path / "board", [draft], replace=is_told)
    assert "--replace" not in str(refused.value)
    assert [path.read_bytes() for path in sorted((tmp_path / "board").iterdir())] == before

    write_memos(tmp_path / "drafts", [draft])
    assert names(tmp_path / "drafts") == ["housing-trust.html", "housing-trust.pdf"]


def test_a_record_takes_the_place_of_its_draft(record: Record, tmp_path: Path) -> None:
    """A draft is no record, so nothing is lost."""
    write_memos(tmp_path, [replace(record, refusals=("The field preparer is empty.",))])
    assert "DRAFT" in (tmp_path / "housing-trust.html").read_text(encoding="utf-8")
    write_memos(tmp_path, [record])

    assert "DRAFT" not in (tmp_path / "housing-trust.html").read_text(encoding="utf-8")
    assert names(tmp_path) == ["housing-trust.html", "housing-trust.json", "housing-trust.pdf"]


def test_a_disk_that_fails_leaves_nothing_half_written(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two decisions cannot be written: the first is not there either, nor any temporary file."""
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "second" in path.name:
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_memos(tmp_path, [replace(record, decision_id="first"), replace(record, decision_id="second")])

    assert names(tmp_path) == []
