"""Loads everything, or goes on where an earlier load was cut short; what is loaded already stays as visitors left it."""

from __future__ import annotations

from django.conf import settings

from . import rechecking, rights, standing_out, upload
from .installing import install, put_records
from .plan import STORIES
from .walking import Walk


class NotHere(Exception):
    """Invented people have no place in a real installation."""


def load() -> bool:
    """Load the demonstration data. Return whether there was anything to do. Raises NotHere unless settings allow it.

    The upload in progress comes last, so it stands for a load that was finished.
    """
    if not settings.DEMONSTRATION:
        raise NotHere("Demonstration data is loaded only with DEMONSTRATION on, which a real installation refuses.")
    if upload.started():
        put_records()
        return False
    people = install()
    for story in STORIES:
        Walk(story, people).go()
    rechecking.sample(people)
    rights.install(people)
    standing_out.sample(people)
    upload.start(people)
    return True
