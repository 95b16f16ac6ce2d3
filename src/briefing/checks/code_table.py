"""The codes of all findings, as data: what each means, and what a reader does about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["proven", "verified", "suspicion", "notice"]


@dataclass(frozen=True)
class Code:
    """A code that findings and flags carry.

    Attributes:
        code: Short and stable; totals count by it.
        kind: `proven`, a fact about strings; `verified`, what the second reader found; `suspicion`, what a comparison
            of two languages can notice: a question to the second reader, shown to nobody; `notice`, no fault of the
            text: what happened to it.
        means: What is wrong, in one sentence without its full stop.
        action: What a reader does about it, likewise.
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
_READ = "read the cited words beside the sentence"
_SOURCE = "look it up in the source"
_ORIGINAL = "compare with the original name in the source"
_NOTHING = "nothing: the model is asked once more, and its reply is not used if it stays"
_SIDE = "read the marked words beside the source's"
_PAIR = "compare the translation with the original paragraph"

#: In the order in which the documentation lists them.
TABLE: Final[tuple[Code, ...]] = (
    # ── facts about strings
    Code("quote-not-found", "proven", "A quote does not occur in the paragraph of the article it names", _SOURCE),
    Code("quote-of-another", "proven", "A quote occurs in another article than the one it names", _SOURCE),
    Code("citation-unknown", "proven", "A citation names an article that is not one of the story's", _SOURCE),
    Code("evidence-missing", "proven", "A text cites nothing", "do not rely on it until a source supports it"),
    Code("name-not-found", "proven", "The original form of a name does not occur in the article", _ORIGINAL),
    Code(
        "name-not-recorded",
        "proven",
        "Two names are called one, and no article's record has one of them",
        "take them as two names",
    ),
    Code("date-basis", "proven", "The value of a date and the basis given for it do not agree", _SOURCE),
    Code("date-reasoning", "proven", "A date was inferred, and nothing says how", _SOURCE),
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
        "read the paragraph: it may hold something the story lacks",
    ),
    Code(
        "left-out-cited", "proven", "A paragraph is listed as left out, and a sentence cites it", "nothing: it was used"
    ),
    Code("discrepancy-one-sided", "proven", "A contradiction has words of one side only", "read the articles involved"),
    Code(
        "value-unsupported",
        "proven",
        "A figure in a table of differences stands neither in the statement beside it nor in the cited words",
        _SOURCE,
    ),
    Code(
        "timeline-date",
        "proven",
        "A date of the timeline is recorded of none of the articles cited for it, and stands in none of the words",
        _SOURCE,
    ),
    Code(
        "question-figure",
        "proven",
        "A figure or day in an open question stands in none of the story's articles",
        "do not rely on it",
    ),
    Code("origin-missing", "proven", "An article of the story has no origin", "read who the article cites"),
    Code("origin-empty", "proven", "An origin has no article", "ignore that origin"),
    Code("instruction-told", "proven", "A text cites a passage that gives orders to a machine", "do not rely on it"),
    Code(
        "markup",
        "proven",
        "A text holds a link, HTML or Markdown where only plain text is allowed",
        "ignore the markup",
    ),
    Code("not-english", "proven", "A text is not in English", _READ),
    Code("story-empty", "proven", "A story has no sentences", _NOTHING),
    Code("text-empty", "proven", "A text has no words", "read the source"),
    Code("grouping", "proven", "An article is in no group, or in several", _NOTHING),
    Code("too-long", "proven", "A summary is longer than was asked for", "nothing, or ask for more words"),
    Code("thread-stories", "proven", "Earlier stories were not each compared exactly once", _NOTHING),
    Code("thread-sentences", "proven", "Today's sentences were not each compared exactly once", _NOTHING),
    Code(
        "thread-no-such-sentence",
        "proven",
        "A sentence is called known or changed, and no earlier sentence is named",
        "take it as new",
    ),
    Code(
        "thread-words-not-found",
        "proven",
        "The changed words do not occur in the earlier or in today's sentence",
        "compare the two sentences",
    ),
    Code("field-invalid", "proven", "A value of a field of your own does not fit its type", _SOURCE),
    # ── what the second reader found
    Code("contradicted", "verified", "The second reader found words of the source that say otherwise", _SIDE),
    Code("not-supported", "verified", "The second reader did not find this in the cited paragraphs", _SIDE),
    Code("unclear", "verified", "The second reader could not tell from the cited paragraphs whether it is so", _SIDE),
    # ── what a comparison of two languages can notice: never shown
    Code("number-unsupported", "suspicion", "A figure does not occur in the cited words, in any notation", _READ),
    Code("number-changed", "suspicion", "A figure of a translation does not occur in its source", _PAIR),
    Code(
        "date-unsupported",
        "suspicion",
        "A date is supported neither by the cited words nor by a recorded date",
        _READ,
    ),
    Code(
        "name-other-form",
        "suspicion",
        "An earlier day or the glossary has another English form of this name",
        _ORIGINAL,
    ),
    Code("untranslated", "suspicion", "A paragraph was left in the source's language", _PAIR),
    Code(
        "thread-not-repeated",
        "suspicion",
        "A sentence called known differs from the earlier one; it is shown as changed",
        "compare the two sentences",
    ),
    Code(
        "figure-smoothed",
        "suspicion",
        "Sources give different figures, and the sentence gives one",
        "see the discrepancies of the story",
    ),
    Code(
        "side-taken",
        "suspicion",
        "Sources give different figures, and a text gives one of them as everybody's",
        "see the discrepancies of the story",
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
        "No story could be written; its sentences are the claims recorded of the articles",
        "read the reason beside it",
    ),
    Code(
        "story-withheld",
        "notice",
        "Every sentence of a story is flagged, and was left out",
        "see the sentences listed after the story",
    ),
    Code(
        "not-read-twice", "notice", "No second reader has read this", "see the reason beside it, or run the day again"
    ),
    Code("thread-not-compared", "notice", "A story could not be compared with earlier days", "run the day again"),
    Code(
        "name-harmonised", "notice", "A spelling was replaced by the one that the ledger or the glossary has", "nothing"
    ),
    Code("field-missing", "notice", "The article gives no value for a field of your own that needs one", "nothing"),
    # ── what is wrong with a reply as such
    Code("verify-unanswered", "proven", "The second reader answered none of the statements", _NOTHING),
    Code("reply-schema", "proven", "A reply does not fit its schema", _NOTHING),
    Code("reply-no-object", "proven", "A reply holds no JSON object", _NOTHING),
    Code("reply-trailing-garbage", "proven", "A reply goes on after its JSON object", _NOTHING),
    Code("reply-empty", "proven", "A reply is empty", _NOTHING),
    Code("reply-too-deep", "proven", "A reply is nested too deep", _NOTHING),
    Code("reply-duplicate-key", "proven", "A key occurs twice in one object of a reply", _NOTHING),
    Code("reply-lone-surrogate", "proven", "A reply holds half a character", _NOTHING),
    Code("reply-not-a-number", "proven", "A reply holds NaN or infinity as a number", _NOTHING),
    Code("reply-number-too-large", "proven", "A reply holds a number that is too large", _NOTHING),
    Code("reply-number-too-long", "proven", "A reply holds a number of too many digits", _NOTHING),
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
