"""What is slow to start or to make, once for all tests: the checking process, and the examples' runs."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import CommandHere
from example import QUARTERS, make_run
from filelock import FileLock
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

from screener import ingest
from screener.workspace import new_workspace

Once = Callable[[str, Callable[[Path], object]], Path]

# a worker has one core: threads of a matrix product would wait for each other and count as work
threadpool_limits(1)
# a busy machine is no fault of what is tested
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def checks() -> Iterator[ingest.Checks]:
    """One checking process; each table is still checked anew."""
    with ingest.start_checks() as running:
        yield running


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return a function: name, maker → the folder of that name, made by whichever worker asks first.

    No test changes what is in it; who has to takes a copy.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        made, whole = shared / name, shared / f"{name}.whole"
        with FileLock(shared / f"{name}.lock"):
            if not whole.exists():
                shutil.rmtree(made, ignore_errors=True)
                make(made)
                whole.touch()
        return made

    return folder


@pytest.fixture(scope="session")
def screened(once: Once, checks: ingest.Checks) -> Callable[..., dict[str, Any]]:
    """Return a function: portfolio → what `screener run PORTFOLIO --json` printed, in a workspace of its own."""

    def run(portfolio: str, *, whole: bool = True) -> dict[str, Any]:
        def make(workspace: Path) -> None:
            new_workspace(workspace)
            answer = CommandHere(workspace, checks, whole=whole).json(portfolio)
            workspace.with_suffix(".json").write_text(json.dumps(answer), encoding="utf-8")

        answer = once(portfolio, make).with_suffix(".json")
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found

    return run


@pytest.fixture(scope="session")
def illinois(screened: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """What `screener run illinois-demo --json` prints."""
    return screened("illinois-demo")


@pytest.fixture(scope="session")
def kentucky(screened: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """What `screener run kentucky-munis --json` prints."""
    return screened("kentucky-munis")


@pytest.fixture(scope="session")
def three_quarters(once: Once, checks: ingest.Checks) -> Path:
    """Return a workspace that no test changes: illinois-demo screened for three quarters, as the committed example is.

    Only the newest has its PDF and its workbook.
    """
    return once(
        "three-quarters",
        lambda made: make_run(made, lambda folder, day: CommandHere(folder, checks, whole=day == QUARTERS[-1])),
    )
