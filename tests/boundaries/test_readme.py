"""Every command and every line of Python that the documents show is run as it stands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from blocks import blocks

PAGES = ["README.md", "docs/start/first-file.md"]
HOWTOS = [
    "docs/howto/dossier.md",
    "docs/howto/evidence.md",
    "docs/howto/new-complaints.md",
    "docs/howto/private-linking.md",
    "docs/howto/sample.md",
]


def run(page: str, root: Path, tmp_path: Path) -> list[subprocess.CompletedProcess[str]]:
    """Run a page's blocks one after the other, in a folder with the examples and the environment of the tests."""
    shutil.copytree(root / "examples", tmp_path / "examples")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = []
    for block in blocks(root / page):
        if block.why_not_run is None:
            program = [sys.executable, "-c"] if block.language == "python" else ["bash", "-euc"]
            done.append(
                subprocess.run(
                    [*program, block.code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
                )
            )
    return done


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_the_page_runs(page: str, root: Path, tmp_path: Path) -> None:
    done = run(page, root, tmp_path)
    assert done
    assert [(one.args[-1], one.stderr) for one in done if one.returncode] == []
    assert {path.parent.name for path in tmp_path.rglob("report.html")} >= {"audit", "rings"}


@pytest.mark.slow
@pytest.mark.parametrize("page", HOWTOS)
def test_every_block_of_the_guide_runs(page: str, root: Path, tmp_path: Path) -> None:
    done = run(page, root, tmp_path)
    assert done
    assert [(one.args[-1], one.stderr) for one in done if one.returncode] == []


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_run_is_a_target_of_make(page: str, root: Path) -> None:
    for block in blocks(root / page):
        if block.why_not_run is not None:
            for line in block.code.splitlines():
                assert line.startswith("make ")
                subprocess.run([*line.split(), "--dry-run"], cwd=root, check=True, capture_output=True)
