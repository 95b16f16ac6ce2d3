"""What several articles of one event say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from briefing.models.base import Frozen, inside
from briefing.models.evidence import Citation, ClaimStatus, Evidence, Flag
from briefing.models.extraction import NameKind, SourceKind
from briefing.models.partial_date import DateBasis
from briefing.models.thread import Continuation, StoryRef
from briefing.models.verification import SecondReading

if TYPE_CHECKING:
    from collections.abc import Iterator

Stance = Literal["says", "denies", "silent"]
DiscrepancyKind = Literal["number", "date", "who", "status", "attribution", "framing"]
Verdict = Literal["checked", "repaired", "flagged"]


class Sentence(Frozen):
    n: int
    """Number within the story from 1; 0 for the headline."""
    text: str
    status: ClaimStatus
    citations: tuple[Citation, ...]
    flags: tuple[Flag, ...] = ()
    verdict: Verdict
    lead: bool = False
    """One of the three to five that tell the news by themselves; the others are shown when a reader asks for them."""
    repairs: tuple[str, ...] = ()
    """Codes of the findings that a repair mended in it."""
    english: str | None = None
    """The English that was checked against the citations, where the text is its translation; else None."""


class Position(Frozen):
    """What one source says of one point."""

    article: str
    stance: Stance
    statement: str | None
    """In English; None for silence."""
    value: str | None = None
    """What it comes to in a word or two, `14` or `1,195 km`: the same for all sources that agree on the point."""
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


class Discrepancy(Frozen):
    """One point on which the sources differ. Silence is not denial."""

    point: str
    label: str = ""
    """The point in at most three words, such as `length`."""
    kind: DiscrepancyKind
    contradiction: bool
    """True where the sources can't all be right; False for different degree, scope or emphasis."""
    positions: tuple[Position, ...]
    """One for each article of the story."""
    flags: tuple[Flag, ...] = ()
    """What is wrong with the row as such; what is wrong with a position stands there."""


class TimelineEntry(Frozen):
    date: str | None
    """Partial ISO date; None where no source lets it be told."""
    basis: DateBasis
    event: str
    status: ClaimStatus
    citations: tuple[Citation, ...]
    flags: tuple[Flag, ...] = ()


class NameVariant(Frozen):
    article: str
    form: str
    """As it stands in that article."""
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


class NameRole(Frozen):
    text: str
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


class StoryName(Frozen):
    """One person, organisation or place of a story: one English form, all the forms of the sources."""

    english: str
    kind: NameKind
    roles: tuple[NameRole, ...]
    variants: tuple[NameVariant, ...]


class Origin(Frozen):
    """An independent origin of the news; four outlets citing one newspaper have one."""

    name: str
    kind: SourceKind
    articles: tuple[str, ...]
    """The articles that rest on it."""
    reason: str
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


class CountedTogether(Frozen):
    """Articles that are no two origins, whatever the story says of them: code found it by their texts or addresses."""

    articles: tuple[str, ...]
    reason: str


class LeftOut(Frozen):
    """Paragraphs that no sentence cites, with the reason."""

    article: str
    paragraphs: tuple[int, ...]
    reason: str


class EditorNote(Frozen):
    """Not from the sources: what the model thinks an editor should look into."""

    about: str
    note: str
    flags: tuple[Flag, ...] = ()


class OpenQuestion(Frozen):
    """What the sources leave open."""

    text: str
    flags: tuple[Flag, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, value: object) -> object:
        # A bare text is a question without flags.
        return {"text": value} if isinstance(value, str) else value


class Story(Frozen):
    """All that the articles of one event say, once."""

    id: str
    event: str
    """The event in one line, as the grouping saw it."""
    articles: tuple[str, ...]
    headline: Sentence
    sentences: tuple[Sentence, ...]
    discrepancies: tuple[Discrepancy, ...]
    timeline: tuple[TimelineEntry, ...]
    names: tuple[StoryName, ...]
    origins: tuple[Origin, ...]
    origin_unknown: tuple[str, ...] = ()
    """Articles that don't say whom they have the news from."""
    counted_together: tuple[CountedTogether, ...] = ()
    """What lowers the number of origins: copies, editions of one house, a source that two name."""
    open_questions: tuple[OpenQuestion, ...]
    editor_notes: tuple[EditorNote, ...]
    left_out: tuple[LeftOut, ...]
    withheld: tuple[Sentence, ...] = ()
    """Flagged sentences that `--strict` left out of the story, the headline's number being 0."""
    model: str
    repaired: bool = False
    first_because: tuple[str, ...] = ()
    """The interests of the settings that brought it forward, each with where it stands: `Trieste (place)`."""
    continues: Continuation | None = None
    """None where it continues no story of the days before, or there are none."""
    repairs: tuple[str, ...] = ()
    """Codes of the findings that a repair mended."""
    flags: tuple[Flag, ...] = ()
    reading: SecondReading | None = None
    """What the second reader said of it; None where nobody read it twice."""
    language: str = "en"
    """BCP-47 tag of the language its sentences are written in."""

    def origin_range(self) -> tuple[int, int]:
        """How many independent origins it has, at least and at most: a source that isn't told may be a known one.

        What is counted together is one.
        """
        of_article = {article: [f"? {article}"] for article in self.origin_unknown}
        for number, origin in enumerate(self.origins):
            for article in origin.articles:
                of_article.setdefault(article, []).append(str(number))
        one = {node: node for nodes in of_article.values() for node in nodes}
        one |= {str(number): str(number) for number in range(len(self.origins))}
        for each in self.counted_together:
            nodes = [of_article[article][0] for article in each.articles if article in of_article]
            for other in nodes[1:]:
                old, new = one[other], one[nodes[0]]
                one = {node: new if stands == old else stands for node, stands in one.items()}
        told = len({stands for node, stands in one.items() if not node.startswith("?")})
        return max(1, told), max(1, len(set(one.values())))

    def cited(self) -> Iterator[Evidence]:
        """The evidence that its statements rest on, in the order in which a reader meets it.

        Headline and sentences, differences (contradictions first), timeline, roles, origins, and what was withheld.
        """
        for sentence in (self.headline, *self.sentences):
            yield from sentence.citations
        for row in sorted(self.discrepancies, key=lambda row: not row.contradiction):
            for position in row.positions:
                yield from position.evidence
        for entry in self.timeline:
            yield from entry.citations
        for name in self.names:
            for role in name.roles:
                yield from role.evidence
        for origin in self.origins:
            yield from origin.evidence
        for sentence in self.withheld:
            yield from sentence.citations

    def evidence(self) -> Iterator[Evidence]:
        """All of its evidence: what is cited, and where each form of a name was found."""
        yield from self.cited()
        for name in self.names:
            for variant in name.variants:
                yield from variant.evidence

    def flags_shown(self) -> Iterator[Flag]:
        """Every flag of the story and of its parts; those of withheld sentences are counted apart."""
        for name in type(self).model_fields:
            if name != "withheld":
                yield from (flag for _, flag in inside(getattr(self, name), Flag))


class ToldStory(Frozen):
    """A story as an earlier day's briefing told it."""

    date: str
    number: int
    """Its place in that briefing, from 1."""
    story: Story

    @property
    def ref(self) -> StoryRef:
        """Where it stands."""
        return StoryRef(date=self.date, story=self.story.id, number=self.number, headline=self.story.headline.text)
