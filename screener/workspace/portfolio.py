"""``portfolio.toml``: what a portfolio is made of, and how each delivered file is to be read."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from screener.errors import InputError, NotFoundError, join_problems, nearest

READERS = ("csv", "tsv", "xlsx", "parquet", "sql", "sec-13f", "sec-nport")
Reader = Literal["csv", "tsv", "xlsx", "parquet", "sql", "sec-13f", "sec-nport"]
"""How a delivered file is read; by default its suffix decides, where that is enough."""


def _text_to_decimal(value: object) -> object:
    """Refuse floats: 0.1 + 0.2 is not 0.3, and a control total must be exact."""
    if isinstance(value, float):
        # pydantic reports a ValueError with its place; a TypeError would end the reading
        raise ValueError('write amounts as text, such as "1234.56", so that they stay exact')  # noqa: TRY004
    return value


class _Strict(BaseModel):
    """A TOML table in which an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Layout(_Strict):
    """How a custodian or manager lays out a table. Reused across quarters and accounts.

    Every key may stand in a layout file or directly in an input; the input wins.
    """

    reader: Reader | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column name → the heading in the file."""
    sheet: str | None = None
    """Sheet of a workbook; the first by default."""
    encoding: str | None = None
    """Text encoding; found by byte-order mark, then UTF-8, then Windows-1252 where not given."""
    delimiter: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    """Line of the header; by default the first line that holds the mapped headings."""
    end_at: str | None = None
    """Regular expression: the first row with a cell that matches it, and all after it, are no holdings."""
    skip: str | None = None
    """Regular expression: rows with a cell that matches it are no holdings (subtotals, notes)."""
    value_scale: Literal["auto"] | Annotated[Decimal, Field(gt=0)] = "auto"
    """What one unit of the file's values is worth in the currency; "auto" finds it per file where that is possible."""
    currency: str | None = None
    """Currency of the values where no column says it; the portfolio's base currency by default."""
    asset_class: str | None = None
    """Asset class of every line where no column says it."""
    asset_classes: dict[str, str] = Field(default_factory=dict)
    """The file's own word for an asset class → ours."""
    date_format: str | None = None

    @field_validator("end_at", "skip")
    @classmethod
    def _is_regular_expression(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"no regular expression: {error}") from error
        return value


class Input(Layout):
    """One delivered file, or one query, of a portfolio."""

    name: str
    """Short name, used in messages."""
    label: str = ""
    """What the file is, in a sentence for the report."""
    path: str | None = None
    """File relative to the portfolio's folder; may hold ``{as_of}`` and wildcards."""
    url: str | None = None
    """SQLAlchemy URL of a database; ``${NAME}`` is read from the environment."""
    query: str | None = None
    """SQL text; may hold ``:as_of``."""
    account: str
    manager: str | None = None
    layout: str | None = None
    """Name of a layout in ``portfolios/layouts/``."""
    as_of: date | None = None
    """Date the data describe, where the file does not say it; the run's date by default."""
    control_total: Annotated[Decimal | None, Field(default=None)]
    """Market value of all lines, exact, as the custodian states it (after value_scale)."""
    rows: int | None = Field(default=None, ge=0)
    """Number of lines, as the custodian states it."""

    _exact = field_validator("control_total", mode="before")(_text_to_decimal)


class ExchangeRate(_Strict):
    """A dated exchange rate and where it was read."""

    currency: str
    rate: Decimal
    """Base currency per unit of the currency."""
    date: date
    source: str

    _exact = field_validator("rate", mode="before")(_text_to_decimal)


class Expect(_Strict):
    """What the portfolio expects of what is delivered, checked at the door."""

    rows: int | None = Field(default=None, ge=0)
    market_value: Decimal | None = None
    """Control total over all inputs, in the base currency."""
    max_age_days: int = Field(default=100, ge=0)
    """Delivered data older than this at the run's date raise a finding."""
    unique: list[list[str]] = Field(default_factory=list)
    """Sets of columns that may not repeat, such as ``[["account", "cusip"]]``."""

    _exact = field_validator("market_value", mode="before")(_text_to_decimal)


class Plan(_Strict):
    """The pension fund itself: what only it can attest."""

    name: str | None = None
    is_governmental_plan: bool | None = None
    adopted_dol_vintage: str | None = None


class Portfolio(_Strict):
    """A portfolio: who it belongs to, where its home is, what is delivered, and what judges it."""

    name: str
    label: str = ""
    """What the portfolio is, printed under the title of the report."""
    state: str
    """Home state, two letters: what "in-state" means unless a run asks for another."""
    base_currency: str = "USD"
    as_of: date | None = None
    """Date of a run where none is asked for; by default the newest folder in ``inputs/``."""
    rulebooks: list[str] = Field(default_factory=list)
    plan: Plan = Plan()
    expect: Expect = Expect()
    fx: list[ExchangeRate] = Field(default_factory=list)
    input: list[Input] = Field(min_length=1)

    id: str
    folder: Path

    @field_validator("state")
    @classmethod
    def _is_state(cls, value: str) -> str:
        import us  # noqa: PLC0415  only when a portfolio is read

        if us.states.lookup(value, field="abbr") is None:
            raise ValueError(f"{value!r} is no two-letter state")
        return value


