"""What MkDocs asks for while it builds: the pages of the reference, and the navigation, of what is there.

No page of the reference is kept in the repository. Each is written from the code and the registers that the program
itself reads, so that it cannot say anything else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import of_code
import of_rules
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parents[2]
_PAGES = ("index", "commands", "python", "tables", "datasets", "files", "findings", "glossary")
"""Pages of the reference, beside the rules, in the order of the navigation."""
_EXAMPLE = ROOT / "reports" / "examples"
_SHOWN = {
    "page-one.png": _EXAMPLE / "screen.png",
    **{
        file.relative_to(folder).as_posix(): file
        for folder in _EXAMPLE.glob("illinois-demo-*")
        for file in sorted([*folder.glob("report.[hp]*"), *folder.glob("memos/*")])
    },
}
"""The example report, and a picture of it, as the site has them under ``examples/``."""
_TITLES = {"tutorials": "Tutorials", "how-to": "How-to", "method": "Method"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Write the navigation; a day that never changes stands for the day of the build."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    docs = Path(config.docs_dir)
    nav: list[Any] = [{"Home": "index.md"}]
    for folder, title in _TITLES.items():
        order = config.extra["reading_order"][folder]
        found = {file.stem for file in (docs / folder).glob("*.md")} - {"index"}
        if pages := [name for name in order if name in found] + sorted(found - set(order)):
            nav.append({title: [f"{folder}/{name}.md" for name in pages]})
    reference = [f"reference/{name}.md" for name in _PAGES]
    rules = [f"reference/criteria/{name}.md" for name in ("index", *_rulebooks())]
    config.nav = [*nav, {"Reference": reference}, {"Rules": rules}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the reference, and the example report."""
    for name, text in _texts():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    for name, file in _SHOWN.items():
        files.append(File.generated(config, f"examples/{name}", abs_src_path=str(file)))
    return files


def _rulebooks() -> list[str]:
    """Return the names of the rulebooks, in alphabetical order."""
    return sorted(file.parent.name for file in (ROOT / "criteria").glob("*/rulebook.yaml"))


def _texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every page of the reference."""
    yield "commands", of_code.commands_page(ROOT / "README.md")
    yield "python", of_code.python_page()
    yield "tables", of_code.tables_page()
    yield "files", of_code.files_page()
    yield "findings", of_code.findings_page()
    yield "glossary", of_code.glossary_page()
    yield "datasets", of_rules.datasets_page(ROOT / "screener")
    for name, text in of_rules.criteria_pages(ROOT / "criteria"):
        yield f"criteria/{name}", text
