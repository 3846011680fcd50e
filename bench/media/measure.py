"""How far apart the same sound or picture saved again, and different ones, lie: made voices and made house fronts."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "engine" / "media"))

import made_images
import made_sounds
from PIL import Image

from evenhand.conduct.media import likeness, matching
from evenhand.conduct.media.images import Seen, look
from evenhand.conduct.media.listening import Heard, listen

CODECS = {
    "16.mp3": ["-ar", "16000", "-b:a", "16k"],
    "8.mp3": ["-ar", "8000", "-b:a", "8k"],
    "44.mp3": ["-ar", "44100", "-b:a", "64k", "-ac", "2"],
    "a.m4a": ["-ar", "22050", "-b:a", "24k"],
    "a.opus": ["-c:a", "libopus", "-b:a", "8k"],
    "a.ogg": ["-c:a", "libvorbis", "-ar", "48000"],
    "11.wav": ["-ar", "11025", "-c:a", "pcm_mulaw"],
    "quiet.wav": ["-af", "volume=0.2", "-c:a", "adpcm_ima_wav"],
    "late.mp3": ["-ss", "0.73", "-ar", "8000", "-b:a", "16k"],
    "later.ogg": ["-ss", "5.13", "-c:a", "libopus", "-b:a", "12k"],
}
CUTS = [(0.05, 0.05, 0.95, 0.95), (0.2, 0, 1, 0.8), (0.1, 0.2, 0.85, 0.95), (0.2, 0, 1, 1), (0, 0.13, 1, 0.9)]


def recordings(folder: Path) -> None:
    """Share of bits that differ, for one call saved again and for 25 calls of one length."""
    original = made_sounds.write(folder / "a.wav", made_sounds.call(30, seed=1))
    again = [original, *(made_sounds.encode(original, folder / name, *words) for name, words in CODECS.items())]
    others = [made_sounds.write(folder / f"o{n}.wav", made_sounds.call(30, seed=100 + n)) for n in range(25)]
    matching._FIRST_LOOK = matching.SAME_SOUND = matching._SAME_STRETCH = 1.0
    for name, paths in (("the same call", again), ("different calls", others)):
        heard = [one for path in paths if isinstance(one := listen(path), Heard)]
        apart = sorted(pair.difference for pair in matching.same_recordings(heard))
        print(f"{name}: {len(apart)} pairs, {apart[0]:.3f} to {apart[-1]:.3f} of the bits differ")


def versions(image: Image.Image) -> Iterator[Image.Image]:
    """The picture cut, scaled, mirrored, turned and made lighter or darker."""
    wide, high = image.size
    for left, top, right, bottom in CUTS:
        yield image.crop((int(left * wide), int(top * high), int(right * wide), int(bottom * high)))
    yield image.resize((200, 150))
    yield image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    yield image.crop((int(0.05 * wide), int(0.05 * high), int(0.95 * wide), int(0.95 * high))).rotate(90, expand=True)
    yield image.rotate(180)
    yield image.rotate(2, Image.Resampling.BICUBIC)
    yield Image.eval(image, lambda value: min(255, int(value * 1.2 + 15)))
    yield Image.eval(image, lambda value: int(255 * (value / 255) ** 1.5))


def images(folder: Path) -> None:
    """Correlation of pictures laid over each other, for 12 houses saved again and for 60 houses."""

    def seen(image: Image.Image, quality: int) -> likeness.Likeness:
        found = look(made_images.save(folder / "x.jpg", image, quality=quality), zone=UTC)
        assert isinstance(found, Seen)
        return found.likeness

    likeness.SAME_IMAGE = -1.0
    same = [
        max(1 - pair.difference for pair in likeness.same_images([seen(house, 85), seen(version, 35)], ["a", "b"]))
        for house in map(made_images.house, range(12))
        for version in versions(house)
    ]
    print(f"the same house: {len(same)} pairs, correlation {min(same):.3f} at least")
    others = [seen(made_images.house(1000 + n), 85) for n in range(60)]
    alike = [1 - pair.difference for pair in likeness.same_images(others, [str(n) for n in range(60)])]
    pairs = len(list(combinations(others, 2)))
    print(f"different houses: {pairs} pairs, {len(alike)} laid over, correlation {max(alike, default=0):.3f} at most")


def main() -> None:
    """Measure both; needs the extra `media` and the program ffmpeg."""
    if shutil.which("ffmpeg") is None:
        print("needs ffmpeg, which is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        recordings(Path(folder))
        images(Path(folder))


if __name__ == "__main__":
    main()
