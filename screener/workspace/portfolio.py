"""``portfolio.toml``: what a portfolio is made of, and how each delivered file is to be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.json_schema import SkipJsonSchema

from screener.dates import ISO_DATE
from screener.errors import InputError, NotFoundError, nearest
from screener.tables.vocabulary import DOL_VINTAGES
from screener.workspace.inputs import BENCHMARK, Benchmark, Exactly, Input, Layout, LookThrough, Strict, text_to_decimal
from screener.workspace.toml import called, line_of, read_toml, report_faults
from screener.workspace.values import Flag

DELIVERY = "delivery.toml"
"""Name of the file beside the delivered ones that says what holds of their date alone."""


def _name_states(schema: dict[str, Any]) -> None:
    """Add the two letters of every state to its schema, where one is asked for."""
    import us  # noqa: PLC0415  not at every start

    schema["enum"] = sorted(us.states.mapping("abbr", "name"))


class ExchangeRate(Strict):
    """A dated exchange rate and where it was read."""

    currency: str
    """Currency that it is the rate of, three letters."""
    rate: Decimal = Field(gt=0)
    """Base currency per unit of the currency."""
    date: date
    """Day of the rate."""
    source: str
    """Where it was read."""

    _exact = field_validator("rate", mode="before", json_schema_input_type=Exactly)(text_to_decimal)


class Expect(Strict):
    """What the portfolio expects of what is delivered, checked at the door."""

    rows: int | None = Field(default=None, ge=0)
    """Number of lines over all inputs."""
    market_value: Decimal | None = None
    """Control total over all inputs, in the base currency."""
    max_age_days: int = Field(default=100, ge=0)
    """Delivered data older than this at the run's date raise a finding."""
    unique: list[list[str]] = Field(default_factory=list)
    """Sets of columns that may not repeat: ``["account", "cusip"]``, or several such lists in a list."""

    _exact = field_validator("market_value", mode="before", json_schema_input_type=Exactly | None)(text_to_decimal)

    @field_validator("unique", mode="before", json_schema_input_type=list[str] | list[list[str]])
    @classmethod
    def _is_a_list_of_sets(cls, value: Any) -> Any:
        """Take ``["account", "cusip"]`` for the one set it can only mean."""
        return [value] if isinstance(value, list) and value and all(isinstance(name, str) for name in value) else value


class Plan(Strict):
    """The pension fund itself: what only it can attest."""

    name: str | None = None
    """What the plan is called."""
    is_governmental_plan: Flag | None = None
    """Whether it is a governmental plan, which ERISA does not cover."""
    adopted_dol_vintage: Annotated[str, Field(json_schema_extra={"enum": list(DOL_VINTAGES)})] | None = None
    """Department of Labor text that its board adopted."""

    @field_validator("adopted_dol_vintage")
    @classmethod
    def _is_vintage(cls, value: str | None) -> str | None:
        if value is not None and value not in DOL_VINTAGES:
            known = list(DOL_VINTAGES)
            raise ValueError(f"{value!r} is no text that is known{nearest(value, known)}; one of {', '.join(known)}")
        return value


