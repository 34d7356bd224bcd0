"""The addresses of oversight: each room stands in a row of overview.ROOMS too, which leads to it."""

from __future__ import annotations

from ..rules.roles import Role
from . import (
    accounting,
    anomalies,
    history_browser,
    history_export,
    look_pages,
    overview,
    proof,
    saved_filters,
    statistics,
    subject_looks,
    yearly,
)
from .who import PUBLIC, page

OVERSEERS = frozenset({Role.OVERSIGHT})
_SUBJECT = "requests/<int:pk>/subjects/<int:subject_id>/"

urlpatterns = [
    page("oversight/", overview.show, who=overview.READERS, name="oversight"),
    page("oversight/looks/", look_pages.looks, who=OVERSEERS, name="looks"),
    page("oversight/looks/file/", look_pages.file, who=OVERSEERS, name="looks_file"),
    page("oversight/anomalies/", anomalies.queue, who=OVERSEERS, name="anomalies"),
    page("oversight/anomalies/<int:anomaly_id>/", anomalies.show, who=OVERSEERS, name="anomaly"),
    page("lists/looks/", anomalies.limits, who=anomalies.LIMIT_READERS, name="look_limits"),
    page("lists/looks/<slug:name>/", anomalies.limit, who=anomalies.LIMIT_READERS, name="look_limit"),
    page("oversight/subjects/", subject_looks.search, who=OVERSEERS, name="subject_search"),
    page("oversight/subjects/found/", subject_looks.result, who=OVERSEERS, name="subject_found"),
    page(
        "requests/<int:pk>/subjects/<int:subject_id>/looks/", subject_looks.of_one, who=OVERSEERS, name="subject_looks"
    ),
    page("oversight/accounting/", accounting.accounts, who=OVERSEERS, name="accounts"),
    page("oversight/accounting/all.csv", accounting.accounts_file, who=OVERSEERS, name="accounts_file"),
    page("oversight/accounting/taxpayer/", accounting.taxpayer, who=OVERSEERS, name="taxpayer"),
    page("oversight/accounting/taxpayer/account.csv", accounting.taxpayer_file, who=OVERSEERS, name="taxpayer_file"),
    page(f"{_SUBJECT}account/", accounting.subject_account, who=OVERSEERS, name="subject_account"),
    page(f"{_SUBJECT}account.csv", accounting.subject_account_file, who=OVERSEERS, name="subject_account_file"),
    page("oversight/reports/", yearly.index, who=OVERSEERS, name="yearly_index"),
    page("oversight/reports/<int:year>/", yearly.show, who=OVERSEERS, name="yearly"),
    page("oversight/reports/<int:year>/report.csv", yearly.csv, who=OVERSEERS, name="yearly_csv"),
    page("oversight/reports/<int:year>/report.pdf", yearly.pdf, who=OVERSEERS, name="yearly_pdf"),
    page("oversight/statistics/", statistics.index, who=OVERSEERS, name="statistics"),
    page("oversight/statistics/<slug:figure>/", statistics.figure, who=OVERSEERS, name="figure"),
    page("oversight/statistics/<slug:figure>/table.csv", statistics.file, who=OVERSEERS, name="figure_file"),
    page("oversight/statistics/<slug:figure>/rows/", statistics.behind, who=OVERSEERS, name="figure_rows"),
    page("oversight/statistics/<slug:figure>/rows.csv", statistics.behind_file, who=OVERSEERS, name="figure_rows_file"),
    page("oversight/proof/", proof.show, who=OVERSEERS, name="proof"),
    page("oversight/proof/verify.py", proof.verifier, who=OVERSEERS, name="proof_verifier"),
    page("oversight/proof/export.jsonl", proof.export, who=OVERSEERS, name="proof_export"),
    page("oversight/proof/export-with-tax-data/", proof.export_with_tax, who=OVERSEERS, name="proof_export_tax"),
    page("oversight/proof/row/", proof.row, who=OVERSEERS, name="proof_row"),
    page("oversight/proof/consistency/", proof.consistency, who=OVERSEERS, name="proof_consistency"),
    page("proof/<path:name>", proof.published, who=PUBLIC, name="proof_published"),
    page("oversight/history/", history_browser.show, who=OVERSEERS, name="history"),
    page("oversight/history/subject/", history_browser.subject, who=OVERSEERS, name="history_subject"),
    page("oversight/history/export/", history_export.export, who=OVERSEERS, name="history_export"),
    page("oversight/history/filters/", saved_filters.show, who=OVERSEERS, name="history_filters"),
    page("oversight/history/filters/save/", saved_filters.save, who=OVERSEERS, name="history_filter_save"),
    page("oversight/history/filters/<int:pk>/share/", saved_filters.share, who=OVERSEERS, name="history_filter_share"),
    page(
        "oversight/history/filters/<int:pk>/delete/", saved_filters.delete, who=OVERSEERS, name="history_filter_delete"
    ),
    page("oversight/history/<int:txid>/", history_browser.event, who=OVERSEERS, name="history_entry"),
]
