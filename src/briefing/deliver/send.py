"""One day to all its targets, and what earlier days still owe."""

from __future__ import annotations

import datetime as dt
import hashlib
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.deliver import chat as chats
from briefing.deliver import log as records
from briefing.deliver import smtp as mail
from briefing.deliver.log import Delivery
from briefing.errors import BriefingError, ConfigError
from briefing.llm.redaction import without_keys
from briefing.plugins import OUTPUTS
from briefing.render.email import Attachment, to_message
from briefing.render.formats import rendered, require
from briefing.render.sanitize import one_line
from briefing.settings.delivery import MAIL, secrets_of
from briefing.storage import days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.models import Briefing
    from briefing.settings.delivery import FormName, Target
    from briefing.settings.settings import Settings

#: Days further back than this many are not sent late: nobody reads last month's news.
_OLDER_DAYS = 7


def deliver(folder: Path, settings: Settings, dry_run: bool = False, *, again: bool = False) -> list[Delivery]:
    """Send a day to every [[deliver]] of the settings, and what failed on earlier days once more.

    Each attempt is recorded in the day's deliveries.json before and after it. What was sent is not sent
    again. Where the program was killed in between, the next one sends it under the same Message-ID.

    Args:
        folder: Of the day, with its briefing.json.
        settings: With the targets.
        dry_run: Say what would be sent; no connection is made, nothing is recorded.
        again: Send also what was sent before, such as a day that has changed.

    Returns:
        One for each target of the day, after those of earlier days. A failure is one of them, not an error.

    Raises:
        InputError: There is no briefing in the folder, or its record can't be read.
        OutputError: The record can't be written; nothing was sent.
        ConfigError: Two targets have one name.
    """
    targets = {target.called: target for target in settings.deliver}
    if len(targets) < len(settings.deliver):
        raise ConfigError("deliver: two targets have the same name; give each a different one: name = …")
    if not targets:
        return []
    days.load(folder)
    done: list[Delivery] = []
    for day, owed in _owed(folder, targets):
        try:
            done += _Day(day, dry_run=dry_run, again=False, appendix=settings.appendix).to(owed)
        except BriefingError as error:
            now = _now()
            done += [
                Delivery(day=day.name, target=t.called, status="failed", at=now, reason=error.message) for t in owed
            ]
    today = _Day(folder, dry_run=dry_run, again=again, appendix=settings.appendix)
    return done + today.to(list(targets.values()))


def _owed(folder: Path, targets: dict[str, Target]) -> Iterator[tuple[Path, list[Target]]]:
    """Earlier days with what failed there, the oldest first."""
    try:
        here = folder.resolve()
        beside = sorted(p.parent for p in here.parent.glob(f"*/{records.NAME}") if days.is_date(p.parent.name))
    except OSError:
        return
    if not days.is_date(here.name):
        return
    first = (dt.date.fromisoformat(here.name) - dt.timedelta(days=_OLDER_DAYS)).isoformat()
    for day in (day for day in beside if first <= day.name < here.name):
        try:
            recorded = records.load(day)
        except BriefingError:
            continue  # named when that day itself is delivered
        owed = [t for name, t in targets.items() if name in recorded and recorded[name].status in {"failed", "sending"}]
        if owed and (day / days.NAME).is_file():
            yield day, owed


