"""Every address says who may come, and a person who may not learns nothing, partials and downloads included."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from requests_app import visit
from requests_app.rules.roles import AGENCY_ROLES, CASE_READERS, IRS_CASE_ROLES, Role
from requests_app.views.who import ENTERING, PUBLIC, SIGNED_IN
from tests.cast import Cast, cast, draft
from tests.pages.visiting import BACKEND, Visitor, visitor

LIAISON, SIGNER = frozenset({Role.LIAISON}), frozenset({Role.SIGNER})
IRS_SIDE = IRS_CASE_ROLES | {Role.OVERSIGHT}
WHO_MAY = {
    PUBLIC: "warning account_login account_inactive mfa_authenticate nothing proof_published public public_rules",
    ENTERING: "account_logout account_reauthenticate mfa_activate_totp",
    SIGNED_IN: "matrix matrix_file worklist account account_change_password mfa_index mfa_reauthenticate"
    " mfa_view_recovery_codes mfa_generate_recovery_codes mfa_deactivate_totp session_left session_stay",
    frozenset({Role.ADMINISTRATOR}): "people people_new person person_home person_active person_grant person_revoke",
    frozenset({Role.OVERSIGHT}): "oversight accounts looks looks_file anomalies anomaly"
    " subject_search subject_found subject_looks rights rights_file rights_lines rights_lines_file"
    " rights_people rights_person proof proof_verifier proof_export proof_export_tax proof_row proof_consistency"
    " accounts_file taxpayer taxpayer_file subject_account subject_account_file"
    " statistics figure figure_file figure_rows figure_rows_file yearly_index yearly yearly_csv yearly_pdf"
    " history history_subject history_export history_entry history_filters"
    " history_filter_save history_filter_share history_filter_delete",
    frozenset({Role.APPROVER, Role.AUTHORIZER, Role.ADMINISTRATOR, Role.OVERSIGHT}): "reviews review",
    frozenset({Role.COUNSEL}): "protection protection_new protection_open protection_withdraw protection_aside"
    " protection_keepers protection_end",
    LIAISON: "succeed request_new request_edit hand_over package package_fetch package_confirm"
    " recipient_key recipient_key_revoke subject_add subject_edit subject_row"
    " subjects_drop subjects_drop_blocked upload_new upload_columns upload_cancel upload_rejected",
    SIGNER: "sign",
    CASE_READERS | {Role.ADMINISTRATOR}: "agreement agreements",
    IRS_SIDE | {Role.ADMINISTRATOR}: "lists standing threshold words words_remove"
    " statutes statute rosters roster roster_kept roster_officer"
    " retention retention_period look_limits look_limit",
    IRS_CASE_ROLES: "decide_in_parts selection selection_standing",
    AGENCY_ROLES: "take_back withdraw stand_in agency_note template template_example template_file",
    CASE_READERS: "print order order_acknowledge request request_judging signed_letter subjects timeline upload"
    " upload_rows upload_problems upload_standing"
    " after after_release custody_act incident incident_act incident_new incident_report",
    IRS_SIDE: "matching matching_standing match match_decide match_recheck match_quality match_quality_file"
    " approval assign clear_flag close completeness deny fulfilment legal_review looks_at notes order_lift order_new"
    " moments moments_difference"
    " order_change order_serve"
    " orders prepare preparing item item_new items breaker breaker_reset"
    " release_act return_request set_aside step_back subject_open timeline_event"
    " agreement_change agreement_new condition_met condition_new finding finding_act finding_new refusal_lift refusal_new"
    " safeguards statute_new"
    " disposal disposal_act reaudits reaudit reaudit_release reaudit_incident",
}
"""Who may come to which page: spelled out a second time, so that a rule is changed twice, on purpose. Oversight is shown
the IRS's pages, with why it may do nothing there."""


