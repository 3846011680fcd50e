"""What is seen: when and where an image was taken, one image for two debtors, and files that mean harm."""

import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from made_images import HEIC, house, save
from media_checks import VISIT, Checked
from PIL import Image

from evenhand.conduct.media import likeness
from evenhand.conduct.media.images import Seen, look

CHINA = timezone(timedelta(hours=8))
HERE = (29.87, 121.54)
AT = "2025-03-01 10:05:00"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_time_and_place_are_read_in_every_format(tmp_path: Path, name: str) -> None:
    seen = look(save(tmp_path / name, house(1), at=AT, place=(-29.87, 121.54)), zone=CHINA)
    assert isinstance(seen, Seen)
    assert seen.taken_at == datetime(2025, 3, 1, 2, 5, tzinfo=UTC)
    assert (seen.latitude, seen.longitude) == (pytest.approx(-29.87), pytest.approx(121.54))


def test_a_heic_is_opened_and_a_broken_one_refused(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(HEIC)
    seen = look(tmp_path / "a.heic", zone=CHINA)
    assert isinstance(seen, Seen)
    assert seen.taken_at == datetime(2025, 3, 1, 2, 5, tzinfo=UTC)
    assert (seen.latitude, seen.longitude) == (pytest.approx(29.87), pytest.approx(121.54))
    assert seen.likeness.std() > 20
    (tmp_path / "a.heic").write_bytes(HEIC[: len(HEIC) // 2])
    assert look(tmp_path / "a.heic", zone=CHINA) == "damaged"


@pytest.mark.parametrize(
    ("at", "offset", "rules"),
    [
        ("2025-03-01 10:05:00", None, []),
        ("2025-03-01 08:00:00", None, []),
        ("2025-03-01 07:59:00", None, ["image-time"]),
        ("2025-03-01 12:10:00", None, []),
        ("2025-03-01 12:11:00", None, ["image-time"]),
        ("2025-03-01 02:05:00", "+00:00", []),
        ("2025-03-01 10:05:00", "+00:00", ["image-time"]),
        (None, None, ["image-time"]),
    ],
)
def test_the_time_of_an_image_agrees_with_the_visit(
    checked: Checked, media: Path, at: str | None, offset: str | None, rules: list[str]
) -> None:
    save(media / "a.jpg", house(1), at=at, offset=offset, place=HERE)
    check = checked({**VISIT, "media": "a.jpg", "duration_s": 600})
    assert check.rules("c1") == rules
    if rules:
        assert check.one("c1", "image-time")["severity"] == ("medium" if at else "low")


def test_a_file_that_cannot_be_opened_is_told_and_not_raised(tmp_path: Path) -> None:
    assert look(tmp_path / "gone.jpg", zone=CHINA) == "locked"


def test_a_clock_that_was_never_set_says_nothing(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = "0000:00:00 00:00:00"
    house(1).save(tmp_path / "a.jpg", exif=exif.tobytes())
    seen = look(tmp_path / "a.jpg", zone=CHINA)
    assert isinstance(seen, Seen)
    assert seen.taken_at is None


def test_a_visit_with_a_day_and_no_hour_is_held_to_the_day(checked: Checked, media: Path) -> None:
    save(media / "a.jpg", house(1), at="2025-03-01 17:00:00", place=HERE)
    save(media / "b.jpg", house(2), at="2025-03-03 17:00:00", place=HERE)
    check = checked(*({**VISIT, "media": name, "at": "2025-03-01"} for name in ("a.jpg", "b.jpg")))
    assert [check.rules("c1"), check.rules("c2")] == [[], ["image-time"]]


def test_the_place_agrees_with_the_visit_where_the_file_has_it_and_else_among_the_images(
    checked: Checked, media: Path
) -> None:
    save(media / "here.jpg", house(1), at=AT, place=HERE)
    save(media / "near.jpg", house(2), at=AT, place=(29.875, 121.54))
    save(media / "far.jpg", house(3), at=AT, place=(29.97, 121.54))
    save(media / "nowhere.jpg", house(4), at=AT)
    unplaced = {**VISIT, "latitude": "", "longitude": ""}
    check = checked(
        {**unplaced, "media": "here.jpg;near.jpg"},
        {**unplaced, "media": "here.jpg;far.jpg", "debtor_id": "d1"},
        {**VISIT, "media": "far.jpg", "latitude": "29.87", "longitude": "121.54", "debtor_id": "d1"},
        {**unplaced, "media": "nowhere.jpg"},
    )
    places = {row["contact_id"]: row for row in check.findings if row["rule"] == "image-place"}
    assert {contact: row["severity"] for contact, row in places.items()} == {
        "c2": "medium",
        "c3": "medium",
        "c4": "low",
    }
    assert "11.1 km from another image of the visit" in places["c2"]["sentence_en"]
    assert "与登记的上门地点相距 11.1 公里" in places["c3"]["sentence_zh"]
    assert "29." not in places["c2"]["facts"]


def versions(image: Image.Image) -> dict[str, Image.Image]:
    """What people do to a picture before they use it again."""
    wide, high = image.size

    def crop(left: float, top: float, right: float, bottom: float) -> Image.Image:
        return image.crop((int(left * wide), int(top * high), int(right * wide), int(bottom * high)))

    return {
        "compressed": image,
        "small": image.resize((200, 150)),
        "margins off": crop(0.05, 0.05, 0.95, 0.95),
        "corner": crop(0.2, 0.0, 1.0, 0.8),
        "anyhow": crop(0.1, 0.2, 0.85, 0.95).resize((320, 300)),
        "left off": crop(0.2, 0.0, 1.0, 1.0),
        "mirrored": image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "on its side": crop(0.04, 0.04, 0.96, 0.96).rotate(90, expand=True),
        "upside down and mirrored": image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        "brighter": Image.eval(image, lambda value: min(255, int(value * 1.2 + 15))),
    }


def test_one_image_for_two_debtors_survives_crop_scale_and_compression(checked: Checked, media: Path) -> None:
    made = versions(house(1))
    save(media / "0.jpg", house(1), at=AT, place=HERE)
    for nth, image in enumerate(made.values(), start=1):
        save(media / f"{nth}.jpg", image, at=AT, place=HERE, quality=35)
    for other in range(20, 26):
        save(media / f"{other}.jpg", house(other), at=AT, place=HERE)
    names = [*range(len(made) + 1), *range(20, 26)]
    check = checked(*({**VISIT, "media": f"{name}.jpg"} for name in names))
    same = [f"c{nth}" for nth in range(1, len(made) + 2)]
    assert {row["contact_id"] for row in check.findings} == set(same)
    assert all(set(row["related"]) == set(same) for row in check.findings)
    assert {row["rule"] for row in check.findings} == {"image-reused"}


def test_one_door_seen_twice_by_one_debtor_is_not_re_use_but_one_file_is(checked: Checked, media: Path) -> None:
    save(media / "a.jpg", house(1), at=AT, place=HERE)
    save(media / "b.jpg", house(1), at=AT, place=HERE, quality=50)
    visit = {**VISIT, "debtor_id": "d1"}
    assert checked({**visit, "media": "a.jpg"}, {**visit, "media": "b.jpg"}).findings == []
    (media / "b.jpg").write_bytes((media / "a.jpg").read_bytes())
    check = checked({**visit, "media": "a.jpg"}, {**visit, "media": "b.jpg"})
    assert '"reason":"bytes"' in check.one("c1", "image-reused")["facts"]


def test_saved_again_and_other_houses_lie_well_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of docs/decisions/2026-11-23-media-findings.md: a wide empty space around the threshold."""
    bound = likeness.SAME_IMAGE
    monkeypatch.setattr(likeness, "SAME_IMAGE", -1.0)
    monkeypatch.setattr(likeness, "_ROUGH", 0.5)
    again = [house(1), *versions(house(1)).values()]
    seen = [
        look(save(tmp_path / f"{nth}.jpg", image, quality=35), zone=CHINA)
        for nth, image in enumerate([*again, *(house(seed) for seed in range(1000, 1010))])
    ]
    pictures = [one.likeness for one in seen if isinstance(one, Seen)]
    pairs = list(likeness.same_images(pictures, [str(nth) for nth in range(len(pictures))]))
    first = [1 - pair.difference for pair in pairs if pair.first == 0 and pair.second < len(again)]
    apart = [1 - pair.difference for pair in pairs if pair.second >= len(again)]
    assert len(first) == len(again) - 1
    assert min(first) > bound + 0.04
    assert max(apart, default=0.0) < bound - 0.05


def test_plain_pictures_are_not_compared(checked: Checked, media: Path) -> None:
    for name in ("a", "b"):
        save(media / f"{name}.jpg", Image.new("RGB", (300, 200), (90, 90, 90 + ord(name) % 3)), at=AT, place=HERE)
    assert checked({**VISIT, "media": "a.jpg"}, {**VISIT, "media": "b.jpg"}).findings == []


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def test_bombs_and_broken_images_are_findings(checked: Checked, media: Path) -> None:
    whole = save(media / "whole.jpg", house(1)).read_bytes()
    (media / "bomb.png").write_bytes(png(60_000, 60_000))
    (media / "hollow.png").write_bytes(png(500, 500))
    (media / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (media / "empty.jpg").touch()
    (media / "words.jpg").write_text("not an image")
    (media / "sealed.jpg").write_bytes(b"PK\x03\x04" + whole)
    Image.new("RGB", (10_000, 5_001)).save(media / "wide.webp", quality=1, method=0)
    names = ["bomb.png", "hollow.png", "cut.jpg", "empty.jpg", "words.jpg", "sealed.jpg", "wide.webp"]
    check = checked(*({**VISIT, "media": name} for name in names))
    reasons = [check.one(f"c{nth}", "image-unreadable")["facts"].split('"reason":')[1] for nth in range(1, 8)]
    wanted = ["too_large", "damaged", "damaged", "empty", "not_image", "sealed", "too_large"]
    assert reasons == [f'"{reason}"}}' for reason in wanted]


def test_a_video_of_a_visit_is_kept_and_logged(checked: Checked, media: Path) -> None:
    (media / "a.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    check = checked({**VISIT, "media": "a.mp4"})
    assert check.findings == []
    assert "this is a video" in check.rejects[0]["problem"]


def test_many_images_of_noise_have_nothing_in_common(tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    made = [dice.uniform(0, 255, (96, 96)).astype(np.float32) for _ in range(12)]
    assert list(likeness.same_images(made, [str(nth) for nth in range(12)])) == []
