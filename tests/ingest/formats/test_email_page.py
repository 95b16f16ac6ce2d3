"""Mails of several parts: what a mail program shows is read, each part once, and in its order."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest

from briefing.ingest import read_sources

FIRST = "Der Stadtrat von Lindau hat am Montag beschlossen, die Seebrücke für zwei Jahre zu sperren."
SECOND = "Die Sanierung kostet nach Angaben der Stadt rund 3,4 Millionen Euro und beginnt im Januar."
THIRD = "Der Bürgermeister will im Frühjahr über den Stand der Arbeiten berichten, sagte er der Zeitung."


def leaf(text: str, subtype: str = "html", charset: str = "utf-8", **headers: str) -> EmailMessage:
    part = EmailMessage()
    content = f"<html><head><title>x</title></head><body><p>{text}</p></body></html>" if subtype == "html" else text
    part.set_content(content, subtype=subtype, charset=charset, **headers)
    return part


def picture() -> EmailMessage:
    part = EmailMessage()
    part.set_content(b"\x89PNG", maintype="image", subtype="png", disposition="inline", filename="a.png")
    return part


def of(subtype: str, *parts: EmailMessage) -> EmailMessage:
    message = EmailMessage()
    message["Content-Type"] = f"multipart/{subtype}"
    for part in parts:
        message.attach(part)
    return message


def read(message: EmailMessage):
    for name, value in (("From", "Lindauer Bote <r@bote.example>"), ("Date", "Sun, 15 Dec 2024 09:12:00 +0100"),
                        ("Subject", "Seebrücke gesperrt"), ("Message-ID", "<1@bote.example>")):  # fmt: skip
        message[name] = value
    (article,) = read_sources(["-"], stdin=io.BytesIO(message.as_bytes())).articles
    return article


#: How the parts are put together, and which of the three sentences are shown.
MADE = {
    "Apple: cut at a picture": (of("mixed", leaf(FIRST), picture(), leaf(SECOND), leaf(THIRD)), (FIRST, SECOND, THIRD)),
    "Apple: as an alternative": (
        of("alternative", leaf(FIRST, "plain"), of("mixed", leaf(FIRST), picture(), leaf(SECOND))), (FIRST, SECOND)),
    "a list's own part behind it": (of("mixed", leaf(FIRST), leaf(SECOND, "plain")), (FIRST, SECOND)),
    "plain first, then HTML": (of("mixed", leaf(FIRST, "plain"), leaf(SECOND)), (FIRST, SECOND)),
    "other charsets": (
        of("mixed", leaf(FIRST, charset="iso-8859-1"), leaf(SECOND, charset="utf-16"), leaf(THIRD, "plain")),
        (FIRST, SECOND, THIRD)),
    "of two alternatives in HTML the last": (
        of("alternative", leaf(FIRST, "plain"), leaf(SECOND), leaf(FIRST)), (FIRST,)),
    "a page with its pictures": (of("related", leaf(FIRST), picture(), leaf(SECOND)), (FIRST,)),
    "alternatives one after the other": (
        of("mixed", of("alternative", leaf(FIRST, "plain"), leaf(FIRST)),
           of("alternative", leaf(SECOND, "plain"), leaf(SECOND))), (FIRST, SECOND)),
    "signed": (of("signed", of("mixed", leaf(FIRST), leaf(SECOND))), (FIRST, SECOND)),
    "an attached page": (
        of("mixed", leaf(FIRST), leaf(SECOND, disposition="attachment", filename="b.html")), (FIRST,)),
}  # fmt: skip


@pytest.mark.parametrize("made", MADE)
def test_each_part_that_is_shown_is_read_once_and_in_its_order(made):
    message, shown = MADE[made]
    article = read(message)
    text = " ".join(paragraph.text for paragraph in article.paragraphs)
    places = [text.find(sentence) for sentence in shown]
    assert -1 not in places
    assert places == sorted(places)
    assert all(text.count(sentence) == (sentence in shown) for sentence in (FIRST, SECOND, THIRD))
    assert {p.kind for p in article.paragraphs if p.text in shown} == {"body"}


def test_the_charsets_of_all_parts_are_named():
    article = read(of("mixed", leaf(FIRST, charset="iso-8859-1"), leaf(SECOND, charset="utf-8")))
    assert article.encoding == "iso-8859-1 (header), utf-8"


def test_a_forwarded_message_in_the_second_part_is_found():
    head = "Von: Lindauer Bote &lt;r@bote.example&gt;<br>Datum: 15. Dezember 2024 um 09:12:00 MEZ<br>Betreff: Ufer<br>"
    message = of(
        "mixed",
        leaf("Zur Kenntnis"),
        picture(),
        leaf(f"Anfang der weitergeleiteten Nachricht:<br>{head}</p><p>{FIRST}"),
    )
    message["From"], message["Date"] = "Erika Muster <e@desk.example>", "Tue, 17 Dec 2024 08:00:00 +0100"
    message["Subject"], message["Message-ID"] = "Fwd: Ufer", "<2@desk.example>"
    (article,) = read_sources(["-"], stdin=io.BytesIO(message.as_bytes())).articles
    assert (article.title, article.outlet, article.published) == ("Ufer", "Lindauer Bote", "2024-12-15")
    assert [p.text for p in article.paragraphs if p.kind == "body"] == [FIRST]
