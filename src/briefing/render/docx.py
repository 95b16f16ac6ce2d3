"""The briefing as a Word document: headings, marks that lead to numbered quotes, right-to-left runs marked."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from briefing.render.document import document_of
from briefing.render.phrasing import language_tag

if TYPE_CHECKING:
    from briefing.models import Briefing
    from briefing.render.blocks import Block, Kind, Role, Run
    from briefing.render.document import Document

_STYLES: Final[dict[Kind, str]] = {
    "title": "Title", "line": "Normal", "figure": "Normal", "notice": "Intense Quote",
    "legend": "Normal", "chapter": "Heading 1", "story": "Heading 1", "again": "Heading 2", "part": "Heading 3",
    "byline": "Normal",
    "sentence": "List Bullet", "flag": "Normal", "item": "List Bullet",
    "subitem": "List Bullet 2", "where": "Normal", "quote": "Normal", "translation": "Normal",
}  # fmt: skip
_COLOURS: Final[dict[Role, str]] = {"quiet": "5C574D", "status": "1A4B86", "flag": "A0231D", "mark": "1A4B86"}
#: Centimetres.
_INDENTS: Final[dict[Kind, float]] = {"flag": 0.6, "quote": 0.6, "translation": 0.6}
#: What XML 1.0 can't hold and `clean` lets through, for no terminal minds it.
_NO_XML = re.compile("[\ufffe\uffff]")
_LATIN, _ARABIC, _EAST = "Calibri", "Arial", "Noto Serif CJK SC"


def to_docx(briefing: Briefing, *, appendix: bool = True) -> bytes:
    """The briefing as .docx; the same briefing gives the same bytes.

    Args:
        appendix: Whether the evidence follows.
    """
    import docx  # noqa: PLC0415 - a tenth of a second

    document = document_of(briefing)
    made = docx.Document()
    _set_up(made, document)
    body = made.element.body
    # The section stands last; it comes back at the end. With it there each paragraph would look for it anew.
    section = body.sectPr
    body.remove(section)
    ids = {kind: made.styles[name].style_id for kind, name in _STYLES.items()}
    for number, block in enumerate(document.chosen(appendix=appendix), 1):
        _add(made, block, number, ids[block.kind])
    body.append(section)
    out = io.BytesIO()
    made.save(out)
    return _with_fixed_times(out.getvalue())


def _set_up(made: Any, document: Document) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    about = made.core_properties
    about.title, about.subject, about.author = _xml(document.title)[:255], "News briefing", "briefing"
    about.language, about.keywords, about.comments, about.last_modified_by = "en", "", "", "briefing"
    about.created = about.modified = _moment(document.date)
    for section in made.sections:
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN, Pt(10.5)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), _ARABIC)
    fonts.set(qn("w:eastAsia"), _EAST)


def _moment(date: str) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), dt.UTC)
    except ValueError:
        return dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def _add(made: Any, block: Block, number: int, style: str) -> None:
    from docx.shared import Cm  # noqa: PLC0415
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    element = _element("w:p")
    made.element.body.append(element)
    element.style = style
    paragraph = Paragraph(element, made._body)  # noqa: SLF001
    if block.kind in _INDENTS:
        paragraph.paragraph_format.left_indent = Cm(_INDENTS[block.kind])
    if block.kind in {"chapter", "story", "again", "part", "where"}:
        paragraph.paragraph_format.keep_with_next = True
    if block.rtl:
        _child(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001 - python-docx has no name for it
    if block.anchor:
        paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=block.anchor))  # noqa: SLF001
    for run in block.runs:
        _write(paragraph, run, block)
    if block.anchor:
        paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))  # noqa: SLF001


def _write(paragraph: Any, run: Run, block: Block) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    made = paragraph.add_run(_xml(run.text))
    if run.role in _COLOURS:
        made.font.color.rgb = RGBColor.from_string(_COLOURS[run.role])
    if run.role in {"strong", "status", "flag"}:
        made.font.bold = True
    if run.role == "mark":
        made.font.superscript = True
    if block.kind in {"legend", "translation"}:
        made.font.size = Pt(9)
    properties = made._r.get_or_add_rPr()  # noqa: SLF001
    if run.rtl:
        _child(properties, "w:rtl")
    if run.role == "original":
        tag = language_tag(run.lang)
        where = "bidi" if run.rtl else "eastAsia" if tag.split("-")[0] in {"zh", "ja", "ko"} else "val"
        _child(properties, "w:lang", **{where: tag})
    if run.target:
        _link(paragraph, made, {"w:anchor": run.target})
    elif run.url:
        _link(paragraph, made, {"r:id": paragraph.part.relate_to(run.url, _HYPERLINK, is_external=True)})


_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def _link(paragraph: Any, made: Any, where: dict[str, str]) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    link = OxmlElement("w:hyperlink")
    for name, value in where.items():
        link.set(qn(name), value)
    link.append(made._r)  # noqa: SLF001 - the run moves into the link
    paragraph._p.append(link)  # noqa: SLF001


def _element(name: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


#: The order that the schema of WordprocessingML asks for, as far as we add.
_AFTER = {
    "w:bidi": ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"),
    "w:rtl": ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath"),
    "w:lang": ("w:eastAsianLayout", "w:specVanish", "w:oMath"),
}


def _child(parent: Any, name: str, /, **attributes: str) -> None:
    parent.insert_element_before(_element(name, **attributes), *_AFTER[name])


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _with_fixed_times(content: bytes) -> bytes:
    # python-docx stamps the files inside with the clock; the day's own date stands in the properties.
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
