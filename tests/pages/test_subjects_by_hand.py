"""Naming, correcting and dropping taxpayers by hand."""

import pytest

from audits.models import AccessedSubject
from requests_app.models import DisclosureRequest, Subject
from requests_app.models.subject import Outcome
from requests_app.rules.columns import GROUPS
from requests_app.rules.transitions import Status
from requests_app.views.subjects import DROPPED_BEFORE
from requests_app.workflow.naming import HIDDEN
from tests.cast import Cast, add, cast, draft, fresh, subject_fields, version, walk
from tests.pages.visiting import visitor

TIN = "912-66-0001"
ADDRESS = GROUPS["Address"]


@pytest.fixture
def who(db) -> Cast:
    return cast()


def place(one: DisclosureRequest, rest: str = "") -> str:
    return f"/requests/{one.pk}/subjects/{rest}"


def typed(one: DisclosureRequest, **changes: str) -> dict[str, object]:
    return {**subject_fields(), "seen": version(one), **changes}


def opened(browser, one: DisclosureRequest, subject: Subject) -> dict[str, object]:
    """Return the fields of the form as a browser would send them back."""
    answer = browser.get(place(one, f"{subject.pk}/"))
    return {**subject_fields(), "seen": version(one), "opened": answer.context["form"].opened}


def test_a_subject_is_judged_at_once(who):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "new/"), typed(one, last_name="Second", address_line1="", city=""))
    assert answer.status_code == 302
    assert "address.incomplete" in one.subjects.get(last_name="Second").blocking_codes


def test_pressing_twice_names_one_taxpayer(who):
    one = draft(who)
    browser, form = visitor(who.liaison), typed(one, last_name="Second")
    assert [browser.post(place(one, "new/"), form).status_code for _ in range(2)] == [302, 302]
    assert one.subjects.filter(last_name="Second").count() == 1


def test_an_old_page_names_nobody_and_keeps_what_was_typed(who):
    one = draft(who)
    form = typed(one, last_name="Typed")
    add(who, one, **subject_fields(last_name="Meanwhile"))
    answer = visitor(who.liaison).post(place(one, "new/"), form)
    assert answer.status_code == 409
    assert 'value="Typed"' in answer.content.decode()
    assert not one.subjects.filter(last_name="Typed").exists()


def test_an_empty_form_names_nobody(who):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "new/"), {"seen": version(one)})
    assert "Nothing was typed" in answer.content.decode()
    assert one.subjects.count() == 1


@pytest.mark.parametrize("text", ["A\x00B", "x" * 5000])
def test_what_no_text_holds_is_refused_in_words(who, text):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "new/"), typed(one, last_name=text))
    assert answer.status_code == 200
    assert "last_name" in answer.context["form"].errors


def test_the_flags_stand_beside_the_fields_with_the_citation(who):
    one = draft(who, subject_fields(statute="8 USC 1227"))
    page = visitor(who.liaison).get(place(one, f"{one.subjects.get().pk}/")).content.decode()
    assert "statute.civil" in page
    assert "26 U.S.C. 6103(i)(1)(A)(i)" in page


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"address": "", "address_line1": "Unknown"}, "address.placeholder", "address_line1"),
        ({"address": "", "city": "Unknown"}, "address.placeholder", "city"),
        ({"address": "Unknown", "address_line1": "Mill Rd"}, "address.placeholder", "address"),
        ({"address": "", "address_line1": "Mill Rd"}, "address.incomplete", "address_line1"),
        (dict.fromkeys(ADDRESS, ""), "address.missing", "address"),
        ({"address": "", "postal_code": "00000"}, "address.zip", "postal_code"),
        (dict.fromkeys(ADDRESS, "") | {"address": "5 Mill Rd, Memphis, TN 00000"}, "address.zip", "address"),
    ],
)
def test_a_flag_on_the_address_stands_at_the_field_with_the_fault(who, fields, code, field):
    one = draft(who, subject_fields(**fields))
    form = visitor(who.liaison).get(place(one, f"{one.subjects.get().pk}/")).context["form"]
    rows = [row for group in form.groups() for row in group.rows]
    assert [row.field.name for row in rows if code in {flag.code for flag in row.flags}] == [field]


