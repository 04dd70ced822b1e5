"""Fuzzy candidates: registrants that a person may find to be an issuer. Never used without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from rapidfuzz import fuzz, process

from screener.engine import read_step
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screener.engine import Engine

SIMILAR = 60
"""Likeness of name keys, of 100, below which a company is no candidate, unless its name begins like the one sought."""
FEW = 3
"""Registrants that may begin with one word, if the word is to tell them from others: Dell does, First does not."""
_TEXT = pa.string()
_FIELDS: list[tuple[str, pa.DataType]] = [
    ("rank", pa.int64()),
    ("cik", _TEXT),
    ("company_name", _TEXT),
    ("score", pa.float64()),
    ("evidence", _TEXT),
]


class _Company(NamedTuple):
    """A registrant under one of its names."""

    cik: str
    name: str
    headquarters: str | None


class _Found(NamedTuple):
    """A registrant, with how much speaks for it and what does."""

    score: float
    company: _Company
    evidence: str
    is_first: bool = False
    """Whether a chain leads to it, or its name begins with the same distinctive word: then whatever the score."""


def candidates(engine: Engine, limit: int = 5) -> pa.Table:
    """Return the registrants that come closest to the issuer of each security whose issuer is not settled.

    Parameters
    ----------
    engine : Engine
        Holds the tables of the stage.
    limit : int
        Most candidates a security.

    Returns
    -------
    pyarrow.Table
        ``security_id``, ``rank`` from 1, ``cik``, ``company_name``, ``score`` and ``evidence`` in words. A company that
        a chain of look-ups leads to scores 1; else the score is the likeness of the names, from 0 to 1. Companies whose
        names begin with the same distinctive word stand before others, however unlike the rest of the names is.
    """
    names = _Names(engine)
    engine.run(read_step("screener.identify.review", "candidate_names"))
    sources: dict[tuple[str, str], list[str]] = {}
    for row in sorted(engine.fetch("candidate_names").to_pylist(), key=lambda row: row["place"]):
        sources.setdefault((row["security_id"], row["name_key"]), []).append(row["source"])
    found: dict[str, list[_Found]] = {}
    for (security_id, key), said in sources.items():
        found.setdefault(security_id, []).extend(names.like(key, ", ".join(said), limit))
    for row in engine.fetch("issuer_candidates").to_pylist():
        if row["security_id"] in found and row["cik"] in names.registered:
            found[row["security_id"]].append(_Found(1.0, names.registered[row["cik"]], row["evidence"], is_first=True))
    return _ranked("security_id", found, limit)


def owner_candidates(engine: Engine, names: Iterable[str], limit: int = 5) -> pa.Table:
    """Return the registrants that come closest to each name of a facility's owner, as `candidates` does.

    Parameters
    ----------
    engine : Engine
        Holds the tables of the stage.
    names : iterable of str
        Names as the register of facilities writes them.
    limit : int
        Most candidates a name.

    Returns
    -------
    pyarrow.Table
        ``name`` and the columns of `candidates`.
    """
    known = _Names(engine)
    found = {name: list(known.like(name_key(name), "owner's name", limit)) for name in set(names)}
    return _ranked("name", found, limit)


class _Names:
    """The registrants by their names."""

    def __init__(self, engine: Engine) -> None:
        engine.run(read_step("screener.identify.review", "candidate_companies"))
        self._companies: dict[str, list[_Company]] = {}
        self.registered: dict[str, _Company] = {}
        for row in engine.fetch("candidate_companies").to_pylist():
            company = _Company(row["cik"], row["company_name"], row["headquarters"])
            self._companies.setdefault(row["name_key"], []).append(company)
            self.registered[company.cik] = company
        self._keys = sorted(self._companies)
        self._sorted = {key: " ".join(sorted(key.split())) for key in self._keys}
        """Name → its words in alphabetical order, sorted once: they are compared with thousands of names."""
        self._by_word: dict[str, list[str]] = {}
        for key in self._keys:
            self._by_word.setdefault(key.partition(" ")[0], []).append(key)

    def like(self, key: str, source: str, limit: int) -> Iterator[_Found]:
        """Yield the registrants whose names are most like a key, whatever the order of the words, or begin like it."""
        word = key.partition(" ")[0]
        same_word = self._by_word.get(word, [])
        if len({company.cik for choice in same_word for company in self._companies[choice]}) > FEW:
            same_word = []
        ordered = " ".join(sorted(key.split()))
        alike = process.extract(ordered, self._sorted, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=limit)
        same = {choice: self._sorted[choice] for choice in same_word}
        begin = process.extract(ordered, same, scorer=fuzz.ratio, limit=None)
        for choice, likeness in {choice: likeness for _, likeness, choice in (*alike, *begin)}.items():
            said = f"{source}: {likeness:.0f} % like {choice}"
            said += f", which begins with {word} too" if choice in same_word else ""
            for company in self._companies[choice]:
                seat = f"; headquarters in {company.headquarters}" if company.headquarters else ""
                yield _Found(round(likeness / 100, 2), company, said + seat, choice in same_word)


def _likeliest(found: _Found) -> tuple[bool, float, str, str]:
    """Return a key that puts the likeliest company first."""
    return not found.is_first, -found.score, found.company.cik, found.evidence


def _ranked(subject: str, found: dict[str, list[_Found]], limit: int) -> pa.Table:
    """Return the best of what was found for each subject, every company once with all that speaks for it."""
    rows = []
    for name in sorted(found):
        by_cik: dict[str, list[_Found]] = {}
        for each in sorted(found[name], key=_likeliest):
            by_cik.setdefault(each.company.cik, []).append(each)
        best = sorted(by_cik.values(), key=lambda group: _likeliest(group[0]))[:limit]
        for rank, group in enumerate(best, start=1):
            company = group[0].company
            evidence = "; ".join(dict.fromkeys(each.evidence for each in group))
            score = group[0].score
            rows.append(
                {
                    subject: name,
                    "rank": rank,
                    "cik": company.cik,
                    "company_name": company.name,
                    "score": score,
                    "evidence": evidence,
                }
            )
    return pa.Table.from_pylist(rows, pa.schema([(subject, _TEXT), *_FIELDS]))