def load_portfolio(root: Path, portfolio_id: str) -> Portfolio:
    """Return the portfolio of that name, with each input's layout filled in.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``, or a path to it.

    Raises
    ------
    NotFoundError
        There is no such portfolio; the message names those there are.
    InputError
        ``portfolio.toml`` or a layout is wrong; every fault with its line.
    """
    folder = root / "portfolios" / Path(portfolio_id).name
    file = folder / "portfolio.toml"
    if not file.is_file():
        known = list_portfolios(root)
        raise NotFoundError(
            f"there is no portfolio {portfolio_id!r} in {root / 'portfolios'}{nearest(portfolio_id, known)}",
            hint=f"name one of: {', '.join(known)}" if known else "make a folder there with a portfolio.toml",
        )
    raw = _read_toml(file)
    raw["input"] = [_with_layout(root, file, entry) for entry in raw.get("input", [])]
    try:
        return Portfolio(**raw, id=folder.name, folder=folder)
    except ValidationError as error:
        raise _problems(file, error) from error


def list_portfolios(root: Path) -> list[str]:
    """Return the names of the workspace's portfolios, in alphabetical order."""
    return sorted(file.parent.name for file in (root / "portfolios").glob("*/portfolio.toml"))


def settings_files(root: Path, portfolio: Portfolio) -> list[Path]:
    """Return the portfolio's own files that decide how a run goes: ``portfolio.toml`` and the layouts it names."""
    names = sorted({entry.layout for entry in portfolio.input if entry.layout})
    return [portfolio.folder / "portfolio.toml", *(root / "portfolios" / "layouts" / f"{name}.toml" for name in names)]


def newest_as_of(portfolio: Portfolio) -> date:
    """Return the date a run is for where none is asked: declared, else the newest folder in ``inputs/``.

    Raises
    ------
    InputError
        Neither is there.
    """
    if portfolio.as_of:
        return portfolio.as_of
    dates = []
    for folder in (portfolio.folder / "inputs").glob("*"):
        try:
            dates.append(date.fromisoformat(folder.name))
        except ValueError:
            continue
    if not dates:
        raise InputError(
            "no date to screen for: inputs/ has no folder named for a date, and portfolio.toml has no as_of",
            where=str(portfolio.folder / "portfolio.toml"),
            hint="put the delivered files into inputs/YYYY-MM-DD/, or pass --as-of",
        )
    return max(dates)


def _with_layout(root: Path, file: Path, entry: Any) -> Any:
    """Return an input's table with the keys of the layout that it names beneath its own."""
    if not isinstance(entry, dict) or "layout" not in entry:
        return entry
    folder = root / "portfolios" / "layouts"
    layout_file = folder / f"{entry['layout']}.toml"
    if not layout_file.is_file():
        known = sorted(path.stem for path in folder.glob("*.toml"))
        raise InputError(
            f"there is no layout {entry['layout']!r} in portfolios/layouts{nearest(str(entry['layout']), known)}",
            where=f"{file}:{line_of(file, ('input', entry.get('name', ''), 'layout'))}",
            hint=f"name one of: {', '.join(known)}" if known else "make that file",
        )
    try:
        layout = Layout(**_read_toml(layout_file)).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise _problems(layout_file, error) from error
    merged = {**layout, **entry}
    merged["columns"] = {**layout.get("columns", {}), **entry.get("columns", {})}
    return merged


def _read_toml(file: Path) -> dict[str, Any]:
    """Return a TOML file as dictionaries, or raise with its line."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{file}:{line.group(1)}" if line else str(file)
        raise InputError(f"this is no TOML: {error}", where=where) from error


def _problems(file: Path, error: ValidationError) -> InputError:
    """Return one error that lists every fault of a TOML file, each with its line."""
    problems = []
    for fault in error.errors():
        path = tuple(part for part in fault["loc"] if part not in READERS and not str(part).startswith("function-"))
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            model: Any = Input if path[:1] == ("input",) else Layout if file.parent.name == "layouts" else Portfolio
            message = f"no such key{nearest(str(path[-1]), list(model.model_fields))}"
        problems.append(f"{file}:{line_of(file, path)}: {'.'.join(map(str, path))}: {message}")
    count = len(problems)
    return InputError(join_problems(problems, f"{file.name} has {count} fault{'s' if count > 1 else ''}"))


def line_of(file: Path, path: tuple[Any, ...]) -> int:
    """Return the line of a TOML file that a key path such as ``("input", 1, "reader")`` stands on, else 1.

    An entry of an array of tables is meant by its number or by its ``name``.
    """
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    start = 0
    for part in path:
        start = _advance(lines, start, part)
    return start + 1


def _advance(lines: list[str], start: int, part: Any) -> int:
    """Return the line on which one more part of a key path is found at or after a line, else that line."""
    if isinstance(part, int):
        headings = [n for n in range(start, len(lines)) if lines[n].strip() == lines[start].strip()]
        return headings[part] if part < len(headings) else start
    key = re.escape(str(part))
    pattern = re.compile(rf"""^\s*(\[\[?{key}\]?\]|["']?{key}["']?\s*=|name\s*=\s*["']{key}["'])""")
    return next((n for n in range(start, len(lines)) if pattern.match(lines[n])), start)
