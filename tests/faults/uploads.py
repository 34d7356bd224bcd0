"""Uploads to a running system, made in this process and left to its workers."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from uuid import uuid4

from django.db import Error, connections

from requests_app.demonstration.people import USAO
from requests_app.intake import mapping, receiving
from requests_app.models import Agency, Batch, Person, Subject
from requests_app.workflow import drafting
from tests.stack import Stack

WHY = "a test of what survives"
DONE_WITHIN = 300


class Upload:
    """One upload to a request of its own."""

    def __init__(self) -> None:
        self.liaison = Person.objects.get(username="usao.liaison")
        self.key, self.batch_id = uuid4(), 0
        self.draft = drafting.create(
            by=self.liaison,
            why=WHY,
            agency=Agency.objects.get(code=USAO),
            agreement=None,
            title="Killed while it is read",
            purpose="Grand jury investigation of forged work permits.",
            items=["address"],
            cover={},
            key=uuid4(),
        )

    def receive(self, content: bytes) -> Upload:
        """Hand in a file, here."""
        stream = io.BytesIO(content)
        receiving.receive(self.draft.pk, by=self.liaison, why=WHY, filename="people.csv", stream=stream, key=self.key)
        return self

    def confirm(self) -> Upload:
        """Map the file that was received under this upload's key; the running system's workers do the rest."""
        batch = Batch.objects.get(made_by_key=self.key)
        mapping.confirm(batch.pk, by=self.liaison, why=WHY, columns=mapping.suggest(batch.header))
        self.batch_id = batch.pk
        return self

    def batch(self) -> Batch:
        """Return the batch as it stands; waits for the database to be back."""
        for _ in range(60):
            try:
                return Batch.objects.get(pk=self.batch_id)
            except Error:
                connections.close_all()
                time.sleep(0.5)
        raise AssertionError("the database didn't come back")

    def wait(self, reached: Callable[[Batch], bool], stack: Stack) -> Batch:
        """Wait until the batch is as wanted."""
        stack.wait_for(lambda: reached(self.batch()), DONE_WITHIN)
        return self.batch()

    def check(self, rows: int) -> None:
        """Every row is there once, judged, in its place, with one history row of its making and no second one."""
        batch = self.batch()
        assert (batch.status, batch.rows_read, batch.rows_accepted, batch.rows_rejected) == ("done", rows, rows, 0)
        subjects = Subject.objects.filter(disclosure_request=self.draft)
        assert list(subjects.order_by("row").values_list("row", flat=True)) == list(range(1, rows + 1))
        assert not subjects.filter(judged_under="").exists()
        kinds = Subject.history.filter(disclosure_request_id=self.draft.pk).values_list("history_type", flat=True)
        assert len(kinds) == rows and set(kinds) == {"+"}
