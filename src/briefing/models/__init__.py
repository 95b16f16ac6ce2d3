"""Frozen values that travel between the stages, and into briefing.json.

Offsets are code points of an article's raw text as it was read, and
`raw[start:end] == quote` holds for every Evidence, literally.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: Version of the shape of briefing.json and articles/ID.json.
SCHEMA_VERSION = "1"
#: Begins the note of an article whose outlet the settings name.
OUTLET_NAMED = "outlet named in the settings: "

ParagraphKind = Literal["heading", "body", "caption", "boilerplate", "metadata"]
DateRole = Literal["published", "event", "scraped", "mentioned"]
DateBasis = Literal["stated", "inferred", "unknown"]
#: What a date that came with an article is the date of, as far as reading can tell.
FoundRole = Literal["published", "updated", "scraped", "mentioned"]
ClaimStatus = Literal["happened", "planned", "denied", "alleged"]
NameKind = Literal["person", "organisation", "place"]
SourceKind = Literal["newspaper", "magazine", "agency", "broadcaster", "website", "official", "person", "other"]
Stance = Literal["says", "denies", "silent"]
DiscrepancyKind = Literal["number", "date", "who", "status", "attribution", "framing"]
Verdict = Literal["checked", "repaired", "flagged"]
DateStyle = Literal["day first", "month first"]
NewsKind = Literal["new", "update", "repeated"]

#: A partial date: year, month and day as far as known, XXXX for an unknown year; a range with a slash.
PARTIAL_DATE = (
    r"^(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
    r"(?:/(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?$"
)


class Frozen(BaseModel):
    """A value that nobody changes after it was made; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Finding(Frozen):
    """What a check has against a reply, for the model that mends it and, if it stays, for the reader."""

    code: str
    """Short and stable, such as `quote-not-found`; the sums count by it."""
    message: str
    """One line."""
    where: str
    """The part of the reply it is about, such as `sentences.3`."""
    severity: Literal["broken", "mend", "note"] = "mend"
    """`broken` must be mended or the reply is no answer; `mend` is repaired once and flagged if it stays;
    `note` is flagged only."""


class Flag(Frozen):
    """Something a check found and no repair mended; shown to the reader, and counted by its code."""

    code: str
    """Short and stable, such as `quote-not-found`; the sums count by it."""
    message: str
    """One line for the reader."""
    proxy: bool = False
    """Found by a check that compares words, figures or sounds between two languages and may be wrong."""


# ── what was read ────────────────────────────────────────────────────────────────────────────────


class Paragraph(Frozen):
    """One numbered paragraph of an article."""

    n: int = Field(ge=1)
    """Number within the article, from 1, without gaps."""
    kind: ParagraphKind
    text: str
    """The words on one line: `raw[start:end]` with line breaks and control characters as spaces."""
    start: int = Field(ge=0)
    """First code point in the raw text."""
    end: int = Field(ge=0)
    """One past the last code point in the raw text."""
    rule: str | None = None
    """What made it boilerplate or metadata; None for a kind nobody had to decide."""
    language: str | None = None
    """BCP-47 tag where the paragraph is in another language than the article; None where it isn't, or can't be told."""


class FoundDate(Frozen):
    """A date that reading found beside an article's text or in its page."""

    role: FoundRole
    value: str
    """Partial ISO date."""
    basis: DateBasis
    """`stated` where the page, a feed or the user says what it is; `inferred` where its place alone speaks for it."""
    found: str
    """Where: `JSON-LD`, `meta article:published_time`, `visible text`, `address`, `feed`, `beside it`, …"""


