"""Two quarters of a portfolio to be compared: quantities, prices, rates and funds, in the world of `worlds`."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from worlds import World

from screener.engine import Recorder
from screener.expose.change import RUN_TABLES, explain, split
from screener.tables import TABLES

CENT = Decimal("0.01")
MADE = {}
"""What was delivered and decided of a quarter, in words → its tables."""


def cents(amount):
    """Return an amount in whole cents."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_EVEN)


class Quarter(World):
    """One quarter: lines are delivered, securities have issuers, funds may be opened."""

    def __init__(self):
        super().__init__()
        self.matches, self.owners, self.funds, self.names = {}, [], {}, {}
        self.serving, self.direct, self.classes = {}, [], {}

    def match(self, security, issuer, decided_by="rule"):
        """Say whose a security is; an issuer of None leaves it in no known place."""
        self.matches[security] = (issuer, decided_by)
        return self

    def serve(self, security, basis, low, best, high):
        """Say how much of what is held of a security from now on serves community development by its use."""
        self.serving[security] = (basis, *(Decimal(str(share)) for share in (low, best, high)))
        return self

    def owner(self, name, issuer, tier="name"):
        """Say whose a facility owner is."""
        self.owners.append(
            {
                "name_key": name,
                "name": name,
                "issuer_id": issuer,
                "kind": "company",
                "match_tier": tier,
                "facilities": 1,
            }
        )
        return self

    def line(self, security, quantity, price="1", *, value=None, currency="USD", rate="1", parts=None, fund=None):
        """Deliver a line; `value` instead of a quantity; `parts` (security → share) open it as a class of a fund."""
        row = len(self.holdings) + 1
        local = cents(Decimal(quantity) * Decimal(price)) if value is None else Decimal(value)
        held = cents(local * Decimal(rate))
        self.holdings.append(
            {
                "source_file": "f",
                "source_row": row,
                "account": "A",
                "security_name": self.names.get(security),
                "asset_class": "equity",
                "asset_class_basis": "test",
                "quantity": None if quantity is None else Decimal(quantity),
                "currency": currency,
                "local_value": local,
                "fx_rate": float(rate),
                "market_value": held,
                "as_of": date(2024, 12, 31),
            }
        )
        if parts is None:
            self._hold(row, "", security, held, self.matches.get(security, (None, ""))[0])
            return self
        fund = f"fund {fund or security}"
        self.funds.setdefault(fund, security)
        self.classes[fund, security] = None
        left = held
        for part, share in parts.items():
            amount = cents(held * Decimal(share))
            left -= amount
            self._hold(row, fund, part, amount, self.matches.get(part, (None, ""))[0])
        if left:
            self._hold(row, fund, security, left, None)
        return self

    def _hold(self, row, path, security, value, issuer):
        """Add a part of a line to its position."""
        side = "short" if value < 0 else "long"
        key = f"A|{path}|{security}|{side}"
        self.links.append({"source_file": "f", "source_row": row, "position_id": key, "market_value": value})
        if side == "long" and security in self.serving:
            shares = zip(("basis", "low", "best", "high"), self.serving[security], strict=True)
            fixed = {"kind": "municipal bond", "use_of_proceeds": "other", "evidence": "test"}
            line = {"source_file": "f", "source_row": row, "position_id": key, "market_value": value}
            self.direct.append({**fixed, **line, **dict(shares)})
        known = next((position for position in self.positions if position["position_id"] == key), None)
        if known:
            known["market_value"] += value
            known["lines"] += 1
            return
        undisclosed = bool(path) and self.funds[path] == security
        self.positions.append(
            {
                "position_id": key,
                "account": "A",
                "path": path,
                "security_id": security,
                "issuer_id": None if undisclosed else issuer,
                "footprint_id": "unknown" if undisclosed else issuer or "unknown",
                "side": side,
                "market_value": value,
                "lines": 1,
                "unpriced_lines": 0,
            }
        )

    def said_of_instruments(self):
        """Return what lines finance by their use of proceeds, as the table `instruments`."""
        return TABLES["instruments"].of(self.direct)

    def tables(self):
        """Return the tables that a comparison reads; equal quarters are made once."""
        key = repr(vars(self))
        if key not in MADE:
            MADE[key] = self._tables()
        return MADE[key]

    def _tables(self):
        """Run the stage."""
        exposed = self.run()
        day = date(2024, 12, 31)
        fixed = {"sha256": "", "as_of": day, "age_days": 0, "max_age_days": 0, "is_stale": False, "fund_lines": 1}
        fixed |= {"net_assets": Decimal(1), "net_assets_basis": "declared", "disclosed_share": 1.0, "lines": 1}
        fixed |= {"source_file": "f", "market_value": Decimal(0), "undisclosed_value": Decimal(0)}
        funds = [
            {**fixed, "path": path, "security_id": security, "fund_id": path, "fund_name": path}
            for path, security in self.classes
        ]
        held = {position["security_id"] for position in self.positions} | {name for _, name in self.classes}
        said = {security: self.matches.get(security, (None, "rule")) for security in sorted(held)}
        matches = [
            {"security_id": name, "issuer_id": issuer, "match_tier": "name", "evidence": "test", "decided_by": who}
            for name, (issuer, who) in said.items()
        ]
        securities = [
            {"security_id": security, "security_name": self.names.get(security), "asset_class": "equity"}
            for security in sorted(held)
        ]
        source = {name: "test" for name in TABLES["data_sources"].names if name not in ("share", "traps")}
        source |= {"published": day, "retrieved": day, "rows": 1, "market_value": Decimal(0)}
        made = {
            "securities": TABLES["securities"].of(securities),
            "look_throughs": TABLES["look_throughs"].of(funds),
            "matches": TABLES["matches"].of(matches),
            "facility_owners": TABLES["facility_owners"].of(self.owners),
            "data_sources": TABLES["data_sources"].of([{**source, "dataset": "test"}]),
            "decisions": TABLES["decisions"].of(self.place_decisions),
        }
        return {name: made[name] if name in made else exposed.engine.fetch(name) for name in RUN_TABLES}


def compare(before, after, *, same_data=False, same_code=True):
    """Return (measure, basis) → cause → (low, best, high) of two quarters."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(split, "open_engine", _opener(stack))
        changes, _ = explain(before, after, same_data=same_data, same_code=same_code)
    causes = {}
    for row in changes.to_pylist():
        causes.setdefault((row["measure"], row["basis"]), {})[row["cause"]] = (row["low"], row["best"], row["high"])
    return causes


FIRST = []
"""The first comparison, whose tables stay: of each later one, only what differs from it is made."""


class First(Recorder):
    """A recording of a comparison, which closes its engine; a replay may be opened over it all the same."""

    def close(self):
        """Stay open."""


def _opener(stack):
    """Return what opens an engine to compare over: the first records, each later one replays."""
    if FIRST:
        return lambda: stack.enter_context(FIRST[0].again())
    FIRST.append(First())
    return lambda: FIRST[0]


def moved(causes):
    """Return the causes that changed anything."""
    return {cause: ends for cause, ends in causes.items() if cause != "before" and any(ends)}
