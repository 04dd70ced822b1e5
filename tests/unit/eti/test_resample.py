"""The fast bootstrap is the published one, draw by draw."""

from __future__ import annotations

import numpy as np
import pytest

from screener.eti import resample
from screener.eti.moments import Smooth
from screener.eti.resample import (
    block_counts,
    block_length,
    chunks_of_counts,
    chunks_of_rows,
    resampled_rows,
    studentised,
)
from screener.eti.risk import LOG_VARIANCE_DIFFERENCE
from screener.eti.sharpe import SHARPE_DIFFERENCE, sharpe_difference


def returns(length: int, seed: int) -> np.ndarray:
    """Draw correlated pairs of returns."""
    common, own = np.random.default_rng(seed).standard_normal((2, length, 1)) * 0.02
    return 0.005 + np.concatenate([common, 0.8 * common + 0.5 * own], axis=1)


def sharpe(pairs: np.ndarray) -> float:
    """Sharpe ratio of the first less that of the second."""
    first, second = pairs.mean(axis=0) / pairs.std(axis=0, ddof=1)
    return float(first - second)


def log_variance(pairs: np.ndarray) -> float:
    """Logarithm of the first variance less that of the second."""
    first, second = pairs.var(axis=0, ddof=1)
    return float(np.log(first / second))


def published_draw(pairs: np.ndarray, rows: list[np.ndarray], length: int, *, is_sharpe: bool) -> float:
    """One studentised draw as Ledoit and Wolf (2008, 2011) write it, block after block; blocks may differ in size.

    Returns of block j are y, Psi is the mean over blocks of the outer product of sqrt(b) times the block's mean.
    """
    drawn = pairs[np.concatenate(rows)]
    mean, square = drawn.mean(axis=0), (drawn**2).mean(axis=0)
    variance = square - mean**2
    if is_sharpe:
        gradient = np.array([*(square / variance**1.5), *(-0.5 * mean / variance**1.5)]) * [1, -1, 1, -1]
        distance = sharpe(drawn) - sharpe(pairs)
    else:
        gradient = np.array([*(-2 * mean / variance), *(1 / variance)]) * [1, -1, 1, -1]
        distance = log_variance(drawn) - log_variance(pairs)
    centre = np.array([*mean, *square])
    total = np.zeros((4, 4))
    for row in rows:
        deviations = np.column_stack([pairs[row], pairs[row] ** 2]) - centre
        total += np.outer(deviations.sum(axis=0), deviations.sum(axis=0))
    psi = total / len(drawn)
    if not is_sharpe:
        psi *= len(pairs) / (len(pairs) - 4)
    return float(distance / np.sqrt(gradient @ psi @ gradient / length))


@pytest.mark.parametrize("statistic", [SHARPE_DIFFERENCE, LOG_VARIANCE_DIFFERENCE])
@pytest.mark.parametrize("block", [1, 3, 10])
def test_every_draw_is_the_published_formula(statistic: Smooth, block: int) -> None:
    """Ledoit and Wolf (2008) section 3.2 and (2011); 53 periods are not a whole number of blocks of 3 or 10."""
    pairs = returns(53, seed=1)
    counts = block_counts(53, block, 7, np.random.default_rng(2))
    result = studentised(statistic, pairs[None], np.ones(53, bool), block=block, counts=counts)[0]
    for draw, count in zip(result, counts, strict=True):
        starts = np.repeat(np.arange(53), count.astype(int))
        rows = [np.arange(start, start + block) % 53 for start in starts]

        assert draw == pytest.approx(published_draw(pairs, rows, 53, is_sharpe=statistic is SHARPE_DIFFERENCE))


def test_gaps_go_with_their_blocks() -> None:
    """A block over a gap brings fewer returns; means are of the returns drawn, and no return is made up."""
    pairs = returns(40, seed=3)
    observed = np.ones(40, bool)
    observed[[4, 5, 6, 20, 33]] = False
    place = np.cumsum(observed) - 1  # where a period stands among those observed
    counts = block_counts(40, 4, 9, np.random.default_rng(4))
    gappy = np.where(observed[:, None], pairs, 99.0)
    result = studentised(SHARPE_DIFFERENCE, gappy[None], observed, block=4, counts=counts)[0]
    for draw, count in zip(result, counts, strict=True):
        periods = [np.arange(start, start + 4) % 40 for start in np.repeat(np.arange(40), count.astype(int))]
        rows = [place[block[observed[block]]] for block in periods]
        returns_drawn = sum(map(len, rows))

        expected = published_draw(pairs[observed], rows, returns_drawn, is_sharpe=True)
        assert draw == pytest.approx(expected)