class _Day:
    """One day on its way."""

    def __init__(self, folder: Path, *, dry_run: bool, again: bool, appendix: bool) -> None:
        self.folder = folder
        self.dry_run = dry_run
        self.again = again
        self.appendix = appendix
        self.briefing: Briefing = days.load(folder)
        self.digest = hashlib.sha256((folder / days.NAME).read_bytes()).hexdigest()[:32]

    def to(self, targets: list[Target]) -> list[Delivery]:
        if self.dry_run:
            recorded = records.load(self.folder)
            return [self._done(target, recorded) or self._rehearse(target) for target in targets]
        with records.locked(self.folder):
            recorded = records.load(self.folder)
            return [self._done(target, recorded) or self._attempt(target, recorded) for target in targets]

    def _done(self, target: Target, recorded: dict[str, Delivery]) -> Delivery | None:
        known = recorded.get(target.called)
        if known is None or known.status != "sent" or self.again:
            return None
        changed = known.briefing != self.digest
        reason = "the briefing has changed since; use --again to send it" if changed else None
        return known.replace(status="already", reason=reason)

    def _rehearse(self, target: Target) -> Delivery:
        try:
            told = self._prepared(target, ()).told
        except BriefingError as error:
            return self._delivery(target, "failed", reason=error.message)
        return self._delivery(target, "would", reason=told)

    def _attempt(self, target: Target, recorded: dict[str, Delivery]) -> Delivery:
        before = recorded.get(target.called)
        fresh = before is None or before.status == "sent" or (before.briefing != self.digest and not before.reached)
        reached = () if before is None or fresh else before.reached
        attempts = 1 if before is None or before.status == "sent" else before.attempts + 1
        # First the record, then the mail: what can't be recorded is not sent.
        kept = self._delivery(target, "sending", attempts=attempts, reached=reached)
        records.save(self.folder, recorded | {target.called: kept})
        try:
            now_reached, refused = self._prepared(target, reached).send()
            reached = (*reached, *now_reached)
            reason = "; ".join(f"{who}: {why}" for who, why in refused.items()) or None
        except Exception as error:  # noqa: BLE001 - a service may fail in any way, and none of them is the run's
            reason = error.message if isinstance(error, BriefingError) else f"{type(error).__name__}: {error}"
        kept = kept.replace(
            status="failed" if reason else "sent",
            reason=reason and self._redacted(target, reason),
            reached=reached,
            at=_now(),
        )
        recorded[target.called] = kept
        records.save(self.folder, recorded)
        return kept

    def _delivery(self, target: Target, status: str, **known: object) -> Delivery:
        values = {"day": self.folder.name, "target": target.called, "status": status, "at": _now()}
        return Delivery.model_validate(values | {"briefing": self.digest} | known)

    def _redacted(self, target: Target, text: str) -> str:
        try:
            parts = secrets_of(target.address())
        except ConfigError:
            parts = []
        for part in parts:
            text = text.replace(part, "[secret]")
        return one_line(without_keys(text))[:500]

    def _prepared(self, target: Target, reached: tuple[str, ...]) -> _Mail | _Chat:
        address = target.address()
        is_mail = urlsplit(address).scheme in MAIL
        names: tuple[FormName, ...] = target.attach if target.attach is not None else (("html",) if is_mail else ())
        require(names)
        files = [_attachment(self.briefing, name, appendix=self.appendix) for name in names]
        if is_mail:
            return _Mail(self, target, mail.server_of(address), files, reached)
        return _Chat(self.briefing, chats.checked(address), files)


class _Mail:
    def __init__(
        self, day: _Day, target: Target, server: mail.Server, files: list[Attachment], reached: tuple[str, ...]
    ) -> None:
        self.server = server
        self.left = tuple(one for one in server.recipients if one not in reached)
        self.message = to_message(day.briefing, sender=server.sender, recipients=server.recipients, attachments=files)
        self.message["Date"] = format_datetime(dt.datetime.now(dt.UTC))
        # The same for each attempt: where one was answered and the answer lost, a reader's program sees one mail.
        told = hashlib.sha256(f"{day.digest} {target.called}".encode()).hexdigest()[:32]
        self.message["Message-ID"] = f"<{told}@{server.sender.rpartition('@')[2].rstrip('>')}>"
        self.message["Auto-Submitted"] = "auto-generated"

    @property
    def told(self) -> str:
        return f"mail “{self.message['Subject']}” to {', '.join(self.left)}{_with(self.message.iter_attachments())}"

    def send(self) -> tuple[tuple[str, ...], dict[str, str]]:
        refused = mail.send(self.message, self.server, self.left) if self.left else {}
        return tuple(one for one in self.left if one not in refused), refused


class _Chat:
    def __init__(self, briefing: Briefing, sender: object, files: list[Attachment]) -> None:
        self.sender, self.files = sender, files
        self.title, self.body = chats.summary(briefing)

    @property
    def told(self) -> str:
        names = ", ".join(file.name for file in self.files)
        return f"“{self.title}”, {len(self.body)} characters{f', with {names}' if names else ''}"

    def send(self) -> tuple[tuple[str, ...], dict[str, str]]:
        chats.send(self.sender, self.title, self.body, self.files)
        return (), {}


def _attachment(briefing: Briefing, name: FormName, *, appendix: bool) -> Attachment:
    form = OUTPUTS[name]
    made = rendered(name, briefing, appendix=appendix)
    return Attachment(form.file, made.encode() if isinstance(made, str) else made, form.mime)


def _with(parts: object) -> str:
    names = ", ".join(str(part.get_filename()) for part in parts)  # type: ignore[attr-defined]
    return f", with {names}" if names else ""


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
