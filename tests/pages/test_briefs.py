"""The worklist's flags in brief: what blocks first, three codes by name, nothing of the IRS's to the agency."""

from collections import Counter

import pytest

from audits.acting import JUDGING, acting
from requests_app.models import DisclosureRequest, Subject
from requests_app.models.tallies import Tally
from requests_app.rules.flags import CODES
from requests_app.rules.transitions import Status
from requests_app.views.briefs import Brief, brief
from tests.cast import cast, draft, subject_fields, walk
from tests.pages.visiting import visitor

EVERY = frozenset(CODES)


def a_request(status: Status = Status.LEGAL_REVIEW, **verdict: list[str]) -> DisclosureRequest:
    return DisclosureRequest(status=status, **verdict)


def test_what_weighs_most_is_named_and_the_rest_counted():
    tally = Tally(
        blocking=Counter({"statute.civil": 2, "address.missing": 3}),
        review=Counter({"reason.generic": 9, "address.zip": 4, "tin.invalid": 1}),
    )
    found = brief(a_request(review_codes=["safeguards.open"]), tally, EVERY)
    assert (found.blocking, found.review) == (5, 15)
    assert found.codes == ("address.missing", "statute.civil", "address.zip")
    assert found.more == 3


def test_codes_that_the_reader_may_not_see_are_in_no_figure():
    tally = Tally(blocking=Counter({"match.none": 7}), review=Counter({"address.zip": 1, "match.address": 4}))
    agency = frozenset(id for id, code in CODES.items() if code.audience == "agency")
    assert brief(a_request(), tally, agency) == Brief(0, 1, ("address.zip",), 0)


def test_what_only_a_signature_cures_is_no_flag_before_it_is_due():
    raised = ["writing.signed", "items.barred"]
    assert brief(a_request(Status.DRAFT, blocking_codes=raised), Tally(), EVERY).codes == ("items.barred",)
    assert brief(a_request(Status.COMPLETENESS, blocking_codes=raised), Tally(), EVERY).blocking == 2


def test_what_is_cleared_or_ended_is_left_out():
    cleared = a_request(review_codes=["hold.active"], cleared_codes=["hold.active"])
    assert not brief(cleared, Tally(), EVERY)
    assert not brief(a_request(Status.DENIED), Tally(blocking=Counter({"name.missing": 1})), EVERY)


@pytest.mark.parametrize(
    ("person", "codes"), [("counsel", ("statute.unlisted", "match.address")), ("liaison", ("statute.unlisted",))]
)
def test_the_worklist_shows_each_reader_what_is_his_or_hers(db, person, codes):
    who = cast()
    one = walk(who, draft(who, subject_fields(statute="18 USC 1112")), Status.LEGAL_REVIEW)
    with acting(by=JUDGING, why="a test"):
        Subject.objects.filter(disclosure_request=one).update(review_codes=["statute.unlisted", "match.address"])
    page = visitor(getattr(who, person)).get("/?lane=all")
    assert page.context["rows"][0].flags == Brief(0, len(codes), codes, 0)
    assert f"{len(codes)} to clear" in page.content.decode()
