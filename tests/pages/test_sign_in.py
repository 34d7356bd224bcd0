"""The door: the warning, both factors, the lock-out, the session's clock, and a record of each."""

import time

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app import visit
from requests_app.models import Person
from requests_app.views import reauth
from tests.cast import Cast, cast
from tests.pages.visiting import Visitor, visitor

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def who(db) -> Cast:
    cache.clear()
    return cast()


@pytest.fixture
def person(who) -> Person:
    """The liaison with a password and an authenticator."""
    with acting(by=SETUP, why="a test"):
        who.liaison.set_password(PASSWORD)
        who.liaison.save()
    Authenticator.objects.create(user=who.liaison, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return who.liaison


@pytest.fixture
def browser(db) -> Visitor:
    return Visitor(REMOTE_ADDR="192.0.2.7")


def code() -> str:
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


def sign_in(browser: Visitor, password: str = PASSWORD, username: str = "liaison"):
    browser.post("/warning/")
    return browser.post("/accounts/login/", {"login": username, "password": password})


def signs_again(person: Person, password: str, given: str) -> bool:
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    request.user = person
    with context.request_context(request):
        return reauth.reauthenticate(request, password, given)


def records() -> list[tuple[int, str, str, str]]:
    found = AccessRecord.objects.filter(kind="session").order_by("id")
    return list(found.values_list("person_id", "act", "outcome", "why"))


def test_the_warning_comes_first_and_names_the_penalties(browser):
    answer = browser.get("/accounts/login/?next=/requests/new/", follow=True)
    assert answer.redirect_chain == [("/warning/?next=%2Frequests%2Fnew%2F", 302)]
    assert all(cited in answer.content.decode() for cited in ("7213A", "26 U.S.C. 7213<", "7431", "monitored"))


def test_acknowledging_leads_on_to_sign_in_and_back(browser):
    answer = browser.post("/warning/", {"next": "/account/"})
    assert answer.headers["Location"] == "/accounts/login/?next=%2Faccount%2F"


def test_a_strange_place_is_not_led_on_to(browser):
    assert browser.post("/warning/", {"next": "https://elsewhere.example/"}).headers["Location"] == "/accounts/login/"


def test_two_factors_let_a_person_in_and_it_is_recorded(browser, person):
    assert sign_in(browser).headers["Location"] == "/accounts/2fa/code/"
    assert browser.get("/").status_code == 302
    assert browser.post("/accounts/2fa/code/", {"code": code()}).headers["Location"] == "/"
    assert browser.get("/").status_code == 200
    (found,) = records()
    assert found[:3] == (person.pk, "sign_in", "shown")
    assert "password and second factor; acknowledged the warning 20" in found[3]


def test_a_code_counts_once(browser, person):
    used = code()
    sign_in(browser)
    browser.post("/accounts/2fa/code/", {"code": used})
    other = Visitor()
    sign_in(other)
    assert b"Incorrect code" in other.post("/accounts/2fa/code/", {"code": used}).content


@pytest.mark.parametrize("again", ["sign in", "sign"])
def test_a_code_counts_once_for_as_long_as_it_is_right(browser, person, monkeypatch, again):
    now = time.time()
    used = totp.format_hotp_value(totp.hotp_value(SECRET, int(now) // 30 + 1))
    sign_in(browser)
    assert browser.post("/accounts/2fa/code/", {"code": used}).status_code == 302
    monkeypatch.setattr(time, "time", lambda: now + 31)
    if again == "sign in":
        other = Visitor()
        sign_in(other)
        assert b"Incorrect code" in other.post("/accounts/2fa/code/", {"code": used}).content
    else:
        assert not signs_again(person, PASSWORD, used)


def test_a_wrong_password_is_recorded_under_the_person(browser, person):
    answer = sign_in(browser, "wrong")
    assert b"There is a problem to correct" in answer.content
    assert records() == [(person.pk, "sign_in", "failed", "wrong user name or password")]


def test_what_a_stranger_typed_is_not_recorded(browser, person):
    sign_in(browser, username="912-66-0001")
    assert records() == [(0, "sign_in", "failed", "wrong user name or password")]
    assert not AccessRecord.objects.filter(person_name__contains="912").exists()


def test_a_wrong_code_is_recorded(browser, person):
    sign_in(browser)
    browser.post("/accounts/2fa/code/", {"code": "000000"})
    assert records() == [(person.pk, "sign_in", "failed", "wrong second factor")]


def test_five_failures_lock_the_account_out(browser, person):
    for _ in range(5):
        sign_in(browser, "wrong")
    answer = sign_in(browser)
    assert b"Too many failed login attempts" in answer.content
    assert records()[-1][2:] == ("denied", "locked out after too many failures")


def test_the_account_is_locked_out_under_whatever_host_and_spelling_it_is_tried(browser, person):
    for number in range(5):
        sign_in(Visitor(REMOTE_ADDR="192.0.2.7", HTTP_HOST=f"localhost:{9000 + number}"), "wrong")
    for host, name in (("localhost:9100", "liaison"), ("127.0.0.1", "LIAISON")):
        answer = sign_in(Visitor(REMOTE_ADDR="192.0.2.8", HTTP_HOST=host), username=name)
        assert b"Too many failed login attempts" in answer.content
    assert sign_in(browser, username="specialist", password="wrong").status_code == 200
    assert records()[-1][2:] == ("failed", "wrong user name or password")


BEHIND_PROXY = {"ACCOUNT_RATE_LIMITS": {"login_failed": "2/15m/ip,5/15m/key"}}


@pytest.mark.parametrize(("proxies", "got_in"), [(1, True), (0, False)])
def test_behind_a_proxy_a_strangers_failures_shut_nobody_elses_address_out(person, proxies, got_in):
    with override_settings(**BEHIND_PROXY | {"ALLAUTH_TRUSTED_PROXY_COUNT": proxies}):
        for number in (1, 2, 3):
            claimed = f"192.0.2.9, 198.51.100.{number}, 203.0.113.5"
            sign_in(Visitor(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=claimed), "wrong", f"nobody{number}")
        answer = sign_in(Visitor(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.9"))
    assert (answer.status_code == 302) is got_in
    origins = AccessRecord.objects.filter(kind="session", person_id=0).values_list("origin", flat=True)
    assert set(origins) == {"203.0.113.5" if got_in else "10.0.0.1"}


def test_five_wrong_codes_lock_the_account_out(browser, person):
    sign_in(browser)
    for _ in range(5):
        browser.post("/accounts/2fa/code/", {"code": "000000"})
    assert browser.post("/accounts/2fa/code/", {"code": code()}).status_code == 200
    assert browser.get("/account/").status_code == 302


def test_a_deactivated_person_is_told_and_recorded(browser, person):
    with acting(by=SETUP, why="a test"):
        Person.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(browser).headers["Location"] == "/accounts/inactive/"
    assert records()[-1][2:] == ("denied", "the account is deactivated")


def test_a_person_without_authenticator_sets_one_up_first(browser, person):
    Authenticator.objects.all().delete()
    assert sign_in(browser).headers["Location"] == "/"
    assert browser.get("/", follow=True).redirect_chain[0][0] == "/accounts/2fa/set-up/"
    again = browser.post("/accounts/reauthenticate/?next=/accounts/2fa/set-up/", {"password": PASSWORD}, follow=True)
    secret = again.context["form"].secret
    given = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert browser.post("/accounts/2fa/set-up/", {"code": given}).headers["Location"] == "/accounts/2fa/recovery/"
    assert records()[-1] == (person.pk, "account", "shown", "set up the second factor")
    assert browser.get("/").status_code == 200
    assert not signs_again(person, PASSWORD, given)


def test_signing_out_ends_the_session_and_is_recorded(browser, person):
    browser = visitor(person)
    browser.post("/accounts/logout/")
    assert browser.get("/").status_code == 302
    assert records()[-1][:3] == (person.pk, "sign_out", "shown")


def test_signing_out_needs_a_press(person):
    browser = visitor(person)
    assert b"Sign out?" in browser.get("/accounts/logout/").content
    assert browser.get("/").status_code == 200


def grow_old(browser: Visitor, **ages: float) -> None:
    session = browser.session
    for name, age in ages.items():
        session[getattr(visit, name)] = time.time() - age
    session.save()


@pytest.mark.parametrize(
    ("ages", "said"),
    [({"ACTIVE": 901}, "15 minutes went by"), ({"STARTED": 12 * 3600 + 1}, "12 hours have gone by")],
)
def test_a_session_ends(person, ages, said):
    browser = visitor(person)
    grow_old(browser, **ages)
    answer = browser.get("/account/")
    assert answer.headers["Location"] == "/accounts/login/?next=%2Faccount%2F"
    assert browser.get("/warning/").content.decode().count(said) == 1
    assert records()[-1][1] == "sign_out"


def test_a_person_keeps_a_session_alive_and_a_page_that_asks_by_itself_does_not(person):
    browser = visitor(person)
    grow_old(browser, ACTIVE=600)
    browser.get("/account/", headers={visit.POLL_HEADER: "1"})
    browser.get("/account/?auto=1")
    assert browser.get("/session/left/", headers={visit.POLL_HEADER: "1"}).json()["seconds"] < 301
    browser.get("/account/")
    assert browser.get("/session/left/", headers={visit.POLL_HEADER: "1"}).json()["seconds"] > 890


def test_a_person_can_stay_with_and_without_script(person):
    browser = visitor(person)
    grow_old(browser, ACTIVE=890)
    assert browser.post("/session/stay/").json()["seconds"] > 890
    assert b"You stay signed in" in browser.get("/session/stay/").content


def test_nothing_lengthens_the_twelve_hours(person):
    browser = visitor(person)
    grow_old(browser, STARTED=12 * 3600 - 60)
    assert browser.post("/session/stay/").json()["seconds"] <= 60


def test_a_deactivated_person_is_out_on_the_next_page(person):
    browser = visitor(person)
    with acting(by=SETUP, why="a test"):
        Person.objects.filter(pk=person.pk).update(is_active=False)
    assert browser.get("/").status_code == 302


def test_a_person_deactivated_between_password_and_code_is_not_let_in(browser, person):
    sign_in(browser)
    with acting(by=SETUP, why="a test"):
        Person.objects.filter(pk=person.pk).update(is_active=False)
    browser.post("/accounts/2fa/code/", {"code": code()})
    assert browser.get("/").status_code == 302
    assert [row[2:] for row in records()] == [("denied", "the account is deactivated")]


def test_a_changed_password_ends_the_persons_other_sessions(person):
    mine, other = visitor(person), visitor(person)
    typed = {"oldpassword": PASSWORD, "password1": "a longer battery staple", "password2": "a longer battery staple"}
    mine.post("/accounts/password/", typed)
    assert (mine.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)


def test_a_password_is_changed_for_the_record(person):
    browser = visitor(person)
    typed = {"oldpassword": PASSWORD, "password1": "a longer battery staple", "password2": "a longer battery staple"}
    assert browser.post("/accounts/password/", typed).status_code == 302
    person.refresh_from_db()
    assert person.check_password("a longer battery staple")
    assert records() == [(person.pk, "account", "shown", "changed the password")]


def test_a_wrong_password_changes_none_and_is_called_wrong(person):
    typed = {"oldpassword": "another", "password1": "a longer battery staple", "password2": "a longer battery staple"}
    shown = visitor(person).post("/accounts/password/", typed).content.decode()
    assert "That isn’t your current password, so it wasn’t changed." in shown
    assert all(label in shown for label in ("Current password", "New password, once more"))
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert records() == [(person.pk, "sign_in", "failed", "wrong user name or password")]


def test_whoever_has_a_session_does_not_guess_its_password(person):
    browser = visitor(person)
    typed = {"oldpassword": "another", "password1": "a longer battery staple", "password2": "a longer battery staple"}
    with override_settings(ACCOUNT_RATE_LIMITS=settings.ACCOUNT_RATE_LIMITS | {"change_password": ""}):
        for _ in range(5):
            browser.post("/accounts/password/", typed)
        shown = browser.post("/accounts/password/", typed | {"oldpassword": PASSWORD})
    assert b"Too many failed login attempts" in shown.content
    assert records()[-1][2:] == ("denied", "locked out after too many failures")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(("demonstration", "shown"), [(True, 1), (False, 0)])
def test_only_a_demonstration_shows_the_code(browser, person, demonstration, shown):
    with override_settings(DEMONSTRATION=demonstration):
        sign_in(browser)
        assert browser.get("/accounts/2fa/code/").content.decode().count("Demonstration only") == shown
        assert bool(reauth.demonstration_code(person)) is demonstration


@pytest.mark.parametrize(
    ("password", "given", "right"),
    [(PASSWORD, "now", True), ("wrong", "now", False), (PASSWORD, "000000", False), ("", "", False)],
)
def test_signing_in_again_to_sign(person, password, given, right):
    assert signs_again(person, password, code() if given == "now" else given) is right
    assert records()[-1][2:] == ("shown" if right else "failed", "signed in again to sign")


def test_a_locked_out_second_factor_is_told_from_a_wrong_one(browser, person):
    sign_in(browser)
    for _ in range(6):
        browser.post("/accounts/2fa/code/", {"code": "000000"})
    assert [row[2:] for row in records()[-2:]] == [
        ("failed", "wrong second factor"),
        ("denied", "locked out after too many failures"),
    ]


def test_a_wrong_code_before_a_change_of_the_account_is_recorded(person):
    browser = visitor(person)
    browser.post("/accounts/2fa/again/", {"code": "000000"})
    assert records() == [(person.pk, "sign_in", "failed", "wrong second factor")]


def test_the_use_of_a_recovery_code_is_recorded(browser, person):
    with acting(by=SETUP, why="a test"):
        kept = RecoveryCodes.activate(person)
    sign_in(browser)
    browser.post("/accounts/2fa/code/", {"code": kept.get_unused_codes()[0]})
    assert (person.pk, "account", "shown", "used a recovery code") in records()
    assert not AccessRecord.objects.filter(kind="account", person_id=0, why__contains="recovery").exists()
