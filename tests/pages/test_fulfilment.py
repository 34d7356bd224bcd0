"""Fulfilment: prepared, authorized and transmitted by three people; who may not reads why."""

import pytest

from audits.acting import SETUP
from audits.models import AccessRecord, AccountingEntry
from requests_app import access
from requests_app.documents.encryption import fingerprint_of
from requests_app.models import DisclosureRequest, Release
from requests_app.models.as_facts import today
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import holding, recipient_keys, recipients
from requests_app.workflow.kept import mark
from tests.cast import WHY, Cast, cast, draft, fresh, in_fulfilment, prepare, version, walk
from tests.pages.visiting import queries_of, visitor


@pytest.fixture(scope="module")
def walked(own_copy: None) -> int:
    return in_fulfilment(cast()).pk


@pytest.fixture
def who(walked: int, db) -> Cast:
    return cast()


@pytest.fixture
def one(walked: int, db) -> DisclosureRequest:
    return fresh(DisclosureRequest(pk=walked))


def place(one, *parts) -> str:
    return "/".join(["/requests", str(one.pk), "fulfilment", *map(str, parts), ""])


def act(person, one, release, what, why="It may be done."):
    return visitor(person).post(place(one, release.pk, what), {"why": why, "seen": mark(release)})


def test_the_recipients_offered_are_officers_of_the_roster_who_can_sign_in(who, one):
    page = visitor(who.specialist).get(place(one))
    assert list(page.context["prepare_form"].fields["recipient"].queryset) == [who.recipient]


def test_three_people_bring_it_to_the_recipient(who, one):
    said = {"recipient": who.recipient.pk, "why": "As approved."}
    assert visitor(who.specialist).post(place(one, "prepare"), said).url == place(one)
    release = Release.objects.get()
    assert act(who.authorizer, one, release, "authorize").status_code == 302
    assert act(who.transmitter, one, release, "transmit").status_code == 302
    assert Release.objects.get().status == "transmitted"
    assert AccountingEntry.objects.filter(kind="disclosure").count() == 1


def test_the_manifest_is_shown(who, one):
    release = prepare(who, one)
    page = visitor(who.authorizer).get(place(one)).content.decode()
    assert release.package_sha256 in page
    assert all(file["sha256"] in page for file in release.manifest["files"])


