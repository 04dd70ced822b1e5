"""The stage: look-ups over distinct values in Python, then SQL steps, then a check that no dollar is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from babel import Locale

from screener.engine import read_step
from screener.errors import IntegrityError
from screener.identify import conventions
from screener.identify.codes import SCHEMES, checked_codes
from screener.identify.report import as_findings
from screener.identify.states import state_in_name
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    engine.load("countries", _countries())
    engine.load(
        "checked_codes", checked_codes((scheme, text) for scheme in SCHEMES for text in _distinct(holdings, scheme))
    )
    names = sorted({*_distinct(holdings, "issuer_name"), *_distinct(holdings, "security_name")})
    keys = [name_key(name) for name in names]
    engine.load("name_keys", pa.table({"name": pa.array(names, pa.string()), "name_key": pa.array(keys, pa.string())}))
    municipal = holdings.filter(pc.field("asset_class") == "municipal_debt")
    engine.load("name_states", _name_states(municipal))


def _distinct(table: pa.Table, column: str) -> list[str]:
    """Return the distinct texts of a column, sorted, without nulls."""
    return sorted(text for text in pc.unique(table[column]).to_pylist() if text is not None)


def _name_states(municipal: pa.Table) -> pa.Table:
    """Return the state that each name of a municipal line says, where it says one."""
    rows = [
        {"name": name, "state": found[0], "state_basis": f"'{found[1]}'"}
        for name in sorted({*_distinct(municipal, "issuer_name"), *_distinct(municipal, "security_name")})
        for found in [state_in_name(name)]
        if found
    ]
    schema = pa.schema([("name", pa.string()), ("state", pa.string()), ("state_basis", pa.string())])
    return pa.Table.from_pylist(rows, schema=schema)


def _countries() -> pa.Table:
    """Return ISO 3166 countries and their English names."""
    territories = Locale("en").territories
    rows: Iterator[tuple[str, str]] = (
        (code, name) for code, name in sorted(territories.items()) if code.isalpha() and code not in _NO_COUNTRY
    )
    codes, names = zip(*rows, strict=True)
    return pa.table({"country": pa.array(codes, pa.string()), "country_name": pa.array(names, pa.string())})


_NO_COUNTRY = frozenset(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"])
"""Codes of unions, pseudo-locales and the unknown, which are no country; N-PORT's XX is not in the list either."""


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
