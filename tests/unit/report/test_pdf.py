"""The PDF says what the page says, to the eye and to a screen reader; what it cannot carry stops it."""

import datetime as dt
import re
import subprocess
import sys
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from lxml import html
from pypdf import PdfReader

from screener.report.definition import Definition
from screener.report.page import render_page
from screener.report.pdf import render_pdf
from screener.report.pdf.glyphs import FONTS, NOTE, shown
from screener.report.pdf.pictures import Pictures

LOGO = b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20'/></svg>"
# Every kind of element once, as the templates write it, and a table with all that a table of the report has.
PAGE = """<!doctype html>
<html lang="en-US"><head><meta charset="utf-8"><title>Plan</title><style>:root { --accent: #7a1f5c; }
.known { fill: #0072b2; } .fail { fill: url(#p-fail); } @media print { .known { fill: red; } }</style></head>
<body>
<a class="skip" href="#brief">Skip to the answer</a>
<svg class="defs" aria-hidden="true"><defs><pattern id="p-fail" width="6" height="6" patternUnits="userSpaceOnUse"
><rect width="6" height="6" fill="#d55e00"/></pattern></defs></svg>
<header class="masthead"><div class="wrap"><div><img class="logo" alt="Prairie seal"
src="data:image/svg+xml;base64,LOGO"><p class="kicker">Screen</p><h1>Prairie plan</h1></div>
<dl class="facts"><dt>As of</dt><dd><time datetime="2024-12-31">December 31, 2024</time></dd></dl></div></header>
<nav class="contents" aria-label="Contents"><ul><li><a href="#brief">In brief</a></li><li><a href="#held">Held</a></li>
</ul></nav>
<main class="wrap">
<section id="brief" aria-labelledby="brief-h"><h2 id="brief-h">The answer</h2>
<p>The plan holds <strong>USD <data value="1114196583.26">1.11 billion</data></strong>, <em>net</em>; see <a
href="#row">the row</a>, <a href="memos/hit.html">the memo</a> and <a href="#gone">what is gone</a>.
<span class="on-screen">Open a cell.</span></p>
<ul class="tiles"><li><h3>Net</h3><p class="big"><small>USD</small> 1.11 billion</p></li></ul>
<div class="cards"><div><article class="card"><h3>Known</h3><ul class="chart"><li><div class="head"><b>Issuer</b><span
class="num">85.9%</span></div><svg role="img" aria-label="Issuer known for 85.9 percent" height="12"><rect class="fail"
width="100%" height="100%"/><rect class="known" width="85.9%" height="100%"/></svg></li></ul></article></div></div>
</section>
<section id="held" aria-labelledby="held-h"><h2 id="held-h">What is held</h2>
<ul class="plain"><li>outer <ul><li>inner one</li><li>inner two</li></ul></li></ul><ol><li>first of all</li></ol>
<details><summary>How found</summary>By its name</details>
<dl class="law"><dt>Jurisdiction</dt><dd>Illinois <span class="badge unverified">unverified</span></dd></dl>
<figure><figcaption><b>Growth</b> of one dollar</figcaption><svg role="img" aria-label="It grew" viewBox="0 0 90 30"
width="90" height="30"><text x="2" y="20" font-family="sans-serif">axis 7</text></svg></figure>
<div class="scroll"><table class="wide"><caption>By account <span>Whole USD.</span></caption>
<thead><tr><th scope="col" rowspan="2">Account</th><th scope="colgroup" colspan="2" class="span">Illinois</th>
<th scope="col" rowspan="2">Rests on</th></tr>
<tr><th scope="col" class="n">Low</th><th scope="col" class="n">High</th></tr></thead>
<tbody class="kind"><tr><th scope="rowgroup" colspan="4">Shares</th></tr>
<tr id="row"><th scope="row">Core <span class="id">core-1</span></th><td class="n">1,250.00</td><td class="n">−2.50</td>
<td>counted jobs</td></tr>
<tr><th scope="row">Other</th><td colspan="2">not known</td><td></td></tr></tbody>
<tfoot><tr><th scope="row">All</th><td class="n">1,250.00</td><td class="n">−2.50</td><td></td></tr></tfoot>
</table></div></section>
<section id="holdings" class="appendix" aria-labelledby="holdings-h"><h2 id="holdings-h">Appendix</h2>
<p>Every line.</p></section>
</main>
<footer><div class="wrap">not legal advice</div></footer>
</body></html>""".replace("LOGO", b64encode(LOGO).decode())
SAID = {"title": "Prairie plan: screen", "author": "Prairie trustees", "as_of": dt.date(2024, 12, 31)}


