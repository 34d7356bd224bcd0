"""The addresses of what comes after a release, each with its rule of who."""

from __future__ import annotations

from django.urls import URLPattern

from ..rules.roles import CASE_READERS
from . import custody, disposal, incidents, lists, reaudits, retention
from .irs_page import IRS_READERS
from .who import page

READERS = frozenset(CASE_READERS)

_ONE = "requests/<int:pk>/"
_RELEASE = f"{_ONE}after/<int:release_id>/"
_INCIDENT = f"{_ONE}incidents/<int:incident_id>/"
_RUN = "reaudits/<int:reaudit_id>/"

urlpatterns: list[URLPattern] = [
    page("after/", custody.show_all, who=READERS, name="after"),
    page(_RELEASE, custody.show, who=READERS, name="after_release"),
    page(f"{_RELEASE}incident/", incidents.report, who=READERS, name="incident_new"),
    page(f"{_RELEASE}<slug:what>/", custody.act, who=READERS, name="custody_act"),
    page(_INCIDENT, incidents.show, who=READERS, name="incident"),
    page(f"{_INCIDENT}report.txt", incidents.report_file, who=READERS, name="incident_report"),
    page(f"{_INCIDENT}<slug:what>/", incidents.act, who=READERS, name="incident_act"),
    page(f"{_ONE}disposal/", disposal.show, who=IRS_READERS, name="disposal"),
    page(f"{_ONE}disposal/<slug:what>/", disposal.act, who=IRS_READERS, name="disposal_act"),
    page("reaudits/", reaudits.show_all, who=IRS_READERS, name="reaudits"),
    page(_RUN, reaudits.show, who=IRS_READERS, name="reaudit"),
    page(f"{_RUN}releases/<int:release_id>/", reaudits.release, who=IRS_READERS, name="reaudit_release"),
    page(f"{_RUN}releases/<int:release_id>/incident/", reaudits.incident, who=IRS_READERS, name="reaudit_incident"),
    page("lists/retention/", retention.show, who=lists.READERS, name="retention"),
    page("lists/retention/<slug:name>/", retention.change, who=lists.READERS, name="retention_period"),
]
