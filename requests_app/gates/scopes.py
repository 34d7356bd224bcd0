"""What a court order covers, as conditions in SQL: said once, for the gates, the pages and the services alike.

`h` is the order, `r` a request, `s` a subject. An order that isn't narrowed covers everything.
"""

from __future__ import annotations

COVERS_REQUEST = """(
    (h.agency_id IS NULL OR h.agency_id = r.agency_id)
    AND (h.agreement_id IS NULL OR h.agreement_id = r.agreement_id)
    AND (h.disclosure_request_id IS NULL OR h.disclosure_request_id = r.id)
    AND NOT r.id = ANY (h.excepted_request_ids))"""
"""Whether an order can reach a request at all."""

COVERS_SUBJECT = """(
    (h.batch_id IS NULL OR h.batch_id = s.batch_id)
    AND (cardinality(h.subject_ids) = 0 OR s.id = ANY (h.subject_ids))
    AND NOT s.id = ANY (h.excepted_subject_ids)
    AND CASE WHEN h.statute = '' THEN true ELSE public.desk_cites(s.statute, h.statute) END)"""
"""Whether an order that reaches a request covers this subject of it."""
