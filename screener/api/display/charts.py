"""Charts of a run: Altair charts that are drawn as SVG on this machine, in the look of the report.

A chart can be changed and joined as any Altair chart. What is unknown is a word or a hatching, never a zero.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener import report
from screener.api.display.drawing import altair, dressed
from screener.api.display.extra import records
from screener.errors import InputError
from screener.tables import CHANGED_MEASURES, EVERY, MEASURES, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair as alt
    import pyarrow as pa

_WIDTH, _ROW = 420, 34
_OUTCOMES = {
    "fail": ("fail", report.HATCHED["down"], report.THEME["down"]),
    "watch": ("watch", "#f0c987", "#8a6d2f"),
    "pass": ("pass", report.THEME["up"], report.THEME["up"]),
    "describes": ("described", "#cfd8e0", report.THEME["soft"]),
    "not_applicable": ("not applicable", "#ffffff", report.THEME["soft"]),
    "insufficient_data": ("insufficient data", report.HATCHED["unknown"], report.THEME["soft"]),
}
"""Outcome → its word, paint and edge, from the left of a bar; ``describes`` is to watch or fail without reproach."""

_AMOUNTS = (
    "replace(replace(replace(replace(format(datum.value, '~s'), 'T', ' trillion'), 'G', ' billion'), 'M', ' million'), "
    "'k', ' thousand')"
)
"""Label of an axis of money, as Vega writes expressions."""


def intervals(rows: Any, title: str, *, currency: str = "USD") -> alt.LayerChart:
    """Return a bar from low to high with a tick at the best estimate, for each row.

    Parameters
    ----------
    rows : frame or sequence of mappings
        ``name``, ``low``, ``best`` and ``high``: money; null is unknown.
    title : str
        What is shown.
    currency : str
        Of the amounts.

    Returns
    -------
    altair.LayerChart
        A row each in the given order, its words over its bar.

    Raises
    ------
    InputError
        Columns are missing, two rows have one name, or Altair is not installed.

    Examples
    --------
    >>> row = {"name": "in state", "low": Decimal(10), "best": None, "high": Decimal(40)}
    >>> intervals([row], "Money").to_dict()["description"]
    'Money: in state: unknown, from USD 10 to 40'
    """
    library = altair()
    found = records(rows, ("name", "low", "best", "high"))
    repeated = sorted(name for name, times in Counter(row["name"] for row in found).items() if times > 1)
    if repeated:
        raise InputError(f"two rows are called {', '.join(repeated)}", hint="give each row a name of its own")
    drawn = [
        {
            "name": row["name"],
            "words": _range_words(row),
            "at": number * _ROW + 14,
            **{end: _float(row[end]) for end in ("low", "best", "high")},
        }
        for number, row in enumerate(found)
    ]
    x = library.X("low:Q", title=currency, axis=library.Axis(labelExpr=_AMOUNTS, tickCount=4, grid=False))
    base = library.Chart(library.InlineData(values=drawn)).encode(y=library.Y("at:Q", scale=None, axis=None))
    place = "isValid(datum.low) && isValid(datum.high)"
    bars = base.transform_filter(place).mark_bar(height=12, yOffset=12, stroke=report.THEME["soft"], strokeWidth=0.6)
    # a range without a best estimate is hatched: that nobody can say where in it is no middle
    paint = library.when("isValid(datum.best)").then(library.value(report.THEME["band"]))
    bars = bars.encode(fill=paint.otherwise(library.value(report.HATCHED["unknown"])))
    ticks = base.transform_filter("isValid(datum.best)").mark_tick(
        color=report.THEME["ink"], thickness=4, size=20, yOffset=12, opacity=1
    )
    names = base.mark_text(align="left", baseline="alphabetic").encode(x=library.value(0), text="name:N")
    words = base.mark_text(align="right", baseline="alphabetic", fontWeight="bold").encode(
        x=library.value(_WIDTH), text="words:N"
    )
    chart = library.layer(bars.encode(x=x, x2="high:Q"), ticks.encode(x=library.X("best:Q")), names, words)
    says = f"{title}: " + "; ".join(f"{row['name']}: {_range_words(row, currency)}" for row in found)
    chart = chart.properties(width=_WIDTH, height=max(len(found), 1) * _ROW + 6)
    done: alt.LayerChart = dressed(chart, title, says)
    return done


def _range_words(row: Mapping[str, Any], currency: str = "") -> str:
    """Return an amount and its ends as one reads them."""
    low, best, high = (None if row[end] is None else Decimal(row[end]) for end in ("low", "best", "high"))
    first = f"{currency} " if currency else ""
    if best is not None and low == best == high:
        return first + report.short(best)
    said = report.UNKNOWN if best is None else first + report.short(best)
    if low is None and high is None:
        return said
    return f"{said}, from {first if best is None else ''}{report.short(low)} to {report.short(high)}"


def outcomes(decisions: pa.Table) -> alt.LayerChart:
    """Return the outcomes of each rulebook as parts of a bar, with their counts.

    Parameters
    ----------
    decisions : pyarrow.Table
        `screener.tables.DECISIONS`. Decisions on every subject at once (``*``) judge nobody and are not counted; to
        watch or fail by a criterion that only describes is *described*. A measure without a condition is a pass here.

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
    counts = _counted(decisions)
    rows, words, order = [], [], {name: number for number, name in enumerate(_OUTCOMES)}
    for number, rulebook in enumerate(sorted(counts)):
        found, at = counts[rulebook], number * _ROW + 14
        total, before = sum(found.values()), 0
        said = ", ".join(f"{found[name]:,} {_OUTCOMES[name][0]}" for name in _OUTCOMES if found[name])
        words.append({"at": at, "rulebook": rulebook, "words": said})
        for name in sorted(found, key=order.__getitem__):
            ends = {"x": before / total, "x2": (before + found[name]) / total}
            rows.append({"at": at, "rulebook": rulebook, "outcome": _OUTCOMES[name][0], "count": found[name], **ends})
            before += found[name]
    shown = [part for part in _OUTCOMES.values() if any(row["outcome"] == part[0] for row in rows)]
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


