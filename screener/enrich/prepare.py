"""From a publisher's files to a prepared copy: read by the loader, checked, sorted, compressed, swapped in, recorded.

``screener data update`` does this for a workspace. The copies that ship are made with
``python -m screener.enrich.prepare NAME VINTAGE PUBLISHED RETRIEVED FILE…`` (dates as YYYY-MM-DD).
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import tomlkit

from screener.dates import parse_date
from screener.enrich import register
from screener.enrich.copies import REFERENCE, VINTAGES_FILE, Copy, dataset_named
from screener.enrich.loaders import LOADERS
from screener.enrich.register import REGISTER, Dataset, Vintage
from screener.errors import InputError, IntegrityError, ScreenerError, join_problems
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from datetime import date


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
    dataset = dataset_named(name)
    where = ", ".join(map(str, paths))
    try:
        table = pa.Table.from_pylist(LOADERS[name](paths), schema=dataset.arrow_schema)
    except ScreenerError:
        raise
    except (ValueError, KeyError) as error:  # among them what Arrow says of a value of another type
        raise InputError(f"a value is not as the publisher documents: {error}", where=where) from error
    if not table.num_rows:
        raise InputError("the publisher's table has no rows", where=where)
    check_key(dataset, table)
    return table.sort_by([(column, "ascending") for column in dataset.key])


def check_key(dataset: Dataset, table: pa.Table) -> None:
    """Raise IntegrityError where a key is null or repeats."""
    problems = [f"{column} is null" for column in dataset.key if table[column].null_count]
    distinct = table.group_by(list(dataset.key)).aggregate([]).num_rows
    if distinct != table.num_rows:
        problems.append(f"{table.num_rows - distinct} rows repeat a key ({', '.join(dataset.key)})")
    if problems:
        raise IntegrityError(join_problems(problems, f"dataset {dataset.name} breaks its contract:"))


def store(dataset: Dataset, table: pa.Table, vintage: Vintage, root: Path | None) -> Copy:
    """Swap a prepared table in as one vintage and record it; a reader sees the old copy or the new, never a part.

    Parameters
    ----------
    dataset : Dataset
    table : pyarrow.Table
        As `prepare` returns it.
    vintage : Vintage
        What the copy describes; its rows and hash are filled in here.
    root : Path, optional
        Root of the workspace that keeps it; without one it becomes a copy that ships with the package.
    """
    folder = root / REFERENCE if root else register.FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / dataset.file(vintage.vintage)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    # The best compression there is: written once, shipped and read often.
    pq.write_table(table, partial, compression="zstd", compression_level=19, row_group_size=122_880)
    recorded = vintage.model_copy(update={"rows": table.num_rows, "sha256": sha256_of(partial)})
    partial.replace(path)
    _record(folder / VINTAGES_FILE if root else register.REGISTER_FILE, dataset.name, recorded)
    return Copy(dataset, recorded, path, root is None)


def _record(file: Path, name: str, vintage: Vintage) -> None:
    """Write a vintage under its dataset, in place of one of the same name; comments and order of the file are kept."""
    document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
    entry = document.setdefault(name, tomlkit.table())
    kept = [row for row in entry.get("vintages", []) if row["vintage"] != vintage.vintage]
    rows = tomlkit.aot()
    for row in [*kept, vintage.model_dump(exclude_none=True)]:
        rows.append(tomlkit.item(dict(row)))
    entry["vintages"] = rows
    partial = file.with_suffix(f".{os.getpid()}.partial")
    # A blank line before each dataset, as a person would write it.
    text = re.sub(r"(?<!\n)\n(\[[a-z0-9_]+\]\n)", r"\n\n\1", tomlkit.dumps(document))
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)


def main(arguments: list[str]) -> int:
    """Prepare one copy that ships, as the command line asks."""
    if len(arguments) < 5:
        sys.stderr.write("usage: python -m screener.enrich.prepare NAME VINTAGE PUBLISHED RETRIEVED FILE…\n")
        sys.stderr.write(f"  NAME: {', '.join(REGISTER)}\n")
        return 2
    name, label, *dates = arguments[:4]
    try:
        published, retrieved = (_day(text) for text in dates)
        table = prepare(name, [Path(argument) for argument in arguments[4:]])
        described = {v.vintage: v.describes for v in REGISTER[name].vintages}.get(label)
        vintage = Vintage(
            vintage=label, describes=described, published=published, retrieved=retrieved, rows=0, sha256=""
        )
        copy = store(REGISTER[name], table, vintage, None)
    except ScreenerError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stderr.write(f"{copy.path.name}: {copy.vintage.rows} rows, {copy.path.stat().st_size} bytes\n")
    return 0


def _day(text: str) -> date:
    return parse_date(text, where="date")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
