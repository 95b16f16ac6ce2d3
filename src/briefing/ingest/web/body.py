"""A response's body, read in parts and never past its limits: a small bomb doesn't become a large page."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from briefing.ingest.web.types import NotHad, cut

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: What we ask for. Brotli and Zstandard decoders can't be stopped at a number of bytes.
ACCEPT_ENCODING = "gzip, deflate"

#: Members of one gzip body; each costs a copy of what follows it.
_MOST_MEMBERS = 1_000

_GZIP = 31
_ZLIB = 15
_RAW = -15


class Decoder:
    """Undoes one Content-Encoding, as far as the limit."""

    def __init__(self, encoding: str, limit: int) -> None:
        """Begin.

        Raises:
            NotHad: An encoding we didn't ask for.
        """
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise NotHad("broken", cut(f"compressed as {name}, which wasn't asked for"))
        self._deflate = name == "deflate"
        self._plain = name in {"", "identity"}
        self._zlib = zlib.decompressobj(_ZLIB if self._deflate else _GZIP)
        self._left = limit
        self._limit = limit
        self._begun = False
        self._members = 1

    def feed(self, part: bytes) -> bytes:
        """Decode one part.

        Raises:
            NotHad: It becomes longer than the limit, or it is damaged.
        """
        if self._plain:
            return self._counted(part)
        parts: list[bytes] = []
        while part:
            if self._zlib.eof:
                # A further gzip member; anything else after the end is padding.
                if self._deflate or not part.startswith(b"\x1f\x8b"):
                    break
                self._next_member()
            parts.append(self._counted(self._inflate(part)))
            part = self._zlib.unused_data
        return b"".join(parts)

    def end(self) -> None:
        """Say that nothing more comes.

        Raises:
            NotHad: It ended in the middle.
        """
        if self._begun and not self._zlib.eof:
            raise NotHad("broken", "its compressed body ends in the middle")

    def _next_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise NotHad("broken", f"compressed in more than {_MOST_MEMBERS:,} pieces")
        self._zlib = zlib.decompressobj(_GZIP)

    def _inflate(self, part: bytes) -> bytes:
        first, self._begun = not self._begun, True
        try:
            return self._zlib.decompress(part, self._left + 1)
        except zlib.error:
            if not (first and self._deflate):
                raise NotHad("broken", "its compressed body is damaged") from None
        # Some servers send `deflate` without the zlib header that RFC 9110 asks for.
        self._zlib = zlib.decompressobj(_RAW)
        return self._inflate(part)

    def _counted(self, part: bytes) -> bytes:
        self._left -= len(part)
        if self._left < 0:
            raise NotHad("too-large", f"more than {self._limit:,} bytes decompressed")
        return part


async def read_body(parts: AsyncIterator[bytes], decoder: Decoder, wire: int) -> bytes:
    """Read and decode.

    Args:
        parts: As they come over the wire.
        decoder: For the response's encoding; it holds the limit of decoded bytes.
        wire: Bytes allowed over the wire.

    Raises:
        NotHad: Too large, or damaged. Nothing past the limits was kept.
    """
    left = wire
    body = bytearray()
    async for part in parts:
        left -= len(part)
        if left < 0:
            raise NotHad("too-large", f"more than {wire:,} bytes")
        body += decoder.feed(part)
    decoder.end()
    return bytes(body)
