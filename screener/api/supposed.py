"""What is supposed in a question of what if, as an analyst writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screener import whatif
from screener.api.given import decimals, listed, listed_if
from screener.errors import InputError

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
    """Return a change from what an analyst wrote; floats become the decimals that they are written as.

    Raises
    ------
    ScreenerError
        Something cannot be read as what it is meant to be; every fault at once, each with its argument.
    """
    faults = whatif.Faults()
    sold = sell if isinstance(sell, Mapping) else dict.fromkeys(listed(sell), 1)
    given = {"sell": sold, "price": price or {}, "parameters": parameters or {}}
    numbers: dict[str, dict[str, Decimal]] = {name: {} for name in given}
    for name, said in given.items():
        with faults:
            numbers[name] = decimals(said, name)
    further = {f"purchase {number}": one for number, one in enumerate(listed(add), start=1)}
    into: Any = {} if swap is None else swap
    if not isinstance(into, Mapping):
        hint = f'such as swap={{"CAT": {_A_PURCHASE}}}'
        faults.found.append(InputError(f"lines with a purchase each are meant, not {into!r}", where="swap", hint=hint))
        into = {}
    bought, swapped = (_purchases(said, where, faults) for said, where in ((further, "add"), (into, "swap")))
    supposed = _facts(facts or {}, faults)
    if faults.found and state is not None:
        # nothing will be screened, and this can be said without
        with faults:
            whatif.home_state(state)
    faults.raise_all()
    trades = whatif.Trades(numbers["sell"], [*bought.values()], swapped, numbers["price"])
    return whatif.Change(
        trades=trades,
        parameters=numbers["parameters"],
        rulebooks=listed_if(rulebooks),
        add_rulebook=add_rulebook,
        state=state,
        facts=supposed,
    )


def _facts(said: Any, faults: whatif.Faults) -> dict[tuple[str, str, str], float | str | bool | None]:
    """Return facts by kind of subject, subject and fact; each may be written with slashes between."""
    read, wrong = {}, []
    for name, value in said.items() if isinstance(said, Mapping) else [(said, None)]:
        if isinstance(name, str):
            kind, _, rest = name.partition("/")
            # a subject may have slashes of its own
            parts: tuple[Any, ...] = (kind, *rest.rpartition("/")[::2])
        else:
            parts = tuple(listed(name))
        needed = parts[::2] if parts[:1] == ("plan",) else parts  # there is one plan: its name may be left out
        if len(parts) == 3 and all(isinstance(part, str) for part in parts) and all(needed):
            read[parts[0], parts[1], parts[2]] = value
        else:
            wrong.append(repr(name))
    if wrong:
        message = f"no kind of subject, subject and fact: {', '.join(wrong)}"
        hint = 'such as facts={"place/21111/persistent_poverty": True}'
        faults.found.append(InputError(message, where="facts", hint=hint))
    return read


def _purchases(said: Mapping[str, Any], where: str, faults: whatif.Faults) -> dict[str, dict[str, Any]]:
    """Return purchases with each column of its type; every fault is named."""
    read: dict[str, dict[str, Any]] = {}
    for name, one in said.items():
        if not isinstance(one, Mapping):
            message = f"{name}: {one!r} says no columns; give such as {_A_PURCHASE}"
            faults.found.append(InputError(message, where=where))
            continue
        cells = {str(key): str(value) for key, value in one.items() if value is not None}
        read[str(name)], problems = whatif.read_purchase(cells)
        hint = "name columns of the table holdings"
        faults.found += [InputError(f"{name}: {problem}", where=where, hint=hint) for problem in problems]
    return read
