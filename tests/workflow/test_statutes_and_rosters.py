"""Counsel determines what the table doesn't list; an administrator keeps a roster. The rules go by both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audits.acting import SETUP, acting
from requests_app.models import Agency, ListedStatute, Officer, Subject
from requests_app.models.as_facts import book_for, judged_under, subject_facts, today
from requests_app.models.judging import last_change
from requests_app.rules.flags import judge_subject
from requests_app.rules.statutes.judging import cited
from requests_app.workflow import rosters, statutes
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, subject_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    return cast()


def murder(who: Cast, **changes: str) -> ListedStatute:
    said = {
        "citation": "18 U.S.C. § 1111",
        "kind": "criminal",
        "about": "murder",
        "why": "Chapter 51 of title 18.",
    } | changes
    return statutes.enter_statute(said.pop("citation"), by=who.counsel, **said)


def codes(subject: Subject) -> set[str]:
    book = book_for(subject.disclosure_request, today())
    return {flag.code for flag in judge_subject(subject_facts(subject), book, today())}


def citing(who: Cast, statute: str) -> Subject:
    return draft(who, subject_fields(statute=statute)).subjects.get()


def test_a_determined_statute_carries_a_request_until_it_is_withdrawn(who):
    subject = citing(who, "18 USC 1111(a)")
    assert codes(subject) == {"statute.unlisted"}
    row = murder(who)
    assert codes(subject) == set()
    statutes.withdraw_statute(row.pk, by=who.counsel, why="Entered in error.", on=today())
    assert codes(subject) == {"statute.unlisted"}


@pytest.mark.parametrize(("kind", "code"), [("civil", "statute.civil"), ("tax", "statute.tax")])
def test_one_determined_to_be_no_nontax_crime_blocks(who, kind, code):
    subject = citing(who, "INA 287(g)")
    statutes.enter_statute("8 USC 1357", kind=kind, about="powers of officers", by=who.counsel, why="Its words.")
    assert codes(subject) == {code}


def test_the_digest_of_the_lists_tells_them_apart_and_the_change_is_noted(who):
    one = draft(who)
    before, noted = judged_under(book_for(one, today())), last_change()
    row = murder(who)
    between = judged_under(book_for(one, today()))
    statutes.withdraw_statute(row.pk, by=who.counsel, why="Entered in error.", on=today())
    assert (between != before, judged_under(book_for(one, today()))) == (True, before)
    assert last_change() >= noted + 2


@pytest.mark.parametrize(
    ("citation", "said"),
    [("8 USC 1326", "list 8 USC 1326 already"), ("8 USC 1231(a)", "list 8 USC 1231(a) already"),
     ("26 USC 5861", "list 26 USC 5861 already"),
     ("8 USC 1325", "list 8 USC 1325 already"),
     ("18 USC 1111; 18 USC 1112", "Cite one statute"), ("murder", "Cite one statute"),
     ("Cal. Penal Code 187", "Cite one statute"),
     ("99 USC 1", "has no title 99"), ("53 U.S.C. § 101", "has no title 53")],
)  # fmt: skip
def test_what_the_table_lists_and_what_is_no_citation_are_refused(who, citation, said):
    with pytest.raises(Refused, match=said.replace("(", r"\(").replace(")", r"\)")):
        murder(who, citation=citation)


def test_it_is_determined_once(who):
    murder(who)
    with pytest.raises(Refused, match="determined already"):
        murder(who, citation="section 1111 of title 18", kind="civil")


def test_it_is_withdrawn_once(who):
    row = murder(who)
    statutes.withdraw_statute(row.pk, by=who.counsel, why="Entered in error.", on=today())
    assert statutes.withdraw_statute(row.pk, by=who.counsel, why="Again.", on=today()) is False


@pytest.mark.parametrize("name", ["specialist", "approver", "oversight", "administrator", "liaison", "stranger"])
def test_nobody_but_counsel_determines_or_withdraws(who, name):
    row, person = murder(who), getattr(who, name)
    with pytest.raises(Refused, match="counsel only"):
        statutes.enter_statute("18 USC 1112", kind="criminal", about="manslaughter", by=person, why=WHY)
    with pytest.raises(Refused, match="counsel only"):
        statutes.withdraw_statute(row.pk, by=person, why=WHY, on=today())


def raw(sql: str, *values: object, by: object) -> str:
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        acting(by=by, why="raw SQL"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    return str(error.value)


INSERT = """INSERT INTO requests_app_listedstatute (citation, kind, about, words, entered_by_id)
            VALUES ('18 USC 1112', %s, 'manslaughter', %s, %s)"""


def test_the_database_keeps_it_to_counsel_in_person_and_in_writing(who):
    row = murder(who)
    assert "counsel in person" in raw(INSERT, "criminal", "x", who.specialist.pk, by=who.specialist)
    assert "counsel in person" in raw(INSERT, "criminal", "x", who.counsel.pk, by=SETUP)
    assert "another's name" in raw(INSERT, "criminal", "x", who.approver.pk, by=who.counsel)
    assert "in writing" in raw(INSERT, "criminal", "\t ", who.counsel.pk, by=who.counsel)
    assert "in writing" in raw(INSERT, "fine", "x", who.counsel.pk, by=who.counsel)
    assert "stays what it is" in raw(
        "UPDATE requests_app_listedstatute SET kind = 'civil' WHERE id = %s", row.pk, by=who.counsel
    )
    assert "never deleted" in raw("DELETE FROM requests_app_listedstatute WHERE id = %s", row.pk, by=who.counsel)


def test_its_history_has_both_steps(who):
    row = murder(who)
    statutes.withdraw_statute(row.pk, by=who.counsel, why="Entered in error.", on=today())
    steps = row.history.order_by("history_id").values_list("history_type", "actor_name", "withdrawn_words")
    assert list(steps) == [("+", "Test Counsel", ""), ("~", "Test Counsel", "Entered in error.")]


def test_a_listed_statute_is_never_changed_by_a_row_that_got_in_somehow(who):
    with acting(by=who.counsel, why=WHY):
        ListedStatute.objects.create(
            citation="8 USC 1326", kind="civil", about="x", words="a test", entered_by=who.counsel
        )
    subject = citing(who, "8 USC 1326")
    book = book_for(subject.disclosure_request, today())
    assert [offence.kind for offence in cited(subject_facts(subject), book)] == ["criminal"]


def test_a_roster_kept_in_full_is_compared_with(who):
    subject = draft(who, subject_fields(officer_name="Somebody Else")).subjects.get()
    assert codes(subject) == set()
    rosters.keep_roster(who.usao.pk, True, by=who.administrator, why=WHY)
    subject.disclosure_request.agency.refresh_from_db()
    assert codes(subject) == {"officer.missing"}
    assert rosters.add_officers(who.usao, ["Special Agent Somebody Q. Else", "  "], by=who.administrator, why=WHY) == 1
    assert codes(subject) == set()
    officer = Officer.objects.get(name__contains="Somebody")
    rosters.retire_officer(officer.pk, by=who.administrator, why=WHY)
    assert codes(subject) == {"officer.missing"}
    assert rosters.add_officers(who.usao, [officer.name], by=who.administrator, why=WHY) == 1
    assert codes(subject) == set()


def test_a_roster_is_not_kept_in_full_while_nobody_is_on_it(who):
    with acting(by=SETUP, why=WHY):
        Officer.objects.filter(agency=who.usao).update(is_active=False)
    with pytest.raises(Refused, match="Nobody is on the roster"):
        rosters.keep_roster(who.usao.pk, True, by=who.administrator, why=WHY)
    assert not Agency.objects.get(pk=who.usao.pk).roster_kept


@pytest.mark.parametrize("name", ["HSI", "Special Agent", "various", "J.", "Smith", "12345", "x" * 200])
def test_what_names_no_person_comes_on_no_roster(who, name):
    with pytest.raises(Refused):
        rosters.add_officers(who.usao, ["Ann Proper", name], by=who.administrator, why=WHY)
    assert not Officer.objects.filter(name="Ann Proper").exists()


@pytest.mark.parametrize("name", ["counsel", "liaison", "oversight", "stranger"])
def test_nobody_but_an_administrator_keeps_a_roster(who, name):
    person, officer = getattr(who, name), Officer.objects.filter(agency=who.usao).first()
    for act in (lambda: rosters.add_officers(who.usao, ["Ann Proper"], by=person, why=WHY),
                lambda: rosters.retire_officer(officer.pk, by=person, why=WHY),
                lambda: rosters.keep_roster(who.usao.pk, True, by=person, why=WHY)):  # fmt: skip
        with pytest.raises(Refused, match="administrator"):
            act()
