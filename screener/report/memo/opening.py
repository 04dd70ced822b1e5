"""Page one of the memo: the three questions, every text in a line, and how much history there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from screener.report.memo import words
from screener.report.memo.bars import Bars, bars_of
from screener.report.memo.printed import period_name
from screener.report.memo.reasoning import direction
from screener.report.prudence import judging
from screener.tables.prudence import BENEFITS, STANDINGS

if TYPE_CHECKING:
    from screener.tables.prudence import Check, Record, TextAnswer

_VOTES = {"votes_for": "for", "votes_against": "against", "votes_abstained": "abstained"}


def under(record: Record) -> str:
    """Return under which text a decision is judged, as a heading says it."""
    return words.UNDER[record.standing].format(text=record.judged_by) if record.judged_by else "no text applies"


def questions(record: Record) -> list[tuple[str, str]]:
    """Return the three questions of a board, each with its answer in one line."""
    return [
        ("May it be called an economically targeted investment?", _called(record)),
        ("May a collateral benefit decide?", _benefit(record)),
        ("What did the board decide?", _board(record)),
    ]


def _called(record: Record) -> str:
    answer = f"{words.ANSWERS[record.outcome]}, {under(record)}" if record.judged_by else "No text applies"
    if record.refusals:
        return f"A draft answers nothing. Its figures alone would say: {answer[0].lower()}{answer[1:]}."
    return f"{answer} ({STANDINGS[record.standing]})." if record.judged_by else f"{answer}."


def _benefit(record: Record) -> str:
    own = judging(record)
    said = BENEFITS[own.benefits] if own else "no text applies"
    return " ".join(filter(None, (f"{said[0].upper()}{said[1:]}.", record.benefit_law)))


def _board(record: Record) -> str:
    process = record.decision.get("process") or {}
    votes = [f"{process[key]} {name}" for key, name in _VOTES.items() if process.get(key) is not None]
    decided = words.BOARD[record.board] if record.board else "The record does not say"
    return f"{decided}; votes: {', '.join(votes)}." if votes else f"{decided}."


def texts(record: Record) -> list[TextAnswer]:
    """Return every text: the adopted one, then that in force, then the others in their order."""
    return sorted(record.answers, key=lambda answer: (not answer.is_adopted, not answer.is_in_force))


def stood(answer: TextAnswer) -> str:
    """Return how a text stood on the day of the decision."""
    return answer.note or ("In force." if answer.is_in_force else "Not in force.")


def interval(check: Check | None, record: Record) -> Bars | None:
    """Return the interval of the difference in return against the alternative that decides; null where none is."""
    if check is None or check.figure is None:
        return None
    only = tuple(figure for figure in check.figures if figure.alternative == check.figure.alternative)
    return next(iter(bars_of(replace(check, figures=only), direction(record), record.periods_per_year)), None)


def on_file(check: Check | None, record: Record) -> str:
    """Return in a sentence how many periods are on file with the alternative that decides, of how many."""
    name = check.figure.alternative if check and check.figure else None
    one = next((one for one in record.alignments if one.name == name), next(iter(record.alignments), None))
    per_year = record.periods_per_year
    if one is None or not one.n:
        return "No returns of both sides are on file."
    whole = one.n + one.gaps
    return (
        f"{one.n:,} of {whole:,} {period_name(per_year, whole)} are on file for both it and {one.name}, "
        f"from {one.first} to {one.last}."
    )
