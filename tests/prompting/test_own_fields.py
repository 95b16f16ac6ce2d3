"""Fields of the user's own: asked for with evidence, held to it, shown everywhere; refused with the reason."""

from __future__ import annotations

import csv
import enum
import io
import json
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

import briefing
from briefing.demo import DATE
from briefing.llm.factory import open_gateway
from briefing.names.book import NOTHING_KNOWN
from briefing.pipeline.stages.extract import prompt_for, reply_schema
from briefing.prompting.own_fields import fields_reply
from briefing.prompting.schemas import ExtractionReply, json_schema
from briefing.settings.settings import fixed_settings, load_settings
from command import write_articles
from honest_engine import HonestEngine
from patching import patch_between


class Kind(enum.Enum):
    SEA = "sea"
    RIVER = "river"


class Port(BaseModel):
    city: str = Field(description="The city of the port")
    draught: float | None = Field(default=None, ge=1, description="Greatest draught, in metres")
    days: int | None = None
    kind: Kind | None = None
    guests: list[str] = Field(default=[], description="Who came")
    open: bool | None = None


class Clerk(HonestEngine):
    """Answers the fields as told; everything else by rule."""

    def __init__(self, *answers: dict[str, list[dict[str, Any]]]) -> None:
        super().__init__()
        self.answers = list(answers)

    async def complete(self, request):
        reply = await super().complete(request)
        if "own_fields" not in (request.opened_with or request.schema)["properties"]:
            return reply
        value = json.loads(reply.text)
        given = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        value["own_fields"] = {name: given.get(name, []) for name in Port.model_fields}
        if request.opened_with is not None:
            value = patch_between(json.loads(request.messages[-2]["content"]), value)
        return briefing.EngineReply(json.dumps(value, ensure_ascii=False), reply.model, reply.usage)


def entry(value, paragraph=2, quote="Die Direktorin kam nach Rabat"):
    return {"value": value, "quotes": [f"{paragraph} {quote}"]}


GOOD = {
    "city": [entry("Rabat")],
    "days": [entry(2, 3, "zwei Tage")],
    "guests": [entry("The director"), entry("Person0", 2, "Person0")],
}


@pytest.fixture
def articles():
    return write_articles(Path("in"), 1)


def extraction(engine):
    return briefing.extract("in/000.txt", engine=engine, fields=Port, context_tokens=100_000)


def test_every_value_has_its_words(articles):
    engine = Clerk(GOOD)
    found = extraction(engine)
    assert [(each.name, each.value) for each in found.fields] == [
        ("city", "Rabat"), ("days", 2), ("guests", "The director"), ("guests", "Person0"),
    ]  # fmt: skip
    raw = Path("in/000.txt").read_text(encoding="utf-8")
    for each in found.fields:
        assert each.flags == ()
        assert [raw[e.start : e.end] for e in each.evidence] == [e.quote for e in each.evidence]
    asked = next(request for request in engine.asked if request.stage == "extract")
    assert "- draught (at most one): Greatest draught, in metres" in asked.messages[1]["content"]
    assert "- guests (any number): Who came" in asked.messages[1]["content"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"city": [entry("Rabat", 2, "Die Direktorin kam nach Tanger")]}, "quote-not-found"),
        ({"city": [{"value": "Rabat", "quotes": []}]}, "evidence-missing"),
        ({"draught": [entry(0.5)]}, "field-invalid"),
        ({"city": [entry("Rabat"), entry("Fez")]}, "field-invalid"),
        ({"city": []}, "field-missing"),
    ],
)
def test_what_does_not_hold_is_asked_once_more_and_then_flagged(articles, change, code):
    found = extraction(Clerk(GOOD | change))
    codes = {flag.code for each in found.fields for flag in each.flags} | {flag.code for flag in found.flags}
    assert codes == {code}
    if code != "field-missing":
        again = extraction(mended := Clerk(GOOD | change, GOOD))
        assert not mended.asked, "the ledger has it"
        assert again == found


def test_what_is_mended_when_asked_again_is_not_flagged(articles):
    found = extraction(Clerk(GOOD | {"draught": [entry(0.5)]}, GOOD))
    assert found.repaired
    assert all(not each.flags for each in found.fields)


