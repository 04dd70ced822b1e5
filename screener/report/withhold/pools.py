"""What stands for the lines of confidential accounts: totals of several lines each, so that none tells a line's value.

A total of one line would be that line's value. Such lines are put together, within their account and side (long or
short); an account with one line on a side is put together with another account, which is then withheld as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener.errors import InputError
from screener.report.withhold.listed import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Line = dict[str, Any]

TOGETHER = "withheld accounts"
"""What accounts are called that are put together."""


@dataclass(frozen=True)
class Hidden:
    """The accounts that are withheld."""

    accounts: frozenset[str]
    joined: frozenset[str]
    """Of these, the accounts that are printed as one."""
    complement: str | None
    """Of these, the one that no rule names: withheld so that another cannot be worked out."""
    managers: frozenset[str]
    """Managers of the accounts that are printed as one; their names would give the accounts away."""

    def account(self, name: str) -> str:
        """Return what an account is called in the edition."""
        return TOGETHER if name in self.joined else name


@dataclass(frozen=True)
class Pool:
    """Lines of one account, kind, side and date that are printed as one total."""

    asset_class: str
    lines: tuple[Line, ...]


def choose(holdings: Sequence[Line], named: Iterable[str]) -> Hidden:
    """Return the accounts to withhold: those that are named, and one more where a total would be one line.

    Raises
    ------
    InputError
        A line is the only one on its side in the whole portfolio: every total of that side is its value.
    """
    accounts = frozenset(named)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for line in holdings:
        counts[line["account"], _side(line)] += line["market_value"] is not None
    alone = {(account, side) for (account, side), number in counts.items() if account in accounts and number == 1}
    if not alone:
        return Hidden(accounts, frozenset(), None, frozenset())
    joined = {account for account, _ in alone}
    complement = None
    for account, side in sorted(alone):
        if sum(counts.get((one, side), 0) for one in joined) > 1:
            continue
        others = [(one not in accounts, number, one) for (one, at), number in counts.items() if at == side and number]
        beside = sorted(other for other in others if other[2] not in joined)
        if not beside:
            raise InputError(
                f"account {account!r} has the only {side} line of the portfolio: each {side} total would be its value",
                where="[[withhold.accounts]]",
                hint="leave the holdings of this portfolio out of what is published, or do not withhold the account",
            )
        joined.add(beside[0][2])
        complement = beside[0][2] if beside[0][0] else complement
    managers = {line["manager"] for line in holdings if line["account"] in joined and line["manager"]}
    return Hidden(accounts | joined, frozenset(joined), complement, frozenset(managers))


def pools(holdings: Sequence[Line], hidden: Hidden) -> list[Pool]:
    """Return the lines of the withheld accounts as they are printed together.

    Lines without a price stand apart: together they have no value that could be told.
    """
    sides: dict[tuple[str, str], dict[tuple[str, Any], list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in holdings:
        if line["account"] in hidden.accounts:
            side = "unpriced" if line["market_value"] is None else _side(line)
            sides[hidden.account(line["account"]), side][line["asset_class"], line["as_of"]].append(line)
    made = []
    for (_, side), kinds in sorted(sides.items()):
        small = [key for key, lines in kinds.items() if len(lines) == 1 and side != "unpriced"]
        if len(small) == 1:
            # one line cannot be hidden alone: the smallest other kind goes with it
            small.append(min((len(lines), key) for key, lines in kinds.items() if key not in small)[1])
        if small:
            together = [line for key in small for line in kinds.pop(key)]
            same = {line["asset_class"] for line in together}
            made.append(Pool(same.pop() if len(same) == 1 else WORD, tuple(together)))
        made += [Pool(asset_class, tuple(lines)) for (asset_class, _), lines in sorted(kinds.items())]
    return made


def _side(line: Line) -> str:
    return "short" if (line["market_value"] or 0) < 0 else "long"
