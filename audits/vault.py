"""Sealing of tax data at rest: AES-256-GCM under a named key, bound to the place it is stored in; and blind indexes.

Sealing needs no permission; opening does: only `access_log.py` may call `open_sealed` (a structure test holds it).
A sealed value is: 1 byte length of the key's id, the key's id, 12 bytes nonce, ciphertext with tag.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings


class CannotOpen(Exception):
    """The sealed value, its place, or its key isn't the one it was sealed with."""


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(value: bytes, *, bound_to: str) -> bytes:
    """Seal bytes under the current key, bound to a place such as 'subject:12:tin'. Moved elsewhere it won't open."""
    return sealer()(value, bound_to)


def sealer() -> Callable[[bytes, str], bytes]:
    """Return what seals bytes, bound to a place, under the key that is current now: for many values at a time."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    head, encrypt = _head(key_id), _cipher(key).encrypt

    def sealed(value: bytes, bound_to: str) -> bytes:
        nonce = os.urandom(12)
        return head + nonce + encrypt(nonce, value, bound_to.encode())

    return sealed


@lru_cache(maxsize=16)
def _head(key_id: str) -> bytes:
    """Return the first bytes of what is sealed under a key."""
    name = key_id.encode()
    return bytes([len(name)]) + name


def open_sealed(sealed: bytes, *, bound_to: str) -> bytes:
    """Return what was sealed. Raises CannotOpen."""
    return opener()(sealed, bound_to)


def opener() -> Callable[[bytes, str], bytes]:
    """Return what opens sealed bytes, bound to a place, by the keys in force now: for many values at a time."""
    known = {_head(key_id): _cipher(key).decrypt for key_id, key in settings.FIELD_KEYS.items()}

    def opened(sealed: bytes, bound_to: str) -> bytes:
        end = 1 + sealed[0]
        decrypt = known.get(sealed[:end])
        if decrypt is None:
            raise CannotOpen("The key that sealed this value isn't configured.")
        try:
            return decrypt(sealed[end : end + 12], sealed[end + 12 :], bound_to.encode())
        except InvalidTag as error:
            raise CannotOpen("The sealed value was altered or moved.") from error

    return opened


def blind_index(value: str, *, kind: str) -> bytes:
    """Return 32 bytes that are equal for equal values of one kind and tell nothing without the key (HMAC-SHA-256)."""
    return indexer(kind)(value)


def indexer(kind: str) -> Callable[[str], bytes]:
    """Return what gives the blind index of values of one kind, by the key in force now: for many values at a time."""
    return _indexer(settings.BLIND_INDEX_KEY, kind)


@lru_cache(maxsize=64)
def _indexer(key: bytes, kind: str) -> Callable[[str], bytes]:
    """Return what `indexer` does. An HMAC that has taken in its key and the kind is copied: that costs less than both again."""
    begun = HMAC(key, SHA256())
    begun.update(f"{kind}:".encode())

    def index(value: str) -> bytes:
        made = begun.copy()
        made.update(value.encode())
        return made.finalize()

    return index
