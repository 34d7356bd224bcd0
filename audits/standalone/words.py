"""A number with its noun, as every sentence says it: here, because the verifier stands alone."""

from __future__ import annotations


def count_of(number: int, noun: str) -> str:
    """Return '1 subject', '1,000 subjects'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
