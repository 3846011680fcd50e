"""The recogniser of speech that the options of `evenhand recordings` ask for."""

import os
from pathlib import Path

from evenhand.cli.transport import check_url, post
from evenhand.conduct.media.speech.endpoint import WAIT_S, Endpoint
from evenhand.conduct.media.speech.recogniser import Recogniser
from evenhand.conduct.media.speech.whisper import Language, Whisper
from evenhand.errors import Misuse

KEY = "EVENHAND_SPEECH_KEY"
"""The environment variable that holds the key of the service: on a command line others could read it."""


def recogniser_for(
    url: str | None, model: Path | None, *, name: str = "whisper-1", language: Language = "zh", wait_s: float = WAIT_S
) -> Recogniser | None:
    """The service at `url`, or the model in a folder on this machine, None where neither is given."""
    if url and model:
        raise Misuse(
            zh="--speech-url 与 --speech-model 只能用一个。", en="Give --speech-url or --speech-model, not both."
        )
    if model:
        return Whisper(model, language=language)
    if not url:
        return None
    check_url(url)
    return Endpoint(
        url=url, transport=post, name=name, key=os.environ.get(KEY) or None, language=language, wait_s=wait_s
    )
