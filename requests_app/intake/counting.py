"""Counts over a whole request that no row can tell by itself: how many subjects share a reason, an officer, a matter.

Texts are compared in the database as their letters and figures only, case and hidden marks aside.
"""

from __future__ import annotations

import string
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import BinaryField, Count, F, QuerySet
from django.db.models.expressions import Func, RawSQL

from ..models import DisclosureRequest, Subject
from ..models.as_facts import standing as stands
from ..models.subject import bearers
from ..models.succession import CAME_FROM
from ..rules.facts import Book, Shared
from ..rules.lists import limit
from ..rules.transitions import Status

_NO_LETTER = r"[\s[:punct:]\u00AD\u200B-\u200F\u2060\uFEFF]+"
_NO_ASCII_LETTER = "".join(f"\\{ord(sign):03o}" for sign in string.whitespace + string.punctuation)
"""The same signs within ASCII, as octal escapes."""

Counts = dict[object, int]


def plain(expression: str) -> str:
    """Return the SQL of a text as its letters and figures only, in capitals; dear, so once a spelling, not once a row."""
    return (
        f"(CASE WHEN octet_length({expression}) = char_length({expression})"
        f" THEN upper(translate({expression}, E'{_NO_ASCII_LETTER}', ''))"
        f" ELSE upper(regexp_replace(normalize({expression}, NFKC), '{_NO_LETTER}', '', 'g')) END)"
    )


KEYS = ("reason_key", "officer_name", "case_number", "identity_keys")
"""The columns by which subjects are grouped. An identity has several keys: sharing one is enough."""

_BLANK: tuple[object, ...] = (b"", "", None)


@dataclass(frozen=True, slots=True)
class Heavy:
    """The groups of a request that are larger than their threshold, and what is in other requests of the agency as well:
    reasons used in earlier ones, people named in other open ones. Officers and matters by each of their spellings.
    """

    reason: Counts = field(default_factory=dict)
    reason_requests: Counts = field(default_factory=dict)
    officer: Counts = field(default_factory=dict)
    matter: Counts = field(default_factory=dict)
    identity: Counts = field(default_factory=dict)
    identity_requests: Counts = field(default_factory=dict)

    def shared(self, keys: Sequence[object]) -> Shared:
        """Return what a subject with these keys (in the order of KEYS) shares. A group within its threshold counts as one."""
        reason, officer, matter = (_as_bytes(key) for key in keys[:3])
        person = _identity(keys[3])
        return Shared(
            reason=self.reason.get(reason, 1),
            reason_requests=self.reason_requests.get(reason, 0),
            officer=self.officer.get(officer, 1),
            matter=self.matter.get(matter, 1),
            identity=max((self.identity.get(key, 1) for key in person), default=1),
            identity_requests=max((self.identity_requests.get(key, 0) for key in person), default=0),
        )

    def __bool__(self) -> bool:
        """Return whether there is anything to tell a subject."""
        found = (self.reason, self.reason_requests, self.officer, self.matter, self.identity, self.identity_requests)
        return any(found)


def standing(disclosure_request: DisclosureRequest) -> QuerySet[Subject]:
    """Return the subjects that stand in a request as the agency sees it.

    One set aside for a reason internal to the IRS is counted still: no figure and no flag on another tells of it.
    """
    return Subject.objects.filter(stands(irs_side=False), disclosure_request=disclosure_request)


def keys_of(subject: Subject) -> list[object]:
    """Return the keys of a subject, in the order of KEYS."""
    return [getattr(subject, name) for name in KEYS]


def weigh(disclosure_request: DisclosureRequest, book: Book) -> Heavy:
    """Count a request's subjects by what they share, set-wise."""
    subjects = standing(disclosure_request)
    most = {"officer_name": limit(book, "officer_subjects"), "case_number": limit(book, "matter_subjects")}
    said = _spellings(subjects, most)
    return Heavy(
        reason=_groups(subjects, limit(book, "reason_subjects")),
        reason_requests=_earlier(disclosure_request, subjects.values("reason_key")),
        officer=said["officer_name"],
        matter=said["case_number"],
        identity=_people(subjects),
        identity_requests=_named_elsewhere(disclosure_request, None),
    )


_SPELLINGS = f"""{{name}}_said AS MATERIALIZED (SELECT text, times, {plain("text")} AS key FROM ({{said}}) said (text, times)),
    {{name}}_same AS (SELECT key, sum(times) AS n FROM {{name}}_said WHERE key <> '' GROUP BY 1 HAVING sum(times) > %s),
    {{name}} AS (SELECT text AS {{column}}, n FROM {{name}}_said JOIN {{name}}_same USING (key))"""
"""How many subjects share each text, under each of its spellings, as table expressions. `said`: spellings and counts."""


def _spellings_among_mine(name: str, column: str) -> str:
    return _SPELLINGS.format(name=name, column=column, said=f"SELECT {column}, count(*) FROM mine GROUP BY 1")


