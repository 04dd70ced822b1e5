"""The review workbook: questions out to a person, answers back in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from screener.dates import parse_date
from screener.errors import InputError
from screener.identify.review.questions import Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from screener.identify.review.questions import Question, Review

SECURITIES, OWNERS, DECIDED = "To decide", "Facility owners", "Decided"
_GUIDE = "How to"
_NUMBER, _CHOICE, _NAME, _DETAILS = "No.", "Choice", "Name", "What it is"
_DECISION, _REASON, _KEY = "Decision", "Your reason", "Key"
_PORTFOLIO, _DATE = "Portfolio", "Date"
_HEADING_ROW = 1
_LETTER = 1
_CELL = 32_767
"""Excel's longest text."""

_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#0B4A75"},
    "note": {"italic": True, "font_color": "#465564"},
    "head": {"bold": True, "bg_color": "#E7F0F7", "bottom": 1, "text_wrap": True, "valign": "vcenter"},
    "body": {"text_wrap": True, "valign": "top"},
    "label": {"bold": True, "valign": "top"},
    "text": {"bg_color": "#EEF2F5", "top": 1, "bold": True, "text_wrap": True, "valign": "top"},
    "plain": {"bg_color": "#EEF2F5", "top": 1, "text_wrap": True, "valign": "top"},
    "money": {"bg_color": "#EEF2F5", "top": 1, "num_format": "#,##0.00", "valign": "top"},
    "count": {"bg_color": "#EEF2F5", "top": 1, "num_format": "#,##0", "valign": "top"},
    "score": {"num_format": "0.00", "valign": "top"},
    "choice": {"align": "right", "valign": "top"},
    "fill": {"bg_color": "#FFF6CC", "border": 1, "border_color": "#B59A2F", "text_wrap": True, "valign": "top",
             "locked": False, "num_format": "@"},
}  # fmt: skip

_ASKED = "What is held and whose it is: largest first. Fill in the yellow cells of the numbered rows you are sure of."
_OWNERS_ASKED = "Who owns the facilities that report to the EPA: owners of most facilities first."
_OPEN = "Nothing is open here."
UNHELD = "no company that their names are like is held"
"""Why owners of facilities are not asked about."""

_WHY = "Why it is asked, and what speaks for each company"
_WHAT = ((_NUMBER, 6), (_CHOICE, 7), (_NAME, 34), (_DETAILS, 32))
_HOLDINGS = (*_WHAT, ("Market value", 17), ("Lines", 7), ("Score", 7), (_WHY, 56))
_FACILITIES = (*_WHAT, ("Facilities", 10), ("Score", 7), (_WHY, 56))
_RECORDS = ((_NUMBER, 6), (_NAME, 34), (_DETAILS, 32), ("What is decided", 80))

_HOW_TO = """\
The screener found no company behind some of what is held, or is not sure of it. You may know better. Your decisions \
are recorded with your name, the time and your reason, and hold in later quarters.
1.  Open the sheet 'To decide'. The largest market value comes first. You need not answer everything.
2.  Each numbered row asks whose securities these are. The rows below it are companies that it may be, the likeliest \
first, with what speaks for each. Where the screener uses a company for now, it stands first and says so; where you \
are asked again, the company of the earlier decision does.
3.  In the yellow cell 'Decision' write one of these: the number of a company below it, such as 1; a CIK, the number \
under which the SEC (www.sec.gov) lists another company; or the word none, if you know that there is no company to find.
     Where a company is offered as 'this company itself', the screener knows the company and asks only whether it \
belongs to another one, which reports to the SEC. If it does, choose that one. If not, write the number of 'this \
company itself', and not the word none, which would take away what is known.
4.  In the yellow cell 'Your reason' say in a few words how you know. A decision needs a reason.
5.  Leave both cells empty where you do not know. Nothing is decided then, and you will be asked again.
6.  The sheet 'Facility owners' asks the same about owners of facilities that report to the Environmental Protection \
Agency. It matters for the place and industry of the companies held. Write none for owners that no listed company owns.
7.  The sheet 'Decided' lists the decisions that hold now. To change one, write the new decision and your reason \
beside it; the word withdraw takes it back, and you will be asked again.
8.  Write in the yellow cells alone, and do not sort or move rows: a decision is recorded only if its row is as it was \
written.
9.  Save the workbook and run: screener match import, followed by the name of this file. If anything is wrong, every \
fault is named with its sheet and row, and nothing is recorded until all are repaired.
You will be asked again when a fact that a decision rests on changes: the name, an identifier of the security, or the \
name of the company chosen.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person wrote in one row.

    Parameters
    ----------
    sheet : str
    row : int
    name : str
        What the row is about.
    has_key : bool
        Whether it asks something: whether the hidden cell is there.
    key : Key, optional
        What the hidden cell says; null where it is not the one that was written for this row.
    decision, reason : str
        As the person wrote them.
    """

    sheet: str
    row: int
    name: str
    has_key: bool
    key: Key | None
    decision: str
    reason: str

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"sheet '{self.sheet}', row {self.row}"


