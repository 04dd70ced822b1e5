"""A figure over time: the band from low to high, the best estimate, and the days on which the law changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener import report
from screener.api.display.drawing import altair, dressed
from screener.api.display.extra import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import altair as alt

_WIDTH, _HEIGHT = 640, 240
_GAPS = "break-paths-show-path-domains"
"""A date without a figure is a gap: a line through it would say what nobody knows."""


def timeline(rows: Any, changes: Mapping[date, str], title: str, *, currency: str | None = "USD") -> alt.LayerChart:
    """Return a figure over dates, with a vertical line and a name where another text came into force.

    Parameters
    ----------
    rows : frame or sequence of mappings
        ``date``, ``low``, ``best`` and ``high``: money, or shares; null is unknown, and a gap.
    changes : mapping
        Day → the text that came into force on it.
    title : str
        What is shown.
    currency : str, optional
        Of the amounts; None where they are shares, 0–1.

    Returns
    -------
    altair.LayerChart
        Dates are read as days of no time zone, so that the same rows draw the same picture everywhere.

    Raises
    ------
    InputError
        Columns are missing, or Altair is not installed.

    Examples
    --------
    >>> from datetime import date
    >>> row = {"date": date(2023, 12, 31), "low": 1, "best": 2, "high": 3}
    >>> unknown = {"date": date(2022, 12, 31), "low": None, "best": None, "high": None}
    >>> timeline([unknown, row], {date(2023, 1, 30): "404a-1-2022"}, "Money").to_dict()["description"]
    'Money: 2022-12-31 unknown; 2023-12-31 USD 2, from 1 to 3. In force from 2023-01-30: 404a-1-2022.'
    """
    library = altair()
    found = records(rows, ("date", "low", "best", "high"))
    ends = [
        {"date": str(row["date"]), **{e: None if row[e] is None else float(row[e]) for e in ("low", "best", "high")}}
        for row in found
    ]
    ink, soft = report.THEME["ink"], report.THEME["soft"]
    days = [library.DateTime(year=d.year, month=d.month, date=d.day, utc=True) for d in (row["date"] for row in found)]
    axis = library.Axis(values=days, format="%Y-%m-%d", labelOverlap=True)
    x = library.X("date:T", title=None, scale=library.Scale(type="utc"), axis=axis)
    money = library.Axis(labelExpr="replace(replace(format(datum.value, '~s'), 'G', ' billion'), 'M', ' million')")
    scale = money if currency else library.Axis(format="%")
    base = library.Chart(library.InlineData(values=ends)).encode(x=x)
    band = base.mark_area(color=report.THEME["band"], invalid=_GAPS)
    band = band.encode(y=library.Y("low:Q", title=currency, axis=scale), y2="high:Q")
    line = base.mark_line(color=ink, point={"color": ink}, invalid=_GAPS).encode(y=library.Y("best:Q"))
    gaps = base.transform_filter("!isValid(datum.low)").mark_text(align="left", angle=270, color=soft, fontSize=11)
    gaps = gaps.encode(y=library.value(_HEIGHT - 6), text=library.value(report.UNKNOWN))
    marks = [{"date": str(day), "name": name} for day, name in sorted(changes.items())]
    law = library.Chart(library.InlineData(values=marks)).encode(x=x)
    rules = law.mark_rule(color=soft, strokeDash=[4, 3])
    names = law.mark_text(align="left", baseline="top", dx=4, color=soft).encode(y=library.value(2), text="name:N")
    chart = library.layer(band, line, gaps, rules, names).properties(width=_WIDTH, height=_HEIGHT)
    says = f"{title}: " + "; ".join(f"{row['date']} {_words(row, currency)}" for row in found) + "."
    says += "".join(f" In force from {mark['date']}: {mark['name']}." for mark in marks)
    done: alt.LayerChart = dressed(chart, title, says)
    return done


def _words(row: Mapping[str, Any], currency: str | None) -> str:
    """Return a figure of a date as one reads it."""
    if currency is None:
        return report.UNKNOWN if row["best"] is None else f"{row['best']:.1%}"
    low, best, high = (report.short(None if row[end] is None else Decimal(row[end])) for end in ("low", "best", "high"))
    return str(best) if row["low"] is None else f"{currency} {best}, from {low} to {high}"
