"""``screener compare``: why the figures of one run are others than those of an earlier one."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screener.console import say, table

if TYPE_CHECKING:
    from screener.pipeline import Comparison

_TITLES = {
    "market_value": "Market value",
    "in_state": "In-state, all industries",
    "in_state_manufacturing": "In-state manufacturing",
    "community_development": "Community development, any definition or instrument",
    "community_development_places": "Community development, in counties that meet any definition",
}
_ENDS = ("low", "best", "high")


def compare(
    before: Annotated[
        str, typer.Argument(metavar="RUN", help="The earlier run: its id, the beginning of it, or its folder.")
    ],
    after: Annotated[str, typer.Argument(metavar="RUN", help="The later run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, every figure exact.")] = False,
) -> None:
    """Say why the figures of two runs differ: trades, prices, matching, data, rules, people, exactly."""
    from screener import pipeline
    from screener.workspace import find_root

    found = pipeline.compare(find_root(), before, after)
    if as_json:
        say(json.dumps(_as_object(found), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _figures(found: Comparison) -> dict[tuple[str, str], list[tuple[str, list[Decimal]]]]:
    """Return measure and basis → each figure: before, every cause, after; as low, best and high."""
    figures = defaultdict(list)
    for row in found.changes.to_pylist():
        figures[row["measure"], row["basis"]].append((row["cause"], [row[end] for end in _ENDS]))
    for rows in figures.values():
        rows.append(("after", [sum(ends, Decimal(0)) for ends in zip(*(ends for _, ends in rows), strict=True)]))
    order = list(_TITLES)
    return dict(sorted(figures.items(), key=lambda item: (order.index(item[0][0]), item[0][1] != "operations")))


def _as_object(found: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values; money as exact text."""
    return {
        "before": {**found.before.reference, "as_of": found.before.manifest["as_of"]},
        "after": {**found.after.reference, "as_of": found.after.manifest["as_of"]},
        "changes": [
            {
                "measure": measure,
                "basis": basis,
                "cause": cause,
                **dict(zip(_ENDS, (f"{end:f}" for end in ends), strict=True)),
            }
            for (measure, basis), rows in _figures(found).items()
            for cause, ends in rows
        ],
        "inputs": {
            kind: {name: {"before": old, "after": new} for name, (old, new) in names.items()}
            for kind, names in found.inputs.items()
        },
    }


def _print(found: Comparison) -> None:
    """Print a comparison: each figure with its causes, then what the runs were made of differently."""
    from screener.tables import CHANGE_CAUSES

    first, last = found.before.manifest, found.after.manifest
    if first["as_of"] == last["as_of"]:
        runs = f"run {last['run_id']} compared with run {first['run_id']}, both as of {last['as_of']}"
    else:
        runs = " → ".join(f"run {run['run_id']} as of {run['as_of']}" for run in (first, last))
    say(f"{last['portfolio']}: {runs}")
    for (measure, basis), rows in _figures(found).items():
        say(f"\n{_TITLES[measure]}{'' if basis == 'both' else f', by {basis}'} ({last['base_currency']})")
        cells = []
        for cause, ends in rows:
            style = ",.2f" if cause in ("before", "after") else "+,.2f"
            if style == ",.2f" or any(ends):
                meaning = CHANGE_CAUSES.get(cause, "the later figure")
                cells.append([cause.replace("_", " "), *(format(end, style) for end in ends), meaning])
        table(["", *_ENDS, ""], cells, numbers={1, 2, 3})
    say("\nWhat the runs were made of differently" if found.inputs else "\nBoth runs were made of the same.")
    differing = [
        [kind, name, (old or "–")[:12], (new or "–")[:12]]
        for kind, names in found.inputs.items()
        for name, (old, new) in names.items()
    ]
    if differing:
        table(["", "", "before", "after"], differing)
