"""The engine runs SQL text over named tables and hands back Arrow tables that keep their contract."""

from screener.engine.base import Engine, Step, read_step
from screener.engine.duckdb import connect, open_engine
from screener.engine.replay import Recorder, Replay

__all__ = ["Engine", "Recorder", "Replay", "Step", "connect", "open_engine", "read_step"]
