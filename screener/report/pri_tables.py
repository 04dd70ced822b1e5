"""Tables after PRI's Reporting Framework, ready to paste: one row of headings, no merged cells, no empty cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.report.book import Head
from screener.report.figures import ZERO
from screener.report.formats import amount, count, percent, share_of
from screener.report.pri_words import (
    APPROACHES,
    EVIDENCE,
    MANAGER_FACTS,
    MINIMUM,
    NOT_ASKED,
    NOT_ON_FILE,
    OWNERS,
    SCREENS,
    WAYS,
)
from screener.report.words import OUTCOMES, capfirst

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from screener.report.managers import ManagerRow
    from screener.report.pri import Answer
    from screener.report.pri_reads import Figures

BLANK = "–"
"""Cell of a last row that adds nothing up."""

Cell = str | int | Decimal | date


@dataclass(frozen=True, slots=True)
class PasteTable:
    """One table that can be copied into a form.

    Parameters
    ----------
    title : str
        Caption, and name of the sheet.
    note : str
        What the figures are, and what they add up to.
    heads : tuple of Head
    rows : tuple of tuple
        Cells; what nobody has said is in words.
    total : tuple, optional
        The last row, where the table is a partition.
    """

    title: str
    note: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()

    def printed(self, row: tuple[Cell, ...]) -> list[tuple[str, str, str]]:
        """Return the cells of a row: text as printed, the exact figure (empty where it is none), and the class."""
        return [_printed(cell, head.kind) for cell, head in zip(row, self.heads, strict=True)]


def _printed(cell: Cell, kind: str) -> tuple[str, str, str]:
    """Return a cell as printed, its exact figure, and the class of its column."""
    css = "n" if kind in ("money", "share", "count") else ""
    if isinstance(cell, Decimal):
        return (percent(cell) if kind == "share" else amount(cell)), f"{cell:f}", css
    if isinstance(cell, int):
        return count(cell), str(cell), css
    return str(cell), "", css


_FUNDS = "funds, class not known"
_CLASSES = ("listed equity", "fixed income", _FUNDS, "other")
_MANAGED_AS = {"internal": "Internal (OO 17)", "external": "External", "unknown": "Not on file"}
"""Who manages money → as printed; PRI asks for the first."""
_MANAGED = tuple(_MANAGED_AS)
_SCREENED = {"positive": "positive", "negative": "negative", "both": "both", "unnamed": "not recorded"}
"""Kind of what is screened → as printed."""


def _place(group: str) -> int:
    """Return where an asset class stands."""
    return _CLASSES.index(group)


def assets(summary: Figures) -> PasteTable:
    """Return the money by who manages it, approach and asset class; what is not recorded is included."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in summary.approaches:
        for group in (row["asset_group"], "all"):
            sums[row["management"], group, row["approach"]] += row["market_value"]
    groups = [*sorted({row["asset_group"] for row in summary.approaches}, key=_place), "all"]
    names = {**APPROACHES, **{name: capfirst(name) for _, _, name in list(sums) if name not in APPROACHES}}
    rows = [
        (label, words, *(cell for group in groups for cell in _approached(sums, managed, group, name)))
        for managed, label in _MANAGED_AS.items()
        # PRI asks for every approach of what is managed internally; of other money, those that it has
        for name, words in names.items()
        if managed == "internal" or sums[managed, "all", name]
    ]
    totals = (sum((_sum(sums, managed, group) for managed in _MANAGED), ZERO) for group in groups)
    currency = summary.about.base_currency
    return PasteTable(
        "PRI assets by approach",
        f"Gross market value in {currency}, and the share of what is managed so of the asset class. PRI asks in OO 17 "
        "for what is managed internally; the other rows are the rest of the portfolio. Approaches do not overlap: "
        "money with two approaches is in the row of the two. Zero is said of money whose approach is recorded; a dash, "
        "of the share of nothing. "
        f"{'A fund is a class of its own: what it holds is not divided here. ' if _FUNDS in groups else ''}"
        f"{reconciled(summary)}",
        (
            Head("Managed", note="By the plan itself (internal), by others, or not on file."),
            Head("Approach", note="Approach to responsible investment, as the plan’s own file says."),
            *(
                Head(f"{capfirst(group)}, {name}", kind, note)
                for group in groups
                for name, kind, note in (
                    (currency, "money", "Shorts count by their size."),
                    ("share", "share", "Of what is managed so of the asset class."),
                )
            ),
        ),
        tuple(rows),
        ("All", "All", *(cell for total in totals for cell in (total, BLANK))),
    )


def _approached(
    sums: Mapping[tuple[str, str, str], Decimal], managed: str, group: str, approach: str
) -> tuple[Cell, Cell]:
    """Return the money of an approach and its share; in words where nobody said how the money is managed."""
    total, unknown = (_sum(sums, kind, group) for kind in (managed, "unknown"))
    if not total:
        return (NOT_ON_FILE, NOT_ON_FILE) if unknown else (ZERO, BLANK)
    is_silent = sums[managed, group, "not recorded"] == total
    if is_silent and approach != "not recorded":
        return NOT_ON_FILE, NOT_ON_FILE
    return _with_share(sums[managed, group, approach], total)


