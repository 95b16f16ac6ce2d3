"""A heavy day: 200 articles in nine languages, 72 stories, as dense as real replies are."""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING, Any

from briefing.models import (
    SCHEMA_VERSION,
    Article,
    Briefing,
    Citation,
    DateMention,
    Discrepancy,
    Evidence,
    LeftOut,
    NameRole,
    NameVariant,
    Origin,
    Outlet,
    Paragraph,
    Position,
    Report,
    Sentence,
    Story,
    StoryName,
    Sums,
    TimelineEntry,
    Title,
    TranslatedParagraph,
    Translation,
)
from briefing.render import to_html
from report_samples import extraction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS = {
    "en": "the minister said on monday that talks about water power and trade would go on while officials of both "
    "provinces looked for ways to share costs before winter according to people who know the plan which "
    "council members called a first step after years without results because roads bridges schools need "
    "repair",
    "de": "der Minister sagte am Montag dass Gespräche über Wasser Strom und Handel weitergehen während Beamte "
    "beider Provinzen nach Wegen suchen um Kosten vor dem Winter zu teilen wie Kenner des Plans berichten den "
    "Ratsmitglieder einen ersten Schritt nach Jahren ohne Ergebnisse nannten weil Straßen Brücken Schulen "
    "Reparaturen brauchen",
    "fr": "le ministre a déclaré lundi que les pourparlers sur l’eau l’électricité et le commerce continueraient "
    "tandis que des fonctionnaires des deux provinces cherchent à partager les coûts avant l’hiver selon des "
    "proches du projet qualifié de premier pas après des années sans résultat car routes ponts écoles "
    "demandent réparation",
    "es": "el ministro dijo el lunes que las conversaciones sobre agua energía y comercio seguirán mientras "
    "funcionarios de ambas provincias buscan compartir gastos antes del invierno según conocedores del plan "
    "llamado primer paso tras años sin resultados porque caminos puentes escuelas necesitan arreglo",
    "tr": "bakan pazartesi günü su enerji ve ticaret görüşmelerinin süreceğini söyledi iki ilin yetkilileri kış "
    "gelmeden masrafları paylaşmanın yollarını arıyor planı bilenlere göre meclis üyeleri bunu yıllar sonra "
    "ilk adım olarak niteledi çünkü yollar köprüler okullar onarım bekliyor",
    "ru": "министр сообщил в понедельник что переговоры о воде энергии и торговле продолжатся пока чиновники обеих "
    "областей ищут способ разделить расходы до зимы по словам знакомых с планом который депутаты назвали "
    "первым шагом после лет без итогов потому что дорогам мостам школам нужен ремонт",
    "ar": "قال الوزير يوم الاثنين إن المحادثات حول المياه والطاقة والتجارة ستستمر فيما يبحث مسؤولو المحافظتين عن "
    "سبل لتقاسم التكاليف قبل الشتاء بحسب مطلعين على الخطة التي وصفها أعضاء المجلس بأنها خطوة أولى بعد سنوات "
    "بلا نتائج لأن الطرق والجسور والمدارس تحتاج إلى ترميم",
    "fa": "وزیر روز دوشنبه گفت گفت‌وگوها درباره آب و برق و بازرگانی ادامه می‌یابد و مقام‌های دو استان در پی راهی "
    "برای تقسیم هزینه‌ها پیش از زمستان هستند به گفته آگاهان این طرح که اعضای شورا آن را نخستین گام پس از "
    "سال‌ها بی‌نتیجه خواندند زیرا راه‌ها پل‌ها مدرسه‌ها نیاز به بازسازی دارند",
    "zh": "部长 星期一 表示 关于 水 电力 和 贸易 的 会谈 将 继续 两省 官员 寻求 在 冬季 之前 "
    "分担 费用 据 了解 计划 的 人士 说 议员 称 这是 多年 没有 结果 之后 的 第一步 因为 "
    "道路 桥梁 学校 需要 修缮",
}
_PARAGRAPHS = 12
_SHARES = (1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 1, 1, 1, 2, 3, 4, 6, 11)


