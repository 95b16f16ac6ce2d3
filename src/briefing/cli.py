"""The command line: arguments, printing, exit codes; no logic."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from briefing.errors import BriefingError, InputError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from briefing.config import Settings
    from briefing.gateway import Gateway
    from briefing.models import Article, RunManifest
    from briefing.pipeline import Outcome
    from briefing.stages.read import ReadResult

#: Seconds that calls under way have after a signal.
_GRACE = 10.0

#: Of paragraphs by kind; body stays as it is. click leaves colour out in pipes and with NO_COLOR.
_COLOURS = {"boilerplate": "bright_black", "metadata": "cyan", "caption": "magenta", "heading": "yellow"}

F = TypeVar("F", bound="Callable[..., Any]")

# Imports of the package's own modules stand inside the functions: --help answers before they load.


def _options(command: F) -> F:
    """The options of every command that calls a model."""
    for option in reversed(
        [
            click.option("--model", "-m", metavar="NAME", help="The model to ask, such as gpt-5-mini, anthropic/claude-sonnet-4-5, or what your own server calls it. [BRIEFING_MODEL]"),
            click.option("--fallback", "fallbacks", multiple=True, metavar="NAME", help="A model to ask where the first refuses, is down, or finds the prompt too long; may be given several times. [BRIEFING_FALLBACKS]"),
            click.option("--api-base", metavar="URL", help="An OpenAI-compatible endpoint, such as http://localhost:11434/v1. [BRIEFING_API_BASE, OPENAI_BASE_URL]"),
            click.option("--output", "-o", metavar="DIR", type=click.Path(path_type=Path), help="Where runs are written, and the ledger kept. Default: outputs. [BRIEFING_OUTPUT]"),
            click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Settings in TOML. Default: briefing.toml, if there is one."),
            click.option("--prompts", metavar="DIR", type=click.Path(path_type=Path), help="Templates of your own; each file replaces the one of the same name. [BRIEFING_PROMPTS]"),
            click.option("--max-cost", metavar="USD", type=float, help="What this run may cost, in US dollars; nothing is sent that could pass it. [BRIEFING_MAX_COST]"),
            click.option("--cassette", metavar="FILE", type=click.Path(path_type=Path), help="Answer from recorded calls, or record them. The ledger is left aside."),
            click.option("--record", type=click.Choice(["none", "once", "all"]), default="none", show_default=True, help="With --cassette: replay only; record if the file is new; record anew."),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="briefing")
def cli() -> None:
    """Foreign-language articles in, one English briefing out.

    Every sentence of a briefing leads to the exact words of its sources, in the original language;
    what could not be found there is flagged.

    \b
    Try it without a key:    briefing demo
    A day's articles:        briefing run articles/
    One article:             briefing summarize article.txt

    Keys come from the environment alone (OPENAI_API_KEY, ANTHROPIC_API_KEY, …). Every setting is an
    environment variable too: BRIEFING_MODEL, BRIEFING_TIMEOUT (seconds per attempt), …

    \b
    Exit codes: 0 all done; 1 some articles failed; 2 something must be changed first;
    3 stopped by --max-cost; 130 interrupted. After any of them the same command goes on
    where it stopped: no answered call is made again.
    """


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--date", metavar="YYYY-MM-DD", help="The briefing's date, and its folder. Default: today.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and send nothing.")
@click.option(
    "--until",
    metavar="HH:MM",
    help="Local time at which no new call starts; what is done is shipped, marked partial. [BRIEFING_UNTIL]",
)
@_options
def run(
    paths: tuple[str, ...],
    date: str | None,
    dry_run: bool,
    cassette: Path | None,
    record: str,
    config: Path | None,
    **flags: Any,
) -> None:
    """Make a briefing of articles: files, folders, addresses, or - for standard input.

    Text, Markdown, HTML, PDF, Word and e-mail files hold one article each; JSONL, CSV and WARC files
    many; an http(s) address is a page, a feed, an OPML list or a sitemap. The briefing is written to outputs/DATE/ as Markdown, HTML and JSON.
    """
    with _errors():
        settings = _settings(config, flags)
        day = _date(date)
        read = _read(paths, settings)
        if dry_run:
            asyncio.run(_dry_run(read, settings))
            return
        folder = settings.output / day
        code = asyncio.run(_run(read, settings, folder, day, (cassette, record)))
    sys.exit(code)


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--show", metavar="ID", help="The paragraphs of one article, with their kinds and the rules that set them."
)
@click.option("--jsonl", is_flag=True, help="One JSON object an article, for pipes.")
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where fetched pages are kept. Default: outputs. [BRIEFING_OUTPUT]",
)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Settings in TOML. Default: briefing.toml, if there is one.",
)
def read(sources: tuple[str, ...], show: str | None, jsonl: bool, output: Path | None, config: Path | None) -> None:
    """Show what would go into a run. No model is asked.

    SOURCE is what `briefing run` takes: files, folders, addresses, or - for standard input.
    """
    from briefing import listing

    with _errors():
        result = _read(sources, _settings(config, {"output": output}))
        if show is not None:
            article = next((a for a in result.articles if a.id.startswith(show)), None)
            if article is None:
                raise InputError(f"--show {show}: no article has this id; `briefing read` lists them")
            for line, kind in listing.paragraphs(article):
                click.secho(_plain(line), fg=_COLOURS.get(kind), bold=kind == "heading")
            return
        for line in map(listing.json_line, result.articles) if jsonl else listing.table(result):
            click.echo(line if jsonl else _plain(line))
        if jsonl:
            for unread in result.unread:
                click.echo(_plain(f"{unread.status}: {unread.origin}: {unread.reason}"), err=True)


@cli.command()
@click.argument("source", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, evidence with offsets included.")
@_options
def summarize(
    source: str, as_json: bool, cassette: Path | None, record: str, config: Path | None, **flags: Any
) -> None:
    """Summarise one article, every sentence with the words it rests on."""
    from briefing.pipeline import summarize_one
    from briefing.report import summary_card

    async def work(article: Article, gateway: Gateway) -> tuple[str, int]:
        report, story = await summarize_one(article, gateway)
        if as_json:
            value = {
                "article": report.model_dump(mode="json"),
                "story": story and story.model_dump(mode="json"),
            }
            return _json(value), int(story is None)
        if story is None:
            return f"{article.origin}: {report.reason}", 1
        return summary_card(report, story), 0

    _single(source, work, (cassette, record), config, flags)


@cli.command()
@click.argument("source", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Paragraph by paragraph, with kinds, as JSON.")
@_options
def translate(
    source: str, as_json: bool, cassette: Path | None, record: str, config: Path | None, **flags: Any
) -> None:
    """Translate one article into English, paragraph by paragraph."""
    from briefing.stages.translate import translate as work_translate

    async def work(article: Article, gateway: Gateway) -> tuple[str, int]:
        translation = await work_translate(article, gateway)
        if as_json:
            return translation.model_dump_json(indent=2), 0
        lines = [p.text for p in translation.paragraphs]
        lines += [f"⚠ {flag.message}" for flag in translation.flags]
        return "\n\n".join(_plain(line) for line in lines), 0

    _single(source, work, (cassette, record), config, flags)


@cli.command()
@click.argument("source", metavar="FILE|-")
@_options
def extract(source: str, cassette: Path | None, record: str, config: Path | None, **flags: Any) -> None:
    """Record what one article says, field by field, each with its evidence, as JSON."""
    from briefing.stages.extract import extract as work_extract

    async def work(article: Article, gateway: Gateway) -> tuple[str, int]:
        return (await work_extract(article, gateway)).model_dump_json(indent=2), 0

    _single(source, work, (cassette, record), config, flags)


@cli.command()
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the demo is written, in a folder of its own. Default: outputs. [BRIEFING_OUTPUT]",
)
@click.option("--record-from", metavar="URL", hidden=True, help="Record the replies anew, from an endpoint.")
def demo(output: Path | None, record_from: str | None) -> None:
    """Make a briefing of invented articles from recorded replies: no key, no network."""
    from briefing.config import fixed_settings
    from briefing.demo import DATE, MODEL, articles_folder, cassette_file

    with _errors():
        place = output or Path(os.environ.get("BRIEFING_OUTPUT") or "outputs")
        settings = fixed_settings(model=MODEL, output=place, api_base=record_from, timeout=3600.0, concurrency=64)
        with contextlib.chdir(articles_folder()):
            read = _read(sorted(path.name for path in Path().glob("*.txt")), settings)
        folder = settings.output / "demo"
        code = asyncio.run(_run(read, settings, folder, DATE, (cassette_file(), "all" if record_from else "none")))
    sys.exit(code)


@cli.command()
@click.argument("articles", nargs=-1, metavar="[ID]...")
@click.option("--split", is_flag=True, help="Take these articles out of their story, into one of their own.")
@click.option("--merge", is_flag=True, help="Tell these articles, with what stands beside each, in one story.")
@click.option("--undo", metavar="N", type=int, help="Take back decision N.")
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the briefings and the ledger. Default: outputs. [BRIEFING_OUTPUT]",
)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Settings in TOML. Default: briefing.toml, if there is one.",
)
def group(
    articles: tuple[str, ...], split: bool, merge: bool, undo: int | None, output: Path | None, config: Path | None
) -> None:
    """Show which articles make which story, and part or join them for good.

    \b
    briefing group                      the stories of the newest briefing, and what was decided
    briefing group --split ID [ID...]   these don't belong to the others of their story
    briefing group --merge ID ID...     these tell of one event
    briefing group --undo N             take a decision back

    The beginning of an ID is enough. A decision holds from the next run on: the same `briefing run`
    again asks only for the stories that change.
    """
    from briefing import grouping

    with _errors():
        if split + merge + (undo is not None) > 1 or bool(articles) != (split or merge):
            raise InputError("briefing group: takes --split or --merge with article ids, or --undo N, or nothing")
        settings = _settings(config, {"output": output})
        path = grouping.file_beside(settings.ledger_path)
        decisions, (folder, briefing) = grouping.load(path), grouping.latest(settings.output)
        if undo is not None:
            decisions = grouping.forget(decisions, undo)
        elif articles:
            decisions = (grouping.split if split else grouping.merge)(decisions, articles, briefing.stories)
        if articles or undo is not None:
            grouping.save(path, decisions)
        click.echo(f"{folder}:")
        for line in grouping.listing(briefing, decisions):
            click.echo(_plain(line))
        if articles or undo is not None:
            click.echo(f"\nKept in {path}; it holds from the next run on.")


@cli.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Verify a finished briefing from its files alone: every quote, offset and citation.

    FOLDER is one that a run wrote, such as outputs/2026-11-21. No model is asked. Ends with 1 and
    names each break, if anything doesn't hold.
    """
    from briefing.checks.audit import audit

    with _errors():
        looked_at, breaks = audit(folder)
    for line in breaks:
        click.echo(_plain(line))
    click.echo(f"{looked_at} pieces of evidence looked at, {len(breaks)} breaks")
    sys.exit(1 if breaks else 0)


