"""A court order stops what it bars, for whom it binds, from the moment it is entered, whatever was decided before."""

from datetime import date

import pytest

from audits.models import AccountingEntry, AccountingKind
from requests_app.intake import judging
from requests_app.models import Hold
from requests_app.models.as_facts import today
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, holding
from requests_app.workflow.refused import Refused
from tests.cast import WHY, Cast, cast, draft, on_record, prepare, transmit, walk

pytestmark = pytest.mark.django_db

STAY = "Order of Nov. 21, 2025, No. 25-cv-00457 (D.D.C.)"


def enter(who: Cast, *acts: str, citation: str = STAY) -> Hold:
    return holding.enter_order(
        by=who.counsel,
        why="Entered from the order",
        kind="stay",
        court="D.D.C.",
        docket="25-cv-00457",
        citation=citation,
        binds="Internal Revenue Service",
        acts=list(acts),
        starts=date(2025, 11, 21),
        agreement=who.mou,
    )


def test_under_a_stay_nothing_of_the_agreement_is_transmitted() -> None:
    # Given a request under the agreement, approved, packed and authorized
    who = cast()
    on_record()
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)
    release = prepare(who, one)
    fulfilment.authorize(release.pk, by=who.authorizer, why="Authorized.")

    # When counsel enters the stay
    hold = enter(who, "disclose")

    # Then it can't be transmitted, and the refusal names the order
    with pytest.raises(Refused, match="court|order"):
        fulfilment.transmit(release.pk, by=who.transmitter, why=WHY)
    assert not AccountingEntry.objects.filter(kind=AccountingKind.DISCLOSURE).exists()

    # and once it is lifted, it can
    holding.lift(
        hold.pk, seen=hold.version, by=who.counsel, why="Reversed on appeal", on=today(), citation="D.C. Cir. 1"
    )
    judging.judge_stale(one.pk)
    assert fulfilment.transmit(release.pk, by=who.transmitter, why=WHY).status == "transmitted"


def test_under_a_stay_no_package_is_prepared() -> None:
    # Given the stay, and a request under the agreement that reached fulfilment all the same
    who = cast()
    on_record()
    enter(who, "disclose")
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)

    # Then no package is prepared
    with pytest.raises(Refused):
        prepare(who, one)


def test_another_agencys_request_is_not_held() -> None:
    # Given the stay on the agreement
    who = cast()
    on_record()
    enter(who, "disclose")

    # Then a request without the agreement goes its way
    one = walk(who, draft(who), Status.FULFILMENT)
    assert transmit(who, one).status == "transmitted"


def test_an_injunction_against_use_closes_what_was_delivered() -> None:
    # Given a package that was transmitted before the injunction
    who = cast()
    on_record()
    one = walk(who, draft(who, ice=True), Status.FULFILMENT)
    release = transmit(who, one)
    assert fulfilment.fetch(release.pk, by=who.ice_recipient, why=WHY, origin="a test").size

    # When the injunction, which bars use, is entered
    enter(who, "use", citation="Order of Feb. 5, 2026, No. 25-cv-12822 (D. Mass.)")

    # Then its recipient can't open it any more
    with pytest.raises(Refused):
        fulfilment.fetch(release.pk, by=who.ice_recipient, why=WHY, origin="a test")


def test_only_counsel_enters_and_lifts() -> None:
    # Given the stay
    who = cast()
    hold = enter(who, "disclose")

    # Then nobody else lifts it, or enters another
    for other in (who.approver, who.specialist, who.liaison, who.oversight, who.administrator):
        with pytest.raises(Refused):
            holding.lift(hold.pk, seen=hold.version, by=other, why=WHY, on=today(), citation="D.C. Cir. 1")
