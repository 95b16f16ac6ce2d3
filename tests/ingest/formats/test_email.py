"""E-mails: charsets, forwarded and attached messages, flowed text, mailboxes."""

# ruff: noqa: E501 -- mails as they are

from __future__ import annotations

import base64
import io
import subprocess
import sys
from email.message import EmailMessage

import pytest

from briefing.ingest import read_sources
from briefing.ingest.formats.email_text import markup_lines, unflowed
from charset_texts import TEXTS

HEAD = "From: Erika Muster <erika@desk.example>\nTo: desk@desk.example\nDate: Tue, 17 Dec 2024 08:00:00 +0100\nMIME-Version: 1.0\n"
BODY = "Der Stadtrat von Lindau hat am Montag beschlossen, die Seebrücke für zwei Jahre zu sperren.\n\nDie Sanierung kostet nach Angaben der Stadt rund 3,4 Millionen Euro und beginnt im Januar."


def read(content: bytes | str):
    result = read_sources(["-"], stdin=io.BytesIO(content.encode() if isinstance(content, str) else content))
    return (*result.articles, *result.unread)


def plain(text: str, subject: str = "Fwd: Seebrücke gesperrt", charset: str = "utf-8", more: str = "") -> bytes:
    head = f"{HEAD}Subject: {subject}\nContent-Type: text/plain; charset={charset}{more}\nContent-Transfer-Encoding: 8bit\n\n"
    return head.encode() + text.encode(charset if charset != "none" else "utf-8")


def kinds(article):
    return [(paragraph.kind, paragraph.rule) for paragraph in article.paragraphs]


FORWARDS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Lindauer Bote <redaktion@bote.example>\nDate: So., 15. Dez. 2024 um 09:12 Uhr\nSubject: Seebrücke gesperrt\nTo: <erika@desk.example>\n",
    "Gmail, English": "---------- Forwarded message ---------\nFrom: *Lindauer Bote* <redaktion@bote.example>\nDate: Sun, Dec 15, 2024 at 9:12 AM\nSubject: Seebrücke gesperrt\nTo: <erika@desk.example>\n",
    "Gmail, French": "---------- Message transféré ---------\nDe : Lindauer Bote <redaktion@bote.example>\nDate: dim. 15 déc. 2024 à 09:12\nSubject: Seebrücke gesperrt\nTo: <erika@desk.example>\n",
    "Outlook": "-----Ursprüngliche Nachricht-----\nVon: Lindauer Bote <redaktion@bote.example>\nGesendet: Sonntag, 15. Dezember 2024 09:12\nAn: Erika Muster\nBetreff: Seebrücke gesperrt\n",
    "Outlook, a rule": "________________________________\nFrom: Lindauer Bote <redaktion@bote.example>\nSent: Sunday, December 15, 2024 9:12 AM\nTo: Erika Muster\nSubject: Seebrücke gesperrt\n",
    "Outlook, no rule": "Von: Lindauer Bote <redaktion@bote.example> \nGesendet: Sonntag, 15. Dezember 2024 09:12\nAn: Erika Muster; Hans Beispiel\nCc: noch@jemand.example,\n  und@mehr.example\nBetreff: Seebrücke gesperrt\n",
    "Apple": "Anfang der weitergeleiteten Nachricht:\n\nVon: Lindauer Bote <redaktion@bote.example>\nBetreff: Seebrücke gesperrt\nDatum: 15. Dezember 2024 um 09:12:00 MEZ\nAn: erika@desk.example\n",
    "Apple, English": "Begin forwarded message:\n\nFrom: Lindauer Bote <r@bote.example>\nSubject: Seebrücke gesperrt\nDate: 15 December 2024 at 09:12:00 CET\nTo: e@desk.example\n",
    "Yahoo": "----- Forwarded Message -----\nFrom: Lindauer Bote <r@bote.example>\nTo: Erika <e@desk.example>\nSent: Sunday, December 15, 2024 at 09:12:00 AM GMT+1\nSubject: Seebrücke gesperrt\n",
    "Proton": "------- Forwarded Message -------\nFrom: Lindauer Bote <r@bote.example>\nDate: On Sunday, December 15th, 2024 at 9:12 AM\nSubject: Seebrücke gesperrt\nTo: e@desk.example\n",
    "mutt": "----- Forwarded message from Lindauer Bote <r@bote.example> -----\n\nDate: Sun, 15 Dec 2024 09:12:00 +0100\nFrom: Lindauer Bote <r@bote.example>\nTo: e@desk.example\nSubject: Seebrücke gesperrt\n",
    "Zimbra": '----- Mail transféré -----\nDe: "Lindauer Bote" <r@bote.example>\nÀ: "Erika" <e@desk.example>\nEnvoyé: Dimanche 15 Décembre 2024 09:12:00\nObjet: Seebrücke gesperrt\n',
    "Notes": "----- Weitergeleitet von Erika Muster/Desk am 17.12.2024 08:00 -----\n\nVon: Lindauer Bote <r@bote.example>\nAn: e@desk.example\nDatum: 15.12.2024 09:12\nBetreff: Seebrücke gesperrt\n",
    "Outlook, Korean": "보낸 사람: Lindauer Bote <r@bote.example>\n보낸 날짜: 2024년 12월 15일 일요일 오전 9:12\n받는 사람: Erika\n제목: Seebrücke gesperrt\n",
    "Thunderbird": "-------- Weitergeleitete Nachricht --------\nBetreff: \tSeebrücke gesperrt\nDatum: \tSun, 15 Dec 2024 09:12:00 +0100\nVon: \tLindauer Bote <redaktion@bote.example>\nAn: \terika@desk.example\n",
    "Polish": "---------- Wiadomość przekazana dalej ---------\nOd: Lindauer Bote <redaktion@bote.example>\nDate: 2024-12-15 09:12\nTemat: Seebrücke gesperrt\nDo: <erika@desk.example>\n",
    "Russian": "-------- Пересылаемое сообщение --------\n15.12.2024, 09:12\nОт: Lindauer Bote <redaktion@bote.example>\nДата: 15.12.2024, 09:12\nТема: Seebrücke gesperrt\nКому: erika@desk.example\n",
    "Japanese": "---------- Forwarded message ---------\n差出人: Lindauer Bote <redaktion@bote.example>\n日付: 2024年12月15日(日) 9:12\n件名: Seebrücke gesperrt\n宛先: <erika@desk.example>\n",
    "Chinese": "---------- Forwarded message ---------\n发件人： Lindauer Bote <redaktion@bote.example>\n日期： 2024年12月15日周日 09:12\n主题： Seebrücke gesperrt\n收件人： <erika@desk.example>\n",
    "Arabic": "---------- Forwarded message ---------\nمن: Lindauer Bote <redaktion@bote.example>\nالتاريخ: 15/12/2024 09:12\nالموضوع: Seebrücke gesperrt\nإلى: <erika@desk.example>\n",
    "a language not in the table": "---------- Xabar uzatildi ---------\nKimdan: Lindauer Bote <redaktion@bote.example>\nQachon: 2024-12-15 09:12\nSubject: Seebrücke gesperrt\nKimga: erika\n",
}


