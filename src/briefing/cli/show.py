"""briefing show, open and export: a finished day, drawn from its briefing.json."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, find_day, settings_of
from briefing.cli._options import EntryChoice, config_option, day_options, place_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.render.blocks import Block
    from briefing.render.document import Document

#: Digits of the number of a story; a date has more.
_DIGITS = 3


@click.command(short_help="Display a day in the terminal.")
@click.argument("what", nargs=-1, metavar="[DATE|FOLDER] [STORY]")
@click.option("--all", "whole", is_flag=True, help="Show every story with its evidence.")
@place_option("Folder of the briefings.")
@config_option
def show(what: tuple[str, ...], whole: bool, output: Path | None, config: Path | None) -> None:
    """Display the newest day in the terminal, or that of DATE or FOLDER.

    \b
    briefing show                  the headlines, and what changed
    briefing show 2                the second story, with the words of its sources
    briefing show 2026-11-20 2     the second story of another day
    briefing show --all            everything

    Output is coloured and paged on a terminal, and plain text in a pipe. NO_COLOR is respected.
    """
    from briefing.render.document import document_of
    from briefing.storage import days

    with errors():
        day, number = _day_and_story(what)
        blocks = list(_shown(document_of(days.load(find_day(day, output, config))), number, whole=whole))
        if not sys.stdout.isatty():
            from briefing.render.plain_text import text_of

            sys.stdout.buffer.write(text_of(blocks).encode())
            return
        from rich.console import Console

        from briefing.render.terminal import drawn

        console = Console(highlight=False)
        # Without a pager that knows colours they would stand there as signs; less does since version 1.
        with console.pager(styles=_pager_takes_colours()):
            console.print(drawn(blocks))


def _day_and_story(what: tuple[str, ...]) -> tuple[str | None, int | None]:
    """A day as it was named, and the number of a story; a folder called `2` is meant by `./2`."""
    from briefing.errors import InputError

    named, number = list(what), None
    if named and named[-1].isascii() and named[-1].isdigit() and len(named[-1]) <= _DIGITS:
        number = int(named.pop())
    if len(named) > 1:
        raise InputError("briefing show: expected a day and a story number, such as: briefing show 2026-11-20 2")
    return (named[0] if named else None), number


def _shown(document: Document, number: int | None, *, whole: bool) -> Iterator[Block]:
    from briefing.errors import InputError
    from briefing.render.blocks import block, run

    if whole:
        yield from document.blocks
    elif number is None:
        yield from document.head
        # A day of one story has no table of contents of its own.
        yield from document.contents or (each for story in document.stories for each in story.brief)
        yield from document.fates
        if document.stories:
            yield block(
                "legend",
                run("Read the first story with briefing show 1, everything with briefing show --all.", "quiet"),
            )
    elif not 0 < number <= len(document.stories):
        raise InputError(f"briefing show {number}: no such story; the day has stories 1 to {len(document.stories)}")
    else:
        yield from document.stories[number - 1].brief
        yield from document.stories[number - 1].evidence[1:]


def _pager_takes_colours() -> bool:
    import os
    import shutil

    os.environ.setdefault("LESS", "-R")
    pager = os.environ.get("PAGER") or "less"
    return not os.environ.get("NO_COLOR") and Path(pager.split()[0]).name == "less" and bool(shutil.which("less"))


@click.command("open", short_help="Open a day's page in the browser.")
@day_options
def open_page(day: str | None, output: Path | None, config: Path | None) -> None:
    """Open the page of the newest day, or that of DATE or FOLDER, in the browser.

    Also prints the path of the page.
    """
    import webbrowser

    from briefing.errors import InputError
    from briefing.render import to_html
    from briefing.storage import days
    from briefing.storage.files import write_whole

    with errors():
        folder = find_day(day, output, config)
        page = folder / "briefing.html"
        if not page.is_file():
            # The forms that a run writes are a setting; the page can always be made from the rest.
            try:
                write_whole(page, to_html(days.load(folder)))
            except OSError as error:
                raise InputError(f"{page}: can't be written: {error.strerror}") from None
        click.echo(str(page))
        webbrowser.open(page.resolve().as_uri())


@click.command(short_help="Convert a finished day to Word, PDF, CSV or e-mail.")
@click.argument("day", required=False, metavar="[DATE|FOLDER]")
@click.option("--form", "-f", type=EntryChoice("briefing.outputs"), required=True, help="Output format.")
@click.option(
    "--file",
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to FILE, or - for standard output. Default: in the day's folder.",
)
@click.option(
    "--appendix/--no-appendix",
    default=None,
    help="For markdown, docx, pdf and text: include the evidence, or only the stories. Default: include it. "
    "[BRIEFING_APPENDIX]",
)
@click.option("--bom", is_flag=True, help="For csv: start with a byte order mark, for Excel.")
@place_option("Folder of the briefings.", formerly="--outputs")
@config_option
def export(
    day: str | None,
    form: str,
    target: Path | None,
    appendix: bool | None,
    bom: bool,
    output: Path | None,
    config: Path | None,
) -> None:
    """Convert a finished day to another format, from its briefing.json. Uses no model and no network.

    \b
    briefing export --form docx                              the newest day, into its folder
    briefing export outputs/2026-11-21 --form pdf -o day.pdf
    briefing export --form pdf --no-appendix                 two pages for printing, without the evidence
    briefing export 2026-11-21 --form csv --bom -o claims.csv
    """
    from briefing.errors import InputError, OutputError
    from briefing.plugins import OUTPUTS
    from briefing.render.csv import to_csv
    from briefing.render.formats import WITH_APPENDIX, rendered
    from briefing.render.pdf import missing_fonts
    from briefing.storage import days
    from briefing.storage.files import write_whole

    with errors():
        if appendix is False and form not in WITH_APPENDIX:
            raise InputError(f"--no-appendix works with --form {', '.join(WITH_APPENDIX)}; {form} has no appendix")
        folder = find_day(day, output, config)
        briefing = days.load(folder)
        if appendix is None:
            appendix = settings_of(config, {"output": output}, "files").appendix
        made = to_csv(briefing, bom=bom) if form == "csv" else rendered(form, briefing, appendix=appendix)
        if form == "pdf" and (missing := missing_fonts(briefing)):
            click.echo(
                f"briefing: no font is installed for {', '.join(missing)}; the PDF shows boxes instead. On Debian or "
                "Ubuntu: apt install fonts-noto-core fonts-noto-cjk",
                err=True,
            )
        if target == Path("-"):
            sys.stdout.buffer.write(made.encode() if isinstance(made, str) else made)
            return
        path = target or folder / OUTPUTS[form].file
        try:
            write_whole(path, made)
        except OSError as error:
            raise OutputError(f"{path}: can't be written: {error.strerror}") from None
        click.echo(str(path))
