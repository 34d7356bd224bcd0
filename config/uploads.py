"""How a file is kept while it comes in, before anything looks at it: it holds tax data that isn't sealed yet."""

import errno
import logging
import os
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

log = logging.getLogger(__name__)


class NamelessFileUploadHandler(TemporaryFileUploadHandler):
    """Keeps it in a file without a name, which ends with the process, however that dies; for people signed in only.

    Before sign-in nobody fills the disk: the rest of what a stranger sends isn't read.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)
        os.unlink(self.file.temporary_file_path())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece. Where the disk has no room left the rest isn't read, and `request.no_room` says so to the page."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            log.exception("no room left to take a file in")
            request: Any = self.request
            request.no_room = True
            raise StopUpload from None
