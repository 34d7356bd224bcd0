"""Blind keys: what a name, an address or a TIN is looked up by, so that matching never opens anything
sealed.
"""

from __future__ import annotations

from dataclasses import dataclass

from audits.vault import blind_index

from ..models import Subject
from .addresses import address_line, normal_address
from .names import full_name, name_control


@dataclass(frozen=True, slots=True)
class Keys:
    """Blind keys of one person: 32 bytes each, b'' for what isn't there or can't be compared."""

    tin: bytes
    name: bytes
    control: bytes
    address: bytes


def blind(value: str, kind: str) -> bytes:
    """Return the blind key of a normal form, b'' for nothing: two people who both lack something share
    nothing.
    """
    return blind_index(value, kind=kind) if value else b""


def keys_of(subject: Subject) -> Keys:
    """Return the keys of a subject as the agency set it forth."""
    line = address_line(
        subject.address,
        subject.address_line1,
        subject.address_line2,
        subject.city,
        subject.state,
        subject.postal_code,
        subject.country,
    )
    return Keys(
        tin=bytes(subject.tin_index or b""),
        name=blind(full_name(subject.first_name, subject.last_name, subject.entity_name), "name"),
        control=blind(name_control(subject.last_name, subject.entity_name), "control"),
        address=blind(normal_address(line), "address"),
    )
