"""A run's folder: written under another name, renamed when complete. There is no half run."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from screener.errors import IntegrityError
from screener.workspace.manifest import Manifest, sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def write_run(root: Path, manifest: Manifest, write: Callable[[Path], None], record: Callable[[str], object]) -> Path:
    """Write a run's folder and return it.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    manifest : Manifest
        What the run was made of; its `outputs` are filled here.
    write : callable
        Writes every other file of the run into the folder it is given.
    record : callable
        Told the SHA-256 of the complete run's manifest before the run can be seen; where it raises, there is no run.

    Returns
    -------
    Path
        ``reports/runs/<portfolio>/<as_of>/<run_id>``. If that run is there already, with the same bytes, it is left
        as it is.

    Raises
    ------
    IntegrityError
        That run is there already and its files are not what these inputs give.
    """
    folder = root / "reports" / "runs" / manifest.portfolio / manifest.as_of / manifest.run_id
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        write(part)
        manifest.outputs = _hashes(part)
        (part / "manifest.json").write_bytes(manifest.to_bytes())
        if folder.exists():
            _refuse_difference(folder, part)
        record(sha256_of(part / "manifest.json"))
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _hashes(folder: Path) -> dict[str, str]:
    """Return file → SHA-256 for every file under a folder, in alphabetical order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def _refuse_difference(folder: Path, part: Path) -> None:
    """Raise if a run on disk differs from the same run made again."""
    before, now = _hashes(folder), _hashes(part)
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if changed:
        shown = ", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")
        raise IntegrityError(
            f"the run is there already and {len(changed)} of its files differ from what the same inputs give: {shown}",
            where=str(folder),
            hint="someone may have edited the run, or a library changed; move the folder away and run again",
        )


def manifests(root: Path) -> dict[str, str]:
    """Return run id → SHA-256 of the manifest, for every run of the workspace that is on disk."""
    return {
        file.parent.name: sha256_of(file) for file in sorted((root / "reports" / "runs").glob("*/*/*/manifest.json"))
    }
