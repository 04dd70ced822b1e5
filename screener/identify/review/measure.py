"""How good the matching is: coverage by tier, and precision and recall against what the caller knows to be true."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from scipy.stats import binomtest

from screener.engine import read_step
from screener.errors import InputError
from screener.identify.codes import check_code
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from screener.engine import Engine

BARS = {"precision": 0.995, "recall by market value": 0.97, "with a listed parent": 0.45}
"""Figure → the share it must reach."""
TIERS = (
    *("person", "cik", "ticker", "cusip", "isin", "cusip6", "lei", "name", "alias", "subsidiary"),
    *("government", "none"),
)
"""What an issuer was found by, the strongest first; then those that no chain of look-ups leads to."""
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: so many of so many, and the money of both where there is money.

    Parameters
    ----------
    section, figure : str
        What is measured.
    count, of : int
        Lines, facilities or names that count, and all of them.
    market_value, of_value : Decimal, optional
        Gross market value of both.
    by_value : bool
        Whether `share` is of the money.
    has_interval : bool
        Whether the figure is estimated from a sample, so that an interval belongs to it.
    """

    section: str
    figure: str
    count: int
    of: int
    market_value: Decimal | None = None
    of_value: Decimal | None = None
    by_value: bool = False
    has_interval: bool = False

    @property
    def share_of_lines(self) -> float | None:
        """The share of the lines, facilities or names, 0 to 1; null of nothing."""
        return self.count / self.of if self.of else None

    @property
    def share_of_value(self) -> float | None:
        """The share of the money, 0 to 1; null of nothing, and where there is no money."""
        return float(self.market_value / self.of_value) if self.market_value is not None and self.of_value else None

    @property
    def share(self) -> float | None:
        """The share that the figure is about, and that a bar is for."""
        return self.share_of_value if self.by_value else self.share_of_lines

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of Wilson; null where the figure is no estimate, or of nothing."""
        if not self.has_interval or not self.of:
            return None
        found = binomtest(self.count, self.of).proportion_ci(0.95, method="wilson")
        return float(found.low), float(found.high)

    @property
    def meets_bar(self) -> bool | None:
        """Whether the share reaches its bar; null where there is none."""
        bar, share = BARS.get(self.figure), self.share
        return None if bar is None or share is None else share >= bar

    def as_row(self) -> dict[str, Any]:
        """Return the figure as one row of plain values."""
        low, high = self.interval or (None, None)
        row = {name: value for name, value in asdict(self).items() if name not in {"by_value", "has_interval"}}
        shares = {name: getattr(self, name) for name in ("share", "share_of_lines", "share_of_value")}
        return {**row, **shares, "low": low, "high": high, "bar": BARS.get(self.figure), "meets_bar": self.meets_bar}


@dataclass(frozen=True, slots=True)
class Measured:
    """Every figure, in reading order."""

    figures: tuple[Figure, ...]

    def as_rows(self) -> list[dict[str, Any]]:
        """Return one row of plain values per figure; see `Figure.as_row`."""
        return [figure.as_row() for figure in self.figures]

    def named(self, section: str, figure: str) -> Figure:
        """Return one figure."""
        return next(each for each in self.figures if (each.section, each.figure) == (section, figure))


def measure(engine: Engine, *, oracle: Path | None = None, labels: Path | None = None) -> Measured:
    """Measure the matching of what an engine holds.

    Parameters
    ----------
    engine : Engine
        Holds the tables of the stage.
    oracle : Path, optional
        CSV that knows securities: headings ``cusip`` and ``ticker``, or ``cusip`` and ``cik``.
    labels : Path, optional
        CSV that knows owners of facilities: headings ``parent_name``, ``cik`` and ``certainty``.

    Raises
    ------
    InputError
        A file lacks a heading.
    """
    engine.load("oracle", _read_oracle(engine, oracle) if oracle else _ORACLE.empty_table())
    engine.run(read_step("screener.identify.review", "measured_lines"))
    lines = engine.fetch("measured_lines").to_pylist()
    owners = engine.fetch("facility_owners").to_pylist()
    figures = [*_coverage(lines), *(_against_oracle(lines) if oracle else ()), *_facilities(owners)]
    return Measured((*figures, *(_against_labels(engine, owners, labels) if labels else ())))


def _coverage(lines: list[dict[str, Any]]) -> list[Figure]:
    """Return how many lines have an issuer, and by which tier."""

    def tier(name: str) -> Figure:
        return _of("coverage", f"tier {name}", lines, lambda line: line["match_tier"] == name)

    return [
        _of("coverage", "with an issuer", lines, lambda line: line["issuer_id"] is not None),
        _of("coverage", "with an SEC registrant", lines, lambda line: (line["issuer_id"] or "")[:4] == "cik:"),
        *(tier(name) for name in _by_strength(line["match_tier"] for line in lines)),
    ]


def _against_oracle(lines: list[dict[str, Any]]) -> list[Figure]:
    """Return precision and recall of the automatic matches."""
    reachable = [line for line in lines if line["true_issuer_id"] is not None]
    options = [line for line in reachable if line["asset_class"] == "option"]
    matched = [line for line in reachable if line["is_automatic"]]

    def is_right(line: dict[str, Any]) -> bool:
        return bool(line["is_automatic"]) and line["issuer_id"] == line["true_issuer_id"]

    return [
        _of("oracle", "known to the oracle", lines, lambda line: bool(line["is_known"])),
        _of("oracle", "reachable", lines, lambda line: line["true_issuer_id"] is not None),
        _of("oracle", "precision", matched, is_right, by_value=False, has_interval=True),
        _of("oracle", "recall by market value", reachable, is_right),
        _of("oracle", "options, recall by market value", options, is_right),
    ]


def _facilities(owners: list[dict[str, Any]]) -> list[Figure]:
    """Return how many facilities have a listed parent, by which tier, and whose the others are."""
    total = sum(owner["facilities"] for owner in owners)

    def count(figure: str, chosen: Iterable[dict[str, Any]]) -> Figure:
        return Figure("facilities", figure, sum(owner["facilities"] for owner in chosen), total)

    listed = [owner for owner in owners if owner["kind"] == "company"]
    tiers = _by_strength(owner["match_tier"] for owner in listed)
    kinds = ("unregistered", "government")
    return [
        count("with a listed parent", listed),
        *(count(f"tier {tier}", (owner for owner in listed if owner["match_tier"] == tier)) for tier in tiers),
        *(count(f"owner of kind {kind}", (owner for owner in owners if owner["kind"] == kind)) for kind in kinds),
    ]


def _against_labels(engine: Engine, owners: list[dict[str, Any]], file: Path) -> list[Figure]:
    """Return precision and recall on owners labelled by hand; those labelled unsure are left out."""
    registered = {row["cik"] for row in engine.fetch("ref_sec_company_tickers").to_pylist()}
    given = {owner["name_key"]: owner for owner in owners if owner["kind"] == "company"}
    matched, reachable = [], []
    for row in _read(file, ("parent_name", "cik", "certainty")):
        if row["certainty"] == "unsure":
            continue
        truth = f"cik:{row['cik'].zfill(10)}" if row["cik"].zfill(10) in registered and row["cik"] else None
        owner = given.get(name_key(row["parent_name"]))
        right = owner is not None and owner["issuer_id"] == truth
        if owner is not None:
            matched.append((owner["match_tier"], right))
        if truth is not None:
            reachable.append(right)

    def share(figure: str, rights: Sequence[bool]) -> Figure:
        return Figure("labelled owners", figure, sum(rights), len(rights), has_interval=True)

    tiers = _by_strength(tier for tier, _ in matched)
    return [
        share("precision", [right for _, right in matched]),
        *(share(f"precision, tier {tier}", [right for each, right in matched if each == tier]) for tier in tiers),
        share("recall", reachable),
    ]


def _by_strength(tiers: Iterable[str]) -> list[str]:
    """Return the tiers that occur, each once, in the order of `TIERS`."""
    return sorted(set(tiers), key=TIERS.index)


def _of(
    section: str,
    figure: str,
    lines: list[dict[str, Any]],
    counts: Callable[[dict[str, Any]], bool],
    *,
    by_value: bool = True,
    has_interval: bool = False,
) -> Figure:
    """Return how many of the lines count, with their money."""
    chosen = [line for line in lines if counts(line)]
    money, total = (sum((line["market_value"] for line in part), _NOTHING) for part in (chosen, lines))
    return Figure(section, figure, len(chosen), len(lines), money, total, by_value, has_interval)


_ORACLE = pa.schema([("cusip", pa.string()), ("cik", pa.string())])


def _read_oracle(engine: Engine, file: Path) -> pa.Table:
    """Return CUSIP → CIK as an oracle knows it; the CIK is null where its ticker leads to no single registrant.

    Tickers are compared without punctuation: BRKB, BRK.B and BRK-B are one.
    """
    rows = _read(file, ("cusip",), any_of=("cik", "ticker"))
    registered: dict[str, set[str]] = {}
    for row in engine.fetch("ref_sec_company_tickers").to_pylist():
        registered.setdefault(_plain(row["ticker"]), set()).add(row["cik"])
    found: dict[str, set[str]] = {}
    for row in rows:
        cusip = check_code("cusip", row["cusip"].zfill(9))
        if cusip is not None:
            cik = check_code("cik", row["cik"]) if row.get("cik") else None
            found.setdefault(cusip, set()).update({cik} if cik else registered.get(_plain(row.get("ticker", "")), ()))
    truths = [{"cusip": cusip, "cik": min(ciks) if len(ciks) == 1 else None} for cusip, ciks in sorted(found.items())]
    return pa.Table.from_pylist(truths, schema=_ORACLE)


def _plain(ticker: str) -> str:
    """Return a ticker's letters and digits."""
    return "".join(character for character in ticker.upper() if character.isalnum())


def _read(file: Path, columns: Sequence[str], any_of: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return the rows of a CSV by lower-case heading."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            reader.fieldnames = [heading.strip().lower() for heading in reader.fieldnames or ()]
            missing = [name for name in columns if name not in reader.fieldnames]
            if any_of and not set(any_of) & set(reader.fieldnames):
                missing.append(" or ".join(any_of))
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(file), hint="give a CSV file in UTF-8") from error
    if missing:
        raise InputError(
            f"has no column {', '.join(missing)}; its columns are {', '.join(reader.fieldnames)}",
            where=str(file),
            hint="name the columns in the first line of the file",
        )
    return rows
