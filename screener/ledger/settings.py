"""What the environment says: which ledger, and who records."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

import sqlalchemy as sa

from screener.errors import InputError
from screener.ledger.database import parse_url

if TYPE_CHECKING:
    from pathlib import Path

URL_VARIABLE = "SCREENER_LEDGER_URL"


def default_url(root: Path) -> str:
    """Return the URL of the workspace's ledger.

    Parameters
    ----------
    root : Path
        Root of the workspace.

    Returns
    -------
    str
        ``SCREENER_LEDGER_URL`` if that is set, else the SQLite file ``ledger.sqlite`` in the root. A relative SQLite
        file lies in the root too, whatever folder the command is given in.

    Raises
    ------
    InputError
        ``SCREENER_LEDGER_URL`` is no database URL.
    """
    text = os.environ.get(URL_VARIABLE)
    url = parse_url(text) if text else sa.URL.create("sqlite", database="ledger.sqlite")
    if url.get_backend_name() == "sqlite":
        url = url.set(database=str(root.resolve() / str(url.database)))
    return url.render_as_string(hide_password=False)


def person() -> str:
    """Return who records: ``SCREENER_USER`` if that is set, else the operating system's user name.

    Raises
    ------
    InputError
        Neither is known.
    """
    name = os.environ.get("SCREENER_USER", "").strip()
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # the first is raised before Python 3.13
        raise InputError(
            "who records cannot be told: the operating system knows no name for this user",
            hint="set SCREENER_USER to your name",
        ) from error
