"""What may be written onto a name, or before it, without making it another: case endings and particles.

Short lists on purpose. Endings that make another name are left out (-ов of Иванов, -in of Schmidtin, -ian), as
are plurals. Two writings are one name if they begin alike, four letters at least, and both go on with an ending
of the list, or with nothing.
"""

from __future__ import annotations

import functools
import re

from briefing.text.name_folding import fold


def _listed(*lines: str) -> list[str]:
    return [ending for line in lines for ending in line.split()]


_SLAVIC = _listed("a u owi em ie y i e o om ou ovi ej ii emu ego ym im iem ja je ju jem na")
_SOUTH = [*_SLAVIC, *_listed("é í ý ého ému ým ách")]
_TURKIC = _listed(
    "a e i ı u ü ya ye yi yı yu yü da de ta te dan den tan ten ın in un ün nın nin nun nün la le yla yle",
    "daki deki ndan nden nda nde",
)
#: Of names in Latin letters, by the article's language.
_LATIN = {
    "de": _listed("s es ns ens n en e"),
    "pl": [*_SLAVIC, *_listed("ą ę iej iego iemu ach")],
    **dict.fromkeys(("cs", "sk", "hr", "sl", "bs", "sr"), _SOUTH),
    **dict.fromkeys(("tr", "az"), _TURKIC),
    "fi": _listed("n a ä ssa ssä sta stä lla llä lta ltä lle ksi na nä in an en on un ta tä"),
    "et": _listed("i e a u s st sse l lt le ga ni ks ta"),
    "hu": _listed("t ot et at öt ban ben nak nek ra re ról ről ból ből ba be hoz hez höz nál nél tól től val vel i"),
    "lt": _listed("as o ui ą u e is io iui į iu yje us aus ų umi uje ė ės ei ę"),
    "lv": _listed("s a am u ā is im i ī us um e es ei ē"),
    **{language: ["s"] for language in ("sv", "da", "no", "nb", "nn", "nl", "en")},
}
_CYRILLIC = _listed(
    "а у ом ем е ы и ой ей ою ею ым им я ю ого его ому ему ая ую ий ый",
    "ої ій ові еві єві єм ім ї є та то от ът",
)
_GREEK = _listed("ς σ ν α ας η ης ο ος ου ον ε ι ις ιος ιου")
_HANGUL = _listed(
    "은 는 이 가 을 를 의 에 에서 에게 와 과 도 로 으로 만 까지 부터 이라 라 이며 며 측 시 씨 군 양 이나 나",
    "이다 께서 께 한테 보다 처럼 대통령 총리 장관 의원 대표 위원장",
)
#: What Arabic and Hebrew write onto the front of a word, longest first.
_PROCLITICS = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل|[بلك])|[وف])")
_HEBREW = re.compile(r"^(?:[ו]?[שכ]?[הבלמ]|[וש])")
#: Two names must share as many letters before anything is allowed to differ.
SHARED = 4


def same_but_for_ending(known: str, found: str, language: str) -> bool:
    """Whether two folded words are one name, differently inflected."""
    at = 0
    while at < min(len(known), len(found)) and known[at] == found[at]:
        at += 1
    if at < SHARED:
        return False
    allowed = _endings(_script(known[0]), language.partition("-")[0])
    # The letter before an ending may belong to both: -ия and -ии share their и.
    return any(known[cut:] in allowed and found[cut:] in allowed for cut in (at, at - 1) if cut >= SHARED)


def bare_forms(word: str) -> set[str]:
    """A word of a text, and what may be left of it without article and particles, in Arabic and Hebrew."""
    script = _script(word[0])
    pattern = {"arabic": _PROCLITICS, "hebrew": _HEBREW}.get(script)
    if pattern is None:
        return {word}
    forms = {word}
    if (match := pattern.match(word)) and len(word) - match.end() >= 3:
        forms.add(word[match.end() :])
        # A name that has the article keeps it: India, الهند, is not Hind, هند.
        forms |= {f"ال{word[match.end() :]}"} if match.group().endswith(("ال", "لل")) else set()
    if script == "arabic" and word[0] in "وفبكل" and len(word) >= 5:
        forms.add(word[1:])
    return forms


@functools.lru_cache(maxsize=256)
def _endings(script: str, language: str) -> frozenset[str]:
    listed = {"cyrillic": _CYRILLIC, "greek": _GREEK, "hangul": _HANGUL}.get(script)
    if listed is None:
        listed = _LATIN.get(language, []) if script == "latin" else []
    return frozenset(fold(ending) for ending in listed) | {""}


def follows_hangul(known: str, found: str) -> bool:
    """Whether a Korean word is the name with a particle or a title written onto it."""
    return (
        _script(known[0]) == "hangul"
        and len(known) >= 2
        and found.startswith(known)
        and found[len(known) :] in _endings("hangul", "")
    )


def _script(char: str) -> str:
    code = ord(char)
    for name, first, last in (
        ("latin", 0x41, 0x24F), ("latin", 0x1E00, 0x1EFF), ("greek", 0x370, 0x3FF), ("cyrillic", 0x400, 0x52F),
        ("hebrew", 0x590, 0x5FF), ("arabic", 0x600, 0x6FF), ("arabic", 0x750, 0x77F), ("hangul", 0xAC00, 0xD7AF),
    ):  # fmt: skip
        if first <= code <= last:
            return name
    return "other"
