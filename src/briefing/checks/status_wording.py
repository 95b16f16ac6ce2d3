"""Does the wording go with the status? A plan told as done, a denial that vanished, hearsay told as fact.

A proxy, and called one: it looks for words that keep a plan a plan, a denial a denial and hearsay hearsay, in the
English of the reply and, rougher, in the quotes. It sees that such a word is missing, not that it is misused.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from briefing.text.scripts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Claim, ClaimStatus

_PLANNED = re.compile(
    r"\b(?:(?:is|are|was|were|be|has|have|had|yet|still|due|set|going|about|agree[sd]?|means?|meant|in order|so as)"
    r" (?:\w+ ){0,2}to\b|to be\b|will|would|won't|shall|should|must|may|might|could|can|plan\w*|expect\w*|intend\w*"
    r"|aim\w*|hop(?:e|es|ed|ing)|want\w*|wish\w*|seek\w*|schedul\w+|due|propos\w+|prepar\w+|promis\w+|pledg\w+|vow\w*"
    r"|forecast\w*|predict\w*|envisag\w+|foresee\w*|foreseen|anticipat\w+|announc\w+|commit\w*|decid\w+|decision|policy"
    r"|target\w*|demand\w*|call\w* (?:for|on)|urg\w+|consider\w*|upcoming|next|coming|future|later|soon|tomorrow|ahead"
    r"|await\w*|wait\w*|yet|until|by the end|if|unless|when|once|before|under way|reserve\w*|likely|confident|draft\w*"
    r"|goal\w*|purpose|agenda|needs?|required?|requires|for \d{4}|in order|count\w* on|'ll|'d|favou?rable"
    r"|agree[sd]?|approv\w+|invit\w+|(?:asked|contract) to|by \d{4}|\w*n't)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ial|ials|ying)|reject\w*|dismiss\w*|refut\w+|rebut\w*|disput\w+|contradict\w*|contest\w*"
    r"|not|no|none|never|nobody|nothing|neither|nor|without|nowhere|cannot|\w+n't|false|fake|untrue|baseless|unfounded"
    r"|groundless|wrong|unjustified|incorrect|insist\w*|fabricat\w+|invent\w+|hoax|lies?|myth|rul(?:e|es|ed|ing) out"
    r"|far from|conflict\w*|differ\w*)\b",
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:alleg\w+|report\w*|sa(?:y|ys|id|ying)|accord\w+|account\w*|claim\w*|maintain\w*|assert\w*|contend\w*|could"
    r"|may|might|would|possibl[ey]|perhaps|probabl\w+|apparent\w*|seem\w*|appear\w*|presum\w+|suspect\w*|suppos\w+"
    r"|unconfirmed|unverified|unclear|believed?|thought|rumou?r\w*|hearsay|purported\w*|likely|differ\w*|conflict\w*"
    r"|accus\w+|suspicion|suggest\w*|indicat\w+|media|sources|witness\w*|told|tells?|sp(?:eak|eaks|oke) of"
    r"|talk\w* of|word|circles|reckon\w*|estimat\w+|understood|speculat\w+)\b",
    re.IGNORECASE,
)
#: A plan in the present tense ("talks resume on Monday") is told as a plan; only what sounds finished is not.
_DONE = re.compile(
    r"\b(?:was|were|has|have|had|did|been|(?!speed|need|seed|indeed|hundred|proceed|exceed|succeed|freed)\w{2,}ed|met|took|held|began|went|came|gave|won|left|made|built|broke|brought"
    r"|bought|sold|sent|paid|led|lost|said|told|rose|fell|fled|found|struck|shot|spoke|stood|grew|drew|ran|got"
    r"|became)\b",
    re.IGNORECASE,
)
_WORDS: dict[ClaimStatus, re.Pattern[str]] = {"planned": _PLANNED, "denied": _DENIED, "alleged": _ALLEGED}
#: Words that say a plan in so many words; such a text has not happened.
_CLEARLY_PLANNED = re.compile(
    r"\b(?:is|are) (?:to be(?! (?:seen|found|heard|had)\b)|expected to|planned to|scheduled to|due to be"
    r"|set to be)\b|\bwill be (?!\w+ing)\w+ed\b",
    re.IGNORECASE,
)
#: What follows speaks of a part of the statement only.
_ASIDE = re.compile(r"\b(?:how|where|which|whether|when|who|whose|what|that|as)\b", re.IGNORECASE)
#: The same in the languages at hand: forms that, in news, hardly mean anything else.
_PLAN_IN_SOURCE = re.compile(
    r"\b(?:soll|sollen|geplant|vorgesehen|dürfte|dürften)\b"
    r"|(?<!qui )\b(?:doit|doivent|devrait|devraient|prévoit|est prévue?)\b"
    r"|(?<!que )\b(?:está previst[oa]|se prevé|prevén|deberá)\b|(?<!che )\b(?:dovrebbe|dovrà|è previst[oa])\b"
    r"|(?<!р[аоыу][йяеюх] )\b(?:планиру\w+|будет|будут|предстоит|должен|должна|должно|должны)\b|\b(?:has|have) yet to\b"
    r"|\b(?:is|are) (?:expected|planned|scheduled|due) (?:to|in|for|on)\b|planlan\w+|öngörül\w+|bekleniyor"
    r"|(?<!الذي )(?<!التي )(?:من المرتقب|من المقرر|من المتوقع|يُنتظر|يُتوقع|سوف)|预计|拟于|计划于|予定|方針|見通し",
    re.IGNORECASE,
)
_DENIAL_IN_SOURCE = re.compile(
    r"\bdementiert\w*|\bbestritt\w*|\bbestreite\w*|опроверг\w*|опроверга\w*|\bdément\w*|\bdesmint\w*|\bdesmient\w*"
    r"|\bnega(?:to|no|r|ron)?\b|نفى|نفت|نفي|yalanla\w*|否认|否認|\bden(?:ied|ies)\b",
    re.IGNORECASE,
)
_STEM = 5
_ENOUGH = 0.6


def lacks(status: ClaimStatus, text: str) -> bool:
    """Whether a text has a status that none of its words shows."""
    words = _WORDS.get(status)
    if words is None or words.search(text):
        return False
    return status != "planned" or _DONE.search(text) is not None


def lost_status(text: str, claims: Iterable[Claim]) -> Claim | None:
    """The claim that a text told as happened repeats without what keeps it a plan, a denial or hearsay.

    Args:
        claims: Those on which its citations rest.
    """
    claims = [claim for claim in claims if not claim.flags]
    shared = {claim.id + claim.text: _share(claim.text, text) for claim in claims}
    held = [claim for claim in claims if claim.status == "happened"]
    best = max((shared[claim.id + claim.text] for claim in held), default=0.0)
    for claim in claims:
        words = _WORDS.get(claim.status)
        if words is None or words.search(text):
            continue
        if not held or (shared[claim.id + claim.text] >= _ENOUGH and shared[claim.id + claim.text] > best):
            return claim
    return None


def told_as_done(text: str, quotes: Sequence[str]) -> str | None:
    """Why a claim that is given as happened can't have: its own wording, or every quote of it, says otherwise."""
    clearly = _CLEARLY_PLANNED.search(text)
    if clearly and not _ASIDE.search(text[: clearly.start()]):
        return "its own wording says that it is still to come"
    if quotes and all(_PLAN_IN_SOURCE.search(quote) for quote in quotes) and lacks("planned", text):
        return "its quote tells of something to come"
    if quotes and all(_DENIAL_IN_SOURCE.search(quote) for quote in quotes) and not _DENIED.search(text):
        return "its quote tells of a denial"
    return None


def _share(claim: str, text: str) -> float:
    """Share of a claim's content that stands in a text."""
    mine, theirs = stems(claim), stems(text)
    return len(mine & theirs) / len(mine) if mine else 0.0


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
