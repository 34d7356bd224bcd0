"""The addresses of the IRS's and oversight's pages, each with its rule of who."""

from __future__ import annotations

from django.urls import URLPattern

from ..rules.roles import CASE_READERS, IRS_CASE_ROLES, Role
from . import (
    approval,
    attached,
    breaker,
    clearing,
    completeness,
    decisions,
    difference,
    fulfilment,
    legal,
    look_pages,
    match_quality,
    matching,
    moments,
    notes,
    opened,
    orders,
    oversight,
    protection,
    selecting,
)
from .irs_page import IRS_READERS
from .who import page

COUNSEL = frozenset({Role.COUNSEL})

_ONE = "requests/<int:pk>/"

urlpatterns: list[URLPattern] = [
    page(f"{_ONE}completeness/", completeness.show, who=IRS_READERS, name="completeness"),
    page(f"{_ONE}assign/", completeness.assign, who=IRS_READERS, name="assign"),
    page(f"{_ONE}set-aside/", completeness.set_aside, who=IRS_READERS, name="set_aside"),
    page(f"{_ONE}parts/", selecting.choose, who=IRS_CASE_ROLES, name="decide_in_parts"),
    page(f"{_ONE}parts/<int:selection_id>/", selecting.show, who=IRS_CASE_ROLES, name="selection"),
    page(
        f"{_ONE}parts/<int:selection_id>/standing/", selecting.standing, who=IRS_CASE_ROLES, name="selection_standing"
    ),
    page(f"{_ONE}legal-review/", legal.show, who=IRS_READERS, name="legal_review"),
    page(f"{_ONE}clear/<str:code>/", clearing.clear, who=IRS_READERS, name="clear_flag"),
    page(f"{_ONE}approval/", approval.show, who=IRS_READERS, name="approval"),
    page(f"{_ONE}return/", decisions.return_to_agency, who=IRS_READERS, name="return_request"),
    page(f"{_ONE}deny/", decisions.deny, who=IRS_READERS, name="deny"),
    page(f"{_ONE}step-back/", decisions.step_back, who=IRS_READERS, name="step_back"),
    page(f"{_ONE}close/", decisions.close, who=IRS_READERS, name="close"),
    page(f"{_ONE}fulfilment/", fulfilment.show, who=IRS_READERS, name="fulfilment"),
    page(f"{_ONE}fulfilment/prepare/", fulfilment.prepare, who=IRS_READERS, name="prepare"),
    page(f"{_ONE}fulfilment/standing/", fulfilment.standing, who=IRS_READERS, name="preparing"),
    page(f"{_ONE}fulfilment/<int:release_id>/<slug:what>/", fulfilment.act, who=IRS_READERS, name="release_act"),
    page(f"{_ONE}subjects/<int:subject_id>/open/", opened.show, who=IRS_READERS, name="subject_open"),
    page(f"{_ONE}subjects/<int:subject_id>/items/new/", attached.attach, who=IRS_READERS, name="item_new"),
    page(f"{_ONE}items/", attached.show, who=IRS_READERS, name="items"),
    page(f"{_ONE}items/<int:attached_id>/", attached.one, who=IRS_READERS, name="item"),
    page(f"{_ONE}notes/", notes.show, who=IRS_READERS, name="notes"),
    page(f"{_ONE}timeline/", oversight.timeline, who=CASE_READERS, name="timeline"),
    page(f"{_ONE}timeline/<int:txid>/", oversight.event, who=IRS_READERS, name="timeline_event"),
    page(f"{_ONE}looks/", look_pages.looks_at, who=IRS_READERS, name="looks_at"),
    page(f"{_ONE}moments/", moments.show, who=IRS_READERS, name="moments"),
    page(f"{_ONE}moments/difference/", difference.show, who=IRS_READERS, name="moments_difference"),
    page(f"{_ONE}matching/", matching.show, who=IRS_READERS, name="matching"),
    page(f"{_ONE}matching/standing/", matching.standing, who=IRS_READERS, name="matching_standing"),
    page(f"{_ONE}matching/<int:subject_id>/", matching.subject, who=IRS_READERS, name="match"),
    page(f"{_ONE}matching/<int:subject_id>/decide/", matching.decide, who=IRS_READERS, name="match_decide"),
    page(f"{_ONE}matching/<int:subject_id>/recheck/", matching.recheck, who=IRS_READERS, name="match_recheck"),
    page("matching/", match_quality.show, who=IRS_READERS, name="match_quality"),
    page("matching/quality.csv", match_quality.file, who=IRS_READERS, name="match_quality_file"),
    page("orders/", orders.show, who=IRS_READERS, name="orders"),
    page("orders/new/", orders.enter, who=IRS_READERS, name="order_new"),
    page("orders/<int:hold_id>/", orders.page, who=CASE_READERS, name="order"),
    page("orders/<int:hold_id>/change/", orders.change, who=IRS_READERS, name="order_change"),
    page("orders/<int:hold_id>/lift/", orders.lift, who=IRS_READERS, name="order_lift"),
    page("orders/<int:hold_id>/serve/", orders.serve, who=IRS_READERS, name="order_serve"),
    page("orders/<int:hold_id>/acknowledge/", orders.acknowledge, who=CASE_READERS, name="order_acknowledge"),
    page("protection/", protection.show, who=COUNSEL, name="protection"),
    page("protection/new/", protection.enter, who=COUNSEL, name="protection_new"),
    page("protection/<int:entry_id>/", protection.opened, who=COUNSEL, name="protection_open"),
    page("protection/<int:entry_id>/withdraw/", protection.withdraw, who=COUNSEL, name="protection_withdraw"),
    page("protection/aside/<int:request_id>/", protection.aside, who=COUNSEL, name="protection_aside"),
    page("protection/keepers/", protection.keepers, who=COUNSEL, name="protection_keepers"),
    page("protection/keepers/end/", protection.end_keeping, who=COUNSEL, name="protection_end"),
    page("releases/breaker/", breaker.show, who=IRS_READERS, name="breaker"),
    page("releases/breaker/<int:breaker_id>/reset/", breaker.reset, who=IRS_READERS, name="breaker_reset"),
]
