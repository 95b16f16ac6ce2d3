"""`max_age`: what is too old is left out before it costs anything, or told and named at the top."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing.models import Briefing
from command import briefing
from honest_model import honest
from hostile_server import HostileServer

DAY = "2026-11-20"
FOLDER = Path("outputs") / DAY


@pytest.fixture(autouse=True)
def _articles():
    Path("in").mkdir()
    lines = [
        {"text": f"{event} in Rabat\\n\\nZehn Menschen kamen am {n}.\\n", "outlet": f"Blatt {n}"}
        | ({"published": date} if date else {})
        for n, (event, date) in enumerate(
            [("Deichbruch", "2026-11-19"), ("Brand", "2026-10-01"), ("Streik", None), ("Wahl", "2026-11-13")], start=1
        )
    ]
    text = "\n".join(json.dumps(line) for line in lines).replace("\\\\n", "\\n")
    Path("in/all.jsonl").write_text(text + "\n", encoding="utf-8")


def run(*flags: str, **settings: str) -> tuple[Briefing, str]:
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", DAY, *flags, server=server, **settings)
    assert done.returncode == 0, done.stderr
    assert briefing("check", str(FOLDER)).returncode == 0
    return Briefing.model_validate_json((FOLDER / "briefing.json").read_text(encoding="utf-8")), done.stdout


def test_what_is_older_is_left_out_and_told_and_the_exit_code_stays():
    day, told = run(BRIEFING_MAX_AGE="7")
    assert sorted(str(r.article.published) for r in day.reports) == ["2026-11-13", "2026-11-19", "None"]
    (old,) = day.unread
    assert (old.status, old.reason) == (
        "skipped", "published 1 October 2026, 50 days before this briefing; max_age is 7"
    )  # fmt: skip
    assert "published 1 October 2026, 50 days before this briefing" in told
    assert day.sums.articles_in == 4
    page = (FOLDER / "briefing.html").read_text(encoding="utf-8")
    assert "50 days before this briefing" in page


def test_what_is_older_is_told_and_named_where_it_is_only_to_be_marked():
    day, _ = run(BRIEFING_MAX_AGE="7", BRIEFING_OLD_NEWS="mark")
    assert len(day.reports) == 4
    assert day.notices[0] == "1 article is older than 7 days: Blatt 2 (1 October 2026)."
    assert day.notices[0] in (FOLDER / "briefing.html").read_text(encoding="utf-8")


def test_without_a_limit_nothing_is_old():
    day, _ = run()
    assert (len(day.reports), day.unread) == (4, ())
    assert not any("older" in line for line in day.notices)


def test_where_nothing_is_left_nothing_is_briefed_and_nothing_is_sent():
    Path("in/all.jsonl").write_text(
        '{"text": "Brand in Rabat. Zehn kamen.", "published": "2020-01-01"}\n', encoding="utf-8"
    )
    with HostileServer(honest) as server:
        done = briefing("run", "in", "--date", DAY, server=server, BRIEFING_MAX_AGE="7")
        assert server.arrivals == []
    assert done.returncode == 2
    assert "all 1 articles are older than 7 days" in done.stderr


def test_a_daily_run_leaves_it_out_once_and_does_not_list_it_every_day():
    Path("briefing.toml").write_text('model = "m"\nsources = ["in"]\nmax_age = 7\n', encoding="utf-8")
    with HostileServer(honest) as server:
        first = briefing("daily", "--date", DAY, server=server)
        assert first.returncode == 0, first.stderr
        assert "3 new" in first.stderr
        assert "50 days before" in first.stdout
        second = briefing("daily", "--date", "2026-11-21", server=server)
    assert second.returncode == 0, second.stderr
    assert "0 new, 4 already covered" in second.stderr
    assert "days before" not in second.stdout
