"""What a question is asked of: the assets of a screen, who of them may be traded, and the program that follows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from screener import whatif
from screener.errors import InputError, NotFoundError, ScreenerError, join_problems, nearest
from screener.explain.names import find, name_of, title_of
from screener.expose import Asked as Figure
from screener.reach.answer import ends_of, net_of
from screener.reach.asked import ENDS
from screener.reach.assets import assets_of, barred, judged, why_frozen
from screener.reach.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from screener.reach.asked import Asked
    from screener.reach.assets import Asset
    from screener.whatif import Session

_TRIAL = Decimal(1_000_000)
"""What is bought of each candidate to learn what of it is in the figure; shares do not depend on it."""


@dataclass(frozen=True)
class World:
    """A screen, with a small purchase of each candidate, and all that does not depend on the limits."""

    figure: Figure
    title: str
    net: Decimal
    """Net market value as it is."""
    ends: Mapping[str, Decimal]
    """low, best and high of the figure as it is."""
    tables: Mapping[str, pa.Table]
    assets: Sequence[Asset]

    @cached_property
    def outcomes(self) -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
        """What each criterion about issuers or holdings says."""
        return judged(self.tables)

    def options(self, asked: Asked) -> Options:
        """Return who may be traded under a question's limits."""
        return Options(self, asked)


