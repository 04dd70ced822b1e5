"""The workbook's first sheet: the figures of page one, each under the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.book import BLANK
from screener.report.formats import count, long_date, to_cents
from screener.report.words import BENEFITS, SEVERITIES
from screener.tables import BASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from screener.report.figures import Figure
    from screener.report.model import Summary

    Row = list[tuple[Any, str]]
    """Cells of a row, each with its format."""

_MEASURES = {"in_state": "In-state, all industries", "in_state_manufacturing": "In-state manufacturing"}


def overview_rows(summary: Summary, cut: Mapping[str, int], most: int) -> Iterator[Row]:
    """Yield the rows of the first sheet.

    Parameters
    ----------
    summary : Summary
    cut : mapping
        Sheet → rows, of tables that are longer than their sheet.
    most : int
        Rows on a sheet.
    """
    about = summary.about
    yield [(about.portfolio_name, "title")]
    yield [(about.label, "plain")]
    yield [
        (f"As of {long_date(about.as_of)}; run {about.run_id}; not signed; amounts in {about.base_currency}", "plain")
    ]
    yield [(BLANK, "note")]
    for sheet, rows in cut.items():
        yield [(f"{sheet}: {count(most)} of {count(rows)} rows; all of them in the folder tables/", "plain")]
    for part in (_delivered, _exposures, _impacts, _coverage, _law, _criteria, _findings, _sources):
        yield []
        yield from part(summary)


def _heads(*names: str) -> Row:
    return [(name, "head") for name in names]


def _delivered(summary: Summary) -> Iterator[Row]:
    delivered = summary.delivered
    unreadable = delivered.unknown_rows
    quarantined = None if unreadable and unreadable == delivered.quarantined_rows else delivered.quarantined
    yield _heads("Delivered", "Lines", "Market value, net", "Lines of unknown value")
    yield [
        ("Screened", "text"),
        (delivered.screened_rows, "count"),
        (delivered.screened, "money"),
        (delivered.unpriced, "count"),
    ]
    yield [
        ("Quarantined", "text"),
        (delivered.quarantined_rows, "count"),
        (quarantined, "money"),
        (unreadable, "count"),
    ]
    yield [
        ("Delivered, at least" if unreadable else "Delivered", "head"),
        (delivered.rows, "count"),
        (delivered.market_value, "total"),
        (unreadable + delivered.unpriced, "count"),
    ]
    for part in summary.earlier:
        yield [(f"Of this valued at {long_date(part.as_of)}", "text"), (None, "text"), (part.market_value, "money")]


def _exposures(summary: Summary) -> Iterator[Row]:
    yield _heads("Exposure, net", "Basis", "Low", "Best", "High", "Long, best", "Short, best")
    for measure, title in _MEASURES.items():
        for basis in BASES:
            yield _figure(f"{title} ({summary.about.home})", basis, summary.headline[measure][basis])
    # the union of purposes and places would say neither: it stays on its own sheet
    for row in summary.development:
        if row.criterion_id == "any definition or instrument":
            continue
        for basis in BASES:
            yield _figure(f"Community development: {row.label}", basis, row.figures[basis])
    for measure, title in (("in_state", "Place unknown"), ("in_state_manufacturing", "Place or industry unknown")):
        yield [(title, "text"), ("operations", "text"), (None, "text"), (_cents(summary.unknown[measure]), "money")]
    yield [("No place by nature, gross", "text"), ("", "text"), (None, "text"), (_cents(summary.no_place), "money")]


def _figure(title: str, basis: str, figure: Figure | None) -> Row:
    if figure is None:
        return [(title, "text"), (basis, "text"), ("not computed", "text")]
    known = figure.is_known
    sides = (figure.long.best if known else None, figure.short.best if known else None)
    ends = (figure.net.low, figure.best, figure.net.high, *sides)
    return [(title, "text"), (basis, "text"), *((_cents(end), "money") for end in ends)]


def _cents(value: Any) -> Any:
    return None if value is None else to_cents(value)


def _impacts(summary: Summary) -> Iterator[Row]:
    yield _heads("Jobs and emissions", "Unit", "Value", "Share of value known")
    for item in (*summary.impacts.jobs, *summary.impacts.emissions):
        unit = f"{item.unit}, at least" if item.is_at_least else item.unit
        yield [(item.label, "text"), (unit, "text"), (item.value, "number"), (item.share, "share")]


def _coverage(summary: Summary) -> Iterator[Row]:
    yield _heads("Coverage, by gross value", "Covered", "Total", "Share")
    for item in summary.coverage:
        yield [(item.label, "text"), (item.covered, "money"), (item.total, "money"), (item.share, "share")]


def _law(summary: Summary) -> Iterator[Row]:
    about = summary.about
    yield _heads("Law", "On the decision date")
    yield [("Decision date", "text"), (about.decision_date, "date")]
    yield [("Evidence known on", "text"), (about.known_at, "date")]
    yield [("Jurisdiction", "text"), (about.profile.title if about.profile else "none named", "text")]
    if about.narrow_home:
        yield [("In-state", "text"), (about.narrow_home, "text")]
    benefits = BENEFITS[about.profile.use if about.profile else None]
    yield [("Benefits beside the financial one", "text"), (benefits, "text")]
    yield [("Department of Labor text followed", "text"), (about.adopted_text or "none", "text")]
    for text in about.texts_in_force:
        yield [(f"{text.title} ({text.role})", "text"), (text.status, "text")]


def _criteria(summary: Summary) -> Iterator[Row]:
    yield _heads("Criteria by rulebook", "Criteria", "In force", "Decided", "With watch or fail", "Unverified")
    for book in summary.outcomes:
        numbers = (len(book.criteria), len(book.judged), book.decided, book.flagged, book.unverified)
        yield [(book.title, "text"), *((number, "count") for number in numbers)]


def _findings(summary: Summary) -> Iterator[Row]:
    yield _heads("Findings by kind", "Severity", "Findings", "Lines", "Gross value", "Counted")
    for group in summary.findings:
        yield [
            (group.meaning, "text"),
            (SEVERITIES[group.severity], "text"),
            (len(group.findings), "count"),
            (group.rows, "count"),
            (group.market_value, "money"),
            ("at least: they overlap" if group.overlaps else "", "text"),
        ]


def _sources(summary: Summary) -> Iterator[Row]:
    yield _heads("Reference data", "Describes", "Published", "Gross value resting on it", "Known on the date")
    for source in summary.sources:
        yield [
            (source["title"], "text"),
            (source["vintage"], "text"),
            (source["published"], "date"),
            (source["market_value"], "money"),
            ("later" if source["published"] > summary.about.as_of else "yes", "text"),
        ]
