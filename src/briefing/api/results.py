"""What the API gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.errors import BriefingError
    from briefing.models import Briefing, Report, RunManifest, Story, Unread
    from briefing.pipeline.outcome import Outcome


@dataclass(frozen=True)
class Result:
    """A finished run.

    Attributes:
        outcome: What became of every article, as the run left it.
        manifest: What ran, with what, and what it cost.
        replies: The replies it rests on, as JSON, where the setting `keep_replies` asks for them.
    """

    outcome: Outcome
    manifest: RunManifest
    replies: str | None = None

    @property
    def briefing(self) -> Briefing | None:
        """The briefing; None where the run was stopped before there was anything to report."""
        return self.outcome.briefing

    @property
    def reports(self) -> tuple[Report, ...]:
        """What became of each article, copies included."""
        return tuple(self.outcome.reports)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Sources that became no article, each with its reason."""
        return self.outcome.unread

    @property
    def stopped(self) -> BriefingError | None:
        """What stopped the run: a spent budget, a deadline, a provider that can't be reached."""
        return self.outcome.stopped

    @property
    def exit_code(self) -> int:
        """0 all done; 1 some articles failed or the briefing is partial; otherwise that of `stopped`."""
        return self.outcome.exit_code

    def save(
        self,
        folder: str | Path,
        *,
        formats: Iterable[str] = ("html", "markdown", "json"),
        appendix: bool = True,
    ) -> Path:
        """Write the day into `folder/DATE`, as `briefing run` does.

        Args:
            folder: The folder of all days.
            formats: Names of output formats; JSON is always written.
            appendix: Whether Markdown, Word, PDF and text have the evidence behind the stories.

        Returns:
            The folder of the day.

        Raises:
            OutputError: A file can't be written, or there is no briefing to write.
            ConfigError: There is no such format, or what it needs isn't installed.
        """
        from pathlib import Path  # noqa: PLC0415 - the renderers load when they are used

        from briefing.errors import OutputError  # noqa: PLC0415
        from briefing.output import writer  # noqa: PLC0415
        from briefing.render.formats import require  # noqa: PLC0415

        if self.briefing is None:
            raise OutputError(f"there is no briefing to save: {self.stopped or 'the run made none'}")
        formats = tuple(formats)
        require(formats)
        place = Path(folder) / self.briefing.date
        writer.prepare(place)
        writer.write_files(place, self.outcome, self.manifest, formats, self.replies, appendix=appendix)
        return place


@dataclass(frozen=True)
class Summary:
    """A short item of one article.

    Attributes:
        report: What became of the article, with its translation and its extraction.
        story: The item; None where the article failed, for `report.reason`.
        stopped: What stopped the calls after it was written, such as a spent budget: it was not read twice.
    """

    report: Report
    story: Story | None
    stopped: BriefingError | None = None

    @property
    def exit_code(self) -> int:
        """0 where all is done; 1 where the article failed or was not read twice; otherwise that of `stopped`."""
        if self.stopped is not None:
            return self.stopped.exit_code
        return int(self.story is None or any(flag.code == "not-read-twice" for flag in self.story.flags))

    @property
    def verdict(self) -> str:
        """How far the item can be trusted, in one line; empty where there is none."""
        from briefing.pipeline.single import verdict  # noqa: PLC0415

        return verdict(self.report, self.story) if self.story is not None else ""
