"""What is slow to start or to make, once for all tests: the checking process, and the examples' runs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from commands import Command, CommandHere
from filelock import FileLock
from hypothesis import HealthCheck, settings

from screener import ingest
from screener.workspace import new_workspace

# a busy machine is no fault of what is tested
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def checks() -> Iterator[ingest.Checks]:
    """One checking process; each table is still checked anew."""
    with ingest.start_checks() as running:
        yield running


@pytest.fixture(scope="session")
def screened(tmp_path_factory: pytest.TempPathFactory, checks: ingest.Checks) -> Callable[[str], dict[str, Any]]:
    """Return a function: portfolio → what `screener run PORTFOLIO --json` printed; kentucky-munis in its own process.

    Each portfolio is run once, in a workspace of its own that no test changes, whichever worker asks first.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def run(portfolio: str) -> dict[str, Any]:
        answer, workspace = shared / f"{portfolio}.json", shared / portfolio
        with FileLock(answer.with_suffix(".lock")):
            if not answer.exists():
                new_workspace(workspace)
                alone = portfolio == "kentucky-munis"
                command = Command(workspace) if alone else CommandHere(workspace, checks, whole=True)
                answer.write_text(json.dumps(command.json(portfolio)), encoding="utf-8")
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found

    return run


@pytest.fixture(scope="session")
def illinois(screened: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """What `screener run illinois-demo --json` prints."""
    return screened("illinois-demo")


@pytest.fixture(scope="session")
def kentucky(screened: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """What `screener run kentucky-munis --json` prints."""
    return screened("kentucky-munis")
