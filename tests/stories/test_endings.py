"""Requests that don't end in a disclosure: returned and come back, denied, withdrawn. All of them stay on record."""

import pytest

from audits.models import AccountingEntry, AccountingKind
from requests_app.models import Subject
from requests_app.models.decision import DecisionKind
from requests_app.rules.transitions import Status
from requests_app.workflow import deciding, drafting, fulfilment, legal_review, submission
from requests_app.workflow.refused import Refused
from tests.cast import LAWFUL, WHY, cast, draft, fresh, on_record, subject_fields, version, walk

pytestmark = pytest.mark.django_db


def test_a_returned_request_comes_back_as_a_new_version_of_itself() -> None:
    # Given a request that the specialist returned with two coded reasons
    who = cast()
    one = walk(who, draft(who), Status.COMPLETENESS)
    first = one.snapshots.get()
    deciding.return_to_agency(
        one.pk,
        by=who.specialist,
        why="Say which nights, and who is engaged.",
        seen=version(one),
        reason_codes=["no_specific_reason", "no_engaged_officer"],
    )
    assert fresh(one).status == Status.RETURNED

    # When the liaison corrects it and it is signed and sent in again
    subject = one.subjects.get()
    better = {"reason": "Demofield was photographed at the press on June 3 and 9; the grand jury needs that place."}
    drafting.edit_subject(subject.pk, by=who.liaison, why="Answers the return", fields=better, tin=None)
    one = walk(who, one, Status.COMPLETENESS)

    # Then it is the second submission of the same request, with a snapshot of its own
    assert one.submission == 2
    assert one.snapshots.get(submission=2).hash != first.hash
    assert one.decisions.get(kind=DecisionKind.RETURN).reason_codes == ["no_specific_reason", "no_engaged_officer"]

    # and the old and the new words of the reason are in its history
    told = list(Subject.history.filter(id=subject.pk).order_by("history_id").values_list("reason", flat=True))
    assert told[0] != told[-1] == better["reason"]


def test_what_was_approved_is_not_what_came_back() -> None:
    # Given a request found lawful, then returned by the approving official
    who = cast()
    one = walk(who, draft(who), Status.IRS_APPROVAL)
    deciding.return_to_agency(
        one.pk, by=who.approver, why="One more subject was promised.", seen=version(one), reason_codes=["no_matter"]
    )

    # When it comes back with another subject in it
    drafting.add_subject(one.pk, by=who.liaison, why=WHY, seen=None, fields=subject_fields(first_name="Olga"), tin="")
    one = walk(who, one, Status.LEGAL_REVIEW)

    # Then the old determination no longer counts
    assert (
        legal_review.determine(one.pk, by=who.counsel, why="Looked at anew", seen=version(one), elements=LAWFUL).status
        == Status.IRS_APPROVAL
    )
    hashes = list(one.decisions.filter(kind=DecisionKind.DETERMINATION).values_list("snapshot_hash", flat=True))
    assert len(hashes) == len(set(hashes)) == 2


def test_a_denied_request_stays_denied() -> None:
    # Given a request whose purpose counsel found not to be criminal
    who = cast()
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    elements = LAWFUL | {"statutory_authority": {"yes": False, "words": "A civil forfeiture is no criminal matter."}}
    stays = legal_review.determine(one.pk, by=who.counsel, why=WHY, seen=version(one), elements=elements)
    assert stays.status == Status.LEGAL_REVIEW

    # When counsel denies it
    deciding.deny(
        one.pk, by=who.counsel, why="No criminal matter.", seen=version(one), reason_codes=["no_criminal_statute"]
    )

    # Then nobody can move it, and the record of requests says how it ended
    for act in (deciding.withdraw, submission.hand_over):
        with pytest.raises(Refused):
            act(one.pk, by=who.liaison, why=WHY, seen=version(one))
    assert AccountingEntry.objects.get(kind=AccountingKind.OUTCOME).reasons == "denied; no_criminal_statute"


def test_an_agency_withdraws_and_nothing_is_released() -> None:
    # Given a request that has reached fulfilment
    who = cast()
    on_record()
    one = walk(who, draft(who), Status.FULFILMENT)

    # When the agency withdraws it
    deciding.withdraw(one.pk, by=who.liaison, why="No bill was returned.", seen=version(one))

    # Then nothing can be prepared, and no disclosure is on record
    assert fresh(one).status == Status.WITHDRAWN
    with pytest.raises(Refused):
        fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
    assert not AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE).exists()


def test_a_request_goes_on_in_part() -> None:
    # Given a request with two subjects, one of whom is denied
    who = cast()
    on_record()
    two = draft(who, subject_fields(), subject_fields(first_name="Olga", last_name="Refusedsample"))
    one = walk(who, two, Status.LEGAL_REVIEW)
    refused = one.subjects.get(first_name="Olga")
    deciding.set_aside(
        one.pk,
        [refused.pk],
        by=who.counsel,
        why="Another paragraph of the statute governs her.",
        seen=version(one),
        outcome="denied",
        reason_code="fugitive_location",
    )

    # When the rest goes on to the end
    walk(who, one, Status.CLOSED)

    # Then only the other one was disclosed
    disclosed = AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE).values_list("subject_id", flat=True)
    assert list(disclosed) == [one.subjects.get(first_name="Carl").pk]
    refused.refresh_from_db()
    assert (refused.outcome, refused.outcome_reason) == ("denied", "fugitive_location")
