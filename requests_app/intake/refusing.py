"""Why a step of an upload may not happen now, in words a person can act on."""

from __future__ import annotations


class NotNow(Exception):
    """The step may not happen now; nothing was changed. `reasons` holds every reason as a sentence."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


class Unreadable(Exception):
    """The file as a whole can't be read. The sentence says why and what to do, and quotes nothing from the file."""

    @property
    def sentence(self) -> str:
        """Return what is shown to the person who uploaded it."""
        return str(self)


class Halted(Exception):
    """The upload can't go on, however often it is tried: the request moved on, or the uploader lost the right."""
