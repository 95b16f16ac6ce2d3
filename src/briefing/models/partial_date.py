"""Dates as far as they are known."""

from __future__ import annotations

from typing import Literal

#: A partial date: year, month and day as far as known, XXXX for an unknown year; a range with a slash.
PARTIAL_DATE = (
    r"^(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
    r"(?:/(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?$"
)
DateBasis = Literal["stated", "inferred", "unknown"]
