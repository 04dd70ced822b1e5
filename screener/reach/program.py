"""The program that is solved: weights after the trades, in shares of net market value, by a maintained solver."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from screener.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOLERANCE = 1e-6
"""Share of net market value by which an answer may miss what is asked, and what if may differ from what is promised."""
_DUST = 1e-7
"""Share of net market value below which trades are a solver's rounding: they are not made, all of them together, and no
such rests are kept."""
_DIGITS = 6
"""Places of a shadow price that a solver's tolerance leaves certain."""
_EXACT, _NEARLY = 1e-10, 1e-8
"""How far the second solve may leave the first's optimum, of a linear program and of one with risk in it."""
# HiGHS as SciPy ships it: it prints nothing, and its dual simplex takes one thread and the same steps every time
_HIGHS = {"method": "highs-ds", "primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
_CLARABEL: dict[str, Any] = {"max_threads": 1, "tol_gap_abs": 1e-9, "tol_gap_rel": 1e-9, "tol_feas": 1e-9}


@dataclass(frozen=True)
class Program:
    """Assets that can be traded, and the limits on them; weights are shares of net market value."""

    before: Floats
    """Weight of each asset before, (n,)."""
    can_buy: NDArray[np.bool_]
    """Whether more of it may be bought, (n,)."""
    gain: Floats
    """What of each asset is in the figure, at the end that is asked, (n,)."""
    start: float
    """Share of the figure before the trades."""
    security: NDArray[np.int64]
    """Which security each asset is, (n,)."""
    room: Floats
    """What each security may still grow by, (n_securities,)."""
    is_capped: NDArray[np.bool_]
    """Whether that is up to the largest weight; else it is above it, and may only stay."""
    max_turnover: float | None = None
    root: Floats | None = None
    """Factor of the yearly covariance, (m, n); none where no returns were given."""
    risk: Floats | None = None
    """The same factor times the weights before of everything that has returns, (m,)."""
    max_tracking_error: float | None = None
    max_added_risk: float | None = None
    expected: Floats | None = None
    """Expected yearly returns, (n,), NaN where one is not known; none where none were given."""
    max_return_loss: float | None = None
    is_turnover: bool = True
    """Least turnover is wanted; else the least tracking error."""

    @property
    def is_linear(self) -> bool:
        """Whether neither a limit nor the objective is about risk."""
        limits = self.max_tracking_error, self.max_added_risk
        return self.root is None or (self.is_turnover and limits == (None, None))

    @property
    def size(self) -> int:
        """Assets that can be traded."""
        return len(self.before)

    def grown(self, traded: Floats) -> Floats:
        """Return by how much each security grows, over all accounts."""
        grown: Floats = np.bincount(self.security, weights=traded, minlength=len(self.room)).astype(np.float64)
        return grown

    def tracking_error(self, traded: Floats) -> float | None:
        """Return the yearly tracking error of trades; none where no returns were given."""
        return None if self.root is None else float(np.linalg.norm(self.root @ traded))

    def volatility(self, traded: Floats) -> float | None:
        """Return the yearly volatility after trades, of everything that has returns."""
        if self.root is None or self.risk is None:
            return None
        return float(np.linalg.norm(self.risk + self.root @ traded))

    def added_return(self, traded: Floats) -> float | None:
        """Return the change of the expected yearly return; none where that of something traded is not known."""
        if self.expected is None:
            return None
        added = float(self.expected[traded != 0] @ traded[traded != 0])
        return None if np.isnan(added) else added

    def overrun(self, traded: Floats) -> float:
        """Return by how much trades miss a limit at most; not above zero where all are kept."""
        added, risen = self.added_return(traded), None
        if (after := self.volatility(traded)) is not None:
            risen = after - (self.volatility(np.zeros_like(traded)) or 0.0)
        limits = (
            (float(np.max(self.grown(traded) - self.room, initial=0.0)), 0.0),
            (float(traded.clip(0).sum()), self.max_turnover),
            (self.tracking_error(traded), self.max_tracking_error),
            (risen, self.max_added_risk),
            (None if added is None else -added, self.max_return_loss),
        )
        return max(value - bound for value, bound in limits if value is not None and bound is not None)


@dataclass(frozen=True)
class Solved:
    """What a solver found."""

    value: float
    """Share, turnover or tracking error."""
    traded: Floats
    """Change of the weight of each asset, (n,)."""
    prices: Mapping[str, float]
    """Limit → what one unit more room would improve the value by."""


def largest(program: Program) -> Solved:
    """Return the largest share that can be reached within the limits."""
    if not program.size:
        return Solved(program.start, np.zeros(0), {})
    return _Model(program).maximised()


def furthest(program: Program, most: Solved) -> Solved:
    """Return the largest share with trades that are no accident of the solver: about the least that reach it."""
    return _Model(program).settled(most, "share") if program.size else most


def smallest(program: Program, target: float, most: float) -> Solved:
    """Return the smallest change that reaches a share, of which the largest that can be reached is known.

    Of answers that are equally small the one is taken that trades larger positions rather than smaller ones, in the
    order of their names where they are equally large: so there is one answer. Of those with an equally small tracking
    error, about the least turnover comes first: what is bought in one account is not sold in another.
    """
    if not program.size:
        return Solved(0.0, np.zeros(0), {})
    model = _Model(program)
    found = model.minimised(_with_spare(program, target, most))
    return model.settled(found, "turnover" if program.is_turnover else "tracking_error")


def least(program: Program, target: float, most: float) -> float:
    """Return how small that change is, whichever of those that are equally small it is."""
    return _Model(program).minimised(_with_spare(program, target, most)).value if program.size else 0.0


def _with_spare(program: Program, target: float, most: float) -> float:
    """Return a target with what a solver's tolerance takes away: a simplex stops at a corner, risk is solved inside."""
    spare = 2e-9 if program.is_linear else 2 * _DUST
    return min(target + spare, most - spare)


def _is_dust(sizes: Floats) -> NDArray[np.bool_]:
    """Return which sizes are nothing: the smallest, as long as all of them add up to less than `_DUST`."""
    order = np.argsort(sizes, kind="stable")
    is_dust = np.zeros(len(sizes), dtype=bool)
    is_dust[order] = np.cumsum(sizes[order].clip(0)) < _DUST
    return is_dust


class _Model:
    """The variables and constraints of a program."""

    def __init__(self, program: Program) -> None:
        self._cp: Any = import_module("cvxpy")  # an extra, and slow to import
        cp = self._cp
        self._program = program
        self._bought = cp.Variable(program.size, nonneg=True)
        self._sold = cp.Variable(program.size, nonneg=True)
        self._traded: Any = self._bought - self._sold
        self._turnover: Any = cp.sum(self._bought)
        self._share: Any = program.start + program.gain @ self._traded
        self._limits: dict[str, Any] = {
            "value": cp.sum(self._bought) == cp.sum(self._sold),
            "long_only": self._sold <= program.before,
            "purchases": self._bought[np.flatnonzero(~program.can_buy)] == 0,
            **self._stated(),
        }

    def _stated(self) -> dict[str, Any]:
        """Return the limits that were stated."""
        cp, program, limits = self._cp, self._program, {}
        bounded = np.flatnonzero(np.isfinite(program.room))
        if bounded.size:
            ones = coo_matrix((np.ones(program.size), (program.security, np.arange(program.size)))).tocsr()
            limits["max_weight"] = ones[bounded] @ self._traded <= program.room[bounded]
        if program.max_turnover is not None:
            limits["max_turnover"] = self._turnover <= program.max_turnover
        if program.root is not None and program.risk is not None:
            # a shrunk covariance has a factor that is nearly empty
            root = csr_matrix(program.root)
            self._tracking_error: Any = cp.norm(root @ self._traded)
            if program.max_tracking_error is not None:
                limits["max_tracking_error"] = self._tracking_error <= program.max_tracking_error
            if program.max_added_risk is not None:
                most = float(np.linalg.norm(program.risk)) + program.max_added_risk
                limits["max_added_risk"] = cp.norm(program.risk + root @ self._traded) <= most
        if program.expected is not None and program.max_return_loss is not None:
            limits["max_return_loss"] = program.expected @ self._traded >= -program.max_return_loss
        return limits

    def maximised(self) -> Solved:
        """Return the largest share."""
        return self._solved(self._cp.Maximize(self._share), self._limits)

    def minimised(self, target: float) -> Solved:
        """Return the least turnover, or tracking error, that reaches the target."""
        self._limits["target"] = self._share >= target
        return self._solved(
            self._cp.Minimize(self._turnover if self._program.is_turnover else self._tracking_error), self._limits
        )

    def settled(self, first: Solved, figure: Literal["share", "turnover", "tracking_error"]) -> Solved:
        """Return of all answers that are as good by a figure the one that trades the largest positions.

        Where a solver cannot tell them apart, or not to the tolerance, the first stays: it is an answer.
        """
        cp, program = self._cp, self._program
        spare = _EXACT if program.is_linear else _NEARLY
        as_good = {
            "share": lambda: self._share >= first.value - spare,
            "turnover": lambda: self._turnover <= first.value + spare,
            "tracking_error": lambda: self._tracking_error <= first.value + spare,
        }
        rank = np.empty(program.size)
        rank[np.argsort(-program.before, kind="stable")] = np.arange(1, program.size + 1) / program.size
        # where the turnover is not yet the least, every trade costs; the rank decides between trades that are alike
        cost = rank if figure == "turnover" else 1 + rank
        kept = {**self._limits, "first": as_good[figure]()}
        try:
            traded = self._solved(cp.Minimize(cost @ (self._bought + self._sold)), kept).traded
        except IntegrityError:
            return first
        return first if abs(float(traded.sum())) > TOLERANCE / 2 else replace(first, traded=traded)

    def _solved(self, aim: Any, limits: Mapping[str, Any]) -> Solved:
        """Solve one program, the same way every time."""
        cp = self._cp
        problem = cp.Problem(aim, list(limits.values()))
        with warnings.catch_warnings():
            # an inaccurate answer is held against every limit before anybody sees it
            warnings.filterwarnings("ignore", message="Solution may be inaccurate")
            try:
                if problem.is_lp():
                    problem.solve(solver=cp.SCIPY, scipy_options=dict(_HIGHS))
                else:
                    problem.solve(solver=cp.CLARABEL, **_CLARABEL)
                status = str(problem.status)
            except cp.SolverError:
                status = "nothing"
        if status not in (cp.OPTIMAL, cp.OPTIMAL_INACCURATE):
            raise IntegrityError(
                f"the solver says {status} of a program that has an answer: to trade nothing",
                hint="ask with a larger limit; see that returns are given as fractions, 0.01 for one percent",
            )
        traded = np.asarray(self._traded.value, dtype=np.float64)
        traded = np.where(_is_dust(np.abs(traded)), 0.0, traded)
        rest = np.where(traded < 0, self._program.before + traded, np.inf)
        traded = np.where(_is_dust(rest), -self._program.before, traded)
        return Solved(float(problem.value), traded, {name: self._price(name, one) for name, one in limits.items()})

    def _price(self, name: str, limit: Any) -> float:
        """Return what one unit more room of a limit is worth."""
        dual = np.atleast_1d(np.asarray(limit.dual_value, dtype=np.float64))
        if name == "max_weight":
            dual = dual[self._program.is_capped[np.isfinite(self._program.room)]]
        return round(float(dual.sum()), _DIGITS) + 0.0
