"""People's decisions: which of them hold today, which a changed fact re-opens."""

from screener.identify.decisions.standing import FACTS, as_findings, decision_facts

__all__ = ["FACTS", "as_findings", "decision_facts"]
