"""The PDF: shaped and ordered text in system fonts, links that lead somewhere, and no request."""

from __future__ import annotations

import builtins
import shutil
import sys
from ctypes import c_char, c_int
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from briefing.errors import ConfigError
from briefing.render import pdf as pdf_file
from hostile_strings import AIMED
from report_samples import day

if TYPE_CHECKING:
    from briefing.models import Briefing


@pytest.fixture
def needs_pdf() -> None:
    # Asked when a test runs, not while all are collected: it takes a second to load.
    try:
        pdf_file.load()
    except ConfigError:
        pytest.skip("WeasyPrint or Pango is not installed")


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as made:
        return "\n".join(made[n].get_textpage().get_text_range() for n in range(len(made)))


@pytest.mark.usefixtures("needs_pdf")
def test_every_script_is_there_and_the_arabic_words_are_whole(briefing: Briefing):
    content = pdf_file.to_pdf(briefing)
    text = " ".join(text_of(content).split())
    assert "Bridge over the Norde closed" in text
    assert "Die Brücke ist seit Montag gesperrt" in text
    if not pdf_file.missing_fonts(briefing):
        assert "大桥预计周五重新开放" in text.replace(" ", "")  # a narrow column breaks it
        # Letters are joined in print and come back as letters; vowel signs may come back beside their letter.
        assert "الجسر" in text
    assert b"/StructTreeRoot" in content or b"/MarkInfo" in content or b"ObjStm" in content


@pytest.mark.usefixtures("needs_pdf")
@pytest.mark.parametrize("one_of", [12, pytest.param(6, marks=pytest.mark.slow)])
def test_hostile_texts_link_to_nothing_and_fetch_nothing(monkeypatch, one_of):
    hostile = " ".join(text for aim in ("scripts", "handlers", "links") for text in AIMED[aim][::one_of])
    asked = []
    monkeypatch.setattr(pdf_file, "_refuse", lambda url, *_, **__: asked.append(url))
    briefing = day().model_copy(update={"title": hostile, "notices": (hostile,)})
    with pypdfium2.PdfDocument(pdf_file.to_pdf(briefing)) as made:
        raw = pypdfium2.raw
        uris = []
        for n in range(len(made)):
            place, link = c_int(0), raw.FPDF_LINK()
            while raw.FPDFLink_Enumerate(made[n], place, link):
                action = raw.FPDFLink_GetAction(link)
                size = raw.FPDFAction_GetURIPath(made, action, None, 0)
                buffer = (c_char * size)()
                raw.FPDFAction_GetURIPath(made, action, buffer, size)
                uris.append(buffer.value.decode())
    assert {uri for uri in uris if uri} == {"https://norde.example/b?x=1"}
    assert asked == []


def test_where_it_is_missing_the_message_installs_it(monkeypatch, briefing: Briefing):
    real = builtins.__import__

    def without(name, *rest, **known):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **known)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"pip install 'briefing-desk\[pdf\]'.*apt install libpango"):
        pdf_file.to_pdf(briefing)


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="fontconfig is not installed")
def test_a_script_without_a_font_is_named(briefing: Briefing):
    # U+10EEEE is private: no font has it, and it is no letter either; a letter that no font here has is Tangut's.
    told = pdf_file._letters(["Brücke", "الجسر", "大桥"])
    assert set(told) == {"Latin", "Arabic", "Cjk"}
    assert pdf_file._has_font(shutil.which("fc-list"), "B")
    assert not pdf_file._has_font(shutil.which("fc-list"), "\U0010eeee")
