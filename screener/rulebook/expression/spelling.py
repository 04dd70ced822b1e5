"""The spellings of the language: what a parser of SQL reads without a word, and a rulebook does not write."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import TokenType

from screener.rulebook.expression.tree import tokens

if TYPE_CHECKING:
    from collections.abc import Collection

WORDS = {
    *("and", "or", "not", "in", "between", "is", "null", "true", "false"),
    *("coalesce", "outcome_of", "age_of", "on_list", "listed_for"),
}
SIGNS = {"=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")", ","}
_INSTEAD = {"==": "=", "!=": "<>", "ifnull": "coalesce", "isnull": "is null", "notnull": "is not null"}


def misspelt(text: str, names: Collection[str]) -> list[str]:
    """Return a fault for each sign or word of a readable expression that is not of the language.

    Parameters
    ----------
    text : str
        The expression as the rulebook writes it.
    names : collection of str
        The facts and parameters it may name.

    Examples
    --------
    >>> misspelt("esg_datum_age == 24", {"esg_datum_age"})
    ["'==' is not in the language of criteria; write '='"]
    """
    faults = []
    for token in tokens(text):
        written = token.text
        if token.comments:
            faults.append(f"a remark is no part of an expression; write it after # in the file: {token.comments[0]!r}")
        if token.token_type in (TokenType.STRING, TokenType.NUMBER):
            continue
        quoted = token.token_type is TokenType.IDENTIFIER
        if quoted:
            faults.append(f'a name stands without quotes, and a text in single quotes; found "{written}"')
        elif written not in SIGNS and written not in names and written.lower() not in WORDS:
            instead = _INSTEAD.get(written.lower())
            hint = f"; write {instead!r}" if instead else ""
            faults.append(f"{written!r} is not in the language of criteria{hint}")
    return faults


def percent_sign(text: str) -> str:
    """Return what to write instead of a percent sign in a text; nothing where it has none.

    Examples
    --------
    >>> percent_sign("in_state_share > 90%")
    'a number has no percent sign; write 90 percent as 0.9 where the unit is a share of 1, as 90 where it is percent'
    """
    found = re.search(r"(\d+(?:\.\d+)?)\s*%", text)
    if not found:
        return ""
    share = f"{Decimal(found[1]) / 100:f}"
    return (
        f"a number has no percent sign; write {found[1]} percent as {share} where the unit is a share of 1, "
        f"as {found[1]} where it is percent"
    )