def declared(patterns=None, prefix=""):
    """(address, pattern) of everything that the project answers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from declared(pattern.url_patterns, route)
        else:
            yield address(route), pattern


def address(route: str) -> str:
    """The address with a number that nothing has for whatever it asks for."""
    return "/" + re.sub(r"<[^>]*>", "987654321", route)


EVERY = sorted(declared(), key=lambda pair: pair[0])
NAMES = [pattern.name for _, pattern in EVERY]


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def outside(db) -> Visitor:
    return Visitor()


def test_every_address_was_found():
    assert len(EVERY) > 20
    assert len(set(NAMES)) == len(NAMES)
    assert all("<" not in place for place, _ in EVERY)


@pytest.mark.parametrize(("place", "pattern"), EVERY, ids=NAMES)
def test_it_says_who(place, pattern):
    assert pattern.callback.who in (PUBLIC, ENTERING, SIGNED_IN) or pattern.callback.who <= set(Role)


def test_each_address_is_for_whom_it_is_meant():
    meant = {name: who for who, names in WHO_MAY.items() for name in names.split()}
    assert {pattern.name: pattern.callback.who for _, pattern in EVERY} == meant


def test_an_administrator_comes_to_no_case():
    cases = [p for place, p in EVERY if place.startswith("/requests/")]
    assert cases
    assert [p.name for p in cases if Role.ADMINISTRATOR in p.callback.who] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_signing_in(outside, method):
    for place, pattern in EVERY:
        answer = getattr(outside, method)(place)
        if pattern.callback.who is not PUBLIC:
            assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_the_warning(who, outside, method):
    outside.force_login(who.liaison, backend=BACKEND)
    for place, pattern in EVERY:
        answer = getattr(outside, method)(place)
        if pattern.callback.who is not PUBLIC:
            assert answer.headers["Location"].partition("?")[0] == "/warning/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_the_second_factor(who, outside, method):
    outside.force_login(who.liaison, backend=BACKEND)
    outside.session.save()
    session = outside.session
    session[visit.WARNING] = "now"
    session.save()
    for place, pattern in EVERY:
        if pattern.callback.who not in (PUBLIC, ENTERING):
            assert getattr(outside, method)(place).headers["Location"] == "/accounts/2fa/set-up/"


def test_a_partial_request_is_led_out_as_a_whole_page(outside):
    answer = outside.get("/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/accounts/login/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing(who, method):
    browser = visitor(who.stranger)
    bodies = set()
    for place, pattern in EVERY:
        if isinstance(pattern.callback.who, frozenset):
            answer = getattr(browser, method)(place)
            assert answer.status_code == 404, place
            bodies.add(without_tokens(answer.content))
    assert len(bodies) == 1


def test_absent_and_forbidden_look_the_same(who):
    """A number that nothing has, for a person who may open requests; and an address that doesn't exist."""
    browser = visitor(who.liaison)
    absent = browser.get("/requests/987654321/")
    answers = [absent, browser.get("/people/"), browser.get("/no/such/page/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_tokens(answer.content) for answer in answers}) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_agencys_request_is_answered_as_one_that_does_not_exist(who, method):
    """On every page of it, in partials, downloads and answers to forms, whatever is sent."""
    theirs = draft(who)
    subject, browser, asked = theirs.subjects.get(), visitor(who.ice_liaison), 0
    sent = {"seen": theirs.version, "why": "curious"}
    for place in (place for place, _ in EVERY if place.startswith("/requests/987654321/")):
        real = place.replace("987654321", str(theirs.pk), 1).replace("987654321", str(subject.pk))
        found, nothing = (getattr(browser, method)(one, sent) for one in (real, place))
        assert found.status_code == nothing.status_code in (404, 405), real
        assert without_tokens(found.content) == without_tokens(nothing.content)
        asked += found.status_code == 404
    assert asked > 20


def without_tokens(page: bytes) -> bytes:
    """The page without what differs at each drawing: tokens and the clock."""
    kept = [line for line in page.splitlines() if not any(word in line for word in (b"oken", b"<time"))]
    return b"\n".join(kept)


def test_an_address_that_does_not_exist_is_answered_alike(outside):
    answer = Client().get("/no/such/page", follow=True)
    assert answer.status_code == 404
    assert b"There is nothing here for you" in answer.content
