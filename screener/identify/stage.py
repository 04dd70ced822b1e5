"""The stage: look-ups over distinct values in Python, then SQL steps, then a check that no dollar is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from screener.engine import read_step
from screener.errors import IntegrityError
from screener.identify import conventions, countries
from screener.identify.codes import SCHEMES, checked_codes
from screener.identify.report import as_findings
from screener.identify.states import states_in_name
from screener.names import legal_form, name_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine
    from screener.findings import Finding

STEPS = (
    "security_lines",
    "security_facts",
    "securities",
    "sec_names",
    "cusip_issuers",
    "issuer_candidates",
    "matches",
    "identified_issuers",
    "holding_positions",
    "positions",
    "identity_findings",
)
"""The SQL steps in order; each lies beside this module in a file of its name."""


def run(engine: Engine, *, progress: Callable[[str], object]) -> list[Finding]:
    """Make ``securities``, ``matches``, ``identified_issuers``, ``holding_positions`` and ``positions``.

    Parameters
    ----------
    engine : Engine
        Holds ``holdings`` and the reference tables ``ref_sec_company_tickers``, ``ref_sec_13f_list`` and
        ``ref_gleif_names``.
    progress : callable
        Told what is being done, in a few words.

    Returns
    -------
    list of Finding
        Identifiers that fail or disagree, issuers and states not found, funds not looked through.

    Raises
    ------
    IntegrityError
        A line or a cent of the holdings is missing from the positions.
    """
    holdings = engine.fetch("holdings")
    progress("Checking identifiers and names")
    load_lookups(engine, holdings)
    progress("Finding issuers")
    for name in STEPS:
        engine.run(read_step("screener.identify", name))
    _refuse_loss(holdings, engine.fetch("positions"))
    return as_findings(engine.fetch("identity_findings"))


def load_lookups(engine: Engine, holdings: pa.Table) -> None:
    """Make known to the engine what only Python can say about the distinct values of the holdings."""
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


def _refuse_loss(holdings: pa.Table, positions: pa.Table) -> None:
    """Raise unless every line and every cent delivered is in a position."""
    delivered = pc.sum(holdings["market_value"]).as_py() or Decimal(0)
    kept = pc.sum(positions["market_value"]).as_py() or Decimal(0)
    lines = pc.sum(positions["lines"]).as_py() or 0
    if (delivered, holdings.num_rows) != (kept, lines):
        raise IntegrityError(
            f"positions hold {lines} lines worth {kept}; {holdings.num_rows} lines worth {delivered} were delivered",
            hint="report this as a bug with the run's folder",
        )
