"""Where the workspace is: the nearest folder above whose ``pyproject.toml`` parses to a ``[tool.screener]`` table."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from screener.errors import NotFoundError


def find_root(start: Path | None = None) -> Path:
    """Return the root of the workspace that a folder lies in.

    Parameters
    ----------
    start : Path, optional
        Folder to start from; the current folder by default.

    Raises
    ------
    NotFoundError
        No parent is a workspace.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if is_root(folder):
            return folder
    raise NotFoundError(
        f"{here} lies in no workspace: no folder above it has a pyproject.toml with a [tool.screener] table",
        hint="run 'screener new my-fund' and work in the folder it makes",
    )


def is_root(folder: Path) -> bool:
    """Return whether a folder is the root of a workspace; a file that only mentions the marker does not count."""
    marker = folder / "pyproject.toml"
    if not marker.is_file():
        return False
    try:
        settings = tomllib.loads(marker.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return isinstance(settings.get("tool", {}).get("screener"), dict)


def packaged_workspace() -> Path:
    """Return the folder that holds the example workspace.

    In a wheel it lies inside the package; in a checkout it is the repository itself.
    """
    package = Path(str(files("screener")))
    inside = package / "_workspace"
    return inside if inside.is_dir() else package.parent
