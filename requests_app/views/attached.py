"""Items of the second tier: the list of what is attached to a request, one attached to a subject, one opened or removed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audits.access_log import AccessAct, look

from .. import access
from ..forms.irs import WordsForm
from ..forms.releases import AttachForm
from ..models import AttachedItem, DisclosureRequest, Subject
from ..models.subject import Outcome
from ..rules.items import ITEMS, attachable
from ..rules.roles import Role
from ..workflow import attaching, questions
from . import cases
from .answers import Trouble, done, draw, looker
from .irs_page import found, tried
from .who import DeskRequest


def show(request: DeskRequest, pk: int) -> HttpResponse:
    """List what is attached: row, item, source."""
    disclosure_request = found(request, pk)
    standing = attaching.listed(disclosure_request, looker(request, disclosure_request, "listed the attached items"))
    context = {
        **cases.heading(disclosure_request),
        "attached": [(one, ITEMS[one.item].label) for one in standing],
        "may": attachable(frozenset(disclosure_request.items)),
        "subjects_url": reverse("subjects", kwargs={"pk": pk}),
    }
    return draw(request, "irs/items.html", context)


def attach(request: DeskRequest, pk: int, subject_id: int) -> HttpResponse:
    """Attach an item to one approved subject."""
    disclosure_request = found(request, pk)
    subject = disclosure_request.subjects.filter(pk=subject_id, outcome=Outcome.APPROVED).first()
    items = attachable(frozenset(disclosure_request.items))
    if subject is None or not items:
        raise access.Absent
    form = AttachForm(request.POST or None, request.FILES or None, items=items)
    if request.method != "POST" or not form.is_valid():
        return _attach_page(request, disclosure_request, subject, form)
    said = form.cleaned_data
    given = {name: said[name] for name in ("item", "source", "says", "key", "why")}
    do = partial(attaching.attach, pk, subject_id, by=request.visitor, file=form.attached(), **given)
    if trouble := tried(do):
        return _attach_page(request, disclosure_request, subject, form, trouble)
    done(
        request, "The item is attached. It leaves with the package, once that is prepared, authorized and transmitted."
    )
    return HttpResponseRedirect(reverse("items", kwargs={"pk": pk}))


def one(request: DeskRequest, pk: int, attached_id: int) -> HttpResponse:
    """Open an attached item: a recorded look. On a posted form, remove it in writing."""
    disclosure_request = found(request, pk)
    item = (
        AttachedItem.objects.defer("file_sealed").filter(pk=attached_id, disclosure_request=disclosure_request).first()
    )
    if item is None:
        raise access.Absent
    form = WordsForm(
        request.POST or None, label="Why it is removed", hint="Kept with the item. Name no taxpayer.", rows=2
    )
    trouble = None
    if request.method == "POST" and form.is_valid():
        trouble = tried(partial(attaching.remove, attached_id, by=request.visitor, why=form.cleaned_data["why"]))
        if trouble is None:
            done(request, "The item is removed, in writing. It isn't released.")
            return HttpResponseRedirect(reverse("items", kwargs={"pk": pk}))
    return _one_page(request, disclosure_request, item, form, trouble)


def _one_page(
    request: DeskRequest,
    disclosure_request: DisclosureRequest,
    item: AttachedItem,
    form: WordsForm,
    trouble: Trouble | None,
) -> HttpResponse:
    held = attaching.read(item.pk, disclosure_request, looker(request, disclosure_request, "opened an attached item"))
    context: dict[str, Any] = {
        **cases.heading(disclosure_request),
        "item": item,
        "label": ITEMS[item.item].label,
        "says": held.says,
        "file_name": held.file[0] if held.file else "",
        "form": form,
        "refusals": questions.role_refusals(disclosure_request, request.visitor, Role.SPECIALIST),
    }
    return draw(request, "irs/item.html", context, trouble)


def _attach_page(
    request: DeskRequest,
    disclosure_request: DisclosureRequest,
    subject: Subject,
    form: AttachForm,
    trouble: Trouble | None = None,
) -> HttpResponse:
    who = looker(request, disclosure_request, "opened the page to attach an item to a subject")
    look(who, AccessAct.VIEW, "subject row", case_id=disclosure_request.pk, subjects=[subject.pk])
    context = {
        **cases.heading(disclosure_request),
        "row": subject.row,
        "form": form,
        "refusals": questions.role_refusals(disclosure_request, request.visitor, Role.SPECIALIST),
        "back": reverse("subject_open", kwargs={"pk": disclosure_request.pk, "subject_id": subject.pk}),
    }
    return draw(request, "irs/item_new.html", context, trouble)
