"""The ledger as a workspace has it: every entry, and whether entries and runs are as they were recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from screener.errors import IntegrityError, NotFoundError, join_problems
from screener.ledger import default_url, open_ledger
from screener.workspace import manifests

if TYPE_CHECKING:
    from pathlib import Path

    from screener.ledger import Entry


def ledger_entries(root: Path) -> list[Entry]:
    """Return every entry of a workspace's ledger, in the order of recording; none where there is no ledger yet."""
    try:
        with open_ledger(default_url(root), must_exist=True) as ledger:
            return ledger.entries()
    except NotFoundError:
        return []


def verify_ledger(root: Path) -> list[Entry]:
    """Return every entry, if none was changed, taken out or put in, and every run on disk is recorded.

    Raises
    ------
    IntegrityError
        One was, or a run on disk is not recorded as it lies there; every fault at once.
    """
    runs = manifests(root)
    entries: list[Entry] = []
    try:
        with open_ledger(default_url(root), must_exist=True) as ledger:
            problems = ledger.verify(runs)
            entries = [] if problems else ledger.entries()
    except NotFoundError as error:
        lie = "run lies" if len(runs) == 1 else "runs lie"
        problems = [f"{error}, but {len(runs):,} {lie} in reports/runs"] if runs else []
    if problems:
        raise IntegrityError(
            join_problems(problems, "the ledger is not as it was recorded:"),
            hint="restore the ledger, and the runs, from a backup",
        )
    return entries


def what_entry_says(entry: Entry) -> str:
    """Return what an entry says, in a line."""
    said = entry.content()
    if entry.kind == "run":
        return f"{said['portfolio']} as of {said['as_of']}: run {said['run_id']}"
    if entry.kind == "match-decision":
        seen = json.loads(said["facts"])
        answer = _named(seen.get("issuer_name"), said["issuer_id"]) if said["issuer_id"] else "no company"
        answer = "taken back" if said["withdrawn"] else answer
        return f"{_named(seen.get('name'), said['subject'])} → {answer}: {said['reason']}"
    return json.dumps(said, ensure_ascii=False)


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as one object: what every entry has, then what its kind says."""
    common = ("sequence", "kind", "recorded_at", "recorded_by", "previous_hash", "hash")
    return {**{name: getattr(entry, name) for name in common}, **entry.content()}


def _named(name: str | None, number: str) -> str:
    """Return a name with its number, or the number alone."""
    return f"{name} ({number})" if name else number
