"""The part of `bench.intake` that works with the project's models: one file, from a draft to judged subjects.

Imported once the settings are known (`django.setup`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.db import connection, connections

from audits.acting import SETUP, acting
from requests_app import access, tasks
from requests_app.intake import mapping, receiving
from requests_app.models import Agency, Batch, DisclosureRequest, Person, Subject
from requests_app.models.batch import OPEN_BATCH
from requests_app.rules.facts import TEMPLATE_COLUMNS
from requests_app.rules.roles import Role
from requests_app.workflow import drafting, founding

WHY = "a measurement"
TABLE = "bench_rows"


def found() -> None:
    """Make an agency, its liaison and the lists."""
    founding.put_lists(by=SETUP, why=WHY)
    with acting(by=SETUP, why=WHY):
        agency = Agency.objects.create(code="BENCH", name="An agency", kind="doj", is_demonstration=True)
        liaison = Person.objects.create(username="liaison", first_name="A", last_name="Liaison", agency=agency)
    access.grant(liaison, Role.LIAISON, agency, by=SETUP, why=WHY)


def draft() -> DisclosureRequest:
    """Make an empty request."""
    given = {"title": "A measurement", "purpose": "Grand jury investigation of forged work permits."}
    liaison, agency = Person.objects.get(username="liaison"), Agency.objects.get()
    return drafting.create(
        by=liaison, why=WHY, agency=agency, agreement=None, items=["address"], cover={}, key=uuid4(), **given
    )


def receive(path: Path) -> int:
    """Receive a file into a request of its own; return the batch."""
    liaison = Person.objects.get(username="liaison")
    with path.open("rb") as stream:
        batch = receiving.receive(draft().pk, by=liaison, why=WHY, filename=path.name, stream=stream, key=uuid4())
    return batch.pk


def confirm(batch_id: int) -> None:
    """Confirm the columns as the page does, and ring for the workers."""
    batch = Batch.objects.get(pk=batch_id)
    columns = mapping.suggest(batch.header)
    mapping.confirm(batch_id, by=Person.objects.get(username="liaison"), why=WHY, columns=columns)
    tasks.ring(tasks.read_batch, batch_id)


def is_over(batch_id: int) -> bool:
    """Return whether a batch came to its end."""
    return not Batch.objects.filter(pk=batch_id, status__in=OPEN_BATCH).exists()


def check(batch_id: int, rows: int) -> None:
    """Make sure that every row became a subject or an error, with one history row. Raises SystemExit."""
    batch = Batch.objects.get(pk=batch_id)
    subjects = Subject.objects.filter(batch_id=batch_id).count()
    made = Subject.history.filter(disclosure_request_id=batch.disclosure_request_id, history_type="+").count()
    counts = (batch.status, batch.rows_read, batch.rows_accepted + batch.rows_rejected, subjects, made)
    if counts != ("done", rows, rows, batch.rows_accepted, batch.rows_accepted):
        raise SystemExit(f"The batch isn't what it should be: {counts}, {batch.trouble}")


def copy_seconds(path: Path, clock: Callable[[], float]) -> float:
    """Return the seconds in which PostgreSQL copies the file into a logged table without keys, and commits."""
    columns = ", ".join(f"{name} text" for name in TEMPLATE_COLUMNS)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} ({columns})")
        start = clock()
        with path.open("rb") as file, cursor.copy(f"COPY {TABLE} FROM STDIN (FORMAT csv, HEADER true)") as into:
            while block := file.read(1 << 20):
                into.write(block)
        seconds = clock() - start
        cursor.execute(f"DROP TABLE {TABLE}")
    return seconds


def settle() -> None:
    """Write out what the last measurement left in memory, so that the next one doesn't pay for it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM")
    connection.close()
