"""Which column of the file holds which column of ours, and what is said when one is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from evenhand.errors import Misuse, Unreadable
from evenhand.intake.words import Vocabulary, folded, folded_header
from evenhand.tables.written import WrittenColumn

CLOSE_ENOUGH = 0.4
SHOWN_HEADERS = 12


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Our columns with the columns of the file that hold them; columns kept beside; headers that lost a claim."""

    bound: Mapping[str, WrittenColumn]
    extra: tuple[WrittenColumn, ...]
    lost: tuple[tuple[str, WrittenColumn], ...]


class ColumnsMissing(Unreadable):
    """Required columns that no header names: which of ours, and the headers that there are."""

    def __init__(self, *, missing: Sequence[str], headers: Sequence[str], zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)
        self.missing = tuple(missing)
        self.headers = tuple(headers)


def bind(path: Path, written: Sequence[WrittenColumn], words: Vocabulary, mapped: Mapping[str, str]) -> Binding:
    """Bind the columns of `path`: a mapping first, then our own names, then the strongest word, then the first.

    Raises `Misuse` where a mapped header is not in the file, `Unreadable` where a required column is missing.
    """
    bound = {ours: _mapped(path, written, ours, theirs) for ours, theirs in mapped.items()}
    taken = {column.name for column in bound.values()}
    claims: dict[str, list[tuple[int, int, WrittenColumn]]] = {}
    for place, column in enumerate(written):
        claim = words.column_of(column.header)
        if claim is not None and column.name not in taken and claim[0] not in bound:
            claims.setdefault(claim[0], []).append((claim[1], place, column))
    lost = []
    for ours, claimants in claims.items():
        claimants.sort(key=lambda claim: claim[:2])
        bound[ours] = claimants[0][2]
        lost += [(ours, column) for _, _, column in claimants[1:]]
    _refuse_missing(path, written, words, bound)
    used = {column.name for column in bound.values()}
    extra = tuple(column for column in written if column.name not in used)
    return Binding(bound=bound, extra=extra, lost=tuple(lost))


def _mapped(path: Path, written: Sequence[WrittenColumn], ours: str, theirs: str) -> WrittenColumn:
    for same in (str.strip, folded):
        for column in written:
            if same(column.header) == same(theirs):
                return column
    near = _nearest([theirs], written)
    raise Misuse(
        zh=f"对照文件把 {ours} 对到表头“{theirs}”，但“{path.name}”里没有这个表头"
        + (f"；最接近的是“{near}”。" if near else "。"),
        en=f"the mapping takes {ours} from the header {theirs}, which {path.name} does not have"
        + (f"; the nearest is {near}." if near else "."),
    )


def _refuse_missing(
    path: Path, written: Sequence[WrittenColumn], words: Vocabulary, bound: Mapping[str, WrittenColumn]
) -> None:
    missing = [column.name for column in words.columns if column.required and column.name not in bound]
    if not missing:
        return
    free = [column for column in written if column not in bound.values()]
    said_zh, said_en, example = [], [], []
    for name in missing:
        spellings = [word for word, (ours, _) in words.headers.items() if ours == name]
        near = _nearest(spellings, free)
        said_zh.append(f"{name}（最接近的表头是“{near}”）" if near else name)
        said_en.append(f"{name} (the nearest header is {near})" if near else name)
        example.append(f"{name}: {near or '…'}")
    shown = [column.header.strip() for column in written if column.header.strip()][:SHOWN_HEADERS]
    recipe = f"columns: {{{', '.join(example)}}}"
    raise ColumnsMissing(
        missing=missing,
        headers=shown,
        zh=f"“{path.name}”缺少必需的列：{'、'.join(said_zh)}。读到的表头：{'、'.join(shown)}。"
        f"如果只是叫法不同，请写一个对照文件，内容为 {recipe}，再加上 --map 文件名.yaml。",
        en=f"{path.name} lacks the required column {', '.join(said_en)}. Headers found: {', '.join(shown)}. "
        f"If it only goes by another name, write a file with {recipe} and pass it with --map FILE.yaml.",
    )


def _nearest(spellings: Sequence[str], written: Sequence[WrittenColumn]) -> str | None:
    best, nearest = CLOSE_ENOUGH, None
    for column in written:
        header = folded_header(column.header)
        for word in spellings:
            alike = SequenceMatcher(None, header, folded(word), autojunk=False).ratio()
            if header and alike > best:
                best, nearest = alike, column.header.strip()
    return nearest
