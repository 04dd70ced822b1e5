"""Licensed identifiers: out of their own columns, out of keys that are built from them, and out of every text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from screener.report.withhold.listed import WORD, Entry, gross
from screener.report.withhold.texts import change_column, in_json
from screener.tables import TABLES, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from screener.report.withhold.listed import Listed

SCHEMES = ("cusip", "isin", "sedol", "figi", "lei")

_CODE = re.compile(r"(?<![A-Za-z0-9*@#])(?:(cusip|isin|sedol|figi|lei):)?([A-Z0-9*@#]{7,20})(?![A-Za-z0-9*@#])")
_SIX = re.compile(r"(?<=first six )[A-Z0-9*@#]{6}")
_SEDOL_LENGTH = 7
_EMBEDDED = {"cusip": ("US", "CA"), "sedol": ("GB", "IE", "GG", "IM", "JE")}
"""Scheme → countries whose ISIN is the code with two letters before it and a check digit behind."""
_SHAPES = {
    "cusip": r"(?=[A-Z0-9*@#]*\d)[A-Z0-9*@#]{6,9}",
    "isin": r"[A-Z]{2}[A-Z0-9]{9}\d",
    "sedol": r"(?=[A-Z0-9]*\d)[A-Z0-9]{6,7}",
    "figi": r"BBG[A-Z0-9]{9}",
    "lei": r"[A-Z0-9]{18}\d{2}",
}
"""Scheme → what a code of it looks like, for texts about codes that are wrong and so in no list."""
_ABOUT_CODES = ("cusip-", "identifier-", "ticker-name", "skipped-holding", "lines-", "corrected", "correction-")
"""Findings whose messages quote what was delivered."""
_DELIVERED = {"quarantined": ("delivered",), "faults": ("delivered", "corrected", "line")}
"""Cells of lines that could not be read: which of their codes are licensed nobody can tell."""


@dataclass(frozen=True)
class Codes:
    """The codes that are withheld, and what stands for each where it is part of a key."""

    stands_for: Mapping[str, str]

    def hide(self, text: str) -> str:
        """Return a text without the codes."""
        return _CODE.sub(self._hide_one, _SIX.sub(WORD, text) if self._has_cusips else text)

    @property
    def _has_cusips(self) -> bool:
        return "" in self.stands_for

    def _hide_one(self, found: re.Match[str]) -> str:
        scheme, code = found[1], found[2].lstrip("#")
        if code not in self.stands_for:
            return found[0]
        if scheme:
            return self.stands_for[code]
        # Seven digits alone are more often a number than a SEDOL.
        return found[0] if len(code) == _SEDOL_LENGTH and not _after_scheme(found) else WORD


def _after_scheme(found: re.Match[str]) -> bool:
    return found.string[: found.start()].lower().rstrip(" =:#'\"").removesuffix("code").rstrip().endswith("sedol")


def withhold_identifiers(
    tables: Mapping[str, pa.Table], reasons: Mapping[str, str], listed: Listed
) -> tuple[dict[str, pa.Table], Callable[[str], str]]:
    """Return the tables without the codes of some schemes, and what takes them out of any other text.

    In a column of its own a code is the word `WORD`; in a key it is a number of the security that says nothing. An
    ISIN that has a withheld CUSIP or SEDOL within it is withheld as well, and so are the first six characters of a
    CUSIP where a text explains a match by them, and lines that could not be read.

    Parameters
    ----------
    tables : mapping
        Tables by name.
    reasons : mapping
        Scheme → why.
    listed : Listed
        Takes what was withheld.
    """
    made = dict(tables)
    if not reasons:
        return made, str
    codes = Codes(_numbered(tables, reasons))
    every = "; ".join(dict.fromkeys(reasons.values()))
    for name, table in tables.items():
        changed = table
        for field in table.schema:
            if field.type != TEXT:
                continue
            changed, cells = change_column(changed, field.name, _changes(name, field.name, codes, reasons))
            scheme = field.name if field.name in reasons else "*"
            has_money = name == "holdings" and scheme in reasons
            money = gross(table.filter(pc.is_valid(table[scheme])).to_pylist()) if has_money else None
            what = Entry("identifier", scheme, reasons.get(scheme, every))
            listed.add(what, name, field.name, cells, market_value=money)
        made[name] = TABLES[name].check(changed) if name in TABLES and changed is not table else changed
    made["findings"], cells = _quoted(made["findings"], reasons)
    listed.add(Entry("identifier", "*", every), "findings", "message", cells)
    return made, codes.hide


def _changes(table: str, column: str, codes: Codes, reasons: Mapping[str, str]) -> Callable[[str], str]:
    """Return what is done to the texts of a column."""
    if column in reasons:
        return lambda _: WORD
    if column in _DELIVERED.get(table, ()):
        whole = f'{{"{WORD}":"{WORD}"}}' if table == "quarantined" else WORD
        return lambda text: whole if text else text
    if (table, column) == ("identifiers", "code"):
        return lambda text: codes.stands_for.get(text, text)
    return lambda text: in_json(text, codes.hide)


def _numbered(tables: Mapping[str, pa.Table], reasons: Mapping[str, str]) -> dict[str, str]:
    """Return code → what stands for it: securities by number, in the order of the delivered lines; so issuers."""
    rows = [row for name in ("holdings", "fund_lines", "securities") for row in tables[name].to_pylist()]
    named = [scheme for scheme in SCHEMES if scheme in reasons]
    # a SEDOL within an ISIN has two zeros before it
    known = {(row[scheme] or "").rjust(9, "0") for row in rows for scheme in ("cusip", "sedol") if scheme in reasons}
    numbers: dict[str, str] = {}
    securities = 0
    for row in rows:
        found = [row[scheme] for scheme in named if scheme != "lei" and row[scheme]]
        found += [row["isin"]] if row["isin"] and _embeds(row["isin"], reasons, known) else []
        new = [code for code in dict.fromkeys(found) if code not in numbers]
        securities += bool(new)
        # one line may name two securities of which each is a key: only its first new code gets the bare number
        numbers |= {code: f"security {securities:04}{'' if at == 0 else f'.{at}'}" for at, code in enumerate(new)}
    if "lei" in reasons:
        issuers = [row["lei"] for name in ("holdings", "issuers") for row in tables[name].to_pylist() if row["lei"]]
        issuers += [
            row["subject_id"].removeprefix("lei:")
            for row in tables["facts_issuer"].to_pylist()
            if row["subject_id"].startswith("lei:")
        ]
        numbers |= {code: f"issuer {at:04}" for at, code in enumerate(dict.fromkeys(issuers), start=1)}
    return _with_others(tables, named, numbers)


def _with_others(tables: Mapping[str, pa.Table], named: list[str], numbers: dict[str, str]) -> dict[str, str]:
    """Return the numbers with the codes that stand only in other tables, and with CUSIPs as they are cut short."""
    codes = [row["code"] for row in tables["identifiers"].to_pylist() if row["scheme"] in named]
    for scheme in named:
        for name, table in tables.items():
            if scheme in table.column_names and name not in ("holdings", "fund_lines", "securities", "issuers"):
                codes += pc.unique(table[scheme].drop_null()).to_pylist()
    others = [code for code in dict.fromkeys(codes) if code not in numbers]
    numbers |= {code: f"other {at:04}" for at, code in enumerate(others, start=1)}
    if "cusip" in named:
        numbers |= {code[:8]: number for code, number in numbers.items() if len(code) == 9}
        numbers[""] = ""
    return numbers


def _embeds(isin: str, reasons: Mapping[str, str], known: set[str]) -> bool:
    """Return whether an ISIN has a withheld code between its country and its check digit: always, or one on file."""
    countries = (country for scheme in reasons for country in _EMBEDDED.get(scheme, ()))
    return isin[:2] in countries or isin[2:11] in known


def _quoted(findings: pa.Table, reasons: Mapping[str, str]) -> tuple[pa.Table, int]:
    """Return the findings without codes that are wrong, and so in no list, by their looks."""
    looks = re.compile("|".join(rf"(?<![A-Za-z0-9])(?:{_SHAPES[scheme]})(?![A-Za-z0-9])" for scheme in reasons))
    rows, cells = findings.to_pylist(), 0
    for row in rows:
        if row["code"].startswith(_ABOUT_CODES) or row["column"] in reasons:
            hidden = {key: looks.sub(WORD, row[key] or "") or row[key] for key in ("message", "value", "hint")}
            cells += sum(row[key] != text for key, text in hidden.items())
            row.update(hidden)
    return TABLES["findings"].of(rows), cells
