"""`evenhand serve`: the platform, where it is installed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from evenhand.errors import Misuse


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8000,
    var: Annotated[
        Path, typer.Option("--var", envvar="EVENHAND_VAR", help="Folder for the database and the files.")
    ] = Path("var"),
    open_to_network: Annotated[
        bool,
        typer.Option("--open-to-network", help="Allow a --host that other machines can reach: see howto/serve.md."),
    ] = False,
) -> None:
    """Serve the platform on this machine, to this machine alone unless asked otherwise."""
    raise typer.Exit(serve_platform(host=host, port=port, var=var, open_to_network=open_to_network))


def serve_platform(
    *,
    host: str,
    port: int,
    var: Path,
    finished: Sequence[Path] = (),
    open_to_network: bool = False,
    sample: bool = False,
) -> int:
    """Run the platform until it is stopped; `finished` are result folders it lists from the start.

    `sample` fills an empty platform with the people and complaints of the sample city.

    The engine does not import the platform, so it is started as a program of its own.
    """
    if find_spec("django") is None or find_spec("evenhand_web") is None:
        raise Misuse(
            zh='没有安装平台部分，请先在源码目录里运行 pip install ".[web]"',
            en='the platform is not installed; run pip install ".[web]" in the folder of the source first',
        )
    command = [sys.executable, "-m", "evenhand_web", "serve", "--host", host, "--port", str(port), "--var", str(var)]
    command += ["--open-to-network"] if open_to_network else []
    command += ["--sample-city"] if sample else []
    for folder in finished:
        command += ["--import-run", str(folder)]
    if os.name == "posix":
        # In our place, so that whoever stops us stops the platform, by whatever signal.
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, command)  # noqa: S606 - our own interpreter and module
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - our own interpreter and module
    except KeyboardInterrupt:
        return 0
