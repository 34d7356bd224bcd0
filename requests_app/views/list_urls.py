"""The addresses of the lists of statutes and of the rosters, each with its rule of who."""

from __future__ import annotations

from django.urls import URLPattern

from . import rosters, statutes
from .irs_page import IRS_READERS
from .who import page

urlpatterns: list[URLPattern] = [
    page("lists/statutes/", statutes.show, who=statutes.READERS, name="statutes"),
    page("lists/statutes/new/", statutes.enter, who=IRS_READERS, name="statute_new"),
    page("lists/statutes/<int:statute_id>/", statutes.one, who=statutes.READERS, name="statute"),
    page("lists/rosters/", rosters.show, who=rosters.READERS, name="rosters"),
    page("lists/rosters/<int:agency_id>/", rosters.one, who=rosters.READERS, name="roster"),
    page("lists/rosters/<int:agency_id>/kept/", rosters.kept, who=rosters.READERS, name="roster_kept"),
    page("lists/rosters/officers/<int:officer_id>/", rosters.officer, who=rosters.READERS, name="roster_officer"),
]
