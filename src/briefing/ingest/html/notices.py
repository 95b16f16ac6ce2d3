"""Corrections and editors' notes, which belong to the article wherever the page puts them.

Publishers set them in asides, footers and boxes, where extractors drop them. They say which of the article's
figures were wrong, so they are part of it.
"""

# ruff: noqa: E501 -- a table

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.ingest.paragraphs.features import Sight
from briefing.ingest.paragraphs.folding import fold
from briefing.ingest.paragraphs.rules import mark
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ingest.html.blocks import Block

#: With these a notice begins; a colon, a dash, a date, a bracket or the end of the line follows.
_LABELS = (
    # English, German
    "correction", "corrections", "clarification", "corrections and clarifications", "correction and clarification", "corrected", "corrigendum", "corrigenda", "erratum", "errata",
    "editor's note", "editors' note", "editors note", "editorial note", "note from the editor", "note from the editors", "note to readers", "publisher's note", "retraction", "amendment", "this article was amended",
    "korrektur", "korrekturhinweis", "berichtigung", "richtigstellung", "klarstellung", "korrigiert", "hinweis der redaktion", "anmerkung der redaktion", "anm. d. red", "anm. d. redaktion", "transparenzhinweis", "in eigener sache", "ergänzung der redaktion", "nachtrag", "gegendarstellung",
    # Romance languages
    "rectificatif", "correctif", "mise au point", "précision", "note de la rédaction", "ndlr", "note de l'éditeur",
    "corrección", "correcciones", "rectificación", "fe de errores", "fe de erratas", "aclaración", "nota de la redacción", "nota del editor", "nota de redacción", "nota de los editores",
    "correzione", "rettifica", "precisazione", "errata corrige", "nota della redazione", "nota dell'editore", "ndr",
    "correção", "correções", "errata", "retificação", "esclarecimento", "nota da redação", "nota do editor", "nota de redação", "erramos",
    "correcció", "rectificació", "nota de la redacció", "corectare", "erată", "precizare", "nota redacției",
    # Slavic languages
    "исправление", "исправлено", "поправка", "уточнение", "опровержение", "от редакции", "примечание редакции", "прим. ред", "виправлення", "виправлено", "уточнення", "спростування", "від редакції", "примітка редакції",
    "sprostowanie", "korekta", "wyjaśnienie", "od redakcji", "przypis redakcji", "nota redakcji", "oprava", "upřesnění", "poznámka redakce", "oprava a omluva", "poznámka redakcie", "ispravak", "ispravka", "demanti", "napomena uredništva", "napomena redakcije", "od uredništva", "исправка", "напомена редакције", "поправка на редакцията", "бележка на редакцията", "от редакцията", "popravek", "opomba uredništva",
    # Other languages of Europe
    "correctie", "rectificatie", "verbetering", "noot van de redactie", "opmerking van de redactie", "naschrift redactie", "rättelse", "korrigering", "förtydligande", "redaktionens kommentar", "rettelse", "berigtigelse", "retting", "presisering", "redaksjonens kommentar", "redaktionens note", "oikaisu", "korjaus", "tarkennus", "toimituksen huomautus",
    "helyesbítés", "helyreigazítás", "javítás", "szerkesztői megjegyzés", "a szerkesztőség megjegyzése", "διόρθωση", "διευκρίνιση", "σημείωση της σύνταξης", "pataisymas", "patikslinimas", "labojums", "precizējums", "parandus", "täpsustus",
    # Turkish, Arabic, Persian, Hebrew
    "düzeltme", "tekzip", "editörün notu", "editör notu", "tashih", "تصحيح", "تصويب", "استدراك", "توضيح", "تنويه", "ملاحظة المحرر", "ملاحظة من المحرر", "اصلاحیه", "تصحیح", "توضیح", "یادداشت سردبیر", "تذکر", "תיקון", "הבהרה", "הערת המערכת", "הערת העורך",
    # South and East Asian languages
    "सुधार", "भूल सुधार", "स्पष्टीकरण", "संपादक की टिप्पणी", "সংশোধনী", "সংশোধন", "تصحیح و وضاحت", "koreksi", "ralat", "klarifikasi", "catatan redaksi", "pembetulan", "nota editor", "đính chính", "cải chính", "ghi chú của ban biên tập", "แก้ไขข่าว", "หมายเหตุบรรณาธิการ",
    "更正", "更正启事", "更正声明", "更正說明", "勘误", "勘誤", "澄清", "编者按", "編者按", "编者注", "編者註", "编辑注", "訂正", "お詫びと訂正", "訂正とお詫び", "訂正・おわび", "編集部注", "編集部より", "編注", "정정", "정정보도", "바로잡습니다", "알려왔습니다", "반론보도", "편집자 주", "편집자주",
)  # fmt: skip
#: With these whole sentences of that kind begin.
_SENTENCES = (
    "an earlier version of this", "a previous version of this", "this article has been corrected", "this article has been updated to correct", "this article was corrected", "this article was amended", "this article has been amended", "this story has been corrected", "this story was corrected", "this post has been corrected", "this report has been corrected", "we have corrected", "the original version of this",
    "in einer früheren version", "in einer früheren fassung", "in einer ersten version", "in einer vorherigen version", "in einer früheren version dieses", "wir haben den text korrigiert", "wir haben das korrigiert", "wir haben den fehler korrigiert", "der artikel wurde korrigiert", "dieser artikel wurde korrigiert",
    "une version précédente de cet article", "une première version de cet article", "dans une version précédente", "dans une première version", "cet article a été corrigé", "cet article a été modifié",
    "en una versión anterior", "una versión anterior de", "este artículo ha sido corregido", "este artículo fue corregido", "una versione precedente di quest", "in una versione precedente", "questo articolo è stato corretto", "uma versão anterior dest", "em uma versão anterior", "este artigo foi corrigido", "esta reportagem foi corrigida",
    "в предыдущей версии", "в первоначальной версии", "в более ранней версии", "в более ранней редакции", "у попередній версії", "w poprzedniej wersji", "we wcześniejszej wersji", "in een eerdere versie", "i en tidigare version", "i en tidligere version", "i en tidligere versjon", "v předchozí verzi", "v původní verzi", "bu haberin önceki", "bu makalenin önceki", "في نسخة سابقة من", "في نسخة سابقة من هذا", "در نسخه قبلی", "本文早前版本", "本文此前版本", "此前版本", "当初の記事", "記事の初出時",
)  # fmt: skip

