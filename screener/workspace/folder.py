"""Folders that the program replaces as a whole: written beside, swapped in, and never one of anybody else."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from screener.errors import InputError, join_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_MOST_NAMED = 10


def replace_folder(
    folder: Path, write: Callable[[Path], None], *, what: str, listed: Callable[[Path], Collection[str] | None]
) -> None:
    """Write a folder under another name and put it in the place of the one that is there.

    Parameters
    ----------
    folder : Path
        New or empty, or one that was written before.
    write : callable
        Writes every file into the empty folder that it is given.
    what : str
        What such a folder is called, for messages.
    listed : callable
        Returns the files that were written into a folder, by path in it; null where it is none of ours.

    Raises
    ------
    InputError
        The folder is none of ours, or holds a file that was not written by us. Nothing is written.
    """
    target = folder.resolve()
    _refuse_other(target, what, listed)
    part, old = (target.with_name(f".{target.name}.{os.getpid()}.{end}") for end in ("part", "old"))
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        write(part)
        if target.exists():
            target.rename(old)
        part.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def files_under(folder: Path) -> list[str]:
    """Return every file under a folder by its path in it, in alphabetical order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _refuse_other(folder: Path, what: str, listed: Callable[[Path], Collection[str] | None]) -> None:
    """Raise where a folder holds anything that was not written here."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    hint = "write to another folder, or move away what lies there"
    ours = listed(folder) if folder.is_dir() else None
    if ours is None:
        raise InputError(f"something else lies there: it is no {what} that was made here", where=str(folder), hint=hint)
    if strange := [name for name in files_under(folder) if name not in ours]:
        shown = strange[:_MOST_NAMED]
        shown += [f"… and {len(strange) - len(shown)} more"] if len(strange) > len(shown) else []
        raise InputError(
            join_problems(shown, f"these files are not of the {what}, and making it again would remove them:"),
            where=str(folder),
            hint=hint,
        )
