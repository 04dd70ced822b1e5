"""The Python interface: everything that the command line does, with data frames out.

``screener.open()`` gives a `Workspace`; `Workspace.screen` gives a `Run`. Every table of a run is a data frame, an
Arrow table, a Polars frame or a DuckDB relation, and a run can be asked what if.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screener.api.backscreen import BackScreen
    from screener.api.comparison import Comparison
    from screener.api.criteria import Criteria
    from screener.api.data import Data
    from screener.api.display import show
    from screener.api.explanation import Explanation
    from screener.api.frames import Tables
    from screener.api.ledger import Ledger
    from screener.api.matching import Matching
    from screener.api.prudence import Eti, EtiDecision, PrudenceTest
    from screener.api.reach import Reach
    from screener.api.region import RegionView
    from screener.api.run import Run
    from screener.api.scenario import Scenario, Sensitivity
    from screener.api.start import new_workspace, open_workspace, schema
    from screener.api.workspace import Workspace

_LAZY = {
    "BackScreen": "screener.api.backscreen",
    "Comparison": "screener.api.comparison",
    "Criteria": "screener.api.criteria",
    "Data": "screener.api.data",
    "Eti": "screener.api.prudence",
    "EtiDecision": "screener.api.prudence",
    "Explanation": "screener.api.explanation",
    "Ledger": "screener.api.ledger",
    "Matching": "screener.api.matching",
    "PrudenceTest": "screener.api.prudence",
    "Reach": "screener.api.reach",
    "RegionView": "screener.api.region",
    "Run": "screener.api.run",
    "Scenario": "screener.api.scenario",
    "Sensitivity": "screener.api.scenario",
    "Tables": "screener.api.frames",
    "Workspace": "screener.api.workspace",
    "new_workspace": "screener.api.start",
    "open_workspace": "screener.api.start",
    "schema": "screener.api.start",
    "show": "screener.api.display",
}
"""Public name → module that has it: what nobody asks for is not imported."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module 'screener.api' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)


__all__ = [
    "BackScreen",
    "Comparison",
    "Criteria",
    "Data",
    "Eti",
    "EtiDecision",
    "Explanation",
    "Ledger",
    "Matching",
    "PrudenceTest",
    "Reach",
    "RegionView",
    "Run",
    "Scenario",
    "Sensitivity",
    "Tables",
    "Workspace",
    "new_workspace",
    "open_workspace",
    "schema",
    "show",
]
