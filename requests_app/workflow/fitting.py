"""Whether approved subjects' verdicts still hold, before a package is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection

from audits import arrays

from ..matching.source import SOURCE
from ..models import DisclosureRequest, MatchState, Subject, SubjectForm
from ..rules.matching import MATCH_EDITION, AddressCheck, Method, Verdict


def still_fitting(
    disclosure_request: DisclosureRequest, rows: Mapping[int, int], *, anew: bool = False
) -> tuple[dict[int, int], set[int]]:
    """Return subject id -> record id of those whose verdict still holds, and which of them a person decided.

    Matched anew, each comes to the same record, and to an address that agrees if it agreed. What a person decided in writing
    stands: there the record only has to be still there. Where nothing has changed since the matching, it isn't repeated
    (`unchanged`), unless `anew`. `rows`: subject id -> row of a chunk, in order of rows.
    """
    kept = _kept(disclosure_request, rows)
    decided = {pk for pk, v in kept.items() if v.method == Method.PERSON}
    there = SOURCE.existing([kept[pk].record_id for pk in decided])
    found = {pk: kept[pk].record_id for pk in decided if kept[pk].record_id in there}
    if not anew and unchanged(disclosure_request):
        return found | {
            pk: v.record_id for pk, v in kept.items() if pk not in decided and v.edition == MATCH_EDITION
        }, decided
    for pk, (record_id, address) in _matched_anew(disclosure_request, rows).items():
        before = kept.get(pk)
        if (
            before
            and pk not in decided
            and (record_id, True) == (before.record_id, _as_before(before.address, address))
        ):
            found[pk] = record_id
    return found, decided


_KEPT = """
SELECT v.subject_id, v.record_id, v.address, v.method, v.edition FROM requests_app_matchverdict v
WHERE v.subject_id = ANY (%s::bigint[]) AND v.disclosure_request_id = %s AND v.submission = %s AND v.verdict = %s
"""
"""By the verdicts' own key: joined with subjects by their rows, each chunk would read every verdict of the request."""


class _Kept(NamedTuple):
    """What a verdict says that matched a subject with a record."""

    record_id: int
    address: str
    method: str
    edition: str


def _kept(disclosure_request: DisclosureRequest, rows: Mapping[int, int]) -> dict[int, _Kept]:
    """Return subject id -> its verdict, of those in these rows that are matched with a record."""
    pk, submission = disclosure_request.pk, disclosure_request.submission
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [arrays.written(rows), pk, submission, Verdict.MATCHED.value])
        return {subject_id: _Kept(*rest) for subject_id, *rest in cursor.fetchall()}


def unchanged(disclosure_request: DisclosureRequest) -> bool:
    """Return whether matching anew could only come to the verdicts that stand: by the same rules, with the same records, of the
    same contents, which are frozen while a submission stands.

    The source's count of changes was kept when the matching began, so a record that changed during it counts as changed. Ask
    after the verdicts were read.
    """
    return MatchState.objects.filter(
        disclosure_request=disclosure_request,
        edition=MATCH_EDITION,
        submission=disclosure_request.submission,
        finished_at__isnull=False,
        source=SOURCE.changes(),
    ).exists()


def _as_before(before: str, now: str) -> bool:
    """Return whether an address check is what it was, or better: what agreed must agree."""
    return before != AddressCheck.AGREES or now == AddressCheck.AGREES


def _matched_anew(disclosure_request: DisclosureRequest, rows: Mapping[int, int]) -> dict[int, tuple[int, str]]:
    """Match a chunk of subjects again; return subject id -> the one record that fits, and how its address compares.

    From their stored normal forms, which workers alone can read; where these aren't at hand, from forms made anew.
    """
    if not rows:
        return {}
    first, last = min(rows.values()), max(rows.values())
    stored = SubjectForm.objects.filter(disclosure_request_id=disclosure_request.pk, row__gte=first, row__lte=last)
    if stored.count() < len(rows):
        return SOURCE.matched_anew(list(Subject.objects.filter(pk__in=list(rows))))
    return SOURCE.matched(disclosure_request.pk, first - 1, last)
