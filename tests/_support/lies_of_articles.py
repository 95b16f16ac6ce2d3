"""Lies told about one article, or about which articles belong together."""

from __future__ import annotations

from typing import Any

from recorded_replies import recorded
from scripted_liar import Lie, Reply


def _paragraph(reply: Reply, n: int) -> dict[str, Any]:
    return next(p for p in reply["paragraphs"] if p["n"] == n)


def _retranslate(reply: Reply, n: int, old: str, new: str) -> None:
    paragraph = _paragraph(reply, n)
    assert old in paragraph["text"]
    paragraph["text"] = paragraph["text"].replace(old, new)


def _echo(reply: Reply, number: str) -> None:
    source = {paragraph.n: paragraph.text for paragraph in recorded().articles[number].paragraphs}
    for paragraph in reply["paragraphs"]:
        paragraph["text"] = source[paragraph["n"]]


def _swap(reply: Reply, one: int, other: int) -> None:
    first, second = _paragraph(reply, one), _paragraph(reply, other)
    first["text"], second["text"] = second["text"], first["text"]


def _claim(reply: Reply, words: str, **fields: Any) -> None:
    next(claim for claim in reply["claims"] if words in claim["text"]).update(fields)


def _date(reply: Reply, words: str, **fields: Any) -> None:
    next(d for d in reply["dates"] if words in d["quotes"][0]).update(fields)


def _person(reply: Reply, words: str) -> dict[str, Any]:
    return next(person for person in reply["people"] if words in person["name"])


def _give_role(reply: Reply) -> None:
    _person(reply, "Kvaratelia")["roles"].extend(_person(reply, "Vedrani")["roles"])


def _drop_article(reply: Reply) -> None:
    reply["groups"][0]["articles"].pop()


def _double_article(reply: Reply) -> None:
    reply["groups"][0]["articles"].append(reply["groups"][1]["articles"][0])


ARTICLE_LIES = (
    Lie("the article's text echoed as translation", ("04",), "translate", lambda r: _echo(r, "04"),
        "paragraph-unchanged"),
    Lie("a paragraph in German left in German", ("01",), "translate",
        lambda r: _paragraph(r, 9).update(text="Die Leitung soll sich bis nach Rumänien erstrecken und dort an das "
                                               "europäische Verbundnetz angeschlossen werden, schreibt das Blatt."),
        "untranslated"),
    Lie("three paragraphs translated of ten", ("04",), "translate",
        lambda r: r.update(paragraphs=r["paragraphs"][:3]), "paragraph-count", useless=True),
    Lie("an empty paragraph", ("04",), "translate", lambda r: _paragraph(r, 6).update(text=""), "paragraph-empty"),
    Lie("two translations swapped", ("04",), "translate", lambda r: _swap(r, 5, 8), "number-changed"),
    Lie("a dropped negation", ("04",), "translate",
        lambda r: _retranslate(r, 7, "“No documents were signed", "“Documents were signed"), ""),
    Lie("a number changed in a translation", ("01",), "translate",
        lambda r: _retranslate(r, 9, "1,195 km", "1,295 km"), "number-changed"),
    Lie("2,3 Milliarden read as 23 billion", ("01",), "translate",
        lambda r: _retranslate(r, 9, "2.3 billion", "23 billion"), "number-changed"),
    Lie("a link put into a translation", ("01",), "translate",
        lambda r: _retranslate(r, 9, "The paper", "[The paper](https://example.org)"), "markup"),
    Lie("an invented quote", ("01",), "extract",
        lambda r: r["claims"][-1].update(quotes=["14 Kritiker jubeln"]), "quote-not-found"),
    Lie("2,3 Milliarden read as 2.3 million", ("01",), "extract",
        lambda r: _claim(r, "2.3 billion", text="Il Faro Giuliano puts the cost at 2.3 million euros."),
        "number-unsupported"),
    Lie("a plan recorded as done", ("01",), "extract",
        lambda r: _claim(r, "A letter of intent on the Black Sea cable is to be signed", status="happened",
                         text="A letter of intent on the Black Sea cable was signed in December 2026."), ""),
    Lie("a plan recorded as done in the wording alone", ("01",), "extract",
        lambda r: _claim(r, "A letter of intent on the Black Sea cable is to be signed",
                         text="A letter of intent on the Black Sea cable was signed in December 2026."),
        ""),
    Lie("a denial recorded as its opposite", ("04",), "extract",
        lambda r: _claim(r, "no documents were signed", status="happened",
                         text="Levan Tsereteliani told the agency that documents were signed in Trieste."),
        ""),
    Lie("a year from nowhere", ("07",), "extract",
        lambda r: _date(r, "24. September", value="2025-09-24", basis="inferred", reasoning="last year"),
        ""),
    Lie("a stated date a day off", ("07",), "extract",
        lambda r: _date(r, "24. September", value="XXXX-09-25"), ""),
    Lie("a weekday worked out a day off", ("03",), "extract",
        lambda r: _date(r, "signée mercredi", value="2026-11-19"), ""),
    Lie("a date of scraping sold as published", ("02",), "extract",
        lambda r: _date(r, "نوفمبر 20, 2026", role="published", reasoning=None), ""),
    Lie("an event dated from the date of scraping", ("02",), "extract",
        lambda r: _date(r, "يومي 17 و18", value="2026-11-17/2026-11-18", basis="inferred", reasoning="the page's year"),
        ""),
    Lie("inferred without reasoning", ("01",), "extract",
        lambda r: _date(r, "am 17. und 18. November", reasoning=None), "date-reasoning"),
    Lie("a value that is called unknown", ("01",), "extract",
        lambda r: _date(r, "am 17. und 18. November", basis="unknown"), "date-basis"),
    Lie("an invented person in the record", ("02",), "extract",
        lambda r: r["people"].append({"name": "Pavel Orlov", "original": "بافل أورلوف", "roles": []}),
        "name-not-found"),
    Lie("another's name for an Arabic one", ("02",), "extract",
        lambda r: _person(r, "Vedrani").update(name="Giorgio Bellini"), ""),
    Lie("an invented person in a claim", ("04",), "extract",
        lambda r: _claim(r, "the company expects to receive",
                         text="According to Pavel Orlov, the company expects to receive the results by the summer."),
        ""),
    Lie("another's role in the record", ("01",), "extract", _give_role, ""),
    Lie("a quotation put into another's mouth", ("06",), "extract",
        lambda r: next(q for q in r["quotations"] if "patience" in q["english"]).update(speaker="Liesbeth Hoogland"),
        ""),
    Lie("a quotation of nobody the article knows", ("06",), "extract",
        lambda r: next(q for q in r["quotations"] if "patience" in q["english"]).update(speaker="Pavel Orlov"),
        ""),
    Lie("a link as a person's role", ("01",), "extract",
        lambda r: _person(r, "Vedrani")["roles"][0].update(text="head, see https://example.org"), "markup"),
    Lie("a claim without evidence", ("01",), "extract", lambda r: r["claims"][0].update(quotes=[]),
        "evidence-missing"),
    Lie("a claim in German", ("01",), "extract",
        lambda r: r["claims"][0].update(text="Die Ministerin hat mit dem Chef des Netzbetreibers über das Kabel und "
                                             "die Kosten verhandelt."), "not-english"),
    Lie("an article left out of the grouping", ("01",), "group", _drop_article, "grouping", useless=True),
    Lie("an article in two groups", ("01",), "group", _double_article, "grouping", useless=True),
)  # fmt: skip
