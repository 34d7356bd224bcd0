"""Demonstration data: a request in each status, made by walking the path; a second load changes nothing."""

import io
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from audits.models import AccountingEntry, AccountingKind, Anomaly
from requests_app.demonstration import credentials, people, upload
from requests_app.demonstration.load import load
from requests_app.demonstration.walking import Walk
from requests_app.models import Batch, DisclosureRequest, Hold, Person, Subject
from requests_app.models.batch import BatchStatus
from requests_app.rules.facts import TinForm
from requests_app.rules.identifiers import tin_form
from requests_app.rules.transitions import Status

pytestmark = [pytest.mark.usefixtures("nobody_yet"), pytest.mark.django_db]


def test_loading_once_and_again() -> None:
    # Given an empty database
    assert load() is True

    # Then there is a request in every status, each brought there by the workflow
    assert set(DisclosureRequest.objects.values_list("status", flat=True)) == set(Status.values)

    # and the closed ones were disclosed, received and accounted for, one person in both of them
    closed = DisclosureRequest.objects.filter(status=Status.CLOSED)
    assert [one.releases.get().status for one in closed] == ["received"] * 2
    disclosed = AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE)
    assert set(disclosed.values_list("case_id", flat=True)) == set(closed.values_list("pk", flat=True))
    assert len({bytes(one.taxpayer_key) for one in disclosed}) == len(disclosed) - 1

    # and one upload waits for the worker
    assert Batch.objects.get().status == BatchStatus.READING

    # and ICE's approved request is under both orders
    assert {tuple(h.acts) for h in Hold.objects.all()} == {("disclose",), ("use",)}
    assert DisclosureRequest.objects.get(status=Status.FULFILMENT, agency__code="ICE").releases.count() == 0

    # and looks that stand out await a verdict, but for one
    found = dict(Anomaly.objects.values_list("kind", "verdict"))
    assert {"address": "", "unassigned": "", "denials": "explained"}.items() <= found.items()

    # When it is loaded again, after a visitor has dropped a subject
    before = Subject.history.count()
    started = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        assert load() is False

    # Then nothing changes, and it takes no time
    assert time.monotonic() - started < 1
    assert len(queries) <= 2
    assert Subject.history.count() == before


def test_everyone_can_sign_in_with_what_is_printed() -> None:
    load()
    table = credentials.table()
    for someone in people.CAST:
        person = Person.objects.get(username=someone.username)
        assert person.check_password(people.PASSWORD)
        assert someone.username in table
        code = format_hotp_value(hotp_value(people.TOTP_SECRET, int(time.time()) // 30))
        factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
        assert TOTP(factor).validate_code(code)


class Killed(Exception):
    """The load ends here."""


def killed(walk: Walk) -> None:
    raise Killed


def test_a_load_that_was_cut_short_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a load that was killed when its second request was begun
    walked = iter((Walk.go, killed))
    monkeypatch.setattr(Walk, "go", lambda walk: next(walked)(walk))
    with pytest.raises(Killed):
        load()
    monkeypatch.undo()
    assert DisclosureRequest.objects.count() == 2

    # When it is loaded again, then it is whole
    assert load() is True
    assert set(DisclosureRequest.objects.values_list("status", flat=True)) == set(Status.values)


def test_a_real_installation_refuses_it() -> None:
    with override_settings(DEMONSTRATION=False), pytest.raises(CommandError, match="DEMONSTRATION"):
        call_command("load_demonstration")
    assert not DisclosureRequest.objects.exists()


def test_printing_the_sign_ins_touches_nothing() -> None:
    out = io.StringIO()
    call_command("load_demonstration", "--print", stdout=out)
    assert people.PASSWORD in out.getvalue()
    assert not Person.objects.exists()


def test_no_invented_number_could_be_anybodys() -> None:
    rows = upload.generate(300).decode().splitlines()[1:]
    column = upload.TEMPLATE_COLUMNS.index("tin")
    for row in rows:
        assert tin_form(row.split(",")[column], invented=True) == TinForm.INVENTED


def test_the_generated_file_is_the_same_each_time() -> None:
    assert upload.generate(50) == upload.generate(50) != upload.generate(50, seed=1)
