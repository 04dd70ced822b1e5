"""What is supposed in a question of what if, as an analyst writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screener import whatif
from screener.api.given import decimals, listed, listed_if
from screener.errors import InputError, join_problems

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

_A_PURCHASE = '{"ticker": "DE", "asset_class": "equity"}'


def change_of(
    *,
    sell: Mapping[str, Decimal | float] | Iterable[str],
    add: Sequence[Mapping[str, Any]] | Mapping[str, Any],
    swap: Mapping[str, Mapping[str, Any]] | None,
    price: Mapping[str, Decimal | float] | None,
    parameters: Mapping[str, Decimal | float] | None,
    rulebooks: Sequence[str | Path] | None,
    add_rulebook: str | Path | None = None,
    state: str | None,
    facts: Mapping[tuple[str, str, str] | str, float | str | bool | None] | None,
) -> whatif.Change:
    """Return a change from what an analyst wrote; floats become the decimals that they are written as."""
    sold = sell if isinstance(sell, Mapping) else dict.fromkeys(listed(sell), 1)
    further: list[Any] = listed(add)
    into: Any = {} if swap is None else swap
    if not isinstance(into, Mapping):
        hint = f'such as swap={{"CAT": {_A_PURCHASE}}}'
        raise InputError(f"lines with a purchase each are meant, not {into!r}", where="swap", hint=hint)
    numbered = {f"add {number}": one for number, one in enumerate(further, start=1)}
    bought = _purchases(numbered | {f"swap {name}": one for name, one in into.items()})
    swaps = dict(zip(into, bought[len(further) :], strict=True))
    trades = whatif.Trades(decimals(sold, "sell"), bought[: len(further)], swaps, decimals(price or {}, "price"))
    return whatif.Change(
        trades=trades,
        parameters=decimals(parameters or {}, "parameters"),
        rulebooks=listed_if(rulebooks),
        add_rulebook=add_rulebook,
        state=state,
        facts=_facts(facts or {}),
    )


def _facts(said: Any) -> dict[tuple[str, str, str], float | str | bool | None]:
    """Return facts by kind of subject, subject and fact; each may be written with slashes between."""
    read, wrong = {}, []
    for name, value in said.items() if isinstance(said, Mapping) else [(said, None)]:
        if isinstance(name, str):
            kind, _, rest = name.partition("/")
            # a subject may have slashes of its own
            parts: tuple[Any, ...] = (kind, *rest.rpartition("/")[::2])
        else:
            parts = tuple(listed(name))
        if len(parts) == 3 and all(isinstance(part, str) and part for part in parts):
            read[parts[0], parts[1], parts[2]] = value
        else:
            wrong.append(repr(name))
    if wrong:
        raise InputError(
            f"no kind of subject, subject and fact: {', '.join(wrong)}",
            where="facts",
            hint='such as facts={"place/17031/poverty_rate": 25}',
        )
    return read


def _purchases(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return purchases with each column of its type; every fault is named."""
    read: list[dict[str, Any]] = []
    problems = []
    for name, one in said.items():
        if not isinstance(one, Mapping):
            problems.append(f"{name}: {one!r} says no columns; give such as {_A_PURCHASE}")
            continue
        purchase, faults = whatif.read_purchase({key: str(value) for key, value in one.items() if value is not None})
        read.append(purchase)
        problems += [f"{name}: {fault}" for fault in faults]
    if problems:
        raise InputError(join_problems(problems, "what cannot be bought:"), hint="name columns of the table holdings")
    return read
