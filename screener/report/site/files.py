"""The site's folder: what is copied of each run, the pages, and the hash of every file."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from screener.report.site.pages import MARK, SUMS, site_pages, sums_text
from screener.workspace import files_under, replace_folder, sha256_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from screener.report.site.model import SiteRun


def write_site(folder: Path, runs: Sequence[SiteRun]) -> None:
    """Write the site of some runs; equal runs give equal bytes.

    Parameters
    ----------
    folder : Path
        A new or empty folder, or a site that was written before, which is replaced as a whole.
    runs : sequence of SiteRun
        One at least. Of each run's folder only what its manifest lists is copied, and the manifest.

    Raises
    ------
    InputError
        The folder is no site, or holds a file that is not of the site. Nothing is written.
    """

    def write(part: Path) -> None:
        for run in runs:
            _copy(run, part / run.path / "files")
        for name, text in site_pages(runs).items():
            file = part / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        written = {name: sha256_of(part / name) for name in files_under(part)}
        (part / SUMS).write_text(sums_text(written), encoding="utf-8", newline="\n")

    replace_folder(folder, write, what="site", listed=_listed)


def _copy(run: SiteRun, folder: Path) -> None:
    """Copy what a run wrote: copies, not links, so that nothing done to the site reaches the run."""
    for name in (*run.manifest["outputs"], "manifest.json"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(run.folder / name, file)


def _listed(folder: Path) -> set[str] | None:
    """Return the files of a site that was written here; null where a folder is none."""
    try:
        said = json.loads((folder / "site.json").read_bytes())
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or said.get("made_by") != MARK:
        return None
    return {SUMS, *(line.partition("  ")[2] for line in lines)}
