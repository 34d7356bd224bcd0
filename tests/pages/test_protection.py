"""Pages of the list kept under (i)(6): for named counsel alone. For everybody else nothing tells that there is a list."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import unified_diff

import pytest
from django.urls import reverse

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app.intake import confidential
from requests_app.models import Person, ProtectedPerson, ProtectionAct, ProtectionKeeper
from requests_app.models.as_facts import today
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, protection
from tests.cast import WHY, Cast, cast, draft, fresh, person, subject_fields, version, walk
from tests.pages.visiting import visitor

SECRET = "he wears a wire for the Tampa matter"
CARL = {"first_name": "Carl", "last_name": "Demofield", "date_of_birth": "1980-04-01"}
EVERYBODY_ELSE = ["second", "specialist", "approver", "authorizer", "oversight", "administrator", "liaison", "signer"]


@pytest.fixture
def who(db) -> Cast:
    made = cast()
    protection.name_keeper(made.counsel, by=SETUP, why="Named at founding.")
    with acting(by=SETUP, why=WHY):
        person("second", Role.COUNSEL, made.usao, made.ice)
    return made


def someone(who: Cast, name: str) -> Person:
    return Person.objects.get(username="second") if name == "second" else who.people()[name]


def places(entry: int, request: int) -> list[str]:
    return [
        *(reverse(name) for name in ("protection", "protection_new", "protection_keepers", "protection_end")),
        reverse("protection_open", args=[entry]),
        reverse("protection_withdraw", args=[entry]),
        reverse("protection_aside", args=[request]),
    ]


def plain(page: str) -> str:
    """A page without what differs each time: tokens, moments, the address that was asked for."""
    page = re.sub(r"</time>\s*\([^)]*\)", "</time>", page)
    return re.sub(r"[0-9a-f]{12}…|\w{32,}|\d+", "#", page)


def test_it_is_entered_opened_for_a_reason_and_withdrawn(who):
    browser = visitor(who.counsel)
    assert browser.post("/protection/new/", CARL | {"why": SECRET}).url == "/protection/"
    entry = ProtectedPerson.objects.get()
    assert "Demofield" not in browser.get("/protection/").content.decode()
    masked = browser.get(f"/protection/{entry.pk}/").content.decode()
    assert "Demofield" not in masked
    shown = browser.post(f"/protection/{entry.pk}/", {"why": "the agent called"}).content.decode()
    assert "Demofield" in shown
    assert SECRET in shown
    assert "Federal Tax Information" in shown
    assert browser.post(f"/protection/{entry.pk}/withdraw/", {"why": "over"}).url == "/protection/"
    assert "Withdrawn by Test Counsel" in browser.get("/protection/").content.decode()
    assert browser.post(f"/protection/{entry.pk}/withdraw/", {"why": "again"}).status_code == 409
    assert list(ProtectionAct.objects.values_list("kind", flat=True)) == ["withdrawn", "opened", "entered"]


def test_each_look_is_recorded_without_a_word_of_the_reason(who):
    browser = visitor(who.counsel)
    browser.post("/protection/new/", CARL | {"why": SECRET})
    browser.get("/protection/")
    browser.post(f"/protection/{ProtectedPerson.objects.get().pk}/", {"why": "the agent called"})
    looks = list(AccessRecord.objects.filter(kind="counsel's list").values_list("act", "why", "case_id").order_by("id"))
    neutral = "No reason is told here."
    assert looks == [("list", neutral, None), ("reveal", neutral, None)]


def test_to_see_whom_to_set_aside_is_a_look_that_names_neither_case_nor_subject(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    confidential.settle(one.pk)
    assert "Subject 1" in visitor(who.counsel).get(f"/protection/aside/{one.pk}/").content.decode()
    look = AccessRecord.objects.get(kind="counsel's list")
    assert (look.act, look.why, look.case_id, look.count) == ("list", "No reason is told here.", None, 0)


def test_without_a_reason_nothing_is_opened(who):
    entry = protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    answer = visitor(who.counsel).post(f"/protection/{entry.pk}/", {"why": " "})
    assert answer.context["form"].errors["why"]
    assert "Demofield" not in answer.content.decode()


def test_who_identifies_nobody_is_refused_and_nothing_typed_is_lost(who):
    answer = visitor(who.counsel).post("/protection/new/", {"last_name": "Demofield", "why": SECRET})
    assert answer.status_code == 409
    assert 'value="Demofield"' in answer.content.decode()


@pytest.mark.parametrize(("field", "typed"), [("tin", "12-3"), ("a_number", "A1"), ("date_of_birth", "31.31.1980")])
def test_what_cannot_be_compared_is_said_at_its_field_and_nobody_is_entered(who, field, typed):
    """Beside a number that does identify it was taken without a word, and protected nobody."""
    answer = visitor(who.counsel).post("/protection/new/", {"a_number": "A204118273", "why": SECRET, field: typed})
    assert answer.status_code == 422
    assert "nothing could be compared with it" in answer.context["form"].errors[field][0]
    assert f'value="{typed}"' in answer.content.decode()
    assert not ProtectedPerson.objects.exists()


def test_a_day_of_birth_to_come_cannot_be_compared(who):
    day = today() + timedelta(days=1)
    answer = visitor(who.counsel).post("/protection/new/", CARL | {"date_of_birth": f"{day}", "why": SECRET})
    assert answer.context["form"].errors["date_of_birth"]


def test_counsel_is_told_by_what_subjects_are_recognised(who):
    browser = visitor(who.counsel)
    given = {"last_name": "Demofield", "a_number": "A204118273", "why": SECRET}
    said = browser.post("/protection/new/", given, follow=True).content.decode()
    assert "recognised by the A-number, and by nothing else" in said
    shown = browser.post(f"/protection/{ProtectedPerson.objects.get().pk}/", {"why": "the agent called"})
    assert "<dt>Subjects are recognised by</dt><dd>the A-number</dd>" in shown.content.decode()


def test_the_same_person_is_entered_once(who):
    browser = visitor(who.counsel)
    browser.post("/protection/new/", CARL | {"why": SECRET})
    answer = browser.post("/protection/new/", CARL | {"why": SECRET})
    entry = ProtectedPerson.objects.get()
    assert answer.context["trouble"].reasons == [
        f"Entry {entry.pk} is in force, and names this person by all that you gave."
    ]
    protection.withdraw(entry.pk, by=who.counsel, why="Over.")
    assert browser.post("/protection/new/", CARL | {"why": SECRET}).url == "/protection/"


def test_an_entry_that_is_withdrawn_offers_no_form_and_one_that_never_was_no_page(who):
    browser = visitor(who.counsel)
    entry = protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    protection.withdraw(entry.pk, by=who.counsel, why="Over.")
    page = browser.get(f"/protection/{entry.pk}/withdraw/").content.decode()
    assert "It was withdrawn before." in page
    assert "Withdraw the entry" not in page
    assert browser.get(f"/protection/{entry.pk + 1}/withdraw/").status_code == 404


@pytest.mark.parametrize("name", EVERYBODY_ELSE)
def test_for_everybody_else_the_pages_are_absent_as_any_that_never_was(who, name):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    entry = protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    confidential.settle(one.pk)
    browser = visitor(someone(who, name))
    never = plain(browser.get("/requests/987654321/").content.decode())
    for place in places(entry.pk, one.pk):
        answer = browser.get(place)
        assert (answer.status_code, plain(answer.content.decode())) == (404, never)
        assert browser.post(place, {"why": "let me"}).status_code == 404
    assert "Counsel’s list" not in browser.get("/").content.decode()
    assert ProtectedPerson.objects.get().withdrawn_at is None


def test_named_counsel_is_led_there(who):
    assert "Counsel’s list" in visitor(who.counsel).get("/").content.decode()


def test_hits_are_shown_and_set_aside(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    confidential.settle(one.pk)
    browser = visitor(who.counsel)
    page = browser.get("/protection/").content.decode()
    assert one.number in page
    assert "Demofield" not in page
    subject = one.subjects.get()
    answer = browser.post(f"/protection/aside/{one.pk}/", {"subjects": [subject.pk], "why": SECRET})
    assert answer.status_code == 302
    subject.refresh_from_db()
    assert (subject.outcome, subject.outcome_reason) == ("denied", "undisclosed")
    assert "No subject of a request" in browser.get("/protection/").content.decode()


def test_before_legal_review_the_page_says_so_instead_of_taking_words(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    confidential.settle(one.pk)
    browser, place = visitor(who.counsel), f"/protection/aside/{one.pk}/"
    page = browser.get(place).content.decode()
    assert "have the request sent there" in page and "Set them aside" not in page
    late = browser.post(place, {"subjects": [one.subjects.get().pk], "why": SECRET})
    assert late.status_code == 409 and SECRET in late.content.decode()


def test_another_is_named_and_ended(who):
    browser, second = visitor(who.counsel), someone(who, "second")
    assert browser.post("/protection/keepers/", {"person": who.specialist.pk, "why": "a test"}).status_code == 200
    browser.post("/protection/keepers/", {"person": second.pk, "why": "For the summer."})
    assert visitor(second).get("/protection/").status_code == 200
    naming = ProtectionKeeper.objects.get(person=second)
    assert (
        "End the naming of Test Second" in browser.get(f"/protection/keepers/end/?keeper={naming.pk}").content.decode()
    )
    assert browser.get("/protection/keepers/end/?keeper=zz").status_code == 404
    assert not browser.get("/protection/keepers/").context["form"].fields["person"].queryset.exists()
    browser.post("/protection/keepers/end/", {"keeper": naming.pk, "why": "Summer is over."})
    assert visitor(second).get("/protection/").status_code == 404
    own = ProtectionKeeper.objects.get(person=who.counsel)
    assert browser.post("/protection/keepers/end/", {"keeper": own.pk, "why": "Tired."}).status_code == 409


TWO = (
    subject_fields(),
    subject_fields(
        first_name="Ana",
        date_of_birth="1970-03-03",
        reason="Cash from the print shop was banked under a false name; the indictment turns on who lived above it in May.",
    ),
)
OTHER_TWO = (
    subject_fields(
        last_name="Otherfield",
        date_of_birth="1965-06-06",
        reason="A courier swore that the stolen seals went to a garage; the warrant must describe that building exactly.",
    ),
    subject_fields(
        first_name="Ana",
        last_name="Otherfield",
        date_of_birth="1960-05-05",
        reason="Phone bills tie the forger to a cabin rented by the month; its landlord testifies on Tuesday.",
    ),
)
"""Four people, each with a reason that no other shares."""

REASONS = [re.escape(given["reason"]) for given in (*TWO, *OTHER_TWO)]

PAGES = (
    "request",
    "subjects",
    "timeline",
    "looks_at",
    "legal_review",
    "completeness",
    "approval",
    "fulfilment",
    "set_aside",
)


def words_of(browser, one) -> dict[str, str]:
    """Every page of a request that this person may open, without numbers, times and names that differ between requests."""
    found = {}
    for name in PAGES:
        answer = browser.get(reverse(name, args=[one.pk]))
        text = plain(answer.content.decode()) if answer.status_code == 200 else str(answer.status_code)
        found[name] = re.sub(
            r"\d+", "#", re.sub(r"\s+", " ", re.sub("|".join(["Demofield|Otherfield|Carl|Ana", *REASONS]), "N", text))
        )
    return found


@pytest.mark.parametrize("name", ["second", "specialist", "approver", "oversight", "liaison", "signer"])
def test_every_page_reads_as_after_any_other_set_aside_of_counsels(who, name):
    """Two requests of two: in one, named counsel set a protected subject aside; in the other, counsel one for any reason."""
    hit, plainly = (walk(who, draft(who, *two), Status.LEGAL_REVIEW) for two in (TWO, OTHER_TWO))
    protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    confidential.settle(hit.pk)
    protection.set_aside(hit.pk, [hit.subjects.get(row=1).pk], by=who.counsel, why=SECRET)
    given = {"outcome": "denied", "reason_code": "undisclosed", "seen": version(plainly)}
    deciding.set_aside(plainly.pk, [plainly.subjects.get(row=1).pk], by=who.counsel, why="any", **given)
    for one in (hit, plainly):
        confidential.settle(one.pk)
    browser = visitor(someone(who, name))
    words_of(browser, hit), words_of(browser, plainly)
    protected, ordinary = words_of(browser, hit), words_of(browser, plainly)
    for page in PAGES:
        assert protected[page] == ordinary[page], page
        for told in ("(i)(6)", "protected", "informant", "Tampa", "impairment"):
            assert told not in protected[page].replace("subject.protected", "") or page == "set_aside"


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The lines that two readings of the same pages don't share."""
    pairs = (
        (before[page].replace("> <", ">\n<").splitlines(), after[page].replace("> <", ">\n<").splitlines())
        for page in PAGES
    )
    return [line for old, new in pairs for line in unified_diff(old, new, lineterm="", n=0)]


