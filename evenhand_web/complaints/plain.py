"""Words as people typed them, without signs that nobody sees and that turn what stands beside them about."""

# Overrides, embeddings and isolates of writing direction: a name that holds one turns the telephone after it about.
_TURNING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
_KEPT = frozenset("\n\t")


def plain(text: str) -> str:
    """`text` without direction signs and control signs, its lines kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign not in _TURNING and (sign in _KEPT or not _controls(sign)))


def _controls(sign: str) -> bool:
    return sign < " " or "\x7f" <= sign <= "\x9f"
