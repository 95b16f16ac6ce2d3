"""Article → Translation: n English paragraphs for n."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag, without_repairs
from briefing.checks.language import looks_left, looks_untranslated
from briefing.checks.markup import markup_in
from briefing.checks.number_support import unsupported, unsupported_reading
from briefing.errors import ContextExceeded, ReplyTruncated
from briefing.llm import tokens
from briefing.models import Finding, TranslatedParagraph, Translation
from briefing.pipeline.together import together
from briefing.prompting.context import article_envelope, ranges, seal_for, sent
from briefing.prompting.schemas import TranslationReply
from briefing.text.languages import ENGLISH, Language, Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.llm.gateway import Answer, Gateway
    from briefing.models import Article, Paragraph
    from briefing.names.book import NameBook
    from briefing.prompting.templates import Rendered


async def translate(article: Article, gateway: Gateway, names: NameBook, target: Language = ENGLISH) -> Translation:
    """Translate one article, paragraph by paragraph.

    What is in the target language passes through unchanged and costs nothing; of an article in it, only the
    paragraphs in another language are asked for. So does what reading knows to be the website's text.

    Args:
        article: n >= 1 paragraphs; sent in several calls where they exceed what one may hold.
        gateway: The way to the model; it owns ledger, budget, pace and retries.
        names: What is known of names on the day of the run.
        target: The language to write. The checks of names, and of what stands crosswise, know English only.

    Returns:
        n paragraphs: the i-th renders the i-th of the source.

    Raises:
        InvalidReply: Wrong fields or a wrong n, after the repair too.
        BudgetExceeded: The cap could be passed; nothing was sent.
    """
    cut = parts_of(article, gateway.part_tokens_for("translate"), target)
    pieces = await together(*(_part(article, part, gateway, names, target) for part in cut))
    answers = [answer for piece in pieces for answer in piece]
    asked = {p.n: p for answer in answers for p in answer.value.paragraphs}
    website = {n for answer in answers for n in answer.value.website_text}
    return Translation(
        article=article.id,
        paragraphs=tuple(
            TranslatedParagraph(
                n=p.n,
                kind="boilerplate" if p.n in website else p.kind,
                text=asked[p.n].text if p.n in asked else p.text,
            )
            for p in article.paragraphs
        ),
        model=answers[0].model if answers else None,
        repaired=any(answer.repaired for answer in answers),
        repairs=tuple(code for answer in answers for code in answer.mended_codes),
        flags=tuple(flag(f.code, f.message) for answer in answers for f in answer.findings),
    )


def parts_of(article: Article, most: int, target: Language = ENGLISH) -> list[Sequence[Paragraph]]:
    """The paragraphs that are asked for, in the order of the article, cut into what one call may hold.

    Args:
        article: In any language.
        most: Tokens.
        target: The language to write.

    Returns:
        None of an article in the target language; of one with paragraphs in another language those, each run
        of them by itself.
    """
    parts: list[Sequence[Paragraph]] = []
    for run in _runs(article, target.tag):
        parts.extend(run[part.start : part.stop] for part in tokens.cut([p.text for p in run], most))
    return parts


def _runs(article: Article, kept: str) -> list[Sequence[Paragraph]]:
    shown = sent(article)
    if article.language != kept:
        return [shown]
    runs: list[list[Paragraph]] = []
    for p in shown:
        if p.language in {None, kept, "und"}:
            continue
        if runs and runs[-1][-1].n == p.n - 1 and runs[-1][-1].language == p.language:
            runs[-1].append(p)
        else:
            runs.append([p])
    return list(runs)


def prompt_for(
    article: Article, part: Sequence[Paragraph], gateway: Gateway, names: NameBook, target: Language = ENGLISH
) -> Rendered:
    """The prompt for some paragraphs of an article."""
    seal = seal_for([article.raw])
    return gateway.prompts.render(
        "translate",
        article=article_envelope(article, seal, paragraphs=part),
        count=len(part),
        numbers=ranges(p.n for p in part),
        language=_language(article, part, target),
        target=target.name,
        spelling=gateway.run.settings.spelling,
        # The forms of the name ledger are English.
        names=names.envelope([article], seal) if target == ENGLISH else "",
        seal=seal,
    )


def _language(article: Article, part: Sequence[Paragraph], target: Language) -> str:
    """Of the article, or where that is in the target language, of its paragraphs that aren't."""
    return article.language if article.language != target.tag else part[0].language or target.tag


async def _part(
    article: Article, part: Sequence[Paragraph], gateway: Gateway, names: NameBook, target: Language
) -> list[Answer[TranslationReply]]:
    try:
        answer = await gateway.ask(
            prompt_for(article, part, gateway, names, target),
            TranslationReply,
            about=article.origin,
            check=lambda reply: check(reply, part, target, _language(article, part, target)),
        )
    except (ReplyTruncated, ContextExceeded):
        if len(part) == 1:
            raise
        # The answer to a piece too large is two smaller ones.
        half = len(part) // 2
        return [
            *await _part(article, part[:half], gateway, names, target),
            *await _part(article, part[half:], gateway, names, target),
        ]
    return [answer]


def check(
    reply: TranslationReply, part: Sequence[Paragraph], target: Language = ENGLISH, source_language: str = "und"
) -> list[Finding]:
    """Every paragraph once, none empty, none left in the source's language, figures kept."""
    english = target == ENGLISH
    findings: list[Finding] = []
    wanted = {p.n: p for p in part}
    website = set(reply.website_text)
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
        elif p.n not in website and (looks_untranslated(source, p.text) if english else looks_left(source, p.text)):
            told = f"paragraph {p.n} came back in the source's language, or another than {target.name}"
            # That it is the very text is a fact; that another text isn't English is judged by its words.
            same = "".join(p.text.split()) == "".join(source.split())
            findings.append(Finding(code="paragraph-unchanged" if same else "untranslated", message=told, where=where))
        elif changed := (
            unsupported(p.text, [Written(source, wanted[p.n].language or source_language)])
            if english
            else unsupported_reading(p.text, source, target.tag)
        ):
            told = f"paragraph {p.n}: {', '.join(changed)} doesn't stand in its source"
            findings.append(Finding(code="number-changed", message=told, where=where))
        if (kind := markup_in(p.text)) and not markup_in(source):
            told = f"paragraph {p.n}: holds {kind}, which its source doesn't"
            findings.append(Finding(code="markup", message=told, where=where))
    return without_repairs(findings)