_CONCERNED = f"""
WITH mine (id, row, review_codes, {", ".join(KEYS)}) AS MATERIALIZED ({{mine}}),
    reason AS (SELECT reason_key, count(*) AS n FROM mine WHERE reason_key <> '' GROUP BY 1 HAVING count(*) > %s),
    {_spellings_among_mine("officer", "officer_name")},
    {_spellings_among_mine("matter", "case_number")},
    person AS (SELECT id, key FROM mine, unnest(identity_keys) AS key),
    many AS (SELECT key, count(*) AS n FROM person GROUP BY 1 HAVING count(*) > 1),
    same AS (SELECT id, max(n) AS n FROM person JOIN many USING (key) GROUP BY 1),
    elsewhere AS (
        SELECT id, max(others) AS n FROM person JOIN desk_named_elsewhere(%s, NULL, false) USING (key)
        WHERE %s GROUP BY 1),
    earlier AS (
        SELECT s.reason_key, count(DISTINCT s.disclosure_request_id) AS n FROM requests_app_subject s
        JOIN requests_app_disclosurerequest r ON r.id = s.disclosure_request_id
        WHERE s.agency_id = %s AND r.id < %s AND r.submission > 0 AND s.reason_key <> ''
            AND s.reason_key IN (SELECT reason_key FROM mine) AND s.id NOT IN ({CAME_FROM}) GROUP BY 1)
SELECT mine.id, coalesce(reason.n, 1), coalesce(earlier.n, 0), coalesce(officer.n, 1)::bigint, coalesce(matter.n, 1)::bigint,
    coalesce(same.n, 1), coalesce(elsewhere.n, 0)
FROM mine LEFT JOIN reason USING (reason_key) LEFT JOIN officer USING (officer_name) LEFT JOIN matter USING (case_number)
    LEFT JOIN earlier USING (reason_key) LEFT JOIN same USING (id) LEFT JOIN elsewhere USING (id)
WHERE mine.review_codes && %s::varchar[]
    OR num_nonnulls(reason.n, earlier.n, officer.n, matter.n, same.n, elsewhere.n) > 0
ORDER BY mine.row
"""
_COUNTS = 7


def concerned(disclosure_request: DisclosureRequest, book: Book, codes: Iterable[str]) -> Iterator[tuple[int, Shared]]:
    """Yield the subjects that share more than they may, or bear one of these review codes: id and counts, by row.

    One statement over the whole request. Here a subject takes 56 bytes meanwhile; the rest lies in the database.
    """
    columns = standing(disclosure_request).order_by().values_list("pk", "row", "review_codes", *KEYS)
    mine, given = columns.query.sql_with_params()
    limits = [limit(book, f"{of}_subjects") for of in ("reason", "officer", "matter")]
    pk, elsewhere = disclosure_request.pk, disclosure_request.status != Status.FULFILMENT
    sent = [*given, *limits, pk, elsewhere, disclosure_request.agency_id, pk, pk, list(codes)]
    found = array("q")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL enable_nestloop = off")  # how many share something, no statistics tell
        with connection.chunked_cursor() as rows:
            rows.execute(_CONCERNED.format(mine=mine), sent)
            while some := rows.fetchmany(10_000):
                found.extend(chain.from_iterable(some))
    for at in range(0, len(found), _COUNTS):
        id, reason, reason_requests, officer, matter, identity, identity_requests = found[at : at + _COUNTS]
        yield id, Shared(reason, reason_requests, officer, matter, identity, identity_requests)


def weigh_near(disclosure_request: DisclosureRequest, keys: Sequence[Sequence[object]]) -> Heavy:
    """Count only the groups that subjects with these keys belong to, whatever their size. For a page of subjects."""
    reasons, officers, matters = (_given(column) for column in list(zip(*keys, strict=True))[:3])
    people = [key for row in keys for key in _identity(row[3])]
    subjects = standing(disclosure_request)
    said = _spellings(
        subjects, {"officer_name": 1, "case_number": 1}, {"officer_name": officers, "case_number": matters}
    )
    return Heavy(
        reason=_groups(subjects.filter(reason_key__in=reasons), 1),
        reason_requests=_earlier(disclosure_request, reasons),
        officer=said["officer_name"],
        matter=said["case_number"],
        identity=_people(subjects.filter(pk__in=bearers(people, disclosure_request.pk))) if people else {},
        identity_requests=_named_elsewhere(disclosure_request, people),
    )


def _identity(keys: object) -> list[bytes]:
    """Return the keys of an identity as a subject was fetched with them."""
    return [bytes(key) for key in keys] if isinstance(keys, list) else []


def _people(subjects: QuerySet[Subject]) -> Counts:
    """Return how many subjects bear each key of an identity, where more than one does."""
    key = Func(F("identity_keys"), function="unnest", output_field=BinaryField())
    keyed = subjects.order_by().annotate(key=key).values("key")
    counted = keyed.annotate(times=Count("pk")).filter(times__gt=1).values_list("key", "times")
    return {bytes(value): times for value, times in counted}


