"""A reply judged, and what a model is asked and says where it doesn't hold."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from briefing.llm.json_reply import Unparsable, read, validate
from briefing.llm.thinking import without_thinking
from briefing.models import Finding
from briefing.prompting.patches import Patch, Patched, apply, from_whole, patch_name, patch_schema
from briefing.prompting.schemas import Reply, json_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.llm.ledger_rows import Stored
    from briefing.llm.providers.base import Request
    from briefing.prompting.templates import Prompts

T = TypeVar("T", bound=Reply)
Check = Callable[[T], Sequence[Finding]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """What is to be said of a reply.

    Attributes:
        value: None where it can't be read.
        raw: The same as a JSON object.
    """

    value: T | None
    raw: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> bool:
        """Whether it is no answer."""
        return self.value is None or any(f.severity == "broken" for f in self.findings)

    @property
    def to_mend(self) -> list[Finding]:
        """The findings that ask for a repair."""
        return [f for f in self.findings if f.severity != "note"]

    @property
    def whole(self) -> bool:
        """Whether nothing of it is worth keeping, so that it is asked for anew."""
        return self.value is None or any(f.severity == "broken" and not f.where for f in self.findings)

    @property
    def weight(self) -> tuple[bool, int]:
        """The less the better."""
        return self.broken, len(self.to_mend)


@dataclass(frozen=True)
class Mended(Generic[T]):
    """What a reply became by a repair.

    Attributes:
        stored: As the ledger shall keep it: the whole reply, and the cost of all that it took.
        patched: None where the whole reply was sent anew.
    """

    stored: Stored
    verdict: Verdict[T]
    patched: Patched | None = None

    @property
    def not_taken(self) -> int:
        """Changes that were sent and not applied."""
        return len(self.patched.outside) + len(self.patched.passed_over) if self.patched else 0


def judge(text: str, schema: type[T], check: Check[T] | None) -> Verdict[T]:
    """Read a reply and check it."""
    try:
        raw, value = read(text, schema)
    except Unparsable as error:
        found = Finding(code=f"reply-{error.reason}", message=error.detail, where="", severity="broken")
        return Verdict(None, {}, (found,))
    return Verdict(value, raw, tuple(check(value)) if check else ())


def repair_of(
    request: Request, text: str, findings: Iterable[Finding], prompts: Prompts, patch_of: type[Reply] | None
) -> Request:
    """The request for a repair: the conversation so far, to the byte, and what doesn't hold.

    Args:
        text: The reply.
        patch_of: The schema of the reply, where a patch is asked for; None asks for the whole reply anew.
    """
    findings = list(findings)
    lines = [_line(finding) if patch_of else finding.message for finding in findings]
    prompt = prompts.render("repair", findings=lines, patch=patch_of is not None)
    messages = (
        *request.messages,
        {"role": "assistant", "content": without_thinking(text) or text},
        {"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"},
    )
    if patch_of is None:
        return request.changed(messages=messages)
    return request.changed(
        messages=messages,
        schema=patch_schema(patch_of),
        schema_name=patch_name(patch_of),
        opened_with=json_schema(patch_of),
    )


def _line(finding: Finding) -> str:
    """A finding with its place, which many tell themselves."""
    where = finding.where or "the whole reply"
    return finding.message if finding.message.startswith(where) else f"{where}: {finding.message}"


def mend(
    before: tuple[Stored, Verdict[T]],
    second: Stored,
    findings: Iterable[Finding],
    schema: type[T],
    check: Check[T] | None,
) -> Mended[T] | None:
    """Apply a patch to the reply that it is for; None where the patch can't be read.

    What the patch itself makes wrong elsewhere it may mend there too: an entry that goes leaves a paragraph cited
    nowhere, and the list of these was in order before.

    Args:
        second: What came when the patch was asked for. A whole reply is taken for the places asked about.
    """
    stored, verdict = before
    places = list(dict.fromkeys(finding.where for finding in findings))
    done = _patched(verdict, second.text, places, schema, check)
    if done is None:
        _log.info("a repair could not be read, and was not taken")
        return None
    patched, after = done
    known = {(finding.code, finding.where) for finding in verdict.findings}
    follow = [f.where for f in after.to_mend if (f.code, f.where) not in known and f.where not in places]
    if patched.outside and follow:
        again = _patched(verdict, second.text, [*places, *follow], schema, check)
        if again is not None and again[1].weight < after.weight:
            patched, after = again
    if patched.outside or patched.passed_over:
        _log.info(
            "changes of a repair that were not taken: %s",
            "; ".join([*(f"{place}: nobody asked for it" for place in patched.outside), *patched.passed_over]),
        )
    cost = None if stored.cost is None or second.cost is None else stored.cost + second.cost
    text = json.dumps(patched.value, ensure_ascii=False)
    return Mended(dataclasses.replace(second, text=text, cost=cost), after, patched)


def _patched(
    verdict: Verdict[T], text: str, places: list[str], schema: type[T], check: Check[T] | None
) -> tuple[Patched, Verdict[T]] | None:
    try:
        patch = validate(text, Patch)
    except Unparsable:
        try:
            patch = from_whole(verdict.raw, read(text, schema)[0], places)
        except Unparsable:
            return None
    patched = apply(verdict.raw, patch, places, schema)
    # Judged as it will be read from the ledger.
    return patched, judge(json.dumps(patched.value, ensure_ascii=False), schema, check)
