"""Replies recorded over the demo's first day, sorted by what they answer: the honest base on which the lies are told.

A recording of its own: the lies change words of it, so it stays when the demo is recorded anew. It was made when
replies had another shape; `_today` gives them today's, with every word as it was.
"""

from __future__ import annotations

import contextlib
import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.demo import articles_folder
from briefing.ingest import read_sources
from briefing.models import Article, Group, Member
from briefing.pipeline.stages.extract import ground
from briefing.prompting.context import seal_for, sent
from briefing.prompting.schemas import ExtractionReply

_CASSETTE = Path(__file__).parents[2] / "cassettes" / "lies" / "honest.json"


@dataclass(frozen=True)
class Recorded:
    """What the demo's model replied, as JSON values, and the articles it replied on.

    Attributes:
        articles: By the number in their file names.
        translations: By number; English articles have none.
        extractions: By number.
        grouping: Its labels are the articles in order: A1 is 01.
        stories: By the numbers of their articles.
    """

    articles: dict[str, Article]
    translations: dict[str, dict[str, Any]]
    extractions: dict[str, dict[str, Any]]
    grouping: dict[str, Any]
    stories: dict[tuple[str, ...], dict[str, Any]]

    def member(self, number: str, extraction: dict[str, Any] | None = None) -> Member:
        """An article with its record: the recorded one, or another."""
        reply = ExtractionReply.model_validate(extraction or self.extractions[number])
        article = self.articles[number]
        return Member(article=article, extraction=ground(reply, article)[0])

    @functools.cached_property
    def members(self) -> dict[str, Member]:
        return {number: self.member(number) for number in self.articles}

    def group(self, numbers: tuple[str, ...]) -> Group:
        return Group(event="the event", members=tuple(self.members[number] for number in numbers))


def _cites(quotes: list[dict[str, Any]]) -> list[str]:
    label = [f"{quote['article']}." if "article" in quote else "" for quote in quotes]
    return [f"{a}{quote['paragraph']} {quote['quote']}" for a, quote in zip(label, quotes, strict=True)]


def _cited(part: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in part.items() if name not in ("citations", "evidence")}
    return kept | {"cites": _cites(part.get("citations", part.get("evidence", [])))}


def _translation(reply: dict[str, Any], article: Article) -> dict[str, Any]:
    """What is the website's text by rule is asked of nobody today."""
    asked = {p.n for p in sent(article)}
    paragraphs = [p for p in reply["paragraphs"] if p["n"] in asked]
    return {
        "paragraphs": [{"n": p["n"], "text": p["text"]} for p in paragraphs],
        "website_text": [p["n"] for p in paragraphs if p["kind"] == "boilerplate"],
    }


def _today(name: str, reply: dict[str, Any]) -> dict[str, Any]:
    """A reply in the shape that is asked for today."""
    if name == "ExtractionReply":
        return _record(reply)
    if name == "GroupingReply":
        return reply
    story = {
        **reply,
        "headline": _cited(reply["headline"]),
        "sentences": [_cited(each) for each in reply["sentences"]],
        "lead": 4,
        "timeline": [_cited(each) for each in reply["timeline"]],
        "left_out": [row | {"paragraphs": ", ".join(map(str, row["paragraphs"]))} for row in reply["left_out"]],
    }
    if name == "StoryReply":
        story |= {
            "discrepancies": [_row(row) for row in reply["discrepancies"]],
            "origins": [_cited(each) for each in reply["origins"]],
            "same_names": [],
            "origin_unknown": [],
        }
        del story["names"]
    return story


def _row(row: dict[str, Any]) -> dict[str, Any]:
    values = [
        {
            "value": position["statement"],
            "statement": position["statement"],
            "denies": position["denies"],
            "cites": _cites(position["evidence"]),
        }
        for position in row["positions"]
    ]
    return {"point": row["point"], "kind": row["kind"], "contradiction": row["contradiction"], "values": values}


def _record(reply: dict[str, Any]) -> dict[str, Any]:
    def quoted(part: dict[str, Any], *left: str, one: bool = False) -> dict[str, Any]:
        kept = {name: value for name, value in part.items() if name not in ("evidence", *left)}
        quotes = _cites(part["evidence"])
        return kept | ({"quote": quotes[0] if quotes else None} if one else {"quotes": quotes})

    def named(part: dict[str, Any]) -> dict[str, Any]:
        return {"name": part["name"], "original": part["original"]}

    title, outlet = reply["title"], reply["outlet"]
    return {
        "title": title and {"original": title["original"], "english": title["english"]},
        "outlet": outlet and quoted(outlet, one=True),
        "dates": [quoted(each) for each in reply["dates"]],
        "people": [
            named(each) | {"roles": [quoted(role, one=True) for role in each["roles"]]} for each in reply["people"]
        ],
        "organisations": [named(each) for each in reply["organisations"]],
        "places": [named(each) for each in reply["places"]],
        "quotations": [quoted(each, one=True) for each in reply["quotations"]],
        "claims": [quoted(each, "marker") for each in reply["claims"]],
        "cited_sources": [quoted(each, one=True) for each in reply["cited_sources"]],
        "instructions": [quoted(each) for each in reply["instructions"]],
    }


@functools.cache
def recorded() -> Recorded:
    with contextlib.chdir(articles_folder()):
        read = read_sources(sorted(path.name for path in articles_folder().glob("*.txt")))
    articles = {article.origin[:2]: article for article in read.articles}
    seals = {seal_for([article.raw]): number for number, article in articles.items()}
    replies: dict[str, dict[str, Any]] = {"TranslationReply": {}, "ExtractionReply": {}, "SummaryReply": {}}
    grouping: dict[str, Any] = {}
    merged: list[tuple[str, dict[str, Any]]] = []
    for exchange in json.loads(_CASSETTE.read_text(encoding="utf-8"))["exchanges"]:
        body = exchange["request"]["body"]
        name, asked = body["response_format"]["json_schema"]["name"], body["messages"][1]["content"]
        reply = json.loads(exchange["response"]["body"]["choices"][0]["message"]["content"])
        if name == "TranslationReply":
            number = next(number for seal, number in seals.items() if f" {seal}" in asked)
            replies[name][number] = _translation(reply, articles[number])
            continue
        reply = _today(name, reply)
        if name == "GroupingReply":
            grouping = reply
        elif name == "StoryReply":
            merged.append((asked, reply))
        else:
            replies[name][next(number for seal, number in seals.items() if f" {seal}" in asked)] = reply
    stories = {(number,): reply for number, reply in replies["SummaryReply"].items()}
    for asked, reply in merged:
        for named in grouping["groups"]:
            numbers = tuple(sorted(f"{int(label[1:]):02}" for label in named["articles"]))
            if f"<article {seal_for([articles[number].raw for number in numbers])} " in asked:
                stories[numbers] = reply
    return Recorded(articles, replies["TranslationReply"], replies["ExtractionReply"], grouping, stories)
