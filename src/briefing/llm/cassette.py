"""Record and replay with vcrpy: every exchange with a model, byte-true, with nothing secret in it.

A recording matches on method, path and JSON body. Headers are kept by allow-list. The text stays as
it came, unescaped and never normalised. Interactions are sorted when saved, so that a re-recording
of the same exchanges is the same file.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from briefing.errors import CassetteMiss, ConfigError
from briefing.llm.cassette_clean import clean_reply, clean_request, kept_headers
from briefing.llm.replay import Replay, canonical, digest
from briefing.storage.files import write_whole
from briefing.text.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger("briefing")

Record = Literal["none", "once", "new", "add", "all"]

# The file that is open; vcrpy patches the whole process, so there is one at a time. `patch` lets a replayed one
# answer through the HTTP libraries too.
_state: dict[str, Any] = {"path": None, "replacing": None, "replay": None, "patch": None}
# By path, the recordings that the last replay of it didn't use.
_unused: dict[Path, tuple[str, ...]] = {}


@dataclass
class Recording:
    """An open cassette.

    Attributes:
        finished: False after a run that ended before it had asked everything.
    """

    finished: bool = True


@contextlib.contextmanager
def cassette(path: Path | None, record: Record = "none") -> Iterator[Recording]:
    """Answer model calls from a cassette, or record them into it.

    Args:
        path: The file; None leaves everything live.
        record: `none` replays only, and a request without a recording stops the run; `new` replays what is
            recorded, asks and adds what isn't, and drops what wasn't used; `add` is the same and drops nothing;
            `once` records a new file and replays an existing one; `all` records everything again.

    Yields:
        What a run that ended early tells to keep everything: what it didn't come to is not unused.

    Raises:
        ConfigError: The file is missing or no cassette.
    """
    recording = Recording()
    if path is None:
        yield recording
        return
    exists = path.is_file()
    if record == "none" and not exists:
        raise ConfigError(f"cassette {path}: no such file; record it with --record new")
    known = _check(path) if exists else []
    # What is recorded anew is written beside the old file, and takes its place when it is whole (`check_complete`).
    anew = record == "all" and exists
    _state.update(path=path, replacing=path if anew else None)
    try:
        if replays(path, record):
            with _replayed(path, known):
                yield recording
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if anew:
            _beside(path).unlink(missing_ok=True)
        with _patched(path, "new_episodes" if record in {"new", "add"} else "once", anew=anew) as opened:
            try:
                yield recording
                opened.drop_unused_requests = record == "new" and recording.finished
            finally:
                _unused[path] = tuple(_named(request.body) for request in opened.unused())
    finally:
        _state["path"] = None


@contextlib.contextmanager
def _patched(path: Path, mode: str, *, anew: bool = False) -> Iterator[Any]:
    """A cassette of vcrpy's, behind every HTTP library that is installed; patching imports them all."""
    import vcr  # noqa: PLC0415 - only where a cassette is recorded, or answers a client that isn't ours

    from briefing.llm.cassette_index import IndexedCassette  # noqa: PLC0415 - vcrpy, as above

    recorder = vcr.VCR(
        match_on=["exchange"],
        decode_compressed_response=True,
        before_record_request=_clean_request,
        before_record_response=_clean_response,
        serializer="briefing",
    )
    recorder.register_serializer("briefing", _Serializer)
    recorder.register_matcher("exchange", _same_exchange)
    recorder.register_persister(_Persister(_beside(path) if anew else None))
    IndexedCassette.digest_of = staticmethod(_digest)
    config = recorder.get_merged_config(path=str(path), record_mode=vcr.mode(mode))
    with IndexedCassette.use(**config) as opened:
        yield opened


@contextlib.contextmanager
def _replayed(path: Path, exchanges: list[dict[str, Any]]) -> Iterator[None]:
    replay = Replay(exchanges)
    with contextlib.ExitStack() as stack:
        patch = functools.cache(lambda: stack.enter_context(_patched(path, "none")))
        _state.update(replay=replay, patch=patch)
        try:
            yield
        finally:
            _state.update(replay=None, patch=None)
            others = patch().play_counts if patch.cache_info().currsize else {}
            _unused[path] = tuple(
                _named(_bytes(exchange["request"]["body"]))
                for place, exchange in enumerate(exchanges)
                if not (replay.played[place] or others.get(place))
            )


def patch_clients() -> None:
    """Where a cassette is replayed, let it answer clients that aren't ours too, through the HTTP libraries.

    It has to come before such a client opens its connections.
    """
    if _state["patch"] is not None:
        _state["patch"]()


def recorded_answer(body: dict[str, Any], where: str) -> tuple[int, dict[str, str], bytes]:
    """What the replayed cassette has for a call of ours.

    Args:
        body: The request's.
        where: Names the call in a message.

    Returns:
        Status, headers and body.

    Raises:
        CassetteMiss: It has nothing, or nothing left.
    """
    asked = clean_request(body)
    replay: Replay | None = _state["replay"]
    found = replay.answer(asked) if replay else None
    if found is None:
        raise CassetteMiss(f"{where}: {_explain(asked)}")
    return found["status"]["code"], found.get("headers") or {}, _bytes(found["body"])


