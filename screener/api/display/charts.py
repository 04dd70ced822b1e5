"""Charts of a run: Altair charts that are drawn as SVG on this machine, in the look of the report.

A chart can be changed and joined as any Altair chart. What is unknown is a word or a hatching, never a zero.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from screener import report
from screener.api.display.drawing import altair, dressed
from screener.errors import InputError
from screener.rulebook import answer_of
from screener.tables import CHANGED_MEASURES, EVERY, MEASURES

if TYPE_CHECKING:
    from collections.abc import Collection

    import altair as alt
    import pyarrow as pa

_WIDE, _ROW = 640, 34
OUTCOME_LOOKS = {
    "fail": ("fail", report.HATCHED["down"], report.THEME["down"]),
    "watch": ("watch", "#f0c987", "#8a6d2f"),
    "pass": ("pass", report.THEME["up"], report.THEME["up"]),
    "measured": ("measured", "#bcd3e6", report.THEME["soft"]),
    "described": ("described", "#cfd8e0", report.THEME["soft"]),
    "not_applicable": ("not applicable", "#ffffff", report.THEME["soft"]),
    "insufficient_data": ("insufficient data", report.HATCHED["unknown"], report.THEME["soft"]),
}
"""Answer (`screener.rulebook.answer_of`) → its word, paint and edge, from the left of a bar."""


def outcomes(decisions: pa.Table, *, bare: Collection[tuple[str, str]] = ()) -> alt.LayerChart:
    """Return the outcomes of each rulebook as parts of a bar, with their counts.

    Parameters
    ----------
    decisions : pyarrow.Table
        `screener.tables.DECISIONS`. Decisions on every subject at once (``*``) judge nobody and are not counted; to
        watch or fail by a criterion that only describes is *described*.
    bare : collection of (str, str)
        Rulebook and criterion of the measures that ask nothing: what passes by one is *measured*.

    Returns
    -------
    altair.LayerChart
        Bars of one length, because rulebooks judge between one subject and thousands; the counts stand over them.

    Raises
    ------
    InputError
        Altair is not installed.

    Examples
    --------
    >>> from screener.tables import DECISIONS
    >>> outcomes(DECISIONS.empty()).to_dict()["description"]
    'Outcomes by rulebook: no decision on anybody.'
    """
    library = altair()
    counts = _counted(decisions, bare)
    rows, words, order = [], [], {name: number for number, name in enumerate(OUTCOME_LOOKS)}
    for number, rulebook in enumerate(sorted(counts)):
        found, at = counts[rulebook], number * _ROW + 14
        total, before = sum(found.values()), 0
        said = ", ".join(f"{found[name]:,} {OUTCOME_LOOKS[name][0]}" for name in OUTCOME_LOOKS if found[name])
        words.append({"at": at, "rulebook": rulebook, "words": said})
        for name in sorted(found, key=order.__getitem__):
            ends = {"x": before / total, "x2": (before + found[name]) / total}
            rows.append(
                {"at": at, "rulebook": rulebook, "outcome": OUTCOME_LOOKS[name][0], "count": found[name], **ends}
            )
            before += found[name]
    shown = [part for part in OUTCOME_LOOKS.values() if any(row["outcome"] == part[0] for row in rows)]
    domain, paints, edges = ([part[n] for part in shown] for n in range(3))
    legend = library.Legend(title=None, orient="bottom", symbolType="square", symbolSize=140)
    y = library.Y("at:Q", scale=None, axis=None)
    bars = library.Chart(library.InlineData(values=rows)).mark_bar(height=12, yOffset=12, strokeWidth=1)
    bars = bars.encode(
        y=y,
        x=library.X("x:Q", axis=library.Axis(format="%", title="part of all subjects", tickCount=4, grid=False)),
        x2="x2:Q",
        fill=library.Fill("outcome:N", scale=library.Scale(domain=domain, range=paints), legend=legend),
        stroke=library.Stroke("outcome:N", scale=library.Scale(domain=domain, range=edges), legend=legend),
        tooltip=["rulebook:N", "outcome:N", "count:Q"],
    )
    base = library.Chart(library.InlineData(values=words)).encode(y=y)
    names = base.mark_text(align="left", baseline="alphabetic", fontWeight="bold")
    names = names.encode(x=library.value(0), text="rulebook:N")
    said = base.mark_text(align="right", baseline="alphabetic").encode(x=library.value(_WIDE), text="words:N")
    title = "Outcomes by rulebook"
    says = "; ".join(f"{row['rulebook']}: {row['words']}" for row in words) or "no decision on anybody."
    chart = library.layer(bars, names, said).properties(width=_WIDE, height=max(len(words), 1) * _ROW + 6)
    done: alt.LayerChart = dressed(chart, title, f"{title}: {says}")
    return done


def _counted(decisions: pa.Table, bare: Collection[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Return rulebook → answer → subjects judged so."""
    judged = decisions.filter(pc.field("subject_id") != EVERY)
    groups = judged.group_by(["rulebook_id", "criterion_id", "outcome", "describes"], use_threads=False)
    counts: dict[str, Counter[str]] = {}
    for row in groups.aggregate([([], "count_all")]).to_pylist():
        is_bare = (row["rulebook_id"], row["criterion_id"]) in bare
        answer = answer_of(row["outcome"], is_bare=is_bare, describes=row["describes"])
        counts.setdefault(row["rulebook_id"], Counter())[answer] += row["count_all"]
    return counts


