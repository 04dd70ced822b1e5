"""The smallest change by which a share is reached: what can be reached at all, then the trades, then the limits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from screener.errors import InputError, IntegrityError, join_problems
from screener.reach.answer import Answer, Limit, Measure, Trade, to_cents
from screener.reach.asked import ENDS, Asked
from screener.reach.program import TOLERANCE, Solved, furthest, largest, least, smallest
from screener.reach.world import World, world_of
from screener.tables import ASSET_CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screener.reach.program import Program
    from screener.reach.world import Options
    from screener.whatif import Session

    Floats = NDArray[np.float64]

_PLACES = Decimal(1).scaleb(-14)
_NEAR = 1e-7
"""By how much the largest share may be short of what is asked and still reach it."""
_BETTER, _CERTAIN = 1e-5, 1e-8
"""Part of the objective by which lifting a limit that binds improves it; and what a solver is certain of."""
_LIFTED: dict[str, dict[str, Any]] = {
    "asset_classes": {"asset_classes": tuple(ASSET_CLASSES)},
    "frozen": {"frozen": ()},
    "avoid": {"avoid": ()},
    **{
        name: {name: None}
        for name in ("max_weight", "max_turnover", "max_tracking_error", "max_return_loss", "max_added_risk")
    },
}
"""Limit → the question without it."""


class _Found(NamedTuple):
    """What the solver found of a question."""

    options: Options
    largest: Solved
    is_reached: bool
    solved: Solved
    """The smallest change; where the share cannot be reached, the trades of the largest share."""


def reach(session: Session, asked: Asked) -> Answer:
    """Return the smallest change to a portfolio by which a figure reaches a share of net market value.

    Parameters
    ----------
    session : Session
        The portfolio, screened.
    asked : Asked

    Returns
    -------
    Answer
        The same for the same question, to the cent. It is analysis, not advice.

    Raises
    ------
    ScreenerError
        The question means nothing, or names what is not there; every fault of a kind at once.
    """
    if faults := asked.faults():
        raise InputError(join_problems(faults, "a question that cannot be asked:"))
    # one thread for small matrices: faster, and the same sums everywhere
    with threadpool_limits(1):
        world = world_of(session, asked)
        found = _found(world, asked)
        return _answer(world, asked, found)


def _found(world: World, asked: Asked) -> _Found:
    """Solve a question."""
    options = world.options(asked)
    options.require_known()
    most = largest(options.program)
    is_reached = most.value >= float(asked.share) - _NEAR
    if is_reached:
        solved = smallest(options.program, float(asked.share), most.value)
    else:
        solved = furthest(options.program, most)
    return _Found(options, most, is_reached, solved)


def _answer(world: World, asked: Asked, found: _Found) -> Answer:
    """Return the answer in money."""
    options = found.options
    trades: tuple[Trade, ...] = ()
    if found.is_reached:
        trades = to_cents(options.tradable, found.solved.traded, world.net)
    ends = {
        end: (before, before + sum((trade.change * trade.asset.share(end) for trade in trades), Decimal(0)))
        for end, before in world.ends.items()
    }
    changes = {trade.asset.position: float(trade.change / world.net) for trade in trades}
    weights = np.array([changes.get(asset.position, 0.0) for asset in options.tradable])
    _require_kept(options.program, weights, float(asked.share), is_reached=found.is_reached)
    turnover = sum((trade.change for trade in trades if trade.change > 0), Decimal(0)) / world.net
    return Answer(
        asked=asked,
        figure=world.figure,
        title=world.title,
        net=world.net,
        share_before=world.ends[asked.end] / world.net,
        largest=found.largest.value,
        is_reached=found.is_reached,
        trades=trades,
        ends=ends,
        measures=_measures(world, options.program, ends, weights, turnover, is_reached=found.is_reached),
        limits=tuple(_limits(world, asked, found, weights)),
    )


def _require_kept(program: Program, weights: Floats, share: float, *, is_reached: bool) -> None:
    """Refuse trades, to the cent, that pass a limit or fall short of what is asked."""
    missed = share - program.start - float(program.gain @ weights) if is_reached else 0.0
    if (most := max(missed, program.overrun(weights))) > TOLERANCE:
        raise IntegrityError(
            f"the solver's answer misses a limit by {most:.7f}, more than {TOLERANCE}",
            hint="ask with limits that are less near to each other",
        )


def _measures(
    world: World,
    program: Program,
    ends: dict[str, tuple[Decimal, Decimal]],
    weights: Floats,
    turnover: Decimal,
    *,
    is_reached: bool,
) -> tuple[Measure, ...]:
    """Return the figures before and after; after is unknown where the share cannot be reached."""
    nothing = np.zeros_like(weights)
    measures = []
    for of, unit in ((Decimal(1), "base currency"), (world.net, "1")):
        for end in ENDS:
            before, after = (value / of for value in ends[end])
            name = f"{'money' if unit != '1' else 'share'}, {end}"
            measures.append(Measure(name, before, after if is_reached else None, unit))
    added = program.added_return(weights)
    yearly = [
        ("tracking error", 0.0 if program.root is not None else None, program.tracking_error(weights)),
        ("volatility of what has returns", program.volatility(nothing), program.volatility(weights)),
        ("change of the expected return", 0.0 if added is not None else None, added),
    ]
    return (
        *measures,
        Measure("one-way turnover", Decimal(0), turnover if is_reached else None, "1"),
        *(Measure(name, _exact(one), _exact(two) if is_reached else None, "1 a year") for name, one, two in yearly),
    )


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(_PLACES)


def _limits(world: World, asked: Asked, found: _Found, weights: Floats) -> list[Limit]:
    """Return every limit of a question: where it stands, whether it binds, and what it costs."""
    at = weights if found.is_reached else found.solved.traded
    rows = [_target(asked, found, at)]
    for name, (value, bound, says) in _stated(world, found.options, at).items():
        is_bar = name in ("asset_classes", "frozen", "avoid")
        price = found.solved.prices.get(name)
        is_near = value is not None and bound is not None and value >= bound - TOLERANCE
        without = None
        if is_near or price or (is_bar and bound):
            without = _without(world, asked, found, name)
        better = without is not None and _is_better(without, found)
        is_known = is_bar or value is not None
        rows.append(
            Limit(
                name,
                value,
                bound,
                better if is_known else None,
                None if value is None else price,
                without,
                says,
            )
        )
    return rows


def _is_better(without: float, found: _Found) -> bool:
    """Return whether the objective, or the largest share, is better with a limit lifted: by more than is rounding."""
    value = found.solved.value
    saved = value - without if found.is_reached else without - value
    return saved > max(_CERTAIN, min(TOLERANCE, _BETTER * abs(value)))


def _target(asked: Asked, found: _Found, at: Floats) -> Limit:
    """Return the share that is asked, as a limit."""
    program = found.options.program
    value = program.start + float(program.gain @ at) if found.is_reached else found.largest.value
    words = f"{asked.share:.2%} of net market value by the {asked.end} end"
    if not found.is_reached:
        words += f" cannot be reached: {value:.2%} at most"
    price = found.solved.prices.get("target") if found.is_reached else None
    return Limit("share", value, float(asked.share), bool(at.any()) or not found.is_reached, price, None, words)


def _without(world: World, asked: Asked, found: _Found, name: str) -> float:
    """Return what the objective, or the largest share, would be with one limit lifted."""
    other = _LIFTED[name]
    # what is lifted may leave what is traded without returns: that limit stays
    program = world.options(replace(asked, **other)).program
    if found.is_reached:
        # with a limit lifted no less can be reached
        return least(program, float(asked.share), found.largest.value)
    return largest(program).value


def _stated(world: World, options: Options, at: Floats) -> dict[str, tuple[float | None, float | None, str]]:
    """Return each limit: what the trades come to, the bound, and the words."""
    asked, program = options.asked, options.program
    reasons = Counter(options.reasons.values())
    frozen = reasons.pop("frozen", 0)
    lacking = {reason: count for reason, count in reasons.items() if reason.endswith("on file")}
    others = {reason: count for reason, count in reasons.items() if reason not in lacking}
    rows: dict[str, tuple[float | None, float | None, str]] = {
        "asset_classes": (None, float(sum(others.values())), _counted("positions not traded", others)),
    }
    if frozen:
        rows["frozen"] = (None, float(frozen), f"positions that the question freezes: {frozen:,}")
    rows["avoid"] = _avoided(options)
    if unnamed := sum(not asset.is_named for asset in options.tradable):
        rows["identifiers"] = (None, float(unnamed), f"positions not bought, for want of an identifier: {unnamed:,}")
    if lacking:
        rows["returns"] = (None, float(sum(lacking.values())), _counted("positions not traded", lacking))
    if asked.max_weight is not None:
        top = float((options.held + program.grown(at)).max(initial=0.0))
        words = f"no security is bought above {asked.max_weight:.2%} of net market value"
        if above := int((~program.is_capped).sum()):
            words += f", and {above:,} that {'is' if above == 1 else 'are'} there already may not grow; the largest"
        rows["max_weight"] = (top, float(asked.max_weight), words)
    if asked.max_turnover is not None:
        rows["max_turnover"] = (float(at.clip(0).sum()), float(asked.max_turnover), "one-way turnover at most")
    return rows | _gates(world, options, at)


def _avoided(options: Options) -> tuple[None, float, str]:
    """Return the limit on purchases: how many positions, and which criteria keep how many of them, and why."""
    kept = {asset.position for asset in options.tradable}
    if not options.avoided:
        return None, 0.0, "nothing is avoided: no criterion bars a purchase"
    shunned: set[str] = set()
    parts = []
    for criterion, positions in options.avoided.items():
        why = Counter(one for position, one in positions.items() if position in kept)
        shunned |= kept & positions.keys()
        counts = ", ".join(f"{count:,} {one}" for one, count in sorted(why.items()))
        parts += [f"{criterion} ({counts})"] if why else []
    words = f"not bought: {len(shunned):,} of {len(kept):,} positions, for {', '.join(parts)}"
    if not parts:
        words = f"nothing is barred from purchase by the criteria to avoid ({len(options.avoided):,})"
    return None, float(len(shunned)), words


def _gates(world: World, options: Options, at: Floats) -> dict[str, tuple[float | None, float | None, str]]:
    """Return the limits on risk and return; those without data are said to be untested."""
    asked, program = options.asked, options.program
    rows: dict[str, tuple[float | None, float | None, str]] = {}
    if asked.max_tracking_error is not None:
        rows["max_tracking_error"] = (program.tracking_error(at), asked.max_tracking_error, "yearly tracking error")
    if asked.max_return_loss is not None:
        added = program.added_return(at)
        words = "loss of expected yearly return" if added is not None else _UNTESTED.format("expected returns", "less")
        rows["max_return_loss"] = (None if added is None else -added, asked.max_return_loss, words)
    if asked.max_added_risk is not None:
        before, after = (program.volatility(one) for one in (np.zeros_like(at), at))
        words = _UNTESTED.format("returns", "more risk")
        added = None
        if before is not None and after is not None:
            added = after - before
            covered = sum((asset.value for asset in options.with_returns), Decimal(0)) / world.net
            words = f"added yearly volatility of what has returns, {covered:.2%} of net market value"
        rows["max_added_risk"] = (added, asked.max_added_risk, words)
    return rows


_UNTESTED = (
    "not tested: no {} were given, so that nobody knows whether the portfolio after would be expected to have {}"
)


def _counted(what: str, reasons: dict[str, int]) -> str:
    """Return how many positions have which reason, the most first."""
    parts = [f"{reason} {count:,}" for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))]
    return f"{what}: {', '.join(parts) or 'none'}"
