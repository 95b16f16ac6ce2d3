"""What outlets are called: unique in the day, short, and something even where nothing says whose a page is."""

from __future__ import annotations

import pytest

from briefing.models import Report
from briefing.render.view import sources_of
from briefing.render.view_outlets import OutletName, outlet_names
from report_samples import article


def called(*outlets: str | None) -> list[OutletName]:
    told = [
        Report(
            article=article(f"{n:012x}", "tr" if outlet is None else "en", (("body", "A text."),), outlet=outlet),
            status="done",
        )
        for n, outlet in enumerate(outlets)
    ]
    return list(outlet_names(sources_of(told, ())).values())


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("La Gaceta del Almirez", "Gaceta"),
        ("L’Écho de la Combe", "Écho"),
        ("The Pellworth Ledger", "Pellworth"),
        ("Il Faro Giuliano", "Faro"),
        ("Ostufer-Kurier", "Ostufer-Kurier"),
        ("New York Gazette", "New York"),
        ("BBQ News", "BBQ"),
        ("诺德晨报", "诺德晨报"),
        ("The", "The"),
    ],
)
def test_the_short_name_is_the_first_word_that_is_no_article(long: str, short: str):
    (name,) = called(long)
    assert name == (long, short)
    assert name.before + name.short + name.after == long


def test_two_outlets_that_begin_alike_are_told_apart():
    names = called("The Delta Wire", "Delta Post", "Delta Post", "Delta", "délta")
    assert [name.short for name in names] == ["Delta Wire", "Delta Post", "Delta Post", "Delta", "délta"]


def test_the_short_names_of_different_outlets_always_differ():
    outlets = ["The Ledger", "Ledger", "Le Ledger", "Ledger of the North", "Ledger of the South", "LEDGER"]
    names = called(*outlets)
    assert len({name.short for name in names}) == len(outlets)


def test_an_outlet_without_a_name_is_called_as_in_the_sentences_of_its_story():
    assert [name.long for name in called(None)] == ["unnamed Turkish outlet"]
    names = ["first unnamed Turkish outlet", "Wire", "second unnamed Turkish outlet"]
    assert [name.short for name in called(None, "Wire", None)] == names


def test_outlets_without_a_name_are_counted_in_their_own_story():
    told = [
        Report(article=article(f"{n:012x}", "fr", (("body", "Texte."),)), status="done", story=story)
        for n, story in enumerate(("one", "one", "two"))
    ]
    names = [name.long for name in outlet_names(sources_of(told, ())).values()]
    assert names == ["first unnamed French outlet", "second unnamed French outlet", "unnamed French outlet"]
