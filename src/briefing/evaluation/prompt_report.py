"""Prompts looked at before they are sent: where they come from, what they cost, what is wrong with them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import InputError, PromptError
from briefing.llm import tokens
from briefing.pipeline.stages.extract import most_claims
from briefing.prompting.context import article_envelope, enclose, ranges, seal_for, sent
from briefing.prompting.schemas import SCHEMAS, json_schema
from briefing.prompting.templates import NAMES, VARIABLES, Prompts, shipped_folder
from briefing.settings.settings import fixed_settings
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.models import Article
    from briefing.prompting.templates import Rendered

#: Tokens from which the large providers cache a prefix.
LEAST_CACHED = 1024
#: A prompt of one's own may be this much longer than the shipped one before lint objects.
_BUDGET = 1.25
_USUAL = fixed_settings()
#: What carries articles into a prompt, and must arrive whole.
_MATERIAL = {
    "translate": ("article",),
    "extract": ("article",),
    "group": ("articles",),
    "merge": ("articles", "drafts"),
    "summarize": ("article",),
    "thread": ("story", "earlier"),
    "verify": ("articles", "statements"),
    "repair": ("findings",),
}


class Cost(NamedTuple):
    """Tokens of one prompt.

    Attributes:
        system, user: The two messages, as rendered.
        schema: Of the reply, which providers add to the prompt; 0 where the prompt has none.
        prefix: At the beginning, the same for every article: what a provider may cache.
    """

    system: int
    user: int
    schema: int
    prefix: int


class Objection(NamedTuple):
    """What lint has against a prompt."""

    name: str
    message: str


def render(prompts: Prompts, name: str, article: Article | None = None) -> Rendered:
    """A prompt as it would be sent: for an article where it needs nothing else, else with placeholders.

    Args:
        article: For `translate` and `extract`; other prompts take what earlier stages made of several articles.
    """
    return prompts.render(name, **_values(name, article, "1"))


def cost(prompts: Prompts, name: str, article: Article | None = None) -> Cost:
    """What a prompt costs in tokens, counted as for a GPT model."""
    shown = render(prompts, name, article)
    other = prompts.render(name, **_values(name, None, "2"))
    schema = SCHEMAS.get(name)
    return Cost(
        tokens.count(shown.system),
        tokens.count(shown.user),
        tokens.count(str(json_schema(schema))) if schema else 0,
        tokens.count(_shared(f"{shown.system}\n{shown.user}", f"{other.system}\n{other.user}")),
    )


def _shared(one: str, other: str) -> str:
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _values(name: str, article: Article | None, mark: str) -> dict[str, object]:
    """Values for every variable of a prompt; the mark makes two sets that differ everywhere."""
    seal = seal_for([article.raw]) if article else f"seal{mark}"
    text = article_envelope(article, seal) if article else enclose("article", seal, [f"[1] «article {mark}»"])
    shown = sent(article) if article else []
    every: dict[str, object] = {
        "article": text,
        "articles": [text],
        "story": enclose("story", seal, [f"«today's story {mark}»"]),
        "earlier": [enclose("story", seal, [f"«earlier story {mark}»"])],
        "drafts": [],
        "statements": enclose("statements", seal, [f"1. «statement {mark}»"]),
        "findings": [f"«finding {mark}»"],
        "patch": True,
        "names": "",
        "event": enclose("event", seal, [f"«event {mark}»"]),
        "claims": most_claims(shown) if article else mark,
        "numbers": ranges(p.n for p in shown) if article else mark,
        "labels": f"A{mark}",
        "label": f"A{mark}",
        "count": len(shown) if article else mark,
        "sentences": mark,
        "part": 1,
        "parts": 1,
        "language": article.language if article else f"«language {mark}»",
        "target": "English",
        "spelling": _USUAL.spelling,
        "date_example": _USUAL.date_example,
        "style": "sentences",
        "words": None,
        "seal": seal,
    }
    return {variable: every[variable] for variable in VARIABLES[name]}


def differences(prompts: Prompts, names: Sequence[str]) -> str:
    """A unified diff from the shipped templates to those in use; empty where nothing differs."""
    parts: list[str] = []
    for name in names:
        path = prompts.path(name)
        shipped = shipped_folder() / f"{name}.j2"
        if path == shipped:
            continue
        old, new = (each.read_text(encoding="utf-8").splitlines(keepends=True) for each in (shipped, path))
        parts += difflib.unified_diff(old, new, f"shipped/{name}.j2", str(path))
    return "".join(line if line.endswith("\n") else line + "\n" for line in parts)


def eject(folder: Path, names: Sequence[str]) -> list[Path]:
    """Copy shipped templates into a folder, to be edited there.

    Raises:
        InputError: A file is there already; nothing was written.
    """
    targets = [folder / f"{name}.j2" for name in names]
    there = [path for path in targets if path.exists()]
    if there:
        raise InputError(f"{', '.join(map(str, there))}: exists already; remove it or name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, target in zip(names, targets, strict=True):
        write_whole(target, (shipped_folder() / f"{name}.j2").read_text(encoding="utf-8"))
    return targets


def lint(folder: Path | None, budget: int | None = None) -> Iterator[Objection]:
    """What is wrong with the templates in use.

    Args:
        folder: A user's own; None looks at the shipped ones.
        budget: Tokens that a prompt may have without its material; by default a quarter more than the shipped one.
    """
    try:
        prompts = Prompts(folder)
    except PromptError as error:
        yield Objection("", error.message)
        return
    shipped = Prompts()
    for name in NAMES:
        try:
            shown = render(prompts, name)
        except PromptError as error:
            yield Objection(name, error.message)
            continue
        yield from _missing_material(name, shown)
        whole = f"{shown.system}\n{shown.user}"
        if name in SCHEMAS and "json" not in whole.lower():
            yield Objection(name, "never mentions JSON; servers without JSON schemas then reply with prose")
        limit = budget or round(_fixed(render(shipped, name)) * _BUDGET)
        if (size := _fixed(shown)) > limit:
            yield Objection(name, f"has {size} tokens without its material; the budget is {limit}")


def _fixed(shown: Rendered) -> int:
    return tokens.count(shown.system) + tokens.count(shown.user)


def _missing_material(name: str, shown: Rendered) -> Iterator[Objection]:
    values = _values(name, None, "1")
    for variable in _MATERIAL[name]:
        value = values[variable]
        for text in value if isinstance(value, list) else [value]:
            lines = str(text)
            if lines in shown.system:
                yield Objection(name, f"{variable} is in the system message, where a model takes it for instructions")
            elif lines not in shown.user:
                yield Objection(
                    name, f"{variable} doesn't reach the model whole: no {{{{ {variable} }}}}, or a filter on it"
                )
            elif name != "repair" and f"\n{lines}" not in f"\n{shown.user}":
                yield Objection(name, f"{variable} must begin on a line of its own; its first line delimits it")
