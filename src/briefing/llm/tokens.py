"""Token counts, with no network and an empty cache.

tiktoken fetches its ranks at first use. litellm ships them; the file is found without importing
litellm and copied to a cache of our own, since tiktoken deletes what it finds damaged.
For models of other vendors a count is an estimate, and the bound says so.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.storage.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import tiktoken

_ENCODING = "o200k_base"
# tiktoken names a cached file by the digest of its address.
_RANKS = hashlib.sha1(  # noqa: S324 - tiktoken's choice, no secret
    b"https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
).hexdigest()

_OTHER_SCRIPTS = re.compile("[^\u0000-\u024f]+")
#: Tokens a chat message costs beside its text.
_PER_MESSAGE = 6


# A text is counted for the plan, the budget and the bill; instructions and schemas for every call.
@functools.lru_cache(maxsize=1_024)
def count(text: str) -> int:
    """Tokens of a text in o200k_base; a third of its UTF-8 bytes where the ranks can't be had."""
    encoding = _encoding()
    if encoding is None:
        return max(1, len(text.encode("utf-8", "surrogatepass")) // 3)
    return len(encoding.encode(text, disallowed_special=()))


def count_messages(messages: Iterable[Mapping[str, str]]) -> int:
    """Tokens of a chat, an estimate for every vendor but OpenAI."""
    return sum(count(message["content"]) + _PER_MESSAGE for message in messages)


def bound(messages: Iterable[Mapping[str, str]], model: str) -> int:
    """The most tokens these messages can reasonably be billed as.

    Exact for OpenAI's models. Elsewhere the measured worst case: 1.4 times the count for Latin
    script, three times for the others.
    """
    total = 0
    for message in messages:
        text = message["content"]
        factor = 1.0 if _is_openai(model) else 1.4 if _latin(text) else 3.0
        total += int(count(text) * factor) + _PER_MESSAGE
    return total


def _is_openai(model: str) -> bool:
    name = model.removeprefix("openai/")
    return name.startswith(("gpt-", "o1", "o3", "o4", "chatgpt"))


def _latin(text: str) -> bool:
    sample = text[:20_000]
    return sample.isascii() or len(_OTHER_SCRIPTS.sub("", sample)) >= 0.9 * len(sample)


@functools.cache
def _encoding() -> tiktoken.Encoding | None:
    import tiktoken  # noqa: PLC0415 - 60 ms that --help shouldn't pay

    if "TIKTOKEN_CACHE_DIR" not in os.environ and "DATA_GYM_CACHE_DIR" not in os.environ:
        folder = _cache_with_ranks()
        if folder is None:
            return None
        os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    try:
        return tiktoken.get_encoding(_ENCODING)
    except Exception:  # noqa: BLE001 - offline with an empty cache it raises whatever requests raises
        return None


def _cache_with_ranks() -> Path | None:
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return None
    shipped = Path(spec.submodule_search_locations[0]) / "litellm_core_utils" / "tokenizers" / _RANKS
    if not shipped.is_file():
        return None
    for folder in (_user_cache(), Path(tempfile.gettempdir()) / f"briefing-tiktoken-{os.getuid()}"):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / _RANKS
            if not target.is_file() or target.stat().st_size != shipped.stat().st_size:
                write_whole(target, shipped.read_bytes())
            return folder
    return None


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "briefing" / "tiktoken"


def parts(sizes: list[int], limit: int) -> list[range]:
    """Cut a run of pieces into parts of at most `limit` tokens, in order; a larger piece stands alone.

    Args:
        sizes: Tokens of each piece.
        limit: Tokens.

    Returns:
        Ranges of indices that cover all pieces once. One range where everything fits.
    """
    cut: list[range] = []
    begin = total = 0
    for index, size in enumerate(sizes):
        if index > begin and total + size > limit:
            cut.append(range(begin, index))
            begin, total = index, 0
        total += size
    cut.append(range(begin, len(sizes)))
    return cut
