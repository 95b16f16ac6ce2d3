"""Copies are found; paraphrases and what differs in a word aren't."""

# ruff: noqa: E501, ISC004 -- sentences and files as they are

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.checks.same_content import key
from briefing.ingest import dedup
from briefing.ingest.article import Given, build
from briefing.ingest.dedup import THRESHOLD, find_duplicates, likeness, normal, shingles_of, told
from examples import examples

#: Language → a report, and the same event in other words.
REPORTS = {
    "en": (
        "The ferry across the Sund runs again from Monday, the harbour office of Lundavik said on Friday evening. "
        "Two weeks of repairs to the ramp have cost the town some forty thousand crowns, according to its treasurer. "
        "Fishermen had asked for an earlier date, and their spokeswoman called the delay a shame for the islands.",
        "From the start of next week islanders can cross the Sund by boat once more, Lundavik's port authority announced. "
        "Mending the landing stage took a fortnight and about 40,000 crowns of public money, the treasurer reckons. "
        "That was too slow for those who live from fishing: a disgrace, their spokeswoman said.",
    ),
    "ar": (
        "أعلن مكتب الميناء في لوندافيك مساء الجمعة أن العبارة ستعود إلى العمل عبر المضيق ابتداء من يوم الاثنين المقبل. "
        "وكلف إصلاح المنحدر الذي استغرق أسبوعين البلدة نحو أربعين ألف كرونة بحسب أمين الصندوق في المجلس البلدي هناك.",
        "يستطيع سكان الجزر العبور بالقارب مجددا مطلع الأسبوع القادم وفق ما ذكرته سلطات المرفأ للصحفيين أمس. "
        "وقال مسؤول المالية إن ترميم الرصيف استنزف من المال العام قرابة 40000 كرونة خلال أربعة عشر يوما من الأشغال.",
    ),
    "ru": (
        "Паром через пролив снова начнёт ходить с понедельника, сообщила в пятницу вечером администрация порта Лундавик. "
        "Двухнедельный ремонт причала обошёлся городу примерно в сорок тысяч крон, подсчитал городской казначей вчера.",
        "Жители островов с начала следующей недели опять смогут переправляться на лодке, заявили портовые власти. "
        "По словам казначея, за четырнадцать дней на восстановление пристани ушло около 40 000 крон из бюджета.",
    ),
    "zh": (
        "伦达维克港务局周五晚间宣布，横渡海峡的渡轮将从下周一起恢复通航。市财政官员表示，为期两周的坡道维修工程花费了约四万克朗。渔民们此前曾要求提前恢复。",
        "岛上居民下星期开始又能坐船过海了，这是当地港口管理部门昨天透露的消息。据负责财务的人说，修好码头用了十四天时间，公家为此掏了大概40000克朗的钱。",
    ),
    "ja": (
        "ルンダヴィク港湾事務所は金曜日の夜、海峡を渡るフェリーが月曜日から運航を再開すると発表した。市の会計責任者によると、二週間にわたる斜路の修理には約四万クローネかかったという。",
        "島の住民は来週の初めから再び船で対岸に行けるようになる、と港の当局が明らかにした。桟橋を直すのに十四日を要し、公費からおよそ40000クローネが支出されたと会計係は話す。",
    ),
    "fa": (
        "اداره بندر لونداویک عصر جمعه اعلام کرد که کشتی مسافربری از روز دوشنبه دوباره در تنگه به راه می‌افتد و مسافران را می‌برد. "
        "به گفته خزانه‌دار شهر تعمیر سکو دو هفته طول کشید و حدود چهل هزار کرون برای شهرداری هزینه داشت.",
        "ساکنان جزیره‌ها از آغاز هفته آینده باز می‌توانند با قایق به آن سوی آب بروند، مقام‌های بندری چنین گفتند. "
        "مسئول امور مالی می‌گوید برای بازسازی اسکله طی چهارده روز نزدیک به ۴۰۰۰۰ کرون از بودجه عمومی خرج شد.",
    ),
}  # fmt: skip


def article(text: str, **given):
    given = {"title": "given", **given}
    return build(text, origin=given.pop("origin", "test"), encoding="utf-8", given=Given(**given))


def copies(*articles):
    return {id_: copy.article for id_, copy in find_duplicates(articles).copies.items()}


