"""The review of rights: who signs for what, what a signature keeps, what is still to be taken or late, who is reminded."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app import access
from requests_app.models import AgencyPersonGrant, Person, RightsReminder, RightsReview, RightsSignature, RightsVerdict
from requests_app.models.as_facts import today
from requests_app.rules import reviews
from requests_app.rules.reviews import quarter_of
from requests_app.rules.roles import Role
from requests_app.workflow import accounts, reminding, reviewing, reviews_due
from requests_app.workflow.kept import Changed
from requests_app.workflow.refused import Refused
from requests_app.workflow.reviewing import Verdict
from tests.cast import WHY, Cast, cast
from tests.pages.visiting import queries_of, visitor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def who(db) -> Cast:
    cache.clear()
    made = cast()
    with acting(by=SETUP, why=WHY):
        made.approver.password = make_password("right")
        made.approver.save(update_fields=["password"])
        Authenticator.objects.create(user=made.approver, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return made


def now():
    return quarter_of(today())


def sheet(who: Cast, reader: Person):
    return reviewing.sheet(who.usao, now(), reader, today())


def sign(who: Cast, by: Person, *, take: str = "", only: set[str] | None = None, read: str = "") -> RightsReview:
    """Sign for what this person may, keeping all but one person's rights."""
    page = sheet(who, by)
    chosen = [line for line in page.open if not line.barred and (only is None or line.name in only)]
    verdicts = [Verdict(x.grant_id, x.name != take, "not needed" if x.name == take else "") for x in chosen]
    return reviewing.sign(
        who.usao, now(), by=by, why=WHY, title="Director", seen_hash=read or page.hash, verdicts=verdicts
    )


def place(who: Cast) -> str:
    return f"/rights/reviews/{who.usao.pk}/{now().name}/"


def typed(who: Cast, **changes: str) -> dict[str, str]:
    page = sheet(who, who.approver)
    found = {f"right{x.grant_id}-found": "keep" for x in page.open if not x.barred}
    code = totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))
    given = {"seen": page.hash, "title": "Director", "attest": "on", "password": "right", "code": code}
    return {**found, **given, **changes}


def test_an_official_signs_for_every_right_but_his_or_her_own(who):
    answer = visitor(who.approver).post(place(who), typed(who))
    assert answer.status_code == 302
    left = [line.name for line in sheet(who, who.authorizer).open]
    assert left == ["Test Approver"]
    signed = RightsSignature.objects.get()
    assert (signed.person, signed.role, signed.text) == (who.approver, "approver", reviews.TEXT)
    assert signed.list_hash == RightsReview.objects.get().hash == reviewing.hash_of(who.usao)
    assert AccessRecord.objects.filter(why="signed in again to sign a review of rights", outcome="shown").count() == 1


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Approving official", "Approving official, "),
        ("Director", "Director (approving official), "),
    ],
)
def test_a_title_that_names_the_role_is_said_once(who, title, said):
    answer = visitor(who.approver).post(place(who), typed(who, title=title), follow=True)
    assert f"</strong>, {said}" in answer.content.decode()


def test_another_official_signs_for_what_is_left_and_the_review_is_complete(who):
    sign(who, who.approver)
    assert not sheet(who, who.oversight).complete
    sign(who, who.authorizer)
    page = sheet(who, who.oversight)
    assert page.complete
    assert {line.signed_by for line in page.lines if line.name == "Test Approver"} == {"Test Authorizer"}


@pytest.mark.parametrize("name", ["administrator", "counsel", "specialist", "oversight", "liaison", "stranger"])
def test_nobody_else_signs(who, name):
    with pytest.raises(Refused):
        sign(who, getattr(who, name))
    assert not RightsReview.objects.exists()


def test_whoever_gives_rights_signs_for_none(who):
    access.grant(who.approver, Role.ADMINISTRATOR, who.ice, by=SETUP, why=WHY)
    with pytest.raises(Refused, match="administrator signs no review"):
        sign(who, who.approver)


def test_nobody_signs_for_a_right_that_he_or_she_gave(who):
    access.grant(who.authorizer, Role.ADMINISTRATOR, who.usao, by=SETUP, why=WHY)
    accounts.give_role(who.stranger, Role.SPECIALIST, who.usao, by=who.authorizer, why=WHY)
    access.revoke(who.authorizer, Role.ADMINISTRATOR, who.usao, by=SETUP, why=WHY)
    barred = {line.name: line.barred for line in sheet(who, who.authorizer).lines if line.barred}
    assert barred == {
        "Test Stranger": "You gave this right: another official signs for it.",
        "Test Authorizer": "Your own right: another official signs for it.",
    }


