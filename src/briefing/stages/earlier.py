"""Which stories of the days before a story might continue, found without a model.

Stories share names, places, days and words. A name counts in every form in which the sources write it, by its
consonants, so that Кварателия meets Kvaratelia. Each story is a vector of these, the rarer among the stories of
the days before the heavier (tf-idf, Salton and Buckley 1988); the cosine says how near two stories are. Nearness
decides only who is shown to the model: its floor is low, and a trap passes it as easily as a continuation.

The weights come from the earlier days and the one story alone, so that what else happens today changes nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from briefing.checks.scripts import skeleton
from briefing.checks.wording import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Story, ToldStory

#: Below this nearness two stories don't meet. docs/daily.md has the measurements.
FLOOR = 0.06
#: Earlier stories that are shown to the model, at most.
MOST = 4
#: Added to the square of each length: a word or two shared by two short stories is no nearness.
_DAMPING = 20.0
_WEIGHTS = {"person": 2.0, "organisation": 1.5, "place": 1.0, "date": 1.5, "word": 1.0}
#: Consonants that a name must have to be told by them.
_LEAST = 3

_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"\d\d-\d\d$")


def candidates(story: Story, earlier: Sequence[ToldStory]) -> list[ToldStory]:
    """The earlier stories that a story might continue, the latest day first, at most `MOST`.

    A story that a nearer day's candidate continues itself is left to that one: the thread leads from day to day.
    """
    if not earlier:
        return []
    mine = _features(story)
    others = [_features(told.story) for told in earlier]
    spread = Counter(feature for features in (mine, *others) for feature in features)
    # One more than the logarithm: where there are few stories yet, what all share still counts.
    heavy = {feature: 1.0 + math.log((len(earlier) + 1) / count) for feature, count in spread.items()}
    length = _length(mine, heavy)
    near = [
        (_cosine(mine, other, heavy) / (length * _length(other, heavy)), told)
        for other, told in zip(others, earlier, strict=True)
    ]
    kept = sorted((each for each in near if each[0] >= FLOOR), key=lambda each: (-round(each[0], 9), _place(each[1])))
    continued = {
        (ref.date, ref.story)
        for _, told in kept
        if told.story.continues
        for ref in (told.story.continues, *told.story.continues.also)
    }
    heads = [told for _, told in kept if (told.date, told.story.id) not in continued]
    return sorted(heads[:MOST], key=_place)


def _place(told: ToldStory) -> tuple[int, int]:
    return -int(told.date.replace("-", "")), told.number


def _features(story: Story) -> dict[str, float]:
    texts = [story.event, story.headline.text, *(sentence.text for sentence in story.sentences)]
    found: dict[str, float] = defaultdict(float)
    for stem in frozenset[str]().union(*map(stems, texts)):
        found[f"word {stem}"] = _WEIGHTS["word"]
    for name in story.names:
        for sound in _sounds([name.english, *(variant.form for variant in name.variants)]):
            found[f"name {sound}"] = max(found[f"name {sound}"], _WEIGHTS[name.kind])
    for entry in story.timeline:
        for end in (entry.date or "").split("/"):
            # The year is often unknown, seldom what tells two events of one week apart.
            if day := _DAY.search(end):
                found[f"date {day.group()}"] = _WEIGHTS["date"]
    return dict(found)


def _sounds(forms: Iterable[str]) -> set[str]:
    words = {word for form in forms for word in _WORD.findall(form)}
    # What no sounds are known of, Chinese above all, meets itself in the same letters.
    return {sound for word in words if len(sound := skeleton(word) or word) >= (_LEAST if skeleton(word) else 2)}


def _length(features: dict[str, float], heavy: dict[str, float]) -> float:
    return math.sqrt(_DAMPING + math.fsum((weight * heavy[name]) ** 2 for name, weight in features.items()))


def _cosine(mine: dict[str, float], other: dict[str, float], heavy: dict[str, float]) -> float:
    shared = mine.keys() & other.keys()
    return math.fsum(mine[name] * other[name] * heavy[name] ** 2 for name in sorted(shared))
