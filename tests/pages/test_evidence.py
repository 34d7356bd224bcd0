"""Evidence beside each flag: the words marked in the text as received, the rows that share it, and the life of the flag."""

import re

import pytest

from audits.acting import JUDGING, acting
from audits.history_sql import Belonging
from audits.models import AccessRecord
from audits.stages import stages
from requests_app.intake import judging
from requests_app.models import Subject
from requests_app.rules.evidence import parts
from requests_app.rules.transitions import Status
from requests_app.templatetags.evidence import marked
from requests_app.views import life
from requests_app.workflow import deciding
from tests.cast import Cast, cast, clear_subject, draft, subject_fields, version, walk
from tests.pages.visiting import queries_of, visitor

CIVIL = "Needed for his deportation & detention. <script>alert(1)</script>"
SENTENCE = "Subject is believed to have used a forged permit bought from the ring."
UNLISTED = "18 USC 1112"


@pytest.fixture
def who(db) -> Cast:
    return cast()


@pytest.fixture
def shared(who):
    """Seven subjects with one sentence as their reason, and one with a reason of its own, in legal review."""
    made = draft(who, *(subject_fields(last_name=f"Field{n}", reason=SENTENCE) for n in "abcdefg"), subject_fields())
    judging.tell_shared(made.pk)
    return walk(who, made, Status.LEGAL_REVIEW)


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def place(one, rest: str = "") -> str:
    return f"/requests/{one.pk}/{rest}"


def opened(one, subject, *, irs: bool = True) -> str:
    return place(one, f"subjects/{subject.pk}/{'open/' if irs else ''}")


def test_the_pieces_are_escaped_and_marked():
    drawn = marked(parts('<script>"removal"</script>', [(8, 17)]))
    assert drawn == "&lt;script&gt;<mark>&quot;removal&quot;</mark>&lt;/script&gt;"


@pytest.mark.parametrize(("person", "irs"), [("counsel", True), ("oversight", True), ("liaison", False)])
def test_the_words_that_raised_a_flag_are_marked_and_all_is_escaped(who, person, irs):
    one = walk(who, draft(who, subject_fields(reason=CIVIL)), Status.COMPLETENESS)
    page = text(visitor(getattr(who, person)).get(opened(one, one.subjects.get(), irs=irs)))
    quoted = re.findall(r'class="desk-quoted">(.*?)</bdi>', page, re.S)
    assert "<script>alert" not in page
    assert "reason.civil" in page
    assert any("<mark>" in quote and "&lt;script&gt;alert(1)&lt;/script&gt;" in quote for quote in quoted)


def test_what_blocks_stands_before_what_is_to_be_cleared(who):
    one = draft(who, subject_fields(statute=f"{UNLISTED}; 26 USC 7201", postal_code="10001"))
    page = text(visitor(who.liaison).get(opened(one, one.subjects.get(), irs=False)))
    flags = [flag.code for flag in visitor(who.liaison).get(place(one)).context["listing"].subjects[0].flags]
    assert flags == ["statute.tax", "address.zip", "statute.unlisted"]
    assert "<mark>10001</mark>" in page


def test_the_rows_that_share_a_reason_are_a_click_away(who, shared):
    browser, first = visitor(who.counsel), shared.subjects.get(row=1)
    page = text(browser.get(opened(shared, first)))
    link = f"/requests/{shared.pk}/subjects/?shares=reason&amp;with={first.pk}#subjects"
    assert link in page
    assert "more than 5 must be cleared" in page
    answer = browser.get(link.replace("&amp;", "&").partition("#")[0])
    assert [subject.row for subject in answer.context["listing"].subjects] == [1, 2, 3, 4, 5, 6, 7]
    assert "give the same reason as" in text(answer)
    assert "forged permit" not in answer.request["QUERY_STRING"]


def test_the_rows_that_share_are_a_recorded_look_and_paged_by_key(who):
    made = draft(who, *(subject_fields(last_name=f"Field{n:03}", reason=SENTENCE) for n in range(30)))
    first, browser = made.subjects.get(row=1), visitor(who.liaison)
    page = browser.get(place(made, f"subjects/?shares=reason&with={first.pk}"))
    assert len(page.context["listing"].subjects) == 25
    assert AccessRecord.objects.filter(case_id=made.pk, act="search").latest("id").count == 25
    following = browser.get(place(made, "subjects/") + page.context["listing"].next_url.partition("/subjects/")[2])
    assert [subject.row for subject in following.context["listing"].subjects] == [26, 27, 28, 29, 30]