@pytest.fixture(scope="module")
def made():
    return render_pdf(PAGE, **SAID)


@pytest.fixture(scope="module")
def read(made):
    return PdfReader(BytesIO(made))


def words(reader):
    """Return the text of a PDF with single spaces: a line may break anywhere."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def page_of(body):
    """Return a page that has a heading and a body."""
    return f"<html lang='en-US'><head></head><body><main><section><h1>Title</h1>{body}</section></main></body></html>"


def read_of(body):
    return PdfReader(BytesIO(render_pdf(page_of(body), **SAID)))


def printed(body):
    return words(read_of(body))


def structure(reader):
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))


def elements(node):
    """Yield the structure elements under a node, in the order in which they are read."""
    inside = node.get("/K", [])
    for each in inside if isinstance(inside, list) else [inside]:
        child = each.get_object()
        if hasattr(child, "keys") and "/S" in child:
            yield child
            yield from elements(child)


def test_every_text_that_a_print_shows_is_in_the_pdf(read):
    """Nothing is dropped: the words of each kind of element are on a sheet; what is for the screen alone is not."""
    text = words(read)
    for said in (
        "SCREEN", "Prairie plan", "December 31, 2024", "The answer", "the memo",
        "The plan holds USD 1.11 billion, net; see the row", "what is gone", "outer", "inner two", "first of all",
        "How found", "By its name", "Jurisdiction", "Illinois unverified", "Growth", "of one dollar", "axis 7",
        "By account", "Whole USD.", "Rests on", "Core", "core-1", "1,250.00", "−2.50", "counted jobs", "not known",
        "Shares", "85.9%", "not legal advice", "Every line.",
    ):  # fmt: skip
        assert said in text, said
    assert "Skip to" not in text
    assert "Open a cell" not in text


def test_headings_are_bookmarks_and_links_lead_inside_the_document(read):
    """A reader finds each section in the outline; a link to a row goes there, one to nothing is words alone."""
    names = []

    def walk(items):
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                names.append(item.title)

    walk(read.outline)
    links = [one.get_object() for page in read.pages for one in page.get("/Annots", [])]

    assert names == ["Prairie plan", "The answer", "Net", "Known", "What is held", "Appendix"]
    assert [str(one["/A"]["/URI"]) for one in links if "/A" in one] == ["memos/hit.html"]
    assert sum("/Dest" in one for one in links) == 3  # two of the contents, and the row


def test_sheets_are_letter_and_the_appendix_lies_on_its_side(read):
    """Page one is a sheet of its own, and the appendix has the width that its tables need: 11 × 8.5 inches."""
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in read.pages]

    assert sizes == [(612, 792), (612, 792), (792, 612)]
    assert "Page 3 of 3" in read.pages[2].extract_text()
    assert "Prairie plan: screen" in read.pages[1].extract_text()


def test_a_screen_reader_hears_what_heads_a_row_and_what_a_picture_says(read):
    """Two account rows and the total have heads of rows; three heads of columns and one of two; all pictures speak."""
    found = structure(read)
    heads = [one for one in found if one["/S"] == "/TH"]
    scopes = [next(a.get_object()["/Scope"] for a in one["/A"] if "/Scope" in a.get_object()) for one in heads]
    alternatives = [str(one["/Alt"]) for one in found if one["/S"] == "/Figure"]

    assert scopes.count("/Row") == 3
    assert scopes.count("/Column") == 5
    assert alternatives == ["Prairie seal", "Issuer known for 85.9 percent", "It grew"]


def test_the_file_says_its_title_its_author_and_the_day_it_is_of(read):
    """No clock is read: the file is dated as the portfolio is."""
    assert (read.metadata.title, read.metadata.author) == ("Prairie plan: screen", "Prairie trustees")
    assert read.metadata.creation_date.date() == dt.date(2024, 12, 31)
    assert read.trailer["/Root"]["/Lang"] == "en-US"


def test_equal_pages_give_equal_bytes(made):
    """The same page is the same file, to the byte."""
    assert render_pdf(PAGE, **SAID) == made


@pytest.mark.parametrize("command", [["pdfua", "check", "--min-severity", "error"], ["outloud", "--fail-on", "error"]])
def test_checkers_of_accessibility_find_no_error(made, tmp_path, command):
    """PDF/UA-1, as far as a machine can check it."""
    path = tmp_path / "report.pdf"
    path.write_bytes(made)
    program = Path(sys.executable).with_name(command[0])

    checked = subprocess.run([program, *command[1:], path], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def test_delivered_text_is_never_markup():
    """Marks that Typst reads as commands, comments or maths are printed as they were delivered."""
    name = "#pagebreak() $1^2$ *b* _i_ `c` <l> \\ // x /* y */ [z] @ref = h ~ {k} -- ' \" https://a.b"
    escaped = name.replace("<", "&lt;")

    assert name in printed(f"<p>{escaped}</p>")


def test_letters_that_the_type_lacks_stand_as_their_numbers_and_the_document_says_so():
    """Latin, Greek and Cyrillic are printed; Chinese, Hebrew and a picture sign stand as U+ numbers, with a note."""
    text = printed("<p>Łódź Ωmega Банк 中 ב 😀</p>")

    assert "Łódź Ωmega Банк [U+4E2D] [U+05D1] [U+1F600]" in text
    assert NOTE in text
    assert NOTE not in printed("<p>Łódź</p>")


def test_the_list_of_letters_is_that_of_the_fonts():
    """What is printed as it is, every font here has: a list that goes stale would stop the report."""
    fonts = [TTFont(BytesIO(font.read_bytes())) for font in FONTS.iterdir() if font.name.endswith(".ttf")]
    listed = set(FONTS.joinpath("covered.txt").read_text(encoding="utf-8")) - {"\n"}

    assert len(fonts) == 3
    for font in fonts:
        assert {ord(letter) for letter in listed} <= set(font.getBestCmap())
    assert shown("−–·≥→ρ") == "−–·≥→ρ"


@pytest.mark.parametrize(
    "body", ["<blockquote>x</blockquote>", "<table><colgroup></colgroup></table>", "<p><button>x</button></p>"]
)
def test_an_element_that_is_not_known_stops_the_report(body):
    """A page with what the PDF cannot carry gives no PDF, and the message names the element."""
    with pytest.raises(ValueError, match=r"<(blockquote|button|colgroup)>"):
        render_pdf(page_of(body), **SAID)


def test_a_long_table_repeats_its_head_and_keeps_its_figures_in_the_row():
    """200 lines run over several sheets; each sheet has the head, and every figure stands once."""
    rows = "".join(f"<tr><th scope='row'>Line {n}</th><td class='n'>{n:,}.25</td></tr>" for n in range(1000, 1200))
    head = "<thead><tr><th scope='col'>Name</th><th scope='col' class='n'>Market value</th></tr></thead>"
    reader = read_of(f"<table>{head}<tbody>{rows}</tbody></table>")

    assert len(reader.pages) > 2
    assert all("Market value" in page.extract_text() for page in reader.pages)
    assert re.findall(r"Line (\d+) (\S+)", words(reader)) == [(str(n), f"{n:,}.25") for n in range(1000, 1200)]


def test_a_page_one_that_is_a_little_too_long_is_set_smaller():
    """An answer of 59 short paragraphs takes more than a sheet in the common size; the next section opens sheet two."""
    answer = "".join(f"<p>Thing {n} to know.</p>" for n in range(59))
    opening = f"<section id='{{name}}'><h2>In brief</h2>{answer}</section><section><h2>What is held</h2></section>"
    page = f"<html lang='en-US'><head></head><body><h1>T</h1><main>{opening}</main></body></html>"
    fitted = PdfReader(BytesIO(render_pdf(page.format(name="brief"), **SAID)))
    plain = PdfReader(BytesIO(render_pdf(page.format(name="other"), **SAID)))

    assert "Thing 58" in plain.pages[1].extract_text()
    assert "Thing 58" in fitted.pages[0].extract_text()
    assert "What is held" in fitted.pages[1].extract_text()


@pytest.mark.parametrize("lines", range(38, 48, 3))
def test_a_heading_and_what_leads_in_stand_with_their_table(lines):
    """However the sheet ends, the heading is never left on it without the first row."""
    filler = "".join(f"<p>Line {n} of the section before.</p>" for n in range(lines))
    rows = "".join(f"<tr><th scope='row'>Row {n}</th><td>a</td><td>b</td></tr>" for n in range(60))
    head = "<thead><tr><th scope='col'>A</th><th scope='col'>B</th><th scope='col'>C</th></tr></thead>"
    table = f"<div><table><caption>The rows</caption>{head}<tbody>{rows}</tbody></table></div>"
    reader = read_of(f"<section>{filler}</section><section><h2>Below</h2><p>Read so.</p>{table}</section>")

    (of_heading,) = (page.extract_text() for page in reader.pages if "Below" in page.extract_text())
    assert all(said in of_heading for said in ("Read so.", "The rows", "Row 0"))


def test_the_line_at_the_foot_stands_once_on_every_sheet_and_is_read_once(made, read):
    """On the last sheet it is part of the text, so that a screen reader hears it; the others have it at the foot."""
    assert [page.extract_text().count("not legal advice") for page in read.pages] == [1, 1, 1]
    content = read.pages[2].get_contents().get_data()
    assert content.count(b"/Artifact") < read.pages[1].get_contents().get_data().count(b"/Artifact")


def test_the_colour_of_a_definition_is_that_of_its_pdf(example, summary):
    """The branding is said after the style sheet, and the last colour said holds: #7a1f5c is 0.478, 0.122, 0.361."""
    branded = Definition.model_validate({"id": "own", "sections": ["held"], "branding": {"accent": "#7a1f5c"}})
    drawn = {}
    for name, definition in {"own": branded, "common": Definition(sections=("held",))}.items():
        page = render_page(summary, example.tables, example.faults, definition)
        drawn[name] = PdfReader(BytesIO(render_pdf(page, **SAID))).pages[0].get_contents().get_data()

    colour = re.compile(rb"0\.478\d* 0\.121\d* 0\.360\d* ")
    assert colour.search(drawn["own"])
    assert not colour.search(drawn["common"])


