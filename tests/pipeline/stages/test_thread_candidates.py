"""Which earlier stories are looked at at all."""

from __future__ import annotations

from briefing.models import Continuation, NameVariant, Sentence, Story, StoryName, ToldStory
from briefing.pipeline.stages.thread_candidates import MOST, Shelf


def story(id_: str, headline: str, *texts: str, names: dict[str, tuple[str, ...]] | None = None, **more) -> Story:
    def said(n: int, text: str) -> Sentence:
        return Sentence(n=n, text=text, status="happened", citations=(), verdict="checked")

    return Story(
        id=id_,
        event=headline,
        articles=("a",),
        headline=said(0, headline),
        sentences=tuple(said(n, text) for n, text in enumerate(texts, start=1)),
        discrepancies=(),
        timeline=(),
        names=tuple(
            StoryName(
                english=english,
                kind="person",
                roles=(),
                variants=tuple(NameVariant(article="a", form=form) for form in forms),
            )
            for english, forms in (names or {}).items()
        ),
        origins=(),
        open_questions=(),
        editor_notes=(),
        left_out=(),
        model="m",
        **more,
    )


def told(date: str, number: int, value: Story) -> ToldStory:
    return ToldStory(date=date, number=number, story=value)


def candidates(today: Story, earlier: list[ToldStory]) -> list[ToldStory]:
    return Shelf(earlier).candidates(today)


FLOOD = story("flood", "Dyke breaks in Tangling", "A dyke on the Tang River broke; 14 people died.")
CABLE = story("cable", "Talks on the Colchis cable end", "Kvaratelia met Vedrani in Trieste.")
MAPS = story("maps", "Museum to return maps", "The council votes on the maps of the museum in December.")
DAY = [told("2026-11-20", n, each) for n, each in enumerate((FLOOD, CABLE, MAPS), start=1)]


def test_the_story_that_goes_on_is_found_and_a_stranger_finds_none():
    today = story("x", "Toll of the Tangling dyke rises", "The breach in the dyke on the Tang River left 17 dead.")
    assert [each.story.id for each in candidates(today, DAY)] == ["flood"]
    stranger = story("y", "Orchestra names a conductor", "Anneke Brandvold takes over in the autumn season.")
    assert candidates(stranger, DAY) == []
    assert candidates(today, []) == []


def test_a_name_is_met_in_whatever_script_the_sources_write_it():
    old = story("old", "An office is searched", "Officers came at dawn.", names={"N. Q.": ("Нино Кварателия",)})
    today = story("new", "Charges are dropped", "The court closed the file.", names={"Nino Kvaratelia": ()})
    other = told("2026-11-19", 1, story("o", "Harbour reopens", "Ships may enter again.", names={"Al Smith": ()}))
    found = candidates(today, [told("2026-11-20", 1, old), other])
    assert [each.story.id for each in found] == ["old"]


def test_the_thread_leads_from_day_to_day():
    link = Continuation(date="2026-11-19", story="flood", number=1, headline="h", sentences=())
    second = story("second", "Tangling dyke: search goes on", "The search at the Tang River goes on.", continues=link)
    today = story("x", "Tangling dyke closed", "The breach in the dyke on the Tang River is closed.")
    earlier = [told("2026-11-20", 1, second), told("2026-11-19", 1, FLOOD), told("2026-11-19", 2, MAPS)]
    assert [each.story.id for each in candidates(today, earlier)] == ["second"]


def test_never_more_than_a_few_are_shown_and_the_same_ones_in_any_order():
    many = [told("2026-11-20", n, FLOOD.model_copy(update={"id": f"f{n}"})) for n in range(1, 9)]
    many += [told("2026-11-19", n, MAPS.model_copy(update={"id": f"m{n}"})) for n in range(1, 9)]
    today = story("x", "Toll of the Tangling dyke rises", "The breach in the dyke on the Tang River left 17 dead.")
    found = candidates(today, many)
    assert len(found) == MOST
    assert candidates(today, list(reversed(many))) == found
