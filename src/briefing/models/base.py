"""What every model shares."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

#: Version of the shape of briefing.json and articles/ID.json.
SCHEMA_VERSION = "1"
DateStyle = Literal["day first", "month first"]


class Frozen(BaseModel):
    """A value that nobody changes after it was made; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed.

        Names and types are checked as when a value is made, and by mypy (tools/mypy_replace.py);
        pydantic's `model_copy` checks neither.

        Raises:
            ValidationError: There is no such field, or it takes no such value.
        """
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate(kept | changes)
