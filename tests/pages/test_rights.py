"""Rights as history: who had which right at any moment, equal to what was answered then; for oversight alone, and logged."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app import access
from requests_app.models import Person
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.views.csv_files import MARK
from requests_app.workflow import accounts, rights, rights_used
from requests_app.workflow.rights import Asked
from tests import databases
from tests.cast import WHY, Cast, cast, draft, walk
from tests.pages.visiting import queries_of, visitor

Answer = dict[int, dict[Role, frozenset[int]]]


@pytest.fixture
def who(db) -> Cast:
    return cast()


def answered() -> tuple[datetime, Answer]:
    """What access answers now for everybody, and the moment."""
    people = Person.objects.all()
    return rights.now(), {p.pk: held for p in people if (held := access.agencies_by_role(p))}


def rebuilt(who: Cast, at: datetime) -> Answer:
    """What history tells of that moment, in the same form."""
    found: Answer = {}
    for one in rights.everyone(at, Asked([who.usao.pk, who.ice.pk])):
        roles: dict[Role, set[int]] = {}
        for agency, role in one.rights:
            roles.setdefault(role, set()).add(agency)
        found[one.id] = {role: frozenset(ids) for role, ids in roles.items()}
    return found


def came_and_went(who: Cast):
    """Each a step: given, taken, given again, another role, switched off, switched on, taken while off."""
    by, why = {"by": who.administrator}, {"why": WHY}
    yield lambda: accounts.give_role(who.stranger, Role.COUNSEL, who.usao, **by, **why)
    yield lambda: accounts.take_role(who.stranger, Role.COUNSEL, who.usao, **by, **why)
    yield lambda: accounts.give_role(who.stranger, Role.COUNSEL, who.usao, **by, **why)
    yield lambda: accounts.give_role(who.stranger, Role.SPECIALIST, who.ice, **by, **why)
    yield lambda: accounts.set_active(who.stranger, False, **by, **why)
    yield lambda: accounts.take_role(who.stranger, Role.SPECIALIST, who.ice, **by, **why)
    yield lambda: accounts.set_active(who.stranger, True, **by, **why)
    yield lambda: accounts.set_active(who.specialist, False, **by, **why)


def test_what_history_tells_of_a_moment_is_what_was_answered_at_it(who):
    captured = [answered()]
    for step in came_and_went(who):
        step()
        captured.append(answered())
    assert len({str(sorted(answer.get(who.stranger.pk, {}).items())) for _, answer in captured}) == 3
    for at, answer in captured:
        assert rebuilt(who, at) == answer


def test_before_anything_was_given_nobody_held_anything(who):
    assert rebuilt(who, timezone.now() - timedelta(days=1)) == {}


def test_each_right_is_told_from_when_and_by_whom_it_was_given_until_it_was_taken(who):
    for step in came_and_went(who):
        step()
    lines = rights.lines(Asked([who.usao.pk, who.ice.pk]), person=who.stranger.pk)
    told = [(line.role, line.began_name, line.ended_name) for line in lines]
    by = who.administrator.get_full_name()
    assert told == [(Role.SPECIALIST, by, by), (Role.COUNSEL, by, ""), (Role.COUNSEL, by, by)]
    assert [(one.on, one.by) for one in rights.switches(who.stranger.pk)][1:] == [(False, by), (True, by)]


def at(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M:%S.%f")


def shown(page) -> dict[str, list[str]]:
    return {
        one.username: sorted(f"{role.value} {agency.code}" for agency, roles in held for role in roles)
        for one, held in page.context["people"]
    }


def test_the_page_shows_the_moment_that_is_chosen(who):
    before = rights.now()
    accounts.give_role(who.stranger, Role.COUNSEL, who.usao, by=who.administrator, why=WHY)
    browser = visitor(who.oversight)
    assert shown(browser.get("/oversight/rights/"))["stranger"] == ["counsel USAO"]
    assert "stranger" not in shown(browser.get("/oversight/rights/", {"at": at(before)}))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"name": "test counsel"}, {"counsel"}),
        ({"name": "nobody at all"}, set()),
        ({"role": "specialist"}, {"specialist", "transmitter"}),
        ({"role": "signer", "agency": "ICE"}, {"ice_signer"}),
    ],
)
def test_the_table_can_be_narrowed(who, asked, names):
    asked = asked | ({"agency": who.ice.pk} if "agency" in asked else {})
    assert set(shown(visitor(who.oversight).get("/oversight/rights/", asked))) == names


def test_a_moment_that_cannot_be_read_says_so_and_shows_the_present(who):
    page = visitor(who.oversight).get("/oversight/rights/", {"at": "yesterday", "after": "x"})
    assert "counsel" in shown(page)
    assert "That is no date and time that could be read. Shown is now." in page.content.decode()


def crowd(who: Cast, number: int) -> None:
    with acting(by=SETUP, why=WHY):
        for n in range(number):
            one = Person.objects.create(username=f"many{n}", first_name="Many", last_name=f"P{n:03}")
            access.grant(one, Role.LIAISON, who.usao, by=SETUP, why=WHY)


def test_of_a_moment_to_come_nothing_is_told(who):
    browser, recorded = visitor(who.oversight), AccessRecord.objects.filter(act="export").count()
    for place in ("/oversight/rights/", "/oversight/rights/at.csv"):
        page = browser.get(place, {"at": "2999-01-01T00:00"})
        text = page.content.decode()
        assert "That moment is still to come. Shown is now" in text
        assert "2999, 12:00" not in text
        assert page.context["at"] <= rights.now()
    assert AccessRecord.objects.filter(act="export").count() == recorded


def test_people_are_paged_by_key(who):
    crowd(who, 60)
    browser, found, place = visitor(who.oversight), [], ""
    while place is not None:
        page = browser.get("/oversight/rights/" + place, {} if place else {"role": "liaison"})
        found += list(shown(page))
        place = page.context["next_url"] or None
    assert len(found) == len(set(found)) == 60 + 4


def test_rights_over_time_are_paged_by_key(who):
    crowd(who, 60)
    browser = visitor(who.oversight)
    first = browser.get("/oversight/rights/lines/", {"role": "liaison"})
    second = browser.get("/oversight/rights/lines/" + first.context["next_url"])
    ids = [line.id for page in (first, second) for line, _ in page.context["lines"]]
    assert (len(first.context["lines"]), len(ids), len(set(ids))) == (50, 64, 64)
    assert second.context["next_url"] == ""


def test_the_files_hold_what_the_pages_show_and_are_recorded(who):
    with acting(by=SETUP, why=WHY):
        Person.objects.filter(pk=who.counsel.pk).update(last_name="=HYPERLINK(1)")
    browser = visitor(who.oversight)
    rows = list(csv.DictReader(io.StringIO(browser.get("/oversight/rights/at.csv").getvalue().decode())))
    lines = list(csv.DictReader(io.StringIO(browser.get("/oversight/rights/lines.csv").getvalue().decode())))
    assert len(rows) == len(lines) == 2 * 7 + 6
    assert {row["person"] for row in rows if row["role"] == "Legal reviewer"} == {"Test =HYPERLINK(1)"}
    records = AccessRecord.objects.filter(act="export", kind="rights").order_by("id")
    assert [r.person_id for r in records] == [who.oversight.pk] * 2


def test_spreadsheets_are_told_that_the_files_are_utf_8(who):
    for place in ("/oversight/rights/at.csv", "/oversight/rights/lines.csv", "/rights/matrix.csv"):
        assert visitor(who.oversight).get(place).getvalue().startswith(MARK)


def test_who_oversees_one_agency_sees_the_rights_on_it_alone(who):
    access.revoke(who.oversight, Role.OVERSIGHT, who.ice, by=who.administrator, why=WHY)
    browser = visitor(who.oversight)
    assert not any("ICE" in right for held in shown(browser.get("/oversight/rights/")).values() for right in held)
    assert "ICE" not in browser.get("/oversight/rights/lines.csv").getvalue().decode()
    for one, status in ((who.ice_liaison, 404), (who.liaison, 200), (who.counsel, 200)):
        assert browser.get(f"/oversight/rights/people/{one.pk}/").status_code == status
    assert "sign_ins" not in browser.get(f"/oversight/rights/people/{who.counsel.pk}/").context


PLACES = ["/oversight/rights/", "/oversight/rights/at.csv", "/oversight/rights/lines/", "/oversight/rights/people/"]


@pytest.mark.parametrize("person", ["specialist", "counsel", "approver", "liaison", "administrator", "stranger"])
def test_for_others_these_pages_are_absent(who, person):
    browser = visitor(getattr(who, person))
    for place in [*PLACES, f"/oversight/rights/people/{who.counsel.pk}/"]:
        assert browser.get(place).status_code == 404


def test_the_pages_ask_a_fixed_number_of_queries(who):
    crowd(who, 20)
    for place in [*PLACES[::2], "/oversight/rights/people/", f"/oversight/rights/people/{who.counsel.pk}/"]:
        assert queries_of(visitor(who.oversight), place) <= 22, place


def test_nothing_here_tells_who_keeps_counsels_list(who):
    call_command("name_keeper", "counsel", "Named for a test.")
    browser = visitor(who.oversight)
    pages = [*PLACES[::2], f"/oversight/rights/people/{who.counsel.pk}/"]
    assert not any("Named for a test" in browser.get(place).content.decode() for place in pages)


def test_the_page_of_a_person_tells_account_rights_and_duties_and_nothing_of_a_case(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    accounts.set_active(who.signer, False, by=who.administrator, why="left the office")
    page = visitor(who.oversight).get(f"/oversight/rights/people/{who.signer.pk}/")
    text = page.content.decode()
    assert [label for _, label in page.context["duties"]] == ["signed"]
    assert all(words in text for words in ("left the office", "Not set up", one.number, "Agency signer"))
    assert not any(words in text for words in (one.title, one.purpose, "Demofield"))


def test_sign_ins_with_failures_stand_on_the_page_of_a_person(who):
    who.liaison.password = make_password("right")
    with acting(by=SETUP, why=WHY):
        who.liaison.save()
    inside = visitor(who.liaison)
    inside.post("/accounts/logout/")
    inside.post("/warning/")
    inside.post("/accounts/login/", {"login": "liaison", "password": "wrong"})
    page = visitor(who.oversight).get(f"/oversight/rights/people/{who.liaison.pk}/")
    assert [(one.act, one.outcome) for one in page.context["sign_ins"]][:2] == [
        ("sign_in", "failed"),
        ("sign_out", "shown"),
    ]


def test_a_right_that_is_used_says_when_and_by_what(who):
    walk(who, draft(who), Status.LEGAL_REVIEW)
    held = [(who.specialist.pk, who.usao.pk, Role.SPECIALIST), (who.specialist.pk, who.ice.pk, Role.SPECIALIST)]
    held += [(who.signer.pk, who.usao.pk, Role.SIGNER), (who.authorizer.pk, who.usao.pk, Role.AUTHORIZER)]
    accounts.take_role(who.liaison, Role.LIAISON, who.usao, by=who.administrator, why=WHY)
    held += [(who.administrator.pk, who.usao.pk, Role.ADMINISTRATOR)]
    found = rights_used.last_uses(held)
    assert {key[2] for key in found} == {Role.SPECIALIST, Role.SIGNER, Role.ADMINISTRATOR}
    assert found[held[-1]].what == "gave or took a right"
    assert {key[1] for key in found} == {who.usao.pk}


@pytest.mark.parametrize(
    ("table", "column"),
    [("requests_app_person_groups", "group_id"), ("requests_app_person_user_permissions", "permission_id")],
)
def test_nobody_is_put_into_a_group_not_even_by_the_owner(committed_db, table, column):
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="stays as it was recorded")
    with psycopg.connect(databases.url("owner", committed_db.name)) as owner, refused:
        owner.execute(f"INSERT INTO {table} (person_id, {column}) VALUES (1, 1)")


def account_records(of: Person) -> list[str]:
    return list(
        AccessRecord.objects.filter(kind="account", object_id=of.pk).order_by("id").values_list("why", flat=True)
    )


def test_a_password_changed_outside_the_pages_is_recorded_and_its_value_nowhere(who):
    Person.objects.filter(pk=who.liaison.pk).update(password=make_password("in the shell"))
    (why,) = account_records(who.liaison)
    assert "outside the pages" in why
    assert AccessRecord.objects.filter(kind="account").get().person_id == 0


def test_a_second_factor_set_up_changed_or_removed_outside_the_pages_is_recorded(who):
    factor = Authenticator.objects.create(user=who.liaison, type=Authenticator.Type.TOTP, data={"secret": "a"})
    Authenticator.objects.filter(pk=factor.pk).update(last_used_at=timezone.now())
    assert len(account_records(who.liaison)) == 1
    Authenticator.objects.filter(pk=factor.pk).update(data={"secret": "b"})
    factor.delete()
    assert len(account_records(who.liaison)) == 3


def test_who_names_an_actor_changes_no_secret_in_silence_either(who):
    theirs = Authenticator.objects.create(user=who.approver, type=Authenticator.Type.TOTP, data={"secret": "a"})
    with acting(by=who.stranger, why=WHY):
        Person.objects.filter(pk=who.liaison.pk).update(password="x")
        Authenticator.objects.filter(pk=theirs.pk).update(type=Authenticator.Type.RECOVERY_CODES)
        Authenticator.objects.filter(pk=theirs.pk).update(user=who.liaison)
    assert account_records(who.liaison) == [
        "the stored password was changed",
        "a recovery code was used, or a second factor was changed",
    ]
    assert len(account_records(who.approver)) == 3
    assert AccessRecord.objects.filter(kind="account").latest("id").person_name == who.stranger.get_full_name()
    page = visitor(who.oversight).get(f"/oversight/rights/people/{who.liaison.pk}/").content.decode()
    assert f"the stored password was changed ({who.stranger})" in page
