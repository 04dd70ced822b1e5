"""The workspace: where portfolios, criteria and runs lie, and how a run is written and proved."""

from screener.workspace.csv_folder import CsvFolder, Line, read_csv_folder, read_csv_lines, refusal
from screener.workspace.decision_files import list_decisions, load_decision, load_decisions
from screener.workspace.decisions import Decision, SeriesSpec
from screener.workspace.delivered import DeliveredFile
from screener.workspace.delivery import Delivery, as_delivered, stated_in
from screener.workspace.folder import files_under, replace_folder
from screener.workspace.inputs import BENCHMARK, DECIMAL, Benchmark, Input, Layout, LookThrough, Strict
from screener.workspace.manifest import Manifest, code_sha256, library_versions, sha256_of
from screener.workspace.portfolio import (
    DELIVERY,
    Expect,
    Portfolio,
    deliveries,
    list_portfolios,
    load_portfolio,
    newest_as_of,
    settings_files,
)
from screener.workspace.root import find_root, is_root, packaged_workspace
from screener.workspace.run import manifests, write_run
from screener.workspace.template import new_workspace
from screener.workspace.toml import line_of, read_toml, report_faults

__all__ = [
    "BENCHMARK",
    "DECIMAL",
    "DELIVERY",
    "Benchmark",
    "CsvFolder",
    "Decision",
    "DeliveredFile",
    "Delivery",
    "Expect",
    "Input",
    "Layout",
    "Line",
    "LookThrough",
    "Manifest",
    "Portfolio",
    "SeriesSpec",
    "Strict",
    "as_delivered",
    "code_sha256",
    "deliveries",
    "files_under",
    "find_root",
    "is_root",
    "library_versions",
    "line_of",
    "list_decisions",
    "list_portfolios",
    "load_decision",
    "load_decisions",
    "load_portfolio",
    "manifests",
    "new_workspace",
    "newest_as_of",
    "packaged_workspace",
    "read_csv_folder",
    "read_csv_lines",
    "read_toml",
    "refusal",
    "replace_folder",
    "report_faults",
    "settings_files",
    "sha256_of",
    "stated_in",
    "write_run",
]
