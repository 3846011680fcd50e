"""Nothing under GPL, AGPL or an unknown licence stands at run time: engine, platform, extras, with all they need."""

from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest
from closure import closure
from licences import REVIEWED, allowed, refused, stated

EXTRAS = ("web", "s3", "spark", "media", "speech", "stamps", "docx", "attachments", "private")


def test_every_licence_at_run_time_is_allowed(project: dict[str, Any]) -> None:
    extras = project["project"]["optional-dependencies"]
    needed = closure([*project["project"]["dependencies"], *(line for name in EXTRAS for line in extras[name])])
    assert {*EXTRAS, "ocr", "oidc"} == set(extras)
    assert {"duckdb", "django", "pyspark", "python-stdnum", "llvmlite"} <= set(needed)
    assert refused(needed.values(), REVIEWED) == []


def test_the_extra_for_words_in_images_brings_two_parts_under_mpl_and_nothing_else(project: dict[str, Any]) -> None:
    """MPL binds its own files only, but it is not on the list: whoever must avoid it leaves this extra out."""
    needed = closure(project["project"]["optional-dependencies"]["ocr"])
    reviewed = {"protobuf": "BSD-3-Clause, which it writes as 3-Clause BSD License"}
    told = [line for line in refused(needed.values(), reviewed) if not line.startswith(("certifi ", "tqdm "))]
    assert told == []
    assert {name for name in ("certifi", "tqdm") if "MPL" in stated(needed[name])} == {"certifi", "tqdm"}


def test_the_extra_for_single_sign_on_brings_one_part_under_mpl_and_nothing_else(project: dict[str, Any]) -> None:
    needed = closure(project["project"]["optional-dependencies"]["oidc"])
    assert [line.split()[0] for line in refused(needed.values(), {})] == ["certifi"]
    assert "MPL" in stated(needed["certifi"])


@pytest.mark.parametrize(
    ("statement", "may"),
    [
        ("MIT", True),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", True),
        ("GPL-2.0-only OR MIT", True),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", True),
        ("MIT AND GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("GNU General Public License v2 or later (GPLv2+)", False),
        ("Elastic-2.0", False),
        ("", False),
    ],
)
def test_licences_are_told_apart(statement: str, may: bool) -> None:
    assert allowed(statement) == may


def installed(folder: Path, name: str, *lines: str) -> Distribution:
    """A distribution as an installer would have left it in `folder`."""
    place = folder / f"{name}-1.0.dist-info"
    place.mkdir()
    head = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0"]
    (place / "METADATA").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return Distribution.at(place)


def test_a_forbidden_or_silent_part_is_refused_wherever_it_hides(tmp_path: Path) -> None:
    parts = {
        "front": installed(tmp_path, "front", "License-Expression: MIT", "Requires-Dist: middle; extra == 'all'"),
        "middle": installed(tmp_path, "middle", "License: BSD", "Requires-Dist: back", "Requires-Dist: silent"),
        "back": installed(
            tmp_path, "back", "Classifier: License :: OSI Approved :: GNU Affero General Public License v3"
        ),
        "silent": installed(tmp_path, "silent"),
    }
    assert refused(closure(["front"], parts.__getitem__).values(), {}) == []
    assert refused(closure(["front[all]"], parts.__getitem__).values(), {}) == [
        "back 1.0: GNU Affero General Public License v3 is not allowed at run time",
        "silent 1.0: no licence stated is not allowed at run time",
    ]


def test_a_review_lasts_only_as_long_as_it_is_needed(tmp_path: Path) -> None:
    silent = installed(tmp_path, "silent")
    assert refused([silent], {"silent": "MIT in its repository, read on 2026-11-23"}) == []
    assert refused([], {"silent": "MIT"}) == ["silent: reviewed, but nothing needs the review"]
    assert stated(silent) == ""
