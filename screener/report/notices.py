"""The findings of a run, grouped as they are printed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener.findings import CODES, OVERLAPPING, Severity
from screener.report.figures import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    import pyarrow as pa

_SEVERITIES = [severity.value for severity in Severity]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one code.

    Where they may be about the same lines, rows and money are those of the largest: it is at least as much.
    """

    code: str
    severity: str
    meaning: str
    findings: tuple[dict[str, Any], ...]
    rows: int
    market_value: Decimal | None
    overlaps: bool


def group_findings(table: pa.Table) -> tuple[FindingGroup, ...]:
    """Return findings by code: the most severe first, then by the money they touch."""
    by_code: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        by_code[row["severity"], row["code"]].append(row)
    groups = [
        FindingGroup(
            code,
            severity,
            CODES.get(code, rows[0]["message"]),
            tuple(rows),
            (max if code in OVERLAPPING else sum)(row["rows"] for row in rows),
            _known_total([row["market_value"] for row in rows], overlaps=code in OVERLAPPING),
            code in OVERLAPPING and len(rows) > 1,
        )
        for (severity, code), rows in by_code.items()
    ]
    return tuple(
        sorted(groups, key=lambda g: (_SEVERITIES.index(g.severity), -(g.market_value or ZERO), -g.rows, g.code))
    )


def _known_total(values: list[Decimal | None], *, overlaps: bool) -> Decimal | None:
    """Return the sum of the known values, or the largest where they overlap; null where none is known."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return max(known) if overlaps else sum(known, ZERO)
