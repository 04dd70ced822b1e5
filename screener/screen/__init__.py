"""Screen: the facts of each subject, what the fund attests and what lists say, against the criteria, to decisions."""

from screener.screen.attestations import Attestations, read_attestations
from screener.screen.doubts import evidence_findings, jurisdiction_findings
from screener.screen.evaluate import decisions, findings, run
from screener.screen.evidence import collect
from screener.screen.suppose import Supposed, stated, suppose

__all__ = [
    "Attestations",
    "Supposed",
    "collect",
    "decisions",
    "evidence_findings",
    "findings",
    "jurisdiction_findings",
    "read_attestations",
    "run",
    "stated",
    "suppose",
]
