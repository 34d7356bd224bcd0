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
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, Count, F, Q, QuerySet
from django.db.models.expressions import Combinable, Func, Value
from django.db.models.sql.compiler import SQLCompiler

from ..models import DisclosureRequest, Subject
from ..models.as_facts import standing as stands
from ..rules.facts import Book, Shared
from ..rules.lists import limit
from ..rules.transitions import Status

_NO_LETTER = r"[\s[:punct:]\u00AD\u200B-\u200F\u2060\uFEFF]+"
_NO_ASCII_LETTER = "".join(f"\\{ord(sign):03o}" for sign in string.whitespace + string.punctuation)
"""The same signs within ASCII, as octal escapes."""

Counts = dict[object, int]


class Plain(Func):
    """A text as its letters and figures only, in capitals."""

    arity = 1
    template = (
        "(CASE WHEN octet_length(%(expressions)s) = char_length(%(expressions)s)"
        f" THEN upper(translate(%(expressions)s, E'{_NO_ASCII_LETTER}', ''))"
        f" ELSE upper(regexp_replace(normalize(%(expressions)s, NFKC), '{_NO_LETTER}', '', 'g')) END)"
    )

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Give what the text is made from as often as the template names it."""
        sql, params = super().as_sql(compiler, connection, function, template, arg_joiner, **extra_context)
        return sql, tuple(params) * self.template.count("%(expressions)s")


KEYS: dict[str, Combinable] = {
    "key_reason": F("reason_key"),
    "key_officer": Plain("officer_name"),
    "key_matter": Plain("case_number"),
    "key_identity": F("identity_keys"),
}
"""Annotation -> the expression by which subjects are grouped. An identity has several keys: sharing one is enough."""

_BLANK: tuple[object, ...] = (b"", "", None)


@dataclass(frozen=True, slots=True)
class Heavy:
    """The groups of a request that are larger than their threshold, and what is in other requests of the agency as well:
    reasons used in earlier ones, people named in other open ones.
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
    """Return the subjects that stand in a request as the agency sees it, with their keys.

    One set aside for a reason internal to the IRS is counted still: no figure and no flag on another tells of it.
    """
    return Subject.objects.filter(stands(irs_side=False), disclosure_request=disclosure_request).annotate(**KEYS)


def keys_of(subject: Subject) -> list[object]:
    """Return the keys of a subject that was fetched with them."""
    return [vars(subject)[name] for name in KEYS]


def weigh(disclosure_request: DisclosureRequest, book: Book) -> Heavy:
    """Count a request's subjects by what they share, set-wise."""
    subjects = standing(disclosure_request)
    return Heavy(
        reason=_groups(subjects, "key_reason", limit(book, "reason_subjects")),
        reason_requests=_earlier(disclosure_request, subjects.values("reason_key")),
        officer=_groups(subjects, "key_officer", limit(book, "officer_subjects")),
        matter=_groups(subjects, "key_matter", limit(book, "matter_subjects")),
        identity=_people(subjects),
        identity_requests=_named_elsewhere(disclosure_request, None),
    )


