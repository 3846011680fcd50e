"""What is installed is what is tracked: a wheel holds every file of both packages, data and pages included."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_wheel_holds_every_file_of_both_packages(tracked: list[Path], root: Path, tmp_path: Path) -> None:
    packages = {
        str(file.relative_to(root)) for file in tracked if file.relative_to(root).parts[0].startswith("evenhand")
    }
    for name in [*packages, "pyproject.toml", "README.md", "LICENSE"]:
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / "source" / name)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "source")], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == packages
