"""Known names reach the prompts of the articles in which they occur, as data; without them prompts are as before."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from briefing.prompting.templates import Prompts
from command import briefing
from honest_model import honest
from hostile_server import HostileServer

_NAMES = re.compile(r"<names (\w+)>\n(.*?)\n</names \1>", re.DOTALL)
GLOSSARY = """
- name: Kyiv
  kind: place
  variants: [Kiew, Киев]
- name: Nino Kvaratelia
  kind: person
  variants: [Nino Kwaratelia]
"""


def asked(server) -> dict[str, list[str]]:
    """By schema the prompts that arrived."""
    prompts: dict[str, list[str]] = {}
    for arrival in server.arrivals:
        prompts.setdefault(arrival.body["response_format"]["json_schema"]["name"], []).append(arrival.prompt)
    return prompts


def names_in(prompt: str) -> list[str]:
    return [line for _, inside in _NAMES.findall(prompt) for line in inside.splitlines()]


def write(folder: str, **texts: str) -> None:
    Path(folder).mkdir()
    for name, text in texts.items():
        Path(folder, f"{name}.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["translate", "extract", "merge", "summarize"])
def test_without_known_names_a_prompt_is_as_it_was_and_with_them_only_its_end_differs(name, tmp_path, repository):
    values = {"article": "ZZZ", "articles": ["ZZZ"], "drafts": [], "language": "de", "target": "English", "seal": "s"}
    values |= {
        "count": 2,
        "numbers": "1-2",
        "claims": 9,
        "part": 1,
        "parts": 1,
        "label": "A1",
        "labels": "A1",
        "event": "e",
    }
    values |= {"spelling": "British", "date_example": "17 November 2026", "style": "sentences", "words": None}
    source = (repository / "prompts" / f"{name}.j2").read_text(encoding="utf-8")
    before = re.sub(r"\{%- if names %\}.*?\{%- endif %\}\n", "", source, flags=re.DOTALL)
    assert before != source
    (tmp_path / f"{name}.j2").write_text(before, encoding="utf-8")
    old, new = Prompts(tmp_path), Prompts()
    bare = new.render(name, names="", **values)
    assert (bare.system, bare.user) == (
        old.render(name, names="", **values).system,
        old.render(name, names="", **values).user,
    )
    told = new.render(name, names="<names s>\nA = B\n</names s>", **values)
    assert told.system == bare.system
    assert told.user.startswith(bare.user)
    assert told.user.endswith("</names s>")


def test_a_glossary_reaches_the_prompts_of_the_articles_in_which_its_names_stand():
    Path("g.yaml").write_text(GLOSSARY, encoding="utf-8")
    Path("briefing.toml").write_text('glossary = "g.yaml"\n')
    write(
        "in",
        a="Treffen in Kiew am Dienstag\n\nNino Kwaratelia kam nach Kiew.\n",
        b="Treffen in Kiew am Mittwoch\n\nEs ging um Kiews Zukunft.\n",
        c="Regen in Rabat am Dienstag\n\nEs regnete.\n",
    )
    with HostileServer(honest) as server:
        assert briefing("run", "in", "--date", "2026-11-20", server=server).returncode == 0
        prompts, calls = asked(server), len(server.arrivals)
        assert briefing("run", "in", "--date", "2026-11-20", server=server).returncode == 0
        assert len(server.arrivals) == calls
    for kind in ("TranslationReply", "ExtractionReply"):
        told = sorted(names_in(prompt) for prompt in prompts[kind])
        assert told == [[], ["Kyiv = Kiew"], ["Kyiv = Kiew", "Nino Kvaratelia = Nino Kwaratelia"]]
    assert [names_in(p) for p in prompts["StoryReply"]] == [["Kyiv = Kiew", "Nino Kvaratelia = Nino Kwaratelia"]]
    assert [names_in(p) for p in prompts["SummaryReply"]] == [[]]
    assert not any(names_in(p) for p in prompts["GroupingReply"])
    assert json.loads(Path("outputs/2026-11-20/run.json").read_text())["settings"]["glossary"] == "g.yaml"


def test_a_glossary_that_cannot_be_used_stops_the_run_before_any_call():
    Path("g.yaml").write_text("- nam: Kyiv\n")
    write("in", a="Treffen in Kiew am Dienstag\n\nNino Kwaratelia kam.\n")
    with HostileServer(honest) as server:
        done = briefing("run", "in", server=server, BRIEFING_GLOSSARY="g.yaml")
        assert not server.arrivals
    assert done.returncode == 2
    assert "g.yaml" in done.stderr
    assert "line 1" in done.stderr
