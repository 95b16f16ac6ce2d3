"""Which language a text is in."""

from __future__ import annotations

import pytest

from briefing.text.language_id import language_of, paragraph_language

SAMPLES = {
    "de": "Die Fähre über den Sund fährt ab Montag wieder, wie das Hafenamt mitteilt.",
    "ar": "أعلن مكتب الميناء أن العبارة ستعود إلى العمل يوم الاثنين بعد أسبوعين من التوقف.",
    "fr": "Le bac reprendra son service lundi, a fait savoir la capitainerie, après deux semaines d'arrêt.",
    "ru": "Паром снова начнёт ходить через пролив в понедельник, сообщила администрация порта.",
    "uk": "Пором знову почне ходити через протоку в понеділок, повідомила адміністрація порту.",
    "zh": "港务局宣布，经过两周停航，渡轮将于周一恢复通航。",
    "ja": "港湾事務所は、フェリーが月曜日から運航を再開すると発表した。",
    "es": "El transbordador volverá a funcionar el lunes, según informó la autoridad portuaria.",
    "it": "Il traghetto riprenderà servizio lunedì, ha comunicato la capitaneria di porto.",
    "pt": "A balsa voltará a funcionar na segunda-feira, informou a autoridade portuária.",
    "tr": "Feribot pazartesi günü yeniden seferlerine başlayacak, liman idaresi açıkladı.",
    "fa": "اداره بندر اعلام کرد که کشتی مسافربری از روز دوشنبه دوباره به راه می‌افتد.",
    "en": "The ferry runs again from Monday, the harbour office said after two weeks of silence.",
}


@pytest.mark.parametrize(("language", "text"), SAMPLES.items())
def test_one_sentence_is_enough(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "واش كاين شي حد عارف علاش الباطو مازال ما خدامش هاد السيمانة فالمرسى ديالنا",  # Moroccan
        "هو ليه المركب لسه واقف في المينا ومحدش عايز يقول لنا هيمشي امتى",  # Egyptian
    ],
)
def test_every_arabic_is_arabic(text):
    assert language_of(text) == "ar"


@pytest.mark.parametrize(
    "text", ["", "   ", "12345 67890 2026", "Ja.", "Berlin", "https://example.org/a/b/c?d=e", "北"]
)
def test_too_little_text_is_undetermined(text):
    assert language_of(text) == "und"


def test_boilerplate_has_no_say(article):
    menu = "Home | News | Business | Opinion | Weather"
    tail = "Subscribe to our newsletter\nAll rights reserved."
    assert article(f"{menu}\n{SAMPLES['de']}\n{tail}").language == "de"


def test_where_there_is_no_body_the_heading_is_asked(article):
    assert article("Паром снова начнёт ходить через пролив в понедельник\n\n© Вечерний причал").language == "ru"


@pytest.mark.parametrize(("article", "other"), [("de", "en"), ("ar", "fr"), ("zh", "en"), ("en", "de"), ("fa", "ru")])
def test_a_paragraph_in_another_language_is_told(article, other):
    assert paragraph_language(SAMPLES[other], article) == other
    assert paragraph_language(SAMPLES[article], article) is None


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("de", "“No comment.”"),
        ("no", "Statsministeren sagde i går, at der ikke kommer flere penge til kommunerne i år."),
        ("hr", "Министр је рекао да се радови настављају следеће године у пролеће, како је најављено."),
        ("es", "O ministro disse que as obras continuam na primavera do ano que vem, como fora anunciado."),
    ],
)
def test_a_short_one_and_one_in_a_neighbour_s_language_are_left_to_the_article(article, text):
    assert paragraph_language(text, article) is None


def test_what_is_in_no_language_is_unknown(article):
    noise = "Xq zzv krrp, mtt vlk qwx hjkl bnmp rtzu wqxv plkm zzzt hgff kkkl pppq wwwr."
    read = article("\n\n".join((SAMPLES["de"], noise, SAMPLES["de"])))
    assert [paragraph.language for paragraph in read.paragraphs] == [None, "und", None]


def test_an_english_paragraph_of_a_german_article_has_its_language(article):
    read = article(f"{SAMPLES['de']}\n\n{SAMPLES['en']}\n\n{SAMPLES['de']}")
    assert read.language == "de"
    assert [paragraph.language for paragraph in read.paragraphs] == [None, "en", None]
