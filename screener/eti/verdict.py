"""The conclusion of a decision in plain sentences, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.tables.prudence import BENEFITS, STANDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.eti.comparison import Comparison
    from screener.tables.prudence import Check, TextAnswer

ANSWERS = {
    "pass": "Yes. What {text} asks for is shown.",
    "watch": "Not shown. The data show neither what {text} asks for nor the contrary.",
    "fail": "No. The data or the record show what {text} does not let pass.",
    "insufficient_data": "No answer. Too little is known to show what {text} asks for, or the contrary.",
    "not_applicable": "{text} asks nothing of this decision.",
}
"""Outcome → the answer to the question whether it may be called an economically targeted investment."""
NO_BENEFIT = {
    "pass": "It was chosen on its economics alone, and what {text} asks of that is shown. No benefit was used, so that "
    "whether it may be called economically targeted is not asked."
}
"""The same where no collateral benefit was used."""
OF_RETURNS = {
    "pass": "Yes, as far as returns go: they show what {text} asks for.",
    "watch": "Not shown: the returns show neither what {text} asks for nor the contrary.",
    "fail": "No.",
    "insufficient_data": "No answer: these returns are too little to show what {text} asks for, or the contrary.",
    "not_applicable": "{text} asks nothing of returns.",
}
"""Outcome → the answer of returns alone."""
SHORT = {
    "pass": "yes",
    "watch": "not shown",
    "fail": "no",
    "insufficient_data": "no answer",
    "not_applicable": "not asked",
}
"""Outcome → the answer in a word or two."""


def trial_says(outcome: str, answer: TextAnswer) -> str:
    """Return what returns alone answer."""
    said = OF_RETURNS[outcome].format(text=answer.text)
    why = sentence("; ".join(answer.because)) if outcome == "fail" else ""
    return f"{said} {why}".strip()


def conclusion_of(
    outcome: str,
    own: TextAnswer | None,
    in_force: TextAnswer | None,
    *,
    standing: str,
    checks: Sequence[Check],
    answers: Sequence[TextAnswer],
    dominated_by: Mapping[str, str],
) -> tuple[str, ...]:
    """Return the answer, why, what the returns show, what a benefit may do, then how other texts answer.

    Parameters
    ----------
    outcome : str
        Of the decision.
    own, in_force : TextAnswer, optional
        Under the text that it is judged by, and under the one in force on the day.
    standing : str
        Key of `STANDINGS`.
    checks : sequence of Check
    answers : sequence of TextAnswer
        Under every text.
    dominated_by : mapping of str to str
        Alternatives that are better on both counts by the estimates, each with how.
    """
    by_id = {check.id: check for check in checks}
    said = [_answer(outcome, own, standing)]
    if own and own.because:
        said.append(sentence("; ".join(own.because)))
    if "ETI-01" in by_id and by_id["ETI-01"].outcome == "insufficient_data":
        said.append("No alternative is shown to be comparable, so that no tie can be shown.")
    if "ETI-02" in by_id:
        said.append(by_id["ETI-02"].says)
    said += [f"By the estimates {name} is better on both counts: {how}." for name, how in dominated_by.items()]
    if own:
        said.append(_benefits(own))
    failing = [f"{check.title.lower()} ({check.id})" for check in checks if check.outcome == "fail"]
    if failing and outcome not in {"fail", "not_applicable"}:
        text = own.text if own else "no text"
        said.append(f"Of the fourteen checks these fail, though {text} does not turn on them: {', '.join(failing)}.")
    if in_force and own and in_force.text != own.text and in_force.outcome != own.outcome:
        why = f": {'; '.join(in_force.because)}" if in_force.because else ""
        said.append(f"The text in force on the day, {in_force.text}, answers {SHORT[in_force.outcome]}{why}.")
    differing = [one for one in answers if own and one.outcome != own.outcome and one is not in_force]
    if differing:
        told = "; ".join(f"{one.text}, {SHORT[one.outcome]}" for one in differing)
        said.append(f"Other texts answer otherwise: {told}. Section 9 says why.")
    return tuple(filter(None, said))


def _answer(outcome: str, own: TextAnswer | None, standing: str) -> str:
    """Return the first sentence: the answer, or why there is none."""
    if own is None:
        return "No text of the Department of Labor was in force on the day, and none was adopted."
    if standing in {"comparison", "unknown"}:
        told = STANDINGS[standing]
        return f"{told[:1].upper()}{told[1:]}. Under {own.text} the answer would be: {SHORT[own.outcome]}."
    words = ANSWERS
    if own.benefits == "not_asked" and outcome in NO_BENEFIT:
        words = NO_BENEFIT
    return words[outcome].format(text=own.text)


def _benefits(answer: TextAnswer) -> str:
    """Return what collateral benefits may do, in a sentence."""
    words = BENEFITS[answer.benefits]
    if answer.benefits == "may_not_count":
        return "Until the comparison is passed no collateral benefit may count, however large it is."
    if answer.benefits == "not_asked":
        return "No collateral benefit was used."
    return f"The comparison is passed. {words[:1].upper()}{words[1:]}."


def sentence(text: str) -> str:
    """Return a text as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def unknown_of(
    checks: Sequence[Check],
    comparison: Comparison | None,
    notes: Sequence[str],
    missing: Sequence[str],
    answers: Sequence[TextAnswer],
) -> tuple[str, ...]:
    """Return what is not known, in plain sentences: open checks, gaps, empty fields, rules that were not confirmed."""
    said = []
    open_checks = [f"{check.id} ({check.title})" for check in checks if check.outcome == "insufficient_data"]
    if open_checks:
        said.append(f"Checks without an answer: {', '.join(open_checks)}.")
    if comparison is None:
        said.append("No returns were compared, so nothing is said of what history shows.")
    elif comparison.has_gaps:
        said.append(
            "Returns of some periods are missing, and not by chance alone. They stay gaps: nothing is stated per year, "
            "no fall is measured across them, and what happened in them may differ from the rest."
        )
    said += notes
    if comparison:
        said += [*comparison.notes, *(note for one in comparison.beside for note in one.notes)]
        said.append(
            "Past returns are one sample of what could have happened; they do not show what is expected from now on."
        )
    if missing:
        said.append(f"Fields of the record that are empty: {', '.join(missing)}.")
    unverified = sorted({one.criterion for answer in answers for one in answer.answers if one.review == "unverified"})
    if unverified:
        said.append(
            f"{len(unverified)} of the rules that were applied are not confirmed line by line against their source: "
            f"{', '.join(name.partition('/')[2] for name in unverified)}. The margins are ours; no text has any."
        )
    return tuple(dict.fromkeys(filter(None, said)))
