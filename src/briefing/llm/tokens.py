"""Token counts, with no network and an empty cache.

tiktoken fetches its ranks at first use. litellm ships them; the file is found without importing litellm. What a
command counts of one article is counted without tiktoken (briefing.llm.token_ranks).
For models of other vendors a count is an estimate, and the bound says so.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
from typing import TYPE_CHECKING

from briefing.llm.token_ranks import PATTERN, FewPages, ranks_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import tiktoken

_ENCODING = "o200k_base"

_OTHER_SCRIPTS = re.compile("[^\u0000-\u024f]+")
#: Tokens a chat message costs beside its text.
_PER_MESSAGE = 6


#: Counts by digest, for a text is counted for the plan, the budget and the bill, and in a large day long before.
_counts: dict[bytes, int] = {}
_MOST_COUNTS = 1 << 16


def count(text: str) -> int:
    """Tokens of a text in o200k_base; a third of its UTF-8 bytes where the ranks can't be had."""
    key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    found = _counts.get(key)
    if found is None:
        if len(_counts) >= _MOST_COUNTS:
            _counts.clear()
        found = _counts[key] = _count(text)
    return found


def _count(text: str) -> int:
    few = _few_pages()
    if few is not None and (counted := few.count(text)) is not None:
        return counted
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
def _few_pages() -> FewPages | None:
    """None where the user names tiktoken's cache herself: hers counts."""
    if "TIKTOKEN_CACHE_DIR" in os.environ or "DATA_GYM_CACHE_DIR" in os.environ:
        return None
    path = ranks_file()
    try:
        return FewPages(path.read_bytes()) if path else None
    except (OSError, ValueError):
        return None


@functools.cache
def _encoding() -> tiktoken.Encoding | None:
    import tiktoken  # noqa: PLC0415 - 60 ms that --help shouldn't pay

    few = _few_pages()
    if few is not None:
        return tiktoken.Encoding(_ENCODING, pat_str=PATTERN, mergeable_ranks=few.ranks(), special_tokens={})
    if "TIKTOKEN_CACHE_DIR" not in os.environ and "DATA_GYM_CACHE_DIR" not in os.environ:
        return None
    try:
        return tiktoken.get_encoding(_ENCODING)
    except Exception:  # noqa: BLE001 - offline with an empty cache it raises whatever requests raises
        return None


def cut(texts: Sequence[str], limit: int) -> list[range]:
    """Cut a run of texts into parts of at most `limit` tokens, as `parts` does.

    No token is shorter than a byte: where the bytes fit, nothing is counted.
    """
    if sum(len(text.encode("utf-8", "surrogatepass")) + 1 for text in texts) <= limit:
        return [range(len(texts))]
    return parts([count(text) for text in texts], limit)


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
