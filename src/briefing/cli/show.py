"""briefing show, open and export: a finished day, drawn from its briefing.json."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from briefing.cli._common import errors, find_day
from briefing.cli._options import EntryChoice, config_option, day_options


@click.command(short_help="Read a day in the terminal.")
@day_options
def show(day: str | None, output: Path | None, config: Path | None) -> None:
    """Read a day in the terminal: the newest, or that of DATE or FOLDER.

    On a terminal it is drawn in colour and paged; in a pipe it is plain text. NO_COLOR is honoured.
    """
    from briefing.storage import days

    with errors():
        briefing = days.load(find_day(day, output, config))
        if not sys.stdout.isatty():
            from briefing.render.plain_text import to_text

            sys.stdout.buffer.write(to_text(briefing).encode())
            return
        from rich.console import Console

        from briefing.render.terminal import to_terminal

        console = Console(highlight=False)
        # Without a pager that knows colours they would stand there as signs; less does since version 1.
        with console.pager(styles=_pager_takes_colours()):
            console.print(to_terminal(briefing))


def _pager_takes_colours() -> bool:
    import os
    import shutil

    os.environ.setdefault("LESS", "-R")
    pager = os.environ.get("PAGER") or "less"
    return not os.environ.get("NO_COLOR") and Path(pager.split()[0]).name == "less" and bool(shutil.which("less"))


@click.command("open", short_help="Open a day's page in the browser.")
@day_options
def open_page(day: str | None, output: Path | None, config: Path | None) -> None:
    """Open a day's page in the browser: the newest, or that of DATE or FOLDER.

    Where there is no browser, the page's path is printed.
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


@click.command(short_help="Write a finished day as Word, PDF, CSV or mail.")
@click.argument("day", required=False, metavar="[DATE|FOLDER]")
@click.option("--form", "-f", type=EntryChoice("briefing.outputs"), required=True, help="What to write it as.")
@click.option(
    "--file",
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to, - for standard output. Default: beside the briefing.",
)
@click.option(
    "--appendix/--no-appendix",
    default=True,
    help="With markdown, docx, pdf, text: with the evidence behind the stories, or the brief alone.",
)
@click.option("--bom", is_flag=True, help="With csv: begin with a byte order mark, as Excel wants it.")
@click.option(
    "--outputs",
    "output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the briefings. Default: outputs. [BRIEFING_OUTPUT]",
)
@config_option
def export(
    day: str | None,
    form: str,
    target: Path | None,
    appendix: bool,
    bom: bool,
    output: Path | None,
    config: Path | None,
) -> None:
    """Write a finished day in another form, from its briefing.json alone: no model, no network.

    \b
    briefing export --form docx                              the newest day, beside its page
    briefing export outputs/2026-11-21 --form pdf -o day.pdf
    briefing export --form pdf --no-appendix                 two pages to print, without the evidence
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
        if not appendix and form not in WITH_APPENDIX:
            raise InputError(f"--no-appendix goes with --form {', '.join(WITH_APPENDIX)}; {form} has no appendix")
        folder = find_day(day, output, config)
        briefing = days.load(folder)
        made = to_csv(briefing, bom=bom) if form == "csv" else rendered(form, briefing, appendix=appendix)
        if form == "pdf" and (missing := missing_fonts(briefing)):
            click.echo(
                f"briefing: no font is installed for {', '.join(missing)}: the PDF shows boxes there. On Debian or "
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
