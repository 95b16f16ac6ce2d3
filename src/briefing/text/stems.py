"""The words of an English text that carry its content, cut to their first letters."""

from __future__ import annotations

import functools
import re

from briefing.text.scripts import plain

_STEM = 5
_EMPTY = frozenset(
    [
        "about", "above", "after", "again", "against", "also", "among", "another", "because", "been", "before",
        "being", "between", "both", "could", "does", "down", "during", "each", "either", "even", "every",
        "first", "from", "have", "having", "here", "into", "itself", "just", "like", "more", "most", "much",
        "must", "near", "only", "other", "over", "same", "shall", "should", "since", "some", "such", "than",
        "that", "their", "them", "then", "there", "these", "they", "this", "those", "though", "through",
        "under", "until", "upon", "very", "were", "what", "when", "where", "which", "while", "whom", "whose",
        "will", "with", "within", "without", "would", "your", "with", "says", "said", "saying", "told",
        "according", "reports", "reported", "report", "article",
    ]
)  # fmt: skip


@functools.lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The first letters of the words of an English text that carry content, and its figures."""
    words = re.findall(r"[^\W_]+", plain(text))
    return frozenset(word[:_STEM] for word in words if (len(word) > 3 or word.isdigit()) and word not in _EMPTY)
