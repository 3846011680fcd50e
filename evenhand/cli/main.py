"""The command line: one command a room, data on standard output, talk on standard error."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from evenhand import __version__
from evenhand.errors import EvenhandError

COMMANDS = (
    "demo", "attachments", "audit", "dossier", "gate", "recordings", "rings", "sample", "serve",
    "packs", "evidence", "private", "index",
)  # fmt: skip


class Rooms(typer.core.TyperGroup):
    """Commands that are loaded when they are asked for: none waits for what the others need."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name out of the file of that name; none where there is none."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"evenhand.cli.{cmd_name}"), cmd_name)
        if isinstance(found, typer.Typer):
            group = typer.main.get_group(found)
            group.name = cmd_name
            return group
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)


app = typer.Typer(
    name="evenhand",
    cls=Rooms,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="秉衡 Evenhand: collection conduct and complaint rings, held to one measure.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """秉衡 Evenhand: collection conduct and complaint rings, held to one measure."""


def run() -> None:
    """Run the command line; an anticipated fault becomes its sentence and its exit code, never a trace."""
    try:
        app()
    except EvenhandError as fault:
        for sentence in (fault.zh, fault.en):
            typer.echo(sentence, err=True)
        sys.exit(fault.exit_code)
    except BrokenPipeError:  # the reader of our output has gone; so do we, quietly
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    run()
