"""How the figures are made and how anyone can check them, in plain language. No figure stands here."""

from __future__ import annotations

METHOD = (
    (
        "What is counted",
        (
            "Every line delivered is either screened or set aside in quarantine, in rows and to the cent. Short "
            "positions keep their minus sign. Lines without a price stay in the report; their value is unknown, not "
            "zero. Coverage is measured on gross value (shorts count as positive), so that a short cannot hide a gap."
        ),
    ),
    (
        "Low, best, high",
        (
            "Low is what counted jobs, or the bond itself, prove, less what is owed or short and might be there: "
            "below zero it proves nothing. Best adds an estimate for the rest from the best evidence on file; it may "
            "be too high, where a head office counts as if all work were there, or too low, since money whose place "
            "is unknown is left out of it. High adds everything that might be there: unknown places count in full. "
            "Best estimates add up over states; lows and highs do not, because the same unknown dollar might be in "
            "any state. For a short position low and high change sides."
        ),
    ),
    (
        "Two ways to say where",
        (
            "The operations basis follows the places where the issuer works. The head office basis puts the whole "
            "value where the head office is, as public funds usually report it: a low by head office says only that "
            "the head office is there, and one on which two lists on file disagree is an estimate and proves nothing. "
            "The two are shown side by side. Where no site is on file, the best estimate of the operations basis "
            "falls back on the head office; the table “What the location rests on” says for how much."
        ),
    ),
    (
        "What has no place",
        (
            "Cash, Treasuries, agency mortgage pools and contracts on currencies, rates or credit have no place: they "
            "stay in the total, on a line of their own. A fund whose holdings are not on file is unknown on both "
            "bases; its sponsor's address says nothing about its assets. A municipal bond is in its issuer's state and "
            "is no manufacturing. Options follow the company they are written on, at market value."
        ),
    ),
    (
        "Manufacturing",
        (
            "NAICS 31–33. A site counts by its own industry; where only the head office is known, by the issuer's own "
            "industry. A facility list speaks for an issuer only if the issuer's own industry is mining, utilities, "
            "construction or manufacturing (NAICS 21–33)."
        ),
    ),
    (
        "Community development",
        (
            "Money in counties that meet a definition, anywhere in the country and in the home region, one line per "
            "definition. Definitions overlap and are never added up; what meets any of them is counted once. No "
            "census tract is known: a county that contains a distressed area is not itself distressed. Direct "
            "instruments are counted by what their money is for: low is what the fund attests and a programme or a "
            "stated part bears out, high what nobody rules out. Money in counties follows company sites or head "
            "offices and says nothing of its purpose: the two are printed apart. Money that is both in such a county "
            "and in such an instrument is counted once."
        ),
    ),
    (
        "Parts of the home region",
        (
            "Industries, labor markets, accounts and issuers divide the same figure. Where a position is wholly in one "
            "part (an account, an issuer) all three ends add up; where it may be in several, best estimates add up and "
            "the ends of the ranges do not. Labor markets that reach into other states have no total."
        ),
    ),
    (
        "Jobs and emissions",
        (
            "An issuer’s people, layoffs and emissions are attributed by the part of its enterprise value that is held "
            "in shares and company debt, in the style of PCAF. Without an enterprise value nothing is attributed. Of "
            "debt the market value stands for the amount outstanding, and the value held on the date of the run is "
            "divided by an enterprise value of an earlier day, which is printed with it: where prices moved between "
            "the two, the part is off by as much. "
            "Counted people, modelled people and layoffs are three figures and are never added or netted. Each figure "
            "says for how much of the money it is known and how good the evidence is, from 1, best, to 5."
        ),
    ),
    (
        "Change",
        (
            "The figures of the earlier run are taken to those of this run one cause at a time, in the order printed. "
            "Each cause is a difference of two figures, so that the causes add up to the change exactly; in another "
            "order their sizes could differ."
        ),
    ),
    (
        "Outcomes",
        (
            "Each criterion has five outcomes: pass, watch, fail, not applicable, insufficient data. A missing fact "
            "never passes. A measure that asks nothing has a figure instead of an outcome: it is measured, and zero is "
            "a figure too. A criterion marked “unverified” rests on a source that was not confirmed line by line; one "
            "marked “text verified; numbers ours” was confirmed, but a number in it is a proposal of this project. A "
            "criterion that is not in force on the date, or not for this plan, judges nobody and says why. A benefit "
            "beside the financial one decides only as far as the jurisdiction profile allows. "
            "There is no PRI score, for a holding or for the fund: the Principles have none. A state programme never "
            "makes a holding pass."
        ),
    ),
    (
        "Rounding",
        (
            "Sums are exact decimals. Tables of states, industries and accounts print whole units of the currency, "
            "rounded so that the printed parts add up to the printed total."
        ),
    ),
)
"""How the figures are made: heading, paragraph."""

VERIFY = (
    (
        "The file manifest.json in this run's folder lists the SHA-256 of every delivered file, rulebook, reference "
        "dataset and output of the run. Compare a file's own SHA-256 (sha256sum FILE) with its line there."
    ),
    (
        "The run's id follows from that content. Running the screener again on the same files gives the same id and "
        "the same bytes; a run that differs is refused."
    ),
    "The folder tables/ holds every table of the run as Parquet and as CSV, sql/ the queries that made them, in order.",
)
"""How anyone can check the report."""
