"""Regions of a portfolio's own: every CSV in ``portfolios/<id>/regions/``, one county or state a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.enrich.copies import shipped
from screener.enrich.own.given import Given, lost_zero
from screener.workspace import read_csv_folder, refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.enrich.loaders.counties import Counties
    from screener.workspace import Line

FOLDER = "regions"
"""Folder of a portfolio that holds the files."""
REQUIRED = ("region",)
COLUMNS = ("region", "county_fips", "state", "county", "source")
_FIELDS: list[tuple[str, pa.DataType]] = [("region", pa.string()), ("place", pa.string())]
SCHEMA = pa.schema(_FIELDS)
"""Columns of ``user_regions``: one row per region × county; a state stands for all of its counties."""


def read_regions(folder: Path, held: Callable[[str], Path] = shipped) -> Given:
    """Return the regions that a portfolio's own files name; none where it has no such files.

    Parameters
    ----------
    folder : Path
        The portfolio's folder.
    held : callable
        Dataset → the copy of it that the run uses, which says what counties there are.

    Raises
    ------
    InputError
        A file is no CSV, a heading or a cell is wrong, or a county stands in a region twice; every fault with its file
        and line.
    """
    given = read_csv_folder(folder, FOLDER, COLUMNS, REQUIRED)
    if not given.files and not given.problems:
        return Given(SCHEMA.empty_table(), {})
    from screener.enrich.loaders.counties import Counties  # noqa: PLC0415  only where a portfolio names regions

    counties, problems = Counties(held), list(given.problems)
    named: dict[tuple[str, str], Line] = {}
    for line in given.lines:
        if not line.cells["region"]:
            problems.append(f"{line.where}: column 'region' is empty")
        places, fault = _places(line.cells, counties)
        if fault:
            problems.append(f"{line.where}: {fault}")
        problems += _repeats(line, places, named)
        named |= {(line.cells["region"], place): line for place in places}
    if problems:
        hint = f"the columns are: {', '.join(COLUMNS)}; each line is one county, or a state for all of its counties"
        raise refusal(problems, "the portfolio's own regions", where=folder, hint=hint)
    rows = [{"region": region, "place": place} for region, place in sorted(named)]
    return Given(pa.Table.from_pylist(rows, schema=SCHEMA), given.files)


def _repeats(line: Line, places: set[str], named: dict[tuple[str, str], Line]) -> list[str]:
    """Return what is wrong where a county of a line stands in its region already."""
    region = line.cells["region"]
    first = next((named[region, place] for place in sorted(places) if (region, place) in named), None)
    if first is None or not region:
        return []
    states = [where for where, several in ((first.where, _is_state(first)), (line.where, _is_state(line))) if several]
    why = f"; {' and '.join(states)} has no county, so all of its state's are meant" if states else ""
    return [f"{line.where}: a county of this line stands in region {region!r} by {first.where} already{why}"]


def _is_state(line: Line) -> bool:
    """Return whether a line names a state for all of its counties."""
    return not (line.cells["county_fips"] or line.cells["county"])


def _places(row: dict[str, str], counties: Counties) -> tuple[set[str], str]:
    """Return the counties that a line means, and what is wrong with it, if anything is."""
    state = row["state"].upper()
    if state and state not in counties.state_fips:
        return set(), f"column 'state': {row['state']!r} is no state; give its two letters"
    if code := row["county_fips"]:
        found = {code} & (counties.in_state(state) if state else counties.codes)
        where = f" of {state}" if state else ""
        said = lost_zero(code, counties.codes) or "; give its five digits"
        return found, "" if found else f"column 'county_fips': {code!r} is no county{where}{said}"
    if not state:
        return set(), "the line names no place; give county_fips, or state and county, or a state"
    if not row["county"]:
        return counties.in_state(state), ""
    found = counties.by_name(row["county"], state)
    if len(found) == 1:
        return found, ""
    said = f"; it may be {' or '.join(sorted(found))}" if found else ""
    return set(), f"column 'county': {row['county']!r} is no single county of {state}{said}"