@cli.command()
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the ledger. Default: outputs. [BRIEFING_OUTPUT]",
)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Settings in TOML. Default: briefing.toml, if there is one.",
)
@click.option(
    "--prune",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help="Forget what is older; the same calls are then paid for anew.",
)
def ledger(output: Path | None, config: Path | None, prune: int | None) -> None:
    """Show the last runs, what they cost, and what failed and why."""
    with _errors():
        settings = _settings(config, {"output": output})
        if not settings.ledger_path.is_file():
            raise InputError(f"ledger {settings.ledger_path}: there is none yet; a run makes it")
        asyncio.run(_ledger(settings, prune))


def main() -> None:
    """The entry point."""
    cli(prog_name="briefing")


# ── what the commands share ──────────────────────────────────────────────────────────────────────


async def _run(read: ReadResult, settings: Settings, folder: Path, day: str, cassette: tuple[Path | None, str]) -> int:
    from briefing import outputs, pipeline
    from briefing.estimate import estimate

    outputs.prepare(folder)
    async with _gateway(settings, cassette) as gateway:
        estimated = await estimate(read.articles, gateway, settings)
        with _signals(gateway), _progress() as progress:
            outcome = await pipeline.run(read, gateway, day, progress)
        manifest = outputs.write(folder, outcome, gateway, settings, estimated)
        await gateway.run.ledger.close_run(gateway.run.id, manifest.model_dump_json())
    _close(outcome, manifest, folder)
    return outcome.exit_code


