"""Which letters a language is written with, and in which legacy encodings it was: data for the guess.

Single bytes: the letters beyond ASCII that are usual in the language, and those that are rarer. Several bytes: which
characters the encoding's standard counts as common, and the few that make up most of any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """A language in an encoding of single bytes."""

    encoding: str
    """As the WHATWG calls it."""
    codec: str
    """As Python calls it."""
    languages: frozenset[str]
    common: frozenset[str]
    rare: frozenset[str] = frozenset()
    latin: bool = False
    """Its letters stand among ASCII letters."""
    vowels: frozenset[str] = frozenset()
    """Every word of three letters or more has one of them; empty where that says nothing."""
    impossible: re.Pattern[str] | None = None
    """What no word of the language has, in small letters."""
    weight: float = 1.0

    def belongs(self, char: str) -> bool:
        """Whether a character is one of the language's."""
        return char in self.common or char in self.rare


@dataclass(frozen=True)
class Multibyte:
    """An encoding of East Asia."""

    encoding: str
    codec: str
    languages: frozenset[str]
    standard: str
    """The codec whose two-byte codes tell how common a character is."""
    level: range
    """Those codes: the standard's first level."""
    frequent: frozenset[str] = frozenset()
    """Characters that make up a good part of any text."""
    kana: bool = False
    """Text without kana is none of this encoding."""
    spaced: bool = False
    """Text without spaces is none of this encoding."""


def _both_cases(letters: str) -> frozenset[str]:
    return frozenset(letters + letters.upper().replace("SS", "ß"))


def _latin(codec: str, languages: str, common: str, rare: str = "", weight: float = 1.0) -> Profile:
    return Profile(
        _NAMES.get(codec, codec.replace("cp", "windows-")), codec, frozenset(languages.split()),
        _both_cases(common), _both_cases(rare), latin=True, weight=weight,
    )  # fmt: skip


def _own(  # noqa: PLR0913, PLR0917 -- a row of a table
    codec: str,
    languages: str,
    letters: tuple[str, str],
    vowels: str = "",
    impossible: str = "",
    weight: float = 1.0,
) -> Profile:
    return Profile(
        _NAMES.get(codec, codec.replace("cp", "windows-")), codec, frozenset(languages.split()),
        _both_cases(letters[0]), _both_cases(letters[1]), vowels=_both_cases(vowels),
        impossible=re.compile(impossible) if impossible else None, weight=weight,
    )  # fmt: skip


_NAMES = {
    "iso8859_2": "iso-8859-2", "iso8859_5": "iso-8859-5", "iso8859_6": "iso-8859-6", "iso8859_7": "iso-8859-7",
    "iso8859_15": "iso-8859-15", "koi8_r": "koi8-r", "koi8_u": "koi8-u", "cp866": "ibm866", "cp874": "windows-874",
    "mac_cyrillic": "x-mac-cyrillic",
}  # fmt: skip

_FRENCH = ("éèàêçùâîôûëïœ", "æüÿ")
_ICELANDIC = ("áéíóúýþæðö", "")
_POLISH = ("ąćęłńóśźż", "éüöáč")
_CZECH = ("áčďéěíňóřšťúůýž", "öüä")
_SLOVAK = ("áäčďéíľĺňóôŕšťúýž", "öü")
_HUNGARIAN = ("áéíóöőúüű", "")
_SLOVENE = ("čšž", "ćđ")
_CROATIAN = ("čćđšž", "")
#: With the cedilla, which those encodings have for the comma.
_ROMANIAN = ("ăâîşţ", "")
_RUSSIAN = ("оеаинтсрвлкмдпуяыьгзбч", "йхжшюцщэфъё")
_UKRAINIAN = ("оаинітервслкдумпяьзгбйїєч", "хжшюцщфґ")
_BULGARIAN = ("аоиетнрсвлкдпмзуяъбгчщ", "йхжшюцфьѝ")
_SERBIAN = ("аоиенртсјвкудпмлзгбчцњћ", "љхшжђџф")
_BELARUSIAN = ("аінеыроляцдсктукпўмзвьяжбйхгчш", "ёэюф")
_CYRILLIC_VOWELS = "аеёиоуыэюяіїєў"
#: р counts as one in Serbian, ъ in Bulgarian.
_SERBIAN_VOWELS, _BULGARIAN_VOWELS = "аеиоур", "аеиоуъюя"
_NOT_RUSSIAN = r"ъ(?![еёюяі'])|^[ыьъ]|йй|ьь|щщ|[бвгджзклмнпрстфхцчшщ]{6}"
_NOT_BULGARIAN = r"^[ьъ]$|[ьъ]$|йй|щщ|[бвгджзклмнпрстфхцчшщ]{6}"
#: The final sigma, and the one that isn't.
_NOT_GREEK = r"ς\w|\wσ$|[βγδζθκλμνξπρστφχψ]{5}"
_NOT_HEBREW = r"[ךםןףץ]\w"
_GREEK = ("αεηιοτνσρκςπλμυάέήίόύώ", "βγδζθξφχψωϊϋΐΰ")
_GREEK_VOWELS = "αεηιουωάέήίόύώϊϋΐΰ"
_HEBREW = ("יוהלאתרבמשנע", "דחקפגכטסצזםןךףץְֱֲֳִֵֶַָֹּׁׂ")
_ARABIC = ("اليمنرتبدوسعفحقكهة", "أإآءئؤىجخذزشصضطظغثپچژگک،؛؟ـًٌٍَُِّْ")
_THAI = ("านรอกเงมยลวดทสตะปบคหแจพชขใไโผถศซธณญภฐฉฝฟๆ็่้๊๋์ิีึืุูั็ำ", "๐๑๒๓๔๕๖๗๘๙ฎฏฑฒฌฆฮฬฤฯ")
_VIETNAMESE = ("ăâđêôơưàáãèéìíòóùúýđ\u0300\u0301\u0303\u0309\u0323", "îñöü")

