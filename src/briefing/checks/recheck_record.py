"""An article's translation and record in a finished day, against the article: every check that proves, once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.checks.codes import flag, is_suspicion
from briefing.checks.extraction_checks import judge_record
from briefing.checks.extraction_grounder import is_given
from briefing.checks.language import looks_untranslated
from briefing.checks.markup import marked_up, markup_in
from briefing.checks.name_forms import HARMONISED
from briefing.checks.prompt_injection import find_instructions
from briefing.checks.quotes import locate
from briefing.checks.suspicions import of_paragraph
from briefing.models import Flag, Supported, Title, inside
from briefing.prompting.context import is_sent
from briefing.text.languages import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.models import Article, DateMention, Extraction, Report, Translation

#: Where, and what doesn't hold.
Fault = tuple[str, str]


def record_faults(report: Report) -> Iterator[Fault]:
    """What of one article's translation and record doesn't hold."""
    if report.status == "done" and (report.translation is None or report.extraction is None):
        yield "status", "is done, but the translation or extraction is missing"
    if report.status in ("failed", "skipped") and not report.reason:
        yield "reason", f"is missing, but the article is {report.status}"
    if report.translation is not None:
        found = _translation(report.translation, report.article)
        yield from ((f"translation{where}", why) for where, why in found)
    if report.extraction is not None:
        yield from ((f"extraction{where}", why) for where, why in _record(report.extraction, report.article))


# ── translation ──────────────────────────────────────────────────────────────────────────────────


def _translation(translation: Translation, article: Article) -> Iterator[Fault]:
    if translation.article != article.id:
        yield "", f"is of {translation.article}"
    numbers = [p.n for p in translation.paragraphs]
    if numbers != [p.n for p in article.paragraphs]:
        yield ".paragraphs", f"are {len(numbers)}, but must be the {len(article.paragraphs)} of the source, in order"
        return
    shown = [p for p in article.paragraphs if is_sent(p)] or article.paragraphs
    asked = {p.n for p in shown} if translation.model is not None else set()
    for mine, source in zip(translation.paragraphs, article.paragraphs, strict=True):
        where = f".paragraphs.{mine.n - 1}"
        codes = {each.code for each in of_paragraph(translation.flags, mine.n)}
        # One in English already may be left as it is, or may be asked for as part of a run.
        kept = mine.n not in asked or (article.language == ENGLISH.tag and source.language in (None, ENGLISH.tag))
        if kept and mine.text != source.text:
            yield where, "was never sent to a model, but differs from the source"
            continue
        problems = _of_paragraph(source.text, mine.text, website=mine.kind == "boilerplate") if not kept else ()
        yield from ((where, f"{why}, without a warning ({code})") for code, why in problems if code not in codes)


def _of_paragraph(source: str, text: str, *, website: bool) -> Iterator[tuple[str, str]]:
    same = "".join(text.split()) == "".join(source.split())
    if any(char.isalnum() for char in source) and not text.strip():
        yield "paragraph-empty", "is empty"
    elif not website and same and looks_untranslated(source, text):
        yield "paragraph-unchanged", "repeats the source word for word"
    if (kind := markup_in(text)) and not markup_in(source):
        yield "markup", f"contains {kind}, which its source doesn't"


# ── record ───────────────────────────────────────────────────────────────────────────────────────


def _record(record: Extraction, article: Article) -> Iterator[Fault]:
    if record.article != article.id:
        yield "", f"is of {record.article}"
    if [claim.id for claim in record.claims] != [f"c{n}" for n in range(1, len(record.claims) + 1)]:
        yield ".claims", "aren't numbered consecutively"
    yield from _evidence(record, article)
    yield from _originals(record, article)
    yield from _dates(record)
    yield from _instructions(record, article)
    shown = {each.code for each in record.flags}
    for where, kind in marked_up(record, ("claims", "quotations", "instructions", "flags")):
        if "markup" not in shown and not where.endswith(".message"):
            yield f".{where}", f"contains {kind}, without a warning (markup)"
    yield from _judged(record, article)


def _evidence(record: Extraction, article: Article) -> Iterator[Fault]:
    """Whatever is recorded rests on words, or a flag says that it doesn't."""
    for where, field in inside(_parts(record), Supported):
        if not field.evidence and not field.flags and not _given(field, article):
            yield f".{_named(where, record)}", "has no quote, without a warning"
    for number, person in enumerate(record.people):
        for place, role in enumerate(person.roles):
            if not role.evidence and not role.flags:
                yield f".people.{number}.roles.{place}", "has no quote, without a warning"


