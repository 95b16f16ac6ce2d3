"""The message within a forwarded one: where its text begins, and what its lines of sender, day and subject say.

Mail programs copy those lines into the text, each in the words of its user's language:

    ---------- Forwarded message ---------      -----Original Message-----      Begin forwarded message:
    From: …                                     From: …                         > From: …

Three lines or more of `name: value`, one of which names the sender, are such a block. An answer quotes in the same
way; its own words are the message, so the subject decides.
"""

# ruff: noqa: E501 -- tables of words

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_FROM = (
    "from|von|de|da|van|od|от|від|від кого|от кого|fra|från|lähettäjä|kimden|gönderen|من|מאת|发件人|發件人|寄件者|寄件人|差出人|送信者"
    "|보낸 사람|보낸사람|feladó|expéditeur|remitente|mittente|remetente|από|dari|từ|จาก|de la|saatja|nuo|no|प्रेषक|frá|اِز طرف|از|فرستنده"
)
_DATE = (
    "date|sent|datum|gesendet|gesendet am|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviada em|enviado em|fecha|data|inviato"
    "|data invio|verzonden|дата|отправлено|дата отправки|надіслано|sendt|dato|skickat|lähetetty|päivämäärä|päiväys|tarih|gönderildi"
    "|gönderme tarihi|التاريخ|تاريخ|تم الإرسال|أرسلت|תאריך|נשלח|日期|发送时间|發送時間|发送日期|寄件日期|時間|时间|日付|送信日時|日時"
    "|날짜|보낸 날짜|보낸날짜|elküldve|dátum|odesláno|data wysłania|wysłano|wysłane|ημερομηνία|στάλθηκε|tanggal|ngày|đã gửi|วันที่|trimis"
    "|kuupäev|saadetud|दिनांक|išsiųsta|ارسال شده"
)
_SUBJECT = (
    "subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|тема|temat|předmět|predmet|emne|ämne|aihe|konu|الموضوع|موضوع|נושא"
    "|主题|主旨|主題|件名|제목|tárgy|θέμα|subjek|subiect|chủ đề|tiêu đề|เรื่อง|teema|विषय|tema|efni"
)
_LINE = re.compile(r"[>\s*]*([^\W\d_][^:：\n]{0,24}?)[\s*\u00a0]*[:：][\s*\u00a0]*(\S.*)?$")
_SEPARATOR = re.compile(r"\s*>*\s*(?:[-–—_=*]{3,}[^\n]*|[^\n]{3,60}[:：])\s*$")
_RULE = re.compile(r"\s*>*\s*[-–—_=*]{5,}")
_REPLY = re.compile(
    r"(?:re|aw|sv|antw|ant|odp|ynt|rif|res|rép|ref|回复|答复|回覆|返信|ответ|отв|відп|رد|תשובה|απ|답장|bls|на)\W{0,3}\d{0,3}\W{0,2}[:：]",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?:fwd?|wg|tr|rv|i|enc|pd|vb|vl|vs|fs|doorst|ilt|tw|trs|továbbítás|пересл|转发|轉寄|転送|전달|הועבר|إعادة توجيه|πρθ|προώθ)\W{0,2}[:：]",
    re.IGNORECASE,
)
_NAMES = {
    name: what for what, names in (("from", _FROM), ("date", _DATE), ("subject", _SUBJECT)) for name in names.split("|")
}
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|[٠-٩۰-۹]{4}")
_MOST_LINES, _FEWEST = 12, 3
#: Code points of an inner message in which another forwarding may begin.
_NEAR = 800
#: Forwardings of forwardings that are followed.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that another one passes on."""

    start: int
    """Where its text begins, in code points."""
    before: str
    """What stands above it: the words of who forwarded it."""
    sender: str | None
    date: str | None
    subject: str | None


def forwarded_in(text: str, subject: str | None) -> Forwarded | None:
    """The innermost message that a text passes on.

    Args:
        text: Of the whole mail.
        subject: Of the mail: an answer passes nothing on.

    Returns:
        None where the text is the mail's own.
    """
    if _REPLY.match((subject or "").strip()):
        return None
    sure = bool(_FORWARD.match((subject or "").strip()))
    lines = [(found.start(), found[0]) for found in re.finditer(r"[^\n]*\n?", text) if found[0]]
    found = _block(text, lines, 0, sure=sure)
    for _ in range(_DEEPEST):
        inner = _block(text, lines, found.start, sure=False) if found else None
        if inner is None:
            break
        found = inner
    return found


def _block(text: str, lines: list[tuple[int, str]], at: int, *, sure: bool) -> Forwarded | None:
    """The first block of such lines from a place on, below a separator unless a forwarding is sure.

    Within a forwarded message, only one near its beginning is another forwarding.
    """
    for n in range(bisect_left(lines, (at, "")), len(lines)):
        start, line = lines[n]
        if at and start > at + _NEAR:
            return None
        first = _LINE.match(line.rstrip())
        if first is None or _what(first[1], first[2] or "") is None:
            continue
        values, after = _values(lines, n)
        marked = _separated(lines, n)
        if "from" in values and len(values) > 1 and after - n >= _FEWEST and (marked is not None or sure):
            top = lines[n if marked is None else marked][0]
            while after < len(lines) and not lines[after][1].strip("> \t\r\n"):
                after += 1
            begins = lines[after][0] if after < len(lines) else len(text)
            before = text[:top].strip()
            return Forwarded(begins, before, values["from"], values.get("date"), values.get("subject"))
    return None


def _what(name: str, value: str) -> str | None:
    """Which header a line is, in whatever language: by its name, or by an address in it."""
    known = _NAMES.get(" ".join(name.casefold().split()))
    return known or ("from" if "@" in value else None)


def _values(lines: list[tuple[int, str]], n: int) -> tuple[dict[str, str], int]:
    """What a block's lines say, and the line after them; a long list of receivers goes on in lines of its own."""
    values: dict[str, str] = {}
    at = n
    while at < len(lines) and at - n < _MOST_LINES:
        line = lines[at][1].rstrip()
        found = _LINE.match(line)
        if found is None and (not line.strip("> \t") or at == n or "," not in lines[at - 1][1]):
            break
        if found is not None:
            # Bold, as a program writes it in plain text.
            value = re.sub(r"(?<!\w)\*|\*(?!\w)", "", found[2] or "").strip(" \u00a0")
            what = _what(found[1], value)
            if what is None and "date" not in values and _YEAR.search(value):
                what = "date"
            if what is not None and value:
                values.setdefault(what, value)
        at += 1
    return values, at


def _separated(lines: list[tuple[int, str]], n: int) -> int | None:
    """The line above a block that begins a forwarding; None where there is none."""
    filled = [above for above in range(max(0, n - 4), n) if lines[above][1].strip("> \t\r\n")]
    if filled and _SEPARATOR.match(lines[filled[-1]][1]):
        return filled[-1]
    # One line more between, with the day alone.
    return filled[-2] if len(filled) > 1 and _RULE.match(lines[filled[-2]][1]) else None
