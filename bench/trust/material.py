"""The statements that are put before the second reader: honest ones and lies, each with the paragraphs that it cites.

`statements.jsonl` was written by hand, of kinds that no list looks for; `listed.jsonl` holds what those lies of
tests/lies that lists are made for look like on the page, beside honest sentences of the same replies. A row has the
call in which it is read, its places as `ARTICLE.PARAGRAPH` (articles of the demo, by the number in their file names),
the kind of the lie or `honest`, the status that its writer gives it, and the text. What is wrong in a lie stands
between [[ and ]], which nobody is shown. `whole` is the translation of the paragraph.
"""

from __future__ import annotations

import contextlib
import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.checks.codes import flag, is_suspicion
from briefing.checks.statements import Statement, cited
from briefing.checks.story_grounder import StoryGrounder
from briefing.checks.suspicions import questions_of
from briefing.demo import DAYS, articles_folder
from briefing.ingest import read_sources
from briefing.pipeline.stages.translate import check
from briefing.prompting.schemas import SentenceReply, TranslationReply
from briefing.text.languages import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.models import Article, Member

#: What each file holds, in the words of the page.
FILES = {
    "of kinds that no list looks for": Path(__file__).parent / "statements.jsonl",
    "that lists are made for (tests/lies)": Path(__file__).parent / "listed.jsonl",
}
HONEST = "honest"


@dataclass(frozen=True)
class Row:
    """One statement.

    Attributes:
        file: What its file holds, a key of FILES.
        call: Those of one call are read together.
        places: Article, by the number in its file name, and paragraph.
        kind: Of the lie; `honest` of what is true.
        wrong: Where the text is wrong: the first and the end of the last character.
    """

    file: str
    call: str
    places: tuple[tuple[str, int], ...]
    kind: str
    status: str
    text: str
    whole: bool = False
    wrong: tuple[tuple[int, int], ...] = ()

    @classmethod
    def parse(cls, file: str, line: str) -> Row:
        row = json.loads(line)
        places = tuple((cite[:2], int(cite[3:])) for cite in row["cites"].split())
        text, wrong = "", []
        for part in row["text"].split("[["):
            inside, closed, after = part.partition("]]")
            if closed:
                wrong.append((len(text), len(text) + len(inside)))
            text += inside + after
        whole = row.get("whole", False)
        return cls(file, row["call"], places, row["kind"], row["status"], text, whole, tuple(wrong))

    @property
    def lie(self) -> bool:
        return self.kind != HONEST


@dataclass(frozen=True)
class Asked:
    """A row as it is put before the second reader.

    Attributes:
        suspicions: The codes of what lists suspect of it; the reader is asked about them.
        proven: The codes of what is proven against it.
    """

    row: Row
    statement: Statement
    suspicions: tuple[str, ...]
    proven: tuple[str, ...]


def rows() -> list[Row]:
    """All statements, in their order."""
    return [
        Row.parse(file, line) for file, path in FILES.items() for line in path.read_text(encoding="utf-8").splitlines()
    ]


@functools.cache
def articles() -> dict[str, Article]:
    """The demo's articles of both days, by the number in their file names."""
    read = []
    for day in DAYS:
        with contextlib.chdir(articles_folder(day)):
            read += read_sources(sorted(path.name for path in Path().glob("*.txt"))).articles
    return {article.origin[:2]: article for article in read}


def asked(row: Row, n: int, members: Mapping[str, Member]) -> Asked:
    """A row as the stage would hand it on: written as a sentence that cites its paragraph, and looked at by code.

    Args:
        n: Its number in the call.
        members: The articles of the call with their records, by number.
    """
    number, n_th = row.places[0]
    article = members[number].article
    if row.whole:
        where, place = f"translation {article.id} {n_th}", ((article.id, n_th),)
        reply = TranslationReply.model_validate({"paragraphs": [{"n": n_th, "text": row.text}]})
        found = check(reply, [article.paragraphs[n_th - 1]], ENGLISH, article.language)
        flags = [flag(each.code, each.message) for each in found]
    else:
        grounder = StoryGrounder({f"A{int(number)}": member for number, member in members.items()})
        cites = [f"A{int(a)}.{p} {members[a].article.paragraphs[p - 1].text}" for a, p in row.places]
        written = SentenceReply.model_validate({"text": row.text, "status": row.status, "cites": cites})
        sentence = grounder.sentence(written, n, f"sentences.{n}")
        where, place, flags = f"sentences.{n}", cited(sentence.citations), list(sentence.flags)
    codes = tuple(dict.fromkeys(each.code for each in flags))
    return Asked(
        row,
        Statement(where, row.text, place, whole=row.whole, doubts=questions_of(flags)),
        suspicions=tuple(code for code in codes if is_suspicion(code)),
        proven=tuple(code for code in codes if not is_suspicion(code)),
    )


def objected_rightly(row: Row, words: str, start: int) -> bool:
    """Whether an objection's words touch what is wrong in a lie."""
    return any(start < last and first < start + len(words) for first, last in row.wrong)
