"""The pages of the site as text: HTML by Jinja2, the index for programs, and what a web server is to be told."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import ChoiceLoader, Environment, PackageLoader

from screener import __version__
from screener.report import words
from screener.report.formats import money_text
from screener.report.page import environment, style_sheet
from screener.report.site.model import shelves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.report.site.model import SiteRun

MARK = "screener site"
"""What site.json says: the folder was written by this program."""
SUMS = "SHA256SUMS"
"""Hash and name of every file of a folder, as sha256sum writes and checks them."""

_POLICY = (
    "default-src 'none'; style-src 'self'{}; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)
_KINDS = {
    "report.html": "the report, for any browser",
    "report.pdf": "the report, for print and the record",
    "report.xlsx": "the same figures as a workbook",
    "about.json": "what the report says about its run, for programs",
    "findings.csv": "everything to know about the data and the rules",
    "quarantine.csv": "every fault of every line that could not be used",
    "manifest.json": "what the run was made of: the hash of every input, rulebook, dataset and output",
}
"""File of a run → what it is."""
_FOLDERS = {
    "": "Report and plain files",
    "memos": "Memos of decisions on investments",
    "tables": "Tables, for analysts (Parquet)",
    "sql": "The calculation as it was executed, in order (SQL)",
}
"""Folder of a run → what lies in it."""


class Download(NamedTuple):
    """A file of a run."""

    name: str
    what: str
    size: int
    sha256: str


def site_pages(runs: Sequence[SiteRun]) -> dict[str, str]:
    """Return name → text of every file of the site that is not a run's own."""
    shelved = shelves(runs)
    ordered = [run for shelf in shelved for run in shelf.runs]
    names = {shelf.id: shelf.name for shelf in shelved}
    missing = _own("404.css")
    hashes = sorted({_hash(missing.encode()), *(value for run in runs for value in style_hashes(run))})
    policy = _POLICY.format("".join(f" 'sha256-{value}'" for value in hashes)) + "; frame-ancestors 'none'"
    made = {
        "index.html": _render("index", "", shelves=shelved, runs=ordered, names=names),
        "verify.html": _render("verify", "", runs=ordered, names=names),
        "404.html": _render("404", "", style=missing),
        "report.css": style_sheet(),
        "site.css": _own("site.css"),
        "site.js": _own("site.js"),
        "_headers": _render_text("_headers", policy=policy),
        "README.md": _render_text("README.md", policy=policy),
        "site.json": json.dumps(_index(ordered), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    }
    for shelf in shelved:
        made[f"portfolios/{shelf.id}/index.html"] = _render("portfolio", "../../", shelf=shelf)
        for run in shelf.runs:
            sums = {**run.manifest["outputs"], "manifest.json": run.manifest_sha256}
            made[f"{run.path}files/{SUMS}"] = sums_text(sums)
            made[f"{run.path}index.html"] = _render(
                "run", "../../../../", run=run, shelf=shelf, groups=_downloads(run, sums)
            )
    return made


def sums_text(hashes: Mapping[str, str]) -> str:
    """Return hashes as sha256sum writes them, in the order of the names."""
    return "".join(f"{value}  {name}\n" for name, value in sorted(hashes.items()))


def style_hashes(run: SiteRun) -> set[str]:
    """Return the hashes that a policy has to name for the style elements of a run's own pages."""
    pages = [run.folder / name for name in run.manifest["outputs"] if name.endswith(".html")]
    return {_hash(style) for page in pages for style in _STYLE.findall(page.read_bytes())}


def _hash(style: bytes) -> str:
    return b64encode(sha256(style).digest()).decode()


def size_text(size: int) -> str:
    """Return the size of a file as people say it.

    Examples
    --------
    >>> size_text(84), size_text(18599), size_text(1005199)
    ('84 bytes', '19 kB', '1.0 MB')
    """
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1e3:.0f} kB" if size < 999_500 else f"{size / 1e6:.1f} MB"


def _downloads(run: SiteRun, sums: Mapping[str, str]) -> list[tuple[str, str, list[Download]]]:
    """Return folder, what lies in it, and its files; those that people read first stand first."""
    order = [name for name in _KINDS if name in sums] + sorted(sums.keys() - _KINDS.keys())
    listed: dict[str, list[Download]] = {}
    for name in order:
        file = Download(name, _KINDS.get(name, ""), (run.folder / name).stat().st_size, sums[name])
        listed.setdefault(name.rpartition("/")[0], []).append(file)
    named = [*(folder for folder in _FOLDERS if folder in listed), *sorted(listed.keys() - _FOLDERS.keys())]
    return [(folder, _FOLDERS.get(folder, folder), listed[folder]) for folder in named]


def _index(runs: Sequence[SiteRun]) -> dict[str, Any]:
    """Return what site.json says: every run, for another program; money as exact text."""
    return {
        "made_by": MARK,
        "version": __version__,
        "runs": [
            {
                "portfolio": run.portfolio,
                "as_of": run.manifest["as_of"],
                "run_id": run.run_id,
                "home": run.home,
                "known_at": run.manifest.get("known_at"),
                "base_currency": run.manifest.get("base_currency"),
                "manifest_sha256": run.manifest_sha256,
                "folder": run.path,
                "market_value": money_text(run.summary.delivered.screened) if run.summary else None,
                "figures": {
                    item.key: {
                        "low": money_text(item.figure.net.low),
                        "best": money_text(item.figure.best),
                        "high": money_text(item.figure.net.high),
                    }
                    for item in run.shown
                    if item.figure
                },
            }
            for run in runs
        ],
    }


@cache
def _templates() -> Environment:
    """Return the site's templates, with the formats and pictures of the report."""
    shared = environment()
    made = shared.overlay(
        loader=ChoiceLoader([PackageLoader("screener.report.site"), PackageLoader("screener.report")])
    )
    made.filters = {**shared.filters, "size_text": size_text}
    made.globals = {**shared.globals, "version": __version__, "policy": _POLICY, "words": words}
    return made


def _render(name: str, root: str, **content: Any) -> str:
    return _templates().get_template(f"site_{name}.html.j2").render(root=root, **content)


def _render_text(name: str, **content: Any) -> str:
    """Return a file that is no HTML, so that nothing in it is escaped."""
    text = _own(name)
    for key, value in content.items():
        text = text.replace(f"@{key}@", value)
    return text


def _own(name: str) -> str:
    return files("screener.report.site").joinpath("templates", name).read_text(encoding="utf-8")
