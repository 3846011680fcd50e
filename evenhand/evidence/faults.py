"""What is wrong with a log, or with what was taken from one."""

from evenhand.errors import EvenhandError


class NotVerified(EvenhandError):
    """Something is not what was sealed; `index` is the entry that it is about, None where none can be named. Exit 1."""

    exit_code = 1

    def __init__(self, *, zh: str, en: str, index: int | None = None) -> None:
        super().__init__(zh=zh, en=en)
        self.index = index


class Broken(NotVerified):
    """A log is not what it was: an entry or a hash was changed after it was written. Exit 1."""