async def _ledger(settings: Settings, prune: int | None) -> None:
    from briefing.ledger import Ledger

    opened = Ledger(settings.ledger_path)
    try:
        if prune is not None:
            click.echo(f"{await opened.prune(prune)} replies forgotten")
        runs, failures = await opened.overview()
    finally:
        opened.close()
    click.echo(f"{'run':<23} {'started':<26} {'calls':>6} {'tokens':>9} {'cost':>10} {'failures':>8}")
    for row in runs:
        cost = "unknown" if row.cost is None else f"${row.cost:.4f}"
        ended = "" if row.ended else "  (did not end)"
        click.echo(
            f"{row.run:<23} {row.started:<26} {row.calls:>6} {row.tokens:>9} {cost:>10} {row.failures:>8}{ended}"
        )
    for failure in failures:
        click.echo(_plain(f"{failure.at} {failure.stage} of {failure.about}: {failure.kind}: {failure.message}"))


@contextlib.contextmanager
def _signals(gateway: Gateway) -> Iterator[None]:
    """The first signal lets in what is under way, for ten seconds; the second one leaves at once."""
    from briefing.errors import Interrupted

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    timers: list[asyncio.TimerHandle] = []

    def stop(number: int) -> None:
        if timers:
            os._exit(128 + number)  # what was committed is on disk; nothing else counts now
        told = "interrupted; what was answered is kept, and the same command goes on where it stopped"
        gateway.run.stop.now(Interrupted(told, signal=number))
        if task is not None:
            timers.append(loop.call_later(_GRACE, task.cancel))

    for number in (signal.SIGINT, signal.SIGTERM):
        # Not to be had outside the main thread, where nobody sends us signals.
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
            loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                loop.remove_signal_handler(number)