@pytest.mark.parametrize("form", FORWARDS)
def test_a_forwarded_message_has_its_own_sender_day_and_subject(form):
    (article,) = read(plain(f"Schau mal, für morgen?\n\n{FORWARDS[form]}\n{BODY}\n"))
    assert (article.title, article.outlet) == ("Seebrücke gesperrt", "Lindauer Bote")
    assert (article.published, article.published_from) == ("2024-12-15", "the forwarded message's date line")
    assert "forwarded by Erika Muster on 2024-12-17: “Schau mal, für morgen?”" in article.notes
    assert [p.text for p in article.paragraphs if p.kind == "body"] == BODY.split("\n\n")
    assert ("metadata", "forwarding") in kinds(article)
    assert article.raw.startswith("Schau mal")


def test_a_forwarded_message_s_day_that_can_t_be_read_is_none_and_never_the_forwarding_s():
    block = FORWARDS["Gmail"].replace("So., 15. Dez. 2024 um 09:12 Uhr", "03/04/2024 09:12")
    (article,) = read(plain(f"{block}\n{BODY}"))
    assert article.published is None
    assert any("03/04/2024" in note for note in article.notes)


def test_a_message_forwarded_twice_is_the_innermost():
    inner = FORWARDS["Outlook"] + f"\n{BODY}"
    outer = FORWARDS["Gmail"].replace("Lindauer Bote", "Hans Beispiel").replace("15. Dez", "16. Dez")
    (article,) = read(plain(f"FYI\n\n{outer}\nBitte.\n\n{inner}"))
    assert (article.outlet, article.published) == ("Lindauer Bote", "2024-12-15")


def test_a_quoted_forwarding_loses_its_quotation_marks():
    quoted = "\n".join(f"> {line}" for line in (FORWARDS["Thunderbird"] + f"\n{BODY}").splitlines())
    (article,) = read(plain(f"Zur Kenntnis:\n\n{quoted}"))
    assert article.outlet == "Lindauer Bote"
    assert [p.text for p in article.paragraphs if p.kind == "body"] == BODY.split("\n\n")


