"""The workbook's sheets on what was found: criteria, outcomes, principles, managers and decisions on investments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.book import Head, Sheet
from screener.report.formats import to_cents
from screener.report.outcomes import DECIDED
from screener.report.prudence import PRUDENCE, PRUDENCE_HEADS, prudence_rows
from screener.report.words import MONEY_UNIT, OUTCOMES, SUBJECTS, USES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from screener.report.model import Summary
    from screener.report.outcomes import CriterionOutcomes
    from screener.report.pri_tables import PasteTable

_CRITERION_HEADS = [
    *(Head(name) for name in ("rulebook", "criterion")),
    Head("title", "long"),
    Head("judges", note="Whom it judges."),
    Head("on the decision date", note="Whether it was in force, and if not, why."),
    *(Head(label.lower(), "count", f"Subjects: {meaning}") for label, meaning in OUTCOMES.values()),
    Head("every subject", note="The one answer that holds for every subject; nobody is counted."),
    *(
        Head(f"gross value, {OUTCOMES[outcome][0].lower()}", "money", "Shorts count as positive.")
        for outcome in DECIDED
    ),
    *(Head(f"measured, {name}", "number", "Its unit stands beside it.") for name in ("lowest", "highest", "sum")),
    Head("unit"),
    *(Head(name) for name in ("a fail is", "use", "review")),
    *(Head(name, "long") for name in ("source", "meaning")),
]
_CRITERIA = (
    "Where one answer holds for every subject, the row says so and counts nobody. One subject is in many rows: no "
    "totals."
)
_VALUE_HEADS = [
    *(Head(name) for name in ("criterion", "outcome")),
    *(Head(end, "money") for end in ("low", "best", "high")),
]
_MANAGER_HEADS = [
    Head("manager"),
    Head("market value net", "money", "What it runs, less shorts.", adds_up=True),
    Head("PRI signatory", note="And who says so."),
    Head("votes compared", "count", "Matters that the plan's voting policy can be compared with.", adds_up=True),
    Head("agree with policy", "share", "Of the votes compared."),
    *(Head(label.lower(), "long", "Criteria with this outcome.") for label, _ in OUTCOMES.values()),
]
_APPROACH_HEADS = [
    *(Head(name) for name in ("kind of asset", "management", "approach", "screens")),
    Head("gross market value", "money", "Shorts count as positive.", adds_up=True),
    Head("share", "share", adds_up=True),
]


def judged_sheets(summary: Summary) -> Iterator[Sheet]:
    """Yield the sheets on outcomes, each criterion and each principle, and on who runs the money.

    Parameters
    ----------
    summary : Summary
    """
    yield Sheet("Criteria", _CRITERION_HEADS, _criterion_rows(summary), _CRITERIA)
    note = (
        "In-state manufacturing by outcome; the outcomes of one criterion add up to all of it, those of several do not."
    )
    yield Sheet("Outcomes by value", _VALUE_HEADS, _value_rows(summary), note)
    if summary.prudence:
        yield Sheet("Prudence", PRUDENCE_HEADS, prudence_rows(summary.prudence), PRUDENCE)
    yield Sheet("Approaches", _APPROACH_HEADS, _approach_rows(summary), "Not recorded is not none. No PRI score.")
    yield from map(_pasted, summary.pri.values())
    yield Sheet("Managers", _MANAGER_HEADS, _manager_rows(summary), "Totals are of the managers named here.")


def _criterion_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    """Yield every criterion of every rulebook, in force or not."""
    for book in summary.outcomes:
        for item in book.criteria:
            criterion = item.criterion
            yield (
                *(book.id, criterion.id, criterion.title, SUBJECTS[criterion.judges][1], criterion.status),
                *((None,) * len(item.counts) if item.every else item.counts.values()),
                f"{OUTCOMES[item.every][0]}: {item.why}" if item.every else None,
                *(item.money[outcome] if item.money and not item.every else None for outcome in DECIDED),
                *_figure_cells(item),
                "a description" if criterion.describes else "a fail",
                *(
                    USES[criterion.use][0] if criterion.is_judged else None,
                    criterion.review,
                    criterion.source,
                    criterion.meaning,
                ),
            )


def _figure_cells(item: CriterionOutcomes) -> Sequence[Any]:
    """Return what was measured and its unit; only money adds up over subjects."""
    if item.figures is None:
        return [None] * 4
    found, unit = item.figures, item.criterion.unit
    return found.low, found.high, found.total if unit == MONEY_UNIT else None, "share" if unit == "1" else unit


def _value_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    for criterion, outcome, figure in summary.outcomes_by_value:
        net = figure.net
        label = OUTCOMES[outcome][0] if outcome in OUTCOMES else outcome
        yield (criterion, label, *(to_cents(end) for end in (net.low, net.best, net.high)))


def _manager_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    """Yield the managers with the criteria of each outcome."""
    for row in summary.managers:
        found = ("; ".join(row.outcomes.get(outcome, ())) or None for outcome in OUTCOMES)
        yield (row.name, row.market_value, row.signatory or None, row.matched_votes, row.agreement, *found)


def _approach_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    names = ("asset_group", "management", "approach", "screens", "market_value", "share")
    return ([row[name] for name in names] for row in summary.approaches)


def _pasted(table: PasteTable) -> Sheet:
    """Return a table for a form as a sheet: what the page adds up has a live total here."""
    heads = [
        Head(head.name, head.kind, head.note, adds_up=bool(total) and not isinstance(total, str))
        for head, total in zip(table.heads, table.total or [""] * len(table.heads), strict=True)
    ]
    return Sheet(
        table.title, heads, table.rows, table.note, preface="", total=str(table.total[0]) if table.total else ""
    )
