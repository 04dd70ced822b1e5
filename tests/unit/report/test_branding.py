from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from screener.errors import InputError
from screener.report.branding import Branding, contrast, readable, wash_of
from screener.report.definition import FOLDER, load_definition

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path fill="#123456" d="M0 0h2v1H0z"/></svg>'


def _branding(folder: Path, **said: Any) -> Branding:
    return Branding.model_validate(said, context={"folder": folder})


def _refusal(folder: Path, **said: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        _branding(folder, **said)
    return str(refused.value)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),  # (1 + 0.05) / (0 + 0.05)
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes, in W3C's technique G18
        ("#777777", "#ffffff", 4.48),  # and the next one, which fails
        ("#ff0000", "#ffffff", 4.0),  # 1.05 / (0.2126 + 0.05)
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    """WCAG 2.1 defines contrast by relative luminance; the order of the two colours does not matter."""
    assert round(contrast(one, other), 2) == expected
    assert contrast(one, other) == contrast(other, one)


def test_a_pale_accent_is_refused_with_the_nearest_darker_shade(tmp_path: Path) -> None:
    """Text below 4.5:1 is not readable for many; the message has a shade of the same hue that can be used as it is."""
    said = _refusal(tmp_path, accent="#ff8800")
    shade = readable("#ff8800")
    assert shade in said
    assert "4.5 is needed" in said
    red, green, blue = bytes.fromhex(shade[1:])
    assert (green / red, blue) == (pytest.approx(0x88 / 0xFF, abs=0.01), 0)  # the hue stays
    grounds = ("#ffffff", "#f3f6f9", wash_of(shade))
    assert min(contrast(shade, ground) for ground in grounds) >= 4.5
    lighter = "#" + bytes(round(channel / 0.98) for channel in (red, green, blue)).hex()
    assert min(contrast(lighter, ground) for ground in grounds) < 4.5  # no step is left out
    assert _branding(tmp_path, accent=shade).accent == shade


def test_the_reports_own_colour_changes_no_style(tmp_path: Path) -> None:
    """A definition without a colour has the style sheet as it is; another colour sets it and its wash."""
    assert Branding().style == ""
    # one part of #400000 in ten: 0.1 · 64 + 0.9 · 255 = 235.9, and 229.5 twice, rounded to even
    assert _branding(tmp_path, accent="#400000").style == "\n:root { --accent: #400000; --accent-wash: #ece6e6; }\n"


def test_a_logo_becomes_a_data_address_of_its_own_bytes(tmp_path: Path) -> None:
    """The page may fetch nothing, so that the logo lies in it; nothing in the file is changed."""
    (tmp_path / "seal.svg").write_text(SVG, encoding="utf-8")
    logo = _branding(tmp_path, name="Example Fund", logo="seal.svg").logo
    assert logo
    kind, _, content = logo.uri.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == SVG


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<script>1</script>", "an element <script>"),
        ("<style>a{}</style>", "an element <style>"),
        ("<foreignObject/>", "an element <foreignObject>"),
        ('<image href="#a"/>', "an element <image>"),
        ("<animate/>", "an element <animate>"),
        ('<path onload="a()"/>', "an event handler onload"),
        ('<path style="fill:red"/>', "a style attribute"),
        ('<use href="https://example.org/a.svg#b"/>', "'https://example.org/a.svg#b' outside of itself"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="//example.org/a"/>', "'//example.org/a' outside"),
        ('<path fill="url(https://example.org/a)"/>', "outside of itself"),
    ],
)
def test_a_picture_that_could_run_or_fetch_is_refused(tmp_path: Path, inside: str, says: str) -> None:
    """An SVG file is a page of its own; only shapes and attributes are let in, and references within the file."""
    (tmp_path / "seal.svg").write_text(SVG.replace("</svg>", f"{inside}</svg>"), encoding="utf-8")
    assert says in _refusal(tmp_path, name="Example", logo="seal.svg")


def test_references_within_the_picture_stay(tmp_path: Path) -> None:
    """A gradient is named by url(#…), a symbol by href="#…": neither leaves the file."""
    inside = '<defs><linearGradient id="g"/></defs><path fill="url(#g)"/><use href="#g"/>'
    (tmp_path / "seal.svg").write_text(SVG.replace("</svg>", f"{inside}</svg>"), encoding="utf-8")
    assert _branding(tmp_path, name="Example", logo="seal.svg").logo_file == "seal.svg"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    """Entities of a document type can name other files, or grow without end."""
    (tmp_path / "seal.svg").write_text(f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}', encoding="utf-8")
    assert "<!DOCTYPE" in _refusal(tmp_path, name="Example", logo="seal.svg")


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("seal.gif", b"GIF89a", "neither .svg nor .png"),
        ("seal.png", b"GIF89a", "is no PNG picture"),
        ("seal.svg", b"<svg", "is no SVG"),
        ("seal.svg", b"<html/>", "outermost element is not <svg>"),
        ("seal.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200_000, "200,008 bytes"),
    ],
)
def test_what_is_no_small_picture_is_refused(tmp_path: Path, file: str, content: bytes, says: str) -> None:
    """A file is judged by its bytes, not by its name."""
    (tmp_path / file).write_bytes(content)
    assert says in _refusal(tmp_path, name="Example", logo=file)


@pytest.mark.parametrize("name", ["../seal.svg", "/etc/hostname", "missing.svg"])
def test_a_logo_lies_beside_the_definition(tmp_path: Path, name: str) -> None:
    """A definition cannot reach for other files of the machine."""
    (tmp_path.parent / "seal.svg").write_text(SVG, encoding="utf-8")
    assert "there is no file" in _refusal(tmp_path, name="Example", logo=name)


def test_every_fault_of_a_definition_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    """Colour and logo are both wrong: one message, two lines."""
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "board.toml").write_text(
        'title = "Report"\naudience = "trustee"\nsections = ["brief"]\n'
        '[branding]\nname = "Example"\naccent = "blue"\nlogo = "none.svg"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        load_definition(tmp_path, "board", where="--definition")
    assert "board.toml has 2 faults" in refused.value.message
    assert "board.toml:6: branding.accent: 'blue' is no colour" in refused.value.message
    assert "board.toml:7: branding.logo: there is no file 'none.svg'" in refused.value.message


def test_a_logo_without_a_name_is_refused(tmp_path: Path) -> None:
    """Who does not see the logo hears the name."""
    (tmp_path / "seal.svg").write_text(SVG, encoding="utf-8")
    assert "read aloud" in _refusal(tmp_path, logo="seal.svg")
