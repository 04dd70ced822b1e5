"""Faults of a question of what if, collected while its parts are read, and raised at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from screener.errors import InputError, NotFoundError, ScreenerError, join_problems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


class ChangeError(InputError, NotFoundError):
    """Everything that is wrong with a change; either kind of error, since there may be faults of both.

    Parameters
    ----------
    faults : sequence of ScreenerError
        Each with the part of the change that it is of, as its ``where``.
    """

    def __init__(self, faults: Sequence[ScreenerError]) -> None:
        parts = dict.fromkeys(fault.where or "" for fault in faults)
        is_one = len(parts) == 1
        lines, hints = [], dict[str, list[str]]()
        for fault in faults:
            before = "" if is_one or not fault.where else f"{fault.where}: "
            lines.append(before + fault.message.replace("\n", "\n  "))
            of = hints.setdefault(fault.hint, []) if fault.hint else []
            of += [fault.where] if fault.where and fault.where not in of else []
        said = [hint if is_one or not of else f"{', '.join(of)}: {hint}" for hint, of in hints.items()]
        super().__init__(
            join_problems(lines, f"{len(faults)} faults{'' if is_one else ' in what is supposed'}:"),
            where=next(iter(parts)) or None if is_one else None,
            hint="\n  Try: ".join(said) or None,
        )
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.faults,))


class Faults:
    """Collects what is wrong while the parts of a change are read, so that all of it is raised at once.

    Examples
    --------
    >>> faults = Faults()
    >>> with faults:
    ...     raise InputError("'ZZ' is no state", where="state", hint="give its two letters")
    >>> with faults:
    ...     raise NotFoundError("AAPLE: no line is called so", where="sell")
    >>> faults.raise_all()
    Traceback (most recent call last):
        ...
    screener.whatif.faults.ChangeError: 2 faults in what is supposed:
      state: 'ZZ' is no state
      sell: AAPLE: no line is called so
      Try: state: give its two letters
    """

    def __init__(self) -> None:
        self.found: list[ScreenerError] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keep a fault of what was given; a source that cannot be asked, or a bug, is raised as ever."""
        if not isinstance(error, InputError | NotFoundError):
            return False
        self.found += error.faults if isinstance(error, ChangeError) else [error]
        return True

    def raise_all(self) -> None:
        """Raise what was collected: one fault as it is, several as a `ChangeError`."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise ChangeError(self.found)
