"""Proxy votes: how managers voted, what the fund's policy asks, and how far the two agree."""

from screener.tables.model import COUNT, DATE, FLAG, QUANTITY, TEXT, Column, Table, required

VOTES = Table(
    "votes",
    "one row per matter of a Form N-PX file × vote category × way the shares were voted",
    ("source_file", "source_row", "category", "record"),
    (
        required("source_file", TEXT, "file, relative to the portfolio's folder"),
        required("source_row", COUNT, "number of the matter in the file, the first is 1"),
        required("category", TEXT, "vote category of the form; a matter may have several"),
        required("record", COUNT, "number of the way the shares were voted; 0 where no vote is reported"),
        required("manager", TEXT, "who voted, as the portfolio calls it"),
        required("filed", DATE, "day the file was filed"),
        Column("series", TEXT, "series of the fund that voted"),
        required("issuer_name", TEXT, "company that held the meeting"),
        Column("cusip", TEXT, "CUSIP as filed"),
        Column("isin", TEXT, "ISIN as filed"),
        required("meeting_date", DATE, "day of the meeting"),
        required("description", TEXT, "what was voted on"),
        Column("proposed_by", TEXT, "issuer or security holder"),
        Column("vote", TEXT, "for, against, abstain or withhold; other words as filed, such as 3 years"),
        Column("with_management", FLAG, "cast for or against what management recommended; null where it is silent"),
        Column("shares", QUANTITY, "shares voted so; the same in each category", "shares"),
    ),
)

VOTE_POLICY = Table(
    "vote_policy",
    "one row per vote category × day from which the fund asks for a vote",
    ("category", "as_of"),
    (
        required("category", TEXT, "vote category of the form"),
        required("as_of", DATE, "first day on which it is asked"),
        required("vote", TEXT, "for, against, abstain, withhold, management or against-management"),
        required("document", TEXT, "where it can be read"),
    ),
)

VOTE_AGREEMENT = Table(
    "vote_agreement",
    "one row per manager × vote category",
    ("manager", "category"),
    (
        required("manager", TEXT, "who voted"),
        required("category", TEXT, "vote category of the form"),
        required("matched_votes", COUNT, "matters with a vote that the fund's policy can be compared with", "votes"),
        required("agreeing_votes", COUNT, "of these, matters that agree with the policy", "votes"),
    ),
)
