"""What people type about subjects stays free of tax data: it names none of them, and hides nothing.

Notes, a request's title and purpose as they are edited, a signer's title and instrument, what is decided on a request and
cleared on it, steps back, withdrawals and takings back, acts on a package and of custody, the receipt, incidents, disposals,
resets of a breaker that tripped on a request, decisions on a match and reasons for looks ask here: their words go into records
and reports that hold no tax data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from ..rules import numbering
from ..rules.text import bears_a_number, clean, has_hidden_marks

NAMES = (
    "The words seem to name a taxpayer of this release, or hold a number of nine digits: "
    f"{numbering.INSTEAD}. Nothing was saved yet."
)
NAMES_SUBJECT = (
    "The words seem to name a taxpayer shown here, or hold a number of nine digits, and they are kept where no tax data may "
    "stand: say it without. Nothing was shown yet."
)
NAMES_PAIR = (
    "The words seem to name this taxpayer, or hold a number of nine digits, and they are kept where no tax data may stand: "
    "say it without, as in “another given name”. Nothing was recorded yet."
)
NAMES_NOTE = (
    f"The note seems to name a taxpayer of this request, or holds a number of nine digits: {numbering.INSTEAD}. "
    "Nothing was written yet."
)
_NAMES_WORDS = (
    f"The words seem to name a taxpayer of this request, or hold a number of nine digits: {numbering.INSTEAD}."
)
NAMES_DECISION = f"{_NAMES_WORDS} Nothing was decided yet."
NAMES_REASON = f"{_NAMES_WORDS} Nothing was changed yet."
NAMES_LETTER = (
    f"The title or the purpose seems to name a taxpayer of this request, or holds a number of nine digits: "
    f"{numbering.INSTEAD}, under “Edit what is asked”. Nothing was handed over yet."
)
NAMES_SIGNED = (
    "It seems to name a taxpayer of this request, or holds a number of nine digits: say it without. Nothing was signed "
    "yet."
)
HIDDEN = (
    "It holds marks that no reader sees and that change what is read: type it anew without them. Nothing was saved yet."
)

_PERHAPS = (
    "(lower({part}) = ANY (regexp_split_to_array(' ' || lower(%(text)s), '[^[:alnum:]]+')) OR {part} ~ '[^A-Za-z0-9]')"
)
"""Whether a word may stand in what was said: it is one of its words, or none, or it holds a sign and is looked at closely.

The words are a constant to PostgreSQL, which looks each name up among them by a hash.
"""

_FIRST = "split_part({column}, ' ', 1)"
_NEAR = " OR ".join(
    [
        f"{_PERHAPS.format(part='last_name')} AND {_PERHAPS.format(part='first_name')}"
        " AND first_name || middle_name || last_name <> ''",
        *(
            f"{column} <> '' AND {_PERHAPS.format(part=_FIRST.format(column=column))}"
            for column in ("entity_name", "address_line1", "address")
        ),
    ]
)

_APART = " 0 "
"""Stands between a text as typed and as it reads, so that the end of one and the beginning of the other make no name."""

_NAMED = f"""
WITH said AS MATERIALIZED (
    SELECT ' ' || regexp_replace(lower(%(text)s), '[^[:alnum:]]+', ' ', 'g') || ' ' AS words),
near AS MATERIALIZED (
    SELECT first_name, middle_name, last_name, entity_name, address_line1, address
    FROM requests_app_subject s WHERE {{whose}} AND ({_NEAR})),
named AS MATERIALIZED (
    SELECT regexp_replace(lower(p.part), '[^[:alnum:]]+', ' ', 'g') AS part
    FROM near s CROSS JOIN LATERAL (VALUES
        (s.first_name || ' ' || s.last_name), (s.last_name || ' ' || s.first_name),
        (s.first_name || ' ' || s.middle_name || ' ' || s.last_name), (s.entity_name),
        (s.address_line1), (s.address)) AS p (part))
SELECT EXISTS (SELECT FROM said, named WHERE length(btrim(part)) > 4
               AND position(' ' || btrim(part) || ' ' IN said.words) > 0)
"""
"""`near` leaves out, by cheap means, whoever can't be named: whoever is stands in the words, name by name, signs aside.
"""

_WITH_IDS = "s.id = ANY ({ids})"
"""Whose names: as an array, subjects are read in one walk of the index, without statistics too."""


def names_a_taxpayer(release_id: int, text: str) -> bool:
    """Return whether a text bears the name or address of somebody in a release, or a number shaped like a TIN.

    It can't find every name in every spelling: the person who writes is asked not to, and the report leaves the words out.
    """
    own = "ARRAY(SELECT subject_id FROM requests_app_releaseitem WHERE release_id = %(of)s)"
    return _names(text, _WITH_IDS.format(ids=own), release_id)


def names_one_of_request(disclosure_request_id: int, text: str) -> bool:
    """Return whether a text bears the name or address of somebody in a request, or a number shaped like a TIN."""
    return _names(text, "s.disclosure_request_id = %(of)s", disclosure_request_id)


def wrong_of_request(disclosure_request_id: int, sentence: str, **words: str) -> dict[str, list[str]]:
    """Return, by field, the sentence for each whose words name somebody in a request, or hold a number shaped like a TIN."""
    typed = {name: text for name, text in words.items() if text}
    if len(typed) > 1 and not names_one_of_request(disclosure_request_id, "\n".join(typed.values())):
        return {}
    return {name: [sentence] for name, text in typed.items() if names_one_of_request(disclosure_request_id, text)}


def names_one_of(subject_ids: Iterable[int], text: str) -> bool:
    """Return whether a text bears the name or address of one of these subjects, or a number shaped like a TIN."""
    return _names(text, _WITH_IDS.format(ids="%(of)s::bigint[]"), list(subject_ids))


def _names(text: str, whose: str, of: int | list[int]) -> bool:
    if bears_a_number(text):
        return True
    with connection.cursor() as cursor:
        cursor.execute(_NAMED.format(whose=whose), {"text": f"{text}{_APART}{clean(text)}", "of": of})
        return bool(cursor.fetchone()[0])


def wrong(release_id: int, *, lines: Mapping[str, str], words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return, by field, why what was typed can't be taken. `lines`: names and places; `words`: what was written freely."""
    found = {name: [HIDDEN] for name, text in lines.items() if has_hidden_marks(text)}
    typed = {name: text for name, text in (*lines.items(), *words.items()) if text}
    if typed and names_a_taxpayer(release_id, "\n".join(typed.values())):
        bearing = [name for name, text in typed.items() if names_a_taxpayer(release_id, text)] or list(typed)
        found |= {name: [*found.get(name, []), NAMES] for name in bearing}
    return found
