"""The permanent, standardized record of requests and disclosures: 26 U.S.C. 6103(p)(3)(A).

Entries of disclosures are written by the database's own transmitting function, in its transaction; this module writes
those of requests received and of how they ended without a disclosure.
"""

from __future__ import annotations

from django.db import connection

from .models import AccountingKind


def account(
    kind: AccountingKind, *, agency_code: str, purpose_code: str, case_id: int, case_number: str, reasons: str = ""
) -> None:
    """Write one entry about a request as a whole, as the present actor's. Call inside `acting()`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audits_account(%s, %s, %s, %s, %s, NULL, NULL, '', '', %s)",
            [kind, agency_code, purpose_code, case_id, case_number, reasons],
        )
