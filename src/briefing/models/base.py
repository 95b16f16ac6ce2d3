"""What every model shares."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

#: Version of the shape of briefing.json and articles/ID.json.
SCHEMA_VERSION = "1"
DateStyle = Literal["day first", "month first"]


class Frozen(BaseModel):
    """A value that nobody changes after it was made; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
