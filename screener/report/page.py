"""The HTML report: one self-contained page, no script, no request to anywhere."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from screener.report import formats, method, pri_words, terms, words
from screener.report.change import CAUSES
from screener.report.charts import Pictures
from screener.report.definition import AUDIENCES, WHOLE
from screener.report.exceptions import PRINTED as EXCEPTIONS
from screener.report.glossary import glossary, linker
from screener.report.impact import NAMED
from screener.report.lines import read_lines
from screener.report.prudence import under_every_text, why_in_a_line
from screener.report.sections import SECTIONS
from screener.report.withhold import KINDS
from screener.tables import CHANGE_CAUSES, METRICS_TO_ASK_FOR, RI_APPROACHES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from screener.report.definition import Definition
    from screener.report.lines import Line
    from screener.report.model import Summary

FINDINGS_PER_CODE = 100
FAULTY_LINES = 1_000
NOTABLE = 3
"""Kinds of finding on page one."""
FLAGGED = 2
"""Criteria with a watch or fail on page one: those with the most money."""
ATTESTED = 300
LEANING = 2
"""Datasets named on page one: those that most of the money rests on."""


_ID = re.compile(r'(?<![\w-])id="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*\bhref="#([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_FORMATS = (
    "amount", "whole", "whole_or_dash", "signed", "number", "people", "share_number", "points", "short", "short_parts",
    "with_unknown", "percent", "quantity", "count", "long_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from its lowest to its highest amount; positions on it are percent, as SVG takes them."""

    low: Decimal
    high: Decimal

    def at(self, value: Decimal) -> str:
        """Return where an amount stands on the axis."""
        span = self.high - self.low
        return f"{(value - self.low) / span * 100:.3f}%" if span else "0%"

    def width(self, start: Decimal, end: Decimal) -> str:
        """Return the length between two amounts, never invisibly small."""
        span = self.high - self.low
        return f"{max((end - start) / span * 100, Decimal('0.3')):.3f}%" if span else "0.3%"


def render_page(
    summary: Summary,
    tables: Mapping[str, pa.Table],
    faults: Sequence[Mapping[str, Any]],
    definition: Definition = WHOLE,
) -> str:
    """Return an edition of the report as HTML text; equal tables give equal text.

    Parameters
    ----------
    summary : Summary
        Every printed figure, from `summarise`.
    tables : mapping
        The run's tables by name, as `screener.tables` declares them.
    faults : sequence of mappings
        One per faulty cell, with the columns of `files.QUARANTINE`.
    definition : Definition
        Which sections, for whom, in whose name; every section by default.
    """
    lines = read_lines(tables, summary.about, definition.lines)
    faulty = _by_line(faults)
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            s=summary,
            definition=definition,
            audiences=AUDIENCES,
            printed=definition.printed(summary),
            sections=SECTIONS,
            style=Markup(style_sheet() + definition.branding.style),  # noqa: S704  our own file, and checked colours
            about=summary.about,
            scale=_scale(summary),
            lines_by_file=_by_file(lines),
            lines_printed=len(lines),
            faulty=dict(list(faulty.items())[:FAULTY_LINES]),
            faulty_total=len(faulty),
            findings_per_code=FINDINGS_PER_CODE,
            leaning=[source for source in summary.sources if source["market_value"]][:LEANING],
            most_notable=NOTABLE,
            notable=[group for group in summary.findings if group.severity != "info"],
            most_flagged=FLAGGED,
            exceptions_printed=EXCEPTIONS,
            criteria={f"{b.id}/{i.criterion.id}": i.criterion.title for b in summary.outcomes for i in b.criteria},
            uses=_uses(summary),
            attested_printed=ATTESTED,
            most_named=NAMED,
            causes=CHANGE_CAUSES,
            cause_names=CAUSES,
            pictures=Pictures(summary),
            metrics=METRICS_TO_ASK_FOR,
            withheld_kinds=KINDS,
            moved=[cause for cause in CHANGE_CAUSES if any(cause in dict(change.moved) for change in summary.changes)],
            words=words,
            term=linker(),
            glossary=glossary(),
            terms=terms,
            pri_words=pri_words,
            approaches_meaning=RI_APPROACHES,
            method=method,
        )
    )
    return _without_dead_links(page)


def _without_dead_links(page: str) -> str:
    """Return the page with links to what this edition leaves out as plain text."""
    printed = set(_ID.findall(page))
    return _LINK.sub(lambda link: link[0] if link[1] in printed else link[2], page)


@cache
def style_sheet() -> str:
    """Return the report's style sheet."""
    return files("screener.report").joinpath("templates/report.css").read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the templates with the report's formats; a missing name is an error, text is always escaped."""
    environment = Environment(
        loader=PackageLoader("screener.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in _FORMATS:
        environment.filters[name] = getattr(formats, name)
    environment.filters["in_words"] = words.in_words
    environment.filters["capfirst"] = words.capfirst
    environment.filters["anchor"] = lambda name: "criterion-" + name.replace("/", "-")
    environment.filters["under_every_text"] = under_every_text
    environment.filters["why_in_a_line"] = why_in_a_line
    environment.globals["share_of"] = formats.share_of
    environment.globals["style"] = Markup(style_sheet())  # noqa: S704  our own file
    environment.filters["sha256"] = lambda text: b64encode(sha256(text.encode()).digest()).decode()
    return environment


def _scale(summary: Summary) -> Scale:
    """Return the one axis of page one's interval bars: from nothing (or the lowest short) to everything."""
    nets = [figure.net for figures in summary.headline.values() for figure in figures.values() if figure]
    developed = [row.figures["operations"] for row in (summary.direct, summary.in_counties) if row]
    nets += [figure.net for figure in developed if figure]
    return Scale(
        min([Decimal(0), *(net.low for net in nets)]),
        max([Decimal(0), summary.delivered.screened, *(net.high for net in nets)]),
    )


def _uses(summary: Summary) -> list[str]:
    """Return the uses of the criteria in force that are limited, in the order of the words."""
    found = {item.criterion.use for book in summary.in_force for item in book.judged}
    return [use for use in words.USES if use in found and use != "decision"]


def _by_file(lines: Sequence[Line]) -> dict[tuple[str, str], list[Line]]:
    """Return lines by file and account, in the order of the files."""
    grouped: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.holding["source_file"], line.holding["account"]].append(line)
    return dict(grouped)


def _by_line(faults: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], list[Mapping[str, Any]]]:
    """Return faults by delivered line, in the order of the files."""
    grouped: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for fault in faults:
        grouped[str(fault["source_file"]), int(fault["source_row"])].append(fault)
    return dict(sorted(grouped.items()))