def test_only_what_is_flagged_can_be_shown_and_saved_alone(who):
    one = draft(who, subject_fields(statute="8 USC 1227"))
    subject, browser = one.subjects.get(), visitor(who.liaison)
    form = browser.get(place(one, f"{subject.pk}/?only=flagged")).context
    assert set(form["form"].fields) <= {"statute", "reason"}
    browser.post(
        place(one, f"{subject.pk}/"), {"only": "flagged", "opened": form["form"].opened, "statute": "18 USC 1546(a)"}
    )
    subject.refresh_from_db()
    assert (subject.statute, subject.address_line1) == ("18 USC 1546(a)", "476 Prototype Ave")


def test_the_number_is_never_shown_again(who):
    one = draft(who, tin=TIN)
    browser, subject = visitor(who.liaison), one.subjects.get()
    pages = [browser.get(f"/requests/{one.pk}/"), browser.get(place(one)), browser.get(place(one, f"{subject.pk}/"))]
    wrong = browser.post(place(one, "new/"), typed(one, tin="912-66-0077", last_name="x" * 5000))
    for page in pages:
        assert "66-0001" not in page.content.decode()
    assert wrong.status_code == 200
    assert "66-0077" not in wrong.content.decode()


@pytest.mark.parametrize(("sent", "kept"), [({}, True), ({"tin": "912-67-0002"}, False), ({"remove_tin": "on"}, None)])
def test_the_number_is_kept_replaced_or_removed(who, sent, kept):
    one = draft(who, tin=TIN)
    subject, browser = one.subjects.get(), visitor(who.liaison)
    before = bytes(subject.tin_index)
    browser.post(place(one, f"{subject.pk}/"), {**opened(browser, one, subject), **sent})
    subject.refresh_from_db()
    after = subject.tin_index and bytes(subject.tin_index)
    assert after is None if kept is None else (after == before) is kept


def test_two_tabs_the_second_learns_of_the_first(who):
    one = draft(who)
    subject, browser = one.subjects.get(), visitor(who.liaison)
    form = opened(browser, one, subject)
    browser.post(place(one, f"{subject.pk}/"), {**form, "address_line1": "1 First Street"})
    second = browser.post(place(one, f"{subject.pk}/"), {**form, "address_line1": "2 Second Street"})
    assert second.status_code == 409
    assert 'value="2 Second Street"' in second.content.decode()
    subject.refresh_from_db()
    assert subject.address_line1 == "1 First Street"


def test_saving_twice_is_saving_once(who):
    one = draft(who)
    subject, browser = one.subjects.get(), visitor(who.liaison)
    form = {**opened(browser, one, subject), "address_line1": "1 First Street"}
    assert [browser.post(place(one, f"{subject.pk}/"), form).status_code for _ in range(2)] == [302, 302]


def test_a_subject_of_another_request_is_absent(who):
    one, other = draft(who), draft(who)
    assert visitor(who.liaison).get(place(one, f"{other.subjects.get().pk}/")).status_code == 404


