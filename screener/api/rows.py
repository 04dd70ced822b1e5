"""Rows and pages as analysts take them: frames of Arrow types, texts that print as they are."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from screener.api.frames import as_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd


def frame_of(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, Any]) -> pd.DataFrame:
    """Return rows as a data frame of named columns, so that a frame without rows has its columns too.

    Parameters
    ----------
    rows : iterable of mappings
        What a row has beyond the columns is left out; what it lacks is unknown.
    kinds : mapping
        Column → Arrow type.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame_of([{"fact": "fresh_age", "line": 3}], {"fact": pa.string()})
            fact
    0  fresh_age
    """
    import pyarrow as pa  # noqa: PLC0415  slow to import

    return as_frame(pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(list(kinds.items()))))


def shown(frame: pd.DataFrame, *, limit: int = 20) -> str | None:
    """Return a frame as a compact HTML table; None where Great Tables is not installed: the text form serves then."""
    from screener.api.display import show  # noqa: PLC0415  slow to import

    return None if find_spec("great_tables") is None else str(show(frame, limit=limit).as_raw_html())


class Text(str):
    r"""A text of several lines that a notebook shows as it is printed.

    Examples
    --------
    >>> Text("un-pri\n  of 2006")
    un-pri
      of 2006
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Faults(tuple[str, ...]):
    """What is wrong, one text of some lines a fault; without any it is false, and says so.

    Examples
    --------
    >>> Faults()
    no fault
    >>> Faults(["rulebook.yaml:3: there is no fact 'fresh_agge'"])
    rulebook.yaml:3: there is no fact 'fresh_agge'
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n\n".join(self) or "no fault"
