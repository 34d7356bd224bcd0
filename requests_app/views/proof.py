"""The proof: what is sealed, what the last check found, and everything that it takes to check it oneself.

What leaves here with rows in it is recorded as exported before the first byte; without a reason it holds no tax data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from audits import access_log, checkpoints
from audits.access_log import AccessAct
from audits.comparing_folder import witnessed
from audits.models import Break, Layout, Leaf
from audits.proof_export import Proof
from audits.seal_folder import SealFolder
from audits.standalone.__main__ import one_file
from audits.standalone.tree import COSIGNATURE, Bad, Checkpoint, Key, Note
from audits.verification import at_one_moment, seal_folder, unsealed, witness_folder

from .. import access
from ..forms.proof import RowForm, SinceForm, TaxForm
from ..rules.roles import Role
from .answers import draw
from .narrowing import sees_all
from .who import DeskRequest, looking

PUBLISHED = re.compile(
    r"checkpoint|public-key|rotations|checkpoints/[0-9]{1,13}|tile/[0-9]{1,2}/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]{1,3})?"
)
"""What of the sealer's folder anyone may fetch: hashes, signatures, public keys."""


MOST_BREAKS = 50

NONE_SO_LONG = (
    "No checkpoint counts so many rows. If yours does in its second line, keep it and report it: it was signed, and is missing "
    "here."
)


@dataclass(frozen=True, slots=True)
class Sealing:
    """What the sealer's folder says. `trouble`: why it can't be read, '' if it can."""

    trouble: str = ""
    now: Checkpoint | None = None
    keys: tuple[str, ...] = ()
    witness: str = ""
    cosigned: int = 0
    cosigned_at: datetime | None = None


def show(request: DeskRequest) -> HttpResponse:
    """Show what is sealed, what the last checks found, and how to check it."""
    return _page(request)


def _page(
    request: DeskRequest, *, row: RowForm | None = None, since: SinceForm | None = None, tax: TaxForm | None = None
) -> HttpResponse:
    latest = checkpoints.latest()
    waiting = 0
    if latest:
        with connection.cursor() as cursor:
            waiting = unsealed(cursor, latest.complete_below)
    context = {
        "sealing": _sealing(seal_folder()),
        "latest": latest,
        "root": bytes(latest.root).hex() if latest else "",
        "waiting": waiting,
        "whole": checkpoints.last_verification(whole=True),
        "quick": checkpoints.last_verification(whole=False),
        "undeclared": checkpoints.undeclared(),
        "breaks": _breaks(),
        "breaks_in_all": Break.objects.count(),
        "may_export": sees_all(request),
        "form": row or since or tax,
        "row_form": row or RowForm(),
        "since_form": since or SinceForm(),
        "tax_form": tax or TaxForm(),
    }
    return draw(request, "oversight/proof.html", context)


def _breaks() -> list[tuple[Break, str]]:
    """Return the latest declared breaks, each with the row that it is of."""
    found = Break.objects.order_by("-id")[:MOST_BREAKS]
    rows = checkpoints.rows_at(one.place for one in found)
    return [(one, rows[one.place]) for one in found]


def _sealing(folder: SealFolder) -> Sealing:
    try:
        now, keys = folder.checkpoint(), tuple(key.text() for key, _ in folder.all_keys())
        seen, name = witnessed(witness_folder(), folder)
    except Bad as bad:
        return Sealing(str(bad))
    if seen is None:
        return Sealing("", now, keys)
    return Sealing("", now, keys, name, seen.size, _cosigned_at())


def _cosigned_at() -> datetime | None:
    place = witness_folder()
    if place is None:
        return None
    key = Key.read((place / "public-key").read_text())
    signature = Note.read((place / "checkpoint").read_text()).signature_by(key)
    good = signature is not None and key.kind == COSIGNATURE
    return datetime.fromtimestamp(int.from_bytes((signature or b"")[:8], "big"), UTC) if good else None


def published(request: DeskRequest, name: str) -> HttpResponse:
    """Return a file of the sealer's folder that anyone may have: for witnesses."""
    path = seal_folder().path / name
    if not PUBLISHED.fullmatch(name) or not path.is_file():
        raise access.Absent
    return HttpResponse(path.read_bytes(), content_type="application/octet-stream")


@require_GET
def verifier(request: DeskRequest) -> HttpResponseBase:
    """Return the stand-alone verifier."""
    return _file(HttpResponse(one_file(), content_type="text/x-python; charset=utf-8"), "verify.py")


@require_GET
def export(request: DeskRequest) -> HttpResponseBase:
    """Stream every sealed row with its proof, without tax data."""
    return _streamed(request, "took out the sealed records, without tax data", _whole, "sealed-records.jsonl")


@require_POST
def export_with_tax(request: DeskRequest) -> HttpResponseBase:
    """Stream every sealed row with its proof and its tax data, for a reason."""
    form = TaxForm(request.POST)
    if not form.is_valid():
        return _page(request, tax=form)
    return _streamed(request, form.cleaned_data["why"], _whole, "sealed-records-FTI.jsonl", tax=True)


@require_GET
def row(request: DeskRequest) -> HttpResponseBase:
    """Return one sealed row with the proof that it is in the tree."""
    form = RowForm(request.GET)
    found = _place(form) if form.is_valid() else None
    if found is None:
        if form.is_valid():
            form.add_error("row", "This row isn't sealed: it isn't there, or no checkpoint covers it yet.")
        return _page(request, row=form)
    name = f"{form.cleaned_data['table']}-{form.cleaned_data['row']}.jsonl"
    return _streamed(request, "took out one sealed row", lambda proof: proof.rows([found]), name)


def _place(form: RowForm) -> int | None:
    layouts = Layout.objects.filter(source=form.cleaned_data["table"]).values("pk")
    leaves = Leaf.objects.filter(row_id=form.cleaned_data["row"], layout_id__in=layouts, index__lt=_now().size)
    return leaves.values_list("index", flat=True).first()


def _now() -> Checkpoint:
    try:
        return seal_folder().checkpoint()
    except Bad:
        raise access.Absent from None


@require_GET
def consistency(request: DeskRequest) -> HttpResponseBase:
    """Return the proof that the tree grew from an earlier checkpoint."""
    form = SinceForm(request.GET)
    earlier = seal_folder().at(form.cleaned_data["since"]) if form.is_valid() else None
    if earlier is None:
        if form.is_valid():
            form.add_error("since", NONE_SO_LONG)
        return _page(request, since=form)
    name = f"grown-from-{form.cleaned_data['since']}.jsonl"
    return _streamed(
        request, "took out a proof between checkpoints", lambda proof: proof.rows([]), name, earlier=earlier
    )


def _whole(proof: Proof) -> Iterator[bytes]:
    return proof.stretch(0, proof.now.size)


def _streamed(
    request: DeskRequest,
    why: str,
    made: Callable[[Proof], Iterator[bytes]],
    name: str,
    *,
    tax: bool = False,
    earlier: str | None = None,
) -> HttpResponseBase:
    """Record the export, then stream it in a transaction of its own. Absent for who doesn't oversee every agency."""
    if not sees_all(request):
        raise access.Absent
    folder = seal_folder()
    now = _now()
    access_log.record(
        looking(request, why, Role.OVERSIGHT), AccessAct.EXPORT, "proof with tax data" if tax else "proof"
    )

    def lines() -> Iterator[bytes]:
        with at_one_moment("default") as cursor:
            yield from made(Proof(cursor, folder, now, tax, earlier))

    return _file(StreamingHttpResponse(lines(), content_type="application/jsonl; charset=utf-8"), name)


def _file(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
