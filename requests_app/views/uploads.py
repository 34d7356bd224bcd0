"""A file of subjects: sent, its columns mapped, read and judged in the background, and what each row lacks."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from audits.access_log import look, record
from audits.models import AccessAct

from .. import access, tasks
from ..forms.uploads import MappingForm, UploadForm
from ..intake import cancelling, mapping, receiving
from ..intake.check_summary import COMMAND, EXITS, USES
from ..intake.progress import progress, undropped
from ..intake.refusing import NotNow
from ..intake.row_errors import TROUBLES
from ..intake.tables import KIND_WORDS
from ..models import Batch, DisclosureRequest
from ..models.batch import OPEN_BATCH, BatchStatus
from ..models.tallies import tally_of
from ..rules.columns import COLUMNS, GROUPS, codes_of, example_row, flags_on_rows
from ..rules.facts import TEMPLATE_COLUMNS
from ..rules.roles import Role
from ..rules.transitions import EDITABLE
from . import answers, cases, problems, rejected, subjects, summaries
from .answers import Trouble, done, draw, looker, number_in, to_request
from .csv_files import csv_file
from .who import DeskRequest


def new(request: DeskRequest, pk: int) -> HttpResponse:
    """Send a file."""
    case = cases.drafted(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _draw_new(request, case, form)
    try:
        batch = _received(request, case, form)
    except NotNow as refused:
        return _draw_new(request, case, form, Trouble("The file wasn't taken", refused.reasons))
    if batch.status == BatchStatus.RECEIVED:
        return HttpResponseRedirect(_address("upload_columns", batch))
    if batch.status == BatchStatus.READING:  # it brings rejected rows again, so its columns are known
        transaction.on_commit(partial(tasks.ring, tasks.read_batch, batch.pk))
    return HttpResponseRedirect(_address("upload", batch))


def _received(request: DeskRequest, case: DisclosureRequest, form: UploadForm) -> Batch:
    file = form.cleaned_data["file"]
    return receiving.receive(
        case.pk,
        by=request.visitor,
        why="uploaded a file of taxpayers",
        filename=file.name,
        stream=file.file,
        key=form.cleaned_data["key"] or uuid4(),
    )


def _draw_new(
    request: DeskRequest, case: DisclosureRequest, form: UploadForm, trouble: Trouble | None = None
) -> HttpResponse:
    context = {**cases.heading(case), "form": form, "editable": case.status in EDITABLE}
    corrects = number_in(request.GET.get("corrects", ""))
    context["corrects"] = Batch.objects.filter(pk=corrects, disclosure_request=case).first() if corrects else None
    return draw(request, "uploads/new.html", context, trouble)


def columns(request: DeskRequest, pk: int, batch_id: int) -> HttpResponse:
    """Say which column of the file is which."""
    case, batch = _batch(request, pk, batch_id)
    if batch.status != BatchStatus.RECEIVED:
        return HttpResponseRedirect(_address("upload", batch))
    form = MappingForm(request.POST or None, header=batch.header, suggested=mapping.suggest(batch.header))
    if request.method != "POST" or not form.is_valid():
        return _draw_columns(request, case, batch, form)
    call = partial(mapping.confirm, batch.pk, by=request.visitor, why="mapped the file's columns")
    try:
        call(columns=form.columns())
    except NotNow as refused:
        trouble = Trouble("The columns weren't taken", refused.reasons)
        return _draw_columns(request, case, batch, form, trouble)
    transaction.on_commit(partial(tasks.ring, tasks.read_batch, batch.pk))
    return HttpResponseRedirect(_address("upload", batch))


def _draw_columns(
    request: DeskRequest, case: DisclosureRequest, batch: Batch, form: MappingForm, trouble: Trouble | None = None
) -> HttpResponse:
    who = looker(request, case, "named the columns of a file")
    look(who, AccessAct.VIEW, "upload columns", object_id=batch.pk, case_id=case.pk)
    context = {**cases.heading(case), "batch": batch, "form": form, "lacking": form.lacking()}
    context["doubts"] = mapping.doubts(batch.header)
    return draw(request, "uploads/columns.html", context, trouble)


def show(request: DeskRequest, pk: int, batch_id: int, trouble: Trouble | None = None) -> HttpResponse:
    """Show how far the file is, and in the end what its rows lack."""
    case, batch = _batch(request, pk, batch_id)
    return draw(request, "uploads/show.html", _standing(request, case, batch), trouble)


def standing(request: DeskRequest, pk: int, batch_id: int) -> HttpResponse:
    """Show the part of the page that asks for itself every two seconds."""
    case, batch = _batch(request, pk, batch_id)
    return render(request, "uploads/_standing.html", _standing(request, case, batch))


def _standing(request: DeskRequest, case: DisclosureRequest, batch: Batch) -> dict[str, Any]:
    irs_side = answers.irs_side(request, case)
    codes = summaries.codes_for(irs_side)
    open_now = batch.status in OPEN_BATCH
    lacks = [] if open_now else _lacks(batch, codes, irs_side=irs_side)
    editable = cases.may_edit(request, case)
    return {
        **cases.heading(case),
        "batch": batch,
        "kind_words": KIND_WORDS.get(batch.kind, batch.kind),
        "open": open_now,
        "working": open_now and batch.status != BatchStatus.RECEIVED,
        "progress_of": progress(batch),
        "lacks": lacks,
        "blocked": any(lack.blocks for lack in lacks),
        "to_drop": undropped(batch) if batch.status == BatchStatus.CANCELLING else 0,
        "editable": editable,
        "cancelled_by_you": batch.cancelled_by_id == request.visitor.pk,
        "correctable": editable and batch.status == BatchStatus.DONE and batch.corrects_id is None,
        "first_upload": batch.corrects,
        "same_upload": _same(batch) if batch.status == BatchStatus.REFUSED else None,
        "left_out": mapping.ignored(batch.header, batch.columns) if batch.columns else [],
        **({} if open_now or not batch.rows_rejected else rejected.listed(request, batch)),
    }


def _lacks(batch: Batch, codes: frozenset[str], *, irs_side: bool) -> list[summaries.Lack]:
    """Return the flags on an upload's subjects, from the kept counts where the request has no others."""
    tally = tally_of(batch.disclosure_request_id, irs_side=irs_side)
    if batch.status == BatchStatus.DONE and batch.rows_accepted == tally.all:
        return [lack for lack in summaries.tallied_lacks(tally, codes) if not lack.cleared]
    return summaries.subject_lacks(batch.subjects.all(), codes, irs_side=irs_side)


