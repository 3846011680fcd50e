"""Time stamps over checkpoints by an outside authority (RFC 3161), through a transport that is handed in."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from cryptography import x509

from evenhand.errors import Misuse
from evenhand.evidence.faults import NotVerified

Transport = Callable[[bytes], bytes]
"""Sends a request (application/timestamp-query) to an authority and returns its reply."""


def stamped(note: str, transport: Transport) -> bytes:
    """The authority's reply over a checkpoint, to keep beside it; raises `NotVerified` where it granted none."""
    client = _client()
    request = client.TimestampRequestBuilder().data(note.encode()).build()
    reply = transport(request.as_bytes())
    if _decoded(client, reply).tst_info.message_imprint.message != request.message_imprint.message:
        raise NotVerified(zh="时间戳是别的检查点的", en="the time stamp is of another checkpoint")
    return reply


def check_stamp(note: str, reply: bytes, *, roots: Sequence[bytes]) -> datetime:
    """The time at which an authority saw the checkpoint; `roots` are certificates (PEM) of authorities one trusts.

    Raises `NotVerified` where the reply is not over this checkpoint, or not of any of them.
    """
    client = _client()
    answer = _decoded(client, reply)
    builder = client.VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(x509.load_pem_x509_certificate(root))
    try:
        builder.build().verify_message(answer, note.encode())
    except Exception as fault:  # its errors have no common base
        raise NotVerified(
            zh=f"时间戳未通过核验：不是这个检查点的，或不是所信任的机构签的（{fault}）",
            en=f"the time stamp does not verify: it is of another checkpoint, or of no trusted authority ({fault})",
        ) from fault
    at: datetime = answer.tst_info.gen_time
    return at


def _decoded(client: Any, reply: bytes) -> Any:
    try:
        answer = client.decode_timestamp_response(reply)
    except ValueError as fault:
        raise NotVerified(zh=f"时间戳回复读不懂（{fault}）", en=f"the reply is no time stamp ({fault})") from fault
    if answer.status not in (0, 1):  # granted, granted with modifications
        raise NotVerified(zh="时间戳机构拒绝了请求", en="the authority refused to stamp the checkpoint")
    return answer


def _client() -> Any:
    try:
        import rfc3161_client
    except ImportError as fault:
        raise Misuse(
            zh="时间戳需要安装 evenhand[stamps]", en="time stamps need the extra: install evenhand[stamps]"
        ) from fault
    return rfc3161_client
