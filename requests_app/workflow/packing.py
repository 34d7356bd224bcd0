"""One package on its way: the approved subjects compared again with their records, opened, written, encrypted, sealed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from operator import attrgetter, itemgetter
from time import monotonic
from typing import Any

from django.db.models import Max
from django.utils import timezone

from audits import arrays, checkpoints
from audits.access_log import AccessAct, Opened, look
from audits.acting import acting, as_written

from ..access import looker
from ..documents import package
from ..documents.facts import GIVEN, MATTER
from ..matching.normal import NAME_AND_ADDRESS
from ..matching.records import RecordText
from ..matching.source import SOURCE
from ..models import AttachedItem, DisclosureRequest, Preparation, Release
from ..models.release import PreparationStatus
from ..models.subject import Outcome
from ..rules.items import ITEMS, attachable, from_records
from ..rules.transitions import Act
from . import attaching, citing, holding, sealed_packages
from .breaker import Failed, recorded
from .calling import call
from .fitting import still_fitting
from .questions import release_refusals
from .refused import Refused, demand
from .status_change import locked

AT_ONCE = 4_000
"""Subjects of a chunk: between two chunks an order that was entered is seen."""

NOTED_EVERY = 1.0
"""Seconds after which it is told again how far the work has come."""

COUNTED = ("id", "row", "tax_periods")
READ = ("id", "row", "tin_index", *dict.fromkeys((*NAME_AND_ADDRESS, *GIVEN, *MATTER)))
"""Columns of a subject that are counted, and those that are compared and written: no others are read."""

_compared, _written = (itemgetter(*map(READ.index, names)) for names in (NAME_AND_ADDRESS, (*GIVEN, *MATTER)))

NOTHING_FITS = (
    "No record fits any approved subject any more: there is nothing to release. Send the request back one step; there it "
    "can be denied as “no record or mismatch”."
)
GONE = "The records changed while the package was prepared. Nothing was prepared: prepare it anew."
EMPTY = "A record doesn't say an item that was asked for: it has to be stored anew first. Nothing was prepared."

_PREPARE = "%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[]"


@dataclass(slots=True)
class Listed:
    """The items of a package: each with its subject and record, tier, and the attached item's id or 'NULL'."""

    items: list[tuple[int, int, str, str, int | str]] = field(default_factory=list)
    periods: set[str] = field(default_factory=set)

    def counts(self) -> Counter[str]:
        """Return item -> how often it is listed."""
        return Counter(item for _, _, item, _, _ in self.items)

    def columns(self) -> list[object]:
        """Return the items column by column, as the database's function takes them."""
        return [arrays.written(column) for column in zip(*self.items, strict=True)]


