"""Pages say how many subjects stand how from the counts that the database keeps: they don't count a request's rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app.models import Person, Subject
from requests_app.models.tallies import tally_of
from requests_app.rules.transitions import Status
from requests_app.views import summaries
from tests.cast import Cast, add, cast, draft, empty, in_fulfilment, subject_fields, version, walk
from tests.pages.test_upload_pages import GOOD, read, table
from tests.pages.visiting import visitor


@pytest.fixture
def who(db) -> Cast:
    return cast()


def sent(browser, ask) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert ask(browser).status_code in (200, 302)
    return [query["sql"] for query in caught.captured_queries]


def answer(person: Person, place: str):
    """Return the page, having made sure that nothing on it counted subjects."""
    browser, kept = visitor(person), []
    queries = sent(browser, lambda b: kept.append(b.get(place)) or kept[0])
    assert [sql for sql in queries if "COUNT(" in sql and f'FROM "{Subject._meta.db_table}"' in sql] == []
    return kept[0]


def test_setting_aside(who):
    one = walk(who, draft(who, subject_fields(), subject_fields(last_name="Second")), Status.COMPLETENESS)
    context = answer(who.specialist, f"/requests/{one.pk}/set-aside/").context
    assert (context["standing"], context["blocked"]) == (2, 0)


def test_fulfilment(who):
    one = in_fulfilment(who)
    assert answer(who.specialist, f"/requests/{one.pk}/fulfilment/").context["approved"] == 1


def test_dropping_the_blocked(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second", address_line1="", city=""))
    assert answer(who.liaison, f"/requests/{one.pk}/subjects/drop-blocked/").context["count"] == 1


def test_a_further_taxpayer_is_compared_with_none_but_after_a_change(who):
    one, fields = draft(who), subject_fields(last_name="Second")
    browser, place = visitor(who.liaison), f"/requests/{one.pk}/subjects/new/"
    seen = version(one)
    by_text = f'"{Subject._meta.db_table}"."reason" = '
    first, again = (sent(browser, lambda b: b.post(place, {**fields, "seen": seen})) for _ in range(2))
    assert [sql for sql in first if by_text in sql] == []
    assert len([sql for sql in again if by_text in sql]) == 1
    assert one.subjects.count() == 2


def test_an_upload_tells_the_flags_on_its_own_rows_alone(who):
    made = empty(who)
    bad = ("Second", "", "Failed to Provide", "", "")
    batch = read(who, made, table(GOOD, bad))
    counted = summaries.subject_lacks(batch.subjects.all(), summaries.codes_for(False), irs_side=False)
    page = f"/requests/{made.pk}/uploads/{batch.pk}/"
    assert counted and answer(who.liaison, page).context["lacks"] == counted
    add(who, made, **subject_fields(last_name="Third", address_line1="", city="", reason=""))
    assert visitor(who.liaison).get(page).context["lacks"] == counted


@pytest.mark.parametrize("irs_side", [True, False])
def test_where_rows_are_counted_they_are_read_once_and_come_to_the_same(who, django_assert_num_queries, irs_side):
    bad = ("Second", "", "Failed to Provide", "", "")
    one, codes = (
        draft(who, *(subject_fields(last_name=name, address_line1="Unknown") for name in "AB")),
        summaries.codes_for,
    )
    batch = read(who, one, table(GOOD, bad, ("Third", *bad[1:])))
    assert batch.rows_accepted == 3
    kept = [k for k in summaries.tallied_lacks(tally_of(one.pk, irs_side=irs_side), codes(irs_side)) if not k.cleared]
    with django_assert_num_queries(1):
        assert summaries.subject_lacks(one.subjects.all(), codes(irs_side), irs_side=irs_side) == kept
    assert max(lack.count for lack in kept) > 1


@pytest.mark.parametrize(("asked", "begin", "rows"), [("", 2, [3, 4]), ("?after=1", 2, [3, 4]), ("?after=3", 3, [4])])
def test_the_rows_of_a_second_file_are_not_looked_for_among_those_before(who, asked, begin, rows):
    made = empty(who)
    read(who, made, table(GOOD, ("Second", *GOOD[1:])))
    later, shown = read(who, made, table(*((name, *GOOD[1:]) for name in ("Third", "Fourth")))), []
    place = f"/requests/{made.pk}/uploads/{later.pk}/rows/{asked}"
    queries = sent(visitor(who.liaison), lambda browser: shown.append(browser.get(place)) or shown[-1])
    assert [subject.row for subject in shown[0].context["listing"].subjects] == rows
    assert [sql for sql in queries if f'"{Subject._meta.db_table}"."row" > {begin}' in sql]
