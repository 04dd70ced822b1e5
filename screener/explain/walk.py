"""The walk itself: one figure of a run, followed through its positions and evidence to the lines as delivered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from screener import expose
from screener.engine import open_engine, read_step
from screener.errors import IntegrityError
from screener.explain.names import ENDS, find, name_of, title_of
from screener.pipeline.earlier import find as find_run
from screener.pipeline.made import RecordedRun
from screener.report import amount, percent, short
from screener.tables import DATE, EXACT_MONEY, TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from screener.pipeline.earlier import MadeRun

LISTED = ("exposures", "coverage", "positions", "holding_positions", "decisions", "regions", "issuers")
"""Tables of a run that name its figures."""
WALKED = (*expose.CONTRIBUTION_TABLES, "holdings", "issuers", "establishments", "matches", "data_sources")
"""Tables of a run that the walk reads."""
_STEPS = {
    "positions": "explained_positions",
    "places": "explained_places",
    "evidence": "explained_evidence",
    "decisions": "explained_decisions",
    "lines": "explained_lines",
}
_SOURCE: list[tuple[str, pa.DataType]] = [("dataset", TEXT), ("vintage", TEXT), ("published", DATE), ("sha256", TEXT)]
_FIGURE: list[tuple[str, pa.DataType]] = [
    *((name, TEXT) for name in ("figure", "title", "printed")),
    *((end, EXACT_MONEY) for end in ENDS),
    ("unit", TEXT),
]


@dataclass(frozen=True)
class Explanation:
    """A figure and all that it is made of; each attribute is a table of Arrow."""

    figure: pa.Table
    """One row: its name, what it is called, its printed text, low, best, high, unit."""
    exposures: pa.Table
    """The rows of the table `exposures` that it is the sum of; none of coverage, market value and outcomes."""
    positions: pa.Table
    """One row a position that is in it, or may be: market value, share and contribution; the largest first."""
    places: pa.Table
    """The cells of footprints that make the shares, with their location tier."""
    evidence: pa.Table
    """The rows of data that put the issuers there: dataset, vintage, row, what it says."""
    decisions: pa.Table
    """The decisions that put lines or places into the group."""
    lines: pa.Table
    """The delivered lines: file, line, account, name, market value, and the part that is in each position."""
    sources: pa.Table
    """Datasets and files that it rests on: vintage, published, SHA-256."""

    def first(self, name: str, limit: int) -> pa.Table:
        """Return the first rows of a table; of places and evidence those of the positions that add most.

        Parameters
        ----------
        name : str
            One of the attributes.
        limit : int
        """
        table: pa.Table = getattr(self, name)
        if "footprint_id" in table.column_names and name != "positions":
            order: dict[str | None, int] = {}
            for footprint in self.positions["footprint_id"].to_pylist():
                order.setdefault(footprint, len(order))
            ranks = [order.get(footprint, len(order)) for footprint in table["footprint_id"].to_pylist()]
            first = sorted(range(len(ranks)), key=ranks.__getitem__)[:limit]
            table = table.take(pa.array(first, pa.int64()))  # of no rows Arrow would not know the type
        return table.slice(0, limit)

    def as_json(self) -> dict[str, Any]:
        """Return it as one object of plain values: money and shares as exact text, dates in ISO form."""
        tables = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        [figure] = tables.pop("figure")
        return {"figure": figure, **tables}

    def as_text(self, limit: int = 10) -> str:
        """Return it for a person, from the figure down to the lines.

        Parameters
        ----------
        limit : int
            Rows of each table that are shown; the rest is counted.
        """
        [figure] = self.figure.to_pylist()
        text = [
            f"{figure['title']}: {figure['printed']}",
            f"  {figure['figure']}",
            f"  {', '.join(f'{end} {amount(figure[end])}' for end in ENDS)} {figure['unit']}",
        ]
        for title, lines in (
            ("Positions", [_position(row) for row in self.positions.slice(0, limit).to_pylist()]),
            ("Places", [_place(row) for row in self.first("places", limit).to_pylist()]),
            ("Evidence", [_evidence(row) for row in self.first("evidence", limit).to_pylist()]),
            ("Decisions", [_decision(row) for row in self.decisions.slice(0, limit).to_pylist()]),
            ("Delivered lines", [_line(row) for row in self.lines.slice(0, limit).to_pylist()]),
            ("Sources", [_source(row) for row in self.sources.to_pylist()]),
        ):
            rows = getattr(self, title.lower().split()[-1]).num_rows
            text += ["", f"{title} ({rows:,})", *(f"  {line}" for line in lines)]
            if rows > len(lines):
                text.append(f"  … and {rows - len(lines):,} more")
        return "\n".join(text)


def figures(root: Path, run: str) -> pa.Table:
    """Return every figure of a run that can be explained.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    run : str
        Its id, the beginning of one, or its folder.

    Returns
    -------
    pyarrow.Table
        figure (its name), title, printed, low, best, high, unit.

    Raises
    ------
    ScreenerError
        There is no such run, or it is not what was written.
    """
    made = find_run(root, run)
    return pa.Table.from_pylist(_listed(made), schema=pa.schema(_FIGURE))


def explain(root: Path, run: str, figure: str) -> Explanation:
    """Follow a figure of a run to the lines as delivered.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    run : str
        Its id, the beginning of one, or its folder.
    figure : str
        A name that `figures` lists, its short form, or a number as the report prints it.

    Raises
    ------
    NotFoundError
        There is no such run or figure.
    InputError
        A printed number is that of several figures, or an earlier version of the program made the run.
    IntegrityError
        A table is not what the run wrote, or what the lines add is not the figure.
    """
    made = find_run(root, run)
    found = dict(find(figure, _listed(made), made.manifest["base_currency"]))
    asked: expose.Asked = found.pop("asked")
    files = _verified(made).tables((*WALKED, "exposures"))
    engine = open_engine()
    try:
        engine.load_parquet("exposures", files["exposures"])
        for name in set(WALKED) - set(expose.CONTRIBUTION_TABLES):
            engine.load_parquet(name, files[name])
        expose.contributions(engine, {name: files[name] for name in expose.CONTRIBUTION_TABLES}, asked)
        _check(engine.fetch("contributions"), found, made)
        tables = {}
        for name, step in _STEPS.items():
            engine.run(read_step("screener.explain", step))
            tables[name] = engine.fetch(step)
    finally:
        engine.close()
    rows = pc.field("measure") == asked.measure
    for column in ("basis", "grouping", "group"):
        rows &= pc.field(column) == getattr(asked, column)
    return Explanation(
        figure=pa.Table.from_pylist([found], schema=pa.schema(_FIGURE)),
        exposures=pq.read_table(files["exposures"]).filter(rows),
        sources=_sources(tables, pq.read_table(files["data_sources"]), made),
        **tables,
    )


def _verified(made: MadeRun) -> RecordedRun:
    return RecordedRun(made.folder, made.manifest["portfolio"], made.manifest["as_of"], made.sha256)


def _listed(made: MadeRun) -> list[dict[str, Any]]:
    """Return every figure, by name."""
    files = _verified(made).tables(LISTED)
    engine = open_engine()
    try:
        for name in LISTED:
            engine.load_parquet(name, files[name])
        engine.run(read_step("screener.explain", "listed_figures"))
        rows = engine.fetch("listed_figures").to_pylist()
    finally:
        engine.close()
    names = {(row["grouping"], row["group"]): row["name"] for row in pq.read_table(files["regions"]).to_pylist()}
    names |= {
        ("issuer", row["issuer_id"]): row["issuer_name"] or row["issuer_id"]
        for row in pq.read_table(files["issuers"], columns=["issuer_id", "issuer_name"]).to_pylist()
    }
    shares = {row["figure"]: row["share"] for row in pq.read_table(files["coverage"]).to_pylist()}
    unit = made.manifest["base_currency"]
    listed = []
    for row in rows:
        asked = expose.Asked(*(row[key] for key in expose.Asked._fields))
        share = shares[asked.group] if asked.measure == "coverage" else None
        ends = {end: row[end] if row[end] is not None else Decimal(0) for end in ENDS}
        listed.append({
            "figure": name_of(asked),
            "title": title_of(asked, names),
            "printed": f"{unit} {short(ends['best'])}" if share is None else percent(share),
            **ends,
            "unit": unit,
            "share": share,
            "asked": asked,
        })  # fmt: skip
    return sorted(listed, key=lambda row: str(row["figure"]))


def _check(contributions: pa.Table, figure: dict[str, Any], made: MadeRun) -> None:
    """Raise where what the lines add is not the figure."""
    cent = Decimal("0.01")
    for end in ENDS:
        added = pc.sum(contributions[end]).as_py() or Decimal(0)
        if figure["figure"].startswith("coverage/"):
            added = added.quantize(cent, ROUND_HALF_UP)
        if added != figure[end]:
            raise IntegrityError(
                f"{end} of {figure['figure']}: the lines add {added:f}, and the run says {figure[end]:f}",
                where=str(made.folder),
                hint="if another version of the program made the run, make it again: " + made.again,
            )


def _sources(tables: dict[str, pa.Table], known: pa.Table, made: MadeRun) -> pa.Table:
    """Return the datasets and the portfolio's own files that are named in the walk."""
    named = {name for text in tables["evidence"]["dataset"].to_pylist() if text for name in (text, *text.split())}
    named |= set(tables["lines"]["source_file"].to_pylist())
    rows = [row for row in known.select([name for name, _ in _SOURCE]).to_pylist() if row["dataset"] in named]
    inputs: dict[str, str] = made.manifest["inputs"]
    rows += [{"dataset": name, "sha256": inputs[name]} for name in sorted(named & inputs.keys())]
    return pa.Table.from_pylist(rows, schema=pa.schema(_SOURCE))


