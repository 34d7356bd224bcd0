"""A hundred random tampers by a superuser, each found with the right row named; and the stand-alone verifier says the same.

`python -m tests.tampers 10000` does the same ten thousand times.
"""

from __future__ import annotations

import io
import re

import pytest
from pytest_django.plugin import DjangoDbBlocker

from audits.proof_export import Proof
from audits.standalone.verify import Export
from tests.tampers import World, right, world


@pytest.fixture(scope="module")
def one(tmp_path_factory, django_db_blocker: DjangoDbBlocker):
    with django_db_blocker.unblock(), world(6103, tmp_path_factory.mktemp("sealed")) as made:
        assert made.look().passed
        yield made


@pytest.mark.parametrize("kind", World.KINDS)
def test_what_a_superuser_tries_at_random_is_found_and_named(one, kind):
    tried = [one.once(kind) for _ in range(9 if kind != "edit" else 10)]
    assert [(named, report.first) for named, report in tried if not right(named, report)] == []


def exported(one: World) -> Export:
    proof = Proof(one.cursor, one.sealed.folder, one.sealed.folder.checkpoint())
    export = Export(one.sealed.sealer.signer.key)
    export.check(io.BytesIO(b"".join(proof.stretch(0, one.size))))
    return export


def test_the_stand_alone_verifier_passes_what_was_not_touched(one):
    export = exported(one)
    assert (export.rows, export.wrong) == (one.size, [])


@pytest.mark.parametrize("kind", ["edit", "remove", "insert", "swap", "cut", "subjects"])
def test_both_verifiers_name_the_same_row(one, kind):
    one.cursor.execute("SAVEPOINT tampered")
    named = getattr(one, kind)()
    report, export = one.look(), exported(one)
    one.cursor.execute("ROLLBACK TO SAVEPOINT tampered")
    assert right(named, report)
    assert re.match(r"Row \d+ of \w+", report.first)[0] == re.match(r"Row \d+ of \w+", export.wrong[0])[0]
