"""Great Expectations at the door. The only module that imports it; runs in a process of its own, see `checks`."""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import Any

import pyarrow as pa

from screener.ingest.checks import receive, send

_NAME = "delivered"
_UNWANTED = ("pyspark", "rfc3987_syntax")
"""Imported by Great Expectations wherever they are installed. pyspark without its optional parts ends the process
(it calls sys.exit while being imported); the other builds a grammar for a second; the checks need neither."""


def serve() -> None:
    """Answer requests from standard input until it ends; nothing but answers goes to standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    gx = _load()
    while (payload := receive(sys.stdin.buffer)) is not None:
        with pa.ipc.open_stream(payload) as reader:
            table = reader.read_all()
        rules = json.loads(table.schema.metadata[b"rules"])
        send(answers, json.dumps(_validate(gx, table, rules)).encode())


def _load() -> Any:
    """Return the library, loaded without what it does not need."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    for name in _UNWANTED:
        sys.modules[name] = None  # type: ignore[assignment]  # makes the import fail as if it were not installed
    import great_expectations as gx  # noqa: PLC0415  seconds long, and only here
    import great_expectations.expectations  # noqa: PLC0415

    return gx


def _validate(gx: Any, table: pa.Table, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the positions of the failing rows for each rule, or the error of a rule that could not be checked."""
    context = gx.get_context(mode="ephemeral")  # a fresh one: it would keep every table it ever saw
    context.variables.progress_bars = {"globally": False}
    expectations = [_expectation(gx, number, rule) for number, rule in enumerate(rules)]
    asset = context.data_sources.add_pandas(_NAME).add_dataframe_asset(_NAME)
    batch = asset.add_batch_definition_whole_dataframe(_NAME).get_batch({"dataframe": table.to_pandas()})
    outcome = batch.validate(
        gx.ExpectationSuite(name=_NAME, expectations=expectations),
        result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False},
    )
    failures: list[list[int]] = [[] for _ in rules]
    for result in outcome.results:
        rule = result.expectation_config.meta["rule"]
        positions = result.result.get("unexpected_index_list") or []
        if _raised(result.exception_info) or (not result.success and not positions):
            return {"error": f"{rules[rule]['expectation']} on {rules[rule]['column']}: {result.exception_info}"}
        failures[rule] = sorted(int(position) for position in positions)
    return {"failures": failures}


def _expectation(gx: Any, number: int, rule: dict[str, Any]) -> Any:
    """Return a rule as an expectation; rules on several columns carry their columns as arguments."""
    arguments = dict(rule["arguments"])
    if not {"column_list", "column_A"} & arguments.keys():
        arguments["column"] = rule["column"]
    return getattr(gx.expectations, rule["expectation"])(**arguments, meta={"rule": number})


def _raised(info: Any) -> bool:
    """Return whether a check failed to run; the library hides that one or two levels down, and says no failure."""
    if not isinstance(info, dict):
        return False
    return bool(info.get("raised_exception")) or any(_raised(part) for part in info.values())