def forged(who: Cast, by: Person, grant: AgencyPersonGrant, *, kept: bool = True, quarter: str = "") -> None:
    """Sign in raw SQL, past the workflow."""
    said = f'[{{"grant_id": {grant.pk}, "kept": {str(kept).lower()}, "words": ""}}]'
    given = [who.usao.pk, quarter or now().name, reviewing.hash_of(who.usao), said]
    with acting(by=by, why=WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT desk_rights_sign(%s, %s, 'Director', 'I state.', '1', %s, %s::jsonb)", given)


def of(person: Person) -> AgencyPersonGrant:
    return AgencyPersonGrant.objects.get(user=person, content_object__code="USAO")


def test_the_database_refuses_the_same(who):
    for by, about, more in [
        (who.approver, who.approver, {}),
        (who.administrator, who.counsel, {}),
        (who.counsel, who.specialist, {}),
        (who.approver, who.counsel, {"kept": False}),
        (who.approver, who.counsel, {"quarter": "2020-Q1"}),
    ]:
        with pytest.raises(DatabaseError):
            forged(who, by, of(about), **more)
    assert not RightsReview.objects.exists()
    forged(who, who.approver, of(who.counsel))
    with pytest.raises(DatabaseError):
        forged(who, who.approver, of(who.counsel))


def test_a_signed_review_is_written_by_nobody(who):
    sign(who, who.approver)
    for model in (RightsReview, RightsSignature, RightsVerdict):
        with pytest.raises(DatabaseError), acting(by=SETUP, why=WHY):
            model.objects.update(id=1)
        with pytest.raises(DatabaseError), acting(by=SETUP, why=WHY):
            model.objects.all().delete()


def test_another_list_than_was_read_is_not_signed(who):
    read = sheet(who, who.approver).hash
    accounts.give_role(who.stranger, Role.SPECIALIST, who.usao, by=who.administrator, why=WHY)
    with pytest.raises(Changed):
        sign(who, who.approver, read=read)
    assert not RightsReview.objects.exists()


def test_a_right_to_be_taken_stays_on_the_list_until_it_is_taken(who):
    sign(who, who.approver, take="Test Counsel")
    browser = visitor(who.administrator)
    assert b"To be taken" in browser.get("/people/").content
    (line,) = reviews_due.found_unneeded([who.usao.pk])
    assert (line.name, line.verdict.words) == ("Test Counsel", "not needed")
    accounts.take_role(who.counsel, Role.COUNSEL, who.usao, by=who.administrator, why="the review found it unneeded")
    assert not reviews_due.found_unneeded([who.usao.pk]).exists()
    assert b"To be taken" not in browser.get("/people/").content
    page = visitor(who.oversight).get(place(who)).content.decode()
    assert "the review found it unneeded" in page


def test_the_page_tells_what_was_given_since(who):
    sign(who, who.approver)
    accounts.give_role(who.stranger, Role.SPECIALIST, who.usao, by=who.administrator, why="came since")
    assert [line.name for line in sheet(who, who.oversight).new] == ["Test Stranger"]
    assert b"came since" in visitor(who.oversight).get(place(who)).content


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "The password or the code is wrong"),
        ({"code": "000000"}, "The password or the code is wrong"),
        ({"attest": ""}, "The statement isn’t made"),
        ({"title": ""}, "Give your title"),
    ],
)
def test_without_proof_statement_or_title_nothing_is_signed(who, changes, said):
    answer = visitor(who.approver).post(place(who), typed(who, **changes))
    assert said in answer.content.decode()
    assert not RightsReview.objects.exists()


def test_what_is_never_kept_of_a_form_is_not_said_to_be_there(who):
    text = visitor(who.approver).post(place(who), typed(who, attest="")).content.decode()
    assert "What you typed is still here, except passwords and codes." in text


def test_what_is_to_be_taken_wants_words_on_the_page(who):
    line = next(x for x in sheet(who, who.approver).open if x.name == "Test Counsel")
    answer = visitor(who.approver).post(place(who), typed(who, **{f"right{line.grant_id}-found": "take"}))
    assert "Say why the right is to be taken" in answer.content.decode()
    assert not RightsReview.objects.exists()


def test_a_form_that_judges_nothing_signs_nothing(who):
    nothing = {name: value for name, value in typed(who).items() if not name.startswith("right")}
    answer = visitor(who.approver).post(place(who), nothing)
    assert "Say of at least one right" in answer.content.decode()


def test_oversight_and_administrators_read_and_are_told_why_they_do_not_sign(who):
    for reader in (who.oversight, who.administrator):
        page = visitor(reader).get(place(who)).content.decode()
        assert "Sign for these rights" not in page
        assert visitor(reader).post(place(who), typed(who)).status_code == 409
    assert not RightsReview.objects.exists()


