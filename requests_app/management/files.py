"""What commands that read a file of rows share: how the file and its columns are given, and why it can't be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from ..intake.refusing import Unreadable
from ..rules.facts import TEMPLATE_COLUMNS

UNREADABLE = 2
"""Exit code: the file can't be read."""


def add_file(parser: CommandParser) -> None:
    """Add the arguments FILE and --map."""
    parser.add_argument("file", type=Path, help="a CSV or XLSX file with the columns' names in its first row")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=field",
        help="which field a column is, where its name doesn't say so; COLUMN is a name or a number, an empty field leaves "
        f"it out. Fields: {', '.join(TEMPLATE_COLUMNS)}",
    )


@contextmanager
def reading(kept: str = "") -> Iterator[None]:
    """Turn what is wrong with a file into a CommandError, with what was kept all the same behind it."""
    try:
        yield
    except Unreadable as trouble:
        raise CommandError(f"{trouble.sentence} {kept}".strip(), returncode=UNREADABLE) from trouble
    except OSError as error:
        said = f"{error.filename or 'The file'} can't be opened ({error.strerror}). Look at its name and at who may read it."
        raise CommandError(f"{said} {kept}".strip(), returncode=UNREADABLE) from error