_LABEL = re.compile(
    r"[\[(【（*_–—•→\s]*(?:"
    + "|".join(re.escape(fold(label)) for label in sorted(_LABELS, key=len, reverse=True))
    + r")"
    r"(?P<rest>\s*(?:[:.;,\]】）)–—-]|\(|$|\d|[a-z]{3,9}\.?\s\d|vom\b|du\b|del\b|am\b|of\b|on\b|от\b|від\b))"
)
_BARE = re.compile(r"[\s:.\]】）)*_–—-]*")
_STARTS = tuple(fold(sentence) for sentence in _SENTENCES)
_SHORTEST, _LONGEST = 25, 2_000
_NEAR = 20


def notices(blocks: Sequence[Block], main: set[int]) -> set[int]:
    """Blocks near the article that correct it or are its editor's notes.

    Args:
        blocks: The page.
        main: The article as the extractor has it; nothing is found without it.

    Returns:
        Their places in `blocks`, with the lines of a box whose first line only names it.
    """
    if not main:
        return set()
    found: set[int] = set()
    for n in range(max(0, min(main) - _NEAR), min(len(blocks), max(main) + _NEAR + 1)):
        if n in main or n in found or not _may_be(blocks[n]):
            continue
        folded = fold(blocks[n].text)
        label = _LABEL.match(folded)
        if label and _BARE.fullmatch(folded, label.start("rest")):
            found.update(_box(blocks, n, main))
        elif _reads(blocks[n]) and (label or folded.startswith(_STARTS) or blocks[n].around.notice):
            found.add(n)
    return found


def _may_be(block: Block) -> bool:
    return not block.hidden and block.around.role != "button" and block.links < 0.5 and not block.around.comment


def _reads(block: Block) -> bool:
    """A sentence or more, and none of those that stand on every page."""
    if not _SHORTEST <= _width(block.text) <= _LONGEST:
        return False
    sight = Sight(one_line(block.text).strip() or "-")
    return mark(sight) is None


def _width(text: str) -> int:
    """Letters; ideographs say more each."""
    return len(text) if text.isascii() else len(text) + sum("\u3040" <= char <= "\ud7a3" for char in text)


def _box(blocks: Sequence[Block], head: int, main: set[int]) -> Iterator[int]:
    """A line that is only a label, and the lines of its container behind it."""
    container = blocks[head].around.path.rpartition("/")[0]
    inside = []
    for n in range(head + 1, len(blocks)):
        if n in main or not blocks[n].around.path.startswith(container) or not _may_be(blocks[n]):
            break
        if not _reads(blocks[n]):
            break
        inside.append(n)
        if len(inside) == 3:
            break
    if inside:
        yield from (head, *inside)
