"""A commented briefing.toml: each line explained by the docstring of its setting, so that it can't go stale."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from briefing.settings.settings import Settings, fixed_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

#: The schema for editors, written beside the file.
SCHEMA_FILE = "briefing.toml.schema.json"
_HEAD = f"""#:schema ./{SCHEMA_FILE}
# Settings of briefing. A line that begins with # and a name shows the default or an example; remove the # to
# set it. Flags and environment variables (BRIEFING_MODEL, …) override this file. Keys are never read from this
# file, only from the environment (OPENAI_API_KEY, ANTHROPIC_API_KEY, …).
"""
#: Shown where a setting has no default that says anything.
_EXAMPLES: Final[Mapping[str, Any]] = {
    "model": "gpt-5-mini", "fallbacks": ["anthropic/claude-sonnet-4-5"], "api_base": "http://localhost:11434/v1",
    "temperature": 0.0, "requests_per_minute": 500.0, "tokens_per_minute": 200_000.0, "max_cost": 5.0,
    "until": "06:45", "max_age": 7, "context_tokens": 128_000, "output_tokens": 16_000, "allow_hosts": ["intranet"],
    "sources": ["articles/", "https://example.org/feed.xml"], "interests": ["Trieste", "energ*"],
    "lists": ["sources.txt"],
    "outlets": {"example.org": "The Example", "kurier-*.txt": "Ostufer-Kurier"},
    "deliver.url_env": "BRIEFING_MAIL_URL", "deliver.name": "desk", "deliver.attach": ["html", "docx"],
    "prices": "my-own-model", "prices.input": 0.5, "prices.output": 1.5,
    "models.translate": "gpt-5-mini", "models.extract": "gpt-5-mini", "models.group": "gpt-5",
    "models.merge": "gpt-5", "models.summarize": "gpt-5-mini", "models.thread": "gpt-5-mini",
    "models.verify": "gpt-5",
    "ledger": "outputs/ledger.sqlite3", "prompts": "my-prompts", "glossary": "names.yaml",
}  # fmt: skip
_WIDTH = 110


def config_template(answers: Mapping[str, Any]) -> str:
    """The text of a new briefing.toml.

    Args:
        answers: What a person said, by setting; these lines are set, all others shown as comments. TOML wants
            tables last, so they stand there.
    """
    fields = Settings.model_fields
    tables = [name for name, field in fields.items() if _is_table(field.annotation)]
    lines = [_HEAD]
    for name in (*answers, *(name for name in fields if name not in answers and name not in tables)):
        lines += ["", *_prose(fields[name]), _line(name, fields[name], answers)]
    for name in tables:
        lines += ["", *_prose(fields[name]), *_table(name, fields[name])]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, (int, float)):
        return str(value)
    # A basic string of TOML is one of JSON, but for DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _prose(field: FieldInfo) -> list[str]:
    told = " ".join((field.description or "").split())
    return textwrap.wrap(told, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _line(name: str, field: FieldInfo, answers: Mapping[str, Any]) -> str:
    if name in answers:
        return f"{name} = {toml(answers[name])}"
    shown = field.get_default(call_default_factory=True)
    if shown in (None, [], ()):
        shown = _example(name)
    return f"#{name} = {toml(shown)}" if shown is not None else f"# ({name})"


def _example(name: str) -> Any:
    """A value that the setting takes; None where we know of none."""
    for candidate in (_EXAMPLES.get(name), "…", "06:45", 1, 1_000, 1_000_000, ["…"]):
        if candidate is not None:
            try:
                fixed_settings(**{name: candidate})
            except ValidationError:
                continue
            return candidate
    return None


def _table(name: str, field: FieldInfo) -> Iterator[str]:
    model = _model_in(field.annotation)
    if model is None:
        yield f"#[{name}]"
        yield from (f"#{toml(key)} = {toml(value)}" for key, value in (_EXAMPLES.get(name) or {}).items())
        return
    keyed = get_origin(field.annotation) is dict
    single = field.annotation is model
    yield f'#[{name}."{_EXAMPLES.get(name, "…")}"]' if keyed else f"#[{name}]" if single else f"#[[{name}]]"
    for part, inner in model.model_fields.items():
        yield from _prose(inner)
        example = _EXAMPLES.get(f"{name}.{part}", inner.get_default(call_default_factory=True))
        plain = example is not None and isinstance(example, (bool, int, float, str, list, tuple, Path))
        yield f"#{part} = {toml(example)}" if plain else f"# ({part})"


def _is_table(annotation: Any) -> bool:
    return get_origin(annotation) is dict or _model_in(annotation) is not None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
