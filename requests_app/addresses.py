"""Every address of the pages with its rule of who, as it is declared: read from the resolver, never typed a second time."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from .rules.matrix_printed import Place


def places() -> list[Place]:
    """Return every address that `page()` declares: its route, its name, and who may come."""
    return [place for pattern in get_resolver().url_patterns for place in _of(pattern, "")]


def _of(pattern: URLPattern | URLResolver, prefix: str) -> Iterator[Place]:
    route = prefix + str(pattern.pattern)
    if isinstance(pattern, URLResolver):
        for one in pattern.url_patterns:
            yield from _of(one, route)
        return
    who = getattr(pattern.callback, "who", None)
    if who is not None:
        named = isinstance(who, frozenset)
        yield Place(route, str(pattern.name), who if named else frozenset(), "" if named else str(who.value))
