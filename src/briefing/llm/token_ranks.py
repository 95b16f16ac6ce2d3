"""Byte-pair encoding with o200k_base's ranks, in Python: for the first few pages of a process.

tiktoken takes most of a second of CPU before it counts its first token: 200,000 ranks decoded one by one, and a table
built of them. A command that looks at one article counts a few thousand tokens. They are counted here over the ranks
as they stand in the file, in Base64; what is long, or more than a few pages, is tiktoken's. Both give the same number
(tests/llm/test_tokens.py).
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import unicodedata
from binascii import a2b_base64, b2a_base64
from pathlib import Path

#: tiktoken's, for o200k_base; both are part of what the encoding is.
_DIGEST = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
PATTERN = "|".join(  # noqa: FLY002 - one alternative a line
    (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)
# tiktoken names a cached file by the digest of its address.
_NAME = hashlib.sha1(  # noqa: S324 - tiktoken's choice, no secret
    b"https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
).hexdigest()

#: Bytes of all texts counted here; past them tiktoken is the cheaper one.
_MOST = 64_000
#: Bytes of one piece, such as a sentence of Thai: merging takes the square of its length.
_LONGEST = 600
_NO_PAIR = 1 << 30
#: tiktoken's tables of letters and `regex`'s are of different years; of characters this old they say the same.
_category = unicodedata.ucd_3_2_0.category
_OLD = frozenset(
    "Cc Cf Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs".split()  # noqa: SIM905 - a table
)


def ranks_file() -> Path | None:
    """The ranks that litellm ships, without importing it; None where they are absent or others."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "litellm_core_utils" / "tokenizers" / _NAME
    return path if path.is_file() else None


class FewPages:
    """Counts tokens until it was given some pages.

    Args:
        ranks: The content of tiktoken's file: tokens in Base64, each with its rank.

    Attributes:
        left: Bytes of texts that are still counted here.

    Raises:
        ValueError: The ranks are others, or damaged.
    """

    def __init__(self, ranks: bytes) -> None:
        import regex  # noqa: PLC0415 - what counts nothing shouldn't load it

        if hashlib.sha256(ranks).hexdigest() != _DIGEST:
            raise ValueError("the ranks are not those of o200k_base")
        fields = ranks.split()
        self._ranks = dict(zip(fields[::2], fields[1::2], strict=True))
        self._pieces = regex.compile(PATTERN).findall
        self.left = _MOST
        self._tokens = functools.cache(self._tokens_of)

    def count(self, text: str) -> int | None:
        """Tokens of a text; None where the text is tiktoken's to count."""
        self.left -= len(text.encode("utf-8", "surrogatepass"))
        if self.left < 0 or not _OLD.issuperset(map(_category, set(text))):
            return None
        total = 0
        for piece in self._pieces(text):
            tokens = self._tokens(piece)
            if tokens is None:
                return None
            total += tokens
        return total

    def ranks(self) -> dict[bytes, int]:
        """Tokens with their ranks, as tiktoken takes them; afterwards nothing is counted here."""
        ranks = {a2b_base64(token): int(rank) for token, rank in self._ranks.items()}
        # From here on tiktoken counts; what it took need not stand twice.
        self.left, self._ranks = -1, {}
        self._tokens.cache_clear()
        return ranks

    def _tokens_of(self, piece: str) -> int | None:
        content = piece.encode()
        if b2a_base64(content, newline=False) in self._ranks:
            return 1
        return self._merged(content) if len(content) <= _LONGEST else None

    def _merged(self, content: bytes) -> int:
        """Tokens that are left when the pair of the lowest rank was merged again and again."""
        ends = list(range(len(content) + 1))
        pairs = [self._rank(content[n : n + 2]) for n in range(len(content) - 1)]
        while pairs and (lowest := min(pairs)) < _NO_PAIR:
            at = pairs.index(lowest)
            del ends[at + 1], pairs[at]
            if at < len(pairs):
                pairs[at] = self._rank(content[ends[at] : ends[at + 2]])
            if at:
                pairs[at - 1] = self._rank(content[ends[at - 1] : ends[at + 1]])
        return len(ends) - 1

    def _rank(self, token: bytes) -> int:
        return int(self._ranks.get(b2a_base64(token, newline=False), _NO_PAIR))
