"""The addresses of oversight: each room stands in a row of overview.ROOMS too, which leads to it."""

from __future__ import annotations

from ..rules.roles import Role
from . import anomalies, look_pages, oversight, overview, subject_looks
from .who import page

OVERSEERS = frozenset({Role.OVERSIGHT})

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
    page("oversight/accounting/", oversight.accounts, who=OVERSEERS, name="accounts"),
]
