"""``screener explain``: from a printed figure to the lines as delivered."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from screener.console import say, table


def explain(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Its id, the beginning of it, or its folder.")],
    figure: Annotated[
        str | None,
        typer.Argument(
            metavar="[FIGURE]",
            help="Name of a figure, such as in_state_manufacturing or coverage/identified, or a number as the report "
            "prints it; without one, the figures are listed.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, every figure exact.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Rows of each table that are printed; --json prints all.")] = 10,
) -> None:
    """Follow a figure to the positions, the evidence and the delivered lines that it is made of."""
    from screener import explain as walk
    from screener.workspace import find_root

    if figure is None:
        listed = walk.figures(find_root(), run).to_pylist()
        if as_json:
            rows = [{**row, **{end: f"{row[end]:f}" for end in ("low", "best", "high")}} for row in listed]
            say(json.dumps({"figures": rows}, ensure_ascii=False, indent=2))
        else:
            table(["figure", "", "printed"], [[row["figure"], row["title"], row["printed"]] for row in listed])
        return
    found = walk.explain(find_root(), run, figure)
    say(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else found.as_text(limit))
