"""What stands beside a package, told in sentences: its preparation, items attached by hand, the circuit breaker."""

from __future__ import annotations

from collections.abc import Callable

from audits.history import CREATED, Group

from ..models.release import PreparationStatus
from ..rules.items import ITEMS


def about_preparation(group: Group) -> str:
    """Say that a package was asked for, or couldn't be prepared; that it was prepared is told of the package itself."""
    if group.row.kind == CREATED:
        return "asked for a package to be prepared"
    failed = group.row.now["status"] == PreparationStatus.FAILED
    return f"couldn't have the package prepared: {' '.join(group.row.now['trouble'].splitlines())}" if failed else ""


def about_attached(group: Group) -> str:
    """Say that an item was attached for a subject, or removed. Neither its source nor its words are told."""
    label = ITEMS[group.row.now["item"]].label if group.row.now["item"] in ITEMS else "an item"
    whom = "a subject" if group.count == 1 else f"{group.count:,} subjects"
    return f"{'attached' if group.row.kind == CREATED else 'removed'} “{label}” for {whom}"


def about_breaker(group: Group) -> str:
    """Say that the circuit breaker tripped in an act on this request, or was reset."""
    return "tripped the circuit breaker of releases" if group.row.kind == CREATED else "reset the circuit breaker"


SENTENCES: dict[str, Callable[[Group], str]] = {
    "requests_app.AttachedItem": about_attached,
    "requests_app.Preparation": about_preparation,
    "requests_app.ReleaseBreaker": about_breaker,
}
"""Model -> how it reads. None of it is for the agency."""
