"""briefing schema."""

from __future__ import annotations

import click

from briefing.cli._common import as_text


@click.command(short_help="Print the JSON schema of briefing.json or briefing.toml.")
@click.option("--config", "of_config", is_flag=True, help="Print the schema of briefing.toml, for editors.")
def schema(of_config: bool) -> None:
    """Print the JSON schema of briefing.json, or of briefing.toml with --config."""
    from briefing.settings.json_schema import briefing_schema, config_schema

    click.echo(as_text(config_schema() if of_config else briefing_schema()))
