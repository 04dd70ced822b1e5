"""The register of tables: every column's name, type, unit, meaning and nullability.

From it come the Arrow schemas, the checks at the door (Great Expectations suites), the data dictionary in the reports,
and the contract that each step returns what it declares. Money is exact decimal; identifiers are text, never numbers.
"""

from screener.tables.facts import FACTS, FACTS_HOLDING, FACTS_ISSUER, FACTS_PLACE, FACTS_PLAN
from screener.tables.model import (
    COUNT,
    DATE,
    EXACT_MONEY,
    FLAG,
    MONEY,
    NUMBER,
    QUANTITY,
    SHARE,
    TEXT,
    Column,
    Table,
)
from screener.tables.stages import (
    COVERAGE,
    DATA_SOURCES,
    DECISIONS,
    ESTABLISHMENTS,
    EXPOSURES,
    FINDINGS,
    FOOTPRINT,
    HOLDING_POSITIONS,
    HOLDINGS,
    ISSUERS,
    MATCHES,
    OBSERVATIONS,
    PLACES,
    POSITIONS,
    QUARANTINED,
    SECURITIES,
)
from screener.tables.vocabulary import ASSET_CLASSES, BASES, LOCATION_TIERS, OUTCOMES, SIDES

TABLES = {
    table.name: table
    for table in (
        HOLDINGS,
        QUARANTINED,
        FINDINGS,
        SECURITIES,
        MATCHES,
        ISSUERS,
        POSITIONS,
        HOLDING_POSITIONS,
        ESTABLISHMENTS,
        PLACES,
        OBSERVATIONS,
        FACTS_HOLDING,
        FACTS_ISSUER,
        FACTS_PLACE,
        FACTS_PLAN,
        DECISIONS,
        FOOTPRINT,
        EXPOSURES,
        COVERAGE,
        DATA_SOURCES,
    )
}
"""Every table of a run, in pipeline order."""

__all__ = [
    "ASSET_CLASSES",
    "BASES",
    "COUNT",
    "COVERAGE",
    "DATA_SOURCES",
    "DATE",
    "DECISIONS",
    "ESTABLISHMENTS",
    "EXACT_MONEY",
    "EXPOSURES",
    "FACTS",
    "FACTS_HOLDING",
    "FACTS_ISSUER",
    "FACTS_PLACE",
    "FACTS_PLAN",
    "FINDINGS",
    "FLAG",
    "FOOTPRINT",
    "HOLDINGS",
    "HOLDING_POSITIONS",
    "ISSUERS",
    "LOCATION_TIERS",
    "MATCHES",
    "MONEY",
    "NUMBER",
    "OBSERVATIONS",
    "OUTCOMES",
    "PLACES",
    "POSITIONS",
    "QUANTITY",
    "QUARANTINED",
    "SECURITIES",
    "SHARE",
    "SIDES",
    "TABLES",
    "TEXT",
    "Column",
    "Table",
]
