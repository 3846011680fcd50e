"""Show personal data without giving it away: 138····5678."""

import re
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.errors import Misuse
from evenhand.privacy.characters import plain
from evenhand.privacy.finding import find
from evenhand.privacy.handles import PSEUDONYM, Handle, family
from evenhand.privacy.names import surname_length
from evenhand.privacy.prefilter import worth_a_look
from evenhand.privacy.span import Kind

DOTS = "····"
_MASKED = "··"
_ORGANISATION = re.compile(r"(?:公司|银行|支行|分行|中心|事务所|集团|商行|工作室|平台|协会|机构|部|店|厂|社|院|局)$")
_LANDLINE = re.compile(
    r"[(（]?(?:(?:\+ ?|00)?86[)）]?[ \-]{0,2})?[(（]?(?P<area>0?(?:10|2[0-9]|[3-9][0-9]{2}))[)）]?[ \-]{0,3}[2-8]"
)
_EXTENSION = re.compile(r"[ ]{0,2}(?:[(（]?(?:转|分机|ext|x|#).*|-[0-9]{1,5})$", re.I | re.S)


def mask(text: str) -> str:
    """`text` with everything that `find` finds masked; masking again changes nothing."""
    # A mask can give what stood beside it a new reading, so look again until nothing is found.
    while spans := find(text):
        parts, at = [], 0
        for span in spans:
            parts += [text[at : span.start], _MASKS[span.kind](text[span.start : span.end])]
            at = span.end
        text = "".join(parts) + text[at:]
    return text


def mask_value(value: str, kind: Kind | Handle) -> str:
    """One whole value of a known kind, masked; what is empty, masked already or a pseudonym stays as it is.

    Raises Misuse for an unknown kind.
    """
    masked_as = _MASKS.get(kind) or _MASKS.get(family(kind), _anything)
    text = value.strip()
    if not text or _MASKED in text or PSEUDONYM.fullmatch(text):
        return value
    if masked_as is _name and len(text) > 4 and _ORGANISATION.search(text):
        return value  # An organisation's name is no personal data.
    return masked_as(text)


def mask_array(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """A text column of the same type with each cell masked; cells with nothing to look at are not touched.

    Raises Misuse when the column does not hold text.
    """
    if isinstance(texts, pa.ChunkedArray):
        return pa.chunked_array([mask_array(chunk) for chunk in texts.chunks], type=texts.type)
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        raise Misuse(
            zh=f"只有文本列可以脱敏，这一列是 {texts.type}。",
            en=f"Only text can be masked; this column is {texts.type}.",
        )
    looked_at = worth_a_look(texts)
    masked = [mask(text) for text in texts.filter(looked_at).to_pylist()]
    if not masked:
        return texts
    return pc.replace_with_mask(texts, looked_at, pa.array(masked, type=texts.type))


def mask_batches(reader: pa.RecordBatchReader, columns: Iterable[str]) -> pa.RecordBatchReader:
    """The rows of `reader` with the text `columns` masked, a batch at a time, so that a table need not fit in memory.

    DuckDB hands such readers out (`relation.fetch_record_batch()`) and takes them in (`con.from_arrow(...)`).
    Raises Misuse when a column is missing or does not hold text.
    """
    schema, chosen = reader.schema, tuple(columns)
    for name in chosen:
        if name not in schema.names:
            raise Misuse(zh=f"没有“{name}”这一列，无法脱敏。", en=f'There is no column "{name}" to mask.')

    def masked() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            for name in chosen:
                place = schema.get_field_index(name)
                batch = batch.set_column(place, schema.field(place), mask_array(batch.column(place)))
            yield batch

    return pa.RecordBatchReader.from_batches(schema, masked())


def _id_card(text: str) -> str:
    bare = re.sub(r"[^0-9X]", "", plain(text).upper())
    return f"{bare[:3]}········{bare[-4:]}" if len(bare) >= 15 else _anything(text)


def _bank_card(text: str) -> str:
    bare = re.sub(r"[^0-9]", "", plain(text))
    return f"{DOTS}{bare[-4:]}" if len(bare) >= 8 else _anything(text)


def _phone(text: str) -> str:
    flat = plain(text)
    bare = re.sub(r"[^0-9]", "", flat)
    mobile = re.fullmatch(r"(?:(?:00)?86|0)?(1[3-9][0-9])[0-9]{4}([0-9]{4})", bare)
    return f"{mobile[1]}{DOTS}{mobile[2]}" if mobile else _landline(text)


def _landline(text: str) -> str:
    flat = plain(text)
    number = re.sub(r"[^0-9]", "", _EXTENSION.sub("", flat))
    if len(number) < 7:
        return _anything(text)
    area = _LANDLINE.match(flat) if len(number) > 8 else None
    return f"{'0' + area['area'].lstrip('0') + '-' if area else ''}······{number[-2:]}"


def _email(text: str) -> str:
    local, at, host = re.sub(r" ?(?:@|[(\[（]at[)\]）]) ?", "@", plain(text), flags=re.I).partition("@")
    return f"{local[:1]}···@{host}" if at else _anything(text)


def _plate(text: str) -> str:
    bare = re.sub(r"[^A-Za-z0-9\u4e00-\u9fff]", "", plain(text))
    return f"{bare[:2]}{DOTS}{bare[-1]}" if len(bare) >= 7 else _anything(text)


def _name(text: str) -> str:
    return f"{text[: surname_length(text) or 1]}{_MASKED}"


def _address(text: str) -> str:
    return f"{text[:6]}{DOTS}" if len(text) > 8 else f"{text[:2]}{DOTS}"


def _anything(text: str) -> str:
    return f"{text[:2]}{DOTS}{text[-2:]}" if len(text) > 8 else DOTS


_MASKS: dict[str, Callable[[str], str]] = {
    "id_card": _id_card,
    "person": _id_card,
    "mobile": _phone,
    "landline": _landline,
    "phone": _phone,
    "bank_card": _bank_card,
    "account": _bank_card,
    "email": _email,
    "plate": _plate,
    "name": _name,
    "address": _address,
}
