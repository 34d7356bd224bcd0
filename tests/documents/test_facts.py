"""A package's facts are those of the decisions that stand on the request's present submission."""

import pytest

from requests_app.documents.facts import GIVEN, MATTER
from requests_app.documents.package import columns_of, facts_of
from requests_app.models import Decision, Signature, Snapshot
from requests_app.rules.matching import MATCH_EDITION
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, on_record, walk
from tests.documents.examples import FACTS


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def one(who):
    on_record()
    return walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)


def gathered(who, one, **changes):
    people = {"recipient": who.recipient, "prepared_by": who.specialist}
    counted = {"counts": {"address": 1}, "taxpayers": 1, "periods": ["2023; 2022", "2022"]}
    return facts_of(one, **people, recipient_key=FACTS.recipient_key, **counted, **changes)


def test_they_name_who_signed_determined_approved_and_prepared(who, one):
    facts = gathered(who, one)
    made = {d.kind: d for d in Decision.objects.filter(disclosure_request=one)}
    assert facts.approver.startswith(made["approval"].name)
    assert facts.counsel.startswith(made["determination"].name)
    assert facts.signer.startswith(Signature.objects.get(disclosure_request=one).name)
    assert facts.signer.casefold().count("united states attorney") == 1
    assert facts.prepared_by == who.specialist.get_full_name()
    assert facts.recipient.startswith(who.recipient.get_full_name())
    assert [d["kind"] for d in facts.decisions] == ["complete", "determination", "approval"]


def test_they_name_what_was_signed_and_under_which_editions(who, one):
    facts = gathered(who, one)
    snapshot = Snapshot.objects.get(disclosure_request=one)
    assert (facts.snapshot_hash, facts.rules_edition) == (snapshot.hash, snapshot.rules_edition)
    assert (facts.match_edition, facts.items, facts.submission) == (MATCH_EDITION, tuple(one.items), 1)


def test_periods_are_split_and_sorted(who, one):
    assert gathered(who, one).periods == ("2022", "2023")


def test_a_subject_gives_its_columns(one):
    subject = one.subjects.get()
    given, matter = columns_of(one.subjects.values_list(*GIVEN, *MATTER).get())
    assert given == tuple(getattr(subject, name) for name in GIVEN)
    assert matter == (subject.tax_periods, subject.statute, subject.case_number, subject.officer_name)
