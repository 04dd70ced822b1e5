"""The workbook's first sheet: the figures of page one, each under the same name, and what the other sheets hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.book import BLANK, Head, Sheet
from screener.report.definition import AUDIENCES
from screener.report.formats import long_date, to_cents
from screener.report.words import BENEFITS, SEVERITIES
from screener.tables import BASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from screener.report.book import Entry
    from screener.report.definition import Definition
    from screener.report.figures import Figure
    from screener.report.model import Summary

    Cells = Sequence[Any]
    """The cells of one row."""

_MEASURES = {"in_state": "In-state, all industries", "in_state_manufacturing": "In-state manufacturing"}
_EXPOSURE_HEADS = [
    Head("Exposure, net"),
    Head(
        "Basis", note="Operations: where sites are known to be. Headquarters: as if money were where head offices are."
    ),
    Head("Low", "money", "The least that it is."),
    Head("Best", "money", "The best estimate."),
    Head("High", "money", "The most that it might be."),
    *(Head(f"{side}, best", "money") for side in ("Long", "Short")),
]


def opening_lines(summary: Summary, definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield what the run and the edition are, in lines of text, each with its format.

    Parameters
    ----------
    summary : Summary
    definition : Definition
    """
    about = summary.about
    yield about.portfolio_name, "title"
    yield f"{definition.title}, {AUDIENCES[definition.audience]}", "plain"
    yield about.label, "plain"
    words = f"As of {long_date(about.as_of)}; run {about.run_id}; not signed; amounts in {about.base_currency}"
    yield words, "plain"
    yield BLANK, "note"
    yield "Totals are formulas: they follow the filters of their sheet. What a heading means is in its note.", "note"


def overview_blocks(summary: Summary, index: Sequence[Entry]) -> Iterator[Sheet]:
    """Yield the tables of the first sheet.

    Parameters
    ----------
    summary : Summary
    index : sequence of Entry
        The other sheets.
    """
    yield _delivered(summary)
    if summary.earlier:
        heads = [Head("Valued before the date"), Head("As of", "date"), Head("Market value, net", "money")]
        rows = [(f"Valued at {long_date(part.as_of)}", part.as_of, part.market_value) for part in summary.earlier]
        yield Sheet("Earlier", heads, rows)
    yield Sheet("Exposure", _EXPOSURE_HEADS, _exposures(summary))
    yield _impacts(summary)
    yield _coverage(summary)
    yield Sheet("Law", [Head("Law"), Head("On the decision date")], _law(summary))
    yield _criteria(summary)
    yield _findings(summary)
    yield _sources(summary)
    heads = [Head("Sheet", "link"), Head("Group"), Head("Rows", "count"), Head("What it holds", "line")]
    yield Sheet("Index", heads, [(entry.sheet, entry.group, entry.rows, _first(entry.note)) for entry in index])


def _first(note: str) -> str:
    """Return the first sentence of a note; a line has room for no more."""
    return f"{note.removesuffix('.').partition('. ')[0]}."


def _delivered(summary: Summary) -> Sheet:
    delivered = summary.delivered
    unreadable = delivered.unknown_rows
    quarantined = None if unreadable and unreadable == delivered.quarantined_rows else delivered.quarantined
    heads = [
        Head("Delivered"),
        Head("Lines", "count", adds_up=True),
        Head("Market value, net", "money", "Of the lines whose value is known.", adds_up=True),
        Head("Lines of unknown value", "count", adds_up=True),
    ]
    rows = [
        ("Screened", delivered.screened_rows, delivered.screened, delivered.unpriced),
        ("Quarantined", delivered.quarantined_rows, quarantined, unreadable),
    ]
    return Sheet("Delivered", heads, rows, total="Delivered, at least" if unreadable else "Delivered")


