"""Exposures of one measure, one basis and one grouping: rows that may stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from screener.errors import InputError, nearest

if TYPE_CHECKING:
    import pyarrow as pa

_SAME_GROUPINGS = ["in_state", "in_state_manufacturing"]


def rows_by(exposures: pa.Table, measure: str, basis: str, grouping: str) -> pa.Table:
    """Return the exposures of one measure, basis and grouping.

    Parameters
    ----------
    exposures : pyarrow.Table
        `screener.tables.EXPOSURES`.
    measure, basis, grouping : str

    Raises
    ------
    InputError
        There is none such; the message says the nearest and those that there are.
    """
    # what has no row in one of the groupings of the two is zero there
    alike = _SAME_GROUPINGS if measure in _SAME_GROUPINGS else [measure]
    of_its_kind = exposures.filter(pc.field("measure").isin(alike))
    found = exposures
    for column, wanted, among in (
        ("measure", measure, exposures),
        ("grouping", grouping, of_its_kind),
        ("basis", basis, of_its_kind),
    ):
        known = sorted({str(one) for one in among[column].unique().to_pylist()})
        found = found.filter(pc.field(column) == wanted)
        if wanted not in known:
            close = nearest(str(wanted), known)
            raise InputError(
                f"{'there is' if column == 'measure' else f'{measure} has'} no {column} {wanted!r}{close}",
                where=column,
                hint=f"one of {', '.join(filter(None, known))}",
            )
    return found


def named(exposures: pa.Table, regions: pa.Table) -> pa.Table:
    """Return exposures with the column ``name`` after ``group``: that of a region, else the group itself.

    Parameters
    ----------
    exposures : pyarrow.Table
        `screener.tables.EXPOSURES`.
    regions : pyarrow.Table
        `screener.tables.REGIONS` of the same run.
    """
    names = {(row["grouping"], row["group"]): row["name"] for row in regions.to_pylist()}
    groups = exposures.select(["grouping", "group"]).to_pylist()
    column = [names.get((row["grouping"], row["group"]), row["group"]) for row in groups]
    return exposures.add_column(exposures.column_names.index("group") + 1, "name", [column])
