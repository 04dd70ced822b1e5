"""Reads the decisions of a portfolio: every fault of every file at once, each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from screener.errors import InputError, join_problems
from screener.workspace import decisions
from screener.workspace.decisions import Decision
from screener.workspace.inputs import Strict
from screener.workspace.toml import line_of, read_toml, report_faults

if TYPE_CHECKING:
    from pathlib import Path

_KNOWN = [
    name
    for model in vars(decisions).values()
    if isinstance(model, type) and issubclass(model, Strict)
    for name in model.model_fields
]
"""Keys there are, for a near miss."""


def list_decisions(folder: Path) -> list[Path]:
    """Return the decision files of a portfolio's folder, in alphabetical order."""
    return sorted(file for file in (folder / "eti").glob("*.toml") if file.is_file())


def load_decisions(folder: Path) -> tuple[Decision, ...]:
    """Return every decision of a portfolio, in the order of their dates and names.

    Parameters
    ----------
    folder : Path
        The portfolio's folder.

    Raises
    ------
    InputError
        Every fault of every file, each with its line.
    """
    loaded: list[Decision] = []
    faulty: list[InputError] = []
    for file in list_decisions(folder):
        try:
            loaded.append(load_decision(file))
        except InputError as error:
            faulty.append(error)
    if len(faulty) == 1:
        raise faulty[0]
    if faulty:
        raise InputError(join_problems([str(error) for error in faulty], f"{len(faulty)} decisions have faults"))
    return tuple(sorted(loaded, key=lambda decision: (decision.decision_date, decision.id)))


def load_decision(file: Path) -> Decision:
    """Return the decision that a file describes.

    Parameters
    ----------
    file : Path
        ``portfolios/<id>/eti/<decision>.toml``.

    Raises
    ------
    InputError
        Every fault of the file, each with its line: a key or a value that cannot be, a file that is not there or lies
        outside the portfolio's folder, or two parties with the same returns.
    """
    raw = read_toml(file)
    reserved = [key for key in ("id", "path") if key in raw]
    if reserved:
        where = f"{file}:{line_of(file, (reserved[0],))}"
        raise InputError(f"{' and '.join(reserved)} follow from the file's name", where=where, hint="remove the line")
    try:
        decision = Decision.model_validate({**raw, "id": file.stem, "path": file})
    except ValidationError as error:
        raise report_faults(file, raw, error, _KNOWN) from error
    _check_files(decision)
    _check_sources(decision)
    return decision


def _check_files(decision: Decision) -> None:
    """Refuse files that are not there, and files outside the portfolio's folder: a copy of it would lack them."""
    file = decision.path
    home = file.parent.parent.resolve()
    where = {name: path for path, name in reversed(decision.mentions)}
    problems = []
    for name in decision.files:
        found = decision.named(name)
        if not found.resolve().is_relative_to(home):
            fault = f"it lies outside {home.name}/"
        elif found.is_dir():
            fault = "it is a folder; name a file in it"
        elif not found.is_file():
            fault = "there is no such file beside the decision"
        else:
            continue
        problems.append(f"{file}:{line_of(file, where[name])}: {name}: {fault}")
    if problems:
        count = len(problems)
        raise InputError(
            join_problems(problems, f"{count} file{'s' if count > 1 else ''} cannot be used"),
            hint="put the file into the portfolio's folder eti/ and name it from there",
        )


def _check_sources(decision: Decision) -> None:
    """Refuse two parties with the same returns: one of them was copied and not changed, and they could only tie."""
    file = decision.path
    first: dict[tuple[object, ...], tuple[str, int]] = {}
    problems = []
    for path, party in decision.parties:
        given: list[tuple[str, tuple[object, ...]]] = []
        if party.returns:
            spec = party.returns
            given.append(("returns", (decision.named(spec.file).resolve(), spec.sheet, spec.column)))
        if party.cash_flows:
            given.append(("cash_flows", (decision.named(party.cash_flows.file).resolve(),)))
        for table, source in given:
            line = line_of(file, (*path, table))
            other, earlier = first.setdefault(source, (party.name, line))
            if other != party.name:
                same = f"{table} are those of {other!r} on line {earlier}: the same file and column"
                problems.append(f"{file}:{line}: {party.name}: its {same}")
    if problems:
        raise InputError(
            join_problems(problems, "two parties cannot have the same returns"), hint="name the column of each"
        )
