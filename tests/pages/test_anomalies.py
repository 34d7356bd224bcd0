"""The queue of looks that stand out, one of them with the looks behind it, its verdict, and the limits."""

import pytest

from audits import access_log, watching
from audits.models import AccessAct, AccessRecord, Anomaly
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import accounts
from tests.cast import WHY, Cast, cast, draft, looker_for, walk
from tests.pages.visiting import queries_of, visitor

QUEUE = "/oversight/anomalies/"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    return walk(who, draft(who), Status.COMPLETENESS)


def refused(who, one, person=None) -> Anomaly:
    for _ in range(12):
        access_log.denied(looker_for(person or who.specialist, one), AccessAct.VIEW, "page", case_id=one.pk)
    watching.so_far(today())
    return Anomaly.objects.get(kind="denials", person_id=(person or who.specialist).pk)


def neighbor(who, one) -> Anomaly:
    accounts.set_home(who.counsel, "476 Prototype Ave, Phoenix, AZ 85004", by=who.administrator, why=WHY)
    subjects = [one.subjects.get().pk]
    access_log.record(looker_for(who.counsel, one), AccessAct.VIEW, "subject", case_id=one.pk, subjects=subjects)
    watching.so_far(today())
    return Anomaly.objects.get(kind="address")


def test_the_queue_lists_what_awaits_a_verdict_with_its_sentence(who, one):
    found = refused(who, one)
    page = visitor(who.oversight).get(QUEUE)
    assert found in [anomaly for anomaly, _ in page.context["rows"]]
    assert "Was refused 12 times" in page.content.decode()
    assert (
        "awaits a verdict" in visitor(who.oversight).get("/oversight/").content.decode()
        or page.context["waiting"].open > 1
    )


@pytest.mark.parametrize(
    ("asked", "shown"), [({"kind": "denials"}, True), ({"kind": "volume"}, False), ({"standing": "closed"}, False)]
)
def test_the_queue_can_be_narrowed(who, one, asked, shown):
    found = refused(who, one)
    page = visitor(who.oversight).get(QUEUE, asked)
    assert (found in [anomaly for anomaly, _ in page.context["rows"]]) is shown


def test_the_queue_is_paged_by_key(who, one):
    for person in list(who.people().values())[:3]:
        refused(who, one, person)
    first = visitor(who.oversight).get(QUEUE, {"after": f"{today().isoformat()}_1"})
    assert len(first.context["rows"]) >= 3
    assert visitor(who.oversight).get(QUEUE, {"after": "2999-01-01_1"}).context["rows"] == []
    assert visitor(who.oversight).get(QUEUE, {"after": "nonsense"}).status_code == 200
    assert queries_of(visitor(who.oversight), QUEUE) <= 12


def test_one_is_explained_with_the_looks_behind_it(who, one):
    found = refused(who, one)
    page = visitor(who.oversight).get(f"{QUEUE}{found.pk}/")
    assert [(line.line.times, line.line.look.outcome) for line in page.context["lines"]] == [(12, "denied")]
    assert "Everyone who looked at" not in page.content.decode()


def test_a_look_at_whom_it_is_about_is_recorded_and_his_name_stands_nowhere(who, one):
    found = neighbor(who, one)
    page = visitor(who.oversight).get(f"{QUEUE}{found.pk}/")
    assert "Demofield" not in page.content.decode() and "Everyone who saw subject 1" in page.content.decode()
    look = AccessRecord.objects.filter(kind="anomaly").get()
    assert (look.object_id, look.subjects.get().subject_id) == (found.pk, one.subjects.get().pk)


def test_a_verdict_is_written_once_said_and_shown(who, one):
    found = refused(who, one)
    browser, place = visitor(who.oversight), f"{QUEUE}{found.pk}/"
    empty = browser.post(place, {"verdict": "", "why": ""}).content.decode()
    assert "Nothing was" in empty and empty.count('id="error-summary"') == 1
    page = browser.post(place, {"verdict": "refer", "why": "Passed on in writing."}, follow=True).content.decode()
    assert "To be referred to TIGTA" in page and "Passed on in writing." in page
    found.refresh_from_db()
    assert found.closed_at is not None
    assert found not in [anomaly for anomaly, _ in browser.get(QUEUE).context["rows"]]


def test_of_two_tabs_the_second_verdict_is_told_and_the_same_twice_is_one(who, one):
    found = refused(who, one)
    browser, place = visitor(who.oversight), f"{QUEUE}{found.pk}/"
    first = {"verdict": "explained", "why": "A link in an old mail.", "seen": 0}
    assert [browser.post(place, first).status_code for _ in range(2)] == [302, 302]
    answer = browser.post(place, {"verdict": "talk", "why": "I will ask him.", "seen": 0})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Somebody changed this since you opened the page" in page
    assert "I will ask him." in page and f'value="{found.verdicts.get().pk}"' in page
    again = {"verdict": "talk", "why": "I will ask him.", "seen": found.verdicts.get().pk}
    assert browser.post(place, again).status_code == 302 and found.verdicts.count() == 2
    assert "A verdict that closes it is due by" in browser.get(place).content.decode()


def test_the_person_concerned_reads_why_he_gives_no_verdict(who, one):
    found = refused(who, one, who.oversight)
    page = visitor(who.oversight).get(f"{QUEUE}{found.pk}/").content.decode()
    assert "about your own looks" in page and "Write the verdict" not in page
    answer = visitor(who.oversight).post(f"{QUEUE}{found.pk}/", {"verdict": "explained", "why": "Fine."})
    assert answer.status_code == 409 and not found.verdicts.exists()


@pytest.mark.parametrize("name", ["liaison", "specialist", "counsel", "administrator", "stranger"])
def test_for_others_the_queue_is_absent(who, one, name):
    found = refused(who, one)
    for place in (QUEUE, f"{QUEUE}{found.pk}/"):
        assert visitor(who.people()[name]).get(place).status_code == 404


def test_an_administrator_sets_a_limit_and_others_read_it(who, one):
    place = "/lists/looks/denials/"
    assert "10" in visitor(who.oversight).get("/lists/looks/").content.decode()
    assert "Set the limit" not in visitor(who.oversight).get(place).content.decode()
    page = visitor(who.administrator).post(
        place, {"value": 20, "why": "Too many false alarms.", "seen": 0}, follow=True
    )
    assert "The limit is set." in page.content.decode()
    assert watching.limits()["denials"] == 20
    assert visitor(who.administrator).get("/lists/looks/nonsense/").status_code == 404


def test_an_administrator_keeps_a_home_as_a_hash(who):
    place = f"/people/{who.specialist.pk}/home/"
    said = {"address": "476 Prototype Ave, Phoenix, AZ 85004", "why": "Given at hiring."}
    page = visitor(who.administrator).post(place, said, follow=True).content.decode()
    assert "is kept, as a keyed hash" in page and "Prototype" not in page
    assert visitor(who.administrator).post(place, {"address": "Phoenix", "why": "a test"}).status_code == 409
