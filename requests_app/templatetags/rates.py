"""How rates are drawn."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(rate: float | None) -> str:
    """Return a rate from 0 to 1 in percent, 'unknown' for none."""
    return "unknown" if rate is None else f"{rate * 100:.2f} %"
