"""A reply to `extract`, tied to its article field by field; and the records of an article's parts, joined to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from briefing.checks.codes import without_repairs
from briefing.checks.extraction_checks import judge_record
from briefing.checks.grounding import Grounder
from briefing.checks.markup import marked_up
from briefing.checks.own_fields import joined, missing, own_values
from briefing.checks.quotes import locate
from briefing.models import (
    CitedSource,
    Claim,
    DateMention,
    Extraction,
    Finding,
    Instruction,
    Organisation,
    Outlet,
    Person,
    Place,
    Quotation,
    Role,
    Title,
)
from briefing.models.kept import kept
from briefing.prompting.own_fields import ExtendedReply
from briefing.text.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.checks.grounding import Grounded
    from briefing.models import Article
    from briefing.prompting.schemas import ExtractionReply, NameReply, PersonReply

Named = TypeVar("Named", Person, Organisation, Place)


@kept(128)
def ground(reply: ExtractionReply, article: Article) -> tuple[Extraction, list[Finding]]:
    """Tie every field of a reply to the article, and say what doesn't hold."""
    grounder = Grounder({"": article})
    dates = _dates(reply, article, grounder)
    extraction = Extraction(
        article=article.id,
        title=_title(reply, article, grounder),
        outlet=_outlet(reply, article, grounder),
        dates=dates,
        people=_people(reply, article, grounder),
        organisations=tuple(_names(reply.organisations, Organisation, "organisations", article, grounder)),
        places=tuple(_names(reply.places, Place, "places", article, grounder)),
        quotations=_quotations(reply, grounder),
        claims=_claims(reply, grounder),
        cited_sources=_cited_sources(reply, grounder),
        instructions=_instructions(reply, grounder),
        model="",
        # Claims and quotations are looked at with the rest of what they say; a note may tell of a link.
        flags=tuple(
            grounder.report("markup", f"{where}: holds {kind}; only plain text is allowed", where)
            for where, kind in marked_up(reply, ("claims", "quotations", "instructions"))
        ),
    )
    judged = judge_record(extraction, article, grounder.report)
    if isinstance(reply, ExtendedReply):
        values = tuple(own_values(reply, grounder))
        judged = judged.replace(fields=values, flags=(*judged.flags, *missing(reply, grounder)))
    return judged, without_repairs(grounder.findings)


def _title(reply: ExtractionReply, article: Article, grounder: Grounder) -> Title | None:
    if reply.title is None:
        return None
    if is_given(reply.title.original, article) and locate(article, 1, reply.title.original) is None:
        return Title(original=reply.title.original, english=reply.title.english)
    evidence, flags = _stands(reply.title.original, article, "title", grounder)
    return Title(original=reply.title.original, english=reply.title.english, evidence=evidence, flags=flags)


def is_given(title: str, article: Article) -> bool:
    """Whether a headline is given beside the text: then it needn't stand in it again."""
    return article.title is not None and one_line(article.title).strip() == one_line(title).strip()


def _outlet(reply: ExtractionReply, article: Article, grounder: Grounder) -> Outlet | None:
    if reply.outlet is None:
        return None
    quotes = [] if reply.outlet.quote is None else [reply.outlet.quote]
    evidence, flags = grounder.find(quotes, "outlet", needed=article.outlet is None)
    return Outlet(name=reply.outlet.name, evidence=evidence, flags=flags)


def _dates(reply: ExtractionReply, article: Article, grounder: Grounder) -> tuple[DateMention, ...]:
    dates = []
    for index, date in enumerate(reply.dates):
        where = f"dates.{index}"
        given = article.published is not None and date.role == "published"
        evidence, flags = grounder.find(date.quotes, where, needed=not given)
        if (date.value is None) != (date.basis == "unknown"):
            told = f"{where}: basis is {date.basis}, but value is {date.value}"
            flags += (grounder.report("date-basis", told, where),)
        if date.basis == "inferred" and not date.reasoning:
            flags += (grounder.report("date-reasoning", f"{where}: inferred, but reasoning is missing", where),)
        dates.append(
            DateMention(
                role=date.role,
                value=date.value,
                basis=date.basis,
                about=date.about,
                reasoning=date.reasoning,
                evidence=evidence,
                flags=flags,
            )
        )
    return tuple(dates)


def _people(reply: ExtractionReply, article: Article, grounder: Grounder) -> tuple[Person, ...]:
    people = []
    plain = _names(reply.people, Person, "people", article, grounder)
    for index, (person, named) in enumerate(zip(reply.people, plain, strict=True)):
        roles = []
        for number, role in enumerate(person.roles):
            evidence, flags = grounder.find([role.quote], f"people.{index}.roles.{number}")
            roles.append(Role(text=role.text, evidence=evidence, flags=flags))
        people.append(named.replace(roles=tuple(roles)))
    return tuple(people)