def unused_of(path: Path) -> tuple[str, ...] | None:
    """The recordings that the last use of a cassette left unused, by schema and digest; None if it wasn't opened."""
    return _unused.get(path)


def _named(asked: Any) -> str:
    body = _readable(asked)
    shape = body.get("response_format", {}).get("json_schema", {}) if isinstance(body, dict) else {}
    name = shape.get("name", "a call") if isinstance(shape, dict) else "a call"
    return f"{name} {hashlib.sha256(canonical(body).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def replays(path: Path | None, record: Record) -> bool:
    """Whether a cassette opened so answers alone, and nothing goes out."""
    return path is not None and (record == "none" or (record == "once" and path.is_file()))


def check_complete(path: Path, calls: int, *, stopped: bool = False) -> None:
    """A recording that lost a call is no recording, and takes no other one's place.

    Args:
        calls: Made in the run.
        stopped: The run ended before it was done, and says so itself.

    Raises:
        ConfigError: Fewer exchanges were saved than calls were made.
    """
    if _state["replacing"] == path:
        saved = _saved(_beside(path))
        kept = f"; they are in {_beside(path).name}" if saved else ""
        if stopped:
            _log.warning(
                "cassette %s: is unchanged, since the run was stopped; %s calls were recorded%s",
                path,
                saved,
                kept,
            )
            return
        if saved < calls:
            raise ConfigError(
                f"cassette {path}: {saved} of {calls} calls were recorded{kept}. The cassette is unchanged"
            )
        if saved:
            _beside(path).replace(path)
        return
    saved = _saved(path)
    if saved < calls:
        raise ConfigError(f"cassette {path}: {saved} of {calls} calls were recorded; record it again with --record all")


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _saved(path: Path) -> int:
    return len(parsed(path.read_text(encoding="utf-8"))["exchanges"]) if path.is_file() else 0


