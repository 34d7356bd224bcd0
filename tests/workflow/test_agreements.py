"""Agreements change in writing, at once, as seen; what they don't permit is flagged or blocked, in the database as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, connections

from audits.acting import acting
from requests_app.intake import judging
from requests_app.models import Agreement, AgreementCondition, DisclosureRequest
from requests_app.models.as_facts import today
from requests_app.rules.flags import judge_request
from requests_app.rules.transitions import Status
from requests_app.workflow import agreements, fulfilment
from requests_app.workflow.agreements import Terms
from requests_app.workflow.kept import Changed, mark
from requests_app.workflow.questions import case_of
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, fresh, on_record, prepare, walk

NOT_COUNSEL = [
    "specialist",
    "approver",
    "authorizer",
    "oversight",
    "administrator",
    "ice_liaison",
    "ice_signer",
    "stranger",
]


@pytest.fixture
def who(db) -> Cast:
    return cast()


def changed(who: Cast, **terms: object) -> bool:
    mou = Agreement.objects.get(pk=who.mou.pk)
    new = replace(Terms.of(mou), **terms)  # type: ignore[arg-type]
    return agreements.change(mou.pk, by=who.counsel, why="As amended", seen=mark(mou), terms=new)


def codes_on(one: DisclosureRequest) -> set[str]:
    case = case_of(fresh(one))
    return {flag.code for flag in judge_request(case.contents, case.book, today())}


def test_a_change_is_the_same_row_with_a_history(who):
    assert changed(who, ends=date(2030, 1, 1), retention="Five years.")
    kept = Agreement.objects.get()
    assert (kept.pk, kept.ends, kept.retention) == (who.mou.pk, date(2030, 1, 1), "Five years.")
    last = Agreement.history.order_by("-history_id").first()
    assert (last.actor_name, last.history_change_reason, last.ends) == ("Test Counsel", "As amended", date(2030, 1, 1))


def test_what_stands_already_is_no_change(who):
    before = mark(who.mou)
    assert not changed(who)
    assert mark(who.mou) == before


def test_a_change_from_an_old_page_is_refused_and_nothing_is_lost(who):
    seen = mark(who.mou)
    changed(who, ends=date(2030, 1, 1))
    with pytest.raises(Changed):
        agreements.change(
            who.mou.pk, by=who.counsel, why="a test", seen=seen, terms=replace(Terms.of(who.mou), title="Mine")
        )
    assert Agreement.objects.get().ends == date(2030, 1, 1)


@pytest.mark.parametrize("name", NOT_COUNSEL)
def test_nobody_but_counsel_enters_changes_or_sets_conditions(who, name):
    person, terms = getattr(who, name), replace(Terms.of(who.mou), title="Mine")
    with pytest.raises(Refused, match="counsel only"):
        agreements.enter(by=person, why="a test", agency=who.ice, code="N-1", terms=terms)
    with pytest.raises(Refused, match="counsel only"):
        agreements.change(who.mou.pk, by=person, why="a test", seen=mark(who.mou), terms=terms)
    with pytest.raises(Refused, match="counsel only"):
        agreements.add_condition(who.mou.pk, by=person, why="a test", words="a test", due_on=None)
    assert Agreement.objects.get().title == who.mou.title and not AgreementCondition.objects.exists()


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"ends": date(2020, 1, 1)}, "before it starts"),
        ({"statutes": ()}, "at least one"),
        ({"statutes": ("8 U.S.C. § 1253(a)(1)",)}, "plain form"),
        ({"items": ()}, "at least one item"),
        ({"items": ("return",)}, "judge's order"),
        ({"signer_offices": ()}, "at least one office"),
        ({"signer_offices": ("us_attorney",)}, "no such office for this agency"),
        ({"attestation_text": "I attest."}, "belong together"),
    ],
)
def test_terms_that_cannot_be_are_refused_in_words(who, terms, said):
    with pytest.raises(Refused, match=said):
        changed(who, **terms)


def test_citations_are_read_in_many_spellings_and_what_cannot_be_read_is_named():
    text = "8 U.S.C. § 1253(a)(1)\nTitle 8, Section 1326\n\n18 USC 1001; 18 USC 1546(a)\nthe usual laws, no 7"
    found, unread = agreements.read_statutes(text)
    assert found == ("8 USC 1253(a)(1)", "8 USC 1326", "18 USC 1001", "18 USC 1546(a)")
    assert unread == ("the usual laws, no 7",)


def test_a_new_attestation_wants_a_version_that_never_stood_for_another_text(who):
    changed(who, attestation_text="I attest.", attestation_version="1")
    changed(who, attestation_text="I attest otherwise.", attestation_version="2")
    with pytest.raises(Refused, match="new version"):
        changed(who, attestation_text="I attest a third way.", attestation_version="1")
    changed(who, attestation_text="I attest.", attestation_version="1")
    assert Agreement.objects.get().attestation_version == "1"


def test_the_same_agreement_twice_is_one_and_another_under_its_code_is_refused(who):
    terms = replace(Terms.of(who.mou), title="Second memorandum")
    said = {"by": who.counsel, "why": "Signed", "agency": who.ice, "code": "MOU-2"}
    first = agreements.enter(**said, terms=terms)
    assert agreements.enter(**said, terms=terms) == first
    with pytest.raises(Refused, match="is on record"):
        agreements.enter(**said, terms=replace(terms, title="Third"))
    assert Agreement.objects.count() == 2


OUTSIDE = {
    "agreement.inactive": {"ends": date(2025, 5, 1)},
    "items.outside": {"items": ("name",)},
    "signer.outside": {"signer_offices": ("head_of_agency",)},
}


@pytest.mark.parametrize("code", OUTSIDE)
def test_what_the_changed_agreement_does_not_permit_blocks_at_once_and_in_raw_sql(who, code):
    on_record()
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized.")
    changed(who, **OUTSIDE[code])
    assert code in codes_on(one)
    with pytest.raises(Refused):
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)
    with pytest.raises(DatabaseError, match="No release: .*agreement"):
        raw_transmit(who, release.pk)


def test_a_statute_that_is_permitted_no_more_is_flagged_and_stops_the_release_until_it_is_cleared(who):
    on_record()
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized.")
    changed(who, statutes=("8 USC 1326",))
    with pytest.raises(Refused):
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)
    with pytest.raises(DatabaseError, match="No release"):
        raw_transmit(who, release.pk)
    judging.judge_stale(one.pk)
    assert one.subjects.get().review_codes == ["statute.outside"]
    with pytest.raises(DatabaseError, match="No release"):
        raw_transmit(who, release.pk)


def raw_transmit(who: Cast, release_id: int) -> None:
    with acting(by=who.transmitter, why="raw SQL"), connection.cursor() as cursor:
        cursor.execute("SELECT desk_release_transmit(%s)", [release_id])


def test_an_attestation_that_was_not_made_blocks_in_the_workflow_and_in_raw_sql(committed_db):
    who = cast()
    on_record()
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized.")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE requests_app_signature DISABLE TRIGGER USER")
        cursor.execute("UPDATE requests_app_signature SET text = ''")
    assert "attestation.missing" in codes_on(one)
    with pytest.raises(Refused):
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)
    with pytest.raises(DatabaseError, match="attestation was not made"):
        raw_transmit(who, release.pk)


def test_a_condition_is_put_on_record_once_and_met_once_with_what_shows_it(who):
    said = {"by": who.counsel, "why": "Read in section 9", "words": "A report each March.", "due_on": today()}
    condition = agreements.add_condition(who.mou.pk, **said)
    assert agreements.add_condition(who.mou.pk, **said) == condition
    assert not condition.overdue(today()) and condition.overdue(today() + timedelta(days=1))
    meet = {"by": who.counsel, "why": "The report came.", "seen": mark(condition), "today": today()}
    with pytest.raises(Refused, match="still to come"):
        agreements.meet_condition(condition.pk, **meet, on=today() + timedelta(days=1))
    agreements.meet_condition(condition.pk, **meet, on=today())
    assert agreements.meet_condition(condition.pk, **meet, on=today()).met_words == "The report came."
    always = agreements.add_condition(who.mou.pk, **{**said, "due_on": None})
    with pytest.raises(Refused, match="holds always"):
        agreements.meet_condition(always.pk, **{**meet, "seen": mark(always)}, on=today())
    with pytest.raises(Refused, match="on record already"):
        again = {**meet, "seen": mark(condition), "why": "It came twice."}
        agreements.meet_condition(condition.pk, **again, on=today())
