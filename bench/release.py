"""How long a release takes: `python -m bench.release [--subjects 47289] [--changed] [--keep]`; 1 if a bar is missed.

In one run, on a database of its own, which is dropped at the end:

1. A request of invented subjects stands in fulfilment, approved, its records sealed: made by fast SQL, the gates of the tables
   switched off, since nobody walks 47,289 subjects through the steps for a measurement. It is matched by the product itself.
2. The base: the same subject rows inserted once more, into a draft, with history and every trigger; rolled back.
3. The release, by the product's own functions with every check: prepared as a worker does (opened, verified, written as CSV and
   XLSX, encrypted, sealed), authorized, transmitted. No letter for each taxpayer. `--changed`: a record was stored since the
   matching, so that all are matched anew before.

The bars: at most 5 times the base, and less than 500 MB in this process.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import connection, connections, transaction

from audits.acting import acting
from audits.models import AccountingEntry
from bench.keeping import keep
from config import processes
from requests_app.matching import records
from requests_app.models import DisclosureRequest, MatchVerdict, Release, Subject
from requests_app.models.subject import Outcome
from requests_app.rules.matching import Verdict
from requests_app.rules.transitions import Status
from requests_app.workflow import fulfilment, matching, preparing
from tests.cast import WHY, Cast, cast, draft, on_record, walk
from tests.races import own_database

MOST_TIMES, MOST_MEMORY = 5, 500
TABLES = ("subject", "disclosurerequest", "decision", "signature", "snapshot", "subjecttally")


def letters(number: int) -> str:
    """Return a number in letters, for a name that no other subject has."""
    return "".join(chr(97 + int(digit)) for digit in f"{number:06d}")


def fill(who: Cast, subjects: int) -> DisclosureRequest:
    """Return a request in fulfilment with so many subjects, each approved and matched with a record of its own."""
    on_record()
    one = walk(who, draft(who, tin="912-66-0001"), Status.FULFILMENT)
    first = one.subjects.get()
    switched("DISABLE")
    clone(first, subjects, one.pk, opened=True)
    with transaction.atomic():
        for subject in one.subjects.exclude(pk=first.pk).iterator():
            tin = f"9{subject.row:08d}"
            address = f"{subject.row} Prototype Ave, Phoenix, AZ 85004"
            made = records.add(first_name="Carl", last_name=subject.last_name, tin=tin, address=address)
            Subject.objects.filter(pk=subject.pk).update(tin_index=bytes(made.tin_index))
    with connections["owner"].cursor() as cursor:
        for table in ("decision", "snapshot", "signature"):
            column = {"decision": "snapshot_hash", "snapshot": "hash", "signature": "content_hash"}[table]
            cursor.execute(f"UPDATE requests_app_{table} SET {column} = desk_content_hash(%s)", [one.pk])
        cursor.execute("DELETE FROM requests_app_matchstate WHERE disclosure_request_id = %s", [one.pk])
    switched("ENABLE")
    matching.run(one.pk)
    if (matched := MatchVerdict.objects.filter(disclosure_request=one, verdict=Verdict.MATCHED).count()) != subjects:
        raise SystemExit(f"{matched} subjects are matched, not {subjects}")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")  # before they are approved: what the planner knows in the minute after an approval
    switched("DISABLE")
    one.subjects.update(outcome=Outcome.APPROVED)
    switched("ENABLE")
    count_anew()
    return one


def count_anew() -> None:
    """Make the counts of subjects that stand, which the triggers keep, again."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM requests_app_subjecttally")
        cursor.execute(
            "INSERT INTO requests_app_subjecttally (disclosure_request_id, agency_id, among, counted, key, subjects) "
            "SELECT s.disclosure_request_id, s.agency_id, c.among, c.counted, c.key, count(*) FROM requests_app_subject s, "
            "LATERAL desk_subject_counts(s.outcome, s.outcome_reason, s.judged_under, s.blocking_codes::text[], "
            "s.review_codes::text[], s.cleared_codes::text[]) c GROUP BY 1, 2, 3, 4, 5"
        )


