"""The addresses of standing matters: agreements, safeguards, lists, and the page that leads to them and to court orders."""

from __future__ import annotations

from django.urls import URLPattern

from . import agreements, lists, safeguards, standing
from .irs_page import IRS_READERS
from .who import page

urlpatterns: list[URLPattern] = [
    page("standing/", standing.show, who=standing.READERS, name="standing"),
    page("agreements/", agreements.show, who=agreements.READERS, name="agreements"),
    page("agreements/new/", agreements.enter, who=IRS_READERS, name="agreement_new"),
    page("agreements/<int:agreement_id>/", agreements.one, who=agreements.READERS, name="agreement"),
    page("agreements/<int:agreement_id>/change/", agreements.change, who=IRS_READERS, name="agreement_change"),
    page("agreements/<int:agreement_id>/condition/", agreements.condition_new, who=IRS_READERS, name="condition_new"),
    page("agreements/conditions/<int:condition_id>/", agreements.condition_met, who=IRS_READERS, name="condition_met"),
    page("safeguards/", safeguards.show, who=IRS_READERS, name="safeguards"),
    page("safeguards/new/", safeguards.enter, who=IRS_READERS, name="finding_new"),
    page("safeguards/refuse/", safeguards.refuse, who=IRS_READERS, name="refusal_new"),
    page("safeguards/refusals/<int:refusal_id>/", safeguards.lift, who=IRS_READERS, name="refusal_lift"),
    page("safeguards/<int:finding_id>/", safeguards.finding, who=IRS_READERS, name="finding"),
    page("safeguards/<int:finding_id>/<slug:what>/", safeguards.finding_act, who=IRS_READERS, name="finding_act"),
    page("lists/", lists.show, who=lists.READERS, name="lists"),
    page("lists/thresholds/<slug:name>/", lists.threshold, who=lists.READERS, name="threshold"),
    page("lists/words/<slug:kind>/", lists.words, who=lists.READERS, name="words"),
    page("lists/words/<int:word_id>/remove/", lists.words_remove, who=lists.READERS, name="words_remove"),
]