async def _dry_run(read: ReadResult, settings: Settings) -> None:
    from briefing.estimate import estimate, past_errors
    from briefing.wiring import open_gateway

    async with open_gateway(settings, replaying=True) as gateway:
        told = await estimate(read.articles, gateway, settings)
        ratios = past_errors(await gateway.run.ledger.manifests())
    click.echo(f"{'stage':<10} {'calls':>6} {'known':>6} {'prompt':>9} {'reply':>9} {'cost':>9}")
    for s in told.stages:
        click.echo(
            f"{s.stage:<10} {s.calls:>6} {s.known:>6} {s.prompt_tokens:>9} {s.completion_tokens:>9} {_usd(s.cost):>9}"
        )
    click.echo(
        f"\n{len(read.articles)} articles, {told.tokens} tokens, {_usd(told.cost)}. An estimate; nothing was sent."
    )
    if ratios:
        ratios.sort()
        click.echo(
            f"Past runs were billed {ratios[len(ratios) // 2]:.2f} times their estimate in the median "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(ratios)} runs)."
        )
    _name_unread(read)


def _single(
    source: str,
    work: Callable[[Article, Gateway], Any],
    cassette: tuple[Path | None, str],
    config: Path | None,
    flags: dict[str, Any],
) -> NoReturn:
    with _errors():
        settings = _settings(config, flags)
        article = _one_article(source, settings)

        async def go() -> tuple[str, int]:
            async with _gateway(settings, cassette) as gateway:
                return await work(article, gateway)  # type: ignore[no-any-return]

        text, code = asyncio.run(go())
        click.echo(text)
    sys.exit(code)


@contextlib.asynccontextmanager
async def _gateway(settings: Settings, cassette: tuple[Path | None, str]) -> AsyncIterator[Gateway]:
    from briefing.cassette import cassette as open_cassette
    from briefing.cassette import check_complete, replays
    from briefing.wiring import open_gateway

    path, record = cassette
    with open_cassette(path, record):  # type: ignore[arg-type]
        replaying = replays(path, record)  # type: ignore[arg-type]
        async with open_gateway(settings, replaying=replaying, remember=path is None) as gateway:
            yield gateway
    if path is not None and not replaying:
        check_complete(path, gateway.calls)


def _settings(config: Path | None, flags: dict[str, Any]) -> Settings:
    from briefing.config import load_settings

    # An option that may be given several times is an empty tuple where it isn't given at all.
    return load_settings(
        config, **{name: value or None if isinstance(value, tuple) else value for name, value in flags.items()}
    )


