"""``screener ledger``: what people decided and which runs were made, and whether anyone has changed it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from screener.console import say, table

app = typer.Typer(
    help="The ledger: decisions and runs, in the order they were recorded.", no_args_is_help=True, rich_markup_mode=None
)


@app.command(name="list")
def list_entries(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object an entry.")] = False,
) -> None:
    """List every entry: when, by whom, what, and why."""
    from screener.pipeline.ledger import entry_json, ledger_entries, what_entry_says
    from screener.workspace import find_root

    entries = ledger_entries(find_root())
    if as_json:
        say(json.dumps([entry_json(entry) for entry in entries], ensure_ascii=False, indent=2))
    elif entries:
        rows = [[str(e.sequence), e.recorded_at, e.recorded_by, e.kind, what_entry_says(e)] for e in entries]
        table(["entry", "recorded at", "by", "kind", "what it says"], rows, numbers={0})
    else:
        say("The ledger is empty: no run and no decision is recorded yet.")


@app.command()
def verify() -> None:
    """Check that no entry was changed, taken out or put in, and that every run on disk is recorded.

    Exit code 4 if one was.
    """
    from screener.pipeline.ledger import verify_ledger
    from screener.workspace import find_root

    entries = verify_ledger(find_root())
    if not entries:
        say("The ledger is empty: no run and no decision is recorded yet.")
        return
    many = "entry" if len(entries) == 1 else "entries"
    say(f"{len(entries):,} {many}, as recorded; the newest has the hash {entries[-1].hash}")
