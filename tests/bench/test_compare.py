"""One prompt against the tool: the answer is read leniently, checked strictly, and laid beside the story."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from briefing.evaluation.free_answer import SECTIONS, points_of
from briefing.models import Briefing
from briefing.prompting.context import sent
from hostile_server import HostileServer, reply

COMPARE = Path(__file__).resolve().parents[2] / "bench" / "compare"
sys.path.insert(0, str(COMPARE))

from laid_beside import page  # noqa: E402
from told_points import Checks, nearest, told  # noqa: E402


def command():
    spec = importlib.util.spec_from_file_location("compare_command", COMPARE / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def run(demo_days, tmp_path_factory) -> Path:
    """A copy of a day: the command writes beside it."""
    finished = min(demo_days.rglob("briefing.json")).parent
    return Path(shutil.copytree(finished, tmp_path_factory.mktemp("compare") / finished.name))


@pytest.fixture(scope="module")
def day(run) -> Briefing:
    return Briefing.model_validate_json((run / "briefing.json").read_text(encoding="utf-8"))


def story_two(day: Briefing):
    """Number and story of two articles."""
    return next((n, story) for n, story in enumerate(day.stories, 1) if len(story.articles) == 2)


def honest_answer(story, articles) -> str:
    """What the tool says, as a model would write it in answer to the single prompt."""
    labels = {article.id: label for label, article in articles.items()}

    def cited(evidence) -> str:
        return " ".join(f"[{labels[e.article]} ¶{e.paragraph} “{' '.join(e.quote.split())}”]" for e in evidence)

    lines = ["## Briefing", ""]
    lines += [f"- {s.text} {cited(s.citations)}" for s in (story.headline, *story.sentences)]
    lines += ["", "## Discrepancies", ""]
    for row in story.discrepancies:
        lines += [f"- **{row.point}** (contradiction)" if row.contradiction else f"- **{row.point}**"]
        lines += [f"  - {p.statement} {cited(p.evidence)}" for p in row.positions if p.statement]
    lines += ["", "## 3. Dates", "", "| date | what |", "|---|---|"]
    lines += [f"| {entry.date} | {entry.event} {cited(entry.citations)} |" for entry in story.timeline]
    lines += ["", "**Names**", ""]
    lines += [f"1. {name.english}: {', '.join(v.form for v in name.variants)}" for name in story.names]
    lines += ["", "## Text addressed to machines", "- none"]
    return "\n".join(lines)


def test_an_answer_that_says_what_the_tool_says_is_found_to_say_it(day):
    _, story = story_two(day)
    articles = command().labelled(story, day)
    points = points_of(honest_answer(story, articles), articles)
    assert not [point for point in points if point.lost or point.elsewhere]
    by_section = {title: [p for p in points if p.section == title] for title in SECTIONS.values()}
    assert len(by_section["Briefing"]) == 1 + len(story.sentences)
    assert len(by_section["Discrepancies"]) == len(story.discrepancies)
    assert len(by_section["Names"]) == len(story.names)
    assert len(by_section["Dates"]) == 1 + len(story.timeline)  # with the head of its table
    checks, tool = Checks(story, day), told(story, day)
    for point in by_section["Briefing"]:
        assert checks.in_sources(point.text) == []
        assert checks.in_quotes(point) == []
    for point in by_section["Discrepancies"]:
        near, _ = nearest(point, [p for p in tool if p.section == "Discrepancies"])
        assert near is not None
        assert near.text.startswith(point.text.split(" (contradiction)")[0].split(" says")[0][:10])


@pytest.mark.parametrize(
    ("line", "found", "elsewhere", "lost"),
    [
        ("- It is so. [A1 ¶{n} “{quote}”]", 1, 0, 0),
        ('* It is so [A1:{n} "{quote}"].', 1, 0, 0),
        ("- It is so (A1 §{n}: «{quote}»).", 1, 0, 0),
        ("- It is so. [A1 ¶99 „{quote}“]", 1, 0, 0),
        ("- It is so. [A2 ¶{n} “{quote}”]", 0, 1, 0),
        ("- It is so. [A1 ¶{n} “nowhere written”]", 0, 0, 1),
        ("- It is so. [A1 ¶{n} “{quote}”] [A2 ¶1 “nowhere written”]", 1, 0, 1),
        ("- It is so [A1].", 0, 0, 0),
    ],
)  # fmt: skip
def test_citations_are_read_in_the_forms_that_models_write(day, line, found, elsewhere, lost):
    _, story = story_two(day)
    articles = command().labelled(story, day)
    paragraph = next(p for p in articles["A1"].paragraphs if p.kind == "body" and "“" not in p.text)
    quote = " ".join(paragraph.text.split()[:6]).strip('«»"„“”,.')
    (point,) = points_of(line.format(n=paragraph.n, quote=quote), articles)
    assert (len(point.found), len(point.elsewhere), len(point.lost)) == (found, elsewhere, lost)
    assert point.text.rstrip(" .") == "It is so"


def test_what_the_single_answer_invents_is_seen(day):
    _, story = story_two(day)
    articles = command().labelled(story, day)
    answer = "## Briefing\n- The minister Baldur Quennstedt paid 7413 euros on 3 February.\n## Origins\n- none\n"
    points = points_of(answer, articles)
    told_problems = " ".join(Checks(story, day).in_sources(points[0].text))
    for invented in ("7413", "Quennstedt", "3 February"):
        assert invented in told_problems
    text = page(story, day, answer, points, "a-model")
    assert "⚠ The minister Baldur Quennstedt" in text
    assert "The single prompt says nothing." in text


def test_the_command_asks_once_writes_the_page_and_needs_no_second_call(run, day, monkeypatch, capsys):
    n, story = story_two(day)
    articles = command().labelled(story, day)
    with HostileServer(reply(honest_answer(story, articles))) as server:
        monkeypatch.setenv("BRIEFING_MODEL", "m")
        monkeypatch.setenv("BRIEFING_API_BASE", server.base_url)
        for _ in range(2):
            assert command().main([str(run), "--story", str(n)]) == 0
        assert len(server.arrivals) == 1
        body = server.arrivals[0].body
        assert "response_format" not in body
        asked = body["messages"][1]["content"]
        for article in articles.values():
            assert all(p.text in asked for p in sent(article))
    place = run / "compare" / f"story-{n}.md"
    assert str(place) in capsys.readouterr().out
    text = place.read_text(encoding="utf-8")
    sentences = 1 + len(story.sentences)
    assert f"| sentences, headline included | {sentences} | {sentences} |" in text
    assert "| of them with a figure, date or name that stands nowhere in the articles | 0 | 0 |" in text
    assert "| quotes that stand nowhere, or in another article | 0 | 0 |" in text
    assert f"| points under “Discrepancies” | {len(story.discrepancies)} | {len(story.discrepancies)} |" in text


def test_an_answer_made_elsewhere_is_laid_beside_without_a_call(run, day, tmp_path):
    n, _ = story_two(day)
    (tmp_path / "answer.md").write_text("## Briefing\n- Something.\n", encoding="utf-8")
    assert command().main([str(run), "--story", str(n), "--answer", str(tmp_path / "answer.md")]) == 0
    assert "answered by `answer.md`" in (run / "compare" / f"story-{n}.md").read_text(encoding="utf-8")


def test_what_must_be_changed_first_is_said(run, tmp_path, capsys):
    assert command().main([str(tmp_path)]) == 2
    assert command().main([str(run), "--story", "99"]) == 2
    assert "there is no such story" in capsys.readouterr().err
