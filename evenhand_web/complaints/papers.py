"""Papers as they arrive: told apart by content, images written anew, looked through for viruses, kept by digest."""

import io
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from evenhand.errors import EvenhandError
from evenhand_web.complaints import shelf

KINDS: dict[str, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}
IMAGES = {"jpg": "JPEG", "png": "PNG"}
LARGEST_SIDE, MOST_PIXELS = 4000, 60_000_000
SCAN_WITHIN_S = 30
NAME_LENGTH = 120


class CannotKeep(EvenhandError):
    """A paper that is too large, of no kind that is read here, broken, or not safe."""


class Incoming(Protocol):
    """A file on its way in."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, kw_only=True)
class Received:
    """A paper that is kept and belongs to nobody yet."""

    name: str
    sha256: str
    kind: str
    size: int


def receive(incoming: Incoming) -> Received:
    """Keep a file under its digest. Raises CannotKeep with a sentence that names it."""
    name = shown(incoming.name)
    content = _read(incoming, name)
    kind = kind_of(content)
    if not kind:
        raise CannotKeep(
            zh=f"“{name}”不是能接收的材料。可以上传 PDF、照片（JPG、PNG）、DOCX、OFD、MP4、MP3、WAV。",
            en=f"“{name}” is not a paper that can be taken: PDF, photographs (JPG, PNG), DOCX, OFD, MP4, MP3, WAV.",
        )
    if kind in IMAGES:
        content = _written_anew(content, kind, name)
    _scan(content, name)
    digest = sha256(content).hexdigest()
    _store(content, digest)
    return Received(name=name, sha256=digest, kind=kind, size=len(content))


def shown(name: str | None) -> str:
    """The name as it may be shown: without folders and control signs."""
    plain = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in plain if sign.isprintable())[-NAME_LENGTH:] or "?"


def kind_of(content: bytes) -> str:
    """What the bytes are, whatever the file is called; empty for anything else."""
    starts = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"ID3": "mp3"}
    for magic, kind in starts.items():
        if content.startswith(magic):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content[4:8] == b"ftyp" and content[8:12] not in (b"heic", b"heix", b"mif1", b"avif"):
        return "mp4"
    if content[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    return _zipped(content) if content.startswith(b"PK\x03\x04") else ""


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = set(opened.namelist())
    except zipfile.BadZipFile:
        return ""
    if "word/document.xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
        return "docx"
    return "ofd" if "OFD.xml" in names else ""


def _read(incoming: Incoming, name: str) -> bytes:
    limit, parts, size = settings.EVENHAND_PAPER_LIMIT, [], 0
    for chunk in incoming.chunks():
        size += len(chunk)
        if size > limit:
            raise CannotKeep(
                zh=f"“{name}”超过 {limit // 1_000_000} MB。视频请剪出要点，文件请分成几份；已填写的内容不受影响。",
                en=f"“{name}” is larger than {limit // 1_000_000} MB. Cut a video to what matters, or split the file; "
                "what you have written is kept.",
            )
        parts.append(chunk)
    if not size:
        raise CannotKeep(zh=f"“{name}”是空文件，请重新选择。", en=f"“{name}” is empty. Choose it again.")
    return b"".join(parts)


def _written_anew(content: bytes, kind: str, name: str) -> bytes:
    """The image alone: where it was taken, on what, and whatever was hidden behind it stay behind."""
    try:
        with Image.open(io.BytesIO(content), formats=[IMAGES[kind]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise CannotKeep(
                    zh=f"“{name}”的像素太多，请用手机重新拍照上传。",
                    en=f"“{name}” has too many pixels; take the photograph again with a telephone.",
                )
            turned = _upright(opened)
            turned.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            out = io.BytesIO()
            turned.save(out, IMAGES[kind], **({"quality": 88} if kind == "jpg" else {}))
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as broken:
        raise CannotKeep(
            zh=f"“{name}”打不开，可能没有传完。请重新选择。",
            en=f"“{name}” does not open; perhaps it did not arrive whole. Choose it again.",
        ) from broken


def _upright(opened: Image.Image) -> Image.Image:
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(opened)
    return turned.convert("RGB" if opened.format == "JPEG" else turned.mode)


def _store(content: bytes, digest: str) -> None:
    try:
        shelf.keep(content, digest)
    except shelf.faults() as full:
        raise CannotKeep(
            zh="材料暂时存不下来，没有保存。请稍后再传；已填写的内容不受影响。",
            en="Papers cannot be stored at the moment and are not kept. Try again later; what you wrote is safe.",
        ) from full


def _scan(content: bytes, name: str) -> None:
    """Ask ClamAV where its socket is set; without an answer nothing is kept."""
    if not settings.EVENHAND_CLAMAV:
        return
    try:
        said = _asked_of_clamav(content)
    except OSError as silent:
        raise CannotKeep(
            zh="材料检查暂时不可用，没有保存。请稍后再传；已填写的内容不受影响。",
            en="Papers cannot be checked at the moment and are not kept. Try again later; what you wrote is safe.",
        ) from silent
    if not said.rstrip(b"\0\n ").endswith(b"OK"):
        raise CannotKeep(
            zh=f"“{name}”没有通过安全检查，没有保存。", en=f"“{name}” did not pass the safety check and is not kept."
        )


def _asked_of_clamav(content: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(SCAN_WITHIN_S)
        line.connect(settings.EVENHAND_CLAMAV)
        line.sendall(b"zINSTREAM\0" + len(content).to_bytes(4, "big") + content + bytes(4))
        return line.recv(4096)
