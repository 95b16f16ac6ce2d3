"""Another model for a stage: asked, billed, capped and named like the one for all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.settings.settings import load_settings
from command import briefing, trust, write_articles
from honest_model import honest
from hostile_server import HostileServer, refusal

TODAY = ("--date", "2026-11-20")
DAY = Path("outputs/2026-11-20")
SCHEMAS = {
    "TranslationReply": "translate",
    "ExtractionReply": "extract",
    "GroupingReply": "group",
    "StoryReply": "merge",
    "SummaryReply": "summarize",
}


def asked(server: HostileServer) -> set[tuple[str, str]]:
    """Stage and model of each call that arrived."""
    return {
        (SCHEMAS[arrival.body["response_format"]["json_schema"]["name"]], arrival.body["model"])
        for arrival in server.arrivals
    }


def manifest() -> dict:
    return json.loads((DAY / "run.json").read_text(encoding="utf-8"))


def test_each_stage_asks_its_own_model_and_the_others_the_one_for_all():
    write_articles(Path("in"), 4, events=3)  # two of one event, two alone
    Path("briefing.toml").write_text('[models]\ntranslate = "t"\ngroup = "g"\nmerge = "w"\n')
    with HostileServer(honest) as server:
        done = briefing("run", "in", *TODAY, server=server)
        assert done.returncode == 0, done.stderr
        assert asked(server) == {
            ("translate", "t"), ("extract", "m"), ("group", "g"), ("merge", "w"), ("summarize", "m"),
        }  # fmt: skip
        count = len(server.arrivals)
        assert briefing("run", "in", *TODAY, server=server).returncode == 0
        assert len(server.arrivals) == count, "the ledger knows them all"


def test_run_json_and_the_briefing_name_the_model_that_answered():
    write_articles(Path("in"), 4, events=3)
    Path("briefing.toml").write_text('fallbacks = ["f"]\n[models]\ntranslate = "t"\nmerge = "w"\n')
    with HostileServer(lambda a: refusal("no") if a.body["model"] == "w" else honest(a)) as server:
        done = briefing("run", "in", *TODAY, server=server)
    assert done.returncode == 0, done.stderr
    assert manifest()["models_answering"] == ["f", "m", "t"]
    assert manifest()["models"]["t"]["calls"] == 4
    assert manifest()["models"]["w"]["calls"] == 1
    assert "'translate': 't'" in manifest()["settings"]["models"]
    written = json.loads((DAY / "briefing.json").read_text(encoding="utf-8"))
    assert {story["model"] for story in written["stories"] if len(story["articles"]) > 1} == {"f"}
    assert {report["translation"]["model"] for report in written["reports"]} == {"t"}
    assert {report["extraction"]["model"] for report in written["reports"]} == {"m"}


PRICES = '[prices."m"]\ninput = 1.0\noutput = 1.0\n[prices."t"]\ninput = 100.0\noutput = 100.0\n'


def test_a_dry_run_prices_each_stage_by_its_own_model():
    write_articles(Path("in"), 3)
    Path("briefing.toml").write_text(PRICES)
    trust()  # prices of a found file count once it is trusted
    plain = briefing("run", "in", "--dry-run").stdout
    Path("briefing.toml").write_text(f'{PRICES}[models]\ntranslate = "t"\n')
    trust()  # prices of a found file count once it is trusted
    dearer = briefing("run", "in", "--dry-run").stdout

    def row(text: str, stage: str) -> list[str]:
        return next(line for line in text.splitlines() if stage in line).split()

    assert row(plain, "extract") == row(dearer, "extract")
    assert row(plain, "translate") != row(dearer, "translate")
    assert row(plain, "translate")[:3] == row(dearer, "translate")[:3]


def test_the_cap_holds_over_the_models_of_all_stages_together():
    write_articles(Path("in"), 6)
    Path("briefing.toml").write_text(f'{PRICES}[models]\ntranslate = "t"\n')
    trust()  # prices of a found file count once it is trusted
    with HostileServer(honest) as server:
        done = briefing("run", "in", *TODAY, "--max-cost", "0.5", server=server, BRIEFING_OUTPUT_TOKENS="4000")
    assert done.returncode == 3, done.stderr
    assert manifest()["cost"] <= 0.5


def test_a_cap_needs_the_price_of_every_stages_model():
    write_articles(Path("in"), 1)
    Path("briefing.toml").write_text('[models]\nmerge = "nobody-knows-it"\n[prices."m"]\ninput = 1.0\noutput = 1.0\n')
    trust()  # prices of a found file count once it is trusted
    with HostileServer(honest) as server:
        done = briefing("run", "in", *TODAY, "--max-cost", "2.0", server=server)
        assert not server.arrivals
    assert done.returncode == 2
    assert "'nobody-knows-it'" in done.stderr


def test_a_stage_that_does_not_exist_is_named_with_those_that_do():
    Path("briefing.toml").write_text('[models]\ntranslation = "t"\n')
    with pytest.raises(ConfigError, match=r"models\.translation.*extract, group, merge, summarize, thread, translate"):
        load_settings()


def test_models_of_stages_from_the_environment(monkeypatch):
    monkeypatch.setenv("BRIEFING_MODELS", '{"extract": "e"}')
    settings = load_settings(model="m")
    assert (settings.model_for("extract"), settings.model_for("translate")) == ("e", "m")
