"""What a purchase does to the portfolio: concentration, caps, the home state's share and risk, before and after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from screener.errors import InputError, join_problems, nearest
from screener.tables.prudence import Figure, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KINDS = {"issuer": "issuer", "industry": "industry", "state": "state", "asset_class": "asset class"}
"""What weights are grouped by → its printed name."""
TOLERANCE = Decimal("0.000001")
"""By how much the weights of a portfolio may miss 1."""
VAGUE = frozenset(
    (
        "other",
        "others",
        "elsewhere",
        "various",
        "diverse",
        "diversified",
        "mixed",
        "multiple",
        "several",
        "unknown",
        "-",
    )
)
"""Names, in small letters, that stand for nobody in particular."""
LONGEST = 15
"""Digits before the point above which a number is printed in powers of ten."""
FEWEST_PERIODS = 12
"""Periods below which no covariance is taken."""


class Effect(NamedTuple):
    """One part of the effect: rows to print, facts to judge by (null is unknown), and figures."""

    rows: tuple[Statement, ...]
    facts: dict[str, Any]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """One line of the plan before and after the purchase; an empty name is unknown."""

    issuer: str
    industry: str
    state: str
    asset_class: str
    before: Decimal
    """Share of the plan, 0–1; negative for a short position."""
    after: Decimal


@dataclass(frozen=True, slots=True)
class Cap:
    """Largest share that one issuer, industry, state or asset class may have after the purchase."""

    kind: str
    """Key of `KINDS`."""
    limit: Decimal
    """Share, 0–1."""
    name: str | None = None
    """Whom it binds; null binds each."""


class _Group(NamedTuple):
    """Net weight of each name, and of the lines whose name is unknown."""

    known: dict[str, Decimal]
    unknown: Decimal
    """Without their signs: what the unknown lines could add to one name at most."""


def fixed(value: Decimal | float | None, unit: str = "", places: int = 2, *, sign: bool = False) -> str:
    """Return a number as printed text, with its unit; empty where it is unknown.

    Examples
    --------
    >>> fixed(Decimal("1234.5"), " bp", 1), fixed(-0.004, "%"), fixed(0.126, "%", sign=True), fixed(None)
    ('1,234.5 bp', '0.00%', '+0.13%', '')
    """
    if value is None:
        return ""
    number = Decimal(str(value))
    if number.adjusted() >= LONGEST:
        mark = "+" if sign and number > 0 else "−" if number < 0 else ""
        return f"{mark}{number.copy_abs():.{places}e}{unit}"
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    mark = "+" if sign and rounded > 0 else "−" if rounded < 0 else ""
    return f"{mark}{abs(rounded):,f}{unit}"


def percent(share: Decimal | float | None, places: int = 2, *, sign: bool = False) -> str:
    """Return a fraction as percent; with a sign, a difference of fractions as percentage points."""
    return fixed(None if share is None else share * 100, " points" if sign else "%", places, sign=sign)


def less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return one less the other; unknown where either is."""
    return None if one is None or other is None else one - other


def require_whole(weights: Sequence[Weight], where: str | None = None) -> None:
    """Refuse weights that do not add to 1, before and after the purchase.

    Raises
    ------
    InputError
        A sum misses 1 by more than `TOLERANCE`; both are said at once.
    """
    sums = {when: sum((getattr(line, when) for line in weights), Decimal(0)) for when in ("before", "after")}
    problems = [
        f"{when} the purchase they add to {total}; expected 1"
        for when, total in sums.items()
        if abs(total - 1) > TOLERANCE
    ]
    if problems:
        raise InputError(
            join_problems(problems, "the weights are not those of a whole portfolio"),
            where=where,
            hint="give every line as a fraction, cash included; a purchase is paid for by other lines",
        )


