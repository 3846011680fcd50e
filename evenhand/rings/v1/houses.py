"""One institution under several names: 甬江银行, 甬江银行股份有限公司 and 甬江银行信用卡中心 answer for one another."""

import re

import pyarrow as pa

SHORTEST, LONGEST = 4, 40  # signs of a name that others may hold, and of one that may hold it
# What is left over must be words of place or form: 第一 and 第十一, 甲 and 乙 are different houses.
DRESS = re.compile(r"(?!.*[一二三四五六七八九十百甲乙丙丁])[\u4e00-\u9fff()（）·]+")


def one_name(names: pa.Array) -> pa.Array:
    """Each Chinese name as the shortest name in the file that it holds and only dresses with words around it."""
    encoded = names.dictionary_encode()
    known = {name for name in encoded.dictionary.to_pylist() if name}
    short = [name and _shortest(name, known) for name in encoded.dictionary.to_pylist()]
    return pa.array(short, encoded.dictionary.type).take(encoded.indices)


def _shortest(name: str, known: set[str]) -> str:
    if len(name) > LONGEST:
        return name
    for size in range(SHORTEST, len(name)):
        for at in range(len(name) - size + 1):
            held = name[at : at + size]
            if held in known and DRESS.fullmatch(name[:at] + name[at + size :]):
                return held
    return name
