"""What can be traded: each security in each account, what of it is in the figure, and why it may not be traded."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener import expose
from screener.engine import open_engine
from screener.errors import NotFoundError, join_problems, nearest
from screener.reach.asked import ENDS, EXCLUSIONS
from screener.tables import EVERY
from screener.whatif.trades import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from screener.expose import Asked as Figure

_CODES = ("ticker", "cusip", "isin", "sedol", "figi")
COPIED = (
    *_CODES,
    "account",
    "manager",
    "issuer_name",
    "security_name",
    "lei",
    "cik",
    "asset_class",
    "country",
    "state",
)
"""Columns of a line that a further purchase of the same security has too."""
_FINE = ("pass", "watch", "not_applicable")


@dataclass
class Asset:
    """A security in an account, long or short: a holding as one would trade it, or a candidate."""

    account: str
    security_id: str
    side: str
    lines: list[Mapping[str, Any]] = field(default_factory=list)
    """Delivered lines, as `screener.tables.HOLDINGS` has them."""
    subjects: set[tuple[str, str | None]] = field(default_factory=set)
    """Issuers and holdings that a criterion would judge: those of what a fund holds too, where it is looked through."""
    issuer_id: str | None = None
    """None where nobody knows it, or a fund is looked through."""
    issuer_name: str | None = None
    value: Decimal = Decimal(0)
    """Market value in base currency."""
    ends: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(ENDS, Decimal(0)))
    """What it adds to the figure: low, best and high in base currency."""
    candidate: int | None = None
    """Place among the candidates; none of what is held. Its value and ends are those of the trial purchase."""

    @property
    def position(self) -> str:
        """Its position, as the table `positions` names it."""
        return "|".join([self.account, "", self.security_id, self.side])

    @property
    def names(self) -> set[str]:
        """Every name that a question of what if knows its lines by."""
        names = {line[code] for line in self.lines for code in _CODES if line[code]}
        names |= {f"{name}:{line[name]}" for line in self.lines for name in ("account", "asset_class")}
        return names | {self.security_id, *(f"{line['source_file']}:{line['source_row']}" for line in self.lines)}

    @property
    def asset_class(self) -> str:
        """Kind of instrument, as its first line has it."""
        return str(self.lines[0]["asset_class"])

    @property
    def title(self) -> str:
        """What it is called."""
        line = self.lines[0]
        return str(line["security_name"] or line["issuer_name"] or self.issuer_name or self.security_id)

    @property
    def is_named(self) -> bool:
        """Whether a further purchase would be known as the same security."""
        return not self.security_id.startswith("line:")

    def share(self, end: str) -> Decimal:
        """Return what of its value is in the figure."""
        return self.ends[end] / self.value


def assets_of(tables: Mapping[str, pa.Table], figure: Figure) -> list[Asset]:
    """Return every delivered line as a part of an asset, in the order of their positions.

    A fund that is looked through is one asset: what it holds is not traded line by line. A line without a market value
    is of no asset that can be traded.

    Parameters
    ----------
    tables : mapping
        Tables of a screen; those of `screener.expose.CONTRIBUTION_TABLES` and ``holdings`` are read.
    figure : screener.expose.Asked
    """
    held = {(row["source_file"], row["source_row"]): row for row in tables["holdings"].to_pylist()}
    positions = {row["position_id"]: row for row in tables["positions"].to_pylist()}
    names = dict(zip(*(tables["issuers"][name].to_pylist() for name in ("issuer_id", "issuer_name")), strict=True))
    found: dict[tuple[Any, ...], Asset] = {}
    of_line: dict[tuple[str, int], Asset] = {}
    for part in tables["holding_positions"].select(["source_file", "source_row", "position_id"]).to_pylist():
        place, position = (part["source_file"], part["source_row"]), positions[part["position_id"]]
        line = held[place]
        outer = position["path"].partition(" > ")[0]
        key = (line["account"], outer or position["security_id"], _side(line["market_value"]), _number(line))
        asset = found.setdefault(key, Asset(*key[:3], candidate=key[3]))
        if place not in of_line:
            of_line[place] = asset
            asset.lines.append(line)
            asset.value += line["market_value"] or 0
        asset.issuer_id = None if outer else position["issuer_id"]
        asset.issuer_name = names.get(asset.issuer_id)
        asset.subjects |= {("issuer", position["issuer_id"]), ("holding", f"{place[0]}:{place[1]}")}
    for row in _contributions(tables, figure).to_pylist():
        ends = of_line[row["source_file"], row["source_row"]].ends
        for end in ENDS:
            ends[end] += row[end] or 0
    for asset in found.values():
        asset.lines.sort(key=lambda line: (line["source_file"], line["source_row"]))
    return sorted(found.values(), key=lambda asset: (asset.candidate or 0, asset.position))


def why_frozen(
    assets: Sequence[Asset],
    *,
    asset_classes: Iterable[str],
    frozen: Sequence[str],
    moments: Sequence[tuple[str, Iterable[str] | None]],
) -> dict[str, str]:
    """Return why an asset may not be traded, by its position; what may is not among them.

    Parameters
    ----------
    assets : sequence of Asset
    asset_classes : iterable of str
        Those that may be traded.
    frozen : sequence of str
        Names of lines that may not.
    moments : sequence of (what is needed, names that have it)
        Such as returns; None where they are not needed.

    Raises
    ------
    NotFoundError
        A name means no line; every fault at once.
    """
    known = {name for asset in assets for name in asset.names}
    if problems := [
        f"{name}: no line is called so{nearest(name, list(known))}" for name in frozen if name not in known
    ]:
        raise NotFoundError(
            join_problems(problems, "frozen lines that there are none of:"),
            hint="name lines by ticker, cusip, isin, security_id, file:line, account:NAME or asset_class:NAME",
        )
    kinds, kept = set(asset_classes), set(frozen)
    having = [(what, set(names)) for what, names in moments if names is not None]
    reasons = {}
    for asset in assets:
        lacks = [what for what, names in having if not names & asset.names]
        if asset.side == "unpriced" or not asset.value:
            reasons[asset.position] = "no market value"
        elif asset.side == "short":
            reasons[asset.position] = "short"
        elif asset.asset_class not in kinds:
            reasons[asset.position] = f"asset class {asset.asset_class}"
        elif kept & asset.names:
            reasons[asset.position] = "frozen"
        elif lacks:
            reasons[asset.position] = f"no {' and no '.join(lacks)} on file"
    return reasons


def judged(tables: Mapping[str, pa.Table]) -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    """Return what each criterion about issuers or holdings says: the kind of subject, and subject → outcome."""
    about = tables["decisions"].filter(pc.field("subject").isin(["issuer", "holding"]))
    found: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
    columns = ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome")
    for book, criterion, kind, subject, outcome in zip(*(about[name].to_pylist() for name in columns), strict=True):
        found.setdefault((book, criterion), (kind, {}))[1][subject] = outcome
    return found


def barred(
    assets: Sequence[Asset],
    outcomes: Mapping[tuple[str, str], tuple[str, Mapping[str, str]]],
    avoid: Sequence[tuple[str, str]] | None,
) -> dict[str, dict[str, str]]:
    """Return of each criterion the positions that may not be bought by it: failing, or unknown.

    What fails a criterion is barred, and so is what it cannot judge or did not judge: unknown is no pass.

    Parameters
    ----------
    assets : sequence of Asset
    outcomes : mapping
        As `judged` gives them.
    avoid : sequence of (rulebook, criterion), optional
        None: every criterion of `EXCLUSIONS`.

    Raises
    ------
    NotFoundError
        The screen has no such criterion, or it is about neither issuers nor holdings; every fault at once.
    """
    criteria = sorted(one for one in outcomes if one[0] == EXCLUSIONS) if avoid is None else list(avoid)
    names = ["/".join(known) for known in outcomes]
    problems = [
        f"{name}: no criterion about issuers or holdings of this screen{nearest(name, names)}"
        for name in ("/".join(one) for one in criteria)
        if name not in names
    ]
    if problems:
        raise NotFoundError(
            join_problems(problems, "criteria that cannot be avoided by:"),
            hint="'screener criteria list' names them; the screen has to judge by their rulebook",
        )
    found: dict[str, dict[str, str]] = {}
    for criterion in criteria:
        kind, answers = outcomes[criterion]
        else_ = answers.get(EVERY, "insufficient_data")
        bars = found.setdefault("/".join(criterion), {})
        for asset in assets:
            said = {answers.get(str(subject), else_) for of_kind, subject in asset.subjects if of_kind == kind}
            if poor := said.difference(_FINE):
                bars[asset.position] = "failing" if "fail" in poor else "unknown"
    return found


def _side(value: Decimal | None) -> str:
    return "unpriced" if value is None else "short" if value < 0 else "long"


def _number(line: Mapping[str, Any]) -> int | None:
    """Return which candidate a line is a trial purchase of."""
    return int(line["source_row"]) if line["source_file"] == SOURCE else None


def _contributions(tables: Mapping[str, pa.Table], figure: Figure) -> pa.Table:
    """Return what each line adds to the figure."""
    engine = open_engine()
    try:
        expose.contributions(engine, {name: tables[name] for name in expose.CONTRIBUTION_TABLES}, figure)
        return engine.fetch("contributions")
    finally:
        engine.close()
