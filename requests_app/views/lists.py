"""Lists that are data: thresholds and placeholder words, read by the IRS's side, changed by an administrator, with history."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse

from .. import access
from ..forms.lists import RemoveForm, ThresholdForm, WordsForm
from ..models import ListedWord, Threshold
from ..rules.lists import THRESHOLD_TEXTS, THRESHOLD_TITLES, THRESHOLDS
from ..rules.roles import Role
from ..rules.text import plain
from ..workflow import lists
from ..workflow.kept import mark
from .answers import Trouble, draw
from .irs_page import IRS_READERS
from .kept import belonging, renewed, sent, story
from .who import DeskRequest

READERS = IRS_READERS | {Role.ADMINISTRATOR}
NOT_YOURS = ["Lists and thresholds are changed by an administrator only."]

KINDS: dict[str, tuple[str, str]] = {
    ListedWord.Kind.ADDRESS: ("Words that stand for no address", "address.placeholder"),
    ListedWord.Kind.NAME: ("Words that stand for no name", "name.missing"),
}
"""Kind -> the list's title, and the code that rests on it."""


def _refusals(request: DeskRequest) -> list[str]:
    return [] if request.roles.get(Role.ADMINISTRATOR) else NOT_YOURS


def show(request: DeskRequest) -> HttpResponse:
    """Show the thresholds as they stand, and how many words each list holds."""
    set_to = dict(Threshold.objects.values_list("name", "value"))
    counts = dict(ListedWord.objects.values_list("kind").annotate(n=Count("id")).order_by())
    context = {
        "thresholds": [
            (name, THRESHOLD_TITLES[name], THRESHOLD_TEXTS[name], set_to.get(name, shipped), shipped)
            for name, shipped in THRESHOLDS.items()
        ],
        "words": [(kind, title, code, counts.get(kind, 0)) for kind, (title, code) in KINDS.items()],
        "may": not _refusals(request),
    }
    return draw(request, "standing/lists.html", context)


def threshold(request: DeskRequest, name: str) -> HttpResponse:
    """Show a threshold with its history; change it."""
    if name not in THRESHOLDS:
        raise access.Absent
    row = Threshold.objects.filter(name=name).first()
    value = row.value if row else THRESHOLDS[name]
    given: dict[str, Any] = {"unit": THRESHOLD_TEXTS[name], "most": lists.most(name)}
    form = ThresholdForm(request.POST or None, initial={"seen": mark(row) if row else 0, "value": value}, **given)

    def do(said: dict[str, Any]) -> object:
        return lists.set_threshold(name, said["value"], by=request.visitor, why=said["why"], seen=said["seen"])

    here = reverse("threshold", kwargs={"name": name})
    said = "The threshold is changed. What was judged by the old one is judged again."
    context = {
        "name": name,
        "title": THRESHOLD_TITLES[name],
        "meaning": THRESHOLD_TEXTS[name],
        "value": value,
        "shipped": THRESHOLDS[name],
        "steps": story(name, belonging(Threshold, "name")),
        "refusals": _refusals(request),
    }
    answer = sent(request, form, do, said, here)
    return _answer(request, "standing/threshold.html", {**context, "form": renewed(form, row)}, answer)


def words(request: DeskRequest, kind: str) -> HttpResponse:
    """Show a list of words with its history; add to it."""
    if kind not in KINDS:
        raise access.Absent
    doubts = lists.doubts(kind, plain(request.POST.get("words", "")))
    form = WordsForm(request.POST or None, asks=bool(doubts))

    def do(said: dict[str, Any]) -> object:
        return lists.add_words(kind, said["words"], by=request.visitor, why=said["why"], sure=said["sure"])[1]

    here = reverse("words", kwargs={"kind": kind})
    added = f"“{plain(request.POST.get('words', ''))}” is on the list. What was judged without it is judged again."
    answer = sent(request, form, do, added, here)
    return _answer(request, "standing/words.html", {"form": form, **_words(request, kind)}, answer)


def _words(request: DeskRequest, kind: str) -> dict[str, Any]:
    sought = request.GET.get("find", "")[:120]
    listed = list(ListedWord.objects.filter(kind=kind).order_by("words"))
    found = [word for word in listed if plain(sought) in word.words]
    return {
        "kind": kind,
        "title": KINDS[kind][0],
        "code": KINDS[kind][1],
        "sought": sought,
        "found": found,
        "listed": len(listed),
        "shipped": sorted(lists.SHIPPED[ListedWord.Kind(kind)]) if not listed else [],
        "steps": story(kind, belonging(ListedWord, "kind")),
        "refusals": _refusals(request),
    }


def words_remove(request: DeskRequest, word_id: int) -> HttpResponse:
    """Take words off a list."""
    word = ListedWord.objects.filter(pk=word_id).first()
    if word is None:
        raise access.Absent
    form = RemoveForm(request.POST or None)

    def do(said: dict[str, Any]) -> object:
        return lists.remove_words(word_id, by=request.visitor, why=said["why"]) is not None

    said = f"“{word.words}” is off the list. What was judged by it is judged again."
    answer = sent(request, form, do, said, reverse("words", kwargs={"kind": word.kind}))
    last = not ListedWord.objects.filter(kind=word.kind).exclude(pk=word_id).exists()
    context = {"word": word, "title": KINDS[word.kind][0], "last": last, "form": form, "refusals": _refusals(request)}
    return _answer(request, "standing/words_remove.html", context, answer)


def _answer(
    request: DeskRequest, template: str, context: dict[str, Any], answer: HttpResponse | Trouble | None
) -> HttpResponse:
    return answer if isinstance(answer, HttpResponse) else draw(request, template, context, answer)