def _parts(record: Extraction) -> list[object]:
    names = (n for n in type(record).model_fields if n not in ("article", "model", "repairs", "flags", "repaired"))
    return [getattr(record, name) for name in names]


def _named(where: str, record: Extraction) -> str:
    names = [n for n in type(record).model_fields if n not in ("article", "model", "repairs", "flags", "repaired")]
    number, _, rest = where.partition(".")
    return f"{names[int(number)]}{'.' if rest else ''}{rest}"


def _given(field: Supported, article: Article) -> bool:
    """Whether it was given beside the article, so that no words of it need say so."""
    if getattr(field, "role", None) == "published" and article.published is not None:
        return True
    if isinstance(field, Title):
        return is_given(field.original, article)
    return type(field).__name__ == "Outlet" and article.outlet is not None


def _originals(record: Extraction, article: Article) -> Iterator[Fault]:
    """The original form of each name, and of the title, stands where its evidence has it."""
    names = [("title", record.title, record.title.original)] if record.title else []
    names += [(f"{kind}.{n}", name, name.original) for kind in ("people", "organisations", "places")
              for n, name in enumerate(getattr(record, kind))]  # fmt: skip
    for where, name, original in names:
        if any(each.code == "name-not-found" for each in name.flags):
            continue
        found = locate(article, 1, original)
        if found is None and where == "title" and is_given(original, article):
            continue
        if found not in name.evidence:
            yield f".{where}.original", f"“{original}” isn't at its place in the article"


def _dates(record: Extraction) -> Iterator[Fault]:
    for number, date in enumerate(record.dates):
        codes = {each.code for each in date.flags}
        for code, why in _of_date(date):
            if code not in codes:
                yield f".dates.{number}", f"{why}, without a warning ({code})"


def _of_date(date: DateMention) -> Iterator[tuple[str, str]]:
    if (date.value is None) != (date.basis == "unknown"):
        yield "date-basis", f"its basis is {date.basis}, but its value is {date.value}"
    if date.basis == "inferred" and not date.reasoning:
        yield "date-reasoning", "was inferred without saying how"


def _instructions(record: Extraction, article: Article) -> Iterator[Fault]:
    told = {e.paragraph for instruction in record.instructions for e in instruction.evidence}
    for found in find_instructions(article):
        if found.evidence[0].paragraph not in told:
            yield (
                ".instructions",
                f"paragraph {found.evidence[0].paragraph} contains instructions to a machine, but isn't listed",
            )


def _judged(record: Extraction, article: Article) -> Iterator[Fault]:
    """The proven checks of claims, quotations, people and dates, beside their flags."""
    found: list[tuple[str, str, str]] = []

    def report(code: str, message: str, where: str) -> Flag:
        found.append((code, message, where))
        return flag(code, message, where)

    judge_record(record, article, report)
    # Names put in the place of others may make a stranger of a speaker.
    passed_over = {"speaker-unknown"} if HARMONISED in record.repairs else set()
    for code, message, where in found:
        if is_suspicion(code) or code in passed_over:
            continue
        shown = {each.code for _, each in inside(_at(record, where), Flag)}
        if code not in shown:
            yield f".{where}", f"{message.removeprefix(f'{where}: ')}, without a warning ({code})"


def _at(record: Extraction, where: str) -> object:
    value: object = record
    for step in where.split("."):
        value = value[int(step)] if isinstance(value, tuple) else getattr(value, step)
    return value
