"""What ran, with what, and at what cost."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from briefing.models.base import Frozen
from briefing.models.verification import Readings


class StageFigures(Frozen):
    """Of one stage in one run."""

    replies: int
    """Replies the results rest on, this run's and earlier ones'."""
    worth: float | None = None
    """US dollars those replies cost, whichever run paid; None where a price is unknown."""
    calls: int
    """Calls that went out in this run."""
    prompt_tokens: int
    cached_tokens: int
    """Part of the prompt tokens, billed at the provider's lower rate."""
    completion_tokens: int
    """Reasoning tokens included, as the providers bill them."""
    cost: float | None
    """US dollars of this run's calls; None where a price is unknown."""
    seconds: float
    """Time spent waiting for this run's calls, summed over them."""
    repairs: int
    changes_not_taken: int = 0
    """Changes that repairs sent and that were not applied: nobody had asked for them, or they didn't fit."""
    retries: int
    mended: dict[str, int] = Field(default={})
    """What repairs mended in the replies that the results rest on, by code."""


class RunManifest(Frozen):
    """What ran, with what, and what became of it."""

    schema_version: str
    run: str
    started: str
    seconds: float
    status: Literal["done", "partial", "stopped"]
    reason: str | None
    versions: dict[str, str]
    model: str
    engine: str = "local"
    """Where the work was done, as the setting names it."""
    provider: str = ""
    """The client that made the calls."""
    models_answering: tuple[str, ...]
    prompts: dict[str, str]
    """Fingerprint of each prompt."""
    settings: dict[str, str]
    articles_in: int
    done: int
    failed: int
    skipped: int
    copies: int = 0
    suspicions: dict[str, int] = Field(default={})
    """What checks suspected, by code: questions to the second reader, shown nowhere."""
    second_reader: str = ""
    """Who read the stories a second time, and how many seeded errors it found; empty where nobody did."""
    reading: Readings | None = None
    """The same in figures, seeded errors by kind."""
    articles: tuple[dict[str, str], ...]
    """Each with origin, status, reason, and the cost of its own calls in this run where that is known."""
    stages: dict[str, StageFigures]
    models: dict[str, StageFigures]
    """The same figures by the model that was asked."""
    cost: float | None
    estimated_tokens: int
    """What `--dry-run` would have said before this run, of the calls that were still to be made."""
    estimated_cost: float | None
    cost_note: str | None
    day: str = ""
    """ISO date of the briefing; empty in manifests written before they named it."""
    threaded: bool | None = None
    """Whether stories could continue those of days before; None where an older version wrote it."""
    files: dict[str, str] = Field(default={})
    """SHA-256 of every other file of the day, in hexadecimal, by its path in the day's folder."""

    @model_validator(mode="before")
    @classmethod
    def _in_todays_words(cls, values: Any) -> Any:
        """Older manifests call the client `engine`, and their work was done on one machine."""
        if isinstance(values, dict) and "engine" in values and "provider" not in values:
            return values | {"engine": "local", "provider": values["engine"]}
        return values