@pytest.mark.parametrize(("kind", "change"), [("officer", {"reason": "A."}), ("matter", {"officer_name": "Ann Demo"})])
def test_an_officer_and_a_matter_are_shared_however_they_are_written(who, kind, change):
    alike = {"officer_name": "TEST  recipient.", "case_number": "usao gj 2025 0117"}
    made = draft(who, subject_fields(), subject_fields(last_name="Other", **(alike | change)))
    made_alone = subject_fields(last_name="Third", officer_name="Somebody Else", case_number="USAO-GJ-2024-0001")
    other = draft(who, subject_fields(), made_alone)
    for one, rows in ((made, [1, 2]), (other, [1])):
        asked = place(one, f"subjects/?shares={kind}&with={one.subjects.get(row=1).pk}")
        listed = visitor(who.liaison).get(asked).context["listing"].subjects
        assert [subject.row for subject in listed] == rows


def test_who_is_named_twice_is_shown_beside_the_other_row_and_nobody_elses(who):
    twice = subject_fields(first_name="CARL", address_line1="12 Other Street")
    one = draft(who, subject_fields(), twice, subject_fields(last_name="Somebody"))
    first = one.subjects.get(row=1)
    page = text(visitor(who.liaison).get(opened(one, first, irs=False)))
    assert f"?shares=identity&amp;with={first.pk}" in page
    listed = visitor(who.liaison).get(place(one, f"subjects/?shares=identity&with={first.pk}")).context["listing"]
    assert [subject.row for subject in listed.subjects] == [1, 2]


def test_a_subject_of_another_request_shares_nothing_here(who, shared):
    other = draft(who, subject_fields(reason=SENTENCE))
    asked = place(shared, f"subjects/?shares=reason&with={other.subjects.get().pk}")
    answer = visitor(who.counsel).get(asked)
    assert answer.context["listing"].subjects == []
    assert "a subject that isn’t here" in text(answer)


@pytest.mark.parametrize(
    "asked", ["shares=reason&with=x", "shares=tin_index&with=1", "shares=&with=1", "with=99999999999999999999"]
)
def test_what_can_not_be_read_narrows_nothing(who, shared, asked):
    assert len(visitor(who.counsel).get(place(shared, f"subjects/?{asked}")).context["listing"].subjects) == 8


@pytest.mark.parametrize("person", ["ice_liaison", "stranger"])
def test_nobody_else_sees_who_shares(who, shared, person):
    asked = place(shared, f"subjects/?shares=reason&with={shared.subjects.first().pk}")
    assert visitor(getattr(who, person)).get(asked).status_code == 404


def test_the_request_page_names_what_weighs_most_first_and_who_cleared_what(who, shared):
    first = shared.subjects.get(row=1)
    clear_subject(who, shared, first, "reason.generic")
    for person, irs_side in (("counsel", True), ("liaison", False)):
        answer = visitor(getattr(who, person)).get(place(shared))
        lack = next(lack for lack in answer.context["lacks"] if lack.code.id == "reason.generic")
        assert (lack.count, lack.done, lack.cleared) == (6, 1, False)
        assert ("Test Counsel, " in text(answer)) is irs_side
    for subject in shared.subjects.filter(row__in=range(2, 8)):
        clear_subject(who, shared, subject, "reason.generic")
    answer = visitor(who.counsel).get(place(shared, "legal-review/"))
    lack = next(lack for lack in answer.context["lacks"] if lack.code.id == "reason.generic")
    assert (lack.count, lack.cleared, lack.acts[0].acts, len(lack.acts)) == (7, True, 7, 3)
    assert "Cleared in writing in 7 acts" in text(answer)


def test_the_list_shows_the_rows_of_a_code(who, shared):
    listed = visitor(who.counsel).get(place(shared, "subjects/?code=reason.generic")).context["listing"].subjects
    assert [subject.row for subject in listed] == [1, 2, 3, 4, 5, 6, 7]


