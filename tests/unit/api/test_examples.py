"""The examples of the Python interface run as they stand, on a workspace with one finished run of illinois-demo.

Questions are asked of ``munis``, kentucky-munis as it is; ``earlier`` and ``later`` are of a workspace that has both.
Files and folders that are named lie where they are looked for.
"""

from __future__ import annotations

import csv
import doctest
import importlib
import inspect
import pkgutil
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import screener
from screener import api, whatif
from screener.api.prudence import Eti
from screener.api.questions import Questions
from screener.api.run import Run
from screener.api.tools import Tools
from screener.api.workspace import Workspace

MODULES = [module.name for module in pkgutil.walk_packages(api.__path__, f"{api.__name__}.")]
NAMES: dict[str, Callable[[Workspace, Callable[[], Run]], Any]] = {
    "earlier": lambda ws, _: ws.latest("illinois-demo", as_of="2024-09-30"),
    "found": lambda _, munis: munis().reach(
        "in_state_manufacturing", 0.001, end="best", candidates=[{"ticker": "F", "asset_class": "equity"}], avoid=()
    ),
    "later": lambda ws, _: ws.latest("illinois-demo"),
    "munis": lambda _, munis: munis(),
    "scenario": lambda _, munis: munis().what_if(state="IN"),
    "swept": lambda _, munis: munis().sensitivity("eda_unemployment_gap", [0.5, 2]),
    "trial": lambda ws, _: ws.eti.test("fund.csv", ["index.csv"], unit="percent", margin=0.0025),
}
"""Names that examples use → what they are, of the workspace and the run that is asked."""
NOT_RUN = {
    "screener.api.backscreen": "screens a portfolio on several dates",
    "screener.api.matching": "matches every line and every owner of facilities, in ten seconds; record needs a person",
    "screener.api.prudence.Eti.memo": "measures the decision again and sets a PDF",
    "screener.api.run.Run.report": "prints a whole edition, with its PDF and its workbook",
    "screener.api.tools.Tools.match": "matches every line and every owner of facilities, in ten seconds",
    "screener.api.workspace.Workspace.back_screen": "screens a portfolio on several dates",
    "screener.api.workspace.Workspace.screen": "screens a portfolio and writes a run where other tests read",
}
"""Examples that are not run, by the beginning of their names → why; other tests do each of these things."""


def _examples() -> dict[str, doctest.DocTest]:
    """Return the examples by name; doctest of Python 3.11 does not look into cached properties."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = []
    for name in MODULES:
        module = importlib.import_module(name)
        found += finder.find(module, name)
        for owner in (one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == name):
            for own, member in vars(owner).items():
                if isinstance(member, cached_property):
                    found += finder.find(member.func, f"{name}.{owner.__name__}.{own}", module=module)
    return {test.name: test for test in found if test.examples}


EXAMPLES = _examples()


def _asked_once(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that keeps its answers, whoever it is asked of: all examples have the same workspace."""
    answers: dict[str, Any] = {}

    def ask(self: object, *arguments: object, **options: object) -> Any:
        key = repr((arguments, options))
        if key not in answers:
            answers[key] = method(self, *arguments, **options)
        return answers[key]

    return ask


@pytest.fixture(scope="module", autouse=True)
def _slow_answers_are_kept() -> Iterator[None]:
    """Many examples ask for the same region, decision or figure, which takes a second."""
    slow = ((Tools, "region"), (Eti, "decide"), (Eti, "test"), (Run, "compare"), (Run, "explain"), (Questions, "reach"))
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (*slow, (Questions, "what_if"), (Questions, "sensitivity")):
            patch.setattr(owner, name, _asked_once(getattr(owner, name)))
        yield


@pytest.fixture(scope="module")
def munis(illinois: dict[str, Any]) -> Callable[[], Run]:
    """Return what gives kentucky-munis to ask questions of; opened once, and not run: questions read no run."""
    root = Path(illinois["folder"]).parents[4]
    asked = Run(root, root / "reports/runs/kentucky-munis")

    def opened() -> Run:
        if "session" not in vars(asked):
            vars(asked)["session"] = whatif.open_session(root, "kentucky-munis")
        return asked

    return opened


@pytest.fixture(scope="module")
def desk(illinois: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with monthly returns of a fund and its index, in percent, one rulebook, and four companies."""
    root, folder = Path(illinois["folder"]).parents[4], tmp_path_factory.mktemp("desk")
    shutil.copytree(root / "criteria/nine-steps", folder / "drafts/nine-steps")
    shutil.copy(Path(__file__).parents[2] / "data/enrich/company_tickers_exchange.json", folder)
    with (root / "portfolios/illinois-demo/eti/hit-vs-aggregate-monthly.csv").open(encoding="utf-8") as file:
        months = list(csv.DictReader(file))
    for name, column in (("fund", "hit_net_pct"), ("index", "bench_us_aggregate_pct")):
        lines = ["month,return", *(f"{month['month_end']},{month[column]}" for month in months)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_what_comes_out(
    name: str,
    illinois: dict[str, Any],
    munis: Callable[[], Run],
    desk: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the documentation shows beneath an expression is what a reader gets."""
    monkeypatch.chdir(desk)
    example, folder = EXAMPLES[name], Path(illinois["folder"])
    source = "".join(one.source for one in example.examples)
    ws = screener.open(request.getfixturevalue("three_quarters") if "earlier" in source else folder)
    used = {one: make(ws, munis) for one, make in NAMES.items() if re.search(rf"\b{one}\b", source)}
    example.globs |= {"screener": screener, "ws": ws, "run": ws.run(str(folder))} | used
    said: list[str] = []
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed = doctest.DocTestRunner(optionflags=options).run(example, out=said.append).failed
    assert not failed, "".join(said)


def test_no_example_is_left_out_without_a_reason() -> None:
    """Whoever skips one has to say here what it costs."""
    left_out = {name for name, test in EXAMPLES.items() if any(doctest.SKIP in one.options for one in test.examples)}

    assert {name for name in left_out if not name.startswith(tuple(NOT_RUN))} == set()
