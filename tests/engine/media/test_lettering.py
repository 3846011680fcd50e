"""What can be read in images of visits: kinds of personal data are told, values never."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from made_images import house, save
from media_checks import VISIT, Checked
from PIL import Image, ImageDraw, ImageFont

from evenhand.conduct.media.lettering import LONGEST_SIDE
from evenhand.files.words import Picture, reader

NUMBER = "13800001234"
PLACED = {"at": "2025-03-01 10:05:00", "place": (29.87, 121.54)}


def lines(picture: Picture) -> Sequence[str]:
    """Someone who reads the same two lines in every image that is not dark."""
    assert picture.dtype == np.uint8
    assert max(picture.shape[:2]) <= LONGEST_SIDE
    return ["催收函", f"电话：{NUMBER}"] if picture.mean() > 30 else []


def test_personal_data_in_images_is_for_review_by_kind_alone(checked: Checked, media: Path) -> None:
    save(media / "a.jpg", house(1), **PLACED)
    save(media / "b.jpg", house(2), **PLACED)
    save(media / "dark.jpg", Image.new("RGB", (4_000, 3_000), (2, 2, 2)), **PLACED)
    check = checked({**VISIT, "media": "a.jpg;b.jpg"}, {**VISIT, "media": "dark.jpg"}, reader=lines)
    found = check.one("c1", "image-personal-data")
    assert (found["outcome"], found["severity"], found["pack"]) == ("review", "low", "recordings")
    assert json.loads(found["facts"]) == {"file": ["a.jpg", "b.jpg"], "kinds": ["mobile"], "number": 2}
    assert found["sentence_zh"] == (
        "待核：上门影像里疑似看得到个人信息（手机号，共 2 处），转交或公开前请遮盖：a.jpg、b.jpg。"
    )
    assert NUMBER not in str(found)
    assert "mobile number; 2 in all" in found["sentence_en"]
    assert check.rules("c2") == []
    assert check.summary["images"]["read"] == 3
    assert "recordings/image-personal-data" not in check.summary["not_evaluated"]


def test_without_a_reader_that_is_said(checked: Checked, media: Path) -> None:
    save(media / "a.jpg", house(1), **PLACED)
    check = checked({**VISIT, "media": "a.jpg"})
    assert check.summary["not_evaluated"]["recordings/image-personal-data"] == ["ocr"]


@pytest.mark.parametrize("name", ["turned.jpg", "grey.png", "clear.webp"])
def test_images_come_upright_and_in_colour(checked: Checked, media: Path, name: str) -> None:
    seen: list[tuple[int, ...]] = []

    def looks(picture: Picture) -> Sequence[str]:
        seen.append(picture.shape)
        return []

    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    made = {
        "turned.jpg": lambda: house(1).resize((400, 300)).save(media / name, exif=exif.tobytes()),
        "grey.png": lambda: house(1).convert("L").resize((300, 400)).save(media / name),
        "clear.webp": lambda: house(1).convert("RGBA").resize((300, 400)).save(media / name),
    }
    made[name]()
    checked({**VISIT, "media": name}, reader=looks)
    assert seen == [(400, 300, 3)]


@pytest.mark.slow
def test_the_reader_of_the_extra_reads_a_letter(checked: Checked, media: Path) -> None:
    pytest.importorskip("rapidocr", reason="needs the extra ocr")
    page = Image.new("RGB", (1_200, 900), (205, 200, 190))
    ImageDraw.Draw(page).text((200, 300), f"TEL {NUMBER}", font=ImageFont.load_default(60), fill=(20, 20, 20))
    save(media / "a.jpg", page, **PLACED)
    check = checked({**VISIT, "media": "a.jpg"}, reader=reader())
    assert json.loads(check.one("c1", "image-personal-data")["facts"])["kinds"] == ["mobile"]