def test_a_table_has_its_caption_and_the_heads_of_its_rows_within_itself():
    """Also in a table of one row, where heads are more than half of the cells: then the corner is plain."""
    head = "<thead><tr><th scope='col'>Account</th><th scope='col'>Value</th></tr></thead>"
    rows = "".join(f"<tr><th scope='row'>Core {n}</th><td>{n}</td></tr>" for n in range(3))
    found = structure(read_of(f"<table><caption>By account</caption>{head}<tbody>{rows}</tbody></table>"))
    (table,) = (one for one in found if one["/S"] == "/Table")

    assert table["/K"][0].get_object()["/S"] == "/Caption"
    rows = [
        [str(cell["/S"]) for cell in elements(one) if cell["/S"] in {"/TH", "/TD"}]
        for one in found
        if one["/S"] == "/TR"
    ]
    assert rows == [["/TD", "/TH"], *[["/TH", "/TD"]] * 3]


def test_no_heading_is_empty(read):
    """A screen reader lists headings; one that marks no text of a sheet would be a blank line of the list."""

    def marks(node):
        inside = node.get("/K", [])
        each = [one.get_object() for one in inside] if isinstance(inside, list) else [inside.get_object()]
        return any(isinstance(one, int) or marks(one) for one in each)

    headings = [one for one in structure(read) if re.fullmatch(r"/H[1-6]", one["/S"])]
    assert len(headings) == 6
    assert all(marks(one) for one in headings)


