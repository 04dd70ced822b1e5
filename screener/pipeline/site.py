"""The site: every complete run of a workspace, checked against its manifest, as pages for any web server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import rfc8785

from screener import report
from screener.errors import InputError, IntegrityError, NotFoundError, join_problems
from screener.pipeline.earlier import MadeRun, read_run, recorded_runs
from screener.pipeline.made import RecordedRun
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from screener.ledger import Run


@dataclass(frozen=True)
class Built:
    """A site that was built."""

    folder: Path
    runs: int
    without_figures: tuple[str, ...]
    """Folders of runs that another version of the program made: listed, with their files and without figures."""
    left_out: dict[str, str]
    """Folder of each run that is not what was written → why; none of its files is in the site."""


def build_site(
    root: Path,
    folder: Path,
    *,
    portfolios: Sequence[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build the site of all complete runs of a workspace.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    folder : Path
        The site: a new or empty folder, or a site that was built before, which is replaced as a whole.
    portfolios : sequence of str, optional
        Those that are shown; all by default.
    progress : callable
        Told which run is read.

    Raises
    ------
    NotFoundError
        The workspace has no complete run.
    InputError
        The folder holds something that is no site, or that no site has.
    """
    entries = {entry.run_id: entry for entry in recorded_runs(root)}
    runs, left_out = [], {}
    folders = [made for made in _folders(root) if not portfolios or made.parts[-3] in portfolios]
    if missing := sorted(set(portfolios or ()) - {made.parts[-3] for made in folders}):
        raise NotFoundError(
            f"there is no run of {', '.join(missing)} on disk",
            where="portfolio",
            hint="; ".join(f"screener run {name}" for name in missing),
        )
    for made in folders:
        where = made.relative_to(root).as_posix()
        progress(where)
        try:
            runs.append(_complete(made, entries.get(made.name)))
        except IntegrityError as error:
            left_out[where] = " ".join(error.message.split())
    if not runs:
        why = [f"{where}: {reason}" for where, reason in left_out.items()]
        raise NotFoundError(
            join_problems(why, "there is no complete run to show"),
            where=str(root / "reports" / "runs"),
            hint="make one with 'screener run PORTFOLIO'",
        )
    report.write_site(folder, runs)
    bare = tuple(run.folder.relative_to(root).as_posix() for run in runs if run.summary is None)
    return Built(folder, len(runs), bare, left_out)


def _folders(root: Path) -> list[Path]:
    """Return the folders of runs; a run that is being written has a hidden one."""
    listed = sorted((root / "reports" / "runs").glob("*/*/*"))
    return [folder for folder in listed if folder.is_dir() and not folder.name.startswith(".")]


def _complete(folder: Path, entry: Run | None) -> report.SiteRun:
    """Return a run for the site.

    Raises
    ------
    IntegrityError
        A file of it is not what the run wrote, or the run is not what its folder says.
    """
    made = read_run(folder, entry.manifest_sha256 if entry else None)
    if faults := list(_identity_faults(made)):
        raise IntegrityError("; ".join(faults), where=str(folder))
    run = RecordedRun(folder, made.manifest["portfolio"], made.manifest["as_of"], made.sha256)
    run.written(made.manifest["outputs"])
    return report.SiteRun(
        folder=folder,
        manifest=made.manifest,
        manifest_sha256=made.sha256,
        sequence=entry.sequence if entry else 0,
        recorded_at=entry.recorded_at if entry else "",
        summary=_summary(run),
    )


def _identity_faults(made: MadeRun) -> Iterator[str]:
    """Yield where a manifest contradicts its own run id, which follows from it, or its place."""
    content = {key: value for key, value in made.manifest.items() if key not in {"run_id", "outputs"}}
    run_id = hashlib.sha256(rfc8785.dumps(content)).hexdigest()[:12]
    named = tuple(made.manifest[key] for key in ("portfolio", "as_of", "run_id"))
    if run_id != made.manifest["run_id"]:
        yield f"its manifest is that of run {run_id}, and says {made.manifest['run_id']}"
    if named != made.folder.parts[-3:]:
        yield f"its manifest is of {'/'.join(map(str, named))}"
    for name in made.manifest["outputs"]:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            yield f"{name} lies outside the run"


def _summary(run: RecordedRun) -> report.Summary | None:
    """Return the figures of a run; null where another version of the program made it, and kept other things."""
    try:
        run.tables(TABLES)
        about, tables = report.load(run.folder)
    except (InputError, IntegrityError):
        return None
    return report.summarise(tables, about)
