"""Two runs compared: which, whether they can be, and what changed between them; a run's own look back included."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from screener import expose, report
from screener.engine import open_engine
from screener.errors import InputError, IntegrityError, NotFoundError, join_problems, nearest
from screener.ledger import Run, default_url, open_ledger
from screener.tables import TABLES
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from screener.engine import Engine
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

_INPUTS = ("inputs", "settings", "rulebooks", "datasets", "libraries")
_SINGLE = ("as_of", "known_at", "code", "ledger_head")


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

    def faults(self) -> list[str]:
        """Return why it cannot be compared with any run: an older version of the program kept less.

        Raises
        ------
        IntegrityError
            A table is not what the run wrote.
        """
        if missing := [key for key in _SAME if key not in self.manifest]:
            return [f"its manifest does not say {' and '.join(missing)}"]
        return [fault for name in expose.RUN_TABLES if (fault := self._fault(name))]

    def _fault(self, name: str) -> str | None:
        """Return what keeps a table from being compared."""
        path = self._path(name)
        wanted = self.manifest["outputs"].get(path.relative_to(self.folder).as_posix())
        if wanted is None:
            return f"it has no table {name}"
        if not path.is_file() or sha256_of(path) != wanted:
            raise IntegrityError(
                f"table {name} is not what the run wrote",
                where=str(path),
                hint="restore the run from a backup, or move its folder away and make it again",
            )
        return None if pq.read_schema(path).names == TABLES[name].names else f"its table {name} has other columns"

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables that a comparison reads."""
        return {name: pq.read_table(self._path(name)) for name in expose.RUN_TABLES}

    def _path(self, name: str) -> Path:
        """Return the file of a table."""
        return self.folder / "tables" / f"{name}.parquet"


@dataclass(frozen=True)
class Comparison:
    """What changed from one run to another."""

    before: MadeRun
    after: MadeRun
    changes: pa.Table
    """`screener.tables.CHANGES`."""
    inputs: dict[str, dict[str, tuple[str | None, str | None]]]
    """Kind of input → name → hash, vintage or day in the earlier run and in the later; those that differ."""


def compare(root: Path, before: str, after: str) -> Comparison:
    """Return what changed between two runs, split by cause.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    before, after : str
        Each a run's id, the beginning of one, or its folder.

    Raises
    ------
    NotFoundError
        There is no such run.
    InputError
        The runs cannot be compared, or were made by a version of the program that kept less.
    IntegrityError
        A table of a run was changed, or the split does not end at the runs' own figures.
    """
    first, second = find(root, before), find(root, after)
    _refuse_old(second)
    _refuse(first, second.manifest, where=f"{before} and {after}")
    engine = open_engine()
    try:
        changes = explain(engine, first, second.manifest, second.tables())
    finally:
        engine.close()
    return Comparison(first, second, changes, _differences(first.manifest, second.manifest))


def explain(engine: Engine, earlier: MadeRun, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> pa.Table:
    """Return `changes` from a run on disk to one whose manifest and tables are given; the engine keeps the SQL."""
    old, same = earlier.manifest, ("datasets", "as_of", "known_at")
    is_program = old["code"] != manifest["code"] and all(old[key] == manifest[key] for key in same)
    return expose.explain(engine, earlier.tables(), tables, is_program=is_program)


def previous(question: Question, since: str) -> MadeRun | None:
    """Return the run that a new one is compared with.

    Parameters
    ----------
    question : Question
        What the new run is asked.
    since : str
        A run, as `find` takes it; ``none``; or ``last``: of the runs of earlier dates that can be compared, and lie on
        disk as the ledger recorded them, the one of the newest date, and of that date the last one made.
    """
    asked = {
        "portfolio": question.portfolio.id,
        "state": question.state,
        "home": question.home_name,
        "base_currency": question.portfolio.base_currency,
    }
    if since == NONE:
        return None
    if since != LAST:
        found = find(question.root, since)
        _refuse(found, asked, where="--since")
        return found
    with open_ledger(default_url(question.root)) as ledger:
        runs = [entry for entry in ledger.entries() if isinstance(entry, Run)]
    past = [run for run in runs if run.portfolio == asked["portfolio"] and run.as_of < question.as_of.isoformat()]
    for run in sorted(past, key=lambda run: (run.as_of, run.sequence), reverse=True):
        folder = question.root / "reports" / "runs" / run.portfolio / run.as_of / run.run_id
        if (folder / _MANIFEST).is_file():
            made = _read(folder)
            if made.sha256 == run.manifest_sha256 and not made.faults() and not _reasons(made.manifest, asked):
                return made
    return None


def find(root: Path, name: str) -> MadeRun:
    """Return a run by its id, the beginning of one, or its folder."""
    if (Path(name) / _MANIFEST).is_file():
        return _read(Path(name))
    folders = {path.parent.name: path.parent for path in sorted((root / "reports" / "runs").glob(f"*/*/*/{_MANIFEST}"))}
    found = [run_id for run_id in folders if run_id.startswith(name)] if name else []
    if len(found) == 1:
        return _read(folders[found[0]])
    if found:
        raise InputError(f"{name!r} begins {len(found)} runs: {', '.join(found)}", hint="give more of its digits")
    raise NotFoundError(
        f"there is no run {name!r}{nearest(name, list(folders))}",
        hint="'screener ledger list' names the runs; give an id, the beginning of one, or a run's folder",
    )


def _read(folder: Path) -> MadeRun:
    """Return the run in a folder."""
    path = folder / _MANIFEST
    return MadeRun(folder, sha256_of(path), json.loads(path.read_bytes()))


def _reasons(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return on what two runs that are to be compared do not agree."""
    return [
        f"the {what} of the earlier one is {before[key]}, of the later one {after[key]}"
        for key, what in _SAME.items()
        if before[key] != after[key]
    ]


def _refuse(earlier: MadeRun, later: Mapping[str, Any], *, where: str) -> None:
    """Raise where an earlier run cannot be compared with a later one."""
    _refuse_old(earlier)
    if reasons := _reasons(earlier.manifest, later):
        raise InputError(
            join_problems(reasons, "these runs cannot be compared:"),
            where=where,
            hint="name two runs of one portfolio, with the same home region and currency",
        )


def _refuse_old(made: MadeRun) -> None:
    """Raise where an older version of the program made a run, and kept less than a comparison needs."""
    if faults := made.faults():
        raise InputError(
            join_problems(faults, "an older version of the program made this run, and it cannot be compared:"),
            where=str(made.folder),
            hint="make it again: screener run PORTFOLIO --as-of DATE",
        )


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """Return the inputs that differ by the manifests."""
    found: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    for kind in _INPUTS:
        old, new = before[kind], after[kind]
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                found.setdefault(kind, {})[name] = (_mark(old.get(name)), _mark(new.get(name)))
    single = {name: (before[name], after[name]) for name in _SINGLE if before[name] != after[name]}
    return {**({"run": single} if single else {}), **found}


def _mark(value: str | Mapping[str, Any] | None) -> str | None:
    """Return what tells an input from another of its name: its hash."""
    return value if value is None or isinstance(value, str) else str(value["sha256"])
