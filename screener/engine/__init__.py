"""The engine runs SQL text over named tables and hands back Arrow tables that keep their contract."""

from screener.engine.base import Engine, Step, read_step
from screener.engine.duckdb import open_engine

__all__ = ["Engine", "Step", "open_engine", "read_step"]
