"""Who did it, as the journal holds it: numbers, no names."""

from dataclasses import dataclass
from typing import Final, Literal

STAFF: Final = "staff"
CONSUMER: Final = "consumer"
SYSTEM: Final = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A member of staff in an organisation, the consumer of the case, or the platform by itself."""

    kind: Literal["staff", "consumer", "system"]
    person: int | None = None
    organisation: int | None = None


THE_CONSUMER = Actor(kind=CONSUMER)
THE_PLATFORM = Actor(kind=SYSTEM)
