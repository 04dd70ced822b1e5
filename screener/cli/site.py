"""``screener site``: all complete runs as a static portal for any web server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screener.cli.completion import portfolio_names
from screener.console import complain, say


def site(
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the site: new, empty, or a site built before; reports/site."),
    ] = None,
    portfolio: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PORTFOLIO", help="Show this portfolio alone; may be said again.", autocompletion=portfolio_names
        ),
    ] = None,
) -> None:
    """Build the site of all complete runs: portfolios, trends, downloads, and how to verify them.

    Every file is checked against its run's manifest. A run that is not what was written is left out and named. The site
    shows all that a run holds, delivered lines among it: what a report definition withholds is not withheld here.
    """
    from screener import pipeline
    from screener.workspace import find_root

    root = find_root()
    built = pipeline.build_site(root, out or root / "reports" / "site", portfolios=portfolio)
    for where, reason in built.left_out.items():
        complain(f"{where} is left out: {reason}")
    if bare := built.without_figures:
        shown = ", ".join(bare[:3]) + (", …" if len(bare) > 3 else "")
        complain(f"{len(bare):,} of the runs without figures, as another version of the program made them: {shown}")
    size = sum(path.stat().st_size for path in built.folder.rglob("*") if path.is_file()) / 1e6
    runs = f"{built.runs:,} {'run' if built.runs == 1 else 'runs'}"
    say(f"Built a site of {runs}, {size:,.0f} MB: {built.folder / 'index.html'}")
    say(f"  Look at it: python3 -m http.server --bind 127.0.0.1 --directory {built.folder}")