def test_for_others_reviews_are_absent_and_so_is_a_quarter_that_is_not(who):
    for name in ("liaison", "counsel", "specialist", "stranger"):
        assert visitor(getattr(who, name)).get(place(who)).status_code == 404
        assert visitor(getattr(who, name)).get("/rights/reviews/").status_code == 404
    for quarter in ("2999-Q1", "2026-Q5", "yesterday"):
        assert visitor(who.oversight).get(f"/rights/reviews/{who.usao.pk}/{quarter}/").status_code == 404


def test_the_pages_ask_a_fixed_number_of_queries(who):
    sign(who, who.approver)
    assert queries_of(visitor(who.oversight), "/rights/reviews/") <= 16
    assert queries_of(visitor(who.oversight), place(who)) <= 18


def test_a_quarter_that_ended_unsigned_is_overdue_and_told_to_oversight(who):
    following = now().last + timedelta(days=20)
    late = reviews_due.late([who.usao.pk, who.ice.pk], following)
    assert {(one.agency.code, one.quarter) for one in late} == {("USAO", now()), ("ICE", now())}
    told = {role for one in reviews_due.due([who.usao.pk], following) for role in one.roles if one.quarter == now()}
    assert told == {Role.APPROVER, Role.AUTHORIZER, Role.ADMINISTRATOR, Role.OVERSIGHT}


def test_what_is_complete_is_asked_for_no_more(who):
    sign(who, who.approver)
    sign(who, who.authorizer)
    assert reviews_due.due([who.usao.pk], now().last) == []


def test_a_later_verdict_stands_for_an_earlier_one(who):
    sign(who, who.approver, take="Test Counsel")
    assert len(reviews_due.due([who.usao.pk], now().last)) == 2
    taken = reviews_due.due([who.usao.pk], today())
    assert [(one.asked, one.number) for one in taken if one.asked == "take"] == [("take", 1)]


def test_the_worklist_of_an_official_asks_for_the_review(who, monkeypatch):
    last = now().last
    monkeypatch.setattr("requests_app.views.worklist.today", lambda: last)
    page = visitor(who.approver).get("/").content.decode()
    assert f"USAO, {now().name}" in page
    assert "Reviews of rights</h2>" not in visitor(who.specialist).get("/").content.decode()


def test_reminders_rise_once_a_level_in_the_digest_that_there_is_and_name_nobody(who):
    with acting(by=SETUP, why=WHY):
        Person.objects.filter(pk=who.approver.pk).update(email="approver@irs.example")
    with override_settings(EMAIL_BACKEND=LOCMEM):
        reminding.remind(now().last)
        reminding.remind(now().last)
        reminding.remind(now().last + timedelta(days=1))
    assert [len(m.to) for m in mail.outbox] == [1, 1]
    assert f"Rights on USAO, {now().name}" in mail.outbox[0].body
    assert "Test" not in mail.outbox[0].body
    levels = RightsReminder.objects.filter(agency=who.usao, quarter=now().name).values_list("person__username", "level")
    assert set(levels) == {
        *(("approver", 1), ("approver", 2), ("authorizer", 1), ("authorizer", 2)),
        ("administrator", 2),
    }


def test_nobody_writes_a_reminder_in_person(who):
    reminding.remind(now().last)
    made = RightsReminder.objects.first()
    with pytest.raises(DatabaseError, match="system's own"), acting(by=who.specialist, why=WHY):
        RightsReminder.objects.create(
            agency=who.usao, quarter="2026-Q1", kind="take", level=1, person=who.liaison, digest=made.digest
        )


@pytest.mark.parametrize(
    ("day", "name", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 3, 31)),
        (date(2024, 2, 29), "2024-Q1", date(2024, 3, 31)),
        (date(2026, 6, 30), "2026-Q2", date(2026, 6, 30)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 12, 31)),
    ],
)
def test_a_day_is_in_its_quarter(day, name, last):
    quarter = quarter_of(day)
    assert (quarter.name, quarter.last, reviews.quarter_named(name)) == (name, last, quarter)
    assert quarter_of(quarter.first - timedelta(days=1)) == quarter.before


@pytest.mark.parametrize(
    ("held", "used", "late"), [(0, None, False), (89, None, False), (90, None, True), (400, 89, False), (400, 90, True)]
)
def test_a_right_is_unused_after_ninety_days(held, used, late):
    now = date(2026, 11, 29)
    last = None if used is None else now - timedelta(days=used)
    assert reviews.unused(now - timedelta(days=held), last, now) is late
