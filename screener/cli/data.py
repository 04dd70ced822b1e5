"""``screener data``: what reference data there is, how old, how licensed; refresh it; check it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screener.console import say, table
from screener.errors import InputError, NotFoundError, ScreenerError, join_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screener.enrich.update import Change

app = typer.Typer(help="Reference data: list, show, update and verify it.", no_args_is_help=True, rich_markup_mode=None)


@app.command(name="list")
def list_datasets(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object a dataset.")] = False,
) -> None:
    """List every dataset: the newest vintage held, since when and how long the world knows it, rows, licence."""
    from screener.enrich.catalogue import catalogue

    entries = catalogue(_root())
    if as_json:
        say(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    today = date.today()  # noqa: DTZ011  ages are for the reader of this day
    headings = ["dataset", "newest vintage", "published", "age", "rows", "vintages", "licence", "what it is"]
    table(headings, [_listed(entry, today) for entry in entries], numbers={3, 4, 5})
    say()
    say("'-' means that no copy ships: fetch the publisher's file and run 'screener data update NAME --from FILE'.")
    say("  More: screener data show NAME")


def _listed(entry: dict[str, Any], today: date) -> list[str]:
    """Return one dataset as texts: the newest vintage held and how long the world has known it."""
    newest = ["-"] * 4
    if entry["vintages"]:
        held = entry["vintages"][-1]
        years = (today - date.fromisoformat(held["published"])).days / 365.25
        newest = [held["describes"], held["published"], f"{years:.1f} years", f"{held['rows']:,}"]
    return [entry["dataset"], *newest, str(len(entry["vintages"])), entry["licence"], entry["title"]]


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Dataset, as 'screener data list' names it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show everything the register says about one dataset."""
    from screener.enrich.catalogue import entry

    shown = entry(name, _root())
    if as_json:
        say(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    say(f"{shown['dataset']}: {shown['title']}")
    for key in ("publisher", "address", "licence", "attribution", "grain", "traps", "loader"):
        say(f"  {key + ':':13}{shown[key]}")
    for label, file in zip(("files:", *[""] * len(shown["files"])), shown["files"], strict=False):
        say(f"  {label:13}{file}")
    say(f"  {'key:':13}{', '.join(shown['key'])}")
    say(f"  {'columns:':13}{', '.join(f'{column} ({kind})' for column, kind in shown['columns'].items())}")
    say(f"  {'vintages:':13}{'' if shown['vintages'] else 'none is held'}")
    for held in shown["vintages"]:
        where = "ships with the screener" if held["is_shipped"] else held["file"]
        say(f"    {held['describes']}: published by {held['published']}, retrieved {held['retrieved']}, "
            f"{held['rows']:,} rows, {where}")  # fmt: skip
        for text in (held["attribution"], held["traps"]):
            if text:
                say(f"      {text}")
        say(f"      sha256 {held['sha256']}")


@app.command()
def update(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Dataset; by default every one whose publisher's address is fixed."),
    ] = None,
    sources: Annotated[
        list[str] | None, typer.Option("--from", help="The publisher's file: a path or an address. May be repeated.")
    ] = None,
    vintage: Annotated[
        str | None, typer.Option(help="Short name of the vintage, such as 2024Q2; today by default.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="Day by which the world could know it, YYYY-MM-DD; as before, else today.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and keep nothing.")] = False,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Take unusual numbers of rows or changes of a vintage.")
    ] = False,
) -> None:
    """Refresh reference data from the publisher's own current file, into the folder reference/ of the workspace.

    What changes is shown: rows, keys, totals. A vintage of another name is kept beside the ones held; of the same name
    it replaces the copy, whole or not at all. A run uses the newest vintage published by its date.
    """
    from screener.dates import parse_date
    from screener.enrich.register import REGISTER
    from screener.enrich.update import update as refresh
    from screener.workspace import find_root

    if name is None and (sources or vintage or published):
        raise InputError(
            "--from, --vintage and --published are about one dataset", hint="name it: screener data update NAME …"
        )
    day = parse_date(published, where="--published") if published else None
    root = find_root()

    def refreshed(dataset: str) -> None:
        change = refresh(
            dataset,
            root,
            sources or [],
            retrieved=date.today(),  # noqa: DTZ011  the day on this person's calendar
            vintage=vintage,
            published=day,
            accept_changes=accept_changes,
            keep=not dry_run,
        )
        _say_change(change, kept=not dry_run)

    if name:
        refreshed(name)
    else:
        _each([dataset.name for dataset in REGISTER.values() if dataset.download], refreshed)


def _each(names: Sequence[str], refreshed: Callable[[str], None]) -> None:
    """Refresh datasets one after another; what fails keeps none of the others, and all failures are said at the end."""
    failures: dict[str, ScreenerError] = {}
    for name in names:
        try:
            refreshed(name)
        except ScreenerError as error:
            failures[name] = error
    if failures:
        worst = max(failures.values(), key=lambda error: error.exit_code)
        problems = [f"{name}: {error}" for name, error in failures.items()]
        raise type(worst)(join_problems(problems, f"{len(failures)} of {len(names)} datasets were not refreshed:"))


def _say_change(change: Change, *, kept: bool) -> None:
    """Print what an update changes."""
    before, after = change.rows
    versus = f"against {change.before.vintage.label}" if change.before else "nothing was held"
    day = str(change.vintage.published)
    if change.replaces and change.before and str(change.before.vintage.published) != day:
        day = f"{change.before.vintage.published} -> {day}"
    say(f"{change.dataset.name}: vintage {change.vintage.vintage}, published by {day} ({versus})")
    say(f"  rows     {before:>14,} -> {after:>14,}")
    say(f"  keys     {change.keys_added:,} come, {change.keys_removed:,} go, {change.rows_changed:,} stay and change")
    for column, (old, new) in change.totals.items():
        say(f"  total    {column}: {_number(old)} -> {_number(new)}")
    if not kept:
        say("  nothing was kept (--dry-run)")
    elif change.replaces:
        say("  it replaces the copy of that vintage")
    else:
        say("  it is kept beside the vintages held; a run uses the newest one published by its date")


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.2f}".removesuffix(".00")


@app.command()
def verify() -> None:
    """Check every copy against the register, and publishers' own figures by working them out again.

    Exit code 4 if anything differs.
    """
    from screener.enrich.verify import verified

    held, agreed = verified(date.today(), _root())  # noqa: DTZ011  the newest vintage there is
    say(f"{len(held)} copies, {sum(copy['rows'] for copy in held):,} rows: hash, rows and columns as the register says")
    for sentence in agreed:
        say(sentence)


def _root() -> Path | None:
    """Return the workspace's root, or None outside of one: what ships can be listed anywhere."""
    from screener.workspace import find_root

    try:
        return find_root()
    except NotFoundError:
        return None
