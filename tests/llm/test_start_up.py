"""What a replay imports: no SDK, and not much more than it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import USUAL, briefing, write_articles
from honest_model import honest
from hostile_server import HostileServer

_REPLAY = """
import json, sys
from briefing.cli import cli
try:
    cli(["summarize", "in/000.txt", "--cassette", "c.json", "--json"], prog_name="briefing")
except SystemExit as end:
    print(json.dumps({"code": end.code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/v1", None], ids=["an endpoint of one's own", "OpenAI itself"])
@pytest.mark.one_in(2)
def test_a_replay_imports_no_sdk(base):
    write_articles(Path("in"), 1)
    with HostileServer(honest) as server:
        done = briefing("summarize", "in/000.txt", "--cassette", "c.json", "--record", "once", server=server)
    assert done.returncode == 0, done.stderr
    environment = os.environ | USUAL | ({"BRIEFING_API_BASE": base} if base else {})
    child = subprocess.run(
        [sys.executable, "-c", _REPLAY], capture_output=True, text=True, env=environment, check=False
    )
    found = json.loads(child.stderr.splitlines()[-1])
    assert found["code"] in (0, None), child.stderr
    top = {name.partition(".")[0] for name in found["modules"]}
    assert not top & {"openai", "litellm", "tokenizers", "trafilatura", "scipy", "vcr", "aiohttp", "httpx", "tiktoken"}
    # over 800 today. A bound that the next version of a library keeps.
    assert len(found["modules"]) < 1_000


@pytest.mark.parametrize(
    ("arguments", "most", "none_of"),
    [
        (["--help"], 150, {"asyncio", "pydantic", "numpy"}),
        (["read", "in/000.txt"], 620, {"jinja2", "tiktoken", "lxml", "httpx", "yaml"}),
    ],
    ids=["--help", "read"],
)
def test_a_command_imports_what_it_uses(arguments, most, none_of):
    write_articles(Path("in"), 1)
    start = f"import sys, briefing.cli as c; sys.argv = ['briefing', *{arguments!r}]"
    code = f"{start}\ntry: c.main()\nfinally: print(*sys.modules, file=sys.stderr)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = child.stderr.split()
    assert not none_of & set(modules)
    assert len(modules) < most
