"""An upload, taken as far as a test wants it, in this process."""

from __future__ import annotations

import io
from dataclasses import dataclass
from uuid import uuid4

import pytest

from requests_app.intake import finishing, judging, mapping, reading, receiving
from requests_app.models import Batch, DisclosureRequest, Subject
from requests_app.workflow import drafting
from tests import samples
from tests.cast import Cast, cast, empty

WHY = "a test"


@dataclass
class Uploads:
    """A draft of the United States attorney's office, and what its liaison does with files."""

    who: Cast
    draft: DisclosureRequest

    def receive(self, content: bytes, filename: str = "people.csv") -> Batch:
        """Hand in a file."""
        return receiving.receive(
            self.draft.pk, by=self.who.liaison, why=WHY, filename=filename, stream=io.BytesIO(content), key=uuid4()
        )

    def confirm(self, batch: Batch, columns: dict[str, str] | None = None) -> Batch:
        """Map it, as suggested unless told otherwise."""
        chosen = columns or mapping.suggest(batch.header)
        return mapping.confirm(batch.pk, by=self.who.liaison, why=WHY, columns=chosen)

    def work(self, batch: Batch) -> Batch:
        """Do what the worker does."""
        reading.read_more(batch.pk)
        while judging.judge_chunk(batch.pk):
            pass
        finishing.finish(batch.pk)
        batch.refresh_from_db()
        return batch

    def whole(self, content: bytes, filename: str = "people.csv") -> Batch:
        """Take a file all the way."""
        batch = self.receive(content, filename)
        return self.work(self.confirm(batch)) if batch.status == "received" else batch

    def type_one(self) -> Subject:
        """Type one subject into the draft."""
        fields = {name: value for name, value in samples.row(99_999).items() if name != "tin"}
        return drafting.add_subject(self.draft.pk, by=self.who.liaison, why=WHY, seen=None, fields=fields, tin="")


def begin() -> Uploads:
    """Make the cast and an empty draft."""
    who = cast()
    return Uploads(who, empty(who))


@pytest.fixture
def uploads(db: None) -> Uploads:
    """A draft to upload to."""
    return begin()
