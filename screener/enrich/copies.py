"""Prepared copies of the datasets: those that ship, those a workspace refreshed, and the ones a run of a date uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from screener.enrich import register
from screener.enrich.register import REGISTER, Dataset, Vintage
from screener.errors import IntegrityError, NotFoundError, join_problems, nearest
from screener.workspace import sha256_of
from screener.workspace.toml import read_toml, report_faults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine

REFERENCE = "reference"
"""Folder of a workspace that holds the vintages it refreshed itself."""
VINTAGES_FILE = "vintages.toml"


@dataclass(frozen=True, slots=True)
class Copy:
    """One vintage of a dataset, and the file that holds it."""

    dataset: Dataset
    vintage: Vintage
    path: Path
    is_shipped: bool

    @property
    def name(self) -> str:
        """Dataset and vintage, as a run's manifest names the copy."""
        return f"{self.dataset.name} {self.vintage.vintage}"

    def facts(self) -> dict[str, str | int]:
        """Return all that is recorded of the vintage, as plain values: two copies with the same facts are the same."""
        return self.vintage.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True, slots=True)
class Selection:
    """The copies that a run of a date uses, at most one a dataset."""

    as_of: date
    held: dict[str, list[Copy]]
    """Every vintage of the datasets whose history counts, the oldest first."""
    chosen: dict[str, Copy]

    known_at: date | None = None
    """Day up to which the world's knowledge counts; the run's date where none is given."""
    left_out: dict[str, Copy] = field(default_factory=dict)
    """Dataset whose first vintage is later than the known-at day → that vintage, where a run leaves such data out."""

    @property
    def known(self) -> date:
        """The day up to which the world's knowledge counts."""
        return self.known_at or self.as_of

    @property
    def read(self) -> list[Copy]:
        """Every copy that a step may read: the chosen ones, and all of a dataset whose history counts."""
        found = {copy.name: copy for held in ([*self.chosen.values()], *self.held.values()) for copy in held}
        return [found[name] for name in sorted(found)]

    def path(self, name: str) -> Path:
        """Return the file of the chosen copy of a dataset that is held.

        The portfolio's own files are read with it. Where data are left out, the copy left out still says which places
        there are: a list of names to read files by, and no fact of the screen.
        """
        return (self.chosen.get(name) or self.left_out[name]).path

    def is_late(self, name: str) -> bool:
        """Return whether the world could not know the chosen vintage on the day whose knowledge counts."""
        copy = self.chosen[name]
        return copy.dataset.published_column is None and copy.vintage.published > self.known


def dataset_named(name: str) -> Dataset:
    """Return a dataset of the register.

    Raises
    ------
    NotFoundError
        The register has no such dataset; the message names the nearest.
    """
    if name not in REGISTER:
        raise NotFoundError(f"there is no dataset {name!r}{nearest(name, list(REGISTER))}")
    return REGISTER[name]


def copies(name: str, root: Path | None = None) -> list[Copy]:
    """Return every vintage held of a dataset, the oldest first; a workspace's own replaces a shipped one of its name.

    Parameters
    ----------
    name : str
        Dataset in the register.
    root : Path, optional
        Root of a workspace; only what ships where none is given.
    """
    dataset = dataset_named(name)
    ours = refreshed(root).get(name, []) if root else []
    held = {vintage.vintage: _copy(dataset, vintage, None) for vintage in dataset.vintages}
    held |= {vintage.vintage: _copy(dataset, vintage, root) for vintage in ours}
    return sorted(held.values(), key=lambda copy: (copy.vintage.published, copy.vintage.vintage))


def _copy(dataset: Dataset, vintage: Vintage, root: Path | None) -> Copy:
    return Copy(dataset, vintage, path_of(dataset, vintage, root), is_shipped=root is None)


def path_of(dataset: Dataset, vintage: Vintage, root: Path | None) -> Path:
    """Return the file of a prepared copy.

    A workspace's carries the beginning of its hash: a refreshed vintage is another file, and what a run began to read
    never changes under it.
    """
    if root is None:
        return register.FOLDER / dataset.file(vintage.vintage)
    return root / REFERENCE / dataset.file(f"{vintage.vintage}-{vintage.sha256[:12]}")


def _known(name: str) -> str:
    if name not in REGISTER:
        raise ValueError(f"there is no such dataset{nearest(name, list(REGISTER))}")
    return name


class _Refreshed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    vintages: list[Vintage]


_RECORD = TypeAdapter(dict[Annotated[str, AfterValidator(_known)], _Refreshed])
"""What the record of a workspace's own vintages holds."""