def _named_elsewhere(disclosure_request: DisclosureRequest, among: list[bytes] | None) -> Counts:
    """Return how many other open requests of the agency name a person by each key (of these keys; None: of the request's).

    What counsel decided on stands: once a request is in fulfilment, another that comes in doesn't flag it any more.
    """
    if among == [] or disclosure_request.status == Status.FULFILMENT:
        return {}
    with connection.cursor() as cursor:
        wanted = "SELECT key, others FROM desk_named_elsewhere(%s, %s::bytea[], false)"
        cursor.execute(wanted, [disclosure_request.pk, among])
        return {bytes(key): others for key, others in cursor.fetchall()}


def _spellings(
    subjects: QuerySet[Subject], more_than: dict[str, int], among: dict[str, list[Any]] | None = None
) -> dict[str, Counts]:
    """Return by column how many subjects share each text, where more than so many do, under each of its spellings; if some are
    given, only those.

    Subjects are read once for all columns. A spelling is brought to letters and figures once, not once a row.
    """
    found: dict[str, Counts] = {column: {} for column in more_than}
    asked = [column for column in more_than if among is None or among[column]]
    if not asked:
        return found
    said, given = subjects.order_by().values_list(*asked).annotate(times=Count("pk")).query.sql_with_params()
    tables = [
        _SPELLINGS.format(name=f"of_{c}", column=c, said=f"SELECT {c}, sum(times) FROM borne GROUP BY 1") for c in asked
    ]
    wanted = [f"SELECT '{c}', {c}, n FROM of_{c} WHERE %s::text[] IS NULL OR {c} = ANY(%s)" for c in asked]
    limits, texts = [more_than[c] for c in asked], [among[c] if among else None for c in asked for _ in range(2)]
    borne = f"borne ({', '.join(asked)}, times) AS MATERIALIZED ({said})"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join([borne, *tables])} {' UNION ALL '.join(wanted)}", [*given, *limits, *texts])
        for column, text, times in cursor.fetchall():
            found[column][text] = int(times)
    return found


def alike(subjects: QuerySet[Subject], column: str, text: str) -> dict[str, int]:
    """Return the spellings of a text among subjects, and how many bear each; none of a text without letter and figure."""
    said, given = subjects.order_by().values_list(column).annotate(times=Count("pk")).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT text, times FROM ({said} OFFSET 0) said (text, times), (SELECT {plain('w.text')} AS key "
            f"FROM (SELECT %s::text AS text) w OFFSET 0) wanted WHERE key <> '' AND {plain('said.text')} = key",
            [*given, text],
        )
        return dict(cursor.fetchall())


def _given(column: Iterable[object]) -> list[Any]:
    return [key for key in dict.fromkeys(_as_bytes(key) for key in column) if key not in _BLANK]


def _as_bytes(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _groups(subjects: QuerySet[Subject], more_than: int) -> Counts:
    counted = subjects.order_by().values_list("reason_key").annotate(times=Count("pk")).filter(times__gt=more_than)
    return {_as_bytes(value): times for value, times in counted if _as_bytes(value) not in _BLANK}


def _earlier(disclosure_request: DisclosureRequest, keys: QuerySet[Subject, Any] | list[Any]) -> Counts:
    """Return how many earlier requests of the agency, once sent in, used a reason with one of these keys.

    Of a subject that was returned and came back in this request its own words aren't an earlier use.
    """
    if isinstance(keys, list) and not keys:
        return {}
    used = Subject.objects.filter(
        agency_id=disclosure_request.agency_id,
        disclosure_request__lt=disclosure_request.pk,
        disclosure_request__submission__gt=0,
        reason_key__in=keys,
    ).exclude(pk__in=RawSQL(CAME_FROM, [disclosure_request.pk]))
    times = Count("disclosure_request", distinct=True)
    counted = used.order_by().values_list("reason_key").annotate(times=times)
    return {_as_bytes(value): times for value, times in counted if _as_bytes(value) not in _BLANK}


def shared_near(subject: Subject, disclosure_request: DisclosureRequest) -> Shared:
    """Return what one subject, stored or not, shares with the others of its request. For a few subjects at a time."""
    others = standing(disclosure_request).exclude(pk=subject.pk)
    person = _identity(subject.identity_keys)
    earlier = _earlier(disclosure_request, [subject.reason_key]) if subject.reason_key else {}
    elsewhere = _named_elsewhere(disclosure_request, person)
    return Shared(
        reason=1 + (others.filter(reason_key=subject.reason_key).count() if subject.reason_key else 0),
        officer=1 + sum(alike(others, "officer_name", subject.officer_name).values()),
        matter=1 + sum(alike(others, "case_number", subject.case_number).values()),
        identity=1 + (others.filter(pk__in=bearers(person, disclosure_request.pk)).count() if person else 0),
        reason_requests=sum(earlier.values()),
        identity_requests=max(elsewhere.values(), default=0),
    )
