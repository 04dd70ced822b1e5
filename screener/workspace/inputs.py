"""How a delivered file is declared in ``portfolio.toml``: its layout, an input, the list of a fund, a benchmark."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from screener.errors import nearest
from screener.tables.vocabulary import ASSET_CLASSES

Reader = Literal["csv", "tsv", "xlsx", "parquet", "sql", "sec-13f", "sec-nport"]
"""How a delivered file is read; by default its suffix decides, where that is enough."""

FUND_SCHEMES = ("cusip", "isin", "figi", "sedol", "ticker", "lei", "name")
"""What a fund may be known by on the lines that hold it."""

DECIMAL = r"^\s*[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)([eE][-+]?\d+)?\s*$"
"""Form of a text that is a number."""
Exactly = int | Annotated[str, Field(pattern=DECIMAL)]
"""How a file writes an exact amount; for the schema that an editor reads."""

BENCHMARK = "benchmark"
"""Whose lines those of a benchmark are; where it stands in ``portfolio.toml``."""


def text_to_decimal(value: object) -> object:
    """Refuse floats: 0.1 + 0.2 is not 0.3, and a control total must be exact."""
    if isinstance(value, float):
        # pydantic reports a ValueError with its place; a TypeError would end the reading
        raise ValueError('write amounts as text, such as "1234.56", so that they stay exact')  # noqa: TRY004
    return value


class Strict(BaseModel):
    """A TOML table in which an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Layout(Strict):
    """How a custodian or manager lays out a table. Reused across quarters and accounts.

    Every key may stand in a layout file or directly in an input; the input wins.
    """

    reader: Reader | None = None
    """How the file is read; by default its suffix decides, where that is enough."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column name → the heading in the file."""
    sheet: str | None = None
    """Sheet of a workbook; the first by default."""
    encoding: str | None = None
    """Text encoding; found by byte-order mark, then UTF-8, then Windows-1252 where not given."""
    delimiter: str | None = None
    """What separates the cells of a text file; found in the file by default."""
    header_row: int | None = Field(default=None, ge=1)
    """Line of the header; by default the first line that holds the mapped headings."""
    end_at: str | None = None
    """Regular expression: the first row with a cell that matches it, and all after it, are no holdings."""
    skip: str | None = None
    """Regular expression: rows with a cell that matches it are no holdings (subtotals, notes)."""
    keep: str | None = None
    """Regular expression: rows with a cell that matches it are holdings, whatever they look like."""
    decimal: Literal[".", ","] | None = None
    """Decimal sign of a text file; a point by default, and what could be either is refused."""
    value_scale: Literal["auto"] | Annotated[Decimal, Field(gt=0)] = "auto"
    """What one unit of the file's values is worth in the currency; "auto" finds it per file where that is possible."""
    currency: str | None = None
    """Currency of the values where no column says it; the portfolio's base currency by default."""
    asset_class: Annotated[str, Field(json_schema_extra={"enum": list(ASSET_CLASSES)})] | None = None
    """Asset class of every line where no column says it."""
    asset_classes: dict[str, str] = Field(default_factory=dict)
    """The file's own word for an asset class → ours."""
    date_format: str | None = None
    """How the file writes dates, as Python's strptime has it, such as "%m/%d/%Y"; YYYY-MM-DD by default."""

    @field_validator("end_at", "skip", "keep")
    @classmethod
    def _is_regular_expression(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"no regular expression: {error}") from error
        return value


class _File(Layout):
    """What an input, a look-through and a benchmark all say of the file they name."""

    label: str = ""
    """What the file is, in a sentence for the report."""
    path: str | None = None
    """File relative to the portfolio's folder; may hold ``{as_of}`` and wildcards."""
    layout: str | None = None
    """Name of a layout in ``portfolios/layouts/``."""
    as_of: date | None = None
    """Date the data describe, where the file does not say it; the run's date by default, of an input."""
    control_total: Annotated[Decimal | None, Field(default=None)]
    """Market value of all lines, exact, as the custodian states it (after value_scale)."""
    rows: int | None = Field(default=None, ge=0)
    """Number of lines, as the custodian states it."""

    _exact = field_validator("control_total", mode="before", json_schema_input_type=Exactly | None)(text_to_decimal)


class Input(_File):
    """One delivered file, or one query, of a portfolio."""

    name: str
    """Short name, used in messages."""
    url: str | None = None
    """SQLAlchemy URL of a database; ``${NAME}`` is read from the environment."""
    query: str | None = None
    """SQL text; may hold ``:as_of``."""
    account: str
    """Account that its lines belong to."""
    manager: str | None = None
    """Who manages the account."""


class _FundList(_File):
    """What a fund or an index holds: a list that is no holding by itself."""

    net_assets: Annotated[Decimal | None, Field(gt=0)] = None
    """Net assets in the file's currency, exact; else as the filing says, else the sum of a list without a fault."""
    levered: bool = False
    """Whether the lines may come to much more, or much less, than the net assets; refused otherwise."""
    max_age_days: int | None = Field(default=None, ge=0)
    """Data older than this at the run's date raise a finding; that of ``expect`` by default."""

    _text = field_validator("net_assets", mode="before", json_schema_input_type=Exactly | None)(text_to_decimal)

    @property
    @abstractmethod
    def id(self) -> str:
        """What the list is called in messages, paths and tables."""

    def as_input(self) -> Input:
        """Return the file as an input, to be read and checked as strictly as any."""
        return Input(name=self.id, account=self.id, **{k: v for k, v in self if k in _File.model_fields})


FundId = Annotated[str, Field(pattern=rf"^({'|'.join(FUND_SCHEMES)}):\s*\S")]
"""How a file writes what a fund is known by; for the schema that an editor reads."""


class LookThrough(_FundList):
    """What a pooled vehicle holds: the file that replaces a line wherever the fund is held."""

    fund: list[str] = Field(min_length=1)
    """Identifiers of the fund as its lines carry them, such as ``ticker:VTI``; several where it has share classes."""

    @field_validator(
        "fund", mode="before", json_schema_input_type=FundId | Annotated[list[FundId], Field(min_length=1)]
    )
    @classmethod
    def _is_a_list(cls, value: object) -> object:
        """Take one identifier for the list of one that it can only mean."""
        return [value] if isinstance(value, str) else value

    @field_validator("fund")
    @classmethod
    def _are_identifiers(cls, value: list[str]) -> list[str]:
        for text in value:
            scheme, _, code = text.partition(":")
            if scheme not in FUND_SCHEMES or not code.strip():
                known = ", ".join(f"{known}:" for known in FUND_SCHEMES)
                close = nearest(scheme, list(FUND_SCHEMES))
                raise ValueError(f"{text!r} is no identifier of a fund{close}; it begins with one of {known}")
        return value

    @property
    def id(self) -> str:
        """The first of its identifiers."""
        return self.fund[0]


class Benchmark(_FundList):
    """What the portfolio is held against: the list of an index, whose lines are never holdings."""

    compares: list[Annotated[str, Field(json_schema_extra={"enum": list(ASSET_CLASSES)})]] = Field(
        default=["equity"], min_length=1
    )
    """Asset classes of the portfolio that are held against it."""

    @field_validator("compares")
    @classmethod
    def _are_asset_classes(cls, value: list[str]) -> list[str]:
        for text in value:
            if text not in ASSET_CLASSES:
                known = list(ASSET_CLASSES)
                raise ValueError(f"{text!r} is no asset class{nearest(text, known)}; one of {', '.join(known)}")
        return value

    @property
    def id(self) -> str:
        """The one word that no identifier of a fund can be."""
        return BENCHMARK
