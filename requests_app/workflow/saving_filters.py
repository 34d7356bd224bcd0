"""Keeping, sharing and deleting a filter of the history: recorded like everything else, and no change of any case."""

from __future__ import annotations

from audits.acting import acting

from ..models import Person, SavedFilter
from .refused import Refused

MOST = 200
"""Filters that one person keeps."""


def save(*, by: Person, name: str, shared: bool, query: dict[str, str]) -> SavedFilter:
    """Keep a filter under a name. Raises Refused if the person has one of this name, or too many."""
    own = SavedFilter.objects.filter(owner=by)
    if own.filter(name=name).exists():
        raise Refused([f"You have a filter “{name}” already. Choose another name; nothing was saved."])
    if own.count() >= MOST:
        raise Refused([f"You keep {MOST} filters, which is the most. Delete one; nothing was saved."])
    with acting(by=by, why="saved a filter of the history"):
        return SavedFilter.objects.create(owner=by, name=name, shared=shared, query=query)


def share(one: SavedFilter, *, by: Person, shared: bool) -> None:
    """Share a filter with everybody who oversees, or no longer."""
    one.shared = shared
    with acting(by=by, why="shared a filter of the history" if shared else "stopped sharing a filter of the history"):
        one.save(update_fields=["shared"])


def delete(one: SavedFilter, *, by: Person) -> None:
    """Delete a filter."""
    with acting(by=by, why="deleted a filter of the history"):
        SavedFilter.objects.filter(pk=one.pk).delete()
