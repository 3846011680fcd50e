"""Which cells of a file of complaints become tokens, which stay as they are, and which are left out."""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.records import HANDLES
from evenhand.rings.v1.handles import OFFICE_LINE, SPACE_OF_KIND, STORED_FILE
from evenhand.rings.v1.links import FIRM
from evenhand.rings.v1.normalise import fold_handles

# People are people, whether they complain or owe.
PERSONS = ("complainant_id", "debtor_id")
KEPT = ("complaint_id", "received_at", "institution", "product", "channel", "demand", "authorised_agent")
TOKENS = (*HANDLES, *PERSONS, "attachments")
# 95588, 400-…, 12378 are printed in every branch: nobody's, and a detector has to know them for what they are.
SERVICE_LINE = re.compile(r"[48]00\d{7}|(?:95|96|11|12)\d{3,6}")
_BARE_NAME = re.compile("[\u4e00-\u9fff]{1,4}")


@dataclass(frozen=True, kw_only=True)
class Worded:
    """One column in the one form in which detectors compare it: null where nobody is named or nothing is handed in."""

    values: pa.Array
    space: str


def worded(values: pa.Array, column: str, *, agents_numbers: frozenset[str]) -> Worded:
    """The values of `column` (list columns flattened) as they are to be hashed.

    `agents_numbers`: what the file has in `agent_phone`; a landline written as one's own is an office's, and is left
    out unless an agent gave it.
    """
    space = SPACE_OF_KIND.get(column, "person")
    if column in PERSONS:
        folded = pc.utf8_trim_whitespace(pc.fill_null(values, ""))
        return Worded(values=pc.if_else(pc.equal(folded, ""), pa.scalar(None, folded.type), folded), space=space)
    folded = fold_handles(values.cast(pa.large_string()), kind=column).cast(pa.string())
    if column == "attachments":
        stored = pc.match_substring_regex(pc.fill_null(folded, ""), STORED_FILE)
        folded = pc.if_else(stored, folded, pa.scalar(None, folded.type))
    if column == "phone":
        own = pc.match_substring_regex(pc.fill_null(folded, ""), OFFICE_LINE)
        agents = pc.is_in(folded, value_set=pa.array(sorted(agents_numbers), pa.string()))
        service = pc.match_substring_regex(pc.fill_null(folded, ""), f"^(?:{SERVICE_LINE.pattern})$")
        folded = pc.if_else(pc.and_(own, pc.invert(pc.or_(agents, service))), pa.scalar(None, folded.type), folded)
    return Worded(values=folded, space=space)


def is_public(value: str, space: str) -> bool:
    """Whether `value` is nobody's personal data and stays readable: a service line, or a firm that takes money."""
    if space == "number":
        return bool(SERVICE_LINE.fullmatch(value))
    return space == "money" and bool(FIRM.search(value))


def token(output: bytes, value: str, *, space: str, key_name: str) -> str:
    """The token of a value: `p2-` and the key's name, so that tokens of two keys are told apart at a glance.

    A file's token is bare hexadecimal, as a digest is. A personal name that takes money keeps its shape, 某 and three
    signs, because detectors trust a bare name less than an account.
    """
    if space == "paper":
        return output[:16].hex()
    if space == "money" and _BARE_NAME.fullmatch(value):
        return "某" + "".join(chr(0x4E00 + int.from_bytes(output[4 * i : 4 * i + 4], "big") % 20_000) for i in range(3))
    return f"p2-{key_name}:{output[:16].hex()}"
