"""One command every morning: what is new, once; missed days made up for; never two at a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock

from briefing.errors import LedgerError
from briefing.models import Article, Paragraph
from command import GERMAN, briefing, trust
from honest_model import honest
from hostile_server import HostileServer, refusal, unauthorized

INBOX = Path("inbox")


def put(name: str, event: str = "Ereignis0", who: str = "Ada") -> None:
    INBOX.mkdir(exist_ok=True)
    (INBOX / f"{name}.txt").write_text(GERMAN.format(event=event, who=who), encoding="utf-8")


@pytest.fixture
def server():
    Path("briefing.toml").write_text('sources = ["inbox"]\n', encoding="utf-8")
    with HostileServer(honest) as running:
        yield running


def daily(date: str, server: HostileServer, *more: str):
    return briefing("daily", "--date", date, *more, server=server)


def told(date: str) -> list[str]:
    value = json.loads(Path(f"outputs/{date}/briefing.json").read_text(encoding="utf-8"))
    return [report["article"]["origin"] for report in value["reports"] if report["status"] == "done"]


def test_what_an_earlier_day_told_is_not_read_again_and_a_missed_day_is_made_up_for(server):
    put("a")
    put("b", "Ereignis1")
    assert daily("2026-11-18", server).returncode == 0
    assert told("2026-11-18") == ["inbox/a.txt", "inbox/b.txt"]
    put("c", "Ereignis2")
    put("d", "Ereignis3")
    done = daily("2026-11-21", server)
    assert done.returncode == 0, done.stderr
    assert "2 new, 2 already covered" in done.stderr
    assert told("2026-11-21") == ["inbox/c.txt", "inbox/d.txt"]


def test_an_article_that_was_changed_is_new(server):
    put("a")
    daily("2026-11-20", server)
    put("a", who="Bea")
    assert daily("2026-11-21", server).returncode == 0
    assert told("2026-11-21") == ["inbox/a.txt"]


def test_nothing_new_makes_no_briefing_and_is_no_error(server):
    put("a")
    daily("2026-11-20", server)
    calls = len(server.arrivals)
    done = daily("2026-11-21", server)
    assert done.returncode == 0
    assert "nothing new" in done.stdout
    assert len(server.arrivals) == calls
    assert not Path("outputs/2026-11-21/briefing.json").exists()


def test_a_second_run_of_the_day_adds_what_came_in_and_loses_nothing(server):
    put("a")
    daily("2026-11-20", server)
    put("b", "Ereignis1")
    (INBOX / "a.txt").unlink()
    done = daily("2026-11-20", server)
    assert done.returncode == 0, done.stderr
    assert told("2026-11-20") == ["inbox/a.txt", "inbox/b.txt"]
    calls = len(server.arrivals)
    assert daily("2026-11-20", server).returncode == 0
    assert len(server.arrivals) == calls
    assert told("2026-11-20") == ["inbox/a.txt", "inbox/b.txt"]


def test_what_failed_is_tried_again_and_ends_as_run_does():
    Path("briefing.toml").write_text('sources = ["inbox"]\n', encoding="utf-8")
    put("a", who="Ada")
    put("b", "Ereignis1", who="Bea")
    with HostileServer(lambda a: refusal() if "Bea" in str(a.body) else honest(a)) as server:
        assert daily("2026-11-20", server).returncode == 1
    assert told("2026-11-20") == ["inbox/a.txt"]
    with HostileServer(honest) as server:
        assert daily("2026-11-21", server).returncode == 0
    assert told("2026-11-21") == ["inbox/b.txt"]


def test_what_failed_is_tried_again_though_its_source_dropped_it_and_once_told_is_told_once():
    Path("briefing.toml").write_text('sources = ["inbox"]\n', encoding="utf-8")
    put("a", who="Ada")
    put("b", "Ereignis1", who="Bea")
    with HostileServer(lambda a: refusal() if "Bea" in str(a.body) else honest(a)) as server:
        assert daily("2026-11-20", server).returncode == 1
    (INBOX / "b.txt").unlink()
    with HostileServer(honest) as server:
        done = daily("2026-11-21", server)
        assert "0 new, 1 already covered, 1 retried" in done.stderr
        assert told("2026-11-21") == ["inbox/b.txt"]
        assert "nothing new" in daily("2026-11-22", server).stdout


def test_what_a_stopped_run_did_not_reach_is_not_lost_when_its_source_drops_it(server):
    put("a")
    with HostileServer(lambda _: unauthorized()) as closed:
        assert daily("2026-11-20", closed).returncode == 2
    (INBOX / "a.txt").unlink()
    put("b", "Ereignis1")
    assert daily("2026-11-21", server).returncode == 0
    assert told("2026-11-21") == ["inbox/a.txt", "inbox/b.txt"]


def test_what_fails_for_ever_is_not_tried_for_ever():
    Path("briefing.toml").write_text('sources = ["inbox"]\n', encoding="utf-8")
    put("a")
    with HostileServer(lambda _: refusal()) as server:
        daily("2026-11-01", server)
        (INBOX / "a.txt").unlink()
        assert "1 retried" in daily("2026-11-05", server).stderr
        assert "1 retried" in daily("2026-11-08", server).stderr
        assert "nothing new" in daily("2026-11-09", server).stdout
    assert json.loads(Path("outputs/daily.json").read_text(encoding="utf-8"))["failed"] == {}


def test_a_day_is_remembered_even_where_its_names_cannot_be(server, monkeypatch):
    async def broken(*_):
        raise LedgerError("ledger: full")

    monkeypatch.setattr("briefing.pipeline.run.learn_names", broken)
    put("a")
    assert daily("2026-11-20", server).returncode == 2
    assert json.loads(Path("outputs/daily.json").read_text(encoding="utf-8"))["done"]


def test_a_memory_that_cannot_be_written_is_found_before_anything_is_sent(server, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("briefing.pipeline.daily.write_whole", full)
    put("a")
    done = daily("2026-11-20", server)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert not server.arrivals


def test_a_killed_run_whose_briefing_lies_there_keeps_its_articles(server):
    put("a")
    daily("2026-11-20", server)
    Path("outputs/daily.json").unlink()  # as after a kill between the two
    (INBOX / "a.txt").unlink()
    put("b", "Ereignis1")
    assert daily("2026-11-20", server).returncode == 0
    assert told("2026-11-20") == ["inbox/a.txt", "inbox/b.txt"]


def test_run_does_not_write_over_what_daily_told(server):
    put("a")
    daily("2026-11-20", server)
    other = Path("other.txt")
    other.write_text(GERMAN.format(event="Ereignis7", who="Zoe"), encoding="utf-8")
    done = briefing("run", "other.txt", "--date", "2026-11-20", server=server)
    assert done.returncode == 2
    assert "inbox/a.txt" in done.stderr
    assert told("2026-11-20") == ["inbox/a.txt"]
    assert briefing("run", "inbox", "other.txt", "--date", "2026-11-20", server=server).returncode == 0
    assert briefing("run", "other.txt", "--date", "2026-11-19", server=server).returncode == 0


def test_a_source_that_went_missing_takes_no_other_with_it(server):
    Path("briefing.toml").write_text('sources = ["inbox", "gone"]\n', encoding="utf-8")
    put("a")
    done = daily("2026-11-20", server)
    assert done.returncode == 1
    assert "gone" in done.stdout
    assert told("2026-11-20") == ["inbox/a.txt"]


@pytest.mark.parametrize("source", ["", "x" * 300, "in\\u0000box", "inbox/a.txt/b"])
def test_a_source_that_can_be_no_file_takes_no_other_with_it(server, source):
    Path("briefing.toml").write_text(f'sources = ["inbox", "{source}"]\n', encoding="utf-8")
    put("a")
    assert daily("2026-11-20", server).returncode == 1
    assert told("2026-11-20") == ["inbox/a.txt"]


def test_a_dry_run_sends_and_remembers_nothing(server):
    put("a")
    done = daily("2026-11-20", server, "--dry-run")
    assert done.returncode == 0
    assert "1 new, 0 already covered" in done.stderr
    assert not server.arrivals
    assert not Path("outputs/daily.json").exists()


def test_a_dry_run_has_the_exit_code_that_the_run_would_have_for_its_sources(server):
    put("a")
    Path("briefing.toml").write_text('sources = ["inbox", "gone.xml"]\n', encoding="utf-8")
    trial = daily("2026-11-20", server, "--dry-run")
    assert "gone.xml" in trial.stdout
    assert not server.arrivals
    assert trial.returncode == 1 == daily("2026-11-20", server).returncode


def test_a_dry_run_with_nothing_new_costs_nothing(server):
    put("a")
    daily("2026-11-20", server)
    assert "0 articles, 0 tokens" in daily("2026-11-21", server, "--dry-run").stdout


def test_without_sources_the_message_says_what_to_write():
    done = briefing("daily")
    assert done.returncode == 2
    assert "sources = [" in done.stderr


def test_two_at_a_time_are_one_too_many(server):
    put("a")
    Path("outputs").mkdir()
    with FileLock("outputs/.daily.lock"):
        done = daily("2026-11-20", server)
    assert done.returncode == 2
    assert "another" in done.stderr
    assert not server.arrivals
    assert daily("2026-11-20", server).returncode == 0


@pytest.mark.parametrize("text", ["{", "[]", '{"version": "9", "done": {}, "failed": {}}', '{"version": "1"}'])
def test_a_damaged_memory_stops_the_run_instead_of_telling_all_again(server, text):
    put("a")
    daily("2026-11-20", server)
    Path("outputs/daily.json").write_text(text)
    calls = len(server.arrivals)
    done = daily("2026-11-21", server)
    assert done.returncode == 2
    assert "daily.json" in done.stderr
    assert len(server.arrivals) == calls


def test_the_archive_follows_every_day(server):
    put("a")
    daily("2026-11-20", server)
    put("b", "Ereignis1")
    daily("2026-11-21", server)
    page = Path("outputs/index.html").read_text(encoding="utf-8")
    assert page.index("2026-11-21/briefing.html") < page.index("2026-11-20/briefing.html")


# ── delivery ─────────────────────────────────────────────────────────────────────────────────────


def test_each_day_is_delivered_once_and_a_failed_delivery_is_no_failed_run(server, monkeypatch):
    calls: list[str] = []

    def fails(folder, settings, dry_run=False, *, again=False):
        calls.append(folder.name)
        raise OSError("no route to the mail server")

    monkeypatch.setattr("briefing.deliver.deliver", fails)
    put("a")
    done = daily("2026-11-20", server)
    assert done.returncode == 0
    assert "no route to the mail server" in done.stderr
    assert told("2026-11-20") == ["inbox/a.txt"]
    # Nothing new, but what wasn't delivered is tried again.
    assert daily("2026-11-21", server).returncode == 0
    assert calls == ["2026-11-20", "2026-11-20"]
    daily("2026-11-20", server, "--dry-run")
    daily("2026-11-20", server, "--no-deliver")
    assert len(calls) == 2


def test_a_quiet_day_sends_nobody_last_month_s_news(server, monkeypatch):
    calls: list[str] = []
    monkeypatch.setattr("briefing.deliver.deliver", lambda folder, _: calls.append(folder.name) or [])
    put("a")
    daily("2026-11-01", server, "--no-deliver")
    daily("2026-11-21", server)
    assert calls == []
    daily("2026-11-08", server)
    assert calls == ["2026-11-01"]


def test_a_day_on_which_nothing_could_be_told_is_sent_when_it_can_be(server, monkeypatch):
    monkeypatch.setenv("BRIEFING_MAIL_URL", "smtp://127.0.0.1:9/?from=desk@example.org&to=a@example.org")
    with Path("briefing.toml").open("a", encoding="utf-8") as file:
        file.write('[[deliver]]\nurl_env = "BRIEFING_MAIL_URL"\n')
    trust()
    put("a")
    with HostileServer(lambda _: refusal()) as refusing:
        done = daily("2026-11-20", refusing)
    assert done.returncode == 1
    assert "the briefing has no stories" in done.stderr
    assert not Path("outputs/2026-11-20/deliveries.json").exists()
    assert "failed: 2026-11-20, BRIEFING_MAIL_URL" in daily("2026-11-20", server).stderr


def test_a_program_gets_json_lines_on_a_quiet_day_too(server):
    put("a")
    daily("2026-11-20", server, "--json")
    lines = [json.loads(line) for line in daily("2026-11-21", server, "--json").stdout.splitlines()]
    assert (lines[-1]["event"], lines[-1]["exit_code"], lines[-1]["folder"]) == ("end", 0, None)


def test_an_address_that_nobody_answers_is_said_and_written_down(server, monkeypatch):
    config = Path("briefing.toml")
    config.write_text(config.read_text() + '\n[[deliver]]\nname = "mail"\nurl_env = "MAIL"\n', encoding="utf-8")
    trust()
    monkeypatch.setenv("MAIL", "smtp://127.0.0.1:9/?from=a@example.org&to=b@example.org&starttls=no")
    put("a")
    done = daily("2026-11-20", server)
    assert done.returncode == 0, done.stderr
    assert "failed: 2026-11-20, mail" in done.stderr
    assert Path("outputs/2026-11-20/deliveries.json").is_file()


# ── what an article is known by ──────────────────────────────────────────────────────────────────


def page(counter: str, news: str = "A bridge was opened.", url: str | None = "https://example.org/a") -> Article:
    texts = (("boilerplate", counter), ("body", news))
    raw = "\n".join(text for _, text in texts)
    return Article(
        id=f"{abs(hash((raw, url))):012x}"[:12],
        raw=raw,
        paragraphs=tuple(
            Paragraph(n=n, kind=kind, text=text, start=0, end=len(text)) for n, (kind, text) in enumerate(texts, 1)
        ),
        language="en",
        origin="o",
        encoding="utf-8",
        url=url,
    )


def test_a_page_whose_counter_moved_is_no_news_but_other_words_are():
    from briefing.ingest import ReadResult
    from briefing.pipeline.daily import Memory, choose, keys

    memory = Memory(done=dict.fromkeys(keys(page("12 views")), "2026-11-20"))
    for article, new in ((page("99 views"), 0), (page("12 views", "The bridge fell."), 1), (page("1", url=None), 1)):
        reading = choose(ReadResult((article,), ()), memory, Path("outputs"), "2026-11-21")
        assert (len(reading.read.articles), reading.new) == (new, new)


def test_a_copy_of_what_another_day_told_is_no_news_even_when_its_original_is_gone():
    from briefing.ingest import copies_apart
    from briefing.pipeline.daily import Memory, choose, keys

    news = (
        "The ferry across the Sund runs again from Monday, the harbour office of Lundavik said, and nobody doubts it."
    )
    first = page("1", news, "https://a.example/1")
    copy = page("2", news, "https://b.example/1")
    memory = Memory(done=dict.fromkeys(keys(first), "2026-11-20"))
    both = copies_apart([first, copy])
    assert len(both.copies) == 1
    reading = choose(both, memory, Path("outputs"), "2026-11-21")
    assert (reading.read.articles, reading.read.copies, reading.known) == ((), (), 2)
    assert choose(copies_apart([copy]), memory, Path("outputs"), "2026-11-22").read.articles == ()


def test_a_copy_found_on_a_quiet_day_outlives_its_original(server):
    put("a")
    first = INBOX / "a.txt"
    more = "\nDer Hafenrat von Lundavik sagte nach langer Beratung, dass die Fähre ab Montag wieder fährt wie bisher.\n"
    first.write_text(first.read_text(encoding="utf-8") + more, encoding="utf-8")
    daily("2026-11-20", server)
    (INBOX / "b.txt").write_text(first.read_text(encoding="utf-8").replace("Rabat am", "Rabat  am"), encoding="utf-8")
    assert "0 new, 2 already covered" in daily("2026-11-21", server).stderr
    first.unlink()
    assert "nothing new" in daily("2026-11-22", server).stdout


def test_a_copy_of_today_s_news_is_today_s_source_and_remembered_with_it():
    from briefing.ingest import copies_apart
    from briefing.models import Report
    from briefing.pipeline.daily import Memory, choose, remember

    news = (
        "The ferry across the Sund runs again from Monday, the harbour office of Lundavik said, and nobody doubts it."
    )
    both = copies_apart([page("1", news, "https://a.example/1"), page("2", news, "https://b.example/1")])
    memory = Memory()
    reading = choose(both, memory, Path("outputs"), "2026-11-21")
    assert (reading.read, reading.new) == (both, 2)
    (original,) = [Report(article=article, status="done") for article in both.articles]
    Path("outputs").mkdir()
    remember(Path("outputs"), memory, "2026-11-21", [original.model_copy(update={"status": "failed"}), *both.copies])
    assert memory.done == {}
    remember(Path("outputs"), memory, "2026-11-21", [original, *both.copies])
    assert set(memory.done) >= {original.article.id, both.copies[0].article.id}


def test_a_page_that_failed_and_stands_there_changed_is_told_as_it_is_now():
    from briefing.ingest import ReadResult
    from briefing.models import Report
    from briefing.pipeline.daily import begin, choose, load, remember
    from briefing.render import to_article_json
    from briefing.storage.files import write_whole

    output = Path("outputs")
    (output / "2026-11-20" / "articles").mkdir(parents=True)
    old, new = page("12 views"), page("12 views", "The bridge fell.")
    failed = Report(article=old, status="failed", reason="refused")
    write_whole(output / "2026-11-20" / "articles" / f"{old.id}.json", to_article_json(failed))
    begin(output, memory := load(output), "2026-11-20", ReadResult((old,), ()))
    remember(output, memory, "2026-11-20", [failed])
    assert [a.raw for a in choose(ReadResult((), ()), load(output), output, "2026-11-21").read.articles] == [old.raw]
    memory = load(output)
    assert [a.id for a in choose(ReadResult((new,), ()), memory, output, "2026-11-21").read.articles] == [new.id]
    remember(output, memory, "2026-11-21", [Report(article=new, status="done")])
    assert choose(ReadResult((), ()), load(output), output, "2026-11-22").read.articles == ()