def refreshed(root: Path) -> dict[str, list[Vintage]]:
    """Return the vintages that a workspace refreshed itself, by dataset.

    Raises
    ------
    InputError
        The record is no TOML or not of its form: every fault with its line.
    """
    file = root / REFERENCE / VINTAGES_FILE
    if not file.is_file():
        return {}
    raw = read_toml(file)
    try:
        return {name: entry.vintages for name, entry in _RECORD.validate_python(raw).items()}
    except ValidationError as error:
        raise report_faults(file, raw, error, list(Vintage.model_fields)) from error


def shipped(name: str) -> Path:
    """Return the newest shipped copy of a dataset, checked, for loaders that need another dataset."""
    copy = copies(name)[-1]
    refuse_changed([copy])
    return copy.path


def select(
    as_of: date, root: Path | None = None, known_at: date | None = None, *, leave_out: bool = False
) -> Selection:
    """Return the copies that a run of a date uses, each checked to be the one recorded.

    Of each dataset the newest vintage published by the date; where none is held, the earliest later one. A dataset
    of which nothing is held is absent.

    Parameters
    ----------
    as_of : date
        The run's date.
    root : Path, optional
        Root of a workspace; only what ships where none is given.
    known_at : date, optional
        Vintages published by this day are chosen from; by default those published by the run's date.
    leave_out : bool
        Where no vintage was published by then, hold nothing of the dataset instead: what the world could not know is
        unknown. A dataset that dates each of its rows is held, because no row from after the day is read.

    Raises
    ------
    InputError
        The record of the workspace's own vintages cannot be read.
    IntegrityError
        Copies are missing, or are not those recorded.
    """
    chosen, histories, left_out = {}, {}, {}
    for name, dataset in REGISTER.items():
        held = copies(name, root)
        known = [copy for copy in held if copy.vintage.published <= (known_at or as_of)]
        if held and not known and leave_out and dataset.published_column is None:
            left_out[name] = held[0]
        elif held:
            chosen[name] = known[-1] if known else held[0]
        if dataset.history:
            histories[name] = known if leave_out else held
    selection = Selection(as_of, histories, chosen, known_at, left_out)
    refuse_changed(selection.read)
    return selection


def faults(copy: Copy) -> list[str]:
    """Return how a copy differs from what is recorded of it; an empty list if in nothing."""
    name = copy.path.name
    if not copy.path.is_file():
        return [f"{name}: missing"]
    if (found := sha256_of(copy.path)) != copy.vintage.sha256:
        return [f"{name}: sha256 is {found}, the register says {copy.vintage.sha256}"]
    problems = []
    parquet = pq.ParquetFile(copy.path)
    if parquet.metadata.num_rows != copy.vintage.rows:
        problems.append(f"{name}: {parquet.metadata.num_rows} rows, the register says {copy.vintage.rows}")
    if not parquet.schema_arrow.equals(copy.dataset.arrow_schema):
        problems.append(f"{name}: columns are not those of the register")
    return problems


def refuse_changed(read: Iterable[Copy]) -> None:
    """Raise one IntegrityError for all copies that are missing or not those recorded, with the way to mend each."""
    problems, fixes = [], {}
    for copy in read:
        if found := faults(copy):
            problems += found
            again = f"screener data update {copy.dataset.name} --vintage {copy.vintage.vintage}"
            fixes["install the screener again, for what ships with it" if copy.is_shipped else again] = True
    if problems:
        raise IntegrityError(join_problems(problems, "reference data are not those recorded:"), hint="; ".join(fixes))


def load_datasets(engine: Engine, selection: Selection) -> None:
    """Make every dataset known to an engine as ``ref_<name>``; no row is read until a step asks.

    A dataset of which nothing is held is a table without rows. One whose history counts is also known as
    ``ref_<name>_history``: the rows of every vintage held, with the columns ``vintage`` and ``published``.
    """
    for name, dataset in REGISTER.items():
        if name in selection.chosen:
            engine.load_parquet(f"ref_{name}", selection.chosen[name].path)
        else:
            engine.load(f"ref_{name}", dataset.arrow_schema.empty_table())
        if dataset.history:
            _load_history(engine, dataset, selection.held[name])


def _load_history(engine: Engine, dataset: Dataset, held: list[Copy]) -> None:
    """Make the rows of every vintage known as one table, each with its vintage and the day that was published."""
    name = f"ref_{dataset.name}_history"
    if held:
        engine.load_parquets(
            name, [(c.path, {"vintage": c.vintage.vintage, "published": c.vintage.published}) for c in held]
        )
    else:
        columns = [*dataset.arrow_schema, pa.field("vintage", pa.string()), pa.field("published", pa.date32())]
        engine.load(name, pa.schema(columns).empty_table())