def _exposures(summary: Summary) -> Iterator[Cells]:
    for measure, title in _MEASURES.items():
        for basis in BASES:
            figure = summary.headline[measure][basis]
            missing = "not computed" if summary.is_whole else "withheld"
            yield _figure(f"{title} ({summary.about.home})", basis, figure, missing)
    # the union of purposes and places would say neither: it stays on its own sheet
    for row in summary.development:
        if row.criterion_id == "any definition or instrument":
            continue
        for basis in BASES:
            yield _figure(f"Community development: {row.label}", basis, row.figures[basis])
    for measure, title in (("in_state", "Place unknown"), ("in_state_manufacturing", "Place or industry unknown")):
        yield (title, "operations", None, _cents(summary.unknown[measure]), None, None, None)
    yield ("No place by nature, gross", None, None, _cents(summary.no_place), None, None, None)


def _figure(title: str, basis: str, figure: Figure | None, missing: str = "not computed") -> Cells:
    if figure is None:
        return (title, basis, missing, None, None, None, None)
    known = figure.is_known
    sides = (figure.long.best if known else None, figure.short.best if known else None)
    return (title, basis, *map(_cents, (figure.net.low, figure.best, figure.net.high, *sides)))


def _cents(value: Any) -> Any:
    return None if value is None else to_cents(value)


def _impacts(summary: Summary) -> Sheet:
    heads = [Head("Jobs and emissions"), Head("Unit"), Head("Value", "number"), Head("Share of value known", "share")]
    items = (*summary.impacts.jobs, *summary.impacts.emissions)
    return Sheet(
        "Impact",
        heads,
        [
            (item.label, f"{item.unit}, at least" if item.is_at_least else item.unit, item.value, item.share)
            for item in items
        ],
    )


def _coverage(summary: Summary) -> Sheet:
    heads = [
        Head("Coverage, by gross value"),
        *(Head(name, "money") for name in ("Covered", "Total")),
        Head("Share", "share"),
    ]
    return Sheet("Coverage", heads, [(item.label, item.covered, item.total, item.share) for item in summary.coverage])


def _law(summary: Summary) -> Iterator[Cells]:
    about = summary.about
    yield ("Decision date", about.decision_date)
    yield ("Evidence known on", about.known_at)
    yield ("Jurisdiction", about.profile.title if about.profile else "none named")
    if about.narrow_home:
        yield ("In-state", about.narrow_home)
    yield ("Benefits beside the financial one", BENEFITS[about.profile.use if about.profile else None])
    yield ("Department of Labor text followed", about.adopted_text or "none")
    for text in about.texts_in_force:
        yield (f"{text.title} ({text.role})", text.status)


def _criteria(summary: Summary) -> Sheet:
    names = ("Criteria", "In force", "Decided", "With watch or fail", "Unverified")
    notes = (
        "",
        "Criteria that judge somebody on the decision date.",
        "Criteria that could be decided for somebody.",
        "",
        "Criteria whose text was not confirmed line by line.",
    )
    counts = (Head(name, "count", note, adds_up=True) for name, note in zip(names, notes, strict=True))
    rows = [
        (book.title, len(book.criteria), len(book.judged), book.decided, book.flagged, book.unverified)
        for book in summary.outcomes
    ]
    return Sheet("Criteria", [Head("Criteria by rulebook"), *counts], rows, total="All rulebooks")


def _findings(summary: Summary) -> Sheet:
    heads = [
        Head("Findings by kind"),
        Head("Severity"),
        Head("Findings", "count", adds_up=True),
        Head("Lines", "count"),
        Head("Gross value", "money", "Kinds of finding may be about the same lines: no total."),
        Head("Counted"),
    ]
    rows = [
        (
            group.meaning,
            SEVERITIES[group.severity],
            len(group.findings),
            group.rows,
            group.market_value,
            "at least: they overlap" if group.overlaps else None,
        )
        for group in summary.findings
    ]
    return Sheet("Findings", heads, rows, total="All kinds")


def _sources(summary: Summary) -> Sheet:
    heads = [
        Head("Reference data"),
        Head("Describes"),
        Head("Published", "date"),
        Head("Gross value resting on it", "money", "One line rests on several sources: no total."),
        Head("Known on the date"),
    ]
    rows = [
        (
            source["title"],
            source["vintage"],
            source["published"],
            source["market_value"],
            "later" if source["published"] > summary.about.as_of else "yes",
        )
        for source in summary.sources
    ]
    return Sheet("Sources", heads, rows)
