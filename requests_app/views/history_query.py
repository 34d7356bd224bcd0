"""What a page of the one history is asked for: the typed filter, as an address, as words, and as a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone

from audits.acting import SYSTEM_ACTORS
from audits.events import Asked, Key

from .. import access
from ..forms.base import offer
from ..forms.history import HistoryForm, known_models
from ..models import Agency
from ..rules.roles import Role
from ..workflow import history_search
from . import narrowing
from .answers import number_in
from .narrowing import people_left_out, sees_all
from .who import DeskRequest

REQUEST = "requests_app.DisclosureRequest"
SUBJECT = "subject"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SUBJECTS_KEPT = 5
"""Numbers whose keyed hashes a session remembers, for the pages of a search."""
SESSION = "history_subjects"


@dataclass(frozen=True, slots=True)
class Searched:
    """A search for a taxpayer by number: its name in the address, and the stated reason. The hash stays in the session.

    `cut`: more subjects bear the number than are looked for.
    """

    handle: str
    why: str
    subjects: tuple[int, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, what it asks for, and what it is in an address and in words. `cuts`: what is looked for only in part."""

    form: HistoryForm
    asked: Asked
    params: dict[str, str]
    words: tuple[str, ...]
    searched: Searched | None = None
    forgotten: bool = False
    cuts: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Return it as an address's query, '' for nothing."""
        return urlencode(self.params)


def read(request: DeskRequest, given: QueryDict | None = None) -> Query:
    """Return what a page is asked for; what can't be read narrows nothing, and the form says so."""
    given = request.GET if given is None else given
    form = form_of(request, given)
    form.is_valid()
    said = {name: value for name, value in form.cleaned_data.items() if value}
    searched = _searched(request, given.get(SUBJECT, ""))
    params = {name: str(given[name]).strip() for name in said}
    params |= {SUBJECT: searched.handle} if searched else {}
    asked = _asked(request, said, searched)
    return Query(
        form,
        asked,
        params,
        _in_words(form, said, searched),
        searched,
        forgotten=bool(given.get(SUBJECT)) and searched is None,
        cuts=_cuts(said, asked, searched),
    )


def _cuts(said: dict[str, Any], asked: Asked, searched: Searched | None) -> tuple[str, ...]:
    """Return what the page says of a search that found more than is looked for."""
    left_out = people_left_out(said.get("person", ""), asked.people)
    if searched and searched.cut:
        most = f"{history_search.SUBJECTS_MOST:,}"
        left_out.append(
            f"Only the latest {most} subjects that bear the number are looked for: it may be no one person’s."
        )
    return tuple(left_out)


def typed(query: Mapping[str, str]) -> QueryDict:
    """Return a kept filter as if it had been typed."""
    return QueryDict(urlencode(query))


def form_of(request: DeskRequest, given: QueryDict) -> HistoryForm:
    """Return the form with the agencies and the kinds of things that this reader may choose."""
    form = HistoryForm(given, auto_id="history_%s")
    overseen = Agency.objects.filter(pk__in=request.roles[Role.OVERSIGHT])
    offer(form, "agency", [("", "Every agency you oversee"), *((str(a.pk), a.name) for a in overseen)])
    offer(form, "model", [("", "Anything"), *known_models()])
    return form


def _asked(request: DeskRequest, said: dict[str, Any], searched: Searched | None) -> Asked:
    """Return the search. Whoever doesn't oversee every agency sees what belongs to those overseen, and to no other."""
    overseen = request.roles[Role.OVERSIGHT]
    agencies = None if sees_all(request) else sorted(overseen)
    status_only = said.get("only") == "status"
    return Asked(
        people=people_named(said["person"]) if "person" in said else None,
        roles=[said["role"]] if "role" in said else None,
        agencies=[int(said["agency"])] if "agency" in said else agencies,
        cases=_cases(request, said["number"]) if "number" in said else None,
        models=_models(said.get("model", ""), status_only),
        acts=[said["act"]] if "act" in said else None,
        fields=[*(["status"] if status_only else []), *([said["field"]] if "field" in said else [])] or None,
        statuses=[said["status"]] if "status" in said else None,
        words=said.get("words", ""),
        subjects=searched.subjects if searched else None,
        since=_start(said["since"]) if "since" in said else None,
        until=_start(said["until"] + timedelta(days=1)) if "until" in said else None,
    )


def _models(model: str, status_only: bool) -> list[str] | None:
    """Return the models that are asked for; none fits where a status changed of what has no status."""
    if status_only:
        return [REQUEST] if model in ("", REQUEST) else []
    return [model] if model else None


def people_named(text: str) -> list[int]:
    """Return the ids of the people, as many as are looked for, and of the system's own actors whom every word names."""
    words = text.lower().split()
    system = [a.pk for a in SYSTEM_ACTORS.values() if all(word in a.name.lower() for word in words)]
    return [*system, *narrowing.people_named(text)]


def _cases(request: DeskRequest, number: str) -> list[int]:
    visible = access.visible_requests(request.visitor, request.roles).filter(number__iexact=number.strip())
    return list(visible.values_list("pk", flat=True)[:1])


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _in_words(form: forms.Form, said: dict[str, Any], searched: Searched | None) -> tuple[str, ...]:
    told = []
    for name, value in said.items():
        field = form.fields[name]
        chosen = dict(_flat(field.choices)) if isinstance(field, forms.ChoiceField) else {}
        told.append(f"{field.label}: {chosen.get(str(value), value)}")
    return (*told, *(("One taxpayer, by the keyed hash of the number",) if searched else ()))


def _flat(choices: Any) -> list[tuple[str, str]]:
    pairs = []
    for value, label in choices:
        pairs += list(label) if isinstance(label, (list, tuple)) else [(str(value), str(label))]
    return pairs


def remember(request: DeskRequest, tin: str, why: str) -> str:
    """Keep a number's keyed hash and the reason in the session; return the name by which pages speak of it."""
    index = history_search.index_of(tin).hex()
    kept = dict(list(request.session.get(SESSION, {}).items())[-SUBJECTS_KEPT + 1 :])
    handle = history_search.new_handle()
    request.session[SESSION] = {**kept, handle: [index, why]}
    return handle


def _searched(request: DeskRequest, handle: str) -> Searched | None:
    kept = request.session.get(SESSION, {}).get(handle)
    if kept is None:
        return None
    index, why = kept
    found, cut = history_search.subjects_with(bytes.fromhex(index))
    return Searched(handle, why, tuple(found), cut)


def key_of(text: str) -> Key | None:
    """Return where a page begins, as an address says it: microseconds since 1970, a point, the transaction's id."""
    left, _, right = text.partition(".")
    micros, txid = number_in(left), number_in(right)
    return (EPOCH + timedelta(microseconds=micros), txid) if micros and txid and micros < 2**53 else None


def text_of(key: Key) -> str:
    """Return a key as an address says it."""
    return f"{(key[0] - EPOCH) // timedelta(microseconds=1)}.{key[1]}"