def _same(batch: Batch) -> Batch | None:
    """Return the earlier upload of the very same file that stands in the way of this one, if that is why it was refused.

    A file that was refused before its end was seen has no hash, and is the same as none.
    """
    if not batch.sha256:
        return None
    earlier = Batch.objects.filter(disclosure_request=batch.disclosure_request_id, sha256=batch.sha256, pk__lt=batch.pk)
    return earlier.filter(status__in=(*OPEN_BATCH, BatchStatus.DONE)).first()


def rows(request: DeskRequest, pk: int, batch_id: int) -> HttpResponse:
    """List the file's rows with what each lacks: a recorded look."""
    case, batch = _batch(request, pk, batch_id)
    irs_side = answers.irs_side(request, case)
    context = {**cases.heading(case), "irs_side": irs_side}
    why = "listed the rows of an upload"
    context |= subjects.listed(request, case, irs_side, why=why, batch=batch)
    return draw(request, "uploads/rows.html", context)


def cancel(request: DeskRequest, pk: int, batch_id: int) -> HttpResponse:
    """Say what is dropped with an upload that isn't done; then cancel it."""
    case, batch = _batch(request, pk, batch_id)
    if request.method != "POST":
        return _ask_to_cancel(request, case, batch)
    try:
        batch = cancelling.cancel(batch.pk, by=request.visitor, why="cancelled the upload")
    except NotNow as refused:
        batch.refresh_from_db()
        if batch.status != BatchStatus.CANCELLED:
            return show(request, pk, batch_id, Trouble("The upload wasn't cancelled", refused.reasons))
    if batch.status == BatchStatus.CANCELLING:
        transaction.on_commit(partial(tasks.ring, tasks.drop_batch, batch.pk))
        return HttpResponseRedirect(_address("upload", batch))
    done(request, "The upload was cancelled. None of its rows is in the request.")
    return to_request(case, "uploads")