@dataclass(frozen=True, slots=True)
class Answers:
    """A review workbook as it came back: whose it is, and every row that asks or says something."""

    portfolio_id: str
    as_of: date
    rows: list[Answer]

    @property
    def blank(self) -> int:
        """Questions that were left open."""
        return sum(row.sheet != DECIDED and not row.decision and not row.reason for row in self.rows)


def write_review(file: Path, review: Review, *, portfolio_id: str, portfolio_name: str, as_of: date) -> None:
    """Write the workbook that asks.

    Parameters
    ----------
    file : Path
    review : Review
    portfolio_id, portfolio_name : str
    as_of : date
        The same questions of the same date are the same bytes.
    """
    book = _Book(file, f"{portfolio_name}, {as_of}", as_of)
    book.add_guide([(_PORTFOLIO, portfolio_id), (_DATE, as_of.isoformat())])
    book.add_questions(
        SECURITIES,
        _ASKED if review.securities else _OPEN,
        _HOLDINGS,
        review.securities,
        lambda q: [(q.market_value, "money"), (q.lines, "count")],
    )
    asked = _OWNERS_ASKED if review.owners else _OPEN
    more = f" {review.owners_left:,} more follow when these are decided." if review.owners_left else ""
    left = f" {review.owners_unheld:,} owners are left out: {UNHELD}." if review.owners_unheld else ""
    book.add_questions(
        OWNERS,
        f"{asked}{more}{left}",
        _FACILITIES,
        review.owners,
        lambda q: [(q.lines, "count")],
    )
    book.add_decided(review.decided)
    book.close()