class Day:
    """Makes the day, the same each time."""

    def __init__(self, articles: int) -> None:
        self.random = random.Random(20261121)
        self.articles = [self.article(n) for n in range(articles)]

    def sentence(self, tag: str, words: int) -> str:
        vocabulary = WORDS[tag].split()
        chosen = self.random.choices(vocabulary, k=words)
        return ("" if tag == "zh" else " ").join(chosen).capitalize() + ("。" if tag == "zh" else ".")

    def article(self, n: int) -> Article:
        tag = list(WORDS)[n % len(WORDS)]
        raw, paragraphs = "", []
        for number in range(1, _PARAGRAPHS + 1):
            kind: Any = "heading" if number == 1 else "boilerplate" if number == _PARAGRAPHS else "body"
            text = self.sentence(tag, 9 if kind != "body" else 48)
            paragraphs.append(Paragraph(n=number, kind=kind, text=text, start=len(raw), end=len(raw) + len(text)))
            raw += text + "\n\n"
        return Article(
            id=f"{n:012x}", raw=raw, paragraphs=tuple(paragraphs), language=tag, origin=f"{n:03}.txt",
            encoding="utf-8", url=f"https://outlet{n % 60}.example/news/{n}",
        )  # fmt: skip

    def evidence(self, article: Article, kind: type[Evidence] = Evidence) -> Any:
        paragraph = self.random.choice(article.paragraphs[1:-1])
        size = min(len(paragraph.text), self.random.randint(30, 110))
        start = paragraph.start + self.random.randint(0, len(paragraph.text) - size)
        end = start + size
        return kind(article=article.id, paragraph=paragraph.n, quote=article.raw[start:end], start=start, end=end)

    def some(self, members: Sequence[Article], kind: type[Evidence] = Evidence, most: int = 3) -> tuple[Any, ...]:
        chosen = self.random.sample(members, k=min(len(members), most))
        return tuple(self.evidence(article, kind) for article in chosen)

    def report(self, article: Article, story: str) -> Report:
        rows = (TranslatedParagraph(n=p.n, kind=p.kind, text=self.sentence("en", 50)) for p in article.paragraphs)
        number = int(article.id, 16)
        known = extraction(
            article,
            title=Title(original=article.paragraphs[0].text, english=self.sentence("en", 9)),
            outlet=Outlet(name=f"Outlet {number % 60} of the River"),
            dates=tuple(
                DateMention(
                    role=role, value=value, basis="stated", about=self.sentence("en", 5), reasoning=None,
                    evidence=(self.evidence(article),),
                )
                for role, value in (("published", "2026-11-20"), ("event", "2026-11-19"), ("mentioned", "XXXX-12"))
            ),
        )  # fmt: skip
        translated = Translation(article=article.id, paragraphs=tuple(rows), model="m")
        return Report(article=article, status="done", translation=translated, extraction=known, story=story)

    def name(self, n: int, members: Sequence[Article]) -> StoryName:
        kind: Any = ("person", "place", "organisation")[n % 3]
        variants = tuple(
            NameVariant(
                article=a.id,
                form=" ".join(WORDS[a.language].split()[n % 20 : n % 20 + 2]),
                evidence=(self.evidence(a),),
            )
            for a in members[:6]
        )
        role = NameRole(text=self.sentence("en", 4), evidence=(self.evidence(members[0]),))
        return StoryName(english=f"Name {n % 90} Norde", kind=kind, roles=(role,), variants=variants)

    def story(self, n: int, members: Sequence[Article]) -> Story:
        several = len(members) > 1
        sentences = tuple(
            Sentence(
                n=k, text=self.sentence("en", 24), status="planned" if k == 5 else "happened",
                citations=self.some(members, Citation), verdict="checked",
            )
            for k in range(1, 12 if several else 7)
        )  # fmt: skip
        rows = tuple(
            Discrepancy(
                point=self.sentence("en", 5), kind="number", contradiction=k == 0,
                positions=tuple(
                    Position(article=a.id, stance="says", statement=self.sentence("en", 8), evidence=self.some([a]))
                    for a in members
                ),
            )
            for k in range(8 if several else 0)
        )  # fmt: skip
        dates = ("2026-11-17", "2026-11-18", "2026-11-16/2026-11-20", "2026-12", "2027", None, "XXXX-09", None)
        timeline = tuple(
            TimelineEntry(
                date=date, basis="inferred", event=self.sentence("en", 12), status="happened",
                citations=self.some(members, Citation, 2),
            )
            for date in dates
        )  # fmt: skip
        return Story(
            id=f"st{n}", event=f"event {n}", articles=tuple(a.id for a in members),
            headline=Sentence(
                n=0, text=self.sentence("en", 10), status="happened", citations=self.some(members, Citation),
                verdict="checked",
            ),
            sentences=sentences, discrepancies=rows, timeline=timeline,
            names=tuple(self.name(self.random.randrange(200), members) for _ in range(12 if several else 6)),
            origins=tuple(
                Origin(
                    name=f"Outlet {int(a.id, 16) % 60} of the River", kind="newspaper", articles=(a.id,),
                    reason=self.sentence("en", 14), evidence=self.some([a]),
                )
                for a in members[: 1 + len(members) // 2]
            ),
            open_questions=tuple(self.sentence("en", 14) for _ in range(4)), editor_notes=(),
            left_out=tuple(LeftOut(article=a.id, paragraphs=(1, 12), reason="page furniture") for a in members),
            model="m",
        )  # fmt: skip

    def groups(self) -> Iterator[tuple[Article, ...]]:
        at = 0
        while at < len(self.articles):
            size = self.random.choice(_SHARES)
            yield tuple(self.articles[at : at + size])
            at += size

    def briefing(self) -> Briefing:
        groups = sorted(self.groups(), key=len, reverse=True)
        stories = tuple(self.story(n, members) for n, members in enumerate(groups))
        told_in = {id_: story.id for story in stories for id_ in story.articles}
        reports = tuple(self.report(a, told_in[a.id]) for a in self.articles)
        sentences = sum(1 + len(story.sentences) for story in stories)
        return Briefing(
            schema_version=SCHEMA_VERSION, date="2026-11-21", title="Heavy briefing", stories=stories, reports=reports,
            unread=(),
            sums=Sums(
                articles_in=len(reports), done=len(reports), failed=0, skipped=0, languages=tuple(WORDS),
                stories=len(stories), sentences=sentences, checked=sentences, repaired=0, flagged=0, citations=999,
                quotes_not_found=0, discrepancies=0, contradictions=0, instructions=0, flags={},
            ),
            notices=(),
        )  # fmt: skip


@functools.cache
def heavy_day(articles: int = 200) -> Briefing:
    return Day(articles).briefing()


@functools.cache
def heavy_page() -> str:
    """Its page, which takes seconds to write."""
    return to_html(heavy_day())
