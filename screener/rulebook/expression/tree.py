"""An expression as a tree, and a part of the tree as text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sqlglot

if TYPE_CHECKING:
    from sqlglot import Token, exp


@lru_cache(maxsize=4096)
def parse(text: str) -> list[exp.Expr | None]:
    """Return the trees of an expression: a screen asks for each several times, and nobody changes one."""
    return sqlglot.parse(text, read="duckdb")


@lru_cache(maxsize=4096)
def tokens(text: str) -> list[Token]:
    """Return the words and signs of an expression; kept as `parse` keeps its trees."""
    return sqlglot.tokenize(text, read="duckdb")


def as_written(node: exp.Expr) -> str:
    """Return a part of an expression about as it was written."""
    return node.sql(dialect="duckdb", normalize_functions=False)
