"""How fast a request is shown as it stood: `python -m bench.moments [--subjects 200000] [--keep]`; 1 if the bar is missed.

In one run, on a database of its own, which is dropped at the end:

1. A request of invented subjects is filled a thousand rows a transaction, with history and every trigger; twice every row is
   judged otherwise, a thousand rows a transaction; then it is handed over, signed and sent in by the workflow.
2. The base: the present page of the request, as oversight sees it, by Django's own test client.
3. The page of a moment: the latest, one in the middle of the second judging, at the signature, and at a date. Two moments side
   by side, close together and far apart. The contents' hash from history beside that of the present contents.

The bar: each page of a moment takes at most 3 times as long as the present page. Figures are medians of 15 answers.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import connection, connections
from django.test import override_settings

from audits.acting import JUDGING, acting
from bench.keeping import keep
from requests_app.models import DisclosureRequest, Subject, TallyStep
from requests_app.models.as_facts import content_hash
from requests_app.models.as_it_stood import content_hash_at
from requests_app.rules.transitions import Status
from requests_app.views.points import Line
from tests.cast import Cast, cast, draft, sign, walk
from tests.pages.visiting import Visitor, visitor
from tests.races import own_database

MOST_TIMES, TIMES, CHUNK = 3.0, 15, 1_000
CHANGED = {"row": "g.n", "address_line1": "g.n || ' Prototype Ave'"}


def fill(who: Cast, subjects: int) -> DisclosureRequest:
    """Return a request that was sent in with so many subjects, each judged three times over."""
    one = draft(who)
    first = one.subjects.get()
    for low in range(2, subjects + 1, CHUNK):
        with acting(by=who.liaison, why="added by the measurement"):
            clone(first, low, min(low + CHUNK - 1, subjects))
    for edition in ("an earlier edition", first.judged_under):
        for low in range(1, subjects + 1, CHUNK):
            with acting(by=JUDGING, why=f"judged under {edition}"):
                rows = Subject.objects.filter(disclosure_request=one, row__range=(low, low + CHUNK - 1))
                rows.update(judged_under=edition)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    walk(who, one, Status.AWAITING_SIGNATURE)
    sign(who, one)
    return DisclosureRequest.objects.get(pk=one.pk)


def clone(first: Subject, low: int, high: int) -> None:
    """Insert copies of a subject as these rows, in one statement, each with an address of its own."""
    columns = [f.column for f in Subject._meta.concrete_fields if f.column not in ("id", "tin_sealed")]
    named = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(CHANGED.get(name, f's."{name}"') for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO requests_app_subject ({named}) SELECT {values} FROM requests_app_subject s, "
            "generate_series(%s::int, %s::int) AS g (n) WHERE s.id = %s",
            [low, high, first.pk],
        )


def median(act: Callable[[], object], times: int = TIMES) -> float:
    """Return the median milliseconds of an act, after one that isn't counted."""
    act()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds) * 1000


def asked(browser: Visitor, place: str) -> Callable[[], None]:
    """Return the act of asking for a page. Raises SystemExit if it doesn't answer."""

    def ask() -> None:
        if browser.get(place).status_code != 200:
            raise SystemExit(f"{place} doesn't answer.")

    return ask


def places(one: DisclosureRequest) -> dict[str, str]:
    """Return the addresses that are measured, by name."""
    line, here = Line(one), f"/requests/{one.pk}/moments/"
    last, judged = line.events.all[-1], next(e for e in line.events.all if "earlier" in e.why)
    middle = judged.first + (judged.last - judged.first) // 2
    sent = next(p for p in line.points if p.id.startswith("signature"))
    return {
        "latest": here,
        "middle": f"{here}?at={middle}",
        "signature": f"{here}?decided={sent.id}",
        "date": f"{here}?when={datetime.now(UTC).astimezone():%Y-%m-%dT%H:%M:%S}",
        "difference_close": f"{here}difference/?from={last.first - 1}&to={last.last}",
        "difference_far": f"{here}difference/?from={judged.first - 1}&to={last.last}",
    }


def measure(who: Cast, one: DisclosureRequest) -> dict[str, float]:
    """Return milliseconds by what was measured."""
    browser, base = visitor(who.oversight), f"/requests/{one.pk}/"
    found = {"present": median(asked(browser, base))}
    for name, place in places(one).items():
        found[name] = median(asked(browser, place))
    found["present_again"] = median(asked(browser, base))
    last = Line(one).events.all[-1].last
    found["hash_now"] = median(lambda: content_hash(one.pk), 1)
    found["hash_from_history"] = median(lambda: content_hash_at(one.pk, last), 1)
    if content_hash(one.pk) != content_hash_at(one.pk, last):
        raise SystemExit("The hash from history isn't that of the contents.")
    return found


def main() -> int:
    """Measure, print, keep if asked; return 1 if the bar is missed."""
    parser = ArgumentParser(prog="python -m bench.moments", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--subjects", type=int, default=200_000, help="subjects of the request (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the figures in bench/results")
    given = parser.parse_args()
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        ALLOWED_HOSTS=["testserver"],
    )
    with own_database(), quick:
        who = cast()
        one = fill(who, given.subjects)
        found = measure(who, one)
        steps = TallyStep.objects.filter(disclosure_request=one).count()
        events, rows = len(Line(one).events), Subject.history.count()
        told = {"subjects": given.subjects, "history_rows": rows, "tally_steps": steps, "events": events}
    present = (found["present"] + found["present_again"]) / 2
    ratios = {name: found[name] / present for name in ("latest", "middle", "signature", "date")}
    for name, value in (told | found).items():
        print(f"{name:<20}{value:>14,.1f}")
    kept = max(ratios.values()) <= MOST_TIMES
    print(f"at most {MOST_TIMES} times the present page: {'kept' if kept else 'MISSED'} ({max(ratios.values()):.2f})")
    if given.keep:
        figures = {k: round(v, 2) for k, v in found.items()} | {f"ratio_{k}": round(v, 2) for k, v in ratios.items()}
        keep("moments", given.subjects, {**told, **figures})
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