def miss_in(error: BaseException) -> str | None:
    """What differs, if the error, at any depth, is a request that was never recorded; else None."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if type(error).__name__ == "CannotOverwriteExistingCassetteException":
            return _explain(_readable(getattr(getattr(error, "failed_request", None), "body", None)))
        if isinstance(error, CassetteMiss):
            return error.message
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return None


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────


def _clean_request(request: Any) -> Any:
    request.headers = kept_headers(request.headers)
    body = _readable(request.body)
    if isinstance(body, dict) and (kept := clean_request(body)) != body:
        request.body = _bytes(kept)
    return request


def _clean_response(response: dict[str, Any]) -> dict[str, Any]:
    body = response.get("body") or {}
    if isinstance(body.get("string"), bytes):
        said = clean_reply(_readable(body["string"]))
        body = body | {"string": _bytes(said)}
    return response | {"headers": kept_headers(response.get("headers") or {}), "body": body}


class _Persister:
    """A cassette is the old one or the new one, never half; one that is recorded anew begins empty, beside the old."""

    def __init__(self, beside: Path | None) -> None:
        self.beside = beside

    def load_cassette(self, cassette_path: str, serializer: Any) -> Any:
        from vcr.persisters.filesystem import (  # noqa: PLC0415 - only where a cassette is used
            CassetteNotFoundError,
            FilesystemPersister,
        )

        if self.beside is not None:
            raise CassetteNotFoundError
        return FilesystemPersister.load_cassette(cassette_path, serializer)

    def save_cassette(self, cassette_path: str, cassette_dict: dict[str, Any], serializer: Any) -> None:
        from vcr.serialize import serialize  # noqa: PLC0415

        write_whole(self.beside or Path(cassette_path), serialize(cassette_dict, serializer))


class _Serializer:
    """JSON that a person can read: bodies as JSON where they are, letters as letters."""

    @staticmethod
    def serialize(cassette_dict: dict[str, Any]) -> str:
        exchanges = [pack(interaction) for interaction in cassette_dict["interactions"]]
        exchanges.sort(key=lambda exchange: exchange["digest"])
        text = json.dumps({"version": 1, "exchanges": exchanges}, ensure_ascii=False, indent=1)
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") + "\n"

    @staticmethod
    def deserialize(cassette_string: str) -> dict[str, Any]:
        exchanges = parsed(cassette_string)["exchanges"]
        return {"version": 1, "interactions": [_unpack(exchange) for exchange in exchanges]}


def pack(interaction: dict[str, Any]) -> dict[str, Any]:
    request, response = interaction["request"], interaction["response"]
    body = response.get("body") or {}
    asked, said = _readable(request["body"]), _readable(body.get("string"))
    return {
        "digest": hashlib.sha256(canonical(asked).encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "request": {"method": request["method"], "path": _path(request["uri"]).partition("?")[0], "body": asked},
        "response": {
            "status": response["status"],
            "headers": response.get("headers") or {},
            "body": said,
        },
    }


def _unpack(exchange: dict[str, Any]) -> dict[str, Any]:
    request, response = exchange["request"], exchange["response"]
    return {
        "request": {
            "method": request["method"],
            # The host is not matched on: a recording answers wherever the endpoint lies.
            "uri": f"http://recorded{request['path']}",
            "body": _bytes(request["body"]),
            "headers": {},
        },
        "response": response | {"body": {"string": _bytes(response["body"])}},
    }


def _readable(body: Any) -> Any:
    """JSON as a value, if writing it back gives the same value; otherwise the text."""
    if body is None:
        return None
    text = body.decode("utf-8", "surrogateescape") if isinstance(body, (bytes, bytearray)) else str(body)
    with contextlib.suppress(ValueError):
        value = parsed(text)
        if isinstance(value, dict):
            return value
    return text


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode("utf-8", "surrogateescape")
    try:
        return json.dumps(body, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(body).encode("ascii")  # half a surrogate pair, escaped as it came


def _check(path: Path) -> list[dict[str, Any]]:
    try:
        exchanges: list[dict[str, Any]] = parsed(path.read_text(encoding="utf-8"))["exchanges"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"cassette {path}: isn't a cassette written by briefing: {error}") from None
    return exchanges


# ── matching ─────────────────────────────────────────────────────────────────────────────────────


def _path(uri: str) -> str:
    return "/" + uri.split("://", 1)[-1].partition("/")[2]


def _digest(request: Any) -> str:
    known: str | None = getattr(request, "_briefing_digest", None)
    if known is None:
        known = digest(request.method, _path(request.uri), _readable(request.body))
        request._briefing_digest = known  # noqa: SLF001 - our own mark on vcrpy's request
    return known


def _same_exchange(one: Any, other: Any) -> None:
    # A digest, since vcrpy's body matcher runs a diff on every pair.
    if _digest(one) != _digest(other):
        raise AssertionError("another request")


# ── explaining a miss ────────────────────────────────────────────────────────────────────────────


def _explain(asked: Any) -> str:
    path: Path | None = _state["path"]
    if path is None or not path.is_file() or not isinstance(asked, dict):
        return "no recording of this request"
    recorded = [e["request"]["body"] for e in parsed(path.read_text(encoding="utf-8"))["exchanges"]]
    recorded = [body for body in recorded if isinstance(body, dict)]
    if not recorded:
        return f"no recording of this request: {path} is empty"
    nearest = max(recorded, key=lambda body: _likeness(asked, body))
    return f"no recording of this request in {path}; nearest recording: {_difference(asked, nearest)}"


def _likeness(one: dict[str, Any], other: dict[str, Any]) -> int:
    mine, theirs = canonical(one), canonical(other)
    shared = sum(_common(m, t) for m, t in zip(_texts(one), _texts(other), strict=False))
    return shared - abs(len(mine) - len(theirs)) // 4


def _texts(body: dict[str, Any]) -> list[str]:
    return [str(message.get("content")) for message in body.get("messages", []) if isinstance(message, dict)]


def _common(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((i for i in range(length) if one[i] != other[i]), length)


def _difference(asked: dict[str, Any], recorded: dict[str, Any]) -> str:
    for name in sorted(set(asked) | set(recorded)):
        mine, theirs = asked.get(name), recorded.get(name)
        if mine == theirs:
            continue
        if name != "messages":
            return f"{name} differs: sent {canonical(mine)[:80]}, recorded {canonical(theirs)[:80]}"
        for number, (one, other) in enumerate(zip(_texts(asked), _texts(recorded), strict=False)):
            if one != other:
                at = _common(one, other)
                role = asked["messages"][number].get("role")
                begin = max(0, at - 30)
                return (
                    f"the {role} message differs at character {at}: asked {one[begin : at + 50]!r}, "
                    f"recorded {other[begin : at + 50]!r}"
                )
        return f"{len(_texts(asked))} messages were sent, {len(_texts(recorded))} recorded"
    return "nothing differs, but it was recorded fewer times than it is sent"


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


def recorded_refusals(model: str) -> list[tuple[dict[str, Any], int, str]]:
    """Body, status and text of each exchange of the open cassette in which a model refused the request.

    A run learns from them how the model wants to be asked. Its replay asks in another order, and a request that was
    refused in the recording may not be the one that is asked first now: the lesson has to come from the file.
    """
    path: Path | None = _state["path"]
    if path is None or not path.is_file():
        return []
    return [
        (body, status, _bytes(exchange["response"]["body"]).decode("utf-8", "replace"))
        for exchange in parsed(path.read_text(encoding="utf-8"))["exchanges"]
        if (status := exchange["response"]["status"]["code"]) >= 400
        and isinstance(body := exchange["request"]["body"], dict)
        and f"/{model}".endswith(f"/{body.get('model')}")
    ]
