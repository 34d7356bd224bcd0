"""The administrator's pages: people, their roles, their accounts. They show no request and no tax data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..forms.people import HomeForm, PersonForm, RoleForm, WhyForm
from ..models import Agency, AgencyPersonGrant, HomeKey, Person
from ..rules.roles import Role
from ..workflow import accounts, recipients, reviews_due
from ..workflow.refused import Refused
from .answers import NOTHING_DIFFERS
from .who import DeskRequest


@require_GET
def index(request: DeskRequest) -> HttpResponse:
    """List the people with their roles, by name."""
    found = Person.objects.select_related("agency").order_by("last_name", "first_name", "pk")
    roles = _roles_of_all()
    people = [(person, roles.get(person.pk, [])) for person in found]
    mine = request.roles[Role.ADMINISTRATOR]
    context = {"people": people, "to_take": reviews_due.found_unneeded(mine)}
    return render(request, "people/index.html", context)


def _roles_of_all() -> dict[int, list[tuple[str, str]]]:
    """Return (role in words, agency's code) for each person's id."""
    found: dict[int, list[tuple[str, str]]] = {}
    grants = AgencyPersonGrant.objects.order_by("permission__codename", "content_object__code")
    for user, codename, code in grants.values_list("user_id", "permission__codename", "content_object__code"):
        found.setdefault(user, []).append((Role(codename).label, code))
    return found


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Enter a person."""
    form = PersonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/new.html", {"form": form}, status=422 if form.is_bound else 200)
    typed = dict(form.cleaned_data)
    agency, password, why = typed.pop("agency"), typed.pop("password"), typed.pop("why")
    person = accounts.enter(by=request.visitor, why=why, fields=typed, agency=agency, password=password)
    messages.success(request, f"{person} has an account. Give the roles it needs.")
    return redirect("person", pk=person.pk)


@require_GET
def person(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one person: roles, account, and the forms to change them."""
    return _show(request, get_object_or_404(Person, pk=pk))


def _show(request: DeskRequest, shown: Person, status: int = 200, **more: Any) -> HttpResponse:
    mine = request.roles[Role.ADMINISTRATOR]
    grants = AgencyPersonGrant.objects.filter(user=shown).select_related("permission", "content_object")
    context = {
        "person": shown,
        "grants": [(Role(g.permission.codename), g.content_object) for g in grants.order_by("pk")],
        "role_form": RoleForm(agencies=mine, auto_id="id_role_%s"),
        "active_form": WhyForm(auto_id="id_active_%s"),
        "home_form": HomeForm(auto_id="id_home_%s"),
        "home_kept": HomeKey.objects.filter(person=shown).exists(),
        "itself": shown.pk == request.visitor.pk,
        "refusals": accounts.account_refusals(shown, request.visitor),
        "to_take": reviews_due.found_unneeded(mine).filter(person=shown),
        "awaiting": recipients.awaiting(shown, mine) if shown.pk != request.visitor.pk else [],
        **more,
    }
    return render(request, "people/person.html", context, status=status)


@require_POST
def grant(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Give a role."""
    return _change_role(request, pk, give=True)


@require_POST
def revoke(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take a role."""
    return _change_role(request, pk, give=False)


def _change_role(request: DeskRequest, pk: int, *, give: bool) -> HttpResponseBase:
    shown = get_object_or_404(Person, pk=pk)
    form = RoleForm(request.POST, agencies=request.roles[Role.ADMINISTRATOR], auto_id="id_role_%s")
    if not form.is_valid():
        return _show(request, shown, 422, role_form=form, form=form)
    role, agency, why = Role(form.cleaned_data["role"]), form.cleaned_data["agency"], form.cleaned_data["why"]
    change = accounts.give_role if give else accounts.take_role
    try:
        changed = change(shown, role, agency, by=request.visitor, why=why)
    except Refused as refused:
        return _show(request, shown, 409, role_form=form, reasons=refused.reasons)
    messages.success(request, _said(shown, role, agency, give) if changed else NOTHING_DIFFERS)
    return redirect("person", pk=pk)


def _said(shown: Person, role: Role, agency: Agency, give: bool) -> str:
    if give:
        return f"{shown} is now {role.label.lower()} for {agency}."
    return f"{shown} is no longer {role.label.lower()} for {agency}, from the next page on."


@require_POST
def set_active(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Switch an account off or on."""
    shown = get_object_or_404(Person, pk=pk)
    form = WhyForm(request.POST, auto_id="id_active_%s")
    if not form.is_valid():
        return _show(request, shown, 422, active_form=form, form=form)
    active = request.POST.get("active") == "yes"
    try:
        accounts.set_active(shown, active, by=request.visitor, why=form.cleaned_data["why"])
    except Refused as refused:
        return _show(request, shown, 409, active_form=form, reasons=refused.reasons)
    messages.success(request, f"{shown}’s account is {'on' if active else 'off'}.")
    return redirect("person", pk=pk)


@require_POST
def set_home(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Keep where a person lives, as a keyed hash."""
    shown = get_object_or_404(Person, pk=pk)
    form = HomeForm(request.POST, auto_id="id_home_%s")
    if not form.is_valid():
        return _show(request, shown, 422, home_form=form, form=form)
    try:
        accounts.set_home(shown, form.cleaned_data["address"], by=request.visitor, why=form.cleaned_data["why"])
    except Refused as refused:
        return _show(request, shown, 409, home_form=form, reasons=refused.reasons)
    kept = "is kept, as a keyed hash" if form.cleaned_data["address"].strip() else "isn’t kept any more"
    messages.success(request, f"The home address of {shown} {kept}.")
    return redirect("person", pk=pk)
