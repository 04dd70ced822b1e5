"""``screener new``: a working workspace made from what the package carries."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.workspace.root import packaged_workspace

if TYPE_CHECKING:
    from pathlib import Path

COPIED = (
    "criteria",
    "notebooks",
    "portfolios/README.md",
    "portfolios/illinois-demo",
    "portfolios/kentucky-munis",
    "portfolios/layouts",
    "portfolios/look-through-demo",
    "reports/README.md",
    "reports/definitions",
)
"""What a new workspace starts from: the examples by name, so that nobody's own portfolio is ever copied."""

_PYPROJECT = """\
# This file marks the root of a screener workspace: run 'screener' anywhere below it.
[tool.screener]
"""

_GITIGNORE = "reports/editions/\nreports/review/\nreports/runs/\nreports/site/\n*.ipynb\n.ipynb_checkpoints/\n"

_MADE = shutil.ignore_patterns("*.ipynb", ".ipynb_checkpoints", "__pycache__")
"""What JupyterLab makes beside a notebook: outputs of somebody else's runs."""


def new_workspace(folder: Path) -> list[str]:
    """Make a workspace in a new or empty folder and return the portfolios it holds.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.

    Raises
    ------
    InputError
        The folder holds something already; nothing is written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("is not an empty folder", where=str(folder), hint="name a folder that does not exist yet")
    source = packaged_workspace()
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, ignore=_MADE)
        else:
            shutil.copyfile(source / name, folder / name)
    (folder / "pyproject.toml").write_text(_PYPROJECT, encoding="utf-8")
    (folder / ".gitignore").write_text(_GITIGNORE, encoding="utf-8")
    return sorted(path.parent.name for path in (folder / "portfolios").glob("*/portfolio.toml"))
