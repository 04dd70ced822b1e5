"""The command line. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from screener import __version__
from screener.cli import (
    back_screen,
    compare,
    criteria,
    data,
    eti,
    explain,
    ledger,
    match,
    region,
    report,
    schema,
    site,
    what_if,
)
from screener.cli.completion import portfolio_names
from screener.console import ProgressBar, complain, say
from screener.errors import InputError, ScreenerError

app = typer.Typer(
    name="screener",
    help="Screen a public pension fund's holdings: where they are, what they meet, with the evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(data.app, name="data")
app.add_typer(criteria.app, name="criteria")
app.add_typer(match.app, name="match")
app.add_typer(eti.app, name="eti")
app.add_typer(ledger.app, name="ledger")
app.command()(region.region)

PortfolioName = Annotated[
    str,
    typer.Argument(
        metavar="PORTFOLIO", help="Folder under portfolios/, such as illinois-demo.", autocompletion=portfolio_names
    ),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"screener {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def run(
    portfolio: PortfolioName,
    as_of: Annotated[
        str | None, typer.Option(help="Date of the screen, YYYY-MM-DD; by default the newest folder in inputs/.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="What in-state means, two letters; by default the portfolio's state.")
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            help="Count evidence and people's decisions as known on this day, YYYY-MM-DD; "
            "by default evidence of the date of the screen, and every decision."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            help="error, warning or info, or a finding's code: exit with 1 if the run has one (or a worse one)."
        ),
    ] = None,
    strict_vintage: Annotated[
        bool, typer.Option("--strict-vintage", help="Refuse reference data published after the date of the screen.")
    ] = False,
    since: Annotated[
        str,
        typer.Option(
            help="Earlier run to compare with: its id or folder; none; or last: of the newest earlier date, "
            "one as known on its date before a restatement (--known-at), then the last made."
        ),
    ] = "last",
) -> None:
    """Screen a portfolio and write its report.

    Exit codes: 0 done; 1 done, and what --fail-on names was found; 2 wrong use or input, nothing written; 3 a source
    could not be reached; 4 a total or a hash does not agree, nothing written; 70 a fault of the program.
    """
    from screener import pipeline
    from screener.dates import parse_date
    from screener.workspace import find_root

    failing = _failing_codes(fail_on)
    day = parse_date(as_of, where="--as-of") if as_of else None
    known = parse_date(known_at, where="--known-at") if known_at else None
    with ProgressBar(pipeline.STAGES) as progress:
        result = pipeline.run(
            find_root(),
            portfolio,
            progress=progress,
            as_of=day,
            known_at=known,
            state=state,
            strict_vintage=strict_vintage,
            since=since,
        )
    if as_json:
        say(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    else:
        say(result.as_text())
    if failing and any(f.severity in failing or f.code in failing for f in result.findings):
        raise typer.Exit(1)


app.command()(compare.compare)
app.command()(explain.explain)
app.command()(site.site)
app.command()(report.report)
app.command()(what_if.what_if)
app.command()(back_screen.back_screen)
app.command()(schema.schema)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; must not exist or be empty.")],
) -> None:
    """Make a workspace with example portfolios and criteria."""
    from screener.workspace import new_workspace

    portfolios = new_workspace(folder)
    say(f"Made a workspace in {folder} with the example portfolios {', '.join(portfolios)}.")
    say(f"  Try: cd {folder} && screener run {portfolios[0]}")


def _failing_codes(fail_on: str | None) -> set[str]:
    """Return the severities or the code that make a run fail."""
    from screener.errors import nearest
    from screener.findings import CODES

    if fail_on is None:
        return set()
    severities = ["error", "warning", "info"]
    if fail_on in severities:
        return set(severities[: severities.index(fail_on) + 1])
    if fail_on in CODES:
        return {fail_on}
    known = [*severities, *CODES]
    raise InputError(
        f"{fail_on!r} is neither a severity nor the code of a finding{nearest(fail_on, known)}",
        where="--fail-on",
        hint="name error, warning, info, or a code from findings.csv",
    )


def _as_typed(where: str | None, argv: list[str]) -> str | None:
    """Return an argument that is at fault as the option that was typed; anything else as it is."""
    typed = {text.partition("=")[0] for text in argv if text.startswith("--")}
    # an option that may not be called as the argument is: from is a word of the language
    option = "--from" if where == "sources" else f"--{(where or '').replace('_', '-')}"
    return option if option in typed else where


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; every error a person can act on is printed in full, without a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    argv = [argument for argument in given if argument != "--traceback"]  # every command takes it
    try:
        app(argv)
    except ScreenerError as error:
        if len(argv) < len(given):
            raise
        error.where = _as_typed(error.where, argv)
        complain(f"screener: {error}")
        sys.exit(error.exit_code)
    except OSError as error:
        if len(argv) < len(given):
            raise
        complain(f"screener: {error.filename or 'a file'}: {error.strerror or error}")
        complain("  Try: check that the folder exists and that you may write to it")
        sys.exit(2)
    except Exception as error:  # the edge of the program: a bug is said to be one
        if len(argv) < len(given):
            raise
        complain(f"screener: this is a fault of the program, not of your data: {type(error).__name__}: {error}")
        complain("  Try: the same command with --traceback, and send what it prints to the maintainers")
        sys.exit(70)
