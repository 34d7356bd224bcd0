"""One narrow event for each statement that history copies: none is missing, each is in its place, and nobody alters one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from audits import events, events_filling
from audits.acting import SETUP, acting
from audits.events import Asked
from audits.guarding import TAX_COLUMNS, copied_columns, history_model, tracked_models
from audits.models import HistoryEvent
from audits.placing import placed
from requests_app import access
from requests_app.gates.placing import PLACES
from requests_app.models import ListedWord, Note, Subject, Threshold
from requests_app.rules.transitions import Status
from requests_app.views.every_sentence import TOLD
from requests_app.workflow import drafting, history_search
from tests.cast import WHY, cast, draft, on_record, subject_fields, transmit, walk
from tests.databases import CommittedDatabase, connect

SECRET = {"ProtectionKeeper", "ProtectedPerson", "ProtectionAct"}


@pytest.mark.django_db
def test_a_statement_over_two_cases_makes_an_event_for_each_in_its_agency():
    who = cast()
    one, other = draft(who), draft(who, ice=True)
    with acting(by=SETUP, why="both at once"):
        Subject.objects.update(judged_under="")
    found = [e for e in of_this_transaction() if e.why == "both at once"]
    assert {(e.case_id, e.agency_id, e.changed, e.fields) for e in found} == {
        (one.pk, who.usao.pk, 1, ("judged_under",)),
        (other.pk, who.ice.pk, 1, ("judged_under",)),
    }


def widen() -> None:
    """What a page's transaction sees no longer narrows this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('desk.agencies', '', true)")


def of_this_transaction() -> list[events.Event]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        found = events.entry(cursor.fetchone()[0], Asked(), most=10_000)
    return list(found.events) if found else []


@pytest.mark.django_db
def test_a_move_is_called_by_its_name_and_bears_the_status_after_it():
    who = cast()
    one = walk(who, draft(who), Status.COMPLETENESS)
    moved = [e for e in of_this_transaction() if e.model.endswith("DisclosureRequest") and "status" in e.fields]
    assert [(e.act, e.status) for e in moved] == [("hand_over", "awaiting_signature"), ("send_in", "completeness")]
    assert {e.case_id for e in moved} == {one.pk}


@pytest.mark.django_db
def test_the_roles_that_somebody_acts_in_are_kept_and_the_system_has_none():
    who = cast()
    access.narrow([who.usao.pk], roles=["liaison", "signer"])
    draft(who)
    widen()
    by_actor = {e.actor_id: e.roles for e in of_this_transaction() if e.model == "requests_app.DisclosureRequest"}
    assert by_actor[who.liaison.pk] == ("liaison", "signer")
    assert {e.roles for e in of_this_transaction() if e.actor_id < 0} == {()}


@pytest.mark.django_db
def test_events_and_history_agree_after_a_whole_path():
    who = cast()
    on_record()
    transmit(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT))
    assert events.disagreements() == []


def test_a_row_of_history_without_its_event_is_found(committed_db: CommittedDatabase):
    with connect(committed_db.name) as owner:
        owner.execute("ALTER TABLE audits_historyevent DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM audits_historyevent WHERE model = 'requests_app.ListedWord'")
    words = ListedWord.history.count()
    assert words > 0
    assert [(d.model, d.counted, d.rows) for d in events.disagreements()] == [("requests_app.ListedWord", 0, words)]


def test_history_from_before_there_were_events_is_filled_in(committed_db: CommittedDatabase):
    who = cast()
    with acting(by=SETUP, why="a first reason"):
        Threshold.objects.all().update(value=7)
    walk(who, draft(who), Status.COMPLETENESS)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*), sum(added + changed + removed) FROM audits_historyevent")
        before = cursor.fetchone()
        for way in ("DISABLE", "ENABLE ALWAYS"):
            cursor.execute(f"ALTER TABLE audits_historyevent {way} TRIGGER append_only")
            cursor.execute("DELETE FROM audits_historyevent") if way == "DISABLE" else None
        with transaction.atomic("owner"):
            events_filling.fill(cursor)
        cursor.execute("SELECT count(*), sum(added + changed + removed) FROM audits_historyevent")
        after = cursor.fetchone()
    assert events.disagreements() == []
    assert before[1] == after[1]
    assert after[0] <= before[0]
    moves = HistoryEvent.objects.using("owner").filter(
        fields__contains=["status"], model="requests_app.DisclosureRequest"
    )
    assert list(moves.order_by("began").values_list("act", "status")) == [
        ("hand_over", "awaiting_signature"),
        ("send_in", "completeness"),
    ]
    assert HistoryEvent.objects.using("owner").get(why="a first reason").fields == ["value"]


def test_every_tracked_model_has_its_place_and_its_sentence():
    labels = {model._meta.label for model in tracked_models()}
    assert labels == set(PLACES)
    assert labels == set(TOLD)


def test_no_word_that_can_be_found_is_tax_data():
    for model in tracked_models():
        place = placed(model)
        assert set(place.words) <= set(copied_columns(model)), model
        assert not set(place.words) & TAX_COLUMNS.get(model, frozenset()), model


def test_what_is_counsels_alone_bears_no_word_and_no_case():
    secret = {label.partition(".")[2] for label, place in PLACES.items() if place.secret == "true"}
    assert secret == SECRET
    assert not [
        p for label, p in PLACES.items() if label.partition(".")[2] in SECRET and (p.words or p.case or p.agency)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["SELECT * FROM", "DELETE FROM", "TRUNCATE", "INSERT INTO"])
def test_the_app_neither_reads_nor_writes_the_events_but_by_the_functions(act):
    rest = " DEFAULT VALUES" if act == "INSERT INTO" else ""
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{act} audits_historyevent{rest}")


@pytest.mark.django_db
def test_the_functions_show_a_reader_only_the_agencies_on_whose_irs_side_he_or_she_is():
    who = cast()
    draft(who), draft(who, ice=True)
    with acting(by=SETUP, why=WHY):
        Threshold.objects.update(value=7)
    access.narrow([who.usao.pk], irs_side=[who.usao.pk])
    assert {e.agency_id for e in of_this_transaction()} == {who.usao.pk}
    access.narrow([who.usao.pk])
    assert of_this_transaction() == []
    access.narrow([who.usao.pk, who.ice.pk], irs_side=[who.usao.pk, who.ice.pk])
    assert {e.agency_id for e in of_this_transaction()} == {who.usao.pk, who.ice.pk, None}


def test_events_are_of_models_that_are_there():
    assert all(apps.get_model(label) for label in PLACES)
    assert history_model(Note)._meta.db_table == "requests_app_historicalnote"


@pytest.mark.django_db
def test_a_number_that_was_replaced_is_still_found():
    who = cast()
    one = draft(who, tin="912-66-0001")
    subject = one.subjects.get()
    drafting.edit_subject(subject.pk, by=who.liaison, why=WHY, fields=subject_fields(), tin="912-66-0002")
    for tin in ("912660001", "912660002"):
        assert history_search.subjects_with(history_search.index_of(tin)) == ([subject.pk], False)
