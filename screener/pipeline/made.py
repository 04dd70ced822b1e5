"""The newest run of a portfolio on disk, and its files if they are what the run wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pyarrow.parquet as pq

from screener.errors import InputError, IntegrityError, NotFoundError, join_problems
from screener.tables import TABLES
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path


class RecordedRun(NamedTuple):
    """A run on disk, as the ledger recorded it."""

    folder: Path
    portfolio: str
    as_of: str
    """Date in ISO form."""
    manifest_sha256: str

    def tables(self, names: Iterable[str]) -> dict[str, Path]:
        """Return table → its Parquet file, each checked against the manifest and that against the ledger.

        Raises
        ------
        IntegrityError
            A file is not what the run wrote; every one is named.
        InputError
            An earlier version of the program made the run, and kept less; every lack is named.
        """
        files = {name: self.folder / "tables" / f"{name}.parquet" for name in names}
        written = self.written(path.relative_to(self.folder).as_posix() for path in files.values())
        lacks = [lack for name, path in files.items() if (lack := _lack(name, path if path in written else None))]
        if lacks:
            raise InputError(
                join_problems(lacks, "an earlier version of the program made this run:"),
                where=str(self.folder),
                hint=f"make it again: {self._again}",
            )
        return files

    def written(self, names: Iterable[str]) -> set[Path]:
        """Return the files of those names that the run wrote, each checked by its manifest, and that by the ledger.

        Raises
        ------
        IntegrityError
            A file is not what the run wrote; every one is named.
        """
        manifest = self.folder / "manifest.json"
        if not manifest.is_file() or sha256_of(manifest) != self.manifest_sha256:
            raise self._damaged(["its manifest is not what the run wrote"])
        outputs: dict[str, str] = json.loads(manifest.read_bytes())["outputs"]
        files = {self.folder / name: outputs[name] for name in names if name in outputs}
        if broken := [
            f"{path.relative_to(self.folder).as_posix()} is {'not what the run wrote' if path.is_file() else 'missing'}"
            for path, sha256 in files.items()
            if not path.is_file() or sha256_of(path) != sha256
        ]:
            raise self._damaged(broken)
        return set(files)

    @property
    def _again(self) -> str:
        """The command that makes it again."""
        return f"screener run {self.portfolio} --as-of {self.as_of}"

    def _damaged(self, problems: list[str]) -> IntegrityError:
        """Return the error that the run is not what was written."""
        hint = f"restore it from a backup, or move its folder away and make it again: {self._again}"
        return IntegrityError(join_problems(problems, "this run is damaged:"), where=str(self.folder), hint=hint)


def newest_run(root: Path, portfolio_id: str, as_of: date | None) -> RecordedRun | None:
    """Return a portfolio's newest run that is on disk: of the latest date, the one recorded last.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
    as_of : date or None
        Runs of later dates do not count.
    """
    from screener.ledger import Run, default_url, open_ledger  # noqa: PLC0415  slow, and only where a portfolio is named

    try:
        with open_ledger(default_url(root), must_exist=True) as ledger:
            recorded = [entry for entry in ledger.entries() if isinstance(entry, Run)]
    except NotFoundError:
        return None
    folder = root / "reports" / "runs" / portfolio_id
    runs = [
        (run.as_of, number, RecordedRun(folder / run.as_of / run.run_id, portfolio_id, run.as_of, run.manifest_sha256))
        for number, run in enumerate(recorded)
        if run.portfolio == portfolio_id and (as_of is None or run.as_of <= as_of.isoformat())
    ]
    return max((entry for entry in runs if entry[2].folder.is_dir()), default=(None, None, None))[2]


def _lack(name: str, path: Path | None) -> str | None:
    """Return what a table of a run lacks by what the program reads now, if anything."""
    if path is None:
        return f"it has no table {name}"
    kept = pq.read_schema(path).names
    lacking = [column for column in TABLES[name].names if column not in kept]
    return f"its table {name} has no column {' and no column '.join(lacking)}" if lacking else None
