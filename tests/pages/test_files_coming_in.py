"""A file that comes in is tax data in clear: it lies nowhere under a name, and a stranger's isn't taken at all."""

import errno
import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from config.uploads import NamelessFileUploadHandler
from requests_app.models import Batch, Person
from tests.cast import cast, draft
from tests.pages.visiting import visitor

NEW = ("file", "names.csv", "text/csv", 9, None, None)


def handler(user: object) -> NamelessFileUploadHandler:
    request = RequestFactory().post("/")
    request.user = user
    return NamelessFileUploadHandler(request)


def test_it_has_no_name_and_can_be_read():
    coming = handler(Person(pk=1, username="liaison"))
    coming.new_file(*NEW)
    assert not os.path.exists(coming.file.temporary_file_path())
    coming.receive_data_chunk(b"Demofield", 0)
    file = coming.file_complete(9)
    assert file.read() == b"Demofield"
    file.close()


def test_one_that_is_interrupted_is_gone_as_well():
    coming = handler(Person(pk=1, username="liaison"))
    coming.new_file(*NEW)
    coming.upload_interrupted()
    assert coming.file.closed


@pytest.mark.django_db
def test_a_strangers_file_is_not_taken(client, settings, tmp_path: Path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    with pytest.raises(StopUpload):
        handler(AnonymousUser()).new_file(*NEW)
    answer = client.post("/accounts/login/", {"file": SimpleUploadedFile("names.csv", b"Demofield")})
    assert answer.status_code == 302
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_without_room_on_the_disk_the_person_is_told_and_nothing_is_taken(monkeypatch):
    who = cast()
    one = draft(who)

    def full(handler: object, raw_data: bytes, start: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", full)
    file = SimpleUploadedFile("names.csv", b"last_name\nDemofield\n")
    sent = {"file": file, "key": str(uuid4())}
    answer = visitor(who.liaison).post(f"/requests/{one.pk}/uploads/new/", sent)
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
    assert not Batch.objects.exists()
