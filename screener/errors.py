"""The errors a person may see: each says where, what is wrong, and the fix.

A *finding* (``screener.findings``) is something about data or rules that is collected and reported with the run.
An *error* stops the command. Standard library only, so that every other module may import this one.
"""

from __future__ import annotations

MAX_LINES = 60
"""A message prints at most this many lines; the rest is counted, not lost in scroll-back."""


class ScreenerError(Exception):
    """Something a person can act on; the command line prints it without a traceback.

    Parameters
    ----------
    message : str
        What is wrong, what was expected, what was found.
    where : str, optional
        File, or ``file:line``.
    hint : str, optional
        The fix, in one imperative sentence.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.where, self.hint))

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        if self.hint:
            text += f"\n  Try: {self.hint}"
        lines = text.splitlines()
        if len(lines) > MAX_LINES:
            lines = [*lines[:MAX_LINES], f"… and {len(lines) - MAX_LINES} more lines"]
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """Return what IPython prints in place of a traceback: the message, which says where and the fix."""
        return [f"{type(self).__name__}: {self}"]


def _rebuild(kind: type[ScreenerError], message: str, where: str | None, hint: str | None) -> ScreenerError:
    """Rebuild an error in another process."""
    return kind(message, where=where, hint=hint)


class InputError(ScreenerError, ValueError):
    """What was given is wrong: a file, an option, a TOML or YAML entry. Exit code 2, nothing written."""


class RulebookError(InputError):
    """A rulebook cannot mean anything as written."""


class NotFoundError(ScreenerError, LookupError):
    """Something was named that is not there; the message names the nearest that are."""


class SourceError(ScreenerError):
    """A source could not be asked. Never to be read as "no". Exit code 3."""

    exit_code = 3


class IntegrityError(ScreenerError):
    """A total, a hash or a table contract does not agree. Exit code 4, nothing written."""

    exit_code = 4


def join_problems(problems: list[str], summary: str) -> str:
    """Return one message that lists every problem, one a line, under a summary line.

    Examples
    --------
    >>> print(join_problems(["a:1: x", "a:2: y"], "2 problems"))
    2 problems
      a:1: x
      a:2: y
    """
    return "\n".join([summary, *(f"  {problem}" for problem in problems)])


def nearest(name: str, known: list[str], *, cutoff: float = 0.6) -> str:
    """Return ``; did you mean 'x'?`` for the closest known name, or an empty string.

    Parameters
    ----------
    name : str
    known : list of str
    cutoff : float
        How alike they must be, 0–1: higher where thousands are known, one of which is always a little like it.

    Examples
    --------
    >>> nearest("Markt Value", ["CUSIP", "Market Value"])
    "; did you mean 'Market Value'?"
    >>> nearest("zzz", ["CUSIP"])
    ''
    """
    from difflib import get_close_matches  # noqa: PLC0415  only when something is wrong

    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), list(folded), n=1, cutoff=cutoff)
    return f"; did you mean '{folded[close[0]]}'?" if close else ""
