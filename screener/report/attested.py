"""What the fund attested and the run could use: the newest word on each fact that was known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener.report.formats import plain_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pyarrow as pa

    from screener.report.about import About, FactInfo


@dataclass(frozen=True, slots=True)
class Attested:
    """One attested fact, as printed."""

    subject: str
    subject_id: str
    fact: str
    meaning: str
    value: str
    """The value with its unit; empty where it was taken back."""
    as_of: date
    document: str
    attested_by: str
    where: str


def attested_of(attestations: pa.Table, about: About) -> tuple[Attested, ...]:
    """Return what counts on the date: of each fact the newest day described, of that the newest word.

    Parameters
    ----------
    attestations : pyarrow.Table
        `screener.tables.ATTESTATIONS`.
    about : About
        The dates, and the facts that the rulebooks declare.
    """
    facts = {(fact.subject, fact.name): fact for book in about.rulebooks for fact in book.facts}
    newest: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for row in sorted(attestations.to_pylist(), key=lambda row: (row["as_of"], row["published"])):
        is_asked = (row["subject"], row["fact"]) in facts
        if is_asked and row["as_of"] <= about.as_of and row["published"] <= about.known_at:
            newest[row["subject"], row["subject_id"], row["fact"]] = row
    return tuple(_attested(row, facts.get((row["subject"], row["fact"]))) for _, row in sorted(newest.items()))


def _attested(row: Mapping[str, Any], fact: FactInfo | None) -> Attested:
    return Attested(
        subject=row["subject"],
        subject_id=row["subject_id"],
        fact=row["fact"],
        meaning=fact.meaning if fact else "",
        value=row["text"] or _value(row["value"], fact),
        as_of=row["as_of"],
        document=row["document"],
        attested_by=row["attested_by"] or "",
        where=f"{row['source_file']}:{row['source_row']}",
    )


def _value(value: float | None, fact: FactInfo | None) -> str:
    """Return a number with its unit, or a flag in words."""
    if value is None:
        return ""
    if fact and fact.type == "flag":
        return "yes" if value else "no"
    unit = fact.unit if fact else ""
    return f"{plain_number(value)}{'' if unit in ('', '1') else f' {unit}'}"
