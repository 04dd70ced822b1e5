"""The ledger: people's decisions and the runs made, append-only and hash-chained."""

from screener.ledger.chain import canonical
from screener.ledger.models import Entry, MatchDecision, Run, to_cents
from screener.ledger.settings import default_url, person
from screener.ledger.store import Decisions, Ledger, open_ledger

__all__ = [
    "Decisions",
    "Entry",
    "Ledger",
    "MatchDecision",
    "Run",
    "canonical",
    "default_url",
    "open_ledger",
    "person",
    "to_cents",
]
