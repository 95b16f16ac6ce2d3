"""A day of any size, made of the demo's: its articles and recorded replies, with other names in each copy.

A copy is the demo's twelve articles and four stories once more. Its capitalised words are spelt in their own way, the
same in the articles and in the replies, so that each quote stands where it stood; what remembers texts finds few twice.
Words by which dates, numbers, countries and website text are known stay as they are. A mark in the headline says which
copy and which article it is: by it the loopback model (`loopback.py`) knows what to reply.
"""

from __future__ import annotations

import contextlib
import functools
import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.demo import articles_folder, cassette_file
from briefing.ingest import read_sources
from briefing.prompting.context import seal_for
from briefing.text import language_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARK = re.compile(r"zz([a-j]+)q([a-j]+)zz")
#: A word that is spelt anew in each copy: capitalised, in a script that has capitals.
_WORD = re.compile(r"\b[^\W\d_a-z]\w{4,}\b")
_SWAPPED = ("bdfgklmnprtv", "бвгдзклмнпрт")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Template:
    """The demo's first day.

    Attributes:
        texts: Of its articles, in their order.
        titles: Of each, as it stands there and in English.
        replies: By schema and article's number, from 0.
        stories: By the numbers of their articles: the reply of the merge.
        events: Lines that name the groups, by the same.
        han: Characters of Chinese and Japanese names.
        kept: Words of website text and of lines that carry outlet, author or date.
    """

    texts: list[str]
    titles: list[tuple[str, str]]
    replies: dict[str, dict[int, Any]]
    stories: dict[tuple[int, ...], Any]
    events: dict[tuple[int, ...], str]
    han: str
    kept: frozenset[str]


@functools.cache
def template() -> Template:
    """Read the demo's articles and recording."""
    with contextlib.chdir(articles_folder()):
        read = read_sources(sorted(path.name for path in articles_folder().glob("*.txt")))
    articles = list(read.articles)
    exchanges = [_exchange(each) for each in json.loads(cassette_file().read_text("utf-8"))["exchanges"]]
    groups = next(reply for name, _, reply in exchanges if name == "GroupingReply")["groups"]
    events = {tuple(sorted(int(a[1:]) - 1 for a in group["articles"])): group["event"] for group in groups}
    replies: dict[str, dict[int, Any]] = {"TranslationReply": {}, "ExtractionReply": {}, "SummaryReply": {}}
    stories: dict[tuple[int, ...], Any] = {}
    for name, asked, reply in exchanges:
        if name in replies:
            replies[name][next(n for n, article in enumerate(articles) if seal_for([article.raw]) in asked)] = reply
        elif name == "StoryReply":
            stories[next(told for told, event in events.items() if event in asked)] = reply
    records = replies["ExtractionReply"]
    names = [each["original"] for record in records.values() for kind in ("people", "places") for each in record[kind]]
    titles = [(records[n]["title"]["original"], records[n]["title"]["english"]) for n in range(len(articles))]
    han = "".join(dict.fromkeys(_HAN.findall("".join(names))))
    short = (p.text for article in articles for p in article.paragraphs if len(p.text) < 100 or p.kind == "boilerplate")
    kept = frozenset(word.casefold() for text in short for word in _WORD.findall(text))
    return Template([article.raw for article in articles], titles, replies, stories, events, han, kept)


def _exchange(exchange: dict[str, Any]) -> tuple[str, str, Any]:
    body = exchange["request"]["body"]
    reply = exchange["response"]["body"]["choices"][0]["message"]["content"]
    return body["response_format"]["json_schema"]["name"], body["messages"][1]["content"], json.loads(reply)


@functools.cache
def _kept() -> frozenset[str]:
    """Words that stay as they are: what dates, numbers and countries are told by."""
    kept: set[str] = set(template().kept)
    for tag in ("de", "en", "fr", "es", "ru", "tr"):
        for topic in ("calendar", "numbers", "territories"):
            kept |= set(re.findall(r"\w+", json.dumps(language_data.data(tag, topic), ensure_ascii=False)))
    return frozenset(word.casefold() for word in kept)


