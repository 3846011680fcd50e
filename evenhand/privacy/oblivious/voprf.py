"""RFC 9497, mode VOPRF over ristretto255 with SHA-512: blind, evaluate with a proof, verify and finalise.

The operator learns nothing of an input but that there is one; the member learns one output an evaluation, and the proof
shows that it was computed under the very key whose public half the member was given.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.errors import Unreadable
from evenhand.privacy.oblivious.ristretto import (
    SCALAR_BYTES,
    SUITE,
    hash_to_group,
    hash_to_scalar,
    inverse,
    less_product,
    must_be_element,
    plus,
    random_scalar,
    times,
    times_base,
)

CONTEXT = b"OPRFV1-\x01-" + SUITE
LARGEST_BATCH = 65_535  # places in a batch are written in two bytes
LONGEST_INPUT = 65_535
_TO_GROUP, _TO_SCALAR, _SEED = b"HashToGroup-" + CONTEXT, b"HashToScalar-" + CONTEXT, b"Seed-" + CONTEXT


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The operator's answer to one batch: one element for each that was asked, and one proof for all of them."""

    elements: tuple[bytes, ...]
    proof: bytes


def derived_key(seed: bytes, info: bytes) -> bytes:
    """The secret key that a seed of 32 bytes gives (DeriveKeyPair, section 3.2.1)."""
    for counter in range(256):
        message = seed + _sized(info) + counter.to_bytes(1, "big")
        key = hash_to_scalar(message, b"DeriveKeyPair" + CONTEXT)
        if any(key):
            return key
    raise AssertionError("256 hashes in a row were zero")


def public_half(key: bytes) -> bytes:
    """The public key to the secret `key`."""
    return times_base(key)


def blind(message: bytes, *, scalar: bytes | None = None) -> tuple[bytes, bytes]:
    """The scalar to keep secret and the blinded element to send; `scalar` is random where none is given."""
    scalar = scalar or random_scalar()
    return scalar, times(scalar, must_be_element(hash_to_group(message, _TO_GROUP)))


def evaluate(key: bytes, blinded: Sequence[bytes], *, nonce: bytes | None = None) -> Evaluation:
    """Apply the secret `key` to a batch of at most 65,535 elements; raises `Unreadable` where one is none."""
    answered = tuple(times(key, must_be_element(one)) for one in blinded)
    public, nonce = public_half(key), nonce or random_scalar()
    joint, _ = _composites(public, blinded, answered, with_answers=False)
    challenge = _challenge(public, joint, times(key, joint), times_base(nonce), times(nonce, joint))
    return Evaluation(elements=answered, proof=challenge + less_product(nonce, challenge, key))


def verify(public: bytes, blinded: Sequence[bytes], answer: Evaluation) -> None:
    """Raise `Unreadable` unless `answer` was computed from `blinded` under the key that belongs to `public`."""
    proof = answer.proof
    if len(answer.elements) != len(blinded) or len(proof) != 2 * SCALAR_BYTES:
        raise _not_proven()
    for element in (public, *answer.elements):
        must_be_element(element)
    challenge, response = proof[:SCALAR_BYTES], proof[SCALAR_BYTES:]
    joint, joint_answer = _composites(public, blinded, answer.elements, with_answers=True)
    base = plus(times_base(response), times(challenge, public))
    other = plus(times(response, joint), times(challenge, joint_answer))
    if _challenge(public, joint, joint_answer, base, other) != challenge:
        raise _not_proven()


def finalise(message: bytes, scalar: bytes, answered: bytes) -> bytes:
    """The 64 bytes of output, once the proof was verified."""
    plain = times(inverse(scalar), answered)
    return hashlib.sha512(_sized(message) + _sized(plain) + b"Finalize").digest()


def _composites(
    public: bytes, blinded: Sequence[bytes], answered: Sequence[bytes], *, with_answers: bool
) -> tuple[bytes, bytes]:
    """Section 2.2.1: the batch as one element, with weights that nobody could choose; its answers likewise."""
    seed = hashlib.sha512(_sized(public) + _sized(_SEED)).digest()
    joint = joint_answer = b""
    for place, (asked, answer) in enumerate(zip(blinded, answered, strict=True)):
        said = _sized(seed) + place.to_bytes(2, "big") + _sized(asked) + _sized(answer) + b"Composite"
        weight = hash_to_scalar(said, _TO_SCALAR)
        joint = _added(joint, times(weight, asked))
        if with_answers:
            joint_answer = _added(joint_answer, times(weight, answer))
    return joint, joint_answer


def _added(so_far: bytes, element: bytes) -> bytes:
    return plus(so_far, element) if so_far else element


def _challenge(*elements: bytes) -> bytes:
    return hash_to_scalar(b"".join(map(_sized, elements)) + b"Challenge", _TO_SCALAR)


def _sized(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big") + part


def _not_proven() -> Unreadable:
    return Unreadable(
        zh="运营方的回复与公钥对不上：不是用这把密钥算的，或对应另一份请求，或中途被改动。没有写出任何结果；"
        "请核对公钥并重新索取回复。",
        en="The operator's reply does not fit the public key: it was computed under another key, for another request, "
        "or altered on the way. Nothing was written; check the public key and ask for the reply again.",
    )