_CONCERNED = """
WITH mine (id, row, review_codes, {keys}) AS MATERIALIZED ({mine}),
    reason AS (SELECT key_reason, count(*) AS n FROM mine WHERE key_reason <> '' GROUP BY 1 HAVING count(*) > %s),
    officer AS (SELECT key_officer, count(*) AS n FROM mine WHERE key_officer <> '' GROUP BY 1 HAVING count(*) > %s),
    matter AS (SELECT key_matter, count(*) AS n FROM mine WHERE key_matter <> '' GROUP BY 1 HAVING count(*) > %s),
    person AS (SELECT id, key FROM mine, unnest(key_identity) AS key),
    many AS (SELECT key, count(*) AS n FROM person GROUP BY 1 HAVING count(*) > 1),
    same AS (SELECT id, max(n) AS n FROM person JOIN many USING (key) GROUP BY 1),
    elsewhere AS (
        SELECT id, max(others) AS n FROM person JOIN desk_named_elsewhere(%s, NULL, false) USING (key)
        WHERE %s GROUP BY 1),
    earlier AS (
        SELECT s.reason_key AS key_reason, count(DISTINCT s.disclosure_request_id) AS n FROM requests_app_subject s
        JOIN requests_app_disclosurerequest r ON r.id = s.disclosure_request_id
        WHERE s.agency_id = %s AND r.id < %s AND r.submission > 0 AND s.reason_key <> ''
            AND s.reason_key IN (SELECT key_reason FROM mine) GROUP BY 1)
SELECT mine.id, coalesce(reason.n, 1), coalesce(earlier.n, 0), coalesce(officer.n, 1), coalesce(matter.n, 1),
    coalesce(same.n, 1), coalesce(elsewhere.n, 0)
FROM mine LEFT JOIN reason USING (key_reason) LEFT JOIN officer USING (key_officer) LEFT JOIN matter USING (key_matter)
    LEFT JOIN earlier USING (key_reason) LEFT JOIN same USING (id) LEFT JOIN elsewhere USING (id)
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
    sent = [*given, *limits, pk, elsewhere, disclosure_request.agency_id, pk, list(codes)]
    found = array("q")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL enable_nestloop = off")  # how many share something, no statistics tell
        with connection.chunked_cursor() as rows:
            rows.execute(_CONCERNED.format(mine=mine, keys=", ".join(KEYS)), sent)
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
    return Heavy(
        reason=_groups_among(subjects, "key_reason", reasons),
        reason_requests=_earlier(disclosure_request, reasons),
        officer=_texts_among(subjects, "officer_name", officers),
        matter=_texts_among(subjects, "case_number", matters),
        identity=_people(subjects, people),
        identity_requests=_named_elsewhere(disclosure_request, people),
    )


def _identity(keys: object) -> list[bytes]:
    """Return the keys of an identity as a subject was fetched with them."""
    return [bytes(key) for key in keys] if isinstance(keys, list) else []


def _people(subjects: QuerySet[Subject], among: list[bytes] | None = None) -> Counts:
    """Return how many subjects bear each key of an identity, where more than one does; only of these keys, if given."""
    if among == []:
        return {}
    key = Func(F("identity_keys"), function="unnest", output_field=BinaryField())
    keyed = subjects.order_by().annotate(key=key).values("key")
    if among is not None:
        keyed = subjects.filter(identity_keys__overlap=among).order_by().annotate(key=key).values("key")
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


def _groups_among(subjects: QuerySet[Subject], key: str, values: list[Any]) -> Counts:
    return _groups(subjects.filter(**{f"{key}__in": values}), key, 1)


def _texts_among(subjects: QuerySet[Subject], column: str, values: list[Any]) -> Counts:
    """Return how many subjects share each of these texts. A spelling is brought to letters and figures once, not once a row."""
    if not values:
        return {}
    said, given = subjects.order_by().values_list(column).annotate(times=Count("pk")).query.sql_with_params()
    key = Plain.template % {"expressions": "said.text"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, sum(said.times) FROM ({said} OFFSET 0) said (text, times) WHERE {key} = ANY(%s) "
            "GROUP BY 1 HAVING sum(said.times) > 1",
            [*given, values],
        )
        return {text: int(times) for text, times in cursor.fetchall()}


def _given(column: Iterable[object]) -> list[Any]:
    return [key for key in dict.fromkeys(_as_bytes(key) for key in column) if key not in _BLANK]


def _as_bytes(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _groups(subjects: QuerySet[Subject], key: str, more_than: int) -> Counts:
    counted = subjects.order_by().values_list(key).annotate(times=Count("pk")).filter(times__gt=more_than)
    return {_as_bytes(value): times for value, times in counted if _as_bytes(value) not in _BLANK}


def _earlier(disclosure_request: DisclosureRequest, keys: QuerySet[Subject, Any] | list[Any]) -> Counts:
    """Return how many earlier requests of the agency, once sent in, used a reason with one of these keys."""
    if isinstance(keys, list) and not keys:
        return {}
    used = Subject.objects.filter(
        agency_id=disclosure_request.agency_id,
        disclosure_request__lt=disclosure_request.pk,
        disclosure_request__submission__gt=0,
        reason_key__in=keys,
    )
    times = Count("disclosure_request", distinct=True)
    counted = used.order_by().values_list("reason_key").annotate(times=times)
    return {_as_bytes(value): times for value, times in counted if _as_bytes(value) not in _BLANK}


def shared_near(subject: Subject, disclosure_request: DisclosureRequest) -> Shared:
    """Return what one subject, stored or not, shares with the others of its request. For a few subjects at a time."""
    same = {
        "reason": Q(key_reason=subject.reason_key) if subject.reason_key else None,
        "officer": Q(key_officer=Plain(Value(subject.officer_name))) if subject.officer_name.strip() else None,
        "matter": Q(key_matter=Plain(Value(subject.case_number))) if subject.case_number.strip() else None,
    }
    person = _identity(subject.identity_keys)
    if person:
        same["identity"] = Q(identity_keys__overlap=person)
    counts = {name: Count("pk", filter=test) for name, test in same.items() if test is not None}
    others = standing(disclosure_request).exclude(pk=subject.pk).order_by()
    found = others.aggregate(**counts) if counts else {}
    earlier = _earlier(disclosure_request, [subject.reason_key]) if subject.reason_key else {}
    elsewhere = _named_elsewhere(disclosure_request, person)
    return Shared(
        **{name: times + 1 for name, times in found.items()},
        reason_requests=sum(earlier.values()),
        identity_requests=max(elsewhere.values(), default=0),
    )
