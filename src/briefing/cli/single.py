"""One article: briefing summarize, translate, extract."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click

from briefing.cli._common import as_text, asked_about, day_of, errors, one_article, plain, settings_of, uses_of
from briefing.cli._options import reader_options, single_options, verify_option
from briefing.cli._waiting import begin, clear, waiting
from briefing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from pathlib import Path

    from briefing.api.client import Client
    from briefing.api.session import Record
    from briefing.models import Article, Flag
    from briefing.text.languages import Language


@click.command(short_help="Summarize one article, with evidence for every sentence.")
@click.argument("source", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, including evidence with offsets.")
@click.option(
    "--html",
    "as_html",
    is_flag=True,
    help="Print an HTML page with the article next to its translation: --html > item.html",
)
@click.option(
    "--lang", metavar="LANGUAGE", help="Language of the summary: a name, or a tag such as de. Default: English."
)
@click.option(
    "--style",
    type=click.Choice(["bullets", "abstract", "telegram"]),
    default="bullets",
    show_default=True,
    help="One sentence per line, one paragraph, or telegram style.",
)
@click.option("--words", metavar="N", type=click.IntRange(min=20), help="Maximum number of words.")
@reader_options
@single_options
def summarize(
    source: str,
    as_json: bool,
    as_html: bool,
    lang: str | None,
    style: str,
    words: int | None,
    cassette: Path | None,
    record: Record,
    config: Path | None,
    **flags: Any,
) -> None:
    """Summarize one article, with evidence for every sentence."""
    from briefing.pipeline.single import alone
    from briefing.render import summary_card, to_html
    from briefing.render.card import WIDTH

    with errors():
        if as_json and as_html:
            raise InputError("briefing summarize: use --json or --html, not both")
        language = _language(lang).tag
    style_name: Literal["sentences", "telegram"] = "telegram" if style == "telegram" else "sentences"

    async def work(article: Article, client: Client) -> tuple[str, int]:
        summary = await client.summarize(article, language=language, words=words, style=style_name)
        report, story, verdict = summary.report, summary.story, summary.verdict
        dates = client.settings.dates
        if as_json:
            value = {
                "verdict": verdict,
                "article": report.model_dump(mode="json"),
                "story": story and story.model_dump(mode="json"),
            }
            return as_text(value), summary.exit_code
        if story is None:
            clear()
            click.echo(plain(f"briefing: {article.origin}: {report.reason}"), err=True)
            return "", summary.exit_code
        if as_html:
            return to_html(alone(report, story, day_of(None), dates)), summary.exit_code
        columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
        card = summary_card(report, story, running=style == "abstract", dates=dates, width=columns)
        return f"{verdict}\n\n{_coloured(card)}", summary.exit_code

    _single(source, work, (cassette, record), config, flags)


@click.command(short_help="Translate one article, paragraph by paragraph.")
@click.argument("source", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: each paragraph with its kind.")
@verify_option
@single_options
def translate(
    source: str, as_json: bool, cassette: Path | None, record: Record, config: Path | None, **flags: Any
) -> None:
    """Translate one article into English, paragraph by paragraph."""
    from briefing.prompting.context import is_sent, ranges
    from briefing.render.phrasing import flag_text

    async def work(article: Article, client: Client) -> tuple[str, int]:
        translation = await client.translate(article)
        if as_json:
            return translation.model_dump_json(indent=2), _code(translation.flags)
        # The text goes to stdout and the warnings to stderr, so that a translation can be piped into a file.
        clear()
        for flag in translation.flags:
            click.echo(plain(f"⚠ {flag_text(flag)}"), err=True)
        if left := [p.n for p in article.paragraphs if not is_sent(p)]:
            click.echo(f"website text, not translated: paragraphs {ranges(left)}", err=True)
        return "\n\n".join(plain(p.text) for p in translation.paragraphs), _code(translation.flags)

    _single(source, work, (cassette, record), config, flags)


@click.command(short_help="Extract dates, people and claims from one article as JSON.")
@click.argument("source", metavar="FILE|-")
@verify_option
@single_options
def extract(source: str, cassette: Path | None, record: Record, config: Path | None, **flags: Any) -> None:
    """Extract dates, people, claims and quotations from one article as JSON, each with its evidence."""

    async def work(article: Article, client: Client) -> tuple[str, int]:
        record = await client.extract(article)
        return record.model_dump_json(indent=2), _code(record.flags)

    _single(source, work, (cassette, record), config, flags)


def _code(flags: Iterable[Flag]) -> int:
    """1 where a second reading was requested but failed."""
    return int(any(flag.code == "not-read-twice" for flag in flags))


def _language(name: str | None) -> Language:
    from briefing.text.languages import ENGLISH, find_language

    if name is None:
        return ENGLISH
    found = find_language(name)
    if found is None:
        raise InputError(f"--lang {name}: unknown language; use its English name or a tag such as de")
    return found


def _coloured(card: str) -> str:
    """The headline in bold, warnings in yellow; click drops colour in pipes and with NO_COLOR."""
    head, *blocks = card.split("\n\n")
    headline, _, known = head.rpartition("\n")
    lines = [click.style(headline, bold=True), click.style(known, dim=True)]
    text = "\n\n".join(["\n".join(lines), *blocks])
    return "\n".join(
        click.style(line, fg="yellow") if line.lstrip().startswith("⚠") else line for line in text.split("\n")
    )


@contextlib.contextmanager
def _sign_of_life(source: str) -> Iterator[None]:
    begin(source)
    try:
        yield
    finally:
        clear()


def _single(
    source: str,
    work: Callable[[Article, Client], Awaitable[tuple[str, int]]],
    cassette: tuple[Path | None, Record],
    config: Path | None,
    flags: dict[str, Any],
) -> NoReturn:
    target: Path | None = flags.pop("target")
    if target is not None and target.is_dir():
        # -o was the folder of the ledger here, before it was what is written.
        click.echo(plain(f"briefing: -o names a file, and {target} is a folder: taken for --output {target}"), err=True)
        flags["output"], target = flags["output"] or target, None
    source = asked_about(source)
    with errors(), _sign_of_life(source):
        from briefing.api.client import Client

        settings = settings_of(config, flags, *uses_of(*cassette))
        article = one_article(source, settings)

        async def go() -> tuple[str, int]:
            async with Client(settings, cassette=cassette[0], record=cassette[1]) as client, waiting(client.under_way):
                return await work(article, client)

        text, code = asyncio.run(go())
        if text:
            _write(text, target)
    sys.exit(code)


def _write(text: str, target: Path | None) -> None:
    """Write the result to standard output, or to a file in one step."""
    if target is None or str(target) == "-":
        click.echo(text)
        return
    from briefing.errors import OutputError
    from briefing.storage.files import write_whole

    try:
        write_whole(target, click.unstyle(text).rstrip("\n") + "\n")
    except OSError as error:
        raise OutputError(f"{target}: can't be written: {error.strerror}") from None
