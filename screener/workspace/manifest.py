"""The manifest: the hash of everything that went into a run and of everything that came out."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import rfc8785

LIBRARIES = (
    "babel",
    "cleanco",
    "duckdb",
    "great-expectations",
    "jinja2",
    "lxml",
    "pandas",
    "pikepdf",
    "pyarrow",
    "pydantic",
    "python-calamine",
    "python-stdnum",
    "sqlalchemy",
    "sqlglot",
    "typst",
    "us",
    "vl-convert-python",
    "xlsxwriter",
)
"""Libraries whose version can change a figure or a byte of a run."""

_CODE = (".py", ".sql", ".j2", ".css", ".js", ".toml", ".csv", ".gz", ".zip", ".json", ".typ", ".ttf", ".txt")


@dataclass
class Manifest:
    """What a run was made of. Two runs with equal manifests before `outputs` have equal outputs.

    Parameters
    ----------
    portfolio, as_of, state : str
        What was asked for; the date in ISO form, the state as two letters.
    known_at : str
        Day up to which the world's knowledge counts, in ISO form.
    home, base_currency : str
        What in-state means, in words; ISO 4217 code.
    inputs, settings, rulebooks : dict
        Name → SHA-256 of delivered files; of the portfolio's own files, its lists and its profile; of rulebooks.
    datasets : dict
        Dataset and vintage → what the register says of the copy that was read: its SHA-256, when it was published, …
    code : str
        SHA-256 over the package's own source files.
    libraries : dict
        Library → version, for those that can change a byte.
    ledger_head : str, optional
        Head of the people's decisions in force (`screener.ledger.Decisions.head`); null where there are none.
    since : dict, optional
        The earlier run that this one is compared with: its run id and the SHA-256 of its manifest; null where none is.
    passed_over : dict
        Folder of each earlier run that was to be compared with and could not be → why.
    outputs : dict
        File of the run → SHA-256, filled when the run is written.
    """

    portfolio: str
    as_of: str
    state: str
    known_at: str
    home: str
    base_currency: str
    inputs: dict[str, str]
    settings: dict[str, str]
    rulebooks: dict[str, str]
    datasets: dict[str, dict[str, str | int]]
    code: str
    libraries: dict[str, str]
    ledger_head: str | None = None
    since: dict[str, str] | None = None
    passed_over: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        """Twelve hexadecimal digits that follow from the content alone: the same inputs give the same id."""
        content = {key: value for key, value in asdict(self).items() if key != "outputs"}
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()[:12]

    def to_bytes(self) -> bytes:
        """Return the manifest as canonical JSON (RFC 8785)."""
        return rfc8785.dumps({"run_id": self.run_id, **asdict(self)})


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_sha256() -> str:
    """Return one SHA-256 over the package's source, queries and templates; the same in a checkout and in a wheel."""
    package = Path(str(files("screener")))
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        relative = path.relative_to(package)
        if path.suffix in _CODE and relative.parts[0] != "_workspace":
            digest.update(f"{relative.as_posix()}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Return the installed version of each library in `LIBRARIES`."""
    return {name: version(name) for name in LIBRARIES}