class Article(Frozen):
    """One source text as it was read, cut into numbered paragraphs. Nothing is thrown away."""

    id: str
    """Twelve hexadecimal digits of a digest of text, address and outlet: the same content, the same id."""
    raw: str
    """The whole text, decoded, otherwise untouched."""
    paragraphs: tuple[Paragraph, ...]
    language: str
    """BCP-47 tag; `und` where it can't be told."""
    origin: str
    """Where it was read: file name, `stdin`, `file.jsonl:3`."""
    encoding: str
    """The encoding the bytes were read with, and how it was chosen, such as `utf-8` or `windows-1256 (guessed)`."""
    title: str | None = None
    """As given beside the text (a JSONL field, a feed); None where only the text itself could tell."""
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    """Partial ISO date as given beside the text."""
    published_from: str | None = None
    """Where that date was found; None where there is none, and in older files."""
    dates: tuple[FoundDate, ...] = ()
    """`published` first, then every other date found that isn't the same; conflicts are kept."""
    author: str | None = None
    """As the page, the feed or the file names its writers, comma-separated."""
    canonical_url: str | None = None
    """The address the page gives for itself; http or https, and never a site's front page."""
    notes: tuple[str, ...] = ()
    """What reading had to decide or mend, one line each."""

    def paragraph(self, n: int) -> Paragraph | None:
        """The n-th paragraph, or None where there is none."""
        return self.paragraphs[n - 1] if 1 <= n <= len(self.paragraphs) else None


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────


class Evidence(Frozen):
    """Words of a source, found again by code."""

    article: str
    """Article id."""
    paragraph: int
    quote: str
    """The source's own words: exactly `raw[start:end]`."""
    start: int
    end: int


class Supported(Frozen):
    """Anything said about an article: what it rests on, and what is wrong with that."""

    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


# ── what one article says ────────────────────────────────────────────────────────────────────────


class TranslatedParagraph(Frozen):
    n: int
    kind: ParagraphKind
    """The translator's opinion of what the paragraph is; the reader's own stands in the article."""
    text: str


class Translation(Frozen):
    """n English paragraphs for n."""

    article: str
    paragraphs: tuple[TranslatedParagraph, ...]
    model: str | None
    """None where nothing was asked: an English article passes through."""
    repaired: bool = False
    repairs: tuple[str, ...] = ()
    """Codes of the findings that a repair mended."""
    flags: tuple[Flag, ...] = ()


class Title(Supported):
    original: str
    english: str


class Outlet(Supported):
    name: str


class DateMention(Supported):
    """A date with what it is the date of, and how we know."""

    role: DateRole
    value: str | None
    """Partial ISO date (`2026-11`, `XXXX-09-24` without a year, `2026-11-17/2026-11-18`); None if unknown."""
    basis: DateBasis
    about: str
    """What happened, or happens, on it."""
    reasoning: str | None
    """How an inferred value was worked out."""


class Role(Supported):
    text: str


class Person(Supported):
    name: str
    """English form."""
    original: str
    """As it stands in the article."""
    roles: tuple[Role, ...]


class Organisation(Supported):
    name: str
    original: str


class Place(Supported):
    name: str
    original: str


class Quotation(Supported):
    """Words the article gives as somebody's own; the original words are the evidence."""

    speaker: str | None
    english: str


class Claim(Supported):
    id: str
    """`c1`, `c2`, … within the article."""
    text: str
    status: ClaimStatus
    marker: str | None
    """The original word or words that make it planned, denied or alleged."""
    attribution: tuple[str, ...]
    """Whom the article has it from, nearest first; empty where it speaks in its own voice."""


class CitedSource(Supported):
    """A source the article itself says it draws on."""

    name: str
    kind: SourceKind


class Instruction(Supported):
    """Text that speaks to a machine instead of the readers. It is reported and never followed."""

    found_by: Literal["model", "rule"]
    note: str


class Extraction(Frozen):
    """What one article says, field by field, each with its evidence."""

    article: str
    title: Title | None
    outlet: Outlet | None
    dates: tuple[DateMention, ...]
    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]
    quotations: tuple[Quotation, ...]
    claims: tuple[Claim, ...]
    cited_sources: tuple[CitedSource, ...]
    instructions: tuple[Instruction, ...]
    model: str
    repaired: bool = False
    repairs: tuple[str, ...] = ()
    """Codes of the findings that a repair mended."""
    flags: tuple[Flag, ...] = ()


