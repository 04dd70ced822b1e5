from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from screener.report import summarise, write


@pytest.fixture(scope="session")
def example() -> Any:
    """Return the run made by hand in example_run.py."""
    made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("example_run.py"))))
    return SimpleNamespace(tables=made.tables(), about=made.about(), faults=made.faults(), k=made.k)


@pytest.fixture(scope="session")
def summary(example: Any) -> Any:
    return summarise(example.tables, example.about)


@pytest.fixture(scope="session")
def folder(example: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the example's report."""
    made = tmp_path_factory.mktemp("run")
    write(made, summarise(example.tables, example.about), example.tables, example.faults)
    return made
