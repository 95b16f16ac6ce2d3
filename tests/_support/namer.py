"""An honest model that also records names: those of a table whose forms stand in the article."""

from __future__ import annotations

import json
import re

from honest_model import answer, articles_in
from hostile_server import reply

_NAMES = re.compile(r"<names (\w+)>\n(.*?)\n</names \1>", re.DOTALL)


def names_in(prompt: str) -> list[str]:
    """The lines of the known names in a prompt."""
    return [line for _, inside in _NAMES.findall(prompt) for line in inside.splitlines()]


def naming(table: dict[str, tuple[str, str, list[str]]], sentence: str = "Something happened."):
    """By form in the source: kind (people, organisations, places), English form, roles."""

    def act(arrival):
        name = arrival.body["response_format"]["json_schema"]["name"]
        text = arrival.body["messages"][1]["content"]
        value = json.loads(answer(arrival.body))
        if name == "ExtractionReply":
            ((_, paragraphs),) = articles_in(text)
            for form, (field, english, roles) in table.items():
                where = next((n for n, words in paragraphs if form in words), None)
                if where is None:
                    continue
                entry = {"name": english, "original": form}
                if field == "people":
                    whole = f"{where} {dict(paragraphs)[where]}"
                    entry["roles"] = [{"text": role, "quote": whole} for role in roles]
                value[field] = [*value[field], entry]
        if name in ("SummaryReply", "StoryReply"):
            value["sentences"][0]["text"] = sentence
        return reply(json.dumps(value, ensure_ascii=False))

    return act
