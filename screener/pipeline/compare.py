"""Two runs compared: whether they can be, what changed between them, and what they were made of differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener import expose
from screener.pipeline.earlier import MadeRun, find, refuse, refuse_old

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from screener.engine import Step

_INPUTS = ("inputs", "settings", "rulebooks", "datasets", "libraries")
_SINGLE = ("as_of", "known_at", "code", "ledger_head")


@dataclass(frozen=True)
class Comparison:
    """What changed from one run to another."""

    before: MadeRun
    after: MadeRun
    changes: pa.Table
    """`screener.tables.CHANGES`."""
    inputs: dict[str, dict[str, tuple[str | None, str | None]]]
    """Kind of input → name → hash, vintage or day in the earlier run and in the later; those that differ."""


def compare(root: Path, before: str, after: str) -> Comparison:
    """Return what changed between two runs, split by cause.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    before, after : str
        Each a run's id, the beginning of one, or its folder.

    Raises
    ------
    NotFoundError
        There is no such run.
    InputError
        The runs cannot be compared, were made by a version of the program that kept less, or are in the wrong order.
    IntegrityError
        A manifest or a table of a run was changed, or the split does not end at the runs' own figures.
    """
    first, second = find(root, before), find(root, after)
    refuse_old(second)
    refuse(first, second.manifest, where=f"{before} and {after}")
    changes, _ = explain(first, second.manifest, second.tables)
    return Comparison(first, second, changes, _differences(first.manifest, second.manifest))


def explain(
    earlier: MadeRun, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table | Path]
) -> tuple[pa.Table, list[Step]]:
    """Return `changes` from a run on disk to one whose manifest and tables are given, and the SQL that was executed."""
    same = {key: earlier.manifest[key] == manifest[key] for key in ("datasets", "code")}
    return expose.explain(earlier.tables, tables, same_data=same["datasets"], same_code=same["code"])


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """Return the inputs that differ by the manifests."""
    found: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    for kind in _INPUTS:
        old, new = before[kind], after[kind]
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                found.setdefault(kind, {})[name] = (_mark(old.get(name)), _mark(new.get(name)))
    single = {name: (before[name], after[name]) for name in _SINGLE if before[name] != after[name]}
    return {**({"run": single} if single else {}), **found}


def _mark(value: str | Mapping[str, Any] | None) -> str | None:
    """Return what tells an input from another of its name: its hash."""
    return value if value is None or isinstance(value, str) else str(value["sha256"])
