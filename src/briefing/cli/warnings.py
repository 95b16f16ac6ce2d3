"""briefing warnings."""

from __future__ import annotations

import click

from briefing.cli._common import errors


@click.command(short_help="Explain warning codes and what to do about them.")
@click.argument("code", required=False)
@click.option("--markdown", is_flag=True, hidden=True, help="The tables of docs/warnings.md.")
def warnings(code: str | None, markdown: bool) -> None:
    """Explain a warning code, or list all codes, including those of installed checks.

    \b
    briefing warnings number-unsupported
    """
    from briefing.checks.code_table import TABLE, as_markdown
    from briefing.checks.codes import known_codes
    from briefing.errors import InputError

    if markdown:
        click.echo(as_markdown(TABLE))
        return
    with errors():
        known = known_codes()
        if code is None:
            for each in known.values():
                click.echo(f"{each.code:<26} {each.means}")
            return
        if code not in known:
            raise InputError(f"unknown code {code!r}; list all with `briefing warnings`")
        found = known[code]
    click.echo(f"{found.code} ({found.kind})\n{found.means}.\nWhat to do: {found.action}.")