#: In the order in which equals are preferred.
PROFILES: tuple[Profile, ...] = (
    _latin("cp1252", "de", "äöüß", "é"),
    _latin("cp1252", "fr", *_FRENCH),
    _latin("cp1252", "es gl eu", "áéíóúñ", "ü"),
    _latin("cp1252", "pt gl", "áâãàçéêíóôõú", "ü"),
    _latin("cp1252", "it", "àèéìòù", ""),
    _latin("cp1252", "sv da no fi nl", "åäöæøéë", "ïüàèê"),
    _latin("cp1252", "ca", "àèéíòóúç", "ïü·"),
    _own("cp1251", "ru", _RUSSIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN),
    _own("cp1251", "uk", _UKRAINIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN),
    _own("cp1251", "bg mk", _BULGARIAN, _BULGARIAN_VOWELS, _NOT_BULGARIAN),
    _own("cp1251", "sr mk", _SERBIAN, _SERBIAN_VOWELS),
    _own("cp1251", "be", _BELARUSIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN),
    _own("cp1256", "ar fa ur ps ug ku", _ARABIC),
    _latin("cp1254", "tr az", "çğıİöşü", "âîû"),
    _latin("cp1252", "is", *_ICELANDIC),
    _latin("cp1250", "pl", *_POLISH),
    _latin("cp1250", "cs", *_CZECH),
    _latin("cp1250", "sk", *_SLOVAK),
    _latin("cp1250", "hu", *_HUNGARIAN),
    _latin("cp1250", "sl", *_SLOVENE),
    _latin("cp1250", "hr bs sr sl", *_CROATIAN),
    _latin("cp1250", "ro", *_ROMANIAN),
    _own("cp1253", "el", _GREEK, _GREEK_VOWELS, _NOT_GREEK),
    _own("cp1255", "he", _HEBREW, impossible=_NOT_HEBREW),
    _latin("cp1257", "lt", "ąčęėįšųūž"),
    _latin("cp1257", "lv", "āčēģīķļņšūž"),
    _latin("cp1257", "et", "äõöüšž"),
    _own("cp874", "th", _THAI),
    _own("koi8_r", "ru", _RUSSIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN),
    _own("koi8_u", "uk", _UKRAINIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN),
    _latin("iso8859_2", "pl", *_POLISH),
    _latin("iso8859_2", "cs", *_CZECH),
    _latin("iso8859_2", "sk", *_SLOVAK),
    _latin("iso8859_2", "hu", *_HUNGARIAN),
    _latin("iso8859_2", "sl", *_SLOVENE),
    _latin("iso8859_2", "hr bs sr sl", *_CROATIAN),
    _latin("iso8859_2", "ro", *_ROMANIAN),
    _own("iso8859_7", "el", _GREEK, _GREEK_VOWELS, _NOT_GREEK),
    _own("iso8859_5", "ru", _RUSSIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN),
    _own("iso8859_5", "bg mk", _BULGARIAN, _BULGARIAN_VOWELS, _NOT_BULGARIAN),
    _own("iso8859_5", "sr mk", _SERBIAN, _SERBIAN_VOWELS),
    _own("iso8859_6", "ar", _ARABIC),
    _latin("iso8859_15", "fr fi", "éèàêçùâîôûëïœäöšž€", "æüÿ"),
    _own("cp866", "ru", _RUSSIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN, 0.88),
    _own("mac_cyrillic", "ru", _RUSSIAN, _CYRILLIC_VOWELS, _NOT_RUSSIAN, 0.88),
    _latin("cp1258", "vi", *_VIETNAMESE),
    # Any of them, for names and words from next door; a single language goes before.
    _latin("cp1252", "", "äöüßàâçéèêëîïôùûÿœæáíóúñãõòìåøªº", weight=0.85),
    _latin("cp1250", "", "áčďéěíňóřšťúůýžąćęłńśźżäöüßőűăâîşţľĺŕôđç", weight=0.8),
)

_HANZI = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明"
    "性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位"
    "次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感"
    "建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色"
    "路记南品住告类求据程北边张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运警称员议总统府部日晚"
)  # fmt: skip
_HANZI_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方"
    "多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明"
    "性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位"
    "次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感"
    "建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色"
    "路記南品住告類求據程北邊張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運警稱議府晚"
)  # fmt: skip
_SYLLABLES = frozenset(
    "이다는에의가을하고를은지로기사대한도서리시자인정어나해수있일라만보부아주그구제원으장전과스상것들여러공동게안국미조면비유신선"
    "모세오관교경데합연회니적화용습트위무마드우려까했었된말할될방생산성명재불법당발통입현년월간개물실계권금결중차민였"
)  # fmt: skip

# Korean before Chinese: the same bytes, but Chinese has no spaces.
MULTIBYTE: tuple[Multibyte, ...] = (
    Multibyte("euc-kr", "cp949", frozenset({"ko"}), "euc_kr", range(0xB0A1, 0xC8FF), _SYLLABLES, spaced=True),
    Multibyte("gb18030", "gb18030", frozenset({"zh"}), "gb2312", range(0xB0A1, 0xD7FF), _HANZI),
    Multibyte("shift_jis", "cp932", frozenset({"ja"}), "cp932", range(0x889F, 0x9873), kana=True),
    Multibyte("euc-jp", "euc_jis_2004", frozenset({"ja"}), "cp932", range(0x889F, 0x9873), kana=True),
    Multibyte("big5", "big5hkscs", frozenset({"zh"}), "big5", range(0xA440, 0xC67F), _HANZI_TRADITIONAL),
)
