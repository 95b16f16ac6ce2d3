"""A provider: `command/NAME` asks the program that BRIEFING_COMMAND names, one process a request.

The program gets {"model", "messages", "schema"} as JSON on its standard input, and writes the reply to its output.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex

import briefing


class Command:
    """One program."""

    name = "command"

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments

    async def complete(self, request: briefing.Request) -> briefing.EngineReply:
        """Run the program once; what goes wrong is classified, and the caller decides what follows."""
        asked = {"model": request.model, "messages": request.messages, "schema": request.schema}
        process = await asyncio.create_subprocess_exec(
            *self._arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(request.timeout):
                reply, _ = await process.communicate(json.dumps(asked).encode())
        except TimeoutError:
            process.kill()
            await process.wait()
            raise briefing.EngineBusy(f"{self._arguments[0]}: no reply in {request.timeout:g} s") from None
        if process.returncode:
            raise briefing.BadRequest(f"{self._arguments[0]}: ended with {process.returncode}")
        size = sum(len(message["content"]) for message in request.messages)
        return briefing.EngineReply(reply.decode(), request.model, briefing.Usage(size // 4, len(reply) // 4))

    async def close(self) -> None:
        """Nothing stays open."""


def open_command(model: str, settings: briefing.Settings, *, replaying: bool) -> Command:  # noqa: ARG001
    """The program comes from the environment: a settings file that is merely found must not name one."""
    command = os.environ.get("BRIEFING_COMMAND")
    if not command:
        raise briefing.ConfigError(f"model {model}: set BRIEFING_COMMAND to the program that answers")
    return Command(shlex.split(command))


COMMAND = briefing.Provider("command", open_command, "a program of your own")
