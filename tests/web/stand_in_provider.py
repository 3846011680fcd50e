"""A provider of OpenID Connect on this machine: it asks nobody anything and vouches for whomever the test names."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "evenhand-test", "a-made-up-secret-of-some-length-for-tests"


@dataclass
class Provider:
    """Where it is, for whom it vouches (`None`: it refuses), and what it was asked."""

    address: str = ""
    number: str | None = "n-1"
    login: str = "clerk"
    asked: list[str] = field(default_factory=list)
    # Where it ends its own session, if it says that it does.
    ends_at: str = ""
    # The token it gave last, and how much it puts into one besides.
    token: str = ""
    padding: int = 0

    def told(self) -> dict[str, str]:
        return {"sub": str(self.number), "preferred_username": self.login, "name": "样甲", "phone": "13800000001"}


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers until the end."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                self.vouch({name: values[0] for name, values in parse_qs(parts.query).items()})
            else:
                ends = {"end_session_endpoint": provider.ends_at} if provider.ends_at else {}
                self.say(provider.told() if parts.path == "/user" else _described(provider.address) | ends)

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            provider.asked.append(self.path)
            if sent.get("client_secret") != [SECRET] or not sent.get("code_verifier"):
                self.send_error(401)
                return
            token = {"iss": provider.address, "aud": CLIENT, "exp": 4_102_444_800, "iat": 1_700_000_000}
            told = token | provider.told() | {"groups": "g" * provider.padding}
            provider.token = jwt.encode(told, SECRET, algorithm="HS256")
            self.say({"access_token": "made-up", "token_type": "Bearer", "id_token": provider.token})

        def vouch(self, asked: dict[str, str]) -> None:
            answer = {"state": asked["state"]}
            answer |= {"error": "access_denied"} if provider.number is None else {"code": "made-up"}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
            self.end_headers()

        def say(self, what: dict[str, object]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _described(address: str) -> dict[str, object]:
    named = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "user"}
    return {
        "issuer": address,
        **{name: f"{address}/{path}" for name, path in named.items()},
        "jwks_uri": f"{address}/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
