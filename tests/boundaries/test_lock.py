"""The locks hold everything that pyproject.toml asks for, each file by its digest."""

import re
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PIN = re.compile(r"^([\w.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)

LOCKED = ("oidc", "s3", "spark", "media", "speech", "ocr", "stamps", "docx", "attachments", "private")


def pins(root: Path, lock: str) -> dict[str, Version]:
    """The pinned versions of a lock; every line of it must belong to a pin with at least one digest."""
    text = (root / "requirements" / lock).read_text(encoding="utf-8")
    assert PIN.sub("", text) == text.splitlines(keepends=True)[0], "a line that is no pin with digests"
    return {canonicalize_name(name): Version(version) for name, version, _ in PIN.findall(text)}


def asked(project: dict[str, Any], lock: str) -> list[Requirement]:
    """What pyproject.toml asks of a lock."""
    extras = project["project"]["optional-dependencies"]
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"], *extras["web"]]
    if lock == "dev.txt":
        lines += [line for name in LOCKED for line in extras[name]]
        lines += project["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_lock_meets_every_requirement(lock: str, root: Path, project: dict[str, Any]) -> None:
    held = pins(root, lock)
    unmet = [str(want) for want in asked(project, lock) if not met(want, held)]
    assert unmet == [], "run `make lock`"


def met(want: Requirement, held: dict[str, Version]) -> bool:
    """Is `want` pinned, at a version that it allows?"""
    version = held.get(canonicalize_name(want.name))
    return version is not None and want.specifier.contains(version, prereleases=True)


def test_tests_run_on_what_is_delivered(root: Path) -> None:
    run, dev = pins(root, "run.txt"), pins(root, "dev.txt")
    assert {name: dev.get(name) for name in run} == run
