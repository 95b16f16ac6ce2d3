"""Honest English over idioms that fool a proxy: each of these raised a false alarm once, or might have."""

from __future__ import annotations

import pytest

from briefing.checks.content_support import unsupported_quotations
from briefing.checks.countries import countries_in
from briefing.checks.language import looks_foreign
from briefing.checks.name_support import bare, is_known, names_in
from briefing.checks.status_wording import lacks
from briefing.models import Evidence

CLAIMS = [
    ("planned", "The minister will travel to Cairo on Friday."),
    ("planned", "Talks resume on Monday."),
    ("planned", "The bill goes to parliament in March."),
    ("planned", "Elections take place in May."),
    ("planned", "The company targets 2030 for completion."),
    ("planned", "Opening is scheduled for June."),
    ("planned", "The summit opens on Tuesday in Doha."),
    ("denied", "The army says it did not attack the hospital."),
    ("denied", "The ministry calls the report a fabrication."),
    ("denied", "The company rejects the accusation."),
    ("denied", "Beijing dismissed the claims as groundless."),
    ("denied", "The president ruled out an early election."),
    ("denied", "Officials described the video as fake."),
    ("alleged", "The suspect is said to have fled."),
    ("alleged", "Troops allegedly crossed the border."),
    ("alleged", "The drone is believed to have come from the east."),
    ("alleged", "According to witnesses shots were fired."),
    ("alleged", "The fire was apparently caused by a short circuit."),
    ("alleged", "Sources close to the family speak of poisoning."),
    ("alleged", "The minister stands accused of bribery."),
    ("planned", "Voters go to the polls on Sunday."),
    ("planned", "The government has approved the construction of two reactors."),
    ("planned", "Parliament has been asked to ratify the treaty."),
    ("planned", "The firm signed a contract to deliver ten trains by 2028."),
    ("planned", "The minister has invited his counterpart to Ankara."),
    ("planned", "The court set a hearing for 3 May."),
    ("planned", "Both sides have agreed a timetable."),
    ("planned", "A ceasefire takes effect at midnight."),
    ("denied", "The embassy said the reports were wrong."),
    ("denied", "Tehran calls the accusation unjustified."),
    ("denied", "The club said it had never negotiated with him."),
    ("denied", "The general insisted nobody was hurt."),
    ("alleged", "Rebels say they have taken the town."),
    ("alleged", "The bank is under suspicion of laundering money."),
    ("alleged", "Prosecutors suspect a bomb."),
    ("alleged", "Local media put the toll at 40."),
    ("alleged", "Satellite images suggest that the base was hit."),
]


@pytest.mark.parametrize(("status", "text"), CLAIMS)
def test_an_honest_claim_shows_its_status(status, text):
    assert not lacks(status, text)


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
    ("told", "quote", "bad"),
    [
        ("It is not “serious and immediate”.", "wird nicht als „ernsthaft und unmittelbar“ eingestuft", []),
        ("The “Plan of Action 2027” is to be signed.", "سيتم توقيع “خطة عمل 2027”", []),
        ("He said “we will never sign anything here”.", "„Geduld“, sagte er", ["we will never sign anything here"]),
        ("It is not “serious and immediate”.", "wird nicht so eingestuft", ["serious and immediate"]),
    ],
)
def test_a_term_that_the_source_puts_in_quotation_marks_is_nobodys_invented_quotation(told, quote, bad):
    evidence = Evidence(article="a", paragraph=1, quote=quote, start=0, end=len(quote))
    assert unsupported_quotations(told, [evidence], []) == bad


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
