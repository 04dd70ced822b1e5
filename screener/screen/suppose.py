"""Facts supposed to be other than they are, in a question of what if."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.engine import Step
from screener.rulebook import identifier, text_literal
from screener.tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.engine import Engine

    Supposed = Mapping[tuple[str, str, str], float | str | bool | None]


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
        attest are no columns of ``facts_<subject>``; they are supposed among the attestations.
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
