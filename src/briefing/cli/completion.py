"""briefing completion."""

from __future__ import annotations

import click

#: Where each shell finds the script.
_PLACES = {
    "bash": 'add this line to ~/.bashrc:  eval "$(briefing completion bash)"',
    "zsh": 'add this line to ~/.zshrc, after compinit:  eval "$(briefing completion zsh)"',
    "fish": "briefing completion fish > ~/.config/fish/completions/briefing.fish",
}


@click.command(short_help="Print a shell completion script.")
@click.argument("shell", type=click.Choice(list(_PLACES)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script for bash, zsh or fish. Its first line says how to install it.

    \b
    eval "$(briefing completion bash)"
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # click knows all three
    script = found(ctx.find_root().command, {}, "briefing", "_BRIEFING_COMPLETE")
    # Not `source()`: it asks for the version of a shell that may be on another machine.
    click.echo(f"# {_PLACES[shell]}")
    click.echo(script.source_template % script.source_vars())
