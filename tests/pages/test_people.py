"""The administrator's pages: roles are given and taken with a reason, people are switched off, and no case is shown."""

import pytest
from django.db import DatabaseError, connection
from django.utils.html import escape

from audits.acting import SETUP, WATCHING, acting
from audits.guarding import history_model
from requests_app import access
from requests_app.models import AgencyPersonGrant, Person
from requests_app.rules.roles import DIVISION, Role
from requests_app.views.answers import NOTHING_DIFFERS
from tests.cast import Cast, cast, draft
from tests.pages.visiting import Visitor, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def browser(who) -> Visitor:
    return visitor(who.administrator)


def role(who: Cast, **changes: object) -> dict[str, object]:
    return {"role": "counsel", "agency": who.usao.pk, "why": "joined the office"} | changes


def test_the_list_names_everyone_with_their_roles(who, browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = browser.get("/people/").content.decode()
    assert "Test Specialist" in page
    assert "Disclosure specialist" in page


def test_a_role_is_given_with_a_reason_and_recorded(who, browser):
    assert browser.post(f"/people/{who.stranger.pk}/grant/", role(who)).status_code == 302
    assert access.roles_on(who.stranger, who.usao.pk) == {Role.COUNSEL}
    written = history_model(AgencyPersonGrant).objects.order_by("-history_id").first()
    assert (written.history_user_id, written.history_change_reason) == (who.administrator.pk, "joined the office")


def test_a_role_is_taken_and_gone_at_once(who, browser):
    taken = role(who, role="liaison", why="left")
    assert browser.post(f"/people/{who.liaison.pk}/revoke/", taken).status_code == 302
    assert b"You have no role yet" in visitor(who.liaison).get("/").content


def test_what_stands_already_is_not_told_as_done(who, browser):
    held, grants = role(who), AgencyPersonGrant.objects.filter(user=who.stranger)
    for act, told in (("revoke", NOTHING_DIFFERS), ("grant", "is now"), ("grant", NOTHING_DIFFERS)):
        answer = browser.post(f"/people/{who.stranger.pk}/{act}/", held, follow=True)
        assert told in answer.content.decode()
    assert grants.count() == 1
    browser.post(f"/people/{who.stranger.pk}/active/", {"active": "no", "why": "on leave"})
    answer = browser.post(f"/people/{who.stranger.pk}/revoke/", held, follow=True)
    assert NOTHING_DIFFERS not in answer.content.decode() and not grants.exists()


@pytest.mark.parametrize("lacking", ["why", "role", "agency"])
def test_a_change_without_reason_role_or_agency_is_refused_in_words(who, browser, lacking):
    answer = browser.post(f"/people/{who.stranger.pk}/grant/", role(who, **{lacking: ""}))
    assert b"There is a problem to correct" in answer.content
    assert access.roles_on(who.stranger, who.usao.pk) == frozenset()


def test_nobody_gives_him_or_herself_a_role(who, browser):
    answer = browser.post(f"/people/{who.administrator.pk}/grant/", role(who))
    assert b"Nobody changes his or her own account or roles" in answer.content
    assert access.roles_on(who.administrator, who.usao.pk) == {Role.ADMINISTRATOR}


def test_an_administrator_gives_roles_only_where_he_or_she_administers(who, browser):
    access.revoke(who.administrator, Role.ADMINISTRATOR, who.ice, by=SETUP, why="a test")
    answer = browser.post(f"/people/{who.stranger.pk}/grant/", role(who, agency=who.ice.pk))
    assert b"There is a problem to correct" in answer.content
    assert access.roles_on(who.stranger, who.ice.pk) == frozenset()


def test_a_person_is_switched_off_and_on_and_never_deleted(who, browser):
    inside = visitor(who.liaison)
    browser.post(f"/people/{who.liaison.pk}/active/", {"active": "no", "why": "left"})
    assert inside.get("/").status_code == 302
    browser.post(f"/people/{who.liaison.pk}/active/", {"active": "yes", "why": "came back"})
    assert Person.objects.get(pk=who.liaison.pk).is_active


def test_an_agencys_staff_is_let_in_again_by_its_own_administrator_alone(who, browser):
    access.revoke(who.administrator, Role.ADMINISTRATOR, who.ice, by=SETUP, why="a test")
    sent = {"active": "no", "why": "left", "address": ""}
    for act in ("active", "home"):
        answer = browser.post(f"/people/{who.ice_liaison.pk}/{act}/", sent)
        assert answer.status_code == 409 and "an administrator for" in answer.content.decode()
        assert browser.post(f"/people/{who.counsel.pk}/{act}/", sent).status_code == 302
    assert Person.objects.get(pk=who.ice_liaison.pk).is_active and not Person.objects.get(pk=who.counsel.pk).is_active


def test_whoever_may_not_change_an_account_reads_why_before_typing(who, browser):
    access.revoke(who.administrator, Role.ADMINISTRATOR, who.ice, by=SETUP, why="a test")
    page = browser.get(f"/people/{who.ice_liaison.pk}/").content.decode()
    assert page.count(escape(f"You aren't an administrator for {who.ice.name}.")) == 2
    assert "Switch the account off" not in page and "Keep its hash" not in page and "Give this role" in page


def test_a_home_address_is_told_as_kept_or_as_taken_away(who, browser):
    address = {"address": "12 Elm St, Boise, ID 83702", "why": "moved"}
    for typed, told in ((address, "is kept, as a keyed hash."), (address | {"address": ""}, "isn’t kept any more.")):
        answer = browser.post(f"/people/{who.counsel.pk}/home/", typed, follow=True)
        assert f"The home address of {who.counsel} {told}" in answer.content.decode()


SWITCH = "UPDATE requests_app_person SET is_active = NOT is_active WHERE id = %s"
KEEP_HOME = "INSERT INTO requests_app_homekey (person_id, street) VALUES (%s, 1)"


@pytest.mark.parametrize("statement", [SWITCH, KEEP_HOME])
def test_in_raw_sql_too_accounts_are_an_administrators_and_never_ones_own(who, statement):
    access.revoke(who.administrator, Role.ADMINISTRATOR, who.ice, by=SETUP, why="a test")
    alone = [(who.counsel, who.liaison), (who.administrator, who.ice_liaison), (who.administrator, who.administrator)]
    for by, whose in (*alone, (WATCHING, who.liaison)):
        with pytest.raises(DatabaseError, match="ccount"), acting(by=by, why="raw SQL"), connection.cursor() as cursor:
            cursor.execute(statement, [whose.pk])
    with acting(by=who.administrator, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute(statement, [who.liaison.pk])


def test_a_person_is_entered_without_any_role(who, browser):
    typed = {
        "username": "new.person",
        "first_name": "New",
        "last_name": "Person",
        "title": "Disclosure specialist",
        "email": "",
        "agency": "",
        "password": "a long first password",
        "why": "hired",
    }
    assert browser.post("/people/new/", typed).status_code == 302
    made = Person.objects.get(username="new.person")
    assert made.check_password("a long first password")
    assert access.agencies_by_role(made) == {}
    assert (
        b"Someone has this user name already"
        in browser.post("/people/new/", typed | {"username": "New.Person"}).content
    )


def test_a_short_password_is_refused_in_words(who, browser):
    answer = browser.post("/people/new/", {"username": "x", "password": "short", "why": "hired"})
    assert b"at least 12 characters" in answer.content
    assert b"short" not in answer.content.split(b"</head>")[1].split(b"first_name")[0]


def test_an_administrator_sees_no_case(who, browser):
    one = draft(who)
    assert browser.get(f"/requests/{one.pk}/").status_code == 404
    assert one.number not in browser.get("/people/").content.decode()


def test_nobody_else_comes_here(who):
    for name in ("liaison", "specialist", "oversight"):
        assert visitor(getattr(who, name)).get("/people/").status_code == 404


@pytest.mark.parametrize(
    ("name", "wanted", "said"),
    [
        ("ice_liaison", "specialist", "no agency’s staff holds it. Test Ice Liaison is employed by ICE"),
        ("ice_liaison", "oversight", "no agency’s staff holds it"),
        ("ice_liaison", "liaison", "of the agency’s own staff alone. Test Ice Liaison is employed by ICE"),
        (
            "specialist",
            "signer",
            "of the agency’s own staff alone. Test Specialist is employed by the IRS or an oversight",
        ),
    ],
)
def test_a_role_is_given_to_the_staff_that_may_hold_it_alone(who, browser, name, wanted, said):
    one = getattr(who, name)
    before = access.roles_on(one, who.usao.pk)
    answer = browser.post(f"/people/{one.pk}/grant/", role(who, role=wanted))
    shown = answer.content.decode()
    assert (answer.status_code, said in shown, DIVISION in shown) == (409, True, True)
    assert access.roles_on(one, who.usao.pk) == before


@pytest.mark.parametrize(("name", "wanted"), [("ice_liaison", Role.SPECIALIST), ("ice_liaison", Role.LIAISON)])
def test_the_database_refuses_such_a_role_too(who, name, wanted):
    with pytest.raises(DatabaseError, match="for its own staff"):
        access.grant(getattr(who, name), wanted, who.usao, by=who.administrator, why="by another way")


def test_whoever_holds_a_role_keeps_the_employer(who):
    with pytest.raises(DatabaseError, match="keeps his or her employer"), acting(by=SETUP, why="a test"):
        Person.objects.filter(pk=who.ice_liaison.pk).update(agency=None)
    with acting(by=SETUP, why="a test"):
        assert Person.objects.filter(pk=who.stranger.pk).update(agency=who.ice) == 1


def test_nobody_is_offered_to_change_his_or_her_own_account(who, browser):
    offered = "Give this role", "Switch the account off", "Keep its hash"
    page = browser.get(f"/people/{who.administrator.pk}/").content.decode()
    assert "Another administrator changes your account" in page and not any(one in page for one in offered)
    assert all(one in browser.get(f"/people/{who.counsel.pk}/").content.decode() for one in offered)
