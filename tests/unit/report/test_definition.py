"""Report definitions: what an edition consists of, and what a wrong file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.errors import InputError, NotFoundError
from screener.report import WHOLE, list_definitions, load_definition
from screener.report.page import render_page
from screener.report.sections import SECTIONS
from screener.report.words import CONTENTS

ROOT = Path(__file__).parents[3]
HEAD = 'title = "Own"\naudience = "treasury"\n'
SHIPPED = ("pri", "public-records", "treasury", "trustee")


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "reports" / "definitions").mkdir(parents=True)

    def write(text, name="own"):
        (tmp_path / "reports" / "definitions" / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def sections_of(page):
    """Return the ids of a page's sections, in printed order."""
    import lxml.html

    return [section.get("id") for section in lxml.html.document_fromstring(page).findall(".//main/section")]


def test_four_definitions_ship_and_every_one_is_right():
    """Every file in reports/definitions/ is read as it ships; each has an audience of its own."""
    assert list_definitions(ROOT) == list(SHIPPED)
    read = [load_definition(ROOT, name, where="here") for name in SHIPPED]
    assert [definition.audience for definition in read] == list(SHIPPED)
    assert [definition.withhold.is_any for definition in read] == [False, True, False, False]


def test_the_whole_report_has_every_section_that_the_run_has_something_for(example, summary):
    """Without a definition nothing is left out but what the run has nothing for: no decision, nothing withheld."""
    page = render_page(summary, example.tables, example.faults)
    assert sections_of(page) == [name for name in SECTIONS if name not in ("prudence", "withheld")]


def test_every_section_that_the_contents_name_stands_in_one_group_of_them():
    """A section with a label is in exactly one group of the contents, so that none is lost from the bar."""
    grouped = [name for names in CONTENTS.values() for name in names]
    labelled = [name for name, section in SECTIONS.items() if section.label]
    assert sorted(name for name in grouped if SECTIONS[name].label) == sorted(labelled)


def test_a_definition_chooses_sections_and_their_order(workspace, example, summary):
    """The page has the named sections and no others, in the order of the file, and the contents link to them."""
    root = workspace('sections = ["coverage", "brief", "law"]\ntitle = "Quarterly screen"\naudience = "trustee"\n')
    page = render_page(summary, example.tables, example.faults, load_definition(root, "own", where="here"))
    assert sections_of(page) == ["coverage", "brief", "law"]
    contents = page.partition("<nav")[2].partition("</nav>")[0]
    assert [word in contents for word in ('href="#coverage"', 'href="#brief"', 'href="#law"')] == [True] * 3
    assert 'href="#held"' not in page
    assert "Quarterly screen" in page
    assert "for trustees" in page


def test_no_link_leads_to_a_section_that_the_edition_leaves_out(workspace, example, summary):
    """Every link inside the page has its target; the words of a link without one stay as text."""
    import lxml.html

    root = workspace(f'{HEAD}sections = ["brief"]\n')
    tree = lxml.html.document_fromstring(
        render_page(summary, example.tables, example.faults, load_definition(root, "own", where="here"))
    )
    targets = {node.get("id") for node in tree.iter() if node.get("id")}
    inside = [link.get("href")[1:] for link in tree.iter("a") if link.get("href").startswith("#")]
    assert [target for target in inside if target not in targets] == []


def test_the_largest_lines_are_printed_up_to_the_number_named(workspace, example, summary):
    """By hand: of the example's lines the three largest are 22 million of unknown funds and 8 million of Lakeshore."""
    root = workspace(f'{HEAD}sections = ["holdings"]\nlines = 2\n')
    page = render_page(summary, example.tables, example.faults, load_definition(root, "own", where="here"))
    assert "Broad Market Index Fund" in page  # 20,000,000
    assert "Prairie Machine Works Inc" in page  # 10,000,000
    assert "Lakeshore Foods Co" not in page  # 8,000,000


def test_a_wrong_definition_is_told_everything_at_once_with_lines_and_near_names(workspace):
    """Three faults of three kinds: each with its line, and what was probably meant."""
    root = workspace('title = "Own"\naudience = "trustees"\nsections = ["breif", "law", "law"]\nlins = 3\n')
    with pytest.raises(InputError) as error:
        load_definition(root, "own", where="here")
    said = str(error.value)
    assert "own.toml:2: audience: 'trustees' is not known; did you mean 'trustee'?" in said
    assert "own.toml:3: sections: there is no section 'breif'; did you mean 'brief'?" in said
    assert "section 'law' stands twice" in said
    assert "own.toml:4: lins: no such key; did you mean 'lines'?" in said


def test_a_definition_that_is_not_there_is_named_with_those_there_are(workspace):
    """The message says which name was probably meant, and lists all."""
    root = workspace("", "trustee")
    with pytest.raises(NotFoundError) as error:
        load_definition(root, "trustees", where="portfolio.toml:3")
    assert "there is no report definition 'trustees'; did you mean 'trustee'?" in str(error.value)
    assert "portfolio.toml:3" in str(error.value)


def test_the_whole_definition_is_the_order_of_the_register():
    """`WHOLE` names each section once, as the register has them."""
    assert WHOLE.sections == tuple(SECTIONS)


def test_an_empty_definition_is_told_what_every_one_needs(workspace):
    """Title, audience and sections are nobody's default; a section that is no name is told beside them."""
    with pytest.raises(InputError) as error:
        load_definition(workspace("sections = [3]\n"), "own", where="here")
    said = str(error.value)
    assert "title: is missing" in said
    assert "audience: is missing" in said
    assert "there is no section '3'" in said