def test_paper_says_the_page_where_a_screen_has_a_link():
    """A list of where there is more gives pages; what a browser prints in its place is not said twice."""
    more = "<p>All. <span class='on-paper'>See below.</span></p>"
    more += "<ul class='more'><li><a href='#far'>8 more kinds</a></li></ul>"
    far = "<section class='appendix'><h2 id='far'>Findings</h2></section>"
    said = printed(f"{more}</section>{far}<section>")

    assert "8 more kinds (page 2)" in said
    assert "See below" not in said


def test_a_link_leads_to_a_part_of_a_table_and_to_an_item():
    """Names are kept wherever the page has them; rows that are for the screen alone are left out."""
    rows = "<tbody id='part'><tr><td>kept</td></tr><tr class='on-screen'><td>unseen</td></tr></tbody>"
    items = "<ul class='notes'><li id='item'>one</li></ul><figure id='figure'><p>two</p></figure>"
    reader = read_of(
        "".join(f"<p><a href='#{to}'>go</a></p>" for to in ("part", "item", "figure")) + f"<table>{rows}</table>{items}"
    )

    links = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    assert sum("/Dest" in one for one in links) == 3
    assert "unseen" not in words(reader)


def test_a_picture_carries_what_it_uses_alone():
    """One rule of two and one pattern of two: a report has a hundred pictures."""
    defs = "<defs><pattern id='p-fail' width='1'></pattern><pattern id='p-watch'></pattern></defs>"
    picture = "<svg aria-label='x' height='9'><rect class='fail' height='9'/></svg>"
    body = html.document_fromstring(f"<html><body><svg>{defs}</svg>{picture}</body></html>").body
    style = ":root { --blue: #00f; } .fail { fill: url(#p-fail); stroke: var(--blue); } .watch { fill: url(#p-watch); }"
    said = Pictures(style, body.xpath("//defs")).of(body.xpath("//svg[@aria-label]")[0])["svg"]

    assert ".fail { fill: url(#p-fail); stroke: #00f }" in said
    assert 'id="p-fail"' in said
    assert "watch" not in said


