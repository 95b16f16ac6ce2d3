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

from briefing.models import PartialDate
from briefing.text.scripts import skeleton
from briefing.text.stems import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.models import Story, ToldStory

#: Below this nearness two stories don't meet. docs/daily.md has the measurements.
FLOOR = 0.1
#: Earlier stories that are shown to the model, at most.
MOST = 4
#: Added to the square of each length: a word or two shared by two short stories is no nearness.
_DAMPING = 20.0
_WEIGHTS = {"person": 2.0, "organisation": 1.5, "place": 1.0, "date": 1.5, "word": 1.0}
#: A feature of more earlier stories than this finds no candidate by itself: in news of a week it is everywhere.
_MOST_SPREAD = 2_000
#: Candidates whose nearness is worked out in full, where some features were passed over.
_WEIGHED = 64
#: Consonants that a name must have to be told by them.
_LEAST = 3

_WORD = re.compile(r"[^\W\d_]+")


class Shelf:
    """The stories of the days before, ready to be compared with any number of today's.

    Args:
        stories: As the days before told them.
    """

    def __init__(self, stories: Sequence[ToldStory]) -> None:
        self._stories = tuple(stories)
        features = self._features = [_features(told.story) for told in self._stories]
        spread = Counter(feature for each in features for feature in each)
        # One more than the logarithm: where there are few stories yet, what all share still counts.
        self._heavy = {feature: 1.0 + math.log((len(features) + 1) / count) for feature, count in spread.items()}
        self._rarest = 1.0 + math.log(len(features) + 1)
        self._lengths = [self._length(each) for each in features]
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for n, each in enumerate(features):
            for feature, weight in each.items():
                self._holders[feature].append((n, weight * self._heavy[feature]))

    def candidates(self, story: Story) -> list[ToldStory]:
        """The earlier stories that a story might continue, the latest day first, at most `MOST`.

        A story that a nearer day's candidate continues itself is left to that one: the thread leads from day to day.
        """
        near = [(value, self._stories[n]) for n, value in self.nearness(story).items() if value >= FLOOR]
        near.sort(key=lambda each: (-round(each[0], 9), _place(each[1])))
        continued = {
            (ref.date, ref.story)
            for _, told in near
            if told.story.continues
            for ref in (told.story.continues, *told.story.continues.also)
        }
        heads = [told for _, told in near if (told.date, told.story.id) not in continued]
        return sorted(heads[:MOST], key=_place)

    def nearness(self, story: Story) -> dict[int, float]:
        """How near a story is to each of the earlier ones that share anything with it, by their places."""
        mine = _features(story)
        shared: dict[int, list[float]] = defaultdict(list)
        common = sorted(mine.keys() & self._holders.keys())
        telling = [feature for feature in common if len(self._holders[feature]) <= _MOST_SPREAD]
        for feature in telling:
            weight = mine[feature] * self._heavy[feature]
            for n, other in self._holders[feature]:
                shared[n].append(weight * other)
        length = self._length(mine)
        if len(telling) < len(common):
            best = sorted(shared, key=lambda n: (-math.fsum(shared[n]) / self._lengths[n], n))[:_WEIGHED]
            shared = {n: self._products(mine, n, common) for n in best}
        return {n: math.fsum(values) / (length * self._lengths[n]) for n, values in sorted(shared.items())}

    def _products(self, mine: dict[str, float], other: int, features: Sequence[str]) -> list[float]:
        theirs = self._features[other]
        return [mine[f] * self._heavy[f] ** 2 * theirs[f] for f in features if f in theirs]

    def _length(self, features: dict[str, float]) -> float:
        squares = ((weight * self._heavy.get(name, self._rarest)) ** 2 for name, weight in features.items())
        return math.sqrt(_DAMPING + math.fsum(squares))


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
        date = PartialDate.parse(entry.date)
        # The year is often unknown, seldom what tells two events of one week apart.
        for end in date.ends if date else ():
            if end.day:
                found[f"date {end.month:02}-{end.day:02}"] = _WEIGHTS["date"]
    return dict(found)


def _sounds(forms: Iterable[str]) -> set[str]:
    words = {word for form in forms for word in _WORD.findall(form)}
    # What no sounds are known of, Chinese above all, meets itself in the same letters.
    return {sound for word in words if len(sound := skeleton(word) or word) >= (_LEAST if skeleton(word) else 2)}
