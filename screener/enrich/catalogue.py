"""What reference data there is, as `screener data list` and `show` say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.engine import open_engine, read_step
from screener.enrich.copies import Copy, copies, dataset_named, load_datasets, select
from screener.enrich.loaders import LOADERS
from screener.enrich.register import REGISTER

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def catalogue(root: Path | None = None) -> list[dict[str, Any]]:
    """Return every dataset of the register as plain values, in the register's order.

    Parameters
    ----------
    root : Path, optional
        Root of a workspace, whose own vintages are listed too.

    Returns
    -------
    list of dict
        One object a dataset: what the register says, the loader, and ``vintages``, oldest first, each with the file
        that holds it. The newest vintage's own facts stand beside the dataset's too; null where nothing is held.
    """
    return [entry(name, root) for name in REGISTER]


def entry(name: str, root: Path | None = None) -> dict[str, Any]:
    """Return one dataset of the register as plain values; see `catalogue`."""
    dataset, held = dataset_named(name), copies(name, root)
    loader = LOADERS[name]
    newest = _vintage(held[-1]) if held else dict.fromkeys(("vintage", "published", "retrieved", "rows", "sha256"))
    return {
        "dataset": name,
        **dataset.model_dump(mode="json", exclude={"name", "vintages"}),
        "loader": f"{loader.__module__}.{loader.__name__}",
        **{key: newest[key] for key in ("vintage", "published", "retrieved", "rows", "sha256")},
        "vintages": [_vintage(copy) for copy in held],
    }


def _vintage(copy: Copy) -> dict[str, Any]:
    """Return one vintage held, with its file."""
    facts = copy.vintage.model_dump(mode="json", exclude={"describes"})
    return {**facts, "describes": copy.vintage.label, "file": str(copy.path), "is_shipped": copy.is_shipped}


def as_markdown() -> str:
    """Return the register as a table for a README: what ships, whose it is, how old, how large."""
    lines = ["| dataset | what | publisher | vintage | published by | rows | kB |", "|---|---|---|---|---|---:|---:|"]
    for name, dataset in REGISTER.items():
        facts = [_shipped(copy) for copy in copies(name)] or [("loader only", "", "", "")]
        lines += [f"| {' | '.join((f'`{name}`', dataset.title, dataset.publisher, *row))} |" for row in facts]
    return "\n".join(lines)


def _shipped(copy: Copy) -> tuple[str, str, str, str]:
    """Return vintage, day of publication, rows and kilobytes of one copy."""
    size = copy.path.stat().st_size / 1000
    return copy.vintage.label, str(copy.vintage.published), f"{copy.vintage.rows:,}", f"{size:,.0f}"


def consistency(as_of: date, root: Path | None = None) -> tuple[list[str], list[str]]:
    """Return what publishers' own figures say when worked out again: problems, and sentences on what agreed.

    BLS publishes a location quotient for every county and industry it discloses; see ``location_quotients.sql``.
    """
    engine = open_engine()
    try:
        load_datasets(engine, select(as_of, root))
        for table in ("_national_shares", "location_quotients"):
            engine.run(read_step("screener.enrich", table))
        return quotients(engine.fetch("location_quotients").to_pylist())
    finally:
        engine.close()


def quotients(cells: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return where location quotients differ from those published, and a sentence on how many were compared.

    Parameters
    ----------
    cells : list of dict
        The rows that ``location_quotients.sql`` makes.
    """
    problems = [
        f"location quotient of {cell['county_fips']} {cell['naics']}: BLS says {cell['published']}, "
        f"worked out {cell['computed']:.4f}"
        for cell in cells
        if cell["agrees"] is False
    ]
    if not cells:
        return problems, []
    others = [cell for cell in cells if not cell["is_calibration"] and cell["agrees"] is not None]
    unknown = [cell for cell in cells if cell["agrees"] is None]
    industries = len({cell["naics"] for cell in unknown})
    agreeing = sum(cell["agrees"] for cell in others)
    said = (
        f"location quotients, a consistency check: of {len(cells):,} manufacturing cells that BLS discloses, "
        f"{len(cells) - len(others) - len(unknown):,} (quotient over 3) calibrate the national shares; "
        f"{agreeing:,} of the other {len(others):,} agree with those published, within rounding"
    )
    if unknown:
        many = "industry" if industries == 1 else "industries"
        said += f"; {len(unknown):,} cells of {industries} {many} with no quotient over 3 cannot be compared"
    return problems, [said]
