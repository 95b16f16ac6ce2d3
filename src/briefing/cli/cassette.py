"""briefing cassette."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option

if TYPE_CHECKING:
    from collections.abc import Sequence

_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")


@click.group(short_help="Look at recorded replies, check them, clean them, join them.")
def cassette() -> None:
    """Look at recorded replies, check them, clean them, join them.

    A cassette is a file of recorded calls to a model (--cassette FILE --record new). PATH is a cassette or a folder of them;
    without one it is cassettes/.
    """


@cassette.command()
@_paths
def stats(paths: tuple[Path, ...]) -> None:
    """Show what each cassette holds: calls, repairs, failures and tokens by stage."""
    from briefing.llm.cassette_audit import figures, load

    with errors():
        for path in _files(paths):
            exchanges = load(path)
            click.echo(plain(f"{path}: {len(exchanges)} calls, {path.stat().st_size / 1024:.0f} KB"))
            click.echo(
                f"  {'stage':<10} {'calls':>6} {'repairs':>8} {'failures':>9} {'prompt':>9} {'reply':>9}  tokens"
            )
            for row in figures(exchanges):
                click.echo(
                    f"  {row.stage:<10} {row.exchanges:>6} {row.repairs:>8} {row.failures:>9} "
                    f"{row.prompt_tokens:>9} {row.completion_tokens:>9}"
                )


@cassette.command()
@_paths
@click.option("--model", "-m", metavar="NAME", help="Fail where a recording asked another model.")
@click.option(
    "--prompts",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Templates of your own; each file replaces the one of the same name. [BRIEFING_PROMPTS]",
)
@config_option
def check(paths: tuple[Path, ...], model: str | None, prompts: Path | None, config: Path | None) -> None:
    """Check that recordings still fit the prompts and schemas, and hold no secret. Exit code 1 if one doesn't.

    Names the template, its block and the first words that differ. Calls nothing and replays nothing.
    """
    from briefing.llm.cassette_audit import faults, kept_aside
    from briefing.prompting.templates import Prompts

    with errors():
        used = Prompts(settings_of(config, {"prompts": prompts}).prompts)
        files = _files(paths)
        found = [fault for path in files for fault in faults(path, used, model)]
        for fault in found:
            where = f"{fault.file} {fault.exchange}" if fault.exchange else f"{fault.file}"
            click.echo(plain(f"{where}: {fault.message}"))
        for path in files:
            if reason := kept_aside(path):
                click.echo(plain(f"{path}: not held to the prompts: {reason}"), err=True)
        click.echo(f"{len(files)} cassettes, {len(found)} faults", err=True)
    sys.exit(1 if found else 0)


@cassette.command()
@_paths
def scrub(paths: tuple[Path, ...]) -> None:
    """Remove every header and field that a replay doesn't need, and the keys of the environment."""
    from briefing.llm.cassette_edit import scrub as scrubbed

    with errors():
        for path in _files(paths):
            click.echo(plain(f"{path}: {scrubbed(path)} calls changed"))


@cassette.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The cassette to write."
)
def merge(sources: tuple[Path, ...], output: Path) -> None:
    """Join cassettes into one. Refuses where two of them answer the same request differently."""
    from briefing.llm.cassette_edit import merge as merged

    with errors():
        written, left = merged(_files(sources), output)
        click.echo(plain(f"{output}: {written} calls, {left} duplicates left out"))


@cassette.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="PATH")
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The cassette to write."
)
def migrate(source: Path, output: Path) -> None:
    """Convert a cassette that vcrpy wrote (YAML or JSON) into one of ours, cleaned."""
    from briefing.llm.cassette_edit import migrate as migrated

    with errors():
        click.echo(plain(f"{output}: {migrated(source, output)} calls"))


def _files(paths: Sequence[Path]) -> list[Path]:
    from briefing.errors import InputError

    files: list[Path] = []
    for path in paths or (Path("cassettes"),):
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder")
        files += sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{', '.join(map(str, paths or ('cassettes',)))}: holds no cassette (*.json)")
    return files