def test_the_values_are_in_json_csv_markdown_and_on_the_page(articles):
    result = briefing.brief("in", date=DATE, engine=Clerk(GOOD), fields=Port, context_tokens=100_000)
    folder = result.save("outputs", formats=("html", "markdown", "csv", "text"))
    day = json.loads((folder / "briefing.json").read_text(encoding="utf-8"))
    assert [each["value"] for each in day["reports"][0]["extraction"]["fields"]] == [
        "Rabat",
        2,
        "The director",
        "Person0",
    ]
    rows = list(csv.DictReader(io.StringIO((folder / "briefing.csv").read_text(encoding="utf-8"))))
    shown = [(row["number"], row["text"], row["quote"], row["found"]) for row in rows if row["row"] == "field"]
    assert shown[1] == ("days", "2", "zwei Tage", "yes")
    assert len(shown) == 4
    for name in ("briefing.md", "briefing.html", "briefing.txt"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "Custom fields" in text, name
        assert "zwei Tage" in text
        assert "The director" in text
    assert briefing.check(folder).faults == ()
    assert briefing.load(folder) == result.briefing


async def test_without_fields_the_request_is_the_same_to_the_byte(articles):
    article = briefing.read("in").articles[0]
    async with open_gateway(fixed_settings(model="m"), remember=False, engine=HonestEngine()) as gateway:
        assert reply_schema(gateway) is ExtractionReply
        prompt = prompt_for(article, article.paragraphs, gateway, NOTHING_KNOWN, (1, 1))
        assert "own_fields" not in prompt.user + prompt.system
    assert "own_fields" not in json.dumps(json_schema(ExtractionReply))


def test_the_schema_is_one_that_strict_modes_take():
    def objects(node):
        if isinstance(node, dict):
            if node.get("type") == "object":
                yield node
            for part in node.values():
                yield from objects(part)
        elif isinstance(node, list):
            for part in node:
                yield from objects(part)

    shape = json_schema(fields_reply(briefing.Settings(fields=Port).fields))
    assert shape["required"] == list(shape["properties"])
    for each in objects(shape):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
    text = json.dumps(shape)
    assert not any(f'"{word}":' in text for word in ("default", "oneOf", "minimum", "pattern", "patternProperties"))


class Inner(BaseModel):
    x: str


def made(annotation):
    return type("Mine", (BaseModel,), {"__annotations__": {"a": annotation}, "__module__": __name__})


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (dict[str, int], "strict schemas name every key"),
        (dict, "strict schemas name every key"),
        (Any, "strict schemas name the type"),
        (Inner, "each value needs its own evidence"),
        (list[Inner], "each value needs its own evidence"),
        (str | int, "a value of several types"),
        (list[list[str]], "a list of lists"),
        (Literal[1, 2], "can't be asked for in a strict schema"),
        (set[str], "can't be asked for in a strict schema"),
        (tuple[str, int], "can't be asked for in a strict schema"),
        (bytes, "can't be asked for in a strict schema"),
    ],
)
def test_what_no_strict_schema_can_say_is_refused_with_the_reason_before_a_call(articles, annotation, reason):
    engine = HonestEngine()
    with pytest.raises(briefing.ConfigError, match=rf"fields: Mine\.a: .*{reason}"):
        briefing.extract("in/000.txt", engine=engine, fields=made(annotation))
    assert engine.asked == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("my_fields.py", "write FILE.py:CLASS"),
        ("none.py:Port", "none.py can't be loaded: FileNotFoundError"),
        ("odd.py:Port", "odd.py can't be loaded: NameError"),
        ("my_fields.py:Prot", "has no Pydantic model 'Prot'"),
        ("no_such_module:Port", "can't be loaded: ModuleNotFoundError"),
    ],
)
def test_a_model_that_cannot_be_loaded_says_why(articles, name, reason):
    Path("my_fields.py").write_text("class Port: ...\n")
    Path("odd.py").write_text("Port = Prot\n")
    with pytest.raises(briefing.ConfigError, match=reason):
        briefing.extract("in/000.txt", engine=HonestEngine(), fields=name)


def test_a_file_is_named_on_the_command_line_and_in_a_trusted_file_alone(articles):
    Path("my_fields.py").write_text(
        "import pathlib\nfrom pydantic import BaseModel\n"
        "pathlib.Path('ran').touch()\nclass Port(BaseModel):\n    city: str\n"
    )
    assert [each.name for each in fields_reply("my_fields.py:Port").fields] == ["city"]
    Path("ran").unlink()
    Path("briefing.toml").write_text('model = "m"\nfields = "my_fields.py:Port"\n')
    with pytest.raises(briefing.ConfigError, match=r"fields: runs the Python code in my_fields\.py"):
        load_settings()
    with pytest.raises(briefing.ConfigError, match="is not trusted"):
        briefing.extract("in/000.txt", engine=HonestEngine(), cassette=None)
    assert not Path("ran").exists()
    assert load_settings(Path("briefing.toml")).fields == "my_fields.py:Port"
