"""Names of persons: who attested, who decided whose a security is, who prepared and approved a decision."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from screener.report.withhold.listed import WORD, Entry
from screener.report.withhold.texts import change_column, everywhere
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from screener.report.about import About
    from screener.report.withhold.listed import Listed

_RULE = "rule"
_PROCESS = ("preparer", "approver", "conflicts", "dissent")
"""What a decision file says of persons: two names, and two texts that name whom they please."""
_TEXTS = {
    "attestations": ("document", "note"),
    "matches": ("evidence",),
    "issuer_links": ("evidence",),
    "facility_owners": ("evidence",),
    "findings": ("message", "value", "hint"),
}
"""Table → texts in which a name may stand among other words."""


def withhold_people(
    tables: Mapping[str, pa.Table], about: About, reason: str, listed: Listed
) -> tuple[dict[str, pa.Table], About]:
    """Return the tables and the words about a run without the names of persons.

    A name that no column of its own holds cannot be told from other words; texts that a person writes freely about
    persons, of conflicts and of dissent, are withheld whole.

    Parameters
    ----------
    tables : mapping
        Tables by name.
    about : About
    reason : str
        Why; empty withholds nothing.
    listed : Listed
        Takes what was withheld.
    """
    made = dict(tables)
    if not reason:
        return made, about
    what = Entry("people", "*", reason)
    prudence = tuple(replace(one, decision=_without_process(one.decision)) for one in about.prudence)
    hidden = sum(bool(one.decision.get("process", {}).get(name)) for one in about.prudence for name in _PROCESS)
    listed.add(what, "decision records", "process", hidden)
    names = {*made["attestations"]["attested_by"].to_pylist(), *made["matches"]["decided_by"].to_pylist()}
    names |= {one.decision.get("process", {}).get(name) for one in about.prudence for name in _PROCESS[:2]}
    change = _without(sorted({name for name in names if name} - {_RULE}, key=len, reverse=True))
    own = {"attestations": "attested_by", "matches": "decided_by"}
    for table, column in own.items():
        made[table], cells = change_column(made[table], column, lambda text: text if text == _RULE else WORD)
        listed.add(what, table, column, cells)
    for table, columns in _TEXTS.items():
        for column in columns:
            made[table], cells = change_column(made[table], column, change)
            listed.add(what, table, column, cells)
        made[table] = TABLES[table].check(made[table])
    return made, replace(about, prudence=everywhere(prudence, change))


def _without_process(decision: dict[str, Any]) -> dict[str, Any]:
    process = decision.get("process")
    if not process:
        return decision
    return {
        **decision,
        "process": {key: WORD if key in _PROCESS and value else value for key, value in process.items()},
    }


def _without(names: list[str]) -> Callable[[str], str]:
    """Return what takes names out of a text; a person who decided is named before the day."""
    exact = (r"\s+".join(map(re.escape, name.split())) for name in names)
    said = re.compile(
        "|".join([r"(?<=decided by ).+?(?= on \d{4}-\d\d-\d\d)", *(rf"(?<!\w){name}(?!\w)" for name in exact)]),
        re.IGNORECASE,
    )
    return lambda text: said.sub(WORD, text)
