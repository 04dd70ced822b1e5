"""How charts are drawn: as SVG on this machine, in the report's type and colours, with its patterns."""

from __future__ import annotations

import re
import sys
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from screener import report
from screener.api.display.extra import need
from screener.api.display.tables import show
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

RENDERER = "screener"
"""Name of the renderer among Altair's."""

_EDGE = re.compile(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')


def svg(spec: Mapping[str, Any]) -> str:
    """Return a Vega-Lite chart as SVG with the report's patterns, drawn without a browser or network.

    Parameters
    ----------
    spec : mapping
        As ``chart.to_dict()`` gives it.

    Examples
    --------
    >>> svg(altair().Chart(altair().InlineData(values=[{}])).mark_point().to_dict())[:4]
    '<svg'
    """
    engine = need("vl_convert", "vl-convert", "charts")
    version = "v" + spec["$schema"].rpartition("/v")[2].removesuffix(".json")
    drawn = engine.vegalite_to_svg(dict(spec), vl_version=".".join(version.split(".")[:2]))
    # the library counts the edges of all the drawings that it ever made: here each drawing has its own count
    edges = {edge: f"clip{n}" for n, edge in enumerate(dict.fromkeys(_EDGE.findall(drawn)))}
    return report.with_patterns(_EDGE.sub(lambda found: edges[found[0]], drawn))


def enable(*, frames: bool = False) -> bool:
    """Let charts be drawn as SVG on this machine; a renderer that the user has chosen is left as it is.

    Parameters
    ----------
    frames : bool
        In a notebook, show data frames of Arrow types as compact tables too; other frames stay as they are.

    Returns
    -------
    bool
        Whether charts can be shown: false where Altair is not installed.

    Examples
    --------
    >>> enable()
    True
    """
    if frames:
        _show_frames()
    try:
        renderers = need("altair", "Altair", "charts").renderers
    except InputError:
        return False
    if RENDERER not in renderers.names():
        renderers.register(RENDERER, _render)
    if renderers.active == "default":
        renderers.enable(RENDERER)
    return True


def _show_frames() -> None:
    """Let IPython show frames of Arrow types by `show`; nothing happens outside IPython."""
    import pandas as pd  # noqa: PLC0415  slow to import

    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        formatter = shell.display_formatter.formatters["text/html"]
        formatter.for_type(pd.DataFrame, _frame_html)


def _frame_html(frame: pd.DataFrame) -> str | None:
    """Return what a notebook shows of a frame."""
    from pandas import ArrowDtype  # noqa: PLC0415  slow to import

    if frame.columns.size and all(isinstance(kind, ArrowDtype) for kind in frame.dtypes):
        return str(show(frame).as_raw_html())
    plain: str | None = methodcaller("_repr_html_")(frame)
    return plain


def _render(spec: dict[str, Any], **_: Any) -> dict[str, str]:
    """Return what a notebook shows of a chart."""
    return {"image/svg+xml": svg(spec), "text/plain": str(spec.get("description", "chart"))}


def altair() -> Any:
    """Return Altair, ready to draw.

    Raises
    ------
    InputError
        It is not installed.
    """
    enable()
    return need("altair", "Altair", "charts")


def dressed(chart: Any, title: str, says: str) -> Any:
    """Return a chart in the report's type and colours, with its words for who cannot see it.

    Parameters
    ----------
    chart : altair chart
    title : str
        What is shown.
    says : str
        What it shows, with the figures.
    """
    ink, soft, rule = (report.THEME[name] for name in ("ink", "soft", "rule"))
    return (
        chart.properties(title=title, description=says)
        .configure(font=report.THEME["font"], background="white")
        .configure_title(anchor="start", fontSize=14, color=ink, frame="group", offset=12)
        .configure_axis(labelColor=soft, titleColor=soft, labelFontSize=12, titleFontSize=12, gridColor=rule,
                        gridOpacity=0.5, domainColor=rule, tickColor=rule, titleFontWeight="normal")
        .configure_text(fontSize=12, color=ink)
        .configure_legend(labelFontSize=12, labelColor=ink, columns=3)
        .configure_view(stroke=None)
    )  # fmt: skip
