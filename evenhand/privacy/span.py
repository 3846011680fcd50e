"""Where personal data stands in a text, of what kind, and how sure that is."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["id_card", "mobile", "landline", "bank_card", "email", "plate", "name"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Characters `start` up to `end` of a text; `certain` when a check digit or a cue beside it confirms the kind."""

    start: int
    end: int
    kind: Kind
    certain: bool
