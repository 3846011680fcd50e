"""`evenhand sample`."""

from typing import Annotated

import typer

from evenhand.city.city import build_city
from evenhand.cli.options import Json, Out
from evenhand.cli.talk import print_json, say, showing


def sample(
    out: Out,
    contacts: Annotated[int, typer.Option("--contacts", min=0, help="How many contacts.")] = 100_000,
    complaints: Annotated[int, typer.Option("--complaints", min=0, help="How many complaints.")] = 5_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same city everywhere.")] = 1,
    as_json: Json = False,
) -> None:
    """Make a made-up city with its truth: contacts, complaints, mandates."""
    with showing("sample") as progress:
        made = build_city(out, contacts=contacts, complaints=complaints, seed=seed, progress=progress)
    if as_json:
        print_json(made)
    else:
        for path in sorted(out.iterdir()):
            typer.echo(path)
        say(f"seed {seed}")