def _ask_to_cancel(request: DeskRequest, case: DisclosureRequest, batch: Batch) -> HttpResponse:
    again = batch.status == BatchStatus.CANCELLING
    mine = again and batch.cancelled_by_id == request.visitor.pk
    if batch.status not in OPEN_BATCH or mine or not cases.may_edit(request, case):
        return HttpResponseRedirect(_address("upload", batch))
    context = {
        **cases.heading(case),
        "page_title": "Cancel again, in your name" if again else "Cancel the upload",
        "batch": batch,
        "accepted": undropped(batch) if again else batch.rows_accepted,
    }
    return draw(request, "uploads/cancel.html", context)


def problems_file(request: DeskRequest, pk: int, batch_id: int) -> StreamingHttpResponse:
    """Send what each row lacks as a CSV file: row, column, code, sentence, remedy, citation. It holds no tax data."""
    case, batch = _batch(request, pk, batch_id)
    who = looker(request, case, "downloaded the problems of an upload's rows")
    record(who, AccessAct.DOWNLOAD, "row problems", object_id=batch.pk, case_id=case.pk)
    irs_side = answers.irs_side(request, case)
    codes = summaries.codes_for(irs_side)
    name = f"{case.number}-upload-{batch.pk}-problems.csv"
    return csv_file(problems.rows(batch, codes, case.agency_id, irs_side=irs_side), name)


def rejected_file(request: DeskRequest, pk: int, batch_id: int) -> StreamingHttpResponse:
    """Send the rows that couldn't be taken as a CSV file to correct and send back: tax data, a recorded look."""
    case, batch = _batch(request, pk, batch_id)
    if Role.LIAISON not in answers.held(request, case) or batch.corrects_id or batch.status != BatchStatus.DONE:
        raise access.Absent
    who = looker(request, case, "downloaded the rejected rows of an upload, to correct them")
    opened = look(who, AccessAct.DOWNLOAD, "rejected rows", object_id=batch.pk, case_id=case.pk)
    return _attached(
        rejected.lines(batch, opened), f"federal-tax-information-{case.number}-upload-{batch.pk}-rejected.csv"
    )


def template_file(request: DeskRequest) -> StreamingHttpResponse:
    """Send the bulk template: its header, and nothing else."""
    return _attached(_csv(TEMPLATE_COLUMNS), "subjects-template.csv")


def template_example(request: DeskRequest) -> StreamingHttpResponse:
    """Send the bulk template with one invented row, which carries no flag."""
    return _attached(_csv(TEMPLATE_COLUMNS, example_row()), "subjects-example.csv")


def _csv(*rows: Sequence[str]) -> Iterator[str]:
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    yield out.getvalue()


def _attached(lines: Iterator[str] | Iterator[bytes], name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def template_help(request: DeskRequest) -> HttpResponse:
    """Explain the columns of the template, the flags on them, and how a file is checked before it is sent."""
    groups = [(legend, [(name, COLUMNS[name], codes_of(name)) for name in names]) for legend, names in GROUPS.items()]
    context = {"groups": groups, "flags": flags_on_rows(), "troubles": TROUBLES.items()}
    context |= {"command": COMMAND, "uses": USES.items(), "exits": EXITS.items()}
    return draw(request, "uploads/template.html", context)


def _batch(request: DeskRequest, pk: int, batch_id: int) -> tuple[DisclosureRequest, Batch]:
    """Return the request and its upload, for those who may draft on it and for readers alike. Raises Absent."""
    case = access.find_request(request.visitor, pk)
    batch = Batch.objects.filter(pk=batch_id, disclosure_request=case).first()
    if batch is None:
        raise access.Absent
    return case, batch


def _address(name: str, batch: Batch) -> str:
    return reverse(name, kwargs={"pk": batch.disclosure_request_id, "batch_id": batch.pk})
