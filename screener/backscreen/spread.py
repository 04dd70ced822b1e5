"""The dates of a back-screen calculated side by side, each in a process that has nothing of the others.

How many processes there are, and which is done first, changes no byte: a date's answer follows from its question alone.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from itertools import groupby
from multiprocessing import get_context
from typing import TYPE_CHECKING

from screener import ingest
from screener.backscreen.answers import Answers
from screener.backscreen.day import Day, screened
from screener.backscreen.plan import Plan, said
from screener.errors import InputError, ScreenerError, join_problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from screener.pipeline import Progress

_MOST = 61
"""Windows waits for no more processes at once."""
Came = Day | ScreenerError
"""What a date came to, or why it could not be screened."""


def answer(plan: Plan, progress: Progress, *, workers: int | None = None) -> Answers:
    """Return what a portfolio comes to on each date of a plan. Nothing is written.

    Parameters
    ----------
    plan : Plan
    progress : Progress
        Told the stages of the plan: that holdings are read, then each date that is done.
    workers : int, optional
        Processes; by default as many as there are processor cores to use and pairs of dates: one more takes seconds
        to start. Never more than dates. With one, everything happens in this process.

    Raises
    ------
    ScreenerError
        Dates could not be screened: every one, with what was wrong.
    """
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers", where="workers", hint="give 1 or more")
    count = min(workers or _processes(len(plan.held)), len(plan.held), _MOST)
    found: dict[date, Came] = {}
    progress.stage(plan.stages[0])
    for day, came in _here(plan) if count == 1 else _beside(plan, count):
        found[day] = came
        progress.stage(said(day))
    if faults := {day: came for day in plan.held if isinstance(came := found[day], ScreenerError)}:
        raise _joined(faults, len(found))
    return Answers(plan, [came for day in plan.held if isinstance(came := found[day], Day)])


def _processes(dates: int) -> int:
    """Return how many processes are worth starting."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, dates // 2))


def _here(plan: Plan) -> Iterator[tuple[date, Came]]:
    """Yield the dates, screened in this process."""
    for days, delivered in _read(plan):
        for day in days:
            yield day, _tried(plan, day, delivered)


def _beside(plan: Plan, count: int) -> Iterator[tuple[date, Came]]:
    """Yield the dates as other processes have done them; a delivery's dates start as soon as it is read."""
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    asked: dict[Future[Came], date] = {}
    try:
        for days, delivered in _read(plan):
            asked |= {pool.submit(_tried, plan, day, delivered): day for day in days}
        for done in as_completed(asked):
            yield asked[done], done.result()
    except BrokenProcessPool as error:
        raise ScreenerError(
            "a process that screens dates ended before it was done",
            hint="in a script, put the call under: if __name__ == '__main__': ; where memory is short, ask for "
            "fewer processes: workers=1 (--workers 1)",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _read(plan: Plan) -> Iterator[tuple[list[date], ingest.Ingested | ScreenerError]]:
    """Yield each delivery once, with its dates; or why it cannot be used."""
    with ingest.start_checks() as checks:
        for delivery, group in groupby(plan.held, key=plan.held.__getitem__):
            days = list(group)
            try:
                delivered = ingest.run(plan.question(days[0]).portfolio, delivery, checks=checks)
            except ScreenerError as error:
                yield days, error
            else:
                yield days, delivered


def _tried(plan: Plan, day: date, delivered: ingest.Ingested | ScreenerError) -> Came:
    """Return what a date came to; a fault that a person can act on is an answer too, so that every date has its own."""
    if isinstance(delivered, ScreenerError):
        return delivered
    try:
        return screened(plan, day, delivered)
    except ScreenerError as error:
        return error
    except Exception as error:
        error.add_note(f"while {day} was screened")
        raise


def _joined(faults: dict[date, ScreenerError], asked: int) -> ScreenerError:
    """Return one error of the faults of all dates; those that say the same are said once."""
    same: dict[str, list[str]] = {}
    places = {fault.where for fault in faults.values()}
    for day, fault in faults.items():
        text = f"{fault.where}: {fault.message}" if fault.where and len(places) > 1 else fault.message
        same.setdefault(text.replace("\n", "\n  "), []).append(str(day))
    worst = max(faults.values(), key=lambda fault: fault.exit_code)
    return type(worst)(
        join_problems(
            [f"{', '.join(days)}: {text}" for text, days in same.items()],
            f"{len(faults)} of {asked} dates could not be screened:",
        ),
        where=worst.where if len(places) == 1 else None,
        hint=worst.hint,
    )
