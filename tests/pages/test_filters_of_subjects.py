"""Every filter of a list of subjects finds the same, whether the kept counts are asked first or the rows are looked at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app.models import DisclosureRequest, MatchVerdict
from requests_app.models.subject import Outcome
from requests_app.rules.matching import Verdict
from requests_app.rules.transitions import Status
from requests_app.views import summaries
from requests_app.workflow import deciding, matching
from tests.cast import WHY, Cast, cast, draft, on_record, subject_fields, version, walk
from tests.pages.visiting import visitor

SAME = {"reason": "The grand jury heard that the named person kept forged permits in the house."}


@pytest.fixture
def who(db) -> Cast:
    return cast()


def found(one: DisclosureRequest, show: str, code: str, irs_side: bool) -> list[int]:
    codes = summaries.codes_for(irs_side)
    rows = summaries.narrowed(one.subjects.all(), show, code, codes, irs_side=irs_side, of=one)
    return sorted(rows.values_list("row", flat=True))


def every(one: DisclosureRequest) -> dict[tuple[str, str, bool], list[int]]:
    shows, codes = [show for show, _ in summaries.SHOWS], ["", *sorted(summaries.codes_for(True))]
    return {(s, c, side): found(one, s, c, side) for s in shows for c in codes for side in (True, False)}


def mixed(who: Cast) -> DisclosureRequest:
    """Return a request with the IRS: one whose record is known, one without, six of one reason, one set aside."""
    on_record()
    same = [subject_fields(last_name=f"Same{n}", **SAME) for n in "abcdef"]
    one = walk(who, draft(who, subject_fields(), subject_fields(last_name="Nobody"), *same), Status.COMPLETENESS)
    matching.run(one.pk)
    aside = {"outcome": Outcome.RETURNED, "reason_code": "no_record_or_mismatch"}
    ids = [one.subjects.get(row=2).pk]
    deciding.set_aside(one.pk, ids, by=who.specialist, why=WHY, seen=version(one), **aside)
    return one


def test_the_kept_counts_leave_nobody_out(who, monkeypatch):
    one = mixed(who)
    first = every(one)
    monkeypatch.setattr(summaries, "FEW_UNMATCHED", 0)
    assert every(one) == first
    monkeypatch.setattr(summaries, "_none_fits", lambda *_, **__: False)
    assert every(one) == first
    assert MatchVerdict.objects.filter(disclosure_request=one).exclude(verdict=Verdict.MATCHED).count() > 1
    assert sum(1 for rows in first.values() if rows) > 15


def test_a_filter_that_leaves_nobody_looks_at_no_row(who):
    one = draft(who)
    browser, place = visitor(who.liaison), f"/requests/{one.pk}/subjects/"
    for query in ("show=blocked", "show=review", "show=aside", "code=name.missing", "code=match.none"):
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(f"{place}?{query}").context["listing"].subjects == []
        assert [q["sql"] for q in caught.captured_queries if '"requests_app_subject"."row" >' in q["sql"]] == [], query


def test_where_everybody_who_stands_is_matched_no_verdict_is_read(who):
    one = walk(who, draft(who), Status.LEGAL_REVIEW)
    rows = summaries.narrowed(one.subjects.all(), "sound", "", summaries.codes_for(True), irs_side=True, of=one)
    assert MatchVerdict._meta.db_table not in str(rows.query)
    assert rows.count() == 1