def test_dropping_what_was_ticked(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second"))
    second = one.subjects.get(last_name="Second")
    dropped = {"subject": [second.pk], "seen": version(one), "sure": "1"}
    page = visitor(who.liaison).post(place(one, "drop/"), dropped, follow=True).content.decode()
    assert "1 subject was dropped from the request. History keeps it." in page
    second.refresh_from_db()
    assert second.outcome == Outcome.DROPPED


def test_what_was_ticked_is_shown_first_and_dropped_on_the_second_press(who):
    one = draft(who, *(subject_fields(last_name=f"Number{n}") for n in range(1, 14)))
    browser, ids = visitor(who.liaison), list(one.subjects.filter(row__gt=1).values_list("pk", flat=True))
    asked = browser.post(place(one, "drop/"), {"subject": ids, "seen": version(one), "next": place(one)})
    page = asked.content.decode()
    assert "Drop 12 subjects" in page and "Subject 2: " in page and "and 2 more" in page and "Number13" not in page
    assert {subject.outcome for subject in one.subjects.all()} == {Outcome.OPEN}
    assert AccessedSubject.objects.filter(record__why="looked at what is to be dropped").count() == 10
    again = {"subject": asked.context["ids"], "seen": version(one), "sure": "1", "next": asked.context["next"]}
    said = browser.post(place(one, "drop/"), again, follow=True).content.decode()
    assert "12 subjects were dropped from the request" in said
    assert one.subjects.filter(outcome=Outcome.OPEN).count() == 1


def test_a_request_that_changed_between_the_two_presses_drops_nobody(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second"))
    browser, second = visitor(who.liaison), one.subjects.get(row=2)
    asked = browser.post(place(one, "drop/"), {"subject": [second.pk], "seen": version(one)})
    sure = {"subject": asked.context["ids"], "seen": version(one), "sure": "1"}
    add(who, one, **subject_fields(last_name="Meanwhile"))
    answer = browser.post(place(one, "drop/"), sure)
    assert answer.status_code == 409 and "has changed since you opened the page" in answer.content.decode()
    assert not one.subjects.filter(outcome=Outcome.DROPPED).exists()


def test_what_was_saved_says_which_flags_it_raised_and_nothing_that_was_typed(who):
    one, browser = draft(who), visitor(who.liaison)
    lacking = typed(one, last_name="Second", address_line1="Unknown", city="", reason="A short reason of its own.")
    added = browser.post(place(one, "new/"), lacking, follow=True).content.decode()
    assert "Subject 2 was added and judged: blocked by address.placeholder" in added
    subject, htmx = one.subjects.get(row=2), {"HX-Request": "true"}
    form = browser.get(place(one, f"{subject.pk}/")).context["form"]
    sent = {**subject_fields(last_name="Second", statute="18 USC 9999"), "opened": form.opened}
    row = browser.post(place(one, f"{subject.pk}/"), sent, headers=htmx).content.decode()
    assert "Corrected and judged: for review statute.unlisted." in row


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], ["9" * 30]])
def test_dropping_nothing_says_so(who, ticked):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "drop/"), {"subject": ticked, "seen": version(one)})
    assert answer.status_code == 409
    assert "None was ticked" in answer.content.decode()


def test_another_requests_subject_isnt_dropped(who):
    one, other = draft(who), draft(who)
    visitor(who.liaison).post(
        place(one, "drop/"), {"subject": [other.subjects.get().pk], "seen": version(one), "sure": "1"}
    )
    assert other.subjects.get().outcome == Outcome.OPEN


def test_dropping_the_blocked_says_how_many_first(who):
    one = draft(who, subject_fields(), subject_fields(address_line1="Unknown", city=""))
    browser = visitor(who.liaison)
    assert browser.get(place(one, "drop-blocked/")).context["count"] == 1
    browser.post(place(one, "drop-blocked/"), {"seen": version(one)})
    assert list(one.subjects.order_by("row").values_list("outcome", flat=True)) == ["open", "dropped"]


