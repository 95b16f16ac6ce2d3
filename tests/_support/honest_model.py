"""A model by rule, for tests of the whole way: it reads the prompt and replies truthfully, if dully.

It sees only what a model sees, the request. Every quote is copied from the numbered paragraphs.
"""

from __future__ import annotations

import re
from typing import Any

from hostile_server import Arrival, answer_json, reply

_ARTICLE = re.compile(r"<article (\w+)([^>]*)>\n(.*?)\n</article \1>", re.DOTALL)
_RECORD = re.compile(r"<record (\w+)([^>]*)>\n(.*?)\n</record \1>", re.DOTALL)
_STORY = re.compile(r"<story (\w+)([^>]*)>\n(.*?)\n</story \1>", re.DOTALL)
_SENTENCE = re.compile(r"^\[(\d+)\] \((\w+)\) (.*)$")
_LINE = re.compile(r"^\[(\d+)\] (.*)$")


def honest(arrival: Arrival) -> Any:
    """An action for `HostileServer`."""
    return reply(answer(arrival.body))


def answer(body: dict[str, Any]) -> str:
    """The reply to a request of ours."""
    # Behind a system message, or one with it where the model takes none.
    text = body["messages"][min(1, len(body["messages"]) - 1)]["content"]
    name = body["response_format"]["json_schema"]["name"].removesuffix("Patch")
    return answer_json(_KINDS[name](text))


def articles_in(text: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Label and numbered paragraphs of each enclosed article."""
    found = []
    for _, attributes, inside in _ARTICLE.findall(text):
        label = re.search(r'label="(\w+)"', attributes)
        lines = [match for line in inside.splitlines() if (match := _LINE.match(line))]
        found.append((label.group(1) if label else "A1", [(int(m[1]), m[2]) for m in lines]))
    return found


def _translate(text: str) -> dict[str, Any]:
    ((_, paragraphs),) = articles_in(text)
    english = [{"n": n, "text": f"Paragraph {n} in English."} for n, _ in paragraphs]
    return {"paragraphs": english, "website_text": []}


def _extract(text: str) -> dict[str, Any]:
    ((_, paragraphs),) = articles_in(text)
    claims = [
        {
            "text": f"Something is said in paragraph {n}.",
            "status": "happened",
            "attribution": [],
            "quotes": [f"{n} {words}"],
        }
        for n, words in paragraphs
    ]
    empty = dict.fromkeys(
        ("dates", "people", "organisations", "places", "quotations", "cited_sources", "instructions"), ()
    )
    title = {"original": paragraphs[0][1], "english": paragraphs[0][1]}
    return empty | {"title": title, "outlet": None, "claims": claims}


def _group(text: str) -> dict[str, Any]:
    """By the word after `event:` or, of a title, the first word: the tests' articles begin with their event."""
    groups: dict[str, list[str]] = {}
    for _, attributes, inside in _RECORD.findall(text):
        label = re.search(r'label="(\w+)"', attributes)
        assert label is not None
        first = inside.splitlines()[0].partition(": ")[2].split()[0]
        groups.setdefault(first, []).append(label.group(1))
    return {"groups": [{"event": f"{event} happened", "articles": a, "reason": "r"} for event, a in groups.items()]}


def _story(text: str) -> dict[str, Any]:
    articles = articles_in(text)
    sentence = {"text": "Something happened.", "status": "happened", "cites": _first_words(articles)}
    left_out = [
        {"article": label, "paragraphs": ", ".join(str(n) for n, _ in paragraphs[1:]), "reason": "background"}
        for label, paragraphs in articles
        if paragraphs[1:]
    ]
    return {
        "headline": sentence,
        "sentences": [sentence],
        "lead": 1,
        "timeline": [],
        "open_questions": ["Why?"],
        "editor_notes": [],
        "left_out": left_out,
    }


def _first_words(articles: list[tuple[str, list[tuple[int, str]]]]) -> list[str]:
    return [f"{label}.{paragraphs[0][0]} {paragraphs[0][1]}" for label, paragraphs in articles]


def _merge(text: str) -> dict[str, Any]:
    articles = articles_in(text)
    value = {"value": "so", "statement": "says so", "denies": False, "cites": _first_words(articles)}
    row = {"point": "What", "kind": "framing", "contradiction": False, "values": [value]}
    origin = {
        "name": "Each its own",
        "kind": "other",
        "articles": [label for label, _ in articles],
        "reason": "none is named",
        "cites": [],
    }
    return _story(text) | {"discrepancies": [row], "same_names": [], "origins": [origin], "origin_unknown": []}


def _thread(text: str) -> dict[str, Any]:
    """Two stories are one where the first word of the event is; the same words are no news."""
    stories = []
    for _, attributes, inside in _STORY.findall(text):
        label = re.search(r'label="(\w+)"', attributes)
        assert label is not None
        event, *rest = inside.splitlines()
        sentences = [match.groups() for line in rest if (match := _SENTENCE.match(line))]
        stories.append((label.group(1), event.split()[1], sentences))
    (_, today, sentences), *earlier = stories
    continued = [(label, old) for label, event, old in earlier if event == today]
    news = []
    for n, _, words in sentences:
        known = next((f"{label}.{m}" for label, old in continued for m, _, other in old if other == words), None)
        kind = "repeated" if known else "new"
        news.append({"n": int(n), "kind": kind, "old": known, "label": None, "was": None, "now": None})
    return {
        "earlier": [{"story": label, "continues": event == today} for label, event, _ in earlier],
        "sentences": news if continued else [],
    }


def _verify(text: str) -> dict[str, Any]:
    """A second reader who nods at everything."""
    return {"supported": [int(n) for n in re.findall(r"^(\d+)\. ", text, re.MULTILINE)], "objections": []}


_KINDS = {
    "VerifyReply": _verify,
    "ThreadReply": _thread,
    "TranslationReply": _translate,
    "ExtractionReply": _extract,
    "GroupingReply": _group,
    "SummaryReply": _story,
    "StoryReply": _merge,
}
