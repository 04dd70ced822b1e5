"""From a publisher's files to a prepared copy: read by the loader, checked, sorted, compressed, swapped in, recorded.

``screener data update`` does this for a workspace. The copies that ship are made with
``python -m screener.enrich.prepare NAME VINTAGE PUBLISHED RETRIEVED FILE…`` (dates as YYYY-MM-DD).
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import tomlkit
from filelock import FileLock
from pydantic import ValidationError

from screener.dates import parse_date
from screener.enrich import register
from screener.enrich.copies import REFERENCE, VINTAGES_FILE, Copy, dataset_named, path_of, refreshed
from screener.enrich.loaders import load
from screener.enrich.register import REGISTER, Dataset, Vintage
from screener.errors import InputError, IntegrityError, ScreenerError, join_problems
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from datetime import date


def prepare(name: str, paths: list[Path], root: Path | None = None) -> pa.Table:
    """Return a dataset as the register declares it, from its publisher's files.

    Parameters
    ----------
    name : str
        Dataset in the register.
    paths : list of Path
        The publisher's files, in any order; the loader finds the tables it needs in them.
    root : Path, optional
        Root of the workspace whose own copies of other datasets count too, where the loader reads them.

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
        table = pa.Table.from_pylist(load(name, paths, root), schema=dataset.arrow_schema)
    except ScreenerError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # Arrow's own among them
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
    """Swap a prepared table in as one vintage and record it: all of it, or nothing; others who store wait.

    A workspace's copy is a new file, named by its hash: until the record is swapped in, a reader finds the old copy,
    from then on the new one. The old file then goes, so that a run that has yet to read it stops instead of mixing the
    two. A copy that ships keeps its name: if the machine stops between the two renames, the register still has the
    old hash, and every run refuses the copy until it is prepared again.

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
    record = folder / VINTAGES_FILE if root else register.REGISTER_FILE
    folder.mkdir(exist_ok=True)
    rows, text = (folder / f"{dataset.name}.partial", record.with_suffix(".partial"))
    with FileLock(folder / ".lock"):
        before = [] if root is None else refreshed(root).get(dataset.name, [])
        try:
            # The best compression there is: written once, shipped and read often.
            pq.write_table(table, rows, compression="zstd", compression_level=19, row_group_size=122_880)
            recorded = vintage.model_copy(update={"rows": table.num_rows, "sha256": sha256_of(rows)})
            text.write_text(_recorded(record, dataset.name, recorded), encoding="utf-8")
            path = path_of(dataset, recorded, root)
            rows.replace(path)
            text.replace(record)
        finally:
            rows.unlink(missing_ok=True)
            text.unlink(missing_ok=True)
        replaced = {path_of(dataset, old, root) for old in before if old.vintage == vintage.vintage} - {path}
        for file in replaced:
            with suppress(OSError):  # some systems keep a file that a run has open: it is recorded nowhere
                file.unlink()
    return Copy(dataset, recorded, path, root is None)


def _recorded(file: Path, name: str, vintage: Vintage) -> str:
    """Return a record with a vintage under its dataset, in place of one of its name; comments and order are kept."""
    document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
    entry = document.setdefault(name, tomlkit.table())
    kept = [row for row in entry.get("vintages", []) if row["vintage"] != vintage.vintage]
    rows = tomlkit.aot()
    for row in [*kept, vintage.model_dump(exclude_none=True)]:
        rows.append(tomlkit.item(dict(row)))
    entry["vintages"] = rows
    # A blank line before each dataset, as a person would write it.
    return re.sub(r"(?<!\n)\n(\[[a-z0-9_]+\]\n)", r"\n\n\1", tomlkit.dumps(document))


def new_vintage(label: str, *, published: date, retrieved: date, same: Vintage | None = None) -> Vintage:
    """Return a vintage as a person names it, its rows and hash not known yet.

    Parameters
    ----------
    label : str
        Its short name.
    published, retrieved : date
        Days by which the world could know it, and on which it was fetched.
    same : Vintage, optional
        One of the same name: what it says of its period and its source holds of the new one too.

    Raises
    ------
    InputError
        The name or the days are not of their form.
    """
    said = same.model_dump() if same else {}
    days = {"published": published, "retrieved": retrieved}
    if published > retrieved:
        raise InputError(f"{published} is after the day it was retrieved, {retrieved}", where="published")
    try:
        return Vintage.model_validate({**said, "vintage": label, **days, "rows": 0, "sha256": ""})
    except ValidationError as error:
        raise InputError(
            f"{label!r} is no short name of a vintage: letters, digits, dots and hyphens are expected",
            where="vintage",
            hint="write for example 2024Q2, 2023 or 2024-06-30",
        ) from error


def main(arguments: list[str]) -> int:
    """Prepare one copy that ships, as the command line asks."""
    if len(arguments) < 5:
        sys.stderr.write("usage: python -m screener.enrich.prepare NAME VINTAGE PUBLISHED RETRIEVED FILE…\n")
        sys.stderr.write(f"  NAME: {', '.join(REGISTER)}\n")
        return 2
    name, label, *dates = arguments[:4]
    try:
        published, retrieved = (_day(text) for text in dates)
        dataset = dataset_named(name)
        same = next((held for held in dataset.vintages if held.vintage == label), None)
        vintage = new_vintage(label, published=published, retrieved=retrieved, same=same)
        table = prepare(name, [Path(argument) for argument in arguments[4:]])
        # What a person wrote of this vintage stays: the period, its attribution and its traps.
        written = {v.vintage: v.model_dump() for v in REGISTER[name].vintages}.get(label, {})
        facts = {"vintage": label, "published": published, "retrieved": retrieved, "rows": 0, "sha256": ""}
        vintage = Vintage.model_validate({**written, **facts})
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
