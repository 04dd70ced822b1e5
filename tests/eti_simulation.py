"""How often the prudence test errs when the truth is known: the share of false passes at a nominal 5 percent.

`python tests/eti_simulation.py` prints the table of `screener/eti/README.md`, in about two hours on two idle cores;
`OMP_NUM_THREADS=1` keeps each of the two processes to its core. Two numbers after it say how many histories are drawn,
and how many for the bootstrap that chooses its block length anew for each; with `8000 0` it takes five minutes.

Two series share a factor (correlation 0.5) and differ by exactly what is not to pass: the candidate's mean is lower by
the margin, its Sharpe ratio too, its volatility (and each of its losses) is 1.1 times the other's. Else both come about
in the same way. With several alternatives the candidate is exactly at the limit of each.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from math import cbrt, ceil, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from eti_reference import memmel_standard_error

from screener.eti.equivalence import MEAN_DIFFERENCE
from screener.eti.inference import Inference, infer
from screener.eti.moments import means, standard_error
from screener.eti.resample import block_counts, studentised
from screener.eti.risk import LOG_DOWNSIDE_DIFFERENCE, LOG_VARIANCE_DIFFERENCE, drawdown_ratio, log_worst_difference
from screener.eti.sharpe import SHARPE_DIFFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from screener.eti.moments import Smooth

    Array = NDArray[np.float64]

DRAWS = 499
LENGTHS = (60, 120, 240)
SHARPE = 0.15
"""Sharpe ratio per month, of both sides: 0.52 a year."""
SHARPE_MARGIN = 0.10 / sqrt(12)
MEAN_MARGIN = 0.75
"""In standard deviations of the difference; so wide that the other side of an equivalence test is never near."""
RATIO = 1.10
LIMIT = 2 * log(RATIO)
"""The same of squares, in logarithms."""


class Design(NamedTuple):
    """How returns come about."""

    memory: float
    """Coefficient of the first-order autoregression."""
    freedom: float
    """Degrees of freedom of Student's t; infinite is the normal distribution."""


DESIGNS = {
    "normal, independent": Design(0.0, np.inf),
    "normal, AR(1) 0.3": Design(0.3, np.inf),
    "t(4), independent": Design(0.0, 4),
    "t(4), AR(1) 0.3": Design(0.3, 4),
}


class Question(NamedTuple):
    """A statistic, the truth at which it is asked, and the wrong answer."""

    of: Callable[[Array], Smooth]
    """Histories → their statistic, which is the same for all but for the worst returns."""
    truth: float
    errs: Callable[[Inference, float], bool]
    shift: float = 0.0
    """Added to the candidate's returns."""
    scale: float = 1.0
    """The candidate's returns times this."""


def _not_worse(inference: Inference, truth: float) -> bool:
    return inference.low > truth


def _not_riskier(inference: Inference, truth: float) -> bool:
    return inference.high < truth


def _riskier(inference: Inference, truth: float) -> bool:
    return inference.low > truth


def _alike(inference: Inference, truth: float) -> bool:
    return inference.low > -abs(truth) and inference.high < abs(truth)


def _different(inference: Inference, truth: float) -> bool:
    return inference.equal_to(truth) <= 0.05


def _mean(_: Array) -> Smooth:
    return MEAN_DIFFERENCE


QUESTIONS = {
    "mean: not worse": Question(_mean, -MEAN_MARGIN, _not_worse, shift=-MEAN_MARGIN),
    "mean: alike": Question(_mean, -MEAN_MARGIN, _alike, shift=-MEAN_MARGIN),
    "Sharpe: different": Question(lambda _: SHARPE_DIFFERENCE, 0.0, _different),
    "Sharpe: not worse": Question(lambda _: SHARPE_DIFFERENCE, -SHARPE_MARGIN, _not_worse, shift=-SHARPE_MARGIN),
    "volatility: not higher": Question(lambda _: LOG_VARIANCE_DIFFERENCE, LIMIT, _not_riskier, scale=RATIO),
    "volatility: higher": Question(lambda _: LOG_VARIANCE_DIFFERENCE, LIMIT, _riskier, scale=RATIO),
    "downside: not higher": Question(lambda _: LOG_DOWNSIDE_DIFFERENCE, LIMIT, _not_riskier, scale=RATIO),
    "downside: higher": Question(lambda _: LOG_DOWNSIDE_DIFFERENCE, LIMIT, _riskier, scale=RATIO),
    "worst returns: not higher": Question(log_worst_difference, LIMIT, _not_riskier, scale=RATIO),
    "worst returns: higher": Question(log_worst_difference, LIMIT, _riskier, scale=RATIO),
}
FALL = "deepest fall: not higher"
SPREAD = 0.02
"""Volatility a month of the histories whose falls are measured."""
FAMILIES = (1, 5, 10)
"""Numbers of alternatives."""


