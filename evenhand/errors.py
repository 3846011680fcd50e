"""Errors with a sentence a clerk can act on, in Chinese and in English."""


class EvenhandError(Exception):
    """Something anticipated went wrong: what happened, what is safe, what to do, in both languages."""

    exit_code = 3

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en

    def sentence(self, lang: str) -> str:
        """The sentence in `lang` (`zh` or `en`)."""
        return self.zh if lang == "zh" else self.en


class Misuse(EvenhandError):
    """The command or call was put wrongly; nothing was read or written. Exit 2."""

    exit_code = 2


class Unreadable(EvenhandError):
    """An input could not be read as what it claims to be; nothing was written. Exit 3."""


class Unavailable(EvenhandError):
    """What the work was to run on failed or could not be reached; no results were written. Exit 3."""


class BadPack(Unreadable):
    """A rule pack or rule file is faulty: names the file, the place and the remedy."""
