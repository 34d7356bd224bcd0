"""The gates of rights: no right outside history, no secret changed in silence, and who may sign a review of rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template

from ..rules.reviews import AT_ONCE, BARRED, SIGNERS
from ..rules.roles import Role


def _array(roles: tuple[Role, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{role.value}'" for role in roles) + "]::text[]"


def render(filled: Mapping[str, str]) -> Iterator[str]:
    """Yield the SQL of these gates. `filled`: what every gate is filled with."""
    own = {"SIGNERS": _array(SIGNERS), "BARRED": _array(BARRED), "AT_ONCE": str(AT_ONCE)}
    yield Template(Path(__file__).with_name("rights.sql").read_text()).substitute({**filled, **own})
