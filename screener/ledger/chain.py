"""The chain: every entry carries the hash of the entry before, so that no entry can be changed or taken out unseen.

The hash of an entry is the SHA-256 of the canonical JSON (RFC 8785) of

    {"sequence", "kind", "recorded_at", "recorded_by", "previous_hash", "content"}

where ``content`` holds every column, but for the sequence, of the entry's row in the table of its kind.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GENESIS = "0" * 64
"""What stands in the first entry for the hash of the entry before."""

_HASHED = ("sequence", "kind", "recorded_at", "recorded_by", "previous_hash")


def canonical(value: Any) -> str:
    """Return a value of text, integers, booleans, null, lists and dictionaries as canonical JSON (RFC 8785).

    Examples
    --------
    >>> canonical({"name": "Apple Inc.", "cik": None})
    '{"cik":null,"name":"Apple Inc."}'
    """
    return rfc8785.dumps(value).decode()


def hash_entry(entry: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return the hash of an entry.

    Parameters
    ----------
    entry : mapping
        Its row of `entries`; the column `hash` is not read.
    content : mapping
        Its row in the table of its kind, without the sequence.
    """
    text = canonical({**{name: entry[name] for name in _HASHED}, "content": dict(content)})
    return hashlib.sha256(text.encode()).hexdigest()


def find_breaks(
    entries: Sequence[Mapping[str, Any]], contents: Mapping[str, Mapping[int, Mapping[str, Any]]]
) -> list[str]:
    """Return every place where the chain is broken, one sentence each; an empty list means that it is whole.

    Parameters
    ----------
    entries : sequence of mapping
        The rows of `entries`, by sequence.
    contents : mapping
        Kind → sequence → row in the table of that kind, without the sequence.
    """
    breaks = []
    unclaimed = {(kind, sequence) for kind, rows in contents.items() for sequence in rows}
    sequence, previous_hash = 0, GENESIS
    for entry in entries:
        before, sequence, kind = sequence, entry["sequence"], entry["kind"]
        if sequence != before + 1:
            breaks.append(f"{_span(before + 1, sequence - 1)} missing")
        elif entry["previous_hash"] != previous_hash:
            breaks.append(f"entry {sequence} does not follow the entry before it: it names another hash")
        previous_hash = entry["hash"]
        unclaimed.discard((kind, sequence))
        content = contents.get(kind, {}).get(sequence)
        if content is None:
            breaks.append(f"entry {sequence} has lost its content: there is no {kind!r} of that number")
        elif not _gives(entry, content):
            breaks.append(f"entry {sequence} ({kind}) was changed: what it says does not give its hash")
    breaks += [f"a {kind!r} of number {number} belongs to no entry" for kind, number in sorted(unclaimed)]
    return breaks


def _gives(entry: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Return whether an entry's hash is the hash of what it says."""
    try:
        return bool(hash_entry(entry, content) == entry["hash"])
    except rfc8785.CanonicalizationError:  # someone put in what no entry can hold, such as bytes
        return False


def _span(first: int, last: int) -> str:
    """Return ``entry 3 is`` or ``entries 3 to 5 are``."""
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"
