"""Whatever stood after a step is what history says of it later: the whole state is captured at each step and compared."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from audits import apart, installing, moments
from audits.access_log import AccessAct, look
from audits.acting import acting
from audits.apart import Place
from requests_app.intake import judging
from requests_app.models import (
    AttachedItem,
    Batch,
    Clearance,
    ConfidentialFlag,
    Decision,
    DisclosureRequest,
    MatchVerdict,
    Note,
    Release,
    Signature,
    Snapshot,
    TallyStep,
    Threshold,
)
from requests_app.models.as_facts import STANDING, book_for, content_hash, holds_on, judged_under, today
from requests_app.models.as_it_stood import SUBJECT, content_hash_at, lists_at, standing
from requests_app.models.tallies import sum_up, tally_of
from requests_app.rules.facts import SUBJECT_FIELDS
from requests_app.rules.transitions import Status
from requests_app.workflow import completeness, deciding, drafting, holding, lists, notes, submission
from requests_app.workflow.kept import mark
from tests.cast import WHY, Cast, cast, draft, fresh, looker_for, on_record, subject_fields, transmit, version, walk
from tests.databases import CommittedDatabase

ORDER = {"kind": "stay", "court": "D.D.C.", "docket": "25-cv-1", "citation": "D.D.C. 1", "binds": "the IRS"}
OWN = (
    "status",
    "version",
    "submission",
    "title",
    "purpose",
    "items",
    "blocking_codes",
    "review_codes",
    "cleared_codes",
)
ROWS = {
    "decisions": Decision,
    "signatures": Signature,
    "snapshots": Snapshot,
    "clearances": Clearance,
    "notes": Note,
    "uploads": Batch,
}
OF_SUBJECT = ("row", "outcome", "outcome_reason", "blocking_codes", "review_codes", "cleared_codes", *SUBJECT_FIELDS)


@pytest.fixture
def who(committed_db: CommittedDatabase) -> Cast:
    return cast()


def drawn(one: DisclosureRequest) -> dict[str, Any]:
    """Everything that stands now, by the functions that draw it today."""
    now = fresh(one)
    kept = ConfidentialFlag.objects.filter(disclosure_request=one, subject__outcome__in=STANDING)
    verdicts = MatchVerdict.objects.filter(
        disclosure_request=one, submission=now.submission, subject__outcome__in=STANDING
    )
    items = AttachedItem.objects.filter(disclosure_request=one, removed_at=None)
    return {
        "own": {name: getattr(now, name) for name in OWN},
        "people": (now.assigned_to and now.assigned_to.get_full_name(), now.drafted_by.get_full_name()),
        "agreement": now.agreement and (now.agreement.title, now.agreement.statutes),
        "tally": told(tally_of(one.pk)),
        "kept": Counter(kept.values_list("code", "severity", "cleared")),
        "verdicts": Counter(verdicts.values_list("verdict", flat=True)),
        "items": Counter(items.values_list("item", flat=True)),
        "releases": sorted(Release.objects.filter(disclosure_request=one).values_list("pk", "status")),
        "orders": [(h.pk, h.whole) for h in holds_on(now, today())],
        "edition": judged_under(book_for(now, today())),
        "hash": content_hash(one.pk),
        "subjects": {s.pk: [getattr(s, name) for name in OF_SUBJECT] for s in one.subjects.all()},
    } | {
        name: sorted(model.objects.filter(disclosure_request=one).values_list("pk", flat=True))
        for name, model in ROWS.items()
    }


def rebuilt(who: Cast, one: DisclosureRequest, txid: int) -> dict[str, Any]:
    """The same of a moment, from history."""
    found = standing(one, txid, today(), keeper=False)
    assert found is not None
    with transaction.atomic():
        opened = look(looker_for(who.oversight, one), AccessAct.VIEW, "moment", case_id=one.pk)
        rows = moments.rows_of(SUBJECT, everyone(one, txid), txid, opened=opened)
    return {
        "own": {name: found.request[name] for name in OWN},
        "people": (
            found.name(found.request["assigned_to_id"]) or None,
            found.name(found.request["drafted_by_id"]),
        ),
        "agreement": found.agreement and (found.agreement["title"], found.agreement["statutes"]),
        "tally": told(found.counts.tally),
        "kept": Counter(found.kept),
        "verdicts": +found.counts.verdicts,
        "items": Counter(found.items),
        "releases": [(r.object_id, r["status"]) for r in found.releases],
        "orders": [(o.row.object_id, o.whole) for o in found.orders],
        "edition": lists_at(found).edition,
        "hash": content_hash_at(one.pk, txid),
        "subjects": {s.object_id: [s[name] for name in OF_SUBJECT] for s in rows},
    } | {name: [row.object_id for row in getattr(found, name)] for name in ROWS}


def told(tally: Any) -> dict[str, Any]:
    values = {name: getattr(tally, name) for name in type(tally).__slots__}
    return {name: +value if isinstance(value, Counter) else value for name, value in values.items()}


def everyone(one: DisclosureRequest, txid: int, size: int = 3) -> list[int]:
    """The ids of all subjects of a moment, page by page."""
    ids: list[int] = []
    place: Place | None = Place()
    while place is not None:
        page = apart.page(SUBJECT, {"case": one.pk}, txid, order="row", after=place, size=size)
        ids, place = [*ids, *page.ids], page.after
    return ids


def now() -> int:
    """The id of the last transaction that may have begun."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1")
        return int(cursor.fetchone()[0])


