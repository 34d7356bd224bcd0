"""How text with evidence in it is drawn: escaped, the words that raised a flag marked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..rules.evidence import Part

register = template.Library()


@register.filter
def marked(parts: Iterable[Part]) -> SafeString:
    """Return text in pieces as it is shown: escaped, what is evidence marked."""
    drawn = (format_html("<mark>{}</mark>" if part.marked else "{}", part.text) for part in parts)
    return format_html_join("", "{}", ((one,) for one in drawn))
