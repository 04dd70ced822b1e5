"""The Python interface: everything that the command line does, with data frames out.

``screener.open()`` gives a `Workspace`; `Workspace.screen` gives a `Run`. Every table of a run is a data frame, an
Arrow table, a Polars frame or a DuckDB relation, and a run can be asked what if.
"""

from screener.api.frames import Tables
from screener.api.run import Comparison, Run
from screener.api.scenario import Scenario, Sensitivity
from screener.api.workspace import Workspace, open_workspace

__all__ = ["Comparison", "Run", "Scenario", "Sensitivity", "Tables", "Workspace", "open_workspace"]
