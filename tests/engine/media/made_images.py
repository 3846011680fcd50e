"""Made-up photographs: walls, doors and windows, each seed another house; EXIF as phones write it."""

import base64
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)

# A chequered square of 64 points with time and place, as HEIC: the part that reads HEIC cannot write it.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9j"
    "AAAAAERAAAIAAQAAAAABuwABAAAAAAAAAPkAAgAAAAACtAABAAAAAAAAALwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "ABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNg"
    "AAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAH"
    "RAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEE"
    "gQIDBAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAABvW1kYXQAAAD1KAGvGYD9b9Q9HrN7diyO+qzd4uowk0RtxcToKd31cJq7H4fcEbVX"
    "FU6/y0NmKLuOmlWiYXXgKoDNjbJGoLdib4fz8gsuKah68PKZTsiYbW9VkxK6izTc7DjwuI2GrQZcHAe7IW0gr8z+0hZWOy+H3v0laKqWjBCt"
    "x88d1uBKUC4xSMS64GA6RhnRUqak9uT0nxA0Sx64lg/EqSmIqSRrDiC0xN0viDJ9Y11CJUafpME0kpjH0ShbjT9G0c3OJfaBp1szrtm7rTuM"
    "3RDgPM8Elb1CbpvR1G6WYZDccxh3qjgf83j4/J4Qyzbxo9NKDCaCFr7TpsAAAAAGRXhpZgAATU0AKgAAAAgAAodpAAQAAAABAAAAJoglAAQA"
    "AAABAAAATAAAAAAAAZADAAIAAAAUAAAAOAAAAAAyMDI1OjAzOjAxIDEwOjA1OjAwAAAEAAEAAgAAAAJOAAAAAAIABQAAAAMAAACCAAMAAgAA"
    "AAJFAAAAAAQABQAAAAMAAACaAAAAAAAAAB0AAAABAAAANAAAAAEAAAAMAAAAAQAAAHkAAAABAAAAIAAAAAEAAAAYAAAAAQ=="
)


def house(seed: int) -> Image.Image:
    """A house front: the same kind of scene for every seed, as pictures of doors are."""
    dice = np.random.default_rng(seed)
    image = Image.new("RGB", SIZE, tuple(int(c) for c in dice.integers(120, 220, 3)))
    draw = ImageDraw.Draw(image)
    for _ in range(int(dice.integers(14, 26))):
        left, top = dice.integers(0, SIZE[0]), dice.integers(0, SIZE[1])
        wide, high = dice.integers(20, 220), dice.integers(20, 220)
        colour = tuple(int(c) for c in dice.integers(0, 255, 3))
        draw.rectangle((int(left), int(top), int(left + wide), int(top + high)), fill=colour, outline=(20, 20, 20))
    door = int(dice.integers(150, 400))
    draw.rectangle((door, 200, door + 110, 470), fill=tuple(int(c) for c in dice.integers(20, 120, 3)))
    grain = dice.normal(0, 6, (SIZE[1], SIZE[0], 3))
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(1.5)), dtype=np.float64)
    return Image.fromarray(np.clip(blurred + grain, 0, 255).astype(np.uint8))


def save(
    path: Path,
    image: Image.Image,
    *,
    at: str | None = None,
    offset: str | None = None,
    place: tuple[float, float] | None = None,
    quality: int = 85,
) -> Path:
    """Write `image` with the time (`2025-03-01 10:00:00`), offset (`+08:00`) and place (latitude, longitude) given."""
    exif = Image.Exif()
    inner, gps = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    if at:
        inner[36867] = datetime.fromisoformat(at).strftime("%Y:%m:%d %H:%M:%S")
    if offset:
        inner[36881] = offset
    if place:
        gps[1], gps[2] = "N" if place[0] >= 0 else "S", _parts(abs(place[0]))
        gps[3], gps[4] = "E" if place[1] >= 0 else "W", _parts(abs(place[1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, exif=exif.tobytes(), quality=quality)
    return path


def _parts(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 4)