class Member(Frozen):
    """An article with what was recorded of it."""

    article: Article
    extraction: Extraction


class Group(Frozen):
    """Articles of one event, in the order in which they came in."""

    event: str
    members: tuple[Member, ...]


# ── what several articles say together ───────────────────────────────────────────────────────────


class Citation(Evidence):
    claims: tuple[str, ...] = ()
    """Ids of the article's claims whose evidence overlaps these words."""


class Sentence(Frozen):
    n: int
    """Number within the story from 1; 0 for the headline."""
    text: str
    status: ClaimStatus
    citations: tuple[Citation, ...]
    flags: tuple[Flag, ...] = ()
    verdict: Verdict
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
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()


class Discrepancy(Frozen):
    """One point on which the sources differ. Silence is not denial."""

    point: str
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


class StoryRef(Frozen):
    """A story of an earlier day, and where it stands."""

    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """ISO date of its briefing, and the name of that day's folder."""
    story: str
    """Its id there."""
    number: int = Field(ge=1)
    """Its place in that briefing, from 1; its page has it as `story-NUMBER`."""
    headline: str


class OldSentence(Frozen):
    """A sentence of an earlier day's story, as it stood there."""

    date: str
    story: str
    n: int
    text: str
    status: ClaimStatus


class SentenceNews(Frozen):
    """What one of today's sentences adds to what was told before."""

    n: int = Field(ge=1)
    """Number of the sentence in today's story."""
    kind: NewsKind
    old: OldSentence | None
    """What it changes or repeats; None for what is new."""
    was: str | None = None
    """Of an update: the words of the old sentence that no longer hold; None where it said nothing on the point."""
    now: str | None = None
    """Of an update: the words of today's sentence that take their place."""
    flags: tuple[Flag, ...] = ()


class Continuation(StoryRef):
    """The story of an earlier day that this one continues, and what is new since, sentence by sentence."""

    also: tuple[StoryRef, ...] = ()
    """Other stories of earlier days that it continues, the latest first."""
    sentences: tuple[SentenceNews, ...]
    """One for each sentence of today's story, in its order; the headline has none."""
    model: str = ""


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
    language: str = "en"
    """BCP-47 tag of the language its sentences are written in."""


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


# ── the briefing and the run ─────────────────────────────────────────────────────────────────────


class CopyOf(Frozen):
    """Which article another one repeats, and how that was found."""

    article: str
    """Id of the article that is translated and told in its stead; never itself a copy."""
    by: Literal["address", "canonical address", "text"]
    """What led to it; the text of both was compared in any case."""
    alike: float = Field(ge=0, le=1)
    """Share of their stretches of five words that both have; 1 where every word is the same."""


class Report(Frozen):
    """What became of one article."""

    article: Article
    status: Literal["done", "failed", "skipped", "copy"]
    """`copy`: it says nothing that another article doesn't; a source of that one's story, and not asked for twice."""
    reason: str | None = None
    """Why it failed or was skipped, or what it is a copy of."""
    copy_of: CopyOf | None = None
    translation: Translation | None = None
    extraction: Extraction | None = None
    story: str | None = None
    """Id of the story it is told in."""


class Unread(Frozen):
    """A source that never became an article."""

    origin: str
    status: Literal["failed", "skipped", "copy"]
    """`copy`: the very same content, address and outlet were read before; it is no second source."""
    reason: str


class Sums(Frozen):
    """The figures at the head of a briefing."""

    articles_in: int
    done: int
    failed: int
    skipped: int
    copies: int = 0
    """Articles that repeat another one; articles in = done + failed + skipped + copies."""
    languages: tuple[str, ...]
    stories: int
    sentences: int
    checked: int
    repaired: int
    flagged: int
    likely: int = 0
    """Of the flagged sentences those with flags of proxies alone."""
    citations: int
    """Citations whose words were found in their source."""
    quotes_not_found: int
    """Quotes of any field that were looked for in vain, after repair."""
    discrepancies: int
    contradictions: int
    instructions: int
    """Articles in which text spoke to a machine."""
    flags: dict[str, int]
    """Every flag of what is shown, counted by its code."""
    repairs: dict[str, int] = {}
    """Findings that a repair mended, by code."""
    withheld: int = 0
    """Flagged sentences left out of their stories, and listed behind them (`--strict`)."""
    withheld_flags: dict[str, int] = {}
    """Their flags, by code."""
    unusable: dict[str, int] = {}
    """What made replies no answer at all, by code; their articles failed, or are told from their records."""