def _names(
    replies: Iterable[NameReply | PersonReply], kind: type[Named], field: str, article: Article, grounder: Grounder
) -> Iterable[Named]:
    for index, name in enumerate(replies):
        where = f"{field}.{index}"
        evidence, flags = _stands(name.original, article, where, grounder)
        roles = {"roles": ()} if kind is Person else {}
        yield kind(name=name.name, original=name.original, evidence=evidence, flags=flags, **roles)


def _stands(words: str, article: Article, where: str, grounder: Grounder) -> Grounded:
    """Where the original form of a name or a headline stands first: no model need say it."""
    evidence = locate(article, 1, words)
    if evidence is not None:
        return (evidence,), ()
    told = f"{where}: the original form {words!r} doesn't stand in the article"
    return (), (grounder.report("name-not-found", told, where),)


def _quotations(reply: ExtractionReply, grounder: Grounder) -> tuple[Quotation, ...]:
    quotations = []
    for index, quotation in enumerate(reply.quotations):
        evidence, flags = grounder.find([quotation.quote], f"quotations.{index}")
        quotations.append(
            Quotation(speaker=quotation.speaker, english=quotation.english, evidence=evidence, flags=flags)
        )
    return tuple(quotations)


def _claims(reply: ExtractionReply, grounder: Grounder) -> tuple[Claim, ...]:
    claims = []
    for index, claim in enumerate(reply.claims):
        evidence, flags = grounder.find(claim.quotes, f"claims.{index}")
        claims.append(
            Claim(
                id=f"c{index + 1}",
                text=claim.text,
                status=claim.status,
                attribution=tuple(claim.attribution),
                evidence=evidence,
                flags=flags,
            )
        )
    return tuple(claims)


def _cited_sources(reply: ExtractionReply, grounder: Grounder) -> tuple[CitedSource, ...]:
    sources = []
    for index, source in enumerate(reply.cited_sources):
        evidence, flags = grounder.find([source.quote], f"cited_sources.{index}")
        sources.append(CitedSource(name=source.name, kind=source.kind, evidence=evidence, flags=flags))
    return tuple(sources)


def _instructions(reply: ExtractionReply, grounder: Grounder) -> tuple[Instruction, ...]:
    instructions = []
    for index, instruction in enumerate(reply.instructions):
        evidence, flags = grounder.find(instruction.quotes, f"instructions.{index}")
        instructions.append(Instruction(found_by="model", note=instruction.note, evidence=evidence, flags=flags))
    return tuple(instructions)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────


def joined_record(parts: Sequence[Extraction]) -> Extraction:
    """One extraction from those of an article's parts: names once each, claims numbered through."""
    if len(parts) == 1:
        return parts[0]
    claims = [claim for part in parts for claim in part.claims]
    return Extraction(
        article=parts[0].article,
        title=next((part.title for part in parts if part.title), None),
        outlet=next((part.outlet for part in parts if part.outlet), None),
        dates=tuple(date for part in parts for date in part.dates),
        people=_once([person for part in parts for person in part.people]),
        organisations=_once([name for part in parts for name in part.organisations]),
        places=_once([name for part in parts for name in part.places]),
        quotations=tuple(quotation for part in parts for quotation in part.quotations),
        claims=tuple(claim.replace(id=f"c{n}") for n, claim in enumerate(claims, start=1)),
        cited_sources=tuple(
            {source.name: source for part in reversed(parts) for source in part.cited_sources}.values()
        ),
        instructions=tuple(instruction for part in parts for instruction in part.instructions),
        model="",
        flags=tuple(flag for part in parts for flag in part.flags),
        fields=joined([part.fields for part in parts]),
    )


def _once(names: list[Named]) -> tuple[Named, ...]:
    """Names that several parts give become one, with the evidence, roles and flags of all."""
    joined: dict[str, Named] = {}
    for each in names:
        joined[each.name] = _united(joined[each.name], each) if each.name in joined else each
    return tuple(joined.values())


def _united(first: Named, second: Named) -> Named:
    update: dict[str, Any] = {
        "evidence": tuple(dict.fromkeys((*first.evidence, *second.evidence))),
        "flags": (*first.flags, *second.flags),
    }
    roles = {role.text: role for one in (second, first) for role in getattr(one, "roles", ())}
    if roles:
        update["roles"] = tuple(roles.values())
    return first.replace(**update)
