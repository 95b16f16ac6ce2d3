"""A web site on this machine that behaves as a test wants it to, and what proves that it does."""

from __future__ import annotations

import asyncio

from fetching import PAGE, site


async def test_the_site_answers_as_told():
    async with site({"/": PAGE, "/raw": b"HTTP/1.1 200 X\r\n\r\nraw"}) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"GET /raw HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.read()).endswith(b"raw")
        writer.close()
        assert served.paths() == ["/raw"]
