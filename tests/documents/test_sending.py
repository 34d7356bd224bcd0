"""A package is built and encrypted in one go, and whatever fails on the way is said, with nothing left running."""

import errno
import io
import threading
from dataclasses import replace

import pyrage
import pytest

from requests_app.documents.encryption import measured, outer_record
from requests_app.documents.package import WrongContents
from requests_app.documents.sending import NOT_ENCRYPTED, CannotEncrypt, build_encrypted
from tests.documents.examples import AUDIT, IDENTITY, ROW, built, facts

KEY = str(IDENTITY.to_public())


class Full(io.RawIOBase):
    """A disk with no room left."""

    def write(self, piece):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(autouse=True)
def nothing_left_running():
    yield
    assert [thread.name for thread in threading.enumerate() if thread.name == "encrypting"] == []


def test_it_is_the_same_package_encrypted():
    sink = io.BytesIO()
    manifest, record = build_encrypted(facts(ROW, AUDIT, recipient_key=KEY), [ROW, AUDIT], sink)
    plain, same = built(ROW, AUDIT, recipient_key=KEY)
    assert pyrage.decrypt(sink.getvalue(), [IDENTITY]) == plain
    assert manifest == same
    assert record == outer_record(io.BytesIO(plain), sink, KEY)
    assert record["encrypted"] == measured(sink)


def test_rows_that_dont_fit_are_said():
    with pytest.raises(WrongContents):
        build_encrypted(facts(ROW, recipient_key=KEY), [ROW, AUDIT], io.BytesIO())


def test_what_stops_the_rows_stops_the_package():
    def rows():
        yield ROW
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_encrypted(facts(ROW, recipient_key=KEY), rows(), io.BytesIO())


@pytest.mark.parametrize("size", [0, 3_000_000], ids=["at the end", "in the middle"])
def test_a_full_disk_is_said(size):
    big = replace(AUDIT, attachment=("a.bin", bytes(size)))
    with pytest.raises(CannotEncrypt, match=NOT_ENCRYPTED):
        build_encrypted(facts(big, recipient_key=KEY), [big], Full())
