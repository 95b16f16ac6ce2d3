"""Known names are found in a text as they are written there, and other names are not taken for them."""

from __future__ import annotations

import pytest

from briefing.names.matching import Matcher


def occurs(form: str, text: str, language: str) -> bool:
    return bool(Matcher([(form, 0)]).occurring(text, language))


@pytest.mark.parametrize(
    ("form", "text", "language"),
    [
        ("Москва", "в Москве прошёл", "ru"),
        ("Рабате", "город Рабат", "ru"),
        ("Сергей Лавров", "с Сергеем Лавровым", "ru"),
        ("Warszawa", "w Warszawie", "pl"),
        ("Donald Tusk", "wizyta Donalda Tuska", "pl"),
        ("Ankara", "Ankara'da konuştu", "tr"),
        ("Kuveyt", "Kuveytte", "tr"),
        ("İstanbul", "İSTANBUL'DA", "tr"),
        ("Marokko", "Marokkos Minister", "de"),
        ("NATO", "die Nato", "de"),
        ("Kwaratelia", "KWARATELIA IN TRIEST", "de"),
        ("Iran", "l'Iran a annoncé", "fr"),
        ("الرباط", "في الرباط", "ar"),
        ("الرباط", "بالرباط", "ar"),
        ("الرباط", "للرباط", "ar"),
        ("المغرب", "والمغرب", "ar"),
        ("المغرب", "وللمغرب", "ar"),
        ("مغرب", "المغرب", "ar"),
        ("لبنان", "ولبنان", "ar"),
        ("أحمد", "احمد", "ar"),
        ("كفاراتيليا", "كفـاراتيليا", "ar"),
        ("مُحَمَّد علي", "محمد علي", "ar"),
        ("北京", "在北京举行", "zh"),
        ("トリエステ", "トリエステで", "ja"),
        ("ニノ・クワラテリア", "ニノ･クワラテリア氏", "ja"),
        ("서울", "서울에서", "ko"),
        ("नरेंद्र मोदी", "प्रधानमंत्री नरेंद्र मोदी ने", "hi"),
        ("ירושלים", "בירושלים", "he"),
        ("Αθήνα", "στην Αθήνας", "el"),
        ("თბილისი", "თბილისი", "ka"),
        ("กรุงเทพ", "ในกรุงเทพมหานคร", "th"),
        ("Erdogan", "Erdoğan", "tr"),
        ("Abd al-Rahman", "Abd Al Rahman", "en"),
        ("J. R. Smith", "J.R. Smith", "en"),
    ],
)
def test_a_name_is_found_inflected_with_particles_and_in_other_typography(form, text, language):
    assert occurs(form, text, language)


@pytest.mark.parametrize(
    ("form", "text", "language"),
    [
        ("Иван", "Иванов сказал", "ru"),
        ("Марк", "Маркс", "ru"),
        ("Ford", "they ford the river", "en"),
        ("Rom", "ein Roman", "de"),
        ("Bern", "Bernd", "de"),
        ("Genf", "ein Genfer", "de"),
        ("Kiel", "w Kielcach", "pl"),
        ("Mali", "Malicki", "pl"),
        ("Paris", "the Parish", "en"),
        ("Georgia", "Georgian", "en"),
        ("Oman", "the Ottoman", "en"),
        ("UN", "un homme", "fr"),
        ("Li", "he li", "en"),
        ("عمان", "عمانية", "ar"),
        ("الهند", "هند", "ar"),
        ("トリエステ", "サントリエステ", "ja"),
        ("서울", "서울대학교", "ko"),
        ("Nino Kvaratelia", "Nino sang. Kvaratelia left.", "en"),
    ],
)
def test_another_name_or_a_word_is_not_taken_for_it(form, text, language):
    assert not occurs(form, text, language)


def test_of_two_names_in_one_place_only_the_longer_counts():
    names = ["Korea", "Nordkorea", "Deutsche Bahn", "Bahn", "金山", "旧金山"]
    matcher = Matcher((name, name) for name in names)
    assert set(matcher.occurring("Nordkorea und die Deutsche Bahn in 旧金山", "de")) == {
        "Nordkorea",
        "Deutsche Bahn",
        "旧金山",
    }
    assert set(matcher.occurring("Die Deutsche Bahn. Die Bahn kommt.", "de")) == {"Deutsche Bahn", "Bahn"}


def test_what_was_found_is_told_in_the_known_forms():
    assert Matcher([("Москва", 1), ("Moskau", 1)]).occurring("в Москве", "ru") == {1: ("Москва",)}
