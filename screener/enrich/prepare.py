"""Prepare a dataset from its publisher's files: ``python -m screener.enrich.prepare NAME FILE…``.

Reads the files through the dataset's loader, checks the rows against the register, and swaps the prepared copy in:
sorted, typed, compressed Parquet, with its rows and hash written into the register.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from screener.enrich.datasets import REGISTER, REGISTER_FILE, Dataset
from screener.enrich.loaders import LOADERS
from screener.errors import InputError, IntegrityError, NotFoundError, ScreenerError, join_problems, nearest
from screener.workspace import sha256_of


def prepare(name: str, paths: list[Path]) -> pa.Table:
    """Return a dataset as the register declares it, from its publisher's files.

    Parameters
    ----------
    name : str
        Dataset in the register.
    paths : list of Path
        The publisher's files, in any order; the loader finds the tables it needs in them.

    Raises
    ------
    NotFoundError
        The register has no such dataset.
    InputError
        The files are not in the publisher's layout.
    IntegrityError
        The rows have no key or repeat one.
    """
    if name not in REGISTER:
        raise NotFoundError(f"there is no dataset {name!r}{nearest(name, list(REGISTER))}")
    dataset = REGISTER[name]
    table = pa.Table.from_pylist(LOADERS[name](paths), schema=dataset.schema)
    if not table.num_rows:
        raise InputError("the publisher's table has no rows", where=", ".join(map(str, paths)))
    check_key(dataset, table)
    return table.sort_by([(column, "ascending") for column in dataset.key])


def check_key(dataset: Dataset, table: pa.Table) -> None:
    """Raise IntegrityError where a key is null or repeats."""
    problems = [f"{column} is null" for column in dataset.key if table[column].null_count]
    distinct = table.group_by(dataset.key).aggregate([]).num_rows
    if distinct != table.num_rows:
        problems.append(f"{table.num_rows - distinct} rows repeat a key ({', '.join(dataset.key)})")
    if problems:
        raise IntegrityError(join_problems(problems, f"dataset {dataset.name} breaks its contract:"))


def write(dataset: Dataset, table: pa.Table, register: Path) -> None:
    """Swap a prepared table in, and write its rows and hash into the register."""
    partial = dataset.path.with_suffix(".partial")
    partial.parent.mkdir(exist_ok=True)
    pq.write_table(table, partial, compression="zstd", compression_level=19, row_group_size=122_880)
    partial.replace(dataset.path)
    text = register.read_text(encoding="utf-8")
    entry = re.compile(rf"(^\[{dataset.name}\]\n.*?^rows = )\d+(\nsha256 = )\"[^\"]*\"", re.MULTILINE | re.DOTALL)
    text = entry.sub(rf'\g<1>{table.num_rows}\g<2>"{sha256_of(dataset.path)}"', text, count=1)
    register.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Prepare one dataset, as the command line asks."""
    if len(arguments) < 2:
        sys.stderr.write(f"usage: python -m screener.enrich.prepare NAME FILE…\n  NAME: {', '.join(REGISTER)}\n")
        return 2
    try:
        table = prepare(arguments[0], [Path(argument) for argument in arguments[1:]])
    except ScreenerError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    dataset = REGISTER[arguments[0]]
    write(dataset, table, REGISTER_FILE)
    sys.stderr.write(
        f"{dataset.name}: {table.num_rows} rows (was {dataset.rows}), {dataset.path.stat().st_size} bytes\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