@pytest.mark.parametrize("name", ["liaison", "signer"])
def test_before_it_is_set_aside_the_agency_reads_the_same_as_ever(who, name):
    one = walk(who, draft(who), Status.COMPLETENESS)
    browser = visitor(someone(who, name))
    words_of(browser, one)
    before = words_of(browser, one)
    protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    assert not differing(before, words_of(browser, one))
    confidential.settle(one.pk)
    assert not differing(before, words_of(browser, one))
    assert fresh(one).status == Status.COMPLETENESS


@pytest.mark.parametrize("name", ["second", "specialist", "oversight"])
def test_before_it_is_set_aside_no_subject_can_be_told_from_another(who, name):
    rest = subject_fields(first_name="Ana", date_of_birth="1970-03-03")
    one = walk(who, draft(who, subject_fields(), rest), Status.LEGAL_REVIEW)
    protection.enter(by=who.counsel, why=SECRET, fields=CARL)
    confidential.settle(one.pk)
    browser = visitor(someone(who, name))
    page = browser.get(reverse("subjects", args=[one.pk])).content.decode()
    rows = [re.sub(r"\d+", "#", plain(row.split("</tr>")[0])) for row in page.split("<tr")[2:4]]
    assert "Carl" in rows[0]
    assert rows[0].replace("Carl", "Ana") == rows[1]
    for query in (
        {"show": "blocked"},
        {"show": "review"},
        {"code": "subject.protected"},
        {"code": "subject.duplicate"},
    ):
        assert "Demofield" not in browser.get(reverse("subjects", args=[one.pk]), query).content.decode()
