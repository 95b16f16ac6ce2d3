"""OpenAI's Batch API, and that of servers compatible with it, over our own client.

Each call is made once and classified like a question's: who waits and asks again is `briefing.llm.batches`.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.errors import BadReply
from briefing.llm.providers.base import Request
from briefing.llm.providers.compatible import Call
from briefing.llm.providers.failures import failure_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.llm.providers.compatible import CompatibleEngine

#: States in which nothing more comes.
ENDED = frozenset({"completed", "failed", "expired", "cancelled", "canceled"})
#: Of a batch's metadata: what it is known by to us.
MARK = "briefing"
#: Decoded bytes of an output file.
_MOST_BYTES = 500_000_000
_PAGE = 100
#: Pages of the list of batches that are looked through for ours, the newest first.
_MOST_PAGES = 20
#: Seconds for a file, where a small call has its timeout.
_FILE_SECONDS = 600.0
#: Statuses that say: no such way here.
_NO_SUCH_WAY = (404, 405, 501)


@dataclass(frozen=True)
class State:
    """A batch as its provider tells of it.

    Attributes:
        status: In the provider's words, such as `in_progress`; see ENDED.
        done: Questions that were answered or failed so far.
        total: Questions in all; 0 before they were counted.
        expires: When it will be given up, in seconds since 1970.
        files: Ids of the files with answers, and with errors.
        errors: Why the whole batch was not taken.
    """

    id: str
    status: str
    done: int
    total: int
    expires: float | None
    files: tuple[str, ...]
    errors: str
    mark: str


class BatchApi:
    """Files and batches at one endpoint.

    Args:
        client: Ours; whoever made it closes it.
        timeout: Seconds for a call that carries no file.
    """

    def __init__(self, client: CompatibleEngine, timeout: float) -> None:
        self._client = client
        self._timeout = timeout
        self.endpoint = client.endpoint

    @property
    def clean(self) -> Callable[[str], str]:
        """Takes keys out of what came."""
        return self._client.clean

    async def upload(self, content: bytes, mark: str) -> str:
        """Lay a file of questions at the provider's; that costs nothing.

        Returns:
            Its id.
        """
        edge = secrets.token_hex(16)
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--{edge}\r\n'
            f'Content-Disposition: form-data; name="file"; filename="{mark}.jsonl"\r\n'
            "Content-Type: application/jsonl\r\n\r\n"
        )
        form = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        made = await self._json(Call("POST", "files", form, headers), "the upload of a batch", _FILE_SECONDS)
        return self._id(made, "the upload of a batch")

    async def create(self, file: str, mark: str) -> State:
        """Have a file's questions answered. Where this raises, the batch may have been made all the same."""
        asked = {
            "input_file_id": file,
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "metadata": {MARK: mark},
        }
        call = Call("POST", "batches", json.dumps(asked).encode(), {"Idempotency-Key": mark})
        return self._state(await self._json(call, "a batch"), "a batch")

    async def get(self, batch: str) -> State:
        """How far a batch is."""
        return self._state(await self._json(Call("GET", f"batches/{batch}"), f"batch {batch}"), f"batch {batch}")

    async def cancel(self, batch: str) -> State:
        """Ask for no more answers; those that came stay, and are billed."""
        where = f"cancelling batch {batch}"
        return self._state(await self._json(Call("POST", f"batches/{batch}/cancel", b"{}"), where), where)

    async def find(self, mark: str) -> State | None:
        """The batch with our mark, where the provider has it.

        Raises:
            BadRequest, UnknownModel: The provider has no list.
        """
        after = ""
        for _ in range(_MOST_PAGES):
            page = await self._json(Call("GET", f"batches?limit={_PAGE}{after}"), "the list of batches")
            rows = page.get("data")
            if not isinstance(rows, list):
                raise BadReply("the list of batches: the provider's response isn't one", reason="wrong-shape")
            for row in rows:
                if isinstance(row, dict) and (row.get("metadata") or {}).get(MARK) == mark:
                    return self._state(row, "the list of batches")
            if not page.get("has_more") or not rows:
                return None
            after = f"&after={rows[-1].get('id')}"
        return None

    async def content(self, file: str) -> bytes:
        """The lines of an output or error file."""
        where = f"file {file}"
        call = Call("GET", f"files/{file}/content", most=_MOST_BYTES)
        status, headers, raw = await self._client.exchange(call, where, _FILE_SECONDS)
        if status != 200:
            raise failure_of(_named(where), status, raw[:2_000].decode("utf-8", "replace"), headers, self.clean)
        return raw

    async def delete(self, file: str) -> None:
        """Clear a file away; what goes wrong is of no matter to anybody."""
        await self._client.exchange(Call("DELETE", f"files/{file}"), f"file {file}", self._timeout)

    async def _json(self, call: Call, where: str, seconds: float | None = None) -> dict[str, Any]:
        status, headers, raw = await self._client.exchange(call, where, seconds or self._timeout)
        text = raw.decode("utf-8", "replace")
        if not 200 <= status < 300:
            raise failure_of(_named(where), status, text, headers, self.clean)
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise BadReply(f"{where}: the provider's response isn't a JSON object: {text[:80]!r}", reason="not-json")
        return value

    def _state(self, value: dict[str, Any], where: str) -> State:
        counts = value.get("request_counts")
        counts = counts if isinstance(counts, dict) else {}
        files = [value.get(name) for name in ("output_file_id", "error_file_id")]
        metadata = value.get("metadata")
        expires = value.get("expires_at")
        return State(
            id=self._id(value, where),
            status=str(value.get("status")),
            done=_count(counts.get("completed")) + _count(counts.get("failed")),
            total=_count(counts.get("total")),
            expires=float(expires) if isinstance(expires, (int, float)) else None,
            files=tuple(file for file in files if isinstance(file, str) and file),
            errors=self.clean(json.dumps(value["errors"]))[:500] if value.get("errors") else "",
            mark=str(metadata.get(MARK)) if isinstance(metadata, dict) else "",
        )

    @staticmethod
    def _id(value: dict[str, Any], where: str) -> str:
        found = value.get("id")
        if not isinstance(found, str) or not found or "/" in found or "?" in found:
            raise BadReply(f"{where}: the provider's response has no id: {str(value)[:80]!r}", reason="wrong-shape")
        return found


def _count(told: Any) -> int:
    return told if isinstance(told, int) and told > 0 else 0


def _named(where: str) -> Request:
    """Something to classify a failure for: only its name is used."""
    return Request("", (), {}, "", "prompt", None, 0, 0.0, stage="the handling", about=where)
