"""Templates: found, rendered, fingerprinted."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError, meta

from briefing.errors import PromptError
from briefing.prompting.sandbox import BoundedEnvironment

if TYPE_CHECKING:
    from jinja2 import Template

#: The prompts, and what each can use.
VARIABLES = {
    "translate": frozenset({"article", "count", "numbers", "language", "target", "spelling", "names", "seal"}),
    "extract": frozenset({"article", "language", "claims", "part", "parts", "names", "seal"}),
    "group": frozenset({"articles", "count", "labels", "seal"}),
    "merge": frozenset({"articles", "drafts", "count", "labels", "event", "spelling", "date_example", "names", "seal"}),
    "summarize": frozenset({"article", "label", "spelling", "date_example", "style", "words", "names", "seal"}),
    "thread": frozenset({"story", "earlier", "count", "labels", "sentences", "seal"}),
    "verify": frozenset({"articles", "statements", "count", "seal"}),
    "repair": frozenset({"findings", "patch"}),
}
NAMES = tuple(VARIABLES)
# Sandboxed: a user's template is data from outside. Autoescape off: prompts are plain text.
_ENVIRONMENT = BoundedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class Rendered:
    """A prompt ready to send."""

    name: str
    fingerprint: str
    system: str
    user: str


class Prompts:
    """The templates of one run.

    Args:
        folder: A user's own templates; each file there replaces the shipped one of the same name.

    Raises:
        PromptError: The folder or a template is missing or broken. Found here, before any call.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        if folder is not None and not folder.is_dir():
            raise PromptError(f"prompts folder {folder}: there is no such folder")
        if folder is not None:
            strangers = sorted(p.name for p in folder.glob("*.j2") if p.stem not in NAMES)
            if strangers:
                known = ", ".join(f"{name}.j2" for name in NAMES)
                raise PromptError(f"prompts folder {folder}: {', '.join(strangers)}: no such prompt; there are {known}")
        self._templates: dict[str, tuple[Path, Template]] = {}
        self.fingerprints: dict[str, str] = {}
        for name in NAMES:
            path, source = self._read(name)
            self._templates[name] = (path, _compiled(name, path, source))
            self.fingerprints[name] = hashlib.sha256(source.encode()).hexdigest()[:12]

    def path(self, name: str) -> Path:
        """The file that a prompt was read from."""
        return self._templates[name][0]

    def render(self, name: str, **values: Any) -> Rendered:
        """Render both blocks of a prompt.

        Raises:
            PromptError: The template names a variable that isn't there, or fails.
        """
        path, template = self._templates[name]
        texts = {}
        for block in ("system", "user"):
            try:
                texts[block] = _ENVIRONMENT.text_of(template.blocks[block], template.new_context(values)).strip()
            except UndefinedError as error:
                known = ", ".join(sorted(values))
                raise PromptError(f"prompt {path}, block {block}: {error.message}; it can use: {known}") from None
            except Exception as error:  # a template is code from outside, whatever it raises
                raise PromptError(f"prompt {path}, block {block}: {error}") from error
        return Rendered(name, self.fingerprints[name], texts["system"], texts["user"])

    def _read(self, name: str) -> tuple[Path, str]:
        folders = [folder for folder in (self._folder, shipped_folder()) if folder is not None]
        for folder in folders:
            path = folder / f"{name}.j2"
            if path.is_file():
                try:
                    return path, path.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    raise PromptError(f"prompt {path}: can't be read: {error}") from None
        places = " or ".join(str(folder) for folder in folders)
        raise PromptError(f"prompt {name}.j2: not found in {places}; reinstall briefing or restore the file")


@functools.cache
def shipped_folder() -> Path:
    """The folder of the shipped templates: inside the wheel, or at the top of the checkout."""
    here = Path(__file__).resolve().parent.parent
    inside = here / "_prompts"
    return inside if inside.is_dir() else here.parent.parent / "prompts"


@functools.lru_cache(maxsize=64)
def _compiled(name: str, path: Path, source: str) -> Template:
    """A template, compiled once in a process: the eight of a run take 60 ms.

    Raises:
        PromptError: It can't be compiled, lacks a block, or uses what it isn't given.
    """
    try:
        template = _ENVIRONMENT.from_string(source)
        used = meta.find_undeclared_variables(_ENVIRONMENT.parse(source))
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise PromptError(f"prompt {path}, line {line}: {error.message}") from None
    missing = [block for block in ("system", "user") if block not in template.blocks]
    if missing:
        raise PromptError(f"prompt {path}: block {' and '.join(missing)} is missing")
    # Looked for here, so that a slip in the last prompt isn't found after the first ones were paid for.
    if unknown := sorted(used - VARIABLES[name]):
        known = ", ".join(sorted(VARIABLES[name]))
        raise PromptError(f"prompt {path}: there is no variable {', '.join(unknown)}; it can use: {known}")
    return template