def histories(design: Design, count: int, n: int, generator: np.random.Generator, sides: int = 2) -> Array:
    """Draw series, shape (count, n, sides), of unit variance, correlation 0.5 and a Sharpe ratio of `SHARPE`."""
    shape = (count, n + 50, 1 + sides)
    heavy = np.isfinite(design.freedom)
    shocks = generator.standard_t(design.freedom, shape) if heavy else generator.standard_normal(shape)
    variance = design.freedom / (design.freedom - 2) if heavy else 1.0
    series = shocks * sqrt((1 - design.memory**2) / variance)
    for period in range(1, shape[1] if design.memory else 1):
        series[:, period] += design.memory * series[:, period - 1]
    common, own = series[:, 50:, :1], series[:, 50:, 1:]
    return np.asarray(sqrt(0.5) * (common + own) + SHARPE)


def without_draws(statistic: Smooth, pairs: Array) -> dict[str, list[Inference]]:
    """Estimate all histories at once by the estimators that do not resample."""
    n = pairs.shape[1]
    errors = {"hac": standard_error(statistic, pairs, np.ones(n, bool), prewhiten=False)}
    if statistic is MEAN_DIFFERENCE:
        errors["iid"] = (pairs[..., 0] - pairs[..., 1]).std(axis=1, ddof=1) / sqrt(n)
    if statistic is SHARPE_DIFFERENCE:
        errors["jkm"] = np.array([memmel_standard_error(each) for each in pairs])
    found = {name: _inferences(name, statistic, pairs, error) for name, error in errors.items()}
    return found | {"hac_prewhitened": prewhitened(statistic, pairs)}


def prewhitened(statistic: Smooth, pairs: Array) -> list[Inference]:
    """Estimate all histories at once by the one estimator that the bootstrap too takes its error from."""
    error = standard_error(statistic, pairs, np.ones(pairs.shape[1], bool), prewhiten=True)
    return _inferences("hac_prewhitened", statistic, pairs, error)


def _inferences(name: str, statistic: Smooth, pairs: Array, errors: Array) -> list[Inference]:
    """Put estimates and their errors together, history by history."""
    n = pairs.shape[1]
    estimates = statistic.value(np.moveaxis(means(statistic.columns(pairs), np.ones(n, bool)), -1, 0), n)
    freedom = n - 1 if statistic is MEAN_DIFFERENCE else np.inf
    return [Inference(name, float(e), float(s), freedom) for e, s in zip(estimates, errors, strict=True)]


def with_draws(of: Callable[[Array], Smooth], pairs: Array, generator: np.random.Generator) -> list[Inference]:
    """Estimate one history after the other by the bootstrap, block length and all."""
    observed = np.ones(pairs.shape[1], bool)
    return [infer(of(each), each, observed, draws=DRAWS, generator=generator)[2] for each in pairs]


def with_blocks(
    of: Callable[[Array], Smooth], pairs: Array, block: int, generator: np.random.Generator, number: int = DRAWS
) -> list[Inference]:
    """Estimate all histories by the bootstrap with one given block length; each hundred share their draws."""
    n = pairs.shape[1]
    observed = np.ones(n, bool)
    found = []
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        statistic = of(some)
        counts = block_counts(n, block, number, generator)
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = studentised(statistic, some, observed, block=block, counts=counts)
        drawn = np.sort(np.where(np.isnan(drawn), np.inf, drawn))
        found += [
            replace(each, draws=draws, is_symmetric=statistic.is_symmetric)
            for each, draws in zip(prewhitened(statistic, some), drawn, strict=True)
        ]
    return found


def sizes(name: str, design: Design, n: int, count: int, drawn: int, block: int | None = None) -> dict[str, float]:
    """Return estimator → share of histories in which it errs, with `drawn` histories for the bootstrap.

    Without a block length the bootstrap chooses one for each history, as the test of a decision does.
    """
    return sizes_of((name,), design, n, count, drawn, block)[name]


def sizes_of(
    names: tuple[str, ...], design: Design, n: int, count: int, drawn: int, block: int | None = None
) -> dict[str, dict[str, float]]:
    """Return `sizes` by question, over the histories of the first; the questions differ by the wrong answer alone."""
    asked = QUESTIONS[names[0]]
    if any(QUESTIONS[name]._replace(errs=asked.errs) != asked for name in names):
        raise ValueError(f"{names}: these ask for another statistic, of other histories or at another truth")
    generator = np.random.default_rng([n, *names[0].encode(), *str(design).encode()])
    pairs = histories(design, max(count, drawn), n, generator)
    pairs[..., 0] = pairs[..., 0] * asked.scale + asked.shift
    found = without_draws(asked.of(pairs[:count]), pairs[:count]) if count else {}
    if drawn:
        found["bootstrap"] = (
            with_blocks(asked.of, pairs[:drawn], block, generator)
            if block
            else with_draws(asked.of, pairs[:drawn], generator)
        )
    return {
        name: {
            estimator: float(np.mean([QUESTIONS[name].errs(inference, asked.truth) for inference in inferences]))
            for estimator, inferences in found.items()
        }
        for name in names
    }