def test_nothing_is_added_once_it_is_with_the_irs(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    answer = visitor(who.liaison).post(place(one, "new/"), typed(one, last_name="Late"))
    assert answer.status_code == 409
    assert fresh(one).subjects.count() == 1


def test_the_way_back_stays_on_this_site(who):
    one = draft(who)
    away = visitor(who.liaison).post(place(one, "new/"), typed(one, last_name="S", next="https://elsewhere.example/"))
    assert away.url == f"/requests/{one.pk}/#subjects"


def test_a_row_is_corrected_in_its_place(who):
    one = draft(who, subject_fields(statute="8 USC 1227"))
    subject, browser, htmx = one.subjects.get(), visitor(who.liaison), {"HX-Request": "true"}
    form = browser.get(place(one, f"{subject.pk}/?only=flagged"), headers=htmx)
    assert form.content.decode().strip().startswith("<tr")
    sent = {
        "only": "flagged",
        "opened": form.context["form"].opened,
        "statute": "18 USC 1546(a)",
        "reason": subject.reason,
    }
    row = browser.post(place(one, f"{subject.pk}/"), sent, headers=htmx).content.decode()
    assert "Corrected and judged: no flag stands on it." in row
    assert f'id="drop-seen" value="{version(one)}" hx-swap-oob="true"' in row


def test_a_row_that_changed_meanwhile_says_so_in_its_place(who):
    one = draft(who, subject_fields(statute="8 USC 1227"))
    subject, browser, htmx = one.subjects.get(), visitor(who.liaison), {"HX-Request": "true"}
    sent = {"only": "flagged", "opened": "statute=old", "statute": "18 USC 1546(a)"}
    row = browser.post(place(one, f"{subject.pk}/"), sent, headers=htmx).content.decode()
    assert "This subject has changed since you opened the page" in row
    assert 'value="18 USC 1546(a)"' in row


def test_dropping_twice_is_dropping_once(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second"))
    browser, form = visitor(who.liaison), {"subject": [one.subjects.get(row=2).pk], "seen": version(one), "sure": "1"}
    assert [browser.post(place(one, "drop/"), form).status_code for _ in range(2)] == [302, 302]


def test_a_second_tab_is_told_that_nobody_more_was_dropped(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second", address_line1="Unknown", city=""))
    browser, seen = visitor(who.liaison), version(one)
    ticked = {"subject": [one.subjects.get(row=2).pk], "seen": seen, "sure": "1"}
    assert DROPPED_BEFORE not in browser.post(place(one, "drop/"), ticked, follow=True).content.decode()
    for rest, sent in (
        ("drop/", ticked),
        ("drop/", ticked | {"seen": version(one)}),
        ("drop/", {"subject": ticked["subject"], "seen": version(one)}),
        ("drop-blocked/", {"seen": seen}),
    ):
        assert DROPPED_BEFORE in browser.post(place(one, rest), sent, follow=True).content.decode()
    assert list(one.subjects.order_by("row").values_list("outcome", flat=True)) == ["open", "dropped"]


def test_a_dropped_subject_cant_be_corrected_or_dropped_again(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second"))
    browser, second = visitor(who.liaison), one.subjects.get(row=2)
    browser.post(place(one, "drop/"), {"subject": [second.pk], "seen": version(one), "sure": "1"})
    aside = browser.get(place(one, "?show=aside")).content.decode()
    assert "dropped by the agency" in aside
    assert f"/subjects/{second.pk}/" not in aside and "Drop the ticked subjects" not in aside
    assert browser.get(place(one, f"{second.pk}/")).status_code == 404
    assert "Drop the ticked subjects" in browser.get(place(one)).content.decode()


@pytest.mark.parametrize("field", ["first_name", "middle_name", "last_name", "entity_name", "city", "case_number"])
def test_what_is_typed_with_marks_that_no_reader_sees_is_refused_at_its_field(who, field):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "new/"), typed(one, **{field: "Nam\u202eed"}))
    assert answer.context["form"].errors == {field: [HIDDEN]}
    assert one.subjects.count() == 1


def test_a_name_that_a_file_brought_with_such_marks_stays_flagged_while_the_rest_is_corrected(who):
    one = draft(who, subject_fields(last_name="Nam\u202eed"))
    subject, browser = one.subjects.get(), visitor(who.liaison)
    assert "name.missing" in subject.review_codes
    given = opened(browser, one, subject) | {"last_name": "Nam\u202eed"}
    assert browser.post(place(one, f"{subject.pk}/"), given | {"city": "Tucson"}).status_code == 302
    subject.refresh_from_db()
    assert (subject.city, subject.review_codes.count("name.missing")) == ("Tucson", 1)
    answer = browser.post(place(one, f"{subject.pk}/"), opened(browser, one, subject) | {"last_name": "Oth\u202eer"})
    assert answer.context["form"].errors == {"last_name": [HIDDEN]}
