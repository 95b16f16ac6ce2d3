"""Copies are found, paraphrases aren't."""

# ruff: noqa: E501, ISC004 -- sentences and files as they are

from __future__ import annotations

import subprocess
import sys

import pytest

from briefing.stages.read.articles import Given, build
from briefing.stages.read.duplicates import THRESHOLD, find_duplicates, likeness, normal, shingles_of

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
    return build(text, origin="test", encoding="utf-8", given=Given(title="given", **given))


@pytest.mark.parametrize("language", REPORTS)
def test_a_copy_with_a_word_changed_is_one_and_a_paraphrase_isn_t(language):
    text, paraphrase = REPORTS[language]
    first, other = article(text), article(paraphrase)
    last = article(f"{text} ({language.upper()} Agency)")
    assert find_duplicates([first, other, last]) == {last.id: first.id}
    assert likeness(shingles_of(first), shingles_of(other)) < 0.2 < THRESHOLD


def test_a_report_with_lines_added_is_a_copy_and_one_that_quotes_a_line_isn_t():
    text = REPORTS["en"][0]
    longer = article(
        f"{text} The mayor, who was away, sent a greeting from the mainland and promised a party in spring."
    )
    quoting = article(
        f"{text.split('.')[0]}. {REPORTS['en'][1]} {' '.join(f'Something else number {n}.' for n in range(40))}"
    )
    first = article(text)
    assert find_duplicates([first, longer, quoting]) == {longer.id: first.id}


def test_the_same_address_is_the_same_article_whatever_a_visit_adds_to_it():
    first = article("One thing.", url="https://www.quay.example/ferry/?utm_source=x&id=3#top")
    copy = article("Another thing altogether.", url="http://quay.example/ferry?id=3")
    other = article("A third thing.", url="https://quay.example/ferry?id=4")
    assert find_duplicates([first, copy, other]) == {copy.id: first.id}


def test_a_canonical_address_in_the_notes_counts():
    first = article("One thing.", url="https://quay.example/ferry")
    copy = article("Another.", url="https://mirror.example/1", notes=("canonical url: https://quay.example/ferry",))
    assert find_duplicates([first, copy]) == {copy.id: first.id}


def test_a_front_page_s_address_makes_no_copies():
    assert normal("https://quay.example/") is None
    assert (
        find_duplicates([article("One.", url="https://quay.example"), article("Two.", url="https://quay.example/")])
        == {}
    )


def test_short_texts_are_never_near_copies():
    assert find_duplicates([article("The ferry is back."), article("The ferry is back!")]) == {}


def test_an_original_is_never_a_copy_and_the_order_decides():
    text = REPORTS["en"][0]
    copies = [article(f"{text} {tail}") for tail in ("", "One.", "Two.", "Three.")]
    found = find_duplicates(copies)
    assert set(found.values()) == {copies[0].id}
    assert len(found) == 3


def test_the_module_imports_nothing_heavy():
    code = "import sys, briefing.stages.read.duplicates; print([m for m in ('datasketch', 'scipy', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
