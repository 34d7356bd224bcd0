"""Two invented years of a desk's work, put straight into the tables by their owner, to measure figures and look at charts.

Nothing here goes through the workflow and nothing of it is a record: it fills a database that is thrown away. Times, reasons
and flags are drawn by chance.
"""

from __future__ import annotations

import psycopg
from django.conf import settings
from django.db import models

from audits.guarding import history_model
from audits.models import AccountingEntry
from requests_app.models import (
    Decision,
    DisclosureRequest,
    MatchRecheck,
    MatchTally,
    Release,
    Snapshot,
    SubjectTally,
)
from requests_app.rules.flags import CODES
from requests_app.rules.reason_codes import INTERNAL, REASONS

REASON_CODES = [code for code in REASONS if code not in INTERNAL]
SUBJECT_CODES = [code.id for code in CODES.values() if code.concerns == "subject"][:24]
REQUEST_HISTORY = history_model(DisclosureRequest)
TABLES = (
    *(DisclosureRequest, REQUEST_HISTORY, Snapshot, Decision, SubjectTally, MatchTally, MatchRecheck, Release),
    AccountingEntry,
)

_PLAN = """
CREATE TEMPORARY TABLE plan AS
SELECT 100000000::bigint + i AS id, now() - random() * interval '730 days' AS began, random() AS fate,
       (SELECT array_agg(id ORDER BY id) FROM requests_app_agency) AS agencies, NULL::bigint AS agency_id
FROM generate_series(1, {requests}) AS i;
UPDATE plan SET agency_id = agencies[1 + floor(power(random(), 1.6) * cardinality(agencies))::int];
CREATE TEMPORARY TABLE stage AS
WITH path AS (
    SELECT p.id, p.agency_id, p.began, s.status, s.step
    FROM plan p, unnest(ARRAY['draft', 'awaiting_signature', 'completeness'] || CASE
        WHEN p.fate < 0.52 THEN ARRAY['legal_review', 'irs_approval', 'fulfilment', 'closed']
        WHEN p.fate < 0.72 THEN ARRAY['returned', 'awaiting_signature', 'completeness', 'legal_review', 'irs_approval',
                                      'fulfilment', 'closed']
        WHEN p.fate < 0.84 THEN ARRAY['legal_review', 'denied']
        WHEN p.fate < 0.90 THEN ARRAY['withdrawn']
        ELSE ARRAY['returned'] END) WITH ORDINALITY AS s (status, step)),
lasting AS (
    SELECT path.*, -ln(1 - random()) * m.days * interval '1 day' AS lasts FROM path
    LEFT JOIN (VALUES ('draft', 6), ('awaiting_signature', 3), ('completeness', 9), ('legal_review', 24),
                      ('irs_approval', 7), ('fulfilment', 12), ('returned', 30)) AS m (status, days) USING (status)),
begun AS (
    SELECT id, agency_id, status, step, began + coalesce(sum(lasts) OVER (
               PARTITION BY id ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), interval '0') AS since
    FROM lasting)
SELECT * FROM begun WHERE since <= now();
CREATE INDEX ON stage (id, step);
CREATE TEMPORARY TABLE sent AS
SELECT id, agency_id, min(since) AS since, count(*)::int AS submissions FROM stage WHERE status = 'completeness' GROUP BY 1, 2;
CREATE INDEX ON sent (id);
ANALYZE plan; ANALYZE stage; ANALYZE sent
"""
"""`stage`: each status that a request came to, and when; `sent`: the requests that were sent in."""

INVENTED = "'Invented.'"


