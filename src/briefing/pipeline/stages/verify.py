"""Statements → what a second reader has against them, who sees the paragraphs that they cite, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.labels import called
from briefing.checks.readings import added
from briefing.checks.second_reading import Question, hold, questions, unanswered
from briefing.llm import tokens
from briefing.models import SecondReading, SeededErrors
from briefing.pipeline.together import together
from briefing.prompting.context import enclose, seal_for
from briefing.prompting.schemas import VerifyReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.checks.statements import Statement
    from briefing.llm.gateway import Gateway
    from briefing.models import Article, Member
    from briefing.prompting.templates import Rendered

#: Tokens that the prompt itself and the schema take.
_OVERHEAD = 1_000
#: Statements of one call at most: beyond that a reader's care flags.
_MOST = 60
#: Questions about one story at most; what is left then counts as passed over.
_MOST_PARTS, _MOST_PARTS_AGAIN = 6, 2
MOST_QUESTIONS = _MOST_PARTS + _MOST_PARTS_AGAIN
#: Errors seeded at least, in the first call about a story and in each other.
_LEAST, _LEAST_AGAIN = 2, 1


async def verify(  # noqa: PLR0913 - what is read, by whom, and what it is called
    statements: Sequence[Statement],
    members: Sequence[Member],
    gateway: Gateway,
    *,
    seed: str,
    about: str,
    again: bool = False,
) -> SecondReading:
    """Have statements read a second time.

    The reader sees neither the writer's record nor its reasoning. Among the statements stand seeded errors.

    Args:
        statements: All of these articles.
        members: The articles with what was recorded of them, from which errors are seeded.
        seed: The same seed mixes the same errors in.
        about: What is read, for messages.
        again: They are new wordings of what was read before.

    Returns:
        What the reader said, held to its words.

    Raises:
        InvalidReply: Nothing was answered, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    if not statements:
        return SecondReading(model="", statements=0, supported=0)
    by_id = {member.article.id: member for member in members}
    articles = {key: member.article for key, member in by_id.items()}
    parts = _parts(statements, articles, gateway.room_for("verify") - _OVERHEAD)

    async def read(number: int, part: Sequence[Statement]) -> SecondReading:
        least = _LEAST_AGAIN if again or number else _LEAST
        asked = questions(part, by_id, f"{seed} {number}{' again' if again else ''}", least)
        answer = await gateway.ask(
            prompt_for(asked, by_id, gateway),
            VerifyReply,
            about=about,
            check=lambda reply: unanswered(reply, len(asked)),
        )
        return hold(answer.value, asked, articles, answer.model)

    most = _MOST_PARTS_AGAIN if again else _MOST_PARTS
    reading = joined(await together(*(read(number, part) for number, part in enumerate(parts[:most]))))
    left = tuple(each.where for part in parts[most:] for each in part)
    return reading.replace(statements=reading.statements + len(left), unanswered=(*reading.unanswered, *left))


def _parts(statements: Sequence[Statement], articles: Mapping[str, Article], room: int) -> list[Sequence[Statement]]:
    """Cut by length, and so that claims are seeded among other claims than themselves."""

    def size(statement: Statement) -> int:
        shown = (articles[article].paragraphs[n - 1].text for article, n in statement.cites)
        return tokens.count(statement.text) + sum(map(tokens.count, shown))

    claims = [each for each in statements if each.where.startswith("claim ")]
    others = [each for each in statements if not each.where.startswith("claim ")]
    cut: list[Sequence[Statement]] = []
    for group in ([*others, *claims[::2]], claims[1::2]):
        if group:
            # Counted as if no two statements cited the same paragraph: too many parts rather than too long ones.
            sizes = [max(size(each), room // _MOST) for each in group]
            cut += [group[part.start : part.stop] for part in tokens.parts(sizes, max(room, 1_000))]
    return cut


def prompt_for(asked: Sequence[Question], members: Mapping[str, Member], gateway: Gateway) -> Rendered:
    """The call: the cited paragraphs, each once, with its English below; then the numbered statements.

    Args:
        members: By article id; those of them that are cited are shown.
    """
    cites = {place for question in asked for place in question.statement.cites}
    used = {key: member for key, member in members.items() if any(article == key for article, _ in cites)}
    labels = {key: f"A{number}" for number, key in enumerate(used, start=1)}
    seal = seal_for([*(m.article.raw for m in used.values()), *(question.statement.text for question in asked)])
    names = called({labels[key]: member for key, member in used.items()})
    english = {q.statement.cites[0]: _line(n, q) for n, q in enumerate(asked, start=1) if q.statement.whole}
    articles = []
    for key, member in used.items():
        lines = []
        for p in member.article.paragraphs:
            if (key, p.n) in cites:
                lines += [f"[{p.n}] {p.text}", *([english[key, p.n]] if (key, p.n) in english else [])]
        about = {"language": member.article.language, "outlet": names[labels[key]], "published": _published(member)}
        articles.append(enclose("article", seal, lines, label=labels[key], **about))
    # A translation stands below its paragraph.
    lines = [_line(n, question, labels) for n, question in enumerate(asked, 1) if not question.statement.whole]
    return gateway.prompts.render(
        "verify", articles=articles, statements=enclose("statements", seal, lines), count=len(asked), seal=seal
    )


def _line(n: int, question: Question, labels: Mapping[str, str] | None = None) -> str:
    statement = question.statement
    cites = _cites(statement, labels) if labels is not None else ""
    doubts = f" (check: {'; '.join(statement.doubts)})" if statement.doubts else ""
    return f"{n}. {f'({cites}) ' if cites else ''}{statement.text}{doubts}"


def _cites(statement: Statement, labels: Mapping[str, str]) -> str:
    """`A1.5,2 A2.4`; where there is one article, `5,2`."""
    by: dict[str, list[str]] = {}
    for article, n in statement.cites:
        by.setdefault(article, []).append(str(n))
    return " ".join(f"{f'{labels[key]}.' if len(labels) > 1 else ''}{','.join(numbers)}" for key, numbers in by.items())


def _published(member: Member) -> str | None:
    """The day of publication, on which “on Monday” and missing years rest."""
    known = [date.value for date in member.extraction.dates if date.role == "published" and date.value]
    return member.article.published or (known[0] if known else None)


def joined(readings: Iterable[SecondReading]) -> SecondReading:
    """Several readings as one."""
    every = list(readings)
    seeded = SeededErrors()
    for reading in every:
        seeded = added(seeded, reading.seeded)
    return SecondReading(
        model=", ".join(dict.fromkeys(reading.model for reading in every if reading.model)),
        statements=sum(reading.statements for reading in every),
        supported=sum(reading.supported for reading in every),
        unanswered=tuple(where for reading in every for where in reading.unanswered),
        objections=tuple(objection for reading in every for objection in reading.objections),
        mended=sum(reading.mended for reading in every),
        dropped=sum(reading.dropped for reading in every),
        seeded=seeded,
    )
