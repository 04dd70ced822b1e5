"""The words of the report that a trustee may ask about: each with a plain definition, and where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: the word as the report writes it, what it means in at most 30 words, and the source of the meaning.

    Parameters
    ----------
    term, definition : str
    source : str
        Who defines it so; empty where this report does.
    """

    term: str
    definition: str
    source: str = ""


_PCAF = "PCAF, Global GHG Accounting and Reporting Standard, Part A, second edition (2022), section 5.1"
_LABOR = "US Department of Labor, Interpretive Bulletin 94-1 (June 23, 1994)"

GLOSSARY: dict[str, Term] = {
    "as-of": Term("As of", "The day that the figures describe. It is not the day on which the report was made."),
    "benchmark": Term(
        "Benchmark",
        "A list of securities with weights that the fund names as its yardstick. The tilt compares the fund with it.",
    ),
    "best": Term(
        "Best estimate",
        (
            "Our estimate from what is on file. It may be too high where a head office stands for all work, "
            "or too low since unknown places are left out."
        ),
    ),
    "benefit": Term(
        "Benefit beside the financial one",
        "Good that an investment may do besides its return, such as jobs. It is never added to the return.",
    ),
    "county-of-need": Term(
        "County of need",
        (
            "A county that meets a published definition of distress, such as lasting poverty. Not every place in it "
            "is poor. The section on development lists the definitions."
        ),
    ),
    "coverage": Term(
        "Coverage", "How much of the money we know a thing about, as a share of gross value. The rest is unknown."
    ),
    "criterion": Term("Criterion", "One test from a rulebook, with its source and the dates on which it is in force."),
    "direct": Term(
        "Direct instrument",
        "A bond, pool, fund or loan whose money is meant to finance community development, by what is on file of it.",
    ),
    "emissions": Term(
        "Financed emissions",
        "The part of a company's greenhouse gases that goes with the part of the company that the fund holds.",
        _PCAF,
    ),
    "eti": Term(
        "Economically targeted investment",
        "An investment picked for its economic benefits, besides the return that it makes for the plan.",
        _LABOR,
    ),
    "evic": Term(
        "Enterprise value",
        "What a whole company is worth: its shares and debt, cash left in. The fund's part is taken of it.",
        _PCAF,
    ),
    "fail": Term("Fail", "The criterion asks for something, and the facts on file show that it is not met."),
    "finding": Term("Finding", "Something about the data or the rules that a person should know, and how to fix it."),
    "gross": Term("Gross", "All amounts added up with no minus sign: what is owed or sold short counts in full."),
    "head-office": Term(
        "By head office alone",
        (
            "All the money in a company is put where its head office is. Public funds often report it so. "
            "It does not say where the work is done."
        ),
    ),
    "high": Term("High", "The most it could be: what is proven, and all the money that we cannot rule out."),
    "holding": Term("Line", "One line of a file that the fund or its manager gave us: one holding, as delivered."),
    "insufficient-data": Term(
        "Insufficient data", "The facts on file do not answer the question. It is not a pass, and not a fail."
    ),
    "issuer": Term("Issuer", "The company or public body that issued a share or a bond and stands behind it."),
    "known-sites": Term(
        "By known sites, else head office",
        (
            "Money is put where the company's plants and offices are, by counted jobs or lists on file. "
            "Where no site is on file, its head office is used."
        ),
    ),
    "location-quotient": Term(
        "Location quotient",
        (
            "An industry's share of the jobs in a place, divided by its share in the country. "
            "Above one, the place has more of it than is usual."
        ),
        "US Bureau of Labor Statistics, Quarterly Census of Employment and Wages",
    ),
    "look-through": Term(
        "Look-through",
        "A fund is replaced by what it owns, so that its money counts where the owned companies are.",
    ),
    "low": Term(
        "Low",
        (
            "The least it could be: what counted jobs or the bond itself prove, less debts and short sales that might "
            "be there."
        ),
    ),
    "manufacturing": Term(
        "Manufacturing", "Industries that turn materials into new goods: codes 31 to 33 of NAICS.", "US Census Bureau"
    ),
    "market-value": Term("Market value", "What a holding was worth on its day, in the currency of the report."),
    "measured": Term(
        "Measured", "A figure is known and the rulebook asks nothing of it. It can neither pass nor fail."
    ),
    "naics": Term(
        "NAICS (North American Industry Classification System)",
        "The list of industries that the United States uses. Each has a code, and more digits mean a finer industry.",
        "US Census Bureau",
    ),
    "net": Term("Net", "What is owned, less what is owed or sold short."),
    "not-applicable": Term(
        "Not applicable", "The criterion does not speak of this, or it was not in force on the date. It asks nothing."
    ),
    "pass": Term("Pass", "The facts on file show that what the criterion asks for is met."),
    "pri": Term(
        "Principles for Responsible Investment",
        "Six principles that investors sign and report on. They score no holding, and this report makes no score.",
        "Principles for Responsible Investment, founded in 2006 with support of the United Nations",
    ),
    "profile": Term(
        "Jurisdiction", "The state or plan whose law is applied, with the texts that its board has adopted."
    ),
    "published": Term(
        "Published", "The day from which anyone could have known a fact. A fact counts from that day on."
    ),
    "quarantine": Term(
        "Quarantine",
        "Lines that we could not read or trust. They are set aside in full view, with the fix for each.",
    ),
    "rulebook": Term("Rulebook", "A set of criteria that belong together, from one law, standard or policy."),
    "run": Term(
        "Run", "One making of this report. The same files and rules give the same run, and its number shows it."
    ),
    "share": Term("Share", "A part of a whole, in percent."),
    "sign-off": Term(
        "Sign-off",
        (
            "A person has read a run and stands by it. This program signs nothing: "
            "that is said in the minutes, with the run's number."
        ),
    ),
    "tilt": Term(
        "Tilt",
        (
            "The fund's share in a place or industry, less that of the benchmark, in percentage points. "
            "It is a fact, and neither good nor bad."
        ),
    ),
    "unverified": Term(
        "Unverified", "Nobody has yet compared the criterion with its source line by line. Read its outcome with care."
    ),
    "vintage": Term("Vintage", "The year or version of the data. Some data are newer than the day of the report."),
    "waiver": Term("Waiver", "An exception from a criterion that a named person granted, with a day on which it ends."),
    "watch": Term("Watch", "Near the line, or not clear: the facts neither meet nor miss it. A person should look."),
}
"""Anchor → entry, in alphabetical order of the anchors; printed in that of the words."""


def glossary() -> list[tuple[str, Term]]:
    """Return the anchors and entries in the alphabetical order of the words."""
    return sorted(GLOSSARY.items(), key=lambda entry: entry[1].term.casefold())


def linker() -> Callable[[str, str], Markup]:
    """Return what makes a word a link to its entry the first time that it is asked to, and plain text after that.

    Examples
    --------
    >>> term = linker()
    >>> term("net", "net"), term("net", "net")
    (Markup('<a class="term" href="#term-net">net</a>'), Markup('net'))
    """
    seen = set()

    def link(anchor: str, text: str) -> Markup:
        if anchor in seen:
            return Markup("{}").format(text)
        seen.add(anchor)
        GLOSSARY[anchor]  # a word without an entry is a fault of the template
        return Markup('<a class="term" href="#term-{}">{}</a>').format(anchor, text)

    return link
