"""Responsible-investment screener for public pension funds.

Holdings as delivered go in; a report, its tables and the evidence behind every figure come out.

>>> import screener
>>> ws = screener.open("my-fund")  # doctest: +SKIP
>>> run = ws.screen("illinois-demo")  # doctest: +SKIP
>>> run.exposures  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screener.api import (
        BackScreen,
        Comparison,
        Criteria,
        Data,
        Eti,
        EtiDecision,
        Explanation,
        Ledger,
        Matching,
        PrudenceTest,
        Reach,
        RegionView,
        Run,
        Scenario,
        Sensitivity,
        Workspace,
        schema,
        show,
    )
    from screener.api import new_workspace as new
    from screener.api import open_workspace as open  # noqa: A004  the analyst's word for it, as in other libraries
    from screener.errors import ScreenerError

__version__ = "0.1.0"

_LAZY = {
    "BackScreen": ("screener.api", "BackScreen"),
    "Comparison": ("screener.api", "Comparison"),
    "Criteria": ("screener.api", "Criteria"),
    "Data": ("screener.api", "Data"),
    "Eti": ("screener.api", "Eti"),
    "EtiDecision": ("screener.api", "EtiDecision"),
    "Explanation": ("screener.api", "Explanation"),
    "Ledger": ("screener.api", "Ledger"),
    "Matching": ("screener.api", "Matching"),
    "PrudenceTest": ("screener.api", "PrudenceTest"),
    "Reach": ("screener.api", "Reach"),
    "RegionView": ("screener.api", "RegionView"),
    "Run": ("screener.api", "Run"),
    "Scenario": ("screener.api", "Scenario"),
    "ScreenerError": ("screener.errors", "ScreenerError"),
    "Sensitivity": ("screener.api", "Sensitivity"),
    "Workspace": ("screener.api", "Workspace"),
    "new": ("screener.api", "new_workspace"),
    "open": ("screener.api", "open_workspace"),
    "schema": ("screener.api", "schema"),
    "show": ("screener.api", "show"),
}
"""Public name → module and name there: nothing is imported before it is asked for."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module 'screener' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  the command line never needs it

    module, inside = _LAZY[name]
    return getattr(import_module(module), inside)


def __dir__() -> list[str]:
    """Return the public names."""
    return [*_LAZY, "__version__"]


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
    "ScreenerError",
    "Sensitivity",
    "Workspace",
    "new",
    "open",
    "schema",
    "show",
]
