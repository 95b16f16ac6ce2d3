"""Article → Extraction: what it says, field by field, each with its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.checks.extraction_grounder import ground, joined_record
from briefing.checks.prompt_injection import find_instructions
from briefing.errors import ContextExceeded, ReplyTruncated
from briefing.llm import tokens
from briefing.pipeline.together import together
from briefing.prompting.context import article_envelope, seal_for, sent
from briefing.prompting.own_fields import ExtendedReply, fields_reply

#: Bounds of the claims that one call is asked for, and the tokens of text for each.
LEAST_CLAIMS, MOST_CLAIMS, TOKENS_PER_CLAIM = 5, 20, 50

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.llm.gateway import Answer, Gateway
    from briefing.models import (
        Article,
        Extraction,
        Paragraph,
    )
    from briefing.names.book import NameBook
    from briefing.prompting.schemas import ExtractionReply
    from briefing.prompting.templates import Rendered


async def extract(article: Article, gateway: Gateway, names: NameBook) -> Extraction:
    """Record what one article says.

    Args:
        article: n >= 1 paragraphs; sent in several calls where they exceed what one may hold.
        gateway: The way to the model.
        names: What is known of names on the day of the run.

    Returns:
        Every field with evidence whose words stand in `article.raw`; what could not be found there
        after one repair is flagged.

    Raises:
        InvalidReply: Wrong fields, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    shown = sent(article)
    parts = tokens.cut([p.text for p in shown], gateway.part_tokens_for("extract"))
    cut = [shown[part.start : part.stop] for part in parts]
    pieces = await together(
        *(_part(article, part, gateway, names, (number, len(cut))) for number, part in enumerate(cut, start=1))
    )
    answers = [answer for piece in pieces for answer in piece]
    extractions = [ground(answer.value, article)[0] for answer in answers]
    whole = joined_record(extractions)
    by_rule = [
        instruction
        for instruction in find_instructions(article)
        if not any(e.paragraph == instruction.evidence[0].paragraph for i in whole.instructions for e in i.evidence)
    ]
    return whole.replace(
        instructions=(*whole.instructions, *by_rule),
        model=answers[0].model,
        repaired=any(answer.repaired for answer in answers),
        repairs=tuple(code for answer in answers for code in answer.mended_codes),
    )


def prompt_for(
    article: Article, part: Sequence[Paragraph], gateway: Gateway, names: NameBook, place: tuple[int, int]
) -> Rendered:
    """The prompt for some paragraphs of an article; `place` is the part's number and how many there are."""
    seal = seal_for([article.raw])
    prompt = gateway.prompts.render(
        "extract",
        article=article_envelope(article, seal, paragraphs=part),
        language=article.language,
        claims=most_claims(part),
        part=place[0],
        parts=place[1],
        names=names.envelope([article], seal),
        seal=seal,
    )
    asked = reply_schema(gateway)
    return replace(prompt, user=prompt.user + asked.request) if issubclass(asked, ExtendedReply) else prompt


def most_claims(part: Sequence[Paragraph]) -> int:
    """How many claims are asked for: about one for each two sentences, so that a record doesn't repeat its article."""
    return min(MOST_CLAIMS, max(LEAST_CLAIMS, sum(tokens.count(p.text) for p in part) // TOKENS_PER_CLAIM))


def reply_schema(gateway: Gateway) -> type[ExtractionReply]:
    """What is asked for: the fields of briefing, and the user's own.

    Raises:
        ConfigError: These can't be asked for.
    """
    return fields_reply(gateway.run.settings.fields)


async def _part(
    article: Article, part: Sequence[Paragraph], gateway: Gateway, names: NameBook, place: tuple[int, int]
) -> list[Answer[ExtractionReply]]:
    try:
        answer = await gateway.ask(
            prompt_for(article, part, gateway, names, place),
            reply_schema(gateway),
            about=article.origin,
            check=lambda reply: ground(reply, article)[1],
        )
    except (ReplyTruncated, ContextExceeded):
        if len(part) == 1:
            raise
        half = len(part) // 2
        halves = (part[:half], part[half:])
        return [a for n, p in enumerate(halves, start=1) for a in await _part(article, p, gateway, names, (n, 2))]
    return [answer]