class Briefing(Frozen):
    """The day: stories by weight, and what became of every article that came in."""

    schema_version: str
    date: str
    title: str
    stories: tuple[Story, ...]
    reports: tuple[Report, ...]
    unread: tuple[Unread, ...]
    sums: Sums
    verdict: str = ""
    """The sums in one plain line."""
    notices: tuple[str, ...]
    """What a reader must know first: failed articles, a stopped run."""
    dates: DateStyle = "day first"
    """How its texts write dates; values stay ISO."""
    repairs: tuple[str, ...] = ()
    """Codes of what repairs mended in the grouping, which no article and no story shows."""
    unusable: tuple[Flag, ...] = ()
    """Replies that were no answer, after a repair too."""


class StageFigures(Frozen):
    """Of one stage in one run."""

    replies: int
    """Replies the results rest on, this run's and earlier ones'."""
    worth: float | None = None
    """US dollars those replies cost, whichever run paid; None where a price is unknown."""
    calls: int
    """Calls that went out in this run."""
    prompt_tokens: int
    cached_tokens: int
    """Part of the prompt tokens, billed at the provider's lower rate."""
    completion_tokens: int
    """Reasoning tokens included, as the providers bill them."""
    cost: float | None
    """US dollars of this run's calls; None where a price is unknown."""
    seconds: float
    """Time spent waiting for this run's calls, summed over them."""
    repairs: int
    retries: int
    mended: dict[str, int] = {}
    """What repairs mended in the replies that the results rest on, by code."""


class RunManifest(Frozen):
    """What ran, with what, and what became of it."""

    schema_version: str
    run: str
    started: str
    seconds: float
    status: Literal["done", "partial", "stopped"]
    reason: str | None
    versions: dict[str, str]
    model: str
    engine: str
    models_answering: tuple[str, ...]
    prompts: dict[str, str]
    """Fingerprint of each prompt."""
    settings: dict[str, str]
    articles_in: int
    done: int
    failed: int
    skipped: int
    copies: int = 0
    articles: tuple[dict[str, str], ...]
    """Each with origin, status, reason, and the cost of its own calls in this run where that is known."""
    stages: dict[str, StageFigures]
    models: dict[str, StageFigures]
    """The same figures by the model that was asked."""
    cost: float | None
    estimated_tokens: int
    """What `--dry-run` would have said before this run, of the calls that were still to be made."""
    estimated_cost: float | None
    cost_note: str | None


# ── the archive ──────────────────────────────────────────────────────────────────────────────────


class ArchivedName(Frozen):
    """A name of a story, as the archive knows it."""

    kind: NameKind
    english: str
    forms: tuple[str, ...]
    """As they stand in the sources."""


class ArchivedStory(Frozen):
    """A story, as the archive knows it."""

    id: str
    number: int
    """Its place in that day's briefing, from 1."""
    headline: str
    status: ClaimStatus
    flagged: bool = False
    """Whether the headline is flagged."""
    event: str
    continues: str | None
    """Date of the earlier story it continues."""
    names: tuple[ArchivedName, ...]


class ArchivedDay(Frozen):
    """A day, as the archive knows it: all that its page and its feed show."""

    date: str
    title: str
    started: str
    """When its briefing was made, RFC 3339."""
    articles: int
    languages: tuple[str, ...]
    flagged: int
    notices: tuple[str, ...]
    stories: tuple[ArchivedStory, ...]
    dates: DateStyle = "day first"
    """How its briefing writes dates."""
