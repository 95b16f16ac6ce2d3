"""Loading litellm: no network, no .env."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Says each host that is looked up or connected to, and lets none through.
WATCHED = """
import socket, sys
def told(name, args):
    if name == "socket.getaddrinfo":
        print("asked", args[0], file=sys.stderr)
        raise OSError("no network here")
sys.addaudithook(told)
import asyncio
from briefing.llm.providers.base import Request
from briefing.llm.providers.litellm import LitellmEngine
engine = LitellmEngine("http://127.0.0.1:9")
request = Request("anthropic/claude-sonnet-4-5", ({"role": "user", "content": "q"},), {}, "n", "prompt", None, 10, 5.0)
try:
    asyncio.run(engine.complete(request))
except Exception as error:
    print(type(error).__name__, file=sys.stderr)
import os
print("PLANTED" in os.environ, file=sys.stderr)
"""


@pytest.mark.slow
def test_litellm_asks_nobody_but_the_endpoint_and_reads_no_env_file():
    Path(".env").write_text("PLANTED=1\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LITELLM_")}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], env=kept | {"ANTHROPIC_API_KEY": "sk-ant-0123456789"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    assert "EngineBusy" in lines
    assert {line for line in lines if line.startswith("asked")} <= {"asked 127.0.0.1"}
    assert "WARNING" not in done.stderr
    assert lines[-1] == "False"
