"""``screener schema``: JSON Schemas of the files that people write, for an editor to complete and check them by."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from screener.cli.completion import schema_names
from screener.console import say


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="Schema to print; without one they are listed.", autocompletion=schema_names
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write every schema, or the one named, into this folder.")
    ] = None,
) -> None:
    """Print or write JSON Schemas of portfolio.toml, rulebook.yaml and the other files that people write.

    An editor that reads them completes keys, says what each is for, and marks what is wrong as you type. They describe
    single files: what one file asks of another is checked by 'screener run' and 'screener criteria lint'.
    """
    from screener.schemas import KINDS, schema_text

    if out is None and name is None:
        for known, kind in KINDS.items():
            say(f"{known:<14}{kind.pattern:<42}{kind.about}")
        say("  Try: screener schema --out schemas")
        return
    texts = {known: schema_text(known) for known in ([name] if name else KINDS)}
    if out is None:
        say("".join(texts.values()).rstrip())
        return
    out.mkdir(parents=True, exist_ok=True)
    for known, text in texts.items():
        (out / f"{known}.schema.json").write_text(text, encoding="utf-8")
    say(f"Wrote {len(texts)} {'schema' if len(texts) == 1 else 'schemas'} into {out}.")
    say("  Visual Studio Code, with the extensions Even Better TOML and YAML: put this into .vscode/settings.json")
    say(json.dumps(_settings(out, list(texts)), indent=2))
    say("  Any other editor with taplo or yaml-language-server: make this the first line of a file")
    say("  (PATH from the file to the schema)")
    say("#:schema PATH/portfolio.schema.json                          in TOML")
    say("# yaml-language-server: $schema=PATH/rulebook.schema.json    in YAML")
    say("  Such a line changes the file, and so the id of its next run; a setting does not.")


def _settings(folder: Path, names: list[str]) -> dict[str, dict[str, str]]:
    """Return the settings by which Visual Studio Code finds the schema of each file."""
    from screener.schemas import KINDS

    address = {name: (folder.resolve() / f"{name}.schema.json").as_uri() for name in names}
    toml = {_as_regex(KINDS[name].pattern): address[name] for name in names if KINDS[name].is_toml}
    yaml = {address[name]: KINDS[name].pattern for name in names if not KINDS[name].is_toml}
    return {"evenBetterToml.schema.associations": toml, "yaml.schemas": yaml}


def _as_regex(pattern: str) -> str:
    """Return a path with wildcards as the regular expression of a path that ends so."""
    return ".*/" + "[^/]*".join(map(re.escape, pattern.split("*"))) + "$"
