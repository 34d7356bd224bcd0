"""Court orders: the IRS's side reads them, counsel alone enters, changes, serves and lifts them, the served acknowledge."""

from datetime import timedelta

import pytest
from django.db import connections

from audits.acting import SETUP, acting
from requests_app.forms.stock import NOTHING_YET
from requests_app.forms.written import NUMBERED
from requests_app.models import Hold, OrderService, Release
from requests_app.models.as_facts import today
from requests_app.models.hold import live
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.views.sentences import day_of
from requests_app.workflow import holding
from tests.cast import Cast, cast, draft, on_record, person, transmit, walk
from tests.pages.visiting import queries_of, visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def delivered(who) -> Release:
    """A package that its recipient has, of the attorney's office."""
    on_record()
    return transmit(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT))


def order(**changes):
    return {
        "kind": "stay",
        "court": "D.D.C.",
        "docket": "25-cv-00457",
        "citation": "Order of Nov. 21, 2025",
        "binds": "the IRS",
        "acts": ["disclose"],
        "issued_on": "2025-11-21",
        "starts": "2025-11-21",
        "acknowledge_within": "7",
        "words": "Stays all disclosure.",
    } | changes


def entered(who, **changes) -> Hold:
    answer = visitor(who.counsel).post("/orders/new/", order(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Hold.objects.latest("pk")


def changed(hold: Hold, **changes):
    return {
        **order(kind=hold.kind),
        "seen": hold.version,
        "citation_of_change": "Order of Jan. 9, 2026",
        "why": "Narrowed.",
    } | changes


LIFT = {"seen": 1, "on": "2026-02-24", "citation": "D.C. Cir. 25-5181", "why": "Vacated on appeal."}


def test_counsel_enters_an_order(who):
    answer = visitor(who.counsel).post("/orders/new/", order(agreement=who.mou.pk, judge="A Judge", until="2027-01-01"))
    hold = Hold.objects.get()
    assert answer.url == f"/orders/{hold.pk}/"
    assert (hold.acts, hold.agreement, hold.entered_by, hold.words) == (
        ["disclose"],
        who.mou,
        who.counsel,
        "Stays all disclosure.",
    )
    assert (hold.judge, str(hold.until), str(hold.issued_on)) == ("A Judge", "2027-01-01", "2025-11-21")


@pytest.mark.parametrize(
    ("acts", "days", "words"),
    [
        (["disclose"], 0, "From this moment nothing that it covers is released or opened here."),
        (["disclose", "use"], 0, "From this moment nothing that it covers is released"),
        (["use"], 0, "a release of it waits until counsel clears the order in writing."),
        (["disclose"], 9, " on, nothing that it covers is released"),
    ],
)
def test_what_is_said_to_stop_is_what_the_order_bars_from_its_first_day(who, acts, days, words):
    starts = today() + timedelta(days=days)
    page = visitor(who.counsel).post("/orders/new/", order(acts=acts, starts=starts), follow=True).content.decode()
    assert "The order is entered." in page and words in page
    assert ("From this moment" in page) == (days == 0)


def test_an_order_can_name_one_request_and_rows_of_it(who):
    one = draft(who)
    hold = entered(who, number=one.number.lower(), rows="1")
    assert (hold.disclosure_request, hold.subject_ids) == (one, [one.subjects.get().pk])


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("number", {"number": "USAO-1"}),
        ("number", {"rows": "1"}),
        ("rows", {"number": "the draft", "rows": "7"}),
        ("upload", {"number": "the draft", "upload": "77"}),
        ("statute", {"statute": "no law"}),
        ("excepted", {"excepted": "USAO-1 subjects 3"}),
        ("acknowledge_within", {"acknowledge_within": "-1"}),
        ("acknowledge_within", {"acknowledge_within": "0"}),
        ("acknowledge_within", {"acknowledge_within": "366"}),
        ("starts", {"starts": "2025-11-20"}),
        ("issued_on", {"issued_on": "yesterday"}),
    ],
)
def test_what_is_not_there_is_refused(who, field, given):
    one = draft(who)
    sent = {name: one.number if value == "the draft" else value for name, value in given.items()}
    answer = visitor(who.counsel).post("/orders/new/", order(**sent))
    assert answer.context["form"].errors[field][0].endswith(NOTHING_YET)
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    "days",
    [
        dict.fromkeys(("issued_on", "starts"), str(today() + timedelta(days=1))),
        {"until": "2025-11-20"},
    ],
)
def test_days_that_cannot_be_are_refused_with_words(who, days):
    answer = visitor(who.counsel).post("/orders/new/", order(**days))
    assert answer.status_code == 409
    assert "in the future" in answer.content.decode() or "before its first" in answer.content.decode()
    assert not Hold.objects.exists()


