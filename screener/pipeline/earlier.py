"""Runs on disk: found by name, read only as they were written, and the one that a new run looks back to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from screener import expose, report
from screener.errors import InputError, IntegrityError, NotFoundError, join_problems, nearest
from screener.findings import Finding, Severity
from screener.ledger import Run, default_url, open_ledger
from screener.tables import EXCEPTIONS, HISTORY, TABLES
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from screener.pipeline.question import Question

LAST, NONE = "last", "none"
"""What may be said instead of a run: the last quarter's, or no run at all."""

_MANIFEST = "manifest.json"
_SAME = {
    "portfolio": "portfolio",
    "state": "home state",
    "home": "home region",
    "base_currency": "base currency",
}
"""Key of the manifest that two runs must agree on → what it is."""

_RESTORE = "restore the run from a backup, or move its folder away and make it again"
_LEAVE_OUT = ", or leave the comparison out: --since none"


@dataclass(frozen=True)
class MadeRun:
    """A run on disk."""

    folder: Path
    sha256: str
    """Hash of its manifest."""
    manifest: dict[str, Any]

    @property
    def reference(self) -> dict[str, str]:
        """What another run's manifest says of it."""
        return {"run_id": self.manifest["run_id"], "manifest_sha256": self.sha256}

    @property
    def named(self) -> report.EarlierRun:
        """What the report says of it."""
        return report.EarlierRun(self.manifest["run_id"], date.fromisoformat(self.manifest["as_of"]))

    @property
    def again(self) -> str:
        """The command that makes it again."""
        return f"screener run {self.manifest['portfolio']} --as-of {self.manifest['as_of']}"

    @property
    def tables(self) -> dict[str, Path]:
        """The files of the tables that a comparison reads."""
        return {name: self.folder / "tables" / f"{name}.parquet" for name in expose.RUN_TABLES}

    @property
    def looks_back(self) -> dict[str, Path]:
        """The files of its tables that look back themselves; none where an earlier version of the program kept none."""
        files = {table.name: self.folder / "tables" / f"{table.name}.parquet" for table in (HISTORY, EXCEPTIONS)}
        kept = self.manifest["outputs"]
        return {name: path for name, path in files.items() if path.relative_to(self.folder).as_posix() in kept}

    def faults(self) -> list[str]:
        """Return why it cannot be compared with any run: an earlier version of the program kept less.

        Raises
        ------
        IntegrityError
            A table is not what the run wrote.
        """
        if any(key not in self.manifest for key in _SAME):
            return ["it was made by an earlier version of the program"]
        return [
            fault for name, path in {**self.tables, **self.looks_back}.items() if (fault := self._fault(name, path))
        ]

    def _fault(self, name: str, path: Path) -> str | None:
        """Return what keeps a table from being compared."""
        wanted = self.manifest["outputs"].get(path.relative_to(self.folder).as_posix())
        if wanted is None:
            return f"it has no table {name}"
        if not path.is_file() or sha256_of(path) != wanted:
            raise IntegrityError(f"table {name} is not what the run wrote", where=str(path), hint=_RESTORE)
        kept = pq.read_schema(path).names
        read = expose.RUN_TABLES.get(name) or TABLES[name].names
        lacking = [column for column in read if column not in kept]
        return f"its table {name} has no column {' and no column '.join(lacking)}" if lacking else None


@dataclass(frozen=True)
class LookBack:
    """The run that a new one is compared with, and those that were passed over."""

    run: MadeRun | None = None
    findings: list[Finding] = field(default_factory=list)
    """One for each run that was passed over, with the reason."""

    @property
    def passed_over(self) -> dict[str, str]:
        """Folder of each run that was passed over → why."""
        return {finding.where: finding.message for finding in self.findings}


def look_back(question: Question, since: str) -> LookBack:
    """Return the run that a new one is compared with.

    Parameters
    ----------
    question : Question
        What the new run is asked.
    since : str
        A run, as `find` takes it; ``none``; or ``last``: of the runs of earlier dates and the same home state that can
        be compared, and lie on disk as the ledger recorded them, one of the newest date: one whose evidence is that
        of its date before a restatement, and of these the last one made.

    Raises
    ------
    NotFoundError
        There is no run of that name.
    InputError
        The run named cannot be compared with the new one.
    IntegrityError
        The run named is not what was written.
    """
    asked = {
        "portfolio": question.portfolio.id,
        "state": question.state,
        "home": question.home_name,
        "base_currency": question.portfolio.base_currency,
        "as_of": question.as_of.isoformat(),
    }
    if since == NONE:
        return LookBack()
    if since != LAST:
        found = find(question.root, since)
        refuse(found, asked, where="since", otherwise=_LEAVE_OUT)
        return LookBack(found)
    past = [
        run
        for run in recorded_runs(question.root)
        if (run.portfolio, run.state) == (asked["portfolio"], asked["state"]) and run.as_of < asked["as_of"]
    ]
    findings: list[Finding] = []
    for _, runs in groupby(sorted(past, key=lambda run: run.as_of, reverse=True), key=lambda run: run.as_of):
        for made in _in_choice(question.root, runs, findings):
            where = made.folder.relative_to(question.root).as_posix()
            try:
                reasons = made.faults() or _disagreements(made.manifest, asked)
            except IntegrityError as error:
                findings.append(_damaged(where, error.message))
                continue
            if not reasons:
                return LookBack(made, findings)
            findings.append(_not_compared(where, reasons, made.again))
    return LookBack(None, findings)


