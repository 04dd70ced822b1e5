"""Fixed words about the six principles: what they say, and who could answer what is not on file."""

from __future__ import annotations

from screener.report.words import PRINCIPLES

MINIMUM = "0"
"""Number of the group of criteria that stand before the six: PRI's minimum requirements."""

GROUPS = {MINIMUM: "Minimum requirements for signatories", **PRINCIPLES}
"""Number of a principle, and of the minimum requirements → its title, in printed order."""

WORDING = {
    "1": "We will incorporate ESG issues into investment analysis and decision-making processes.",
    "2": "We will be active owners and incorporate ESG issues into our ownership policies and practices.",
    "3": "We will seek appropriate disclosure on ESG issues by the entities in which we invest.",
    "4": "We will promote acceptance and implementation of the Principles within the investment industry.",
    "5": "We will work together to enhance our effectiveness in implementing the Principles.",
    "6": "We will each report on our activities and progress towards implementing the Principles.",
}
"""Principle → its own words."""

CITED = "Principles for Responsible Investment, April 2006"

OWNERS = {
    "plan": "the plan: its policies, minutes and records",
    "manager": "the manager: its due-diligence answers and its agreement with the plan",
    "issuer": "the company’s own reports, or a data provider",
    "holding": "the plan’s staff and the papers of the investment",
}
"""Subject → who can say what is not on file about it, where `ANSWERED_BY` names nobody else."""

ANSWERED_BY = {
    "is_pri_signatory": "PRI’s public directory of signatories",
    "attested_pri_signatory": "PRI’s public directory of signatories",
    "transparency_report": "PRI’s public library of Transparency Reports",
    "matched_votes": "the manager’s Form N-PX, beside the plan’s voting policy",
    "vote_agreement": "the manager’s Form N-PX, beside the plan’s voting policy",
    "signatory_managed": "PRI’s public directory of signatories, beside the plan’s list of managers",
    "signatory_managed_before": "the last run, once that part was on file then",
    "esg_datum_age": "the company’s own reports, or a public record such as EPA’s of emissions",
    "in_state_manufacturing_share": "a list of the company’s plants, or the papers of the bond",
    "location_score": "a list of the company’s plants, or the papers of the bond",
    "issuer_flags": "this run, once more of the criteria about the company can be judged",
    "engagement": "the plan’s engagement log",
    "negative_screen": "the plan’s written rule of exclusion",
    "screened_activity_cut_off": "the plan’s written rule of exclusion",
    "norms_convention": "the plan’s policy on norms",
    "positive_screen": "the plan’s written rule of selection",
    "peer_level": "the plan’s written rule of selection",
    "fields_required": "the plan’s list of what companies should disclose",
}
"""Fact → who can say it, where that is not who `OWNERS` names for its subject."""

COMPUTED_FROM = {
    "is_pri_signatory": "the list of PRI signatories on file",
    "matched_votes": "Forms N-PX and the plan’s voting policy",
    "vote_agreement": "Forms N-PX and the plan’s voting policy",
    "esg_datum_age": "emissions on file",
    "in_state_manufacturing_share": "places of work on file",
    "location_score": "places of work on file",
    "issuer_flags": "the criteria of this run",
}
"""Fact that the run works out → what from."""

MEANINGS = {
    "is_pri_signatory": "the manager is on the list of PRI signatories that is held",
    "esg_datum_age": "age of the newest dated fact about the company’s emissions",
    "in_state_manufacturing_share": "part of the line that is in manufacturing in the home region, best estimate",
    "location_score": "how well its places are known, from 1 (best) to 5 (head office alone)",
    "issuer_flags": "whether its issuer is on watch or fails anywhere",
    "matched_votes": "matters that it voted on and on which the plan has a policy",
    "vote_agreement": "share of those votes that agrees with the policy",
}
"""Fact that the run works out → what it is, for a reader of the report."""

PROVES_NOTHING = ("is_pri_signatory",)
"""Fact of which nothing follows where it is not known."""

NOT_EVIDENCE = ("asset_class", "kind", "market_value", "value")
"""What a criterion reads only to know whom it speaks of, or works out on the way."""

NOT_ON_FILE = "not on file"
NOT_ASKED = "not asked"

APPROACHES = {
    "screening": "Screening alone",
    "thematic": "Thematic alone",
    "integration": "Integration alone",
    "screening and integration": "Screening and integration",
    "thematic and integration": "Thematic and integration",
    "screening and thematic": "Screening and thematic",
    "screening, thematic and integration": "All three",
    "none": "None",
    "not recorded": "Not recorded",
}
"""Approach as the tables write it → as printed, in the order of the reporting framework."""

SCREENS = {
    "positive": "Positive only",
    "negative": "Negative only",
    "both": "Positive and negative",
    "unnamed": "Screened, kind not recorded",
    "none": "Not screened",
    "not recorded": "Approach not recorded",
}
"""Kind of screening → as printed."""

WAYS = {
    "for": "For",
    "against": "Against",
    "abstained": "Abstained or withheld",
    "split": "Split",
    "other": "Other words",
    "none": "No vote reported",
}
"""How a matter was voted on → as printed; they do not overlap."""

MANAGER_FACTS = {
    "incorporation_method_shown": "Selection: its answers show a method",
    "agreement_carries_method": "Appointment: its agreement carries the method",
    "integration_described": "Monitoring: it described its integration in writing",
    "described": "Described as of",
    "collaboration_policy_public": "Its policy on collaboration is public",
    "transparency_report": "Its newest public Transparency Report",
}
"""Fact about a manager → heading."""

EVIDENCE = {
    "Principle": "Its number, or the minimum requirements.",
    "Criterion": "What asks for the fact.",
    "About": "Whose fact it is.",
    "Asked for": "The fact.",
    "Answer": "What is on file.",
    "As of": "The day or the days that it is about.",
    "Source": "Document, or what the run worked it out from.",
    "On file for": "Of how many it is on file.",
    "Missing for": "Of how many who could not be judged it is not.",
    "Who can say it": "Who could answer what is not on file.",
}
"""Heading of the evidence → its note."""
