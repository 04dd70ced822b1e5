"""The stage run on the constructed world of reference_world.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from reference_world import AS_OF, a_portfolio, a_selection, an_engine, held, ignore
from worlds import Replays

from screener import enrich

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from screener.engine import Engine
    from screener.findings import Finding


@pytest.fixture(scope="session")
def findings_and_tables() -> tuple[list[Finding], dict[str, list[dict[str, Any]]]]:
    """Run the stage once on the constructed world."""
    engine = a_portfolio(an_engine())
    enrich.run(engine, a_selection(AS_OF), progress=ignore)
    names = ("issuers", "establishments", "places", "observations", "facts_issuer", "facts_place")
    tables = {name: engine.fetch(name).to_pylist() for name in names}
    data_sources, late = enrich.sources(engine, a_selection(AS_OF))
    return [*enrich.findings(engine), *late], {
        **tables,
        "data_sources": data_sources.to_pylist(),
        "facts_holding": held(engine),
    }


@pytest.fixture(scope="session")
def tables(
    findings_and_tables: tuple[list[Finding], dict[str, list[dict[str, Any]]]],
) -> dict[str, list[dict[str, Any]]]:
    return findings_and_tables[1]


@pytest.fixture(scope="session")
def findings(
    findings_and_tables: tuple[list[Finding], dict[str, list[dict[str, Any]]]],
) -> dict[tuple[str, str], Finding]:
    return {(finding.code, finding.where): finding for finding in findings_and_tables[0]}


@pytest.fixture(scope="session")
def _replays() -> Replays:
    """The stage on the constructed world as it is, to be run again with something changed."""
    return Replays(lambda engine: enrich.run(a_portfolio(an_engine(engine)), a_selection(AS_OF), progress=ignore))


@pytest.fixture
def an_engine_again(_replays: Replays) -> Iterator[Callable[[], Engine]]:
    """Return a function: an engine to run the stage in; it remembers the constructed world, and lasts a test."""
    with _replays.opened() as opened:
        yield opened


@pytest.fixture
def a_run(an_engine_again: Callable[[], Engine]) -> Callable[..., Engine]:
    """Return a function that runs the stage on the constructed world, some of its reference data changed."""

    def run(as_of: date = AS_OF, **changes: list[dict[str, Any]]) -> Engine:
        engine = a_portfolio(an_engine(an_engine_again(), **changes))
        enrich.run(engine, a_selection(as_of), progress=ignore)
        return engine

    return run
