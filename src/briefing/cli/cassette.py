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


@click.group(short_help="Inspect, check, clean and merge recorded replies.")
def cassette() -> None:
    """Inspect, check, clean and merge recorded replies.

    A cassette is a file of recorded model calls (--cassette FILE --record new). PATH is a cassette or a folder of
    cassettes. Default: cassettes/.
    """


@cassette.command()
@_paths
def stats(paths: tuple[Path, ...]) -> None:
    """Show calls, repairs, failures and tokens by stage."""
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
@click.option("--model", "-m", metavar="NAME", help="Fail if a recorded call used another model.")
@click.option(
    "--prompts",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Custom prompt templates; each file replaces the default of the same name. [BRIEFING_PROMPTS]",
)
@config_option
def check(paths: tuple[Path, ...], model: str | None, prompts: Path | None, config: Path | None) -> None:
    """Check that recordings match the current prompts and schemas and contain no secrets.

    Reports the template, its block and the first words that differ. Makes no calls. Exits with code 1 on any
    mismatch.
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
                click.echo(plain(f"{path}: not compared with the prompts: {reason}"), err=True)
        click.echo(f"{len(files)} cassettes, {len(found)} faults", err=True)
    sys.exit(1 if found else 0)


@cassette.command()
@_paths
def scrub(paths: tuple[Path, ...]) -> None:
    """Remove headers and fields that replaying doesn't need, and any keys set in the environment."""
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
    """Merge cassettes into one. Fails if two of them have different replies to the same request."""
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
    """Convert a vcrpy cassette (YAML or JSON), and remove its secrets."""
    from briefing.llm.cassette_edit import migrate as migrated

    with errors():
        click.echo(plain(f"{output}: {migrated(source, output)} calls"))


def _files(paths: Sequence[Path]) -> list[Path]:
    from briefing.errors import InputError

    files: list[Path] = []
    for path in paths or (Path("cassettes"),):
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        files += sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{', '.join(map(str, paths or ('cassettes',)))}: contains no cassettes (*.json)")
    return files
