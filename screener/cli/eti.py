"""``screener eti``: may an investment be called economically targeted? Series on their own, or a full decision."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from screener.cli.completion import portfolio_names
from screener.console import say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screener.eti import Trial
    from screener.tables.prudence import Check, Figure

app = typer.Typer(
    help="May an investment be called economically targeted? The prudence test, and its record.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
WORDS = {
    "pass": "pass",
    "watch": "watch",
    "fail": "fail",
    "insufficient_data": "insufficient data",
    "not_applicable": "not asked",
}
"""Outcome → how it is printed."""
_FIGURE = (
    *("estimate", "standard_error", "low", "high", "shown_low", "shown_high", "p_value", "hypothesis", "n", "margin"),
    *("minimum_detectable_difference", "note"),
)


SeriesFile = Annotated[Path, typer.Option(help="Its net returns: CSV, XLSX or Parquet.")]
Alternatives = Annotated[list[Path], typer.Option(help="The same of an alternative; repeat it, or go on with more.")]
More = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Further alternatives.")]
Vintage = Annotated[
    str | None, typer.Option(help="Text to judge by, such as ib-2015-01 (the default) or '404a-1 (2022)'.")
]
DecisionDate = Annotated[
    str | None, typer.Option(help="Judge by the text in force on this day, YYYY-MM-DD, and by returns up to it.")
]
Sleeve = Annotated[
    Literal["listed_bonds", "listed_equity", "private"],
    typer.Option(help="Part of the policy portfolio; it decides the margin of return."),
]
Margin = Annotated[
    str | None,
    typer.Option(help="Return a year that may be given up, as a fraction: 0.0025 is 0.25 percentage points."),
]
RiskFree = Annotated[
    Path | None, typer.Option(help="Risk-free returns, taken off before Sharpe ratios; none by default.")
]
Month = Annotated[str, typer.Option(help="Column of the dates, in every file.")]
Values = Annotated[str, typer.Option(help="Column of the returns or prices, in every file.")]
Kind = Annotated[Literal["returns", "prices"], typer.Option(help="What the column holds.")]
Unit = Annotated[Literal["fraction", "percent"], typer.Option(help="0.01 or 1 for one percent.")]
Frequency = Annotated[
    Literal["monthly", "daily", "quarterly"], typer.Option(help="Of every file; daily figures become months.")
]
Seed = Annotated[int, typer.Option(min=0, help="Start of the random draws: the same seed, the same bytes.")]
Draws = Annotated[int, typer.Option(min=500, max=20_000, help="Draws of each bootstrap.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.command("test")
def test_series(
    candidate: SeriesFile,
    alternative: Alternatives,
    more: More = None,
    vintage: Vintage = None,
    decision_date: DecisionDate = None,
    sleeve: Sleeve = "listed_bonds",
    margin: Margin = None,
    risk_free: RiskFree = None,
    month: Month = "month",
    column: Values = "return",
    kind: Kind = "returns",
    unit: Unit = "fraction",
    frequency: Frequency = "monthly",
    seed: Seed = 20_080_101,  # as in a decision file
    draws: Draws = 5_000,
    as_json: AsJson = False,
) -> None:
    """Test return series on their own: is the candidate no worse than every alternative (2008 and 2020: equal to it).

    What returns cannot show (liquidity, fees, caps, process, record) is taken as in order and listed as not measured.
    """
    from screener.dates import parse_date
    from screener.errors import InputError
    from screener.eti import run_trial
    from screener.workspace import SeriesSpec

    alternatives = [*alternative, *(more or [])]
    if vintage is not None and not vintage.strip():
        raise InputError("a name is meant", where="--vintage", hint="name a text, or leave --vintage out")

    def source(path: Path) -> tuple[Path, SeriesSpec]:
        shape: dict[str, Any] = {"kind": kind, "unit": unit if kind == "returns" else None, "frequency": frequency}
        return path, SeriesSpec(file=str(path), month=month, column=column, net_of_fees=True, **shape)

    trial = run_trial(
        _criteria(),
        source(candidate),
        [source(path) for path in alternatives],
        risk_free=source(risk_free) if risk_free else None,
        vintage=vintage,
        day=parse_date(decision_date, where="--decision-date") if decision_date is not None else None,
        sleeve=sleeve,
        margin=_margin(margin),
        seed=seed,
        draws=draws,
    )
    if as_json:
        say(json.dumps(trial_json(trial, candidate, alternatives), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _print(trial)


def _criteria() -> Path:
    """Return the rulebooks of the workspace, or outside of one those that come with the program."""
    from screener.errors import NotFoundError
    from screener.workspace import find_root, packaged_workspace

    try:
        root = find_root()
    except NotFoundError:
        root = packaged_workspace()
    return root / "criteria"


def _margin(text: str | None) -> Decimal | None:
    """Return the margin a year as a fraction."""
    from screener.errors import InputError

    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not (value.is_finite() and 0 < value <= Decimal("0.1")):
        raise InputError(
            f"{text!r} is no margin: a fraction a year, above 0 and at most 0.1, is meant",
            where="--margin",
            hint="write 0.0025 for a quarter of a percentage point",
        )
    return value


def trial_json(trial: Trial, candidate: Path, alternatives: Sequence[Path]) -> dict[str, Any]:
    """Return a trial as one object of plain values; what is absent is null."""
    from screener.eti import UNSEEN

    comparison = trial.comparison
    return {
        "outcome": trial.outcome,
        "vintage": trial.vintage,
        "direction": trial.answer.direction,
        "says": trial.says,
        "candidate": str(candidate),
        "alternatives": [str(path) for path in alternatives],
        "alignment": [one.alignment.as_json() for one in comparison.beside],
        "months_in_common": comparison.months,
        "periods_per_year": comparison.periods_per_year,
        "sleeve": trial.sleeve,
        "margin_per_year": float(trial.margin_per_year),
        "seed": trial.seed,
        "draws": trial.draws,
        "dominated_by": trial.dominated_by,
        "confidence": "each bound one-sided at 95 percent",
        "checks": [check_json(check) for check in trial.checks],
        "not_measured": list(UNSEEN),
        "criteria": [
            {
                **dict(zip(("rulebook_id", "criterion_id"), one.criterion.split("/"), strict=True)),
                "title": one.title,
                "outcome": one.outcome,
                "review": one.review,
            }
            for one in trial.answer.answers
        ],
        "notes": list(trial.notes),
    }


def check_json(check: Check) -> dict[str, Any]:
    """Return a check: the figure that decides, and every estimator against every alternative.

    All figures are per period of the series, and have the names of the table ``eti_figures``. ``low`` and ``high`` are
    the bounds, each one-sided at 95 percent, by which a pass is judged; ``shown_low`` and ``shown_high`` those at 95
    percent over all alternatives together, by which a fail is. A check's ``p_value`` is of the hypothesis that it is
    judged by; an estimator's of "no difference", as published.
    """
    deciding = check.figure
    same = [one for one in check.figures if deciding and one.alternative == deciding.alternative]
    names = list(dict.fromkeys(one.alternative for one in check.figures))
    return {
        "check_id": check.id,
        "title": check.title,
        "outcome": check.outcome,
        "says": check.says,
        "unit": check.unit or None,
        "alternative": deciding.alternative if deciding else None,
        "estimator": deciding.estimator if deciding else None,
        **_figure_json(deciding),
        "years_needed": check.years_needed,
        "power": check.power,
        "estimators": _estimators_json(same),
        "by_alternative": [
            {
                "alternative": name,
                "estimators": _estimators_json([one for one in check.figures if one.alternative == name]),
            }
            for name in names
        ],
    }


def _estimators_json(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return each estimator once, with the p-value of every hypothesis; first that it was published with."""
    from screener.eti import DIFFERENT

    grouped: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        grouped.setdefault((figure.statistic, figure.estimator), []).append(figure)
    return [
        {
            "estimator": estimator,
            "statistic": statistic,
            **_figure_json(next((one for one in same if one.hypothesis == DIFFERENT), same[0])),
            "p_values": {one.hypothesis: one.p_value for one in same if one.hypothesis},
        }
        for (statistic, estimator), same in grouped.items()
    ]


