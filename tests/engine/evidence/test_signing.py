"""Notes and keys are in the form that others write and read; what was changed is refused."""

import pytest
from logs import KEY

from evenhand.errors import Misuse
from evenhand.evidence.checkpoint import read_checkpoint, sign_checkpoint
from evenhand.evidence.faults import NotVerified
from evenhand.evidence.merkle import EMPTY
from evenhand.evidence.signing import PublicKey, SigningKey, new_key, open_note
from evenhand.evidence.suite import GM, require

# The example of Go's package sumdb/note.
SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
CHECKPOINT = sign_checkpoint(origin=KEY.name, size=0, root=EMPTY, suite="intl", key=KEY).note


def test_the_published_example_is_signed_and_read_alike() -> None:
    key, public = SigningKey.from_text(SECRET), PublicKey.from_text(PUBLIC)
    assert (key.public, key.text, public.text) == (public, SECRET, PUBLIC)
    assert key.sign(TEXT) == NOTE
    assert open_note(NOTE, public) == TEXT


def test_a_second_signature_by_somebody_else_does_no_harm() -> None:
    other = new_key("witness.example")
    both = NOTE + other.sign(TEXT).rpartition("\n\n")[2]
    assert open_note(both, PublicKey.from_text(PUBLIC)) == open_note(both, other.public) == TEXT


def test_a_new_key_comes_back_from_its_text() -> None:
    key = new_key("evidence.example/journal")
    assert SigningKey.from_text(key.text + "\n") == key
    assert PublicKey.from_text(key.public.text) == key.public


def test_a_checkpoint_names_its_algorithms() -> None:
    assert CHECKPOINT.split("\n")[:5] == [
        "evidence.example/tests",
        "0",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "suite intl sha256 ed25519",
        "",
    ]
    read = read_checkpoint(CHECKPOINT, KEY.public)
    assert (read.size, read.root, read.suite) == (0, EMPTY, "intl")


@pytest.mark.parametrize("byte", range(len(CHECKPOINT.encode())))
def test_any_changed_byte_of_a_checkpoint_is_refused(byte: int) -> None:
    raw = bytearray(CHECKPOINT.encode())
    raw[byte] ^= 1
    with pytest.raises(NotVerified):
        read_checkpoint(raw.decode(errors="replace"), KEY.public)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "is no signed note"),
        (NOTE, "not signed by the key"),
        (KEY.sign("evidence.example/tests\n1\nAA==\nsuite intl sha256 ed25519\n"), "is no checkpoint"),
        (KEY.sign("evidence.example/tests\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), "is no checkpoint"),
        (CHECKPOINT.replace("— evidence.example/tests ", "— evidence.example/tests !"), "malformed"),
        (
            KEY.sign("other\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nsuite intl sha256 ed25519\n"),
            "is of the log other",
        ),
    ],
)
def test_what_is_no_checkpoint_is_refused(note: str, words: str) -> None:
    with pytest.raises(NotVerified, match=words):
        read_checkpoint(note, KEY.public)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a key is one line"),
        (PUBLIC.replace("c74f20a3", "c74f20a4"), "does not match its hash"),
        (PUBLIC[:-4], "a key is one line"),
        (SECRET, "a key is one line"),
    ],
)
def test_what_is_no_public_key_is_refused(text: str, words: str) -> None:
    with pytest.raises(Misuse, match=words):
        PublicKey.from_text(text)


def test_what_is_no_signing_key_is_refused() -> None:
    with pytest.raises(Misuse, match="no signing key"):
        SigningKey.from_text(PUBLIC)
    with pytest.raises(Misuse, match="holds no space or plus"):
        new_key("two words")


def test_the_chinese_suite_is_named_and_refused() -> None:
    with pytest.raises(Misuse, match="only named so far"):
        require(GM)
    with pytest.raises(Misuse, match="there is no suite md5"):
        require("md5")
