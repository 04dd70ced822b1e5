"""Ultimate parents: the top of the chain of parents on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.tables import ISSUER_LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pyarrow as pa


def ultimate_parent(links: Iterable[dict[str, Any]], issuer_id: str, as_of: date) -> str | None:
    """Return the issuer at the top of the chain of parents above an issuer; the issuer itself where it has none.

    Parameters
    ----------
    links : iterable of dict
        ``child_id``, ``parent_id``, ``effective_from`` and ``effective_to`` (null where not known), as in the table
        ``issuer_links``.
    issuer_id : str
        Where the chain begins.
    as_of : date
        The date that the links must hold on. Where none that a child has does, the earliest later one counts, as with
        vintages of datasets.

    Returns
    -------
    str or None
        Null where the chain goes round in a circle, or a child has several parents on the date: none of them is chosen.
    """
    return _top(_by_child(links), issuer_id, as_of)


def with_ultimate_parents(links: pa.Table, as_of: date) -> pa.Table:
    """Return links, one row per child and parent, as the table ``issuer_links``: with the top above each child."""
    rows = links.to_pylist()
    above = _by_child(rows)
    tops = {child: _top(above, child, as_of) for child in above}
    return ISSUER_LINKS.of([{**row, "ultimate_parent_id": tops[row["child_id"]]} for row in rows])


def _by_child(links: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return each child's links."""
    above: dict[str, list[dict[str, Any]]] = {}
    for link in links:
        above.setdefault(link["child_id"], []).append(link)
    return above


def _top(above: dict[str, list[dict[str, Any]]], issuer_id: str, as_of: date) -> str | None:
    """Return what `ultimate_parent` does, of links by their children."""
    seen = [issuer_id]
    while seen[-1] in above:
        parents = _parents(above[seen[-1]], as_of)
        if not parents:
            break
        if len(parents) > 1 or parents <= set(seen):
            return None
        seen.extend(parents)
    return seen[-1]


def _parents(links: list[dict[str, Any]], as_of: date) -> set[str]:
    """Return the parents that a child's links give on a date."""
    current = [link for link in links if link["effective_to"] is None or link["effective_to"] >= as_of]
    known = {link["parent_id"] for link in current if link["effective_from"] is None or link["effective_from"] <= as_of}
    if known or not current:
        return known
    first = min(link["effective_from"] for link in current)
    return {link["parent_id"] for link in current if link["effective_from"] == first}