def _sum(sums: Mapping[tuple[str, str, str], Decimal], managed: str, group: str) -> Decimal:
    return sum((value for key, value in sums.items() if key[:2] == (managed, group)), ZERO)


def reconciled(summary: Figures) -> str:
    """Return in a sentence how the gross value of the portfolio becomes its net value."""
    delivered, currency = summary.delivered, summary.about.base_currency
    if not delivered.is_valued:
        return "No line has a value."
    if not delivered.short:
        return "No line is short: gross and net are the same."
    return (
        f"Gross {currency} {amount(delivered.gross)} less twice the shorts, {currency} {amount(-delivered.short)}, is "
        f"net {currency} {amount(delivered.screened)}."
    )


def _with_share(part: Decimal, total: Decimal) -> tuple[Cell, Cell]:
    """Return an amount and its share of a total; of nothing no share is known."""
    share = share_of(part, total)
    return part, NOT_ON_FILE if share is None else share


def screening(summary: Figures) -> PasteTable:
    """Return who manages each asset class, and by which screens; the shares of a row add up."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in summary.approaches:
        is_unnamed = row["screens"] == "not recorded" and row["approach"] != "not recorded"
        kind = "unnamed" if is_unnamed else row["screens"]
        sums[row["asset_group"], row["management"], kind] += row["market_value"]
    keys = sorted(
        {(group, managed) for group, managed, _ in sums}, key=lambda key: (_place(key[0]), _MANAGED.index(key[1]))
    )
    whole = sum(sums.values(), ZERO)
    by_class = {group: sum((value for key, value in sums.items() if key[0] == group), ZERO) for group, _ in keys}
    rows = []
    for group, managed in keys:
        parts = {kind: sums[group, managed, kind] for kind in SCREENS}
        managed_by = managed if managed != "unknown" else NOT_ON_FILE
        rows.append((capfirst(group), capfirst(managed_by), *_screened(parts, by_class[group])))
    parts = {kind: sum((sums[*key, kind] for key in keys), ZERO) for kind in SCREENS}
    return PasteTable(
        "PRI screening",
        f"Gross market value in {summary.about.base_currency}. The share of the class is of its asset class (in the "
        "last row of all). The six shares after it are of the row; the four of OO 17.1 are of what is screened of it, "
        "as PRI asks of what is managed internally. Each add up to 100% but for rounding; a dash: nothing is screened.",
        (
            Head("Asset class", note="As PRI groups them."),
            Head("Managed", note="By the plan itself (internal), by others, or not on file."),
            Head(f"Market value, {summary.about.base_currency}", "money", "Shorts count by their size."),
            Head("Share of the class", "share", "Of its asset class, whoever manages it."),
            *(Head(label, "share", "Of the row.") for label in SCREENS.values()),
            *(
                Head(f"OO 17.1: {name}", "share", "Of what is screened of the row; a dash where nothing is.")
                for name in _SCREENED.values()
            ),
        ),
        tuple(rows),
        ("All", "All", *_screened(parts, whole)),
    )


def _screened(parts: dict[str, Decimal], whole: Decimal) -> tuple[Cell, ...]:
    """Return an amount, its share of a whole, and the shares of its kinds of screening."""
    total = sum(parts.values(), ZERO)
    is_silent = parts["not recorded"] == total
    kinds = (
        NOT_ON_FILE if is_silent and kind != "not recorded" else _with_share(part, total)[1]
        for kind, part in parts.items()
    )
    screened = sum((parts[kind] for kind in _SCREENED), ZERO)
    # where all is recorded and nothing screened, there is nothing that a share could be of
    nothing = NOT_ON_FILE if parts["not recorded"] else BLANK
    of_screened = (_with_share(parts[kind], screened)[1] if screened else nothing for kind in _SCREENED)
    return (*_with_share(total, whole), *kinds, *of_screened)


def managers(summary: Figures) -> PasteTable:
    """Return what is on file about each manager; with the money that names none they add up to the portfolio."""
    whole = summary.delivered.screened
    rows: list[tuple[Cell, ...]] = [
        (
            row.name,
            *_with_share(row.market_value, whole),
            row.signatory or NOT_ON_FILE,
            *(_said(facts.get(fact)) for fact in MANAGER_FACTS),
        )
        for row in summary.managers
        for facts in ({**row.facts, "described": _described(summary, row)},)
    ]
    rest = whole - sum((row.market_value for row in summary.managers), ZERO)
    if rest or not rows:
        rows.append(("No manager named", *_with_share(rest, whole), *[NOT_ASKED] * (len(MANAGER_FACTS) + 1)))
    return PasteTable(
        "PRI managers",
        f"Market value in {summary.about.base_currency}, net, and the share of the whole portfolio. "
        f"{reconciled(summary)} Whether a manager has signed is information and no grade.",
        (
            Head("Manager", note="Who runs the money."),
            Head(f"Market value, {summary.about.base_currency}", "money", "What it runs, less shorts."),
            Head("Share", "share", "Of the whole portfolio, net."),
            Head("PRI signatory", note="And who says so."),
            *(Head(label, note="What the plan attests of the manager.") for label in MANAGER_FACTS.values()),
        ),
        tuple(rows),
        ("All", *_with_share(whole, whole), *[BLANK] * (len(MANAGER_FACTS) + 1)),
    )


def _said(value: Any) -> str:
    """Return what is on file in a word."""
    if value is None:
        return NOT_ON_FILE
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _described(summary: Figures, row: ManagerRow) -> str | None:
    """Return the day of a manager's description of its integration; null where none is on file."""
    asked = ("manager", row.name, "integration_described")
    days = (fact.as_of for fact in summary.attested if (fact.subject, fact.subject_id, fact.fact) == asked)
    return next((day.isoformat() for day in days), None)


