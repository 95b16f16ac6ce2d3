"""Numbers that a source writes in words, for the check of figures: twenty-five, fünfundzwanzig, 三百多, مئتا.

Generous, for it only ever supports a figure: inflections go by their beginnings, and every part of a number in several
words counts beside the whole.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from briefing.text.scripts import plain

# By value; the beginnings of the words in plain letters, de fr es it pt nl tr pl ru uk ar fa en.
_BEGINNINGS: dict[Decimal | int, str] = {
    Decimal("0.5"): "halb demi demie medio media mezzo meia половин половиной buçuk نصف نیم half",
    Decimal("1.5"): "anderthalb eineinhalb полтора полторы полутора півтора півтори",
    1: "ein eins une uno una um uma een bir jeden один одна одно одного одной واحد یک one",
    2: "zwei deux dos due dois duas twee iki dwa dwie два две двух двом اثنان اثنين اثنتان دو two",
    3: "drei trois tres tre drie uc trzy три трех трьох ثلاث ثلاثة سه three",
    4: "vier quatre cuatro quattro quatro dort cztery четыр чотир أربع اربع أربعة چهار four",
    5: "funf cinq cinco cinque vijf bes piec пять пяти п'ять п'яти خمس خمسة پنج five",
    6: "sechs six seis sei zes alti szesc шесть шести шіст ست ستة شش six",
    7: "sieben sept siete sette sete zeven yedi siedem семь семи сім سبع سبعة هفت seven",
    8: "acht huit ocho otto oito sekiz osiem восемь восьми вісім ثمان ثمانية ثماني هشت eight",
    9: "neun neuf nueve nove negen dokuz dziewiec девять девяти дев'ять дев'яти تسع تسعة نه nine",
    10: "zehn dix diez dieci dez tien on dziesiec десять десяти عشر عشرة ده ten",
    11: "elf onze once undici jedenascie одиннадцат одинадцят یازده eleven",
    12: "zwolf douze doce dodici doze twaalf dwanascie двенадцат дванадцят دوازده twelve dutzend dozen дюжин",
    13: "dreizehn treize trece tredici treze dertien trzynascie тринадцат тринадцят سیزده thirteen",
    14: "vierzehn quatorze catorce quattordici veertien czternascie четырнадцат чотирнадцят چهارده fourteen",
    15: "funfzehn quinze quinzaine quince quincena quindici vijftien pietnascie пятнадцат п'ятнадцят پانزده fifteen",
    16: "sechzehn seize dieciseis sedici dezesseis zestien szesnascie шестнадцат шістнадцят شانزده sixteen",
    17: "siebzehn diecisiete diciassette dezessete zeventien siedemnascie семнадцат сімнадцят هفده seventeen",
    18: "achtzehn dieciocho diciotto dezoito achttien osiemnascie восемнадцат вісімнадцят هجده eighteen",
    19: "neunzehn diecinueve diciannove dezenove negentien dziewietnascie девятнадцат дев'ятнадцят نوزده nineteen",
    20: "zwanzig vingt vingtaine veinte veintena veinti venti vinte twintig yirmi"
    " dwadziescia двадцат двадцят عشرون عشرين بیست twenty",
    30: "dreissig trente trentaine treinta treintena trenta trinta dertig otuz"
    " trzydziesci тридцат тридцят ثلاثون ثلاثين سی thirty",
    40: "vierzig quarante quarantaine cuarenta quaranta quarenta veertig kirk"
    " czterdziesci сорок أربعون أربعين چهل forty",
    50: "funfzig cinquante cinquantaine cincuenta cinquanta cinquenta vijftig elli piecdziesiat"
    " пятьдесят пятидесяти п'ятдесят"
    " خمسون خمسين پنجاه fifty",
    60: "sechzig soixante sesenta sessanta sessenta zestig altmis szescdziesiat шестьдесят шестидесяти шістдесят"
    " ستون ستين شصت sixty",
    70: "siebzig setenta settanta zeventig yetmis siedemdziesiat семьдесят семидесяти сімдесят"
    " سبعون سبعين هفتاد seventy",
    80: "achtzig quatre-vingt ochenta ottanta oitenta tachtig seksen osiemdziesiat восемьдесят восьмидесяти вісімдесят"
    " ثمانون ثمانين هشتاد eighty",
    90: "neunzig noventa novanta negentig doksan dziewiecdziesiat девяност дев'яност تسعون تسعين نود ninety",
    100: "hundert cent centenar centaine cien ciento cem honderd yuz sto сто сотн ста مئة مائة مئات صد یکصد hundred",
    200: "zweihundert doscient duecento duzent двести двухсот двісті مئتا مئتان مئتي مائتا مائتي دویست",
    300: "trescient trecento trezent триста трехсот ثلاثمئة ثلاثمائة سیصد",
    400: "cuatrocient quattrocento quatrocent четыреста чотириста أربعمئة أربعمائة چهارصد",
    500: "quinient cinquecento quinhent пятьсот п'ятсот خمسمئة خمسمائة پانصد",
    600: "seiscient шестьсот шістсот ستمئة ستمائة ششصد",
    700: "setecient семьсот сімсот سبعمئة سبعمائة هفتصد",
    800: "ochocient восемьсот вісімсот ثمانمئة ثمانمائة هشتصد",
    900: "novecient девятьсот дев'ятсот تسعمئة تسعمائة نهصد",
    1000: "tausend mille mil mila duizend bin tysiac тысяч тисяч ألف الف آلاف هزار thousand",
    2000: "ألفا ألفان ألفي ألفين",
    10**6: "million millon milion milhao milhoes miljoen milyon миллион мільйон مليون ملايين میلیون",
    2 * 10**6: "مليونا مليونان مليوني",
    10**9: "milliard miliard milyar миллиард мільярд مليار مليارات میلیارد",
    2 * 10**9: "ملياران ملياري",
}
_VALUES = {plain(word): Decimal(value) for value, words in _BEGINNINGS.items() for word in words.split()}
_LONGEST = sorted(_VALUES, key=len, reverse=True)
#: A short word must stand whole; a longer one may be inflected.
_WHOLE = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONNECTORS = frozenset({"und", "et", "y", "e", "en", "i", "and", "و", "ve"})
_GERMAN = re.compile(
    r"(?:(?P<hundreds>ein|zwei|drei|vier|funf|sechs|sieben|acht|neun)?hundert(?:und)?)?"
    r"(?:(?P<units>ein|zwei|drei|vier|funf|sechs|sieben|acht|neun)(?:und))?"
    r"(?P<tens>zwanzig|dreissig|vierzig|funfzig|sechzig|siebzig|achtzig|neunzig)?"
)
# No number is that long; without an end a row of them would have as many digits as a text has letters.
_WIDE = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億]{1,40}(?:点[〇零一二三四五六七八九]+[万萬亿億]?)?")
_WIDE_CHARS = ("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")
_WIDE_DIGITS = {char: value for value, chars in enumerate(_WIDE_CHARS) for char in chars}
_WIDE_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


@functools.lru_cache(maxsize=2048)
def worded(text: str) -> frozenset[Decimal]:
    """The numbers that a text writes in words, in whatever language."""
    found = {_wide(match.group()) for match in _WIDE.finditer(text)}
    run: list[Decimal] = []
    for match in _WORD.finditer(text):
        word = plain(match.group()).replace("’", "'")
        values = _values(word)
        if values:
            run += values
        elif word not in _CONNECTORS:
            found |= _sums(run)
            run = []
    return frozenset(found | _sums(run))


def _values(word: str) -> list[Decimal]:
    if (value := _value(word)) is not None:
        return [value]
    # Arabic and Persian write "and" onto the word.
    if word[:1] in "وبل" and (value := _value(word[1:])) is not None:
        return [value]
    if word.startswith("ال") and (value := _value(word[2:])) is not None:
        return [value]
    parts = [_value(part) for part in word.split("-")]
    if len(parts) > 1 and all(part is not None for part in parts):
        return [part for part in parts if part is not None]
    german = _GERMAN.fullmatch(word)
    if german and any(german.groups()):
        hundreds = 100 * _VALUES[german["hundreds"]] if german["hundreds"] else 100 * ("hundert" in word)
        return [Decimal(hundreds) + sum(_VALUES[german[name]] for name in ("units", "tens") if german[name])]
    return []


def _value(word: str) -> Decimal | None:
    if word in _VALUES:
        return _VALUES[word]
    begins = next((known for known in _LONGEST if len(known) > _WHOLE and word.startswith(known)), None)
    return _VALUES[begins] if begins and len(word) - len(begins) <= 3 else None


def _sums(run: list[Decimal]) -> set[Decimal]:
    """A run of number words as one number; each of its words too."""
    total = part = last = Decimal(0)
    for value in run:
        if value < 1 and last >= 1000:
            part, last = part + value * last, Decimal(0)  # a million and a half; the unit may follow once more
            continue
        if value >= 1000 and part >= value:
            continue
        if value >= 1000 and part:
            total, part = total + part * value, Decimal(0)
        elif value == 100 and 0 < part < 100:
            part *= value
        else:
            part += value
        last = value
    return {value for value in (*run, total + part) if value >= 1}


def _wide(numeral: str) -> Decimal:
    whole, _, fraction = numeral.partition("点")
    total = part = digit = 0
    for char in whole:
        if char in _WIDE_LARGE:
            total, part, digit = (total + part + digit or 1) * _WIDE_LARGE[char], 0, 0
        elif char in _WIDE_UNITS:
            part, digit = part + (digit or 1) * _WIDE_UNITS[char], 0
        else:
            digit = _WIDE_DIGITS[char]
    large = _WIDE_LARGE.get(fraction[-1:], 1)
    places = "".join(str(_WIDE_DIGITS[char]) for char in fraction if char in _WIDE_DIGITS)
    return Decimal(f"{total + part + digit}.{places or 0}") * large
