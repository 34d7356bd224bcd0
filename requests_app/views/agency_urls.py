"""The addresses of the request page and of the agency's pages, each with its rule of who."""

from __future__ import annotations

from ..rules.roles import AGENCY_ROLES, CASE_READERS, Role
from . import (
    agency_notes,
    drafts,
    receipts,
    recipient_key,
    requests,
    signing,
    standing_in,
    subjects,
    succeeding,
    uploads,
)
from .who import page

LIAISONS = frozenset({Role.LIAISON})
SIGNERS = frozenset({Role.SIGNER})
AGENCY = frozenset(AGENCY_ROLES)
READERS = frozenset(CASE_READERS)

CASE = "requests/<int:pk>/"
FILE = f"{CASE}uploads/<int:batch_id>/"

urlpatterns = [
    page("requests/new/", drafts.begin, who=LIAISONS, name="request_new"),
    page("requests/template/", uploads.template_help, who=AGENCY, name="template"),
    page("requests/template/subjects.csv", uploads.template_file, who=AGENCY, name="template_file"),
    page("requests/template/example.csv", uploads.template_example, who=AGENCY, name="template_example"),
    page(CASE, requests.show, who=READERS, name="request"),
    page(f"{CASE}judging/", requests.judging, who=READERS, name="request_judging"),
    page(f"{CASE}edit/", drafts.edit, who=LIAISONS, name="request_edit"),
    page(f"{CASE}hand-over/", drafts.hand_over, who=LIAISONS, name="hand_over"),
    page(f"{CASE}take-back/", drafts.take_back, who=AGENCY, name="take_back"),
    page(f"{CASE}withdraw/", drafts.withdraw, who=AGENCY, name="withdraw"),
    page(f"{CASE}succeed/", succeeding.begin, who=LIAISONS, name="succeed"),
    page(f"{CASE}note/", agency_notes.write, who=AGENCY, name="agency_note"),
    page(f"{CASE}sign/", signing.sign, who=SIGNERS, name="sign"),
    page(f"{CASE}signatures/<int:signature_id>/letter/", signing.letter, who=READERS, name="signed_letter"),
    page(f"{CASE}subjects/", subjects.show_list, who=READERS, name="subjects"),
    page(f"{CASE}subjects/new/", subjects.add, who=LIAISONS, name="subject_add"),
    page(f"{CASE}subjects/drop/", subjects.drop, who=LIAISONS, name="subjects_drop"),
    page(f"{CASE}subjects/drop-blocked/", subjects.drop_blocked, who=LIAISONS, name="subjects_drop_blocked"),
    page(f"{CASE}subjects/<int:subject_id>/", subjects.edit, who=LIAISONS, name="subject_edit"),
    page(f"{CASE}subjects/<int:subject_id>/row/", subjects.row, who=LIAISONS, name="subject_row"),
    page(f"{CASE}uploads/new/", uploads.new, who=LIAISONS, name="upload_new"),
    page(FILE, uploads.show, who=READERS, name="upload"),
    page(f"{FILE}standing/", uploads.standing, who=READERS, name="upload_standing"),
    page(f"{FILE}columns/", uploads.columns, who=LIAISONS, name="upload_columns"),
    page(f"{FILE}rows/", uploads.rows, who=READERS, name="upload_rows"),
    page(f"{FILE}cancel/", uploads.cancel, who=LIAISONS, name="upload_cancel"),
    page(f"{FILE}problems.csv", uploads.problems_file, who=READERS, name="upload_problems"),
    page(f"{FILE}rejected.csv", uploads.rejected_file, who=LIAISONS, name="upload_rejected"),
    page("account/key/", recipient_key.show, who=LIAISONS, name="recipient_key"),
    page("account/key/revoke/", recipient_key.revoke, who=LIAISONS, name="recipient_key_revoke"),
    page(f"{CASE}package/", receipts.show, who=LIAISONS, name="package"),
    page(f"{CASE}package/open/", receipts.fetch, who=LIAISONS, name="package_fetch"),
    page(f"{CASE}package/receipt/", receipts.confirm, who=LIAISONS, name="package_confirm"),
    page(f"{CASE}receipt/", standing_in.confirm, who=AGENCY, name="stand_in"),
]
