"""Where an analyst starts: a workspace opened or made, and the schemas of the files in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from screener.api.workspace import Workspace
from screener.workspace import find_root

if TYPE_CHECKING:
    from collections.abc import Mapping


def open_workspace(folder: Path | str | None = None) -> Workspace:
    """Return the workspace that a folder lies in.

    Parameters
    ----------
    folder : path, optional
        The current folder by default.

    Raises
    ------
    NotFoundError
        No folder above it is a workspace.

    Examples
    --------
    >>> import screener
    >>> screener.open(ws.root).portfolios
    ['illinois-demo', 'kentucky-munis', 'look-through-demo']
    """
    return Workspace(find_root(Path(folder) if folder is not None else None))


def new_workspace(folder: Path | str) -> Workspace:
    """Make a workspace with example portfolios, criteria and notebooks, and return it.

    Parameters
    ----------
    folder : path
        Must not exist, or be empty.

    Raises
    ------
    InputError
        The folder holds something already; nothing is written.

    Examples
    --------
    >>> import screener
    >>> screener.new("my-fund")
    <Workspace my-fund: illinois-demo, kentucky-munis, look-through-demo>
    """
    from screener import workspace  # noqa: PLC0415  slow to import

    workspace.new_workspace(Path(folder))
    return Workspace(Path(folder).resolve())


def schema(name: str) -> Mapping[str, Any]:
    """Return the JSON Schema of a kind of file that people write, such as ``portfolio`` or ``rulebook``.

    Raises
    ------
    NotFoundError
        There is no such kind.

    Examples
    --------
    >>> import screener
    >>> screener.schema("portfolio")["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    from screener.schemas import file_schema  # noqa: PLC0415  slow to import

    return file_schema(name)
