"""The SQL functions that write the access log and the accounting: the only way in, since no role may INSERT there."""

from __future__ import annotations

from collections.abc import Iterator

from .acting import IN_WORDS
from .guarding import OWNERS_OF_CASES
from .triggers import HEAD

RECORD_ACCESS = """
CREATE OR REPLACE FUNCTION audits_record_access(
    who bigint, who_name text, as_role text, from_where text, what text, of_kind text, of_id bigint, of_case bigint,
    why text, came_to text, of_subjects bigint[]) RETURNS bigint {head} AS $body$
DECLARE
    made bigint;
    owner bigint := {owner};
BEGIN
    IF why !~ '{words}' THEN RAISE EXCEPTION 'No look without a reason'; END IF;
    INSERT INTO public.audits_accessrecord (at, txid, person_id, person_name, role, origin, act, kind, object_id, case_id,
                                            agency_id, why, outcome, count)
    VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, who, who_name, as_role, from_where, what, of_kind, of_id,
            of_case, owner, why, came_to, cardinality(of_subjects))
    RETURNING id INTO made;
    INSERT INTO public.audits_accessedsubject (record_id, subject_id) SELECT made, unnest(of_subjects);
    RETURN made;
END $body$;
"""

ACCOUNT = f"""
CREATE OR REPLACE FUNCTION audits_account(
    of_kind text, agency text, purpose text, of_case bigint, number text, of_release bigint, of_subject bigint, of_tier text,
    of_periods text, for_reasons text) RETURNS void {HEAD} AS $body$
BEGIN
    IF of_kind NOT IN ('request', 'outcome') THEN
        RAISE EXCEPTION 'A disclosure is accounted for by transmitting it';
    END IF;
    INSERT INTO public.audits_accountingentry (at, txid, kind, agency_code, code_authority, purpose_code, case_id, case_number,
        release_id, subject_id, tier, periods, reasons, person_id, person_name)
    VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, of_kind, agency, '6103(i)(2)', purpose, of_case, number,
            of_release, of_subject, of_tier, of_periods, for_reasons, public.audits_actor(),
            coalesce(current_setting('audits.actor_name', true), ''));
END $body$;
"""


RING = f"""
CREATE OR REPLACE FUNCTION audits_ring_sealer() RETURNS trigger {HEAD} AS $body$
BEGIN
    NOTIFY audits_seal;
    RETURN NULL;
END $body$;
CREATE OR REPLACE TRIGGER ring_sealer AFTER INSERT ON public.audits_accountingentry
    FOR EACH STATEMENT EXECUTE FUNCTION public.audits_ring_sealer();
ALTER TABLE public.audits_accountingentry ENABLE ALWAYS TRIGGER ring_sealer;
"""
"""Whatever is accounted for, each release among it, rings the sealer when it commits."""


def render() -> Iterator[str]:
    """Yield the functions. Whose a case is, the application that stands on this one says."""
    yield RECORD_ACCESS.format(head=HEAD, words=IN_WORDS, owner=next(iter(OWNERS_OF_CASES), "NULL"))
    yield ACCOUNT
    yield RING
