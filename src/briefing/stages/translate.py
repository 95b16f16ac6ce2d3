"""Article → Translation: n English paragraphs for n."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefing import tokens
from briefing.checks.language import looks_untranslated
from briefing.checks.markup import markup_in
from briefing.checks.numbers import unsupported
from briefing.checks.paragraphs import dropped_negation, swapped
from briefing.checks.severity import flag, flag_only_proxies
from briefing.envelopes import article_envelope, seal_for
from briefing.errors import ContextExceeded, ReplyTruncated
from briefing.models import Finding, TranslatedParagraph, Translation
from briefing.schemas import TranslationReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.gateway import Answer, Gateway
    from briefing.models import Article, Paragraph
    from briefing.prompts import Rendered

TARGET = "English"


async def translate(article: Article, gateway: Gateway) -> Translation:
    """Translate one article into English, paragraph by paragraph.

    An English article passes through unchanged and costs nothing.

    Args:
        article: n >= 1 paragraphs; sent in several calls where they exceed what one may hold.
        gateway: The way to the model; it owns ledger, budget, pace and retries.

    Returns:
        n English paragraphs: the i-th renders the i-th of the source.

    Raises:
        InvalidReply: Wrong fields or a wrong n, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    if article.language == "en":
        kept = tuple(TranslatedParagraph(n=p.n, kind=p.kind, text=p.text) for p in article.paragraphs)
        return Translation(article=article.id, paragraphs=kept, model=None)
    sizes = [tokens.count(p.text) for p in article.paragraphs]
    cut = [article.paragraphs[part.start : part.stop] for part in tokens.parts(sizes, gateway.part_tokens)]
    pieces = await asyncio.gather(*(_part(article, part, gateway) for part in cut))
    answers = [answer for piece in pieces for answer in piece]
    return Translation(
        article=article.id,
        paragraphs=tuple(
            TranslatedParagraph(n=p.n, kind=p.kind, text=p.text)
            for answer in answers
            for p in sorted(answer.value.paragraphs, key=lambda p: p.n)
        ),
        model=answers[0].model,
        repaired=any(answer.repaired for answer in answers),
        repairs=tuple(code for answer in answers for code in answer.mended_codes),
        flags=tuple(flag(f.code, f.message) for answer in answers for f in answer.findings),
    )


def prompt_for(article: Article, part: Sequence[Paragraph], gateway: Gateway) -> Rendered:
    """The prompt for some paragraphs of an article."""
    seal = seal_for([article.raw])
    return gateway.prompts.render(
        "translate",
        article=article_envelope(article, seal, paragraphs=part),
        count=len(part),
        first=part[0].n,
        last=part[-1].n,
        language=article.language,
        target=TARGET,
        names=gateway.names.envelope([article], seal),
        seal=seal,
    )


async def _part(article: Article, part: Sequence[Paragraph], gateway: Gateway) -> list[Answer[TranslationReply]]:
    try:
        answer = await gateway.ask(
            prompt_for(article, part, gateway),
            TranslationReply,
            about=article.origin,
            check=lambda reply: check(reply, part),
        )
    except (ReplyTruncated, ContextExceeded):
        if len(part) == 1:
            raise
        # The answer to a piece too large is two smaller ones.
        half = len(part) // 2
        return [*await _part(article, part[:half], gateway), *await _part(article, part[half:], gateway)]
    return [answer]


def check(reply: TranslationReply, part: Sequence[Paragraph]) -> list[Finding]:
    """Every paragraph once, none empty, none left in the source's language."""
    findings: list[Finding] = []
    wanted = {p.n: p for p in part}
    numbers = [p.n for p in reply.paragraphs]
    if sorted(numbers) != sorted(wanted):
        missing = sorted(set(wanted) - set(numbers))
        extra = sorted({n for n in numbers if n not in wanted or numbers.count(n) > 1})
        told = f"{len(numbers)} paragraphs came for {len(wanted)}"
        told += f"; missing: {missing}" if missing else ""
        told += f"; unknown or doubled: {extra}" if extra else ""
        return [Finding(code="paragraph-count", message=told, where="paragraphs", severity="broken")]
    for p in reply.paragraphs:
        source = wanted[p.n].text
        where = f"paragraphs.{p.n}"
        if any(char.isalnum() for char in source) and not p.text.strip():
            findings.append(Finding(code="paragraph-empty", message=f"paragraph {p.n} came back empty", where=where))
        elif p.kind != "boilerplate" and looks_untranslated(source, p.text):
            told = f"paragraph {p.n} came back in the source's language, or another than English"
            findings.append(Finding(code="untranslated", message=told, where=where))
        elif changed := unsupported(p.text, [source]):
            told = f"paragraph {p.n}: {', '.join(changed)} doesn't stand in its source"
            findings.append(Finding(code="number-changed", message=told, where=where))
        elif p.kind != "boilerplate" and (lost := dropped_negation(source, p.text)):
            told = (
                f"paragraph {p.n}: says no word of denial where the source does (judged by words alone): {lost[:80]!r}"
            )
            findings.append(Finding(code="negation-dropped", message=told, where=where))
        if (kind := markup_in(p.text)) and not markup_in(source):
            told = f"paragraph {p.n}: holds {kind}, which its source doesn't"
            findings.append(Finding(code="markup", message=told, where=where))
    # What is no English can't be told from another paragraph's English.
    foreign = {finding.where for finding in findings if finding.code == "untranslated"}
    english = {p.n: p.text for p in reply.paragraphs if f"paragraphs.{p.n}" not in foreign}
    pairs = swapped({n: wanted[n].text for n in english}, english)
    for first, second in pairs:
        told = f"paragraphs {first} and {second}: their figures and names stand crosswise; were they swapped?"
        findings.append(Finding(code="paragraphs-swapped", message=told, where=f"paragraphs.{first}"))
    return flag_only_proxies(findings)
