"""The whole way, against a server that replies by rule and counts."""

from __future__ import annotations

import json
import random
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from briefing.cli._run import _GRACE
from command import ENDED, STARTED, briefing, results, start, trust, write_articles
from honest_model import honest
from hostile_server import HostileServer, hang, refusal, reply, server_error, unauthorized


def test_a_run_writes_a_briefing_and_accounts_for_every_article():
    articles = write_articles(Path("in"), 5)
    (articles / "empty.txt").write_text("")
    (articles / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server)
    assert done.returncode == 1, done.stderr
    manifest = json.loads(Path("outputs/2026-11-20/run.json").read_text())
    assert (manifest["articles_in"], manifest["done"], manifest["failed"], manifest["skipped"]) == (7, 5, 1, 1)
    assert manifest["stages"]["translate"]["calls"] == 5
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    assert len(value["stories"]) == 3
    assert "1 of 7 articles failed" in value["notices"][0]
    for story in value["stories"]:
        for sentence in story["sentences"]:
            assert sentence["citations"]
            for citation in sentence["citations"]:
                raw = Path(f"outputs/2026-11-20/articles/{citation['article']}.txt").read_text()
                assert raw[citation["start"] : citation["end"]] == citation["quote"]


def test_dates_are_written_as_the_settings_say_in_the_title_on_the_page_and_in_the_archive():
    write_articles(Path("in"), 2)
    Path("briefing.toml").write_text('dates = "month first"\n')
    with HostileServer(honest) as server:
        assert briefing("run", "in", "--date", "2026-11-20", server=server).returncode == 0
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    assert (value["title"], value["date"], value["dates"]) == (
        "Briefing, November 20, 2026",
        "2026-11-20",
        "month first",
    )
    for page in ("outputs/2026-11-20/briefing.html", "outputs/index.html"):
        text = Path(page).read_text()
        assert "November 20, 2026" in text
        assert "20 November" not in text


def test_a_second_run_makes_no_call_and_gives_the_same_bytes():
    write_articles(Path("in"), 4)
    with HostileServer(honest) as server:
        assert briefing("run", "in", "--date", "2026-11-20", server=server).returncode == 0
        before, calls = results(Path("outputs/2026-11-20")), len(server.arrivals)
        assert briefing("run", "in", "--date", "2026-11-20", server=server).returncode == 0
        assert len(server.arrivals) == calls
    assert results(Path("outputs/2026-11-20")) == before
    assert json.loads(Path("outputs/2026-11-20/run.json").read_text())["stages"]["merge"]["calls"] == 0


def test_one_prompt_edited_asks_again_only_that_prompt_and_what_depends_on_it(repository):
    write_articles(Path("in"), 4)
    own = Path("own")
    own.mkdir()
    shipped = (repository / "prompts" / "translate.j2").read_text(encoding="utf-8")
    (own / "translate.j2").write_text(shipped.replace("You translate", "You are to translate"), encoding="utf-8")
    with HostileServer(honest) as server:
        briefing("run", "in", server=server)
        calls = len(server.arrivals)
        assert briefing("run", "in", "--prompts", "own", server=server).returncode == 0
        again = [a.body["response_format"]["json_schema"]["name"] for a in server.arrivals[calls:]]
    assert again == ["TranslationReply"] * 4


@pytest.mark.slow
def test_killed_at_any_moment_no_answered_call_is_made_again_and_the_briefing_is_whole():
    write_articles(Path("in"), 12)
    with HostileServer(lambda arrival: honest(arrival).after(0.05)) as server:
        assert briefing("run", "in", "--date", "2026-11-20", "-o", "calm", server=server).returncode == 0
        undisturbed = len(server.arrivals)
    chance = random.Random(4)
    kills = 0
    with HostileServer(lambda arrival: honest(arrival).after(0.05)) as server:
        for _ in range(4):
            process = start("run", "in", "--date", "2026-11-20", server=server, BRIEFING_CONCURRENCY="4")
            time.sleep(chance.uniform(1.5, 2.6))
            if process.poll() is None:
                kills += 1
                process.send_signal(signal.SIGKILL)
            process.wait()
        done = briefing("run", "in", "--date", "2026-11-20", server=server)
        assert done.returncode == 0, done.stderr
        assert len(server.arrivals) <= undisturbed + kills * 4
    assert kills
    assert results(Path("outputs/2026-11-20")) == results(Path("calm/2026-11-20"))


def test_one_article_that_is_refused_fails_alone_and_is_told_at_the_top():
    write_articles(Path("in"), 4)

    def refuse_one(arrival):
        return refusal("I'd rather not") if "Person2" in arrival.prompt else honest(arrival)

    with HostileServer(refuse_one) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server)
    assert done.returncode == 1
    assert "failed: in/002.txt: " in done.stdout
    assert "I'd rather not" in done.stdout
    assert Path("outputs/2026-11-20/briefing.md").read_text().count("1 of 4 articles failed") == 1


