"""The addresses of oversight: each room stands in a row of overview.ROOMS too, which leads to it."""

from __future__ import annotations

from ..rules.roles import Role
from . import oversight, overview
from .who import page

OVERSEERS = frozenset({Role.OVERSIGHT})

urlpatterns = [
    page("oversight/", overview.show, who=overview.READERS, name="oversight"),
    page("oversight/looks/", oversight.looks, who=OVERSEERS, name="looks"),
    page("oversight/accounting/", oversight.accounts, who=OVERSEERS, name="accounts"),
]
