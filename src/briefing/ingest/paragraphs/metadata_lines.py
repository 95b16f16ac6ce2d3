"""Rules for what is said about an article: when, by whom, from where, and under its pictures."""

# ruff: noqa: E501 -- tables of words

from __future__ import annotations

import functools
import re

from briefing.ingest.paragraphs.features import Mark, Sight
from briefing.ingest.paragraphs.folding import fold
from briefing.text.calendar_names import calendar_words

#: What may stand beside a date on its line.
_BESIDE = """
published updated posted last modified first on at the of st nd rd th gmt utc cet cest est edt bst msk pm am a m p h min
stand uhr veröffentlicht erstellt aktualisiert zuletzt geändert am um den publié mis à jour le modifié actualisé er et
publicado publicada actualizado actualizada el de del a las hora hrs pubblicato aggiornato il alle ore atualizado em às
опубликовано обновлено в г года год мск опубліковано оновлено о р року نشر في تاريخ النشر الساعة آخر تحديث بتاريخ بتوقيت غرينتش غرينيتش مكة المكرمة الموافق ص مساء صباحا اليوم يوم م هـ
تاریخ انتشار ساعت در به‌روزرسانی منتشر شده yayınlanma güncelleme tarihi saat tarih son giriş
"""
_HAN_DATE = re.compile(
    r"(?:[年月日号時时分秒点:]|上午|下午|午前|午後|(?:星期|周|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[月火水木金土日]"
    r"|发布于?|发表于?|更新于?|发布时间|更新时间|发表时间|时间|日期|公開|更新|掲載|配信|日時|令和|平成|昭和)+"
)

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_HAN_DAY = re.compile(r"\d\s*[年月日]")
_NUMERIC_DATE = re.compile(r"(?<![\d./-])(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})(?![\d/-])")
_LONG_NUMBER = re.compile(r"\d{5}")
_AGO = re.compile(
    r"(?:vor|il y a|hace|há|منذ|قبل) \d+ \w+(?: \w+)?"
    r"|\d+ ?\w+ (?:ago|fa|назад|тому|önce|atrás|پیش)|\d+ ?(?:分钟|小时|天|分|時間|日)前"
)

_BYLINE = re.compile(r"(?:by|von|par|por|di|da)\s+", re.IGNORECASE)
_NAME_PARTICLES = frozenset(fold("van von de der den la le du di da dos del bin ibn al el ben bint zu").split())
_BETWEEN_NAMES = re.compile(r"\s*[,&/]\s*|\s+(?:and|und|et|y|e|i)\s+")
_PLACE = re.compile(r"\s+(?:in|à|en|aus|a)\s+\S+(?:\s+\S+)?$")

#: `NAME: متابعة`: the desk took it from elsewhere.
_DESK = re.compile(r".{2,40}\s?[:–-]\s?(?:متابعة|متابعات|وكالات|خاص|و\s?\.?\s?م\s?\.?\s?ع)")

_CREDIT = re.compile(
    r"(?:^|[(\[（【]|[.!?…。]\s|\s[-–—|/]\s?)"
    r"(?:fotos?|symbolfoto|symbolbild|bild|bildquelle|bildnachweis|photos?|photo credit|image|image credit|picture"
    r"|crédits? photo|crédits?|foto di|foto de|imagen|crédito|immagine|fotoğraf|фото|иллюстрация|ілюстрація|صورة|الصورة|تصوير|عكس"
    r"|图|图片|图片来源|图源|资料图|摄影|写真|写真提供|撮影|イラスト)"
    r"\s?[:/©]\s?(?P<whose>\S.{0,60})$"
)
_AGENCY_CREDIT = re.compile(r"(?:Quelle|Source|Foto|Photo|Bild|Fuente|Fonte|Kaynak|Фото)\s+[A-Z/]{2,12}\s+[-–—|]\s+\S")
_OWNER_CREDIT = re.compile(
    r"©\s*(?:fotos?|photos?|bild|image|getty|afp|ap|reuters|dpa|epa|imago|istock|shutterstock)\b"
)


@functools.cache
def _calendar_words() -> frozenset[str]:
    """Words of the names of months and weekdays, folded: folding may part a Persian word, which shows no space."""
    return frozenset(fold(" ".join(calendar_words())).split())


@functools.cache
def _date_words() -> frozenset[str]:
    return _calendar_words() | frozenset(fold(_BESIDE).split())


def date_line(folded: str) -> Mark | None:
    """A date or time, with the words beside it, and nothing else."""
    if len(folded) > 80 or not any(char.isdecimal() for char in folded) or _LONG_NUMBER.search(folded):
        return None
    if _AGO.fullmatch(folded):
        return Mark("metadata", "date-line")
    words = _WORD.findall(folded)
    if not all(_HAN_DATE.fullmatch(word) if _HAN.search(word) else word in _date_words() for word in words):
        return None
    # `Set 3` is tennis before it is an Italian September: a short word wants a second number.
    several = len(re.findall(r"\d+", folded)) > 1
    named = any(word in _calendar_words() and (len(word) > 3 or several) for word in words)
    dated = named or _HAN_DAY.search(folded) or _has_date(folded)
    return Mark("metadata", "date-line") if dated else None


def _has_date(text: str) -> bool:
    """Whether three numbers may be a day, a month and a year; two may be a score."""
    found = _NUMERIC_DATE.search(text)
    if found is None:
        return False
    first, second, third = (int(number) for number in found.groups())
    day, year = (third, first) if first > 31 else (first, third)
    # 11/19/2026 and 19/11/2026.
    return 1 <= day <= 31 and 1 <= second <= 31 and min(day, second) <= 12 and (year > 1900 or year < 100)


def byline(sight: Sight) -> Mark | None:
    """`By`, and one or more names of two words or more; not first, where headlines stand.

    `Von Trauer und Wut` is a heading: its parts are single words.
    """
    text = sight.text
    if not 0 < sight.top <= 8 or len(text) > 80 or sight.ends_sentence or any(char.isdecimal() for char in text):
        return None
    start = _BYLINE.match(text)
    if start is None:
        return None
    names = _BETWEEN_NAMES.split(_PLACE.sub("", text[start.end() :].strip()))
    return Mark("metadata", "author-line") if all(is_name(name) for name in names) else None


def is_name(text: str) -> bool:
    """Two to four words with capitals, and particles between them."""
    words = text.split()
    capital = sum(word[0].isupper() for word in words)
    known = all(word[0].isupper() or word in _NAME_PARTICLES for word in words)
    return known and 2 <= capital <= 4


def desk_line(sight: Sight) -> Mark | None:
    """An outlet's name with the word for `followed up` or `agencies`."""
    return Mark("metadata", "source-line") if _DESK.fullmatch(sight.folded) else None


def credit(sight: Sight) -> Mark | None:
    """A picture's caption, told by the credit in it."""
    if len(sight.text) > 250:
        return None
    if _OWNER_CREDIT.match(sight.folded):
        return Mark("caption", "photo-credit")
    if sight.ends_sentence:
        return None
    found = _CREDIT.search(sight.folded)
    if found and not re.search(r"[.!?]\s", found["whose"]):
        return Mark("caption", "photo-credit")
    return Mark("caption", "photo-credit") if _AGENCY_CREDIT.match(sight.text) else None
