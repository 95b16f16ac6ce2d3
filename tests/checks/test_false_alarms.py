"""Honest English over idioms that fool a proxy: each of these raised a false alarm once, or might have."""

from __future__ import annotations

import pytest

from briefing.checks.countries import countries_in
from briefing.checks.language import looks_foreign
from briefing.checks.name_support import bare, is_known, names_in


@pytest.mark.parametrize(
    "text",
    [
        "Die Zeit and Der Spiegel reported on El Niño in La Paz.",
        "Le Monde and Les Echos said that Le Pen and De Villepin would not run.",
        "The Al Jazeera correspondent in Rio de Janeiro met Luiz da Silva and Ana dos Santos.",
        "Ursula von der Leyen and Frans van der Berg spoke in Den Haag.",
    ],
)
def test_the_particles_of_names_are_no_foreign_language(text):
    assert not looks_foreign(text)


def test_the_kind_of_a_document_is_nobodys_name():
    told = "A Memorandum of Understanding and a Letter of Intent were signed under the Treaty of Lisbon."
    assert [bare(name) for name in names_in(told) if not is_known(name, set())] == ["lisbon"]


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("el puerto español", "es", "spain"),
        ("un port espagnol", "fr", "spain"),
        ("die deutsche Polizei", "de", "germany"),
        ("la police belge", "fr", "belgium"),
        ("ميناء إسباني", "ar", "spain"),
        ("испанский порт", "ru", "spain"),
        ("西班牙港口", "zh", "spain"),
        ("スペインの港", "ja", "spain"),
        ("İspanyol limanı", "tr", "spain"),
        ("бельгійська поліція", "uk", "belgium"),
    ],
)
def test_an_adjective_of_a_country_names_it(text, language, country):
    assert country in countries_in(text, language)
    assert "romania" not in countries_in(text, language)


def test_two_countries_that_are_not_named_are_not_known():
    assert countries_in("iki ülke arasında yeni bir hat", "tr") == frozenset()
    assert countries_in("a text", "xx-none") == frozenset()