def test_a_subject_set_aside_unseen_changes_no_figure_and_no_flag_on_the_others(who):
    made = draft(who, *(subject_fields(last_name=f"Field{n}", reason=SENTENCE) for n in "abcdef"))
    judging.tell_shared(made.pk)
    one = walk(who, made, Status.LEGAL_REVIEW)
    first, last = one.subjects.get(row=1), one.subjects.get(row=6)
    browser, asked = visitor(who.liaison), place(one, f"subjects/?shares=reason&with={first.pk}")
    before = [browser.get(opened(one, first, irs=False)).context["shown"].flags, rows(browser.get(asked))]
    aside = {"outcome": "denied", "reason_code": "undisclosed", "why": "it would unmask a source"}
    deciding.set_aside(one.pk, [last.pk], by=who.counsel, seen=version(one), **aside)
    judging.tell_shared(one.pk)
    after = [browser.get(opened(one, first, irs=False)).context["shown"].flags, rows(browser.get(asked))]
    assert "6 subjects" in before[0][0].evidence
    assert after == before


def rows(answer) -> list[int]:
    return [subject.row for subject in answer.context["listing"].subjects]


def judged_anew(subject, **verdict) -> None:
    with acting(by=JUDGING, why="a test"):
        Subject.objects.filter(pk=subject.pk).update(**verdict)


@pytest.fixture
def lived(who):
    """A subject whose flag was raised, cleared, ended, and raised again."""
    one = walk(who, draft(who, subject_fields(statute=UNLISTED)), Status.LEGAL_REVIEW)
    subject = one.subjects.get()
    clear_subject(who, one, subject, "statute.unlisted")
    judged_anew(subject, review_codes=[], cleared_codes=[], judged_under="2099-01-01.1/x")
    judged_anew(subject, blocking_codes=["statute.unlisted"], judged_under="2099-02-01.1/x")
    judged_anew(subject, blocking_codes=[], review_codes=["statute.unlisted", "match.address"])
    return one, subject


def test_the_life_of_a_flag_reads_as_sentences_the_latest_last(who, lived):
    one, subject = lived
    page = visitor(who.counsel).get(opened(one, subject))
    told = next(life for life in page.context["lives"] if life.code.id == "statute.unlisted")
    said = [turn.sentence for turn in told.turns]
    assert said[0].startswith("Raised by the rules, edition ")
    assert said[1] == "Cleared in writing by Test Counsel."
    assert told.turns[1].words == "a test"
    assert said[2:] == [
        "Ended: the rules, edition 2099-01-01.1, no longer raise it.",
        "The clearance no longer stands.",
        "Raised again by the rules, edition 2099-02-01.1: it blocks the subject.",
        "The rules, edition 2099-02-01.1, found otherwise: now it must be cleared in writing.",
    ]
    assert told.stands
    assert "match.address" in text(page)


def test_the_agency_is_told_of_its_own_flags_and_of_nobody_at_the_irs(who, lived):
    one, subject = lived
    page = text(visitor(who.liaison).get(opened(one, subject, irs=False)))
    assert "Cleared in writing by the IRS." in page
    assert "Test Counsel" not in page
    assert "match.address" not in page


def test_no_tax_data_can_be_asked_of_a_life(who):
    subject = draft(who).subjects.get()
    for column in ("reason", "tin_sealed", "last_name"):
        with pytest.raises(ValueError, match="tax data"):
            stages(Belonging("requests_app.Subject", ()), subject.pk, ["judged_under", column])


def test_a_subject_without_flags_has_no_life(who):
    assert life.lives(draft(who).subjects.get().pk, frozenset({"address.missing"}), irs_side=True) == []


def test_the_pages_ask_a_fixed_number_of_queries(who, shared):
    subject = shared.subjects.get(row=1)
    assert queries_of(visitor(who.counsel), opened(shared, subject)) <= 35
    assert queries_of(visitor(who.counsel), place(shared, f"subjects/?shares=reason&with={subject.pk}")) <= 35
    assert queries_of(visitor(who.counsel), place(shared)) <= 55
