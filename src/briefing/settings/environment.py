"""Settings from the environment: lists with commas, all else that isn't plain as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_settings import EnvSettingsSource

from briefing.errors import ConfigError
from briefing.settings.renames import in_todays_words

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


class Environment(EnvSettingsSource):
    """Variables BRIEFING_<NAME>."""

    def __call__(self) -> dict[str, Any]:
        """What is set, each under the name that the setting has today."""
        return in_todays_words(super().__call__(), "the environment")

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """A list from `a, b` or `["a", "b"]`; a table from JSON.

        Raises:
            ConfigError: It is neither; the message names the variable, and not its value, which may be secret.
        """
        text = str(value).strip()
        if _is_plain_list(field.annotation) and not text.startswith("["):
            return [part.strip() for part in text.split(",") if part.strip()]
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            wanted = 'a list such as "a, b" or ["a", "b"]' if _is_plain_list(field.annotation) else _example(field)
            raise ConfigError(
                f"environment variable {self.env_prefix}{field_name.upper()}: can't be read; expected {wanted}"
            ) from None


def _is_plain_list(annotation: Any) -> bool:
    """A list or tuple of texts, which commas can part."""
    if get_origin(annotation) not in (list, tuple):
        return False
    return not any(isinstance(part, type) and issubclass(part, BaseModel) for part in get_args(annotation))


def _example(field: FieldInfo) -> str:
    return "JSON, such as [{…}]" if get_origin(field.annotation) in (list, tuple) else 'JSON, such as {"name": …}'
