"""Screen: the facts of each subject against the criteria in force, to decisions."""

from screener.screen.evaluate import findings, run

__all__ = ["findings", "run"]
