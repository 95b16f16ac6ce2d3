"""Honest English over idioms that fool a proxy: each of these raised a false alarm once, or might have."""

from __future__ import annotations

import pytest

from briefing.checks.content_support import unsupported_quotations
from briefing.checks.countries import countries_in
from briefing.checks.language import looks_foreign
from briefing.checks.name_support import bare, is_known, names_in
from briefing.checks.status_wording import lacks
from briefing.checks.translation_support import dropped_negation
from briefing.models import Evidence

TRANSLATIONS = [
    ("Die Regierung hat noch keine Entscheidung getroffen.", "The government has yet to take a decision."),
    (
        "Der Minister lehnte es ab, sich zu äußern, und wollte nicht bleiben.",
        "The minister declined to comment and did not want to stay.",
    ),
    ("Nicht zuletzt wegen der Kosten stockt das Projekt.", "The project is stalling, not least because of the costs."),
    ("Ohne Zweifel ist das ein Erfolg.", "This is undoubtedly a success."),
    ("Er kam nicht umhin, zuzustimmen.", "He had to agree."),
    ("Le projet n'est plus prioritaire.", "The project is no longer a priority."),
    ("Il ne fait aucun doute que la crise dure.", "There is no doubt that the crisis goes on."),
    ("Personne n'a été blessé.", "No one was injured."),
    ("Le ministre n'a cessé de répéter son engagement.", "The minister kept repeating his commitment."),
    ("El presidente no descartó nuevas medidas.", "The president did not rule out new measures."),
    ("Nunca antes se había visto algo así.", "Nothing like it had ever been seen before."),
    ("La medida no entrará en vigor hasta mayo.", "The measure will only take effect in May."),
    ("Президент не исключил новых мер.", "The president did not rule out new measures."),
    ("Он не мог не согласиться.", "He could not but agree."),
    ("Без сомнения, это успех.", "This is without doubt a success."),
    ("Ни один из раненых не погиб.", "None of the injured died."),
    ("В нем приняли участие не менее 200 человек.", "At least 200 people took part in it."),
    ("لم يصب أحد بأذى.", "No one was hurt."),
    ("أكد الوزير عدم وجود خطر.", "The minister affirmed that there was no danger."),
    ("لا يقل عدد القتلى عن عشرة.", "The number of dead is at least ten."),
    ("قال إن غير المواطنين يمكنهم التقديم.", "He said that foreigners can apply."),
    ("伤亡人数不详。", "The number of casualties is unknown."),
    ("不得不推迟会议。", "The meeting had to be postponed."),
    ("会议不日将举行。", "The meeting will be held in a few days."),
    ("未来三天有雨。", "Rain is expected in the next three days."),
    ("詳細は明らかになっていない。", "The details are not known."),
    ("対策を取らなければならない。", "Measures must be taken."),
    ("Karar henüz açıklanmadı.", "The decision has not been announced yet."),
    (
        "Toplantıya 300'den fazla kişi katılmadan önce kayıt yaptırdı.",
        "More than 300 people registered before attending the meeting.",
    ),
    ("Il ministro non ha risposto.", "The minister did not answer."),
    ("Nessuno è rimasto ferito.", "Nobody was hurt."),
    ("O governo não comentou.", "The government did not comment."),
    ("De minister wilde niet reageren.", "The minister did not want to react."),
    ("Rząd nie podjął decyzji.", "The government has not taken a decision."),
    ("Der Zug fährt nicht vor Mai wieder.", "The train will not run again before May."),
    ("Nicht weniger als 40 Menschen kamen.", "As many as 40 people came."),
    ("Niemand zweifelt daran, dass der Plan scheitert.", "Everyone is convinced that the plan will fail."),
    (
        "Die Lage ist alles andere als klar, doch kein Grund zur Panik.",
        "The situation is anything but clear, but no cause for panic.",
    ),
    (
        "Nicht nur die Opposition, auch die Regierung kritisierte ihn.",
        "Both the opposition and the government criticised him.",
    ),
    ("Er blieb ohne Antwort.", "He received no answer."),
    ("Ce n'est qu'un début.", "This is just a beginning."),
    ("Sans surprise, le texte a été adopté.", "Unsurprisingly, the text was adopted."),
    ("Aucun blessé n'est à déplorer.", "No injuries were reported."),
    ("Le gouvernement ne compte pas reculer.", "The government does not intend to back down."),
    ("No es la primera vez que ocurre.", "It has happened before."),
    ("Tampoco se conoce la causa.", "The cause is not known either."),
    ("El ministro no ha hecho declaraciones.", "The minister made no statement."),
    ("Nadie resultó herido.", "No one was injured."),
    ("Пострадавших нет.", "There are no injured."),
    ("Он ни разу не явился.", "He never appeared."),
    ("Не раз поднимался этот вопрос.", "This question came up repeatedly."),
    ("Нет сомнений, что это успех.", "It is certainly a success."),
    ("ليس هذا فحسب، بل أعلن عن خطة.", "Not only that, he announced a plan."),
    ("دون سابق إنذار انهار السد.", "The dam collapsed without warning."),
    ("لم تعلن الوزارة أي تفاصيل.", "The ministry gave no details."),
    ("لا تزال المفاوضات جارية.", "Negotiations are ongoing."),
    ("目前尚无人员伤亡报告。", "There are so far no reports of casualties."),
    ("双方没有达成协议。", "The two sides did not reach an agreement."),
    ("損害は少なくない。", "The damage is considerable."),
    ("被害の全容は分かっていない。", "The full extent of the damage is not known."),
    ("Bakan soruları yanıtlamadı.", "The minister did not answer the questions."),
    ("Hiçbir belge imzalanmadı.", "No document was signed."),
    ("Non è escluso un rinvio.", "A postponement is not ruled out."),
    ("Niet iedereen is het eens.", "Not everyone agrees."),
]
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


@pytest.mark.parametrize(("source", "translation"), TRANSLATIONS)
def test_an_honest_translation_drops_no_negation(source, translation):
    assert dropped_negation(source, translation) is None


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