def find(root: Path, name: str) -> MadeRun:
    """Return a run by its id, the beginning of one, or its folder.

    Raises
    ------
    IntegrityError
        Its manifest is not what was written.
    """
    recorded = {run.run_id: run.manifest_sha256 for run in recorded_runs(root)}
    if (Path(name) / _MANIFEST).is_file():
        return read_run(Path(name), recorded.get(Path(name).resolve().name))
    folders = {path.parent.name: path.parent for path in sorted((root / "reports" / "runs").glob(f"*/*/*/{_MANIFEST}"))}
    found = [run_id for run_id in folders if run_id.startswith(name)] if name else []
    if len(found) == 1:
        return read_run(folders[found[0]], recorded.get(found[0]))
    if found:
        raise InputError(f"{name!r} begins {len(found)} runs: {', '.join(found)}", hint="give more of its digits")
    raise NotFoundError(
        f"there is no run {name!r}{nearest(name, list(folders))}",
        hint="'screener ledger list' names the runs; give an id, the beginning of one, or a run's folder",
    )


def refuse(earlier: MadeRun, later: Mapping[str, Any], *, where: str, otherwise: str = "") -> None:
    """Raise where an earlier run cannot be compared with a later one."""
    refuse_old(earlier, otherwise=otherwise)
    if reasons := _disagreements(earlier.manifest, later):
        raise InputError(
            join_problems(reasons, "these runs cannot be compared:"),
            where=where,
            hint=f"name two runs of one portfolio, with the same home region and currency{otherwise}",
        )
    if earlier.manifest["as_of"] > later["as_of"]:
        raise InputError(
            f"the earlier run is as of {earlier.manifest['as_of']}, after the later one, as of {later['as_of']}",
            where=where,
            hint=f"name a run of the same date or an earlier one{otherwise}" if otherwise else "swap them",
        )


def refuse_old(made: MadeRun, *, otherwise: str = "") -> None:
    """Raise where an earlier version of the program made a run, and kept less than a comparison needs."""
    if faults := made.faults():
        raise InputError(
            join_problems(faults, "this run cannot be compared:"),
            where=str(made.folder),
            hint=f"make it again: {made.again}{otherwise}",
        )


def recorded_runs(root: Path) -> list[Run]:
    """Return the runs that the ledger records; none where there is no ledger yet."""
    try:
        with open_ledger(default_url(root), must_exist=True) as ledger:
            return [entry for entry in ledger.entries() if isinstance(entry, Run)]
    except NotFoundError:
        return []


def _in_choice(root: Path, runs: Iterable[Run], findings: list[Finding]) -> list[MadeRun]:
    """Return the runs of one date in the order in which they are tried; a damaged one becomes a finding."""
    made = []
    for run in sorted(runs, key=lambda run: run.sequence, reverse=True):
        folder = root / "reports" / "runs" / run.portfolio / run.as_of / run.run_id
        if folder.is_dir():  # a folder that someone cleared away is no damage
            try:
                made.append(read_run(folder, run.manifest_sha256))
            except IntegrityError as error:
                findings.append(_damaged(folder.relative_to(root).as_posix(), error.message))
    return sorted(made, key=lambda run: run.manifest.get("known_at") != run.manifest["as_of"])


def read_run(folder: Path, recorded: str | None) -> MadeRun:
    """Return the run in a folder, if its manifest is the one that the ledger recorded, where it did."""
    path = folder / _MANIFEST
    sha256 = sha256_of(path) if path.is_file() else None
    if sha256 is not None and recorded in (None, sha256):
        try:
            manifest = json.loads(path.read_bytes())
        except ValueError:
            manifest = None  # cut off, or no text
        if isinstance(manifest, dict) and {"run_id", "portfolio", "as_of", "outputs"} <= manifest.keys():
            return MadeRun(folder, sha256, manifest)
    raise IntegrityError("its manifest is not what the run wrote", where=str(path), hint=_RESTORE)


def _disagreements(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return on what two runs that are to be compared do not agree."""
    return [
        f"the {what} of the earlier one is {before[key]}, of the later one {after[key]}"
        for key, what in _SAME.items()
        if before[key] != after[key]
    ]


def _damaged(where: str, reason: str) -> Finding:
    """Say that a run was passed over because it is not what was written."""
    message = f"The earlier run in this folder was not compared with: {reason}."
    return Finding("earlier-run-damaged", Severity.WARNING, message, where=where, hint=_RESTORE, rows=0)


def _not_compared(where: str, reasons: list[str], again: str) -> Finding:
    """Say that a run was passed over because it asks, or keeps, something else."""
    message = f"The earlier run in this folder was not compared with: {'; '.join(reasons)}."
    hint = f"make it again ({again}), then this run"
    return Finding("earlier-run-not-compared", Severity.INFO, message, where=where, hint=hint, rows=0)
