"""Facts supposed to be other than they are, in a question of what if."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from screener.engine import Step
from screener.rulebook import identifier, text_literal
from screener.screen.attestations import COLUMNS, read_line
from screener.tables import ATTESTATIONS, FACTS
from screener.workspace import Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pyarrow as pa

    from screener.engine import Engine
    from screener.rulebook import Rulebook

Supposed = Mapping[tuple[str, str, str], float | str | bool | None]
"""Kind of subject, subject and fact → what it is supposed to be; null is unknown."""
SOURCE = "what if"
"""What stands for an attestation file; it sorts behind every one, so that its word of a day is the one that counts."""


def suppose(engine: Engine, subject: str, supposed: Supposed) -> None:
    """Change computed facts of one kind of subject before it is judged; nothing happens where none is supposed.

    Parameters
    ----------
    engine : Engine
        Holds ``facts_<subject>``.
    subject : str
        holding, issuer, manager, plan or place.
    supposed : mapping
        Kind of subject, subject and fact → what it is supposed to be; null is unknown. Facts that only the fund can
        attest are no columns of ``facts_<subject>``; `stated` supposes them.
    """
    table = FACTS[subject]
    columns = {fact for kind, _, fact in supposed if kind == subject and fact in table.names}
    if not columns:
        return
    chosen = []
    for column in table.columns:
        name = identifier(column.name)
        if column.name in columns:
            cases = " ".join(
                f"WHEN subject_id = {text_literal(one)} THEN {_literal(value)}"
                for (kind, one, fact), value in supposed.items()
                if (kind, fact) == (subject, column.name)
            )
            chosen.append(f"CASE {cases} ELSE {name} END AS {name}")
        else:
            chosen.append(name)
    select = ",\n    ".join(chosen)
    sql = f"-- {table.name}: with what is supposed of them.\nSELECT\n    {select}\nFROM {table.name}"
    engine.run(Step(table.name, sql))


def _literal(value: float | str | bool | None) -> str:  # noqa: FBT001  a fact may be a yes or no
    """Return a value as SQL; numbers are doubles, as facts are."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return text_literal(value) if isinstance(value, str) else f"CAST('{float(value)!r}' AS DOUBLE)"


def stated(
    supposed: Supposed, rulebooks: Sequence[Rulebook], plan: str, as_of: date, known_at: date
) -> tuple[pa.Table, list[str]]:
    """Return supposed facts as the lines of an attestation file that would state them, newest of all.

    Parameters
    ----------
    supposed : mapping
        Facts that rulebooks declare.
    rulebooks : sequence of Rulebook
    plan : str
        What the plan is called.
    as_of, known_at : date
        Of the screen: the newest day that counts, and the newest on which it may be known.

    Returns
    -------
    lines : pyarrow.Table
        `screener.tables.ATTESTATIONS`.
    problems : list of str
        What cannot be said so, as it would be refused in a file.
    """
    facts = {(fact.subject, name): fact for rulebook in rulebooks for name, fact in rulebook.facts.items()}
    dates = {"as_of": f"{min(as_of, known_at)}", "published": f"{known_at}", "document": SOURCE}
    rows, problems = [], []
    for number, ((kind, subject, fact), value) in enumerate(supposed.items(), start=1):
        cells = {"subject": kind, "subject_id": subject, "fact": fact, "value": _written(value), **dates}
        line = Line(SOURCE, number, dict.fromkeys(COLUMNS, "") | cells)
        row, faults = read_line(line, plan, facts)
        rows += [] if faults else [row]
        # there is no file and no column: what is said is named by whom it is about
        problems += [f"{kind} {subject}: {fault.split(': ', 2)[-1]}" for fault in faults]
    return ATTESTATIONS.of(rows), problems


def _written(value: float | str | bool | None) -> str:  # noqa: FBT001  a fact may be a yes or no
    """Return a value as a person writes it in a file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{Decimal(str(value)):f}"
