"""The worklist: what is due from whom, nothing of another agency, few queries, fast when long."""

import time
from uuid import uuid4

import pytest

from audits.acting import acting
from requests_app import access
from requests_app.models import Agency, DisclosureRequest, Officer
from requests_app.models.as_facts import today
from requests_app.rules.roles import Role
from requests_app.rules.transitions import ENDED, Status
from requests_app.views import queues
from requests_app.workflow import deciding, fulfilment, holding
from requests_app.workflow.kept import mark
from tests.cast import Cast, cast, draft, on_record, prepare, transmit, version, walk
from tests.pages.visiting import queries_of, visitor

MANY = 10_000
PEOPLE = (
    "liaison",
    "signer",
    "recipient",
    "specialist",
    "transmitter",
    "counsel",
    "approver",
    "authorizer",
    "oversight",
)


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.mark.parametrize("number", ["912-66-1234", "912–66–1234", "912661234"])
def test_a_taxpayers_number_is_not_looked_for_and_not_sent_on(who, number):
    many(who, who.usao, 51)
    page = visitor(who.liaison).get("/", {"lane": "all", "number": number, "status": "draft"})
    assert page.context["form"].errors["number"] == [
        "Numbers of nine digits, as taxpayers have, aren’t looked for here. The list isn’t narrowed by it."
    ]
    assert len(page.context["rows"]) == 50 and "number" not in page.context["next_url"]
    assert number not in page.content.decode() and "status=draft" in page.context["next_url"]
    onward = visitor(who.liaison).get(f"/{page.context['next_url']}")
    assert len(onward.context["rows"]) == 1


def test_a_request_is_found_by_its_own_number(who):
    one = draft(who)
    page = visitor(who.liaison).get("/", {"lane": "all", "number": one.number})
    assert not page.context["form"].errors and one.number in page.content.decode()


def due_from(who: Cast) -> dict[str, str]:
    """What the list of each person says is due, for the one request there is."""
    found = {}
    for name in PEOPLE:
        rows = visitor(getattr(who, name)).get("/").context.get("rows")
        if rows and rows[0].due:
            found[name] = rows[0].due
    return found


@pytest.mark.parametrize(
    ("status", "due"),
    [
        (Status.DRAFT, dict.fromkeys(("liaison", "recipient"), "Finish it and hand it to the signer")),
        (Status.AWAITING_SIGNATURE, {"signer": "Read it, sign it and send it in"}),
        (Status.COMPLETENESS, dict.fromkeys(("specialist", "transmitter"), "Check completeness")),
        (Status.LEGAL_REVIEW, {"counsel": "Determine whether it is lawful"}),
        (Status.IRS_APPROVAL, {"approver": "Approve, return or deny"}),
        (Status.FULFILMENT, dict.fromkeys(("specialist", "transmitter"), "Prepare the package")),
    ],
)
def test_each_status_is_due_from_whose_turn_it_is(who, status, due):
    walk(who, draft(who), status)
    assert due_from(who) == due


def test_each_step_of_fulfilment_is_due_from_whose_turn_it_is(who):
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    release = prepare(who, one)
    assert due_from(who) == {"authorizer": "Authorize the transmittal"}
    fulfilment.authorize(release.pk, by=who.authorizer, why="a test")
    assert set(due_from(who).values()) == {"Transmit the package"}
    fulfilment.transmit(release.pk, by=who.transmitter, why="a test")
    assert due_from(who) == {"recipient": "Open the package and confirm receipt"}


def test_a_returned_request_comes_back_to_the_liaison(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    deciding.return_to_agency(one.pk, by=who.specialist, why="a test", seen=version(one), reason_codes=["no_period"])
    assert due_from(who)["liaison"] == "Answer the return: correct it or withdraw it"


def test_the_agency_is_not_told_how_far_a_package_is(who):
    on_record()
    prepare(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT))
    (row,) = visitor(who.liaison).get("/?lane=all").context["rows"]
    assert (row.whom, row.due, row.assigned) == ("With the IRS", "", "")


def test_nothing_of_another_agency_is_listed_counted_or_found(who):
    theirs = draft(who, ice=True)
    for place in ("/", "/?lane=all", f"/?lane=all&number={theirs.number}", f"/?lane=all&agency={who.ice.pk}"):
        answer = visitor(who.liaison).get(place)
        assert (answer.context["rows"], answer.context["total"]) == ([], 0)
        assert who.ice.name not in answer.content.decode()


def test_the_irs_sees_no_draft_that_was_never_sent_in(who):
    draft(who)
    assert visitor(who.specialist).get("/?lane=all").context["total"] == 0
    assert visitor(who.oversight).get("/?lane=all").context["total"] == 1


def test_filters_narrow_the_list(who):
    first, second = draft(who), walk(who, draft(who), Status.AWAITING_SIGNATURE)
    browser = visitor(who.liaison)

    def found(query: str) -> set[int]:
        return {row.disclosure_request.pk for row in browser.get(f"/?lane=all&{query}").context["rows"]}

    assert found(f"number={first.number}") == {first.pk}
    assert found("status=awaiting_signature") == {second.pk}
    assert found("number=forged") == {first.pk, second.pk}
    assert found("status=nonsense&agency=x&after=nonsense") == {first.pk, second.pk}


def test_counts_agree_with_lists(who):
    for status in (Status.DRAFT, Status.DRAFT, Status.AWAITING_SIGNATURE, Status.COMPLETENESS):
        walk(who, draft(who), status)
    answer = visitor(who.liaison).get("/")
    assert (answer.context["due"], answer.context["total"]) == (2, 4)
    assert {lane["label"]: lane["number"] for lane in answer.context["lanes"]} == {
        "Draft": 2,
        "Awaiting signature": 1,
        "Completeness": 1,
    }


