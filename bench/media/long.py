"""What recordings of many hours cost: peak memory and time of `evenhand recordings`, beside one of a minute.

    python bench/media/long.py [HOURS]

A made-up call is written over and over, as WAV of one and of two channels and as m4a (needs the program ffmpeg). Each
is handed in alone, in a process of its own. Memory is the largest that this process, or ffmpeg's that decodes beside
it, ever held. The last row cuts the voice for a recogniser that understands nothing: what writing down adds to hearing.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "engine" / "media"))

import made_sounds
import numpy as np
import soundfile

AGAIN_S = 300
AUDIT = [sys.executable, "-m", "evenhand.cli.main", "recordings"]
CUT = """
import sys
from pathlib import Path
from evenhand.conduct.media.speech.transcripts import transcribe

class Deaf:
    def segments(self, samples):
        return []

told = transcribe(Path(sys.argv[1]), Deaf())
print(f"{told.voiced_s / 3600:.1f} h of voice cut out, {told.left_s / 3600:.1f} h left out")
"""


def write(path: Path, seconds: int, *, channels: int) -> Path:
    """The same five minutes over and over, now louder, now softer."""
    once = made_sounds.both_sides(AGAIN_S, seed=1) if channels == 2 else made_sounds.call(AGAIN_S, seed=1)[:, None]
    with soundfile.SoundFile(str(path), "w", made_sounds.RATE, channels, subtype="PCM_16") as sound:
        for start in range(0, seconds, AGAIN_S):
            sound.write(once[: (seconds - start) * made_sounds.RATE] * (0.7 + 0.3 * np.sin(start)))
    return path


def packed(path: Path, seconds: int, *, channels: int) -> Path:
    """An m4a of that length: five minutes, encoded once, and copied one after the other."""
    part = min(seconds, AGAIN_S)
    once = made_sounds.encode(
        write(path.with_suffix(".part.wav"), part, channels=channels), path.with_suffix(".part.m4a"), "-b:a", "32k"
    )
    again = ["-stream_loop", str(seconds // part - 1), "-i", str(once), "-c", "copy", str(path)]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *again], check=True)
    return path


def taken(*words: str) -> tuple[float, float, str]:
    """Seconds, peak memory in MB, and what a command in a process of its own wrote."""
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        running = subprocess.Popen(words, stdout=said, stderr=said)
        _, status, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - started
        said.seek(0)
        told = said.read().strip()
    if status:
        raise SystemExit(told)
    return seconds, used.ru_maxrss / 1024, told


def audited(media: Path, sound: Path, seconds: int) -> tuple[float, float, str]:
    """`evenhand recordings` over one call that names the file and has its length."""
    contacts, out = media.parent / "contacts.csv", media.parent / "out"
    row = f"c1,2026-03-03T09:00:00+08:00,d1,call,conversation,甬江银行,{seconds},{seconds},{sound.name}"
    head = "contact_id,at,debtor_id,channel,outcome,lender,duration_s,recording_s,recording"
    contacts.write_text(f"{head}\n{row}\n", encoding="utf-8")
    return taken(*AUDIT, str(contacts), "--media", str(media), "--out", str(out), "--no-ocr", "--lang", "en")


def main(hours: float) -> None:
    """One row a recording."""
    print("| recording | file | seconds | peak memory |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder) / "media"
        media.mkdir()
        for name, seconds, channels in (
            ("minute", 60, 1),
            ("one", round(hours * 3600), 1),
            ("two", round(hours * 3600), 2),
        ):
            sound = write(media / f"{name}.wav", seconds, channels=channels)
            several = [sound, packed(media / f"{name}.m4a", seconds, channels=channels)]
            for each in several:
                clock, peak, _ = audited(media, each, seconds)
                size = each.stat().st_size / 1e6
                what = f"{each.suffix[1:]}, {seconds / 3600:.2g} h, {channels}"
                print(f"| {what} | {size:.0f} MB | {clock:.0f} | {peak:.0f} MB |", flush=True)
        clock, peak, told = taken(sys.executable, "-c", CUT, str(sound))
        print(f"| {told} | | {clock:.0f} | {peak:.0f} MB |")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 6)
