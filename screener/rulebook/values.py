"""What the keys of a rulebook may hold: days, words of fixed choice, conditions, profiles; each says what is meant."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from screener.dates import parse_date
from screener.errors import InputError, nearest


def _to_date(value: object) -> date:
    """Return a date from the text in a rulebook; YAML's own dates are kept as text so that a fault has a line."""
    if isinstance(value, date):
        return value
    try:
        return parse_date(value if isinstance(value, str) else repr(value))
    except InputError as error:
        raise ValueError(f"{error.message}; {error.hint}") from error


def choice_of(*allowed: str) -> BeforeValidator:
    """Return a validator that names what is allowed and what was found."""

    def check(value: object) -> object:
        if value not in allowed:
            close = nearest(value, list(allowed)) if isinstance(value, str) else ""
            raise ValueError(f"one of {', '.join(allowed)} is meant; found {value!r}{close}")
        return value

    words = Annotated[str, WithJsonSchema({"type": "string", "enum": list(allowed)})]
    return BeforeValidator(check, json_schema_input_type=words)


def _to_text(value: object) -> object:
    """Return YAML's own true and false as the text they are in an expression."""
    return str(value).lower() if isinstance(value, bool) else value


def to_starts(value: object) -> object:
    """Return a list of profiles as the mapping it stands for: no first day of their own."""
    return dict.fromkeys(value) if isinstance(value, list) and all(isinstance(name, str) for name in value) else value


Day = Annotated[date, BeforeValidator(_to_date)]
Precision = Annotated[Literal["day", "month", "year"], choice_of("day", "month", "year")]

Condition = Annotated[str, BeforeValidator(_to_text, json_schema_input_type=str | bool)]
