"""The published schemas: equal to the files in docs/, true of what is written, and able to say no."""

from __future__ import annotations

import copy
import json
import tomllib

import jsonschema
import pytest

from briefing.models import SCHEMA_VERSION, Briefing
from briefing.render import to_json
from briefing.settings.json_schema import briefing_schema, config_schema
from briefing.settings.settings import Settings
from command import briefing
from hostile_strings import TOGETHER
from report_samples import day


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(briefing_schema())
    return jsonschema.Draft202012Validator(briefing_schema())


@pytest.mark.parametrize(
    ("file", "option"), [("briefing.schema.json", ()), ("briefing.toml.schema.json", ("--config",))]
)
def test_the_file_in_docs_is_what_the_command_prints(repository, file, option):
    printed = briefing("schema", *option).stdout
    assert (repository / "docs" / file).read_text(encoding="utf-8") == printed, (
        f"docs/{file} is not the schema of the code any more: run `make schema`, look at the difference, and read "
        "docs/schema.md on what is a breaking change"
    )


@pytest.mark.parametrize("taint", ["", TOGETHER])
def test_what_is_written_is_valid(validator, taint):
    validator.validate(json.loads(to_json(day(taint))) | {"schema_version": SCHEMA_VERSION})


def test_the_demo_is_valid(validator, demo_days):
    written = sorted(demo_days.rglob("briefing.json"))
    assert written
    for path in written:
        validator.validate(json.loads(path.read_text(encoding="utf-8")))


def test_a_later_program_may_add_fields_and_must_not_lose_one(validator):
    values = json.loads(to_json(day()))
    more = copy.deepcopy(values)
    more["later"] = more["stories"][0]["later"] = {"x": 1}
    validator.validate(more)
    del values["stories"][0]["headline"]["citations"]
    with pytest.raises(jsonschema.ValidationError, match="'citations' is a required property"):
        validator.validate(values)


def test_another_version_is_refused(validator):
    values = json.loads(to_json(day())) | {"schema_version": "0"}
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(values)
    assert briefing_schema()["$id"].endswith(f":{SCHEMA_VERSION}")


def test_every_field_is_described_or_named_so_that_it_needs_none():
    # The head of the file is what a stranger reads first.
    for name in ("stories", "reports", "sums", "notices"):
        assert name in briefing_schema()["properties"]
    for name, field in Settings.model_fields.items():
        assert field.description, f"the setting {name} has no docstring"


def test_the_schema_of_the_settings_catches_what_the_program_would(validator):
    settings = jsonschema.Draft202012Validator(config_schema())
    settings.validate(
        tomllib.loads('model = "m"\nforms = ["pdf"]\n[[deliver]]\nurl_env = "X"\n[prices.m]\ninput = 1\noutput = 2')
    )
    for wrong in ('modell = "m"', 'forms = ["word"]', "timeout = 0", "[[deliver]]\natach = []"):
        with pytest.raises(jsonschema.ValidationError):
            settings.validate(tomllib.loads(wrong))


def test_the_sample_round_trips():
    assert Briefing.model_validate_json(to_json(day())) == day()
