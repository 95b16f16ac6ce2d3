"""briefing warnings."""

from __future__ import annotations

import click

from briefing.cli._common import errors


@click.command(short_help="Explain the codes of warnings: what each means, and what to do.")
@click.argument("code", required=False)
@click.option("--markdown", is_flag=True, hidden=True, help="The tables of docs/warnings.md.")
def warnings(code: str | None, markdown: bool) -> None:
    """Explain the code of a warning, or list all codes, those of installed checks included.

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
            raise InputError(f"there is no code {code!r}; `briefing warnings` lists all")
        found = known[code]
    click.echo(f"{found.code} ({found.kind})\n{found.means}.\nWhat to do: {found.action}.")
