"""What the lines of a decision file may hold: texts that say something, exact numbers, days, shares, rates, ratings."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt

from screener.dates import ISO_DATE
from screener.errors import nearest
from screener.workspace.inputs import Exactly, text_to_decimal

RATINGS = (
    *("AAA", "AA+", "AA", "AA-", "A+", "A", "A-", "BBB+", "BBB", "BBB-", "BB+", "BB", "BB-"),
    *("B+", "B", "B-", "CCC+", "CCC", "CCC-", "CC", "C", "D"),
)
"""The usual scale of 22 steps, the best first; a difference in rating is counted in them."""


YEARS = range(1900, 3000)
"""In which everything happens that a decision can rest on; a slip of the pen does not."""
LONGEST_NAME, LONGEST_PART = 1000, 255
"""Of a file: letters of its path, bytes of each part of it."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LARGEST = Decimal(10) ** 15
"""Numbers are smaller: no amount is that large, and a double holds every cent of what is below."""
MOST_DECIMALS = 15


def _said(value: str) -> str:
    """Refuse an empty text, which would count as an answer, and what no page can print."""
    if not value.strip():
        raise ValueError("it is empty; say it, or leave the line out")
    if unprintable := _UNPRINTABLE.search(value):
        raise ValueError(f"it holds the character {unprintable[0]!r}, which cannot be printed; remove it")
    return value.strip()


def _file_name(value: str) -> str:
    if len(value) > LONGEST_NAME or any(len(part.encode()) > LONGEST_PART for part in value.split("/")):
        raise ValueError(f"no file has a name of {len(value)} letters; name one beside the decision")
    return value


def _exact(value: object) -> object:
    """Refuse what is no number that somebody wrote: true is no 1."""
    if isinstance(value, bool):
        raise ValueError('write it as text like "25000000.00"; true and false are no numbers')  # noqa: TRY004  a TypeError would end the reading
    return text_to_decimal(value)


def _has_size(value: Decimal) -> Decimal:
    if not abs(value) < LARGEST:
        raise ValueError(f"it is too large; give less than {LARGEST:,f}")
    if value and -int(value.normalize().as_tuple().exponent) > MOST_DECIMALS:
        raise ValueError(f"it has more than {MOST_DECIMALS} decimals; round it")
    return value


def _day(value: object) -> object:
    """Take a day, as TOML writes it or as text; a number would be taken for seconds since 1970."""
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return value
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("write a day such as 2019-01-31, without a time")  # noqa: TRY004  see above
    return value


def _in_years(value: date) -> date:
    if value.year not in YEARS:
        raise ValueError(f"{value} lies outside the years {YEARS[0]} to {YEARS[-1]}; correct it")
    return value


def _currency(value: str) -> str:
    if not re.fullmatch("[A-Z]{3}", value):
        raise ValueError(f'{value!r} is no currency; write three capital letters, such as "USD"')
    return value


def _rating(value: str) -> str:
    if value not in RATINGS:
        raise ValueError(f"{value!r} is no rating{nearest(value, list(RATINGS))}; one of {', '.join(RATINGS)}")
    return value


def _fraction(value: Decimal) -> Decimal:
    if not -1 < value < 1:
        raise ValueError(f'a rate is a fraction: {value} percent is "{value / 100}"')
    return value


Text = Annotated[str, AfterValidator(_said)]
"""Says something."""
FileName = Annotated[Text, AfterValidator(_file_name)]
"""Of a file that the decision rests on."""
Flag = StrictBool
"""true or false; "yes" and 1 are neither."""
Count = Annotated[StrictInt, Field(ge=0, lt=2**53)]
"""A whole number, not below zero."""
Year = Annotated[StrictInt, Field(ge=YEARS[0], le=YEARS[-1])]
Day = Annotated[date, BeforeValidator(_day), AfterValidator(_in_years)]
Currency = Annotated[str, AfterValidator(_currency), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
Exact = Annotated[
    Decimal,
    BeforeValidator(_exact, json_schema_input_type=Exactly),
    Field(allow_inf_nan=False),
    AfterValidator(_has_size),
]
"""A number, as text where it has decimals, so that it stays what was written."""
Positive = Annotated[Exact, Field(gt=0)]
NotNegative = Annotated[Exact, Field(ge=0)]
Share = Annotated[Exact, Field(ge=0, le=1)]
Rate = Annotated[Exact, AfterValidator(_fraction)]
"""A rate a year as a fraction: 6.75 percent is "0.0675"."""
Rating = Annotated[str, AfterValidator(_rating), Field(json_schema_extra={"enum": list(RATINGS)})]
"""One of the 22 steps."""
