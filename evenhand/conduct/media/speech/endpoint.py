"""A recogniser behind a transcription endpoint as OpenAI defined it, which FunASR, SenseVoice and vLLM speak too.

The engine opens no connection: whoever runs it hands in a transport, and with it decides whether sound may leave.
"""

import io
import json
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

import numpy as np

from evenhand.conduct.media.speech.recogniser import RATE, CannotTranscribe, Samples, Segment
from evenhand.errors import Misuse

WAIT_S = 120.0
"""How long one piece (30 s at most) may take."""

LARGEST_ANSWER = 1 << 20
"""Bytes of an answer that are read: thirty seconds of speech are a few hundred signs."""

_LONGEST_TEXT = 4_000
_MOST_SEGMENTS = 200
# Answers by which the service says that it was asked wrongly: the next piece would fare no better.
_ASKED_WRONGLY = {
    401: ("密钥不对，请核对环境变量", "the key is not accepted; check the environment variable"),
    403: ("密钥无权使用，请核对环境变量", "the key gives no right to it; check the environment variable"),
    404: ("地址或模型名不对，请核对 --speech-url 与 --speech-name", "check --speech-url and --speech-name"),
    405: ("地址不对，请核对 --speech-url", "check --speech-url"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service answered."""

    status: int
    body: bytes


class Transport(Protocol):
    """Carries one request to a service and its answer back."""

    def __call__(self, url: str, *, headers: Mapping[str, str], body: bytes, wait_s: float, largest: int) -> Answer:
        """Post `body` to `url`; raises `OSError` or `TimeoutError` where no answer, or one over `largest`, comes."""
        ...


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A service at `url`, asked for its model `name`, with `key` if it wants one; writes down `language`."""

    url: str
    transport: Transport
    name: str = "whisper-1"
    key: str | None = None
    language: str = "zh"
    wait_s: float = WAIT_S

    def segments(self, samples: Samples) -> list[Segment]:
        """What the service understands of one piece; no prompt is sent with it.

        Raises `CannotTranscribe` for this piece, `Misuse` where the service says it is asked wrongly.
        """
        kind, body = _form(samples, self.name, self.language)
        headers = {"Content-Type": kind, "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            answer = self.transport(self.url, headers=headers, body=body, wait_s=self.wait_s, largest=LARGEST_ANSWER)
        except TimeoutError:
            raise _fault(f"{self.wait_s:g} 秒内没有答复", f"no answer within {self.wait_s:g} s") from None
        except OSError as why:
            raise _fault(f"连不上（{why}）", f"it cannot be reached ({why})") from None
        if wrong := _ASKED_WRONGLY.get(answer.status):
            zh, en = wrong
            raise Misuse(
                zh=f"语音识别服务答复 {answer.status}：{zh}。",
                en=f"The speech service answers {answer.status}: {en}.",
            )
        if answer.status != 200:
            raise _fault(f"答复 {answer.status}", f"it answers {answer.status}")
        return _segments(answer.body, len(samples) / RATE)


def _form(samples: Samples, name: str, language: str) -> tuple[str, bytes]:
    """Content type and body of the form (RFC 7578); the words come back with their seconds."""
    border = uuid4().hex
    fields = {"model": name, "language": language, "response_format": "verbose_json", "temperature": "0"}
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="piece.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    body = "".join(parts).encode() + f"--{border}\r\n{head}".encode() + _wav(samples) + f"\r\n--{border}--\r\n".encode()
    return f"multipart/form-data; boundary={border}", body


def _wav(samples: Samples) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return written.getvalue()


def _segments(body: bytes, whole_s: float) -> list[Segment]:
    """The answer's segments, or its text as one where it has none; moments that lie outside are put to the edge."""
    try:
        told = json.loads(body)
        listed = told.get("segments")
        if listed is None:
            listed = [{"start": 0.0, "end": whole_s, "text": told["text"]}]
        found = [_segment(one, whole_s) for one in listed[:_MOST_SEGMENTS]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _fault("答复不是转写结果（verbose_json）", "its answer is no transcript (verbose_json)") from None
    return sorted((one for one in found if one.text), key=lambda one: one.start_s)


def _segment(told: Mapping[str, Any], whole_s: float) -> Segment:
    start = min(max(float(told["start"]), 0.0), whole_s)
    end = min(max(float(told["end"]), start), whole_s)
    if not isinstance(told["text"], str) or end != end or start != start:
        raise TypeError(told["text"])
    return Segment(start_s=start, end_s=end, text=told["text"].strip()[:_LONGEST_TEXT])


def _fault(zh: str, en: str) -> CannotTranscribe:
    return CannotTranscribe(zh=f"语音识别服务：{zh}。", en=f"The speech service: {en}.")