def falls(design: Design, n: int, count: int) -> float:
    """Return the share of histories in which the deepest fall is not higher, of returns 1.1 times the other's."""
    generator = np.random.default_rng([n, *FALL.encode(), *str(design).encode()])
    pairs = SPREAD * histories(design, count, n, generator) * [RATIO, 1.0]
    found = [drawdown_ratio(each, margin=RATIO, draws=DRAWS, generator=generator).high for each in pairs]
    return float(np.mean([high is not None and high < RATIO for high in found]))


def family(name: str, design: Design, n: int, count: int, alternatives: int) -> tuple[float, float]:
    """Return the share of histories in which the candidate is shown to be beyond the limit of some alternative.

    The truth is that it is exactly at the limit of each. First each alternative has 5 percent, then all together.
    """
    generator = np.random.default_rng([n, alternatives, *name.encode(), *str(design).encode()])
    series = histories(design, count, n, generator, 1 + alternatives)
    levels = (0.05, 0.05 / alternatives)
    fails = np.zeros((2, count), bool)
    for other in range(1, 1 + alternatives):
        pairs = series[..., [0, other]]
        if name == "mean":
            found = prewhitened(MEAN_DIFFERENCE, pairs)
            fails |= [[each.bounds(level)[1] < 0.0 for each in found] for level in levels]
        else:
            found = with_blocks(lambda _: LOG_VARIANCE_DIFFERENCE, pairs, 3, generator, 1_999)
            fails |= [[each.bounds(level)[0] > 0.0 for each in found] for level in levels]
    alone, together = fails.mean(axis=1)
    return float(alone), float(together)


def _row(cell: tuple[str, str, int, int]) -> str:
    """Print one question under one design, at all lengths."""
    name, design, count, chosen = cell
    columns: dict[str, list[str]] = {key: [] for key in ("own", "hac", "hac_prewhitened", "bootstrap", "chosen")}
    is_tail = QUESTIONS[name].of(np.zeros((60, 2))) not in {MEAN_DIFFERENCE, SHARPE_DIFFERENCE, LOG_VARIANCE_DIFFERENCE}
    for n in LENGTHS:
        found = sizes(name, DESIGNS[design], n, count, count, block=ceil(cbrt(n)) if is_tail else 3)
        found |= {"own": found.get("iid", found.get("jkm", np.nan))}
        found |= {"chosen": np.nan if is_tail else sizes(name, DESIGNS[design], n, 0, chosen).get("bootstrap", np.nan)}
        for key, shares in columns.items():
            shares.append("–" if np.isnan(found[key]) else f"{100 * found[key]:.1f}")
    printed = ("–" if set(shares) == {"–"} else " / ".join(shares) for shares in columns.values())
    return f"| {name} | {design} | " + " | ".join(printed) + " |"


def _fall_row(cell: tuple[str, int]) -> str:
    design, count = cell
    return (
        f"| {FALL} | {design} | " + " / ".join(f"{100 * falls(DESIGNS[design], n, count):.1f}" for n in LENGTHS) + " |"
    )


def _family_row(cell: tuple[str, str, int]) -> str:
    """Print shares with 60 months, each alternative at 5 percent and all together, for each number of alternatives."""
    name, design, count = cell
    found = [family(name, DESIGNS[design], 60, count, k) for k in FAMILIES]
    shares = [" / ".join(f"{100 * share:.1f}" for share in way) for way in zip(*found, strict=True)]
    return f"| {name} | {design} | " + " | ".join(shares) + " |"


def main() -> None:
    """Print the tables: percent of histories with 60, 120 and 240 months."""
    count, chosen = (int(each) for each in sys.argv[1:]) if len(sys.argv) == 3 else (8_000, 1_500)
    cells = [(*cell, count, chosen) for cell in product(QUESTIONS, DESIGNS)]
    sys.stdout.write("| question | returns | iid, jkm | hac | hac_prewhitened | blocks of 3 | blocks chosen |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    with ProcessPoolExecutor(2) as pool:
        for line in pool.map(_row, cells):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        falling = pool.map(_fall_row, [(design, count // 8) for design in DESIGNS])
        asked = [(name, design, count // 4) for name, design in product(("mean", "volatility"), DESIGNS)]
        for line in [*falling, *pool.map(_family_row, asked)]:
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
