"""A private plan with two deliveries, back-screened once for all tests of this folder."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from screener import backscreen, ingest, whatif
from screener.workspace import new_workspace

SETTINGS = """name = "A private plan"
state = "IL"
rulebooks = ["dol-eti"]

[plan]
is_governmental_plan = false

[[input]]
name = "equities"
path = "inputs/{as_of}/equities.csv"
account = "Equities"
"""
DELIVERED = {date(2015, 12, 31): "600.00", date(2023, 12, 31): "800.00"}
"""Date of a delivery → what its line of Caterpillar is worth; its other line is worth 400.00."""
SITES = "establishments/letter.csv"
"""What the plan knows itself: where Caterpillar's people work, read in 2018 and known since."""


@contextmanager
def _shared(checks: ingest.Checks) -> Iterator[None]:
    """Let one checking process serve."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
        yield


@pytest.fixture(autouse=True)
def _one_process_checks(checks: ingest.Checks) -> Iterator[None]:
    """It takes seconds to start."""
    with _shared(checks):
        yield


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the plan; constructed: two lines, delivered twice."""
    root: Path = tmp_path_factory.mktemp("back-screen") / "w"
    new_workspace(root)
    for day, value in DELIVERED.items():
        file = root / "portfolios" / "private-plan" / "inputs" / str(day) / "equities.csv"
        file.parent.mkdir(parents=True)
        file.write_text(
            "security_name,ticker,cusip,asset_class,market_value\n"
            f"CATERPILLAR INC,CAT,149123101,equity,{value}\nDEERE & CO,DE,244199105,equity,400.00\n",
            encoding="utf-8",
        )
    (root / "portfolios" / "private-plan" / "portfolio.toml").write_text(SETTINGS, encoding="utf-8")
    sites = root / "portfolios" / "private-plan" / SITES
    sites.parent.mkdir()
    sites.write_text(
        "issuer,site,state,as_of,source\ncik:0000018230,Illinois,IL,2018-06-30,A constructed letter\n", encoding="utf-8"
    )
    return root


@pytest.fixture(scope="session")
def answers(workspace: Path, checks: ingest.Checks, tmp_path_factory: pytest.TempPathFactory) -> backscreen.Answers:
    """Five year ends, each under another text of the Department of Labor's; made once, whichever worker asks first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    file = shared / "back-screen.pickle"
    held = {date(year, 12, 31): min(DELIVERED) for year in (2014, 2015, 2018, 2021)} | {max(DELIVERED): max(DELIVERED)}
    plan = replace(backscreen.plan(workspace, "private-plan", max(DELIVERED), every="year"), held=held)
    with FileLock(file.with_suffix(".lock")):
        if not file.exists():
            with _shared(checks):
                made = backscreen.answer(plan, whatif.Silent(), workers=1)
            file.write_bytes(pickle.dumps(made.days))
    return backscreen.Answers(plan, pickle.loads(file.read_bytes()))  # noqa: S301  what another worker wrote