class _Book:
    """The workbook being written."""

    def __init__(self, file: Path, title: str, as_of: date) -> None:
        self._workbook = xlsxwriter.Workbook(
            str(file), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        created = datetime(as_of.year, as_of.month, as_of.day)  # noqa: DTZ001  Excel has no zones
        self._workbook.set_properties({"title": f"Issuers to decide: {title}", "created": created})
        self._formats: dict[str, Format] = {name: self._workbook.add_format(style) for name, style in _FORMATS.items()}
        self._header = f"&L{title.replace('&', '&&')}&C&A"

    def close(self) -> None:
        """Write the file."""
        self._workbook.close()

    def add_guide(self, facts: Iterable[tuple[str, str]]) -> None:
        """Add the sheet that says how to answer, and for which portfolio and date."""
        sheet = self._workbook.add_worksheet(_GUIDE)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, "Whose is it? Decisions about issuers", self._formats["title"])
        for row, (label, value) in enumerate(facts, start=2):
            sheet.write_string(row, 0, label, self._formats["label"])
            sheet.write_string(row, 1, value, self._formats["body"])
        for row, text in enumerate(_HOW_TO.splitlines(), start=5):
            sheet.write_string(row, 1, text, self._formats["body"])
        self._finish(sheet)

    def add_questions(
        self, name: str, note: str, heads: Sequence[tuple[str, int]], questions: list[Question], figures: Any
    ) -> None:
        """Add a sheet of questions, each with its candidates below."""
        sheet = self._table(name, note, heads)
        row = _HEADING_ROW
        for number, question in enumerate(questions, start=1):
            row += 1
            cells = [(number, "count"), (None, "plain"), (question.title, "text"), (question.details, "plain")]
            self._row(sheet, row, [*cells, *figures(question), (None, "plain"), (question.why, "plain")])
            choices = [str(choice) for choice in range(1, len(question.candidates) + 1)]
            is_known = any(candidate.issuer_id.startswith("lei:") for candidate in question.candidates)
            words = choices if is_known else [*choices, "none"]
            self._fill_in(sheet, row, len(heads), question, number=number, words=words)
            score = len(heads) - 2
            for choice, candidate in enumerate(question.candidates, start=1):
                row += 1
                sheet.write_number(row, 1, choice, self._formats["choice"])
                self._text(sheet, row, 2, candidate.name, "body")
                self._text(sheet, row, 3, _code(candidate.issuer_id), "body")
                if candidate.score is not None:
                    sheet.write_number(row, score, candidate.score, self._formats["score"])
                self._text(sheet, row, score + 1, candidate.evidence, "body")
        self._finish(sheet)

    def add_decided(self, questions: list[Question]) -> None:
        """Add the sheet of the decisions in force, where they can be changed."""
        note = "Decisions that hold now. Leave the yellow cells empty to keep them."
        sheet = self._table(DECIDED, note if questions else "Nothing is decided yet.", _RECORDS)
        for number, question in enumerate(questions, start=1):
            row = _HEADING_ROW + number
            cells = [(question.title, "text"), (question.details, "plain"), (question.why, "plain")]
            self._row(sheet, row, [(number, "count"), *cells])
            self._fill_in(sheet, row, len(_RECORDS), question, number=number, words=["none", "withdraw"])
        self._finish(sheet)

    def _table(self, name: str, note: str, heads: Sequence[tuple[str, int]]) -> Worksheet:
        """Return a new sheet with its note and headings."""
        sheet = self._workbook.add_worksheet(name)
        sheet.write_string(0, 0, note, self._formats["note"])
        for column, (heading, width) in enumerate([*heads, (_DECISION, 12), (_REASON, 38), (_KEY, 12)]):
            sheet.write_string(_HEADING_ROW, column, heading, self._formats["head"])
            sheet.set_column(column, column, width, None, {"hidden": heading == _KEY})
        sheet.freeze_panes(_HEADING_ROW + 1, [heading for heading, _ in heads].index(_NAME) + 1)
        sheet.repeat_rows(_HEADING_ROW)
        return sheet

    def _row(self, sheet: Worksheet, row: int, cells: Sequence[tuple[Any, str]]) -> None:
        """Write the cells of a numbered row; unknown stays empty."""
        for column, (value, kind) in enumerate(cells):
            if value is None:
                sheet.write_blank(row, column, None, self._formats[kind])
            elif isinstance(value, str):
                self._text(sheet, row, column, value, kind)
            else:
                sheet.write_number(row, column, value, self._formats[kind])

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, kind: str) -> None:
        """Write a text that a person reads, as much of it as a cell holds."""
        sheet.write_string(row, column, text[:_CELL], self._formats[kind])

    def _fill_in(
        self, sheet: Worksheet, row: int, column: int, question: Question, *, number: int, words: list[str]
    ) -> None:
        """Add the cells to fill in, offering words to write, and the key that says what they answer."""
        shown = [(str(place), each.name, _code(each.issuer_id)) for place, each in enumerate(question.candidates, 1)]
        key = question.key.as_text(_seen(sheet.get_name(), str(number), question.title, shown))
        sheet.write_blank(row, column, None, self._formats["fill"])
        sheet.write_blank(row, column + 1, None, self._formats["fill"])
        if sheet.write_string(row, column + 2, key):
            raise InputError(
                f"a name is too long to ask about: the key to the question would not fit into one cell ({_CELL:,})",
                where=question.title[:80],
                hint="shorten the name in the delivered file",
            )
        sheet.data_validation(row, column, row, column, {
            "validate": "list", "source": words, "show_error": False,  # a CIK may be written too
            "input_title": "Decision", "input_message": f"Write {', '.join(words)}, or a CIK.",
        })  # fmt: skip

    def _finish(self, sheet: Worksheet) -> None:
        """Set how a sheet prints, and leave only the yellow cells open to a slip of the hand."""
        sheet.set_paper(_LETTER)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(self._header)
        sheet.set_footer("&RPage &P of &N")
        sheet.protect("", {"format_columns": True, "format_rows": True})