@pytest.mark.parametrize("language", REPORTS)
def test_a_copy_with_an_agency_s_name_is_one_and_a_paraphrase_isn_t(language):
    text, paraphrase = REPORTS[language]
    first, other = article(text), article(paraphrase)
    last = article(f"{text} ({language.upper()} Agency)")
    assert copies(first, other, last) == {last.id: first.id}
    assert likeness(shingles_of(first), shingles_of(other)) < 0.2 < THRESHOLD


@pytest.mark.parametrize("language", REPORTS)
def test_a_text_with_one_sentence_cut_is_a_copy_of_the_longer_one_in_whatever_order_they_came(language):
    text = REPORTS[language][0]
    end = max(text.rfind(". ", 0, -2), text.rfind("。", 0, -2)) + 1
    short, long = article(text[: end or len(text) * 2 // 3]), article(f"{text} {REPORTS[language][1][:60]}.")
    for pair in ((short, long), (long, short)):
        assert copies(*pair) == {short.id: long.id} or is_short(short, long)


def is_short(short, long):
    return len(shingles_of(short)) < len(shingles_of(long)) / 2


def test_a_report_with_lines_added_is_told_and_the_shorter_one_is_its_copy():
    text = REPORTS["en"][0]
    longer = article(f"{text} The mayor, who was away, sent a greeting and promised a party in spring.")
    quoting = article(
        f"{text.split('.')[0]}. {REPORTS['en'][1]} {' '.join(f'Something number {n}.' for n in range(40))}"
    )
    first = article(text)
    assert copies(first, longer, quoting) == {first.id: longer.id}


@pytest.mark.parametrize(
    ("language", "this", "that"),
    [
        ("en", "forty thousand", "fourteen thousand"),
        ("en", "runs again", "does not run again"),
        ("en", "from Monday", "from Tuesday"),
        ("en", "spokeswoman called", "spokesman called"),
        ("en", "have cost", "could cost"),
        ("ar", "ستعود", "لن تعود"),
        ("ar", "الاثنين", "الثلاثاء"),
        ("ru", "снова начнёт", "снова не начнёт"),
        ("ru", "понедельника", "вторника"),
        ("zh", "四万", "十四万"),
        ("zh", "将从下周一", "不会从下周一"),
        ("ja", "発表した", "発表しなかった"),
        ("fa", "چهل هزار", "چهارده هزار"),
    ],
)
def test_one_word_that_differs_keeps_two_dispatches_apart_and_is_named(language, this, that):
    text = REPORTS[language][0]
    assert text.count(this) == 1
    body = f"{text} {' '.join(f'The same tail {n} stands in both of them word for word.' for n in range(8))}"
    first, second = article(body, origin="one"), article(body.replace(this, that), origin="two")
    found = find_duplicates([first, second])
    assert found.copies == {}
    ((told,),) = found.apart.values()
    assert set(found.apart) == {second.id}
    assert "nearly the same text as one" in told
    assert "doesn't stand there" in told


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("It fell by 1.2 million crowns.", "It fell by 12 million crowns."),
        ("It was -5 degrees at night.", "It was 5 degrees at night."),
        ("They paid 40 € for each.", "They paid 40 $ for each."),
        ("It rose by 5 % in May.", "It rose by 5 in May."),
        ("Has he resigned?", "Has he resigned."),
        ("He is a “friend” of theirs.", "He is a friend of theirs."),
        ("قَتَلَ الجندي.", "قُتِلَ الجندي."),
        ("यह काम कि बात है।", "यह काम की बात है।"),
        ("They met from 3–5 May.", "They met from 35 May."),
        ("Sie fuhr 10 000 km.", "Sie fuhr 100 00 km."),
    ],
)
def test_figures_signs_marks_and_quotation_marks_are_compared(one, two):
    assert key(one) != key(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("„Ja“, sagte sie – spät.", '"Ja" , sagte sie - spät .'),
        ("O’Brien came, at last!", "O'Brien came at last."),
        ("كتـــاب جديد، اليوم", "كتاب جديد اليوم"),
        ("وصل ١٢ شخصا", "وصل 12 شخصا"),
        ("Präsi\u00addent Müller", "Präsident Mu\u0308ller"),
    ],
)
def test_typography_is_not(one, two):
    assert key(one) == key(two)


