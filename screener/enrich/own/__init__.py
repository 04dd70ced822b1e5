"""What a portfolio's own files add to the reference data: one folder of CSV files a subject, every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from screener.enrich.own.approaches import read_approaches
from screener.enrich.own.company_figures import read_company_figures
from screener.enrich.own.instruments import read_instruments
from screener.enrich.own.regions import read_regions
from screener.enrich.own.sites import read_sites
from screener.errors import InputError, join_problems

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyarrow as pa

READERS = {
    "user_establishments": read_sites,
    "user_regions": read_regions,
    "user_company_figures": read_company_figures,
    "user_instruments": read_instruments,
    "user_approaches": read_approaches,
}
"""Table → the reader of its folder."""


class Own(NamedTuple):
    """What a portfolio says itself."""

    tables: dict[str, pa.Table]
    """Table → one row per line of the files of its folder."""
    files: dict[str, str]
    """File relative to the portfolio's folder → SHA-256."""


def read_own(folder: Path, held: Callable[[str], Path]) -> Own:
    """Return what every folder of a portfolio's own evidence holds.

    Parameters
    ----------
    folder : Path
        The portfolio's folder.
    held : callable
        Dataset → the copy of it that the run uses.

    Raises
    ------
    InputError
        A file of any folder is wrong; every fault of every folder.
    """
    tables: dict[str, pa.Table] = {}
    files: dict[str, str] = {}
    refused: list[InputError] = []
    for name, read in READERS.items():
        try:
            given = read(folder, held)
        except InputError as error:
            refused.append(error)
            continue
        tables[name] = given.table
        files |= given.files
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise InputError(join_problems([error.message for error in refused], "the portfolio's own files have faults:"))
    return Own(tables, files)