def _code(issuer_id: str) -> str:
    """Return an issuer's number as a person would look it up."""
    return issuer_id.replace("cik:", "CIK ").replace("lei:", "LEI ")


def _seen(sheet: str, number: str, name: str, choices: Iterable[Sequence[str]]) -> list[str]:
    """Return what a person read when answering: the row's sheet, number and name, and the companies below it.

    White space and characters that do not print are left out, since programs keep them differently.
    """
    cells = [sheet, number, name, *(cell for choice in choices for cell in choice)]
    return ["".join(mark for mark in cell[:_CELL] if mark.isprintable() and mark != " ") for cell in cells]


def read_review(file: Path) -> Answers:
    """Read a workbook that came back.

    Parameters
    ----------
    file : Path
        As `write_review` wrote it and a person filled it in.

    Raises
    ------
    InputError
        It is no such workbook.
    """
    try:
        book = CalamineWorkbook.from_path(str(file))
        grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError) as error:
        raise InputError(
            f"the workbook cannot be read: {error}", where=str(file), hint="give the .xlsx file that was filled in"
        ) from error
    facts = {str(row[0]): str(row[1]) for row in grids.get(_GUIDE, []) if len(row) > 1}
    missing = [name for name in (SECURITIES, OWNERS, DECIDED) if name not in grids]
    if missing or _PORTFOLIO not in facts or _DATE not in facts:
        lost = [f"sheet '{name}'" for name in missing] or [f"what stands beside '{_PORTFOLIO}' and '{_DATE}'"]
        raise InputError(
            f"this is no workbook of 'screener match export', or parts of it are lost: {', '.join(lost)}",
            where=str(file),
            hint="export again and copy your decisions and reasons over",
        )
    rows = [answer for name in (SECURITIES, OWNERS, DECIDED) for answer in _answers(file, name, grids[name])]
    return Answers(facts[_PORTFOLIO], parse_date(facts[_DATE], where=f"{file}: sheet '{_GUIDE}'"), rows)


def _answers(file: Path, name: str, grid: list[list[Any]]) -> Iterator[Answer]:
    """Yield the rows of a sheet that ask or say something."""
    heads = [_text(cell) for cell in grid[_HEADING_ROW]] if len(grid) > _HEADING_ROW else []
    lost = [heading for heading in (_NUMBER, _NAME, _DETAILS, _DECISION, _REASON, _KEY) if heading not in heads]
    if lost:
        raise InputError(
            f"sheet '{name}' has lost a heading of row {_HEADING_ROW + 1}: {', '.join(lost)}",
            where=str(file),
            hint="export again and copy your decisions and reasons over",
        )
    rows = [dict(zip(heads, map(_text, row), strict=True)) for row in grid[_HEADING_ROW + 1 :]]
    for start, row in enumerate(rows):
        key, title, decision, reason = (row[heading] for heading in (_KEY, _NAME, _DECISION, _REASON))
        if key or decision or reason:
            below = takewhile(lambda row: row.get(_CHOICE) and not row[_KEY], rows[start + 1 :])
            seen = _seen(name, row[_NUMBER], title, [(each[_CHOICE], each[_NAME], each[_DETAILS]) for each in below])
            place = start + _HEADING_ROW + 2
            yield Answer(name, place, title, bool(key), Key.parse(key, seen), decision, reason)


def _text(cell: Any) -> str:
    """Return a cell as text; a number that was typed is whole."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
