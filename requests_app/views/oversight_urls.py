"""The addresses of oversight: each room stands in a row of overview.ROOMS too, which leads to it."""

from __future__ import annotations

from ..rules.roles import Role
from . import oversight, overview, proof
from .who import PUBLIC, page

OVERSEERS = frozenset({Role.OVERSIGHT})

urlpatterns = [
    page("oversight/", overview.show, who=overview.READERS, name="oversight"),
    page("oversight/looks/", oversight.looks, who=OVERSEERS, name="looks"),
    page("oversight/accounting/", oversight.accounts, who=OVERSEERS, name="accounts"),
    page("oversight/proof/", proof.show, who=OVERSEERS, name="proof"),
    page("oversight/proof/verify.py", proof.verifier, who=OVERSEERS, name="proof_verifier"),
    page("oversight/proof/export.jsonl", proof.export, who=OVERSEERS, name="proof_export"),
    page("oversight/proof/export-with-tax-data/", proof.export_with_tax, who=OVERSEERS, name="proof_export_tax"),
    page("oversight/proof/row/", proof.row, who=OVERSEERS, name="proof_row"),
    page("oversight/proof/consistency/", proof.consistency, who=OVERSEERS, name="proof_consistency"),
    page("proof/<path:name>", proof.published, who=PUBLIC, name="proof_published"),
]