def diversification(
    weights: Sequence[Weight], caps: Sequence[Cap], home_state: str | None, where: str | None = None
) -> Effect:
    """Return concentration, caps and the home state's share, before and after the purchase.

    The Herfindahl index is Σ w² over names, w being the name's net weight without its sign, over the sum of such
    weights: shorts count like longs, and leverage does not raise it. Lines of an unknown name are neither one name nor
    many, so that the index is unknown with them, and so is it with lines of "other" or "elsewhere" (`VAGUE`). A cap is
    on the net weight; unknown lines might belong to any name, so that a cap holds only if it would hold with them. A
    fund is one name: what it holds is not looked through to.

    Raises
    ------
    InputError
        The weights do not add to 1, or a cap names what no line is of; all such caps at once.
    """
    require_whole(weights, where)
    _require_known(caps, weights, where)
    rows, changes, figures = [], {}, []
    for kind in ("issuer", "industry", "state"):
        before, after = (_grouped(weights, kind, when) for when in ("before", "after"))
        first, second = _herfindahl(before), _herfindahl(after)
        changes[kind] = less(second, first)
        unknown = max(_nameless(before), _nameless(after))
        rows.append(
            Statement(
                f"Concentration by {kind} (Herfindahl index, 0 to 1)",
                fixed(first, places=4),
                fixed(second, places=4),
                fixed(changes[kind], places=4, sign=True),
                f"not computed: the {kind} of {percent(unknown)} of the portfolio is unknown"
                if unknown
                else "funds count as one each, they are not looked through",
            )
        )
    if changes["issuer"] is not None:
        figures.append(Figure("hhi_change", "exact", None, float(changes["issuer"]), note="by issuer"))
    home, home_change = _home_share(weights, home_state)
    checked = [_cap_row(cap, weights) for cap in caps]
    held = [is_held for _, is_held in checked]
    facts = {
        "hhi_change": changes["issuer"],
        "in_state_share_change": None if home_change is None else home_change * 100,
        "caps_hold": False if False in held else None if None in held or not held else True,
    }
    return Effect((*rows, home, *(row for row, _ in checked)), facts, tuple(figures))


def _require_known(caps: Sequence[Cap], weights: Sequence[Weight], where: str | None) -> None:
    """Refuse caps on names that no line has: a name spelt otherwise would seem to be held."""
    problems = []
    for cap in caps:
        known = sorted({getattr(line, cap.kind) for line in weights} - {""})
        if cap.name is not None and cap.name not in known:
            problems.append(f"no line is of the {KINDS[cap.kind]} {cap.name!r}{nearest(cap.name, known)}")
    if problems:
        raise InputError(
            join_problems(problems, "caps that bind nothing"),
            where=where,
            hint="write the name as the weights do; what is not held needs a line with the weights 0 and 0",
        )


def _nameless(group: _Group) -> Decimal:
    """Return the weight, without signs, of lines that are of nobody in particular."""
    return sum((abs(weight) for name, weight in group.known.items() if name.casefold() in VAGUE), group.unknown)


def _grouped(weights: Sequence[Weight], kind: str, when: str) -> _Group:
    """Return net weights by name."""
    known: defaultdict[str, Decimal] = defaultdict(Decimal)
    unknown = Decimal(0)
    for line in weights:
        name, weight = getattr(line, kind), getattr(line, when)
        if name:
            known[name] += weight
        else:
            unknown += abs(weight)
    return _Group(dict(known), unknown)


def _herfindahl(group: _Group) -> Decimal | None:
    """Return the sum of squared shares; None where a name is unknown."""
    if _nameless(group):
        return None
    gross = sum((abs(weight) for weight in group.known.values()), Decimal(0))
    return sum((weight * weight for weight in group.known.values()), Decimal(0)) / (gross * gross)


def _home_share(weights: Sequence[Weight], home_state: str | None) -> tuple[Statement, Decimal | None]:
    """Return the home state's share; its change is known if no line of an unknown state changes."""
    label = f"Share in the home state {home_state}" if home_state else "Share in the home state"
    if home_state is None:
        return Statement(label, "", "", "", "no home state is named"), None
    before, after = (_grouped(weights, "state", when) for when in ("before", "after"))
    shares = [group.known.get(home_state, Decimal(0)) for group in (before, after)]
    is_known = all(line.state or line.before == line.after for line in weights)
    change = shares[1] - shares[0] if is_known else None
    unknown = max(before.unknown, after.unknown)
    note = f"the state of {percent(unknown)} of the portfolio is unknown and not counted" if unknown else ""
    return Statement(label, percent(shares[0]), percent(shares[1]), percent(change, sign=True), note), change


def _cap_row(cap: Cap, weights: Sequence[Weight]) -> tuple[Statement, bool | None]:
    """Return the row of one cap, and whether it holds after the purchase; None where unknown lines could break it."""
    kind = KINDS[cap.kind]
    before, after = (_bound(cap, _grouped(weights, cap.kind, when)) for when in ("before", "after"))
    beyond = {name: weight for name, weight in sorted(after.known.items()) if weight > cap.limit}
    over = [f"{name} has {percent(weight)}" for name, weight in beyond.items() if name.casefold() not in VAGUE]
    first, most = (max(group.known.values(), default=Decimal(0)) for group in (before, after))
    is_held: bool | None = True
    note = "held"
    if over:
        is_held, note = False, f"broken: {', '.join(over)}"
    elif most + after.unknown > cap.limit:
        is_held, note = None, f"not known to hold: the {kind} of {percent(after.unknown)} of the portfolio is unknown"
    elif beyond:
        is_held, note = None, f"not known to hold: {', '.join(beyond)} may be one {kind} or many"
    elif cap.name is None:
        note = f"held; the largest is {min(name for name, weight in after.known.items() if weight == most)}"
    whom = f"the {kind} {cap.name}" if cap.name is not None else f"each {kind}; the largest"
    label = f"Cap of {percent(cap.limit)} on {whom}"
    return Statement(label, percent(first), percent(most), percent(most - first, sign=True), note), is_held