def stewardship(summary: Figures) -> PasteTable:
    """Return how each manager voted and what engagement is on file; the ways of voting add up to the matters."""
    filed = [row for row in summary.managers if row.votes is not None]
    rows = tuple(
        (
            row.name,
            *_ways(row.votes),
            NOT_ON_FILE if row.matched_votes is None else row.matched_votes,
            NOT_ON_FILE if row.agreement is None else row.agreement,
            NOT_ON_FILE if row.engaged is None else row.engaged,
            NOT_ON_FILE,
        )
        for row in summary.managers
    )
    total = Counter[str]()
    for row in filed:
        total.update(row.votes or {})
    return PasteTable(
        "PRI stewardship",
        "Matters of the managers’ Forms N-PX, each counted once; Split is a matter voted in more than one way. "
        "The last row adds up the managers with a form on file.",
        (
            Head("Manager", note="Who runs the money."),
            Head("Matters", "count", "On its Forms N-PX, each counted once."),
            *(Head(label, "count", "Matters so voted on.") for label in WAYS.values()),
            Head("Compared with the policy", "count", "Matters that the plan’s voting policy can be compared with."),
            Head("Agree with the policy", "share", "Of the matters compared."),
            Head("Lines with an engagement", "count", "Lines of which the engagement log has an engagement."),
            Head("Conflicts of interest", note="How it deals with them; no criterion asks for it yet."),
        ),
        rows,
        ("All with a form on file", *_ways({way: total[way] for way in WAYS} if filed else None), *[BLANK] * 4),
    )


def _ways(votes: dict[str, int] | None) -> tuple[Cell, ...]:
    """Return the matters and how they were voted on."""
    return (sum(votes.values()), *votes.values()) if votes else (NOT_ON_FILE,) * (len(WAYS) + 1)


def evidence(summary: Figures) -> PasteTable:
    """Return each fact that a criterion of a principle asks for: what is on file of it, and who could say the rest."""
    rows = tuple(
        ("Minimum" if principle.number == MINIMUM else principle.number, *cells)
        for principle in summary.principles
        for answer in principle.answers
        for cells in _facts(answer)
    )
    return PasteTable(
        "PRI evidence",
        "One row for each fact that a criterion asks for. Missing for counts those who could not be judged and of whom "
        "the fact is not on file. Nothing here is a score.",
        tuple(
            Head(name, "count" if name in ("On file for", "Missing for") else "text", note)
            for name, note in EVIDENCE.items()
        ),
        rows,
    )


def _facts(answer: Answer) -> Iterator[tuple[Cell, ...]]:
    """Yield the facts of a criterion; one row that says so where nobody is judged by it one by one."""
    for fact in answer.asked:
        yield (
            answer.item.criterion.title,
            fact.subject,
            fact.question,
            fact.value or NOT_ON_FILE,
            fact.as_of or ("not stated" if fact.known else NOT_ON_FILE),
            fact.source or NOT_ON_FILE,
            fact.known,
            fact.missing,
            fact.owner,
        )
    if not answer.asked:
        item = answer.item
        said = OUTCOMES[item.every][0] if item.every else NOT_ON_FILE
        yield (
            item.criterion.title,
            capfirst(item.subjects),
            item.criterion.title,
            said,
            *[NOT_ON_FILE] * 2,
            0,
            0,
            OWNERS[item.criterion.subject],
        )


_TABLES = {
    "pri_assets": assets,
    "pri_screening": screening,
    "pri_managers": managers,
    "pri_stewardship": stewardship,
    "pri_evidence": evidence,
}
"""Section → what makes its table."""


def pri_tables(summary: Figures) -> dict[str, PasteTable]:
    """Return section → its table, for the page and for a sheet of the workbook; none of approaches where none is given.

    Parameters
    ----------
    summary : Figures
    """
    silent = () if summary.approaches else ("pri_assets", "pri_screening")
    return {section: make(summary) for section, make in _TABLES.items() if section not in silent}
