"""briefing names."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli._common import errors, plain, settings_of
from briefing.cli._options import config_option, place_option
from briefing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.names.entries import Entry, NameDecision
    from briefing.names.store import Sighting
    from briefing.settings.settings import Settings


@click.command(short_help="List known names; merge, split or rename them.")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--merge", nargs=2, metavar="A B", help="A and B are the same; keep A's English form.")
@click.option("--split", metavar="A", help="The forms or articles given as TEXT belong to another name, given by --as.")
@click.option(
    "--as", "named", metavar="NAME", help="With --split: the other name's English form. Default: the same form as A."
)
@click.option("--rename", nargs=2, metavar="A NAME", help="Change A's English form to NAME.")
@click.option("--undo", metavar="N", type=click.IntRange(min=1), help="Undo decision N.")
@click.option("--suggest", is_flag=True, help="List names that may need merging or splitting; changes nothing.")
@click.option(
    "--export", metavar="FILE", type=click.Path(path_type=Path), help="Write the names as a glossary: .yaml or .csv."
)
@click.option("--check", is_flag=True, help="Validate the glossary, and show what it changes.")
@click.option(
    "--glossary",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The glossary file. Default: the one in briefing.toml. [BRIEFING_GLOSSARY]",
)
@place_option("Folder of the ledger.")
@config_option
def names(
    texts: tuple[str, ...], config: Path | None, glossary: Path | None, output: Path | None, **wanted: Any
) -> None:
    """List known names, and merge, split or rename them permanently.

    \b
    briefing names                      list all names, the most certain and frequent first
    briefing names كفاراتيليا            search all forms, in any script
    briefing names ID                   show one name with its evidence: article, words, role, day
    briefing names --suggest            list names that may need merging or splitting
    briefing names --merge A B          A and B are the same, written as A
    briefing names --split A FORM...    these forms (or articles) belong to another name: --as NAME
    briefing names --rename A NAME      write A as NAME
    briefing names --export FILE.csv    export all names as a glossary; .yaml works too
    briefing names --check              validate the glossary

    A and B are IDs, English forms or forms found in a source. The glossary takes precedence over decisions, and
    decisions over learned names. Changes take effect from the next run: repeat the same `briefing run`, and only
    what changes is sent to the model.
    """
    asked = [name for name in ("merge", "split", "rename", "undo", "suggest", "export", "check") if wanted[name]]
    with errors():
        if len(asked) > 1 or (wanted["named"] and asked != ["split"]):
            raise InputError(
                "briefing names: use only one of --merge, --split (with --as), --rename, --undo, --suggest, --export, --check"
            )
        settings = settings_of(config, {"output": output, "glossary": glossary}, "files")
        if not settings.ledger_path.is_file() and not (wanted["check"] or settings.glossary):
            raise InputError(
                f"ledger {settings.ledger_path}: doesn't exist yet; `briefing run` creates it and learns names"
            )
        asyncio.run(_names(settings, texts, wanted))


async def _names(settings: Settings, texts: Sequence[str], wanted: dict[str, Any]) -> None:
    from briefing.llm.ledger import Ledger
    from briefing.names import commands, store

    ledger = Ledger(settings.ledger_path if settings.ledger_path.is_file() else None)
    try:
        book = await store.open_book(ledger, settings, commands.ALWAYS)
        entries, seen = book.entries(), await store.sightings(ledger)
        decision = _decision(entries, texts, wanted)
        if decision is not None:
            await store.decide(ledger, decision)
        if wanted["undo"] is not None and not await store.forget_decision(ledger, wanted["undo"]):
            raise InputError(f"--undo {wanted['undo']}: no such decision; list them with `briefing names`")
        decisions = await store.decisions(ledger)
    finally:
        ledger.close()
    if decision is not None or wanted["undo"] is not None:
        _say(map(commands.decision_line, decisions))
        click.echo("\nSaved in the ledger; takes effect from the next run.")
    elif wanted["check"]:
        _check(settings, entries)
    elif wanted["export"]:
        _export(wanted["export"], entries, texts)
    elif wanted["suggest"]:
        _suggest(entries, seen, texts)
    else:
        _list(entries, seen, texts, decisions)


def _decision(entries: Sequence[Entry], texts: Sequence[str], wanted: dict[str, Any]) -> NameDecision | None:
    from briefing.names import commands

    if wanted["merge"]:
        return commands.merge(entries, *wanted["merge"])
    if wanted["rename"]:
        return commands.rename(entries, *wanted["rename"])
    return commands.split(entries, wanted["split"], texts, wanted["named"]) if wanted["split"] else None


def _list(
    entries: Sequence[Entry], seen: Sequence[Sighting], texts: Sequence[str], decisions: Sequence[NameDecision]
) -> None:
    from briefing.names import commands

    found = _found(entries, texts)
    if texts and len(found) == 1:
        _say(commands.detail(found[0], seen))
        return
    click.echo(f"{'id':<6}  {'kind':<12} {'sure':<8} {'seen':>4}  {'days':<24}  name = forms")
    _say(map(commands.line, found))
    if not texts:
        _say(map(commands.decision_line, decisions))
        click.echo("\nFor names that may need merging or splitting: briefing names --suggest")


def _suggest(entries: Sequence[Entry], seen: Sequence[Sighting], texts: Sequence[str]) -> None:
    from briefing.names import commands
    from briefing.names.similarity import suggestions

    found = {entry.id for entry in _found(entries, texts)}
    rows = [s for s in suggestions(entries, seen) if s.entry.id in found or (s.other and s.other.id in found)]
    _say(map(commands.suggestion_line, rows))
    if not rows:
        click.echo("No names look like they need merging or splitting.")


def _export(path: Path, entries: Sequence[Entry], texts: Sequence[str]) -> None:
    from briefing.names import commands, glossary
    from briefing.storage.files import write_whole

    writer = {".csv": glossary.to_csv, ".yaml": glossary.to_yaml, ".yml": glossary.to_yaml}.get(path.suffix.casefold())
    if writer is None:
        raise InputError(f"--export {path}: FILE must end in .yaml or .csv")
    rows = commands.as_glossary(_found(entries, texts))
    try:
        write_whole(path, writer(rows))
    except OSError as error:
        raise InputError(f"--export {path}: can't be written: {error.strerror}") from None
    click.echo(f"Wrote {len(rows)} names to {path}")


def _check(settings: Settings, entries: Sequence[Entry]) -> None:
    if settings.glossary is None:
        raise InputError(
            '--check: no glossary configured; set glossary = "names.yaml" in briefing.toml, or --glossary FILE'
        )
    given = [entry for entry in entries if entry.sure == "glossary"]
    click.echo(f"{settings.glossary}: {len(given)} names, valid")
    _say(
        f"  {e.english} in place of {'; '.join(e.spellings)}, in {e.seen} articles so far"
        for e in given
        if e.seen and e.spellings
    )


def _found(entries: Sequence[Entry], texts: Sequence[str]) -> list[Entry]:
    from briefing.names import commands

    if not texts:
        return list(entries)
    text = " ".join(texts)
    by_id = [entry for entry in entries if entry.id == text]
    found = by_id or commands.matching(entries, text)
    if not found:
        raise InputError(f"{text}: no name matches, in any form")
    return found


def _say(lines: Any) -> None:
    for line in lines:
        click.echo(plain(line))
