"""How single providers refuse and answer: scripts for `HostileServer`, each in the manner of one kind of server.

A manner is a function of the request (an `Arrival`) that returns an `Action`; those that refuse a form of the request
answer it honestly once the form is one they take.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import honest_model
from briefing.prompting import schemas
from briefing.prompting.schemas import json_schema
from hostile_server import Action, answer_json, error, reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from hostile_server import Arrival

    Answer = Callable[[Arrival], str]
    Manner = Callable[[Arrival], Action]


def chat(
    message: dict[str, Any] | None, finish: str | None = "stop", model: str = "m", usage: Any = None, **choice: Any
) -> Action:
    """A chat completion with this very message; without one where it is None, as Azure's filter leaves it."""
    choice |= {"index": 0, "finish_reason": finish}
    if message is not None:
        choice["message"] = {"role": "assistant"} | message
    whole = {"id": "c", "object": "chat.completion", "model": model, "choices": [choice]}
    bill = {"prompt_tokens": 600, "completion_tokens": 60} if usage is None else usage
    return Action(answer_json(whole | {"usage": bill}).encode())


def streamed(content: str, *, usage: bool = True, finish: str | None = "stop") -> Action:
    """The reply as a stream of events."""
    deltas: list[dict[str, Any]] = [{"content": content[at : at + 7]} for at in range(0, len(content), 7)]
    chunks = [{"model": "m", "choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
    if finish:
        chunks.append({"model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        chunks.append({"model": "m", "choices": [], "usage": {"prompt_tokens": 600, "completion_tokens": 60}})
    lines = [": keep-alive", *(f"data: {json.dumps(chunk)}" for chunk in chunks), "data: [DONE]", ""]
    return Action("\n\n".join(lines).encode(), headers={"content-type": "text/event-stream"})


def has_schema(body: dict[str, Any]) -> bool:
    return (body.get("response_format") or {}).get("type") == "json_schema"


def limit_of(body: dict[str, Any]) -> int:
    return body.get("max_tokens") or body.get("max_completion_tokens") or 0


def refusing(when: Callable[[dict[str, Any]], Any], refusal: Callable[[dict[str, Any]], Action], good: str) -> Manner:
    """Refuse the requests of a form, and answer the others."""

    def script(arrival: Arrival) -> Action:
        body = arrival.body or {}
        return refusal(body) if when(body) else reply(good)

    return script


def _bad(message: str, **fields: Any) -> Callable[[dict[str, Any]], Action]:
    told = {"message": message, "type": "invalid_request_error"} | fields
    return lambda _body: Action(answer_json({"error": told}).encode(), 400)


#: Refusals of a form of the request: when, the words, and what the request holds once it is taken.
REFUSALS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Action], Callable[[Any], Any]]] = {
    "DeepSeek: no schema": (
        has_schema, _bad("This response_format type is unavailable now"),
        lambda b: b["response_format"] == {"type": "json_object"} and "THE SCHEMA" in b["messages"][0]["content"]),
    "Groq: no schema": (
        has_schema, _bad("This model does not support response format `json_schema`. See supported models at …"),
        lambda b: b["response_format"]["type"] == "json_object"),
    "llama.cpp: no grammar, under 500": (
        has_schema, lambda _b: error(500, "failed to parse grammar", type="server_error"),
        lambda b: not has_schema(b)),
    "OpenRouter: no endpoint for the form, under 404": (
        has_schema, lambda _b: error(404, "No endpoints found that can handle the requested parameters."),
        lambda b: not has_schema(b)),
    "FastAPI: an extra field, under 422": (
        lambda b: "response_format" in b,
        lambda _b: Action(b'{"detail":[{"type":"extra_forbidden","loc":["body","response_format"],'
                          b'"msg":"Extra inputs are not permitted"}]}', 422),
        lambda b: "response_format" not in b and "THE SCHEMA" in b["messages"][0]["content"]),
    "OpenAI: max_completion_tokens": (
        lambda b: "max_tokens" in b,
        _bad("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
             "instead.", param="max_tokens", code="unsupported_parameter"),
        lambda b: b["max_completion_tokens"] == 16_000),
    "no limit by any name": (
        limit_of, lambda b: error(400, f"Unrecognized request argument supplied: {next(n for n in b if 'max' in n)}"),
        lambda b: not limit_of(b)),
    "OpenAI: at most 4096": (
        lambda b: limit_of(b) > 4096,
        lambda b: error(400, f"max_tokens is too large: {limit_of(b)}. This model supports at most 4096 completion "
                             f"tokens, whereas you provided {limit_of(b)}."),
        lambda b: limit_of(b) == 4096),
    "DeepSeek: a range": (
        lambda b: limit_of(b) > 8192, _bad("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"),
        lambda b: limit_of(b) == 8192),
    "Anthropic: a limit beside the model's date": (
        lambda b: limit_of(b) > 4096,
        _bad("max_tokens: 16000 > 4096, which is the maximum allowed number of output tokens for claude-3-20240307"),
        lambda b: limit_of(b) == 4096),
    "Bedrock: lower than": (
        lambda b: limit_of(b) > 4095,
        _bad("The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value "
             "that is lower than 4096."),
        lambda b: limit_of(b) == 4095),
    "Cohere: in a long prompt's words": (
        lambda b: limit_of(b) > 4000,
        _bad("too many tokens: max tokens must be less than or equal to 4000 --- received 16000"),
        lambda b: limit_of(b) == 4000),
    "DashScope: a range": (
        lambda b: limit_of(b) > 8192, _bad("Range of max_tokens should be [1, 8192]"), lambda b: limit_of(b) == 8192),
    "Mistral: a schema, under 422": (
        has_schema,
        lambda _b: Action(b'{"object":"error","message":{"detail":[{"type":"literal_error","loc":["body",'
                          b'"response_format","type"],"msg":"Input should be \'text\' or \'json_object\'"}]}}', 422),
        lambda b: not has_schema(b)),
    "Azure: a schema and its version": (
        has_schema, _bad("response_format value as json_schema is enabled only for api versions 2024-08-01-preview"),
        lambda b: not has_schema(b)),
    "Gemini: exclusive": (
        lambda b: limit_of(b) > 8191,
        _bad("it has a maxOutputTokens value of 16000 but the supported range is from 1 (inclusive) to 8192 "
             "(exclusive)"),
        lambda b: limit_of(b) == 8191),
    "a limit without its number": (
        lambda b: limit_of(b) > 3000, _bad("max_tokens exceeds what this model allows"), lambda b: limit_of(b) == 2000),
    "vLLM: the window": (
        lambda b: limit_of(b) > 3_596,
        lambda b: error(400, "This model's maximum context length is 4096 tokens. However, you requested 16500 tokens "
                             f"(500 in the messages, {limit_of(b)} in the completion)."),
        lambda b: 1_000 < limit_of(b) <= 3_596),
    "vLLM of today: the window": (
        lambda b: limit_of(b) > 3_596,
        _bad("'max_tokens' or 'max_completion_tokens' is too large: 16000. This model's maximum context length is 4096 "
             "tokens and your request has 500 input tokens (16000 > 4096 - 500)."),
        lambda b: 1_000 < limit_of(b) <= 3_596),
    "TGI: the window": (
        lambda b: limit_of(b) > 3_596,
        _bad("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 500 `inputs` tokens and 16000 "
             "`max_new_tokens`"),
        lambda b: 1_000 < limit_of(b) <= 3_596),
    "Gemma: no system role": (
        lambda b: b["messages"][0]["role"] == "system", _bad("System role not supported"),
        lambda b: [m["role"] for m in b["messages"]] == ["user"]
        and b["messages"][0]["content"].startswith("system\n\nq")),
    "Gemini: no developer instruction": (
        lambda b: b["messages"][0]["role"] == "system",
        _bad("Developer instruction is not enabled for models/gemma-3-27b-it"),
        lambda b: b["messages"][0]["role"] == "user"),
    "a template's error, under 500": (
        lambda b: b["messages"][0]["role"] == "system",
        lambda _b: error(500, "jinja2.exceptions.TemplateError: System role not supported", type="server_error"),
        lambda b: b["messages"][0]["role"] == "user"),
    "o1: no system role": (
        lambda b: b["messages"][0]["role"] == "system",
        _bad("Unsupported value: 'messages[0].role' does not support 'system' with this model.",
             param="messages[0].role", code="unsupported_value"),
        lambda b: b["messages"][0]["role"] == "user"),
    "a template: roles must alternate": (
        lambda b: b["messages"][0]["role"] == "system",
        _bad("Conversation roles must alternate user/assistant/user/assistant/..."),
        lambda b: b["messages"][0]["role"] == "user"),
    "Anthropic: temperature is deprecated": (
        lambda b: "temperature" in b, _bad("`temperature` is deprecated for this model."),
        lambda b: "temperature" not in b),
    "temperature": (
        lambda b: "temperature" in b,
        _bad("Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is "
             "supported.", param="temperature", code="unsupported_value"),
        lambda b: "temperature" not in b),
}  # fmt: skip


def stream_only(good: str, *, options: bool = True) -> Manner:
    """DashScope: no reply but as a stream. Without `options`, asking for the bill is refused too."""

    def script(arrival: Arrival) -> Action:
        body = arrival.body or {}
        if not body.get("stream"):
            return error(400, "This model only support stream mode, please enable the stream parameter to access it.")
        if "stream_options" in body and not options:
            return error(400, "Unrecognized request argument supplied: stream_options")
        return streamed(good, usage="stream_options" in body)

    return script


def all_at_once(good: str | None) -> Manner:
    """A server that takes nothing of what we send at first; without an answer of its own it is honest."""

    def script(arrival: Arrival) -> Action:
        body = arrival.body or {}
        for when, refusal, _ in (
            REFUSALS[name]
            for name in ("temperature", "Gemma: no system role", "OpenAI: max_completion_tokens",
                         "OpenAI: at most 4096", "FastAPI: an extra field, under 422")
        ):  # fmt: skip
            if when(body):
                return refusal(body)
        return honestly(arrival) if good is None else reply(good)

    return script


def _object(text: str) -> Any:
    return json.JSONDecoder().raw_decode(text)[0]


def honestly(arrival: Arrival) -> Action:
    """The honest answer, whatever form the request has: the schema is told from its text."""
    body = arrival.body or {}
    messages = body["messages"]
    if not has_schema(body):
        shape = next(m["content"] for m in messages if "THE SCHEMA" in m["content"]).partition("THE SCHEMA\n")[2]
        name = next(kind for kind in honest_model._KINDS if json_schema(getattr(schemas, kind)) == _object(shape))
        body = body | {"response_format": {"json_schema": {"name": name}}}
    return reply(honest_model.answer(body))


#: The answer as reasoning models and their servers leave it in the content.
THINKING: dict[str, Callable[[str], str]] = {
    "tags": lambda good: f"<think>\nLet me see.\n</think>\n\n{good}",
    "tags with braces": lambda good: f"<think>The schema wants {{groups}}, so {{n, kind}}.</think>{good}",
    "tags with a draft": lambda good: f'<think>Draft: {{"groups": []}}</think>\n{good}',
    "a draft that fits and an end": lambda good: f'<thinking>{{"groups": []}}</thinking>Here it is:\n{good}',
    "no opening tag": lambda good: f"Okay, it says {{something}}. I answer now.\n</think>\n\n{good}",
    "no opening tag, a draft first": lambda good: f'{{"groups": []}} would be short.\n</think>\n\n{good}',
    "tags and a fence": lambda good: f"<think>ok {{x}}</think>\n```json\n{good}\n```",
    "the end tag named in the thinking": lambda good: f"<think>I close with </think> later, {{x}}.</think>{good}",
    "the end tag in the answer": lambda good: good.replace('"e"', '"a </think> tag"'),
    "thinking, and the end tag in the answer": lambda good: "<think>{x}</think>" + good.replace('"e"', '"</think>"'),
    "Harmony": lambda good: '<|channel|>analysis<|message|>We need {"a":1}.<|end|><|start|>assistant<|channel|>final'
                            f"<|message|>{good}<|return|>",
    "Harmony, constrained": lambda good: "<|channel|>analysis<|message|>{x}<|end|><|start|>assistant<|channel|>final "
                                         f"<|constrain|>json<|message|>{good}",
    "Harmony without its tokens": lambda good: f"analysisWe need {{x}}.assistantfinal{good}",
    "Mistral": lambda good: f"[THINK]so {{x}}[/THINK]{good}",
    "Kimi": lambda good: f"◁think▷so {{x}}◁/think▷{good}",
    "prose with braces behind a fence": lambda good: f"Here:\n```json\n{good}\n```\nHope that helps {{smile}}!",
    "an example, then the answer": lambda good: f'For example {{"groups": "…"}}. The answer:\n{good}',
    "other tags": lambda good: f"<reasoning>so {{x}}</reasoning>{good}",
    "tags within tags": lambda good: f"<think>a <think>b {{y}}</think> c</think>{good}",
    "tags around the answer": lambda good: f"<think>so</think><answer>{good}</answer>",
    "a call written out": lambda good: f'<tool_call>\n{{"name": "x", "arguments": {good}}}\n</tool_call>',
    "a call's arguments as a string": lambda good: json.dumps({"name": "x", "arguments": good}),
    "a wrapper": lambda good: f'{{"response": {good}}}',
    "words before the answer": lambda good: f"Here is my thought process: so {{x}}\nHere is my response: {good}",
    "the message's end": lambda good: f"{good}<|im_end|>",
}  # fmt: skip
