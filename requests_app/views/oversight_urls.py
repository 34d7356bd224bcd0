"""The addresses of oversight: each room stands in a row of overview.ROOMS too, which leads to it."""

from __future__ import annotations

from ..rules.roles import Role
from . import history_browser, history_export, oversight, overview, saved_filters
from .who import page

OVERSEERS = frozenset({Role.OVERSIGHT})

urlpatterns = [
    page("oversight/", overview.show, who=overview.READERS, name="oversight"),
    page("oversight/looks/", oversight.looks, who=OVERSEERS, name="looks"),
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
    page("oversight/accounting/", oversight.accounts, who=OVERSEERS, name="accounts"),
]
