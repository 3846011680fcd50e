"""The parts that open sound and images, read and hear: optional extras, asked for by name when they are needed."""

import importlib
from types import ModuleType

from evenhand.errors import Misuse

EXTRA = "media"
PARTS = ("soundfile", "PIL.Image", "pi_heif")


def need_parts() -> None:
    """Raise `Misuse` with the name of the extra where a part that opens sound or images is missing."""
    for name in PARTS:
        part(name)


def part(name: str, *, extra: str = EXTRA) -> ModuleType:
    """The module `name` of an extra; raises `Misuse` that names the extra where it is not installed."""
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):  # OSError: the shared library inside does not load
        raise Misuse(
            zh=f'打开录音、影像和附件需要附加组件（缺少 {name}），请先在源码目录里运行 pip install ".[{extra}]"。',
            en=f"Opening recordings, images and attachments needs an extra ({name} is missing); "
            f'run pip install ".[{extra}]" in the folder of the source first.',
        ) from None