_WIDE = 640


def _counted(decisions: pa.Table) -> dict[str, Counter[str]]:
    """Return rulebook → outcome → subjects judged so."""
    judged = decisions.filter(pc.field("subject_id") != EVERY)
    groups = judged.group_by(["rulebook_id", "outcome", "describes"], use_threads=False)
    counts: dict[str, Counter[str]] = {}
    for row in groups.aggregate([([], "count_all")]).to_pylist():
        only_described = row["describes"] and row["outcome"] in ("watch", "fail")
        outcome = "describes" if only_described else row["outcome"]
        counts.setdefault(row["rulebook_id"], Counter())[outcome] += row["count_all"]
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


def sweep(frame: Any, title: str, *, currency: str = "USD") -> alt.VConcatChart:
    """Return a figure over the values of a parameter: the band from low to high, the best estimate, and outcome counts.

    Parameters
    ----------
    frame : frame or sequence of mappings
        ``value``, ``low``, ``best`` and ``high``, and a column of counts for each outcome that is to be shown.
    title : str
        The figure and the parameter.
    currency : str
        Of the amounts.

    Raises
    ------
    InputError
        Columns are missing, or Altair is not installed.

    Examples
    --------
    >>> row = {"low": 1, "best": 2, "high": 3, "fail": 5}
    >>> chart = sweep([{"value": 0.1, **row}, {"value": 0.2, **row}], "Money by threshold")
    >>> len(chart.to_dict()["vconcat"])
    2
    """
    library = altair()
    found = records(frame, ("value", "low", "best", "high"))
    named = [name for name in OUTCOMES if any(name in row for row in found)]
    ends = [{end: _float(row[end]) for end in ("value", "low", "best", "high")} for row in found]
    ink, gaps = report.THEME["ink"], "break-paths-show-path-domains"
    x = library.X("value:Q", title="value of the parameter", scale=library.Scale(zero=False, nice=False))
    y = library.Y("low:Q", title=currency, axis=library.Axis(labelExpr=_AMOUNTS, tickCount=4))
    base = library.Chart(library.InlineData(values=ends)).encode(x=x)
    # a value without a figure is a gap: a line through it would say what nobody knows
    band = base.mark_area(color=report.THEME["band"], invalid=gaps).encode(y=y, y2="high:Q")
    line = base.mark_line(color=ink, point={"color": ink}, invalid=gaps).encode(y=library.Y("best:Q"))
    if named:
        band, line = (layer.encode(x=x.title(None)) for layer in (band, line))
    parts = [library.layer(band, line).properties(width=_WIDTH, height=200)]
    for name in named:
        counts = [{"value": _float(row["value"]), "count": row.get(name)} for row in found]
        most = max((row["count"] for row in counts if row["count"] is not None), default=0)
        count = library.Y("count:Q", title=None, axis=library.Axis(values=[0, most], format=",d"))
        count = count.scale(domain=[0, max(most, 1)])
        steps = library.Chart(library.InlineData(values=counts), title=_OUTCOMES[name][0])
        steps = steps.mark_line(color=ink, point={"color": ink}, invalid=gaps)
        # the axis of the parameter is named once, under the last
        under = x if name == named[-1] else x.title(None)
        parts.append(steps.encode(x=under, y=count).properties(width=_WIDTH, height=44))
    unknown = sum(row["best"] is None for row in ends)
    says = f"{title}: {len(ends)} values" + (f", unknown at {unknown}" if unknown else "")
    done: alt.VConcatChart = dressed(library.vconcat(*parts, spacing=8), title, says)
    return done


def _float(value: Any) -> float | None:
    """Return a number as a place in a chart; its words are made of the exact one."""
    return None if value is None else float(value)
