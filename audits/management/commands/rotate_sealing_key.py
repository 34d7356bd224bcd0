"""Change the sealer's key: `manage.py rotate_sealing_key`, while the sealer is stopped."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audits.seal_folder import locked_by
from audits.statements import rotate
from audits.verification import seal_folder

from .seal import signer


class Command(BaseCommand):
    """The change of the key."""

    help = "Make a new sealing key, signed over to by the old one. Stop the sealer first."

    def handle(self, *_: Any, **__: Any) -> None:
        """Change it."""
        folder = seal_folder()
        if folder.latest() is None:
            raise CommandError("Nothing has been sealed yet, so there is no key to change.")
        with os.fdopen(locked_by(folder.path), "r+") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("The sealer runs: stop it first, so that no two keys sign at once.") from None
            new = rotate(folder, signer(folder), Path(settings.SEALER_KEY_FILE))
        self.stdout.write(f"From now on this key signs: {new.key.text()}")
        self.stdout.write("The old one lies beside it, ending .old: destroy it once the next checkpoint is cosigned.")