def test_who_prepared_may_not_transmit(who, one):
    release = prepare(who, one)
    assert act(who.authorizer, one, release, "authorize").status_code == 302
    answer = act(who.specialist, one, release, "transmit", "Typed with care.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You prepared the package on this request" in page
    assert "Typed with care." in page or "You may not" in page
    assert Release.objects.get().status == "authorized"


def test_the_title_says_which_page_came_back_with_something_wrong(who, one):
    """The forms of this page aren't called 'form', and its title was that of a page on which nothing is wrong."""
    assert "<title>Fulfilment" in visitor(who.specialist).get(place(one)).content.decode()
    empty = visitor(who.specialist).post(place(one, "prepare"), {"recipient": "", "why": ""})
    assert "<title>Error: Fulfilment" in empty.content.decode()
    release = prepare(who, one)
    assert "<title>Error: Fulfilment" in act(who.authorizer, one, release, "authorize", "").content.decode()
    assert "<title>Error: Fulfilment" in act(who.authorizer, one, release, "transmit", "").content.decode()


def test_clicks_that_come_twice_act_once(who, one):
    said = {"recipient": who.recipient.pk, "why": "As approved."}
    browser = visitor(who.specialist)
    assert [browser.post(place(one, "prepare"), said).status_code for _ in range(2)] == [302, 302]
    release = Release.objects.get()
    assert [act(who.authorizer, one, release, "authorize").status_code for _ in range(2)] == [302, 302]


def test_a_second_tab_with_other_words_is_not_told_that_it_transmitted(who, one):
    release = prepare(who, one)
    assert act(who.authorizer, one, release, "authorize").status_code == 302
    assert act(who.transmitter, one, release, "transmit", "As authorized.").status_code == 302
    assert act(who.transmitter, one, release, "transmit", "As authorized.").status_code == 302
    late = act(who.transmitter, one, release, "transmit", "Once more.")
    assert late.status_code == 409 and "it is transmitted now" in late.content.decode()
    assert AccountingEntry.objects.filter(kind="disclosure").count() == 1
    told = AccessRecord.objects.filter(kind="release", person_id=who.transmitter.pk).values_list("origin", flat=True)
    assert told and all(told)


@pytest.mark.parametrize("lost", [recipients.REVOKED, recipients.LEFT])
def test_a_package_out_of_its_recipients_reach_is_not_offered_and_the_page_says_what_to_do(who, one, lost):
    """Its key was revoked, or the recipient left: the act was offered, and refused once it was tried."""
    release = prepare(who, one)
    assert act(who.authorizer, one, release, "authorize").status_code == 302
    if lost == recipients.REVOKED:
        recipient_keys.revoke(release.recipient_key_id, by=who.recipient, why="The laptop was lost.")
    else:
        access.revoke(who.recipient, Role.LIAISON, one.agency, by=SETUP, why=WHY)
    page = visitor(who.transmitter).get(place(one))
    offered = {each.id: each.refusals for each in page.context["mine"]}
    assert offered == {"transmit": (f"{lost} Void the package, then have it prepared anew.",), "void": ()}
    assert act(who.transmitter, one, release, "transmit").status_code == 409


def test_the_recipients_key_is_shown_by_the_fingerprint_that_the_letter_gives(who, one):
    given = fingerprint_of(recipient_keys.standing_key(who.recipient).public)
    assert given in visitor(who.specialist).get(place(one)).content.decode()
    prepare(who, one)
    assert given in visitor(who.specialist).get(place(one)).content.decode()


def test_an_order_stops_it_and_the_page_says_which(who, one):
    holding.enter_order(
        by=who.counsel,
        why="a test",
        kind="stay",
        court="D.D.C.",
        docket="25-cv-00457",
        citation="Order of Nov. 21, 2025",
        binds="the IRS",
        acts=["disclose"],
        starts=today(),
        agency=who.usao,
    )
    said = {"recipient": who.recipient.pk, "why": "As approved."}
    answer = visitor(who.specialist).post(place(one, "prepare"), said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Order of Nov. 21, 2025" in page
    assert not Release.objects.exists()


def test_no_note_on_a_package_names_a_taxpayer_and_what_was_typed_stays(who, one):
    subject = one.subjects.get()
    words = f"For {subject.first_name} {subject.last_name}."
    answer = visitor(who.specialist).post(place(one, "prepare"), {"recipient": who.recipient.pk, "why": words})
    assert "say “subject 3” instead" in answer.content.decode() and not Release.objects.exists()
    release = prepare(who, one)
    for person, what in ((who.authorizer, "authorize"), (who.specialist, "void")):
        page = act(person, one, release, what, words).content.decode()
        assert "say “subject 3” instead" in page and words in page
    assert act(who.authorizer, one, release, "authorize").status_code == 302
    assert "say “subject 3” instead" in act(who.transmitter, one, release, "transmit", words).content.decode()
    assert Release.objects.get().status == "authorized"


def test_a_voided_package_can_be_prepared_anew(who, one):
    release = prepare(who, one)
    act(who.specialist, one, release, "void", "The wrong recipient.")
    page = visitor(who.specialist).get(place(one))
    assert page.context["release"] is None
    assert "was voided" in page.content.decode()


def test_what_was_typed_for_a_package_that_is_void_meanwhile_is_shown_to_copy(who, one):
    release = prepare(who, one)
    assert act(who.specialist, one, release, "void", "The wrong recipient.").status_code == 302
    for again in (False, True):  # and where another package stands by now, its own form stays empty
        if again:
            prepare(who, one)
        answer = act(who.authorizer, one, release, "authorize", "Exactly this one.")
        page = answer.content.decode()
        assert answer.status_code == 409 and page.count("Exactly this one.") == 1
        assert "This package is void" in page and "not prepared now" not in page
        assert "What you typed</strong>, to copy it" in page
    assert set(Release.objects.values_list("status", flat=True)) == {"void", "prepared"}


def test_a_package_is_not_voided_from_a_tab_that_showed_another_state(who, one):
    release = prepare(who, one)
    browser = visitor(who.specialist)
    tab = browser.get(place(one)).context["package_seen"]
    assert act(who.authorizer, one, release, "authorize").status_code == 302
    answer = browser.post(place(one, release.pk, "void"), {"why": "The wrong recipient.", "seen": tab})
    page = answer.content.decode()
    assert answer.status_code == 409 and Release.objects.get().status == "authorized"
    now = "Somebody changed this since you opened the page: the package is authorized now"
    assert all(words in page for words in (now, "Package: authorized", "The wrong recipient."))
    again = {"why": "The wrong recipient.", "seen": answer.context["package_seen"]}
    assert [browser.post(place(one, release.pk, "void"), again).status_code for _ in range(2)] == [302, 302]
    assert Release.objects.get().status == "void"


def test_a_second_click_says_where_the_package_stands_if_it_went_on_since(who, one):
    release = prepare(who, one)
    browser = visitor(who.authorizer)
    again = [browser.post(place(one, release.pk, "authorize"), {"why": "Authorized."}) for _ in range(2)]
    assert [answer.status_code for answer in again] == [302, 302]
    assert browser.get(place(one)).content.decode().count("Nothing has been disclosed yet.") == 2
    assert act(who.specialist, one, release, "void").status_code == 302
    assert browser.post(place(one, release.pk, "authorize"), {"why": "Authorized."}).status_code == 302
    page = browser.get(place(one)).content.decode()
    assert "Since then it went on: the package is void now." in page and "Nothing has been disclosed yet." not in page


def test_an_authorization_is_in_writing(who, one):
    release = prepare(who, one)
    answer = act(who.authorizer, one, release, "authorize", "")
    assert "Put it in writing" in answer.content.decode()
    assert Release.objects.get().status == "prepared"


def test_without_a_recipient_nothing_is_prepared(who, one):
    answer = visitor(who.specialist).post(place(one, "prepare"), {"recipient": who.liaison.pk, "why": "a test"})
    assert answer.context["prepare_form"].errors["recipient"]
    assert not Release.objects.exists()


@pytest.mark.parametrize("what", ["fetch", "confirm", "nonsense"])
def test_other_acts_are_absent_here(who, one, what):
    assert act(who.specialist, one, prepare(who, one), what).status_code == 404


def test_another_requests_package_is_absent(who, one):
    release = prepare(who, one)
    other = walk(who, draft(who), Status.FULFILMENT)
    assert act(who.authorizer, other, release, "authorize").status_code == 404


@pytest.mark.parametrize("place_of", ["prepare", "0/authorize"])
def test_acts_are_posted(who, one, place_of):
    assert visitor(who.specialist).get(place(one, place_of)).status_code in (404, 405)


def test_it_is_closed_once_transmitted(who, one):
    release = prepare(who, one)
    act(who.authorizer, one, release, "authorize")
    act(who.transmitter, one, release, "transmit")
    closing = f"/requests/{one.pk}/close/"
    visitor(who.transmitter).post(closing, {"seen": version(one), "why": "Done."})
    assert fresh(one).status == Status.CLOSED


def test_the_page_asks_a_fixed_number_of_queries(who, one):
    prepare(who, one)
    assert queries_of(visitor(who.specialist), place(one)) <= 66
