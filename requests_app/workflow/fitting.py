"""Whether approved subjects' verdicts still hold, before a package is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..matching.source import SOURCE
from ..models import DisclosureRequest, MatchState, MatchVerdict, Subject, SubjectForm
from ..models.subject import Outcome
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
    there = SOURCE.existing([kept[pk].record_id or 0 for pk in decided])
    found = {pk: int(kept[pk].record_id or 0) for pk in decided if kept[pk].record_id in there}
    if not anew and unchanged(disclosure_request):
        return found | {
            pk: int(v.record_id or 0) for pk, v in kept.items() if pk not in decided and v.edition == MATCH_EDITION
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


def _kept(disclosure_request: DisclosureRequest, rows: Mapping[int, int]) -> dict[int, Any]:
    """Return subject id -> the columns of its verdict, of those in these rows that are matched with a record."""
    if not rows:
        return {}
    found = MatchVerdict.objects.filter(
        subject__disclosure_request_id=disclosure_request.pk,
        subject__row__range=(min(rows.values()), max(rows.values())),
        subject__outcome=Outcome.APPROVED,
        submission=disclosure_request.submission,
        verdict=Verdict.MATCHED,
    ).values_list("subject_id", "record_id", "address", "method", "edition", named=True)
    return {v.subject_id: v for v in found if v.subject_id in rows}


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