def _figure_json(figure: Figure | None) -> dict[str, Any]:
    """Return the numbers of a figure; null where there is none."""
    found = {name: getattr(figure, name) if figure else None for name in _FIGURE}
    return {name: None if value == "" else value for name, value in found.items()}


def _print(trial: Trial) -> None:
    """Print a trial for a person."""
    say(trial.says)
    say()
    rows = [[check.id, check.title, WORDS[check.outcome]] for check in trial.checks]
    table(["check", "asks about", "outcome"], rows, numbers=set())
    say()
    for check in trial.checks:
        say(fill(f"{check.id}  {check.says}", 100, subsequent_indent="        "))
    say()
    for name, how in trial.dominated_by.items():
        say(fill(f"By the estimates {name} is better on both counts: {how}.", 100))
    say(
        fill(
            "Taken as in order, because no return can show it: liquidity, fees, diversification, horizon, funding, "
            "process, record and benefits (ETI-06 to ETI-14). A decision file in portfolios/<id>/eti/ tests them.",
            100,
        )
    )
    for note in trial.notes:
        say(fill(f"Note: {note}", 100))


@app.command()
def memo(
    portfolio: Annotated[
        str, typer.Argument(metavar="PORTFOLIO", help="Folder under portfolios/.", autocompletion=portfolio_names)
    ],
    decision: Annotated[
        str | None, typer.Argument(metavar="[DECISION]", help="Name of a file in its eti/; all of them by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; by default reports/memos/PORTFOLIO.")] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write memos of refused records too, marked as drafts; no record.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over records that are there and say something else.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the records as one JSON list and write nothing.")
    ] = False,
) -> None:
    """Write the prudence memo and the decision record of a portfolio's decisions.

    A record that is incomplete, or later than its decision, is refused with every reason, and nothing is written.
    """
    from screener import pipeline, report
    from screener.errors import InputError
    from screener.pipeline.memos import write_memos
    from screener.workspace import find_root

    root = find_root()
    given = {"--out": out is not None, "--draft": draft, "--replace": replace}
    if as_json and any(given.values()):
        raise InputError(
            "--json writes no file",
            where=f"--json, {', '.join(name for name, is_given in given.items() if is_given)}",
            hint="give --json alone, or leave it out",
        )
    if as_json:
        records = pipeline.measure_decisions(root, portfolio, decision).records
        say(report.records_json(records))
        if any(one.refusals for one in records):
            raise typer.Exit(1)
        return
    written, paths = write_memos(root, portfolio, decision, out=out, draft=draft, replace=replace)
    for path in paths:
        say(str(path))
    for one in written:
        if one.refusals:
            say(fill(f"{one.title}: DRAFT, refused, and no record. {' '.join(one.refusals)}", 100))
        else:
            say(fill(f"{one.title}: {one.conclusion[0]}", 100))
