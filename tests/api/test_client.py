"""The API at work: sync and async, with an engine of one's own, a cassette, progress, and what goes wrong."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import briefing
from briefing.demo import MODEL, VERIFY, articles_folder, cassette_file
from briefing.settings.settings import fixed_settings
from command import write_articles
from honest_engine import HonestEngine

DEMO = "2026-11-20"


def make(**more):
    return briefing.brief("in", date=DEMO, engine=HonestEngine(), context_tokens=100_000, **more)


@pytest.fixture
def articles():
    return write_articles(Path("in"), 3)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo's first day over its cassette, through the API."""
    place = tmp_path_factory.mktemp("demo")
    settings = fixed_settings(model=MODEL, output=place, concurrency=64, verify=VERIFY)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(articles_folder(DEMO))
        read = briefing.read(sorted(path.name for path in Path().glob("*.txt")), settings=settings)
    return briefing.brief(read, date=DEMO, settings=settings, cassette=cassette_file(DEMO)), place


def test_a_briefing_over_a_cassette_is_that_of_the_command(demo):
    result, place = demo
    assert result.exit_code == 0
    assert result.stopped is None
    assert result.briefing.stories[0].headline.citations[0].quote
    assert not (place / "ledger.sqlite3").exists()
    folder = result.save(place, formats=("html",))
    assert folder == place / DEMO
    assert sorted(path.name for path in folder.iterdir()) == ["articles", "briefing.html", "briefing.json", "run.json"]
    assert briefing.load(folder) == result.briefing
    audit = briefing.check(folder)
    assert audit.faults == ()
    assert audit.looked_at > 500


def test_a_fault_says_where_and_why(demo, tmp_path):
    result, _ = demo
    folder = result.save(tmp_path)
    text = folder / "articles" / f"{result.reports[0].article.id}.txt"
    text.write_text("something else", encoding="utf-8")
    faults = briefing.check(folder).faults
    assert str(text) in {fault.where for fault in faults}
    assert any(fault.why == "is not the raw text that briefing.json holds" for fault in faults)


@pytest.mark.parametrize("name", ["html", "markdown", "json", "csv", "text"])
def test_a_briefing_is_rendered_in_every_format(demo, name):
    made = briefing.render(demo[0].briefing, name)
    assert demo[0].briefing.stories[0].headline.text[:20] in (made if isinstance(made, str) else made.decode())


def test_the_package_of_that_name_is_the_function_too(demo):
    import briefing.render.plain_text

    briefing_ = demo[0].briefing
    assert briefing.render(briefing_, "text") == briefing.render.plain_text.to_text(briefing_)
    assert briefing.render.render(briefing_, format="json") == briefing.render(briefing_, format="json")


def test_a_format_that_is_not_there_says_which_are(demo):
    with pytest.raises(briefing.ConfigError, match=r"there is no output format 'odt'; there are: html, .*text"):
        briefing.render(demo[0].briefing, "odt")


def test_an_engine_of_ones_own_is_asked_and_left_open(articles):
    engine = HonestEngine()
    result = briefing.brief(articles, date=DEMO, engine=engine, context_tokens=100_000)
    assert result.briefing is not None
    assert len(result.briefing.stories) == 3
    assert result.manifest.provider == result.manifest.model == "honest"
    assert engine.asked
    assert not engine.closed
    asked = len(engine.asked)
    again = briefing.brief(articles, date=DEMO, engine=engine, context_tokens=100_000)
    assert len(engine.asked) == asked, "what the ledger has is not asked again"
    assert again.briefing == result.briefing


def test_progress_is_told_stage_by_stage(articles):
    class Watch:
        def __init__(self):
            self.begun, self.done, self.said = {}, {}, []

        def begin(self, stage, total):
            self.begun[stage] = total

        def advance(self, stage):
            self.done[stage] = self.done.get(stage, 0) + 1

        def say(self, line):
            self.said.append(line)

    watch = Watch()
    make(progress=watch)
    assert watch.begun["read"] == 3
    assert watch.done == watch.begun


