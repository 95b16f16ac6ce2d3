"""The result of an evaluation: every single count, so that two runs can be compared unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from briefing.errors import ConfigError, InputError
from briefing.evaluation.measures import Count
from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

#: The file of a result in its folder.
FILE = "eval.json"


class Evaluation(BaseModel):
    """One system over one set of cases.

    Attributes:
        system: What was evaluated: a model's name, or a baseline's.
        prompts: Fingerprint of each prompt.
        counts: By measure, by unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: str = "1"
    cases: str
    date: str
    system: str
    prompts: dict[str, str]
    articles: int
    events: int
    failed: tuple[str, ...]
    margins: dict[str, float]
    counts: dict[str, dict[str, Count]]

    def save(self, folder: Path) -> None:
        """Write it into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / FILE, self.model_dump_json(indent=1) + "\n")


def load_evaluation(path: Path) -> Evaluation:
    """Read a result, from its file or its folder.

    Raises:
        InputError: There is none.
        ConfigError: It isn't one.
    """
    file = path / FILE if path.is_dir() else path
    try:
        return Evaluation.model_validate_json(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file}: no result of `briefing eval` is there: {error.strerror}") from None
    except ValidationError:
        raise ConfigError(f"{file}: is no result of `briefing eval`") from None
