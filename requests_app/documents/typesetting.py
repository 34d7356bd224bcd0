"""typst, asked for accessible PDF (PDF/UA-1) with the fonts that it brings: the machine's own aren't looked at."""

from __future__ import annotations

import os
from functools import lru_cache

import typst


class CannotSet(Exception):
    """A letter couldn't be set. Says nothing of what was in it: that is tax data."""


FORKED = (
    "This process was forked after a letter had been set in its parent: no letter can be set here. Restart the worker."
)


def pdf(template: bytes, inputs: dict[str, str]) -> bytes | None:
    """Return the PDF, or None if typst refuses the document: what it says then holds the text, so it isn't passed on.

    Raises CannotSet in a forked process whose parent has set letters: typst would wait there for ever.
    """
    if _begun_in() != os.getpid():
        raise CannotSet(FORKED)
    try:
        made = typst.compile(template, font_paths=_fonts(), sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return None
    return made if isinstance(made, bytes) else None


@lru_cache(maxsize=1)
def _begun_in() -> int:
    return os.getpid()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
