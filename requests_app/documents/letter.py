"""Letters as accessible PDF (PDF/UA-1): the cover letter of a package, and one letter for each taxpayer where wanted.

typst sets them from `letter.typ`, with its own fonts and none of the machine's, so that the same facts give the same bytes.
It refuses a document that isn't accessible. Source: ISO 14289-1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..rules import numbering
from .facts import ItemRow, PackageFacts
from .labels import LABEL, LABEL_SENTENCE
from .signs import Shown, all_readable
from .typesetting import CannotSet, pdf
from .wording import cover_parts, subject_parts

_TEMPLATE = Path(__file__).with_name("letter.typ").read_bytes()
_SENDER = "Internal Revenue Service. Disclosure of return information."


def cover_letter(facts: PackageFacts, files: Sequence[dict[str, str | int]], *, attached: int = 0) -> bytes:
    """Return the cover letter as PDF/UA-1. Raises CannotSet.

    `files`: name, size (bytes) and SHA-256 of each release file. `attached`: how many files were attached by hand.
    """
    title = f"Disclosure of return information on request {facts.number}"
    return _set(title, facts.number, cover_parts(facts, files, attached))


def subject_letter(facts: PackageFacts, items: Sequence[ItemRow], attached: Sequence[str]) -> bytes:
    """Return the letter on one taxpayer as PDF/UA-1: what is disclosed of that one alone. Raises CannotSet.

    `attached`: the name in the package of each item's file, '' where it has none.
    """
    reference = f"{facts.number}, {numbering.subject(items[0].row)}"
    return _set(f"Return information on request {reference}", reference, subject_parts(facts, items, attached))


def _set(title: str, reference: str, parts: list[dict[str, Any]]) -> bytes:
    said = {
        "title": title,
        "reference": reference,
        "label": LABEL,
        "label_sentence": LABEL_SENTENCE,
        "sender": _SENDER,
        "parts": parts,
    }
    for shown in (Shown.WHERE_FONTS_HAVE_IT, Shown.LATIN_ALONE):
        made = pdf(_TEMPLATE, {"said": json.dumps(all_readable(said, shown), ensure_ascii=False)})
        if made is not None:
            return made
    raise CannotSet("The letter could not be set. Nothing was disclosed; tell the operator.")
