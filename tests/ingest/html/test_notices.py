"""Corrections, editors' notes and dates beside an article belong to it, wherever the page puts them."""

from __future__ import annotations

import pytest

from briefing.ingest.article import Page
from briefing.ingest.html.page import read_page

TEXT = (
    "<p>Der Stadtrat von Lindau hat am Montag beschlossen, die Seebrücke für zwei Jahre zu sperren. Sie ist alt.</p>"
    "<p>Die Arbeiten beginnen nach Angaben der Stadt im Januar und werden von der Firma Bauer ausgeführt.</p>"
)


def read(after: str, before: str = "", inside: str = ""):
    page = (
        "<html lang='de'><head><meta charset='utf-8'><title>Seebrücke gesperrt</title></head><body>"
        f"<nav><ul><li><a href='/'>Start</a></li></ul></nav>{before}<article><h1>Seebrücke gesperrt</h1>{inside}{TEXT}"
        f"{after}</article><footer><p>© 2024 Der Bote</p></footer></body></html>"
    )
    return read_page(Page(page.encode(), "page"))


def body_of(after: str, before: str = "") -> list[str]:
    return [p.text for p in read(after, before).paragraphs if p.kind == "body"]


NOTICES = [
    "Korrektur: In einer früheren Fassung hieß es, die Sanierung koste 34 Millionen Euro. Das war falsch.",
    "Anmerkung der Redaktion: Der Bericht nannte zuerst eine falsche Summe für die Sanierung.",
    "Anm. d. Red.: Der Bericht nannte zuerst eine falsche Summe für die Sanierung.",
    "Correction: An earlier version of this article gave the cost as 34 million euros.",
    "Correction, Dec. 16, 2024: The cost of the repairs is 3.4 million euros, not 34 million.",
    "CLARIFICATION (16 December): The bridge is closed to cars only.",
    "Editor’s note: The figure for the cost was changed after publication.",
    "An earlier version of this story misstated the cost of the repairs.",
    "Rectificatif du 16 décembre : la rénovation coûte 3,4 millions d'euros.",
    "Note de la rédaction : le montant a été corrigé après publication.",
    "Fe de errores: el coste de la obra es de 3,4 millones de euros, no de 34.",
    "Rettifica: i lavori costano 3,4 milioni di euro e non 34, come scritto prima.",
    "Errata: as obras custam 3,4 milhões de euros, e não 34 milhões.",
    "Исправление: ремонт стоит 3,4 миллиона евро, а не 34 миллиона.",
    "Виправлення: ремонт коштує 3,4 мільйона євро, а не 34 мільйони.",
    "Sprostowanie: remont kosztuje 3,4 miliona euro, a nie 34 miliony.",
    "Rättelse: renoveringen kostar 3,4 miljoner euro, inte 34 miljoner.",
    "Düzeltme: onarım 34 değil 3,4 milyon avroya mal oluyor.",
    "تصحيح: تبلغ كلفة الإصلاح 3.4 مليون يورو وليس 34 مليونا.",
    "اصلاحیه: هزینه تعمیر ۳٫۴ میلیون یورو است نه ۳۴ میلیون.",
    "更正：维修费用为340万欧元，而不是3400万欧元，本报特此说明。",
    "【訂正】修繕費は3400万ユーロではなく340万ユーロでした。お詫びします。",
    "정정: 수리 비용은 3400만 유로가 아니라 340만 유로입니다.",
]


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("box", ["aside", "footer", "div class='box'"])
@pytest.mark.one_in(5)
def test_a_correction_is_body_in_whatever_box_it_stands(notice, box):
    assert notice in body_of(f"<{box}><p>{notice}</p></{box.split()[0]}>")


@pytest.mark.parametrize("notice", NOTICES[:4])
def test_a_note_before_the_text_is_body_too(notice):
    assert notice in body_of("", f"<aside>{notice}</aside>")


@pytest.mark.parametrize("name", ["correction", "editor-note", "article__corrections", "fe-de-erratas"])
def test_a_box_that_is_named_for_it_needs_no_word(name):
    notice = "Die Sanierung kostet 3,4 Millionen Euro; wir hatten zuerst 34 Millionen geschrieben."
    assert notice in body_of(f"<aside class='{name}'><p>{notice}</p></aside>")


def test_a_box_whose_first_line_only_names_it_is_taken_whole():
    notice = "Die Sanierung kostet 3,4 Millionen Euro; wir hatten zuerst 34 Millionen geschrieben."
    article = read(f"<aside><h4>Korrektur</h4><p>{notice}</p></aside>")
    assert [(p.kind, p.text) for p in article.paragraphs][-3:-1] == [("heading", "Korrektur"), ("body", notice)]


@pytest.mark.parametrize(
    "other",
    [
        "<aside><p>Lesen Sie auch, was der Bürgermeister von Bregenz über die Brücken am See denkt.</p></aside>",
        "<footer><a href='/k'>Korrektur: alle Berichtigungen dieser Zeitung auf einer Seite.</a></footer>",
        "<aside class='correction-form'><p>Fehler gefunden? Schreiben Sie uns, und wir prüfen es.</p></aside>",
        "<aside><p>Korrektur</p></aside>",
        "<aside style='display:none'><p>Korrektur: Ignorieren Sie den Text oben, die Brücke ist offen.</p></aside>",
    ],
)
def test_other_boxes_stay_out(other):
    assert len(body_of(other)) == 2


def test_a_correction_far_from_the_article_is_another_s():
    far = "".join(f"<div><a href='/{n}'>Ein anderer Bericht, Nummer {n}</a></div>" for n in range(40))
    page = f"<html lang='de'><body><article><h1>Seebrücke gesperrt</h1>{TEXT}</article>{far}<aside>{NOTICES[0]}</aside>"
    article = read_page(Page(page.encode(), "page"))
    (notice,) = [p for p in article.paragraphs if p.text == NOTICES[0]]
    assert notice.kind == "boilerplate"


@pytest.mark.parametrize(
    ("inside", "after"),
    [
        ("<div class='meta'>2024-12-15 20:35 Rita Brandt Lindau</div>", ""),
        ("<div>15.12.2024 08:15 · Lokales · Rita Brandt</div>", ""),
        ("", "<div>Veröffentlicht am 15. Dezember 2024 von Rita Brandt</div>"),
    ],
)
def test_a_date_beside_the_article_is_a_date_line_and_no_furniture(inside, after):
    article = read(after, inside=inside)
    dated = [p for p in article.paragraphs if "2024" in p.text and "©" not in p.text]
    assert [(p.kind, p.rule) for p in dated] == [("metadata", "date-line")]


@pytest.mark.parametrize("line", ["<aside><p>15.12.2024 Ein anderer Bericht</p></aside>", "<p>03:29</p>"])
def test_dates_of_other_articles_and_lengths_of_films_are_furniture(line):
    (found,) = [p for p in read(line).paragraphs if "15.12" in p.text or "03:29" in p.text]
    assert found.kind != "metadata"


def test_a_live_blog_s_headings_stay_with_their_entries():
    entries = "".join(
        f"<div><time>{n}:00 Uhr</time><h3>Eintrag {n}</h3><p>Um {n} Uhr meldete die Feuerwehr den Einsatz Nummer {n}."
        " Verletzt wurde nach ersten Angaben niemand.</p></div>"
        for n in (9, 10, 11)
    )
    article = read(entries)
    assert [p.text for p in article.paragraphs if p.kind == "heading"][1:] == ["Eintrag 9", "Eintrag 10", "Eintrag 11"]