def _literal(value: object) -> str:
    """Return a model's default as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'{}'" if isinstance(value, list | dict) else "''"


def _insert(model: type[models.Model], source: str, **values: str) -> str:
    """Return the statement that fills a table from a source, with the model's own defaults where nothing else is said."""
    fields = [
        f for f in model._meta.concrete_fields if f.attname in values or not (f.has_db_default() or f.primary_key)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    given = ", ".join(values.get(field.attname) or _literal(field.get_default()) for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {given} FROM {source}'


def _one_of(values: list[str]) -> str:
    """Return SQL that draws one of these, the first ones oftenest."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[floor(power(random(), 2.2) * {len(values)})::int + 1]"


def _requests(person: str) -> list[str]:
    request = {
        "id": "s.id",
        "number": "'DR-' || s.id",
        "agency_id": "s.agency_id",
        "status": "s.status",
        "status_since": "s.since",
        "created_at": "p.began",
        "version": "s.step",
        "submission": "coalesce((SELECT submissions FROM sent WHERE sent.id = s.id), 0)",
        "title": "'Invented matter ' || s.id",
        "purpose": INVENTED,
        "items": "ARRAY['address']",
        "drafted_by_id": person,
        "made_by_key": "gen_random_uuid()",
    }
    recorded = {"history_date": "s.since", "history_type": "'~'", "history_user_id": person, "actor_name": INVENTED}
    last = "(SELECT DISTINCT ON (id) * FROM stage ORDER BY id, step DESC) s JOIN plan p USING (id)"
    sent = {"disclosure_request_id": "s.id", "submission": "1"}
    return [
        _insert(REQUEST_HISTORY, "stage s JOIN plan p USING (id) ORDER BY s.since", **request, **recorded),
        _insert(DisclosureRequest, last, **request),
        _insert(Snapshot, "sent s", **sent, hash="''", subjects="10", rules_edition="''", taken_at="s.since"),
    ]


def _decisions(person: str) -> list[str]:
    made = {"disclosure_request_id": "s.id", "person_id": person, "name": INVENTED, "words": INVENTED}
    reasons = f"ARRAY(SELECT DISTINCT {_one_of(REASON_CODES)} FROM generate_series(1, 1 + s.step::int % 2))"
    return [
        _insert(
            Decision,
            "stage s WHERE s.status IN ('returned', 'denied')",
            **made,
            kind="CASE s.status WHEN 'returned' THEN 'return' ELSE 'denial' END",
            submission="1",
            decided_at="s.since",
            reason_codes=reasons,
        ),
        _insert(
            MatchRecheck,
            "sent s WHERE s.id % 4 = 0",
            **made,
            agency_id="s.agency_id",
            subject_id="s.id",
            submission="1",
            verdict="CASE WHEN s.id % 8 = 0 THEN 'matched' ELSE 'not_found' END",
            agrees="s.id % 148 <> 0",
            checked_at="s.since + interval '20 days'",
        ),
        _insert(
            Release,
            "stage s WHERE s.status = 'closed'",
            id="s.id",
            disclosure_request_id="s.id",
            status="'received'",
            recipient_id=person,
            recipient_name=INVENTED,
            prepared_by_id=person,
            transmitted_at="s.since",
        ),
    ]


def _tallies() -> list[str]:
    of = {"disclosure_request_id": "s.id", "agency_id": "s.agency_id"}
    verdicts = "('matched', 'agrees', 7), ('matched', 'differs', 1), ('ambiguous', '', 1), ('not_found', '', 2)"
    return [
        _insert(
            SubjectTally,
            f"sent s, generate_series(1, 4) AS n, LATERAL (SELECT {_one_of(SUBJECT_CODES)} AS code, s.id + n AS salt) c",
            **of,
            among="'standing'",
            counted="(ARRAY['cleared', 'cleared', 'review', 'blocking'])[1 + (s.id + n) % 4]",
            key="c.code",
            subjects="1 + (s.id * n) % 40",
        ),
        _insert(
            MatchTally,
            f"sent s, (VALUES {verdicts}) AS v (verdict, address, n)",
            **of,
            verdict="v.verdict",
            address="v.address",
            submission="s.submissions",
            subjects="v.n * (1 + s.id % 5)",
        ),
    ]


def _ledger(person: str) -> list[str]:
    """Return what fills the ledger: requests, outcomes, and for each closed request one to twenty disclosures."""
    entry = {
        "agency_code": "a.code",
        "purpose_code": "a.purpose_code",
        "case_id": "s.id",
        "case_number": "'DR-' || s.id",
        "at": "s.since",
        "person_id": person,
        "person_name": INVENTED,
    }
    of = "stage s JOIN requests_app_agency a ON a.id = s.agency_id"
    told = "s.status IN ('completeness', 'returned', 'denied', 'withdrawn') ORDER BY s.since"
    return [
        _insert(
            AccountingEntry,
            f"{of} WHERE {told}",
            **entry,
            kind="CASE s.status WHEN 'completeness' THEN 'request' ELSE 'outcome' END",
        ),
        _insert(
            AccountingEntry,
            f"{of}, generate_series(1, 1 + s.id % 20) AS n WHERE s.status = 'closed' ORDER BY s.since",
            **entry,
            kind="'disclosure'",
            release_id="s.id",
            subject_id="s.id * 100 + n",
            tier="'identity'",
            taxpayer_key="sha256(convert_to((floor(random() * 400000))::text, 'UTF8'))",
        ),
    ]


def fill(requests: int) -> dict[str, int]:
    """Fill the tables of the configured database with two years of so many requests; return how many rows each has."""
    one = settings.DATABASES["owner"]
    where = {name.lower(): one[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    names = [model._meta.db_table for model in TABLES]
    with psycopg.connect(dbname=one["NAME"], **where) as owner:
        found = owner.execute("SELECT min(id) FROM requests_app_person").fetchone()
        person = str(found[0] if found else 0)
        for name in names:
            owner.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        planned = _PLAN.replace("{requests}", str(requests)).split(";")
        for statement in (*planned, *_requests(person), *_decisions(person), *_tallies(), *_ledger(person)):
            owner.execute(statement)
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            owner.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
            owner.execute(f'ANALYZE "{name}"')
        counted = (owner.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in names)
        return {name: row[0] for name, row in zip(names, counted, strict=True) if row}
