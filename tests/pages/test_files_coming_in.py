"""A file that comes in is tax data in clear: it lies nowhere under a name, and a stranger's isn't taken at all."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from config.uploads import NamelessFileUploadHandler
from requests_app.models import Person

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