def test_a_bad_key_stops_the_run_after_one_call_and_keeps_what_was_done():
    write_articles(Path("in"), 4)
    with HostileServer(unauthorized()) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server, BRIEFING_CONCURRENCY="1")
        assert len(server.arrivals) == 1
    assert done.returncode == 2
    assert "Check the key" in done.stderr
    assert not Path("outputs/2026-11-20/briefing.md").exists()
    assert json.loads(Path("outputs/2026-11-20/run.json").read_text())["status"] == "stopped"


def test_the_cap_stops_the_run_with_three_and_a_higher_one_resumes():
    write_articles(Path("in"), 4)
    Path("briefing.toml").write_text('[prices."m"]\ninput = 1.0\noutput = 10.0\n')
    trust()
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--max-cost", "0.17", server=server)
        assert done.returncode == 3, done.stderr
        assert "--max-cost" in done.stderr
        first = len(server.arrivals)
        assert briefing("run", "in", "--max-cost", "5", server=server).returncode == 0
        bodies = [json.dumps(arrival.body, sort_keys=True) for arrival in server.arrivals]
    assert 0 < first < len(bodies)
    assert len(bodies) == len(set(bodies))


def test_grouping_that_fails_tells_each_article_alone_and_says_so():
    write_articles(Path("in"), 3)

    def no_grouping(arrival):
        name = arrival.body["response_format"]["json_schema"]["name"]
        return reply('{"groups": []}') if name.startswith("GroupingReply") else honest(arrival)

    with HostileServer(no_grouping) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server)
    assert done.returncode == 1, done.stderr
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    assert len(value["stories"]) == 3
    assert "could not be grouped" in value["notices"][0]


def test_an_article_longer_than_a_part_is_sent_in_parts_and_joined_whole():
    Path("long.txt").write_text("Titel der Sache\n\n" + "\n\n".join(f"Satz Nummer {n} ist hier." for n in range(200)))
    with HostileServer(honest) as server:
        done = briefing("translate", "long.txt", "--json", server=server, BRIEFING_PART_TOKENS="400")
        assert done.returncode == 0, done.stderr
        assert len(server.arrivals) > 3
    assert [p["n"] for p in json.loads(done.stdout)["paragraphs"]] == list(range(1, 202))


def test_a_group_larger_than_the_window_is_merged_in_levels_and_keeps_every_article():
    folder = Path("in")
    folder.mkdir()
    for n in range(6):
        body = "\n\n".join(f"Absatz {i} von {n} mit mancherlei Worten darin." for i in range(60))
        (folder / f"{n}.txt").write_text(f"Ereignis in Rabat {n}\n\n{body}\n")
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", "2026-11-20", server=server, BRIEFING_CONTEXT_TOKENS="16000",
                        BRIEFING_OUTPUT_TOKENS="8000")  # fmt: skip
        assert done.returncode == 0, done.stderr + done.stdout
        names = [a.body["response_format"]["json_schema"]["name"] for a in server.arrivals]
    assert names.count("StoryReply") > 2
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    (story,) = value["stories"]
    cited = {c["article"] for s in story["sentences"] for c in s["citations"]}
    assert cited == set(story["articles"])
    accounted = {
        (c["article"], c["paragraph"]) for s in (story["headline"], *story["sentences"]) for c in s["citations"]
    }
    accounted |= {(row["article"], n) for row in story["left_out"] for n in row["paragraphs"]}
    assert len(accounted) == 6 * 61


def test_a_dry_run_sends_nothing():
    write_articles(Path("in"), 3)
    with HostileServer(server_error()) as server:
        done = briefing("run", "in", "--dry-run", "--model", "gpt-4o-mini", server=server)
        assert not server.arrivals
    assert done.returncode == 0, done.stderr
    assert "nothing was sent" in done.stdout
    assert "$" in done.stdout


def test_a_dry_run_says_how_far_past_estimates_were_off():
    write_articles(Path("in"), 3)
    with HostileServer(honest) as server:
        briefing("run", "in", server=server)
        done = briefing("run", "in", "--dry-run", server=server)
    assert "times their estimate (median" in done.stdout
    assert re.search(r"translate +0 +3 ", done.stdout), done.stdout


