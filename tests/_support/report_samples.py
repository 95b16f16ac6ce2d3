"""A day made up by hand: one bridge in German, Arabic and Chinese, one article failed, one skipped."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from briefing.models import (
    SCHEMA_VERSION,
    Article,
    Briefing,
    Citation,
    Claim,
    DateMention,
    Discrepancy,
    EditorNote,
    Evidence,
    Extraction,
    Flag,
    Instruction,
    LeftOut,
    NameRole,
    NameVariant,
    OpenQuestion,
    Organisation,
    Origin,
    Outlet,
    Paragraph,
    Person,
    Place,
    Position,
    Report,
    Role,
    Sentence,
    Story,
    StoryName,
    Sums,
    TimelineEntry,
    Title,
    TranslatedParagraph,
    Translation,
    Unread,
)
from filled import closed, filled, patterned

GERMAN = (
    ("boilerplate", "Startseite | Wetter"),
    ("heading", "Brücke über die Norde gesperrt"),
    ("body", "Die Brücke ist seit Montag gesperrt. Zwei Menschen wurden verletzt."),
    ("body", "Am Freitag soll sie wieder öffnen, sagte Bürgermeisterin Ilse Brandt."),
    ("metadata", "Stand: 19.11.2026"),
)
ARABIC = (
    ("metadata", "نوفمبر 20, 2026"),
    ("heading", "إغلاق الجسر فوق نهر نورده"),
    ("body", "أُغلق الجسر يوم الاثنين، وأُصيب ثلاثة أشخاص، بحسب صحيفة «نورده بوست» (Norde Post)."),
    ("body", "Nordia تنفي وقوع إصابات."),
)
CHINESE = (
    ("heading", "诺德河大桥封闭"),
    ("body", "据《诺德邮报》报道，大桥预计周五重新开放，三人受伤。"),
)
KEPT = frozenset({"raw", "quote"})
#: Where pages lead beside their own parts: the address of the German article, and the story that theirs continues.
LEADS = {
    "https://norde.example/b?x=1",
    "../2026-11-20/briefing.html#story-1",
    "../2026-11-20/briefing.md",
}


def article(id_: str, language: str, lines: tuple[tuple[str, str], ...], taint: str = "", **known: Any) -> Article:
    """An article whose every paragraph ends in the taint."""
    raw, paragraphs = "", []
    for n, (kind, words) in enumerate(lines, 1):
        text = words + taint
        rule = "menu" if kind == "boilerplate" else None
        paragraphs.append(
            Paragraph(
                n=n, kind=kind, text=" ".join(text.split("\n")), start=len(raw), end=len(raw) + len(text), rule=rule
            )
        )
        raw += text + "\n\n"
    return Article(
        id=id_, raw=raw, paragraphs=tuple(paragraphs), language=language, origin=f"{id_}.txt", encoding="utf-8", **known
    )


def quote(source: Article, words: str, kind: type[Evidence] = Evidence) -> Any:
    start = source.raw.index(words)
    home = next(p for p in source.paragraphs if p.start <= start < p.end)
    return kind(article=source.id, paragraph=home.n, quote=words, start=start, end=start + len(words))


def cited(source: Article, *stretches: str) -> tuple[Citation, ...]:
    return tuple(quote(source, words, Citation) for words in stretches)


def translation(source: Article, taint: str) -> Translation:
    paragraphs = (
        TranslatedParagraph(n=p.n, kind=p.kind, text=f"English {source.language} {p.n}{taint}")
        for p in source.paragraphs
    )
    return Translation(article=source.id, paragraphs=tuple(paragraphs), model="a-model")


def extraction(source: Article, **fields: Any) -> Extraction:
    empty: dict[str, Any] = dict.fromkeys(
        ("dates", "people", "organisations", "places", "quotations", "claims", "cited_sources", "instructions"), ()
    )
    given = {"title": None, "outlet": None, **empty, **fields}
    return Extraction(article=source.id, model="a-model", **given)


def german_extraction(german: Article, taint: str) -> Extraction:
    return extraction(
        german,
        title=Title(original="Brücke über die Norde gesperrt", english="Bridge over the Norde closed"),
        outlet=Outlet(name="Norde Post"),
        dates=(
            DateMention(
                role="event", value="2026-11-16", basis="inferred", about="the closing", reasoning="Monday before",
                evidence=(quote(german, "seit Montag"),),
            ),
            DateMention(
                role="published", value="2026-11-19", basis="stated", about="this version", reasoning=None,
                evidence=(quote(german, "Stand: 19.11.2026"),),
            ),
        ),
        people=(Person(name="Ilse Brandt", original="Ilse Brandt", roles=(Role(text="mayor"),)),),
        organisations=(Organisation(name="Norde Post", original="Norde Post"),),
        places=(Place(name="Norde", original="Norde"),),
        claims=(
            Claim(
                id="c1", text="The bridge is to reopen on Friday.", status="planned",
                attribution=("Ilse Brandt",), evidence=(quote(german, "Am Freitag soll sie wieder öffnen"),),
            ),
        ),
        instructions=(
            Instruction(
                found_by="rule", note="wants praise", evidence=(quote(german, taint or "Startseite | Wetter"),)
            ),
        ),
        flags=(Flag(code="quote-not-found", message="One quote of a place was not found."),),
    )  # fmt: skip


def story(german: Article, arabic: Article, chinese: Article) -> Story:
    hurt = (quote(german, "Zwei Menschen wurden verletzt"), quote(arabic, "وأُصيب ثلاثة أشخاص"))
    return Story(
        id="st1",
        event="closing of the bridge",
        articles=(german.id, arabic.id, chinese.id),
        headline=Sentence(
            n=0, text="Bridge over the Norde closed", status="happened", verdict="checked",
            citations=cited(german, "Die Brücke ist seit Montag gesperrt"),
        ),
        sentences=(
            Sentence(
                n=1, text="The bridge has been closed since Monday.", status="happened", verdict="repaired",
                # Overlapping, and two that begin at the same letter.
                citations=(
                    *cited(german, "Die Brücke ist seit Montag gesperrt", "Montag gesperrt. Zwei", "Die Brücke"),
                    *cited(arabic, "أُغلق الجسر يوم الاثنين"),
                ),
            ),
            Sentence(
                n=2, text="It is to reopen on Friday.", status="planned", verdict="flagged",
                citations=cited(chinese, "大桥预计周五重新开放"),
                flags=(Flag(code="weekday", message="The weekday has no date."),),
            ),
            Sentence(
                n=3, text="Nordia denies that anyone was hurt.", status="denied", verdict="checked",
                citations=cited(arabic, "Nordia تنفي وقوع إصابات"),
            ),
        ),
        discrepancies=(
            Discrepancy(
                point="Source of the news", kind="attribution", contradiction=False,
                positions=(
                    Position(article=german.id, stance="silent", statement=None),
                    Position(
                        article=arabic.id, stance="says", statement="Norde Post",
                        evidence=(quote(arabic, "«نورده بوست»"),),
                    ),
                    Position(article=chinese.id, stance="says", statement="Norde Post"),
                ),
            ),
            Discrepancy(
                point="Number of injured", kind="number", contradiction=True,
                positions=(
                    Position(article=german.id, stance="says", statement="two", evidence=hurt[:1]),
                    Position(article=arabic.id, stance="denies", statement="not two but three", evidence=hurt[1:]),
                    Position(article=chinese.id, stance="silent", statement=None),
                ),
            ),
        ),
        timeline=(
            TimelineEntry(
                date="2026-11-16/2026-11-17", basis="inferred", event="the closing", status="happened",
                citations=cited(german, "seit Montag"),
            ),
            TimelineEntry(
                date=None, basis="unknown", event="the reopening", status="planned", citations=cited(chinese, "周五")
            ),
        ),
        names=(
            StoryName(
                english="Norde", kind="place",
                roles=(NameRole(text="river", evidence=(quote(arabic, "نهر نورده"),)),),
                variants=(
                    NameVariant(article=german.id, form="Norde", evidence=(quote(german, "Norde"),)),
                    NameVariant(article=arabic.id, form="نورده", evidence=(quote(arabic, "نورده"),)),
                ),
            ),
        ),
        origins=(
            Origin(
                name="Norde Post", kind="newspaper", articles=(german.id, arabic.id, chinese.id),
                reason="Two name it.", evidence=(quote(chinese, "据《诺德邮报》报道"),),
            ),
        ),
        open_questions=(
            OpenQuestion(
                text="Who was hurt?", flags=(Flag(code="markup", message="17 is new."),)
            ),
        ),
        editor_notes=(
            EditorNote(
                about="Bridge", note="There are two of this name.",
                flags=(Flag(code="name-spelling", message="Spelt so."),),
            ),
        ),
        left_out=(LeftOut(article=german.id, paragraphs=(1, 2, 5), reason="website text"),),
        model="a-model",
        flags=(Flag(code="coverage", message="One paragraph is not accounted for."),),
    )  # fmt: skip


def day(taint: str = "") -> Briefing:
    """The whole day; with a taint, every field has something, and every text ends in it, ids and codes included."""
    german = article(
        "aaa111", "de", GERMAN, taint, url="https://norde.example/b?x=1", author="Jutta Ahlers", notes=("cut a menu",)
    )
    arabic = article("bbb222", "ar", ARABIC, taint, published="2026-11-20", author="سمير حداد")
    chinese = article("ccc333", "zh-Hans", CHINESE, taint, outlet="诺德晨报", title="诺德河大桥封闭")
    failed = article("ddd444", "tr", (("body", "Köprü kapandı."),), taint)
    skipped = article("eee555", "en", (("body", "The bridge is shut."),), taint, outlet="Ledger")
    scraped = DateMention(
        role="scraped", value="2026-11-20", basis="stated", about="top of the page", reasoning=None,
        evidence=(quote(arabic, "نوفمبر 20, 2026"),),
    )  # fmt: skip
    found = {
        german.id: german_extraction(german, taint),
        arabic.id: extraction(arabic, outlet=Outlet(name="Al-Jisr"), dates=(scraped,)),
        chinese.id: extraction(chinese),
    }
    told = [
        Report(article=one, status="done", translation=translation(one, taint), extraction=found[one.id], story="st1")
        for one in (german, arabic, chinese)
    ]
    briefing = Briefing(
        schema_version=SCHEMA_VERSION,
        date="2026-11-21",
        title="Morning briefing",
        stories=(story(german, arabic, chinese),),
        reports=(
            *told,
            Report(article=failed, status="failed", reason="the model declined"),
            Report(article=skipped, status="skipped", reason="told yesterday"),
        ),
        unread=(Unread(origin="scan.pdf", status="failed", reason="no text layer"),),
        sums=Sums(
            articles_in=6, done=3, failed=2, skipped=1, languages=("ar", "de", "zh"), stories=1, sentences=4,
            checked=2, repaired=1, flagged=1, citations=14, quotes_not_found=1, discrepancies=2, contradictions=1,
            instructions=1, flags={"weekday": 1, "quote-not-found": 1, "coverage": 1},
        ),
        verdict="Of 4 sentences, 3 passed all checks.",
        notices=("1 article failed.",),
    )  # fmt: skip
    return tainted(filled(briefing, german.id), taint) if taint else briefing


def tainted(value: Any, taint: str) -> Any:
    """Every string below a value with the taint at its end, but for what must stay: offsets hold."""
    if isinstance(value, str):
        return value + taint
    if isinstance(value, tuple):
        return tuple(tainted(part, taint) for part in value)
    if isinstance(value, dict):
        return {key + taint: number for key, number in value.items()}
    if not isinstance(value, BaseModel):
        return value
    fields = type(value).model_fields
    kept = {name for name in fields if name in KEPT or closed(fields[name].annotation)}
    # The address is tainted in its own test: here it must stay the link that it is.
    kept |= {name for name in fields if patterned(fields[name])}
    kept |= {"url", "canonical_url"} | ({"text"} if isinstance(value, Paragraph | TranslatedParagraph) else set())
    return value.model_copy(update={name: tainted(getattr(value, name), taint) for name in set(fields) - kept})
