"""What is slow to start or to make, once for all tests: the checking process, and the examples' runs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
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
# jsonschema, which Altair loads, takes it along where it is installed: it builds a grammar for a second, and no schema
# here has a format that needs it
sys.modules.setdefault("rfc3987_syntax", None)


class KeptChecks(ingest.Checks):
    """The checking process, asked once: its answers are kept by every byte of the question, types and rules too.

    Most tests deliver lines that others deliver too; to check them again takes 0.3 seconds.
    Whatever differs, if only the order of the columns, is another question, and goes to the process.
    """

    def __init__(self, running: ingest.Checks, folder: Path) -> None:
        self.running, self.folder = running, folder
        folder.mkdir(exist_ok=True)

    def _ask(self, payload: bytes) -> bytes:
        kept = self.folder / hashlib.sha256(payload).hexdigest()
        if not kept.exists():
            # whole or not at all: another worker may look at this moment
            unfinished = kept.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(self.running._ask(payload))
            unfinished.replace(kept)
        return kept.read_bytes()


@pytest.fixture(scope="session")
def bare_checks() -> Iterator[ingest.Checks]:
    """One checking process; each table is checked anew."""
    with ingest.start_checks() as running:
        yield running


@pytest.fixture(scope="session")
def checks(tmp_path_factory: pytest.TempPathFactory, bare_checks: ingest.Checks) -> ingest.Checks:
    """The checking process, whose answers all workers share."""
    base = tmp_path_factory.getbasetemp()
    return KeptChecks(bare_checks, (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "checked")


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
