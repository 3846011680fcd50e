"""What is compared is not what was typed: texts and handles in one written form."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

# Left in cells by spreadsheets that could not write a carriage return.
SPREADSHEET_RETURN = "_x000D_"

# Words that fill a box without naming anybody. They say nothing of what a person did, and are no feature.
NOBODY = frozenset(Path(__file__).with_name("nobody.txt").read_text(encoding="utf-8").split())
SHORTEST = {"phone": 5, "agent_phone": 5, "bank_account": 5, "address": 6, "agent": 2, "payee": 2}


def fold_texts(texts: pa.Array) -> pa.Array:
    """Texts in compatibility form (NFKC) and lower case; what else is dropped, the kernel drops while reading."""
    plain = pc.replace_substring(pc.fill_null(texts, ""), SPREADSHEET_RETURN, " ")
    return pc.utf8_lower(pc.utf8_normalize(plain, form="NFKC"))


def fold_handles(values: pa.Array, *, kind: str) -> pa.Array:
    """Handles of one `kind` in one written form, null where the cell names nobody."""
    plain = pc.utf8_trim_whitespace(fold_texts(values))
    folded = _FOLDS.get(kind, _without_spaces)(plain)
    return pc.if_else(_names_nobody(folded, plain, kind), pa.scalar(None, pa.string()), folded)


def _names_nobody(folded: pa.Array, plain: pa.Array, kind: str) -> pa.Array:
    short = pc.less(pc.utf8_length(folded), SHORTEST.get(kind, 4))
    filler = pc.is_in(_without_spaces(plain), value_set=pa.array(sorted(NOBODY)))
    one_sign = pc.match_substring_regex(folded, "^(" + "|".join(f"{c}+" for c in "0123456789x") + ")$")
    # 138****5678 stands for ten thousand numbers.
    masked = pc.match_substring_regex(folded, r"[*·•…]|xx")
    if kind not in ("phone", "agent_phone", "bank_account", "email"):
        masked = pc.match_substring_regex(folded, r"\*\*")
    return pc.or_(pc.or_(short, filler), pc.or_(pc.or_(one_sign, masked), _private_network(folded, kind)))


def _private_network(folded: pa.Array, kind: str) -> pa.Array:
    """Addresses that every office and every home has inside (RFC 1918, loopback) point at no line."""
    if kind != "ip":
        return pa.repeat(pa.scalar(False), len(folded))
    return pc.match_substring_regex(folded, r"^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd])")


def _without_spaces(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(values, r"[\s\x{200b}-\x{200f}\x{feff}]+", "")


def _number(values: pa.Array) -> pa.Array:
    """Digits without their dress; a mainland number without 86. Tokens that are not digits stay as they are."""
    bare = pc.replace_substring_regex(_without_spaces(values), r"[-().—–]", "")
    bare = pc.replace_substring_regex(bare, r"^(\+|00)", "")
    return pc.replace_substring_regex(bare, r"^86(1\d{10})$", r"\1")


def _door(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(values, r"[\s\pP\pS]+", "")


_FOLDS = {"phone": _number, "agent_phone": _number, "bank_account": _number, "address": _door}
