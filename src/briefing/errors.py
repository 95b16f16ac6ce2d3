"""What can go wrong, and what the caller does next.

    BriefingError
    ├── UserError                    exit 2: the caller must change something
    │   ├── ConfigError              a setting is missing or makes no sense
    │   ├── InputError               nothing to read, or none of it readable
    │   │   └── DayUnreadable        a finished day is missing, damaged, or of another schema version
    │   ├── PromptError              a template is missing, or names a variable that isn't there
    │   ├── OutputError              the output folder can't be written
    │   ├── LedgerError              the ledger is corrupt, too new, or can't be written
    │   └── BatchOpen                a question lies in a batch, whose answer is paid for: nothing is asked twice
    ├── ArticleUnreadable            this article is skipped, the others go on
    ├── BudgetExceeded               exit 3: nothing was sent; run again with a higher cap
    ├── RetriesExhausted             exit 1: a retry budget or an outage stopped the run; resumable
    ├── DeadlineReached              exit 1: --until; what is done is shipped, marked partial
    ├── Interrupted                  exit 130 or 143: a signal; resumable
    ├── Detached                     exit 75: the batches are sent; the same command collects them
    ├── EngineError                  one attempt failed; the gateway decides what follows
    │   ├── EngineBusy               429, 5xx, timeout, lost connection: wait, then again
    │   │   ├── EngineDeferred       it asks for a longer wait than allowed: once more at the end of the run
    │   │   └── BatchUnfinished      a batch ended without this question: asked again
    │   ├── EngineRefused            the model or its provider declines this text: no retry
    │   ├── ReplyTruncated           the reply hit the token limit: larger limit, or a smaller piece
    │   ├── ContextExceeded          the prompt is too long for the model: a smaller piece
    │   ├── BadReply                 what came back is no usable reply: again
    │   ├── AnswerElsewhere          the content is empty, the answer stands in another field: this article fails
    │   ├── BadRequest               the provider rejects the request itself: this article fails
    │   ├── EngineUnusable           the run stops after this one call
    │   │   ├── QuotaSpent           the account has no money left
    │   │   ├── AuthFailed           the key is missing or wrong
    │   │   └── UnknownModel         the provider doesn't know the model
    │   └── CassetteMiss             a replay met a request that was never recorded: the run stops
    └── InvalidReply                 the reply still breaks the schema or a check after its repairs

Every error carries data beside its sentence, and survives pickling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class BriefingError(Exception):
    """The root of all errors of this package.

    Attributes:
        exit_code: What the command line ends with when this error reaches it.
    """

    exit_code = 1

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data
        self.__dict__.update(data)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, self.data)


def _rebuild(kind: type[BriefingError], message: str, data: dict[str, Any]) -> BriefingError:
    return kind(message, **data)


class UserError(BriefingError):
    """The caller must change something; the message says what."""

    exit_code = 2


class ConfigError(UserError):
    """A setting is missing or makes no sense."""


class InputError(UserError):
    """Nothing to read, or none of it readable."""


class DayUnreadable(InputError):
    """A finished day's briefing.json is missing, damaged, or of a schema version that can't be read.

    Attributes:
        path: The file.
        reason: What is wrong with it and what to do, without the path.
    """

    path: Path
    reason: str

    @classmethod
    def at(cls, path: Path, reason: str) -> DayUnreadable:
        """The error for one file."""
        return cls(f"{path}: {reason}", path=path, reason=reason)


class PromptError(UserError):
    """A template is missing, broken, or names a variable that isn't there."""


class OutputError(UserError):
    """The output folder can't be written. Found before the first paid call."""


class LedgerError(UserError):
    """The ledger is corrupt, too new, or can't be written. The run stops: unpaid memory is paid twice."""


class BatchOpen(UserError):
    """A question lies in a batch that has not come back; the message says how to collect it, or to give it up."""


class ArticleUnreadable(BriefingError):
    """One source can't be read.

    Attributes:
        origin: The file, line or address it came from.
    """


class BudgetExceeded(BriefingError):
    """The cap would be passed. Nothing was sent; running again with a higher cap resumes.

    Attributes:
        cap: US dollars.
        spent: US dollars, settled and reserved.
        needed: US dollars, the highest this request could cost.
    """

    exit_code = 3


class RetriesExhausted(BriefingError):
    """The run's retry budget is spent: the provider is down. Resumable."""


class DeadlineReached(BriefingError):
    """The run's own deadline: no call starts after it. What is done is shipped."""


class Interrupted(BriefingError):
    """A signal asked the run to end.

    Attributes:
        signal: Its number; the exit code is 128 more.
    """

    signal: int = 2

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """As shells give it."""
        return 128 + self.signal


class Detached(BriefingError):
    """All that can be asked now lies in batches, and nobody was to wait for them; the same command goes on."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: come back later


class EngineError(BriefingError):
    """One attempt at the model failed.

    Attributes:
        billed: US dollars that it cost all the same.
    """

    billed: float = 0.0


class EngineBusy(EngineError):
    """A provider asks us to come back later (429, 5xx, timeout, lost connection).

    Attributes:
        retry_after: Seconds, as the provider said; None where it said nothing.
        throttled: True for a 429: the pace shrinks.
        told: The provider's codes and words, where it gave any.
    """

    retry_after: float | None = None
    throttled: bool = False
    told: str = ""


class EngineDeferred(EngineBusy):
    """The provider asks for a longer wait than a call may take; tried once more when all else is done."""


class BatchUnfinished(EngineBusy):
    """The batch ended without this question: it expired, was cancelled, or left it out. It is asked again."""


class EngineRefused(EngineError):
    """The model or its provider declines this text (refusal, content filter)."""


class ReplyTruncated(EngineError):
    """The reply ended at the token limit.

    Attributes:
        limit: Tokens allowed.
    """

    limit: int = 0


class ContextExceeded(EngineError):
    """The prompt is too long for the model's window.

    Attributes:
        told: The provider's codes and words; empty where it wasn't asked.
    """

    told: str = ""


class BadReply(EngineError):
    """What came back under status 200 is no usable reply (HTML, an error body, no choices, no content).

    Attributes:
        reason: A short code, such as `no-choices`.
    """


class AnswerElsewhere(EngineError):
    """The message has no content but something in another field, such as its reasoning; asking again won't help."""


class BadRequest(EngineError):
    """The provider rejects the request itself; asking again as it is won't help.

    Attributes:
        told: The provider's codes and words.
    """

    told: str = ""


class EngineUnusable(EngineError):
    """No call to this engine can succeed; the run stops after this one.

    Attributes:
        unsent: This call didn't go out: another had found it out while it waited.
    """

    exit_code = 2
    unsent: bool = False


class QuotaSpent(EngineUnusable):
    """The account has no money left."""


class AuthFailed(EngineUnusable):
    """The key is missing or wrong."""


class UnknownModel(EngineUnusable):
    """The provider doesn't know the model."""


class AnotherModel(EngineUnusable):
    """A model answers that was not asked; it was paid for once."""


class ModelUnusable(EngineUnusable):
    """The first requests all failed alike, and none was answered: the others would fail too."""


class EndpointUnusable(EngineUnusable):
    """The address redirects to another host, or its certificate can't be verified."""


class CassetteMiss(EngineUnusable):
    """A replay met a request that was never recorded."""


class InvalidReply(BriefingError):
    """The reply still breaks the schema or a check that must hold, after its repairs.

    Attributes:
        stage: The prompt's name.
        reasons: What is wrong with it, one line each.
        codes: The codes of what makes it no answer.
    """
