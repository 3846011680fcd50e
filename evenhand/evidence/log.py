"""The log: entries are added at its end, never changed; proofs and checkpoints show it."""

from collections.abc import Sequence

from evenhand.errors import Misuse
from evenhand.evidence.checking import check
from evenhand.evidence.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint, stated
from evenhand.evidence.faults import Broken
from evenhand.evidence.merkle import consistency_proof, inclusion_proof, leaf_hash
from evenhand.evidence.receipt import Receipt
from evenhand.evidence.signing import PublicKey, SigningKey, signed_by
from evenhand.evidence.store import Store
from evenhand.evidence.suite import INTL, require
from evenhand.evidence.tree import Tree, grown
from evenhand.tables.progress import Progress, silent


class Log:
    """A log in `store`. `origin` is its name for life, and that of the key that signs it; `suite` its algorithms."""

    def __init__(self, store: Store, *, origin: str, suite: str = INTL) -> None:
        require(suite)
        self.store = store
        self.origin = origin
        self.suite = suite
        self._tree = Tree(store)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.store.size()

    def append(self, entries: Sequence[bytes], *, at: int | None = None) -> range:
        """Add entries in order, all or none, and return their indexes.

        With `at`, the first must get that index: entries that stand there already are not added again, so that a
        writer who does not know whether the last attempt came through may simply repeat it. Raises `Broken` where
        others stand there, `Misuse` where `at` is beyond the end.
        """
        with self.store.turn():
            size = self.store.size()
            first = size if at is None else at
            if not 0 <= first <= size:
                raise Misuse(
                    zh=f"日志有 {size} 条，下一条应为第 {size} 条，不能从第 {first} 条接起",
                    en=f"the log has {size} entries; the next is {size} and not {first}",
                )
            there = self.store.entries(first, min(size, first + len(entries)))
            for index, (old, new) in enumerate(zip(there, entries, strict=False), first):
                if old != new:
                    raise Broken(
                        zh=f"第 {index} 条已经写入，与要写的不同", en=f"entry {index} is another one", index=index
                    )
            if added := entries[len(there) :]:
                tiles = grown(self.store, size, [leaf_hash(entry) for entry in added])
                self.store.add(added, at=size, tiles=tiles)
        return range(first, first + len(entries))

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries, of all where none is given (RFC 6962, 2.1)."""
        return self._tree.root(self._within(size))

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that entry `index` is among the first `size` (RFC 6962, 2.1.1)."""
        until = self._within(size)
        if not 0 <= index < until:
            raise Misuse(
                zh=f"没有第 {index} 条：共 {until} 条，从 0 数起", en=f"there is no entry {index} among {until}, from 0"
            )
        return inclusion_proof(index, until, self._tree.within)

    def consistency(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """The proof that the first `first` entries are unchanged among the first `second` (RFC 6962, 2.1.2)."""
        until = self._within(second)
        if not 0 <= first <= until:
            raise Misuse(zh=f"{first} 条多于 {until} 条", en=f"{first} entries are more than {until}")
        return consistency_proof(first, until, self._tree.within) if first else ()

    def checkpoint(self, key: SigningKey) -> Checkpoint:
        """Sign what the log is now, and keep it. Raises `Broken` rather than sign away an earlier checkpoint."""
        if key.name != self.origin:
            raise Misuse(
                zh=f"密钥属于 {key.name}，日志是 {self.origin}",
                en=f"the key is of {key.name}, the log is {self.origin}",
            )
        with self.store.turn():
            size = self.store.size()
            last = self.store.checkpoint(-1)
            if last is not None and not self._still(last[1], key):
                raise Broken(
                    zh=f"日志前 {last[0]} 条与已签的检查点不符，不再签新的；请用 verify 查明是哪一条",
                    en=f"the first {last[0]} entries are not those of the last checkpoint, and nothing new is signed; "
                    "verify tells which entry was changed",
                )
            signed = sign_checkpoint(origin=self.origin, size=size, root=self.root(size), suite=self.suite, key=key)
            self.store.keep_checkpoint(size, signed.note)
        return signed

    def receipt(
        self,
        index: int,
        *,
        checkpoint: Checkpoint | None = None,
        salt: bytes | None = None,
        text: bytes | None = None,
    ) -> Receipt:
        """What proves entry `index` to anyone: under `checkpoint`, or the last one kept that has the entry.

        Raises `Misuse` where there is no such entry, or none of the checkpoints has it yet.
        """
        kept = (checkpoint.size, checkpoint.note) if checkpoint else self.store.checkpoint(index)
        if not 0 <= index < self.size:
            raise Misuse(
                zh=f"没有第 {index} 条：共 {self.size} 条，从 0 数起",
                en=f"there is no entry {index}; there are {self.size}",
            )
        if kept is None or kept[0] <= index:
            raise Misuse(
                zh=f"第 {index} 条还没有签过的检查点，请先签", en=f"no checkpoint has entry {index} yet; sign one first"
            )
        return Receipt(
            suite=self.suite,
            index=index,
            entry=self.store.entries(index, index + 1)[0],
            proof=self.inclusion(index, kept[0]),
            checkpoint=kept[1],
            salt=salt,
            text=text,
        )

    def check(self, key: PublicKey | None = None, *, progress: Progress = silent) -> int:
        """Work out everything again and hold it to what is stored and signed; returns how many entries there are.

        Checkpoints that name `key` must be signed by it; without a key only what they state is compared. Raises
        `Broken` naming the first entry that was changed, or, where entries and hashes were changed together, between
        which two the change lies.
        """
        return check(self.store, key, progress)

    def _within(self, size: int | None) -> int:
        have = self.size
        if size is not None and not 0 <= size <= have:
            raise Misuse(zh=f"日志只有 {have} 条，没有 {size} 条", en=f"the log has {have} entries and not {size}")
        return have if size is None else size

    def _still(self, note: str, key: SigningKey) -> bool:
        """Whether the log still begins as a checkpoint says; its signature is looked at where `key` made it."""
        said = read_checkpoint(note, key.public) if signed_by(note, key.public) else stated(note)
        return said.size <= self.size and said.root == self.root(said.size)
