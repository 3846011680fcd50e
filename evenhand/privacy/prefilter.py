"""A quick first look that tells which cells of a column cannot hold personal data at all."""

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.privacy.characters import HAN, OTHER_DIGITS, SPACES
from evenhand.privacy.names import CUE_WORDS, TITLE_WORDS
from evenhand.privacy.plates import PROVINCES

# Wide on purpose, for RE2: seven digits nearly in a row, an @, a province and a letter, a cue for a name, or digits
# of other scripts and letters of full width, which may spell any of these.
# A test holds it to be true of every text in which `find` finds something.
_SIGNS = "|".join(
    (
        rf"[0-9０-９](?:[^0-9０-９{HAN}\n\t]{{0,8}}[0-9０-９]){{6}}",
        rf"[{OTHER_DIGITS}]",
        r"[@＠]",
        r"(?i:[(\[（]at[)\]）])",
        rf"[{PROVINCES}][{SPACES}]?[A-Za-z]",
        r"[Ａ-Ｚａ-ｚ]",
        CUE_WORDS,
        TITLE_WORDS,
        r"身份|[男女][,，、；;)） ]",
        rf"(?:^|[^{HAN}])[{HAN}]{{2,4}}的(?:卡|账|银行|信用|电话|手机|车|贷)",
        "(?i:name|borrower|contact|cardholder|complainant|customer)|M[rs]|Miss",
    )
)


def worth_a_look(texts: pa.Array) -> pa.Array:
    """For each cell whether `find` could find anything in it; false for an empty (null) cell."""
    return pc.fill_null(pc.match_substring_regex(texts, _SIGNS), False)
