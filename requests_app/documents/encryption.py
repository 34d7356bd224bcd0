"""A package encrypted to its recipient, with age: only the holder of the secret key opens it, the IRS can't any more.

Source of the format: https://age-encryption.org/v1 (X25519, ChaCha20-Poly1305 in chunks of 64 KiB, so that it streams).
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any, BinaryIO

import pyrage
from pyrage import x25519

from .archive import Written

SECRET_START = "AGE-SECRET-KEY-"
"""How an age secret key begins. Source: https://age-encryption.org/v1."""

NOT_A_KEY = (
    "This isn't an age public key. It begins with “age1” and has 62 characters: copy it from the line “public key” that "
    "age-keygen printed."
)
SECRET_KEY = (
    "This is a secret key: no one else may have it, and it isn't kept here. Throw it away, make a new pair with age-keygen, "
    "and enter the public key, which begins with “age1”."
)
"""What a person reads who entered something else than a public key."""

_AT_ONCE = 1 << 20

Measured = dict[str, str | int]


def holds_secret(text: str) -> bool:
    """Whether a text holds a secret key, or what begins as one."""
    return SECRET_START in "".join(text.split()).upper()


def recipient_of(text: str) -> str:
    """Return an age public key (X25519) in its one form. Raises ValueError with a sentence that a person can act on."""
    key = "".join(text.split())
    if holds_secret(text):
        raise ValueError(SECRET_KEY)
    try:
        one_form = str(x25519.Recipient.from_str(key.lower() if key.isupper() else key))
        encrypt(BytesIO(b"-"), BytesIO(), one_form)
    except (pyrage.RecipientError, pyrage.EncryptError):
        one_form = ""
    if not one_form:
        raise ValueError(NOT_A_KEY)
    return one_form


def fingerprint_of(recipient_key: str) -> str:
    """Return a public key's fingerprint to read aloud: the first 16 bytes of the text's SHA-256, hex in groups of four."""
    digits = sha256(recipient_key.encode()).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def encrypt(source: BinaryIO, sink: Written, recipient_key: str) -> None:
    """Encrypt a stream to an age public key, chunk by chunk. Two runs differ: each has a file key of its own."""
    pyrage.encrypt_io(source, sink, [x25519.Recipient.from_str(recipient_key)])


def measured(stream: BinaryIO) -> Measured:
    """Return size (bytes) and SHA-256 of a seekable stream, read from its start."""
    stream.seek(0)
    digest, size = sha256(), 0
    while chunk := stream.read(_AT_ONCE):
        digest.update(chunk)
        size += len(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


def outer_record(package: BinaryIO, encrypted: BinaryIO, recipient_key: str) -> dict[str, Any]:
    """Return what is recorded beside a package: size and SHA-256 of the ZIP and of the encrypted file, and to which key."""
    return recorded(measured(package), measured(encrypted), recipient_key)


def recorded(package: Measured, encrypted: Measured, recipient_key: str) -> dict[str, Any]:
    """Return the outer record from what was measured already."""
    return {
        "zip": package,
        "encrypted": encrypted,
        "recipient_key": recipient_key,
        "recipient_key_fingerprint": fingerprint_of(recipient_key),
    }
