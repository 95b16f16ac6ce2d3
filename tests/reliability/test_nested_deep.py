"""Files and replies nested thousands of levels deep: refused or passed over in a line, never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.pipeline.daily import MEMORY
from briefing.render.html.day_links import with_forms, without_forms
from briefing.text.json_text import parsed
from command import briefing, write_articles
from honest_model import honest
from hostile_server import Action, HostileServer, reply

DEEP = {"lists": "[" * 100_000, "objects": '{"a":' * 100_000 + "1" + "}" * 100_000}
TODAY = ("--date", "2026-11-20")


@pytest.fixture
def day():
    """A day, with its recording."""
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        done = briefing("run", "in", *TODAY, "--cassette", "c.json", "--record", "once", server=server)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("c.json", "run in --date 2026-11-20 --cassette c.json"),
        ("c.json", "run in --date 2026-11-20 --cassette c.json --record new"),
        ("c.json", "check --replies c.json"),
        ("c.json", "cassette check c.json"),
        ("c.json", "cassette stats c.json"),
        (f"outputs/{MEMORY}", "daily in"),
        ("outputs/2026-11-20/briefing.json", "show"),
        ("outputs/2026-11-20/briefing.json", "check"),
        ("outputs/2026-11-20/run.json", "check"),
        ("outputs/2026-11-20/run.json", "archive"),
        ("outputs/ledger.grouping.json", "group"),
    ],
)
@pytest.mark.one_in(3)
def test_a_file_nested_deep_is_refused_in_a_line(day, file, command):
    Path(file).write_text(DEEP["objects"])
    done = briefing(*command.split(), BRIEFING_API_BASE="http://127.0.0.1:9/v1", BRIEFING_ATTEMPTS="1")
    assert done.returncode in {0, 1, 2}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("where", ["body", "content", "error", "stream", "usage"])
@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.one_in(3)
def test_a_provider_s_reply_nested_deep_fails_the_article_alone(where, recorded):
    deep = DEEP["objects"]
    write_articles(Path("in"), 1)
    told = '"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "{}"}}]'
    whole = "{" + told + f', "usage": {deep}' + "}"
    act = {
        "body": Action(deep.encode()),
        "content": reply(deep),
        "error": Action(deep.encode(), 400),
        "stream": Action(f"data: {deep}\n\ndata: [DONE]\n\n".encode(), headers={"content-type": "text/event-stream"}),
        "usage": Action(whole.encode()),
    }[where]
    more = ("--cassette", "c.json", "--record", "once") if recorded else ()
    with HostileServer(act) as server:
        done = briefing("translate", "in/000.txt", *more, server=server, BRIEFING_ATTEMPTS="1")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "translate of in/000.txt" in done.stderr


@pytest.mark.parametrize("deep", [*DEEP.values(), "nonsense", "[]"])
def test_a_page_whose_names_somebody_damaged_stays_as_it_is(day, deep):
    page = Path("outputs/2026-11-20/briefing.html").read_text(encoding="utf-8")
    damaged = re.sub(r'(<script type="application/json" id=names>).*?(</script>)', lambda m: m[1] + deep + m[2], page)
    assert damaged != page
    assert with_forms(damaged, [[["Person0"]]]) == damaged
    assert without_forms(damaged, page) == damaged


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_no_json(deep):
    with pytest.raises(ValueError, match=r"nested too deep|Expecting"):
        parsed(deep)
