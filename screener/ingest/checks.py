"""The checks run in a process of their own, started early: the library that does them is slow to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Self

import pyarrow as pa

from screener.errors import ScreenerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from screener.ingest.rules import Rule

_SERVE = "from screener.ingest.expect import serve; serve()"


class Checks:
    """A running process that holds tables against rules. Close it, or use it in a ``with`` statement."""

    def __init__(self) -> None:
        path = os.pathsep.join(entry or os.curdir for entry in sys.path)
        environment = {**os.environ, "PYTHONPATH": path, "GX_ANALYTICS_ENABLED": "false"}
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        self._process = subprocess.Popen(  # noqa: S603  this very interpreter, our own text
            [sys.executable, "-P", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
        )

    def failures(self, table: pa.Table, rules: Sequence[Rule]) -> list[list[int]]:
        """Return, for each rule, the positions of the rows of a table that break it.

        Raises
        ------
        ScreenerError
            The process died, or a rule could not be checked: never to be read as "no failure".
        """
        if not table.num_rows:
            return [[] for _ in rules]
        payload = pa.BufferOutputStream()
        described = table.replace_schema_metadata({"rules": json.dumps([asdict(rule) for rule in rules])})
        with pa.ipc.new_stream(payload, described.schema) as writer:
            writer.write_table(described)
        answer = json.loads(self._ask(payload.getvalue().to_pybytes()))
        if "error" in answer:
            raise ScreenerError(f"a check could not be carried out: {answer['error']}", hint="report this as a bug")
        positions: list[list[int]] = answer["failures"]
        return positions

    def _ask(self, payload: bytes) -> bytes:
        assert self._process.stdin is not None  # noqa: S101  both are pipes, see __init__
        assert self._process.stdout is not None  # noqa: S101
        try:
            send(self._process.stdin, payload)
            answer = receive(self._process.stdout)
        except (OSError, ValueError):
            answer = None
        if answer is None:
            raise ScreenerError(f"the process that checks the delivered lines ended: {self._last_words()}")
        return answer

    def _last_words(self) -> str:
        """Return how the process ended and the last lines it wrote."""
        self._process.kill()
        code = self._process.wait()
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", errors="replace").strip().splitlines()[-5:]
        return f"exit code {code}; " + (" / ".join(lines) or "it left no message")

    def close(self) -> None:
        """End the process; it holds nothing worth keeping."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream and not stream.closed:
                with suppress(BrokenPipeError):  # what it never read goes nowhere
                    stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start_checks() -> Checks:
    """Start the process that checks delivered lines, so that its slow import runs beside the reading."""
    return Checks()


def send(stream: IO[bytes], payload: bytes) -> None:
    """Write one message: its length in eight bytes, then itself."""
    stream.write(len(payload).to_bytes(8, "big"))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Return one message, or None at the end of the stream."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head, "big")
    payload = stream.read(length)
    return payload if len(payload) == length else None
