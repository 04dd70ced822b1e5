"""Other spellings of a registered name: word order, spaces, abbreviations, names cut short, funds, places."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from screener.names import PLACE_ABBREVIATIONS, name_key, word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_VEHICLE = word_set("ETF ETFS FUND FUNDS TRUST")
"""Words for a pooled vehicle; one register adds them where the other leaves them out."""
_SERIES = re.compile(r" SERIES [0-9A-Z]{1,2}$")
_NUMERAL = re.compile(r"[IVX]+|.*\d.*")
"""Words that tell vehicles of one sponsor apart: never abbreviated and never completed."""
_GENERAL = _VEHICLE | word_set(
    "ADR ADS CAPITAL CL CLASS CO COM COMMON CORP ENERGY FINANCIAL FIRST GLOBAL GROUP HOLDING HOLDINGS INC INDUSTRIES "
    "INTERNATIONAL LTD NATIONAL NEW ORD PARTNERS PLC PREFERRED RESOURCES SERVICES SHARES SHS SPON SPONSORED STK STOCK "
    "TECHNOLOGIES TECHNOLOGY THE UNIT UNITED UNITS"
)
"""Words that many companies' names have in common, and words for shares: none says whose a security is."""
_SHORTEST = 7
"""Letters that two names need in common where spaces are all that differs."""


class Name(NamedTuple):
    """A name that is sought.

    Parameters
    ----------
    key : str
        Its `name_key`.
    has_form : bool
        Whether its legal form is written, so that a place before it is part of the name.
    is_cut : bool
        Whether it is as long as the SEC's 13(f) list lets names be.
    """

    key: str
    has_form: bool
    is_cut: bool


class Register:
    """The keys of registered names, arranged so that each rule looks at few of them.

    Parameters
    ----------
    keys : iterable of str
        Keys of the names in the register.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = set(keys)
        self._by_form = {spelling: _by(form, self._keys) for spelling, form in _FORMS.items()}
        self._by_first_word = _by(lambda key: key.split()[0] if " " in key else None, self._keys)
        self._spelled: dict[Name, tuple[str, str] | None] = {}

    def spelled(self, name: Name) -> tuple[str, str] | None:
        """Return the registered key that a name is another spelling of, and what differs.

        Returns
        -------
        tuple of str and str, or None
            Null where the name is registered itself, has one word, or could be several registered names, whichever
            rules say so. Where one of the two has a number more, it may be the name of a sister that is not
            registered.
        """
        if name not in self._spelled:
            self._spelled[name] = self._only(name)
        return self._spelled[name]

    def _only(self, name: Name) -> tuple[str, str] | None:
        """Return what `spelled` does, worked out."""
        found = self._similar(name)
        if len(found) != 1:
            return None
        ((key, spelling),) = found.items()
        return (key, spelling) if _numerals(name.key) == _numerals(key) else None

    def _similar(self, name: Name) -> dict[str, str]:
        """Return every registered key that a name may stand for, with what differs."""
        if " " not in name.key or name.key in self._keys:
            return {}
        found = {}
        words = name.key.split()
        for key in self._by_first_word.get(words[0], ()):
            if is_abbreviated(words, key.split(), is_cut=name.is_cut):
                found[key] = "words abbreviated or cut short"
        for count in range(2, len(words)) if words[-1] in PLACE_ABBREVIATIONS and not name.has_form else ():
            if (start := " ".join(words[:count])) in self._keys:
                found[start] = "followed by a place"
        for spelling, form in _FORMS.items():
            for key in self._by_form[spelling].get(form(name.key), ()):
                found[key] = spelling
        return found


def is_abbreviated(words: list[str], others: list[str], *, is_cut: bool) -> bool:
    """Return whether two names agree word by word, one word of each pair abbreviating the other.

    The first words must be equal. A name cut short may end within a word, and the other may go on.

    Examples
    --------
    >>> is_abbreviated("RYDER SYS".split(), "RYDER SYSTEM".split(), is_cut=False)
    True
    >>> is_abbreviated("KRATOS DEFENSE SOLUTIO".split(), "KRATOS DEFENSE SOLUTIONS GROUP".split(), is_cut=True)
    True
    >>> is_abbreviated("CHURCHILL CAPITAL II".split(), "CHURCHILL CAPITAL III".split(), is_cut=False)
    False
    """
    if words[0] != others[0] or len(others) < len(words) or (len(others) > len(words) and not is_cut):
        return False
    return all(_abbreviates(word, other) for word, other in zip(words, others, strict=False))


def have_word_in_common(name: str, other: str) -> bool:
    """Return whether two names have a word in common that says whose they are, written out or abbreviated.

    Also where one of the names has no such word at all: it says nothing then.

    Examples
    --------
    >>> have_word_in_common("Intl Business Machs COM", "INTERNATIONAL BUSINESS MACHINES CORP")
    True
    >>> have_word_in_common("JP Morgan", "JPMORGAN CHASE & CO"), have_word_in_common("COM NEW", "VISA INC.")
    (True, True)
    >>> have_word_in_common("Sears Holdings Corp", "SentinelOne, Inc.")
    False
    """
    words, others = (
        [word for word in name_key(text).split() if word not in _GENERAL and len(word) > 1] for text in (name, other)
    )
    letters, other_letters = "".join(words), "".join(others)
    return (
        not (words and others)
        or letters.startswith(other_letters[:_SHORTEST])
        or other_letters.startswith(letters[:_SHORTEST])
        or any(_abbreviates(word, each) for word in words for each in others)
    )


def _abbreviates(word: str, other: str) -> bool:
    """Return whether the words are equal or the letters of one stand in the other, in order, from the first on."""
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    if len(short) < 2 or short[0] != long[0] or _NUMERAL.fullmatch(short) or _NUMERAL.fullmatch(long):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _numerals(key: str) -> list[str]:
    """Return the words of a key that number vehicles of one sponsor."""
    return sorted(word for word in _SERIES.sub("", key).split() if _NUMERAL.fullmatch(word))


def _sorted_words(key: str) -> str | None:
    """Return the words in alphabetical order."""
    return " ".join(sorted(key.split())) if " " in key else None


def _joined(key: str) -> str | None:
    """Return the letters without spaces."""
    letters = key.replace(" ", "")
    return letters if len(letters) >= _SHORTEST else None


def _vehicle(key: str) -> str | None:
    """Return the name of a pooled vehicle without the words that say so; null where nothing does."""
    kept = [word for word in _SERIES.sub("", key).split() if word not in _VEHICLE]
    return " ".join(kept) if 1 < len(kept) < len(key.split()) else None


_FORMS: dict[str, Callable[[str], str | None]] = {
    "words in another order": _sorted_words,
    "other spaces": _joined,
    "without the words for a fund": _vehicle,
}
"""What differs → what is equal all the same."""


def _by(form: Callable[[str], str | None], keys: set[str]) -> dict[str | None, set[str]]:
    """Return the register's keys by a form of them; keys that have none are left out."""
    groups: dict[str | None, set[str]] = defaultdict(set)
    for key in keys:
        if (value := form(key)) is not None:
            groups[value].add(key)
    return groups
