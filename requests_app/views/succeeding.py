"""A successor request, begun by the agency from the subjects that were returned to it; and the links between the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .. import access, tasks
from ..forms.selecting import SuccessorForm
from ..models import CarriedSubject, DisclosureRequest, Subject, Succession
from ..models.subject import Outcome
from ..models.succession import to_carry
from ..rules import numbering
from ..rules.reason_codes import INTERNAL, REASONS, sentence_for_agency
from ..rules.roles import Role
from ..workflow import succeeding
from ..workflow.refused import Refused
from . import cases
from .answers import Trouble, done, draw, held, trouble_of
from .who import DeskRequest


@dataclass(frozen=True, slots=True)
class Link:
    """The other request of a succession, as the page shows it. Units: subjects."""

    number: str
    url: str
    count: int
    carried: int
    finished: bool
    trouble: str


def links(request: DeskRequest, disclosure_request: DisclosureRequest) -> dict[str, Any]:
    """Return what a request's page says of those before and after it, as this person may open them."""
    mine = Role.LIAISON in held(request, disclosure_request)
    both = Succession.objects.select_related("earlier", "successor")
    open_to = access.visible_requests(request.visitor, request.roles)
    before = both.filter(successor=disclosure_request, earlier__in=open_to).first()
    after = both.filter(earlier=disclosure_request, successor__in=open_to)
    return {
        "succeeds": _link(before, before.earlier) if before else None,
        "returned_for": _reasons(before.earlier) if before else [],
        "succeeded_by": [_link(one, one.successor) for one in after],
        "to_carry": to_carry(disclosure_request) if mine else 0,
    }


def _reasons(earlier: DisclosureRequest) -> list[str]:
    """Return for what subjects were returned in a request, as its agency was told there."""
    returned = earlier.subjects.filter(outcome=Outcome.RETURNED).exclude(outcome_reason__in=INTERNAL)
    given = set(returned.order_by().values_list("outcome_reason", flat=True).distinct())
    return [sentence_for_agency(code) for code in REASONS if code in given]


def came_back(subject_id: int) -> str:
    """Return for what a subject was returned in the request before, and where; '' if it came otherwise."""
    carried = CarriedSubject.objects.filter(later_id=subject_id).values("earlier_id")
    before = Subject.objects.filter(pk__in=carried).select_related("disclosure_request").first()
    if before is None or before.outcome_reason in INTERNAL or before.outcome_reason not in REASONS:
        return ""
    where = f"{numbering.subject(before.row)} of {before.disclosure_request.number}"
    return f"Returned as {where}: {sentence_for_agency(before.outcome_reason)}"


def _link(succession: Succession, other: DisclosureRequest) -> Link:
    return Link(
        number=other.number,
        url=reverse("request", kwargs={"pk": other.pk}),
        count=succession.count,
        carried=succession.carried,
        finished=succession.finished_at is not None,
        trouble=succession.trouble,
    )


def begin(request: DeskRequest, pk: int) -> HttpResponse:
    """Say what a successor request takes along, then begin it."""
    earlier = cases.drafted(request, pk)
    form = SuccessorForm(request.POST or None, initial={"expected": to_carry(earlier), "key": uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _draw(request, earlier, form)
    try:
        return _onward(request, _begin(request, earlier, form))
    except Refused as refused:
        fresh = SuccessorForm(initial={"expected": to_carry(earlier), "key": uuid4()})
        return _draw(request, earlier, fresh, trouble_of(refused))


def _begin(request: DeskRequest, earlier: DisclosureRequest, form: SuccessorForm) -> DisclosureRequest:
    said = form.cleaned_data
    why = f"began a successor of {earlier.number}"
    return succeeding.begin(earlier.pk, by=request.visitor, why=why, expected=said["expected"], key=said["key"])


def _onward(request: DeskRequest, successor: DisclosureRequest) -> HttpResponse:
    """Go to the successor; send for a worker, when it is committed, if subjects are still to be carried over."""
    succession = Succession.objects.get(successor=successor)
    if succession.finished_at is None:
        transaction.on_commit(partial(tasks.ring, tasks.carry_subjects, succession.pk))
        done(
            request, f"{successor.number} was begun. Its subjects are being carried over; the page says how far it is."
        )
    else:
        done(request, f"{successor.number} was begun. Correct what its subjects lack, then hand it to the signer.")
    return HttpResponseRedirect(reverse("request", kwargs={"pk": successor.pk}))


def _draw(
    request: DeskRequest, earlier: DisclosureRequest, form: SuccessorForm, trouble: Trouble | None = None
) -> HttpResponse:
    context = {**cases.heading(earlier), "form": form, "to_carry": to_carry(earlier)}
    return draw(request, "requests/succeed.html", context, trouble)
