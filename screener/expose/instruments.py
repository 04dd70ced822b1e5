"""Direct instruments of community development: the words that name them, and statements that fit no holding."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING

import pyarrow as pa

from screener.findings import Finding, Severity
from screener.tables import COUNT, SHARE, TEXT

if TYPE_CHECKING:
    from screener.engine import Engine

NAMED = 5
"""How many lines a finding names."""
REASONS = {
    "not held": "about nothing that is held",
    "after the date": "of a date after the run's or known later",
    "superseded": "followed by a newer one, or one nearer to the holding",
}
"""Why a statement is not used, as `_instrument_statements` and as the finding say it."""
_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("rank", COUNT),
    ("asset_class", TEXT),
    ("words", TEXT),
    ("kind", TEXT),
    ("use_of_proceeds", TEXT),
    ("best", SHARE),
]


def words_table() -> pa.Table:
    """Return the table `instrument_words`: one row per asset class × words; of several the lowest rank counts.

    Words without a kind say that a line is no direct instrument, whatever its asset class.
    """
    text = files(__package__).joinpath("instrument_words.csv").read_text(encoding="utf-8")
    rows = [
        {
            **line,
            "rank": rank,
            "asset_class": asset_class,
            "kind": line["kind"] or None,
            "best": Decimal(line["best"]),
        }
        for rank, line in enumerate(csv.DictReader(text.splitlines()), start=1)
        for asset_class in line["asset_classes"].split()
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS))


def findings(engine: Engine) -> list[Finding]:
    """Return one finding for all lines of the portfolio's own statements that say nothing in this run.

    Parameters
    ----------
    engine : Engine
        Holds `_instrument_statements`.
    """
    standings: dict[tuple[str, int], str] = {}
    for row in engine.fetch("_instrument_statements").to_pylist():
        place = (row["source_file"], row["source_row"])
        standings[place] = "used" if standings.get(place) == "used" else row["standing"]
    unused = sorted(place for place, standing in standings.items() if standing != "used")
    if not unused:
        return []
    named = [f"{file}:{line}" for file, line in unused]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    counts = Counter(standings[place] for place in unused)
    reasons = ", ".join(f"{counts[name]:,} {reason}" for name, reason in REASONS.items() if counts[name])
    return [
        Finding(
            "instrument-not-used",
            Severity.WARNING,
            f"{len(unused):,} statement{'s' if len(unused) > 1 else ''} of the portfolio on its instruments not used: "
            f"{reasons} ({', '.join(named[:NAMED])}{more})",
            where=named[0],
            hint="compare column holding with security_id in the table positions; remove lines that are out of date",
            rows=len(unused),
        )
    ]
