"""The stage: look-ups over distinct values in Python, then SQL steps, then a check that no dollar is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from screener.engine import read_step
from screener.errors import IntegrityError
from screener.identify import benchmark, conventions, countries, decisions, lookthrough, registers
from screener.identify.codes import SCHEMES, checked_codes
from screener.identify.report import as_findings
from screener.identify.states import states_in_name
from screener.names import legal_form, name_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from screener.engine import Engine
    from screener.findings import Finding

STEPS = {
    "held_lines": ".lookthrough",
    "held_parts": ".lookthrough",
    "security_facts": "",
    "securities": "",
    "match_subjects": ".decisions",
    "_decision_issuers": ".decisions",
    "decided": ".decisions",
    "decided_parents": ".decisions",
    "register_names": ".registers",
    "listed_cusips": ".registers",
    "cusip_issuers": ".registers",
    "_filed_names": ".registers",
    "company_names": ".registers",
    "identifiers": ".registers",
    "recycled_tickers": ".registers",
    "ticker_issuers": ".registers",
    "identifier_changes": ".registers",
    "issuer_candidates": "",
    "identifier_conflicts": "",
    "matches": "",
    "identified_issuers": "",
    "_issuer_links": ".registers",
    "facility_owners": ".registers",
    "security_footprints": "",
    "holding_positions": "",
    "positions": "",
    "benchmark_positions": "",
    "look_throughs": ".lookthrough",
    "identity_findings": "",
    "decision_findings": ".decisions",
    "lost_value": "",
}
"""The SQL steps after the look-through, in order: table → the folder beside this module where its file lies."""


def run(engine: Engine, as_of: date, *, progress: Callable[[str], object]) -> None:
    """Make ``securities``, ``matches``, ``identified_issuers``, ``look_throughs``, ``positions`` and the benchmark's.

    Parameters
    ----------
    engine : Engine
        Holds ``holdings``; of funds to be looked through, and of the benchmark, ``funds``, ``fund_identifiers`` and
        ``fund_lines``; and the reference tables.
    as_of : date
        The run's date: what identifiers and names meant on that day.
    progress : callable
        Told what is being done, in a few words.

    Raises
    ------
    InputError
        Look-throughs contradict each other, or go round in a circle.
    IntegrityError
        A line or a cent of the holdings is missing from the positions.
    """
    progress("Checking identifiers and names")
    engine.run(read_step("screener.identify", "lines"))
    load_lookups(engine, engine.fetch("lines"))
    registers.load_registers(engine, as_of)
    progress("Looking through funds")
    engine.run(read_step("screener.identify", "security_lines"))
    lookthrough.look_through(engine)
    progress("Finding issuers")
    for table, folder in STEPS.items():
        engine.run(read_step(f"screener.identify{folder}", table))
    engine.load("issuer_links", registers.with_ultimate_parents(engine.fetch("_issuer_links"), as_of))
    _refuse_loss(engine.fetch("lost_value"))


def findings(engine: Engine) -> list[Finding]:
    """Return what to know of an engine's lines after `run`.

    Returns
    -------
    list of Finding
        Identifiers that fail or disagree, issuers and states not found, funds not looked through, or by old lists.
    """
    return [
        *as_findings(engine.fetch("identity_findings")),
        *decisions.as_findings(engine.fetch("decision_findings")),
        *lookthrough.findings(engine),
        *benchmark.findings(engine),
    ]


def load_lookups(engine: Engine, holdings: pa.Table) -> None:
    """Make known to the engine what only Python can say about the distinct values of the holdings."""
    engine.load("decision_facts", decisions.decision_facts(engine.fetch("match_decisions")))
    engine.load("asset_class_conventions", conventions.table())
    engine.load("agency_names", conventions.agency_names())
    engine.load("countries", countries.table())
    engine.load(
        "checked_codes", checked_codes((scheme, text) for scheme in SCHEMES for text in _distinct(holdings, scheme))
    )
    engine.load("name_keys", _name_keys(_names(holdings)))
    engine.load("name_states", _name_states(_names(holdings, "municipal_debt")))
    engine.load("national_names", countries.national_names(_names(holdings, "sovereign_debt")))


def _distinct(table: pa.Table, column: str) -> list[str]:
    """Return the distinct texts of a column, sorted, without nulls."""
    return sorted(text for text in pc.unique(table[column]).to_pylist() if text is not None)


def _names(holdings: pa.Table, asset_class: str | None = None) -> list[str]:
    """Return the distinct names of issuers and securities, of one asset class or of all."""
    lines = holdings.filter(pc.field("asset_class") == asset_class) if asset_class else holdings
    return sorted({*_distinct(lines, "issuer_name"), *_distinct(lines, "security_name")})


def _name_keys(names: list[str]) -> pa.Table:
    """Return each name's key and the legal form that the key drops."""
    columns = {"name": names, "name_key": map(name_key, names), "legal_form": map(legal_form, names)}
    return pa.table({column: pa.array(values, pa.string()) for column, values in columns.items()})


def _name_states(names: list[str]) -> pa.Table:
    """Return the state that each name says and the words that say so, null where it says several."""
    rows = []
    for name in names:
        tokens = {token.state: token.text for token in reversed(states_in_name(name))}
        if tokens:
            state, text = tokens.popitem() if len(tokens) == 1 else (None, None)
            rows.append({"name": name, "state": state, "words": text and f"'{text}'"})
    schema = pa.schema([("name", pa.string()), ("state", pa.string()), ("words", pa.string())])
    return pa.Table.from_pylist(rows, schema=schema)


def _refuse_loss(lost: pa.Table) -> None:
    """Raise unless every line and every cent delivered is in a position."""
    if lost.num_rows:
        first = min(lost.to_pylist(), key=lambda row: str(row["subject"]))
        raise IntegrityError(
            f"{lost.num_rows} lines or positions do not add up, such as {first['subject']}: "
            f"{first['delivered']} delivered, {first['kept']} kept",
            hint="report this as a bug with the run's folder",
        )
