"""The words that are declared for what is kept as a code: labels of choices, reasons, items, offices, kinds of orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models

from ..matching.comparing import WORDS
from ..rules import custody, incidents
from ..rules.breaker import CHECKS
from ..rules.holds import ACTS, KINDS
from ..rules.items import ITEMS
from ..rules.lists import THRESHOLD_TITLES
from ..rules.matching import TIN_CODES
from ..rules.reason_codes import REASONS
from ..rules.retention import TITLES
from ..rules.roles import Role
from ..rules.statute import CAPACITIES, OFFICES

_REASONS = {id: reason.label for id, reason in REASONS.items()}
_ITEMS = {id: item.label for id, item in ITEMS.items()}
_OFFICES = {id: office.label for id, office in OFFICES.items()}

CODED: dict[str, Mapping[str, str]] = {
    "reason_code": _REASONS,
    "reason_codes": _REASONS,
    "outcome_reason": _REASONS,
    "item": _ITEMS,
    "items": _ITEMS,
    "office": _OFFICES,
    "signer_offices": _OFFICES,
    "capacity": CAPACITIES,
    "requests_app.CustodyAct.kind": custody.DID,
    "requests_app.Decision.role": {role.value: role.label for role in Role},
    "requests_app.Hold.acts": ACTS,
    "requests_app.Hold.kind": KINDS,
    "requests_app.IncidentAct.kind": incidents.DID,
    "requests_app.MatchVerdict.reasons": WORDS,
    "requests_app.MatchVerdict.tin_code": TIN_CODES,
    "requests_app.ReleaseBreaker.what": CHECKS,
    "requests_app.RetentionPeriod.name": TITLES,
    "requests_app.Threshold.name": THRESHOLD_TITLES,
}
"""Column, or model and column -> code -> its words. Other columns have the labels of their choices, if they have choices.

Acts of custody and on incidents read as done: the labels of their choices only ask for them.
"""


def roles_given(permission_ids: Collection[int]) -> dict[int, str]:
    """Return the role that each of these permissions gives, in words, by the permission's id."""
    labels = {role.value: role.label for role in Role}
    codes = Permission.objects.filter(pk__in=permission_ids).values_list("pk", "codename")
    return {pk: labels.get(code, code) for pk, code in codes}


def field_of(model: str, column: str) -> models.Field[Any, Any]:
    """Return the field that a column of a tracked model belongs to."""
    fields = apps.get_model(model)._meta.concrete_fields
    return next(f for f in fields if f.column == column)


def in_words(model: str, column: str, value: Any) -> Any:
    """Return a code, or a list of them, in words; anything else, and a code that has no words, as it is."""
    words = CODED.get(f"{model}.{column}") or CODED.get(column) or dict(field_of(model, column).flatchoices)
    if isinstance(value, list) and words:
        return "; ".join(str(words.get(one, one)) for one in value)
    return words.get(value, value) if isinstance(value, str) else value