@pytest.mark.parametrize("subject", ["Re: Seebrücke gesperrt", "AW: Seebrücke", "Antw: x", "RE: FW: x", "回复: x"])
def test_an_answer_that_quotes_is_its_own_writer_s(subject):
    (article,) = read(plain(f"{BODY}\n\n{FORWARDS['Outlook']}\nAlter Text.", subject))
    assert (article.outlet, article.published) == ("Erika Muster", "2024-12-17")


@pytest.mark.parametrize(
    "text",
    [f"{BODY}\n\n-----\nKontakt: Erika Muster\nTelefon: 0123\nE-Mail: erika@desk.example", f"{BODY}\n\nVon: Lindau\nNach: Bregenz\nAm: Montag",
     f"Zeit: 10 Uhr\nOrt: Lindau\nThema: Brücke\n\n{BODY}"],
)  # fmt: skip
def test_lines_that_look_like_headers_are_no_forwarding(text):
    (article,) = read(plain(text, "Seebrücke gesperrt"))
    assert (article.outlet, article.published) == ("Erika Muster", "2024-12-17")


def test_a_forwarding_in_html_is_read_too():
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY.split("\n\n"))
    html = (
        '<html><body><div dir="ltr">Schau mal, für morgen?<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        "---------- Forwarded message ---------<br>Von: <strong>Lindauer Bote</strong> <span>&lt;<a href='mailto:r@bote.example'>r@bote.example</a>&gt;</span><br>"
        f"Date: So., 15. Dez. 2024 um 09:12 Uhr<br>Subject: Seebrücke gesperrt<br>To:  &lt;erika@desk.example&gt;<br></div><br>{paragraphs}</div></div></body></html>"
    )
    message = f"{HEAD}Subject: Fwd: Seebruecke\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{html}"
    (article,) = read(message)
    assert (article.title, article.outlet, article.published) == ("Seebrücke gesperrt", "Lindauer Bote", "2024-12-15")
    assert [p.text for p in article.paragraphs if p.kind == "body"] == BODY.split("\n\n")


def test_outlook_s_forwarding_in_html_beside_plain_text():
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = (
        "Erika Muster <e@desk.example>",
        "Tue, 17 Dec 2024 08:00:00 +0100",
        "WG: Seebrücke",
    )
    message["Message-ID"] = "<3@desk.example>"
    message.set_content(f"Zur Kenntnis\n\n{FORWARDS['Outlook, no rule']}\n{BODY}")
    paragraphs = "".join(f"<p class='MsoNormal'>{text}</p>" for text in BODY.split("\n\n"))
    message.add_alternative(
        "<html><head><style>p {margin:0}</style></head><body><div><p class='MsoNormal'>Zur Kenntnis</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        "<p class='MsoNormal'><b>Von:</b> Lindauer Bote &lt;redaktion@bote.example&gt; <br><b>Gesendet:</b> Sonntag, 15. Dezember 2024 09:12<br><b>An:</b> Erika Muster<br>"
        f"<b>Betreff:</b> Seebrücke gesperrt</p></div>{paragraphs}</div></body></html>",
        subtype="html",
    )
    (article,) = read(message.as_bytes())
    assert (article.title, article.outlet, article.published) == ("Seebrücke gesperrt", "Lindauer Bote", "2024-12-15")
    assert [p.text for p in article.paragraphs if p.kind == "body"] == BODY.split("\n\n")


def inner(subject: str = "Seebrücke gesperrt", text: str = BODY) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = (
        "Lindauer Bote <r@bote.example>",
        "Sun, 15 Dec 2024 09:12:00 +0100",
        subject,
    )
    message.set_content(text)
    return message


def outer(*messages: EmailMessage, text: str = "Für morgen?") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = (
        "Erika Muster <erika@desk.example>",
        "Tue, 17 Dec 2024 08:00:00 +0100",
        "Fwd",
    )
    message["Message-ID"] = "<2@desk.example>"
    message.set_content(text)
    for one in messages:
        message.add_attachment(one)
    return message


def test_an_attached_message_is_the_article():
    (article,) = read(outer(inner()).as_bytes())
    assert (article.title, article.outlet, article.published) == ("Seebrücke gesperrt", "Lindauer Bote", "2024-12-15")
    assert "forwarded by Erika Muster on 2024-12-17: “Für morgen?”" in article.notes
    assert "Für morgen?" not in article.raw


