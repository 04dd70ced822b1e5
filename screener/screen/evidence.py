"""Evidence beside the computed facts: what the fund attests and what lists say, one column each, ready to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import Step, read_step
from screener.names import name_key
from screener.rulebook import identifier, text_literal
from screener.tables import DATE, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from screener.engine import Engine
    from screener.rulebook import CompiledCriterion, ListVersion, Rulebook

_MEMBERS: list[tuple[str, pa.DataType]] = [
    ("list_id", TEXT),
    ("member", pa.int64()),
    ("name", TEXT),
    ("name_key", TEXT),
    ("cik", TEXT),
    ("lei", TEXT),
    ("listed_on", DATE),
    ("run_as_of", DATE),
]


def collect(engine: Engine, lists: Mapping[str, ListVersion], decision_date: date) -> None:
    """Make `_words`, `_attested`, `_list_matches`, `_listed` and `facts_candidate` inside the engine.

    Parameters
    ----------
    engine : Engine
        Holds `attestations`, `vintages`, `issuers`, `security_lines`, `facts_place`, `facts_manager`, `plan` and
        `eti_candidates`.
    lists : mapping of str to ListVersion
        The lists in force on the decision date, by id.
    decision_date : date
    """
    rows = [
        {
            "list_id": name,
            "member": number,
            "name": member.name,
            "name_key": name_key(member.name),
            "cik": member.cik,
            "lei": member.lei,
            "listed_on": member.listed_on,
            "run_as_of": decision_date,
        }
        for name, version in sorted(lists.items())
        for number, member in enumerate(version.members)
    ]
    engine.load("list_members", pa.Table.from_pylist(rows, schema=pa.schema(_MEMBERS)))
    issuers = engine.fetch("issuers").select(["issuer_id", "issuer_name", "cik", "lei"])
    keys = pa.array([name_key(name) for name in issuers["issuer_name"].to_pylist()], TEXT)
    engine.load("issuer_keys", issuers.append_column("name_key", keys))
    for table in ("_words", "_attested", "_list_matches", "_listed", "facts_candidate"):
        engine.run(read_step(__name__.rpartition(".")[0], table))


def evidence_step(rulebooks: Sequence[Rulebook], subject: str, compiled: Sequence[CompiledCriterion]) -> Step:
    """Return the step that makes `evidence_<subject>`: one row per subject with evidence, one column a fact.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
        They declare what is attested.
    subject : str
    compiled : sequence of CompiledCriterion
        Only what these name becomes a column.
    """
    declared = {name: fact for book in rulebooks for name, fact in book.facts.items() if fact.subject == subject}
    named = list(dict.fromkeys(name for criterion in compiled if criterion.outcome for name in criterion.facts))
    columns = []
    for name in named:
        function, _, argument = name.removesuffix(")").partition("(")
        if argument and function == "age_of":
            columns.append(_of_fact(argument, "age", name))
        elif argument:
            columns.append(_of_list(function, argument, name))
        elif name in declared:
            kind = declared[name].type
            value = {"text": "text", "number": "value", "flag": "value = 1"}[kind]
            columns.append(_of_fact(name, value, name))
    listed = "".join(f",\n    {column}" for column in columns)
    return Step(
        f"evidence_{subject}",
        f"-- evidence_{subject}: what is attested or listed of each {subject}, one column a fact; null is unknown.\n"
        "-- Reads _attested, _listed.\n"
        "WITH said AS (\n"
        "    SELECT\n        subject_id, fact, value, text, age,\n"
        "        CAST(NULL AS VARCHAR) AS list_id, CAST(NULL AS DOUBLE) AS days\n"
        f"    FROM _attested\n    WHERE subject = {text_literal(subject)}\n"
        "    UNION ALL\n"
        "    SELECT\n        issuer_id, NULL, NULL, NULL, NULL,\n"
        "        list_id, CAST(date_diff('day', listed_on, run_as_of) AS DOUBLE)\n"
        f"    FROM _listed\n    WHERE {text_literal(subject)} = 'issuer'\n"
        f")\nSELECT\n    subject_id{listed}\nFROM said\nGROUP BY subject_id",
    )


def _of_fact(fact: str, value: str, column: str) -> str:
    """Return the column of one attested fact: there is one row of it at most."""
    if value == "value = 1":
        chosen = f"max(CASE WHEN fact = {text_literal(fact)} THEN value END) = 1"
    else:
        chosen = f"max(CASE WHEN fact = {text_literal(fact)} THEN {value} END)"
    return f"{chosen} AS {identifier(column)}"


def _of_list(function: str, name: str, column: str) -> str:
    """Return a column about one list; who is not on it has no row here."""
    is_on = f"list_id = {text_literal(name)}"
    said = "1 = 1" if function == "on_list" else "days"
    return f"max(CASE WHEN {is_on} THEN {said} END) AS {identifier(column)}"
