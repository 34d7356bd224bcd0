"""Ten million events and the history that they tell of, made by SQL: skewed as real ones are,
    with what is very rare in them.

Thirty people, twelve agencies and twenty thousand requests,
    over five years of working days. The most frequent of each has a
tenth of all or more; one person, one act and one word are very rare, and lie in the past.
"""

from __future__ import annotations

from collections.abc import Iterator

AGENCIES, PEOPLE, REQUESTS = 12, 30, 20_000
FIRST = 1_000_000
"""Ids of what is made begin here, so that they meet nothing that is there."""
RARE_PERSON = FIRST + 900
TIN_EVERY = 400_000
"""Every so many subjects bear the number that is searched for."""

EVENTS = "audits_historyevent"
SUBJECTS, CASES = "requests_app_historicalsubject", "requests_app_historicaldisclosurerequest"
BESIDE = (
    "requests_app_agency",
    "requests_app_person",
    "requests_app_agencypersongrant",
    "requests_app_disclosurerequest",
)

PEOPLE_MADE = """
INSERT INTO requests_app_agency (id, code, name, kind, purpose_code, is_demonstration, roster_kept)
SELECT {first} + n, 'A' || n, 'Agency ' || n, 'agency', 'criminal investigation', true, false FROM generate_series(1,
    {agencies}) n;
INSERT INTO requests_app_person (id, username, first_name, last_name, email, password, is_superuser, is_staff, is_active,
                                 date_joined, title)
SELECT {first} + n, 'person' || n, 'Pat', 'Bench' || n, '', '', false, false, true, now(), ''
FROM (SELECT generate_series(1, {people}) UNION ALL SELECT 900 UNION ALL SELECT 999) p (n);
INSERT INTO requests_app_agencypersongrant (content_object_id, permission_id, user_id)
SELECT a.id, p.id, {first} + 999 FROM requests_app_agency a, auth_permission p WHERE p.codename = 'oversight';
INSERT INTO requests_app_disclosurerequest (id, number, agency_id, status, version, submission, title, purpose, items,
    cover_statute, cover_reason, cover_officer, cover_case, cleared_codes, blocking_codes, review_codes, judged_under,
    drafted_by_id, made_by_key)
SELECT {first} + n, 'B-' || lpad(n::text, 6, '0'), {first} + 1 + n % {agencies}, 'legal_review', 1, 1, 'Title', '',
    '{{}}', '', '', '',
       '', '{{}}', '{{}}', '{{}}', '', {first} + 1, gen_random_uuid() FROM generate_series(1, {requests}) n;
"""

DRAWN = """
CREATE UNLOGGED TABLE drawn AS
SELECT i, {first} + i / 2 AS txid,
       TIMESTAMPTZ '2021-11-29 12:00Z' + (i / 2 * 2 * 1300 / {rows} / 5 * 7 + i / 2 * 2 * 1300 / {rows} % 5) * interval '1 day'
       + (i / 2 * 2 * 1300 % {rows}) * interval '10 hours' / {rows} AS began,
       CASE WHEN i % {rare} = 7 AND i < {rows} / 2 THEN {rare_person}
       ELSE {first} + 1 + (random() ^ 2 * ({people} - 1))::int END AS who,
       {first} + 1 + (random() ^ 2 * ({requests} - 1))::int AS of_case, i % 10 = 0 AS is_case, random() AS chance,
       (random() * 1999)::int AS words
FROM generate_series(1::bigint, {rows}::bigint) i;
"""

STATUSES = "(ARRAY['draft','awaiting_signature','completeness','legal_review','irs_approval','fulfilment','closed'])"
MOVES = "(ARRAY['hand_over','send_in','complete','determine','approve','return'])"

