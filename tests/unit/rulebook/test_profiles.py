"""Jurisdiction profiles that are wrong are refused with every fault and its line."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from screener.errors import NotFoundError, RulebookError
from screener.rulebook import load_profiles, nearest_profile

GOOD = """\
id: home
title: Home
about: A state made up for this test.
state: OH
in_state: {meaning: two counties, counties: ["39001", "39003"], source: act}
sources:
  act: {citation: "The Act, section 1", checked_on: 2026-11-22}
rulebooks: [sample]
adopted_dol_vintage: IB 2015-01
collateral_factors:
  2010-05-01: {use: candidate, source: act, meaning: They may count between equals.}
  2020-01-01: {use: null, source: act, meaning: The section ended.}
required_reports:
  - {title: A report, due: yearly, source: act, criterion: sample/poor, from: 2010-05-01}
caps:
  - {title: A cap, criterion: sample/poor, source: act}
review: {status: unverified, checked_on: 2026-11-22}
"""


def a_folder(tmp_path: Path, **profiles: str) -> Path:
    """Return a folder of profiles, beside a rulebook `sample` whose content does not matter here."""
    folder = tmp_path / "criteria" / "jurisdictions"
    (tmp_path / "criteria" / "sample").mkdir(parents=True)
    (tmp_path / "criteria" / "sample" / "rulebook.yaml").write_text("id: sample\n", encoding="utf-8")
    folder.mkdir()
    for name, text in profiles.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def faults(tmp_path: Path, **profiles: str) -> list[str]:
    """Return the lines of the message about faulty profiles, without its summary."""
    with pytest.raises(RulebookError) as caught:
        load_profiles(a_folder(tmp_path, **profiles))
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_a_good_profile_keeps_what_the_file_says(tmp_path: Path) -> None:
    [(name, profile)] = load_profiles(a_folder(tmp_path, home=GOOD)).items()

    assert (name, profile.state, profile.adopted_dol_vintage) == ("home", "OH", "IB 2015-01")
    assert profile.in_state.counties == ("39001", "39003")
    assert profile.required_reports[0].from_ == date(2010, 5, 1)
    assert profile.caps[0].criterion == "sample/poor"
    assert profile.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    ("day", "use"),
    [
        (date(2010, 4, 30), None),
        (date(2010, 5, 1), "candidate"),
        (date(2019, 12, 31), "candidate"),
        (date(2020, 1, 1), None),
    ],
)
def test_a_use_holds_until_the_day_before_the_next_and_null_ends_it(tmp_path: Path, day: date, use: str | None) -> None:
    assert load_profiles(a_folder(tmp_path, home=GOOD))["home"].collateral_use_on(day) == use


def test_without_a_folder_there_are_no_profiles(tmp_path: Path) -> None:
    assert load_profiles(tmp_path / "criteria" / "jurisdictions") == {}


def test_only_the_profiles_asked_for_are_read(tmp_path: Path) -> None:
    """A fault in another profile is not in the way."""
    folder = a_folder(tmp_path, home=GOOD, away="id: [\n")

    assert list(load_profiles(folder, ["home"])) == ["home"]


def test_a_profile_that_is_not_there_is_not_found_and_the_nearest_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no jurisdiction profile 'hoem'; did you mean 'home'"):
        load_profiles(a_folder(tmp_path, home=GOOD), ["hoem"])


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("OH", "; did you mean 'ohio'?"),
        ("ny", "; did you mean 'new-york-city' or 'new-york-state'?"),
        ("NYC", "; did you mean 'new-york-city'?"),
        ("New York City", "; did you mean 'new-york-city'?"),
        ("TX", ""),
    ],
)
def test_a_profile_is_suggested_by_the_abbreviation_that_people_write(given: str, meant: str) -> None:
    """Letters of a state, or of the words of a name; nothing where no profile is of that state."""
    assert nearest_profile(given, ["new-york-city", "new-york-state", "ohio"]) == meant


def test_every_fault_of_every_profile_is_reported_at_once(tmp_path: Path) -> None:
    """Two files; the lines are counted by hand in the text above."""
    away = (
        GOOD.replace("id: home", "id: away")
        .replace("state: OH", "state: OI")
        .replace('"39003"', "3900")
        .replace("IB 2015-01", "IB 2015-1")
        .replace("use: candidate", "use: decide")
        .replace("caps:", "cap:")
    )
    home = (
        GOOD.replace("id: home", "id: hame")
        .replace("[sample]", "[sampel]")
        .replace("use: candidate, source: act", "use: candidate, source: atc")
        .replace("A cap, criterion: sample/poor, source: act", "A cap, criterion: sample/poor, source: bill")
    )

    found = faults(tmp_path, home=home, away=away)
    places = [line.split(": ")[0].removeprefix("criteria/jurisdictions/") for line in found]

    assert places == [
        *("away.yaml:4", "away.yaml:5", "away.yaml:9", "away.yaml:11", "away.yaml:15"),
        *("home.yaml:1", "home.yaml:8", "home.yaml:11", "home.yaml:16"),
    ]
    text = "\n".join(found)
    assert "'OI' is no two-letter state" in text
    assert "there is no text 'IB 2015-1'; did you mean 'IB 2015-01'?" in text
    assert "cap: there is no such key; did you mean 'caps'?" in text
    assert "the profile's id is 'hame' and its file is 'home.yaml'" in text
    assert "there is no rulebook 'sampel'; did you mean 'sample'?" in text
    assert "there is no source 'atc' in this profile; did you mean 'act'?" in text


def test_counties_are_five_digits_in_quotation_marks(tmp_path: Path) -> None:
    """Without them 01001 is a number, and a number has lost its zero."""
    [fault] = faults(tmp_path, home=GOOD.replace('"39001"', '"1001"'))

    assert fault.startswith("criteria/jurisdictions/home.yaml:5: in_state.counties.0: ")


def test_a_file_that_is_no_utf8_text_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "home.yaml").write_bytes(b"id: home\ntitle: Caf\xe9\n")

    with pytest.raises(RulebookError, match=r"home\.yaml:2: this is no UTF-8 text; save it as UTF-8"):
        load_profiles(folder)