@pytest.mark.parametrize("asked", ["var(--gone)", "var(--here, red)"])
def test_a_colour_that_the_style_sheet_does_not_give_is_named(asked):
    """The message has the rule, what it asks for, and the names there are."""
    style = f":root {{ --here: #00f; }} .bar {{ fill: {asked}; }}"

    with pytest.raises(ValueError, match=re.escape(f"rule '.bar': {asked} has no value")) as refused:
        Pictures(style, [])
    assert "--here" in str(refused.value)


def test_what_only_a_print_needs_is_not_loaded_before():
    """A command that prints nothing does not wait for the typesetter."""
    said = "import sys, screener.report; print({'typst', 'pikepdf'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "set()"


def test_a_name_of_thousands_of_letters_without_a_space_breaks_and_no_cell_leaves_the_sheet():
    """Delivered names can be anything: 3,000 letters in one cell, and every letter printed lies on the sheet."""
    rows = "".join(
        f"<tr><td>{'X' * 3000 if n == 1 else f'Name {n}'}</td><td class='n'>1,00{n}</td></tr>" for n in range(3)
    )
    page = page_of(
        f"<section id='a'><h2>Lines</h2><table><caption>Lines</caption><thead><tr><th scope='col'>Security</th>"
        f"<th scope='col' class='n'>Value</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )
    made = render_pdf(page, title="Plan", author="Plan", as_of=dt.date(2024, 12, 31))
    with pypdfium2.PdfDocument(made) as document:
        texts = [sheet.get_textpage() for sheet in document]
        boxes = [text.get_charbox(n) for text in texts for n in range(text.count_chars())]
        assert sum(text.get_text_range().count("X") for text in texts) == 3000
        assert all(left >= 0 and right <= 612 for left, _, right, _ in boxes)