def test_the_closing_lines_give_the_cost_by_stage_and_model():
    write_articles(Path("in"), 2)
    with HostileServer(honest) as server:
        done = briefing("run", "in", server=server, BRIEFING_PRICES='{"m": {"input": 1.0, "output": 2.0}}')
    assert re.search(r"of this: extract \$0\.\d+, .* m \$0\.\d+", done.stdout), done.stdout


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_one_article_is_summarised_from_a_file_or_from_standard_input(source):
    text = "الوزيرة تصل إلى الرباط\n\nوصلت الوزيرة إلى الرباط يوم الثلاثاء في زيارة تستغرق يومين.\n"
    Path("a.txt").write_text(text, encoding="utf-8")
    with HostileServer(honest) as server:
        stdin = Path("a.txt").read_bytes()
        done = briefing("summarize", "a.txt" if source == "file" else "-", "--json", server=server, stdin=stdin)
    value = json.loads(done.stdout)
    quote = value["story"]["sentences"][0]["citations"][0]
    assert text[quote["start"] : quote["end"]] == quote["quote"] == "الوزيرة تصل إلى الرباط"


def test_an_interrupt_lets_in_what_is_under_way_and_the_next_run_goes_on():
    write_articles(Path("in"), 12)
    signalled = threading.Event()

    def act(arrival):
        return honest(arrival) if arrival.index < 2 or signalled.is_set() else honest(arrival).once(signalled)

    with HostileServer(act) as server:
        process = start("run", "in", "--date", "2026-11-20", server=server, BRIEFING_CONCURRENCY="4")
        server.wait_for(6, timeout=STARTED)  # two are answered, four wait
        process.send_signal(signal.SIGINT)
        signalled.set()
        assert process.wait(timeout=ENDED) == 130
        assert len(server.arrivals) == 6
        manifest = json.loads(Path("outputs/2026-11-20/run.json").read_text())
        assert manifest["status"] == "stopped"
        assert briefing("run", "in", "--date", "2026-11-20", server=server).returncode == 0
        bodies = [json.dumps(arrival.body, sort_keys=True) for arrival in server.arrivals]
    assert len(bodies) == len(set(bodies)), "a call that was under way at the signal was made again"


def test_a_termination_ends_with_143():
    write_articles(Path("in"), 4)
    signalled = threading.Event()
    with HostileServer(lambda arrival: honest(arrival).once(signalled)) as server:
        process = start("run", "in", server=server)
        server.wait_for(2, timeout=STARTED)
        process.send_signal(signal.SIGTERM)
        signalled.set()
        assert process.wait(timeout=ENDED) == 143


@pytest.mark.slow
def test_a_second_interrupt_leaves_at_once():
    write_articles(Path("in"), 4)
    with HostileServer(hang()) as server:
        process = start("run", "in", server=server)
        server.wait_for(2, timeout=STARTED)
        began = time.monotonic()
        # Two that come before the first is looked at are one, so there may be a third.
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.1)
        assert process.returncode == 130
        assert time.monotonic() - began < _GRACE - 2


def test_at_the_deadline_what_is_done_is_shipped_and_marked_partial(monkeypatch):
    monkeypatch.setattr("briefing.pipeline.run.seconds_until", lambda _: 1.5)
    write_articles(Path("in"), 12)
    with HostileServer(lambda arrival: honest(arrival).after(0.4)) as server:
        done = briefing(
            "run", "in", "--date", "2026-11-20", "--until", "06:45", server=server, BRIEFING_CONCURRENCY="4"
        )
    assert done.returncode == 1, done.stderr
    value = json.loads(Path("outputs/2026-11-20/briefing.json").read_text())
    assert "This briefing is partial" in value["notices"][0]
    assert value["stories"]
    assert value["stories"][0]["flags"][0]["code"] == "told-from-record"
    assert value["sums"]["done"] + value["sums"]["failed"] == 12
    assert value["sums"]["failed"] > 0


def test_two_runs_on_one_ledger_at_the_same_time_never_make_the_same_call_twice():
    write_articles(Path("in"), 4)
    with HostileServer(lambda arrival: honest(arrival).after(0.15)) as server:
        runs = [start("run", "in", "--date", f"2026-11-2{n}", server=server) for n in range(2)]
        assert [run.wait(timeout=ENDED) for run in runs] == [0, 0]
        bodies = [json.dumps(arrival.body, sort_keys=True) for arrival in server.arrivals]
    assert len(bodies) == len(set(bodies))


def test_the_ledger_shows_runs_costs_and_failures():
    write_articles(Path("in"), 2)
    with HostileServer(lambda a: refusal("no") if "Person1" in a.prompt else honest(a)) as server:
        briefing("run", "in", server=server, BRIEFING_PRICES='{"m": {"input": 1.0, "output": 2.0}}')
    shown = briefing("ledger")
    assert shown.returncode == 0, shown.stderr
    assert "$0.0" in shown.stdout
    assert "EngineRefused" in shown.stdout
    assert "0 replies deleted" in briefing("ledger", "--prune", "1").stdout
    time.sleep(1.1)  # the ledger's clock counts seconds
    forgotten = re.match(r"(\d+) replies deleted", briefing("ledger", "--prune", "0").stdout)
    assert forgotten
    assert int(forgotten.group(1)) > 0