def _bound(cap: Cap, group: _Group) -> _Group:
    """Return the names that a cap binds."""
    return group if cap.name is None else _Group({cap.name: group.known.get(cap.name, Decimal(0))}, group.unknown)


def plan_risk(
    weights: Sequence[Weight], names: Sequence[str], returns: Floats, candidate: str, periods_per_year: int
) -> Effect:
    """Return the portfolio's volatility before and after, and the part of it that comes from the candidate.

    σ = √(w'Σw) with one sample covariance Σ of the asset classes over the periods in which each has a return; the part
    of class i is w_i (Σw)_i / σ², and the parts add to 1 (Euler). Figures are per period; the fact is yearly, √periods
    times as much. An asset class that is held and has no returns leaves all of it unknown.

    Parameters
    ----------
    weights : sequence of Weight
        Every line of the plan.
    names : sequence of str
        Asset classes that have returns.
    returns : ndarray of shape (n_periods, n_names)
        Theirs, on one calendar, NaN where there is none.
    candidate : str
        Issuer of the candidate's lines; its part is that of its asset class, which should hold nothing else.
    periods_per_year : int

    Raises
    ------
    InputError
        The weights do not add to 1, or returns are given for an asset class that no line is of.

    References
    ----------
    Litterman (1996), Hot spots and hedges, Journal of Portfolio Management 22, 52-75.
    """
    require_whole(weights)
    groups = [_grouped(weights, "asset_class", when) for when in ("before", "after")]
    strange = sorted(set(names) - set(groups[0].known))
    if strange:
        known = ", ".join(sorted(groups[0].known))
        raise InputError(f"no line of the weights is of {', '.join(strange)}; the asset classes are {known}")
    label = "Volatility of the portfolio, a period"
    held = {name for group in groups for name, weight in group.known.items() if weight}
    lacking = sorted(held - set(names)) + ["lines of unknown class"] * any(group.unknown for group in groups)
    seen = np.flatnonzero(np.isfinite(returns).all(axis=1))
    n = len(seen)
    gaps = int(seen[-1] - seen[0]) + 1 - n if n else 0
    note = f"{n} periods in which every asset class has a return, {gaps} missing between them; no error is estimated"
    if lacking or n < FEWEST_PERIODS:
        why = f"no returns of {', '.join(lacking)}" if lacking else f"{note}; {FEWEST_PERIODS} are needed"
        return Effect((Statement(label, "", "", "", f"not computed: {why}"),), {"plan_volatility_change": None})
    covariance = np.atleast_2d(np.cov(returns[seen], rowvar=False))
    (first, shares_before), (second, shares_after) = (
        _volatility(covariance, np.array([float(group.known[name]) for name in names])) for group in groups
    )
    change = second - first
    rows = [Statement(label, percent(first, 3), percent(second, 3), percent(change, 3, sign=True), note)]
    rows += [
        Statement(f"Part of it from {name}", percent(one), percent(other), percent(other - one, sign=True))
        for name, one, other in zip(names, shares_before, shares_after, strict=True)
    ]
    own = sorted({line.asset_class for line in weights if line.issuer == candidate} & set(names))
    share = fsum(shares_after[names.index(name)] for name in own) if own else None
    whose = f"share after the purchase of {', '.join(own)}" if own else f"no line of the weights is of {candidate}"
    figures = (
        Figure("plan_volatility_change", "sample", None, change, n=n, note=note),
        Figure("marginal_risk", "sample", None, share, n=n, note=f"{whose}; {note}"),
    )
    return Effect(tuple(rows), {"plan_volatility_change": change * periods_per_year**0.5 * 100}, figures)


def _volatility(covariance: Floats, weights: Floats) -> tuple[float, list[float]]:
    """Return the volatility and each part's share of it; a portfolio without risk has no shares."""
    parts = weights * (covariance @ weights)
    variance = fsum(parts)
    return max(variance, 0.0) ** 0.5, [float(part) / variance if variance > 0 else 0.0 for part in parts]