def county_map(
    regions: pa.Table,
    exposures: pa.Table,
    state: str,
    *,
    measure: str = "in_state_manufacturing",
    currency: str = "USD",
) -> alt.LayerChart:
    """Return the map of the home state: the darker, the more money by best estimate (operations basis).

    Parameters
    ----------
    regions, exposures : pyarrow.Table
        Of one run.
    state : str
        Home state of the run, two letters.
    measure : str
        One of `screener.tables.MEASURES`.
    currency : str
        Of the amounts.

    Raises
    ------
    InputError
        The measure was not computed by county, the state has no outlines on file, or Altair is not installed.

    Examples
    --------
    >>> from screener.tables import EXPOSURES, REGIONS
    >>> county_map(REGIONS.empty(), EXPOSURES.empty(), "IL")
    Traceback (most recent call last):
        ...
    screener.errors.InputError: in_state_manufacturing was not computed by county, so no map can be drawn
      Try: choose another measure, or a state whose counties are on file
    """
    library = altair()
    kept = (pc.field("grouping") == "county") & (pc.field("measure") == measure) & (pc.field("basis") == "operations")
    sums = exposures.filter(kept).group_by("group", use_threads=False).aggregate([("best", "sum")]).to_pylist()
    if not sums:
        raise InputError(
            f"{measure} was not computed by county, so no map can be drawn",
            hint="choose another measure, or a state whose counties are on file",
        )
    listed = regions.filter(pc.field("grouping") == "county").to_pylist()
    names = {row["group"]: row["name"].partition(",")[0].removesuffix(" County") for row in listed}
    # a measure that was computed lists no county that is zero throughout
    amounts = {**dict.fromkeys(names, Decimal(0)), **{row["group"]: row["best_sum"] for row in sums}}
    title = MEASURES.get(measure, measure)
    spec = report.county_map(amounts, names, state, f"{state}: {title}", currency)
    if spec is None:
        raise InputError(f"no outlines of the counties of {state!r} are on file", hint="give the run's home state")
    chart: alt.LayerChart = library.LayerChart.from_dict(spec)
    return chart


def waterfall(changes: pa.Table, *, measure: str = "in_state_manufacturing", currency: str = "USD") -> alt.LayerChart:
    """Return how a figure came from that of the earlier run, cause by cause (operations basis).

    Parameters
    ----------
    changes : pyarrow.Table
        `screener.tables.CHANGES`.
    measure : str
        One of `screener.tables.CHANGED_MEASURES`.
    currency : str
        Of the amounts.

    Raises
    ------
    InputError
        There is no earlier run, nothing changed the figure, or Altair is not installed.

    Examples
    --------
    >>> from screener.tables import CHANGES
    >>> waterfall(CHANGES.empty())
    Traceback (most recent call last):
        ...
    screener.errors.InputError: no change of in_state_manufacturing is on file
      Try: compare with a run of an earlier date, or choose one of market_value, in_state, in_state_manufacturing, \
community_development, community_development_places
    """
    library = altair()
    spec = report.waterfall(changes, measure, currency)
    if spec is None:
        raise InputError(
            f"no change of {measure} is on file",
            hint=f"compare with a run of an earlier date, or choose one of {', '.join(CHANGED_MEASURES)}",
        )
    chart: alt.LayerChart = library.LayerChart.from_dict(spec)
    return chart
