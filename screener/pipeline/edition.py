"""An edition: the report of a finished run printed again, from the run's folder alone, by another definition."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener import report
from screener.errors import InputError, NotFoundError
from screener.pipeline.earlier import find
from screener.pipeline.made import RecordedRun, newest_run
from screener.tables import FAULTS, TABLES
from screener.workspace import load_portfolio, replace_folder, sha256_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

MARK = "edition.json"
"""File that says of what run a folder is an edition; a folder without it is never written over."""


@dataclass(frozen=True)
class Edition:
    """A printed edition: its folder, the run it is of, and what it withholds."""

    folder: Path
    run_id: str
    definition: report.Definition
    withheld: int
    """Kinds of thing that are withheld."""


def print_edition(
    root: Path,
    portfolio_id: str,
    definition: str | None,
    *,
    run: str | None = None,
    as_of: date | None = None,
    out: Path | None = None,
) -> Edition:
    """Print a run's report by a definition.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``.
    definition : str, optional
        Name of a definition in ``reports/definitions/``; the portfolio's own by default.
    run : str, optional
        Id of a run, the beginning of one, or its folder; the portfolio's newest by default.
    as_of : date, optional
        Newest date that the run may have.
    out : Path, optional
        Folder to write; ``reports/editions/<portfolio>/<as_of>/<run id>/<definition>`` by default. An edition that is
        there is replaced; a folder that holds anything else is refused.

    Raises
    ------
    ScreenerError
        There is no such run or definition, the run is not what was written, or the folder is not ours. Nothing is
        written.
    """
    portfolio = load_portfolio(root, portfolio_id)
    wanted = definition or portfolio.report
    chosen = report.load_definition(root, wanted, where="definition" if definition else "portfolio.toml")
    made = _run(root, portfolio_id, run, as_of)
    made.tables(TABLES)
    made.written([report.ABOUT, *(f"memos/{path.name}" for path in (made.folder / "memos").glob("*"))])
    about, tables = report.load(made.folder)
    usual = root.joinpath("reports", "editions", portfolio_id, made.as_of, made.folder.name, chosen.id)
    folder = (out or usual).resolve()
    about, tables = report.redact(about, tables, chosen.withhold)
    summary = report.summarise(tables, about)

    def write(part: Path) -> None:
        report.write_edition(part, summary, tables, tables[FAULTS.name].to_pylist(), chosen)
        (part / "memos").mkdir()
        if chosen.withhold.is_any:  # the run's own memos show everything
            report.write_memos(part / "memos", summary.prudence)
        for record in () if chosen.withhold.is_any else summary.prudence:
            for memo in sorted((made.folder / "memos").glob(f"{record.decision_id}.*")):
                shutil.copyfile(memo, part / "memos" / memo.name)
        (part / MARK).write_text(_mark(root, made, chosen, part), encoding="utf-8")

    replace_folder(folder, write, what="edition", listed=_listed)
    return Edition(folder, about.run_id, chosen, len(summary.withheld))


def _run(root: Path, portfolio_id: str, run: str | None, as_of: date | None) -> RecordedRun:
    """Return the run that is printed."""
    if run is not None:
        found = find(root, run)
        if found.manifest["portfolio"] != portfolio_id:
            raise InputError(
                f"run {found.manifest['run_id']} is one of {found.manifest['portfolio']}, not of {portfolio_id}",
                where="run",
                hint=f"screener report {found.manifest['portfolio']} --run {run}",
            )
        return RecordedRun(found.folder, portfolio_id, found.manifest["as_of"], found.sha256)
    newest = newest_run(root, portfolio_id, as_of)
    if newest is None:
        day = f" as of {as_of} or before" if as_of else ""
        raise NotFoundError(f"there is no run of {portfolio_id}{day} on disk", hint=f"screener run {portfolio_id}")
    return newest


def _mark(root: Path, made: RecordedRun, definition: report.Definition, part: Path) -> str:
    """Return what the edition says of itself: run, definition, and the hash of each of its files."""
    files = sorted(path for path in part.rglob("*") if path.is_file())
    mark = {
        "run_id": made.folder.name,
        "manifest_sha256": made.manifest_sha256,
        "definition": {file.name: sha256_of(file) for file in report.definition_files(root, definition)},
        "outputs": {file.relative_to(part).as_posix(): sha256_of(file) for file in files},
    }
    return json.dumps(mark, indent=2, sort_keys=True) + "\n"


def _listed(folder: Path) -> set[str] | None:
    """Return the files of an edition; null where a folder is none."""
    try:
        said = json.loads((folder / MARK).read_bytes())
        return {MARK, *said["outputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
