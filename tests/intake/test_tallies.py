"""The counts kept beside a request are those of its subjects, whatever was done to them, by whatever path."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import JUDGING, SETUP, acting
from requests_app.intake import judging
from requests_app.models import DisclosureRequest, Subject, SubjectTally, tallies
from requests_app.models.as_facts import standing
from requests_app.models.tallies import Tally, tally_of
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting
from tests import samples
from tests.cast import cast, draft, subject_fields, version, walk
from tests.intake.conftest import WHY, Uploads


def counted_one_by_one(of: DisclosureRequest, *, irs_side: bool) -> Tally:
    """Count the subjects themselves."""
    tally = Tally(all=of.subjects.count())
    there = of.subjects.filter(standing(irs_side=irs_side))
    for subject in there:
        left = set(subject.review_codes) - set(subject.cleared_codes)
        tally.standing += 1
        tally.approved += subject.outcome == "approved"
        tally.blocked += bool(subject.blocking_codes)
        tally.unreviewed += bool(left)
        tally.blocking.update(subject.blocking_codes)
        tally.review.update(left)
        tally.cleared.update(set(subject.review_codes) & set(subject.cleared_codes))
        tally.editions[subject.judged_under] += 1
    tally.outcomes = Counter(of.subjects.exclude(pk__in=there).values_list("outcome", flat=True))
    return tally


def told(tally: Tally) -> dict[str, object]:
    """Return the counts that aren't nought."""
    return {
        name: {k: n for k, n in value.items() if n} if isinstance(value, Counter) else value
        for name in Tally.__slots__
        for value in [getattr(tally, name)]
    }


def assert_exact(of: DisclosureRequest) -> None:
    for irs_side in (True, False):
        kept = tally_of(of.pk, irs_side=irs_side)
        assert told(kept) == told(counted_one_by_one(of, irs_side=irs_side))


DEFECTS: tuple[dict[str, str], ...] = (
    {},
    {"address_line1": "Unknown"},
    {"statute": "8 USC 1231"},
    {"statute": "8 USC 9999", "tax_periods": ""},
    {"first_name": "FNU"},
)


@pytest.mark.parametrize("seed", range(4))
def test_they_are_exact_after_any_change(uploads: Uploads, seed: int) -> None:
    dice, one, by = random.Random(seed), uploads.draft, uploads.who.liaison
    uploads.whole(samples.csv_file(20, seed))
    for number in range(25):
        there = list(one.subjects.filter(outcome="open").values_list("pk", flat=True))
        match dice.choice(("add", "edit", "drop", "stale", "judge", "raw")):
            case "add":
                given = subject_fields(last_name=f"Number{number}", **dice.choice(DEFECTS))
                drafting.add_subject(one.pk, by=by, why=WHY, seen=None, fields=given, tin="")
            case "edit" if there:
                given = subject_fields(**dice.choice(DEFECTS))
                drafting.edit_subject(dice.choice(there), by=by, why=WHY, fields=given, tin=None)
            case "drop" if there:
                some = dice.sample(there, 1)
                drafting.drop_subjects(one.pk, some, by=by, why=WHY, seen=version(one))
            case "stale":
                with acting(by=JUDGING, why=WHY):
                    judging.mark_stale(one.pk)
            case "judge":
                judging.judge_stale(one.pk)
            case "raw":
                with acting(by=SETUP, why=WHY), connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE requests_app_subject SET review_codes = '{reason.generic}' WHERE row % 3 = 0"
                    )
        assert_exact(one)


@pytest.mark.django_db
def test_to_the_agency_a_subject_set_aside_unseen_still_stands():
    who = cast()
    one = walk(who, draft(who, subject_fields(), subject_fields(last_name="Mockfield")), Status.COMPLETENESS)
    aside = one.subjects.order_by("row").first()
    assert aside is not None
    no_record = {"outcome": "denied", "reason_code": "no_record_or_mismatch"}
    deciding.set_aside(one.pk, [aside.pk], by=who.specialist, why=WHY, seen=version(one), **no_record)
    assert_exact(one)
    assert (tally_of(one.pk, irs_side=True).standing, tally_of(one.pk, irs_side=False).standing) == (1, 2)


def test_summing_up_changes_no_count(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(30))
    one = uploads.draft
    for _ in range(70):
        with acting(by=JUDGING, why=WHY):
            judging.mark_stale(one.pk)
        judging.judge_stale(one.pk)
    lines = SubjectTally.objects.filter(disclosure_request=one).count()
    before = told(tally_of(one.pk))
    assert tallies.sum_up() > 0
    assert SubjectTally.objects.filter(disclosure_request=one).count() < min(lines, 40)
    assert told(tally_of(one.pk)) == before
    assert_exact(one)


def test_nobody_but_the_database_writes_them(uploads: Uploads) -> None:
    uploads.type_one()
    with (
        acting(by=SETUP, why=WHY),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE requests_app_subjecttally SET subjects = 0")
    assert Subject.objects.count() == tally_of(uploads.draft.pk).standing == 1
