"""Cases: a folder of articles, and what is expected of them.

    CASES/set.yaml               date: the day of the briefing; name; what the set is for
    CASES/EVENT/*.txt, *.html    the articles of one event, as any source that `briefing run` reads
    CASES/EVENT/expected.yaml    what a careful reader expects of them (the models below, field by field)

All articles of a set are processed as one day, since telling events apart is part of the work.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from briefing.errors import ConfigError, InputError
from briefing.models import DateRole

#: What a person may write: one text, or several that are equally good.
Alternatives = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class _Expected(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ExpectedName(_Expected):
    """A person or place that an article names."""

    forms: Alternatives = Field(min_length=1)
    """Forms that are right, English or original; compared without accents and case."""
    roles: Alternatives = ()
    """Of a person: words each of which stands in a right role, `minister|ministre` for alternatives."""
    optional: bool = False
    """May be recorded and needn't be."""


class ExpectedDate(_Expected):
    """A date that an article states or implies."""

    role: DateRole
    value: Annotated[str | None, BeforeValidator(lambda value: None if value in {"null", "unknown", ""} else value)]
    """Partial ISO date; null where nothing of it can be known."""
    optional: bool = False


class ExpectedQuotation(_Expected):
    """Words that an article gives as somebody's own."""

    words: str
    """Some of them, in the original: enough to tell the quotation."""
    speaker: Alternatives = ()
    """Forms of the speaker's name; empty where nobody is named."""
    optional: bool = False


class ExpectedArticle(_Expected):
    """What is expected of one article. What is left out isn't measured."""

    people: tuple[ExpectedName, ...] | None = None
    places: tuple[ExpectedName, ...] | None = None
    dates: tuple[ExpectedDate, ...] | None = None
    quotations: tuple[ExpectedQuotation, ...] | None = None
    reference: dict[int, str] = {}
    """A reference translation of some paragraphs, by their number."""
    survive: dict[int, tuple[Alternatives, ...]] = {}
    """Figures and names that must stand in the translation of a paragraph, each with its alternatives."""


class Fact(_Expected):
    """Something the story must, or must not, say."""

    about: str
    """For the table."""
    any: Alternatives = Field(min_length=1)
    """Words one of which tells it: compared without accents and case; ` + ` joins words that one sentence holds."""
    support: dict[str, tuple[int, ...]] = {}
    """By article file, the paragraphs that state it: a sentence that tells it should cite one of them."""


class ExpectedDiscrepancy(_Expected):
    """A point on which the articles differ."""

    about: str
    values: dict[str, Alternatives] = Field(min_length=2)
    """By article file, words of its position."""
    contradiction: bool | None = None


class ExpectedEvent(_Expected):
    """What is expected of the articles of one event."""

    event: str
    like: str | None = None
    """Another event of the set that is similar and must be kept apart from this one."""
    articles: dict[str, ExpectedArticle]
    """By file name."""
    must: tuple[Fact, ...] = ()
    must_not: tuple[Fact, ...] = ()
    """Traps: what a careless reader would write."""
    discrepancies: tuple[ExpectedDiscrepancy, ...] = ()


class CaseSet(_Expected):
    """A folder of cases."""

    name: str
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    purpose: str = ""
    margins: dict[str, float] = {}
    """By measure, how much worse a run may be and still count as not inferior; the defaults stand in measures.py."""
    folder: Path
    events: dict[str, ExpectedEvent]
    """By the name of their folder."""

    def with_margins(self, margins: dict[str, float]) -> CaseSet:
        """The same cases, with other margins."""
        return CaseSet(
            name=self.name,
            date=self.date,
            purpose=self.purpose,
            margins=self.margins | margins,
            folder=self.folder,
            events=self.events,
        )

    @property
    def files(self) -> list[Path]:
        """Every article, in the order of folders and names."""
        return [
            self.folder / event / name for event in sorted(self.events) for name in sorted(self.events[event].articles)
        ]


def load_cases(folder: Path) -> CaseSet:
    """Read a folder of cases.

    Raises:
        InputError: There is no such folder, or no case in it.
        ConfigError: A file isn't as described; the message names the file and the place.
    """
    if not (folder / "set.yaml").is_file():
        raise InputError(f"{folder}: holds no cases; a folder of cases has a set.yaml (docs/evaluation.md)")
    events = {path.parent.name: _event(path) for path in sorted(folder.glob("*/expected.yaml"))}
    if not events:
        raise InputError(
            f"{folder}: holds no cases; each event has a folder with an expected.yaml (docs/evaluation.md)"
        )
    for name, event in events.items():
        if event.like is not None and event.like not in events:
            raise ConfigError(f"{folder / name}/expected.yaml: like: there is no event {event.like!r}")
    values = _yaml(folder / "set.yaml")
    try:
        return CaseSet.model_validate({"folder": folder, "events": events} | values)
    except ValidationError as error:
        raise ConfigError(f"{folder}/set.yaml: {_first(error)}") from None


def _event(path: Path) -> ExpectedEvent:
    try:
        event = ExpectedEvent.model_validate(_yaml(path))
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first(error)}") from None
    named = {file for row in event.discrepancies for file in row.values} | {
        file for fact in event.must for file in fact.support
    }
    for file in sorted({*event.articles, *named}):
        if not (path.parent / file).is_file():
            raise ConfigError(f"{path}: there is no article {file!r} beside it")
    return event


def _yaml(path: Path) -> dict[str, object]:
    try:
        # Every scalar as it is written: a day stays a day, 14 a word, and no tag makes an object.
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise ConfigError(f"{path}: can't be read as YAML: {error}") from None
    if not isinstance(value, dict):
        raise ConfigError(f"{path}: is no table of names and values")
    return value


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    return f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}"
