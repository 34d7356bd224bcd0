"""Who is meant when oversight asks who saw a taxpayer: found by the keyed hash of a number, never by the number itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from audits.access_log import AccessAct, Looker, look
from audits.vault import blind_index

from ..intake.rows import tin_key
from ..matching.source import SOURCE
from ..models import MatchVerdict, Subject
from ..models.subject import bearers
from ..rules.identifiers import tin_digits
from ..rules.text import clean

MOST = 500
"""Subjects that one search finds at most: a number that more bear is no one person's."""

KIND = "subject by number"

WHOLE_CASE = ("signed letter", "selection")
"""Kinds of things that may name every subject of a request, and whose record doesn't list them."""


@dataclass(frozen=True, slots=True)
class FoundSubject:
    """A subject as a search tells it: where it stands, and nothing of who it is."""

    id: int
    row: int
    case_id: int
    number: str
    agency: str


def by_number(tin: str, agency_ids: Collection[int], looker: Looker) -> tuple[list[int], bool]:
    """Return the ids of subjects that bear a number, as asked or by the record that they were matched with, latest first.

    And whether more bear it than are found. The search is recorded with what it found, and without the number. `agency_ids`:
    whose requests are searched.
    """
    index = blind_index(tin_digits(clean(tin)), kind="tin")
    keys = tin_key(tin)
    named = Subject.objects.filter(pk__in=bearers(keys), tin_index=index) if keys else Subject.objects.none()
    matched = MatchVerdict.objects.filter(record_id__in=SOURCE.bearing([index]))
    asked = list(named.values_list("pk", flat=True)[: MOST + 1])
    fitted = list(matched.values_list("subject_id", flat=True)[: MOST + 1])
    among = Q(pk__in={*asked, *fitted})
    found = Subject.objects.filter(among, agency_id__in=list(agency_ids)).order_by("-pk").values_list("pk", flat=True)
    every = list(found)
    ids, cut = every[:MOST], max(map(len, (every, asked, fitted))) > MOST
    look(looker, AccessAct.SEARCH, KIND, subjects=ids)
    return ids, cut


def told(ids: Collection[int], agency_ids: Collection[int]) -> list[FoundSubject]:
    """Return where subjects stand, latest first; those of other agencies' requests are left out. One query."""
    rows = Subject.objects.filter(pk__in=list(ids), agency_id__in=list(agency_ids)).order_by("-pk")
    columns = ("pk", "row", "disclosure_request_id", "disclosure_request__number", "disclosure_request__agency__code")
    return [FoundSubject(*row) for row in rows.values_list(*columns)]
