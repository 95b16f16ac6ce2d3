"""One form for one name: put in place where it is certain, flagged where it isn't, and originals stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.checks.name_forms import Forms, harmonised_report
from briefing.models import (
    Article,
    Claim,
    Evidence,
    Extraction,
    Paragraph,
    Person,
    Report,
    TranslatedParagraph,
    Translation,
)
from briefing.names.book import NameBook
from briefing.names.entries import Row
from briefing.names.glossary import GlossaryName

FORM = "Нино Кварателия"


def report(english: str, claim: str, form: str = FORM, *, paragraph: str = "") -> Report:
    raw = f"{form} приехала"
    article = Article(
        id="0" * 12, raw=raw, paragraphs=(Paragraph(n=1, kind="body", text=raw, start=0, end=len(raw)),), language="ru",
        origin="a", encoding="utf-8",
    )  # fmt: skip
    evidence = (Evidence(article=article.id, paragraph=1, quote=form, start=0, end=len(form)),)
    extraction = Extraction(
        article=article.id, title=None, outlet=None, dates=(), organisations=(), places=(), quotations=(),
        people=(Person(name=english, original=form, roles=(), evidence=evidence),), cited_sources=(), instructions=(),
        claims=(Claim(id="c1", text=claim, status="happened", attribution=(english,), evidence=evidence),),
        model="m",
    )  # fmt: skip
    told = (TranslatedParagraph(n=1, kind="body", text=paragraph or claim),)
    translation = Translation(article=article.id, paragraphs=told, model="m")
    return Report(article=article, status="done", translation=translation, extraction=extraction)


def book(english: str = "Nino Kvaratelia", form: str = FORM, articles=("a", "b"), glossary=()) -> NameBook:
    row = Row(kind="person", english=english, form=form, articles=articles, days=("2026-11-20", "2026-11-20"))
    return NameBook({"2026-11-21": [row]}, (), glossary, "2026-11-21")


def test_a_spelling_gives_way_everywhere_in_our_english_and_nowhere_else():
    text = "Nino Qvaratelia came. Qvaratelia's friends said “Qvaratelia” to the Qvaratelias."
    done = harmonised_report(report("Nino Qvaratelia", text), book())
    record = done.extraction
    assert record.people[0].name == "Nino Kvaratelia"
    assert record.claims[0].text == "Nino Kvaratelia came. Kvaratelia's friends said “Qvaratelia” to the Qvaratelias."
    assert record.claims[0].attribution == ("Nino Kvaratelia",)
    assert "said “Kvaratelia”" in done.translation.paragraphs[0].text
    assert record.repairs.count("name-harmonised") == 2
    assert (record.people[0].original, record.claims[0].evidence[0].quote) == (FORM, FORM)
    assert done.article.raw.startswith(FORM)


@pytest.mark.parametrize(
    ("written", "names", "flagged"),
    [
        ("Nino Qvaratelia", {"articles": ("a",)}, True),  # one article alone is not certain
        ("Nina Baratashvili", {}, True),  # no spelling of it
        ("Kvaratelia", {}, False),  # a part of it
        ("Nino Kvaratelia", {}, False),
    ],
)
def test_what_is_not_certain_or_no_spelling_stays_and_is_flagged(written, names, flagged):
    done = harmonised_report(report(written, f"{written} came."), book(**names))
    assert done.extraction.claims[0].text == f"{written} came."
    assert [flag.code for flag in done.extraction.flags] == (["name-other-form"] if flagged else [])
    assert not done.extraction.repairs


def test_a_glossary_is_obeyed_where_no_letter_is_the_same():
    glossary = [GlossaryName(name="Myanmar", variants=("Бирма", "Burma"))]
    done = harmonised_report(report("Burma", "Burma and the Burma Post.", "Бирма"), book(glossary=glossary))
    assert done.extraction.claims[0].text == "Myanmar and the Myanmar Post."


def test_an_english_article_is_never_touched():
    one = report("Nino Qvaratelia", "Nino Qvaratelia came.")
    kept = one.translation.model_copy(update={"model": None})
    done = harmonised_report(one.model_copy(update={"translation": kept}), book())
    assert done.translation == kept


def test_a_longer_name_and_another_bearer_keep_theirs():
    forms = Forms()
    forms.add("Nino Qvaratelia", "Nino Kvaratelia", "certain")
    forms.settle(["Nino Qvaratelia", "Lado Qvaratelia"])
    assert forms.put == {"Nino Qvaratelia": "Nino Kvaratelia"}


@given(st.text(max_size=80), st.text(max_size=80))
def test_without_known_names_and_with_others_nothing_changes(claim, paragraph):
    one = report("Nino Kvaratelia", claim, paragraph=paragraph)
    assert harmonised_report(one, NameBook({})) == one
    assert harmonised_report(one, book("Ada Example", "Ада Пример")) == one
