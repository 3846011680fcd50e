"""Every room is on the map and behind its door: declared in the import contracts and in ARCHITECTURE.md."""

import re
from pathlib import Path
from typing import Any

import pytest

PACKAGES = ("evenhand", "evenhand_web")
# Packs are data: YAML that the room `rules` reads.
WITHOUT_CODE = {"evenhand/packs"}


def rooms(root: Path, package: str) -> set[str]:
    """The folders and modules that stand in a package."""
    entries = [entry for entry in (root / package).iterdir() if not entry.name.startswith("__")]
    folders = {entry.name for entry in entries if entry.is_dir() and any(entry.rglob("*.*"))}
    return folders | {entry.stem for entry in entries if entry.suffix == ".py"}


def declared(project: dict[str, Any], package: str) -> set[str]:
    """The rooms that the layers of the import contracts name."""
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [contract for contract in contracts if contract.get("containers") == [package]]
    assert layers["exhaustive"]
    return {room.strip() for line in layers["layers"] for room in line.split("|")} - {"__main__"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_has_its_place_in_the_contracts(package: str, root: Path, project: dict[str, Any]) -> None:
    coded = {room for room in rooms(root, package) if f"{package}/{room}" not in WITHOUT_CODE}
    assert coded == declared(project, package)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_is_on_the_map(package: str, root: Path) -> None:
    page = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = page.split(f": `{package}`\n", 1)[1].split("\n## ", 1)[0]
    mapped = set(re.findall(r"^\| `(\w+)[/.]", table, re.MULTILINE))
    assert mapped == rooms(root, package)


@pytest.mark.parametrize("room", sorted(WITHOUT_CODE))
def test_rooms_of_data_hold_no_code(room: str, root: Path) -> None:
    assert [path.name for path in (root / room).rglob("*.py")] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_is_a_lumber_room(package: str, tracked: list[Path], root: Path) -> None:
    modules = [file.relative_to(root) for file in tracked if file.suffix == ".py"]
    files = [file for file in modules if file.parts[0] == package]
    lumber = {"utils", "util", "common", "core", "helpers", "services", "misc", "lib", "shared"}
    assert [str(file) for file in files if lumber & {*file.parts[:-1], file.stem}] == []
