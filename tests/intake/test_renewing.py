"""After a new version the keys by which subjects are compared are those that the rules now make."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command

from audits.acting import SETUP, acting
from requests_app.intake import renewing, waiting
from requests_app.models import ListedWord, Subject
from requests_app.workflow import founding
from tests import samples
from tests.intake.conftest import WHY, Uploads


def test_keys_of_an_older_form_are_made_anew_and_the_subjects_judged_again(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(30))
    before = {s.row: (bytes(s.reason_key), [bytes(k) for k in s.identity_keys]) for s in Subject.objects.all()}
    with acting(by=SETUP, why=WHY):
        Subject.objects.filter(row__lte=3).update(reason_key=b"of an older form", identity_keys=[])
    assert renewing.renew_keys() == 3
    assert {s.row: (bytes(s.reason_key), [bytes(k) for k in s.identity_keys]) for s in Subject.objects.all()} == before
    assert waiting.unjudged_requests() == [uploads.draft.pk]


def test_running_it_again_changes_nothing(uploads: Uploads) -> None:
    uploads.whole(samples.csv_file(5))
    told = StringIO()
    call_command("renew", stdout=told)
    assert "Keys of 0 subjects" in told.getvalue() and waiting.unjudged_requests() == []


def test_a_word_that_was_taken_out_stays_out(uploads: Uploads) -> None:
    with acting(by=SETUP, why=WHY):
        ListedWord.objects.filter(kind="address", words="homeless").delete()
    words = ListedWord.objects.count()
    founding.put_lists(by=SETUP, why=WHY)
    assert ListedWord.objects.count() == words
