"""What a person reads while a run goes on."""

from __future__ import annotations

from typing import Protocol

STAGES = (
    "Reading criteria",
    "Reading holdings",
    "Finding issuers",
    "Placing issuers",
    "Judging places, issuers and managers",
    "Judging holdings and adding up exposures",
    "Judging the plan",
    "Writing the report",
)
"""What a person reads while the run goes on."""


class Progress(Protocol):
    """Where a run says what it is doing."""

    def stage(self, name: str) -> None:
        """Say that a stage begins."""

    def detail(self, text: str) -> None:
        """Say what the stage is doing now."""