def test_the_same_order_twice_is_one(who):
    browser = visitor(who.counsel)
    key = browser.get("/orders/new/").context["form"]["key"].value()
    places = [browser.post("/orders/new/", order(key=key)).url for _ in range(2)]
    assert places[0] == places[1]
    assert browser.post("/orders/new/", order()).status_code == 409
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("missing", ["citation", "docket", "acts", "starts", "issued_on", "words"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(who, missing):
    answer = visitor(who.counsel).post("/orders/new/", {k: v for k, v in order().items() if k != missing})
    assert answer.context["form"].errors[missing]
    assert 'value="the IRS"' in answer.content.decode()


def test_counsel_lifts_it_once(who):
    browser, hold = visitor(who.counsel), entered(who)
    assert [browser.post(f"/orders/{hold.pk}/lift/", LIFT).status_code for _ in range(2)] == [302, 302]
    hold.refresh_from_db()
    assert (str(hold.lifted_on), hold.lift_citation, hold.version) == ("2026-02-24", "D.C. Cir. 25-5181", 2)
    assert "Vacated" not in browser.get("/orders/").context["ended"][0].order.words
    assert browser.post(f"/orders/{hold.pk}/lift/", LIFT | {"on": "2026-03-01"}).status_code == 409


def test_what_became_of_it_is_told_in_words(who):
    browser, hold = visitor(who.counsel), entered(who)
    assert "which bars disclosing to the agency" in browser.get(f"/orders/{hold.pk}/").content.decode()


def test_history_writes_a_day_as_pages_do():
    assert day_of("2026-02-24") == "Feb 24, 2026"


@pytest.mark.parametrize("missing", ["on", "citation", "why"])
def test_it_is_not_lifted_without_writing(who, missing):
    hold = entered(who)
    answer = visitor(who.counsel).post(f"/orders/{hold.pk}/lift/", {k: v for k, v in LIFT.items() if k != missing})
    assert answer.context["form"].errors[missing]


def test_it_is_not_lifted_before_it_starts(who):
    hold = entered(who)
    assert visitor(who.counsel).post(f"/orders/{hold.pk}/lift/", LIFT | {"on": "2020-01-01"}).status_code == 409


def test_it_is_not_lifted_as_of_a_later_day(who):
    hold = entered(who)
    browser, place = visitor(who.counsel), f"/orders/{hold.pk}/lift/"
    answer = browser.post(place, LIFT | {"on": str(today() + timedelta(days=1))})
    assert "lies after today" in answer.context["form"].errors["on"][0] and "Last day" in answer.content.decode()
    assert "Vacated on appeal." in answer.content.decode() and Hold.objects.get().lifted_on is None
    assert browser.post(place, LIFT | {"on": str(today())}).status_code == 302


def test_one_that_is_not_in_force_yet_is_lifted_as_of_its_first_day_and_never_binds(who):
    first = today() + timedelta(days=9)
    hold = entered(who, starts=str(first))
    browser, place = visitor(who.counsel), f"/orders/{hold.pk}/lift/"
    assert browser.get(place).context["form"]["on"].value() == first
    page = browser.post(place, LIFT | {"on": str(first)}, follow=True).content.decode()
    assert "it never binds" in page and "Lift the order" not in page
    assert [o.order for o in browser.get("/orders/").context["ended"]] == [hold]
    assert not Hold.objects.filter(live(today())).exists()


def recorded_before(**columns) -> None:
    """Write an order as it could stand before the database refused it."""
    gate = "ALTER TABLE requests_app_hold {} TRIGGER by_counsel"
    with connections["owner"].cursor() as cursor:
        cursor.execute(gate.format("DISABLE"))
        with acting(by=SETUP, why="as recorded before"):
            Hold.objects.update(**columns)
        cursor.execute(gate.format("ENABLE ALWAYS"))


def test_one_that_is_lifted_offers_no_form_and_one_to_be_lifted_later_can_be_mended(committed_db):
    who = cast()
    hold = entered(who)
    browser, place = visitor(who.counsel), f"/orders/{hold.pk}/lift/"
    recorded_before(lifted_on=today() + timedelta(days=900), lift_citation="D.D.C. 2", version=2)
    page = browser.get(f"/orders/{hold.pk}/").content.decode()
    assert "To be lifted as of" in page and "Lift the order" in page
    assert browser.post(place, LIFT | {"seen": 2}).status_code == 302
    page = browser.get(place).content.decode()
    assert "This order is lifted already, as of February 24, 2026." in page and "<textarea" not in page


def test_counsel_changes_it_and_the_old_words_stay_in_history(who):
    hold = entered(who)
    browser = visitor(who.counsel)
    assert browser.get(f"/orders/{hold.pk}/change/").context["form"]["citation"].value() == hold.citation
    sent = changed(hold, acts=["disclose", "use"], agency=who.ice.pk, appeal="pending")
    assert browser.post(f"/orders/{hold.pk}/change/", sent).status_code == 302
    hold.refresh_from_db()
    assert (hold.acts, hold.agency, hold.appeal, hold.version) == (["disclose", "use"], who.ice, "pending", 2)
    assert [list(row.acts) for row in Hold.history.order_by("history_id")] == [["disclose"], ["disclose", "use"]]
    assert "(Order of Jan. 9, 2026)" in Hold.history.latest("history_id").history_change_reason
    assert "entered a court order" in browser.get(f"/orders/{hold.pk}/").content.decode()


def test_two_tabs_that_change_it_are_told_apart_from_two_clicks(who):
    hold = entered(who)
    browser, sent = visitor(who.counsel), changed(hold, judge="B Judge")
    place = f"/orders/{hold.pk}/change/"
    assert [browser.post(place, sent).status_code for _ in range(2)] == [302, 302]
    answer = browser.post(place, sent | {"judge": "C Judge"})
    assert answer.status_code == 409
    assert "has changed since" in answer.content.decode()
    assert Hold.objects.get().judge == "B Judge"


@pytest.mark.parametrize("act", ["lift", "serve"])
def test_an_act_from_a_tab_that_showed_another_order_is_refused_and_shows_it_as_it_is(who, act):
    hold = entered(who)
    browser, place = visitor(who.counsel), f"/orders/{hold.pk}/{act}/"
    seen = browser.get(place).context["seen"]
    browser.post(f"/orders/{hold.pk}/change/", changed(hold, words="Stays more than before."))
    service = {"person": who.liaison.pk, "method": "by hand", "acknowledge_by": str(today())}
    sent = {**(LIFT if act == "lift" else service), "seen": seen}
    answer = browser.post(place, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "has changed since" in page and "Stays more than before." in page
    assert Hold.objects.get().lifted_on is None and not OrderService.objects.exists()
    assert browser.post(place, sent | {"seen": answer.context["seen"]}).status_code == 302


def test_one_that_supersedes_takes_the_place_of_the_other(who):
    first = entered(who, kind="restraining order", docket="1")
    second = entered(who, kind="injunction", docket="2", supersedes=[first.pk])
    context = visitor(who.counsel).get("/orders/").context
    assert [o.order for o in context["superseded"]] == [first]
    assert [o.order for o in context["standing"]] == [second]
    answer = visitor(who.counsel).post(
        f"/orders/{second.pk}/change/", changed(second, superseded_by=first.pk, docket="2")
    )
    assert answer.status_code in (200, 409)
    second.refresh_from_db()
    assert second.superseded_by is None


@pytest.mark.parametrize("days", [0, 1])
def test_an_order_lifted_as_of_its_first_day_takes_no_others_place(who, days):
    first, day = entered(who, docket="1"), today() + timedelta(days=days)
    second = entered(who, docket="2", starts=str(day), supersedes=[first.pk])
    browser, place = visitor(who.counsel), f"/orders/{second.pk}/lift/"
    assert "takes no other’s place: 1 binds on." in browser.get(place).content.decode()
    answer = browser.post(place, LIFT | {"on": str(day)}, follow=True).content.decode()
    assert " 1 binds on: no other takes its place." in answer
    first.refresh_from_db()
    assert first.superseded_by is None and list(Hold.objects.filter(live(day))) == [first]


@pytest.mark.parametrize("why", ["superseded", "ended"])
def test_an_order_that_does_not_bind_any_more_is_not_lifted(who, why):
    first = entered(who, docket="1", until="2026-01-01" if why == "ended" else "")
    if why == "superseded":
        entered(who, docket="2", supersedes=[first.pk])
    browser, place = visitor(who.counsel), f"/orders/{first.pk}/lift/"
    page = browser.get(f"/orders/{first.pk}/").content.decode()
    assert place not in page and "It barred disclosing" in page
    assert "It stops nothing any more" in browser.get(place).content.decode()
    assert browser.post(place, LIFT | {"seen": Hold.objects.get(pk=first.pk).version}).status_code == 409
    assert Hold.objects.get(pk=first.pk).lifted_on is None


def test_orders_of_one_docket_are_told_apart_where_one_is_chosen(who):
    hold = entered(who)
    entered(who, citation="Order of Feb. 26, 2026", starts="2026-02-26", issued_on="2026-02-26")
    page = visitor(who.counsel).get(f"/orders/{hold.pk}/change/").content.decode()
    assert "25-cv-00457: Order of Feb. 26, 2026, in force from February 26, 2026" in page


@pytest.mark.parametrize("name", ["specialist", "approver", "authorizer", "oversight"])
def test_others_read_them_and_enter_none(who, name):
    hold = entered(who)
    browser = visitor(getattr(who, name))
    assert "Enter an order" not in browser.get("/orders/").content.decode()
    page = browser.get(f"/orders/{hold.pk}/").content.decode()
    assert "Change the order" not in page and "Stays all disclosure" in page
    assert browser.post("/orders/new/", order(docket="other")).status_code == 409
    for place, sent in (("lift", LIFT), ("change", changed(hold, judge="X"))):
        assert browser.post(f"/orders/{hold.pk}/{place}/", sent).status_code == 409
    assert browser.get(f"/orders/{hold.pk}/serve/").context["refusals"]
    assert Hold.objects.get().version == 1


@pytest.mark.parametrize("name", ["liaison", "signer", "administrator", "stranger"])
def test_for_the_agency_and_strangers_the_list_is_absent(who, name):
    hold = entered(who)
    browser = visitor(getattr(who, name))
    for place in ("/orders/", "/orders/new/", f"/orders/{hold.pk}/change/", f"/orders/{hold.pk}/lift/"):
        assert browser.get(place).status_code == 404
    assert browser.get(f"/orders/{hold.pk}/acknowledge/").status_code == 404


def test_an_agency_reads_the_order_that_bears_on_it_and_no_other(who, delivered):
    ours, theirs = entered(who, agency=who.usao.pk), entered(who, agency=who.ice.pk, docket="2")
    browser = visitor(who.liaison)
    page = browser.get(f"/orders/{ours.pk}/").content.decode()
    assert "Stays all disclosure" in page and delivered.disclosure_request.number in page
    assert who.counsel.get_full_name() not in page
    assert browser.get(f"/orders/{theirs.pk}/").status_code == 404
    shown = browser.get(f"/requests/{delivered.disclosure_request_id}/").content.decode()
    assert f"/orders/{ours.pk}/" in shown and f"/orders/{theirs.pk}/" not in shown


def test_the_request_page_says_which_order_which_acts_since_when(who, delivered):
    hold = entered(who, acts=["disclose", "use"], agency=who.usao.pk)
    for reader in (who.liaison, who.signer, who.recipient, who.specialist, who.counsel, who.oversight):
        page = visitor(reader).get(f"/requests/{delivered.disclosure_request_id}/").content.decode()
        assert all(
            words in page for words in (hold.docket, hold.citation, "November 21, 2025", "disclosing to the agency")
        )


def test_who_received_a_package_is_served_and_acknowledges_once(who, delivered):
    hold = entered(who, acts=["use"])
    service = OrderService.objects.get()
    assert (service.hold, service.person, service.acknowledge_by) == (hold, who.recipient, today() + timedelta(days=7))
    assert "not yet: due by" in visitor(who.counsel).get(f"/orders/{hold.pk}/").content.decode()
    browser, place = visitor(who.recipient), f"/orders/{hold.pk}/acknowledge/"
    for page in (
        "/",
        f"/requests/{delivered.disclosure_request_id}/",
        f"/requests/{delivered.disclosure_request_id}/package/",
    ):
        assert place in browser.get(page).content.decode(), page
    assert browser.post(place, {}).context["form"].errors["read"]
    sent = {"read": "on", "seen": 1}
    numbered = browser.post(place, sent | {"words": "It had 912–66–0001 in it."})
    assert numbered.context["form"].errors == {"words": [NUMBERED]}
    assert [browser.post(place, sent | {"words": "Received."}).status_code for _ in range(2)] == [302, 302]
    service.refresh_from_db()
    assert (
        service.acknowledged_at and service.words.startswith("I have read the order") and "Received." in service.words
    )
    assert OrderService.history.filter(id=service.pk).count() == 2
    assert place not in browser.get("/").content.decode()


def test_an_acknowledgement_of_an_order_that_changed_meanwhile_is_refused_and_the_changed_order_shown(who, delivered):
    hold = entered(who, acts=["use"])
    browser, place = visitor(who.recipient), f"/orders/{hold.pk}/acknowledge/"
    sent = {"read": "on", "words": "Received.", "seen": browser.get(place).context["seen"]}
    visitor(who.counsel).post(
        f"/orders/{hold.pk}/change/", changed(hold, acts=["use", "disclose"], words="Stays more than before.")
    )
    answer = browser.post(place, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and OrderService.objects.get().acknowledged_at is None
    assert all(words in page for words in ("has changed since", "Stays more than before.", "Received.", 'value="2"'))
    assert "I know that it bars disclosing to the agency and" in page and "checked" not in page
    unticked = browser.post(place, {"words": "Received.", "seen": 1})
    assert unticked.context["seen"] == 1
    assert browser.post(place, sent | {"seen": answer.context["seen"]}).status_code == 302
    assert "bars disclosing to the agency and" in OrderService.objects.get().words


def test_an_acknowledgement_in_other_words_is_said_not_to_be_recorded(who, delivered):
    hold = entered(who, acts=["use"])
    browser, place = visitor(who.recipient), f"/orders/{hold.pk}/acknowledge/"
    told = []
    for words in ("First.", "First.", "Second."):
        answer = browser.post(place, {"read": "on", "words": words, "seen": 1}, follow=True)
        told += ["wasn't recorded" in str(message) for message in answer.context["messages"]]
    assert told == [False, False, True]
    assert OrderService.objects.get().words.endswith("First.")


@pytest.mark.parametrize("name", ["liaison", "signer", "specialist", "counsel", "ice_liaison", "oversight"])
def test_nobody_acknowledges_for_another(who, delivered, name):
    hold = entered(who, acts=["use"])
    assert visitor(getattr(who, name)).post(f"/orders/{hold.pk}/acknowledge/", {"read": "on"}).status_code == 404
    assert OrderService.objects.get().acknowledged_at is None


def test_a_change_of_what_it_says_asks_for_a_new_acknowledgement(who, delivered):
    hold = entered(who, acts=["use"])
    holding.acknowledge(hold.pk, seen=hold.version, by=who.recipient, why="I have read it.")
    visitor(who.counsel).post(f"/orders/{hold.pk}/change/", changed(hold, acts=["use"], judge="Only the judge"))
    assert OrderService.objects.get().acknowledged_at
    hold.refresh_from_db()
    visitor(who.counsel).post(f"/orders/{hold.pk}/change/", changed(hold, acts=["use", "disclose"]))
    assert OrderService.objects.get().acknowledged_at is None


def test_what_is_overdue_is_listed_to_counsel(who, delivered):
    entered(who, acts=["use"], acknowledge_within="1")
    assert visitor(who.counsel).get("/orders/").context["overdue"] == []
    late = today() + timedelta(days=2)
    assert [s.person for s in holding.unacknowledged(late) if s.acknowledge_by < late] == [who.recipient]


def test_counsel_of_another_agency_sees_none_of_its_people(who, delivered):
    with acting(by=SETUP, why="a test"):
        ices = person("ices_counsel", Role.COUNSEL, who.ice)
    hold = entered(who, acts=["use"])
    assert [s.person for s in visitor(who.counsel).get(f"/orders/{hold.pk}/").context["services"]] == [who.recipient]
    page = visitor(ices).get(f"/orders/{hold.pk}/")
    assert (page.context["services"], page.context["requests_count"], page.context["packages_count"]) == ([], 0, 0)
    assert who.recipient.get_full_name() not in page.content.decode()


def test_counsel_serves_it_on_a_further_person(who, delivered):
    hold = entered(who, acts=["use"])
    browser, place = visitor(who.counsel), f"/orders/{hold.pk}/serve/"
    sent = {"seen": hold.version, "person": who.liaison.pk, "method": "by hand", "acknowledge_by": str(today())}
    assert [browser.post(place, sent).status_code for _ in range(2)] == [302, 302]
    assert {s.person for s in OrderService.objects.all()} == {who.recipient, who.liaison}
    assert browser.post(place, sent | {"person": who.stranger.pk}).context["form"].errors["person"]
    late = browser.post(place, sent | {"person": who.signer.pk, "acknowledge_by": "2020-01-01"})
    assert "is the first day that can be given" in late.context["form"].errors["acknowledge_by"][0]
    assert not OrderService.objects.filter(person=who.signer).exists()
    assert f"/orders/{hold.pk}/acknowledge/" in visitor(who.liaison).get("/").content.decode()


def test_the_list_and_the_page_ask_a_fixed_number_of_queries(who, delivered):
    browser = visitor(who.counsel)
    for n in range(5):
        browser.post("/orders/new/", order(docket=str(n), agreement=who.mou.pk))
    assert queries_of(browser, "/orders/") <= 10
    assert queries_of(browser, f"/orders/{Hold.objects.latest('pk').pk}/") <= 25
