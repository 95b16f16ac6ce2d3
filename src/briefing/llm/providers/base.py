"""The seam: one request in, one reply out. Engines classify failures; they never retry."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from briefing.errors import BadReply

if TYPE_CHECKING:
    from briefing.llm.pricing import Usage

Structured = Literal["json_schema", "json_object", "prompt"]
LimitName = Literal["auto", "max_tokens", "max_completion_tokens", "none"]

OPENAI = "https://api.openai.com/v1"
NO_KEY = (
    "no key: set OPENAI_API_KEY in the environment, or point BRIEFING_API_BASE at a local server "
    "such as http://localhost:11434/v1 (Ollama), or try `briefing demo`, which needs neither"
)
USER_AGENT = "briefing"
#: Decoded bytes of one response; a bomb of 300 MB comes as 300 KB.
MAX_REPLY_BYTES = 20_000_000


def too_large(where: str, most: int = MAX_REPLY_BYTES) -> BadReply:
    """The error for a response past the limit."""
    return BadReply(f"{where}: the response is larger than {most:,} bytes", reason="too-large")


@dataclass(frozen=True)
class Request:
    """One question to a model.

    Attributes:
        model: As the caller named it.
        messages: Chat messages, each with role and content.
        schema: The JSON schema of the reply.
        schema_name: Its name, as providers ask for one.
        structured: How the schema is sent: as a schema, or as text behind the first message.
        temperature: None leaves it to the model.
        max_tokens: The reply's limit.
        timeout: Seconds for one attempt, wall clock.
        stage: The prompt's name, for messages and figures.
        about: What is asked about, for messages.
        fingerprint: Of the prompt's template.
        limit_name: What the reply's limit is called on the wire; `auto` goes by the model's name.
        system_role: False puts the system message in front of the first user message.
        stream: The reply is asked for, and read whole, as a stream of events.
        stream_usage: The bill is asked for at the stream's end.
        opened_with: The schema of the conversation's first question, where this one asks for another; a server that
            reads the schema as text is shown each where it is asked for.
    """

    model: str
    messages: tuple[dict[str, str], ...]
    schema: dict[str, Any]
    schema_name: str
    structured: Structured
    temperature: float | None
    max_tokens: int
    timeout: float
    stage: str = ""
    about: str = ""
    fingerprint: str = ""
    limit_name: LimitName = "auto"
    system_role: bool = True
    stream: bool = False
    stream_usage: bool = True
    opened_with: dict[str, Any] | None = None

    @property
    def where(self) -> str:
        """What is asked about what, for messages."""
        return f"{self.stage} of {self.about}"

    @functools.cached_property
    def key(self) -> str:
        """Digest of all that can change the answer, and of nothing else: no limits, no labels, no manner of sending.

        A question that is sent in another manner, because a model takes no schema or no system role, stays the
        same question: its answer is found again by a run that knows nothing of that yet, or has it as a setting.
        """
        asked = {
            "version": 1,
            "model": self.model,
            "messages": self.messages,
            "schema": self.schema,
            "temperature": self.temperature,
        }
        canonical = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()

    def in_manner(self, **changes: Any) -> Request:
        """The same question in another manner of sending, under the same key."""
        sent = self.changed(**changes)
        sent.__dict__["key"] = self.key
        return sent

    def changed(self, **changes: Any) -> Request:
        """The same request but for some fields; its key is computed anew."""
        # dataclasses.replace would do, but for the key's cache, which lives in __dict__.
        return Request(**({name: getattr(self, name) for name in self.__dataclass_fields__} | changes))


def body_limit_name(request: Request) -> LimitName:
    """What the limit of a request is called on the wire."""
    if request.limit_name != "auto":
        return request.limit_name
    # OpenAI's own reasoning models reject max_tokens; compatible servers often know nothing else.
    return "max_completion_tokens" if request.model.startswith(("gpt-5", "o1", "o3", "o4")) else "max_tokens"


@dataclass(frozen=True)
class EngineReply:
    """A complete reply: never a refusal, never cut off.

    Attributes:
        text: What the model said.
        model: Who says it answered.
        limits: What the response's headers tell of the provider's limits.
        in_batch: It came from a batch, and is billed at a batch's price.
    """

    text: str
    model: str
    usage: Usage
    limits: dict[str, float] = field(default_factory=dict)
    in_batch: bool = False


class Engine(Protocol):
    """The way to a model. Anything awaitable fits: live, batch, remote workers."""

    name: str

    async def complete(self, request: Request) -> EngineReply:
        """Ask once.

        Raises:
            EngineError: Classified; see `briefing.errors`.
        """
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
