"""Charts of money as ranges: figures under one another, before and after a change, over the values of a parameter.

Each bar or band goes from low to high. A best estimate that is unknown is a hatching or a gap, never a zero.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener import report
from screener.api.display.charts import OUTCOME_LOOKS
from screener.api.display.drawing import altair, dressed
from screener.api.display.extra import records
from screener.errors import InputError
from screener.tables import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair as alt

MOST_TICKS = 12
"""Values that are each written under an axis; more of them would overlap."""
_WIDTH, _LONG = 420, 520
_ENDS = ("low", "best", "high")
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
    found = records(rows, ("name", "low", "best", "high"))
    return _bars([(row["name"], [("", row)]) for row in found], title, currency)


def beside(rows: Any, title: str, *, currency: str = "USD") -> alt.LayerChart:
    """Return figures before and after a change: the two ranges of each, one under the other.

    Parameters
    ----------
    rows : frame or sequence of mappings
        ``name``, and ``low``, ``best`` and ``high``, each ``_before`` and ``_after``: money; null is unknown.
    title : str
        What is shown.
    currency : str
        Of the amounts.

    Raises
    ------
    InputError
        Columns are missing, two rows have one name, or Altair is not installed.

    Examples
    --------
    >>> ends = {f"{end}_{side}": 10 for end in ("low", "best", "high") for side in ("before", "after")}
    >>> beside([{"name": "in state", **ends}], "Money").to_dict()["description"]
    'Money: in state, as it is: USD 10; in state, what if: USD 10'
    """
    sides = {"before": "as it is", "after": "what if"}
    found = records(rows, ["name", *(f"{end}_{side}" for side in sides for end in _ENDS)])
    groups = [
        (row["name"], [(word, {end: row[f"{end}_{side}"] for end in _ENDS}) for side, word in sides.items()])
        for row in found
    ]
    return _bars(groups, title, currency)


def _bars(groups: list[tuple[str, list[tuple[str, dict[str, Any]]]]], title: str, currency: str) -> alt.LayerChart:
    """Return the ranges of each group under its name: what each is on its left, what it comes to on its right."""
    repeated = sorted(name for name, times in Counter(name for name, _ in groups).items() if times > 1)
    if repeated:
        raise InputError(f"two rows are called {', '.join(repeated)}", hint="give each row a name of its own")
    library, at = altair(), 0
    names, drawn = [], []
    for name, ranges in groups:
        names.append({"name": name, "at": at + 9})
        for number, (label, row) in enumerate(ranges):
            ends = {end: _float(row[end]) for end in _ENDS}
            drawn.append({"label": label, "words": _range_words(row), "at": at + 26 + number * 20, **ends})
        at += 22 + len(ranges) * 20
    x = library.X("low:Q", title=currency, axis=library.Axis(labelExpr=_AMOUNTS, tickCount=4, grid=False))
    y = library.Y("at:Q", scale=None, axis=None)
    base = library.Chart(library.InlineData(values=drawn)).encode(y=y)
    bars = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    bars = bars.mark_bar(height=12, stroke=report.THEME["soft"], strokeWidth=0.6)
    # a range without a best estimate is hatched: that nobody can say where in it is no middle
    paint = library.when("isValid(datum.best)").then(library.value(report.THEME["band"]))
    bars = bars.encode(fill=paint.otherwise(library.value(report.HATCHED["unknown"])))
    ticks = base.transform_filter("isValid(datum.best)").mark_tick(
        color=report.THEME["ink"], thickness=4, size=18, opacity=1
    )
    labels = base.mark_text(align="right", baseline="middle").encode(x=library.value(-8), text="label:N")
    words = base.mark_text(align="left", baseline="middle").encode(x=library.value(_WIDTH + 8), text="words:N")
    heads = library.Chart(library.InlineData(values=names)).mark_text(align="left", fontWeight="bold")
    heads = heads.encode(y=y, x=library.value(0), text="name:N")
    chart = library.layer(bars.encode(x=x, x2="high:Q"), ticks.encode(x=library.X("best:Q")), labels, words, heads)
    says = "; ".join(
        f"{name}{f', {label}' if label else ''}: {_range_words(row, currency)}"
        for name, ranges in groups
        for label, row in ranges
    )
    done: alt.LayerChart = dressed(chart.properties(width=_WIDTH, height=max(at, 40)), title, f"{title}: {says}")
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


def sweep(
    frame: Any,
    title: str,
    *,
    currency: str = "USD",
    axis: str = "value of the parameter",
    now: float | None = None,
    judged: str = "",
) -> alt.VConcatChart:
    """Return a figure over the values of a parameter: the band from low to high, the best estimate, and outcome counts.

    Parameters
    ----------
    frame : frame or sequence of mappings
        ``value``, ``low``, ``best`` and ``high``, and a column of counts for each outcome that is to be shown.
    title : str
        The figure and the parameter.
    currency : str
        Of the amounts.
    axis : str
        The parameter and its unit.
    now : float, optional
        The value that the rulebook has, marked by a line.
    judged : str
        What the outcomes are of: a criterion, or how many.

    Returns
    -------
    altair.VConcatChart
        The figure above, a strip for each outcome below. What a screen comes to changes in steps, and where between
        two values that were asked is not known: each step is drawn at the later one.

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
    found = sorted(records(frame, ("value", "low", "best", "high")), key=lambda row: float(row["value"]))
    named = [name for name in OUTCOMES if any(name in row for row in found)]
    ends = [{end: _float(row[end]) for end in ("value", "low", "best", "high")} for row in found]
    # a value without a figure is a gap: a line through it would say what nobody knows
    ink = {"color": report.THEME["ink"], "interpolate": "step-after", "invalid": "break-paths-show-path-domains"}
    dots, values = {"color": report.THEME["ink"], "size": 26}, [row["value"] for row in ends]
    x = library.X(
        "value:Q",
        title=axis,
        scale=library.Scale(zero=False, nice=False, padding=8),
        axis=library.Axis(grid=False, values=values if len(values) <= MOST_TICKS else library.Undefined),
    )
    rule = library.Chart(library.InlineData(values=[{"value": now}] if now is not None else []))
    rule = rule.mark_rule(color=report.THEME["soft"], strokeDash=[4, 3])
    y = library.Y("low:Q", title=currency, axis=library.Axis(labelExpr=_AMOUNTS, tickCount=4))
    base = library.Chart(library.InlineData(values=ends)).encode(x=x.title(None) if named else x)
    band = base.mark_area(**{**ink, "color": report.THEME["band"]}).encode(y=y, y2="high:Q")
    line = base.mark_line(**ink, point=dots).encode(y=library.Y("best:Q"))
    layers = [band, rule.encode(x=x.title(None) if named else x), line]
    parts = [library.layer(*layers).properties(width=_LONG, height=200)]
    for name in named:
        counts = [{"value": _float(row["value"]), "count": row.get(name)} for row in found]
        steps = library.Chart(library.InlineData(values=counts)).mark_line(**ink, point=dots)
        y = _count_axis(library, counts, f"{judged}: {OUTCOME_LOOKS[name][0]}".removeprefix(": "))
        # the axis of the parameter is named once, under the last
        under = x if name == named[-1] else x.title(None).axis(None)
        strip = library.layer(rule.encode(x=under), steps.encode(x=under, y=y))
        parts.append(strip.properties(width=_LONG, height=44))
    unknown = sum(row["best"] is None for row in ends)
    says = f"{title}: {len(ends)} values" + (f", unknown at {unknown}" if unknown else "")
    says += f"; the rulebook has {now:g}" if now is not None else ""
    done: alt.VConcatChart = dressed(library.vconcat(*parts, spacing=10), title, says)
    return done


def _count_axis(library: Any, counts: list[dict[str, Any]], title: str) -> Any:
    """Return the axis of a count, from the fewest to the most."""
    known = [row["count"] for row in counts if row["count"] is not None] or [0]
    least, most = min(known), max(known)
    axis = library.Axis(
        values=[least, most], format=",d", grid=False, titleAngle=0, titleAlign="right", titlePadding=60
    )
    scale = library.Scale(domain=[least, max(most, least + 1)], zero=False, nice=False)
    return library.Y("count:Q", title=title, scale=scale, axis=axis)


def _float(value: Any) -> float | None:
    """Return a number as a place in a chart; its words are made of the exact one."""
    return None if value is None else float(value)