def _read(paths: tuple[str, ...] | list[str], settings: Settings) -> ReadResult:
    from briefing.stages.read import Limits, network_of, read_sources

    network = network_of(settings.allow_hosts, settings.output / "pages")
    read = read_sources(paths, stdin=sys.stdin.buffer, limits=Limits(max_bytes=settings.max_bytes), network=network)
    if not read.articles:
        told = "; ".join(f"{u.origin}: {u.reason}" for u in read.unread[:5])
        raise InputError(f"nothing to brief: {told or 'no article was found in ' + ', '.join(paths)}")
    return read


def _one_article(source: str, settings: Settings) -> Article:
    read = _read([source], settings)
    if len(read.articles) != 1:
        raise InputError(
            f"{source}: holds {len(read.articles)} articles; this command takes one, `briefing run` takes many"
        )
    article: Article = read.articles[0]
    return article


def _date(text: str | None) -> str:
    if text is None:
        return dt.datetime.now().astimezone().date().isoformat()
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(f"--date {text}: is no date; write it as 2026-11-21") from None


def _close(outcome: Outcome, manifest: RunManifest, folder: Path) -> None:
    """The last lines: what came of it, and where it lies."""
    calls = sum(stage.calls for stage in manifest.stages.values())
    replies = sum(stage.replies for stage in manifest.stages.values())
    used = sum(stage.prompt_tokens + stage.completion_tokens for stage in manifest.stages.values())
    cost = f"cost unknown: {manifest.cost_note}" if manifest.cost is None else _usd(manifest.cost)
    click.echo(
        f"{manifest.articles_in} articles in = {manifest.done} done + {manifest.failed} failed + {manifest.skipped} skipped"
    )
    if outcome.briefing is not None:
        sums = outcome.briefing.sums
        click.echo(
            f"{sums.stories} stories, {sums.sentences} sentences: {sums.checked} checked, {sums.repaired} repaired, "
            f"{sums.flagged} flagged; {sums.citations} citations found in their sources"
        )
        click.echo(
            f"{sums.discrepancies} discrepancies, {sums.contradictions} of them contradictions; "
            f"{sums.quotes_not_found} quotes not found; text that speaks to a machine in {sums.instructions} articles"
        )
    click.echo(f"{replies} replies, {calls} calls in this run, {used} tokens, {cost}, {manifest.seconds:.1f} s")
    if calls and manifest.cost is not None:
        spent = [
            f"{name} {_usd(f.cost)}" for name, f in (*manifest.stages.items(), *manifest.models.items()) if f.calls
        ]
        click.echo(f"of this: {', '.join(spent)}")
    for origin in manifest.articles:
        if origin["status"] != "done":
            click.echo(_plain(f"{origin['status']}: {origin['origin']}: {origin.get('reason', '')}"))
    if outcome.stopped is not None:
        raise outcome.stopped
    click.echo(f"\nThe briefing: {folder / 'briefing.html'}\n              {folder / 'briefing.md'}")


def _name_unread(read: ReadResult) -> None:
    for unread in read.unread:
        click.echo(_plain(f"{unread.status}: {unread.origin}: {unread.reason}"))


def _usd(cost: float | None) -> str:
    return "unknown" if cost is None else f"${cost:.4f}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _plain(text: str) -> str:
    """Text of others for a terminal: one line, no escape sequences."""
    return "".join(char if char.isprintable() else " " for char in text)


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """One sentence for what we foresaw, and its exit code."""
    try:
        yield
    except BriefingError as error:
        click.echo(f"briefing: {error.message}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("briefing: interrupted; the same command goes on where it stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output left; there is nobody to tell.
        sys.stderr.close()
        sys.exit(141)


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """Bars on a terminal, lines in a pipe."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<6}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as bars:
        yield _Bars(bars)


class _Lines:
    """Quiet progress: a line a stage."""

    def begin(self, stage: str, total: int) -> None:
        click.echo(f"{stage}: {total}", err=True)

    def advance(self, stage: str) -> None: ...

    def say(self, line: str) -> None:
        click.echo(_plain(line), err=True)


class _Bars:
    """Progress bars."""

    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def begin(self, stage: str, total: int) -> None:
        self._tasks[stage] = self._bars.add_task(stage, total=total)

    def advance(self, stage: str) -> None:
        self._bars.advance(self._tasks[stage])

    def say(self, line: str) -> None:
        # markup off: a title like "Budget [/b]" is no markup.
        self._bars.console.print(_plain(line), markup=False, highlight=False)
