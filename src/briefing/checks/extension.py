"""Checks of installed packages: each looks at every English text of a story beside what it cites.

What such a check finds is treated like a finding of ours: shown to the model once, flagged where it stays, counted
by its code. A check that fails is named in the briefing, and not asked again in this run.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from briefing.checks.code_table import TABLE, Code
from briefing.plugins import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.models import Article, Evidence

_log = logging.getLogger("briefing")


class Look(Protocol):
    """Looks at one English text."""

    def __call__(
        self, text: str, evidence: Sequence[Evidence], articles: Mapping[str, Article]
    ) -> Iterable[tuple[str, str]]:
        """Say what is wrong with a text.

        Args:
            text: A headline, sentence, position or timeline entry, in English.
            evidence: The words of the sources that it cites.
            articles: The articles of its story, by id.

        Returns:
            For each problem a code, one of the check's own, and one line for the reader.
        """
        ...


@dataclass(frozen=True)
class Check:
    """A check of finished English texts.

    Attributes:
        name: What it is called.
        codes: All codes that it uses; none of them may be one of briefing's.
        look: Called for each text with evidence.
        description: One line for help.
    """

    name: str
    codes: tuple[Code, ...]
    look: Look
    description: str = ""

    def __post_init__(self) -> None:
        taken = {code.code for code in self.codes} & {code.code for code in TABLE}
        if taken:
            raise ValueError(f"check {self.name!r}: {', '.join(sorted(taken))}: briefing itself has these codes")


CHECKS: Final[Registry[Check]] = Registry("briefing.checks", Check)


def problems(text: str, evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> Iterator[tuple[str, str]]:
    """What the installed checks have against a text. Arguments as for `Look`."""
    for check in list(CHECKS.external()):
        try:
            found = [(str(code), " ".join(str(told).split())) for code, told in check.look(text, evidence, articles)]
            if unknown := {code for code, _ in found} - {code.code for code in check.codes}:
                raise ValueError(f"it uses codes that it doesn't list: {', '.join(sorted(unknown))}")  # noqa: TRY301
        except Exception as error:  # noqa: BLE001 - another's code, whatever it raises
            _log.debug("check %r failed", check.name, exc_info=error)
            CHECKS.exclude(check.name, f"{type(error).__name__}: {error}")
        else:
            yield from found


def missing() -> list[str]:
    """A line for each installed check that could not be used, for the head of a briefing."""
    for _ in CHECKS.external():
        pass  # what can't be imported is known only once it was tried
    return [f"The installed check {name!r} was not applied: {why}" for name, why in CHECKS.broken.items()]
