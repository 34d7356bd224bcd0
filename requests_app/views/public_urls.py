"""The addresses that everybody may read, signed in or not. Nothing of a case is on them."""

from __future__ import annotations

from . import public
from .who import PUBLIC, page

urlpatterns = [
    page("public/", public.show, who=PUBLIC, name="public"),
    page("public/rules/", public.rules, who=PUBLIC, name="public_rules"),
]
