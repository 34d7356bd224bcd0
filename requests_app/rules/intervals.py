"""How sure a rate from a sample is: Wilson's interval, which holds for small samples and for none wrong among many.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The standard normal quantile of a 95 % interval."""


class Interval(NamedTuple):
    """The least and the largest rate that the sample speaks for, from 0 to 1."""

    low: float
    high: float


def wilson(wrong: int, of: int, z: float = Z_95) -> Interval | None:
    """Return the 95 % interval of a rate of `wrong` among `of`; None for an empty sample. ValueError if fewer."""
    if not 0 <= wrong <= of:
        raise ValueError("As many are wrong as were looked at, or fewer.")
    if not of:
        return None
    rate, share = wrong / of, z * z / of
    middle = (rate + share / 2) / (1 + share)
    half = z * sqrt(rate * (1 - rate) / of + share / (4 * of)) / (1 + share)
    return Interval(0.0 if not wrong else middle - half, 1.0 if wrong == of else middle + half)
