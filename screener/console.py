"""What a person sees while a command runs: progress on standard error, results on standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from types import TracebackType


class ProgressBar:
    """Progress through named stages: a bar on a terminal, plain lines anywhere else.

    Parameters
    ----------
    stages : sequence of str
        Every stage, in order.
    of : str, optional
        What the stages are of, where a command goes through them several times.
    """

    def __init__(self, stages: Sequence[str], *, of: str = "") -> None:
        self._stages = list(stages)
        self._of = f"{of}: " if of else ""
        self._done = -1
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> ProgressBar:
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415  rich is not needed to print --help
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

            columns = (BarColumn(bar_width=24), TextColumn("{task.description}"), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Starting", total=len(self._stages))
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def stage(self, name: str) -> None:
        """Say that a stage begins."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, description=self._of + name)
        else:
            print(f"[{self._done + 1}/{len(self._stages)}] {self._of}{name}", file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        """Say what the stage is doing now; shown on a terminal only."""
        if self._bar is not None:
            self._bar.update(self._task, description=self._of + text)


def say(text: str = "") -> None:
    """Print a result for a person on standard output."""
    print(text)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Collection[int] = ()) -> None:
    """Print a table for a person on standard output: lines wrap on a terminal and never elsewhere.

    Parameters
    ----------
    headings : sequence of str
    rows : sequence of sequences of str
        One text a column.
    numbers : collection of int
        Columns set to the right.
    """
    from rich.console import Console  # noqa: PLC0415  rich is not needed to print --help
    from rich.table import Table  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for position, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if position in numbers else "left", overflow="fold")
    for row in rows:
        grid.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 10_000, highlight=False, markup=False).print(grid)


def complain(text: str) -> None:
    """Print an error on standard error."""
    print(text, file=sys.stderr)