@dataclass(frozen=True)
class Options:
    """Who may be traded under the limits of a question."""

    world: World
    asked: Asked

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Position → why it may not be traded."""
        moments, needed = self.asked.moments, []
        if moments.root is not None:
            needed.append(("returns", moments.names))
        if moments.expected is not None and self.asked.max_return_loss is not None:
            needed.append(("expected return", tuple(moments.expected)))
        return why_frozen(
            self.world.assets, asset_classes=self.asked.asset_classes, frozen=self.asked.frozen, moments=needed
        )

    @cached_property
    def tradable(self) -> list[Asset]:
        """The assets that may be traded."""
        return [asset for asset in self.world.assets if asset.position not in self.reasons]

    @cached_property
    def avoided(self) -> Mapping[str, Mapping[str, str]]:
        """Criterion of `Asked.avoid` → position that may not be bought by it → why."""
        return barred(self.world.assets, self.world.outcomes, self.asked.avoid)

    def require_known(self) -> None:
        """Refuse names of lines, criteria and returns that there are none of; every fault at once.

        Raises
        ------
        NotFoundError
        """
        problems, hints = [], []
        for part in ("reasons", "avoided"):
            try:
                getattr(self, part)
            except NotFoundError as error:
                problems.append(error.message)
                hints.append(error.hint)
        known = {name for asset in self.world.assets for name in asset.names}
        given = dict.fromkeys((*self.asked.moments.names, *(self.asked.moments.expected or ())))
        names = [name for name in given if name not in known]
        if names:
            unknown = [f"{name}: nothing is called so{nearest(name, list(known))}" for name in names]
            problems.append(join_problems(unknown, "returns of what is neither held nor a candidate:"))
            hints.append("name returns by security_id or ticker; leave out what is neither held nor a candidate")
        if problems:
            raise NotFoundError("\n".join(problems), hint="; ".join(hint for hint in hints if hint) or None)

    @cached_property
    def _securities(self) -> list[str]:
        """The securities of what may be traded."""
        return list(dict.fromkeys(asset.security_id for asset in self.tradable))

    @cached_property
    def held(self) -> NDArray[np.float64]:
        """Weight before of each security of the program, over all accounts: a short is no room for more."""
        held = dict.fromkeys(self._securities, 0.0)
        for asset in self.world.assets:
            if asset.security_id in held:
                held[asset.security_id] += max(_weight(asset, self.world.net), 0.0)
        return np.array(list(held.values()))

    @cached_property
    def program(self) -> Program:
        """The program of the question."""
        asked, net = self.asked, self.world.net
        kept = self.tradable
        before = np.array([_weight(asset, net) for asset in kept])
        now = self.held
        codes = {name: number for number, name in enumerate(self._securities)}
        most = np.inf if asked.max_weight is None else float(asked.max_weight)
        root, risk = self._risk()
        shunned = {position for positions in self.avoided.values() for position in positions}
        expected = asked.moments.expected
        return Program(
            before=before,
            can_buy=np.array([asset.is_named and asset.position not in shunned for asset in kept], dtype=bool),
            gain=np.array([float(asset.share(asked.end)) for asset in kept]),
            start=float(self.world.ends[asked.end] / net),
            security=np.array([codes[asset.security_id] for asset in kept], dtype=np.int64),
            room=np.maximum(most - now, 0.0),
            is_capped=most > now,
            max_turnover=None if asked.max_turnover is None else float(asked.max_turnover),
            root=root,
            risk=risk,
            max_tracking_error=asked.max_tracking_error,
            max_added_risk=asked.max_added_risk,
            expected=None if expected is None else _values(kept, expected),
            max_return_loss=asked.max_return_loss,
            is_turnover=asked.objective == "turnover",
        )

    @property
    def with_returns(self) -> list[Asset]:
        """Everything held that has returns, traded or not."""
        names = set(self.asked.moments.names)
        return [asset for asset in self.world.assets if not asset.candidate and names & asset.names]

    def _risk(self) -> tuple[Any, Any]:
        """Return the factor of the assets that may be traded, and that of the whole times its weights."""
        root = self.asked.moments.root
        if root is None:
            return None, None
        index = {name: column for column, name in enumerate(self.asked.moments.names)}
        weights = np.zeros(root.shape[1])
        for asset in self.with_returns:
            weights[_named(asset, index)] += _weight(asset, self.world.net)
        columns = [_named(asset, index) for asset in self.tradable]
        return root[:, columns], root @ weights


def world_of(session: Session, asked: Asked) -> World:
    """Return what a question is asked of.

    Raises
    ------
    ScreenerError
        There is no such figure; a candidate is incomplete, or is held already; the net market value is not above zero.
    """
    base = session.base.tables
    net = net_of(base)
    if net <= 0:
        raise InputError(f"the net market value is {net}: a share of it means nothing")
    figure, title = _figure(base["exposures"], asked.figure, session.job.question.portfolio.base_currency)
    tables = base
    if asked.candidates:
        trial = [{**one, "market_value": _TRIAL} for one in asked.candidates]
        try:
            tables = session.ask(whatif.Change(trades=whatif.Trades(add=trial))).tables
        except ScreenerError as error:
            error.where = "candidates" if error.where == "add" else error.where
            raise
    # the last line of a trial is the cash that pays for it
    assets = [one for one in assets_of(tables, figure) if (one.candidate or 0) <= len(asked.candidates)]
    held = {asset.position for asset in assets if not asset.candidate}
    news = [asset for asset in assets if asset.candidate]
    twice = [
        f"candidate {one.candidate}: {one.position} is held; what is held may be bought without being a candidate"
        for one in news
        if one.position in held
    ]
    twice += [
        f"candidate {one.candidate}: {one.position} is candidate {other.candidate} too"
        for number, one in enumerate(news)
        for other in news[:number]
        if one.position == other.position
    ]
    if twice:
        raise InputError(join_problems(twice, "candidates that are none:"), where="candidates")
    return World(figure, title, net, ends_of(base["exposures"], figure), tables, assets)


def _figure(exposures: pa.Table, name: str, currency: str) -> tuple[Figure, str]:
    """Return the figure that a name means, and what it is called."""
    keys = list(Figure._fields)
    summed = exposures.group_by(keys, use_threads=False).aggregate([(end, "sum") for end in ENDS]).to_pylist()
    rows = [
        {"figure": name_of(one), "title": title_of(one, {}), "printed": "", "share": None, "asked": one}
        | {end: row[f"{end}_sum"] for end in ENDS}
        for row in summed
        # what an outcome holds is judged anew after trades: it is no sum over what is held
        if (one := Figure(*(row[key] for key in keys))).grouping != "outcome"
    ]
    try:
        found = find(name, rows, currency)
    except NotFoundError as error:
        hint = "give a measure, and where it is not of the home region all of it: in_state/operations/county/17031"
        raise NotFoundError(error.message, where="figure", hint=hint) from error
    return found["asked"], found["title"]


def _weight(asset: Asset, net: Decimal) -> float:
    """Return the weight before: none of a candidate."""
    return 0.0 if asset.candidate else float(asset.value / net)


def _named(asset: Asset, known: Mapping[str, Any]) -> Any:
    """Return what is known of an asset: by its security, else by its first code; none where nothing is."""
    return next((known[name] for name in (asset.security_id, *sorted(asset.names)) if name in known), None)


def _values(assets: Iterable[Asset], known: Mapping[str, float]) -> Any:
    """Return what is known of each asset, NaN where nothing is."""
    return np.array([_named(asset, known) for asset in assets], dtype=np.float64)