def steps_kept(one: DisclosureRequest) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, subjects in TallyStep.objects.filter(disclosure_request=one).values_list(
        "txid", "among", "counted", "key", "subjects"
    ):
        found[tuple(key)] += subjects
    return Counter({key: number for key, number in found.items() if number})


def steps_of_history(one: DisclosureRequest) -> Counter[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT txid, among, counted, key, subjects FROM desk_tally_steps(%s)", [one.pk])
        return Counter({tuple(key): number for *key, number in cursor.fetchall()})


def compare(who: Cast, one: DisclosureRequest, steps: Iterator[Callable[[], object]]) -> None:
    """Do each step and capture what then stands; at the end, compare every moment with what was captured."""
    captured = [(now(), drawn(one))]
    for step in steps:
        step()
        captured.append((now(), drawn(one)))
    for number, (txid, facts) in enumerate(captured):
        again = rebuilt(who, one, txid)
        assert again == facts, number
    assert steps_kept(one) == steps_of_history(one)


def a_life(who: Cast, one: DisclosureRequest) -> Iterator[Callable[[], object]]:
    """A request that is typed, sent in, returned, corrected, sent in again, decided and released, while lists change."""
    agency = {"by": who.liaison, "why": WHY}
    yield lambda: drafting.add_subject(one.pk, **agency, seen=None, fields=subject_fields(first_name="FNU"), tin="")
    yield lambda: drafting.add_subject(one.pk, **agency, seen=None, fields=subject_fields(address_line1="none"), tin="")
    yield lambda: drafting.drop_subjects(one.pk, [one.subjects.latest("row").pk], **agency, seen=version(one))
    yield lambda: submission.hand_over(one.pk, **agency, seen=version(one))
    yield lambda: submission.take_back(one.pk, **agency, seen=version(one))
    yield lambda: walk(who, one, Status.COMPLETENESS)
    yield lambda: completeness.assign(one.pk, by=who.specialist, why=WHY, to=who.specialist, seen=mark(one))
    yield lambda: notes.write(one.pk, by=who.specialist, why=WHY, readers="irs", text="Which nights?")
    yield lambda: holding.enter_order(
        by=who.counsel, why=WHY, **ORDER, acts=["disclose"], starts=today(), agency=who.usao
    )
    yield lambda: threshold(who)
    yield lambda: judging.judge_stale(one.pk)
    yield lambda: deciding.return_to_agency(
        one.pk, by=who.specialist, why=WHY, seen=version(one), reason_codes=["no_period"]
    )
    yield lambda: drafting.edit_subject(one.subjects.get(row=2).pk, **agency, fields={"first_name": "Olga"}, tin=None)
    yield lambda: lift(who, one)
    yield lambda: walk(who, one, Status.LEGAL_REVIEW)
    yield lambda: walk(who, one, Status.IRS_APPROVAL)
    yield lambda: walk(who, one, Status.FULFILMENT)
    yield lambda: transmit(who, one)


def threshold(who: Cast) -> None:
    row = Threshold.objects.get(name="reason_subjects")
    lists.set_threshold(row.name, 1, by=who.administrator, why=WHY, seen=mark(row))


def lift(who: Cast, one: DisclosureRequest) -> None:
    hold = holds_on(fresh(one), today())[0]
    holding.lift(hold.pk, seen=hold.version, by=who.counsel, why=WHY, on=today(), citation="D.D.C. 2")


def test_each_moment_of_a_whole_life_is_rebuilt_as_it_was(who: Cast) -> None:
    on_record()
    one = draft(who, tin="912-66-0001")
    compare(who, one, a_life(who, one))


DEFECTS: tuple[dict[str, str], ...] = (
    {},
    {"address_line1": "Unknown"},
    {"statute": "8 USC 1231"},
    {"first_name": "FNU"},
)


def at_random(who: Cast, one: DisclosureRequest, dice: random.Random) -> Iterator[Callable[[], object]]:
    """Fifteen changes by any path, raw SQL, removal and the summing up of counts among them."""
    by = {"by": who.liaison, "why": WHY}
    for number in range(15):
        there = list(one.subjects.filter(outcome="open").values_list("pk", flat=True))
        some = dice.choice(there) if there else 0
        given = subject_fields(last_name=f"Number{number}", **dice.choice(DEFECTS))
        match dice.choice(("add", "edit", "drop", "raw", "remove", "stale", "sum")):
            case "edit" if some:
                yield lambda some=some, given=given: drafting.edit_subject(some, **by, fields=given, tin=None)
            case "drop" if some:
                yield lambda some=some: drafting.drop_subjects(one.pk, [some], **by, seen=version(one))
            case "raw" if some:
                yield lambda some=some: in_raw_sql(
                    who, "UPDATE requests_app_subject SET city = 'Mesa' WHERE id = %s", some
                )
            case "remove" if some:
                yield lambda some=some: in_raw_sql(who, "DELETE FROM requests_app_subject WHERE id = %s", some)
            case "stale":
                yield lambda: judging.judge_stale(one.pk)
            case "sum":
                yield sum_up
            case _:
                yield lambda given=given: drafting.add_subject(one.pk, **by, seen=None, fields=given, tin="")


def in_raw_sql(who: Cast, sql: str, id: int) -> None:
    with acting(by=who.liaison, why=WHY), connection.cursor() as cursor:
        cursor.execute(sql, [id])


@pytest.mark.parametrize("seed", range(2))
def test_each_moment_of_a_random_draft_is_rebuilt_as_it_was(who: Cast, seed: int) -> None:
    one = draft(who, *(subject_fields(last_name=f"First{n}") for n in range(3)))
    compare(who, one, at_random(who, one, random.Random(seed)))


def test_a_flag_that_was_raised_and_ended_stands_in_between_alone(who: Cast) -> None:
    one = draft(who)
    subject, moments_of = one.subjects.get(), []
    for name in ("FNU", "Olga"):
        moments_of.append(now())
        drafting.edit_subject(subject.pk, by=who.liaison, why=WHY, fields={"first_name": name}, tin=None)
    moments_of.append(now())
    raised = [standing(one, txid, today(), keeper=False).counts.tally.review for txid in moments_of]
    assert [+counted for counted in raised] == [Counter(), Counter({"name.missing": 1}), Counter()]


def test_a_subject_that_changed_afterwards_shows_its_old_value_at_the_old_moment(who: Cast) -> None:
    one = draft(who)
    before, subject = now(), one.subjects.get()
    drafting.edit_subject(subject.pk, by=who.liaison, why=WHY, fields={"city": "Mesa"}, tin=None)
    with transaction.atomic():
        opened = look(looker_for(who.oversight, one), AccessAct.VIEW, "moment", case_id=one.pk)
        cities = [moments.rows_of(SUBJECT, [subject.pk], t, opened=opened)[0]["city"] for t in (before, now())]
    assert cities == ["Phoenix", "Mesa"]


def test_without_a_recorded_look_no_tax_column_is_read(who: Cast) -> None:
    one = draft(who)
    row = moments.rows_of(SUBJECT, everyone(one, now()), now())[0]
    assert not {*SUBJECT_FIELDS, "tin_sealed", "tin_index", "reason_key"} & set(row.values)
    with pytest.raises(ValueError, match="Tax data"):
        moments.counted(SUBJECT, {"case": one.pk}, now(), ["last_name"])


def test_a_long_list_looks_at_a_window_and_leads_on(who: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = draft(who, *(subject_fields(last_name=f"Number{n}") for n in range(7)))
    monkeypatch.setattr(apart, "WINDOW", 2)
    assert everyone(one, now(), size=5) == list(one.subjects.order_by("row").values_list("pk", flat=True))


def test_before_it_was_begun_nothing_stood(who: Cast) -> None:
    before = now()
    one = draft(who)
    assert standing(one, before, today(), keeper=False) is None
    assert content_hash_at(one.pk, before) == ""


def test_an_order_moved_to_another_request_leaves_the_first(who: Cast) -> None:
    one, other = draft(who), draft(who)
    hold = holding.enter_order(
        by=who.counsel, why=WHY, **ORDER, acts=["disclose"], starts=today(), disclosure_request=one
    )
    before = now()
    holding.change_order(
        hold.pk, by=who.counsel, why=WHY, citation_of_change="D.D.C. 2", seen=hold.version, disclosure_request=other
    )
    orders = [
        [o.row.object_id for o in standing(r, t, today(), keeper=False).orders]
        for r, t in ((one, before), (one, now()), (other, now()))
    ]
    assert orders == [[hold.pk], [], [hold.pk]]


def test_counts_that_history_had_before_the_steps_are_read_once(who: Cast) -> None:
    one = draft(who, subject_fields(), subject_fields(first_name="FNU"))
    kept = steps_kept(one)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE requests_app_tallystep DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM requests_app_tallystep")
        cursor.execute("ALTER TABLE requests_app_tallystep ENABLE TRIGGER USER")
    installing.install("owner")
    assert steps_kept(one) == kept
