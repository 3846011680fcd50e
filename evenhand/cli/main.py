"""The command line: one command a room, data on standard output, talk on standard error."""

import os
import sys
from typing import Annotated

import typer

from evenhand import __version__
from evenhand.cli.attachments import attachments
from evenhand.cli.audit import audit
from evenhand.cli.demo import demo
from evenhand.cli.dossier import dossier
from evenhand.cli.evidence import evidence
from evenhand.cli.gate import gate
from evenhand.cli.index import index
from evenhand.cli.packs import packs
from evenhand.cli.private import private
from evenhand.cli.recordings import recordings
from evenhand.cli.rings import rings
from evenhand.cli.sample import sample
from evenhand.cli.serve import serve
from evenhand.errors import EvenhandError

app = typer.Typer(
    name="evenhand",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="秉衡 Evenhand: collection conduct and complaint rings, held to one measure.",
)
for command in (demo, attachments, audit, dossier, gate, recordings, rings, sample, serve):
    app.command()(command)
app.add_typer(packs, name="packs")
app.add_typer(evidence, name="evidence")
app.add_typer(private, name="private")
app.add_typer(index, name="index")


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
