"""Which delivered heading is which of our columns; a heading that is not there gets the nearest one suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import list_currencies

from screener.errors import InputError, nearest
from screener.ingest.delivered import Problems, shown
from screener.ingest.identifiers import IDENTIFIERS, NAMES
from screener.ingest.readers import sec_13f, sec_nport
from screener.ingest.readers.rows import fold
from screener.tables import ASSET_CLASSES, HOLDINGS

if TYPE_CHECKING:
    from screener.ingest.delivered import Source
    from screener.workspace import Portfolio

MAPPABLE = [n for n in HOLDINGS.names if n not in ("source_file", "source_row", "asset_class_basis", "fx_rate")]
"""Our columns that a file may fill."""

FIXED = {"sec-13f": sec_13f.COLUMNS, "sec-nport": sec_nport.COLUMNS}
"""Readers whose format says what is what: our column → element."""

_VALUES = ("market_value", "local_value")
_IDENTITY = frozenset((*IDENTIFIERS, *NAMES))


def wanted_columns(source: Source) -> dict[str, str]:
    """Return our column → heading, as far as it is declared or fixed by the format.

    Where nothing is declared, the file must use our own names; ``market_value`` at least.
    """
    return FIXED.get(source.reader) or source.input.columns or {"market_value": "market_value"}


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
        own = {name: name for name in MAPPABLE if name in there}
        if not own.keys() & set(_VALUES) or not own.keys() & _IDENTITY:
            raise _unnamed(source, headings)
        return _once(source, own, there, headings)
    return _once(source, source.input.columns, there, headings)


def _once(source: Source, columns: dict[str, str], there: dict[str, str], headings: list[str]) -> dict[str, str]:
    """Return our column → heading as the file writes it; each must stand there, and once."""
    problems = Problems("columns are not in the file as declared")
    for ours, name in columns.items():
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
    return {ours: there[fold(name)] for ours, name in columns.items()}


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


def _unnamed(source: Source, headings: list[str]) -> InputError:
    """Return the error for an input without columns whose file does not use our own headings."""
    shown = ", ".join(repr(heading) for heading in headings[:20]) or "nothing that looks like a heading"
    missing = "'market_value'" if "market_value" not in map(fold, headings) else "for an identifier or a name"
    return InputError(
        f"{source.said} has no columns, and {source.file} has no heading {missing}; it has {shown}",
        where=source.declared(),
        hint=f"name the headings under [{source.table}.columns], or a layout that does",
    )


def check_declarations(portfolio: Portfolio, sources: list[Source]) -> None:
    """Refuse column names, asset classes, currencies and keys in ``portfolio.toml`` that mean nothing; all at once."""
    problems = Problems("declarations mean nothing")
    for source in {source.input.name: source for source in sources}.values():
        for check in (_check_names, _check_needed, _check_reader):
            check(source, problems)
    for name in sorted({name for key in portfolio.expect.unique for name in key}):
        with problems.caught():
            _known(name, HOLDINGS.names, "a column of holdings", shown(portfolio.folder / "portfolio.toml"))
    problems.refuse()


def _check_names(source: Source, problems: Problems) -> None:
    """Check every word that must be one of ours."""
    entry = source.input
    for ours in entry.columns:
        with problems.caught():
            _known(ours, MAPPABLE, "a column of holdings", source.declared("columns", ours))
    for word, ours in entry.asset_classes.items():
        with problems.caught():
            _known(ours, list(ASSET_CLASSES), "an asset class", source.declared("asset_classes", word))
    with problems.caught():
        if entry.asset_class:
            _known(entry.asset_class, list(ASSET_CLASSES), "an asset class", source.declared("asset_class"))
    with problems.caught():
        if entry.currency and entry.currency.strip().upper() not in list_currencies():
            raise InputError(
                f"{entry.currency!r} is no ISO 4217 currency code",
                where=source.declared("currency"),
                hint="use three letters, such as USD",
            )


def _check_needed(source: Source, problems: Problems) -> None:
    """Check that the columns name a value, and what it is the value of."""
    entry = source.input
    if not entry.columns or source.reader in FIXED:
        return
    with problems.caught():
        if not any(name in entry.columns for name in _VALUES):
            raise InputError(
                f"{source.said} does not say which column is the market value",
                where=source.declared("columns"),
                hint='set columns.market_value = "…"',
            )
    with problems.caught():
        if not entry.columns.keys() & _IDENTITY:
            raise InputError(
                f"{source.said} does not say which column identifies or names the security",
                where=source.declared("columns"),
                hint=f"set one of {', '.join((*IDENTIFIERS, *NAMES))} under [{source.table}.columns]",
            )


def _check_reader(source: Source, problems: Problems) -> None:
    """Check for keys that the reader would not look at."""
    with problems.caught():
        if source.input.columns and source.reader in FIXED:
            raise InputError(
                "the columns of a filing are fixed by its form",
                where=source.declared("columns", next(iter(source.input.columns))),
                hint="remove columns from the input or its layout",
            )
    with problems.caught():
        if source.input.decimal and source.reader not in ("csv", "tsv"):
            raise InputError(
                f"decimal is for text files; a file read as {source.reader} knows its numbers",
                where=source.declared("decimal"),
                hint="remove decimal",
            )


def _known(name: str, known: list[str], what: str, where: str) -> None:
    if name not in known:
        raise InputError(
            f"{name!r} is not {what}{nearest(name, known)}", where=where, hint=f"use one of: {', '.join(known)}"
        )