class Portfolio(Strict):
    """A portfolio: who it belongs to, where its home is, what is delivered, and what judges it."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["state"]}, {"required": ["jurisdiction"]}]})

    name: str
    """What the portfolio is called in its report."""
    label: str = ""
    """What the portfolio is, printed under the title of the report."""
    jurisdiction: str | None = None
    """Jurisdiction profile in ``criteria/jurisdictions/``: the law of the plan's state or city."""
    state: Annotated[str, Field(json_schema_extra=_name_states)] | None = Field(default=None, validate_default=True)
    """Home state, two letters: what "in-state" means unless a run asks for another; by default the jurisdiction's."""
    base_currency: str = "USD"
    """Currency that everything is added up in, three letters."""
    as_of: date | None = None
    """Date of a run where none is asked for; by default the newest folder in ``inputs/``."""
    rulebooks: list[str] | None = None
    """Rulebooks that judge it; all in the workspace where none are named."""
    plan: Plan = Plan()
    """The pension fund itself: what only it can attest."""
    expect: Expect = Expect()
    """What is expected of what is delivered, checked at the door."""
    fx: list[ExchangeRate] = Field(default_factory=list)
    """Dated exchange rates, one ``[[fx]]`` each."""
    input: list[Input] = Field(min_length=1)
    """Delivered files and queries, one ``[[input]]`` each."""
    look_through: list[LookThrough] = Field(default_factory=list)
    """What pooled vehicles hold, one ``[[look_through]]`` a fund."""
    benchmark: Benchmark | None = None
    """What the portfolio is held against."""
    report: str = "trustee"
    """Report definition in ``reports/definitions/`` that its runs are printed by."""

    id: SkipJsonSchema[str]
    folder: SkipJsonSchema[Path]
    delivery: SkipJsonSchema[Path | None] = None
    """File in the folder of the run's date that goes before ``portfolio.toml``, where there is one."""

    @property
    def lists(self) -> list[LookThrough | Benchmark]:
        """The files that are read and are no holdings: those of funds, and the benchmark's."""
        return [*self.look_through, *([self.benchmark] if self.benchmark else [])]

    @field_validator("fx")
    @classmethod
    def _has_one_rate_a_day(cls, value: list[ExchangeRate]) -> list[ExchangeRate]:
        repeated = _repeats([f"{rate.currency} on {rate.date}" for rate in value])
        if repeated:
            raise ValueError(f"one rate a currency and day is meant; there are several for {', '.join(repeated)}")
        return value

    @field_validator("input")
    @classmethod
    def _has_names_of_its_own(cls, value: list[Input]) -> list[Input]:
        repeated = _repeats([entry.name for entry in value])
        if repeated:
            raise ValueError(f"each input needs a name of its own; {', '.join(map(repr, repeated))} stands twice")
        return value

    @field_validator("look_through")
    @classmethod
    def _has_one_file_a_fund(cls, value: list[LookThrough]) -> list[LookThrough]:
        repeated = _repeats([text.upper() for entry in value for text in entry.fund])
        if repeated:
            raise ValueError(f"each fund is looked through once; {', '.join(map(repr, repeated))} stands twice")
        return value

    @field_validator("jurisdiction")
    @classmethod
    def _is_named(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("it is empty; name one, or remove the line for none")
        return value

    @field_validator("state")
    @classmethod
    def _is_state(cls, value: str | None, info: ValidationInfo) -> str | None:
        import us  # noqa: PLC0415  only when a portfolio is read

        if value is None:
            # of a jurisdiction that is wrong itself nobody can say what it would give
            if info.data.get("jurisdiction", "unknown") is None:
                raise ValueError('is missing; give its two letters, such as state = "IL", or a jurisdiction')
        elif us.states.lookup(value, field="abbr") is None:
            raise ValueError(f"{value!r} is no two-letter state")
        return value


def load_portfolio(root: Path, portfolio_id: str) -> Portfolio:
    """Return the portfolio of that name, with each input's layout filled in.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``.

    Raises
    ------
    NotFoundError
        There is no such portfolio; the message names those there are.
    InputError
        ``portfolio.toml`` or a layout is wrong; every fault with its line.
    """
    known = list_portfolios(root)
    folder = root / "portfolios" / portfolio_id
    file = folder / "portfolio.toml"
    # A name, never a path: another workspace's portfolio of the same name must not be mistaken for this one.
    if portfolio_id not in known:
        raise NotFoundError(
            f"there is no portfolio {portfolio_id!r} in {root / 'portfolios'}{nearest(portfolio_id, known)}",
            hint=f"name one of: {', '.join(known)}" if known else "make a folder there with a portfolio.toml",
        )
    raw = _with_layouts(root, file, read_toml(file))
    reserved = [key for key in ("id", "folder", "delivery") if key in raw]
    if reserved:
        where = f"{file}:{line_of(file, (reserved[0],))}"
        raise InputError(f"{' and '.join(reserved)} follow from the folder's name", where=where, hint="remove the line")
    try:
        return Portfolio.model_validate({**raw, "id": folder.name, "folder": folder})
    except ValidationError as error:
        models = (Portfolio, Input, LookThrough, Benchmark, Expect)
        raise report_faults(file, raw, error, [key for model in models for key in model.model_fields]) from error


def list_portfolios(root: Path) -> list[str]:
    """Return the names of the workspace's portfolios, in alphabetical order."""
    return sorted(file.parent.name for file in (root / "portfolios").glob("*/portfolio.toml"))


def settings_files(root: Path, portfolio: Portfolio) -> list[Path]:
    """Return the portfolio's own files that decide how a run goes: ``portfolio.toml``, ``delivery.toml``, layouts."""
    names = sorted({entry.layout for entry in (*portfolio.input, *portfolio.lists) if entry.layout})
    own = [portfolio.folder / "portfolio.toml", *([portfolio.delivery] if portfolio.delivery else [])]
    return [*own, *(root / "portfolios" / "layouts" / f"{name}.toml" for name in names)]


def newest_as_of(portfolio: Portfolio) -> date:
    """Return the date a run is for where none is asked: declared, else the newest folder in ``inputs/``."""
    return portfolio.as_of or deliveries(portfolio)[-1]


def deliveries(portfolio: Portfolio) -> list[date]:
    """Return the dates for which something was delivered, the oldest first: the folders in ``inputs/``, else ``as_of``.

    Raises
    ------
    InputError
        Neither is there, or a folder is named for no date.
    """
    folders = sorted(path.name for path in (portfolio.folder / "inputs").glob("*") if path.is_dir())
    misnamed = [name for name in folders if not _is_date(name)]
    if misnamed:
        # The newest quarter may be the misnamed one: screening an older one instead would look like a success.
        raise InputError(
            f"folders in inputs/ that are named for no date: {', '.join(misnamed)}",
            where=str(portfolio.folder / "inputs"),
            hint="rename them YYYY-MM-DD, move them out of inputs/, or say the date of the screen (as_of)",
        )
    dates = [date.fromisoformat(name) for name in folders] or ([portfolio.as_of] if portfolio.as_of else [])
    if not dates:
        raise InputError(
            "no date to screen for: inputs/ has no folder named for a date, and portfolio.toml has no as_of",
            where=str(portfolio.folder / "portfolio.toml"),
            hint="put the delivered files into inputs/YYYY-MM-DD/, or say the date of the screen (as_of)",
        )
    return dates


def _with_layouts(root: Path, file: Path, raw: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of a ``portfolio.toml``, each file's layout filled in."""
    for table, key in (("input", "name"), ("look_through", "fund")):
        entries = raw.get(table)
        if isinstance(entries, dict):
            raise _brackets(file, table, "is one table; it must be a list of tables", f"[[{table}]], two brackets")
        if isinstance(entries, list):
            raw[table] = [_with_layout(root, file, entry, (table, _called(entry, key))) for entry in entries]
    if isinstance(raw.get(BENCHMARK), list):
        raise _brackets(file, BENCHMARK, "is a list of tables; there is one benchmark", f"[{BENCHMARK}], one bracket")
    if BENCHMARK in raw:
        raw[BENCHMARK] = _with_layout(root, file, raw[BENCHMARK], (BENCHMARK,))
    return raw


def _called(entry: Any, key: str) -> str:
    """Return what an entry of a list of tables is called, if it is a table at all."""
    return called(entry.get(key)) if isinstance(entry, dict) else ""


def _brackets(file: Path, table: str, fault: str, fix: str) -> InputError:
    return InputError(f"[{table}] {fault}", where=f"{file}:{line_of(file, (table,))}", hint=f"write {fix}")


def _with_layout(root: Path, file: Path, entry: Any, table: tuple[str, ...]) -> Any:
    """Return a file's table with the keys of the layout that it names beneath its own.

    `table` is the key path of the table: its name, and what an entry of a list of them is called.
    """
    if not isinstance(entry, dict) or "layout" not in entry:
        return entry
    folder = root / "portfolios" / "layouts"
    layout_file = folder / f"{entry['layout']}.toml"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if entry["layout"] not in known:
        raise InputError(
            f"there is no layout {entry['layout']!r} in portfolios/layouts{nearest(str(entry['layout']), known)}",
            where=f"{file}:{line_of(file, (*table, 'layout'))}",
            hint=f"name one of: {', '.join(known)}" if known else "make that file",
        )
    try:
        layout_raw = read_toml(layout_file)
        layout = Layout.model_validate(layout_raw).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise report_faults(layout_file, layout_raw, error, list(Layout.model_fields)) from error
    merged = {**layout, **entry}
    merged["columns"] = {**layout.get("columns", {}), **entry.get("columns", {})}
    return merged


def _is_date(name: str) -> bool:
    """Return whether a folder's name is an ISO date."""
    try:
        return bool(ISO_DATE.fullmatch(name)) and bool(date.fromisoformat(name))
    except ValueError:
        return False


def _repeats(names: list[str]) -> list[str]:
    """Return the names that stand more than once, each once, in alphabetical order."""
    return sorted({name for name in names if names.count(name) > 1})
