"""How sure a rate is: the Wilson score interval."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share with its 95 % interval, all between 0 and 1."""

    found: int
    of: int
    share: float
    low: float
    high: float


def wilson(found: int, of: int, *, z: float = Z_95) -> Rate:
    """The share `found / of` with its Wilson score interval (E. B. Wilson, JASA 22, 1927); 0 of 0 is 0 to 1.

    Raises ValueError when `found` is not between 0 and `of`.
    """
    if not 0 <= found <= of:
        raise ValueError(f"{found} of {of} is not a share")
    if of == 0:
        return Rate(found=0, of=0, share=0.0, low=0.0, high=1.0)
    share = found / of
    spread = 1 + z * z / of
    centre = (share + z * z / (2 * of)) / spread
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / spread
    # At the ends the formula is exactly 0 or 1; rounding must not move it past the share itself.
    low = 0.0 if found == 0 else max(0.0, centre - half)
    high = 1.0 if found == of else min(1.0, centre + half)
    return Rate(found=found, of=of, share=share, low=low, high=high)
