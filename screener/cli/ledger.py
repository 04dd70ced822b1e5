"""``screener ledger``: what people decided and which runs were made, and whether anyone has changed it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screener.console import say, table
from screener.errors import IntegrityError, NotFoundError, join_problems

if TYPE_CHECKING:
    from screener.ledger import Entry

app = typer.Typer(
    help="The ledger: decisions and runs, in the order they were recorded.", no_args_is_help=True, rich_markup_mode=None
)


@app.command(name="list")
def list_entries(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object an entry.")] = False,
) -> None:
    """List every entry: when, by whom, what, and why."""
    from screener.ledger import default_url, open_ledger
    from screener.workspace import find_root

    try:
        with open_ledger(default_url(find_root()), must_exist=True) as ledger:
            entries = ledger.entries()
    except NotFoundError:
        entries = []
    if as_json:
        say(json.dumps([_as_object(entry) for entry in entries], ensure_ascii=False, indent=2))
    elif entries:
        rows = [[str(e.sequence), e.recorded_at, e.recorded_by, e.kind, _says(e)] for e in entries]
        table(["entry", "recorded at", "by", "kind", "what it says"], rows, numbers={0})
    else:
        say("The ledger is empty: no run and no decision is recorded yet.")


@app.command()
def verify() -> None:
    """Check that no entry was changed, taken out or put in, and that every run on disk is recorded.

    Exit code 4 if one was.
    """
    from screener.ledger import default_url, open_ledger
    from screener.workspace import find_root, manifests

    root = find_root()
    runs = manifests(root)
    try:
        with open_ledger(default_url(root), must_exist=True) as ledger:
            problems = ledger.verify(runs)
            entries = [] if problems else ledger.entries()
    except NotFoundError as error:
        if runs:
            problems = [f"{error}, but {len(runs):,} run{'s lie' if len(runs) > 1 else ' lies'} in reports/runs"]
        else:
            say("There is no ledger yet: no run and no decision is recorded.")
            return
    if problems:
        raise IntegrityError(
            join_problems(problems, "the ledger is not as it was recorded:"),
            hint="restore the ledger, and the runs, from a backup",
        )
    head = f"; the newest has the hash {entries[-1].hash}" if entries else ""
    many = "entry" if len(entries) == 1 else "entries"
    say(f"{len(entries):,} {many}, as recorded{head}")


def _as_object(entry: Entry) -> dict[str, Any]:
    """Return an entry as one object: what every entry has, then what its kind says."""
    common = ("sequence", "kind", "recorded_at", "recorded_by", "previous_hash", "hash")
    return {**{name: getattr(entry, name) for name in common}, **entry.content()}


def _says(entry: Entry) -> str:
    """Return what an entry says in a line."""
    said = entry.content()
    if entry.kind == "run":
        return f"{said['portfolio']} as of {said['as_of']}: run {said['run_id']}"
    if entry.kind == "match-decision":
        seen = json.loads(said["facts"])
        answer = _named(seen.get("issuer_name"), said["issuer_id"]) if said["issuer_id"] else "no company"
        answer = "taken back" if said["withdrawn"] else answer
        return f"{_named(seen.get('name'), said['subject'])} → {answer}: {said['reason']}"
    return json.dumps(said, ensure_ascii=False)


def _named(name: str | None, number: str) -> str:
    """Return a name with its number, or the number alone."""
    return f"{name} ({number})" if name else number