def test_each_of_several_attached_messages_is_an_article():
    other = "Die Fähre fährt ab Montag wieder über den See, teilte das Hafenamt am Freitagabend mit."
    first, second = read(outer(inner(), inner("Fähre", other)).as_bytes())
    assert (first.origin, second.origin) == ("stdin#1", "stdin#2")
    assert (first.title, second.title) == ("Seebrücke gesperrt", "Fähre")


def test_a_long_message_with_another_attached_is_an_article_beside_it():
    found = read(outer(inner(), text=TEXTS["de"] * 3).as_bytes())
    assert {article.outlet for article in found} == {"Erika Muster", "Lindauer Bote"}


def test_a_message_within_a_message_within_a_message():
    (article,) = read(outer(outer(inner(), text="Lies das.")).as_bytes())
    assert article.outlet == "Lindauer Bote"
    assert len([note for note in article.notes if note.startswith("forwarded by")]) == 2


def test_an_attached_message_that_was_encoded_or_called_a_file_is_read():
    content = base64.encodebytes(inner().as_bytes()).decode()
    for kind in ("message/rfc822", 'application/octet-stream; name="x.eml"'):
        mail = f'{HEAD}Subject: Fwd\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nHier.\n--b\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="x.eml"\n\n{content}\n--b--\n'
        (article,) = read(mail)
        assert (article.outlet, article.published) == ("Lindauer Bote", "2024-12-15")


def test_a_report_of_a_failed_delivery_is_no_forwarding():
    mail = f'{HEAD}Subject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nDie Nachricht konnte nicht zugestellt werden.\n--b\nContent-Type: message/rfc822\n\n{inner().as_string()}\n--b--\n'
    (article,) = read(mail)
    assert article.outlet == "Erika Muster"


CHARSETS = [
    ("gb2312", "gb18030", "朱镕基会见外宾，双方就经贸合作交换了意见。"), ("shift_jis", "cp932", "①髙橋市長は㈱山﨑の計画を発表した。"),
    ("euc-kr", "cp949", "펲시콜라가 똠방각하를 후원한다고 밝혔다."), ("iso-8859-1", "cp1252", "Le maire a dit : « L’œuvre coûte 3 € – c’est trop »"),
    ("iso-2022-jp", "iso2022_jp", "市長は水曜日に橋を再開すると発表した。"), ("big5", "big5hkscs", "香港嘅銅鑼灣喺港島，市長宣布大橋週三重新開放。"),
    ("us-ascii", "cp1251", "Паром снова ходит через пролив, сообщила администрация порта."), ("unknown-8bit", "cp1256", "أعلن مكتب الميناء عودة العبارة إلى العمل"),
    ("utf-7", "utf-7", "Die Fähre fährt wieder über den Sund."), ("x-no-such", "utf-8", "Die Fähre fährt wieder über den Sund."),
]  # fmt: skip