def test_single_articles_share_one_run_and_its_budget(articles):
    async def work():
        async with briefing.Client(engine=HonestEngine(), context_tokens=100_000) as client:
            paths = sorted(articles.iterdir())
            translations = await asyncio.gather(*(client.translate(path) for path in paths))
            extraction = await client.extract(paths[0])
            summary = await client.summarize(paths[0], words=200)
            return translations, extraction, summary

    translations, extraction, summary = asyncio.run(work())
    assert [len(each.paragraphs) for each in translations] == [3, 3, 3]
    assert extraction.claims[0].evidence[0].quote
    assert summary.story is not None
    assert summary.verdict
    runs = asyncio.run(_runs())
    assert len(runs) == 1


async def _runs():
    from briefing.llm.ledger import Ledger

    ledger = Ledger(Path("outputs/ledger.sqlite3"))
    try:
        return await ledger.transact(lambda db: db.execute("SELECT * FROM runs").fetchall())
    finally:
        ledger.close()


def test_an_article_that_was_read_is_taken_as_it_is(articles):
    read = briefing.read(articles)
    assert len(read.articles) == 3
    assert briefing.translate(read.articles[0], engine=HonestEngine()).article == read.articles[0].id


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: briefing.brief("nowhere"), briefing.InputError, "there is no such file or folder"),
        (lambda: briefing.brief("in"), briefing.ConfigError, "no model is configured"),
        (lambda: briefing.brief("in", modle="m"), briefing.ConfigError, "did you mean 'model'"),
        (lambda: briefing.brief("in", settings=fixed_settings(), timeout=-1), briefing.ConfigError, "timeout"),
        (lambda: briefing.brief("in", model="m", date="tomorrow"), briefing.InputError, "is no date"),
        (
            lambda: briefing.translate("in", model="m"),
            briefing.InputError,
            "contains 3 articles; this command takes one",
        ),
        (lambda: briefing.translate("in/000.txt", language="Klingon"), briefing.InputError, "language 'Klingon'"),
        (lambda: briefing.load("outputs"), briefing.InputError, "outputs"),
        (lambda: briefing.brief("in", model="m", cassette="none.json"), briefing.ConfigError, "no such file"),
        (lambda: briefing.register("x"), briefing.ConfigError, "can't be registered"),
    ],
)
def test_what_goes_wrong_is_an_error_that_says_so(articles, call, kind, message):
    with pytest.raises(kind, match=message):
        call()


async def test_a_sync_function_within_a_running_loop_says_what_to_write_instead(articles):
    with pytest.raises(briefing.InputError, match=r"event loop is running.*await client\.translate"):
        briefing.translate("in/000.txt", engine=HonestEngine())
    # Where nothing is awaited, there is nothing to complain of.
    assert len(briefing.read(articles).articles) == 3


async def test_a_client_that_is_not_open_says_so(articles):
    client = briefing.Client(engine=HonestEngine())
    with pytest.raises(briefing.ConfigError, match="async with"):
        await client.translate("in/000.txt")


def test_a_run_that_is_stopped_gives_what_it_has(articles):
    class Poor(HonestEngine):
        async def complete(self, request):
            if request.stage in {"merge", "summarize"}:
                raise briefing.BudgetExceeded("the cap", cap=1.0, spent=1.0, needed=1.0)
            return await super().complete(request)

    result = briefing.brief(articles, date=DEMO, engine=Poor(), context_tokens=100_000)
    assert isinstance(result.stopped, briefing.BudgetExceeded)
    assert result.exit_code == 3
    assert result.briefing is not None
    assert "partial" in result.briefing.notices[0]


def test_a_run_without_a_briefing_is_not_saved(articles):
    class Locked(HonestEngine):
        async def complete(self, request):
            raise briefing.EngineUnusable("no key")

    result = briefing.brief(articles, engine=Locked())
    assert result.briefing is None
    with pytest.raises(briefing.OutputError, match="no briefing to save: no key"):
        result.save("outputs")
    assert not list(Path("outputs").glob("*/briefing.json"))


def test_another_format_than_is_installed_is_found_before_anything_is_written(demo, tmp_path):
    with pytest.raises(briefing.ConfigError, match="there is no output format 'odt'"):
        demo[0].save(tmp_path, formats=("html", "odt"))
    assert list(tmp_path.iterdir()) == []
