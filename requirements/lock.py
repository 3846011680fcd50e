"""Write run.txt (engine and platform) and dev.txt (run.txt and all that tests and checks need) from pyproject.toml.

Every file of each pinned version is listed by its digest, so one lock serves Python 3.11 to 3.13 and every platform
that a project publishes for. No address, host or path of the machine that wrote the lock is kept.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PYPROJECT = HERE.parent / "pyproject.toml"
HEADER = "# Written by `make lock` from pyproject.toml; not by hand.\n"
# The digests must be of the public files, not of some that this machine happens to hold.
LOCAL_SOURCES = ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_CONSTRAINT")
OPTIONS = (
    *("--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-config"),
)


def lock(to: Path, extras: list[str], more: list[str], held_by: Path | None = None) -> None:
    """Pin the project with `extras`, and `more`, into `to`; versions in `held_by` stand."""
    environment = {name: value for name, value in os.environ.items() if name not in LOCAL_SOURCES}
    environment["PIP_CONFIG_FILE"] = os.devnull
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text("\n".join(more) + "\n", encoding="utf-8")
        pins = Path(folder) / "pins.txt"
        if to.exists() and "--upgrade" not in sys.argv:
            pins.write_text(to.read_text(encoding="utf-8"), encoding="utf-8")
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, f"--output-file={pins}"]
        command += [f"--extra={extra}" for extra in extras]
        command += [f"--constraint={held_by}"] if held_by else []
        subprocess.run([*command, str(PYPROJECT), str(wanted)], check=True, env=environment)  # noqa: S603
        lines = pins.read_text(encoding="utf-8").splitlines(keepends=True)
    to.write_text(HEADER + "".join(line for line in lines if line.strip() and line[0] != "#"), encoding="utf-8")


def main() -> None:
    """Write both locks; with `--upgrade`, at the newest versions allowed instead of those already pinned."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    build = project["build-system"]["requires"]
    run = HERE / "run.txt"
    lock(run, ["web"], build)
    lock(
        HERE / "dev.txt",
        ["web", "oidc", "s3", "spark", "media", "speech", "ocr", "stamps", "docx", "attachments", "private"],
        build + project["dependency-groups"]["dev"],
        held_by=run,
    )


if __name__ == "__main__":
    main()
