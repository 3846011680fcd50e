"""What a clock refuses."""

from evenhand.errors import Misuse


class NotLawful(Misuse):
    """The time limit does not allow this: a pause without a listed ground, an extension without approval. Exit 2."""