class Making:
    """One package on its way.

    1. Chunk by chunk: which approved subjects still fit; whom an order covers is left out, an order on all of them stops it.
    2. Chunk by chunk again, as the package is written: no order has come, the look is recorded, the record opened and compared
       with the subject in clear. Each chunk is a transaction of its own, unless the whole is one already.
    3. One transaction: everything is checked again by the database, which takes the package, its items and its parts.
    """

    def __init__(self, asked: Preparation) -> None:
        self.asked, self.by, self.why = asked, asked.by, as_written(asked.why)
        self.request = DisclosureRequest.objects.select_related("agency", "agreement").get(
            pk=asked.disclosure_request_id
        )
        self.given = [(item, ITEMS[item].tier.value) for item in from_records(frozenset(self.request.items))]
        self.by_hand = bool(attachable(frozenset(self.request.items)))
        self.fitting: dict[int, int] = {}
        self.decided: set[int] = set()
        self.listed = Listed()
        self.noted_at = 0.0

    def make(self) -> Release:
        """Make it. Raises Refused; and what `watched` catches."""
        self.asked.checked = self.asked.written = 0
        Preparation.objects.filter(pk=self.asked.pk).update(
            begun=self.asked.begun + 1, begun_at=timezone.now(), checked=0, written=0
        )
        self._compare()
        plain, encrypted = BytesIO(), BytesIO()
        try:
            manifest = package.build(self._facts(), self._rows(), plain)
        except package.WrongContents as error:
            raise Failed("record") from error
        except package.CannotSet as error:
            raise Refused([f"The letter couldn't be set: {error} Nothing was prepared."]) from error
        plain.seek(0)
        package.encrypt(plain, encrypted, self.asked.recipient_key.public)
        return self._keep(manifest, plain, encrypted)

    def _chunks(self, columns: Sequence[str], chosen: dict[int, int] | None = None) -> Iterator[list[tuple[Any, ...]]]:
        """Yield columns (id and row first) of the approved subjects in order of rows; of these alone, if some are chosen.

        They are read by their rows, as many at a time as make a chunk: what the planner knows of outcomes, which have just
        changed, makes no difference.
        """
        approved = self.request.subjects.filter(outcome=Outcome.APPROVED).order_by("row")
        last = self.request.subjects.aggregate(last=Max("row"))["last"] or 0
        found: list[tuple[Any, ...]] = []
        for before in range(0, last, AT_ONCE):
            read = approved.filter(row__gt=before, row__lte=before + AT_ONCE).values_list(*columns)
            found += [s for s in read if chosen is None or s[0] in chosen]
            if len(found) >= AT_ONCE or (found and before + AT_ONCE >= last):
                yield found
                found = []

    def _compare(self) -> None:
        """Find who still fits, and list the items of each."""
        citing.read_statutes(self.request.pk)
        citing.hold_readings(self.request.pk)
        for chunk in self._chunks(COUNTED):
            covered = holding.covered(self.request.pk, [s[0] for s in chunk])
            free = {subject_id: row for subject_id, row, _ in chunk if subject_id not in covered}
            found, decided = still_fitting(self.request, free)
            self.decided |= decided
            attached = attaching.by_subject(self.request, found) if self.by_hand else {}
            for subject_id, _, periods in chunk:
                if subject_id in found:
                    self._list(subject_id, found[subject_id], attached.get(subject_id, ()))
                    self.listed.periods.add(periods)
            self._note(checked=len(chunk))
        demand([] if self.listed.items else [NOTHING_FITS])

    def _list(self, subject_id: int, record_id: int, attached: Sequence[AttachedItem]) -> None:
        self.fitting[subject_id] = record_id
        self.listed.items += [(subject_id, record_id, item, tier, "NULL") for item, tier in self.given]
        for one in attached:
            self.listed.items.append((subject_id, record_id, one.item, ITEMS[one.item].tier.value, one.pk))

    def _facts(self) -> package.PackageFacts:
        key = self.asked.recipient_key
        return package.facts_of(
            self.request,
            recipient=key.person,
            prepared_by=self.by,
            recipient_key=key.public,
            counts=self.listed.counts(),
            taxpayers=len({subject_id for subject_id, *_ in self.listed.items}),
            periods=self.listed.periods,
            letters_wanted=self.asked.letters,
            checkpoint=checkpoints.for_a_manifest(),
        )

    def _rows(self) -> Iterator[package.ItemRow]:
        """Yield the rows of the package, opening the records chunk by chunk."""
        for chunk in self._chunks(READ, self.fitting):
            with acting(by=self.by, why=self.why):
                rows = self._opened(chunk)
                self._note(written=len(chunk))
            yield from rows

    def _opened(self, chunk: list[tuple[Any, ...]]) -> list[package.ItemRow]:
        ids = [s[0] for s in chunk]
        covered = holding.covered(self.request.pk, ids)
        demand(
            [f"A court order was entered while the package was prepared: {o}." for o in sorted(set(covered.values()))]
        )
        who = looker(self.by, self.request, origin=self.asked.origin, why=self.why)
        with recorded():
            opened = look(who, AccessAct.WORK, "record", case_id=self.request.pk, subjects=ids)
        texts = SOURCE.read_all([self.fitting[pk] for pk in ids], opened)
        demand([] if all(self.fitting[pk] in texts for pk in ids) else [GONE])
        attached = attaching.by_subject(self.request, ids) if self.by_hand else {}
        rows: list[package.ItemRow] = []
        for subject in chunk:
            rows += self._of(subject, texts[self.fitting[subject[0]]], attached.get(subject[0], ()), opened)
        return rows

    def _of(
        self, subject: tuple[Any, ...], text: RecordText, attached: Sequence[AttachedItem], opened: Opened
    ) -> list[package.ItemRow]:
        """Return the items of one subject: its record opened and, unless a person decided on the match, compared once more."""
        subject_id, number, tin_index = subject[:3]
        if subject_id not in self.decided and not SOURCE.fits(
            _compared(subject), bytes(tin_index or b""), self.fitting[subject_id], text
        ):
            again, _ = still_fitting(self.request, {subject_id: number}, anew=True)
            demand([] if subject_id in again else [GONE])
            raise Failed("record")
        given, matter = package.columns_of(_written(subject))
        rows = [package.ItemRow(number, given, matter, item, tier, _said(text, item)) for item, tier in self.given]
        for one in attached:
            held, tier = attaching.contents(one, opened), ITEMS[one.item].tier
            rows.append(package.ItemRow(number, given, matter, one.item, tier, held.says, one.source, held.file))
        return rows

    def _note(self, checked: int = 0, written: int = 0) -> None:
        self.asked.checked += checked
        self.asked.written += written
        if monotonic() - self.noted_at >= NOTED_EVERY:
            self.noted_at = monotonic()
            so_far = {"checked": self.asked.checked, "written": self.asked.written}
            Preparation.objects.filter(pk=self.asked.pk).update(**so_far)

    def _keep(self, manifest: dict[str, object], plain: BytesIO, encrypted: BytesIO) -> Release:
        made, inner = package.measured(encrypted), package.measured(plain)
        sha, size = str(made["sha256"]), int(made["size"])
        with acting(by=self.by, why=self.why):
            disclosure_request = locked(self.request.pk, by=self.by, seen=None)
            demand(release_refusals(disclosure_request, self.by, Act.PREPARE))
            values = [disclosure_request.pk, self.asked.recipient_key_id, sha, inner["sha256"], size]
            values += [sealed_packages.parts_in(size), json.dumps(manifest), self.asked.letters, *self.listed.columns()]
            release_id = call("desk_release_prepare", _PREPARE, values)
            sealed_packages.keep(release_id, sha, encrypted)
            release = Release.objects.get(pk=release_id)
            self.asked.status, self.asked.release, self.asked.ended_at = PreparationStatus.DONE, release, timezone.now()
            self.asked.save(update_fields=["status", "release", "ended_at", "checked", "written"])
            return release


_SAYS = {"address": attrgetter("address"), "name": attrgetter("name"), "tin": attrgetter("tin")}
"""What a record says of an item that isn't attached by hand."""


def _said(text: RecordText, item: str) -> str:
    said: str = _SAYS[item](text)
    if not said:
        raise Refused([EMPTY])
    return said
