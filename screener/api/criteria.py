"""Criteria from Python: list them, read them, check them, try their worked cases, compare them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from screener.api.given import day_of
from screener.api.rows import Faults, Text, frame_of
from screener.tables import COUNT, DATE, FLAG, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from screener.rulebook import Rulebook

_LISTED = dict.fromkeys(
    ("rulebook_id", "criterion_id", "title", "meaning", "subject", "level", "kind", "in_force", "status",
     "where_in_force", "collateral", "source", "citation", "url", "review", "where"),
    TEXT,
) | {"collateral": FLAG}  # fmt: skip
_TRIED = dict.fromkeys(("rulebook_id", "criterion_id", "case", "expected", "found", "where"), TEXT) | {
    "date": DATE,
    "expected_value": NUMBER,
    "found_value": NUMBER,
    "holds": FLAG,
}
_FACTS = dict.fromkeys(("fact", "describes", "value", "said_by", "criteria", "meaning"), TEXT) | {"asked_by": COUNT}


class Criteria:
    """A folder of rulebooks: that of a workspace, or of a draft anywhere.

    Parameters
    ----------
    folder : path
        Holds a folder for each rulebook, with a ``rulebook.yaml``.

    Examples
    --------
    >>> ws.criteria
    <Criteria of criteria: ... rulebooks>
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder).expanduser().absolute()

    def __repr__(self) -> str:
        from screener.rulebook import list_rulebooks  # noqa: PLC0415  slow to import

        count = len(list_rulebooks(self._folder))
        return f"<Criteria of {self._folder.name}: {count} rulebook{'' if count == 1 else 's'}>"

    @property
    def folder(self) -> Path:
        """The folder.

        Examples
        --------
        >>> ws.criteria.folder.name
        'criteria'
        """
        return self._folder

    def list(self, *, on: date | str | None = None, rulebook: str | None = None) -> pd.DataFrame:
        """Return every criterion: what it asks of whom, since when, on what source, and whether that was confirmed.

        Parameters
        ----------
        on : date or str, optional
            Day of which ``status`` is said; today by default.
        rulebook : str, optional
            Only this one.

        Returns
        -------
        DataFrame
            One row per criterion: ``rulebook_id``, ``criterion_id``, ``title``, ``meaning``, ``subject``, ``level``,
            ``kind``, ``in_force`` (in words), ``status`` on the day, ``where_in_force``, ``collateral``, ``source``,
            ``citation``, ``url``, ``review`` (how far it was confirmed, in words), ``where`` (file and line).

        Raises
        ------
        ScreenerError
            There is no such rulebook, or one cannot be read.

        Examples
        --------
        >>> pri = ws.criteria.list(on="2025-06-30", rulebook="un-pri")
        >>> pri.loc[pri["criterion_id"] == "pri0-f1", ["subject", "status", "review"]].to_dict("records")
        [{'subject': 'plan', 'status': 'in force', 'review': 'unverified'}]
        """
        from screener.rulebook.describe import as_object, period_of  # noqa: PLC0415  slow to import
        from screener.rulebook.uses import review_of  # noqa: PLC0415

        day = _day(on)
        return frame_of(
            (
                {
                    **as_object(book, one, day),
                    "in_force": period_of(one.in_force),
                    "where_in_force": ", ".join(one.jurisdictions) or "everywhere",
                    "review": review_of(book, one),
                }
                for book in self._rulebooks(rulebook)
                for one in book.criteria
            ),
            _LISTED,
        )

    def show(self, name: str, *, on: date | str | None = None) -> Text:
        """Return in plain English what a criterion asks, of whom, on what source, and what its numbers are worth.

        Of a fact, a number, a list or a rulebook: what it is, and which criteria name it.

        Parameters
        ----------
        name : str
            Such as ``"un-pri/pri0-f1"``, ``"pri0-f1"``, ``"fresh_age"`` or ``"un-pri"``.
        on : date or str, optional
            Day to look at; today by default.

        Raises
        ------
        NotFoundError
            Nothing is called so.

        Examples
        --------
        >>> print(ws.criteria.show("un-pri/pri0-f1", on="2025-06-30").splitlines()[0])
        un-pri/pri0-f1: The plan meets PRI's minimum requirements
        """
        from screener.rulebook.lookup import pages  # noqa: PLC0415  slow to import

        return Text("\n\n".join(pages(self._folder, name, _day(on))))

    def facts(self, *, subject: str | None = None, rulebook: str | None = None) -> pd.DataFrame:
        """Return the facts that criteria may name: what each can be, who says it, and which criteria ask for it.

        Parameters
        ----------
        subject : str, optional
            Only facts of a holding, issuer, place, manager, plan or candidate.
        rulebook : str, optional
            Only facts that its criteria name.

        Returns
        -------
        DataFrame
            One row per fact and kind of subject: ``fact``, ``describes``, ``value`` (in words), ``said_by`` (fund or
            screen), ``criteria`` (ids, comma between), ``asked_by`` (their number), ``meaning``.

        Examples
        --------
        >>> facts = ws.criteria.facts(subject="issuer")
        >>> sorted(set(facts["said_by"]))
        ['fund', 'screen']
        """
        from screener.rulebook.lookup import facts_of  # noqa: PLC0415  slow to import

        named = facts_of(self._rulebooks(rulebook), subject, named_only=rulebook is not None)
        return frame_of(
            (
                {
                    "fact": fact.name,
                    "describes": fact.judged,
                    "value": fact.form,
                    "said_by": "fund" if fact.declared else "screen",
                    "criteria": ", ".join(one.id for _, one in fact.criteria),
                    "asked_by": len(fact.criteria),
                    "meaning": fact.column.meaning,
                }
                for fact in named
            ),
            _FACTS,
        )

    def lint(self) -> Faults:
        """Return what is wrong in any rulebook, profile, list or worked case, each with file and line; empty if sound.

        Examples
        --------
        >>> screener.Criteria("drafts").lint()
        no fault
        """
        from screener.rulebook.check import check_folder  # noqa: PLC0415  slow to import

        return Faults(check_folder(self._folder)[1])

    def test(self, rulebook: str | None = None) -> pd.DataFrame:
        """Try every worked case, and return whether the criterion answers what the case says.

        Parameters
        ----------
        rulebook : str, optional
            Only this one.

        Returns
        -------
        DataFrame
            One row per case: ``rulebook_id``, ``criterion_id``, ``date``, ``case``, ``expected``, ``found``,
            ``expected_value`` and ``found_value`` of a measure, ``holds``, ``where`` (file and line).

        Raises
        ------
        RulebookError
            A rulebook or its cases cannot be read.

        Examples
        --------
        >>> bool(ws.criteria.test("nine-steps")["holds"].all())
        True
        """
        from screener.engine import open_engine  # noqa: PLC0415  slow to import
        from screener.rulebook import load_cases, run_cases  # noqa: PLC0415

        engine = open_engine()
        try:
            tried = [
                (book.id, one)
                for book in self._rulebooks(rulebook)
                for one in run_cases(engine, book, load_cases(book))
            ]
        finally:
            engine.close()
        return frame_of(
            (
                {
                    "rulebook_id": book,
                    "criterion_id": one.case.criterion,
                    "date": one.case.date,
                    "case": one.case.name,
                    "expected": one.case.outcome,
                    "found": one.found,
                    "expected_value": None if one.case.value is None else float(one.case.value),
                    "found_value": one.value,
                    "holds": one.holds,
                    "where": one.where,
                }
                for book, one in tried
            ),
            _TRIED,
        )

    def diff(self, first: date | str, second: date | str) -> Text:
        """Return what differs between two dates, two criteria, or two folders or files of rulebooks; empty if nothing.

        Parameters
        ----------
        first, second : str or date
            Two of a kind: ``"2020-01-01"``, ``"pri1-h1"``, ``"criteria/un-pri"``.

        Raises
        ------
        ScreenerError
            One is a date and the other none, or there is no such criterion.

        Examples
        --------
        >>> ws.criteria.diff("pri0-f1", "pri0-f1")
        <BLANKLINE>
        """
        from screener.rulebook.lookup import differences  # noqa: PLC0415  slow to import

        return Text("\n".join(differences(self._folder, _named(first), _named(second))))

    def _rulebooks(self, name: str | None) -> Sequence[Rulebook]:
        from screener.rulebook import load_rulebooks  # noqa: PLC0415  slow to import

        return load_rulebooks(self._folder, [name] if name else None)


def _day(on: date | str | None) -> date:
    """Return the day asked for."""
    return day_of(on, "on") or date.today()  # noqa: DTZ011  the reader's day


def _named(one: date | str) -> str:
    """Return what is compared as it is written: a day, a criterion, a folder."""
    return str(day_of(one, "day")) if isinstance(one, date) else str(one)