def spelling(copy: int) -> Callable[[str], str]:
    """How a copy spells: the same word always the same way, another copy another way."""
    chance = random.Random(copy)
    table: dict[int, str] = {}
    for letters in _SWAPPED:
        for one, other in zip(letters, chance.sample(letters, len(letters)), strict=True):
            table |= {ord(one): other, ord(one.upper()): other.upper()}
    for char in template().han:
        table[ord(char)] = chr(chance.randrange(0x4E00, 0x9F00))

    @functools.cache
    def word(text: str) -> str:
        return text if text.casefold() in _kept() else text.translate(table)

    han = {code: to for code, to in table.items() if code >= 0x4E00}
    return lambda text: _WORD.sub(lambda match: word(match.group()), text).translate(han)


def mark(copy: int, number: int) -> str:
    """The mark of an article; letters alone, so that no check takes it for a figure."""
    return "zz{}q{}zz".format(*("".join(chr(97 + int(digit)) for digit in str(each)) for each in (copy, number)))


def marks(text: str) -> list[tuple[int, int]]:
    """Copy and number of every mark, in their order, each once."""
    found = (
        tuple(int("".join(str(ord(c) - 97) for c in part)) for part in match.groups()) for match in MARK.finditer(text)
    )
    return list(dict.fromkeys((copy, number) for copy, number in found))


def _story(name: str, told: tuple[int, ...]) -> Any:
    """The story of some articles; of one whose group fell apart, what rests on those that are left."""
    whole, known = next((each, reply) for each, reply in template().stories.items() if set(told) <= set(each))
    labels = {f"A{whole.index(n) + 1}": f"A{place}" for place, n in enumerate(told, start=1)}

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: kept(each) for key, each in value.items()}
        if isinstance(value, list):
            return [kept(each) for each in value if _label(each) is None or _label(each) in labels]
        found = _label(value)
        return value if found is None else labels[found] + value[len(found) :] if found in labels else value

    story = kept(known)
    story["left_out"] = [row for row in story["left_out"] if row["article"] in labels.values()]
    if name == "SummaryReply":
        more = ("discrepancies", "same_names", "origins", "origin_unknown")
        return {key: value for key, value in story.items() if key not in more}
    return story


def _label(value: Any) -> str | None:
    found = re.match(r"A\d+(?=\.\d|$)", value) if isinstance(value, str) else None
    return found.group() if found else None


class Copy:
    """One copy of the day: its articles, and what a model replies about them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._spell = spelling(number)
        self._marked = [(mark(number, n), titles) for n, titles in enumerate(template().titles)]

    def _text(self, text: str, told: tuple[int, ...]) -> str:
        for n in told:
            own, titles = self._marked[n]
            for title in dict.fromkeys(titles):
                text = text.replace(title, f"{title} {own}")
        return self._spell(text)

    def _value(self, value: Any, told: tuple[int, ...]) -> Any:
        if isinstance(value, str):
            return self._text(value, told)
        if isinstance(value, list):
            return [self._value(each, told) for each in value]
        return {name: self._value(each, told) for name, each in value.items()} if isinstance(value, dict) else value

    def articles(self) -> Iterator[str]:
        """Its texts, in the order of the demo."""
        for n, text in enumerate(template().texts):
            yield self._text(text, (n,))

    def reply(self, name: str, told: tuple[int, ...]) -> Any:
        """What is replied about one article, or of several the story."""
        if name == "StoryReply" or told[0] not in template().replies[name]:
            return self._value(_story(name, told), told)
        value = self._value(template().replies[name][told[0]], told)
        if name == "TranslationReply" and self._marked[told[0]][0] not in json.dumps(value):
            value["paragraphs"][0]["text"] += f" {self._marked[told[0]][0]}"
        return value

    def event(self, told: tuple[int, ...]) -> str:
        """The line that names a group, with the mark of its first article: groups are compared by it."""
        return f"{self._spell(template().events[told])} {mark(self.number, told[0])}"


def write(folder: Path, count: int) -> Path:
    """So many articles as JSON lines, in whole copies."""
    file = folder / f"{count}.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(count // len(template().texts)):
            for text in Copy(number).articles():
                lines.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return file