EVENTS_MADE = """
INSERT INTO audits_historyevent (began, txid, at, model, act, added, changed, removed, first_id, last_id, actor_id,
    roles, why,
    case_id, agency_id, object_id, fields, status, secret, said)
SELECT began, txid, began + i % 2 * interval '3 ms', CASE WHEN is_case THEN 'requests_app.DisclosureRequest'
    ELSE 'requests_app.Subject' END,
       CASE WHEN i % {rare} = 11 AND is_case IS FALSE THEN 'removed' WHEN is_case AND i % {rare} = 0 AND i < {rows} / 3
       THEN 'deny'
            WHEN is_case AND chance < 0.5 THEN {moves}[1 + (chance * 12)::int % 6]
            WHEN chance < 0.3 THEN 'added' ELSE 'changed' END,
       (NOT is_case AND chance < 0.3)::int, (is_case OR chance >= 0.3)::int, 0, {first} + i, {first} + i, who,
       CASE WHEN who % 5 = 0 THEN '{{}}'::text[]
       ELSE ARRAY[(ARRAY['specialist','counsel','approver','liaison','signer'])[1 + who % 5]] END,
       CASE WHEN i % {rare} = 13 AND i < {rows} / 4 THEN 'followed the zeppelin to its hangar'
            WHEN words < 1000 THEN 'judged by the rules of this edition'
            ELSE 'looked at matter ' || words || ' again, as the '
    || (ARRAY['letter','call','visit','memo'])[1 + words % 4] || ' asks' END,
       of_case, {first} + 1 + of_case % {agencies}, {first} + i,
       CASE WHEN is_case AND chance < 0.5 THEN ARRAY['status','version','status_since'] WHEN is_case
       THEN ARRAY['title','version']
            WHEN chance < 0.3 THEN '{{}}' WHEN chance < 0.9 THEN ARRAY['judged_under','blocking_codes','grade_name']
            ELSE ARRAY['address_line1','city'] END,
       {statuses}[1 + of_case % 7], false, CASE WHEN words < 20 THEN 'the witness spoke of ledgers kept in a warehouse'
       ELSE '' END
FROM drawn;
"""

SUBJECTS_MADE = """
INSERT INTO requests_app_historicalsubject (history_id, id, disclosure_request_id, agency_id, "row", first_name,
    middle_name,
    last_name, entity_name, date_of_birth, a_number, fins, address, address_line1, address_line2, city, state,
    postal_code, country,
    tax_periods, statute, case_number, case_opened, reason, officer_name, officer_title, removal_order_date,
    removal_order_case,
    removal_ground, tin_form, tin_index, reason_key, judged_under, blocking_codes, review_codes, cleared_codes, grade_name,
    grade_address, grade_period, grade_statute, grade_reason, grade_matter, grade_officer, outcome, outcome_reason,
    history_type,
    history_date, history_change_reason, history_user_id, actor_name, txid)
SELECT {first} + i, {first} + i / 3, of_case, {first} + 1 + of_case % {agencies}, i % 1000, 'Carl', '', 'Demofield',
    '', '', '', '', '',
       '1 Way', '', 'Phoenix', 'AZ', '', '', '', '', '', '', '', '', '', '', '', '', 'none',
       CASE WHEN i % 2 = 1 AND chance < 0.3 THEN sha256((i / 3 % {tin_every})::text::bytea) END, '', 'edition', '{{}}',
       '{{}}', '{{}}',
       'complete', 'complete', 'complete', 'complete', 'complete', 'complete', 'complete', 'open', '',
       CASE WHEN i % {rare} = 11 THEN '-' WHEN chance < 0.3 THEN '+' ELSE '~' END, began, 'why', who, 'Pat Bench', txid
FROM drawn WHERE NOT is_case;
"""

CASES_MADE = """
INSERT INTO requests_app_historicaldisclosurerequest (history_id, id, number, agency_id, status, version, submission,
    title, purpose,
    items, cover_statute, cover_reason, cover_officer, cover_case, cleared_codes, blocking_codes, review_codes,
    judged_under,
    drafted_by_id, status_since, created_at, made_by_key, history_type, history_date, history_change_reason,
    history_user_id,
    actor_name, txid)
SELECT {first} + i, of_case, 'B-' || lpad((of_case - {first})::text, 6, '0'), {first} + 1 + of_case % {agencies},
       {statuses}[1 + (i / 10 % 7)::int], i / 10, 1, 'Title', '', '{{}}', '', '', '', '', '{{}}', '{{}}', '{{}}', '',
       {first} + 1, began,
       began, gen_random_uuid(), '~', began, 'why', who, 'Pat Bench', txid
FROM drawn WHERE is_case;
"""


def steps(rows: int) -> Iterator[tuple[str, str]]:
    """Yield the name and the SQL of each step that makes so many events,
    over a connection of the owner with triggers off."""
    given = {
        "first": FIRST,
        "agencies": AGENCIES,
        "people": PEOPLE,
        "requests": REQUESTS,
        "rows": rows,
        "rare": max(rows // 40, 20),
        "rare_person": RARE_PERSON,
        "tin_every": TIN_EVERY,
        "statuses": STATUSES,
        "moves": MOVES,
    }
    yield "people and requests", PEOPLE_MADE.format(**given)
    yield "what happened", "SELECT setseed(0.6103);" + DRAWN.format(**given)
    for name, table, made in (
        ("events", EVENTS, EVENTS_MADE),
        ("history of subjects", SUBJECTS, SUBJECTS_MADE),
        ("history of requests", CASES, CASES_MADE),
    ):
        yield f"{name}", made.format(**given)
        yield f"figures of {table}", f"ANALYZE {table}"
    yield "thrown away", "DROP TABLE drawn"
