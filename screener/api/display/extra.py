"""What only notebooks need is imported when it is first used, and missed in one clear sentence."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


def need(module: str, name: str, use: str) -> Any:
    """Return a module of the extra ``notebooks``.

    Parameters
    ----------
    module : str
        As it is imported.
    name : str
        As it is called.
    use : str
        What needs it, in the plural.

    Raises
    ------
    InputError
        It is not installed.

    Examples
    --------
    >>> need("altyre", "Altyre", "charts")
    Traceback (most recent call last):
        ...
    screener.errors.InputError: charts need Altyre, which is not installed
      Try: install the extra, in a checkout: pip install '.[notebooks]'
    """
    try:
        return import_module(module)
    except ImportError as error:
        message = f"{use} need {name}, which is not installed"
        raise InputError(message, hint="install the extra, in a checkout: pip install '.[notebooks]'") from error


def records(frame: Any, needed: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of an Arrow, pandas or Polars frame, or of a list of mappings; what is missing is None.

    Parameters
    ----------
    frame : pyarrow.Table, frame or sequence of mappings
    needed : iterable of str
        Columns that must be there.

    Raises
    ------
    InputError
        Columns are missing; all are named.

    Examples
    --------
    >>> records([{"name": "in state", "best": None}], ["name", "best"])
    [{'name': 'in state', 'best': None}]
    """
    if isinstance(frame, (list, tuple)):
        rows = [dict(row) for row in frame]
        known = set.intersection(*map(set, rows)) if rows else set(needed)
    else:
        table = table_of(frame)
        rows, known = table.to_pylist(), set(table.column_names)
    missing = [name for name in needed if name not in known]
    if missing:
        raise InputError(
            f"columns missing: {', '.join(missing)}; found {', '.join(sorted(known)) or 'none'}",
            hint=f"give one row each with {', '.join(needed)}",
        )
    return rows


def table_of(frame: Any) -> pa.Table:
    """Return an Arrow, pandas or Polars frame as an Arrow table; an index of a pandas frame that says something first.

    Parameters
    ----------
    frame : pyarrow.Table or frame

    Examples
    --------
    >>> import pandas as pd
    >>> table_of(pd.DataFrame({"best": [1]})).column_names
    ['best']
    >>> table_of(pd.DataFrame({"best": [1]}, index=pd.Index(["x"], name="group"))).column_names
    ['group', 'best']
    """
    if isinstance(frame, pa.Table):
        return frame
    if not type(frame).__module__.startswith("pandas"):
        return pa.table(frame)
    is_numbered = frame.index.nlevels == 1 and frame.index.name is None and frame.index.dtype.kind == "i"
    return pa.Table.from_pandas(frame if is_numbered else frame.reset_index(), preserve_index=False)
