"""The statistics: every number leads to as many rows, the file equals the table, and nothing is of an agency not overseen."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from audits.acting import acting
from audits.models import AccessRecord
from audits.reports import start_of
from requests_app import access
from requests_app.figures import rows
from requests_app.figures.kinds import KINDS
from requests_app.figures.shapes import DAYS, Cell, Figure, Line, Scope, asked, working
from requests_app.models import DisclosureRequest, Hold
from requests_app.rules.matching import Verdict
from requests_app.rules.roles import Role
from requests_app.rules.transitions import Status
from requests_app.rules.working_days import working_days
from requests_app.views import figure_charts
from requests_app.workflow import deciding, drafting, holding, match_rechecking, match_showing
from tests.cast import WHY, Cast, cast, draft, looker_for, on_record, subject_fields, transmit, version, walk
from tests.pages.visiting import queries_of, visitor

STATISTICS = "/oversight/statistics/"


@pytest.fixture(scope="module")
def worked(own_copy: None) -> None:
    """Requests of two agencies in several statuses, one returned, one denied, one transmitted, one stopped by an order."""
    who = cast()
    on_record()
    transmit(who, walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT))
    walk(who, draft(who, subject_fields(address_line1="unknown", city="", state="", postal_code="")), Status.DRAFT)
    back, no = walk(who, draft(who), Status.COMPLETENESS), walk(who, draft(who), Status.LEGAL_REVIEW)
    codes = ["no_period", "no_specific_reason"]
    deciding.return_to_agency(back.pk, by=who.specialist, why="a test", seen=version(back), reason_codes=codes)
    deciding.deny(no.pk, by=who.counsel, why="a test", seen=version(no), reason_codes=["no_period"])
    other = walk(who, draft(who, ice=True), Status.LEGAL_REVIEW)
    drawn = match_rechecking.draw(other.pk, Verdict.MATCHED, 1, by=who.transmitter, why="a test")
    with acting(by=who.transmitter, why="a test"):
        match_showing.pair(other, drawn[0].subject_id, looker_for(who.transmitter, other), reveal=True)
    match_rechecking.recheck(drawn[0].subject_id, False, by=who.transmitter, why="It is another person.")
    holding.enter_order(
        by=who.counsel,
        why="a test",
        kind="stay",
        court="A court",
        docket="26-cv-1",
        citation="Order of today",
        binds="IRS",
        acts=["disclose"],
        agency=who.ice,
        starts=timezone.localdate(),
    )


@pytest.fixture
def desk(worked: None, db) -> Cast:
    return cast()


def scope(who, *agencies):
    now, day = timezone.now(), timezone.localdate()
    chosen = agencies or (who.usao, who.ice)
    return Scope({one.pk: one.code for one in chosen}, day - timedelta(days=30), day, now)


def lines(name, of):
    return {line.id or line.label: line for line in KINDS[name].count(of).lines}


def test_every_number_has_as_many_rows_behind_it(desk):
    of = scope(desk)
    for name, kind in KINDS.items():
        cells = [cell for line in kind.count(of).lines for cell in line.cells if cell.key]
        assert any(cell.value for cell in cells), name
        for cell in cells:
            assert counted_behind(name, kind.behind(of, cell.key), cell.value or 0) == (cell.value or 0), (name, cell)


def counted_behind(name, behind, value):
    """How many things the rows behind a number stand for: of flags and verdicts each row says how many it has."""
    if name in ("flags", "matching"):
        return sum(int(row.words.split()[0]) for row in rows.page(behind)[0])
    if name == "releases":  # entries: packages and taxpayers are fewer than the disclosures they are counted from
        return value if rows.number_of(behind) >= value else -1
    return rows.number_of(behind)


def test_page_and_file_hold_the_same_numbers(desk):
    browser = visitor(desk.oversight)
    for name in KINDS:
        shown = browser.get(f"/oversight/statistics/{name}/").context["shown"]
        sent = b"".join(browser.get(f"/oversight/statistics/{name}/table.csv").streaming_content).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(sent)))[1:]
        first = 2 if shown["figure"].beside else 1
        assert [line.label for line, _ in shown["lines"]] == [row[0] for row in table]
        for (line, texts), row in zip(shown["lines"], table, strict=True):
            assert [told(cell, kept) for cell, kept in zip(line.cells, row[first:], strict=True)] == [
                t for t, _ in texts
            ]


def told(cell, kept):
    """A number of the file as the page would show it."""
    if not kept:
        return "–"
    return f"{float(kept) * 100:.2f} %" if cell.percent else f"{int(kept):,}"


def test_every_link_of_a_figure_opens_in_a_fixed_number_of_queries(desk):
    browser = visitor(desk.oversight)
    for name in KINDS:
        assert queries_of(browser, f"/oversight/statistics/{name}/") <= 12, name
        page = browser.get(f"/oversight/statistics/{name}/").content.decode()
        links = {unescape(link) for link in re.findall(r'href="(/oversight/[^"]+)"', page) if ".csv" not in link}
        assert {browser.get(link).status_code for link in sorted(links)} == {200}


def test_a_chart_leads_where_its_table_leads(desk):
    page = visitor(desk.oversight).get(f"{STATISTICS}work/").content.decode()
    drawn = set(re.findall(r'<a class="chart__link" href="([^"]+)"', page))
    listed = set(re.findall(r'<a class="usa-link" href="([^"]+rows/[^"]+)"', page))
    assert drawn
    assert drawn <= listed


def test_the_chart_of_flags_says_how_many_it_shows_only_where_it_leaves_some_out():
    def said(count):
        each = [Line(f"f{n}", tuple(Cell(1, "k") for _ in range(4)), "", f"f{n}") for n in range(count)]
        columns = ("Raised", "Blocks", "To be cleared", "Cleared")
        figure = Figure("Flag", columns, tuple(each))
        return figure_charts.charts_of("flags", figure, str)[0].desc

    assert said(5).startswith("The flags that were raised.") and said(13).startswith("The 12 flags raised most often.")


def test_work_in_progress_counts_who_waits_where(desk):
    counted = {id: line.values[4] for id, line in lines("work", scope(desk)).items() if line.values[4]}
    assert counted == {"draft": 1, "fulfilment": 1, "legal_review": 1, "returned": 1}


def test_reasons_are_counted_once_a_decision(desk):
    found = lines("reasons", scope(desk))
    assert found["no_period"].values == (1, 1, 0)
    assert found["no_specific_reason"].values == (1, 0, 0)


def test_a_figure_of_one_agency_counts_nothing_of_another(desk):
    assert sum(line.values[4] for line in lines("work", scope(desk, desk.ice)).values()) == 1
    assert lines("orders", scope(desk, desk.usao)) == {}
    assert sum(lines("reasons", scope(desk, desk.ice))["no_period"].values) == 0


def test_who_oversees_one_agency_is_shown_that_one_alone(desk):
    access.revoke(desk.oversight, Role.OVERSIGHT, desk.usao, by=desk.administrator, why=WHY)
    page = visitor(desk.oversight).get(f"{STATISTICS}work/", {"agency": "USAO"})
    assert sum(line.values[4] for line, _ in page.context["shown"]["lines"]) == 1
    behind = visitor(desk.oversight).get(f"{STATISTICS}work/rows/", {"key": "returned.0"})
    assert behind.context["rows"] == []


def test_an_order_stops_what_it_covers_until_it_is_lifted(desk):
    hold = Hold.objects.get()
    assert lines("orders", scope(desk))[str(hold.pk)].values == (1, 1, 0, 0)
    holding.lift(
        hold.pk, seen=hold.version, by=desk.counsel, why="a test", on=timezone.localdate(), citation="Order lifting it"
    )
    assert lines("orders", scope(desk))[str(hold.pk)].values == (1, 0, 0, 0)


def test_the_level_is_how_many_the_irs_has_at_the_end_of_the_day(desk):
    with_irs = DisclosureRequest.objects.filter(
        status__in=("completeness", "legal_review", "irs_approval", "fulfilment")
    )
    last = KINDS["level"].count(scope(desk)).lines[-1]
    assert last.values == (with_irs.count(),)
    assert KINDS["level"].count(scope(desk)).lines[0].values == (0,)


def test_time_in_a_status_is_in_working_days_and_stands_while_the_agency_has_it(desk):
    found = lines("time", scope(desk))
    assert found["completeness"].values[:4] == (4, 0, 0, 0)
    assert found["irs"].values[0] == 1
    assert found["returned"].about == "The agency"


def test_the_days_that_sql_counts_are_those_of_the_rules(desk):
    day = timezone.localdate()
    days = [day - timedelta(days=back) for back in range(401)]
    edges = [edge for day in days for edge in (start_of(day), start_of(day + timedelta(days=1)) - timedelta(seconds=1))]
    sql = f"SELECT {DAYS.format(since='since', until='%(now)s')} FROM unnest(%(edges)s::timestamptz[]) AS since"
    found = [row[0] for row in asked(sql, {**working(scope(desk), days[-1]), "edges": edges, "now": timezone.now()})]
    assert found == [working_days(first, day) for first in days for _ in range(2)]


def test_what_is_not_a_figure_or_a_key_of_it_is_absent(desk):
    browser = visitor(desk.oversight)
    places = (
        "nothing/",
        "work/rows/?key=closed",
        "work/rows/?key=draft.9",
        "flags/rows/?key=x/y",
        "level/rows/?key=soon",
    )
    places += ("time/rows/", "orders/rows/?key=0.covered", "releases/rows/?key=a.b.c", "errors/rows/?key=matched.no")
    places += ("level/rows/?key=9999-12-31", "releases/rows/?key=request.0001-01-01.0001-01-01")
    for place in places:
        assert browser.get(f"/oversight/statistics/{place}").status_code == 404, place


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2999-01-01"}, "That day is still to come. Nothing was counted"),
        ({"until": "2999-01-01"}, "Nothing is counted beyond December 31, "),
        ({"until": "1066-01-01"}, "Nothing is counted before January 1, 1990."),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "That day lies before the first one. Nothing was counted"),
        ({"since": "x"}, "That is no day that could be read. Nothing was counted."),
    ],
)
def test_of_a_period_that_makes_no_sense_nothing_is_counted(desk, asked, said):
    browser, recorded = visitor(desk.oversight), AccessRecord.objects.filter(kind="statistics").count()
    for place in ("", "releases/", "work/table.csv", "work/rows/", "work/rows.csv"):
        page = browser.get(f"{STATISTICS}{place}", {**asked, "key": "draft.1"})
        text = page.content.decode()
        assert said in text
        assert 'id="error-summary"' in text
        assert "chart__plot" not in text and not page.context["shown"]
    assert AccessRecord.objects.filter(kind="statistics").count() == recorded


def test_what_leaves_as_a_file_is_recorded(desk):
    browser = visitor(desk.oversight)
    b"".join(browser.get(f"{STATISTICS}work/table.csv").streaming_content)
    sent = b"".join(browser.get(f"{STATISTICS}work/rows.csv?key=draft.0").streaming_content)
    assert sent.decode("utf-8-sig").count("\r\n") == 2
    acts = AccessRecord.objects.filter(act="export").values_list("person_name", "kind")
    assert list(acts) == [("Test Oversight", "statistics")] * 2


def test_a_title_that_looks_like_a_formula_stays_text_in_a_file(desk):
    made = draft(desk)
    drafting.edit(made.pk, by=desk.liaison, why=WHY, seen=version(made), changes={"title": "=1+1"})
    sent = visitor(desk.oversight).get(f"{STATISTICS}work/rows.csv?key=draft.0").streaming_content
    assert "'=1+1" in b"".join(sent).decode("utf-8-sig")


def test_the_rows_are_paged_by_key(desk):
    for _ in range(rows.PAGE):
        draft(desk)
    browser = visitor(desk.oversight)
    first = browser.get(f"{STATISTICS}work/rows/?key=draft.0")
    second = browser.get(f"{STATISTICS}work/rows/" + first.context["next_url"])
    found = [row.number for page in (first, second) for row, _ in page.context["rows"]]
    assert (len(found), len(set(found)), second.context["next_url"]) == (51, 51, "")


@pytest.mark.parametrize("place", ["/oversight/statistics/", f"{STATISTICS}work/", "/oversight/reports/"])
@pytest.mark.parametrize("person", ["specialist", "counsel", "liaison", "administrator", "stranger"])
def test_for_others_these_pages_are_absent(desk, place, person):
    assert visitor(getattr(desk, person)).get(place).status_code == 404


def test_links_keep_the_agency_and_the_days(desk):
    asked = {"agency": "USAO", "since": "2026-01-01"}
    page = visitor(desk.oversight).get(f"{STATISTICS}work/", asked).content.decode()
    link = unescape(re.findall(r'<a class="chart__link" href="([^"]+)"', page)[0])
    assert parse_qs(urlsplit(link).query) == {"agency": ["USAO"], "since": ["2026-01-01"], "key": ["draft.1"]}
