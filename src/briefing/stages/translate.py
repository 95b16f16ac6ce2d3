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
#: What needs no translation.
SOURCE_KEPT = "en"


async def translate(article: Article, gateway: Gateway) -> Translation:
    """Translate one article into English, paragraph by paragraph.

    What is English passes through unchanged and costs nothing; of an English article, only the paragraphs in
    another language are asked for.

    Args:
        article: n >= 1 paragraphs; sent in several calls where they exceed what one may hold.
        gateway: The way to the model; it owns ledger, budget, pace and retries.

    Returns:
        n English paragraphs: the i-th renders the i-th of the source.

    Raises:
        InvalidReply: Wrong fields or a wrong n, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    cut = parts_of(article, gateway.part_tokens_for("translate"))
    pieces = await asyncio.gather(*(_part(article, part, gateway) for part in cut))
    answers = [answer for piece in pieces for answer in piece]
    asked = {p.n: p for answer in answers for p in answer.value.paragraphs}
    return Translation(
        article=article.id,
        paragraphs=tuple(
            TranslatedParagraph(n=p.n, kind=asked.get(p.n, p).kind, text=asked.get(p.n, p).text)
            for p in article.paragraphs
        ),
        model=answers[0].model if answers else None,
        repaired=any(answer.repaired for answer in answers),
        repairs=tuple(code for answer in answers for code in answer.mended_codes),
        flags=tuple(flag(f.code, f.message) for answer in answers for f in answer.findings),
    )


def parts_of(article: Article, most: int) -> list[Sequence[Paragraph]]:
    """The paragraphs that are asked for, in the order of the article, cut into what one call may hold.

    Args:
        article: In any language.
        most: Tokens.

    Returns:
        None of an English article; of one with paragraphs in another language those, each run of them by itself.
    """
    parts: list[Sequence[Paragraph]] = []
    for run in _runs(article):
        sizes = [tokens.count(p.text) for p in run]
        parts.extend(run[part.start : part.stop] for part in tokens.parts(sizes, most))
    return parts


def _runs(article: Article) -> list[Sequence[Paragraph]]:
    if article.language != SOURCE_KEPT:
        return [article.paragraphs]
    runs: list[list[Paragraph]] = []
    for p in article.paragraphs:
        if p.language in {None, SOURCE_KEPT, "und"}:
            continue
        if runs and runs[-1][-1].n == p.n - 1 and runs[-1][-1].language == p.language:
            runs[-1].append(p)
        else:
            runs.append([p])
    return list(runs)


def prompt_for(article: Article, part: Sequence[Paragraph], gateway: Gateway) -> Rendered:
    """The prompt for some paragraphs of an article."""
    seal = seal_for([article.raw])
    return gateway.prompts.render(
        "translate",
        article=article_envelope(article, seal, paragraphs=part),
        count=len(part),
        first=part[0].n,
        last=part[-1].n,
        language=article.language if article.language != SOURCE_KEPT else part[0].language or SOURCE_KEPT,
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
