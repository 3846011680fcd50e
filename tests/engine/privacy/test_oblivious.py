"""The oblivious function against the test vectors of RFC 9497, appendix A.1.2, and against those who cheat."""

import pytest

from evenhand.errors import Misuse, Unreadable
from evenhand.privacy.oblivious.voprf import (
    Evaluation,
    blind,
    derived_key,
    evaluate,
    finalise,
    public_half,
    verify,
)

KEY = bytes.fromhex("e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909")
PUBLIC = bytes.fromhex("c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e")
ONE, OTHER = b"\x00", b"\x5a" * 17
BLIND = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
NONCE = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e"
OUTPUT = {
    ONE: "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
    "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
    OTHER: "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
    "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
}
# Inputs, blinds, blinded elements, evaluated elements, proof, its random scalar.
VECTORS = [
    (
        [ONE],
        [BLIND],
        ["863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"],
        ["aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"],
        "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
        "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        NONCE,
    ),
    (
        [OTHER],
        [BLIND],
        ["cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c"],
        ["60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468"],
        "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a"
        "67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        NONCE,
    ),
    (
        [ONE, OTHER],
        [BLIND, NONCE],
        [
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ],
        [
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
            "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
        ],
        "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a"
        "5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
        "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
    ),
]


def test_a_seed_gives_the_key_of_the_standard() -> None:
    assert derived_key(b"\xa3" * 32, b"test key") == KEY
    assert public_half(KEY) == PUBLIC


@pytest.mark.parametrize(("inputs", "blinds", "blinded", "evaluated", "proof", "nonce"), VECTORS)
def test_the_vectors_of_the_standard(
    inputs: list[bytes], blinds: list[str], blinded: list[str], evaluated: list[str], proof: str, nonce: str
) -> None:
    scalars = [bytes.fromhex(one) for one in blinds]
    asked = [blind(message, scalar=scalar)[1] for message, scalar in zip(inputs, scalars, strict=True)]
    assert [one.hex() for one in asked] == blinded
    answer = evaluate(KEY, asked, nonce=bytes.fromhex(nonce))
    assert [one.hex() for one in answer.elements] == evaluated
    assert answer.proof.hex() == proof
    verify(PUBLIC, asked, answer)
    outputs = [finalise(*each) for each in zip(inputs, scalars, answer.elements, strict=True)]
    assert [one.hex() for one in outputs] == [OUTPUT[message] for message in inputs]


def test_two_blindings_of_one_number_have_nothing_in_common_and_give_one_output() -> None:
    number = b"number\x0013800001111"
    outputs = set()
    sent = []
    for _ in range(2):
        scalar, asked = blind(number)
        sent.append(asked)
        outputs.add(finalise(number, scalar, evaluate(KEY, [asked]).elements[0]))
    assert len(set(sent)) == 2
    assert len(outputs) == 1


def test_another_key_an_altered_answer_and_a_swapped_one_are_seen() -> None:
    asked = [blind(bytes([n]))[1] for n in range(3)]
    good = evaluate(KEY, asked)
    others = [
        evaluate(derived_key(b"\xa4" * 32, b"other"), asked),
        Evaluation(elements=(good.elements[1], good.elements[0], good.elements[2]), proof=good.proof),
        Evaluation(elements=good.elements[:2], proof=good.proof),
        Evaluation(elements=good.elements, proof=good.proof[:-1]),
        Evaluation(elements=good.elements, proof=bytes(64)),
    ]
    for answer in others:
        with pytest.raises(Unreadable, match="与公钥对不上"):
            verify(PUBLIC, asked, answer)
    verify(PUBLIC, asked, good)


@pytest.mark.parametrize("element", [bytes(32), b"\xff" * 32, b"short"])
def test_what_is_no_element_is_refused_before_the_key_touches_it(element: bytes) -> None:
    with pytest.raises(Unreadable, match="不合格式的数值"):
        evaluate(KEY, [element])


def test_without_the_extra_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rbcl", None)
    with pytest.raises(Misuse, match=r"pip install"):
        blind(b"x")