def test_datelines_may_differ_but_no_figure_in_them():
    text = REPORTS["en"][0]
    first, second = article(f"LUNDAVIK (qna) – {text}"), article(f"Lundavik/Sund (Reuters) - {text}")
    assert copies(first, second) == {second.id: first.id}
    dated = article(f"LUNDAVIK, 12 March (qna) – {text}")
    assert copies(first, dated) == {}


def test_a_headline_may_be_another_but_not_the_same_with_a_word_changed_nor_with_another_figure():
    text = REPORTS["en"][0]
    first = article(text, title="Ferry across the Sund is back")
    for title in (
        "Ferry across the Sund isn't back",
        "Three islands wait for 4 boats",
        "Ferry across the Sund is back?",
    ):
        assert copies(first, article(text, title=title, outlet="Quay")) == {}
    for title in ("Islanders can cross once more", "Ferry across the Sund is back | Quay"):
        other = article(text, title=title, outlet="Quay")
        assert copies(first, other) == {other.id: first.id}


def test_the_same_address_leads_to_a_copy_whatever_a_visit_adds_to_it():
    text = REPORTS["en"][0]
    whole = article(text, url="https://www.quay.example/ferry/?utm_source=x&id=3#top")
    teaser = article(text.split(". ")[0] + ".", url="http://quay.example/ferry?id=3")
    other = article(text.split(". ")[1] + ".", url="https://quay.example/ferry?id=4")
    found = find_duplicates([teaser, whole, other])
    assert {id_: (copy.article, copy.by) for id_, copy in found.copies.items()} == {teaser.id: (whole.id, "address")}


def test_another_text_at_the_same_address_is_an_article_of_its_own_and_says_so():
    first = article("One thing. It is so.", url="https://quay.example/ferry", origin="one")
    second = article("Another thing altogether.", url="https://quay.example/ferry", origin="two")
    found = find_duplicates([first, second])
    assert found.copies == {}
    assert found.apart[second.id][0].startswith("another text at the same address as one")


def test_a_canonical_address_in_the_notes_counts():
    first = article("One thing.", url="https://quay.example/ferry")
    note = "canonical url: https://quay.example/ferry"
    copy = article("One thing.", url="https://mirror.example/1", notes=(note,))
    found = find_duplicates([first, copy])
    assert found.copies[copy.id].by == "canonical address"
    assert told(found.copies[copy.id], first) == "copy of test, at the same canonical address, 100% of the text alike"


def test_a_front_page_s_address_makes_no_copies():
    assert normal("https://quay.example/") is None
    assert (
        copies(article("One.", url="https://quay.example"), article("One.", url="https://quay.example/", title="x"))
        == {}
    )


def test_short_texts_are_never_near_copies():
    assert copies(article("The ferry is back."), article("The ferry is back!")) == {}


def test_an_original_is_never_a_copy_and_of_equals_the_first_is_it():
    text = REPORTS["en"][0]
    same = [article(text, outlet=outlet) for outlet in ("A", "B", "C", "D")]
    assert set(copies(*same).values()) == {same[0].id}
    assert len(copies(*same)) == 3


def test_nothing_is_said_of_copies_in_another_language():
    first, second = article(REPORTS["en"][0]), article(REPORTS["ru"][0])
    found = find_duplicates([first, second])
    assert (found.copies, found.apart) == ({}, {})


@settings(max_examples=examples(40))
@given(st.integers(0, 10_000), st.sampled_from(sorted(REPORTS)))
def test_no_letter_or_figure_changed_anywhere_in_a_text_makes_a_copy(seed, language):
    text = REPORTS[language][0] * 2
    chance = random.Random(seed)
    place = chance.choice([n for n, char in enumerate(text) if char.isalnum()])
    other = chance.choice(
        [char for char in text + "0123456789" if char.isalnum() and char.casefold() != text[place].casefold()]
    )
    assert copies(article(text), article(text[:place] + other + text[place + 1 :])) == {}


def test_the_bands_are_those_that_datasketch_works_out():
    from datasketch import MinHashLSH

    worked_out = MinHashLSH(threshold=dedup._CANDIDATES, num_perm=dedup._PERMUTATIONS)
    assert (worked_out.b, worked_out.r) == dedup._BANDS


def test_the_module_imports_nothing_heavy():
    code = "import sys, briefing.ingest.dedup; print([m for m in ('datasketch', 'scipy', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
