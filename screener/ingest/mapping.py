"""Which delivered heading is which of our columns; a heading that is not there gets the nearest one suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.errors import InputError, nearest
from screener.ingest import sec_13f, sec_nport
from screener.ingest.delivered import Problems, shown
from screener.ingest.grid import fold
from screener.tables import ASSET_CLASSES, HOLDINGS

if TYPE_CHECKING:
    from screener.ingest.delivered import Source
    from screener.workspace.portfolio import Portfolio

MAPPABLE = [n for n in HOLDINGS.names if n not in ("source_file", "source_row", "asset_class_basis", "fx_rate")]
"""Our columns that a file may fill."""

FIXED = {"sec-13f": sec_13f.COLUMNS, "sec-nport": sec_nport.COLUMNS}
"""Readers whose format says what is what: our column → element."""

_VALUES = ("market_value", "local_value")


def wanted_columns(source: Source) -> dict[str, str]:
    """Return our column → heading, as far as it is declared or fixed by the format.

    Where nothing is declared, the file must use our own names; ``market_value`` at least.
    """
    return {**FIXED.get(source.reader, {}), **source.input.columns} or {"market_value": "market_value"}


def columns_of(source: Source, headings: list[str]) -> dict[str, str]:
    """Return our column → heading of the file, as the file writes it.

    Raises
    ------
    InputError
        Declared headings that the file lacks, or has twice; all of them.
    """
    there = {fold(heading): heading for heading in reversed(headings)}
    if source.reader in FIXED:
        return {ours: there[fold(name)] for ours, name in wanted_columns(source).items() if fold(name) in there}
    if not source.input.columns:
        own = {name: there[name] for name in MAPPABLE if name in there}
        return own if any(name in own for name in _VALUES) else _refuse_unnamed(source, headings)
    problems = Problems()
    for ours, name in source.input.columns.items():
        with problems.caught():
            if fold(name) not in there:
                raise missing_heading(source, ours, name, headings)
            if f"{fold(name)} (2)" in there:
                raise InputError(
                    f"{source.file} has the heading {name!r} twice, so that columns.{ours} could mean either",
                    where=source.declared("columns", ours),
                    hint=f'set columns.{ours} = "{name} (2)" for the second, or have one renamed',
                )
    problems.refuse()
    return {ours: there[fold(name)] for ours, name in source.input.columns.items()}


def missing_heading(source: Source, ours: str, name: str, headings: list[str]) -> InputError:
    """Return the error for a declared heading that the file does not have."""
    shown = ", ".join(repr(heading) for heading in headings[:20]) or "no heading at all"
    close = nearest(name, headings)
    fix = close.split("'")[1] if close.count("'") > 1 else ""
    return InputError(
        f"column {name!r} ({ours}) is not in {source.file}{close}; it has {shown}",
        where=source.declared("columns", ours),
        hint=f'set columns.{ours} = "{fix}"' if fix else f"set columns.{ours} to the heading the file uses",
    )


def _refuse_unnamed(source: Source, headings: list[str]) -> dict[str, str]:
    shown = ", ".join(repr(heading) for heading in headings[:20]) or "nothing that looks like a heading"
    raise InputError(
        f"input {source.input.name!r} has no columns, and {source.file} has no heading 'market_value'; it has {shown}",
        where=source.declared(),
        hint="name the headings under [input.columns], or a layout that does",
    )


def check_declarations(portfolio: Portfolio, sources: list[Source]) -> None:
    """Refuse column names, asset classes and keys in ``portfolio.toml`` that mean nothing; all of them at once."""
    problems = Problems()
    for source in {source.input.name: source for source in sources}.values():
        entry = source.input
        for ours in entry.columns:
            with problems.caught():
                _known(ours, MAPPABLE, "a column of holdings", source.declared("columns", ours))
        for ours in [*entry.asset_classes.values(), *([entry.asset_class] if entry.asset_class else [])]:
            with problems.caught():
                _known(ours, list(ASSET_CLASSES), "an asset class", source.declared("asset_class"))
        with problems.caught():
            if entry.columns and source.reader not in FIXED and not any(name in entry.columns for name in _VALUES):
                raise InputError(
                    f"input {entry.name!r} does not say which column is the market value",
                    where=source.declared("columns"),
                    hint='set columns.market_value = "…"',
                )
    for name in {name for key in portfolio.expect.unique for name in key}:
        with problems.caught():
            _known(name, HOLDINGS.names, "a column of holdings", shown(portfolio.folder / "portfolio.toml"))
    problems.refuse()


def _known(name: str, known: list[str], what: str, where: str) -> None:
    if name not in known:
        raise InputError(
            f"{name!r} is not {what}{nearest(name, known)}", where=where, hint=f"use one of: {', '.join(known)}"
        )