def test_a_court_order_shows_on_what_it_covers(who):
    draft(who), draft(who, ice=True)
    stay = {
        "kind": "stay",
        "court": "D.D.C.",
        "docket": "25-cv-00457",
        "citation": "D.D.C. 25-cv-00457",
        "binds": "the IRS",
    }
    holding.enter_order(by=who.counsel, why="entered", **stay, acts=["disclose"], agreement=who.mou, starts=today())
    (theirs,) = visitor(who.ice_liaison).get("/").context["rows"]
    (ours,) = visitor(who.liaison).get("/").context["rows"]
    assert (theirs.held, ours.held) == (True, False)


def test_waiting_is_counted_from_the_change_of_status(who):
    draft(who)
    assert b"Today" in visitor(who.liaison).get("/").content


def test_oversight_has_a_list_but_no_work(who):
    draft(who)
    page = visitor(who.oversight).get("/").content
    assert (b"Due from you" in page, b"You may open 1 request." in page) == (False, True)


def test_an_administrator_is_led_to_the_people_and_a_stranger_is_told(who):
    assert visitor(who.administrator).get("/").headers["Location"] == "/people/"
    assert b"You have no role yet" in visitor(who.stranger).get("/").content


def many(who: Cast, agency: Agency, number: int, series: str = "M") -> None:
    rows = [
        DisclosureRequest(
            number=f"{series}-{n:06}",
            agency=agency,
            title=f"Matter {n}",
            items=["address"],
            drafted_by=who.liaison,
            made_by_key=uuid4(),
        )
        for n in range(number)
    ]
    with acting(by=who.liaison, why="a long list"):
        DisclosureRequest.objects.bulk_create(rows, batch_size=2000)


@pytest.mark.parametrize("lane", ["due", "all"])
def test_pages_follow_by_key_without_gap_or_double(who, lane):
    many(who, who.usao, 120)
    browser, place, seen = visitor(who.liaison), f"/?lane={lane}", []
    while place:
        context = browser.get(place).context
        seen += [row.disclosure_request.pk for row in context["rows"]]
        place = f"/{context['next_url']}" if context["next_url"] else ""
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=lane == "all")


PLACES = ("/", "/?lane=all", "/?lane=all&status=draft", "/?lane=all&number=M-0000")


def test_a_long_list_takes_eleven_queries_and_little_longer_than_one_page(who):
    """As an ordinary user. The ratio is the bound, because other work shares the machine; the best of five counts."""
    browser = visitor(who.liaison)
    many(who, who.usao, 60)
    short = [best(browser, place) for place in PLACES]
    many(who, who.usao, MANY, "L")
    assert (
        max(queries_of(browser, place) - ("number=" in place) for place in PLACES) <= 11
    )  # a search has its record too
    long = [best(browser, place) for place in PLACES]
    assert max(many / few for many, few in zip(long, short, strict=True)) < 4


def best(browser, place: str) -> float:
    return min(seconds(browser, place) for _ in range(5))


def seconds(browser, place: str) -> float:
    start = time.perf_counter()
    browser.get(place)
    return time.perf_counter() - start


def test_queries_do_not_grow_with_the_list(who):
    browser = visitor(who.specialist)
    for _ in range(3):
        walk(who, draft(who), Status.COMPLETENESS)
    assert queries_of(browser, "/") <= 12  # one more than at an agency: whether releases are stopped
    assert len(browser.get("/").context["rows"]) == 3


def test_every_status_of_the_path_is_due_from_someone_and_of_what_ended_a_disposal_alone():
    assert {due.status for due in queues.DUES if not due.disposal} == set(Status) - ENDED
    assert {due.status for due in queues.DUES if due.disposal} == ENDED


def test_a_package_whose_recipient_is_gone_is_due_from_who_can_end_the_wait(who):
    """The recipient was asked to open it for ever, and nobody else for anything."""
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    release = transmit(who, one)
    with acting(by=who.administrator, why="a test"):
        Officer.objects.filter(person=who.recipient).update(is_active=False)
    assert due_from(who) == dict.fromkeys(("specialist", "transmitter"), "End the package as never opened")
    with acting(by=who.administrator, why="a test"):
        Officer.objects.filter(person=who.recipient).update(is_active=True)
    fulfilment.fetch(release.pk, by=who.recipient, why="a test", origin="a test")
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why="a test")
    assert due_from(who) == dict.fromkeys(("liaison", "signer"), "Confirm receipt in the recipient’s place")
    asked = visitor(who.signer).get(f"/requests/{one.pk}/").content.decode()
    assert f'href="/requests/{one.pk}/receipt/"' in asked


def test_what_was_ended_as_never_opened_is_closed_next(who):
    on_record()
    release = transmit(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT))
    access.revoke(who.recipient, Role.LIAISON, who.usao, by=who.administrator, why="a test")
    fulfilment.end(release.pk, by=who.specialist, why="He has left.", seen=mark(release))
    assert due_from(who) == dict.fromkeys(("specialist", "transmitter"), "Close the request")


def test_a_transmitted_package_stays_due_until_received(who):
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    release = transmit(who, one)
    fulfilment.fetch(release.pk, by=who.recipient, why="a test", origin="a test")
    fulfilment.confirm(release.pk, by=who.recipient, why="a test", custodian="Evidence room", location="Phoenix")
    assert due_from(who) == dict.fromkeys(("specialist", "transmitter"), "Close the request")
