"""The tables that look back: the figures of page one over the quarters, and since when something is flagged."""

from screener.tables.model import DATE, EXACT_MONEY, MONEY, SHARE, TEXT, Column, Table, required
from screener.tables.vocabulary import HISTORY_MEASURES

HISTORY = Table(
    "history",
    "one row per date × measure × basis: of the run, and of the runs that it looks back to, one before the other",
    ("as_of", "measure", "basis"),
    (
        required("as_of", DATE, "date that the figure describes"),
        required("run_id", TEXT, "run that wrote it"),
        required("measure", TEXT, "see measures of history", one_of=tuple(HISTORY_MEASURES)),
        required("basis", TEXT, "operations or headquarters"),
        required("low", EXACT_MONEY, "lower end, net", "base currency"),
        Column("best", EXACT_MONEY, "best estimate, net; null where it is not known", "base currency"),
        required("high", EXACT_MONEY, "upper end, net", "base currency"),
        required("market_value", MONEY, "net market value screened", "base currency"),
        Column("located", SHARE, "part of the gross market value whose place is known on the basis", "1"),
        required("rules", TEXT, "mark of the rulebooks it was made by: another mark is another method"),
    ),
)

EXCEPTIONS = Table(
    "exceptions",
    "one row per watch or fail on money or on a person that says more than what the subject is",
    ("rulebook_id", "criterion_id", "subject", "subject_id"),
    (
        required("rulebook_id", TEXT, "rulebook"),
        required("criterion_id", TEXT, "criterion"),
        required("subject", TEXT, "holding, issuer, manager, plan or candidate"),
        required("subject_id", TEXT, "which one; a holding is file:line"),
        required("outcome", TEXT, "watch or fail", one_of=("watch", "fail")),
        Column(
            "market_value",
            MONEY,
            "gross market value of the line, or held of the issuer; null where unpriced, and of managers, the plan and "
            "candidates: nothing of a candidate is held, and the amount asked for is in its memo",
            "base currency",
        ),
        Column("name", TEXT, "line or issuer as delivered or registered; null of others, whose id is a name"),
        Column(
            "followed_as",
            TEXT,
            "what it is called in every quarter: a line by its account and security; null of a line without identifier",
        ),
        Column(
            "since",
            DATE,
            "date of the first run in the unbroken row of looks back that has it; null where it cannot be followed",
        ),
    ),
)
