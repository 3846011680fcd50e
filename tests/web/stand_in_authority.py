"""An authority of time stamps (RFC 3161) for tests: openssl's, behind an address of this machine."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PAPERS = """
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


class StandIn:
    """Its address and its root (PEM); `says` is answered instead of a stamp where it is not None."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.says, self.queries, self.url = folder, None, list[bytes](), ""
        self.root = _certified(folder)
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(PAPERS.format(folder=folder))

    def reply(self, query: bytes) -> bytes:
        """A stamp over what the query asks for."""
        self.queries.append(query)
        if self.says is not None:
            return self.says
        (self.folder / "query").write_bytes(query)
        words = ["-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key"]
        made = subprocess.run(["openssl", "ts", "-reply", *words], cwd=self.folder, check=True, capture_output=True)
        return made.stdout


@contextmanager
def stamping(folder: Path) -> Iterator[StandIn]:
    """The authority, listening."""
    it = StandIn(folder)

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_POST(self) -> None:
            content = it.reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    it.url = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()


def _certified(folder: Path) -> bytes:
    """A root and a signer of time stamps below it, written to the folder; the root."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)]) for word in ("root", "stamps")]
    for name, key, subject, ca in (("root", keys[0], names[0], True), ("tsa", keys[1], names[1], False)):
        now = datetime.now(UTC)
        build = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(names[0])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False)
        )
        if not ca:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            build = build.add_extension(usage, critical=True)
        (folder / f"{name}.pem").write_bytes(build.sign(keys[0], hashes.SHA256()).public_bytes(Encoding.PEM))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(private)
    return (folder / "root.pem").read_bytes()
