"""What the tests of faults share: an upload to the running system."""

from __future__ import annotations

import pytest

from tests.faults.uploads import Upload
from tests.stack import Stack


@pytest.fixture
def upload(stack_orm: Stack) -> Upload:
    """Begin an upload on the running system."""
    return Upload()
