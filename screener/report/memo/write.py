"""The files of decisions: a memo each, as a page and as PDF, and the decision record as canonical JSON beside it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from screener.errors import InputError, join_problems
from screener.report.memo.page import render_memo
from screener.report.pdf import render_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from screener.tables.prudence import Record


def write_memos(folder: Path, records: Iterable[Record], *, replace: bool = False) -> list[Path]:
    """Write ``<decision>.html``, its PDF and, of a record that is not refused, ``<decision>.json``; return the paths.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    records : iterable of Record
    replace : bool
        Write over records that are there and say something else.

    Raises
    ------
    InputError
        Another record of a decision is there, and `replace` is not said; or a draft would take the place of a
        record's memo. Nothing is written.
    """
    files: dict[Path, bytes] = {}
    drafts = []
    for record in records:
        page = render_memo(record)
        files[folder / f"{record.decision_id}.html"] = page.encode()
        files[folder / f"{record.decision_id}.pdf"] = _print(record, page)
        if record.refusals:
            drafts.append(folder / f"{record.decision_id}.json")
        else:
            files[folder / f"{record.decision_id}.json"] = record_json(record).encode()
    kept = [] if replace else [path for path in files if path.suffix == ".json" and _is_other(path, files[path])]
    _refuse(folder, kept, [path for path in drafts if path.exists()])
    _write(files)
    return list(files)


def _print(record: Record, page: str) -> bytes:
    """Return the PDF of a memo, dated as its decision."""
    author = record.plan_name or record.portfolio or record.software
    return render_pdf(page, title=f"{record.title}: prudence memo", author=author, as_of=record.decision_date)


def _is_other(path: Path, content: bytes) -> bool:
    """Return whether a file is there and says something else."""
    return path.exists() and path.read_bytes() != content


def _refuse(folder: Path, kept: list[Path], behind: list[Path]) -> None:
    """Refuse to write over records, or drafts beside them, all at once."""
    said = [f"{path.name}: this record is there, and the decision now gives another" for path in kept]
    said += [f"{path.name}: this record is there, and a draft would take the place of its memo" for path in behind]
    if said:
        fixes = ["--replace writes over a record that nobody has to keep"] if kept else []
        raise InputError(
            join_problems(said, "nothing was written:"),
            where=str(folder),
            hint="; ".join(["name another folder with --out", *fixes]),
        )


def _write(files: Mapping[Path, bytes]) -> None:
    """Write files under other names, and give them their own when all are complete."""
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    try:
        for path, part in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(files[path])
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def record_json(record: Record) -> str:
    """Return a decision record as JSON with keys in one order: equal records are equal bytes."""
    return _dump(record.as_json())


def records_json(records: Iterable[Record]) -> str:
    """Return several as one list."""
    return _dump([record.as_json() for record in records])


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str, allow_nan=False) + "\n"
