"""The codes of all findings, as data: what each means, and what a reader should do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["proven", "verified", "suspicion", "notice"]


@dataclass(frozen=True)
class Code:
    """The code of a finding or warning.

    Attributes:
        code: Short and stable; totals count by it.
        kind: `proven`, a fact about strings; `verified`, what the second reader found; `suspicion`, what a comparison
            of two languages can notice: a question to the second reader, never shown; `notice`, not an error: what
            happened to the text.
        means: What is wrong, in one sentence without a full stop.
        action: What a reader should do about it, likewise.
    """

    code: str
    kind: Kind
    means: str
    action: str


_SECTIONS: Final[dict[Kind, str]] = {
    "proven": "Proven",
    "verified": "Verified",
    "suspicion": "Suspicions",
    "notice": "Notices",
}
_READ = "compare the sentence with the cited words"
_SOURCE = "check the source"
_ORIGINAL = "compare with the original name in the source"
_NOTHING = "nothing: the model gets one retry, and its reply is not used if the error remains"
_SIDE = "compare the marked words with the source's"
_PAIR = "compare the translation with the original paragraph"

#: In the order in which the documentation lists them.
TABLE: Final[tuple[Code, ...]] = (
    # ── facts about strings
    Code("quote-not-found", "proven", "A quote does not occur in the paragraph of the article it names", _SOURCE),
    Code("quote-of-another", "proven", "A quote occurs in an article other than the one it names", _SOURCE),
    Code("citation-unknown", "proven", "A citation names an article that is not one of the story's", _SOURCE),
    Code("evidence-missing", "proven", "A text cites nothing", "do not rely on it until a source supports it"),
    Code("name-not-found", "proven", "The original form of a name does not occur in the article", _ORIGINAL),
    Code(
        "name-not-recorded",
        "proven",
        "Two names are treated as one, but one of them is in no article's extraction",
        "treat them as two names",
    ),
    Code("date-basis", "proven", "The value of a date does not match the basis given for it", _SOURCE),
    Code("date-reasoning", "proven", "A date was inferred without saying how", _SOURCE),
    Code("paragraph-count", "proven", "A translation has more or fewer paragraphs than its source", _NOTHING),
    Code("paragraph-empty", "proven", "A translated paragraph is empty", "read the original paragraph"),
    Code(
        "paragraph-unchanged",
        "proven",
        "A paragraph in another language came back word for word",
        "read the original paragraph",
    ),
    Code(
        "paragraph-unaccounted",
        "proven",
        "A paragraph is neither cited nor listed as left out with a reason",
        "read the paragraph: the story may lack something in it",
    ),
    Code(
        "left-out-cited", "proven", "A paragraph is listed as left out, but a sentence cites it", "nothing: it was used"
    ),
    Code("discrepancy-one-sided", "proven", "A contradiction quotes only one side", "read the articles involved"),
    Code(
        "value-unsupported",
        "proven",
        "A figure in a table of differences occurs neither in its statement nor in the cited words",
        _SOURCE,
    ),
    Code(
        "timeline-date",
        "proven",
        "A date in the timeline occurs neither in the cited words nor in the dates extracted from the cited articles",
        _SOURCE,
    ),
    Code(
        "question-figure",
        "proven",
        "A figure or day in an open question occurs in none of the story's articles",
        "do not rely on it",
    ),
    Code("origin-missing", "proven", "An article of the story has no origin", "check whom the article cites"),
    Code("origin-empty", "proven", "An origin has no article", "ignore that origin"),
    Code("instruction-told", "proven", "A text cites a passage with instructions to a machine", "do not rely on it"),
    Code(
        "markup",
        "proven",
        "A text contains a link, HTML or Markdown where only plain text is allowed",
        "ignore the markup",
    ),
    Code("not-english", "proven", "A text is not in English", _READ),
    Code("story-empty", "proven", "A story has no sentences", _NOTHING),
    Code("text-empty", "proven", "A text has no words", "read the source"),
    Code("grouping", "proven", "An article is in no group, or in several", _NOTHING),
    Code("too-long", "proven", "A summary is longer than requested", "nothing, or allow more words"),
    Code("thread-stories", "proven", "Earlier stories were not each compared exactly once", _NOTHING),
    Code("thread-sentences", "proven", "Today's sentences were not each compared exactly once", _NOTHING),
    Code(
        "thread-no-such-sentence",
        "proven",
        "A sentence is labelled known or changed, but no earlier sentence is named",
        "treat it as new",
    ),
    Code(
        "thread-words-not-found",
        "proven",
        "The changed words do not occur in the earlier sentence or in today's",
        "compare the two sentences",
    ),
    Code("field-invalid", "proven", "The value of a custom field does not match its type", _SOURCE),
    # ── what the second reader found
    Code("contradicted", "verified", "The second reader found words in the source that contradict this", _SIDE),
    Code("not-supported", "verified", "The second reader did not find this in the cited paragraphs", _SIDE),
    Code(
        "unclear", "verified", "The second reader could not tell from the cited paragraphs whether this is true", _SIDE
    ),
    # ── what a comparison of two languages can notice: never shown
    Code("number-unsupported", "suspicion", "A figure does not occur in the cited words, in any notation", _READ),
    Code("number-changed", "suspicion", "A figure in a translation does not occur in its source", _PAIR),
    Code(
        "date-unsupported",
        "suspicion",
        "A date is supported neither by the cited words nor by an extracted date",
        _READ,
    ),
    Code(
        "name-other-form",
        "suspicion",
        "An earlier day or the glossary has a different English form of this name",
        _ORIGINAL,
    ),
    Code("untranslated", "suspicion", "A paragraph was left in the source's language", _PAIR),
    Code(
        "thread-not-repeated",
        "suspicion",
        "A sentence labelled known differs from the earlier one; it is shown as changed",
        "compare the two sentences",
    ),
    Code(
        "figure-smoothed",
        "suspicion",
        "Sources give different figures, but the sentence gives only one",
        "see the discrepancies in the story",
    ),
    Code(
        "side-taken",
        "suspicion",
        "Sources give different figures, but a text gives one of them without naming its source",
        "see the discrepancies in the story",
    ),
    Code(
        "origin-copy",
        "suspicion",
        "Two origins counted as independent share their text or their source",
        "count them as one",
    ),
    # ── what happened to a text
    Code(
        "told-from-record",
        "notice",
        "No story could be written; its sentences are the claims extracted from the articles",
        "see the reason given",
    ),
    Code(
        "story-withheld",
        "notice",
        "Every sentence of a story has a warning, and was left out",
        "see the sentences listed after the story",
    ),
    Code(
        "not-read-twice", "notice", "The second reader has not read this", "see the reason given, or run the day again"
    ),
    Code("thread-not-compared", "notice", "A story could not be compared with earlier days", "run the day again"),
    Code(
        "name-harmonised", "notice", "A spelling was replaced by the one in the name store or the glossary", "nothing"
    ),
    Code("field-missing", "notice", "The article has no value for a required custom field", "nothing"),
    # ── what is wrong with a reply as such
    Code("verify-unanswered", "proven", "The second reader answered none of the statements", _NOTHING),
    Code("reply-schema", "proven", "A reply does not match its schema", _NOTHING),
    Code("reply-no-object", "proven", "A reply contains no JSON object", _NOTHING),
    Code("reply-trailing-garbage", "proven", "A reply continues after its JSON object", _NOTHING),
    Code("reply-empty", "proven", "A reply is empty", _NOTHING),
    Code("reply-too-deep", "proven", "A reply is nested too deeply", _NOTHING),
    Code("reply-duplicate-key", "proven", "A key occurs twice in one object of a reply", _NOTHING),
    Code("reply-lone-surrogate", "proven", "A reply contains a lone surrogate", _NOTHING),
    Code("reply-not-a-number", "proven", "A reply contains NaN or infinity as a number", _NOTHING),
    Code("reply-number-too-large", "proven", "A reply contains a number that is too large", _NOTHING),
    Code("reply-number-too-long", "proven", "A reply contains a number with too many digits", _NOTHING),
)


def as_markdown(codes: Iterable[Code]) -> str:
    """The tables of docs/warnings.md, a section for each kind."""
    rows: dict[Kind, list[str]] = {}
    for code in codes:
        rows.setdefault(code.kind, []).append(
            f"| `{code.code}` | {code.means}. | {code.action[:1].upper()}{code.action[1:]}. |"
        )
    head = "| code | what it means | what to do |\n|---|---|---|"
    return "\n\n".join("\n".join((f"## {_SECTIONS[kind]}", "", head, *lines)) for kind, lines in rows.items())
