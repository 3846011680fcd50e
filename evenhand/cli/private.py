"""`evenhand private`: link without handing in a number."""

import os
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Lang, Map, Tz
from evenhand.cli.talk import say, showing
from evenhand.rings.private.exchange import (
    REQUEST_FILE,
    SECRET_FILE,
    blind_file,
    evaluate_file,
    finalise_file,
)
from evenhand.rings.private.keys import make_key, read_key, read_public

private = typer.Typer(no_args_is_help=True, help="Link complaints by tokens instead of numbers (RFC 9497).")
Complaints = Annotated[Path, typer.Argument(help="Complaints: CSV, XLSX, XLS, Parquet or JSON Lines.")]


@private.command("key")
def key(out: Annotated[Path, typer.Option("--out", help="File for the secret key; never overwritten.")]) -> None:
    """The operator makes a key: the secret half goes to a file, the public half is printed."""
    typer.echo(make_key(out))


@private.command("blind")
def blind(
    complaints: Complaints,
    out: Annotated[Path, typer.Option("--out", help="Folder for request and secrets; made where it is missing.")],
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    lang: Lang = "zh",
) -> None:
    """A member blinds its numbers: request.parquet goes to the operator, keep-secret.parquet to nobody."""
    with showing("private") as progress:
        asked = blind_file(complaints, out, mapping=mapping, tz=tz, progress=progress)
    typer.echo(out / REQUEST_FILE)
    if lang == "zh":
        say(f"{asked} 个不同的值已盲化。把 {REQUEST_FILE} 交给运营方；{SECRET_FILE} 不外传，用完删除。")
    else:
        say(f"{asked} different values blinded. {REQUEST_FILE} goes to the operator, {SECRET_FILE} to nobody.")


@private.command("evaluate")
def evaluate(
    request: Annotated[Path, typer.Argument(help="request.parquet of a member.")],
    out: Annotated[Path, typer.Option("--out", help="File for the reply.")],
    secret: Annotated[Path | None, typer.Option("--key", help="Key file; else EVENHAND_LINKING_KEY.")] = None,
    lang: Lang = "zh",
) -> None:
    """The operator answers a request without seeing what it is about, and proves which key was used."""
    with showing("private") as progress:
        answered = evaluate_file(request, out, key=read_key(secret, os.environ), progress=progress)
    typer.echo(out)
    say(
        f"已回复 {answered} 项。请按成员记下次数与数量。" if lang == "zh" else f"{answered} answered. Log it by member."
    )


@private.command("finalize")
def finalize(
    complaints: Complaints,
    folder: Annotated[Path, typer.Option("--folder", help="Folder that blind wrote.")],
    reply: Annotated[Path, typer.Option("--reply", help="The operator's reply.")],
    public: Annotated[str, typer.Option("--public-key", help="The operator's public key, 64 hexadecimal digits.")],
    mapping: Map = None,
    tz: Tz = "Asia/Shanghai",
    lang: Lang = "zh",
) -> None:
    """A member checks the reply and writes complaints.parquet with tokens in place of numbers."""
    with showing("private") as progress:
        written = finalise_file(
            complaints, folder, reply, public=read_public(public), mapping=mapping, tz=tz, progress=progress
        )
    typer.echo(written)
    say(f"现在可以删除 {SECRET_FILE}。" if lang == "zh" else f"{SECRET_FILE} can be deleted now.")