def switched(how: str) -> None:
    """Switch the triggers of the tables off or on, as their owner."""
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE requests_app_{table} {how} TRIGGER USER")


CHANGED = {
    "row": "g.n",
    "last_name": "translate(lpad(g.n::text, 6, '0'), '0123456789', 'abcdefghij')",
    "address_line1": "g.n || ' Prototype Ave'",
}


def clone(first: Subject, subjects: int, to: int, *, opened: bool = False) -> None:
    """Insert copies of the first subject, each with a name and an address of its own, into a request, in one statement."""
    columns = [f.column for f in Subject._meta.concrete_fields if f.column not in ("id", "tin_sealed")]
    drafted = {"outcome": "'open'", "outcome_reason": "''"} if opened else {}
    values = {**CHANGED, "disclosure_request_id": str(to), **drafted}
    listed = ", ".join(values.get(name, f's."{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO requests_app_subject ({named}) SELECT {listed} FROM requests_app_subject s, "
            f"generate_series(2, %s) AS g (n) WHERE s.id = %s",
            [subjects, first.pk],
        )


def base(who: Cast, one: DisclosureRequest, subjects: int) -> float:
    """Return the seconds in which the same rows are inserted with history, into a draft, and rolled back."""
    empty = draft(who)
    first = one.subjects.earliest("row")
    with transaction.atomic():
        with acting(by=who.liaison, why=WHY):
            start = time.perf_counter()
            clone(first, subjects, empty.pk, opened=True)
            seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def release(who: Cast, one: DisclosureRequest) -> dict[str, float]:
    """Return the seconds of each act."""
    asked = fulfilment.prepare(one.pk, by=who.specialist, why=WHY, recipient=who.recipient)
    times = {"prepare": timed(lambda: preparing.make(asked.pk))}
    asked.refresh_from_db()
    if asked.release_id is None:
        raise SystemExit(f"The package wasn't prepared: {asked.trouble}")
    made = asked.release_id
    times["authorize"] = timed(lambda: fulfilment.authorize(made, by=who.authorizer, why=WHY))
    times["transmit"] = timed(lambda: fulfilment.transmit(made, by=who.transmitter, why=WHY))
    return times


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, keep if asked; return 1 if a bar is missed."""
    parser = ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--subjects", type=int, default=47_289)
    parser.add_argument("--changed", action="store_true", help="a record was stored since the matching")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/results")
    given = parser.parse_args()
    with own_database():
        processes.settle()  # as a worker and the web do
        who = cast()
        one = fill(who, given.subjects)
        if given.changed:
            records.add(first_name="Gil", last_name="Neumann", tin="999000001", address="1 Elm St, Tampa, FL 33601")
        inserted = [base(who, one, given.subjects)]
        times = release(who, one)
        inserted.append(base(who, one, given.subjects))
        made = Release.objects.get()
        entries = AccountingEntry.objects.filter(kind="disclosure").count()
    times["insert"] = sum(inserted) / len(inserted)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    whole = times["prepare"] + times["authorize"] + times["transmit"]
    times |= {"ratio": whole / times["insert"], "memory": memory}
    print(f"{made.taxpayers:,} taxpayers released, {made.left_out:,} left out, {entries:,} accounting entries")
    print("\n".join(f"{name:<10}{value:>10.2f}" for name, value in times.items()))
    if given.keep:
        keep(
            "release",
            given.subjects,
            {"subjects": given.subjects, "changed": given.changed, **times, "size": made.size},
        )
    bars = (made.taxpayers == entries == given.subjects, times["ratio"] <= MOST_TIMES, memory < MOST_MEMORY)
    print(f"at most {MOST_TIMES} times the insert: {'kept' if bars[1] else 'MISSED'}; {memory:.0f} MB: {bars[2]}")
    return 0 if all(bars) else 1


if __name__ == "__main__":
    sys.exit(main())
