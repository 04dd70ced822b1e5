"""Progress as one bar: a widget in a notebook, a line on a terminal, nothing where it is not wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


class Bar:
    """Where a run says what it is doing (`screener.pipeline.progress.Progress`); use it as a context.

    Parameters
    ----------
    stages : sequence of str
        Every stage, in order.
    silent : bool
        Show nothing. So it is also where tqdm is not installed.

    Examples
    --------
    >>> with Bar(["Reading", "Judging"], silent=True) as bar:
    ...     bar.stage("Reading")
    ...     bar.detail("holdings.csv")
    >>> bar.done
    1
    """

    def __init__(self, stages: Sequence[str], *, silent: bool = False) -> None:
        self.done = 0
        self._total = len(stages)
        self._silent = silent
        self._bar: Any = None

    def __enter__(self) -> Bar:
        if not self._silent:
            self._bar = _tqdm(self._total)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            if kind is None:
                self._bar.update(self._total - self._bar.n)
                self._bar.set_description_str("Done")
            self._bar.close()

    def stage(self, name: str) -> None:
        """Say that a stage begins."""
        self.done += 1
        if self._bar is not None:
            # a stage that begins is not yet done
            self._bar.update(self.done - 1 - self._bar.n)
            self._bar.set_description_str(name)

    def detail(self, text: str) -> None:
        """Say what the stage is doing now."""
        if self._bar is not None:
            self._bar.set_postfix_str(text)


def default(stages: Sequence[str]) -> Bar:
    """Return where a screen says what it is doing when nobody said where: a bar in a Jupyter notebook, else silence.

    Parameters
    ----------
    stages : sequence of str
        Every stage, in order.

    Examples
    --------
    >>> with default(["Reading"]) as bar:
    ...     bar.stage("Reading")
    """
    return Bar(stages, silent=not is_notebook())


def is_notebook() -> bool:
    """Return whether this is the kernel of a notebook; IPython on a terminal is none.

    Examples
    --------
    >>> is_notebook()
    False
    """
    found = sys.modules.get("IPython")
    shell = found.get_ipython() if found else None
    return type(shell).__name__ == "ZMQInteractiveShell"


def _tqdm(total: int) -> Any:
    """Return a bar; null where tqdm is not installed."""
    try:
        from tqdm.auto import tqdm  # noqa: PLC0415  only where somebody looks
    except ImportError:
        return None
    return tqdm(total=total, bar_format="{desc} {bar} {n_fmt}/{total_fmt} {elapsed}{postfix}", leave=False)