@pytest.mark.parametrize("coding", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize(("label", "codec", "text"), CHARSETS)
def test_a_mail_s_charset_means_what_it_means_on_the_web_in_text_and_subject(label, codec, text, coding):
    import quopri

    content = text.encode(codec)
    shown = {"8bit": content, "base64": base64.encodebytes(content), "quoted-printable": quopri.encodestring(content)}[
        coding
    ]
    word = base64.b64encode(content).decode()
    head = f"{HEAD}Subject: =?{label}?B?{word}?=\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: {coding}\n\n"
    (article,) = read(head.encode() + shown)
    assert article.raw.strip() == text
    if label != "utf-7":
        assert article.title == text


def test_a_header_in_raw_bytes_is_read():
    mail = (
        b"From: \xd0\xe5\xe4\xe0\xea\xf6\xe8\xff \xe3\xe0\xe7\xe5\xf2\xfb <r@bote.example>\nMessage-ID: <1@x>\nDate: Sun, 15 Dec 2024 09:12:00 +0100\nSubject: "
        + "Паром снова ходит".encode()
        + b"\n\n"
        + BODY.encode()
    )
    (article,) = read(mail)
    assert (article.outlet, article.title) == ("Редакция газеты", "Паром снова ходит")


def test_flowed_text_is_joined():
    text = "Der Stadtrat von Lindau hat am Montag \nbeschlossen, die Seebrücke zu sperren. \n \nNeuer Absatz, \nder weitergeht.\n-- \nErika"
    assert (
        unflowed(text)
        == "Der Stadtrat von Lindau hat am Montag beschlossen, die Seebrücke zu sperren. \nNeuer Absatz, der weitergeht.\n-- \nErika"
    )
    assert unflowed("市長は \n発表した \nと", together=True) == "市長は発表したと"
    assert unflowed("> zitiert \n> weiter\neigen \n> anders") == "> zitiert weiter\neigen \n> anders"
    assert unflowed(" From hier\n >kein Zitat") == "From hier\n>kein Zitat"
    (article,) = read(
        plain(
            "Der Stadtrat von Lindau hat am \nMontag beschlossen, die Brücke zu \nsperren.\n",
            "x",
            more="; format=flowed",
        )
    )
    assert article.raw == "Der Stadtrat von Lindau hat am Montag beschlossen, die Brücke zu sperren."


def test_all_text_parts_are_read_and_a_uuencoded_file_is_an_attachment():
    packed = "begin 644 ramp.bin\n#0V%T\n`\nend\n"
    mail = f'{HEAD}Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{BODY}\n--b\nContent-Type: image/png\n\nx\n--b\nContent-Type: text/plain; charset=utf-8\n\nDer zweite Teil steht nach dem Bild.\n\n{packed}\n--b--\n'
    (article,) = read(mail)
    assert "Der zweite Teil steht nach dem Bild." in article.raw
    assert "begin 644" not in article.raw
    assert "attachments not read: ramp.bin" in article.notes


def test_a_mail_whose_text_is_in_winmail_dat_says_so():
    (unread,) = read(
        f'{HEAD}Subject: x\nContent-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\neJ8+\n'
    )
    assert "winmail.dat" in unread.reason


@pytest.mark.parametrize("first", ["From r@bote.example Sun Dec 15 09:12:00 2024", "From - Sun Dec 15 09:12:00 2024"])
def test_each_message_of_a_mailbox_is_an_article(first, tmp_path):
    one = inner().as_string().replace("Die Sanierung", "\n>From hier an: Die Sanierung")
    two = inner(
        "Fähre", "Die Fähre fährt ab Montag wieder über den See, teilte das Hafenamt am Freitagabend mit."
    ).as_string()
    content = f"{first}\n{one}\n\n{first}\n{two}\n\n{first}\n\n"
    for articles in (read(content), _of_file(tmp_path / "x.mbox", content)):
        assert [article.origin.rpartition(":")[2] for article in articles] == ["1", "2", "3"]
        assert [article.title for article in articles[:2]] == ["Seebrücke gesperrt", "Fähre"]


def _of_file(path, content):
    path.write_text(content)
    result = read_sources([path.parent])
    return (*result.articles, *result.unread)


def test_a_line_that_begins_with_from_in_a_text_begins_no_message():
    content = f"From r@bote.example Sun Dec 15 09:12:00 2024\n{inner().as_string()}\n\nFrom here on nothing is said of 15 Dec.\n"
    assert len(read(content)) == 1


ENDLESS = """
from email.message import EmailMessage
from briefing.ingest.formats.email_text import markup_lines, unflowed
from briefing.ingest.formats.forwarded import forwarded_in

for markup in ("<style>" * 300_000, "<!-- " * 400_000, "<script " * 250_000, "<head>x" * 300_000):
    part = EmailMessage()
    part.set_content(markup, subtype="html", cte="8bit")
    markup_lines(part, "x")
assert unflowed("word word \\n" * 400_000).count("\\n") == 0
block = "---- x ----\\nFrom: a@b\\nDate: 2024\\nSubject: x\\n\\n"
assert forwarded_in("FYI\\n\\n" + block * 40_000 + "Text", "Fwd: x").sender == "a@b"
"""


def test_a_mail_made_to_hold_its_reader_up_is_read_in_one_pass():
    # Each of these grew with the square of its length; the limit is far above what is needed.
    subprocess.run([sys.executable, "-c", ENDLESS], check=True, timeout=60)


@pytest.mark.parametrize(
    ("markup", "words"),
    [("<head><title>T</title></head>A<br>B", "A\nB"), ("A<!-- <p>x --><p>B</p>", "A\nB"), ("A<style>p {x}</style>B", "A B"),
     ("A<!-- never ended", "A"), ("İİİİ<style>x</style>B", "İİİİ B"), ("A<SCRIPT>x</script >B<script>y</SCRIPT>C", "A B C"), ("1 &lt; 2<div>B</div>", "1 < 2\nB")],
)  # fmt: skip
def test_the_lines_of_markup_are_those_that_are_seen(markup, words):
    part = EmailMessage()
    part.set_content(markup, subtype="html")
    lines = [" ".join(line.split()) for line in markup_lines(part, "x").splitlines()]
    assert "\n".join(line for line in lines if line).startswith(words)
