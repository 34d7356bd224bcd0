"""A package's facts are those of the decisions that stand on the request's present submission."""

import pytest

from requests_app.documents.facts import GIVEN, MATTER
from requests_app.documents.package import columns_of, facts_of
from requests_app.models import Decision, Signature, Snapshot
from requests_app.rules.matching import MATCH_EDITION
from requests_app.rules.transitions import Status
from requests_app.workflow import legal_review
from tests.cast import LAWFUL, WHY, Cast, cast, draft, fresh, on_record, version, walk
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


def test_a_decision_that_another_took_the_place_of_is_not_told_to_the_agency(who):
    """Counsel's first answer was no; the manifest, which the agency gets, listed both determinations with their times."""
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.LEGAL_REVIEW)
    doubted = LAWFUL | {"statutory_authority": {"yes": False, "words": "Which subsection?"}}
    legal_review.determine(one.pk, by=who.counsel, why=WHY, seen=version(one), elements=doubted)
    one = walk(who, fresh(one), Status.FULFILMENT)
    made = Decision.objects.filter(disclosure_request=one, kind="determination").order_by("-id")
    assert len(made) == 2
    told = [d for d in gathered(who, one).decisions if d["kind"] == "determination"]
    assert [d["at"] for d in told] == [made[0].decided_at.isoformat()]


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
