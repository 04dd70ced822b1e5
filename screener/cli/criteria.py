"""``screener criteria``: what the rules ask, since when and on what source; whether they are sound."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screener.cli.completion import rulebook_names
from screener.console import say, table

if TYPE_CHECKING:
    from screener.rulebook import CaseResult, Rulebook

app = typer.Typer(
    help="Criteria: list them, read them, check them, try their worked cases, compare them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
On = Annotated[str | None, typer.Option("--on", help="Date to look at, YYYY-MM-DD; today by default.")]
OneRulebook = Annotated[
    str | None, typer.Option("--rulebook", help="Only this rulebook.", autocompletion=rulebook_names)
]


@app.command(name="list")
def list_criteria(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object a criterion.")] = False,
    on: On = None,
    rulebook: OneRulebook = None,
) -> None:
    """List every criterion: whom it judges, since when, whether it is in force and whether it was confirmed."""
    from screener.rulebook.describe import as_object, period_of
    from screener.rulebook.uses import review_of

    day = _day(on)
    pairs = [(book, criterion) for book in _rulebooks(rulebook) for criterion in book.criteria]
    objects = [as_object(book, criterion, day) for book, criterion in pairs]
    if as_json:
        say(json.dumps(objects, ensure_ascii=False, indent=2))
        return
    rows = [
        [
            f"{shown['rulebook_id']}/{shown['criterion_id']}",
            shown["title"],
            shown["level"] or shown["subject"],
            period_of(criterion.in_force),
            shown["status"],
            ", ".join(shown["jurisdictions"]) or "everywhere",
            review_of(book, criterion),
        ]
        for shown, (book, criterion) in zip(objects, pairs, strict=True)
    ]
    table(["criterion", "title", "judges", "in force", f"on {day}", "where", "review"], rows)
    say()
    say(f"{_count(len(rows), 'criterion', 'criteria')}. More about one: screener criteria show ID")


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Such as un-pri/pri1-h1, pri1-h1, fresh_age or un-pri.",
            autocompletion=rulebook_names,
        ),
    ],
    on: On = None,
) -> None:
    """Say in plain English what a criterion asks, of whom, on what source, and what its numbers are worth.

    Of a fact, a number, a list or a rulebook: what it is, and which criteria name it.
    """
    from screener.rulebook.lookup import pages

    say("\n\n".join(pages(_folder(), name, _day(on))))


@app.command()
def facts(
    subject: Annotated[str | None, typer.Option("--subject", help="Only facts of a holding, issuer, plan, …")] = None,
    rulebook: OneRulebook = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print an attestation file to be filled in.")] = False,
) -> None:
    """List the facts that criteria may name: what each can be, who says it, and which criteria ask for it.

    With --csv, a line for each that only the fund can say, ready for a file in the portfolio's folder attestations.
    """
    from screener.rulebook.index import template
    from screener.rulebook.lookup import facts_of

    named = facts_of(_rulebooks(rulebook), subject, named_only=bool(rulebook))
    if as_csv:
        say(template(named).removesuffix("\n"))
        return
    rows = [
        [
            fact.name,
            fact.judged,
            fact.form,
            "fund" if fact.declared else "screen",
            ", ".join(criterion.id for _, criterion in fact.criteria) or "none",
            fact.column.meaning,
        ]
        for fact in named
    ]
    table(["fact", "describes", "value", "said by", "criteria", "meaning"], rows)
    say()
    say(f"{_count(len(rows), 'fact')}. More about one: screener criteria show FACT")


@app.command()
def lint() -> None:
    """Check every rulebook, profile, list and worked case; name every fault with its file and line.

    Exit code 2 if there is one.
    """
    from screener.rulebook.check import check_folder

    rulebooks, faults = check_folder(_folder())
    if faults:
        for fault in faults:
            say(fault)
        raise typer.Exit(2)
    criteria = sum(len(book.criteria) for book in rulebooks)
    say(f"{_count(len(rulebooks), 'rulebook')}, {_count(criteria, 'criterion', 'criteria')}, no fault")


@app.command(name="test")
def try_cases(rulebook: OneRulebook = None) -> None:
    """Try every worked case: whether the criterion answers what the case says.

    Exit code 1 if one does not.
    """
    from screener.engine import open_engine
    from screener.rulebook import load_cases, run_cases

    engine = open_engine()
    results: list[CaseResult] = []
    try:
        for book in _rulebooks(rulebook):
            tried = run_cases(engine, book, load_cases(book))
            untried = {criterion.id for criterion in book.criteria} - {result.case.criterion for result in tried}
            without = f"; no case for {', '.join(sorted(untried))}" if untried else ""
            counts = f"{_count(len(tried), 'case')} of {_count(len(book.criteria), 'criterion', 'criteria')}"
            say(f"{book.id}: {counts}{without}")
            results += tried
    finally:
        engine.close()
    failures = [result for result in results if not result.holds]
    for result in failures:
        say(_failure(result))
    if failures:
        say(f"{len(failures):,} of {_count(len(results), 'case')} do not hold")
        raise typer.Exit(1)
    say(f"{_count(len(results), 'case')}, every one holds")


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A date, a criterion's id, or a folder or file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another of the same kind.")],
) -> None:
    """Show what differs between two dates, two criteria, or two folders or files of rulebooks."""
    from screener.rulebook.lookup import differences

    lines = differences(_folder(), first, second)
    say("\n".join(lines) if lines else "No difference.")


@app.command()
def register(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if it would change.")] = False,
) -> None:
    """Write the table of rulebooks, their coverage and their review into criteria/README.md."""
    from screener.rulebook import load_cases
    from screener.rulebook.register import register as table_of
    from screener.rulebook.register import with_register

    rulebooks = _rulebooks()
    file = _folder() / "README.md"
    before = file.read_text(encoding="utf-8")
    after = with_register(before, table_of(rulebooks, {b.id: len(load_cases(b)) for b in rulebooks}), where=str(file))
    if after == before:
        say("criteria/README.md: the register is up to date")
    elif check:
        say("criteria/README.md: the register is out of date; run: screener criteria register")
        raise typer.Exit(1)
    else:
        file.write_text(after, encoding="utf-8")
        say(f"criteria/README.md: the register of {_count(len(rulebooks), 'rulebook')} was written")


def _folder() -> Path:
    """Return the workspace's folder of rulebooks."""
    from screener.workspace import find_root

    return find_root() / "criteria"


def _rulebooks(name: str | None = None) -> list[Rulebook]:
    """Return every rulebook, or the one named."""
    from screener.rulebook import load_rulebooks

    return load_rulebooks(_folder(), [name] if name else None)


def _day(text: str | None) -> date:
    """Return the date asked for."""
    from screener.dates import parse_date

    return parse_date(text, where="--on") if text else date.today()  # noqa: DTZ011  the reader's day


def _failure(result: CaseResult) -> str:
    """Return a case that does not hold: where, what was expected and found, on which facts."""
    case = result.case
    facts = ", ".join(f"{name}: {json.dumps(value, default=float)}" for name, value in case.facts.items()) or "no facts"
    expected = case.outcome if case.value is None else f"{case.outcome} with {float(case.value)!r}"
    found = result.found if case.value is None else f"{result.found} with {result.value!r}"
    answer = f"expected {expected}, found {found}"
    return f"{result.where}: {case.criterion} on {case.date}, {case.name}: {answer} ({facts})"


def _count(number: int, noun: str, nouns: str = "") -> str:
    """Return a number of things in words: 1 case, 2 cases."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"
