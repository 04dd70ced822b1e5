"""The tables of the ledger: one of entries, and one for each kind of entry with what that kind says.

To add a kind: a subclass of `Entry` here, and a migration that makes its table and its triggers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from screener.errors import InputError

_MOST_CENTS = 2**53 - 1
"""JSON, and so the hash of an entry, holds no larger integer exactly: 90 trillion."""


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """What every table of the ledger has in common."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


class Entry(Base):
    """One entry of the ledger: what every kind has; the ledger itself fills it in.

    Parameters
    ----------
    sequence : int
        1, 2, 3, … without a gap.
    kind : str
        Names the class, and so the table, of the rest of the entry.
    recorded_at : str
        UTC, to the second: ``2025-01-15T09:30:00Z``.
    recorded_by : str
        The person.
    previous_hash : str
        Hash of the entry before; 64 zeros for the first. Unique, so that the chain never forks.
    hash : str
        SHA-256 over the entry; see `screener.ledger.chain`.
    """

    __tablename__ = "entries"
    __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": "*"}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, init=False)
    kind: Mapped[str] = mapped_column(init=False)
    recorded_at: Mapped[str] = mapped_column(init=False)
    recorded_by: Mapped[str] = mapped_column(init=False)
    previous_hash: Mapped[str] = mapped_column(unique=True, init=False)
    hash: Mapped[str] = mapped_column(unique=True, init=False)

    def content(self) -> dict[str, Any]:
        """Return what this kind of entry says: the columns of its own table."""
        return {name: getattr(self, name) for name in content_columns(type(self))}


class Run(Entry):
    """A run that was made.

    Parameters
    ----------
    run_id, portfolio, as_of, state : str
        As in its manifest.
    manifest_sha256 : str
        SHA-256 of its ``manifest.json``.
    market_value_cents : int
        Market value screened, in cents of the base currency; from `to_cents`.
    lines : int
        Delivered lines.
    """

    __tablename__ = "runs"
    __mapper_args__ = {"polymorphic_identity": "run"}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    sequence: Mapped[int] = mapped_column(ForeignKey("entries.sequence"), primary_key=True, init=False)
    run_id: Mapped[str] = mapped_column(unique=True)
    portfolio: Mapped[str]
    as_of: Mapped[str]
    state: Mapped[str]
    manifest_sha256: Mapped[str]
    market_value_cents: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(BigInteger)

    @property
    def market_value(self) -> Decimal:
        """Market value screened, in the base currency."""
        return Decimal(self.market_value_cents).scaleb(-2)


class MatchDecision(Entry):
    """A person's word on whose a security or a facility is. The newest about a subject is in force.

    Parameters
    ----------
    subject : str
        What was asked about: ``security:cusip:037833100``, ``parent:KOCH INDUSTRIES``.
    issuer_id : str, optional
        The issuer chosen; null means that there is none: leave it unmatched.
    reason : str
        Why, in the person's words.
    facts : str
        What the person saw, of the subject and of the issuer, as canonical JSON (`screener.ledger.canonical`); where
        the facts are others now, the question is open again.
    portfolio : str
        Where it was asked; the decision holds for every portfolio.
    withdrawn : bool
        Whether this entry takes back what was decided before.
    """

    __tablename__ = "match_decisions"
    __mapper_args__ = {"polymorphic_identity": "match-decision"}  # noqa: RUF012  SQLAlchemy reads it, nobody changes it

    sequence: Mapped[int] = mapped_column(ForeignKey("entries.sequence"), primary_key=True, init=False)
    subject: Mapped[str] = mapped_column(index=True)
    issuer_id: Mapped[str | None]
    reason: Mapped[str]
    facts: Mapped[str]
    portfolio: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)


def kinds() -> dict[str, type[Entry]]:
    """Return the class of each kind of entry, by the kind's name."""
    return {kind: mapper.class_ for kind, mapper in Entry.__mapper__.polymorphic_map.items()}


def content_columns(kind: type[Entry]) -> list[str]:
    """Return the columns of a kind's own table; the sequence, which is the entry's, left out."""
    return [column.name for column in kind.__table__.columns if column.name != "sequence"]


def to_cents(amount: Decimal) -> int:
    """Return an amount of money in cents, exactly.

    Raises
    ------
    InputError
        The amount has a fraction of a cent, is no number, or is too large to be kept exactly.

    Examples
    --------
    >>> to_cents(Decimal("1114196583.26"))
    111419658326
    """
    cents = amount.scaleb(2) if amount.is_finite() else amount
    if not cents.is_finite() or cents != cents.to_integral_value() or abs(cents) > _MOST_CENTS:
        raise InputError(
            f"the ledger cannot keep the amount {amount}; it keeps whole cents up to {_MOST_CENTS / 100:,.2f}",
            hint="round the amount to the cent before it is recorded",
        )
    return int(cents)