def test_series_side_by_side_are_each_by_itself() -> None:
    """Drawn together with the same starts, every series gets what it gets alone."""
    batch = np.stack([returns(48, seed=seed) for seed in range(3)])
    counts = block_counts(48, 6, 20, np.random.default_rng(5))
    together = studentised(SHARPE_DIFFERENCE, batch, np.ones(48, bool), block=6, counts=counts)
    single = [
        studentised(SHARPE_DIFFERENCE, each[None], np.ones(48, bool), block=6, counts=counts)[0] for each in batch
    ]

    assert together == pytest.approx(np.array(single), rel=1e-9)


def test_a_draw_has_as_many_blocks_as_fit() -> None:
    """Of 53 periods and blocks of 10 there are five, and every period may begin one."""
    counts = block_counts(53, 10, 400, np.random.default_rng(6))

    assert set(counts.sum(axis=1)) == {5.0}
    assert counts.sum(axis=0).min() > 0


def test_draws_in_parts_are_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 53 periods 7 draws at a time are held, and the last part has 2 of 16; nothing of the stream is lost."""
    monkeypatch.setattr(resample, "CELLS", 7 * 53 + 5)
    counts = list(chunks_of_counts(53, 10, 16, np.random.default_rng(6)))
    rows = list(chunks_of_rows(53, 10, 16, np.random.default_rng(7)))

    assert [len(part) for part in counts] == [len(part) for part in rows] == [7, 7, 2]
    np.testing.assert_array_equal(np.concatenate(counts), block_counts(53, 10, 16, np.random.default_rng(6)))
    np.testing.assert_array_equal(np.concatenate(rows), resampled_rows(53, 10, 16, np.random.default_rng(7)))


def test_the_block_length_is_chosen_by_the_returns_alone() -> None:
    """Another seed of the test gives other draws with blocks of the same length."""
    pairs = returns(60, 12)
    found = [
        sharpe_difference(pairs, margin=0.03, draws=199, generator=np.random.default_rng(seed))[-1] for seed in range(6)
    ]

    assert len({figure.note for figure in found}) == 1
    assert len({figure.low for figure in found}) == 6


def test_rows_are_whole_blocks_round_the_end() -> None:
    """Within a block period follows period, after the last comes the first; the last block is cut."""
    rows = resampled_rows(11, 4, 300, np.random.default_rng(7))
    within = [column for column in range(1, 11) if column % 4]

    assert rows.shape == (300, 11)
    assert np.all((rows[:, within] - rows[:, [column - 1 for column in within]]) % 11 == 1)
    assert set(rows.ravel()) == set(range(11))


def test_a_block_is_at_most_a_quarter_of_the_window() -> None:
    """Of 1, 3, 6 and 10 only 1 and 3 fit four times into 20 periods."""
    chosen = {
        block_length(SHARPE_DIFFERENCE, returns(20, seed), np.ones(20, bool), np.random.default_rng(seed))
        for seed in range(12)
    }

    assert chosen == {1, 3}


def test_the_length_that_rejects_the_truth_nearest_to_five_percent_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Algorithm 3.1: with draws so made that blocks of 6 reject in 5 percent of the series and others always."""

    def draws(_: Smooth, pairs: np.ndarray, __: np.ndarray, *, block: int, counts: np.ndarray) -> np.ndarray:
        rejects = np.arange(len(pairs)) < (0.05 if block == 6 else 1) * len(pairs)
        return np.where(rejects[:, None], 0.0, np.inf) * np.ones(len(counts))

    monkeypatch.setattr(resample, "studentised", draws)

    assert block_length(SHARPE_DIFFERENCE, returns(60, 8), np.ones(60, bool), np.random.default_rng(9)) == 6


def test_simulated_series_are_like_the_observed_one() -> None:
    """They keep the autocorrelation, the correlation and the volatility of the sample that they are fitted to."""
    pairs = returns(200, seed=10)
    for t in range(1, 200):
        pairs[t] += 0.5 * pairs[t - 1]
    simulated = resample._pseudo_series(pairs, np.ones(200, bool), np.random.default_rng(11))
    sides = simulated - simulated.mean(axis=1, keepdims=True)
    lagged = (sides[:, 1:] * sides[:, :-1]).mean(axis=(0, 1)) / (sides**2).mean(axis=(0, 1))

    np.testing.assert_allclose(simulated.std(axis=1).mean(axis=0), pairs.std(axis=0), rtol=0.1)
    np.testing.assert_allclose(lagged, [0.5, 0.5], atol=0.1)
    assert np.corrcoef(sides.reshape(-1, 2).T)[0, 1] == pytest.approx(np.corrcoef(pairs.T)[0, 1], abs=0.05)
