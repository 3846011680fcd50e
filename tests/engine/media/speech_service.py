"""A transcription service on this machine: answers what it is told to, and keeps what it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import soundfile

Answer = tuple[int, bytes, dict[str, str], float]


@dataclass
class Asked:
    """One request: its headers, its fields, the sound handed over and its rate."""

    headers: dict[str, str]
    fields: dict[str, str]
    sound: Any
    rate: int


@dataclass
class Service:
    """Where it listens, what it will answer (the last for good: status, body, headers, seconds it takes), what came."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def says(self, *texts: str | list[tuple[float, float, str]]) -> None:
        """Answer these one after the other, each as a transcript with its seconds."""
        for text in texts:
            told = [(0.0, 2.0, text)] if isinstance(text, str) else text
            segments = [{"start": start, "end": end, "text": words} for start, end, words in told]
            self.answer({"text": "".join(one["text"] for one in segments), "segments": segments})  # type: ignore[misc]

    def answer(self, body: object = b"", *, status: int = 200, wait_s: float = 0, **headers: str) -> None:
        """Answer this next."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, raw, headers, wait_s))


@contextmanager
def serving() -> Iterator[Service]:
    """A service that runs as long as the block."""
    service = Service("")

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.asked.append(_asked(self.headers, body))
            status, answer, headers, wait_s = service.answers[0] if service.answers else (500, b"", {}, 0.0)
            if len(service.answers) > 1:
                service.answers.pop(0)
            time.sleep(wait_s)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        service.url = f"http://127.0.0.1:{server.server_address[1]}/v1/audio/transcriptions"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield service
        finally:
            server.shutdown()


def _asked(headers: Message, body: bytes) -> Asked:
    """The form as another program reads it."""
    form = message_from_bytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    parts: dict[str, Any] = {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in form.get_payload()  # type: ignore[union-attr]
    }
    sound, rate = soundfile.read(BytesIO(parts.pop("file")))
    return Asked(
        headers=dict(headers.items()),
        fields={name: value.decode() for name, value in parts.items()},
        sound=sound,
        rate=rate,
    )