def _plain(table: pa.Table) -> list[dict[str, Any]]:
    """Return rows of plain values."""
    return [{name: _value(value) for name, value in row.items()} for row in table.to_pylist()]


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _share(value: Decimal | None) -> str:
    return "by line" if value is None else percent(value)


def _position(row: dict[str, Any]) -> str:
    shares = f"{_share(row['share_low'])} / {_share(row['share_best'])} / {_share(row['share_high'])}"
    through = f" through {row['path']}" if row["path"] else ""
    return (
        f"{row['security_name'] or row['security_id']} ({row['footprint_id']}), {row['account']}{through}: "
        f"{amount(row['market_value'])} × {shares} = "
        f"{amount(row['low'])} / {amount(row['best'])} / {amount(row['high'])}"
    )


def _place(row: dict[str, Any]) -> str:
    name = f"{row['place_name'] or 'county not known'}, {row['state']}" if row["state"] else row["place"]
    return (
        f"{row['footprint_id']}: {name}, industry {row['industry']}, tier {row['location_tier']}: "
        f"{percent(row['low'])} certain, {percent(row['best'])} estimated, {percent(row['possible'])} more may be"
    )


def _evidence(row: dict[str, Any]) -> str:
    origin = " ".join(part for part in (row["dataset"], row["vintage"]) if part) or "the delivered line itself"
    return f"{row['footprint_id']}: {row['kind']}: {row['says']} [{origin}, {row['source_row']}]"


def _decision(row: dict[str, Any]) -> str:
    return f"{row['rulebook_id']}/{row['criterion_id']}: {row['subject']} {row['subject_id']}: {row['outcome']}"


def _line(row: dict[str, Any]) -> str:
    value = f"{row['source_file']}:{row['source_row']}: {row['name']}, {amount(row['market_value'])}"
    part = "" if row["part"] == row["market_value"] else f", of which {amount(row['part'])} here"
    return f"{value}{part} → {amount(row['best'])}"


def _source(row: dict[str, Any]) -> str:
    dated = f" {row['vintage']}, published {row['published']}" if row["vintage"] else ""
    return f"{row['dataset']}{dated}, SHA-256 {row['sha256'][:12]}"
